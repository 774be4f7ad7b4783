import type { MailTexts } from './en.ts'

export const he: MailTexts = {
  subjects: {
    issued: (title) => `התעודה שלכם: ${title}`,
    replaced: (title) => `התעודה החדשה שלכם: ${title}`,
    revoked: (title) => `התעודה שלכם בוטלה: ${title}`,
    expiring: (title, day) => `התעודה שלכם תקפה עד ${day}: ${title}`,
  },
  greeting: (name) => `שלום ${name},`,
  leads: {
    issued: (site) => `הונפקה לכם תעודה. המנפיק: ${site}.`,
    replaced: (site) => `אחת התעודות שלכם הוחלפה בתעודה חדשה. הקודמת אינה תקפה עוד. המנפיק: ${site}.`,
    revoked: (site) => `התעודה הזאת בוטלה ואינה תקפה עוד. המנפיק: ${site}.`,
    expiring: (site, day) => `התעודה הזאת תקפה עד ${day}. המנפיק: ${site}.`,
  },
  see: 'הצגת התעודה',
  why: (site) => `קיבלתם את ההודעה הזאת כי הונפקה לכם תעודה. המנפיק: ${site}.`,
  unsubscribe: 'ביטול ההרשמה',
  page: {
    title: 'ביטול ההרשמה',
    question: (site) => `אינכם רוצים לקבל עוד הודעות על תעודות? המנפיק: ${site}. התעודות שלכם לא ישתנו.`,
    done: 'ההרשמה בוטלה.',
    doneText: (site) => `לא תקבלו עוד הודעות על תעודות. המנפיק: ${site}.`,
    again: 'הרשמה מחדש',
    subscribed: 'נרשמתם מחדש.',
    subscribedText: (site) => `תקבלו הודעות על תעודות. המנפיק: ${site}.`,
    unknown: 'הקישור הזה אינו שלם.',
    unknownText: 'פתחו שוב את הקישור שבהודעה, או העתיקו את כולו.',
  },
}
