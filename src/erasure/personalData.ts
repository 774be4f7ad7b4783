/** What a table or a folder has about people, how long it stays, and what an erasure does with it. */
export type Place = { about: string; kept: string; erasure: string }

const untilDeleted = 'until it is deleted'

/** Every table of the database with personal data. A test compares both lists of tables with the database. */
export const tables: Record<string, Place> = {
  users: {
    about:
      'name, email, language, occupation, location, bio, time zone, attributes, wallet address, time of unsubscribing from mails',
    kept: 'until the user is deleted; with certificates, until the user is erased',
    erasure: 'deleted',
  },
  course_certificates: {
    about: 'name at issue, user ID, description, reason for a revocation',
    kept: 'permanently',
    erasure: 'deleted, with their digests; courses keep their counts right',
  },
  certificates: {
    about: 'name, wallet of the holder, CID and checksum of the document',
    kept: 'until its holder deletes it',
    erasure: 'what was published of the user’s course certificates is deleted, with salts, digests and signatures',
  },
  verifications: {
    about: 'wallet of the holder',
    kept: 'permanently; without the certificate after its deletion',
    erasure: 'those of the user’s published certificates are deleted',
  },
  anchored_certificates: {
    about: 'salted hash of a certificate',
    kept: 'as long as the certificate',
    erasure: 'deleted; proofs of other certificates keep sibling hashes, which prove nothing without the salt',
  },
  certificate_skills: { about: 'skills of a certificate', kept: 'as long as the certificate', erasure: 'deleted' },
  certificate_industries: {
    about: 'industries of a certificate',
    kept: 'as long as the certificate',
    erasure: 'deleted',
  },
  credentials: {
    about: 'Open Badges of certificates, with names',
    kept: 'as long as the certificate; its place in a status list permanently',
    erasure: 'deleted; its bit in the status list is set, so that copies of the Open Badge are refused',
  },
  offers: {
    about: 'that a wallet took a certificate, and when; hash of the offer’s token',
    kept: 'until it expires, at least a day',
    erasure: 'deleted with the certificate',
  },
  mails: {
    about: 'that a learner got a mail, and when; answer of the mail server, without email addresses',
    kept: 'as long as the certificate',
    erasure: 'deleted with the certificate; mails that wait are not sent',
  },
  wallets: {
    about: 'address, name',
    kept: 'permanently',
    erasure: 'deleted if nothing else uses the wallet: no other certificate, session, attestation or issuer',
  },
  admitted_wallets: {
    about: 'address, note of the operator',
    kept: 'until `chancery wallets remove`',
    erasure: 'unchanged: it is about issuers. Remove it if it is about the user',
  },
  tombstones: {
    about: 'that a certificate with this ID existed',
    kept: 'permanently',
    erasure: 'left in place of each certificate, with ID and time only',
  },
  served_pdfs: {
    about: 'hash of each PDF that was sent',
    kept: 'as long as the certificate',
    erasure: 'deleted',
  },
  document_removals: {
    about: 'CIDs and IDs of documents that wait for their removal',
    kept: 'a minute; an hour after an interrupted publication',
    erasure: 'deleted when the documents are removed',
  },
  erased_users: {
    about: 'hash of site and user ID, time',
    kept: 'permanently',
    erasure: 'an entry is added, so that the ID cannot be used again and an older backup can be erased again',
  },
  audit_entries: {
    about: 'before and after each change, which includes users and certificates',
    kept: 'permanently',
    erasure: 'details and the user ID are removed; author, time and kind of the change stay',
  },
  events: {
    about: 'users and certificates at the time of an event',
    kept: '30 days; undelivered events longer',
    erasure: 'deleted',
  },
  deliveries: {
    about: 'subject of an event, last error of the receiver',
    kept: 'as long as the event',
    erasure: 'deleted',
  },
  idempotency_keys: {
    about: 'responses, encrypted with keys that only clients have',
    kept: '24 hours',
    erasure: 'responses to the site are deleted: a retry gets `idempotency.response_erased`',
  },
  sessions: {
    about: 'wallet, hash of the token',
    kept: 'until it expires',
    erasure: 'none: they belong to the wallet',
  },
  request_nonces: { about: 'wallet, time of a request', kept: '1 hour', erasure: 'none: they belong to the wallet' },
  verification_events: {
    about: 'sender of a transaction, CID',
    kept: '30 days if ignored, else permanently',
    erasure: 'none: they are copies of public data on the chain',
  },
  issuers: {
    about: 'name and web page that a wallet claims for itself',
    kept: 'permanently',
    erasure: 'none: an issuer speaks for itself in public',
  },
  sites: { about: 'contact email of the institution', kept: 'permanently', erasure: 'none: not about a user' },
  templates: {
    about: 'what the institution draws on its certificates, such as signatures of its staff',
    kept: 'until no certificate uses it',
    erasure: 'none: not about a user',
  },
  api_keys: { about: 'label that the operator chose', kept: 'permanently', erasure: 'none: not about a user' },
  'jobs.job_common': {
    about: 'IDs of certificates and events, request IDs, error messages',
    kept: 'an hour after they end, at most 30 days',
    erasure: 'none: they have no facts about people',
  },
}

/** Every table without personal data. */
export const tablesWithoutPersonalData = [
  ...[
    '_prisma_migrations',
    'anchor_transactions',
    'anchors',
    'catalogue',
    'confirmations',
    'courses',
    'font_names',
    'fonts',
    'industries',
  ],
  ...['jobs.job', 'jobs.queue', 'jobs.schedule', 'jobs.subscription', 'jobs.version', 'listened_blocks', 'mailing'],
  ...['registries', 'registry_entries', 'roles', 'secrets_check', 'sign_in_nonces', 'site_dids', 'site_keys', 'skills'],
  ...['status_lists', 'tallies', 'template_fonts', 'template_names', 'webhooks'],
]

/** Folders and files in DATA_DIR. */
export const dataFiles: Record<string, Place> = {
  pictures: {
    about: 'pictures and PDFs with names',
    kept: untilDeleted,
    erasure:
      'the files of the user’s certificates are deleted, in a bucket too; copies on other machines within ten minutes',
  },
  ipfs: {
    about: 'documents of published certificates, and files that wallets uploaded',
    kept: 'permanently',
    erasure:
      'documents of the user’s published certificates are deleted, in a bucket too (all blocks of those of more than 256 kB within two hours); on a Kubo node they are unpinned',
  },
  uploads: { about: 'files while a wallet uploads them', kept: 'minutes; a day after a crash', erasure: 'none' },
  'erased-users.ndjson': {
    about: 'hash of site and user ID, time',
    kept: 'permanently',
    erasure: 'an entry is added',
  },
  postgres: {
    about: 'files of the embedded database',
    kept: 'as its tables',
    erasure: 'rows are deleted; PostgreSQL overwrites their bytes when it reuses the space',
  },
}

/** Other files in DATA_DIR: keys, locks and sockets. */
export const dataFilesWithoutPersonalData = ['admin', 'copies', 'lock', 'secrets.key']
