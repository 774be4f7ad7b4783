import { describe, expect, it } from 'vitest'
import { openTurns } from '../../src/typeset/turns.ts'

const of = (group: string, isPublic = false) => ({ group, isPublic })

function drain(turns: ReturnType<typeof openTurns<string>>): string[] {
  const items: string[] = []
  for (let item = turns.next(); item !== undefined; item = turns.next()) items.push(item)
  return items
}

describe('turns', () => {
  it('alternate between groups, public pages first', () => {
    const turns = openTurns<string>()
    for (const item of ['a1', 'a2', 'a3']) turns.add(of('a'), item)
    turns.add(of('b'), 'b1')
    turns.add(of('b', true), 'page')
    expect(drain(turns)).toStrictEqual(['page', 'a1', 'b1', 'a2', 'a3'])
  })

  it('make room by the newest item of the group that has most, and not for a group that has as many', () => {
    const turns = openTurns<string>()
    for (const item of ['a1', 'a2', 'a3']) turns.add(of('a', true), item)
    for (const item of ['b1', 'b2']) turns.add(of('b'), item)
    expect(turns.makeRoom(of('a', true))).toBeUndefined()
    expect(turns.makeRoom(of('b'))).toBeUndefined()
    expect(turns.makeRoom(of('c'))).toBe('a3')
    expect(turns.size).toBe(4)
    // The public pages of a site are another group than its other orders.
    expect(turns.makeRoom(of('a'))).toBe('a2')
    expect(turns.makeRoom(of('d'))).toBe('b2')
    expect(turns.makeRoom(of('d'))).toBeUndefined()
    expect(drain(turns)).toStrictEqual(['a1', 'b1'])
    expect(turns.size).toBe(0)
  })
})
