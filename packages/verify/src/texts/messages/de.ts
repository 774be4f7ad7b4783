import { formatsOf, quoted } from '../formats.ts'
import type { Messages } from './en.ts'

export const formats = formatsOf('de', ['„', '“'])
const { date, moment, number, inQuotes } = formats

export const messages: Messages = {
  'record.unaltered': () => 'Es ist hier verzeichnet und besagt, was es bei der Ausstellung besagte.',
  'record.altered': () => 'Es ist hier verzeichnet, besagt aber nicht mehr, was es bei der Ausstellung besagte.',
  'record.no_digest': () =>
    'Es ist hier verzeichnet. Ausgestellt wurde es, bevor dieser Server aufbewahrte, woran eine spätere Änderung zu erkennen ist.',
  'issuer.site': () =>
    'Eine Organisation auf diesem Server hat es ausgestellt. Den Inhalt selbst hat sie nicht unterzeichnet.',
  'issuer.wallet': ({ address }) =>
    `Die Wallet ${address} hat dieses Zertifikat auf diesem Server erstellt. Den Inhalt selbst hat sie nicht unterzeichnet.`,
  'issuer.signed': ({ address }) => `Die Wallet ${address} hat den Inhalt dieses Zertifikats unterzeichnet.`,
  'issuer.not_signed': ({ address }) => `Was hier steht, ist nicht das, was die Wallet ${address} unterzeichnet hat.`,
  'issuer.unavailable': ({ address }) =>
    `Die Wallet ${address} ist ein Vertrag auf einer Blockchain, der gerade nicht gefragt werden kann, ob er das unterzeichnet hat. Versuchen Sie es später noch einmal.`,
  'issuer.unknown_version': ({ address }) =>
    `Die Wallet ${address} hat es auf eine Weise unterzeichnet, die dieser Server nicht kennt.`,
  'issuer.compromised': ({ address, at }) =>
    `Laut Meldung ist der Schlüssel der Wallet ${address} seit dem ${date(at)} kompromittiert. Dieses Zertifikat tauchte erst danach auf.`,
  'identity.domain': (evidence) =>
    [
      `${evidence.domain} bestätigt diesen Aussteller seit dem ${date(evidence.since)}. Zuletzt geprüft am ${date(evidence.lastChecked)}.`,
      evidence.nameListedBy === null
        ? evidence.operator === null
          ? evidence.name && `Er nennt sich ${inQuotes(evidence.name)} (Name nicht geprüft).`
          : `Der Betreiber von ${evidence.operator} kennt ihn als ${inQuotes(evidence.name)}.`
        : `${inQuotes(evidence.nameListedBy)} führt ihn unter dem Namen ${inQuotes(evidence.name)}.`,
      evidence.issuers > 1 &&
        `${evidence.domain} bestätigt ${number(evidence.issuers)} Aussteller, aber nicht deren Namen.`,
      evidence.formerIssuers > 0 && `${evidence.domain} hat früher einen anderen Aussteller bestätigt.`,
    ]
      .filter(Boolean)
      .join(' '),
  'identity.registry': ({ name, listedName, registry, since, lastChecked }) =>
    [
      `${inQuotes(registry)} führt diesen Aussteller seit dem ${date(since)} unter dem Namen ${inQuotes(listedName)}. Zuletzt geprüft am ${date(lastChecked)}.`,
      name && name !== listedName && `Er selbst nennt sich ${inQuotes(name)} (Name nicht geprüft).`,
    ]
      .filter(Boolean)
      .join(' '),
  'identity.operator': ({ name, operator }) =>
    `Der Betreiber von ${operator} bestätigt, dass ${inQuotes(name)} auf diesem Server Zertifikate ausstellt. Keine Domain bestätigt das.`,
  'identity.none': ({ name }) =>
    `Keine Domain, kein Register und kein Betreiber bestätigt diesen Aussteller.${name && ` Er nennt sich ${inQuotes(name)} (Name nicht geprüft).`}`,
  'identity.blocked': ({ name }) =>
    `Der Betreiber dieses Servers hat diesen Aussteller gesperrt.${name && ` Er nennt sich ${inQuotes(name)} (Name nicht geprüft).`}`,
  'identity.name_taken': ({ name, registry, domain }) =>
    `Der Aussteller nennt sich ${inQuotes(name)} (Name nicht geprüft). Unter diesem oder einem ähnlich aussehenden Namen führt ${inQuotes(registry)} einen anderen Aussteller${domain === null ? '' : `: ${domain}`}.`,
  'identity.lapsed': ({ domain, since, until, receivedThen }) =>
    [
      `${domain} hat diesen Aussteller vom ${date(since)} bis zum ${date(until)} bestätigt. Jetzt nicht mehr.`,
      receivedThen && `Dieser Server hat das Zertifikat in dieser Zeit erhalten, am ${date(receivedThen)}.`,
    ]
      .filter(Boolean)
      .join(' '),
  'identity.silent': ({ source, since, lastChecked }) =>
    `${inQuotes(source)} hat diesen Aussteller ab dem ${date(since)} bestätigt, zuletzt am ${date(lastChecked)}. Seitdem ist diese Quelle nicht erreichbar.`,
  'revocation.none': () => 'Der Aussteller hat es nicht widerrufen.',
  'revocation.revoked': ({ at, reason }) =>
    `Der Aussteller hat es am ${date(at)} widerrufen. Angegebener Grund: ${quoted(reason)}`,
  'expiry.never': () => 'Es läuft nicht ab.',
  'expiry.ahead': ({ at, timeZone }) => `Es ist bis zum ${date(at, timeZone)} gültig.`,
  'expiry.expired': ({ at, timeZone }) => `Es war bis zum ${date(at, timeZone)} gültig.`,
  'document.none': () => 'Zu diesem Zertifikat gehört kein Dokument auf IPFS.',
  'document.intact': () =>
    'Das Dokument wurde gefunden und ist Byte für Byte das, dessen Adresse das Zertifikat nennt.',
  'document.damaged': () => 'Gespeichert ist nicht das Dokument, dessen Adresse das Zertifikat nennt.',
  'document.missing': () =>
    'Das Dokument wurde nicht gefunden und konnte daher nicht mit der Adresse verglichen werden, die das Zertifikat nennt.',
  'document.unreadable': () => 'Das Dokument wurde gefunden, wird aber wegen seiner Art oder Größe hier nicht gelesen.',
  'document.late': () =>
    'Das Dokument wurde gesucht und nicht rechtzeitig gefunden. Vielleicht hat es niemand, vielleicht dauert es länger.',
  'document.unavailable': () => 'Der Speicherort der Dokumente antwortet nicht. Versuchen Sie es später noch einmal.',
  'file.no_checksum': () => 'Dieses Zertifikat nennt keine Prüfsumme, mit der sich eine Datei vergleichen ließe.',
  'file.none': () => 'Es wurde keine Datei verglichen.',
  'file.equal': () => 'Diese Datei ist Byte für Byte die, für die das Zertifikat ausgestellt wurde.',
  'file.different': () => 'Diese Datei ist nicht die, für die das Zertifikat ausgestellt wurde.',
  'file.current_pdf': () => 'Das ist das aktuelle PDF dieses Zertifikats, Byte für Byte.',
  'file.earlier_pdf': ({ replacedAt }) =>
    replacedAt === null
      ? 'Das ist eine frühere Fassung des PDFs. Verlassen Sie sich nur auf diese Seite.'
      : `Das ist eine frühere Fassung des PDFs, ersetzt am ${date(replacedAt)}. Verlassen Sie sich nur auf diese Seite.`,
  'file.not_served': () =>
    'Diese Datei wurde verändert oder neu gespeichert, oder es ist eine andere Datei. Verlassen Sie sich nur auf diese Seite.',
  'anchor.none': () => 'Es ist auf keiner Blockchain verankert.',
  'anchor.issuer_not_confirmed': () =>
    'Es ist auf keiner Blockchain verankert: Es wartet, bis sein Aussteller bestätigt ist.',
  'anchor.daily_limit': () =>
    'Es wartet darauf, verankert zu werden: Die Transaktionen von heute sind verbraucht. Morgen kann es verankert werden.',
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
  'identity.not_looked_up': ({ address, domain }) =>
    domain === null
      ? `Dieser Nachweis allein zeigt nicht, wem die Wallet ${address} gehört. Er nennt keine Domain.`
      : `Der Aussteller gibt die Domain ${domain} an. Ob die Domain das bestätigt, wurde hier nicht nachgesehen.`,
  'identity.domain_now': ({ domain, name }) =>
    `Eine Abfrage zeigt: ${domain} bestätigt diesen Aussteller.${name === null ? '' : ` Er nennt sich ${inQuotes(name)} (Name nicht geprüft).`}`,
  'identity.named': ({ issuer, hostedAt }) =>
    `Der Aussteller ist der, den Sie angegeben haben: ${issuer}.${hostedAt ? ` Er liegt bei ${hostedAt}, und dieser Host kann jeden bedienen.` : ''}`,
  'identity.other': ({ issuer, expected }) =>
    `Der Aussteller ist nicht der, den Sie angegeben haben (${expected}), sondern ${issuer}.`,
  'identity.not_confirmed': ({ domain }) =>
    `Der Aussteller gibt die Domain ${domain} an, aber die Domain bestätigt das nicht.`,
  'identity.claim_not_signed': ({ domain }) =>
    `Dieser Nachweis gibt die Domain ${domain} an, aber der Aussteller hat diese Angabe nicht unterzeichnet.`,
  'identity.unreachable': ({ domain }) =>
    `Ob ${domain} diesen Aussteller bestätigt, ließ sich nicht feststellen. Versuchen Sie es später noch einmal.`,
  'issuer.contract': ({ address }) =>
    `Die Wallet ${address} des Ausstellers ist ein Vertrag. Ob sie unterzeichnet hat, weiß nur ein Knoten ihrer Chain, und keiner wurde gefragt.`,
  'revocation.as_of': ({ at }) =>
    `Laut diesem Nachweis war es nicht widerrufen, als er entstand, am ${date(at)}. Ob es seither widerrufen wurde, sagt seine Seite.`,
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
}
