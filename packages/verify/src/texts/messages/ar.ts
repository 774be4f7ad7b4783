import { formatsOf, quoted } from '../formats.ts'
import type { Messages } from './en.ts'

// Digits as on the PDF. Foreign names, addresses and numbers are isolated, because they run from left to right.
export const formats = formatsOf('ar-u-nu-latn', ['«', '»'])
const { date, moment, number, inQuotes } = formats

export const messages: Messages = {
  'record.unaltered': () => 'هي مسجَّلة في هذا الخادم، ولم تتغيّر منذ إصدارها.',
  'record.altered': () => 'هي مسجَّلة في هذا الخادم، لكنها عُدّلت بعد إصدارها.',
  'record.no_digest': () => 'هي مسجَّلة في هذا الخادم. صدرت قبل أن يتمكن هذا الخادم من كشف التعديلات اللاحقة.',
  'issuer.site': () => 'أصدرتها مؤسسة على هذا الخادم. لم توقّع المؤسسة المحتوى نفسه.',
  'issuer.wallet': ({ address }) =>
    `أنشأت المحفظة ${quoted(address)} هذه الشهادة على هذا الخادم. لم توقّع المحفظة المحتوى نفسه.`,
  'issuer.signed': ({ address }) => `وقّعت المحفظة ${quoted(address)} محتوى هذه الشهادة.`,
  'issuer.not_signed': ({ address }) => `يختلف محتواها عمّا وقّعته المحفظة ${quoted(address)}.`,
  'issuer.unavailable': ({ address }) =>
    `المحفظة ${quoted(address)} عقد على سلسلة كتل. السلسلة غير متاحة، لذلك تعذّر التحقق من التوقيع. حاول مرة أخرى لاحقًا.`,
  'issuer.unknown_version': ({ address }) => `وقّعتها المحفظة ${quoted(address)} بصيغة لا يعرفها هذا الخادم.`,
  'issuer.compromised': ({ address, at }) =>
    `أُبلغ عن اختراق مفتاح المحفظة ${quoted(address)} منذ ${date(at)}. ظهرت هذه الشهادة أول مرة بعد ذلك.`,
  'identity.domain': (evidence) =>
    [
      `يؤكّد ${quoted(evidence.domain)} هذه الجهة منذ ${date(evidence.since)}. آخر تحقق في ${date(evidence.lastChecked)}.`,
      evidence.nameListedBy === null
        ? evidence.operator === null
          ? evidence.name && callsItself(evidence.name)
          : `يعرفها مشغّل ${quoted(evidence.operator)} باسم ${inQuotes(evidence.name)}.`
        : `يدرجها ${inQuotes(evidence.nameListedBy)} باسم ${inQuotes(evidence.name)}.`,
      evidence.issuers > 1 &&
        `عدد الجهات التي يؤكّدها ${quoted(evidence.domain)}: ${number(evidence.issuers)}. لا يؤكّد أسماءها.`,
      evidence.formerIssuers > 0 && `أكّد ${quoted(evidence.domain)} جهة أخرى من قبل.`,
    ]
      .filter(Boolean)
      .join(' '),
  'identity.registry': ({ name, listedName, registry, since, lastChecked }) =>
    [
      `يدرج ${inQuotes(registry)} هذه الجهة باسم ${inQuotes(listedName)} منذ ${date(since)}. آخر تحقق في ${date(lastChecked)}.`,
      name && name !== listedName && callsItself(name),
    ]
      .filter(Boolean)
      .join(' '),
  'identity.operator': ({ name, operator }) =>
    `يؤكّد مشغّل ${quoted(operator)} أن الجهة ${inQuotes(name)} تُصدر شهادات على هذا الخادم. لا يؤكّد ذلك أيّ نطاق.`,
  'identity.none': ({ name }) => `لا يؤكّد هذه الجهة أيّ نطاق أو سجل أو مشغّل.${name && ` ${callsItself(name)}`}`,
  'identity.blocked': ({ name }) => `حظر مشغّل هذا الخادم هذه الجهة.${name && ` ${callsItself(name)}`}`,
  'identity.name_taken': ({ name, registry, domain }) =>
    `${callsItself(name)} يدرج ${inQuotes(registry)} جهة أخرى بهذا الاسم أو باسم يشبهه${domain === null ? '' : `: ${quoted(domain)}`}.`,
  'identity.lapsed': ({ domain, since, until, receivedThen }) =>
    [
      `أكّد ${quoted(domain)} هذه الجهة من ${date(since)} إلى ${date(until)}. لم يعد يؤكّدها.`,
      receivedThen && `استلم هذا الخادم الشهادة خلال تلك المدة، في ${date(receivedThen)}.`,
    ]
      .filter(Boolean)
      .join(' '),
  'identity.silent': ({ source, since, lastChecked }) =>
    `أكّد ${inQuotes(source)} هذه الجهة منذ ${date(since)}، وآخر مرة في ${date(lastChecked)}. تعذّر الوصول إليه بعد ذلك.`,
  'revocation.none': () => 'لم تُلغها الجهة المُصدِرة.',
  'revocation.revoked': ({ at, reason }) => `ألغتها الجهة المُصدِرة في ${date(at)}. السبب: ${quoted(reason)}`,
  'expiry.never': () => 'لا تنتهي صلاحيتها.',
  'expiry.ahead': ({ at, timeZone }) => `هي صالحة حتى ${date(at, timeZone)}.`,
  'expiry.expired': ({ at, timeZone }) => `كانت صالحة حتى ${date(at, timeZone)}.`,
  'document.none': () => 'ليس لهذه الشهادة مستند على IPFS.',
  'document.intact': () => 'عُثر على المستند، وهو يطابق العنوان المذكور في الشهادة بايتًا ببايت.',
  'document.damaged': () => 'لا يطابق المستند المخزَّن العنوان المذكور في الشهادة.',
  'document.missing': () => 'لم يُعثر على المستند، لذلك تعذّرت مقارنته بالعنوان المذكور في الشهادة.',
  'document.unreadable': () => 'عُثر على المستند، لكن هذا الخادم لا يقرأ مستندات من هذا النوع أو بهذا الحجم.',
  'document.late': () => 'لم يُعثر على المستند في الوقت المتاح. ربما لم يعد موجودًا، وربما يستغرق العثور عليه وقتًا أطول.',
  'document.unavailable': () => 'مخزن المستندات غير متاح. حاول مرة أخرى لاحقًا.',
  'file.no_checksum': () => 'ليس لهذه الشهادة مجموع اختباري، لذلك لا يمكن مقارنة أيّ ملف بها.',
  'file.none': () => 'لم يُقارَن أيّ ملف.',
  'file.equal': () => 'هذا هو الملف الذي صدرت له الشهادة، بايتًا ببايت.',
  'file.different': () => 'هذا ليس الملف الذي صدرت له الشهادة.',
  'file.current_pdf': () => 'هذا هو ملف PDF الحالي لهذه الشهادة، بايتًا ببايت.',
  'file.earlier_pdf': ({ replacedAt }) =>
    replacedAt === null
      ? 'هذه نسخة سابقة من ملف PDF. اعتمد على هذه الصفحة وحدها.'
      : `هذه نسخة سابقة من ملف PDF، استُبدلت في ${date(replacedAt)}. اعتمد على هذه الصفحة وحدها.`,
  'file.not_served': () => 'عُدّل هذا الملف أو حُفظ من جديد، أو هو ملف آخر. اعتمد على هذه الصفحة وحدها.',
  'anchor.none': () => 'ليست مُثبَّتة على سلسلة كتل.',
  'anchor.issuer_not_confirmed': () => 'ليست مُثبَّتة على سلسلة كتل: تنتظر تأكيد جهة إصدارها.',
  'anchor.daily_limit': () => 'تنتظر التثبيت: استُنفدت معاملات اليوم. يمكن تثبيتها غدًا.',
  'anchor.altered': () => 'لا يطابق محتواها ما ثُبّت على السلسلة.',
  'anchor.unknown_version': () => 'ثُبّتت بصيغة لا يعرفها هذا الخادم.',
  'anchor.waiting': () => 'تثبيتها ليس نهائيًّا بعد: لم تؤكّده السلسلة.',
  'anchor.found': ({ chain, time, transaction }) =>
    `ثُبّتت على السلسلة ${chain} في ${moment(time)}${transaction === null ? '' : `، في المعاملة ${quoted(transaction)}`}. كانت موجودة حينها، ولم تتغيّر بعد ذلك.`,
  'anchor.missing': ({ chain }) => `تثبيتها غير موجود على السلسلة ${chain}.`,
  'anchor.foreign': ({ chain, contract }) => `العقد ${quoted(contract)} على السلسلة ${chain} ليس عقد التثبيت.`,
  'anchor.elsewhere': ({ chain }) =>
    `يطابق إثباتها التثبيت الذي يذكره على السلسلة ${chain}. لم يُستعلم هنا من تلك السلسلة.`,
  'anchor.unavailable': ({ chain }) => `السلسلة ${chain} غير متاحة، لذلك تعذّر التحقق من التثبيت. حاول مرة أخرى لاحقًا.`,
  // For a bundle, which is checked without its server:
  'record.proven': () => 'يطابق محتواها إثباتها. لم يتغيّر شيء.',
  'record.unproven': () => 'لا يطابق محتواها إثباتها. عُدّل أحدهما.',
  'record.unbound': () => 'لا شيء مما أمكن التحقق منه هنا يربط محتواها بإثباتها.',
  'issuer.unsigned': ({ address }) =>
    `تذكر أن المحفظة ${quoted(address)} أصدرتها، لكنها لا تحمل توقيع تلك المحفظة. هذا الإثبات وحده لا يُظهر مَن أصدرها.`,
  'identity.not_looked_up': ({ address, domain }) =>
    domain === null
      ? `هذا الإثبات وحده لا يُظهر مَن يملك المحفظة ${quoted(address)}. لا يذكر أيّ نطاق.`
      : `تقول الجهة المُصدِرة إن النطاق ${quoted(domain)} لها. لم يُبحث هنا عمّا إذا كان النطاق يؤكّد ذلك.`,
  'identity.domain_now': ({ domain, name }) =>
    `يُظهر بحث أُجري الآن أن ${quoted(domain)} يؤكّد هذه الجهة.${name === null ? '' : ` ${callsItself(name)}`}`,
  'identity.named': ({ issuer, hostedAt }) =>
    `الجهة المُصدِرة هي التي حدّدتها: ${quoted(issuer)}.${hostedAt ? ` وهي مستضافة على ${quoted(hostedAt)}، وقد يستضيف هذا الخادم أيّ أحد.` : ''}`,
  'identity.other': ({ issuer, expected }) =>
    `الجهة المُصدِرة هي ${quoted(issuer)}، وليست ${quoted(expected)} التي حدّدتها.`,
  'identity.not_confirmed': ({ domain }) =>
    `تقول الجهة المُصدِرة إن النطاق ${quoted(domain)} لها، لكن النطاق لا يؤكّد ذلك.`,
  'identity.claim_not_signed': ({ domain }) =>
    `يذكر هذا الإثبات النطاق ${quoted(domain)}، لكن الجهة المُصدِرة لم توقّع ذلك.`,
  'identity.unreachable': ({ domain }) =>
    `تعذّر البحث عمّا إذا كان ${quoted(domain)} يؤكّد هذه الجهة. حاول مرة أخرى لاحقًا.`,
  'issuer.contract': ({ address }) =>
    `محفظة الجهة المُصدِرة ${quoted(address)} عقد. لا يمكن التحقق من توقيعها إلا على سلسلتها، ولم يُستعلم منها.`,
  'revocation.as_of': ({ at }) =>
    `وفقًا لهذا الإثبات، لم تكن ملغاة عند إنشائه في ${date(at)}. تعرض صفحتها حالتها الحالية.`,
  'revocation.told': ({ at, reason }) =>
    `يذكر الخادم الذي أنشأ هذا الإثبات، من دون توقيع، أنها أُلغيت في ${date(at)}. السبب: ${quoted(reason)}`,
  'revocation.not_signed': () =>
    'يتضمن هذا الإثبات إلغاءً لم توقّعه الجهة المُصدِرة، أي إن الإثبات عُدّل. تُظهر صفحتها هل هي ملغاة.',
  'revocation.unchecked': ({ at }) =>
    `حسب هذا الإثبات أُلغيت في ${date(at)}. لا يمكن التحقق من توقيع الجهة المُصدِرة إلا على سلسلتها، ولم يُستعلم منها أو هي غير متاحة.`,
  'document.not_fetched': () => 'لم يُجلب المستند. يشمل الإثبات عنوانه.',
  'file.kept_back': () => 'لا يتضمن هذا الإثبات المجموع الاختباري، لذلك لا يمكن مقارنة أيّ ملف.',
  'check.unfinished': () => 'استغرق هذا الفحص وقتًا طويلًا. حاول مرة أخرى لاحقًا.',
}

function callsItself(name: string): string {
  return `تسمّي الجهة نفسها ${inQuotes(name)} (لم يُتحقَّق من الاسم).`
}
