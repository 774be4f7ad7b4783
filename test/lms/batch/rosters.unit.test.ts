import { describe, expect, it } from 'vitest'
import { type ReadEntry, readEntries } from '../../../src/lms/batch/entries.ts'

async function read(content: string, ignoreUnknownColumns = true) {
  const found: ReadEntry[] = []
  const ignored: string[] = []
  async function* bytes() {
    yield Buffer.from(content)
  }
  const onIgnored = (headers: string[]) => void ignored.push(...headers)
  for await (const one of readEntries(bytes(), 'csv', { entries: 100, ignoreUnknownColumns, onIgnored }))
    found.push(one)
  return { found: found.map((one) => ('entry' in one ? one.entry : one.errors)), ignored }
}

describe('readEntries of exports', () => {
  it.each([
    [
      'Moodle’s gradebook',
      '"First name","Last name","ID number",Institution,Department,"Email address","Course total (Real)","Last downloaded from this course"\n' +
        'John,Doe,S1,Uni,,john@example.com,56.00,1780000000\n',
      { userId: 'S1', email: 'john@example.com', name: 'John Doe' },
      ['Institution', 'Department', 'Course total (Real)', 'Last downloaded from this course'],
    ],
    [
      'Moodle’s gradebook with “Surname” and without ID numbers',
      'First name,Surname,ID number,Email address\nJohn,Doe,,john@example.com\n',
      { email: 'john@example.com', name: 'John Doe' },
      [],
    ],
    [
      'Moodle’s upload of users',
      'username,firstname,lastname,email,idnumber\njdoe,John,Doe,john@example.com,S1\n',
      { userId: 'S1', email: 'john@example.com', name: 'John Doe' },
      ['username'],
    ],
    [
      'Canvas’s gradebook',
      'Student,ID,SIS User ID,SIS Login ID,Section,Quiz (1)\n,,,,,Manual Posting\n    Points Possible,,,,,10\n' +
        '"Doe, John",111,S1,jdoe,A,9\n',
      { userId: 'S1', name: 'John Doe' },
      ['ID', 'SIS Login ID', 'Section', 'Quiz (1)'],
    ],
    [
      'Canvas’s gradebook with two columns for names',
      'LastName,FirstName,ID,SIS User ID,SIS Login ID,Section\n    Points Possible,,,,,\nDoe,John,111,S1,jdoe,A\n',
      { userId: 'S1', name: 'John Doe' },
      ['ID', 'SIS Login ID', 'Section'],
    ],
    [
      'Canvas’s report of users',
      'canvas_user_id,user_id,login_id,first_name,last_name,full_name,sortable_name,email,status\n' +
        '111,S1,jdoe,John,Doe,John Doe,"Doe, John",john@example.com,active\n',
      { userId: 'S1', email: 'john@example.com', name: 'John Doe' },
      ['canvas_user_id', 'login_id', 'sortable_name', 'status'],
    ],
    [
      'Google Forms',
      'Timestamp,Email Address,Score,Full Name,"Which course,\nand why?"\n2026/05/01 10:12:34 AM GMT+2,john@example.com,9 / 10,John Doe,All\n',
      { email: 'john@example.com', name: 'John Doe' },
      ['Timestamp', 'Score', 'Which course,\nand why?'],
    ],
    [
      'other spellings',
      'E-Mail;NAME;certificate_name;Achieved At\njohn@example.com;John Doe;Sales;2026-05-01\n',
      {
        email: 'john@example.com',
        name: 'John Doe',
        certificateName: 'Sales',
        achievedAt: { day: '2026-05-01' },
      },
      [],
    ],
  ])('reads %s', async (_, content, entry, ignored) => {
    const { found, ignored: headers } = await read(content)
    // Canvas's row of points has a name where names are two columns.
    expect(found.at(-1)).toStrictEqual(entry)
    expect(headers).toStrictEqual(ignored)
  })

  it('skips the row of points of Canvas’s gradebook', async () => {
    const content = 'Student,SIS User ID\n    Points Possible,\n"Doe, John",S1\nCher,S2\n'
    expect((await read(content, false)).found).toStrictEqual([
      { userId: 'S1', name: 'John Doe' },
      { userId: 'S2', name: 'Cher' },
    ])
  })

  it('rejects a name with several commas, and continues', async () => {
    const { found } = await read('Student,SIS User ID\n"Doe, John, Jr.",S1\n"Doe, Jane",S2\n')
    expect(found).toStrictEqual([
      { name: ['"Doe, John, Jr." has several commas. Use the columns firstName and lastName.'] },
      { userId: 'S2', name: 'Jane Doe' },
    ])
  })

  it.each([
    ['unknown columns by default', 'email,Section\n', false, /unknown column: "Section"\. .*ignoreUnknownColumns=true/],
    [
      'two columns for one field',
      'Email,Email Address\n',
      true,
      /duplicate column: "email"\. Keep one of "Email", "Email Address"\./,
    ],
    [
      'two columns for the name',
      'Student,name,email\n',
      true,
      /duplicate column: "name"\. Keep one of "Student", "name"\./,
    ],
    ['a first name without a last name', 'email,First name\n', true, /column lastName is missing/],
    ['a last name without a first name', 'email,Surname\n', true, /column firstName is missing/],
    ['no user', 'First name,Last name,Section\n', true, /column userId or email is missing/],
    ['no known column', 'Section,Group\n', true, /the header is missing/],
  ])('rejects %s', async (_, content, ignoring, message) => {
    await expect(read(content, ignoring)).rejects.toThrow(message)
  })
})
