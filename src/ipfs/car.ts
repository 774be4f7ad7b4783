import { decode as decodeCbor, encode as encodeCbor } from '@ipld/dag-cbor'
import { varint } from 'multiformats'
import { CID } from 'multiformats/cid'
import { MAX_BLOCK_BYTES } from './blocks.ts'
import type { Block } from './dag.ts'

// CAR, version 1 (https://ipld.io/specs/transport/car/carv1/). Unlike @ipld/car, checks a length before it allocates.

export class MalformedCar extends Error {}

/** Maximum length (bytes) of a section: a block with its CID, or a header with about ten thousand roots. */
const MAX_SECTION_BYTES = MAX_BLOCK_BYTES + 256

export async function* writeCar(roots: CID[], blocks: AsyncIterable<Block>): AsyncGenerator<Uint8Array> {
  yield section([encodeCbor({ version: 1, roots })])
  for await (const { cid, bytes } of blocks) yield section([cid.bytes, bytes])
}

function section(parts: Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  return Buffer.concat([varint.encodeTo(length, new Uint8Array(varint.encodingLength(length))), ...parts])
}

/** Reads a CAR with one block in memory at a time. Does not verify blocks. Throws MalformedCar. */
export async function readCar(
  content: AsyncIterable<Uint8Array>,
): Promise<{ roots: CID[]; blocks: AsyncGenerator<Block> }> {
  const sections = sectionsOf(content)
  const header = await sections.next()
  if (header.done) throw new MalformedCar('The CAR is empty.')
  return { roots: rootsOf(header.value), blocks: blocksOf(sections) }
}

async function* blocksOf(sections: AsyncIterable<Uint8Array>): AsyncGenerator<Block> {
  for await (const bytes of sections) {
    let block: [CID, Uint8Array]
    try {
      block = CID.decodeFirst(bytes)
    } catch (error) {
      throw new MalformedCar('A block of the CAR has no readable CID.', { cause: error })
    }
    yield { cid: block[0], bytes: block[1] }
  }
}

function rootsOf(header: Uint8Array): CID[] {
  let read: { version?: unknown; roots?: unknown }
  try {
    read = decodeCbor(header)
  } catch (error) {
    throw new MalformedCar('The file is not a CAR: its header cannot be read.', { cause: error })
  }
  if (read?.version !== 1) throw new MalformedCar('The file is not a CAR of version 1.')
  const roots = Array.isArray(read.roots) ? read.roots.map((root) => CID.asCID(root)) : []
  if (roots.length === 0) throw new MalformedCar('The CAR has no root.')
  return roots.map((root) => {
    if (!root) throw new MalformedCar('A root of the CAR is not a CID.')
    return root
  })
}

/** Splits a stream into sections by their length prefixes. */
async function* sectionsOf(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let rest = Buffer.alloc(0)
  for await (const part of content) {
    rest = Buffer.concat([rest, part])
    for (let found = firstSection(rest); found; found = firstSection(rest)) {
      yield rest.subarray(found.start, found.end)
      rest = rest.subarray(found.end)
    }
  }
  if (rest.length > 0) throw new MalformedCar('The CAR ends in the middle of a block.')
}

/** Returns the position of the first section. Null until it is complete. */
function firstSection(bytes: Uint8Array): { start: number; end: number } | null {
  const lengthEnd = bytes.subarray(0, 5).findIndex((byte) => byte < 0x80) + 1
  // A length of four bytes already exceeds the maximum.
  if (lengthEnd > 4 || (lengthEnd === 0 && bytes.length >= 4)) throw tooLong()
  if (lengthEnd === 0) return null
  // `varint.decode` would throw.
  if (lengthEnd > 1 && bytes[lengthEnd - 1] === 0) throw new MalformedCar('A length in the CAR has superfluous bytes.')
  const [length] = varint.decode(bytes)
  if (length > MAX_SECTION_BYTES) throw tooLong()
  if (length === 0) throw new MalformedCar('A section of the CAR is empty.')
  const end = lengthEnd + length
  return end <= bytes.length ? { start: lengthEnd, end } : null
}

function tooLong(): MalformedCar {
  return new MalformedCar(`A section of the CAR claims to be longer than ${MAX_SECTION_BYTES} bytes.`)
}
