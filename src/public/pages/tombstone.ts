import { toNumber } from '@chancery/verify/certificateNumber'
import { toHex } from '@chancery/verify/proof/hex'
import type { Texts } from '@chancery/verify/texts/languages'
import { unixTime } from '@chancery/verify/unixTime'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { failure } from '../../http/failure.ts'
import { codeOfTombstone, type Tombstone } from '../tombstone.ts'
import { placeOf, sendNotice } from './answers.ts'
import type { Notice } from './noticePage.ts'

/** Sends 410: who deleted the certificate and when, and whether its issuer revoked it. */
export function sendTombstone(request: FastifyRequest, reply: FastifyReply, tombstone: Tombstone) {
  const notice = noticeOf(tombstone, placeOf(request).texts)
  // As public as the page, so pages of any origin may read it.
  reply.header('access-control-allow-origin', '*')
  const failed = failure(codeOfTombstone[tombstone.kind], notice.title)
  return sendNotice(request, reply, failed, notice, { details: toJson(tombstone) })
}

function noticeOf({ kind, deletedAt, revocation }: Tombstone, { notices, messages, formats }: Texts): Notice {
  const { title, text } = notices[kind]
  const lines = [text(formats.date(deletedAt))]
  if (!revocation) return { title, lines }
  return {
    title: notices.deleted.revoked,
    lines: [messages['revocation.revoked'](revocation), ...lines],
    look: 'failed',
  }
}

/** `revocation` has the fields of a bundle, so that a reader of an old bundle can check it. */
function toJson({ publicId, kind, deletedAt, issuer, revocation }: Tombstone) {
  return {
    certificate: { id: publicId, number: toNumber(publicId), state: kind, deletedAt, issuer },
    revocation: revocation && {
      at: unixTime(revocation.at),
      reason: revocation.reason,
      signature: revocation.signature && toHex(revocation.signature.bytes),
      chainId: revocation.signature?.chainId ?? null,
    },
  }
}
