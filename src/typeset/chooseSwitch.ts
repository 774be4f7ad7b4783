import type { Element } from './svg.ts'

/** Returns the part of a `<switch>` that every program can draw: the first without a condition. */
export function choicesOf({ children }: Element): Element[] {
  const chosen = children.find(
    (child) =>
      typeof child === 'object' &&
      child.name !== 'foreignObject' &&
      !child.attributes.requiredExtensions &&
      child.attributes.systemLanguage === undefined,
  )
  if (typeof chosen !== 'object') return []
  const { requiredExtensions: _, ...attributes } = chosen.attributes
  return [{ ...chosen, attributes }]
}
