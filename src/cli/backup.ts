import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Command } from 'commander'
import { type Config, readConfig } from '../core/config.ts'
import { openDatabase } from '../database/open.ts'
import { Explained } from '../explained.ts'
import { openIpfs } from '../ipfs/open.ts'
import { backUp, countAll, restore } from '../server/backup/service.ts'

export function backupCommand(): Command {
  return new Command('backup').argument('<file>', 'output file; must not exist').action(backup)
}

export function restoreCommand(): Command {
  return new Command('restore').argument('<file>', 'file written by `chancery backup`').action(restoreFile)
}

/** Returns the configuration. Rejects PostgreSQL, which has its own backup tools. */
function embeddedConfig(): Config {
  const config = readConfig(process.env)
  if (config.databaseUrl) {
    throw new Explained('DATABASE_URL is set. Back up PostgreSQL with pg_dump and restore it with pg_restore.')
  }
  return config
}

async function backup(file: string): Promise<void> {
  const config = embeddedConfig()
  const found: string[] = await readdir(config.dataDir).catch(() => [])
  if (!found.includes('postgres')) throw new Explained(`There is no embedded database in ${config.dataDir} (DATA_DIR).`)
  const target = await open(file, 'wx', 0o600).catch((error) => {
    throw new Explained(`Cannot write ${file}: ${error.message}`, { cause: error })
  })
  try {
    const { content, saved } = backUp(config.dataDir, config.ipfsApiUrl ? null : await openIpfs(config))
    await pipeline(content, target.createWriteStream({ flush: true }))
    console.log(`Saved the database and ${saved.blocks} blocks to ${file}. Protect this file like DATA_DIR.`)
    if (config.ipfsApiUrl) console.log('The documents are on the Kubo node. Back it up separately.')
    for (const cid of saved.damaged) console.error(`skipped damaged block: ${cid}`)
    if (saved.damaged.length > 0) process.exitCode = 1
  } catch (error) {
    await rm(file)
    throw error
  }
}

async function restoreFile(file: string): Promise<void> {
  const config = embeddedConfig()
  await mkdir(config.dataDir, { recursive: true })
  if ((await readdir(config.dataDir)).length > 0) {
    throw new Explained(`${config.dataDir} is not empty. Set DATA_DIR to an empty folder.`)
  }
  const openStore = () => openIpfs({ ...config, ipfsApiUrl: undefined })
  try {
    const blocks = await restore(config.dataDir, openStore, createReadStream(file))
    console.log(`Restored ${blocks} blocks and verified their hashes.`)
  } catch (error) {
    // A partial restore must not look complete.
    for (const name of await readdir(config.dataDir)) await rm(join(config.dataDir, name), { recursive: true })
    throw error instanceof Explained ? new Explained(`${file}: ${error.message}`, { cause: error }) : error
  }
  const db = await openDatabase(config)
  try {
    const { certificates, walletCertificates, wrong } = await countAll(db)
    console.log(`Restored ${certificates} course certificates and ${walletCertificates} wallet certificates.`)
    for (const id of wrong) console.error(`Course ${id}: the stored certificate count is wrong.`)
    if (wrong.length > 0) process.exitCode = 1
  } finally {
    await db.close()
  }
}
