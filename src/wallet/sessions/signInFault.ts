import { z } from 'zod'

const OPENING = ' wants you to sign in with your Ethereum account:'

type Field = { name: string; value: RegExp | ((value: string) => boolean); expected: string }

const dateTime = z.iso.datetime({ offset: true })
const isTime = (value: string) => dateTime.safeParse(value).success
const time = { value: isTime, expected: 'a time such as 2026-11-25T12:00:00Z' }

const required: Field[] = [
  { name: 'URI', value: /^[a-z][a-z0-9+.-]*:\S+$/i, expected: 'a URI, such as https://certificates.example' },
  { name: 'Version', value: /^1$/, expected: '1' },
  { name: 'Chain ID', value: /^\d+$/, expected: 'the number of the chain' },
  { name: 'Nonce', value: /^[a-z0-9]{8,}$/i, expected: 'the nonce of this server: letters and digits' },
  { name: 'Issued At', ...time },
]
const optional: Field[] = [
  { name: 'Expiration Time', ...time },
  { name: 'Not Before', ...time },
  { name: 'Request ID', value: /^[!-~]*$/, expected: 'characters of a URI' },
]

const STATEMENT = /^[\w .~:/?#[\]@!$&'()*+,;=-]*$/

/** Says which line of a text is not as EIP-4361 describes it, and what it must be. Undefined: no such line is found. */
export function signInFault(text: string): string | undefined {
  const lines = text.split('\n')
  const line = (number: number) => lines[number - 1]
  const withReturn = lines.findIndex((one) => one.endsWith('\r'))
  if (withReturn >= 0) return `Line ${withReturn + 1} ends with a carriage return. End lines with a line feed only.`
  if (!line(1)?.endsWith(OPENING) || line(1) === OPENING) return `Line 1 must be the domain and "${OPENING.trim()}"`
  if (!/^0x[0-9a-f]{40}$/i.test(line(2) ?? '')) {
    return 'Line 2 must be the address of the wallet: 0x and 40 hexadecimal digits.'
  }
  if (line(3) !== '') return 'Line 3 must be empty.'
  if (line(4) === undefined) return 'Line 4 is missing: it must be empty, or a statement.'
  if (line(4)?.startsWith('URI: ')) {
    return 'Line 4 must be empty: without a statement, two empty lines follow the address.'
  }
  if (!STATEMENT.test(line(4) ?? '')) return 'Line 4: the statement may have characters of a URI and spaces only.'
  if (line(4) !== '' && line(5) !== '') return 'Line 5 must be empty: an empty line follows the statement.'
  return faultOfFields(lines, line(4) === '' ? 5 : 6)
}

/** Checks the lines from a number on. */
function faultOfFields(lines: string[], begin: number): string | undefined {
  let number = begin
  for (const field of [...required, ...optional]) {
    const line = lines[number - 1]
    const isThere = line?.startsWith(`${field.name}: `) ?? false
    if (!isThere && optional.includes(field)) continue
    const value = line?.slice(field.name.length + 2) ?? ''
    const isRight = typeof field.value === 'function' ? field.value(value) : field.value.test(value)
    if (!isThere || !isRight) return `Line ${number} must be "${field.name}: " and ${field.expected}.`
    number += 1
  }
  if (lines[number - 1] === 'Resources:') {
    number += 1
    while (/^- \S+$/.test(lines[number - 1] ?? '')) number += 1
  }
  const rest = lines[number - 1]
  if (rest === undefined) return undefined
  if (rest === '' && lines.length === number) return 'The message must not end with a line break.'
  const names = optional.map(({ name }) => name).join(', ')
  return `Line ${number} is unexpected. After "Issued At" come ${names} and Resources, each at most once and in this order.`
}
