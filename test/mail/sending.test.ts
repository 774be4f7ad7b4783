import { describe, expect, it } from 'vitest'
import { MAX_ATTEMPTS } from '../../src/mail/mailer.ts'
import { serverAt, startMailing } from '../support/mail/mailing.ts'
import { startSmtp } from '../support/mail/smtpServer.ts'

const { server, db, site, course, ask, newLearner, issue, mailsOf, mail, hurry, until, finished, errors } =
  await startMailing()

const newMail = async () => {
  const learner = await newLearner()
  return { ...learner, certificateId: (await issue(learner.id)).id }
}

describe('a mail server', () => {
  it('that refuses an address is not asked again', async () => {
    const smtp = await startSmtp()
    const { email, certificateId } = await newMail()
    smtp.receive((address) => ({ code: 550, text: `5.1.1 <${address}>: Recipient address rejected` }))
    mail(serverAt(smtp.port))
    await finished()
    const error = '550 5.1.1 <[email]>: Recipient address rejected'
    expect(await mailsOf(certificateId)).toStrictEqual([{ kind: 'issued', state: 'bounced', attempts: 1, error }])
    await hurry()
    const { certificateId: next } = await newMail()
    await finished()
    expect(await mailsOf(next)).toHaveLength(1)
    expect(smtp.tried.filter((address) => address === email)).toHaveLength(1)
    expect(errors).toStrictEqual([])
  })

  it('that greylists gets the mail again later, on the same connection', async () => {
    const smtp = await startSmtp()
    const { email, certificateId } = await newMail()
    smtp.receive(() => ({ code: 451, text: '4.7.1 Greylisted, try again later' }))
    mail(serverAt(smtp.port))
    const error = '451 4.7.1 Greylisted, try again later'
    await until(async () =>
      expect(await mailsOf(certificateId)).toStrictEqual([{ kind: 'issued', state: 'pending', attempts: 1, error }]),
    )
    const { mails } = await ask('get', `/certificates/${certificateId}/mails`)
    expect(mails[0].nextAttemptAt).toBeGreaterThan(mails[0].createdAt)
    smtp.receive(() => 'accept')
    await hurry()
    await finished()
    expect(smtp.tried).toStrictEqual([email, email])
    expect(await mailsOf(certificateId)).toStrictEqual([{ kind: 'issued', state: 'sent', attempts: 2 }])
  })

  it('that greylists for two days gets the mail no more', async () => {
    const smtp = await startSmtp()
    const { certificateId } = await newMail()
    smtp.receive(() => ({ code: 451, text: 'Try again later' }))
    await db.prisma.mail.updateMany({ data: { attempts: MAX_ATTEMPTS - 1 } })
    mail(serverAt(smtp.port))
    await finished()
    expect(await mailsOf(certificateId)).toMatchObject([{ state: 'failed', attempts: MAX_ATTEMPTS }])
  })

  it('that hangs costs an attempt, and does not stop other mails for long', async () => {
    const smtp = await startSmtp()
    const { email, certificateId } = await newMail()
    const { certificateId: other } = await newMail()
    smtp.receive((address) => (address === email ? 'hang' : 'accept'))
    mail(serverAt(smtp.port), { timeoutMs: 200 })
    await until(async () => {
      expect(await mailsOf(certificateId)).toMatchObject([
        { state: 'pending', attempts: 1, error: 'The mail server did not answer in time, or ended the connection.' },
      ])
      expect(await mailsOf(other)).toMatchObject([{ state: 'sent' }])
    })
    expect(errors).toMatchObject([{ job: 'mail' }])
  })

  it('that is down gets every mail once when it is back', async () => {
    const down = await startSmtp()
    await down.close()
    const waiting = [await newMail(), await newMail(), await newMail()]
    mail(serverAt(down.port))
    await until(() => expect(errors).not.toHaveLength(0))
    await until(async () => {
      for (const { certificateId } of waiting) {
        const [only] = await mailsOf(certificateId)
        expect(only).toMatchObject({ state: 'pending', attempts: 0 })
      }
    })
    const back = await startSmtp({ port: down.port })
    await finished()
    expect(back.mails.map(({ envelope }) => envelope.to).sort()).toStrictEqual(waiting.map(({ email }) => email).sort())
  })

  it.each([
    { tls: 'starttls', secure: false },
    { tls: 'implicit', secure: true },
  ] as const)('that wants a login gets mails over TLS ($tls)', async ({ tls, secure }) => {
    const login = { user: 'mailer', pass: 'corréct horse' }
    const smtp = await startSmtp({ tls, login })
    const { certificateId } = await newMail()
    const first = mail(serverAt(smtp.port, { secure, login: { ...login, pass: 'wrong' } }), {
      tls: { ca: smtp.ca ?? '' },
    })
    await until(() => expect(errors).not.toHaveLength(0))
    await first.stop(1000)
    expect(smtp.mails).toHaveLength(0)
    mail(serverAt(smtp.port, { secure, login }), { tls: { ca: smtp.ca ?? '' } })
    await finished()
    expect(smtp.mails[0]?.envelope.secure).toBe(true)
    expect(await mailsOf(certificateId)).toMatchObject([{ state: 'sent', attempts: 1 }])
  })

  it('with an unknown certificate gets no password', async () => {
    const smtp = await startSmtp({ tls: 'starttls', login: { user: 'mailer', pass: 'correct horse' } })
    await newMail()
    mail(serverAt(smtp.port, { login: { user: 'mailer', pass: 'correct horse' } }))
    await until(() => expect(errors).not.toHaveLength(0))
    expect(smtp.mails).toHaveLength(0)
  })
})

describe('mails that wait', () => {
  it('are not sent to an erased learner', async () => {
    const smtp = await startSmtp()
    const { id } = await newMail()
    const { certificateId } = await newMail()
    await server.http.delete(`/openapi/v1/users/${id}?erase=true`).set('X-API-KEY', site.key).expect(200)
    mail(serverAt(smtp.port))
    await finished()
    expect(smtp.mails).toHaveLength(1)
    expect(await mailsOf(certificateId)).toMatchObject([{ state: 'sent' }])
  })

  it('are not sent to a learner whose erasure has only begun, or who was deleted', async () => {
    const smtp = await startSmtp()
    const erased = await newMail()
    const deleted = await newMail()
    await db.prisma.user.updateMany({ where: { id: erased.id }, data: { email: '' } })
    await ask('delete', `/users/${deleted.id}`)
    mail(serverAt(smtp.port))
    await finished()
    expect(smtp.tried).toStrictEqual([])
    expect(await mailsOf(erased.certificateId)).toMatchObject([{ state: 'skipped', error: 'The learner was erased.' }])
    expect(await mailsOf(deleted.certificateId)).toMatchObject([
      { state: 'skipped', error: 'The learner was deleted.' },
    ])
  })

  it('are not sent for a site that the operator blocked', async () => {
    const smtp = await startSmtp()
    const { certificateId } = await newMail()
    await db.prisma.issuer.upsert({
      where: { siteId: site.id },
      create: { siteId: site.id, blockedAt: new Date() },
      update: { blockedAt: new Date() },
    })
    mail(serverAt(smtp.port))
    await finished()
    await db.prisma.issuer.update({ where: { siteId: site.id }, data: { blockedAt: null } })
    expect(await mailsOf(certificateId)).toMatchObject([{ state: 'skipped', error: 'The operator blocked the site.' }])
  })

  it('of a batch are sent once each, by two processes', async () => {
    const smtp = await startSmtp()
    const entries = Array.from({ length: 200 }, (_, index) => ({
      email: `p${index}@batch.example`,
      name: `P ${index}`,
    }))
    await ask('post', `/courses/${course.id}/certificates/batch?createUsers=true`, entries)
    mail(serverAt(smtp.port))
    mail(serverAt(smtp.port))
    await finished()
    const to = smtp.mails.map(({ envelope }) => envelope.to)
    expect(to).toHaveLength(200)
    expect(new Set(to).size).toBe(200)
  })

  it('share the limit of all processes', async () => {
    const smtp = await startSmtp()
    for (let count = 0; count < 4; count += 1) await newMail()
    // One mail a minute. The first one uses the minute.
    mail(serverAt(smtp.port), {}, 1)
    mail(serverAt(smtp.port), {}, 1)
    await until(() => expect(smtp.mails).toHaveLength(1))
    const { nextAt } = await db.prisma.mailing.findFirstOrThrow()
    expect(nextAt.getTime()).toBeGreaterThan(Date.now())
    await db.pool.query('UPDATE mailing SET next_at = now()')
    await until(() => expect(smtp.mails).toHaveLength(2))
    expect(await db.prisma.mail.count({ where: { state: 'pending', attempts: 0 } })).toBe(2)
    await db.pool.query('UPDATE mailing SET next_at = now()')
  })

  it('of one site do not delay those of another', async () => {
    const smtp = await startSmtp()
    for (let count = 0; count < 3; count += 1) await newMail()
    const [, other] = await db.prisma.mail.findMany({ orderBy: { id: 'desc' } })
    const { id: otherSite } = await db.prisma.site.create({ data: { name: 'Other', notify: true } })
    await db.prisma.mail.updateMany({ where: { id: other?.id ?? 0n }, data: { siteId: otherSite, dueAt: new Date() } })
    const { claimMails } = await import('../../src/mail/queries.ts')
    const claimed = await db.transaction((tx) => claimMails(tx, 2))
    expect(claimed.map(({ id }) => id)).toContain(String(other?.id))
    expect(smtp.mails).toHaveLength(0)
  })
})
