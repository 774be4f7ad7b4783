import { verifyCredential } from '@chancery/verify/credential'
import { describe, expect, it } from 'vitest'
import { dccCredentials, fetchRecorded, findInDcc } from './dccVectors.ts'

const now = new Date('2026-06-01T00:00:00Z')

/** Credential, signature, expiry, status, issuer with the registry and without it. */
const table = `
bothSignatureTypes/didkey/legacy-noStatus-noExpiry signed never none registry none valid issuer_not_confirmed
bothSignatureTypes/didkey/legacy-noStatus-noExpiry-nonOBWithOBContext signed ahead none registry none valid issuer_not_confirmed
bothSignatureTypes/didkey/legacy-noStatus-notExpired-endorsement signed ahead none registry none valid issuer_not_confirmed
bothSignatureTypes/didkey/legacy-noStatus-notExpired-endorsement-withSchema signed ahead none registry none valid issuer_not_confirmed
bothSignatureTypes/didkey/noRegistry-revokedStatus-expired signed expired bad_list none none not_valid not_valid
bothSignatureTypes/didkey/noRegistry-revokedStatus-notExpired signed ahead bad_list none none issuer_not_confirmed issuer_not_confirmed
bothSignatureTypes/didkey/oidf-revokedStatus-noExpiry signed never bad_list registry none not_checked issuer_not_confirmed
bothSignatureTypes/didweb/legacy-revokedStatus-expired signed expired bad_list registry hosted not_valid not_valid
bothSignatureTypes/didweb/legacy-revokedStatus-noExpiry signed never bad_list registry hosted not_checked issuer_not_confirmed
bothSignatureTypes/didweb/oidf-noStatus-notExpired signed ahead none registry hosted valid issuer_not_confirmed
dataIntegrityProof/didKey/legacyRegistry-noStatus-noExpiry-OBSpecExample signed never none registry none valid issuer_not_confirmed
dataIntegrityProof/didKey/legacyRegistry-noStatus-noExpiry-achievementTypeExample signed never none registry none valid issuer_not_confirmed
dataIntegrityProof/didKey/legacyRegistry-noStatus-noExpiry-alignments signed never none registry none valid issuer_not_confirmed
dataIntegrityProof/didKey/legacyRegistry-noStatus-noExpiry-basicOBv3 signed never none registry none valid issuer_not_confirmed
dataIntegrityProof/didKey/legacyRegistry-noStatus-noExpiry-credName signed never none registry none valid issuer_not_confirmed
dataIntegrityProof/didKey/legacyRegistry-noStatus-noExpiry-credSubjName signed never none registry none valid issuer_not_confirmed
dataIntegrityProof/didKey/legacyRegistry-noStatus-noExpiry-identityHash signed never none registry none valid issuer_not_confirmed
dataIntegrityProof/didKey/legacyRegistry-noStatus-noExpiry-minimal signed never none registry none valid issuer_not_confirmed
dataIntegrityProof/didKey/legacyRegistry-noStatus-notExpired-withSchema signed ahead none registry none valid issuer_not_confirmed
dataIntegrityProof/didKey/noRegistry-revokedStatus-noExpiry signed expired bad_list none none not_valid not_valid
dataIntegrityProof/didKey/noRegsitry-revokedStatus-notExpired signed ahead bad_list none none issuer_not_confirmed issuer_not_confirmed
dataIntegrityProof/didKey/oidf-noStatus-notExpired-complexIssuer signed ahead none registry none valid issuer_not_confirmed
dataIntegrityProof/didKey/oidf-noStatus-notExpired-notYetValid signed not_yet none registry none not_valid not_valid
dataIntegrityProof/didKey/oidf-revokedStatus-noExpiry signed never bad_list registry none not_checked issuer_not_confirmed
dataIntegrityProof/didKey/twoOIDF-revoked-notExpired-badSchema signed ahead unreachable registry none not_checked issuer_not_confirmed
dataIntegrityProof/didKey/twoOIDF-validStatus-expired signed expired unreachable registry none not_valid not_valid
dataIntegrityProof/didweb/legacy-revokedStatus-expired signed expired bad_list registry hosted not_valid not_valid
dataIntegrityProof/didweb/legacy-revokedStatus-noExpiry signed never bad_list registry hosted not_checked issuer_not_confirmed
dataIntegrityProof/didweb/oidf-noStatus-notExpired signed ahead none registry hosted valid issuer_not_confirmed
ed25519/didKey/legacy-expiredStatus-noExpiry signed never bad_list registry none not_checked issuer_not_confirmed
ed25519/didKey/legacy-missingTypeStatus-noExpiry signed never bad_list registry none not_checked issuer_not_confirmed
ed25519/didKey/legacy-noStatus-expired signed expired none registry none not_valid not_valid
ed25519/didKey/legacy-noStatus-noExpiry signed never none registry none valid issuer_not_confirmed
ed25519/didKey/legacy-noStatus-noExpiry-lcwExperience signed never none none none issuer_not_confirmed issuer_not_confirmed
ed25519/didKey/legacy-noStatus-noExpiry-stringIssuerId signed never none registry none valid issuer_not_confirmed
ed25519/didKey/legacy-noStatus-noExpiry-tampered not_signed never none registry none not_valid not_valid
ed25519/didKey/legacy-notYetValidStatus-noExpiry signed never bad_list registry none not_checked issuer_not_confirmed
ed25519/didKey/legacy-tamperedStatus-noExpiry signed never bad_list registry none not_checked issuer_not_confirmed
ed25519/didKey/noRegistry-revokedStatus-expired signed expired bad_list none none not_valid not_valid
ed25519/didKey/noRegistry-revokedStatus-notExpired signed ahead bad_list none none issuer_not_confirmed issuer_not_confirmed
ed25519/didKey/oidf-revokedStatus-noExpiry signed never bad_list registry none not_checked issuer_not_confirmed
ed25519/didWeb/badDidWeb unreachable never none hosted hosted issuer_not_confirmed issuer_not_confirmed
ed25519/didWeb/legacy-revokedStatus-expired signed expired bad_list registry hosted not_valid not_valid
ed25519/didWeb/legacy-revokedStatus-noExpiry signed never bad_list registry hosted not_checked issuer_not_confirmed
ed25519/didWeb/oidf-noStatus-notExpired signed ahead none registry hosted valid issuer_not_confirmed
`
  .trim()
  .split('\n')
  .map((line) => line.split(' '))

describe('the badges of the Digital Credentials Consortium', () => {
  it('are all in the table', () => {
    expect(table.map(([name]) => name).sort()).toEqual([...dccCredentials.keys()].sort())
    expect(table).toHaveLength(45)
  })

  it.each(table)('gives the right result for %s', async (name, ...expected) => {
    const [signature, expiry, status, listed, unlisted, verdict, verdictUnlisted] = expected
    const text = dccCredentials.get(name ?? '') ?? ''
    const withRegistry = await verifyCredential(text, { now, fetchDocument: fetchRecorded, findInRegistry: findInDcc })
    const without = await verifyCredential(text, { now, fetchDocument: fetchRecorded })
    const common = ['content.as_signed', `issuer.${signature}`]
    const times = [`expiry.${expiry}`, `revocation.${status}`]
    expect(codes(withRegistry)).toEqual([...common, `identity.${listed}`, ...times])
    expect(codes(without)).toEqual([...common, `identity.${unlisted}`, ...times])
    expect([withRegistry.verdict, without.verdict]).toEqual([verdict, verdictUnlisted])
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

describe('the status lists of the Digital Credentials Consortium', () => {
  const reasons = {
    'ed25519/didKey/legacy-expiredStatus-noExpiry': 'not_valid_now',
    'ed25519/didKey/legacy-notYetValidStatus-noExpiry': 'not_valid_now',
    'ed25519/didKey/legacy-tamperedStatus-noExpiry': 'changed',
    'ed25519/didKey/legacy-missingTypeStatus-noExpiry': 'no_type',
    'ed25519/didKey/oidf-revokedStatus-noExpiry': 'other_issuer',
  }

  it.each(Object.entries(reasons))('does not use the list of %s: %s', async (name, reason) => {
    const { checks } = await verifyCredential(dccCredentials.get(name) ?? '', { now, fetchDocument: fetchRecorded })
    expect(checks.find(({ check }) => check === 'revocation')).toMatchObject({
      outcome: 'unknown',
      evidence: { reason },
    })
  })
})

function codes({ checks }: Awaited<ReturnType<typeof verifyCredential>>): string[] {
  return checks.map(({ code }) => code)
}
