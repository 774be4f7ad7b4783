import type { Texts } from './en.ts'
import { formatsOf, quoted } from './formats.ts'

const formats = formatsOf('es')
const { date, moment } = formats

export const es: Texts = {
  name: 'Español',
  formats,
  verdicts: {
    valid: 'Este certificado es válido.',
    revoked: 'Este certificado fue revocado.',
    expired: 'Este certificado ha caducado.',
    not_valid: 'Este certificado no es válido.',
    not_checked: 'No se ha podido comprobar este certificado.',
  },
  outcomes: {
    passed: 'Superada',
    failed: 'No superada',
    skipped: 'No procede',
    unknown: 'No se ha podido comprobar',
  },
  checks: {
    record: 'Registrado y sin cambios',
    issuer: 'Emisor',
    revocation: 'No revocado',
    expiry: 'No caducado',
    document: 'Documento en IPFS',
    file: 'Su archivo',
    anchor: 'Anclado en una cadena de bloques',
  },
  messages: {
    'record.unaltered': () => 'Está registrado aquí y dice lo que decía cuando se emitió.',
    'record.altered': () => 'Está registrado aquí, pero ya no dice lo que decía cuando se emitió.',
    'record.no_digest': () =>
      'Está registrado aquí. Se emitió antes de que este servidor guardara lo que revela un cambio posterior.',
    'issuer.site': ({ name }) => `Emitido por ${quoted(name)}, cuyos certificados emite y guarda este servidor.`,
    'issuer.wallet': ({ address }) =>
      `Firmado por la cartera ${address}. El nombre de la institución es el que esta cartera se da a sí misma.`,
    'issuer.signed': ({ address }) =>
      `La cartera ${address} firmó lo que acredita este certificado. El nombre de la institución es el que esta cartera se da a sí misma.`,
    'issuer.not_signed': ({ address }) => `Lo que dice aquí no es lo que firmó la cartera ${address}.`,
    'issuer.unavailable': ({ address }) =>
      `La cartera ${address} es un contrato en una cadena de bloques, al que ahora no se le puede preguntar si lo firmó. Inténtelo más tarde.`,
    'issuer.unknown_version': ({ address }) => `La cartera ${address} lo firmó de un modo que este servidor no conoce.`,
    'revocation.none': () => 'El emisor no lo ha revocado.',
    'revocation.revoked': ({ at, reason }) => `El emisor lo revocó el ${date(at)}. Motivo indicado: ${quoted(reason)}`,
    'expiry.never': () => 'No caduca.',
    'expiry.ahead': ({ at }) => `Es válido hasta el ${date(at)}.`,
    'expiry.expired': ({ at }) => `Fue válido hasta el ${date(at)}.`,
    'document.none': () => 'Este certificado no tiene ningún documento en IPFS.',
    'document.intact': () =>
      'El documento se ha encontrado y es, byte a byte, aquel cuya dirección indica el certificado.',
    'document.damaged': () => 'Lo que está almacenado no es el documento cuya dirección indica el certificado.',
    'document.missing': () =>
      'El documento no se ha encontrado, por lo que no se ha podido comparar con la dirección que indica el certificado.',
    'document.unreadable': () => 'El documento se ha encontrado, pero es de un tipo o un tamaño que aquí no se lee.',
    'document.late': () =>
      'El documento se ha buscado y no se ha encontrado a tiempo. Puede que nadie lo tenga, o que se tarde más en hallarlo.',
    'document.unavailable': () =>
      'El lugar donde se almacenan los documentos no responde. Inténtelo de nuevo más tarde.',
    'file.no_checksum': () => 'Este certificado no indica ninguna suma de comprobación con la que comparar un archivo.',
    'file.none': () => 'No se ha comparado ningún archivo.',
    'file.equal': () => 'Este archivo es, byte a byte, aquel para el que se emitió el certificado.',
    'file.different': () => 'Este archivo no es aquel para el que se emitió el certificado.',
    'anchor.none': () => 'No está anclado en ninguna cadena de bloques.',
    'anchor.altered': () => 'Lo que declara no conduce a lo que se ancló en la cadena.',
    'anchor.unknown_version': () => 'Se ancló de un modo que este servidor no conoce.',
    'anchor.waiting': () => 'Está preparado para anclarse. La cadena aún tiene que recogerlo o hacerlo definitivo.',
    'anchor.found': ({ chain, time, transaction }) =>
      `Anclado en la cadena ${chain}, ${moment(time)}${transaction === null ? '' : `, en la transacción ${transaction}`}: ya existía entonces y hoy dice lo mismo.`,
    'anchor.missing': ({ chain }) => `No está en la cadena ${chain}, donde dice estar anclado.`,
    'anchor.foreign': ({ chain, contract }) =>
      `Lo que hay en ${contract} en la cadena ${chain} no es el contrato que guarda los anclajes.`,
    'anchor.elsewhere': ({ chain }) =>
      `Su prueba conduce a lo que estaría anclado en la cadena ${chain}. Esa cadena no se ha consultado aquí.`,
    'anchor.unavailable': ({ chain }) =>
      `La cadena ${chain} no responde, así que no se ha podido consultar. Inténtelo más tarde.`,
    // For a bundle, which is checked without its server:
    'record.proven': () => 'Lo que declara es aquello de lo que trata su prueba: nada se ha cambiado.',
    'record.unproven': () =>
      'Lo que declara no es aquello de lo que trata su prueba: una de las dos cosas se ha cambiado.',
    'record.unbound': () => 'Nada de lo que se pudo comprobar aquí une lo que declara con su prueba.',
    'issuer.unsigned': ({ address }) =>
      `Nombra como emisor el monedero ${address}, pero no lleva su firma: esta prueba por sí sola no dice quién lo emitió.`,
    'issuer.contract': ({ address }) =>
      `El monedero ${address} del emisor es un contrato. Solo un nodo de su cadena sabe si firmó, y no se preguntó a ninguno.`,
    'revocation.as_of': ({ at }) =>
      `Cuando se hizo esta prueba, el ${date(at)}, no estaba revocado. Si lo fue después, lo dice su página.`,
    'revocation.told': ({ at, reason }) =>
      `El servidor del que procede esta prueba dice que fue revocado el ${date(at)}; nadie lo firmó. Motivo indicado: ${quoted(reason)}`,
    'revocation.not_signed': () =>
      'Esta prueba habla de una revocación que el emisor no firmó: la prueba fue alterada. Si está revocado, lo dice su página.',
    'revocation.unchecked': ({ at }) =>
      `Según esta prueba, fue revocado el ${date(at)}. Si el emisor lo firmó, solo puede decirlo su cadena, que no se ha consultado o no responde.`,
    'document.not_fetched': () => 'No se descargó el documento. Su dirección forma parte de lo que está probado.',
    'file.kept_back': () =>
      'Esta prueba se reserva la suma de comprobación, por lo que no se puede comparar ningún archivo.',
    'check.unfinished': () => 'No se ha podido averiguar a tiempo. Inténtelo de nuevo más tarde.',
  },
  facts: {
    holder: 'Otorgado a',
    holderAddress: 'Cartera del titular',
    issuer: 'Emitido por',
    issuerAddress: 'Cartera del emisor',
    title: 'Certificado',
    description: 'Descripción',
    course: 'Curso',
    courseLink: 'Sobre el curso',
    program: 'Programa',
    grantedTo: 'Concedido a',
    skills: 'Competencias',
    industries: 'Sectores',
    score: 'Puntuación',
    duration: 'Duración',
    achievedAt: 'Obtenido el',
    issuedAt: 'Emitido el',
    expiresAt: 'Válido hasta',
    revokedAt: 'Revocado el',
    revocationReason: 'Motivo de la revocación',
    document: 'Documento en IPFS',
    number: 'Número',
  },
  grantedTo: { learner: 'un estudiante', academy: 'una academia', business: 'una empresa' },
  page: {
    skip: 'Saltar al contenido',
    language: 'Idioma',
    certificate: 'El certificado',
    picture: (title, holder) => `Imagen del certificado: ${title}, ${holder}`,
    checkedAt: (at) => `Comprobado el ${at}`,
    uncheckedIsNotInvalid: 'Esto no dice nada en contra del certificado.',
    replaced: 'Fue sustituido por un certificado más reciente.',
    toReplacement: 'Ver el certificado más reciente',
    checks: 'Cómo se ha comprobado',
    file: '¿Tiene usted el archivo?',
    fileHint:
      'Elíjalo o suéltelo aquí. Su navegador lo compara con el certificado; el archivo no sale de su dispositivo.',
    fileChoose: 'Elegir un archivo',
    fileWorking: 'Comparando…',
    fileFailed: 'No se ha podido comparar el archivo. Inténtelo de nuevo más tarde.',
    fileInsecure: 'Su navegador solo compara archivos a través de una conexión segura (https).',
    fileNoScript: 'Para comparar un archivo hace falta JavaScript.',
    proof: 'Comprobarlo sin este servidor',
    proofHint:
      'Su prueba es un archivo pequeño. Su navegador la comprueba aquí por sí mismo, y también la orden «chancery verify» en cualquier ordenador; no se pregunta al servidor si es cierta.',
    proofCheck: 'Comprobar la prueba en este navegador',
    proofDownload: 'Descargar la prueba',
    proofChoose: 'Elegir una prueba',
    proofUpload: '¿Tiene una prueba?',
    proofUploadHint:
      'Elija el archivo (bundle.json) o suéltelo aquí. Su navegador lo comprueba por sí mismo; no sale de su dispositivo.',
    proofWorking: 'Comprobando …',
    proofUnreadable: 'Este archivo no es una prueba que se pueda leer aquí.',
    proofFailed: 'No se pudo comprobar la prueba. Inténtelo más tarde.',
    proofNoScript: 'Para comprobar aquí una prueba se necesita JavaScript.',
    share: 'Compruébelo de nuevo cuando quiera',
    shareHint: 'Con esta dirección o este número, cualquiera ve en este servidor lo mismo que usted ve aquí.',
    qr: 'Código QR de la dirección de esta página',
    search: 'Comprobar otro certificado',
    json: 'Lo mismo en JSON',
    preview: (issuer, day) => `Emitido por ${issuer} el ${day}. Compruébelo aquí.`,
  },
  search: {
    title: 'Comprobar un certificado',
    lead: '¿Es auténtico? Escriba el número que figura en él.',
    label: 'Número del certificado',
    hint: '26 cifras y letras; los guiones, los espacios y las mayúsculas no importan. También sirve la dirección del certificado.',
    button: 'Comprobar',
    unreadable:
      'Esto no es el número de un certificado. Tiene 26 cifras y letras, como 01M81-17EDB-EGDV4-36CAD-GP2MSS.',
  },
  notices: {
    unknown: {
      title: 'Este certificado no existe.',
      text: 'Aquí nunca se emitió un certificado con este número. Compárelo carácter por carácter con el del certificado.',
    },
    deleted: {
      title: 'Este certificado fue eliminado.',
      text: (day) => `Su titular lo eliminó el ${day}. Lo que decía ya no se conserva aquí.`,
    },
    unproven: {
      title: 'No hay ninguna prueba de este certificado.',
      text: 'Su emisor no lo ha firmado y no está anclado en ninguna cadena. Lo que este servidor sabe de él está en su página.',
    },
    tooMany: {
      title: 'Demasiadas solicitudes.',
      text: 'Desde su red se acaban de comprobar muchos certificados. Inténtelo de nuevo dentro de un minuto.',
    },
    unavailable: {
      title: 'Ahora mismo no se pueden comprobar certificados.',
      text: 'Este servidor no tiene acceso a su registro. Esto no dice nada sobre el certificado. Inténtelo de nuevo más tarde.',
    },
    broken: { title: 'Algo ha fallado por nuestra parte.', text: 'Inténtelo de nuevo más tarde.' },
    malformed: { title: 'Esta solicitud no se puede leer.', text: 'Vuelva atrás e inténtelo de nuevo.' },
  },
}
