import { bucketUrl } from './serviceUrlFormats.ts'
import {
  credential,
  httpUrl,
  oneOf,
  passphrase,
  path,
  postgresUrl,
  secretsKey,
  secretsKeys,
  wholeNumber,
} from './variableFormats.ts'

/** Variables of databases, files and object stores. */
export const storageVariables = {
  DATABASE_URL: postgresUrl.optional().describe('PostgreSQL database. Unset: an embedded PostgreSQL in `DATA_DIR`.'),
  DATABASE_DIRECT_URL: postgresUrl
    .optional()
    .describe('The same database without a pooler, for migrations, jobs and commands. Set it behind a pooler.'),
  DATABASE_READ_URL: postgresUrl
    .optional()
    .describe('Streaming replica, for public pages, pictures, documents, status lists and lists of certificates.'),
  REPLICA_MAX_LAG: wholeNumber('a number of seconds from 1 to 60', { min: 1, max: 60 })
    .default(2)
    .describe('Maximum age (seconds) of what the replica answers. While it is further behind, the primary answers.'),
  DATABASE_PREPARED: oneOf(['on', 'off'])
    .default('on')
    .describe('`off`: statements have no names, for poolers in transaction mode such as PgBouncer before 1.21.'),
  DATA_DIR: path
    .default('./data')
    .describe('Folder of the embedded database, the embedded IPFS store, rendered pictures and PDFs.'),
  SECRETS_KEY: secretsKey
    .optional()
    .describe(
      'Key that encrypts secrets in the database: checksums of documents, secrets of webhooks and private keys of sites. Unset: with the embedded database, `secrets.key` in `DATA_DIR`; with PostgreSQL, checksums and webhooks are stored in the clear, and sites have no keys.',
    ),
  SECRETS_READ_KEYS: secretsKeys
    .default([])
    .describe('More keys that decrypt secrets and never encrypt, for the time in which `SECRETS_KEY` is replaced.'),
  BACKUP_PASSPHRASE: passphrase
    .optional()
    .describe('Passphrase of `chancery backup` and `chancery restore`. With it, backups are encrypted.'),
  IPFS_API_URL: httpUrl.optional().describe('RPC address of a Kubo node. Unset: an embedded store in `DATA_DIR`.'),
  OBJECT_STORE_URL: bucketUrl
    .optional()
    .describe(
      'Bucket of an S3 server for IPFS blocks, pictures and PDFs, such as `s3://bucket/prefix?region=eu-central-1&endpoint=https://s3.example.com`. Unset: `DATA_DIR`. With `IPFS_API_URL`, the bucket has only pictures and PDFs.',
    ),
  OBJECT_STORE_MOVE: oneOf(['on', 'off'])
    .default('off')
    .describe(
      '`on` while blocks move between `DATA_DIR` and the bucket: writes to both, and reads what the bucket lacks from `DATA_DIR`.',
    ),
  AWS_ACCESS_KEY_ID: credential.optional().describe('Access key of the object store.'),
  AWS_SECRET_ACCESS_KEY: credential.optional().describe('Secret of that access key.'),
  AWS_SESSION_TOKEN: credential
    .optional()
    .describe('Session token of temporary credentials. The server does not renew them.'),
  IPFS_CHECK: oneOf(['format', 'available'])
    .default('format')
    .describe('`available` rejects a certificate whose document is not found within 3 s. `format` accepts it.'),
  MAX_FILE_BYTES: wholeNumber('a number of bytes, up to 1073741824', { max: 1024 ** 3 })
    .default(10 * 1024 * 1024)
    .describe('Maximum size of a file that a wallet uploads.'),
}
