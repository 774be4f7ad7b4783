import { languages } from '@chancery/verify/texts/languages'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Failure, failure, markFailure, sendFailure } from '../../http/failure.ts'
import type { Place } from './layout.ts'
import { noticePage } from './noticePage.ts'
import { readerOf } from './reader.ts'

/** Headers of every response except style, script and fonts. */
export const headers = {
  // A revocation must show immediately.
  'cache-control': 'private, no-cache',
  vary: 'Accept, Accept-Language',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; " +
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'cross-origin-opener-policy': 'same-origin',
  // The page is for readers who have its address. Search engines must not list it under the holder's name.
  'x-robots-tag': 'noindex',
}

export function placeOf(request: FastifyRequest): Place {
  const { publicUrl, assetsVersion } = request.server
  const reader = readerOf(request)
  const base = new URL(publicUrl()).pathname.replace(/\/$/, '')
  const [path = '', query] = request.url.split('?')
  const rest = new URLSearchParams(query)
  rest.delete('lang')
  rest.delete('file')
  return {
    ...reader,
    texts: languages[reader.language],
    base,
    assets: `${base}/verify/assets/${assetsVersion}`,
    path: rest.size > 0 ? `${path}?${rest}` : path,
  }
}

export function sendPage(reply: FastifyReply, status: number, page: string) {
  return reply.code(status).type('text/html; charset=utf-8').send(page)
}

export function sendNotFound(request: FastifyRequest, reply: FastifyReply) {
  const { unknown } = placeOf(request).texts.notices
  return sendNotice(request, reply, failure('certificate.not_found', unknown.title), unknown)
}

export function sendDeleted(request: FastifyRequest, reply: FastifyReply, at: Date) {
  const { notices, formats } = placeOf(request).texts
  const { title, text } = notices.deleted
  const notice = { title, text: text(formats.date(at)) }
  return sendNotice(request, reply, failure('certificate.deleted', title), notice)
}

/** Sends an error as a page, or as JSON in the format of all errors outside the two APIs. */
export function sendNotice(
  request: FastifyRequest,
  reply: FastifyReply,
  failure: Failure,
  notice: { title: string; text: string },
  error?: unknown,
) {
  const place = placeOf(request)
  if (place.wantsJson) {
    const message = `${notice.title} ${notice.text}`
    return sendFailure(request, reply, failure, { status: failure.status, message }, error)
  }
  markFailure(request, reply, failure, error)
  return sendPage(reply, failure.status, noticePage(place, notice))
}
