import { describe, expect, it } from 'vitest'
import { toTable } from '../../src/cli/listing.ts'

describe('toTable', () => {
  it('aligns the columns by the characters that a reader sees', () => {
    const since = new Date('2026-12-02T10:00:00Z')
    expect(
      toTable([
        { id: 1, name: 'Universität', confirmedBy: null, since },
        { id: 12, name: 'Ze\u0301', confirmedBy: 'operator', since: null },
      ]),
    ).toBe(
      [
        'id  name         confirmed by  since',
        '1   Universität  -             2026-12-02T10:00:00.000Z',
        '12  Ze\u0301           operator      -',
      ].join('\n'),
    )
  })

  it('keeps each entry on its line, without commands to the terminal', () => {
    expect(toTable([{ note: 'two\nlines \u001b[2J' }])).toBe('note\ntwo lines  [2J')
  })

  it('says that there is no entry', () => {
    expect(toTable([])).toBe('None.')
  })
})
