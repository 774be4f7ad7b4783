import { describe, expect, it } from 'vitest'
import { parseSignInMessage } from '../../../src/wallet/sessions/signInMessage.ts'

const address = '0xD2BE64317Eb1832309DF8c8C18B09871809f3735'
const opening = 'a.example wants you to sign in with your Ethereum account:'
const fields = ['URI: https://a.example', 'Version: 1', 'Chain ID: 1', 'Nonce: 5f3a1c0e9d8b7a6f']
const issued = 'Issued At: 2026-11-25T12:00:00Z'
const good = [opening, address, '', '', ...fields, issued]

/** Returns the good message with a line replaced; null removes it. */
const withLine = (number: number, line: string | null) =>
  good.toSpliced(number - 1, 1, ...(line === null ? [] : [line]))

describe('parseSignInMessage', () => {
  it.each([
    ['without a statement', good],
    ['with a statement', good.toSpliced(3, 0, 'URI-like: I accept')],
    ['with an address in lower case', withLine(2, address.toLowerCase())],
    ['with all optional fields', [...good, 'Expiration Time: 2026-11-25T12:00:00Z', 'Resources:', '- ipfs://x']],
  ])('accepts a message %s', async (_, lines) => {
    expect(await parseSignInMessage(lines.join('\n'))).toMatchObject({ domain: 'a.example', nonce: '5f3a1c0e9d8b7a6f' })
  })

  it.each([
    ['no domain', withLine(1, opening.slice(10)), 'Line 1 must be the domain and "wants you to sign in'],
    ['another opening', withLine(1, 'Sign in!'), 'Line 1 must be the domain and "wants you to sign in'],
    ['no 0x', withLine(2, address.slice(2)), 'Line 2 must be the address of the wallet'],
    [
      'a mistyped address',
      withLine(2, address.replace('D2be', 'd2BE').replace('Eb', 'eb')),
      'Line 2: the address has a wrong checksum',
    ],
    ['text after the address', withLine(3, 'Hello'), 'Line 3 must be empty.'],
    ['one empty line after the address', withLine(4, null), 'Line 4 must be empty: without a statement'],
    ['a statement in another script', good.toSpliced(3, 0, 'Я принимаю'), 'Line 4: the statement may have'],
    ['no empty line after the statement', withLine(4, 'I accept.'), 'Line 5 must be empty'],
    ['no URI', withLine(5, null), 'Line 5 must be "URI: " and a URI'],
    ['a URI without scheme', withLine(5, 'URI: a.example'), 'Line 5 must be "URI: " and a URI'],
    ['another version', withLine(6, 'Version: 2'), 'Line 6 must be "Version: " and 1.'],
    ['a chain in hexadecimal', withLine(7, 'Chain ID: 0x1'), 'Line 7 must be "Chain ID: " and the number'],
    ['another spelling', withLine(7, 'Chain Id: 1'), 'Line 7 must be "Chain ID: " and the number'],
    ['a short nonce', withLine(8, 'Nonce: short'), 'Line 8 must be "Nonce: " and the nonce'],
    ['a day', withLine(9, 'Issued At: 2026-11-25'), 'Line 9 must be "Issued At: " and a time'],
    ['a wrong expiry', [...good, 'Expiration Time: tomorrow'], 'Line 10 must be "Expiration Time: " and a time'],
    [
      'another order',
      [...good, 'Not Before: 2026-11-25T12:00:00Z', 'Expiration Time: 2026-11-25T12:00:00Z'],
      'Line 11 is unexpected.',
    ],
    ['a line break at the end', [...good, ''], 'The message must not end with a line break.'],
    ['Windows line breaks', good.map((line) => `${line}\r`), 'Line 1 ends with a carriage return.'],
    ['nothing', [''], 'Line 1 must be the domain'],
  ])('names the line of a message with %s', async (_, lines, fault) => {
    const message = expect.stringContaining(fault)
    await expect(parseSignInMessage(lines.join('\n'))).rejects.toMatchObject({ fields: { message: [message] } })
  })
})
