/** The clock by which the table is right. */
export const dccClock = new Date('2026-06-01T00:00:00Z')

/**
 * What must come out for each credential of the Digital Credentials Consortium: signature, expiry, status, issuer with the registry
 * and without it, verdict with the registry and without it. A status other than `none` says why the list cannot be used:
 * no credential has a good list of its own issuer, so none counts as revoked, whatever its bit is. Other programs and plain
 * arithmetic agree with each column (dccTable.test.ts).
 *
 * Some names say something else. `noRegistry-revokedStatus-noExpiry` by a data integrity proof ended in 2010, and
 * `nonOBWithOBContext` ends in 2030. The issuer of `credName`, `credSubjName` and `identityHash` is that of the `oidf` ones.
 * No registry here lists the issuer of `lcwExperience`.
 */
export const dccTable = `
bothSignatureTypes/didkey/legacy-noStatus-noExpiry signed never none registry none valid issuer_not_confirmed
bothSignatureTypes/didkey/legacy-noStatus-noExpiry-nonOBWithOBContext signed ahead none registry none valid issuer_not_confirmed
bothSignatureTypes/didkey/legacy-noStatus-notExpired-endorsement signed ahead none registry none valid issuer_not_confirmed
bothSignatureTypes/didkey/legacy-noStatus-notExpired-endorsement-withSchema signed ahead none registry none valid issuer_not_confirmed
bothSignatureTypes/didkey/noRegistry-revokedStatus-expired signed expired other_issuer none none not_valid not_valid
bothSignatureTypes/didkey/noRegistry-revokedStatus-notExpired signed ahead other_issuer none none issuer_not_confirmed issuer_not_confirmed
bothSignatureTypes/didkey/oidf-revokedStatus-noExpiry signed never other_issuer registry none not_checked issuer_not_confirmed
bothSignatureTypes/didweb/legacy-revokedStatus-expired signed expired other_issuer registry hosted not_valid not_valid
bothSignatureTypes/didweb/legacy-revokedStatus-noExpiry signed never other_issuer registry hosted not_checked issuer_not_confirmed
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
dataIntegrityProof/didKey/noRegistry-revokedStatus-noExpiry signed expired other_issuer none none not_valid not_valid
dataIntegrityProof/didKey/noRegsitry-revokedStatus-notExpired signed ahead other_issuer none none issuer_not_confirmed issuer_not_confirmed
dataIntegrityProof/didKey/oidf-noStatus-notExpired-complexIssuer signed ahead none registry none valid issuer_not_confirmed
dataIntegrityProof/didKey/oidf-noStatus-notExpired-notYetValid signed not_yet none registry none not_valid not_valid
dataIntegrityProof/didKey/oidf-revokedStatus-noExpiry signed never other_issuer registry none not_checked issuer_not_confirmed
dataIntegrityProof/didKey/twoOIDF-revoked-notExpired-badSchema signed ahead other_issuer registry none not_checked issuer_not_confirmed
dataIntegrityProof/didKey/twoOIDF-validStatus-expired signed expired other_issuer registry none not_valid not_valid
dataIntegrityProof/didweb/legacy-revokedStatus-expired signed expired other_issuer registry hosted not_valid not_valid
dataIntegrityProof/didweb/legacy-revokedStatus-noExpiry signed never other_issuer registry hosted not_checked issuer_not_confirmed
dataIntegrityProof/didweb/oidf-noStatus-notExpired signed ahead none registry hosted valid issuer_not_confirmed
ed25519/didKey/legacy-expiredStatus-noExpiry signed never not_valid_now registry none not_checked issuer_not_confirmed
ed25519/didKey/legacy-missingTypeStatus-noExpiry signed never no_type registry none not_checked issuer_not_confirmed
ed25519/didKey/legacy-noStatus-expired signed expired none registry none not_valid not_valid
ed25519/didKey/legacy-noStatus-noExpiry signed never none registry none valid issuer_not_confirmed
ed25519/didKey/legacy-noStatus-noExpiry-lcwExperience signed never none none none issuer_not_confirmed issuer_not_confirmed
ed25519/didKey/legacy-noStatus-noExpiry-stringIssuerId signed never none registry none valid issuer_not_confirmed
ed25519/didKey/legacy-noStatus-noExpiry-tampered not_signed never none registry none not_valid not_valid
ed25519/didKey/legacy-notYetValidStatus-noExpiry signed never not_valid_now registry none not_checked issuer_not_confirmed
ed25519/didKey/legacy-tamperedStatus-noExpiry signed never changed registry none not_checked issuer_not_confirmed
ed25519/didKey/noRegistry-revokedStatus-expired signed expired other_issuer none none not_valid not_valid
ed25519/didKey/noRegistry-revokedStatus-notExpired signed ahead other_issuer none none issuer_not_confirmed issuer_not_confirmed
ed25519/didKey/oidf-revokedStatus-noExpiry signed never other_issuer registry none not_checked issuer_not_confirmed
ed25519/didWeb/badDidWeb unreachable never none hosted hosted issuer_not_confirmed issuer_not_confirmed
ed25519/didWeb/legacy-revokedStatus-expired signed expired other_issuer registry hosted not_valid not_valid
ed25519/didWeb/legacy-revokedStatus-noExpiry signed never other_issuer registry hosted not_checked issuer_not_confirmed
ed25519/didWeb/oidf-noStatus-notExpired signed ahead none registry hosted valid issuer_not_confirmed
`
  .trim()
  .split('\n')
  .map((line) => {
    const [name = '', signature, expiry, status, listed, unlisted, verdict, verdictUnlisted] = line.split(' ')
    return { name, signature, expiry, status, listed, unlisted, verdict, verdictUnlisted }
  })
