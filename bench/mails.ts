import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { readConfig } from '../src/core/config.ts'
import type { Database } from '../src/database/client.ts'
import { untimed } from '../src/database/jobs.ts'
import { openDatabase } from '../src/database/open.ts'
import { issueMany } from '../src/lms/batch/issueMany.ts'
import { createCourse } from '../src/lms/courses/service.ts'
import { createSite } from '../src/lms/sites/service.ts'
import { startMailerOf } from '../src/mail/jobs.ts'
import type { Bench } from './context.ts'
import { createDatabase } from './database.ts'

const publicUrl = 'https://certs.example'

/** Mails about new certificates, in this process, to a mail server that accepts everything. */
export const mails: Bench = {
  name: 'mails',
  async measure({ server, rounds, isQuick }) {
    const count = isQuick ? 300 : 2000
    const database = await createDatabase(server, 'mails')
    const dataDir = await mkdtemp(join(tmpdir(), 'chancery-bench-'))
    const receiver = await openReceiver()
    const config = {
      ...readConfig({ DATABASE_URL: database.url, DATA_DIR: dataDir }),
      smtpUrl: { host: '127.0.0.1', port: receiver.port, secure: false, login: null },
      ...{ publicUrl, mailFrom: 'no-reply@certs.example', mailPerMinute: 0 },
    }
    const db = await openDatabase(config)
    try {
      const send = await prepare(db)
      const rates: number[] = []
      for (let round = 0; round < rounds; round += 1) {
        await send(round * count, count)
        const start = performance.now()
        const log = { error: (details: object) => console.error(details) }
        const mailer = startMailerOf(config, { db, publicUrl, log, timeJob: untimed, now: () => new Date() })
        while ((await db.prisma.mail.count({ where: { state: 'pending' } })) > 0) await wait(20)
        rates.push((count * 1000) / (performance.now() - start))
        await mailer?.stop(1000)
      }
      const what = `Mails to holders, ${count.toLocaleString('en')} at once to a mail server on loopback`
      return [{ what, unit: '/ s', target: { least: 100 }, rounds: rates }]
    } finally {
      receiver.close()
      await db.close()
      await database.drop()
      await rm(dataDir, { recursive: true, force: true })
    }
  },
}

/** Creates a course whose site sends mails. Returns a function that issues certificates to new learners. */
async function prepare(db: Database): Promise<(from: number, count: number) => Promise<void>> {
  const by = { author: { command: 'bench' }, at: new Date(), publicUrl }
  const { id: siteId } = await createSite(db, 'University of Example', by)
  await db.prisma.site.update({ where: { id: siteId }, data: { notify: true, logo: 'https://uni.example/logo.png' } })
  const context = { db, siteId, ...by, sendsMail: true }
  const { id: courseId } = await createCourse(context, { name: 'Advanced Sales Techniques' })
  return async (from, count) => {
    for (let first = from; first < from + count; first += 1000) {
      const entries = Array.from({ length: Math.min(1000, from + count - first) }, (_, index) => ({
        email: `p${first + index}@mail.example`,
        name: 'Ada Lovelace',
      }))
      await issueMany(context, courseId, entries, { createUsers: true })
    }
  }
}

/** A mail server that answers each command of a client, without TLS and login. */
async function openReceiver() {
  const server = createServer((socket) => {
    let rest = ''
    let inData = false
    socket.write('220 bench\r\n')
    socket.on('error', () => {})
    socket.on('data', (part) => {
      rest += part.toString('latin1')
      for (;;) {
        const end = rest.indexOf(inData ? '\r\n.\r\n' : '\r\n')
        if (end < 0) return
        const line = rest.slice(0, end)
        rest = rest.slice(end + (inData ? 5 : 2))
        if (inData) {
          inData = false
          socket.write('250 accepted\r\n')
        } else if (/^DATA/i.test(line)) {
          inData = true
          socket.write('354 go\r\n')
        } else if (/^QUIT/i.test(line)) socket.end('221 bye\r\n')
        else socket.write('250 ok\r\n')
      }
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo // A TCP server has no other kind.
  return { port, close: () => server.close() }
}
