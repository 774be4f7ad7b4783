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
    'record.unaltered': () => 'It is on record here, and says what it said when it was issued.',
    'record.altered': () => 'It is on record here, but no longer says what it said when it was issued.',
    'record.no_digest': () =>
      'It is on record here. It was issued before this server began to keep what shows a later change.',
    'issuer.site': ({ name }: { name: string }) =>
      `Issued by ${quoted(name)}, whose certificates this server issues and keeps.`,
    'issuer.wallet': ({ address }: { address: string }) =>
      `Signed for by the wallet ${address}. What the institution is called is what this wallet says of itself.`,
    'issuer.signed': ({ address }: { address: string }) =>
      `The wallet ${address} signed what this certificate certifies. What the institution is called is what this wallet says of itself.`,
    'issuer.not_signed': ({ address }: { address: string }) =>
      `What it says here is not what the wallet ${address} signed.`,
    'issuer.unavailable': ({ address }: { address: string }) =>
      `The wallet ${address} is a contract on a chain, which cannot be asked right now whether it signed this. Try again later.`,
    'issuer.unknown_version': ({ address }: { address: string }) =>
      `The wallet ${address} signed it in a way that this server does not know.`,
    'revocation.none': () => 'The issuer has not revoked it.',
    'revocation.revoked': ({ at, reason }: { at: Date; reason: string }) =>
      `The issuer revoked it on ${date(at)}. The reason given: ${quoted(reason)}`,
    'expiry.never': () => 'It does not expire.',
    'expiry.ahead': ({ at }: { at: Date }) => `It is valid until ${date(at)}.`,
    'expiry.expired': ({ at }: { at: Date }) => `It was valid until ${date(at)}.`,
    'document.none': () => 'This certificate has no document on IPFS.',
    'document.intact': () =>
      'The document was found, and is byte for byte the one whose address the certificate states.',
    'document.damaged': () => 'What is stored is not the document whose address the certificate states.',
    'document.missing': () =>
      'The document was not found, so it could not be compared with the address that the certificate states.',
    'document.unreadable': () => 'The document was found, but is of a kind or a size that is not read here.',
    'document.late': () =>
      'The document was searched for and not found in time. Nobody may have it, or it takes longer to find.',
    'document.unavailable': () => 'The place where documents are stored does not answer. Try again later.',
    'file.no_checksum': () => 'This certificate states no checksum to compare a file with.',
    'file.none': () => 'No file was compared.',
    'file.equal': () => 'This file is, byte for byte, the one that the certificate was issued for.',
    'file.different': () => 'This file is not the one that the certificate was issued for.',
    'anchor.none': () => 'It is not anchored on a chain.',
    'anchor.altered': (_: AnchorNamed) => 'What it states does not lead to what was anchored on the chain.',
    'anchor.unknown_version': (_: AnchorNamed) => 'It was anchored in a way that this server does not know.',
    'anchor.waiting': (_: AnchorNamed) =>
      'It was gathered to be anchored. The chain has yet to take it, or to make it final.',
    'anchor.found': ({ chain, time, transaction }: AnchorEvidence) =>
      `Anchored on chain ${chain} at ${moment(time)}${transaction === null ? '' : `, in transaction ${transaction}`}: it was there by then, and says the same now.`,
    'anchor.missing': ({ chain }: AnchorNamed) => `It is not on chain ${chain}, where it is said to be anchored.`,
    'anchor.foreign': ({ chain, contract }: AnchorNamed) =>
      `What stands at ${contract} on chain ${chain} is not the contract that keeps anchors.`,
    'anchor.elsewhere': ({ chain }: AnchorNamed) =>
      `Its proof leads to what is said to be anchored on chain ${chain}. That chain was not asked here.`,
    'anchor.unavailable': ({ chain }: AnchorNamed) =>
      `Chain ${chain} does not answer, so it could not be asked. Try again later.`,
    // For a bundle, which is checked without its server:
    'record.proven': () => 'What it states is what its proof is about: nothing of it was changed.',
    'record.unproven': () => 'What it states is not what its proof is about: one of the two was changed.',
    'record.unbound': () => 'Nothing that could be checked here ties what it states to its proof.',
    'issuer.unsigned': ({ address }: { address: string }) =>
      `It names the wallet ${address} as its issuer, but has no signature of it: this proof alone does not tell who issued it.`,
    'issuer.contract': ({ address }: { address: string }) =>
      `The wallet ${address} of its issuer is a contract. Only a node of its chain can tell whether it signed, and none was asked.`,
    'revocation.as_of': ({ at }: { at: Date }) =>
      `When this proof was made, on ${date(at)}, it had not been revoked. Whether it was later, its page tells.`,
    'revocation.told': ({ at, reason }: { at: Date; reason: string }) =>
      `The server that made this proof says that it was revoked on ${date(at)}; nobody signed that. The reason given: ${quoted(reason)}`,
    'revocation.not_signed': (_: { at: Date; reason: string }) =>
      'This proof tells of a revocation that the issuer did not sign: the proof was changed. Whether it is revoked, its page tells.',
    'revocation.unchecked': ({ at }: { at: Date; reason: string }) =>
      `By this proof it was revoked on ${date(at)}. Whether the issuer signed that, only its chain can tell, which was not asked or does not answer.`,
    'document.not_fetched': () => 'The document was not fetched. Its address is part of what is proved.',
    'file.kept_back': () => 'This proof keeps the checksum back, so no file can be compared.',
    'check.unfinished': () => 'This could not be found out in time. Try again later.',
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
    uncheckedIsNotInvalid: 'This says nothing against the certificate.',
    replaced: 'It was replaced by a newer certificate.',
    toReplacement: 'See the newer certificate',
    checks: 'How it was checked',
    file: 'Do you have the file?',
    fileHint:
      'Choose it, or drop it here. Your browser compares it with the certificate; the file itself does not leave your device.',
    fileChoose: 'Choose a file',
    fileWorking: 'Comparing …',
    fileFailed: 'The file could not be compared. Try again later.',
    fileInsecure: 'Your browser compares files over a secure connection (https) only.',
    fileNoScript: 'Comparing a file needs JavaScript.',
    proof: 'Check it without this server',
    proofHint:
      'Its proof is a small file. Your browser checks it here by itself, and so does the command “chancery verify” on any computer; the server is not asked whether it is true.',
    proofCheck: 'Check the proof in this browser',
    proofDownload: 'Download the proof',
    proofChoose: 'Choose a proof',
    proofUpload: 'Do you have a proof?',
    proofUploadHint:
      'Choose the file (bundle.json), or drop it here. Your browser checks it by itself; it does not leave your device.',
    proofWorking: 'Checking …',
    proofUnreadable: 'This file is not a proof that can be read here.',
    proofFailed: 'The proof could not be checked. Try again later.',
    proofNoScript: 'Checking a proof here needs JavaScript.',
    share: 'Check it again at any time',
    shareHint: 'With this address or this number, anybody sees on this server what you see here.',
    qr: 'QR code of this page’s address',
    search: 'Check another certificate',
    json: 'The same as JSON',
    preview: (issuer: string, day: string) => `Issued by ${issuer} on ${day}. Check it here.`,
  },
  search: {
    title: 'Check a certificate',
    lead: 'Is it genuine? Type the number that stands on it.',
    label: 'Number of the certificate',
    hint: '26 digits and letters; hyphens, spaces and letter case do not matter. You may also paste the certificate’s address.',
    button: 'Check',
    unreadable:
      'This is not the number of a certificate. It has 26 digits and letters, such as 01M81-17EDB-EGDV4-36CAD-GP2MSS.',
  },
  notices: {
    unknown: {
      title: 'There is no such certificate.',
      text: 'No certificate with this number was ever issued here. Compare it with the certificate, letter by letter.',
    },
    deleted: {
      title: 'This certificate was deleted.',
      text: (day: string) => `Its holder deleted it on ${day}. What it stated is not kept here any more.`,
    },
    unproven: {
      title: 'There is no proof of this certificate.',
      text: 'Its issuer has not signed it, and it is not anchored on a chain. What this server knows of it stands on its page.',
    },
    tooMany: {
      title: 'Too many requests.',
      text: 'Many certificates were checked from your network just now. Try again in a minute.',
    },
    unavailable: {
      title: 'Certificates cannot be checked right now.',
      text: 'This server cannot reach its records. This says nothing about the certificate. Try again later.',
    },
    broken: { title: 'Something went wrong on our side.', text: 'Try again later.' },
    malformed: { title: 'This request cannot be read.', text: 'Go back, and try again.' },
  },
}

export type Texts = typeof en
