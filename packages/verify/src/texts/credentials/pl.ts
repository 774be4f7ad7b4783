import { type Formats, quoted } from '../formats.ts'
import type { CredentialTexts, ListFault, ProofFault } from './en.ts'

export const pl = ({ date, moment, inQuotes }: Formats): CredentialTexts => ({
  verdicts: {
    changed: 'Zmieniony po wystawieniu albo nigdy niewystawiony przez podanego wystawcę.',
    revoked: 'Unieważniony przez wystawcę.',
    suspended: 'Zawieszony przez wystawcę.',
    not_yet: (at) => `Ważny dopiero od ${date(at)}.`,
  },
  checks: { content: 'Treść' },
  messages: {
    'content.as_signed': () => 'Wszystkie pola mają ustalone znaczenie, które podpisano.',
    'content.redefined': ({ context }) => `Kontekst nadaje ustalonym polom inne znaczenie: ${quoted(context)}`,
    'content.unknown_context': ({ context }) =>
      `Ta wersja nie zna kontekstu lub postaci pola, więc nie udało się sprawdzić treści: ${quoted(context)}`,
    'content.undefined_term': ({ reason }) => `Jednego pola nie obejmuje żaden podpis. ${quoted(reason)}`,
    'content.too_complex': () => 'Treść jest zbyt złożona, aby ją sprawdzić.',
    'issuer.signed': ({ did }) => `Klucz ${quoted(did)} podpisał treść.`,
    'issuer.not_signed': ({ did }) => `Treść różni się od tego, co podpisał ${quoted(did)}.`,
    'issuer.no_signature': () => 'Brakuje podpisu.',
    'issuer.other_key': ({ did, method }) =>
      `Podpisano kluczem ${quoted(method)}. ${quoted(did)} nie ma takiego klucza.`,
    'issuer.wrong_algorithm': ({ algorithm }) =>
      `Podany algorytm ${quoted(algorithm)} niczego nie dowodzi lub nie jest akceptowany.`,
    'issuer.wrong_proof': ({ reason }) => `Podpis się nie liczy. ${proofFaults[reason]}`,
    'issuer.unsupported': ({ did }) => `Ta wersja nie potrafi odczytać klucza lub podpisu ${quoted(did)}.`,
    'issuer.unreachable': ({ did }) =>
      `Klucz ${quoted(did)} jest niedostępny, więc nie udało się sprawdzić podpisu. Spróbuj ponownie później.`,
    'identity.named': ({ issuer }) => `Wystawcą jest zgodnie z oczekiwaniem ${quoted(issuer)}.`,
    'identity.other': ({ issuer, expected }) => `Wystawcą jest ${quoted(issuer)}, a nie ${quoted(expected)}.`,
    'identity.did_web': ({ domain }) => `Domena ${quoted(domain)} potwierdza tego wystawcę, ale nie jego nazwę.`,
    'identity.registry': ({ listedName, registry }) =>
      `Rejestr ${inQuotes(registry)} wymienia tego wystawcę pod nazwą ${inQuotes(listedName)}.`,
    'identity.hosted': ({ place }) =>
      `Wystawca jest hostowany pod adresem ${quoted(place)}. Ten serwer może obsługiwać każdego, więc jego domena nie potwierdza wystawcy.`,
    'identity.none': ({ did }) => `Żadna domena ani żaden rejestr nie potwierdza, kim jest ${quoted(did)}.`,
    'identity.unreachable': ({ did }) =>
      `Nie udało się sprawdzić, czy ktoś potwierdza ${quoted(did)}. Spróbuj ponownie później.`,
    'expiry.never': () => 'Ważność nie wygasa.',
    'expiry.ahead': ({ at }) => `Ważny do: ${moment(at)}.`,
    'expiry.expired': ({ at }) => `Był ważny do: ${moment(at)}.`,
    'expiry.not_yet': ({ at }) => `Ważny dopiero od: ${moment(at)}.`,
    'expiry.unreadable': ({ value }) => `Nie można odczytać dat ważności: ${quoted(value)}`,
    'revocation.none': () => 'Wystawca nie prowadzi dla niego listy unieważnień.',
    'revocation.not_revoked': () => 'Wystawca go nie unieważnił.',
    'revocation.revoked': ({ purpose }) =>
      purpose === 'suspension' ? 'Wystawca go zawiesił.' : 'Wystawca go unieważnił.',
    'revocation.unsupported': () => 'Wystawca podaje unieważnienia w sposób, którego ta wersja nie potrafi odczytać.',
    'revocation.unreachable': ({ list }) => `Lista unieważnień wystawcy jest niedostępna: ${quoted(list)}`,
    'revocation.bad_list': ({ list, reason }) =>
      `Listy unieważnień wystawcy nie można użyć. ${listFaults[reason]} Jej adres: ${quoted(list)}`,
    'check.unfinished': () => 'To sprawdzenie trwało zbyt długo. Spróbuj ponownie później.',
  },
  unreadable: {
    too_large: 'Plik jest za duży.',
    damaged: 'Plik jest uszkodzony albo nie jest obrazem z odznaką.',
    no_badge: 'Obraz nie zawiera odznaki.',
    several_badges: 'Obraz zawiera kilka odznak, a programy nie są zgodne, która się liczy.',
    not_a_credential: 'To nie jest poświadczenie ani jako JSON, ani jako JWT.',
    incomplete: 'Brakuje wystawcy lub posiadacza.',
  },
})

const proofFaults: Record<ProofFault, string> = {
  other_purpose: 'Złożono go w innym celu.',
  no_key: 'Nie podaje klucza.',
  expired: 'Wygasł.',
  other_issuer: 'Podaje innego wystawcę.',
  contradiction: 'Jego dane są sprzeczne.',
}

const listFaults: Record<ListFault, string> = {
  not_a_credential: 'Nie jest podpisanym dokumentem.',
  no_content: 'Nie ma treści.',
  no_type: 'Nie jest oznaczona jako lista stanów.',
  other_issuer: 'Pochodzi od innego wystawcy.',
  other_list: 'To inna lista.',
  other_purpose: 'Służy innemu celowi.',
  unknown_content: 'Nie można odczytać jej treści.',
  not_valid_now: 'Nie jest teraz ważna.',
  changed: 'Została zmieniona albo nie podpisał jej wystawca.',
  not_checked: 'Nie udało się sprawdzić jej podpisu.',
  bad_entries: 'Jej wpisów nie można odczytać lub jest ich za mało.',
}
