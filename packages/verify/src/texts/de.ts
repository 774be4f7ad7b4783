import type { Texts } from './en.ts'
import { formatsOf, quoted } from './formats.ts'

const formats = formatsOf('de')
const { date, moment } = formats

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
    anchor: 'Auf einer Blockchain verankert',
  },
  messages: {
    'record.unaltered': () => 'Es ist hier verzeichnet und besagt, was es bei der Ausstellung besagte.',
    'record.altered': () => 'Es ist hier verzeichnet, besagt aber nicht mehr, was es bei der Ausstellung besagte.',
    'record.no_digest': () =>
      'Es ist hier verzeichnet. Ausgestellt wurde es, bevor dieser Server aufbewahrte, woran eine spätere Änderung zu erkennen ist.',
    'issuer.site': ({ name }) =>
      `Ausgestellt von ${quoted(name)}; die Zertifikate stellt dieser Server aus und bewahrt sie auf.`,
    'issuer.wallet': ({ address }) =>
      `Unterzeichnet von der Wallet ${address}. Wie die Einrichtung heißt, sagt diese Wallet von sich selbst.`,
    'issuer.signed': ({ address }) =>
      `Die Wallet ${address} hat unterzeichnet, was dieses Zertifikat bescheinigt. Wie die Einrichtung heißt, sagt diese Wallet von sich selbst.`,
    'issuer.not_signed': ({ address }) => `Was hier steht, ist nicht das, was die Wallet ${address} unterzeichnet hat.`,
    'issuer.unavailable': ({ address }) =>
      `Die Wallet ${address} ist ein Vertrag auf einer Blockchain, der gerade nicht gefragt werden kann, ob er das unterzeichnet hat. Versuchen Sie es später noch einmal.`,
    'issuer.unknown_version': ({ address }) =>
      `Die Wallet ${address} hat es auf eine Weise unterzeichnet, die dieser Server nicht kennt.`,
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
    'document.late': () =>
      'Das Dokument wurde gesucht und nicht rechtzeitig gefunden. Vielleicht hat es niemand, vielleicht dauert es länger.',
    'document.unavailable': () => 'Der Speicherort der Dokumente antwortet nicht. Versuchen Sie es später noch einmal.',
    'file.no_checksum': () => 'Dieses Zertifikat nennt keine Prüfsumme, mit der sich eine Datei vergleichen ließe.',
    'file.none': () => 'Es wurde keine Datei verglichen.',
    'file.equal': () => 'Diese Datei ist Byte für Byte die, für die das Zertifikat ausgestellt wurde.',
    'file.different': () => 'Diese Datei ist nicht die, für die das Zertifikat ausgestellt wurde.',
    'anchor.none': () => 'Es ist auf keiner Blockchain verankert.',
    'anchor.altered': () => 'Was es besagt, führt nicht zu dem, was auf der Blockchain verankert wurde.',
    'anchor.unknown_version': () => 'Es wurde auf eine Weise verankert, die dieser Server nicht kennt.',
    'anchor.waiting': () =>
      'Es ist zum Verankern vorgemerkt. Die Blockchain muss es noch aufnehmen oder endgültig machen.',
    'anchor.found': ({ chain, time, transaction }) =>
      `Verankert auf Chain ${chain}, ${moment(time)}${transaction === null ? '' : `, in der Transaktion ${transaction}`}: Es lag damals schon vor und besagt heute dasselbe.`,
    'anchor.missing': ({ chain }) => `Es steht nicht auf Chain ${chain}, auf der es verankert sein soll.`,
    'anchor.foreign': ({ chain, contract }) =>
      `Unter ${contract} steht auf Chain ${chain} nicht der Vertrag, der Anker aufbewahrt.`,
    'anchor.elsewhere': ({ chain }) =>
      `Sein Nachweis führt zu dem, was auf Chain ${chain} verankert sein soll. Diese Chain wurde hier nicht gefragt.`,
    'anchor.unavailable': ({ chain }) =>
      `Chain ${chain} antwortet nicht und konnte darum nicht gefragt werden. Versuchen Sie es später erneut.`,
    // For a bundle, which is checked without its server:
    'record.proven': () => 'Es besagt genau das, wovon sein Nachweis handelt: Nichts daran wurde geändert.',
    'record.unproven': () => 'Es besagt nicht das, wovon sein Nachweis handelt: Eines von beiden wurde geändert.',
    'record.unbound': () => 'Nichts, was sich hier prüfen ließ, verbindet das, was es besagt, mit seinem Nachweis.',
    'issuer.unsigned': ({ address }) =>
      `Es nennt die Wallet ${address} als Aussteller, trägt aber keine Unterschrift von ihr: Dieser Nachweis allein sagt nicht, wer es ausgestellt hat.`,
    'issuer.contract': ({ address }) =>
      `Die Wallet ${address} des Ausstellers ist ein Vertrag. Ob sie unterzeichnet hat, weiß nur ein Knoten ihrer Chain, und keiner wurde gefragt.`,
    'revocation.as_of': ({ at }) =>
      `Als dieser Nachweis entstand, am ${date(at)}, war es nicht widerrufen. Ob es das seither wurde, sagt seine Seite.`,
    'revocation.told': ({ at, reason }) =>
      `Der Server, von dem dieser Nachweis ist, sagt, dass es am ${date(at)} widerrufen wurde; unterzeichnet hat das niemand. Angegebener Grund: ${quoted(reason)}`,
    'revocation.not_signed': () =>
      'Dieser Nachweis nennt einen Widerruf, den der Aussteller nicht unterzeichnet hat: Der Nachweis wurde verändert. Ob es widerrufen ist, sagt seine Seite.',
    'revocation.unchecked': ({ at }) =>
      `Nach diesem Nachweis wurde es am ${date(at)} widerrufen. Ob der Aussteller das unterzeichnet hat, kann nur seine Chain sagen, die nicht gefragt wurde oder nicht antwortet.`,
    'document.not_fetched': () =>
      'Das Dokument wurde nicht abgerufen. Seine Adresse gehört zu dem, was nachgewiesen ist.',
    'file.kept_back': () => 'Dieser Nachweis hält die Prüfsumme zurück, daher lässt sich keine Datei vergleichen.',
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
    proof: 'Ohne diesen Server prüfen',
    proofHint:
      'Sein Nachweis ist eine kleine Datei. Ihr Browser prüft sie hier selbst, ebenso der Befehl „chancery verify“ auf jedem Rechner; der Server wird nicht gefragt, ob sie stimmt.',
    proofCheck: 'Nachweis in diesem Browser prüfen',
    proofDownload: 'Nachweis herunterladen',
    proofChoose: 'Nachweis auswählen',
    proofUpload: 'Haben Sie einen Nachweis?',
    proofUploadHint:
      'Wählen Sie die Datei (bundle.json) aus oder ziehen Sie sie hierher. Ihr Browser prüft sie selbst; sie verlässt Ihr Gerät nicht.',
    proofWorking: 'Wird geprüft …',
    proofUnreadable: 'Diese Datei ist kein Nachweis, der sich hier lesen lässt.',
    proofFailed: 'Der Nachweis konnte nicht geprüft werden. Versuchen Sie es später noch einmal.',
    proofNoScript: 'Um hier einen Nachweis zu prüfen, wird JavaScript benötigt.',
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
    unproven: {
      title: 'Von diesem Zertifikat gibt es keinen Nachweis.',
      text: 'Sein Aussteller hat es nicht unterzeichnet, und es ist auf keiner Blockchain verankert. Was dieser Server davon weiß, steht auf seiner Seite.',
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
