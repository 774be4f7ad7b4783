import type { Database } from '../../database/client.ts'
import { fontsOf } from '../../public/documents/readFonts.ts'
import { siteGroup, withRenderProblems } from '../../public/documents/service.ts'
import { type Facts, sampleFacts } from '../../typeset/facts.ts'
import type { Renderer } from '../../typeset/renderer.ts'
import type { TriedName } from '../../typeset/tryNames.ts'
import { findLongestNames } from './queries.ts'
import { getTemplate } from './service.ts'

/** Share of a place's font size below which a name is hard to read. */
const SMALL = 0.6
/** Number of lines from which a name no longer looks like one. */
const MANY_LINES = 3

export type TemplateWarning = Pick<TriedName, 'place' | 'text'> & {
  code: 'shrunk' | 'many_lines' | 'cut'
  message: string
}

export type TemplatePreview = { names: TriedName[]; warnings: TemplateWarning[] }

/** Tries the site's widest names, of each script that it uses, in a template. */
export async function previewNames(
  db: Database,
  trials: Pick<Renderer, 'render'>,
  siteId: number,
  templateName: string,
): Promise<TemplatePreview> {
  const { svg } = await getTemplate(db, siteId, templateName)
  const names = await findLongestNames(db, siteId)
  const turn = { group: siteGroup(siteId), isPublic: false }
  const answer = await withRenderProblems(() =>
    trials.render({ kind: 'names', template: svg, names }, turn, fontsOf(db, siteId)),
  )
  const tried: TriedName[] = JSON.parse(Buffer.from(answer).toString())
  return { names: tried, warnings: tried.flatMap(warningsOn) }
}

/** Returns sample facts with the widest name of a user and of a course. */
export function factsWith({ names }: TemplatePreview): Facts {
  const widest = (place: TriedName['place'], sample: string) =>
    names.find((name) => name.place === place)?.text ?? sample
  return { ...sampleFacts, holder: widest('holder', sampleFacts.holder), course: widest('course', sampleFacts.course) }
}

function warningsOn({ place, text, size, lines, isCut }: TriedName): TemplateWarning[] {
  const warnings: TemplateWarning[] = []
  const warn = (code: TemplateWarning['code'], what: string) => {
    const message = `The place ${place} ${what}. Make its rectangle wider or higher, or its font size smaller.`
    warnings.push({ place, text, code, message })
  }
  if (size < SMALL) warn('shrunk', `draws this name at ${Math.round(size * 100)} % of its font size`)
  if (lines >= MANY_LINES) warn('many_lines', `breaks this name into ${lines} lines`)
  if (isCut) warn('cut', 'leaves out the end of this name')
  return warnings
}
