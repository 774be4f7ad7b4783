import { createReadStream } from 'node:fs'
import { open, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Command } from 'commander'
import { type Config, readConfig } from '../core/config.ts'
import { openDatabase } from '../database/open.ts'
import { SECRETS_FILE } from '../database/secretsFile.ts'
import { ensureDataDir } from '../dataDir.ts'
import { ERASED_FILE } from '../erasure/erasedList.ts'
import { Explained } from '../explained.ts'
import { openIpfs } from '../ipfs/open.ts'
import { findNamedDocuments } from '../public/documents/queries.ts'
import { backUp, countAll, restore, type Saved, secretsProblem } from '../server/backup/service.ts'
import { knownPassphrase, newPassphrase } from './passphrase.ts'
import { withDatabase } from './withDatabase.ts'

const FILE_OPTION = ['--passphrase-file <path>', 'file with the passphrase (default: BACKUP_PASSPHRASE)'] as const

type BackupOptions = { encrypt?: true; passphraseFile?: string }

export function backupCommand(): Command {
  return new Command('backup')
    .argument('<file>', 'output file; must not exist')
    .option('--encrypt', 'ask for a passphrase and encrypt the backup with it, in the format of age')
    .option(...FILE_OPTION)
    .action(backup)
}

export function restoreCommand(): Command {
  return new Command('restore')
    .argument('<file>', 'file written by `chancery backup`')
    .option(...FILE_OPTION)
    .action(restoreFile)
}

/** Returns the configuration. Rejects PostgreSQL, which has its own backup tools. */
function embeddedConfig(): Config {
  const config = readConfig(process.env)
  if (config.databaseUrl) {
    throw new Explained('DATABASE_URL is set. Back up PostgreSQL with pg_dump and restore it with pg_restore.')
  }
  return config
}

async function backup(file: string, { encrypt, passphraseFile }: BackupOptions): Promise<void> {
  const config = embeddedConfig()
  const found: string[] = await readdir(config.dataDir).catch(() => [])
  if (!found.includes('postgres')) throw new Explained(`There is no embedded database in ${config.dataDir} (DATA_DIR).`)
  const source = { given: config.backupPassphrase, file: passphraseFile }
  const isEncrypted = encrypt ?? (source.given ?? source.file) !== undefined
  const passphrase = isEncrypted ? await newPassphrase(source) : null
  const target = await open(file, 'wx', 0o600).catch((error) => {
    throw new Explained(`Cannot write ${file}: ${error.message}`, { cause: error })
  })
  try {
    const store = config.ipfsApiUrl ? null : await openIpfs(config)
    const named = config.objectStoreUrl ? () => withDatabase(findNamedDocuments) : undefined
    const { content, saved } = await backUp(config.dataDir, store, passphrase, named)
    await pipeline(content, target.createWriteStream({ flush: true }))
    report(file, config, saved, isEncrypted)
  } catch (error) {
    await rm(file)
    throw error
  }
}

function report(file: string, config: Config, saved: Saved, isEncrypted: boolean): void {
  const how = isEncrypted ? 'encrypted' : 'not encrypted'
  console.log(`Saved the database and ${saved.blocks} blocks to ${file}, ${how}.`)
  if (isEncrypted) console.log('Without the passphrase it cannot be restored.')
  else console.log('It has all personal data and documents. Protect this file like DATA_DIR, or use --encrypt.')
  const missingKey = config.secretsKey
    ? 'SECRETS_KEY'
    : saved.secrets === false
      ? join(config.dataDir, SECRETS_FILE)
      : null
  if (missingKey) console.log(`${missingKey} is not in the backup. Keep a copy of it in another place.`)
  if (config.ipfsApiUrl) console.log('The documents are on the Kubo node. Back it up separately.')
  for (const cid of saved.damaged) console.error(`skipped damaged block: ${cid}`)
  if (saved.damaged.length > 0) process.exitCode = 1
}

async function restoreFile(file: string, { passphraseFile }: BackupOptions): Promise<void> {
  const config = embeddedConfig()
  ensureDataDir(config.dataDir)
  // A backup does not contain the newest list of erased users, and an unencrypted one does not contain the key.
  const present = await readdir(config.dataDir)
  if (present.some((name) => name !== SECRETS_FILE && name !== ERASED_FILE)) {
    throw new Explained(`${config.dataDir} is not empty. Set DATA_DIR to an empty folder.`)
  }
  const openStore = () => openIpfs({ ...config, ipfsApiUrl: undefined })
  const passphrase = () => knownPassphrase({ given: config.backupPassphrase, file: passphraseFile })
  try {
    const blocks = await restore(config.dataDir, openStore, createReadStream(file), passphrase)
    console.log(`Restored ${blocks} blocks and verified their hashes.`)
  } catch (error) {
    // A partial restore must not look complete.
    const written = (await readdir(config.dataDir)).filter((name) => !present.includes(name))
    for (const name of written) await rm(join(config.dataDir, name), { recursive: true })
    throw error instanceof Explained ? new Explained(`${file}: ${error.message}`, { cause: error }) : error
  }
  const db = await openDatabase(config)
  try {
    const { certificates, walletCertificates, wrong } = await countAll(db)
    console.log(`Restored ${certificates} course certificates and ${walletCertificates} wallet certificates.`)
    for (const id of wrong) console.error(`Course ${id}: the stored certificate count is wrong.`)
    const problem = await secretsProblem(db, config.dataDir)
    if (problem) console.error(problem)
    if (wrong.length > 0 || problem) process.exitCode = 1
  } finally {
    await db.close()
  }
}
