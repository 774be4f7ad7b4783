import { languages } from '@chancery/verify/texts/languages'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Failure, failure, markFailure, sendFailure } from '../../http/failure.ts'
import { serverUrlOf } from '../serverUrl.ts'
import type { Place } from './layout.ts'
import { type Notice, noticePage } from './noticePage.ts'
import { readerOf } from './reader.ts'

/** Returns the pages' CSP. `picture`: https URL of a picture that the page loads from another server. */
export function contentPolicy(picture: string | null = null): string {
  const images = picture ? `'self' ${new URL(picture).origin}` : "'self'"
  return (
    `default-src 'none'; style-src 'self'; script-src 'self'; worker-src 'self'; img-src ${images}; font-src 'self'; ` +
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
  )
}

/** Headers of every response except style, script and fonts. */
export const headers = {
  // A revocation must show immediately.
  'cache-control': 'private, no-cache',
  vary: 'Accept, Accept-Language',
  'content-security-policy': contentPolicy(),
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'cross-origin-opener-policy': 'same-origin',
  // The page is for readers who have its address. Search engines must not list it under the holder's name.
  'x-robots-tag': 'noindex',
}

/** Headers of pages that offer the camera. */
export const withCamera = {
  'permissions-policy': headers['permissions-policy'].replace('camera=()', 'camera=(self)'),
}

export function placeOf(request: FastifyRequest): Place {
  const { publicUrl, assetsVersion } = request.server
  const reader = readerOf(request)
  const { base, host, isTest } = serverUrlOf(publicUrl())
  return {
    ...reader,
    texts: languages[reader.language],
    base,
    host,
    isTest,
    assets: `${base}/verify/assets/${assetsVersion}`,
    query: withoutOwnParameters(request.url.split('?')[1]),
  }
}

/** Removes the language, which links choose anew, and a file's proof, which is for JSON only. */
function withoutOwnParameters(query: string | undefined): string {
  const rest = new URLSearchParams(query)
  rest.delete('lang')
  rest.delete('file')
  return rest.size > 0 ? `?${rest}` : ''
}

export function sendPage(reply: FastifyReply, status: number, page: string) {
  return reply.code(status).type('text/html; charset=utf-8').send(page)
}

export function toNotice({ title, text }: { title: string; text: string }): Notice {
  return { title, lines: [text] }
}

export function sendNotFound(request: FastifyRequest, reply: FastifyReply) {
  const { unknown } = placeOf(request).texts.notices
  return sendNotice(request, reply, failure('certificate.not_found', unknown.title), toNotice(unknown))
}

type Cause = { error?: unknown; details?: object }

/** Sends an error as a page, or as JSON in the format of all errors outside the two APIs. `details`: more JSON. */
export function sendNotice(
  request: FastifyRequest,
  reply: FastifyReply,
  failure: Failure,
  notice: Notice,
  { error, details }: Cause = {},
) {
  const place = placeOf(request)
  if (place.wantsJson) {
    const message = [notice.title, ...notice.lines].join(' ')
    return sendFailure(request, reply, failure, { status: failure.status, message, ...details }, error)
  }
  markFailure(request, reply, failure, error)
  return sendPage(reply, failure.status, noticePage(place, notice))
}
