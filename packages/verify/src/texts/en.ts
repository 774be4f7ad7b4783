import { formats, messages } from './messages/en.ts'

const { date, inQuotes } = formats

/** English texts. They define the shape of all other languages. */
export const en = {
  name: 'English',
  /** Writing direction. */
  direction: 'ltr' as 'ltr' | 'rtl', // Of any language.
  formats,
  verdicts: {
    domain: (domain: string) => `Issued by ${domain}. Unchanged and not revoked.`,
    registry: (name: string, registry: string) =>
      `Issued by ${inQuotes(name)}, says ${inQuotes(registry)}. Unchanged and not revoked.`,
    operator: (name: string, server: string) => `Issued here for ${inQuotes(name)}, says ${server}.`,
    named: (issuer: string) => `Issued by ${issuer}, the issuer that you named. Unchanged and not revoked.`,
    issuer_not_confirmed: 'Nobody confirms who issued this.',
    revoked: (at: Date) => `Revoked by its issuer on ${date(at)}.`,
    expired: (at: Date, timeZone?: string) => `Expired on ${date(at, timeZone)}.`,
    expired_genuine: (at: Date, timeZone?: string) => `Expired on ${date(at, timeZone)}, genuine until then.`,
    changed: 'Changed after it was issued.',
    compromised: 'Its issuer’s key was stolen before this appeared.',
    other_file: 'This is not the certified file.',
    not_checked: 'We could not check this now.',
  },
  /** What to do, after the verdict. */
  advice: {
    issuer_not_confirmed: (name: string) =>
      `Anyone could have made it under the name ${inQuotes(name)}. Ask the institution, at an address that you find yourself.`,
    issuer_not_confirmed_unnamed:
      'Anyone could have made it. Ask the institution, at an address that you find yourself.',
    not_valid: 'Do not rely on it.',
    not_checked: (checks: string) => `That says nothing for or against it. Not reached: ${checks}`,
  },
  outcomes: {
    passed: 'Passed',
    failed: 'Failed',
    skipped: 'Does not apply',
    unknown: 'Could not be checked',
    warning: 'Not confirmed',
  },
  checks: {
    record: 'Known and unaltered',
    issuer: 'Signature',
    identity: 'Issuer',
    revocation: 'Not revoked',
    expiry: 'Not expired',
    document: 'Document on IPFS',
    file: 'Your file',
    anchor: 'Anchored on a chain',
  },
  messages,
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
    replaced: 'It was replaced by a newer certificate.',
    toReplacement: 'See the newer certificate',
    attested: (domain: string) => `${domain} says that it checked this certificate.`,
    aboutIssuer: 'About this issuer',
    ownHolder: 'The issuer and the holder are the same wallet: the holder made this certificate.',
    compareName:
      'This page does not show that the person who sent it is the holder. Compare the name with an identity document.',
    testServer: 'Test server: nothing here counts.',
    nameNotChecked: (name: string) => `${inQuotes(name)} (name not checked)`,
    checks: 'How it was checked',
    notApplicable: (count: number) => `Checks that do not apply: ${formats.number(count)}`,
    details: 'Details',
    ownPicture: (host: string) => `Picture by the issuer, loaded from ${host}`,
    proof: 'Check it without this server',
    proofHint:
      'The proof is a small file. Your browser can check it here without asking the server. The command “chancery verify” does the same on any computer.',
    proofCheck: 'Check the proof in this browser',
    proofDownload: 'Download the proof',
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
  /** For a file that the reader chooses or drops. */
  file: {
    title: 'Check a file',
    hint: 'Choose a PDF, a certified document or a proof (bundle.json), or drop it on this page. It does not leave your device.',
    badgeHint:
      'This page also checks Open Badges of any issuer: JSON, JWT, PNG or SVG. Paste the text or the https address of one anywhere on this page. For the check, this server fetches public documents of its issuer.',
    badgeUnreadable: 'This Open Badge cannot be read.',
    badgeAddress: 'Address of an Open Badge',
    checkAddress: 'Check this address',
    choose: 'Choose a file',
    working: 'Reading the file …',
    failed: 'The file could not be checked. Try again later.',
    insecure: 'Your browser can check files only over a secure connection (https).',
    noScript: 'Checking a file needs JavaScript.',
    tooLarge: (megabytes: number) => `This file is larger than ${formats.number(megabytes)} MB, so it was not read.`,
    /** The file names no certificate of this server. */
    unnamed: 'This file does not name a certificate of this server. Enter the number printed on it.',
    locked: 'This PDF is locked with a password, so this page cannot read it. Enter the number printed on it.',
    unreadable: 'This PDF is damaged or too complex to read here. Enter the number printed on it.',
    /** The file names several certificates. */
    ambiguous: 'This file names more than one certificate, so it was changed. Enter the number printed on it.',
    otherCertificate: (number: string) => `This file names another certificate: ${number}.`,
    /** `hosts`: other servers that the file links to. */
    elsewhere: (hosts: string) =>
      `This file links to another server: ${hosts}. This page did not open that address. Do not trust it because of this page.`,
    /** The certificate exists nowhere on this server. */
    unknown: (number: string) => `This file names certificate ${number}, which was not issued here. Do not rely on it.`,
    /** After the headline about the file, which failed. `record`: headline of the certificate. */
    record: (record: string) => `That is about this file only. The record of the certificate stays as it is: ${record}`,
    open: 'Show the certificate',
  },
  /** For holders of a valid certificate. */
  actions: {
    title: 'For the holder',
    pdf: 'Download the PDF',
    picture: 'Download the picture',
    copy: 'Copy the link',
    copied: 'Copied.',
    notCopied: 'Copying did not work. Select the text and copy it.',
    linkedIn: 'Add to LinkedIn',
    share: 'Share …',
    elsewhere: 'Share elsewhere',
    email: 'Email',
    embed: 'Show it on a website',
    embedHint: 'Paste this code into your page. It shows the picture, which links to this page.',
    embedCopy: 'Copy the code',
  },
  offer: {
    add: 'Add to wallet',
    title: 'Offer for a wallet',
    hint: (until: string) =>
      `Scan this code with a wallet for Open Badges, or give the wallet this link. The wallet gets an Open Badge that is issued to it. One wallet can use the offer, until ${until}.`,
    qr: 'QR code of the offer',
    badge: 'Address of the badge',
    badgeHint:
      'For wallets that take no offers: give the wallet this address, or the picture. This is the public Open Badge.',
    badgeQr: 'QR code of the badge',
    picture: 'Download the picture with the badge',
    back: 'Back to the certificate',
  },
  issuer: {
    title: (name: string) => `Issuer: ${name}`,
    identity: 'Who confirms this issuer',
    profile: 'What the issuer says about itself',
    name: 'Name',
    legalName: 'Registered name',
    domain: 'Domain',
    link: 'Web page',
    country: 'Country',
    contact: 'Email address',
    keys: 'Keys',
    keysHint: 'The issuer signs with these keys.',
    current: 'current',
    retired: (at: Date) => `used until ${date(at)}`,
    compromised: (at: Date) => `reported as compromised on ${date(at)}`,
    check: 'Check it without this server',
    checkDns: (domain: string) => `Look up the TXT records of ${domain}. One of them must be:`,
    checkDidWeb: 'Or open this file. It must list one of the keys above:',
    checkNone: 'No domain confirms this issuer, so there is nothing to look up.',
    report: 'Report a certificate',
    reportHint: 'Does a certificate of this issuer look wrong to you? Write to the operator of this server:',
  },
  front: {
    title: 'Is this certificate genuine?',
    lead: (host: string) =>
      `Find out in ten seconds. ${host} issues certificates, keeps them, and shows who issued each of them.`,
    developers: 'For developers',
    lmsApi: 'LMS API',
    walletApi: 'Wallet API',
  },
  /** For the camera, which reads the QR code of a certificate. */
  scan: {
    start: 'Scan a QR code',
    stop: 'Stop the camera',
    hint: 'Hold the QR code of the certificate in front of the camera. The video does not leave your device.',
    denied: 'The camera may not be used. Allow it in your browser, or enter the number.',
    failed: 'The camera does not work here. Enter the number instead.',
    elsewhere: (host: string) =>
      `This QR code leads to another server: ${host}. This page did not open it. Do not trust it because of this page.`,
    unnamed: 'This QR code does not name a certificate.',
  },
  search: {
    title: 'Check a certificate',
    lead: 'Is it genuine? Enter the number printed on it.',
    label: 'Number of the certificate',
    hint: '26 digits and letters. Dashes, spaces and letter case do not matter. You can also paste the certificate’s address.',
    button: 'Check',
    unreadable:
      'This is not a certificate number. A number has 26 digits and letters, such as 01M81-17EDB-EGDV4-36CAD-GP2MSS.',
  },
  notices: {
    noOffer: {
      title: 'This offer does not exist, or has ended.',
      text: 'A wallet has used it, it has expired, or the certificate is no longer valid. The page of a valid certificate makes new offers.',
    },
    unknown: {
      title: 'There is no such certificate.',
      text: 'No certificate with this number was issued here. Compare the number with the one on the certificate, letter by letter.',
    },
    deleted: {
      title: 'This certificate was deleted.',
      text: (day: string) => `Its holder deleted it on ${day}. This server no longer stores its content.`,
      /** Title of a deleted certificate that its issuer revoked too. */
      revoked: 'This certificate was deleted by its holder and revoked by its issuer.',
    },
    erased: {
      title: 'This certificate was erased at its holder’s request.',
      text: (day: string) => `It was erased on ${day}. This server no longer stores its content.`,
    },
    unknownIssuer: {
      title: 'There is no such issuer.',
      text: 'No issuer with this number or address is known here.',
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
