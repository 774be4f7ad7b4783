import { formatsOf, quoted } from '../formats.ts'
import type { Messages } from './en.ts'

export const formats = formatsOf('es', ['«', '»'])
const { date, moment, number, inQuotes } = formats

export const messages: Messages = {
  'record.unaltered': () => 'Está registrado aquí y dice lo que decía cuando se emitió.',
  'record.altered': () => 'Está registrado aquí, pero ya no dice lo que decía cuando se emitió.',
  'record.no_digest': () =>
    'Está registrado aquí. Se emitió antes de que este servidor guardara lo que revela un cambio posterior.',
  'issuer.site': () => 'Lo emitió una organización de este servidor. Esta no firmó el contenido.',
  'issuer.wallet': ({ address }) =>
    `La cartera ${address} creó este certificado en este servidor. No firmó el contenido en sí.`,
  'issuer.signed': ({ address }) => `La cartera ${address} firmó el contenido de este certificado.`,
  'issuer.not_signed': ({ address }) => `Lo que dice aquí no es lo que firmó la cartera ${address}.`,
  'issuer.unavailable': ({ address }) =>
    `La cartera ${address} es un contrato en una cadena de bloques, al que ahora no se le puede preguntar si lo firmó. Inténtelo más tarde.`,
  'issuer.unknown_version': ({ address }) => `La cartera ${address} lo firmó de un modo que este servidor no conoce.`,
  'issuer.compromised': ({ address, at }) =>
    `Se ha notificado que la clave de la cartera ${address} está comprometida desde el ${date(at)}. Este certificado apareció por primera vez después de esa fecha.`,
  'identity.domain': (evidence) =>
    [
      `${evidence.domain} confirma a este emisor desde el ${date(evidence.since)}. Última comprobación: ${date(evidence.lastChecked)}.`,
      evidence.nameListedBy === null
        ? evidence.operator === null
          ? evidence.name && `El emisor se presenta como ${inQuotes(evidence.name)} (nombre no comprobado).`
          : `El operador de ${evidence.operator} lo conoce como ${inQuotes(evidence.name)}.`
        : `El emisor figura en ${inQuotes(evidence.nameListedBy)} con el nombre ${inQuotes(evidence.name)}.`,
      evidence.issuers > 1 &&
        `${evidence.domain} confirma a ${number(evidence.issuers)} emisores. No confirma sus nombres.`,
      evidence.formerIssuers > 0 && `${evidence.domain} confirmó antes a otro emisor.`,
    ]
      .filter(Boolean)
      .join(' '),
  'identity.registry': ({ name, listedName, registry, since, lastChecked }) =>
    [
      `Este emisor figura en ${inQuotes(registry)} con el nombre ${inQuotes(listedName)} desde el ${date(since)}. Última comprobación: ${date(lastChecked)}.`,
      name && name !== listedName && `El emisor se presenta como ${inQuotes(name)} (nombre no comprobado).`,
    ]
      .filter(Boolean)
      .join(' '),
  'identity.operator': ({ name, operator }) =>
    `El operador de ${operator} confirma que ${inQuotes(name)} emite certificados en este servidor. Ningún dominio lo confirma.`,
  'identity.none': ({ name }) =>
    `Ningún dominio, registro ni operador confirma a este emisor.${name && ` El emisor se presenta como ${inQuotes(name)} (nombre no comprobado).`}`,
  'identity.blocked': ({ name }) =>
    `El operador de este servidor ha bloqueado a este emisor.${name && ` El emisor se presenta como ${inQuotes(name)} (nombre no comprobado).`}`,
  'identity.name_taken': ({ name, registry, domain }) =>
    `El emisor se presenta como ${inQuotes(name)} (nombre no comprobado). En ${inQuotes(registry)} figura otro emisor con este nombre o con uno de aspecto similar${domain === null ? '' : `: ${domain}`}.`,
  'identity.lapsed': ({ domain, since, until, receivedThen }) =>
    [
      `${domain} confirmó a este emisor desde el ${date(since)} hasta el ${date(until)}. Ya no lo confirma.`,
      receivedThen && `Este servidor recibió el certificado en ese periodo, el ${date(receivedThen)}.`,
    ]
      .filter(Boolean)
      .join(' '),
  'identity.silent': ({ source, since, lastChecked }) =>
    `${inQuotes(source)} confirmó a este emisor a partir del ${date(since)} y, por última vez, el ${date(lastChecked)}. Desde entonces no responde.`,
  'revocation.none': () => 'El emisor no lo ha revocado.',
  'revocation.revoked': ({ at, reason }) => `El emisor lo revocó el ${date(at)}. Motivo indicado: ${quoted(reason)}`,
  'expiry.never': () => 'No caduca.',
  'expiry.ahead': ({ at, timeZone }) => `Es válido hasta el ${date(at, timeZone)}.`,
  'expiry.expired': ({ at, timeZone }) => `Fue válido hasta el ${date(at, timeZone)}.`,
  'document.none': () => 'Este certificado no tiene ningún documento en IPFS.',
  'document.intact': () =>
    'El documento se ha encontrado y es, byte a byte, aquel cuya dirección indica el certificado.',
  'document.damaged': () => 'Lo que está almacenado no es el documento cuya dirección indica el certificado.',
  'document.missing': () =>
    'El documento no se ha encontrado, por lo que no se ha podido comparar con la dirección que indica el certificado.',
  'document.unreadable': () => 'El documento se ha encontrado, pero es de un tipo o un tamaño que aquí no se lee.',
  'document.late': () =>
    'El documento se ha buscado y no se ha encontrado a tiempo. Puede que nadie lo tenga, o que se tarde más en hallarlo.',
  'document.unavailable': () => 'El lugar donde se almacenan los documentos no responde. Inténtelo de nuevo más tarde.',
  'file.no_checksum': () => 'Este certificado no indica ninguna suma de comprobación con la que comparar un archivo.',
  'file.none': () => 'No se ha comparado ningún archivo.',
  'file.equal': () => 'Este archivo es, byte a byte, aquel para el que se emitió el certificado.',
  'file.different': () => 'Este archivo no es aquel para el que se emitió el certificado.',
  'file.current_pdf': () => 'Este es el PDF actual de este certificado, byte a byte.',
  'file.earlier_pdf': ({ replacedAt }) =>
    replacedAt === null
      ? 'Esta es una versión anterior del PDF. Confíe solo en esta página.'
      : `Esta es una versión anterior del PDF, sustituida el ${date(replacedAt)}. Confíe solo en esta página.`,
  'file.not_served': () =>
    'Este archivo se ha modificado o se ha vuelto a guardar, o es otro archivo. Confíe solo en esta página.',
  'anchor.none': () => 'No está anclado en ninguna cadena de bloques.',
  'anchor.issuer_not_confirmed': () =>
    'No está anclado en ninguna cadena de bloques: espera a que se confirme su emisor.',
  'anchor.daily_limit': () => 'Espera a ser anclado: las transacciones de hoy se han agotado. Podrá anclarse mañana.',
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
    `Nombra como emisor la cartera ${address}, pero no lleva su firma: esta prueba por sí sola no dice quién lo emitió.`,
  'identity.not_looked_up': ({ address, domain }) =>
    domain === null
      ? `Esta prueba por sí sola no muestra de quién es la cartera ${address}. No indica ningún dominio.`
      : `El emisor declara como suyo el dominio ${domain}. Aquí no se ha consultado si el dominio lo confirma.`,
  'identity.domain_now': ({ domain, name }) =>
    `Una consulta muestra que ${domain} confirma a este emisor.${name === null ? '' : ` El emisor se presenta como ${inQuotes(name)} (nombre no comprobado).`}`,
  'identity.named': ({ issuer, hostedAt }) =>
    `El emisor es el que usted ha indicado: ${issuer}.${hostedAt ? ` Está alojado en ${hostedAt}, y ese servidor puede alojar a cualquiera.` : ''}`,
  'identity.other': ({ issuer, expected }) => `El emisor es ${issuer}, no el que usted ha indicado: ${expected}.`,
  'identity.not_confirmed': ({ domain }) =>
    `El emisor declara como suyo el dominio ${domain}, pero el dominio no lo confirma.`,
  'identity.claim_not_signed': ({ domain }) =>
    `Según esta prueba, el dominio ${domain} es del emisor, pero el emisor no firmó esa declaración.`,
  'identity.unreachable': ({ domain }) =>
    `No se ha podido consultar si ${domain} confirma a este emisor. Inténtelo de nuevo más tarde.`,
  'issuer.contract': ({ address }) =>
    `La cartera ${address} del emisor es un contrato. Solo un nodo de su cadena sabe si firmó, y no se preguntó a ninguno.`,
  'revocation.as_of': ({ at }) =>
    `Según esta prueba, no estaba revocado cuando se hizo, el ${date(at)}. Si fue revocado después, lo dice su página.`,
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
}
