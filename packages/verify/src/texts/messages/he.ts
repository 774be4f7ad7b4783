import { formatsOf, quoted } from '../formats.ts'
import type { Messages } from './en.ts'

// Foreign names, addresses and numbers are isolated, because they run from left to right.
export const formats = formatsOf('he', ['״', '״'])
const { date, moment, number, inQuotes } = formats

export const messages: Messages = {
  'record.unaltered': () => 'היא רשומה בשרת הזה, ולא שונתה מאז שהונפקה.',
  'record.altered': () => 'היא רשומה בשרת הזה, אבל שונתה לאחר שהונפקה.',
  'record.no_digest': () => 'היא רשומה בשרת הזה. היא הונפקה לפני שהשרת הזה ידע לזהות שינויים מאוחרים.',
  'issuer.site': () => 'ארגון בשרת הזה הנפיק אותה. הארגון לא חתם על התוכן עצמו.',
  'issuer.wallet': ({ address }) => `הארנק ${quoted(address)} יצר את התעודה הזאת בשרת הזה. הוא לא חתם על התוכן עצמו.`,
  'issuer.signed': ({ address }) => `הארנק ${quoted(address)} חתם על תוכן התעודה הזאת.`,
  'issuer.not_signed': ({ address }) => `תוכן התעודה אינו מה שהארנק ${quoted(address)} חתם עליו.`,
  'issuer.unavailable': ({ address }) =>
    `הארנק ${quoted(address)} הוא חוזה בבלוקצ׳יין. השרשרת שלו אינה זמינה, ולכן לא ניתן היה לבדוק את החתימה. נסו שוב מאוחר יותר.`,
  'issuer.unknown_version': ({ address }) => `הארנק ${quoted(address)} חתם עליה בתבנית שהשרת הזה אינו מכיר.`,
  'issuer.compromised': ({ address, at }) =>
    `דווח שהמפתח של הארנק ${quoted(address)} פרוץ מאז ${date(at)}. התעודה הזאת הופיעה לראשונה אחר כך.`,
  'identity.domain': (evidence) =>
    [
      `${quoted(evidence.domain)} מאשר את המנפיק הזה מאז ${date(evidence.since)}. נבדק לאחרונה ב־${date(evidence.lastChecked)}.`,
      evidence.nameListedBy === null
        ? evidence.operator === null
          ? evidence.name && callsItself(evidence.name)
          : `המפעיל של ${quoted(evidence.operator)} מכיר אותו בשם ${inQuotes(evidence.name)}.`
        : `${inQuotes(evidence.nameListedBy)} רושם אותו בשם ${inQuotes(evidence.name)}.`,
      evidence.issuers > 1 &&
        `${quoted(evidence.domain)} מאשר ${number(evidence.issuers)} מנפיקים. הוא אינו מאשר את שמותיהם.`,
      evidence.formerIssuers > 0 && `${quoted(evidence.domain)} אישר בעבר מנפיק אחר.`,
    ]
      .filter(Boolean)
      .join(' '),
  'identity.registry': ({ name, listedName, registry, since, lastChecked }) =>
    [
      `${inQuotes(registry)} רושם את המנפיק הזה בשם ${inQuotes(listedName)} מאז ${date(since)}. נבדק לאחרונה ב־${date(lastChecked)}.`,
      name && name !== listedName && callsItself(name),
    ]
      .filter(Boolean)
      .join(' '),
  'identity.operator': ({ name, operator }) =>
    `המפעיל של ${quoted(operator)} מאשר שהגוף ${inQuotes(name)} מנפיק תעודות בשרת הזה. שום דומיין אינו מאשר זאת.`,
  'identity.none': ({ name }) => `שום דומיין, מרשם או מפעיל אינו מאשר את המנפיק הזה.${name && ` ${callsItself(name)}`}`,
  'identity.blocked': ({ name }) => `מפעיל השרת הזה חסם את המנפיק הזה.${name && ` ${callsItself(name)}`}`,
  'identity.name_taken': ({ name, registry, domain }) =>
    `${callsItself(name)} ${inQuotes(registry)} רושם מנפיק אחר בשם הזה או בשם שנראה דומה לו${domain === null ? '' : `: ${quoted(domain)}`}.`,
  'identity.lapsed': ({ domain, since, until, receivedThen }) =>
    [
      `${quoted(domain)} אישר את המנפיק הזה מ־${date(since)} עד ${date(until)}. הוא אינו מאשר אותו עוד.`,
      receivedThen && `השרת הזה קיבל את התעודה בתקופה הזאת, ב־${date(receivedThen)}.`,
    ]
      .filter(Boolean)
      .join(' '),
  'identity.silent': ({ source, since, lastChecked }) =>
    `${inQuotes(source)} אישר את המנפיק הזה מ־${date(since)}, ולאחרונה ב־${date(lastChecked)}. מאז הוא אינו זמין.`,
  'revocation.none': () => 'המנפיק לא ביטל אותה.',
  'revocation.revoked': ({ at, reason }) => `המנפיק ביטל אותה ב־${date(at)}. הסיבה: ${quoted(reason)}`,
  'expiry.never': () => 'תוקפה אינו פג.',
  'expiry.ahead': ({ at, timeZone }) => `היא בתוקף עד ${date(at, timeZone)}.`,
  'expiry.expired': ({ at, timeZone }) => `היא הייתה בתוקף עד ${date(at, timeZone)}.`,
  'document.none': () => 'לתעודה הזאת אין מסמך ב־IPFS.',
  'document.intact': () => 'המסמך נמצא, והוא תואם לכתובת שבתעודה, בייט אחר בייט.',
  'document.damaged': () => 'המסמך השמור אינו תואם לכתובת שבתעודה.',
  'document.missing': () => 'המסמך לא נמצא, ולכן לא ניתן היה להשוות אותו לכתובת שבתעודה.',
  'document.unreadable': () => 'המסמך נמצא, אבל השרת הזה אינו קורא מסמכים מסוג כזה או בגודל כזה.',
  'document.late': () => 'המסמך לא נמצא בזמן. ייתכן שאינו קיים עוד, וייתכן שאיתורו נמשך זמן רב יותר.',
  'document.unavailable': () => 'מאגר המסמכים אינו זמין. נסו שוב מאוחר יותר.',
  'file.no_checksum': () => 'לתעודה הזאת אין סכום ביקורת, ולכן אי אפשר להשוות אליה קובץ.',
  'file.none': () => 'לא הושווה קובץ.',
  'file.equal': () => 'זה הקובץ שעבורו הונפקה התעודה, בייט אחר בייט.',
  'file.different': () => 'זה אינו הקובץ שעבורו הונפקה התעודה.',
  'file.current_pdf': () => 'זה קובץ ה־PDF הנוכחי של התעודה הזאת, בייט אחר בייט.',
  'file.earlier_pdf': ({ replacedAt }) =>
    replacedAt === null
      ? 'זו גרסה קודמת של קובץ ה־PDF. סמכו רק על הדף הזה.'
      : `זו גרסה קודמת של קובץ ה־PDF, שהוחלפה ב־${date(replacedAt)}. סמכו רק על הדף הזה.`,
  'file.not_served': () => 'נעשו שינויים בקובץ הזה, או שהוא נשמר מחדש, או שזה קובץ אחר. סמכו רק על הדף הזה.',
  'anchor.none': () => 'היא אינה מעוגנת בבלוקצ׳יין.',
  'anchor.issuer_not_confirmed': () => 'היא אינה מעוגנת בבלוקצ׳יין: היא ממתינה לאימות המנפיק שלה.',
  'anchor.daily_limit': () => 'היא ממתינה לעיגון: הטרנזקציות של היום נוצלו. אפשר יהיה לעגן אותה מחר.',
  'anchor.altered': () => 'תוכנה אינו תואם למה שעוגן בשרשרת.',
  'anchor.unknown_version': () => 'היא עוגנה בתבנית שהשרת הזה אינו מכיר.',
  'anchor.waiting': () => 'העיגון שלה אינו סופי עדיין: השרשרת לא אישרה אותו.',
  'anchor.found': ({ chain, time, transaction }) =>
    `עוגנה בשרשרת ${chain} ב־${moment(time)}${transaction === null ? '' : `, בעסקה ${quoted(transaction)}`}. היא הייתה קיימת אז, ולא שונתה מאז.`,
  'anchor.missing': ({ chain }) => `העיגון שלה אינו נמצא בשרשרת ${chain}.`,
  'anchor.foreign': ({ chain, contract }) => `החוזה ${quoted(contract)} בשרשרת ${chain} אינו חוזה העיגון.`,
  'anchor.elsewhere': ({ chain }) => `ההוכחה שלה תואמת לעיגון שהיא מציינת בשרשרת ${chain}. השרשרת הזאת לא נבדקה כאן.`,
  'anchor.unavailable': ({ chain }) =>
    `שרשרת ${chain} אינה זמינה, ולכן לא ניתן היה לבדוק את העיגון. נסו שוב מאוחר יותר.`,
  // For a bundle, which is checked without its server:
  'record.proven': () => 'התוכן שלה תואם להוכחה שלה. דבר לא שונה.',
  'record.unproven': () => 'התוכן שלה אינו תואם להוכחה שלה. אחד מהם שונה.',
  'record.unbound': () => 'שום דבר שניתן היה לבדוק כאן אינו מקשר בין התוכן שלה להוכחה שלה.',
  'issuer.unsigned': ({ address }) =>
    `היא מציינת את הארנק ${quoted(address)} כמנפיק שלה, אבל אין בה חתימה של הארנק הזה. ההוכחה הזאת לבדה אינה מראה מי הנפיק אותה.`,
  'identity.not_looked_up': ({ address, domain }) =>
    domain === null
      ? `ההוכחה הזאת לבדה אינה מראה למי שייך הארנק ${quoted(address)}. היא אינה מציינת דומיין.`
      : `המנפיק טוען שהדומיין ${quoted(domain)} שלו. כאן לא נבדק אם הדומיין מאשר זאת.`,
  'identity.domain_now': ({ domain, name }) =>
    `בדיקה שנעשתה עכשיו מראה שהדומיין ${quoted(domain)} מאשר את המנפיק הזה.${name === null ? '' : ` ${callsItself(name)}`}`,
  'identity.named': ({ issuer, hostedAt }) =>
    `המנפיק הוא זה שציינתם: ${quoted(issuer)}.${hostedAt ? ` הוא מתארח ב־${quoted(hostedAt)}, והשרת המארח יכול לשרת כל אחד.` : ''}`,
  'identity.other': ({ issuer, expected }) => `המנפיק הוא ${quoted(issuer)}, ולא ${quoted(expected)}, שציינתם.`,
  'identity.not_confirmed': ({ domain }) => `המנפיק טוען שהדומיין ${quoted(domain)} שלו, אבל הדומיין אינו מאשר זאת.`,
  'identity.claim_not_signed': ({ domain }) =>
    `ההוכחה הזאת מציינת את הדומיין ${quoted(domain)}, אבל המנפיק לא חתם על כך.`,
  'identity.unreachable': ({ domain }) =>
    `לא ניתן היה לבדוק אם ${quoted(domain)} מאשר את המנפיק הזה. נסו שוב מאוחר יותר.`,
  'issuer.contract': ({ address }) =>
    `הארנק של המנפיק, ${quoted(address)}, הוא חוזה. אפשר לבדוק את חתימתו רק בשרשרת שלו, והיא לא נבדקה.`,
  'revocation.as_of': ({ at }) =>
    `לפי ההוכחה הזאת, היא לא הייתה מבוטלת כשההוכחה נוצרה, ב־${date(at)}. הדף שלה מראה את מצבה הנוכחי.`,
  'revocation.told': ({ at, reason }) =>
    `השרת שיצר את ההוכחה הזאת מציין, בלי חתימה, שהיא בוטלה ב־${date(at)}. הסיבה: ${quoted(reason)}`,
  'revocation.not_signed': () =>
    'בהוכחה הזאת יש ביטול שהמנפיק לא חתם עליו, כלומר נעשו בה שינויים. הדף של התעודה מראה אם היא מבוטלת.',
  'revocation.unchecked': ({ at }) =>
    `לפי ההוכחה הזאת היא בוטלה ב־${date(at)}. אפשר לבדוק את חתימת המנפיק רק בשרשרת שלו, והיא לא נבדקה או שאינה זמינה.`,
  'document.not_fetched': () => 'המסמך לא הורד. ההוכחה כוללת את כתובתו.',
  'file.kept_back': () => 'ההוכחה הזאת אינה כוללת את סכום הביקורת, ולכן אי אפשר להשוות קובץ.',
  'check.unfinished': () => 'הבדיקה הזאת נמשכה זמן רב מדי. נסו שוב מאוחר יותר.',
}

function callsItself(name: string): string {
  return `המנפיק קורא לעצמו ${inQuotes(name)} (השם לא נבדק).`
}
