import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { stalePages } from '../../scripts/docs.ts'
import { problemGroups } from '../../src/core/problemCodes.ts'
import { needs } from '../../src/core/variableNeeds.ts'
import { variableGroups, variables } from '../../src/core/variables.ts'

const root = new URL('../../', import.meta.url)

it('generated docs match their definitions', () => {
  expect(stalePages()).toStrictEqual([])
})

describe('error codes', () => {
  const codes = Object.values(problemGroups).flatMap((group) => Object.keys(group))

  it('belong to one group each', () => {
    expect(codes).toStrictEqual([...new Set(codes)])
  })

  it('are all used in src', () => {
    const files = readdirSync(new URL('src/', root), { recursive: true, encoding: 'utf8' })
    const sources = files.filter((file) => /\.ts$/.test(file) && !/^database\/prisma\/|problemCodes/.test(file))
    const text = sources.map((file) => readFileSync(new URL(`src/${file}`, root), 'utf8')).join('\n')
    expect(codes.filter((code) => !text.includes(`'${code}'`))).toStrictEqual([])
  })
})

describe('environment variables', () => {
  it('belong to one group each', () => {
    const names = Object.values(variableGroups).flatMap((group) => Object.keys(group))
    expect(names).toStrictEqual(Object.keys(variables.shape))
  })

  it('have a description each', () => {
    const lacking = Object.entries(variables.shape).filter(([, { description }]) => !description?.endsWith('.'))
    expect(lacking.map(([name]) => name)).toStrictEqual([])
  })

  it('need only variables without a default', () => {
    const defaults: Record<string, unknown> = variables.parse({})
    expect(needs.map(([, needed]) => defaults[needed]).filter((value) => value !== undefined)).toStrictEqual([])
  })
})
