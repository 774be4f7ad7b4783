import type { MailTexts } from './en.ts'

export const ar: MailTexts = {
  subjects: {
    issued: (title) => `شهادتك: ${title}`,
    replaced: (title) => `شهادتك الجديدة: ${title}`,
    revoked: (title) => `أُلغيت شهادتك: ${title}`,
    expiring: (title, day) => `شهادتك صالحة حتى ${day}: ${title}`,
  },
  greeting: (name) => `مرحبًا ${name}،`,
  leads: {
    issued: (site) => `أصدرت ${site} شهادة لك.`,
    replaced: (site) => `استبدلت ${site} إحدى شهاداتك بشهادة جديدة. لم تعد الشهادة السابقة صالحة.`,
    revoked: (site) => `ألغت ${site} هذه الشهادة. لم تعد صالحة.`,
    expiring: (site, day) => `هذه الشهادة الصادرة عن ${site} صالحة حتى ${day}.`,
  },
  see: 'عرض الشهادة',
  why: (site) => `تصلك هذه الرسالة لأن ${site} أصدرت شهادة لك.`,
  unsubscribe: 'إلغاء الاشتراك',
  page: {
    title: 'إلغاء الاشتراك',
    question: (site) => `ألا تريد تلقّي رسائل أخرى عن شهادات ${site}؟ لن تتغيّر شهاداتك.`,
    done: 'أُلغي اشتراكك.',
    doneText: (site) => `لن تتلقى رسائل أخرى عن شهادات ${site}.`,
    again: 'الاشتراك من جديد',
    subscribed: 'أُعيد اشتراكك.',
    subscribedText: (site) => `ستتلقى رسائل عن شهادات ${site}.`,
    unknown: 'هذا الرابط غير كامل.',
    unknownText: 'افتح الرابط الموجود في الرسالة مرة أخرى، أو انسخه كاملًا.',
  },
}
