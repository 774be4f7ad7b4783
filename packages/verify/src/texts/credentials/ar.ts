import { type Formats, quoted } from '../formats.ts'
import type { CredentialTexts, ListFault, ProofFault } from './en.ts'

export const ar = ({ date, moment, inQuotes }: Formats): CredentialTexts => ({
  verdicts: {
    changed: 'عُدّلت بعد إصدارها، أو لم تُصدرها قط الجهة المذكورة فيها.',
    revoked: 'ألغتها الجهة المُصدِرة.',
    suspended: 'علّقتها الجهة المُصدِرة.',
    not_yet: (at) => `لا تسري قبل ${date(at)}.`,
  },
  checks: { content: 'المحتوى' },
  messages: {
    'content.as_signed': () => 'لجميع الحقول المعنى المعياري الذي جرى توقيعه.',
    'content.redefined': ({ context }) => `يعطي أحد السياقات حقولًا معيارية معنى آخر: ${quoted(context)}`,
    'content.unknown_context': ({ context }) =>
      `لا يعرف هذا الإصدار سياقًا أو شكلًا من الحقول، لذلك تعذّر التحقق من المحتوى: ${quoted(context)}`,
    'content.undefined_term': ({ reason }) => `فيها حقل لا يشمله أيّ توقيع. ${quoted(reason)}`,
    'content.too_complex': () => 'محتواها معقّد جدًا بحيث يتعذّر التحقق منه.',
    'issuer.signed': ({ did }) => `وقّع مفتاح ${quoted(did)} محتواها.`,
    'issuer.not_signed': ({ did }) => `يختلف محتواها عمّا وقّعه ${quoted(did)}.`,
    'issuer.no_signature': () => 'لا توقيع عليها.',
    'issuer.other_key': ({ did, method }) => `وُقّعت بالمفتاح ${quoted(method)}. ليس لدى ${quoted(did)} مفتاح كهذا.`,
    'issuer.wrong_algorithm': ({ algorithm }) =>
      `تذكر الخوارزمية ${quoted(algorithm)}، وهي لا تُثبت شيئًا أو غير مقبولة.`,
    'issuer.wrong_proof': ({ reason }) => `توقيعها لا يُعتدّ به. ${proofFaults[reason]}`,
    'issuer.unsupported': ({ did }) => `لا يستطيع هذا الإصدار قراءة مفتاح ${quoted(did)} أو توقيعه.`,
    'issuer.unreachable': ({ did }) =>
      `مفتاح ${quoted(did)} غير متاح، لذلك تعذّر التحقق من التوقيع. حاول مرة أخرى لاحقًا.`,
    'identity.named': ({ issuer }) => `الجهة المُصدِرة هي ${quoted(issuer)}، كما توقّعت.`,
    'identity.other': ({ issuer, expected }) => `الجهة المُصدِرة هي ${quoted(issuer)}، وليست ${quoted(expected)}.`,
    'identity.did_web': ({ domain }) => `يؤكّد ${quoted(domain)} هذه الجهة، لكنه لا يؤكّد اسمها.`,
    'identity.registry': ({ listedName, registry }) =>
      `يدرج ${inQuotes(registry)} هذه الجهة باسم ${inQuotes(listedName)}.`,
    'identity.hosted': ({ place }) =>
      `الجهة المُصدِرة مستضافة على ${quoted(place)}. قد يخدم هذا المضيف أيّ شخص، لذلك لا يؤكّد نطاقه الجهة.`,
    'identity.none': ({ did }) => `لا يؤكّد أيّ نطاق أو سجل مَن هو ${quoted(did)}.`,
    'identity.unreachable': ({ did }) => `تعذّر البحث عمّا إذا كان أحد يؤكّد ${quoted(did)}. حاول مرة أخرى لاحقًا.`,
    'expiry.never': () => 'لا تنتهي صلاحيتها.',
    'expiry.ahead': ({ at }) => `صالحة حتى ${moment(at)}.`,
    'expiry.expired': ({ at }) => `كانت صالحة حتى ${moment(at)}.`,
    'expiry.not_yet': ({ at }) => `لا تسري قبل ${moment(at)}.`,
    'expiry.unreadable': ({ value }) => `تعذّرت قراءة تواريخها: ${quoted(value)}`,
    'revocation.none': () => 'ليس لدى الجهة المُصدِرة قائمة إلغاء لها.',
    'revocation.not_revoked': () => 'لم تُلغها الجهة المُصدِرة.',
    'revocation.revoked': ({ purpose }) =>
      purpose === 'suspension' ? 'علّقتها الجهة المُصدِرة.' : 'ألغتها الجهة المُصدِرة.',
    'revocation.unsupported': () => 'تعلن الجهة المُصدِرة عن الإلغاء بطريقة لا يستطيع هذا الإصدار قراءتها.',
    'revocation.unreachable': ({ list }) => `قائمة الإلغاء لدى الجهة المُصدِرة غير متاحة: ${quoted(list)}`,
    'revocation.bad_list': ({ list, reason }) =>
      `تعذّر استخدام قائمة الإلغاء لدى الجهة المُصدِرة. ${listFaults[reason]} عنوانها: ${quoted(list)}`,
    'check.unfinished': () => 'استغرق هذا الفحص وقتًا أطول من اللازم. حاول مرة أخرى لاحقًا.',
  },
  unreadable: {
    too_large: 'الملف كبير جدًا.',
    damaged: 'الملف تالف، أو ليس صورة تحتوي على شارة.',
    no_badge: 'لا تحتوي الصورة على شارة.',
    several_badges: 'تحتوي الصورة على عدة شارات، وتختلف البرامج في أيّها يُعتدّ به.',
    not_a_credential: `ليس النص شهادة رقمية بصيغة ${quoted('JSON')} ولا بصيغة ${quoted('JWT')}.`,
    incomplete: 'لا تُذكر الجهة المُصدِرة أو صاحب الشهادة.',
  },
})

const proofFaults: Record<ProofFault, string> = {
  other_purpose: 'وُضع لغرض آخر.',
  no_key: 'لا يذكر أيّ مفتاح.',
  expired: 'انتهت صلاحيته.',
  other_issuer: 'يذكر جهة مُصدِرة أخرى.',
  contradiction: 'بياناته متناقضة.',
}

const listFaults: Record<ListFault, string> = {
  not_a_credential: 'ليست مستندًا موقّعًا.',
  no_content: 'ليس لها محتوى.',
  no_type: 'ليست معرَّفة كقائمة حالات.',
  other_issuer: 'هي لجهة مُصدِرة أخرى.',
  other_list: 'هي قائمة أخرى.',
  other_purpose: 'هي لغرض آخر.',
  unknown_content: 'تعذّرت قراءة محتواها.',
  not_valid_now: 'هي غير صالحة الآن.',
  changed: 'عُدّلت، أو لم توقّعها الجهة المُصدِرة.',
  not_checked: 'تعذّر التحقق من توقيعها.',
  bad_entries: 'تعذّرت قراءة مدخلاتها، أو عددها قليل جدًا.',
}
