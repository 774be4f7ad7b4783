import { formatsOf, quoted } from '../formats.ts'
import type { Messages } from './en.ts'

export const formats = formatsOf('fr', ['«\u00a0', '\u00a0»'])
const { date, moment, number, inQuotes } = formats

export const messages: Messages = {
  'record.unaltered': () => 'Il est enregistré ici et dit ce qu’il disait lors de sa délivrance.',
  'record.altered': () => 'Il est enregistré ici, mais ne dit plus ce qu’il disait lors de sa délivrance.',
  'record.no_digest': () =>
    'Il est enregistré ici. Il a été délivré avant que ce serveur ne conserve ce qui révèle une modification ultérieure.',
  'issuer.site': () => 'Une organisation de ce serveur l’a délivré. Elle n’en a pas signé le contenu.',
  'issuer.wallet': ({ address }) =>
    `Le portefeuille ${address} a créé ce certificat sur ce serveur. Il n’en a pas signé le contenu.`,
  'issuer.signed': ({ address }) => `Le portefeuille ${address} a signé le contenu de ce certificat.`,
  'issuer.not_signed': ({ address }) => `Ce qui est écrit ici n’est pas ce que le portefeuille ${address} a signé.`,
  'issuer.unavailable': ({ address }) =>
    `Le portefeuille ${address} est un contrat sur une chaîne de blocs, auquel on ne peut pas demander maintenant s’il a signé cela. Réessayez plus tard.`,
  'issuer.unknown_version': ({ address }) =>
    `Le portefeuille ${address} l’a signé d’une manière que ce serveur ne connaît pas.`,
  'issuer.compromised': ({ address, at }) =>
    `La clé du portefeuille ${address} est signalée comme compromise depuis le ${date(at)}. Ce certificat est apparu après cette date.`,
  'identity.domain': (evidence) =>
    [
      `${evidence.domain} confirme cet émetteur depuis le ${date(evidence.since)}. Dernière vérification le ${date(evidence.lastChecked)}.`,
      evidence.nameListedBy === null
        ? evidence.operator === null
          ? evidence.name && `Il se présente sous le nom ${inQuotes(evidence.name)} (nom non vérifié).`
          : `L’exploitant de ${evidence.operator} le connaît sous le nom ${inQuotes(evidence.name)}.`
        : `${inQuotes(evidence.nameListedBy)} le répertorie sous le nom ${inQuotes(evidence.name)}.`,
      evidence.issuers > 1 && `${evidence.domain} confirme ${number(evidence.issuers)} émetteurs, mais pas leurs noms.`,
      evidence.formerIssuers > 0 && `${evidence.domain} a confirmé un autre émetteur auparavant.`,
    ]
      .filter(Boolean)
      .join(' '),
  'identity.registry': ({ name, listedName, registry, since, lastChecked }) =>
    [
      `${inQuotes(registry)} répertorie cet émetteur sous le nom ${inQuotes(listedName)} depuis le ${date(since)}. Dernière vérification le ${date(lastChecked)}.`,
      name && name !== listedName && `Il se présente sous le nom ${inQuotes(name)} (nom non vérifié).`,
    ]
      .filter(Boolean)
      .join(' '),
  'identity.operator': ({ name, operator }) =>
    `L’exploitant de ${operator} confirme que ${inQuotes(name)} délivre des certificats sur ce serveur. Aucun domaine ne le confirme.`,
  'identity.none': ({ name }) =>
    `Aucun domaine, aucun registre ni aucun exploitant ne confirme cet émetteur.${name && ` Il se présente sous le nom ${inQuotes(name)} (nom non vérifié).`}`,
  'identity.blocked': ({ name }) =>
    `L’exploitant de ce serveur a bloqué cet émetteur.${name && ` Il se présente sous le nom ${inQuotes(name)} (nom non vérifié).`}`,
  'identity.name_taken': ({ name, registry, domain }) =>
    `L’émetteur se présente sous le nom ${inQuotes(name)} (nom non vérifié). Sous ce nom, ou sous un nom qui lui ressemble, ${inQuotes(registry)} répertorie un autre émetteur${domain === null ? '' : ` : ${domain}`}.`,
  'identity.lapsed': ({ domain, since, until, receivedThen }) =>
    [
      `${domain} a confirmé cet émetteur du ${date(since)} au ${date(until)}. Ce n’est plus le cas.`,
      receivedThen && `Ce serveur a reçu le certificat pendant cette période, le ${date(receivedThen)}.`,
    ]
      .filter(Boolean)
      .join(' '),
  'identity.silent': ({ source, since, lastChecked }) =>
    `${inQuotes(source)} a confirmé cet émetteur à partir du ${date(since)}, et pour la dernière fois le ${date(lastChecked)}. Cette source est injoignable depuis.`,
  'revocation.none': () => 'L’émetteur ne l’a pas révoqué.',
  'revocation.revoked': ({ at, reason }) => `L’émetteur l’a révoqué le ${date(at)}. Motif indiqué : ${quoted(reason)}`,
  'expiry.never': () => 'Il n’expire pas.',
  'expiry.ahead': ({ at, timeZone }) => `Il est valide jusqu’au ${date(at, timeZone)}.`,
  'expiry.expired': ({ at, timeZone }) => `Il était valide jusqu’au ${date(at, timeZone)}.`,
  'document.none': () => 'Ce certificat n’a pas de document sur IPFS.',
  'document.intact': () =>
    'Le document a été trouvé et c’est, octet pour octet, celui dont le certificat indique l’adresse.',
  'document.damaged': () => 'Ce qui est stocké n’est pas le document dont le certificat indique l’adresse.',
  'document.missing': () =>
    'Le document n’a pas été trouvé et n’a donc pas pu être comparé à l’adresse indiquée par le certificat.',
  'document.unreadable': () =>
    'Le document a été trouvé, mais il est d’un type ou d’une taille qui ne se lisent pas ici.',
  'document.late': () =>
    'Le document a été cherché et n’a pas été trouvé à temps. Peut-être que personne ne l’a, ou qu’il faut plus de temps.',
  'document.unavailable': () => 'L’endroit où sont stockés les documents ne répond pas. Réessayez plus tard.',
  'file.no_checksum': () => 'Ce certificat n’indique aucune somme de contrôle à laquelle comparer un fichier.',
  'file.none': () => 'Aucun fichier n’a été comparé.',
  'file.equal': () => 'Ce fichier est, octet pour octet, celui pour lequel le certificat a été délivré.',
  'file.different': () => 'Ce fichier n’est pas celui pour lequel le certificat a été délivré.',
  'file.current_pdf': () => 'C’est le PDF actuel de ce certificat, octet pour octet.',
  'file.earlier_pdf': ({ replacedAt }) =>
    replacedAt === null
      ? 'C’est une version antérieure du PDF. Ne vous fiez qu’à cette page.'
      : `C’est une version antérieure du PDF, remplacée le ${date(replacedAt)}. Ne vous fiez qu’à cette page.`,
  'file.not_served': () =>
    'Ce fichier a été modifié ou enregistré de nouveau, ou c’est un autre fichier. Ne vous fiez qu’à cette page.',
  'anchor.none': () => 'Il n’est ancré sur aucune chaîne de blocs.',
  'anchor.issuer_not_confirmed': () =>
    'Il n’est ancré sur aucune chaîne de blocs : il attend que son émetteur soit confirmé.',
  'anchor.daily_limit': () =>
    'Il attend d’être ancré : les transactions d’aujourd’hui sont épuisées. Il pourra l’être demain.',
  'anchor.altered': () => 'Ce qu’il énonce ne mène pas à ce qui a été ancré sur la chaîne.',
  'anchor.unknown_version': () => 'Il a été ancré d’une manière que ce serveur ne connaît pas.',
  'anchor.waiting': () => 'Il est prêt à être ancré. La chaîne doit encore le recevoir ou le rendre définitif.',
  'anchor.found': ({ chain, time, transaction }) =>
    `Ancré sur la chaîne ${chain}, ${moment(time)}${transaction === null ? '' : `, dans la transaction ${transaction}`} : il existait déjà alors, et dit aujourd’hui la même chose.`,
  'anchor.missing': ({ chain }) => `Il n’est pas sur la chaîne ${chain}, où il serait ancré.`,
  'anchor.foreign': ({ chain, contract }) =>
    `Ce qui se trouve à l’adresse ${contract} sur la chaîne ${chain} n’est pas le contrat qui conserve les ancrages.`,
  'anchor.elsewhere': ({ chain }) =>
    `Sa preuve mène à ce qui serait ancré sur la chaîne ${chain}. Cette chaîne n’a pas été interrogée ici.`,
  'anchor.unavailable': ({ chain }) =>
    `La chaîne ${chain} ne répond pas et n’a donc pas pu être interrogée. Réessayez plus tard.`,
  // For a bundle, which is checked without its server:
  'record.proven': () => 'Ce qu’il énonce est ce dont traite sa preuve : rien n’a été modifié.',
  'record.unproven': () => 'Ce qu’il énonce n’est pas ce dont traite sa preuve : l’un des deux a été modifié.',
  'record.unbound': () => 'Rien de ce qui a pu être vérifié ici ne relie ce qu’il énonce à sa preuve.',
  'issuer.unsigned': ({ address }) =>
    `Il désigne le portefeuille ${address} comme émetteur, mais n’en porte pas la signature : cette preuve seule ne dit pas qui l’a émis.`,
  'identity.not_looked_up': ({ address, domain }) =>
    domain === null
      ? `Cette preuve seule ne montre pas à qui appartient le portefeuille ${address}. Elle n’indique aucun domaine.`
      : `L’émetteur revendique le domaine ${domain}. La confirmation par le domaine n’a pas été recherchée ici.`,
  'identity.domain_now': ({ domain, name }) =>
    `Une consultation montre que ${domain} confirme cet émetteur.${name === null ? '' : ` Il se présente sous le nom ${inQuotes(name)} (nom non vérifié).`}`,
  'identity.named': ({ issuer, hostedAt }) =>
    `L’émetteur est celui que vous avez indiqué : ${issuer}.${hostedAt ? ` Il est hébergé à l’adresse ${hostedAt}, et cet hébergeur peut servir n’importe qui.` : ''}`,
  'identity.other': ({ issuer, expected }) =>
    `L’émetteur n’est pas celui que vous avez indiqué (${expected}), mais ${issuer}.`,
  'identity.not_confirmed': ({ domain }) =>
    `L’émetteur revendique le domaine ${domain}, mais le domaine ne le confirme pas.`,
  'identity.claim_not_signed': ({ domain }) =>
    `Cette preuve indique le domaine ${domain}, mais l’émetteur n’a pas signé cette indication.`,
  'identity.unreachable': ({ domain }) =>
    `Impossible de savoir si ${domain} confirme cet émetteur. Réessayez plus tard.`,
  'issuer.contract': ({ address }) =>
    `Le portefeuille ${address} de l’émetteur est un contrat. Seul un nœud de sa chaîne sait s’il a signé, et aucun n’a été interrogé.`,
  'revocation.as_of': ({ at }) =>
    `D’après cette preuve, il n’était pas révoqué lorsqu’elle a été faite, le ${date(at)}. Sa page dit s’il a été révoqué depuis.`,
  'revocation.told': ({ at, reason }) =>
    `Le serveur d’où vient cette preuve dit qu’il a été révoqué le ${date(at)} ; personne ne l’a signé. Motif indiqué : ${quoted(reason)}`,
  'revocation.not_signed': () =>
    'Cette preuve fait état d’une révocation que l’émetteur n’a pas signée : la preuve a été modifiée. Sa page dit s’il est révoqué.',
  'revocation.unchecked': ({ at }) =>
    `D’après cette preuve, il a été révoqué le ${date(at)}. Seule sa chaîne peut dire si l’émetteur l’a signé, et elle n’a pas été interrogée ou ne répond pas.`,
  'document.not_fetched': () => 'Le document n’a pas été téléchargé. Son adresse fait partie de ce qui est prouvé.',
  'file.kept_back': () => 'Cette preuve ne montre pas la somme de contrôle : aucun fichier ne peut être comparé.',
  'check.unfinished': () => 'Cela n’a pas pu être établi à temps. Réessayez plus tard.',
}
