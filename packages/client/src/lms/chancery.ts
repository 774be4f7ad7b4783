import createClient, { type Client } from 'openapi-fetch'
import type { paths } from '../openapi/lms.ts'
import { type ConnectionOptions, createTransport } from '../transport.ts'
import { type Audit, auditOf } from './audit.ts'
import { type Certificates, certificatesOf } from './certificates.ts'
import { type Courses, coursesOf } from './courses.ts'
import { type Fonts, fontsOf } from './fonts.ts'
import { type Keys, keysOf } from './keys.ts'
import { type SiteCalls, siteOf, type Templates, templatesOf } from './site.ts'
import { type Users, usersOf } from './users.ts'
import { type Webhooks, webhooksOf } from './webhooks.ts'

export type ChanceryOptions = ConnectionOptions & {
  /** API key of a site. Keep it on a server: everyone who can read a page has its keys. */
  apiKey: string
}

export type LmsClient = Client<paths>

/** Client of the LMS API. Every method throws ChanceryError, or the reason of its `signal`. */
export class Chancery {
  /** The whole API by path. Returns error responses as `error`; retries and authenticates like the methods. */
  readonly raw: LmsClient
  readonly courses: Courses
  readonly users: Users
  readonly certificates: Certificates
  readonly templates: Templates
  readonly fonts: Fonts
  readonly webhooks: Webhooks
  readonly site: SiteCalls
  readonly keys: Keys
  readonly audit: Audit

  constructor({ apiKey, ...options }: ChanceryOptions) {
    const transport = createTransport(options, ({ headers }) => headers.set('x-api-key', apiKey))
    this.raw = createClient<paths>({ baseUrl: options.baseUrl, fetch: transport })
    this.courses = coursesOf(this.raw)
    this.users = usersOf(this.raw)
    this.certificates = certificatesOf(this.raw)
    this.templates = templatesOf(this.raw)
    this.fonts = fontsOf(this.raw)
    this.webhooks = webhooksOf(this.raw)
    this.site = siteOf(this.raw)
    this.keys = keysOf(this.raw)
    this.audit = auditOf(this.raw)
  }
}
