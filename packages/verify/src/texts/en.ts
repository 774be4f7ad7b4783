import { formatsOf, quoted } from './formats.ts'

const formats = formatsOf('en-GB')
const { date, moment } = formats

/** Location of an anchor. `block` and `transaction` are null if the chain's node does not confirm them. */
type AnchorEvidence = AnchorNamed & { time: Date; block: number | null; transaction: string | null }
type AnchorNamed = { root: string; chain: number; contract: string }

/** English texts. They define the shape of all other languages. */
export const en = {
  name: 'English',
  formats,
  verdicts: {
    valid: 'This certificate is valid.',
    revoked: 'This certificate was revoked.',
    expired: 'This certificate has expired.',
    not_valid: 'This certificate is not valid.',
    not_checked: 'This certificate could not be checked.',
  },
  outcomes: { passed: 'Passed', failed: 'Failed', skipped: 'Does not apply', unknown: 'Could not be checked' },
  checks: {
    record: 'Known and unaltered',
    issuer: 'Issuer',
    revocation: 'Not revoked',
    expiry: 'Not expired',
    document: 'Document on IPFS',
    file: 'Your file',
    anchor: 'Anchored on a chain',
  },
  messages: {
    'record.unaltered': () => 'This server has it on record, unchanged since it was issued.',
    'record.altered': () => 'This server has it on record, but it was changed after it was issued.',
    'record.no_digest': () =>
      'This server has it on record. It was issued before this server could detect later changes.',
    'issuer.site': ({ name }: { name: string }) => `Issued by ${quoted(name)}, an organization on this server.`,
    'issuer.wallet': ({ address }: { address: string }) =>
      `Signed by wallet ${address}. The institution’s name was given by the signer and is not verified.`,
    'issuer.signed': ({ address }: { address: string }) =>
      `Wallet ${address} signed the content of this certificate. The institution’s name was given by the signer and is not verified.`,
    'issuer.not_signed': ({ address }: { address: string }) =>
      `Its content differs from what wallet ${address} signed.`,
    'issuer.unavailable': ({ address }: { address: string }) =>
      `Wallet ${address} is a contract. Its chain is unavailable, so the signature could not be checked. Try again later.`,
    'issuer.unknown_version': ({ address }: { address: string }) =>
      `Wallet ${address} signed it in a format that this server does not know.`,
    'revocation.none': () => 'The issuer has not revoked it.',
    'revocation.revoked': ({ at, reason }: { at: Date; reason: string }) =>
      `The issuer revoked it on ${date(at)}. Reason: ${quoted(reason)}`,
    'expiry.never': () => 'It does not expire.',
    'expiry.ahead': ({ at }: { at: Date }) => `It is valid until ${date(at)}.`,
    'expiry.expired': ({ at }: { at: Date }) => `It was valid until ${date(at)}.`,
    'document.none': () => 'This certificate has no document on IPFS.',
    'document.intact': () => 'The document was found and matches the address in the certificate, byte for byte.',
    'document.damaged': () => 'The stored document does not match the address in the certificate.',
    'document.missing': () =>
      'The document was not found, so it could not be compared with the address in the certificate.',
    'document.unreadable': () => 'The document was found, but this server cannot read its format or size.',
    'document.late': () => 'The document was not found in time. It may be gone, or it may take longer to find.',
    'document.unavailable': () => 'The document store is unavailable. Try again later.',
    'file.no_checksum': () => 'This certificate has no checksum, so no file can be compared with it.',
    'file.none': () => 'No file was compared.',
    'file.equal': () => 'This is the file that the certificate was issued for, byte for byte.',
    'file.different': () => 'This file is not the one that the certificate was issued for.',
    'anchor.none': () => 'It is not anchored on a chain.',
    'anchor.altered': (_: AnchorNamed) => 'Its content does not match the anchor on the chain.',
    'anchor.unknown_version': (_: AnchorNamed) => 'It was anchored in a format that this server does not know.',
    'anchor.waiting': (_: AnchorNamed) => 'Its anchor is not final yet: the chain has not confirmed it.',
    'anchor.found': ({ chain, time, transaction }: AnchorEvidence) =>
      `Anchored on chain ${chain} at ${moment(time)}${transaction === null ? '' : `, in transaction ${transaction}`}. It existed by then and has not changed since.`,
    'anchor.missing': ({ chain }: AnchorNamed) => `Its anchor is missing on chain ${chain}.`,
    'anchor.foreign': ({ chain, contract }: AnchorNamed) =>
      `The contract at ${contract} on chain ${chain} is not the anchor contract.`,
    'anchor.elsewhere': ({ chain }: AnchorNamed) =>
      `Its proof matches the anchor that it names on chain ${chain}. That chain was not queried here.`,
    'anchor.unavailable': ({ chain }: AnchorNamed) =>
      `Chain ${chain} is unavailable, so the anchor could not be checked. Try again later.`,
    // For a bundle, which is checked without its server:
    'record.proven': () => 'Its content matches its proof. Nothing was changed.',
    'record.unproven': () => 'Its content does not match its proof. One of the two was changed.',
    'record.unbound': () => 'Nothing that could be checked here links its content to its proof.',
    'issuer.unsigned': ({ address }: { address: string }) =>
      `It names wallet ${address} as its issuer but has no signature by that wallet. This proof alone does not show who issued it.`,
    'issuer.contract': ({ address }: { address: string }) =>
      `The issuer’s wallet ${address} is a contract. Its signature can only be checked on its chain, which was not queried.`,
    'revocation.as_of': ({ at }: { at: Date }) =>
      `It was not revoked when this proof was made, on ${date(at)}. Its page shows the current state.`,
    'revocation.told': ({ at, reason }: { at: Date; reason: string }) =>
      `The server that made this proof states, without a signature, that it was revoked on ${date(at)}. Reason: ${quoted(reason)}`,
    'revocation.not_signed': (_: { at: Date; reason: string }) =>
      'This proof contains a revocation that the issuer did not sign, so the proof was changed. Its page shows whether it is revoked.',
    'revocation.unchecked': ({ at }: { at: Date; reason: string }) =>
      `According to this proof it was revoked on ${date(at)}. The issuer’s signature can only be checked on its chain, which was not queried or is unavailable.`,
    'document.not_fetched': () => 'The document was not fetched. The proof covers its address.',
    'file.kept_back': () => 'This proof does not include the checksum, so no file can be compared.',
    'check.unfinished': () => 'This check took too long. Try again later.',
  },
  facts: {
    holder: 'Awarded to',
    holderAddress: 'Wallet of the holder',
    issuer: 'Issued by',
    issuerAddress: 'Wallet of the issuer',
    title: 'Certificate',
    description: 'Description',
    course: 'Course',
    courseLink: 'About the course',
    program: 'Programme',
    grantedTo: 'Granted to',
    skills: 'Skills',
    industries: 'Fields',
    score: 'Score',
    duration: 'Duration',
    achievedAt: 'Achieved on',
    issuedAt: 'Issued on',
    expiresAt: 'Valid until',
    revokedAt: 'Revoked on',
    revocationReason: 'Reason for the revocation',
    document: 'Document on IPFS',
    number: 'Number',
  },
  grantedTo: { learner: 'a learner', academy: 'an academy', business: 'a business' },
  page: {
    skip: 'Skip to the content',
    language: 'Language',
    certificate: 'The certificate',
    picture: (title: string, holder: string) => `Picture of the certificate: ${title}, ${holder}`,
    checkedAt: (at: string) => `Checked on ${at}`,
    uncheckedIsNotInvalid: 'This says nothing for or against the certificate.',
    replaced: 'It was replaced by a newer certificate.',
    toReplacement: 'See the newer certificate',
    checks: 'How it was checked',
    file: 'Do you have the file?',
    fileHint:
      'Choose it or drop it here. Your browser compares it with the certificate. The file does not leave your device.',
    fileChoose: 'Choose a file',
    fileWorking: 'Comparing …',
    fileFailed: 'The file could not be compared. Try again later.',
    fileInsecure: 'Your browser can compare files only over a secure connection (https).',
    fileNoScript: 'Comparing a file needs JavaScript.',
    proof: 'Check it without this server',
    proofHint:
      'The proof is a small file. Your browser can check it here without asking the server. The command “chancery verify” does the same on any computer.',
    proofCheck: 'Check the proof in this browser',
    proofDownload: 'Download the proof',
    proofChoose: 'Choose a proof',
    proofUpload: 'Do you have a proof?',
    proofUploadHint:
      'Choose the file (bundle.json) or drop it here. Your browser checks it. The file does not leave your device.',
    proofWorking: 'Checking …',
    proofUnreadable: 'This file is not a proof that this page can read.',
    proofFailed: 'The proof could not be checked. Try again later.',
    proofNoScript: 'Checking a proof here needs JavaScript.',
    share: 'Check it again at any time',
    shareHint: 'Anyone with this address or number can see this page.',
    qr: 'QR code of this page’s address',
    search: 'Check another certificate',
    json: 'This page as JSON',
    preview: (issuer: string, day: string) => `Issued by ${issuer} on ${day}. Check it here.`,
  },
  search: {
    title: 'Check a certificate',
    lead: 'Is it genuine? Enter the number printed on it.',
    label: 'Number of the certificate',
    hint: '26 digits and letters. Hyphens, spaces and letter case do not matter. You can also paste the certificate’s address.',
    button: 'Check',
    unreadable:
      'This is not a certificate number. A number has 26 digits and letters, such as 01M81-17EDB-EGDV4-36CAD-GP2MSS.',
  },
  notices: {
    unknown: {
      title: 'There is no such certificate.',
      text: 'No certificate with this number was issued here. Compare the number with the one on the certificate, letter by letter.',
    },
    deleted: {
      title: 'This certificate was deleted.',
      text: (day: string) => `Its holder deleted it on ${day}. This server no longer stores its content.`,
    },
    unproven: {
      title: 'There is no proof of this certificate.',
      text: 'Its issuer has not signed it, and it is not anchored on a chain. Its page shows this server’s record of it.',
    },
    tooMany: {
      title: 'Too many requests.',
      text: 'Too many certificates were checked from your network. Try again in a minute.',
    },
    unavailable: {
      title: 'Certificates cannot be checked now.',
      text: 'This server cannot reach its records. This says nothing for or against the certificate. Try again later.',
    },
    broken: { title: 'Something went wrong on our side.', text: 'Try again later.' },
    malformed: { title: 'This server cannot read the request.', text: 'Go back and try again.' },
  },
}

export type Texts = typeof en
