import { Command, Option } from 'commander'
import { readConfig } from '../core/config.ts'
import { ensureDataDir } from '../dataDir.ts'
import { Explained } from '../explained.ts'
import { IpfsFull, IpfsUnavailable } from '../ipfs/store.ts'
import { ObjectsFull, ObjectsUnavailable } from '../objects/objects.ts'
import { openObjects } from '../objects/open.ts'

export function objectsCommand(): Command {
  const command = new Command('objects')
  command
    .command('copy')
    .description(
      'copy blocks, and pictures and PDFs, from DATA_DIR to the bucket; verifies the hashes of all blocks on both ' +
        'sides; lists damaged ones; can be repeated, also while servers run',
    )
    .addOption(
      new Option('--to <place>', 'where to; `folder` copies the blocks back')
        .choices(['bucket', 'folder'])
        .default('bucket'),
    )
    .action(copy)
  return command
}

async function copy({ to }: { to: 'bucket' | 'folder' }): Promise<void> {
  const config = readConfig(process.env)
  const objects = openObjects(config)
  if (!objects) throw new Explained('OBJECT_STORE_URL is not set.')
  ensureDataDir(config.dataDir)
  const [
    { blockFolder },
    { openBlockFiles },
    { openBlockObjects },
    { lateRemoval },
    { copyBlocks },
    { copyPictures },
    { pictureFolder },
  ] = await Promise.all([
    import('../ipfs/open.ts'),
    import('../ipfs/blockFiles.ts'),
    import('../ipfs/blockObjects.ts'),
    import('../ipfs/lateRemoval.ts'),
    import('../ipfs/copyBlocks.ts'),
    import('../public/documents/shared.ts'),
    import('../public/documents/service.ts'),
  ])
  const [folder, bucket] = [await openBlockFiles(blockFolder(config)), openBlockObjects(objects)]
  try {
    const { list } = lateRemoval(objects, bucket)
    const [source, target] = to === 'bucket' ? [folder, bucket] : [{ ...bucket, list }, folder]
    const { copied, present, damaged } = await copyBlocks(source, target)
    console.log(`${copied} blocks copied, ${present} were there already, ${damaged.length} damaged.`)
    for (const cid of damaged) console.error(`damaged, not copied: ${cid}`)
    if (damaged.length > 0) process.exitCode = 1
    if (to === 'bucket') {
      const pictures = await copyPictures(pictureFolder(config), objects)
      console.log(`${pictures} pictures and PDFs copied.`)
    }
  } catch (error) {
    const isKnown = [IpfsUnavailable, IpfsFull, ObjectsUnavailable, ObjectsFull].some((kind) => error instanceof kind)
    if (!isKnown || !(error instanceof Error)) throw error
    throw new Explained(`${error.message} Run the command again to continue.`, { cause: error })
  }
}
