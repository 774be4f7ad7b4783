import { createHash } from 'node:crypto'
import { record } from '../../core/audit.ts'
import { type Page, type PageRange, pageOf, skipTake } from '../../core/paging.ts'
import { invalid, Problem } from '../../core/problem.ts'
import { type Authorship, type SiteContext, write } from '../../core/writeContext.ts'
import type { Database } from '../../database/client.ts'
import { lockSite } from '../../database/lockSite.ts'
import type { Template, TemplateName } from '../../database/prisma/client.ts'
import type { Tx } from '../../database/sql.ts'
import { fontsOf } from '../../public/documents/readFonts.ts'
import { siteGroup, withRenderProblems } from '../../public/documents/service.ts'
import { sampleFacts } from '../../typeset/facts.ts'
import type { Order } from '../../typeset/render.ts'
import type { ReadFonts, Renderer } from '../../typeset/renderer.ts'
import { TemplateFault } from '../../typeset/templateFault.ts'
import { fontHashes, linkFonts } from '../fonts/service.ts'
import { toTemplate } from '../wire.ts'
import { lockTemplateNameRow, lockTemplateNameRowForShare } from './queries.ts'

export type { TemplateName }

export const MAX_TEMPLATES = 100

/** Cleans a template and stores it under a name. Applies to future certificates of courses with this template. */
export async function putTemplate(
  context: SiteContext<TemplateName>,
  trials: Pick<Renderer, 'render'>,
  name: string,
  upload: string,
): Promise<TemplateName> {
  const { siteId, at } = context
  const fonts = await fontHashes(context.db, siteId)
  const readFonts = fontsOf(context.db, siteId)
  const svg = await cleanAndTest(trials, siteId, upload, fonts, readFonts)
  const hash = hashOf(svg)
  return write(context, async (tx) => {
    await lockSite(tx, siteId)
    const key = { siteId_name: { siteId, name } }
    const before = await tx.templateName.findUnique({ where: key })
    if (!before && (await tx.templateName.count({ where: { siteId } })) >= MAX_TEMPLATES) {
      throw new Problem('template.too_many', `A site has at most ${MAX_TEMPLATES} templates. Delete one first.`)
    }
    await tx.template.createMany({ data: { siteId, hash, svg, createdAt: at }, skipDuplicates: true })
    await linkFonts(tx, siteId, { hash, svg }, fonts)
    const facts = { hash, updatedAt: at }
    const after = await tx.templateName.upsert({ where: key, create: { siteId, name, ...facts }, update: facts })
    await record(tx, context, {
      action: before ? 'template.update' : 'template.create',
      subject: `template/${name}`,
      ...(before && { before: toTemplate(before) }),
      after: toTemplate(after),
    })
    return after
  })
}

/**
 * Cleans an upload, and rejects a template that cannot be rendered in time (`trialLimits`), before certificates depend on
 * it. Cleaning megabytes takes seconds, so that is a trial too.
 */
async function cleanAndTest(
  trials: Pick<Renderer, 'render'>,
  siteId: number,
  upload: string,
  fonts: Record<string, string>,
  readFonts: ReadFonts,
): Promise<string> {
  const attempt = (order: Order) =>
    withRenderProblems(() => trials.render(order, { group: siteGroup(siteId), isPublic: false }, readFonts))
  try {
    const svg = Buffer.from(await attempt({ kind: 'clean', upload, fonts })).toString()
    for (const kind of ['png', 'pdf'] as const) await attempt({ kind, facts: sampleFacts, template: svg })
    return svg
  } catch (error) {
    if (error instanceof TemplateFault) throw invalidTemplate(error.message)
    const isNotRendered = error instanceof Problem && error.code === 'document.not_rendered'
    throw isNotRendered ? invalidTemplate('It cannot be rendered, or rendering takes too long.') : error
  }
}

function invalidTemplate(sentence: string): Problem {
  return new Problem('template.invalid', `This template cannot be used. ${sentence}`)
}

export async function listTemplates(
  db: Database,
  siteId: number,
  range: PageRange<string>,
): Promise<Page<TemplateName, string>> {
  const where = { siteId }
  const rows = db.prisma.templateName.findMany({
    where: { ...where, name: { gt: range.after } },
    orderBy: { name: 'asc' },
    ...skipTake(range),
  })
  return pageOf(rows, db.prisma.templateName.count({ where }), range, (template) => template.name)
}

/** Returns a template's cleaned SVG and its hash. A template of the site replaces the built-in design of its name. */
export async function getTemplate(db: Database, siteId: number, name: string): Promise<Pick<Template, 'hash' | 'svg'>> {
  const found = await db.prisma.templateName.findUnique({
    where: { siteId_name: { siteId, name } },
    include: { template: true },
  })
  if (found) return found.template
  const svg = await builtInDesign(name)
  if (svg === null) throw templateNotFound(name)
  return { hash: hashOf(svg), svg }
}

/** Deletes a template's name. Issued certificates keep their design. */
export function removeTemplate(context: SiteContext<void>, name: string): Promise<void> {
  const { siteId } = context
  return write(context, async (tx) => {
    await lockTemplateNameRow(tx, siteId, name)
    const key = { siteId_name: { siteId, name } }
    const before = await tx.templateName.findUnique({ where: key })
    if (!before) throw templateNotFound(name)
    await tx.course.updateMany({
      where: { siteId, templateName: name, retiredAt: { not: null } },
      data: { templateName: null },
    })
    const course = await tx.course.findFirst({ where: { siteId, templateName: name }, orderBy: { id: 'asc' } })
    if (course)
      throw new Problem(
        'template.in_use',
        `Course ${course.id} uses this template. Assign another template to it first.`,
      )
    await tx.templateName.delete({ where: key })
    await record(tx, context, { action: 'template.delete', subject: `template/${name}`, before: toTemplate(before) })
  })
}

/**
 * Locks a template's name against deletion until the transaction ends. Adds the built-in design of that name to a site
 * that has no such template. Throws if there is neither.
 */
export async function lockTemplateName(tx: Tx, context: Authorship, name: string): Promise<void> {
  const { siteId } = context
  if (await lockTemplateNameRowForShare(tx, siteId, name)) return
  const svg = await builtInDesign(name)
  if (svg === null) throw invalid('template', `There is no template "${name}".`)
  await addBuiltInDesign(tx, context, name, svg)
  // Another request may have added it.
  await lockTemplateNameRowForShare(tx, siteId, name)
}

/** Loads the designs only when they are needed, because they are drawn when they load. */
async function builtInDesign(name: string): Promise<string | null> {
  const gallery = await import('../../typeset/designs/gallery.ts')
  return gallery.builtInDesign(name)
}

/** Adds a copy of a built-in design, so that certificates keep it when a later release changes the design. */
async function addBuiltInDesign(tx: Tx, context: Authorship, name: string, svg: string): Promise<void> {
  const { siteId, at } = context
  const facts = { siteId, name, hash: hashOf(svg), updatedAt: at }
  await tx.template.createMany({ data: { siteId, hash: facts.hash, svg, createdAt: at }, skipDuplicates: true })
  const { count } = await tx.templateName.createMany({ data: facts, skipDuplicates: true })
  if (count === 0) return
  await record(tx, context, { action: 'template.create', subject: `template/${name}`, after: toTemplate(facts) })
}

function hashOf(svg: string): string {
  return createHash('sha256').update(svg).digest('hex')
}

function templateNotFound(name: string): Problem {
  return new Problem('template.not_found', `There is no template "${name}".`)
}
