import { hash } from 'node:crypto'
import type { FindPdf } from '@chancery/verify/checks/check'
import { file, fileProof } from '@chancery/verify/checks/file'
import type { Verifiable } from '@chancery/verify/checks/verifiable'
import { languages } from '@chancery/verify/texts/languages'
import { describe, expect, it } from 'vitest'

const publicId = '01a20230-01a0-7931-8cb4-7fd6a58c38fd'
const checksum = hash('sha256', 'The document.')
const equal = fileProof(publicId, checksum)
const other = fileProof(publicId, hash('sha256', 'Another document.'))
const replacedAt = new Date('2026-05-03')

const find =
  (found: Awaited<ReturnType<FindPdf>>): FindPdf =>
  async () =>
    found
const unknown = find(null)
const current = find({ isCurrent: true, replacedAt: null })
const earlier = find({ isCurrent: false, replacedAt })
const neverAsked: FindPdf = () => expect.fail('The check asked for a PDF.')

/** The check reads these fields only. */
const certificate = (checksum: string | null) => ({ publicId, checksum }) as Verifiable

async function check(checksum: string | null, fileProof: string | undefined, findPdf?: FindPdf) {
  const ports = { fileProof, findPdf } as Parameters<typeof file.run>[1] // It uses these ports only.
  return file.run(certificate(checksum), ports, new AbortController().signal)
}

describe('file check', () => {
  it.each<[string, string | null, string | undefined, FindPdf | undefined, string]>([
    ['no file, no checksum and no PDFs', null, undefined, undefined, 'skipped file.no_checksum'],
    ['a file, no checksum and no PDFs', null, other, undefined, 'skipped file.no_checksum'],
    ['no file and no checksum', null, undefined, neverAsked, 'skipped file.none'],
    ['no file and a checksum', checksum, undefined, neverAsked, 'skipped file.none'],
    ['the file of the checksum', checksum, equal, neverAsked, 'passed file.equal'],
    ['another file than that of the checksum', checksum, other, undefined, 'failed file.different'],
    ['the current PDF, beside a checksum', checksum, other, current, 'passed file.current_pdf'],
    ['an earlier PDF, beside a checksum', checksum, other, earlier, 'skipped file.earlier_pdf'],
    ['an unknown file, beside a checksum', checksum, other, unknown, 'failed file.different'],
    ['the current PDF', null, other, current, 'passed file.current_pdf'],
    ['an earlier PDF', null, other, earlier, 'skipped file.earlier_pdf'],
    ['an unknown file', null, other, unknown, 'skipped file.not_served'],
  ])('for %s', async (_, checksum, proof, findPdf, expected) => {
    const { outcome, code } = await check(checksum, proof, findPdf)
    expect(`${outcome} ${code}`).toBe(expected)
  })

  it('asks for the PDF by the public id and the proof only', async () => {
    const asked: unknown[] = []
    await check(checksum, other, async (...[id, proof]) => {
      asked.push(id, proof)
      return null
    })
    expect(asked).toStrictEqual([publicId, other])
  })

  it('says when an earlier version was replaced', async () => {
    expect((await check(null, other, earlier)).evidence).toStrictEqual({ replacedAt })
    const said = languages.en.messages['file.earlier_pdf']({ replacedAt })
    expect(said).toContain('replaced on 3 May 2026')
    expect(languages.en.messages['file.earlier_pdf']({ replacedAt: null })).not.toContain('replaced')
  })
})
