import { type Formats, quoted } from '../formats.ts'
import type { CredentialTexts, ListFault, ProofFault } from './en.ts'

export const ru = ({ date, moment, inQuotes }: Formats): CredentialTexts => ({
  verdicts: {
    changed: 'Изменён после выдачи или никогда не выдавался указанным издателем.',
    revoked: 'Отозван издателем.',
    suspended: 'Действие приостановлено издателем.',
    not_yet: (at) => `Начинает действовать ${date(at)}`,
  },
  checks: { content: 'Содержание' },
  messages: {
    'content.as_signed': () => 'Все поля имеют установленное значение, которое и было подписано.',
    'content.redefined': ({ context }) => `Контекст придаёт установленным полям другое значение: ${quoted(context)}`,
    'content.unknown_context': ({ context }) =>
      `Эта версия не знает контекст или вид поля, поэтому проверить содержание не удалось: ${quoted(context)}`,
    'content.undefined_term': ({ reason }) => `Одно из полей не покрыто подписью. ${quoted(reason)}`,
    'content.too_complex': () => 'Содержание слишком сложное для проверки.',
    'issuer.signed': ({ did }) => `Содержание подписано ключом ${quoted(did)}.`,
    'issuer.not_signed': ({ did }) => `Содержание отличается от того, что подписал ${quoted(did)}.`,
    'issuer.no_signature': () => 'Подписи нет.',
    'issuer.other_key': ({ did, method }) => `Подписано ключом ${quoted(method)}. У ${quoted(did)} такого ключа нет.`,
    'issuer.wrong_algorithm': ({ algorithm }) =>
      `Указан алгоритм ${quoted(algorithm)}, который ничего не доказывает или не принимается.`,
    'issuer.wrong_proof': ({ reason }) => `Подпись не засчитывается. ${proofFaults[reason]}`,
    'issuer.unsupported': ({ did }) => `Эта версия не может прочитать ключ или подпись ${quoted(did)}.`,
    'issuer.unreachable': ({ did }) =>
      `Ключ ${quoted(did)} недоступен, поэтому проверить подпись не удалось. Попробуйте позже.`,
    'identity.named': ({ issuer }) => `Издатель, как и ожидалось, — ${quoted(issuer)}.`,
    'identity.other': ({ issuer, expected }) => `Издатель — ${quoted(issuer)}, а не ${quoted(expected)}.`,
    'identity.did_web': ({ domain }) => `Домен ${quoted(domain)} подтверждает этого издателя, но не его название.`,
    'identity.registry': ({ listedName, registry }) =>
      `В реестре ${inQuotes(registry)} этот издатель указан под названием ${inQuotes(listedName)}.`,
    'identity.hosted': ({ place }) =>
      `Издатель размещён по адресу ${quoted(place)}. Этот сервер может обслуживать кого угодно, поэтому его домен не подтверждает издателя.`,
    'identity.none': ({ did }) => `Ни домен, ни реестр не подтверждает, кто такой ${quoted(did)}.`,
    'identity.unreachable': ({ did }) =>
      `Не удалось узнать, подтверждает ли кто-нибудь ${quoted(did)}. Попробуйте позже.`,
    'expiry.never': () => 'Срок действия не ограничен.',
    'expiry.ahead': ({ at }) => `Срок действия: до ${moment(at)}.`,
    'expiry.expired': ({ at }) => `Срок действия закончился: ${moment(at)}.`,
    'expiry.not_yet': ({ at }) => `Начало срока действия: ${moment(at)}.`,
    'expiry.unreadable': ({ value }) => `Даты срока действия не удалось прочитать: ${quoted(value)}`,
    'revocation.none': () => 'Издатель не ведёт для него списка отзыва.',
    'revocation.not_revoked': () => 'Издатель его не отзывал.',
    'revocation.revoked': ({ purpose }) =>
      purpose === 'suspension' ? 'Издатель приостановил его действие.' : 'Издатель его отозвал.',
    'revocation.unsupported': () => 'Издатель сообщает об отзывах способом, который эта версия не может прочитать.',
    'revocation.unreachable': ({ list }) => `Список отзыва издателя недоступен: ${quoted(list)}`,
    'revocation.bad_list': ({ list, reason }) =>
      `Список отзыва издателя нельзя использовать. ${listFaults[reason]} Его адрес: ${quoted(list)}`,
    'check.unfinished': () => 'Эта проверка заняла слишком много времени. Попробуйте позже.',
  },
  unreadable: {
    too_large: 'Файл слишком большой.',
    damaged: 'Файл повреждён или не является изображением со значком.',
    no_badge: 'В изображении нет значка.',
    several_badges: 'В изображении несколько значков, и программы по-разному решают, какой из них считать.',
    not_a_credential: 'Это не такой документ ни в виде JSON, ни в виде JWT.',
    incomplete: 'Не указан издатель или владелец.',
  },
})

const proofFaults: Record<ProofFault, string> = {
  other_purpose: 'Она сделана для другой цели.',
  no_key: 'В ней не указан ключ.',
  expired: 'Её срок истёк.',
  other_issuer: 'В ней указан другой издатель.',
  contradiction: 'Её данные противоречат друг другу.',
}

const listFaults: Record<ListFault, string> = {
  not_a_credential: 'Он не является подписанным документом.',
  no_content: 'В нём нет содержания.',
  no_type: 'Он не обозначен как список состояний.',
  other_issuer: 'Он принадлежит другому издателю.',
  other_list: 'Это другой список.',
  other_purpose: 'Он предназначен для другой цели.',
  unknown_content: 'Его содержание не удалось прочитать.',
  not_valid_now: 'Сейчас он недействителен.',
  changed: 'Он изменён или не подписан издателем.',
  not_checked: 'Его подпись не удалось проверить.',
  bad_entries: 'Его записи не удалось прочитать, или их слишком мало.',
}
