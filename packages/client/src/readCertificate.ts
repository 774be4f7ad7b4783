import createClient from 'openapi-fetch'
import { dataOf, sent } from './call.ts'
import { type CallOptions, type ConnectionOptions, createTransport } from './transport.ts'

/** A person or organization on a certificate. */
export type Party = { name: string | null; link: string | null; address: string | null }

type Named = Party & {
  /** Whether a registry lists the issuer under this name. Otherwise the issuer chose the name. */
  nameConfirmed: boolean
  did: string | null
  /** Whether the issuer is the holder too. */
  isHolder: boolean
}

/** An issuer whose domain, a registry or the operator of the server says who it is. Times are ISO. */
export type ConfirmedIssuer = Named &
  (
    | { confirmedBy: 'dns' | 'did_web'; domain: string; confirmedSince: string; lastChecked: string }
    | { confirmedBy: 'registry'; domain: null; confirmedSince: string; lastChecked: string }
    | { confirmedBy: 'operator'; domain: null; confirmedSince: null; lastChecked: null }
  )

export type UnconfirmedIssuer = Named & {
  confirmedBy: null
  domain: null
  confirmedSince: string | null
  lastChecked: string | null
}

/** Result of one check. `code` is stable, `message` is a sentence in the language. */
export type CertificateCheck = {
  check: string
  dimension: 'integrity' | 'issuer' | 'identity' | 'status'
  outcome: 'passed' | 'failed' | 'skipped' | 'unknown'
  code: string
  message: string
}

/** A certificate of either API as its public page shows it, verified by its server. Times are ISO. */
export type PublicCertificate = {
  /** Believe the certificate only if it is `valid`. */
  verdict: 'valid' | 'not_valid' | 'issuer_not_confirmed' | 'not_checked'
  /** The verdict as a sentence, and what to do. */
  message: string
  advice: string | null
  checks: CertificateCheck[]
  url: string
  id: string
  number: string
  title: string
  description: string | null
  course: string | null
  program: string | null
  courseLink: string | null
  holder: Party
  issuer: ConfirmedIssuer | UnconfirmedIssuer
  skills: string[]
  industries: string[]
  score: number | null
  /** In hours. */
  duration: number | null
  achievedAt: string | null
  issuedAt: string
  expiresAt: string | null
  revokedAt: string | null
  revocationReason: string | null
  /** CID of the document on IPFS. */
  document: string | null
}

export type ReadOptions = Omit<ConnectionOptions, 'baseUrl'> & Pick<CallOptions, 'signal'> & { language?: string }

type Shown = Omit<PublicCertificate, 'issuer'> & {
  certificate: Omit<PublicCertificate, 'issuer'> & { issuer: Party }
  issuer: PublicCertificate['issuer']
}

type Paths = {
  '/{file}': {
    get: {
      parameters: { path: { file: string }; query?: { lang?: string } }
      responses: { 200: { content: { 'application/json': unknown } } }
    }
  }
}

/**
 * Reads a certificate from its public page, with the server's verdict. Needs no key and no wallet. `verificationUrl` is
 * that of the certificate, such as `https://certificates.example/verify/01a2…`. To trust the server less, check the
 * bundle with `@chancery/verify`.
 */
export async function readCertificate(
  verificationUrl: string,
  { language, ...options }: ReadOptions = {},
): Promise<PublicCertificate> {
  const { origin, pathname } = new URL(verificationUrl)
  const [, folder = '', file = ''] = /^(.*)\/([^/]+)\/?$/.exec(pathname) ?? []
  const baseUrl = origin + folder
  const raw = createClient<Paths>({ baseUrl, fetch: createTransport({ ...options, baseUrl }, () => {}) })
  const params = { path: { file: `${file.replace(/\.json$/, '')}.json` }, query: language ? { lang: language } : {} }
  const shown = await dataOf(raw.GET('/{file}', { params, ...sent(options) }))
  const { certificate, issuer, verdict, message, advice, checks, url } = shown as Shown // The page has no OpenAPI schema.
  return { ...certificate, verdict, message, advice, checks, url, issuer: { ...certificate.issuer, ...issuer } }
}
