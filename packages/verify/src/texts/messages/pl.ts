import { formatsOf, quoted } from '../formats.ts'
import type { Messages } from './en.ts'

export const formats = formatsOf('pl', ['„', '”'])
const { date, moment, number, inQuotes } = formats

export const messages: Messages = {
  'record.unaltered': () => 'Jest tu zarejestrowany i stwierdza to samo, co w chwili wystawienia.',
  'record.altered': () => 'Jest tu zarejestrowany, ale nie stwierdza już tego, co w chwili wystawienia.',
  'record.no_digest': () =>
    'Jest tu zarejestrowany. Wystawiono go, zanim ten serwer zaczął przechowywać to, co ujawnia późniejszą zmianę.',
  'issuer.site': () => 'Wystawiła go organizacja na tym serwerze. Samej treści nie podpisała.',
  'issuer.wallet': ({ address }) =>
    `Portfel ${address} utworzył ten certyfikat na tym serwerze. Samej treści nie podpisał.`,
  'issuer.signed': ({ address }) => `Portfel ${address} podpisał treść tego certyfikatu.`,
  'issuer.not_signed': ({ address }) => `To, co jest tu napisane, nie jest tym, co podpisał portfel ${address}.`,
  'issuer.unavailable': ({ address }) =>
    `Portfel ${address} jest kontraktem w łańcuchu bloków, którego nie można teraz zapytać, czy to podpisał. Spróbuj ponownie później.`,
  'issuer.unknown_version': ({ address }) => `Portfel ${address} podpisał go w sposób, którego ten serwer nie zna.`,
  'issuer.compromised': ({ address, at }) =>
    `Według zgłoszenia klucz portfela ${address} został przejęty ${date(at)}. Ten certyfikat pojawił się po raz pierwszy dopiero później.`,
  'identity.domain': (evidence) =>
    [
      `Domena ${evidence.domain} potwierdza tego wystawcę od ${date(evidence.since)}. Ostatnie sprawdzenie: ${date(evidence.lastChecked)}.`,
      evidence.nameListedBy === null
        ? evidence.operator === null
          ? evidence.name && `Wystawca przedstawia się jako ${inQuotes(evidence.name)} (nazwa niesprawdzona).`
          : `Operator serwera ${evidence.operator} zna go pod nazwą ${inQuotes(evidence.name)}.`
        : `Rejestr ${inQuotes(evidence.nameListedBy)} wymienia go pod nazwą ${inQuotes(evidence.name)}.`,
      evidence.issuers > 1 &&
        `Liczba wystawców, których potwierdza domena ${evidence.domain}: ${number(evidence.issuers)}. Ich nazw domena nie potwierdza.`,
      evidence.formerIssuers > 0 && `Wcześniej domena ${evidence.domain} potwierdzała innego wystawcę.`,
    ]
      .filter(Boolean)
      .join(' '),
  'identity.registry': ({ name, listedName, registry, since, lastChecked }) =>
    [
      `Rejestr ${inQuotes(registry)} wymienia tego wystawcę pod nazwą ${inQuotes(listedName)} od ${date(since)}. Ostatnie sprawdzenie: ${date(lastChecked)}.`,
      name && name !== listedName && `Wystawca przedstawia się jako ${inQuotes(name)} (nazwa niesprawdzona).`,
    ]
      .filter(Boolean)
      .join(' '),
  'identity.operator': ({ name, operator }) =>
    `Operator serwera ${operator} potwierdza, że organizacja ${inQuotes(name)} wystawia certyfikaty na tym serwerze. Nie potwierdza tego żadna domena.`,
  'identity.none': ({ name }) =>
    `Tego wystawcy nie potwierdza żadna domena, żaden rejestr ani żaden operator.${name && ` Przedstawia się on jako ${inQuotes(name)} (nazwa niesprawdzona).`}`,
  'identity.blocked': ({ name }) =>
    `Operator tego serwera zablokował tego wystawcę.${name && ` Wystawca przedstawia się jako ${inQuotes(name)} (nazwa niesprawdzona).`}`,
  'identity.name_taken': ({ name, registry, domain }) =>
    `Wystawca przedstawia się jako ${inQuotes(name)} (nazwa niesprawdzona). Rejestr ${inQuotes(registry)} wymienia pod tą lub podobnie wyglądającą nazwą innego wystawcę${domain === null ? '' : `: ${domain}`}.`,
  'identity.lapsed': ({ domain, since, until, receivedThen }) =>
    [
      `Domena ${domain} potwierdzała tego wystawcę od ${date(since)} do ${date(until)}. Już go nie potwierdza.`,
      receivedThen && `Ten serwer otrzymał certyfikat w tym okresie, ${date(receivedThen)}.`,
    ]
      .filter(Boolean)
      .join(' '),
  'identity.silent': ({ source, since, lastChecked }) =>
    `Źródło ${inQuotes(source)} potwierdzało tego wystawcę od ${date(since)}, ostatni raz ${date(lastChecked)}. Od tego czasu jest niedostępne.`,
  'revocation.none': () => 'Wystawca go nie unieważnił.',
  'revocation.revoked': ({ at, reason }) => `Wystawca unieważnił go ${date(at)}. Podany powód: ${quoted(reason)}`,
  'expiry.never': () => 'Nie wygasa.',
  'expiry.ahead': ({ at, timeZone }) => `Jest ważny do ${date(at, timeZone)}.`,
  'expiry.expired': ({ at, timeZone }) => `Był ważny do ${date(at, timeZone)}.`,
  'document.none': () => 'Ten certyfikat nie ma dokumentu w IPFS.',
  'document.intact': () => 'Dokument został znaleziony i jest bajt po bajcie tym, którego adres podaje certyfikat.',
  'document.damaged': () => 'Przechowywana treść nie jest dokumentem, którego adres podaje certyfikat.',
  'document.missing': () =>
    'Dokument nie został znaleziony, więc nie można go było porównać z adresem, który podaje certyfikat.',
  'document.unreadable': () =>
    'Dokument został znaleziony, ale jest takiego rodzaju lub rozmiaru, że nie da się go tu odczytać.',
  'document.late': () =>
    'Dokumentu szukano i nie znaleziono go na czas. Być może nikt go nie ma albo znalezienie go trwa dłużej.',
  'document.unavailable': () => 'Miejsce przechowywania dokumentów nie odpowiada. Spróbuj ponownie później.',
  'file.no_checksum': () => 'Ten certyfikat nie podaje sumy kontrolnej, z którą można by porównać plik.',
  'file.none': () => 'Nie porównano żadnego pliku.',
  'file.equal': () => 'Ten plik jest bajt po bajcie tym, dla którego wystawiono certyfikat.',
  'file.different': () => 'Ten plik nie jest tym, dla którego wystawiono certyfikat.',
  'file.current_pdf': () => 'To jest aktualny plik PDF tego certyfikatu, bajt po bajcie.',
  'file.earlier_pdf': ({ replacedAt }) =>
    replacedAt === null
      ? 'To jest wcześniejsza wersja pliku PDF. Polegaj tylko na tej stronie.'
      : `To jest wcześniejsza wersja pliku PDF, zastąpiona ${date(replacedAt)}. Polegaj tylko na tej stronie.`,
  'file.not_served': () =>
    'Ten plik został zmieniony lub zapisany ponownie albo jest to inny plik. Polegaj tylko na tej stronie.',
  'anchor.none': () => 'Nie jest zakotwiczony w żadnym łańcuchu bloków.',
  'anchor.issuer_not_confirmed': () =>
    'Nie jest zakotwiczony w żadnym łańcuchu bloków: czeka, aż jego wystawca zostanie potwierdzony.',
  'anchor.daily_limit': () =>
    'Czeka na zakotwiczenie: dzisiejsze transakcje zostały wykorzystane. Może zostać zakotwiczony jutro.',
  'anchor.altered': () => 'To, co stwierdza, nie prowadzi do tego, co zakotwiczono w łańcuchu.',
  'anchor.unknown_version': () => 'Zakotwiczono go w sposób, którego ten serwer nie zna.',
  'anchor.waiting': () => 'Czeka na zakotwiczenie. Łańcuch musi go jeszcze przyjąć albo uczynić ostatecznym.',
  'anchor.found': ({ chain, time, transaction }) =>
    `Zakotwiczony w łańcuchu ${chain}, ${moment(time)}${transaction === null ? '' : `, w transakcji ${transaction}`}: istniał już wtedy i dziś mówi to samo.`,
  'anchor.missing': ({ chain }) => `Nie ma go w łańcuchu ${chain}, w którym ma być zakotwiczony.`,
  'anchor.foreign': ({ chain, contract }) =>
    `Pod adresem ${contract} w łańcuchu ${chain} nie ma kontraktu, który przechowuje zakotwiczenia.`,
  'anchor.elsewhere': ({ chain }) =>
    `Jego dowód prowadzi do tego, co ma być zakotwiczone w łańcuchu ${chain}. Tego łańcucha tu nie zapytano.`,
  'anchor.unavailable': ({ chain }) =>
    `Łańcuch ${chain} nie odpowiada, więc nie można go było zapytać. Spróbuj później.`,
  // For a bundle, which is checked without its server:
  'record.proven': () => 'Stwierdza to, czego dotyczy jego dowód: niczego nie zmieniono.',
  'record.unproven': () => 'Nie stwierdza tego, czego dotyczy jego dowód: jedno z nich zmieniono.',
  'record.unbound': () => 'Nic, co dało się tu sprawdzić, nie łączy tego, co stwierdza, z jego dowodem.',
  'issuer.unsigned': ({ address }) =>
    `Jako wystawcę wskazuje portfel ${address}, ale nie ma jego podpisu: sam ten dowód nie mówi, kto go wystawił.`,
  'identity.not_looked_up': ({ address, domain }) =>
    domain === null
      ? `Sam ten dowód nie pokazuje, do kogo należy portfel ${address}. Nie wskazuje żadnej domeny.`
      : `Wystawca podaje domenę ${domain} jako swoją. Nie sprawdzono tu, czy domena to potwierdza.`,
  'identity.domain_now': ({ domain, name }) =>
    `Zapytanie wykazało, że ${domain} potwierdza tego wystawcę.${name === null ? '' : ` Wystawca przedstawia się jako ${inQuotes(name)} (nazwa niesprawdzona).`}`,
  'identity.named': ({ issuer, hostedAt }) =>
    `To wystawca wskazany przez Ciebie: ${issuer}.${hostedAt ? ` Jest hostowany pod adresem ${hostedAt}, a ten serwer może obsługiwać każdego.` : ''}`,
  'identity.other': ({ issuer, expected }) =>
    `To inny wystawca niż wskazany przez Ciebie. Wystawca: ${issuer}, wskazany: ${expected}.`,
  'identity.not_confirmed': ({ domain }) =>
    `Wystawca podaje domenę ${domain} jako swoją, ale domena tego nie potwierdza.`,
  'identity.claim_not_signed': ({ domain }) =>
    `Ten dowód podaje domenę ${domain} jako domenę wystawcy, ale wystawca tego nie podpisał.`,
  'identity.unreachable': ({ domain }) =>
    `Nie udało się sprawdzić, czy domena ${domain} potwierdza tego wystawcę. Spróbuj ponownie później.`,
  'issuer.contract': ({ address }) =>
    `Portfel ${address} wystawcy jest kontraktem. Czy podpisał, wie tylko węzeł jego łańcucha, a żadnego nie zapytano.`,
  'revocation.as_of': ({ at }) =>
    `Według tego dowodu certyfikat nie był unieważniony, gdy dowód powstał, dnia ${date(at)}. Czy unieważniono go później, mówi jego strona.`,
  'revocation.told': ({ at, reason }) =>
    `Serwer, z którego pochodzi ten dowód, mówi, że certyfikat unieważniono ${date(at)}; nikt tego nie podpisał. Podany powód: ${quoted(reason)}`,
  'revocation.not_signed': () =>
    'Ten dowód mówi o unieważnieniu, którego wystawca nie podpisał: dowód zmieniono. Czy certyfikat jest unieważniony, mówi jego strona.',
  'revocation.unchecked': ({ at }) =>
    `Według tego dowodu certyfikat unieważniono ${date(at)}. Czy wystawca to podpisał, może powiedzieć tylko jego łańcuch, którego nie zapytano albo który nie odpowiada.`,
  'document.not_fetched': () => 'Dokumentu nie pobrano. Jego adres należy do tego, co jest dowiedzione.',
  'file.kept_back': () => 'Ten dowód nie ujawnia sumy kontrolnej, więc nie można porównać żadnego pliku.',
  'check.unfinished': () => 'Nie udało się tego ustalić na czas. Spróbuj ponownie później.',
}
