import { readdir, readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { compileContracts } from '../../scripts/contracts.ts'

const folder = new URL('../../contracts/', import.meta.url)

it('has the artifacts that the compiler makes of the contracts', async () => {
  const compiled = await compileContracts()
  const committed = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort()
  expect(committed).toStrictEqual([...compiled.keys()].sort())
  for (const [name, text] of compiled) expect(await readFile(new URL(name, folder), 'utf8')).toBe(text)
})
