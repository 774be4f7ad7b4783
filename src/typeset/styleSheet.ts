import type { Element } from './svg.ts'
import { faultAt } from './templateFault.ts'

/** Maximum number of selectors, and of properties that they set on all elements together. */
const MAX_SELECTORS = 5000
const MAX_SET = 500_000

export type Declaration = { property: string; value: string; important: boolean }
type Rule = {
  type: string | null
  ids: string[]
  classes: string[]
  specificity: number
  order: number
  declarations: Declaration[]
}

/** Rules by the id, class or type that they need, so that an element is compared with few of them. */
export type StyleSheet = { rules: Map<string, Rule[]>; selectors: number; set: number }

// Only one way to read each escape, so that a search takes no exponential time.
const name = '(?:\\\\(?:[0-9a-f]{6}|[0-9a-f]{1,5}(?![0-9a-f]))\\s?|\\\\[^0-9a-f]|[\\w-]|[^\\x00-\\x7f])+'
const compound = new RegExp(`^(?:\\*|${name})?(?:[.#]${name})*$`, 'i')
const parts = new RegExp(`([.#]?)(${name})`, 'gi')

/** Reads the `<style>` elements of a drawing, in order. Throws TemplateFault for CSS that is not supported. */
export function readStyles(root: Element): StyleSheet {
  const sheet: StyleSheet = { rules: new Map(), selectors: 0, set: 0 }
  const visit = (element: Element): void => {
    if (element.name === 'style') readRules(element, sheet)
    else for (const child of element.children) if (typeof child === 'object') visit(child)
  }
  visit(root)
  return sheet
}

function readRules(element: Element, sheet: StyleSheet): void {
  const { type = 'text/css', media = 'all' } = element.attributes
  if (type.trim() !== 'text/css' && type !== '') throw faultAt(element, `A <style> has the type ${type}. Use text/css.`)
  if (!['all', 'screen', ''].includes(media.trim())) {
    throw faultAt(element, `A <style> is for the medium ${media.slice(0, 60)}. Remove the attribute media.`)
  }
  const text = element.children.map((child) => (typeof child === 'string' ? child : '')).join('')
  const css = withoutComments(text, element).replaceAll('<!--', '').replaceAll('-->', '')
  for (let at = 0; at < css.length; ) {
    const open = css.indexOf('{', at)
    const selector = css.slice(at, open < 0 ? undefined : open).trim()
    if (selector === '' && open < 0) return
    if (selector.startsWith('@')) {
      const [rule] = selector.split(/[\s;"'(]/, 1)
      throw faultAt(element, `A <style> contains ${rule}. Remove it. Fonts and other files cannot be loaded.`)
    }
    const close = open < 0 ? -1 : css.indexOf('}', open)
    if (close < 0) throw faultAt(element, `A <style> is incomplete after ${quote(selector)}. Export the drawing again.`)
    addRule(element, selector, readDeclarations(css.slice(open + 1, close)), sheet)
    at = close + 1
  }
}

function addRule(element: Element, list: string, declarations: Declaration[], sheet: StyleSheet): void {
  for (const text of list.split(',')) {
    const selector = text.trim()
    if (selector === '' || selector.length > 1000 || !compound.test(selector)) {
      throw faultAt(
        element,
        `The selector ${quote(selector)} is not supported. Select by class, id or element, for example .title.`,
      )
    }
    sheet.selectors += 1
    if (sheet.selectors > MAX_SELECTORS) {
      throw faultAt(element, `Its <style> has more than ${MAX_SELECTORS} selectors. Remove unused ones.`)
    }
    const rule: Rule = { type: null, ids: [], classes: [], specificity: 0, order: sheet.selectors, declarations }
    for (const [, sign, raw = ''] of selector.matchAll(parts)) {
      if (sign === '#') rule.ids.push(unescapeCss(raw))
      else if (sign === '.') rule.classes.push(unescapeCss(raw))
      else rule.type = unescapeCss(raw)
    }
    // A count of one kind never outweighs the next: a selector has at most 1000 characters.
    rule.specificity = rule.ids.length * 1e6 + rule.classes.length * 1e3 + (rule.type === null ? 0 : 1)
    const key = rule.ids[0] !== undefined ? `#${rule.ids[0]}` : keyOf(rule)
    const rules = sheet.rules.get(key) ?? []
    sheet.rules.set(key, rules)
    rules.push(rule)
  }
}

function keyOf({ classes, type }: Rule): string {
  return classes[0] === undefined ? (type ?? '*') : `.${classes[0]}`
}

/** Returns an element's declarations in `<style>` and `style`, the ones that win last. */
export function declarationsOf(element: Element, sheet: StyleSheet): Declaration[] {
  const { id, class: list = '', style = '' } = element.attributes
  const classes = list.split(/\s+/).filter((name) => name !== '')
  const keys = new Set([
    '*',
    element.name,
    ...(id === undefined ? [] : [`#${id}`]),
    ...classes.map((name) => `.${name}`),
  ])
  const found = [...keys]
    .flatMap((key) => sheet.rules.get(key) ?? [])
    .filter(
      (rule) =>
        (rule.type === null || rule.type === element.name) &&
        rule.ids.every((each) => each === id) &&
        rule.classes.every((each) => classes.includes(each)),
    )
    .sort((one, other) => one.specificity - other.specificity || one.order - other.order)
  // Adding up may fill the memory, so that the number is checked first.
  sheet.set += found.reduce((sum, { declarations }) => sum + declarations.length + 1, 0)
  if (sheet.set > MAX_SET) throw faultAt(element, `Its <style> sets more than ${MAX_SET} properties. Use fewer rules.`)
  const all = [...found.flatMap(({ declarations }) => declarations), ...readDeclarations(style)]
  return [...all.filter(({ important }) => !important), ...all.filter(({ important }) => important)]
}

/** Splits declarations at semicolons, other than those in quotes or brackets. */
export function readDeclarations(text: string): Declaration[] {
  const found: Declaration[] = []
  let [start, quote, depth] = [0, '', 0]
  for (let at = 0; at <= text.length; at += 1) {
    const sign = text[at]
    if (sign === '\\') at += 1
    else if (quote !== '') quote = sign === quote ? '' : quote
    else if (sign === '"' || sign === "'") quote = sign
    else if (sign === '(') depth += 1
    else if (sign === ')') depth = Math.max(0, depth - 1)
    if (at < text.length && (sign !== ';' || quote !== '' || depth > 0)) continue
    const declaration = text.slice(start, at).trim()
    start = at + 1
    if (declaration === '') continue
    const colon = declaration.indexOf(':')
    const value = colon < 0 ? '' : declaration.slice(colon + 1).trim()
    const plain = value.replace(/\s?!\s?important$/i, '')
    found.push({
      property: unescapeCss(colon < 0 ? declaration : declaration.slice(0, colon).trim()).toLowerCase(),
      value: unescapeCss(plain.trim()),
      important: plain !== value,
    })
  }
  return found
}

function withoutComments(text: string, element: Element): string {
  const kept: string[] = []
  let at = 0
  for (let open = text.indexOf('/*'); open >= 0; open = text.indexOf('/*', at)) {
    const close = text.indexOf('*/', open + 2)
    if (close < 0) throw faultAt(element, 'A comment in <style> has no end. Export the drawing again.')
    kept.push(text.slice(at, open))
    at = close + 2
  }
  return [...kept, text.slice(at)].join(' ')
}

function unescapeCss(text: string): string {
  if (!text.includes('\\')) return text
  return text.replace(/\\(?:([0-9a-f]{1,6})\s?|([\s\S]))/gi, (_, hex: string | undefined, sign: string | undefined) => {
    const code = hex === undefined ? 0 : Number.parseInt(hex, 16)
    return sign ?? (code > 0 && code < 0x110000 ? String.fromCodePoint(code) : '\ufffd')
  })
}

function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
}
