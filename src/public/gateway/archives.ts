import type { CID } from 'multiformats/cid'
import { explained } from '../../core/documents.ts'
import { Problem } from '../../core/problem.ts'
import { MalformedCar, readCar } from '../../ipfs/car.ts'
import { walk } from '../../ipfs/dag.ts'
import { IpfsDamaged, IpfsMissing, type IpfsStore, IpfsUnsupported } from '../../ipfs/store.ts'

// Documents as CAR files, and what becomes of them on a disk.

const forever = new AbortController().signal

export type ImportedCar = { blocks: number; roots: CID[]; incomplete: { root: CID; reason: string }[] }

/**
 * Puts every block of a CAR into the store, verified; nothing of a CAR that is damaged, cut off or has a block that is
 * not read here. `incomplete` are the roots of which the store does not have every block. Throws a Problem.
 */
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
      for await (const _ of walk(ipfs.stored, root, forever));
    } catch (error) {
      const isAboutIt = error instanceof IpfsMissing || error instanceof IpfsDamaged || error instanceof IpfsUnsupported
      if (!isAboutIt) throw error
      incomplete.push({ root, reason: error.message })
    }
  }
  return incomplete
}

export type StoreCheck = { checked: number; damaged: CID[]; unknown: number }

/** Reads and re-hashes every block of the store. `unknown` blocks are of hashes that are not read here. */
export async function verifyStore(ipfs: IpfsStore, sawDamaged: (cid: CID) => void): Promise<StoreCheck> {
  const result: StoreCheck = { checked: 0, damaged: [], unknown: 0 }
  try {
    for await (const cid of ipfs.list()) {
      try {
        await ipfs.stored.block(cid, forever)
        result.checked += 1
      } catch (error) {
        if (error instanceof IpfsDamaged) {
          result.checked += 1
          result.damaged.push(cid)
          sawDamaged(cid)
        } else if (error instanceof IpfsUnsupported) result.unknown += 1
        else throw error
      }
    }
    return result
  } catch (error) {
    throw explained(error)
  }
}
