import { type Formats, quoted } from '../formats.ts'
import type { CredentialTexts, ListFault, ProofFault } from './en.ts'

export const he = ({ date, moment, inQuotes }: Formats): CredentialTexts => ({
  verdicts: {
    changed: 'שונתה לאחר שהונפקה, או שלא הונפקה מעולם על ידי המנפיק שמצוין בה.',
    revoked: 'בוטלה על ידי המנפיק.',
    suspended: 'הושעתה על ידי המנפיק.',
    not_yet: (at) => `אינה בתוקף לפני ${date(at)}.`,
  },
  checks: { content: 'תוכן' },
  messages: {
    'content.as_signed': () => 'לכל השדות יש המשמעות התקנית שנחתמה.',
    'content.redefined': ({ context }) => `הקשר אחד נותן לשדות תקניים משמעות אחרת: ${quoted(context)}`,
    'content.unknown_context': ({ context }) =>
      `הגרסה הזאת אינה מכירה הקשר או צורה של שדה, ולכן לא ניתן היה לבדוק את התוכן: ${quoted(context)}`,
    'content.undefined_term': ({ reason }) => `יש בה שדה ששום חתימה אינה מכסה. ${quoted(reason)}`,
    'content.too_complex': () => 'התוכן שלה מורכב מדי לבדיקה.',
    'issuer.signed': ({ did }) => `המפתח של ${quoted(did)} חתם על התוכן.`,
    'issuer.not_signed': ({ did }) => `התוכן אינו מה ש־${quoted(did)} חתם עליו.`,
    'issuer.no_signature': () => 'אין בה חתימה.',
    'issuer.other_key': ({ did, method }) => `היא חתומה במפתח ${quoted(method)}. ל־${quoted(did)} אין מפתח כזה.`,
    'issuer.wrong_algorithm': ({ algorithm }) =>
      `מצוין בה האלגוריתם ${quoted(algorithm)}, שאינו מוכיח דבר או שאינו מקובל.`,
    'issuer.wrong_proof': ({ reason }) => `החתימה אינה נחשבת. ${proofFaults[reason]}`,
    'issuer.unsupported': ({ did }) => `הגרסה הזאת אינה יכולה לקרוא את המפתח או את החתימה של ${quoted(did)}.`,
    'issuer.unreachable': ({ did }) =>
      `המפתח של ${quoted(did)} אינו זמין, ולכן לא ניתן היה לבדוק את החתימה. נסו שוב מאוחר יותר.`,
    'identity.named': ({ issuer }) => `המנפיק הוא ${quoted(issuer)}, כפי שציפיתם.`,
    'identity.other': ({ issuer, expected }) => `המנפיק הוא ${quoted(issuer)}, ולא ${quoted(expected)}.`,
    'identity.did_web': ({ domain }) => `${quoted(domain)} מאשר את המנפיק הזה, אבל לא את שמו.`,
    'identity.registry': ({ listedName, registry }) =>
      `${inQuotes(registry)} רושם את המנפיק הזה בשם ${inQuotes(listedName)}.`,
    'identity.hosted': ({ place }) =>
      `המנפיק מתארח ב־${quoted(place)}. השרת המארח יכול לשרת כל אחד, ולכן הדומיין שלו אינו מאשר את המנפיק.`,
    'identity.none': ({ did }) => `שום דומיין או מרשם אינו מאשר מי הוא ${quoted(did)}.`,
    'identity.unreachable': ({ did }) => `לא ניתן היה לבדוק אם מישהו מאשר את ${quoted(did)}. נסו שוב מאוחר יותר.`,
    'expiry.never': () => 'תוקפה אינו פג.',
    'expiry.ahead': ({ at }) => `היא בתוקף עד ${moment(at)}.`,
    'expiry.expired': ({ at }) => `היא הייתה בתוקף עד ${moment(at)}.`,
    'expiry.not_yet': ({ at }) => `היא אינה בתוקף לפני ${moment(at)}.`,
    'expiry.unreadable': ({ value }) => `לא ניתן לקרוא את תאריכי התוקף: ${quoted(value)}`,
    'revocation.none': () => 'המנפיק אינו מנהל עבורה רשימת ביטולים.',
    'revocation.not_revoked': () => 'המנפיק לא ביטל אותה.',
    'revocation.revoked': ({ purpose }) => (purpose === 'suspension' ? 'המנפיק השעה אותה.' : 'המנפיק ביטל אותה.'),
    'revocation.unsupported': () => 'המנפיק מודיע על ביטולים בדרך שהגרסה הזאת אינה יכולה לקרוא.',
    'revocation.unreachable': ({ list }) => `רשימת הביטולים של המנפיק אינה זמינה: ${quoted(list)}`,
    'revocation.bad_list': ({ list, reason }) =>
      `לא ניתן להשתמש ברשימת הביטולים של המנפיק. ${listFaults[reason]} כתובתה: ${quoted(list)}`,
    'check.unfinished': () => 'הבדיקה הזאת נמשכה זמן רב מדי. נסו שוב מאוחר יותר.',
  },
  unreadable: {
    too_large: 'הקובץ גדול מדי.',
    damaged: 'הקובץ פגום, או שאינו תמונה עם תג.',
    no_badge: 'אין תג בתמונה.',
    several_badges: 'יש בתמונה כמה תגים, ותוכנות חלוקות בשאלה איזה מהם נחשב.',
    not_a_credential: `הטקסט אינו אישור דיגיטלי, לא כ־${quoted('JSON')} ולא כ־${quoted('JWT')}.`,
    incomplete: 'לא מצוינים בה מנפיק ומחזיק.',
  },
})

const proofFaults: Record<ProofFault, string> = {
  other_purpose: 'היא נועדה למטרה אחרת.',
  no_key: 'לא מצוין בה מפתח.',
  expired: 'תוקפה פג.',
  other_issuer: 'מצוין בה מנפיק אחר.',
  contradiction: 'הנתונים שבה סותרים זה את זה.',
}

const listFaults: Record<ListFault, string> = {
  not_a_credential: 'היא אינה מסמך חתום.',
  no_content: 'אין בה תוכן.',
  no_type: 'היא אינה מסומנת כרשימת מצבים.',
  other_issuer: 'היא שייכת למנפיק אחר.',
  other_list: 'זוהי רשימה אחרת.',
  other_purpose: 'היא נועדה למטרה אחרת.',
  unknown_content: 'לא ניתן לקרוא את תוכנה.',
  not_valid_now: 'היא אינה בתוקף עכשיו.',
  changed: 'היא שונתה, או שהמנפיק לא חתם עליה.',
  not_checked: 'לא ניתן היה לבדוק את חתימתה.',
  bad_entries: 'לא ניתן לקרוא את הרשומות שבה, או שהן מעטות מדי.',
}
