import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { readConfig } from '../src/core/config.ts'
import { untimed } from '../src/database/jobs.ts'
import { openDatabase } from '../src/database/open.ts'
import { issueMany } from '../src/lms/batch/issueMany.ts'
import { createCourse } from '../src/lms/courses/service.ts'
import { createSite } from '../src/lms/sites/service.ts'
import { startMailerOf } from '../src/mail/jobs.ts'

// Measures how fast a process sends mails to a server on loopback, which accepts everything: wall clock and processor
// time. DATABASE_URL is an empty database.

const COUNT = Number(process.argv[2] ?? 2000)
const publicUrl = 'https://certs.example'

/** Answers each command of a client, without TLS and login. */
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
        received += 1
        socket.write('250 accepted\r\n')
      } else if (/^DATA/i.test(line)) {
        inData = true
        socket.write('354 go\r\n')
      } else if (/^QUIT/i.test(line)) socket.end('221 bye\r\n')
      else socket.write('250 ok\r\n')
    }
  })
})
let received = 0
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const { port } = server.address() as AddressInfo // A TCP server has no other kind.

const dataDir = await mkdtemp(join(tmpdir(), 'chancery-bench-'))
const config = {
  ...readConfig({ ...process.env, DATA_DIR: dataDir }),
  smtpUrl: { host: '127.0.0.1', port, secure: false, login: null },
  ...{ mailFrom: 'no-reply@certs.example', mailPerMinute: 0 },
}
const db = await openDatabase(config)
const by = { author: { command: 'bench' }, at: new Date(), publicUrl }
const { id: siteId } = await createSite(db, 'University of Example', by)
await db.prisma.site.update({ where: { id: siteId }, data: { notify: true, logo: 'https://uni.example/logo.png' } })
const context = { db, siteId, ...by, sendsMail: true }
const { id: courseId } = await createCourse(context, { name: 'Advanced Sales Techniques' })
for (let first = 0; first < COUNT; first += 1000) {
  const length = Math.min(1000, COUNT - first)
  const entries = Array.from({ length }, (_, index) => ({
    email: `p${first + index}@mail.example`,
    name: 'Ada Lovelace',
  }))
  await issueMany(context, courseId, entries, { createUsers: true })
}

const [began, used] = [performance.now(), process.cpuUsage()]
const log = { error: (details: object) => console.error(details) }
const mailer = startMailerOf(config, { db, publicUrl, log, timeJob: untimed, now: () => new Date() })
while ((await db.prisma.mail.count({ where: { state: 'pending' } })) > 0) await wait(50)
const seconds = (performance.now() - began) / 1000
const { user, system } = process.cpuUsage(used)
const processor = (user + system) / 1e6
await mailer?.stop(1000)
console.log(
  `${received} mails in ${seconds.toFixed(1)} s: ${Math.round(received / seconds)}/s; ` +
    `${processor.toFixed(1)} s of processor time, also of the receiver: ${Math.round(received / processor)} per processor second`,
)
server.close()
await db.close()
await rm(dataDir, { recursive: true, force: true })
