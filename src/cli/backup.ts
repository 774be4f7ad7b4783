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
  return new Command('backup')
    .argument('<file>', 'where to write it; a file that is there is left alone')
    .action(backup)
}

export function restoreCommand(): Command {
  return new Command('restore').argument('<file>', 'what `chancery backup` wrote').action(restoreFile)
}

/** Rejects a PostgreSQL server, which has better tools. */
function embeddedConfig(): Config {
  const config = readConfig(process.env)
  if (config.databaseUrl) {
    throw new Explained('DATABASE_URL names a PostgreSQL: back it up by pg_dump, and restore it by pg_restore.')
  }
  return config
}

async function backup(file: string): Promise<void> {
  const config = embeddedConfig()
  const found: string[] = await readdir(config.dataDir).catch(() => [])
  if (!found.includes('postgres')) throw new Explained(`There is no embedded database in ${config.dataDir}.`)
  const target = await open(file, 'wx', 0o600).catch((error) => {
    throw new Explained(`${file} cannot be written: ${error.message}`, { cause: error })
  })
  try {
    const { content, saved } = backUp(config.dataDir, config.ipfsApiUrl ? null : await openIpfs(config))
    await pipeline(content, target.createWriteStream({ flush: true }))
    console.log(`The database and ${saved.blocks} blocks are in ${file}. It has what DATA_DIR has: keep it as safe.`)
    if (config.ipfsApiUrl) console.log('Documents are on the Kubo node: back that one up too.')
    for (const cid of saved.damaged) console.error(`damaged, and left out: ${cid}`)
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
    throw new Explained(`${config.dataDir} is not empty. Name another folder in DATA_DIR, or move what is there away.`)
  }
  const openStore = () => openIpfs({ ...config, ipfsApiUrl: undefined })
  try {
    const blocks = await restore(config.dataDir, openStore, createReadStream(file))
    console.log(`${blocks} blocks restored; each hashes to its name.`)
  } catch (error) {
    // A partial restore must not look complete.
    for (const name of await readdir(config.dataDir)) await rm(join(config.dataDir, name), { recursive: true })
    throw error instanceof Explained ? new Explained(`${file}: ${error.message}`, { cause: error }) : error
  }
  const db = await openDatabase(config)
  try {
    const { certificates, walletCertificates, wrong } = await countAll(db)
    console.log(`${certificates} course certificates and ${walletCertificates} of wallets restored.`)
    for (const id of wrong) console.error(`Course ${id} has another number of certificates than it says.`)
    if (wrong.length > 0) process.exitCode = 1
  } finally {
    await db.close()
  }
}
