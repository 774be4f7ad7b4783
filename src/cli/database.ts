import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { SingleBar } from 'cli-progress'
import { Command } from 'commander'
import { type Config, readConfig } from '../core/config.ts'
import type { Database } from '../database/client.ts'
import type { Copied } from '../database/copy/copyDatabase.ts'
import { DataDirInUse } from '../database/lock.ts'
import { isOutage } from '../database/outage.ts'
import { secretsOf } from '../database/secrets.ts'
import { keysInFile, pathOfKeys, SecretsUnusable } from '../database/secretsFile.ts'
import { Explained, reasonOf } from '../explained.ts'
import { countAll } from '../server/backup/service.ts'
import { checkSecrets } from '../server/secrets/check.ts'
import { findCheck } from '../server/secrets/queries.ts'
import { quoted } from './completion/commandTree.ts'

/** Folder in DATA_DIR. */
const EMBEDDED = 'postgres'

export function databaseCommand(): Command {
  const command = new Command('database')
  command
    .command('copy')
    .description(
      'copy the embedded database of DATA_DIR into the empty PostgreSQL database of DATABASE_URL; stop the server first',
    )
    .action(copy)
  return command
}

async function copy(): Promise<void> {
  const config = readConfig(process.env)
  const { dataDir, databaseUrl, databaseDirectUrl } = config
  if (!databaseUrl) throw new Explained('DATABASE_URL is not set. Set it to an empty PostgreSQL database.')
  const { openTarget } = await import('../database/copy/openTarget.ts')
  const source = await openSource(config)
  let target: Database | undefined
  try {
    const steps = await keySteps(source, config)
    target = await openTarget(databaseDirectUrl ?? databaseUrl, config)
    const { tables, rows } = await copyShowingProgress(source, target)
    console.log(`Copied ${rows} rows of ${tables} tables.`)
    const { certificates, walletCertificates, wrong } = await countAll(target)
    console.log(`They have ${certificates} course certificates and ${walletCertificates} wallet certificates.`)
    for (const id of wrong) console.error(`Course ${id}: the stored certificate count is wrong.`)
    if (wrong.length > 0) process.exitCode = 1
    for (const step of [...steps, ...lastSteps(dataDir)]) console.log(step)
  } finally {
    await target?.close()
    await source.close()
  }
}

async function copyShowingProgress(source: Database, target: Database): Promise<Copied> {
  const { copyDatabase } = await import('../database/copy/copyDatabase.ts')
  const bar = new SingleBar({ format: '{bar} {percentage}%', clearOnComplete: true })
  bar.start(1, 0)
  try {
    return await copyDatabase(source, target, (share) => bar.update(share))
  } catch (error) {
    if (!isOutage(error)) throw error
    throw new Explained(
      `The copy was interrupted: ${reasonOf(error)}. It leaves no rows behind. Run the command again.`,
      { cause: error },
    )
  } finally {
    bar.stop()
  }
}

async function openSource(config: Config): Promise<Database> {
  const { dataDir } = config
  if (!existsSync(join(dataDir, EMBEDDED))) {
    throw new Explained(`There is no embedded database in ${dataDir} (DATA_DIR).`)
  }
  const { openAlone } = await import('../database/openEmbedded.ts')
  try {
    return await openAlone(dataDir, config)
  } catch (error) {
    if (!(error instanceof DataDirInUse)) throw error
    throw new Explained(
      `Process ${error.pid} uses the embedded database of ${dataDir}. Stop it, and run the command again.`,
      { cause: error },
    )
  }
}

/**
 * Returns what to do so that a server on PostgreSQL decrypts the secrets of the embedded database. Throws
 * SecretsUnusable if SECRETS_KEY is set and does not decrypt them.
 */
async function keySteps(source: Database, config: Config): Promise<string[]> {
  if (!(await findCheck(source))) return []
  source.secrets = secretsOf(config)
  if (source.secrets) {
    await checkSecrets(source, console)
    return []
  }
  const { dataDir } = config
  source.secrets = secretsOf({ ...config, databaseUrl: undefined })
  try {
    await checkSecrets(source, console)
  } catch (error) {
    if (!(error instanceof SecretsUnusable)) throw error
    return ['Set SECRETS_KEY for all servers and commands to the value that the server had.']
  }
  // The second key is the former one, with which some secrets may be encrypted.
  const names = keysInFile(dataDir, false).length > 1 ? ['SECRETS_KEY', 'SECRETS_READ_KEYS'] : ['SECRETS_KEY']
  const path = quoted(pathOfKeys(dataDir))
  return [
    `Set ${names.join(' and ')} for all servers and commands. Without it they do not start:`,
    ...names.map((name, index) => `  export ${name}="$(sed -n ${index + 1}p ${path})"`),
  ]
}

function lastSteps(dataDir: string): string[] {
  return [
    'Start the server with DATABASE_URL and the same DATA_DIR, which still has the documents.',
    `It does not use ${join(dataDir, EMBEDDED)} any more. Delete this folder when everything works: it has personal data.`,
  ]
}
