import { describe, expect, it } from 'vitest'
import { unsubscribeToken } from '../../src/mail/unsubscribe.ts'
import { serverAt, startMailing } from '../support/mail/mailing.ts'
import { startSmtp } from '../support/mail/smtpServer.ts'

const { server, db, site, newLearner, issue, mailsOf, mail, finished, publicUrl } = await startMailing()
const smtp = await startSmtp()

/** Sends a mail to a new learner; returns the path of its link to unsubscribe. */
async function newSubscriber(facts: object = {}) {
  smtp.mails.length = 0
  const { id } = await newLearner(facts)
  await issue(id)
  const mailer = mail(serverAt(smtp.port))
  await finished()
  await mailer.stop(1000)
  const [received] = smtp.mails
  const [, url = ''] = /^<(https:.+)>$/.exec(received?.headers['list-unsubscribe']?.[0] ?? '') ?? []
  return { id, path: url.slice(publicUrl.length), headers: received?.headers ?? {} }
}

const isUnsubscribed = async (id: string) =>
  (await db.prisma.user.findUniqueOrThrow({ where: { siteId_id: { siteId: site.id, id } } })).unsubscribedAt !== null

describe('GET /unsubscribe/:token', () => {
  it('shows a button in the reader’s language, and changes nothing', async () => {
    const { id, path } = await newSubscriber()
    const page = await server.http.get(`${path}?lang=fr`).expect(200)
    expect(page.text).toContain('<html lang="fr"')
    expect(page.text).toContain('<form method="post"><button>Se désabonner</button></form>')
    expect(page.text).toContain('Universität Köln')
    expect(page.text).not.toContain(id)
    expect(await isUnsubscribed(id)).toBe(false)
  })

  it('rejects a token that this server did not make', async () => {
    const { path } = await newSubscriber()
    const forged = unsubscribeToken(new Uint8Array(32), { siteId: site.id, userId: 'x' })
    for (const wrong of [`/unsubscribe/${forged}`, `${path.slice(0, -1)}!`, '/unsubscribe/chu_', '/unsubscribe/x']) {
      const { text } = await server.http.get(wrong).expect(404)
      expect(text).toContain('This link is not complete.')
      await server.http.post(wrong).type('form').send('List-Unsubscribe=One-Click').expect(404)
    }
  })
})

describe('POST /unsubscribe/:token', () => {
  it.each(['urlencoded', 'multipart'])('unsubscribes with one click (RFC 8058, %s)', async (form) => {
    const { id, path, headers } = await newSubscriber()
    expect(headers['list-unsubscribe-post']).toStrictEqual(['List-Unsubscribe=One-Click'])
    const post = server.http.post(path)
    await (form === 'multipart'
      ? post.field('List-Unsubscribe', 'One-Click')
      : post.type('form').send('List-Unsubscribe=One-Click')
    ).expect(200)
    expect(await isUnsubscribed(id)).toBe(true)
    const { id: next } = await issue(id)
    mail(serverAt(smtp.port))
    await finished()
    expect(await mailsOf(next)).toMatchObject([{ state: 'skipped', error: 'The learner unsubscribed.' }])
    expect(smtp.mails).toHaveLength(1)
  })

  it('subscribes again with the button of its page', async () => {
    const { id, path } = await newSubscriber()
    const { text } = await server.http.post(path).type('form').send('').expect(200)
    const [, name, value] = /<button class="plain" name="(\w+)" value="(\w+)">/.exec(text) ?? []
    await server.http.post(path).type('form').send(`${name}=${value}`).expect(200)
    expect(await isUnsubscribed(id)).toBe(false)
  })

  it('concerns one site, and one learner', async () => {
    const { path } = await newSubscriber()
    const { id } = await newLearner()
    await server.http.post(path).type('form').send('').expect(200)
    expect(await isUnsubscribed(id)).toBe(false)
  })
})
