import { type Disclosable, disclosable } from '@chancery/verify/proof/disclosure'
import { z } from 'zod'
import { doc } from '../../http/schemas.ts'

// Proofs as in docs/bundle.md. packages/verify/src/proof/bundle.ts validates the fields of a bundle.

/** Longer than all names together. */
const MAX_LENGTH = 500

export const bundleQuery = z.object({
  facts: z
    .string('Must be there once.')
    .max(MAX_LENGTH, `At most ${MAX_LENGTH} characters.`)
    .refine((text) => factNames(text).length === text.split(',').length, {
      error: `Must be names with commas between them, of: ${disclosable.join(', ')}.`,
    })
    .optional()
    .meta(
      doc(
        `Which facts it shows, with commas between: ${disclosable.join(', ')}. \`file\` is whether a file is the one with the checksum, without telling that.`,
        'course_link,achieved_at',
      ),
    ),
})

/** Returns the known facts that a comma-separated text names. Ignores other names. */
export function factNames(text: string): Disclosable[] {
  return text.split(',').flatMap((part) => disclosable.filter((name) => name === part.trim()))
}

const word = (description: string, digits: string) =>
  z.string().meta({ description, examples: [`0x${digits.repeat(32)}`] })
const address = (description: string, example: string) => z.string().meta({ description, examples: [example] })
const seconds = (description: string, example: number) => z.int().meta({ description, examples: [example] })

const SIGNATURE = `0x${'5b'.repeat(64)}1c`

const fact = z.object({
  name: z.string().optional().meta(doc('Which fact; absent where it is kept back', 'course_link')),
  value: z.string().optional().meta(doc('What it says', 'https://os.university/courses/python')),
  salt: word('What hides it from guessing', 'c4').optional(),
  leaf: word('What stands for it where its value is kept back', '1e').optional(),
})

export const bundle = z
  .object({
    format: z.literal('chancery-bundle').meta(doc('Always so', 'chancery-bundle')),
    version: z.literal('1').meta(doc('Version of the format', '1')),
    madeAt: z.iso.datetime().meta(doc('When it was made', '2026-11-28T12:00:00.000Z')),
    page: z
      .string()
      .meta(
        doc(
          'Where anybody sees whether it was revoked since',
          'https://certificates.example/verify/01a20007-b865-77c5-87d6-e73d12494d08',
        ),
      ),
    domain: z
      .object({
        name: z.string().meta(doc('Always so', 'Chancery')),
        version: z.string().meta(doc('Version of what is signed', '1')),
        chainId: z.int().meta(doc('Chain of what is signed and anchored', 1)),
      })
      .meta({ description: 'The domain of the typed data' }),
    certificate: z
      .object({
        id: z.uuid().meta(doc('Certificate id', '01a20007-b865-77c5-87d6-e73d12494d08')),
        issuer: address('Wallet of the issuer', '0xd2be64317eb1832309df8c8c18b09871809f3735'),
        holder: address('Wallet of the holder', '0x19e7e376e7c213b7e7e7e46cc70a5dd086daff2a'),
        issuedAt: seconds('Unix seconds', 1795867200),
        expiresAt: seconds('Unix seconds; 0 is never', 0),
        document: z.string().meta(doc('CID of the document', 'Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL')),
        facts: z.array(fact).meta({ description: 'What it certifies, fact by fact' }),
      })
      .meta({ description: 'What it states' }),
    signature: z
      .object({
        by: z.enum(['key', 'contract']).meta(doc('What can tell whether it is good', 'key')),
        value: z.string().meta(doc('The signature, as hex', SIGNATURE)),
      })
      .nullable()
      .meta({ description: 'The issuer’s signature' }),
    revocation: z
      .object({
        at: seconds('Unix seconds', 1795953600),
        reason: z.string().meta(doc('Why', 'Issued to the wrong person.')),
        signature: z.string().nullable().meta(doc('The issuer’s signature of that, where there is one', SIGNATURE)),
      })
      .nullable()
      .meta({ description: 'Its revocation' }),
    anchor: z
      .object({
        proof: z.array(z.string()).meta(doc('The hashes beside the way to the root', [`0x${'12'.repeat(32)}`])),
        root: word('Root of its batch', 'fe'),
        contract: address('Contract that keeps the root', '0x5fbdb2315678afecb367f032d93f642f64180aa3'),
        transaction: word('Transaction that brought it there', '78'),
        block: z
          .object({
            number: z.int().meta(doc('Number', 1234)),
            hash: word('Hash', '34'),
            time: seconds('Unix seconds', 1795870000),
          })
          .meta({ description: 'Block of the transaction' }),
      })
      .nullable()
      .meta({ description: 'Where it is anchored' }),
  })
  .meta({ id: 'Bundle', description: 'What proves a certificate without this server' })
