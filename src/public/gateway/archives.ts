import type { CID } from 'multiformats/cid'
import { explained } from '../../core/documents.ts'
import { Problem } from '../../core/problem.ts'
import { MalformedCar, readCar } from '../../ipfs/car.ts'
import { walk } from '../../ipfs/dag.ts'
import { IpfsDamaged, IpfsMissing, type IpfsStore, IpfsUnsupported, neverAborts } from '../../ipfs/store.ts'

// Import of documents from CAR files, and checks of the store on disk.

export type ImportedCar = { blocks: number; roots: CID[]; incomplete: { root: CID; reason: string }[] }

/** Stores all blocks of a CAR, or none if it is damaged. `incomplete`: roots with missing blocks. Throws a Problem. */
export async function importCar(ipfs: IpfsStore, content: AsyncIterable<Uint8Array>): Promise<ImportedCar> {
  try {
    let count = 0
    const roots = await ipfs.keep(async (put) => {
      const car = await readCar(content)
      for await (const { cid, bytes } of car.blocks) {
        await put(cid, bytes)
        count += 1
      }
      return car.roots
    })
    return { blocks: count, roots, incomplete: await incompleteOf(ipfs, roots) }
  } catch (error) {
    throw error instanceof MalformedCar ? new Problem('input.invalid', error.message) : explained(error)
  }
}

async function incompleteOf(ipfs: IpfsStore, roots: CID[]): Promise<ImportedCar['incomplete']> {
  const incomplete: ImportedCar['incomplete'] = []
  for (const root of roots) {
    try {
      for await (const _ of walk(ipfs.stored, root, neverAborts));
    } catch (error) {
      const isOfContent =
        error instanceof IpfsMissing || error instanceof IpfsDamaged || error instanceof IpfsUnsupported
      if (!isOfContent) throw error
      incomplete.push({ root, reason: error.message })
    }
  }
  return incomplete
}

export type StoreCheck = { checked: number; damaged: CID[]; unknown: number }

/** Reads and re-hashes every block of the store. `unknown` counts blocks with unsupported hashes. */
export async function verifyStore(ipfs: IpfsStore, onDamaged: (cid: CID) => void): Promise<StoreCheck> {
  const result: StoreCheck = { checked: 0, damaged: [], unknown: 0 }
  try {
    for await (const cid of ipfs.list()) {
      try {
        await ipfs.stored.block(cid, neverAborts)
        result.checked += 1
      } catch (error) {
        if (error instanceof IpfsDamaged) {
          result.checked += 1
          result.damaged.push(cid)
          onDamaged(cid)
        } else if (error instanceof IpfsUnsupported) result.unknown += 1
        else throw error
      }
    }
    return result
  } catch (error) {
    throw explained(error)
  }
}
