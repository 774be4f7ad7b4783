import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** All levels of WCAG that the pages must meet, and what axe recommends besides. */
export const wcagAndBestPractice = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

type Choice = {
  /** Only rules with these tags. */
  tags?: string[]
  /** Only the part of the page that this selector finds. */
  part?: string
}

type Violation = { rule: string; impact: string; elements: string[] }

/** Returns what axe finds on a page. It does not look into frames, because no page has them. */
export async function violationsOn(page: Page, { tags, part }: Choice = {}): Promise<Violation[]> {
  return await run(page, part, tags && { type: 'tag', values: tags })
}

/** Returns what axe finds in the dark scheme. It changes only colours, so that it can break only the rules about them. */
export async function darkViolationsOn(page: Page): Promise<Violation[]> {
  // Without motion, so that no colour is still changing.
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  const found = await run(page, undefined, { type: 'rule', values: ['color-contrast', 'link-in-text-block'] })
  await page.emulateMedia({ colorScheme: null, reducedMotion: null })
  return found
}

/** Keeps axe in the document, because compiling it takes longer than running it, and sends only what it finds. */
async function run(page: Page, part: string | undefined, runOnly: object | undefined): Promise<Violation[]> {
  if (!(await page.evaluate('"axe" in globalThis'))) await page.evaluate(`${source};null`)
  // Without `resultTypes`, axe describes all elements without faults as well.
  const options = JSON.stringify({ runOnly, resultTypes: ['violations'] })
  return await page.evaluate<Violation[]>(`(async () => {
    const { violations } = await axe.run(${JSON.stringify(part ?? null)} ?? document, ${options})
    return violations.map(({ id, impact, nodes }) => ({ rule: id, impact, elements: nodes.map(({ html }) => html) }))
  })()`)
}
