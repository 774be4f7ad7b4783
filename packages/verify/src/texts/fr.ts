import type { Texts } from './en.ts'
import { formatsOf, quoted } from './formats.ts'

const formats = formatsOf('fr')
const { date, moment } = formats

export const fr: Texts = {
  name: 'Français',
  formats,
  verdicts: {
    valid: 'Ce certificat est valide.',
    revoked: 'Ce certificat a été révoqué.',
    expired: 'Ce certificat a expiré.',
    not_valid: 'Ce certificat n’est pas valide.',
    not_checked: 'Ce certificat n’a pas pu être vérifié.',
  },
  outcomes: {
    passed: 'Réussi',
    failed: 'Échoué',
    skipped: 'Sans objet',
    unknown: 'N’a pas pu être vérifié',
  },
  checks: {
    record: 'Connu et inchangé',
    issuer: 'Émetteur',
    revocation: 'Non révoqué',
    expiry: 'Non expiré',
    document: 'Document sur IPFS',
    file: 'Votre fichier',
    anchor: 'Ancré sur une chaîne de blocs',
  },
  messages: {
    'record.unaltered': () => 'Il est enregistré ici et dit ce qu’il disait lors de sa délivrance.',
    'record.altered': () => 'Il est enregistré ici, mais ne dit plus ce qu’il disait lors de sa délivrance.',
    'record.no_digest': () =>
      'Il est enregistré ici. Il a été délivré avant que ce serveur ne conserve ce qui révèle une modification ultérieure.',
    'issuer.site': ({ name }) => `Délivré par ${quoted(name)}, dont ce serveur délivre et conserve les certificats.`,
    'issuer.wallet': ({ address }) =>
      `Signé par le portefeuille ${address}. Le nom de l’établissement est celui que ce portefeuille se donne.`,
    'issuer.signed': ({ address }) =>
      `Le portefeuille ${address} a signé ce que ce certificat atteste. Le nom de l’établissement est celui que ce portefeuille se donne.`,
    'issuer.not_signed': ({ address }) => `Ce qui est écrit ici n’est pas ce que le portefeuille ${address} a signé.`,
    'issuer.unavailable': ({ address }) =>
      `Le portefeuille ${address} est un contrat sur une chaîne de blocs, auquel on ne peut pas demander maintenant s’il a signé cela. Réessayez plus tard.`,
    'issuer.unknown_version': ({ address }) =>
      `Le portefeuille ${address} l’a signé d’une manière que ce serveur ne connaît pas.`,
    'revocation.none': () => 'L’émetteur ne l’a pas révoqué.',
    'revocation.revoked': ({ at, reason }) =>
      `L’émetteur l’a révoqué le ${date(at)}. Motif indiqué : ${quoted(reason)}`,
    'expiry.never': () => 'Il n’expire pas.',
    'expiry.ahead': ({ at }) => `Il est valide jusqu’au ${date(at)}.`,
    'expiry.expired': ({ at }) => `Il était valide jusqu’au ${date(at)}.`,
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
    'anchor.none': () => 'Il n’est ancré sur aucune chaîne de blocs.',
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
    'issuer.contract': ({ address }) =>
      `Le portefeuille ${address} de l’émetteur est un contrat. Seul un nœud de sa chaîne sait s’il a signé, et aucun n’a été interrogé.`,
    'revocation.as_of': ({ at }) =>
      `Lorsque cette preuve a été faite, le ${date(at)}, il n’était pas révoqué. Sa page dit s’il l’a été depuis.`,
    'revocation.told': ({ at, reason }) =>
      `Le serveur d’où vient cette preuve dit qu’il a été révoqué le ${date(at)} ; personne ne l’a signé. Motif indiqué : ${quoted(reason)}`,
    'revocation.not_signed': () =>
      'Cette preuve fait état d’une révocation que l’émetteur n’a pas signée : la preuve a été modifiée. Sa page dit s’il est révoqué.',
    'revocation.unchecked': ({ at }) =>
      `D’après cette preuve, il a été révoqué le ${date(at)}. Seule sa chaîne peut dire si l’émetteur l’a signé, et elle n’a pas été interrogée ou ne répond pas.`,
    'document.not_fetched': () => 'Le document n’a pas été téléchargé. Son adresse fait partie de ce qui est prouvé.',
    'file.kept_back': () => 'Cette preuve ne montre pas la somme de contrôle : aucun fichier ne peut être comparé.',
    'check.unfinished': () => 'Cela n’a pas pu être établi à temps. Réessayez plus tard.',
  },
  facts: {
    holder: 'Décerné à',
    holderAddress: 'Portefeuille du titulaire',
    issuer: 'Délivré par',
    issuerAddress: 'Portefeuille de l’émetteur',
    title: 'Certificat',
    description: 'Description',
    course: 'Cours',
    courseLink: 'À propos du cours',
    program: 'Programme',
    grantedTo: 'Accordé à',
    skills: 'Compétences',
    industries: 'Domaines',
    score: 'Résultat',
    duration: 'Durée',
    achievedAt: 'Obtenu le',
    issuedAt: 'Délivré le',
    expiresAt: 'Valide jusqu’au',
    revokedAt: 'Révoqué le',
    revocationReason: 'Motif de la révocation',
    document: 'Document sur IPFS',
    number: 'Numéro',
  },
  grantedTo: { learner: 'un apprenant', academy: 'un établissement', business: 'une entreprise' },
  page: {
    skip: 'Aller au contenu',
    language: 'Langue',
    certificate: 'Le certificat',
    picture: (title, holder) => `Image du certificat : ${title}, ${holder}`,
    checkedAt: (at) => `Vérifié le ${at}`,
    uncheckedIsNotInvalid: 'Cela ne dit rien contre le certificat.',
    replaced: 'Il a été remplacé par un certificat plus récent.',
    toReplacement: 'Voir le certificat plus récent',
    checks: 'Comment il a été vérifié',
    file: 'Avez-vous le fichier ?',
    fileHint:
      'Choisissez-le ou déposez-le ici. Votre navigateur le compare au certificat ; le fichier lui-même ne quitte pas votre appareil.',
    fileChoose: 'Choisir un fichier',
    fileWorking: 'Comparaison en cours…',
    fileFailed: 'Le fichier n’a pas pu être comparé. Réessayez plus tard.',
    fileInsecure: 'Votre navigateur ne compare des fichiers que par une connexion sécurisée (https).',
    fileNoScript: 'Comparer un fichier nécessite JavaScript.',
    proof: 'Le vérifier sans ce serveur',
    proofHint:
      'Sa preuve est un petit fichier. Votre navigateur la vérifie ici par lui-même, comme la commande « chancery verify » sur tout ordinateur ; on ne demande pas au serveur si elle est vraie.',
    proofCheck: 'Vérifier la preuve dans ce navigateur',
    proofDownload: 'Télécharger la preuve',
    proofChoose: 'Choisir une preuve',
    proofUpload: 'Avez-vous une preuve ?',
    proofUploadHint:
      'Choisissez le fichier (bundle.json) ou déposez-le ici. Votre navigateur le vérifie par lui-même ; il ne quitte pas votre appareil.',
    proofWorking: 'Vérification …',
    proofUnreadable: 'Ce fichier n’est pas une preuve lisible ici.',
    proofFailed: 'La preuve n’a pas pu être vérifiée. Réessayez plus tard.',
    proofNoScript: 'Vérifier ici une preuve nécessite JavaScript.',
    share: 'Vérifiez-le de nouveau à tout moment',
    shareHint: 'Avec cette adresse ou ce numéro, chacun voit sur ce serveur ce que vous voyez ici.',
    qr: 'Code QR de l’adresse de cette page',
    search: 'Vérifier un autre certificat',
    json: 'La même chose en JSON',
    preview: (issuer, day) => `Délivré par ${issuer} le ${day}. Vérifiez-le ici.`,
  },
  search: {
    title: 'Vérifier un certificat',
    lead: 'Est-il authentique ? Saisissez le numéro qui y figure.',
    label: 'Numéro du certificat',
    hint: '26 chiffres et lettres ; les tirets, les espaces et les majuscules n’ont pas d’importance. L’adresse du certificat convient aussi.',
    button: 'Vérifier',
    unreadable:
      'Ceci n’est pas le numéro d’un certificat. Il compte 26 chiffres et lettres, comme 01M81-17EDB-EGDV4-36CAD-GP2MSS.',
  },
  notices: {
    unknown: {
      title: 'Ce certificat n’existe pas.',
      text: 'Aucun certificat portant ce numéro n’a jamais été délivré ici. Comparez-le caractère par caractère avec le certificat.',
    },
    deleted: {
      title: 'Ce certificat a été supprimé.',
      text: (day) => `Son titulaire l’a supprimé le ${day}. Ce qu’il disait n’est plus conservé ici.`,
    },
    unproven: {
      title: 'Il n’y a pas de preuve de ce certificat.',
      text: 'Son émetteur ne l’a pas signé, et il n’est ancré sur aucune chaîne. Ce que ce serveur en sait figure sur sa page.',
    },
    tooMany: {
      title: 'Trop de demandes.',
      text: 'De nombreux certificats viennent d’être vérifiés depuis votre réseau. Réessayez dans une minute.',
    },
    unavailable: {
      title: 'Les certificats ne peuvent pas être vérifiés pour le moment.',
      text: 'Ce serveur n’a pas accès à son registre. Cela ne dit rien du certificat. Réessayez plus tard.',
    },
    broken: { title: 'Une erreur s’est produite de notre côté.', text: 'Réessayez plus tard.' },
    malformed: { title: 'Cette demande est illisible.', text: 'Revenez en arrière et réessayez.' },
  },
}
