import { createHash } from 'node:crypto'
import { record } from '../../core/audit.ts'
import { type Page, type PageRange, pageOf, skipTake } from '../../core/paging.ts'
import { Problem } from '../../core/problem.ts'
import { type SiteContext, write } from '../../core/writeContext.ts'
import type { Database } from '../../database/client.ts'
import { lockSite } from '../../database/lockSite.ts'
import type { FontName } from '../../database/prisma/client.ts'
import type { Tx } from '../../database/sql.ts'
import { siteGroup, withRenderProblems } from '../../public/documents/service.ts'
import type { Renderer } from '../../typeset/renderer.ts'
import { siteFontsIn } from '../../typeset/siteFonts.ts'
import { TemplateFault } from '../../typeset/templateFault.ts'
import { toFont } from '../wire.ts'
import { findTemplateWithFont, lockFontNameRow, lockFontNameRowsForShare } from './queries.ts'

export const MAX_FONTS = 20

/** Cleans a font and stores it under a name. Templates that were uploaded before keep their file. */
export async function putFont(
  context: SiteContext<FontName>,
  trials: Pick<Renderer, 'render'>,
  name: string,
  upload: Uint8Array,
): Promise<FontName> {
  const { siteId, at } = context
  // A copy, because Prisma stores only buffers of their own.
  const file = new Uint8Array(await cleanUpload(trials, siteId, upload))
  const hash = createHash('sha256').update(file).digest('hex')
  return write(context, async (tx) => {
    await lockSite(tx, siteId)
    const key = { siteId_name: { siteId, name } }
    const before = await tx.fontName.findUnique({ where: key })
    if (!before && (await tx.fontName.count({ where: { siteId } })) >= MAX_FONTS) {
      throw new Problem('font.too_many', `A site has at most ${MAX_FONTS} fonts. Delete one first.`)
    }
    await tx.font.createMany({ data: { siteId, hash, file, createdAt: at }, skipDuplicates: true })
    const facts = { hash, size: file.length, updatedAt: at }
    const after = await tx.fontName.upsert({ where: key, create: { siteId, name, ...facts }, update: facts })
    await record(tx, context, {
      action: before ? 'font.update' : 'font.create',
      subject: `font/${name}`,
      ...(before && { before: toFont(before) }),
      after: toFont(after),
    })
    return after
  })
}

/** Only the renderer's process parses an upload. */
async function cleanUpload(trials: Pick<Renderer, 'render'>, siteId: number, upload: Uint8Array): Promise<Uint8Array> {
  const turn = { group: siteGroup(siteId), isPublic: false }
  try {
    return await withRenderProblems(() => trials.render({ kind: 'font', upload }, turn))
  } catch (error) {
    if (error instanceof TemplateFault) throw invalidFont(error.message)
    const isNotRead = error instanceof Problem && error.code === 'document.not_rendered'
    throw isNotRead ? invalidFont('It cannot be read, or reading takes too long.') : error
  }
}

function invalidFont(sentence: string): Problem {
  return new Problem('font.invalid', `This font cannot be used. ${sentence}`)
}

export async function listFonts(
  db: Database,
  siteId: number,
  range: PageRange<string>,
): Promise<Page<FontName, string>> {
  const where = { siteId }
  const rows = db.prisma.fontName.findMany({
    where: { ...where, name: { gt: range.after } },
    orderBy: { name: 'asc' },
    ...skipTake(range),
  })
  return pageOf(rows, db.prisma.fontName.count({ where }), range, (font) => font.name)
}

/** Deletes a font that no template of the site names. Issued certificates keep their file. */
export function removeFont(context: SiteContext<void>, name: string): Promise<void> {
  const { siteId } = context
  return write(context, async (tx) => {
    await lockFontNameRow(tx, siteId, name)
    const key = { siteId_name: { siteId, name } }
    const before = await tx.fontName.findUnique({ where: key })
    if (!before) throw new Problem('font.not_found', `There is no font "${name}".`)
    const template = await findTemplateWithFont(tx, siteId, name)
    if (template !== null) {
      throw new Problem(
        'font.in_use',
        `The template "${template}" uses this font. Change or delete the template first.`,
      )
    }
    await tx.fontName.delete({ where: key })
    await record(tx, context, { action: 'font.delete', subject: `font/${name}`, before: toFont(before) })
  })
}

/** Returns the hashes of the site's fonts by name. */
export async function fontHashes(db: Database, siteId: number): Promise<Record<string, string>> {
  const fonts = await db.prisma.fontName.findMany({ where: { siteId } })
  return Object.fromEntries(fonts.map(({ name, hash }) => [name, hash]))
}

/** Stores which fonts a template uses. Throws `template.invalid` if one was deleted meanwhile. */
export async function linkFonts(
  tx: Tx,
  siteId: number,
  template: { hash: string; svg: string },
  fonts: Record<string, string>,
): Promise<void> {
  const used = siteFontsIn(template.svg)
  const named = Object.entries(fonts).filter(([, hash]) => used.includes(hash))
  const names = named.map(([name]) => name)
  const found = await lockFontNameRowsForShare(tx, siteId, names)
  const missing = names.find((name) => !found.includes(name))
  if (missing !== undefined) {
    throw new Problem('template.invalid', `This template cannot be used. The font "${missing}" was deleted. Try again.`)
  }
  await tx.templateFont.createMany({
    data: named.map(([name, fontHash]) => ({ siteId, templateHash: template.hash, name, fontHash })),
    skipDuplicates: true,
  })
}
