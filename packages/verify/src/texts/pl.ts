import type { Texts } from './en.ts'
import { formatsOf, quoted } from './formats.ts'

const formats = formatsOf('pl')
const { date, moment } = formats

export const pl: Texts = {
  name: 'Polski',
  formats,
  verdicts: {
    valid: 'Ten certyfikat jest ważny.',
    revoked: 'Ten certyfikat został unieważniony.',
    expired: 'Ten certyfikat wygasł.',
    not_valid: 'Ten certyfikat jest nieważny.',
    not_checked: 'Nie udało się sprawdzić tego certyfikatu.',
  },
  outcomes: {
    passed: 'W porządku',
    failed: 'Niezgodność',
    skipped: 'Nie dotyczy',
    unknown: 'Nie udało się sprawdzić',
  },
  checks: {
    record: 'Znany i niezmieniony',
    issuer: 'Wystawca',
    revocation: 'Nieunieważniony',
    expiry: 'Niewygasły',
    document: 'Dokument w IPFS',
    file: 'Twój plik',
    anchor: 'Zakotwiczony w łańcuchu bloków',
  },
  messages: {
    'record.unaltered': () => 'Jest tu zarejestrowany i stwierdza to samo, co w chwili wystawienia.',
    'record.altered': () => 'Jest tu zarejestrowany, ale nie stwierdza już tego, co w chwili wystawienia.',
    'record.no_digest': () =>
      'Jest tu zarejestrowany. Wystawiono go, zanim ten serwer zaczął przechowywać to, co ujawnia późniejszą zmianę.',
    'issuer.site': ({ name }) => `Wystawca: ${quoted(name)}; ten serwer wystawia i przechowuje jego certyfikaty.`,
    'issuer.wallet': ({ address }) =>
      `Podpisany przez portfel ${address}. Nazwę instytucji ten portfel podał sam o sobie.`,
    'issuer.signed': ({ address }) =>
      `Portfel ${address} podpisał to, co poświadcza ten certyfikat. Nazwę instytucji ten portfel podał sam o sobie.`,
    'issuer.not_signed': ({ address }) => `To, co jest tu napisane, nie jest tym, co podpisał portfel ${address}.`,
    'issuer.unavailable': ({ address }) =>
      `Portfel ${address} jest kontraktem w łańcuchu bloków, którego nie można teraz zapytać, czy to podpisał. Spróbuj ponownie później.`,
    'issuer.unknown_version': ({ address }) => `Portfel ${address} podpisał go w sposób, którego ten serwer nie zna.`,
    'revocation.none': () => 'Wystawca go nie unieważnił.',
    'revocation.revoked': ({ at, reason }) => `Wystawca unieważnił go ${date(at)}. Podany powód: ${quoted(reason)}`,
    'expiry.never': () => 'Nie wygasa.',
    'expiry.ahead': ({ at }) => `Jest ważny do ${date(at)}.`,
    'expiry.expired': ({ at }) => `Był ważny do ${date(at)}.`,
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
    'anchor.none': () => 'Nie jest zakotwiczony w żadnym łańcuchu bloków.',
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
    'issuer.contract': ({ address }) =>
      `Portfel ${address} wystawcy jest kontraktem. Czy podpisał, wie tylko węzeł jego łańcucha, a żadnego nie zapytano.`,
    'revocation.as_of': ({ at }) =>
      `Gdy powstał ten dowód, dnia ${date(at)}, certyfikat nie był unieważniony. Czy stało się to później, mówi jego strona.`,
    'revocation.told': ({ at, reason }) =>
      `Serwer, z którego pochodzi ten dowód, mówi, że certyfikat unieważniono ${date(at)}; nikt tego nie podpisał. Podany powód: ${quoted(reason)}`,
    'revocation.not_signed': () =>
      'Ten dowód mówi o unieważnieniu, którego wystawca nie podpisał: dowód zmieniono. Czy certyfikat jest unieważniony, mówi jego strona.',
    'revocation.unchecked': ({ at }) =>
      `Według tego dowodu certyfikat unieważniono ${date(at)}. Czy wystawca to podpisał, może powiedzieć tylko jego łańcuch, którego nie zapytano albo który nie odpowiada.`,
    'document.not_fetched': () => 'Dokumentu nie pobrano. Jego adres należy do tego, co jest dowiedzione.',
    'file.kept_back': () => 'Ten dowód nie ujawnia sumy kontrolnej, więc nie można porównać żadnego pliku.',
    'check.unfinished': () => 'Nie udało się tego ustalić na czas. Spróbuj ponownie później.',
  },
  facts: {
    holder: 'Przyznany',
    holderAddress: 'Portfel posiadacza',
    issuer: 'Wystawca',
    issuerAddress: 'Portfel wystawcy',
    title: 'Certyfikat',
    description: 'Opis',
    course: 'Kurs',
    courseLink: 'O kursie',
    program: 'Program',
    grantedTo: 'Odbiorca',
    skills: 'Umiejętności',
    industries: 'Dziedziny',
    score: 'Wynik',
    duration: 'Czas trwania',
    achievedAt: 'Data uzyskania',
    issuedAt: 'Data wystawienia',
    expiresAt: 'Ważny do',
    revokedAt: 'Data unieważnienia',
    revocationReason: 'Powód unieważnienia',
    document: 'Dokument w IPFS',
    number: 'Numer',
  },
  grantedTo: { learner: 'osoba ucząca się', academy: 'placówka edukacyjna', business: 'przedsiębiorstwo' },
  page: {
    skip: 'Przejdź do treści',
    language: 'Język',
    certificate: 'Certyfikat',
    picture: (title, holder) => `Obraz certyfikatu: ${title}, ${holder}`,
    checkedAt: (at) => `Sprawdzono ${at}`,
    uncheckedIsNotInvalid: 'To nie świadczy przeciwko certyfikatowi.',
    replaced: 'Został zastąpiony nowszym certyfikatem.',
    toReplacement: 'Zobacz nowszy certyfikat',
    checks: 'Jak został sprawdzony',
    file: 'Masz ten plik?',
    fileHint:
      'Wybierz go lub upuść tutaj. Przeglądarka porówna go z certyfikatem; sam plik nie opuści Twojego urządzenia.',
    fileChoose: 'Wybierz plik',
    fileWorking: 'Porównywanie…',
    fileFailed: 'Nie udało się porównać pliku. Spróbuj ponownie później.',
    fileInsecure: 'Przeglądarka porównuje pliki tylko przez bezpieczne połączenie (https).',
    fileNoScript: 'Porównanie pliku wymaga JavaScriptu.',
    proof: 'Sprawdź bez tego serwera',
    proofHint:
      'Jego dowód to mały plik. Twoja przeglądarka sprawdza go tu sama, podobnie jak polecenie „chancery verify” na dowolnym komputerze; serwera nie pyta się, czy jest prawdziwy.',
    proofCheck: 'Sprawdź dowód w tej przeglądarce',
    proofDownload: 'Pobierz dowód',
    proofChoose: 'Wybierz dowód',
    proofUpload: 'Masz dowód?',
    proofUploadHint:
      'Wybierz plik (bundle.json) albo upuść go tutaj. Przeglądarka sprawdza go sama; nie opuszcza on Twojego urządzenia.',
    proofWorking: 'Sprawdzanie …',
    proofUnreadable: 'Ten plik nie jest dowodem, który da się tu odczytać.',
    proofFailed: 'Nie można było sprawdzić dowodu. Spróbuj później.',
    proofNoScript: 'Do sprawdzenia dowodu tutaj potrzebny jest JavaScript.',
    share: 'Sprawdź ponownie w dowolnej chwili',
    shareHint: 'Z tym adresem lub numerem każdy zobaczy na tym serwerze to samo, co Ty widzisz tutaj.',
    qr: 'Kod QR z adresem tej strony',
    search: 'Sprawdź inny certyfikat',
    json: 'To samo jako JSON',
    preview: (issuer, day) => `Wystawca: ${issuer}, data wystawienia: ${day}. Sprawdź tutaj.`,
  },
  search: {
    title: 'Sprawdź certyfikat',
    lead: 'Czy jest prawdziwy? Wpisz numer, który na nim widnieje.',
    label: 'Numer certyfikatu',
    hint: '26 cyfr i liter; łączniki, spacje i wielkość liter nie mają znaczenia. Może to być też adres certyfikatu.',
    button: 'Sprawdź',
    unreadable: 'To nie jest numer certyfikatu. Ma on 26 cyfr i liter, na przykład 01M81-17EDB-EGDV4-36CAD-GP2MSS.',
  },
  notices: {
    unknown: {
      title: 'Nie ma takiego certyfikatu.',
      text: 'Nigdy nie wystawiono tu certyfikatu o tym numerze. Porównaj go znak po znaku z certyfikatem.',
    },
    deleted: {
      title: 'Ten certyfikat został usunięty.',
      text: (day) => `Posiadacz usunął go ${day}. To, co stwierdzał, nie jest tu już przechowywane.`,
    },
    unproven: {
      title: 'Nie ma dowodu tego certyfikatu.',
      text: 'Wystawca go nie podpisał i nie jest zakotwiczony w żadnym łańcuchu. To, co ten serwer o nim wie, jest na jego stronie.',
    },
    tooMany: {
      title: 'Zbyt wiele zapytań.',
      text: 'Z Twojej sieci sprawdzono właśnie wiele certyfikatów. Spróbuj ponownie za minutę.',
    },
    unavailable: {
      title: 'Teraz nie można sprawdzać certyfikatów.',
      text: 'Ten serwer nie ma dostępu do swojego rejestru. Nie mówi to nic o certyfikacie. Spróbuj ponownie później.',
    },
    broken: { title: 'Coś poszło nie tak po naszej stronie.', text: 'Spróbuj ponownie później.' },
    malformed: { title: 'Tego zapytania nie da się odczytać.', text: 'Wróć i spróbuj ponownie.' },
  },
}
