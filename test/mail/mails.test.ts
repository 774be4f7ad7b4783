import { beforeAll, describe, expect, it } from 'vitest'
import { queueAllExpiring } from '../../src/mail/jobs.ts'
import { serverAt, startMailing } from '../support/mail/mailing.ts'
import { startSmtp, type TestSmtp } from '../support/mail/smtpServer.ts'
import { startTestApp } from '../support/server/app.ts'

const mailing = await startMailing()
const { db, site, course, ask, newLearner, issue, mailsOf, mail, finished, publicUrl } = mailing
let smtp: TestSmtp
beforeAll(async () => {
  smtp = await startSmtp()
})

/** Sends what waits; returns it. */
async function sent() {
  smtp.mails.length = 0
  mail(serverAt(smtp.port))
  await finished()
  return smtp.mails
}

/** Sends what waits, and returns the only mail. */
async function sentOne() {
  const [one, ...others] = await sent()
  if (!one || others.length > 0) throw new Error(`Expected one mail, got ${smtp.mails.length}.`)
  return one
}

describe('the mail about a new certificate', () => {
  it('leads the holder to the page, the PDF, a wallet and LinkedIn, in text and HTML', async () => {
    const { id: userId, email } = await newLearner({ language: 'de' })
    const { id, publicId } = await issue(userId, { name: 'Zertifikat', expiresAt: '2099-05-01' })
    const { envelope, headers, text, html } = await sentOne()
    expect(envelope).toMatchObject({ from: mailing.from, to: email })
    expect(headers).toMatchObject({
      from: [`Universität Köln <${mailing.from}>`],
      to: [`Ada Lovelace <${email}>`],
      'reply-to': ['Universität Köln <registry@uni.example>'],
      subject: ['Ihr Zertifikat: Zertifikat · Sales'],
      'content-language': ['de'],
      'auto-submitted': ['auto-generated'],
    })
    const page = `${publicUrl}/verify/${publicId}`
    for (const body of [text, html.replaceAll('&#38;', '&')]) {
      expect(body).toContain('Universität Köln hat Ihnen ein Zertifikat ausgestellt.')
      expect(body).toContain('1. Mai 2099')
      expect(body).toContain(`${page}?lang=de`)
      expect(body).toContain(`${page}?lang=de#actions`)
      expect(body).toContain(`${publicUrl}/documents/${publicId}-0.pdf`)
      expect(body).toContain('https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME')
      expect(body).toContain(`${publicUrl}/unsubscribe/chu_`)
    }
    expect(html).toContain('<html lang="de" dir="ltr">')
    expect(html).toContain('<img src="https://uni.example/logo.png" alt="Universität Köln"')
    expect(await mailsOf(id)).toStrictEqual([{ kind: 'issued', state: 'sent', attempts: 1 }])
  })

  it.each([
    { language: 'ar', subject: 'شهادتك' },
    { language: 'he', subject: 'התעודה שלכם' },
  ])('runs from right to left in $language', async ({ language, subject }) => {
    const { id } = await newLearner({ language })
    await issue(id)
    const { headers, html } = await sentOne()
    expect(headers.subject?.[0]).toContain(subject)
    expect(html).toContain(`<html lang="${language}" dir="rtl">`)
  })

  it('cannot get a header from a name', async () => {
    const { id: userId } = await newLearner()
    const { id } = await issue(userId)
    const evil = 'Eve\r\nBcc: eve@evil.example\r\n\r\nBuy now <b>&"'
    await db.prisma.site.update({ where: { id: site.id }, data: { name: evil } })
    await db.prisma.courseCertificate.update({ where: { id }, data: { name: evil, userName: evil, digest: null } })
    const { headers, html, envelope } = await sentOne()
    await db.prisma.site.update({ where: { id: site.id }, data: { name: 'Universität Köln' } })
    expect(envelope.to).not.toContain('evil')
    expect(headers).not.toHaveProperty('bcc')
    expect(Object.keys(headers).sort()).toStrictEqual([
      ...['auto-submitted', 'content-language', 'content-type', 'date', 'from', 'list-unsubscribe'],
      ...['list-unsubscribe-post', 'message-id', 'mime-version', 'reply-to', 'subject', 'to'],
    ])
    expect(headers.subject?.[0]).toContain('Eve Bcc: ')
    expect(html).not.toContain('<b>')
  })

  it('is not sent for a certificate that was already expired, or revoked meanwhile', async () => {
    const { id: userId } = await newLearner()
    const { id: expired } = await issue(userId, { achievedAt: '2001-01-01', expiresAt: '2002-01-01' })
    const { id: revoked } = await issue(userId)
    await ask('post', `/certificates/${revoked}/revoke`, { reason: 'A mistake.' })
    const [only] = await sent()
    expect(smtp.mails).toHaveLength(1)
    expect(only?.text).toContain('A mistake.')
    expect(await mailsOf(expired)).toStrictEqual([])
    expect(await mailsOf(revoked)).toStrictEqual([
      { kind: 'issued', state: 'skipped', attempts: 1, error: 'The certificate was revoked.' },
      { kind: 'revoked', state: 'sent', attempts: 1 },
    ])
  })
})

describe('mails about later changes', () => {
  it('report a revocation with its reason and without links that need a valid certificate', async () => {
    const { id } = await issue((await newLearner()).id)
    await sent()
    await ask('post', `/certificates/${id}/revoke`, { reason: 'Issued to the wrong person.' })
    await ask('post', `/certificates/${id}/revoke`, { reason: 'Again.' })
    const { headers, text } = await sentOne()
    expect(headers.subject?.[0]).toMatch(/^Your certificate was revoked: /)
    expect(text).toContain('Issued to the wrong person.')
    expect(text).not.toMatch(/linkedin|\.pdf|#actions/)
  })

  it('report a replacement once, with links to the new certificate', async () => {
    const { id } = await issue((await newLearner()).id)
    await sent()
    const { id: newId, publicId } = await ask('post', `/certificates/${id}/reissue`, {})
    const { headers, text } = await sentOne()
    expect(headers.subject?.[0]).toMatch(/^Your new certificate: /)
    expect(text).toContain(publicId)
    expect(await mailsOf(id)).toHaveLength(1)
    expect(await mailsOf(newId)).toStrictEqual([{ kind: 'replaced', state: 'sent', attempts: 1 }])
  })

  it('announce an expiry thirty days before, once for each expiry', async () => {
    const day = 86_400_000
    const now = new Date()
    const inDays = (days: number) => Math.floor(now.getTime() / 1000) + days * 86_400
    const { id: userId } = await newLearner()
    const { id } = await issue(userId, { expiresAt: inDays(40) })
    const { id: short } = await issue(userId, { expiresAt: inDays(35), notify: false })
    await sent()
    expect(await queueAllExpiring(db, now)).toBe(0)
    const later = new Date(now.getTime() + 11 * day)
    expect(await queueAllExpiring(db, later)).toBe(1)
    expect(await queueAllExpiring(db, later)).toBe(0)
    const { headers } = await sentOne()
    expect(headers.subject?.[0]).toMatch(/^Your certificate is valid until /)
    await ask('patch', `/certificates/${id}`, { expiresAt: inDays(41) })
    expect(await queueAllExpiring(db, new Date(later.getTime() + day))).toBe(1)
    expect(await mailsOf(short)).toStrictEqual([])
  })

  it('announce no expiry to a holder whose first mail was within thirty days of it', async () => {
    const now = new Date()
    await issue((await newLearner()).id, { expiresAt: Math.floor(now.getTime() / 1000) + 20 * 86_400 })
    expect(await queueAllExpiring(db, now)).toBe(0)
  })
})

describe('notify', () => {
  const state = async (facts: object = {}) => {
    const { id } = await issue((await newLearner()).id, facts)
    return (await mailsOf(id)).length === 1
  }

  it('of a request counts before that of the course, and that before the site’s', async () => {
    expect(await state()).toBe(true)
    expect(await state({ notify: false })).toBe(false)
    await ask('patch', `/courses/${course.id}`, { notify: false })
    expect(await state()).toBe(false)
    expect(await state({ notify: true })).toBe(true)
    expect((await ask('get', `/courses/${course.id}`)).notify).toBe(false)
    await ask('patch', `/courses/${course.id}`, { notify: null })
    await ask('patch', '/site', { notify: false })
    expect(await state()).toBe(false)
    expect((await ask('patch', '/site', { notify: true })).notify).toBe(true)
  })

  it('of a certificate also decides about its revocation and replacement', async () => {
    const { id } = await issue((await newLearner()).id, { notify: false })
    const { id: newId } = await ask('post', `/certificates/${id}/reissue`, {})
    await ask('post', `/certificates/${newId}/revoke`, { reason: 'A mistake.' })
    expect([...(await mailsOf(id)), ...(await mailsOf(newId))]).toStrictEqual([])
  })

  it('applies to all certificates of a batch', async () => {
    const entries = [{ userId: (await newLearner()).id }, { userId: (await newLearner()).id }]
    const batch = (query: string) => ask('post', `/courses/${course.id}/certificates/batch${query}`, entries)
    const quiet = await batch('?notify=false')
    expect(await mailsOf(quiet.outcomes[0].certificateId)).toStrictEqual([])
    for (const { certificateId } of quiet.outcomes) {
      await ask('post', `/certificates/${certificateId}/revoke`, { reason: 'A mistake.' })
    }
    await db.prisma.mail.deleteMany()
    entries.push({ userId: (await newLearner()).id })
    await batch('')
    expect(await sent()).toHaveLength(3)
  })

  it('is off for a new site', async () => {
    const { notify } = await db.prisma.site.create({ data: { name: 'New' } })
    expect(notify).toBe(false)
  })
})

describe('a server without a mail server', () => {
  it('rejects a request for mails, and queues none', async () => {
    const other = await startTestApp()
    const { newSite } = await import('../support/server/app.ts')
    const { id: siteId, key } = await newSite(other.db)
    await other.db.prisma.site.update({ where: { id: siteId }, data: { notify: true } })
    const post = (path: string, body: object) => other.http.post(`/openapi/v1${path}`).set('X-API-KEY', key).send(body)
    const { body: made } = await post('/courses', { name: 'Sales' })
    const learner = { name: 'Ada', email: 'ada@mail.example', password: 'p', roleAlias: 'learner' }
    const { body: user } = await post('/users', learner)
    const path = `/courses/${made.id}/certificates`
    const refused = await post(path, { userId: user.id, notify: true }).expect(409)
    expect(refused.body.message).toMatch(/sends no mails/)
    await post(`${path}/batch?notify=true`, [{ userId: user.id }]).expect(409)
    await post(path, { userId: user.id }).expect(201)
    expect(await other.db.prisma.mail.count()).toBe(0)
  })
})
