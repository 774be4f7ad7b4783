import type { VariableName } from './variables.ts'

/** Variables that need another one, with the reason. A variable at its default needs nothing. */
export const needs: [name: VariableName, needed: VariableName, reason: string][] = [
  ['WORKERS', 'DATABASE_URL', 'the embedded database belongs to one process'],
  ['DATABASE_DIRECT_URL', 'DATABASE_URL', 'the address of the pooler'],
  ['DATABASE_READ_URL', 'DATABASE_URL', 'the primary of the replica'],
  ['REPLICA_MAX_LAG', 'DATABASE_READ_URL', 'the replica'],
  ['DATABASE_PREPARED', 'DATABASE_URL', 'the address of the pooler'],
  ['SECRETS_READ_KEYS', 'SECRETS_KEY', 'the key that encrypts'],
  ['OBJECT_STORE_URL', 'AWS_ACCESS_KEY_ID', 'the access key of the bucket'],
  ['OBJECT_STORE_URL', 'AWS_SECRET_ACCESS_KEY', 'the secret of the access key'],
  ['OBJECT_STORE_MOVE', 'OBJECT_STORE_URL', 'the bucket of the move'],
  ['SMTP_URL', 'MAIL_FROM', 'the address that mails are from'],
  ['SMTP_URL', 'PUBLIC_URL', 'mails contain links to it'],
  ['MAIL_FROM', 'SMTP_URL', 'the server that takes the mails'],
  ['ISSUER_KEYS', 'PUBLIC_URL', 'published documents contain it permanently'],
  ['VERIFICATION_CONTRACT', 'ETH_RPC_URL', 'a node of the contract’s chain'],
  ['ANCHOR_CONTRACT', 'ETH_RPC_URL', 'a node of the contract’s chain'],
  ['ANCHOR_KEY', 'ETH_RPC_URL', 'a node of the contract’s chain'],
]
