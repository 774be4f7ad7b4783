import type { Texts } from './en.ts'
import { formatsOf, quoted } from './formats.ts'

const formats = formatsOf('de')
const { date } = formats

export const de: Texts = {
  name: 'Deutsch',
  formats,
  verdicts: {
    valid: 'Dieses Zertifikat ist gültig.',
    revoked: 'Dieses Zertifikat wurde widerrufen.',
    expired: 'Dieses Zertifikat ist abgelaufen.',
    not_valid: 'Dieses Zertifikat ist nicht gültig.',
    not_checked: 'Dieses Zertifikat konnte nicht geprüft werden.',
  },
  outcomes: {
    passed: 'Bestanden',
    failed: 'Nicht bestanden',
    skipped: 'Trifft nicht zu',
    unknown: 'Konnte nicht geprüft werden',
  },
  checks: {
    record: 'Bekannt und unverändert',
    issuer: 'Aussteller',
    revocation: 'Nicht widerrufen',
    expiry: 'Nicht abgelaufen',
    document: 'Dokument auf IPFS',
    file: 'Ihre Datei',
  },
  findings: {
    'record.unaltered': () => 'Es ist hier verzeichnet und besagt, was es bei der Ausstellung besagte.',
    'record.altered': () => 'Es ist hier verzeichnet, besagt aber nicht mehr, was es bei der Ausstellung besagte.',
    'record.no_digest': () =>
      'Es ist hier verzeichnet. Ausgestellt wurde es, bevor dieser Server aufbewahrte, woran eine spätere Änderung zu erkennen ist.',
    'issuer.site': ({ name }) =>
      `Ausgestellt von ${quoted(name)}; die Zertifikate stellt dieser Server aus und bewahrt sie auf.`,
    'issuer.wallet': ({ address }) =>
      `Unterzeichnet von der Wallet ${address}. Wie die Einrichtung heißt, sagt diese Wallet von sich selbst.`,
    'revocation.none': () => 'Der Aussteller hat es nicht widerrufen.',
    'revocation.revoked': ({ at, reason }) =>
      `Der Aussteller hat es am ${date(at)} widerrufen. Angegebener Grund: ${quoted(reason)}`,
    'expiry.never': () => 'Es läuft nicht ab.',
    'expiry.ahead': ({ at }) => `Es ist bis zum ${date(at)} gültig.`,
    'expiry.expired': ({ at }) => `Es war bis zum ${date(at)} gültig.`,
    'document.none': () => 'Zu diesem Zertifikat gehört kein Dokument auf IPFS.',
    'document.intact': () =>
      'Das Dokument wurde gefunden und ist Byte für Byte das, dessen Adresse das Zertifikat nennt.',
    'document.damaged': () => 'Gespeichert ist nicht das Dokument, dessen Adresse das Zertifikat nennt.',
    'document.missing': () =>
      'Das Dokument wurde nicht gefunden und konnte daher nicht mit der Adresse verglichen werden, die das Zertifikat nennt.',
    'document.unreadable': () =>
      'Das Dokument wurde gefunden, wird aber wegen seiner Art oder Größe hier nicht gelesen.',
    'document.unavailable': () => 'Der Speicherort der Dokumente antwortet nicht. Versuchen Sie es später noch einmal.',
    'file.no_checksum': () => 'Dieses Zertifikat nennt keine Prüfsumme, mit der sich eine Datei vergleichen ließe.',
    'file.none': () => 'Es wurde keine Datei verglichen.',
    'file.equal': () => 'Diese Datei ist Byte für Byte die, für die das Zertifikat ausgestellt wurde.',
    'file.different': () => 'Diese Datei ist nicht die, für die das Zertifikat ausgestellt wurde.',
    'check.unfinished': () => 'Das ließ sich nicht rechtzeitig herausfinden. Versuchen Sie es später noch einmal.',
  },
  facts: {
    holder: 'Verliehen an',
    holderAddress: 'Wallet des Inhabers',
    issuer: 'Ausgestellt von',
    issuerAddress: 'Wallet des Ausstellers',
    title: 'Zertifikat',
    description: 'Beschreibung',
    course: 'Kurs',
    courseLink: 'Über den Kurs',
    program: 'Programm',
    grantedTo: 'Erteilt',
    skills: 'Fähigkeiten',
    industries: 'Fachgebiete',
    score: 'Ergebnis',
    duration: 'Dauer',
    achievedAt: 'Erworben am',
    issuedAt: 'Ausgestellt am',
    expiresAt: 'Gültig bis',
    revokedAt: 'Widerrufen am',
    revocationReason: 'Grund des Widerrufs',
    document: 'Dokument auf IPFS',
    number: 'Nummer',
  },
  grantedTo: { learner: 'einer lernenden Person', academy: 'einer Bildungseinrichtung', business: 'einem Unternehmen' },
  page: {
    skip: 'Zum Inhalt springen',
    language: 'Sprache',
    certificate: 'Das Zertifikat',
    picture: (title, holder) => `Bild des Zertifikats: ${title}, ${holder}`,
    checkedAt: (at) => `Geprüft am ${at}`,
    uncheckedIsNotInvalid: 'Das spricht nicht gegen das Zertifikat.',
    replaced: 'Es wurde durch ein neueres Zertifikat ersetzt.',
    toReplacement: 'Das neuere Zertifikat ansehen',
    checks: 'So wurde es geprüft',
    file: 'Haben Sie die Datei?',
    fileHint:
      'Wählen Sie sie aus oder legen Sie sie hier ab. Ihr Browser vergleicht sie mit dem Zertifikat; die Datei selbst verlässt Ihr Gerät nicht.',
    fileChoose: 'Datei auswählen',
    fileWorking: 'Wird verglichen …',
    fileFailed: 'Die Datei konnte nicht verglichen werden. Versuchen Sie es später noch einmal.',
    fileInsecure: 'Ihr Browser vergleicht Dateien nur über eine sichere Verbindung (https).',
    fileNoScript: 'Zum Vergleichen einer Datei wird JavaScript gebraucht.',
    share: 'Jederzeit erneut prüfen',
    shareHint: 'Mit dieser Adresse oder dieser Nummer sieht jeder auf diesem Server, was Sie hier sehen.',
    qr: 'QR-Code der Adresse dieser Seite',
    search: 'Ein anderes Zertifikat prüfen',
    json: 'Dasselbe als JSON',
    preview: (issuer, day) => `Ausgestellt von ${issuer} am ${day}. Hier lässt es sich prüfen.`,
  },
  search: {
    title: 'Ein Zertifikat prüfen',
    lead: 'Ist es echt? Geben Sie die Nummer ein, die darauf steht.',
    label: 'Nummer des Zertifikats',
    hint: '26 Ziffern und Buchstaben; Bindestriche, Leerzeichen und Groß- oder Kleinschreibung spielen keine Rolle. Auch die Adresse des Zertifikats genügt.',
    button: 'Prüfen',
    unreadable:
      'Das ist nicht die Nummer eines Zertifikats. Sie hat 26 Ziffern und Buchstaben, zum Beispiel 01M81-17EDB-EGDV4-36CAD-GP2MSS.',
  },
  notices: {
    unknown: {
      title: 'Dieses Zertifikat gibt es nicht.',
      text: 'Hier wurde nie ein Zertifikat mit dieser Nummer ausgestellt. Vergleichen Sie sie Zeichen für Zeichen mit dem Zertifikat.',
    },
    deleted: {
      title: 'Dieses Zertifikat wurde gelöscht.',
      text: (day) => `Sein Inhaber hat es am ${day} gelöscht. Was es besagte, wird hier nicht mehr aufbewahrt.`,
    },
    tooMany: {
      title: 'Zu viele Anfragen.',
      text: 'Aus Ihrem Netz wurden gerade viele Zertifikate geprüft. Versuchen Sie es in einer Minute noch einmal.',
    },
    unavailable: {
      title: 'Zertifikate können gerade nicht geprüft werden.',
      text: 'Dieser Server erreicht sein Verzeichnis nicht. Über das Zertifikat sagt das nichts. Versuchen Sie es später noch einmal.',
    },
    broken: { title: 'Bei uns ist etwas schiefgegangen.', text: 'Versuchen Sie es später noch einmal.' },
    malformed: { title: 'Diese Anfrage ist nicht lesbar.', text: 'Gehen Sie zurück und versuchen Sie es noch einmal.' },
  },
}
