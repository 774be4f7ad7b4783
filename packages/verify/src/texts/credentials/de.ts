import { type Formats, quoted } from '../formats.ts'
import type { CredentialTexts, ListFault, ProofFault } from './en.ts'

export const de = ({ date, moment, inQuotes }: Formats): CredentialTexts => ({
  verdicts: {
    changed: 'Nach der Ausstellung verändert oder nie vom genannten Aussteller ausgestellt.',
    revoked: 'Vom Aussteller widerrufen.',
    suspended: 'Vom Aussteller vorübergehend gesperrt.',
    not_yet: (at) => `Erst ab dem ${date(at)} gültig.`,
  },
  checks: { content: 'Inhalt' },
  messages: {
    'content.as_signed': () => 'Alle Felder haben die festgelegte Bedeutung, die unterzeichnet wurde.',
    'content.redefined': ({ context }) =>
      `Ein Kontext gibt festgelegten Feldern eine andere Bedeutung: ${quoted(context)}`,
    'content.unknown_context': ({ context }) =>
      `Der Inhalt ließ sich nicht prüfen, denn diese Version kennt einen Kontext oder eine Form von Feldern nicht: ${quoted(context)}`,
    'content.undefined_term': ({ reason }) => `Ein Feld ist von keiner Unterschrift erfasst. ${quoted(reason)}`,
    'content.too_complex': () => 'Der Inhalt ist zu komplex, um ihn zu prüfen.',
    'issuer.signed': ({ did }) => `Der Schlüssel von ${quoted(did)} hat den Inhalt unterzeichnet.`,
    'issuer.not_signed': ({ did }) => `Der Inhalt weicht von dem ab, was ${quoted(did)} unterzeichnet hat.`,
    'issuer.no_signature': () => 'Die Unterschrift fehlt.',
    'issuer.other_key': ({ did, method }) =>
      `Unterzeichnet wurde mit ${quoted(method)}. ${quoted(did)} hat keinen solchen Schlüssel.`,
    'issuer.wrong_algorithm': ({ algorithm }) =>
      `Das angegebene Verfahren ${quoted(algorithm)} beweist nichts oder wird nicht akzeptiert.`,
    'issuer.wrong_proof': ({ reason }) => `Die Unterschrift zählt nicht. ${proofFaults[reason]}`,
    'issuer.unsupported': ({ did }) =>
      `Diese Version kann den Schlüssel oder die Unterschrift von ${quoted(did)} nicht lesen.`,
    'issuer.unreachable': ({ did }) =>
      `Der Schlüssel von ${quoted(did)} ist nicht abrufbar, daher ließ sich die Unterschrift nicht prüfen. Versuchen Sie es später noch einmal.`,
    'identity.named': ({ issuer }) => `Der Aussteller ist wie erwartet ${quoted(issuer)}.`,
    'identity.other': ({ issuer, expected }) => `Der Aussteller ist ${quoted(issuer)}, nicht ${quoted(expected)}.`,
    'identity.did_web': ({ domain }) => `${quoted(domain)} bestätigt diesen Aussteller, aber nicht seinen Namen.`,
    'identity.registry': ({ listedName, registry }) =>
      `${inQuotes(registry)} führt diesen Aussteller unter dem Namen ${inQuotes(listedName)}.`,
    'identity.hosted': ({ place }) =>
      `Der Aussteller liegt bei ${quoted(place)}. Dieser Host kann jeden bedienen, daher bestätigt seine Domain den Aussteller nicht.`,
    'identity.none': ({ did }) => `Keine Domain und kein Register bestätigt, wer ${quoted(did)} ist.`,
    'identity.unreachable': ({ did }) =>
      `Ob jemand ${quoted(did)} bestätigt, ließ sich nicht feststellen. Versuchen Sie es später noch einmal.`,
    'expiry.never': () => 'Die Gültigkeit läuft nicht ab.',
    'expiry.ahead': ({ at }) => `Gültig bis zum ${moment(at)}.`,
    'expiry.expired': ({ at }) => `Die Gültigkeit endete am ${moment(at)}.`,
    'expiry.not_yet': ({ at }) => `Gültig erst ab dem ${moment(at)}.`,
    'expiry.unreadable': ({ value }) => `Die Daten der Gültigkeit sind nicht lesbar: ${quoted(value)}`,
    'revocation.none': () => 'Der Aussteller führt dafür keine Widerrufsliste.',
    'revocation.not_revoked': () => 'Der Aussteller hat es nicht widerrufen.',
    'revocation.revoked': ({ purpose }) =>
      purpose === 'suspension' ? 'Der Aussteller hat es vorübergehend gesperrt.' : 'Der Aussteller hat es widerrufen.',
    'revocation.unsupported': () =>
      'Der Aussteller gibt Widerrufe in einer Form an, die diese Version nicht lesen kann.',
    'revocation.unreachable': ({ list }) => `Die Widerrufsliste des Ausstellers ist nicht abrufbar: ${quoted(list)}`,
    'revocation.bad_list': ({ list, reason }) =>
      `Die Widerrufsliste des Ausstellers ist nicht brauchbar. ${listFaults[reason]} Ihre Adresse: ${quoted(list)}`,
    'check.unfinished': () => 'Diese Prüfung hat zu lange gedauert. Versuchen Sie es später noch einmal.',
  },
  unreadable: {
    too_large: 'Die Datei ist zu groß.',
    damaged: 'Die Datei ist beschädigt oder kein Bild mit einem Badge.',
    no_badge: 'Das Bild enthält keinen Badge.',
    several_badges: 'Das Bild enthält mehrere Badges, und Programme sind sich nicht einig, welcher zählt.',
    not_a_credential: 'Der Text ist weder als JSON noch als JWT ein solcher Nachweis.',
    incomplete: 'Aussteller oder Inhaber fehlen.',
  },
})

const proofFaults: Record<ProofFault, string> = {
  other_purpose: 'Sie ist für einen anderen Zweck.',
  no_key: 'Sie nennt keinen Schlüssel.',
  expired: 'Sie ist abgelaufen.',
  other_issuer: 'Sie nennt einen anderen Aussteller.',
  contradiction: 'Ihre Angaben widersprechen einander.',
}

const listFaults: Record<ListFault, string> = {
  not_a_credential: 'Sie ist kein unterzeichnetes Dokument.',
  no_content: 'Sie hat keinen Inhalt.',
  no_type: 'Sie ist nicht als Statusliste gekennzeichnet.',
  other_issuer: 'Sie ist von einem anderen Aussteller.',
  other_list: 'Es ist eine andere Liste.',
  other_purpose: 'Sie ist für einen anderen Zweck.',
  unknown_content: 'Ihr Inhalt ist nicht lesbar.',
  not_valid_now: 'Sie ist jetzt nicht gültig.',
  changed: 'Sie wurde verändert oder nicht vom Aussteller unterzeichnet.',
  not_checked: 'Ihre Unterschrift ließ sich nicht prüfen.',
  bad_entries: 'Ihre Einträge sind nicht lesbar oder zu wenige.',
}
