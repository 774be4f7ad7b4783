import type { Cell, Column } from './columns.ts'

// Headers of exports: Moodle (gradebook and uploads of users), Canvas (gradebook and reports) and Google Forms. Other
// headers, such as `Timestamp` or `Section`, are unknown columns.

const column = (field: string): Column => ({ field, read: (value) => ({ value }) })

/** Columns by the headers of exports, in lower case, letters and digits only. */
export const rosterSpellings: Record<string, Column> = {
  idnumber: column('userId'), // Moodle
  sisuserid: column('userId'), // Canvas
  emailaddress: column('email'), // Moodle, Google Forms
  surname: column('lastName'), // Moodle
  fullname: column('name'), // Canvas, and forms
  student: { field: 'name', read: givenNameFirst }, // Canvas
}

/** Reads a name of Canvas’s gradebook, which has “Doe, John”. */
function givenNameFirst(cell: string): Cell {
  // The row after the header, which is not a person.
  if (cell === 'Points Possible') return { value: undefined }
  const [last = '', first, another] = cell.split(',').map((part) => part.trim())
  if (another === undefined) return { value: first ? `${first} ${last}` : last }
  return { error: `${JSON.stringify(cell)} has several commas. Use the columns firstName and lastName.` }
}
