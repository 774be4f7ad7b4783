import { z } from 'zod'
import { closed } from '../../core/closed.ts'
import { doc } from '../../http/schemas.ts'
import { MAX_SIGNATURE, SIGNATURE } from '../schemas.ts'

/** Maximum length in characters. Parsing a longer message would block the event loop. */
const MAX_MESSAGE = 2000

export const signIn = closed(
  z.object({
    message: z
      .string()
      .max(MAX_MESSAGE, { error: `At most ${MAX_MESSAGE} characters.`, abort: true })
      .meta(
        doc(
          'EIP-4361 message with the nonce, signed with `personal_sign`',
          'certificates.example wants you to sign in with your Ethereum account:\n' +
            '0xD2BE64317Eb1832309DF8c8C18B09871809f3735\n\n\nURI: https://certificates.example/\nVersion: 1\n' +
            'Chain ID: 1\nNonce: 5f3a1c0e9d8b7a6f5e4d3c2b1a098765\nIssued At: 2026-11-25T12:00:00Z',
        ),
      ),
    signature: z
      .string()
      .max(MAX_SIGNATURE, { error: `At most ${MAX_SIGNATURE} characters.`, abort: true })
      .meta(doc('Signature as hex, with or without 0x: 65 bytes, or as the contract wallet requires', SIGNATURE)),
  }),
).meta({ id: 'SignIn', description: 'A signed sign-in message' })

const time = z.iso.datetime()

export const signInNonce = z
  .object({
    nonce: z.string().meta(doc('Nonce for one message', '5f3a1c0e9d8b7a6f5e4d3c2b1a098765')),
    expires_at: time.meta(doc('Time of expiry', '2026-11-25T12:05:00.000Z')),
    domain: z.string().meta(doc('Domain that the message must have', 'certificates.example')),
    uri: z.string().meta(doc('URI that the message should have', 'https://certificates.example')),
    chain_id: z.int().meta(doc('Chain ID that the message must have', 1)),
  })
  .meta({ id: 'SignInNonce', description: 'Values for a sign-in message' })

export const session = z
  .object({
    status: z.literal('ok').meta(doc('Always `ok`', 'ok')),
    token: z
      .string()
      .meta(doc('Token for `Authorization: Bearer …`; only this response has it', `chs_${'5f'.repeat(32)}`)),
    expires_at: time.meta(doc('Time of expiry', '2026-11-25T13:00:00.000Z')),
    eth_address: z
      .string()
      .meta(doc('Wallet address that signed in, lower case with 0x', '0xd2be64317eb1832309df8c8c18b09871809f3735')),
  })
  .meta({ id: 'WalletSession', description: 'A session' })
