import { z } from 'zod'
import { doc } from '../../http/schemas.ts'
import { MAX_SIGNATURE, SIGNATURE } from '../schemas.ts'

/** Maximum length in characters. Parsing a longer message would block the event loop. */
const MAX_MESSAGE = 2000

export const signIn = z
  .object({
    message: z
      .string()
      .max(MAX_MESSAGE, { error: `At most ${MAX_MESSAGE} characters.`, abort: true })
      .meta(
        doc(
          'What the wallet signed with `personal_sign`: a message of EIP-4361 with the nonce',
          'certificates.example wants you to sign in with your Ethereum account:\n' +
            '0xD2BE64317Eb1832309DF8c8C18B09871809f3735\n\n\nURI: https://certificates.example/\nVersion: 1\n' +
            'Chain ID: 1\nNonce: 5f3a1c0e9d8b7a6f5e4d3c2b1a098765\nIssued At: 2026-11-25T12:00:00Z',
        ),
      ),
    signature: z
      .string()
      .max(MAX_SIGNATURE, { error: `At most ${MAX_SIGNATURE} characters.`, abort: true })
      .meta(doc('Signature as hex, with or without 0x: 65 bytes, or whatever the contract takes', SIGNATURE)),
  })
  .meta({ id: 'SignIn', description: 'What a wallet signs in with' })

const time = z.iso.datetime()

export const signInNonce = z
  .object({
    nonce: z.string().meta(doc('What to put into one message', '5f3a1c0e9d8b7a6f5e4d3c2b1a098765')),
    expires_at: time.meta(doc('Until when it is good', '2026-11-25T12:05:00.000Z')),
    domain: z.string().meta(doc('The domain that the message must have', 'certificates.example')),
    uri: z.string().meta(doc('The URI that the message should have', 'https://certificates.example')),
    chain_id: z.int().meta(doc('The chain id that the message must have', 1)),
  })
  .meta({ id: 'SignInNonce', description: 'What a message to sign in is made of' })

export const session = z
  .object({
    status: z.literal('ok').meta(doc('Always so', 'ok')),
    token: z
      .string()
      .meta(doc('Goes into `Authorization: Bearer …`; shown here and never again', `chs_${'5f'.repeat(32)}`)),
    expires_at: time.meta(doc('Until when it is good', '2026-11-25T13:00:00.000Z')),
    eth_address: z
      .string()
      .meta(doc('Who signed in, lower case with 0x', '0xd2be64317eb1832309df8c8c18b09871809f3735')),
  })
  .meta({ id: 'WalletSession', description: 'A session' })
