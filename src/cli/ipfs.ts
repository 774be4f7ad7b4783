import { createReadStream } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { Command, InvalidArgumentError } from 'commander'
import type { CID } from 'multiformats/cid'
import { readConfig } from '../core/config.ts'
import { Explained } from '../explained.ts'
import { parseCid } from '../ipfs/cid.ts'
import { openIpfs } from '../ipfs/open.ts'
import { recording } from './recording.ts'

export function ipfsCommand(): Command {
  const command = new Command('ipfs')

  command
    .command('import')
    .description('import a CAR into the store; verifies its blocks and imports all or none')
    .argument('<file>', 'CAR file, version 1')
    .action(importFile)

  command
    .command('export')
    .description('export a document from the store as a CAR')
    .argument('<cid>', 'CID of the document', cidArgument)
    .argument('<file>', 'output file; must not exist')
    .action(exportFile)

  command
    .command('verify')
    .description('hash every block of the store again and list damaged ones, as CIDs of raw bytes')
    .action(verify)

  return command
}

function cidArgument(text: string): CID {
  const cid = parseCid(text)
  if (!cid) throw new InvalidArgumentError('Must be an IPFS content identifier (CID).')
  return cid
}

const openStore = () => openIpfs(readConfig(process.env))
const loadArchives = () => import('../public/gateway/archives.ts')

async function importFile(file: string): Promise<void> {
  const { importCar } = await loadArchives()
  const run = async () =>
    importCar(await openStore(), createReadStream(file)).catch((error) => {
      if (!(error instanceof Explained)) throw error
      throw new Explained(`${file}: ${error.message} Nothing was imported.`, { cause: error })
    })
  const { blocks, roots, incomplete } = await recording('ipfs import', run, (imported) => [
    {
      action: 'ipfs.import',
      subject: 'ipfs',
      after: { blocks: imported.blocks, documents: imported.roots.map(String) },
    },
  ])
  console.log(`Imported ${blocks} blocks. Documents:`)
  for (const root of roots) console.log(String(root))
  for (const { root, reason } of incomplete) console.error(`${root} is incomplete: ${reason}`)
  if (incomplete.length > 0) process.exitCode = 1
}

async function exportFile(cid: CID, file: string): Promise<void> {
  const [{ openCar }, { explained }] = await Promise.all([
    import('../public/gateway/service.ts'),
    import('../core/documents.ts'),
  ])
  const car = await openCar(await openStore(), cid, 'all', new AbortController().signal)
  const target = await open(file, 'wx')
  try {
    await pipeline(car, target.createWriteStream())
  } catch (error) {
    await rm(file)
    throw explained(error)
  }
  console.log(`Exported ${cid} to ${file}.`)
}

async function verify(): Promise<void> {
  const { verifyStore } = await loadArchives()
  const { checked, damaged, unknown } = await verifyStore(await openStore(), (cid) => console.error(`damaged: ${cid}`))
  if (unknown > 0) console.log(`${unknown} blocks have unsupported hashes.`)
  console.log(`${checked} blocks checked, ${damaged.length} damaged.`)
  if (damaged.length > 0) process.exitCode = 1
}
