import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { coveredCodePoints } from '../../scripts/coverage.ts'

it('knows the code points of the installed fonts', async () => {
  const file = new URL('../../src/typeset/coveredCodePoints.ts', import.meta.url)
  expect(readFileSync(file, 'utf8')).toBe(await coveredCodePoints())
})
