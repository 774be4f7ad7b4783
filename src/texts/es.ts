import type { Texts } from './en.ts'
import { formatsOf, quoted } from './formats.ts'

const formats = formatsOf('es')
const { date } = formats

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
  },
  findings: {
    'record.unaltered': () => 'Está registrado aquí y dice lo que decía cuando se emitió.',
    'record.altered': () => 'Está registrado aquí, pero ya no dice lo que decía cuando se emitió.',
    'record.no_digest': () =>
      'Está registrado aquí. Se emitió antes de que este servidor guardara lo que revela un cambio posterior.',
    'issuer.site': ({ name }) => `Emitido por ${quoted(name)}, cuyos certificados emite y guarda este servidor.`,
    'issuer.wallet': ({ address }) =>
      `Firmado por la cartera ${address}. El nombre de la institución es el que esta cartera se da a sí misma.`,
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
    'document.unavailable': () =>
      'El lugar donde se almacenan los documentos no responde. Inténtelo de nuevo más tarde.',
    'file.no_checksum': () => 'Este certificado no indica ninguna suma de comprobación con la que comparar un archivo.',
    'file.none': () => 'No se ha comparado ningún archivo.',
    'file.equal': () => 'Este archivo es, byte a byte, aquel para el que se emitió el certificado.',
    'file.different': () => 'Este archivo no es aquel para el que se emitió el certificado.',
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
