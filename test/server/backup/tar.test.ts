import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { MalformedTar, readTar, type TarEntry, writeTar } from '../../../src/server/backup/tar.ts'
import { newFolder } from '../../support/files/folders.ts'

const files: TarEntry[] = [0, 1, 511, 512, 513, 20_000].map((size) => ({
  name: `files/of-${size}`,
  bytes: randomBytes(size),
}))

async function* all<Item>(items: Iterable<Item>): AsyncGenerator<Item> {
  yield* items
}

async function archive(): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const part of writeTar(all(files))) parts.push(part)
  return Buffer.concat(parts)
}

async function read(bytes: Buffer, size = bytes.length): Promise<TarEntry[]> {
  const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  )
  const entries: TarEntry[] = []
  for await (const { name, bytes: content } of readTar(all(chunks))) entries.push({ name, bytes: Buffer.from(content) })
  return entries
}

it('reads back the files that it wrote, whatever the size of the chunks', async () => {
  const bytes = await archive()
  for (const size of [bytes.length, 1000, 7]) expect(await read(bytes, size)).toEqual(files)
})

it('rejects an archive that is truncated or invalid', async () => {
  const bytes = await archive()
  for (const broken of [Buffer.alloc(0), bytes.subarray(0, 5000), bytes.subarray(0, -1024), randomBytes(4096)]) {
    await expect(read(broken)).rejects.toThrow(MalformedTar)
  }
})

it('writes an archive that the tar command extracts', async () => {
  const folder = await newFolder()
  await writeFile(join(folder, 'it.tar'), await archive())
  execFileSync('tar', ['-xf', 'it.tar'], { cwd: folder })
  for (const { name, bytes } of files) expect(await readFile(join(folder, name))).toEqual(bytes)
})
