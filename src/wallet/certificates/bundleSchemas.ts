import { type Disclosable, disclosable } from '@chancery/verify/proof/disclosure'
import { z } from 'zod'
import { doc } from '../../http/schemas.ts'

// Bundles as in docs/bundle.md. packages/verify/src/proof/bundle.ts validates the fields of a bundle.

/** Longer than all names together. */
const MAX_LENGTH = 500

export const bundleQuery = z.object({
  facts: z
    .string('Send this parameter once.')
    .max(MAX_LENGTH, `At most ${MAX_LENGTH} characters.`)
    .refine((text) => factNames(text).length === text.split(',').length, {
      error: `Must be a comma-separated list of: ${disclosable.join(', ')}.`,
    })
    .optional()
    .meta(
      doc(
        `Facts to disclose, comma-separated: ${disclosable.join(', ')}. With \`file\`, readers can compare a file without seeing the checksum.`,
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
  name: z.string().optional().meta(doc('Name of the fact; absent if the fact is withheld', 'course_link')),
  value: z.string().optional().meta(doc('Value of the fact', 'https://os.university/courses/python')),
  salt: word('Random salt, so that the hash does not reveal the value', 'c4').optional(),
  leaf: word('Hash of the fact, if its value is withheld', '1e').optional(),
})

const issuer = z
  .object({
    did: z.string().meta(doc('DID of the issuer', 'did:pkh:eip155:1:0xd2be64317eb1832309df8c8c18b09871809f3735')),
    claim: z
      .object({
        domain: z.string().meta(doc('Domain that the issuer claims', 'uni.example')),
        at: seconds('Time of the claim, in Unix seconds', 1795780800),
        by: z
          .enum(['key', 'contract', 'ed25519'])
          .meta(doc('Signer: the wallet’s key, its contract, or the Ed25519 key of a site', 'key')),
        key: z.string().nullable().meta(doc('did:key of the Ed25519 key; null for wallets', null)),
        signature: z.string().meta(doc('Signature of the claim as hex', SIGNATURE)),
      })
      .nullable()
      .meta({ description: 'Signed claim of a domain; null if the issuer claims none' }),
  })
  .optional()
  .meta({ description: 'The issuer; version 1 has none' })

export const bundle = z
  .object({
    format: z.literal('chancery-bundle').meta(doc('Always `chancery-bundle`', 'chancery-bundle')),
    version: z.enum(['1', '2']).meta(doc('Version of the format', '2')),
    madeAt: z.iso.datetime().meta(doc('Time of creation', '2026-11-28T12:00:00.000Z')),
    page: z
      .string()
      .meta(
        doc(
          'Public page, which shows a later revocation',
          'https://certificates.example/verify/01a20007-b865-77c5-87d6-e73d12494d08',
        ),
      ),
    issuer,
    timeZone: z
      .string()
      .optional()
      .meta(doc('Time zone of the days of this certificate, if it is not UTC; not signed', 'Europe/Lisbon')),
    domain: z
      .object({
        name: z.string().meta(doc('Always `Chancery`', 'Chancery')),
        version: z.string().meta(doc('Version of the typed data', '1')),
        chainId: z.int().meta(doc('Chain ID of the signature and the anchor', 1)),
      })
      .meta({ description: 'EIP-712 domain of the typed data' }),
    certificate: z
      .object({
        id: z.uuid().meta(doc('Certificate ID', '01a20007-b865-77c5-87d6-e73d12494d08')),
        issuer: address('Wallet address of the issuer', '0xd2be64317eb1832309df8c8c18b09871809f3735'),
        holder: address('Wallet address of the holder', '0x19e7e376e7c213b7e7e7e46cc70a5dd086daff2a'),
        issuedAt: seconds('Time of issue, in Unix seconds', 1795867200),
        expiresAt: seconds('Time of expiry, in Unix seconds; 0 if it never expires', 0),
        document: z.string().meta(doc('CID of the document', 'Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL')),
        facts: z.array(fact).meta({ description: 'Certified facts' }),
      })
      .meta({ description: 'Content of the certificate' }),
    signature: z
      .object({
        by: z
          .enum(['key', 'contract'])
          .meta(doc('Verification method: the signer’s key, or its contract wallet', 'key')),
        value: z.string().meta(doc('Signature as hex', SIGNATURE)),
      })
      .nullable()
      .meta({ description: 'The issuer’s signature; null if it has not signed' }),
    revocation: z
      .object({
        at: seconds('Time of revocation, in Unix seconds', 1795953600),
        reason: z.string().meta(doc('Reason', 'Issued to the wrong person.')),
        signature: z
          .string()
          .nullable()
          .meta(doc('The issuer’s signature of the revocation; null if there is none', SIGNATURE)),
      })
      .nullable()
      .meta({ description: 'Revocation; null if it is not revoked' }),
    anchor: z
      .object({
        proof: z
          .array(z.string())
          .meta(doc('Merkle proof: sibling hashes on the path to the root', [`0x${'12'.repeat(32)}`])),
        root: word('Merkle root', 'fe'),
        contract: address('Contract that stores the root', '0x5fbdb2315678afecb367f032d93f642f64180aa3'),
        transaction: word('Hash of the transaction that anchored the root', '78'),
        block: z
          .object({
            number: z.int().meta(doc('Block number', 1234)),
            hash: word('Block hash', '34'),
            time: seconds('Block time, in Unix seconds', 1795870000),
          })
          .meta({ description: 'Block of the transaction' }),
      })
      .nullable()
      .meta({ description: 'Anchor on the chain; null if there is none' }),
  })
  .meta({ id: 'Bundle', description: 'Proof of a certificate, which anyone can verify without this server' })
