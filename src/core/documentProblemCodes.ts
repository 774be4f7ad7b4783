import type { Definition } from './problemDefinition.ts'

export const documents = {
  'document.unsupported': { status: 400, sentence: 'This server cannot read documents in this format.' },
  'document.not_stored': { status: 404, sentence: 'This server does not store the document.' },
  'certificate.unproven': {
    status: 404,
    sentence: 'There is no proof of this certificate: its issuer has not signed it, and it is not anchored on a chain.',
  },
  'credential.not_exported': {
    status: 404,
    permanent: true,
    sentence: 'This server issues no Open Badge of the certificate, because a wallet issued it.',
  },
  'credential.no_key': {
    status: 404,
    sentence: 'The site has no key that signs Open Badges. The operator of this server must set SECRETS_KEY.',
  },
  'credential.changed': {
    status: 503,
    sentence: 'The certificate changed while its Open Badge was being signed. Try again.',
    retryAfter: 1,
  },
  'mail.off': {
    status: 409,
    sentence: 'This server sends no mails. Leave out notify, or set it to false.',
    advice: 'The operator turns mails on with `SMTP_URL` and `MAIL_FROM` (docs/mail.md).',
  },
  'mail.unknown_link': { status: 404, sentence: 'This server did not make this link.' },
  'offer.not_found': { status: 404, sentence: 'There is no such offer of an Open Badge.' },
  'offer.used': { status: 410, sentence: 'A wallet has already taken the Open Badge of this offer.' },
  'offer.expired': { status: 410, sentence: 'The offer has expired.' },
  'offer.withdrawn': {
    status: 410,
    sentence: 'The offer has ended, because the certificate is revoked, deleted or has expired.',
  },
  'offer.too_many': {
    status: 429,
    sentence: 'Too many offers were made of this certificate today. Try again later.',
    retryAfter: 3600,
  },
  'presentation.invalid': {
    status: 400,
    sentence: 'The presentation of the wallet cannot be accepted.',
    advice: 'The message says why. Ask for a new challenge with an empty `POST` to the same address.',
  },
  'fetch.refused': {
    status: 400,
    sentence: 'This server fetches only https addresses with a host name in a public network, without a port.',
  },
  'fetch.not_found': { status: 404, sentence: 'The other server has no document at this address.' },
  'fetch.unavailable': {
    status: 503,
    sentence: 'The document could not be fetched. Try again later.',
    retryAfter: 30,
  },
  'status_list.not_found': { status: 404, sentence: 'There is no such status list.' },
  'certificate.deleted': { status: 410, permanent: true, sentence: 'The holder deleted the certificate.' },
  'certificate.erased': {
    status: 410,
    permanent: true,
    sentence: 'The certificate was erased at the holder’s request.',
  },
  'range.unsatisfiable': { status: 416, sentence: 'The document has no bytes in the requested range.' },
  'document.damaged': { status: 500, sentence: 'A stored block of the document is damaged.' },
  'document.not_rendered': { status: 500, sentence: 'This document could not be rendered.' },
  'renderer.busy': {
    status: 503,
    sentence: 'Too many documents are waiting to be rendered. Try again later.',
    retryAfter: 5,
  },
  'ipfs.unavailable': {
    status: 503,
    sentence: 'The IPFS store is unavailable. Try again later.',
    retryAfter: 5,
  },
  'ipfs.full': { status: 507, sentence: 'The storage for documents is full. Try again later.' },
  'document.not_kept': {
    status: 507,
    sentence: 'The server has no space to store this document. The certificate itself is safe.',
  },
} as const satisfies Record<string, Definition>
