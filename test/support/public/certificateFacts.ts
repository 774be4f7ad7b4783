import { type Facts, sampleFacts } from '../../../src/typeset/facts.ts'

/** A learner for each script in which certificates are set: name, course and institution. */
const learners = {
  Latin: ['Amélie Wałęsa-Østergård', 'Advanced Sales Techniques', 'Universität für Beispiele'],
  Vietnamese: ['Nguyễn Thị Hạnh', 'Kỹ thuật bán hàng', 'Đại học Ví dụ'],
  Cyrillic: ['Дмитрий Щербаков', 'Введение в астрономию', 'Московский университет'],
  Greek: ['Ελένη Παπαδοπούλου', 'Εισαγωγή στην Αστρονομία', 'Πανεπιστήμιο Αθηνών'],
  Arabic: ['فاطمة بنت محمد الفهري', 'مقدمة في علم الفلك', 'جامعة القرويين'],
  Hebrew: ['מרים בן־דוד', 'מבוא לאסטרונומיה', 'האוניברסיטה העברית'],
  Devanagari: ['प्रज्ञा त्रिपाठी', 'खगोल विज्ञान का परिचय', 'काशी हिन्दू विश्वविद्यालय'],
  Thai: ['สมชาย ศรีสุวรรณ', 'ดาราศาสตร์เบื้องต้น', 'มหาวิทยาลัยตัวอย่าง'],
  Chinese: ['王小明', '天文学导论', '北京大学'],
  Japanese: ['山田 花子', '天文学入門コース', '東京大学'],
  Korean: ['김민수', '천문학 입문', '서울대학교'],
  emoji: ['👨‍👩‍👧‍👦 Ann 👍🏽', 'Emoji 🎓 101', '🏳️‍🌈 Institute'],
} as const

export const scripts = Object.entries(learners).map(([script, [holder, course, institution]]): [string, Facts] => [
  script,
  { ...sampleFacts, holder, course, institution },
])
