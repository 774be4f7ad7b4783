import { type PublicCertificate, readCertificate } from '@chancery/client'
import { beforeAll, describe, expect, it } from 'vitest'
import { confirmWallet } from '../../support/issuers/confirmedIssuers.ts'
import { startTestApp, type TestApp } from '../../support/server/app.ts'
import { createSigned } from '../../support/wallet/signedCertificates.ts'
import { newWallet } from '../../support/wallet/wallets.ts'

let server: TestApp
beforeAll(async () => {
  server = await startTestApp()
})

/** Compiles only if `confirmedBy` decides whether there is a domain. */
function confirmationOf({ issuer }: PublicCertificate): string {
  if (issuer.confirmedBy === null) return 'nobody'
  if (issuer.confirmedBy === 'operator' || issuer.confirmedBy === 'registry') return issuer.confirmedBy
  return `${issuer.domain.toUpperCase()} since ${issuer.confirmedSince.slice(0, 4)}`
}

describe('readCertificate', () => {
  it('says who confirms the issuer of a certificate', async () => {
    const [issuer, holder] = [newWallet(), newWallet()]
    const url = `${server.url}/verify/${await createSigned(server, issuer, holder)}`
    const unconfirmed = await readCertificate(url)
    expect([unconfirmed.verdict, confirmationOf(unconfirmed)]).toStrictEqual(['issuer_not_confirmed', 'nobody'])
    await confirmWallet(server.db, issuer.address)
    const certificate = await readCertificate(`${url}.json`, { language: 'de' })
    expect(certificate).toMatchObject({
      ...{
        verdict: 'valid',
        title: 'Introduction to Python',
        score: 92.5,
        url,
        message: expect.stringMatching(/^Ausgestellt von uni\.example/),
      },
      issuer: { address: issuer.address, confirmedBy: 'dns', isHolder: false, link: 'http://example.com' },
    })
    expect(confirmationOf(certificate)).toMatch(/^UNI\.EXAMPLE since \d{4}$/)
    expect(certificate.checks).toContainEqual(expect.objectContaining({ check: 'identity', outcome: 'passed' }))
  })

  it('throws for a certificate that does not exist', async () => {
    const url = `${server.url}/verify/01a20007-b865-77c5-87d6-e73d12494d08`
    await expect(readCertificate(url)).rejects.toMatchObject({ status: 404, code: 'certificate.not_found' })
  })
})
