import { verifyCredential } from '@chancery/verify/credential'
import { describe, expect, it } from 'vitest'
import { dccTable, dccClock as now } from './dccTable.ts'
import { dccCredentials, fetchRecorded, findInDcc } from './dccVectors.ts'

describe('the badges of the Digital Credentials Consortium', () => {
  it('are all in the table', () => {
    expect(dccTable.map(({ name }) => name).sort()).toEqual([...dccCredentials.keys()].sort())
    expect(dccTable).toHaveLength(45)
  })

  it.each(dccTable)('gives the right result for $name', async ({ name, signature, expiry, status, ...row }) => {
    const text = dccCredentials.get(name) ?? ''
    const withRegistry = await verifyCredential(text, { now, fetchDocument: fetchRecorded, findInRegistry: findInDcc })
    const without = await verifyCredential(text, { now, fetchDocument: fetchRecorded })
    const common = ['content.as_signed', `issuer.${signature}`]
    const times = [`expiry.${expiry}`, status === 'none' ? 'revocation.none' : `revocation.bad_list: ${status}`]
    expect(codes(withRegistry)).toEqual([...common, `identity.${row.listed}`, ...times])
    expect(codes(without)).toEqual([...common, `identity.${row.unlisted}`, ...times])
    expect([withRegistry.verdict, without.verdict]).toEqual([row.verdict, row.verdictUnlisted])
  })

  it('never calls one valid or invalid because nothing could be fetched', async () => {
    const changed = new Set<string>()
    for (const [name, text] of dccCredentials) {
      const online = await verifyCredential(text, { now, fetchDocument: fetchRecorded, findInRegistry: findInDcc })
      const offline = await verifyCredential(text, { now, findInRegistry: async () => ({ outcome: 'unavailable' }) })
      expect(offline.verdict, name).not.toBe('valid')
      if (online.verdict !== 'not_valid') expect(offline.verdict, name).not.toBe('not_valid')
      changed.add(offline.verdict)
    }
    expect(changed).toContain('not_checked')
  })
})

function codes({ checks }: Awaited<ReturnType<typeof verifyCredential>>): string[] {
  return checks.map(({ code, evidence }) => (code === 'revocation.bad_list' ? `${code}: ${evidence.reason}` : code))
}
