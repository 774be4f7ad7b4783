import { readFile, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type BatchEntry, Chancery, ChanceryError, type EntryOutcome, webhooks } from '@chancery/client'

// A small LMS: it has courses and a roster, issues certificates, and shows each learner the certificate. Chancery mails them.

export type Settings = {
  /** Address and API key of the Chancery server. */
  baseUrl: string
  apiKey: string
  /** Folder with courses.json and a CSV file for each course. The secret of the webhook is stored here. */
  folder: string
  /** Address at which the Chancery server reaches this LMS. */
  url: string
  /** Whether the Chancery server mails the learners. It needs SMTP_URL and MAIL_FROM. */
  notify: boolean
}

type CourseFile = { externalId: string; name: string; roster: string }

/** What the LMS knows about a learner's certificate: from a webhook. */
type Held = { name: string; course: string; link: string; isValid: boolean }

export class Lms {
  readonly certificates = new Map<number, Held>()
  readonly #chancery: Chancery
  readonly #settings: Settings
  #secret = ''

  constructor(settings: Settings) {
    this.#settings = settings
    this.#chancery = new Chancery({ baseUrl: settings.baseUrl, apiKey: settings.apiKey })
  }

  /** Registers the webhook on the first start, and listens for it and for readers. */
  async listen(port: number): Promise<Server> {
    this.#secret = await this.#webhookSecret()
    const server = createServer((request, response) => void this.#answer(request, response))
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    return server
  }

  /** Only the creation of a webhook returns its secret, so the LMS stores it. */
  async #webhookSecret(): Promise<string> {
    const file = `${this.#settings.folder}/webhook.secret`
    const stored = await readFile(file, 'utf8').catch(() => null)
    if (stored) return stored
    const events = ['Certificate/Issued' as const, 'Certificate/Revoked' as const]
    const { secret } = await this.#chancery.webhooks.create({ url: `${this.#settings.url}/webhook`, events })
    await writeFile(file, secret, { mode: 0o600 })
    return secret
  }

  /** Issues certificates to the rosters of all courses. Run it again after any failure: nobody gets two. */
  async *issueAll(): AsyncGenerator<EntryOutcome & { course: string }> {
    const courses: CourseFile[] = JSON.parse(await readFile(`${this.#settings.folder}/courses.json`, 'utf8'))
    for (const { roster, ...course } of courses) {
      const courseId = await this.#courseId(course)
      const learners = rosterOf(await readFile(`${this.#settings.folder}/${roster}`, 'utf8'))
      const options = { createUsers: true, ...(this.#settings.notify && { notify: true }) }
      for await (const outcome of this.#chancery.courses.certificates.issueMany(courseId, learners, options)) {
        yield { course: course.name, ...outcome }
      }
    }
  }

  /** Finds a course by the ID that the LMS has for it, or creates it. */
  async #courseId({ externalId, name }: Omit<CourseFile, 'roster'>): Promise<number> {
    for await (const { id } of this.#chancery.courses.list({ externalId })) return id
    return (await this.#chancery.courses.create({ externalId, name, isDraft: false })).id
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url !== '/webhook') return void response.end(JSON.stringify([...this.certificates.values()]))
    try {
      // The bytes as they were received: parsed and written again, they would have another signature.
      await this.#receive(Buffer.concat(await request.toArray()), request.headers)
      response.writeHead(204).end()
    } catch (error) {
      // 401: the sender does not know the secret. 500: the server sends the event again later.
      response.writeHead(error instanceof ChanceryError ? 401 : 500).end()
    }
  }

  /** Notes a certificate. A delivery may repeat, so the same event twice changes nothing. */
  async #receive(body: Buffer, headers: IncomingMessage['headers']): Promise<void> {
    const event = await webhooks.verify(body, headers, this.#secret)
    if (event.type !== 'Certificate/Issued' && event.type !== 'Certificate/Revoked') return
    const { id, user, courseName, verificationUrl } = event.body.certificate
    const isValid = event.type === 'Certificate/Issued'
    this.certificates.set(id, { name: user.name, course: courseName, link: verificationUrl, isValid })
  }
}

/** Reads rows of email, name and date. A real LMS reads its database here, row by row. */
function* rosterOf(csv: string): Generator<BatchEntry> {
  const [, ...rows] = csv.trim().split(/\r?\n/)
  for (const row of rows) {
    const [email = '', name = '', achievedAt] = row.split(',').map((cell) => cell.trim())
    yield { email, name, achievedAt }
  }
}

if (process.argv[1] === import.meta.filename) {
  const { KEY: apiKey = '', CHANCERY_URL: baseUrl = 'http://127.0.0.1:3000', PORT = '4000', NOTIFY } = process.env
  const lms = new Lms({
    baseUrl,
    apiKey,
    folder: import.meta.dirname,
    url: `http://127.0.0.1:${PORT}`,
    notify: NOTIFY === 'yes',
  })
  await lms.listen(Number(PORT))
  for await (const { course, input, status, errors, verificationUrl } of lms.issueAll()) {
    console.log(`${course}: ${input.email} ${status} ${errors ? JSON.stringify(errors) : verificationUrl}`)
  }
  console.log(`Certificates that webhooks reported: http://127.0.0.1:${PORT}`)
}
