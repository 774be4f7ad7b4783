import { AUTHORITATIVE_ANSWER, encode, RECURSION_AVAILABLE } from 'dns-packet'

/**
 * Encodes an answer for uni.example with `count` TXT records. Their names are compressed, as dns-packet does not, so
 * that 4,000 of them fit in the 65,535 bytes of a DNS message. The header claims `claimed` records.
 */
export function manyTxtRecords({
  count,
  claimed = count,
  last = 'x',
}: {
  count: number
  claimed?: number
  last?: string
}) {
  const head = encode({
    type: 'response',
    flags: AUTHORITATIVE_ANSWER | RECURSION_AVAILABLE,
    questions: [{ name: 'uni.example', type: 'TXT', class: 'IN' }],
  })
  head.writeUInt16BE(claimed, 6)
  const record = (text: string) => {
    const data = Buffer.from(text)
    const fields = Buffer.from([0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 60, 0, data.length + 1, data.length])
    return Buffer.concat([fields, data])
  }
  return Buffer.concat([head, ...Array.from({ length: count - 1 }, () => record('x')), record(last)])
}
