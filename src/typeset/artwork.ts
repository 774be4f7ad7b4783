import { shareOf } from './ownText.ts'
import { type Element, writeSvg } from './svg.ts'

export type Artwork = ReturnType<typeof openArtwork>

/** Writes artwork element by element, with markers between them that are inside no group. */
export function openArtwork() {
  const parts: string[] = []
  const groups: { name: string; again: string; isWhole: boolean }[] = []
  let waiting: string[] = []

  function mark(marker: string): void {
    // The parts of such a group belong together, so that its texts are drawn after it.
    if (groups.some(({ isWhole }) => isWhole)) {
      waiting.push(marker)
      return
    }
    const ends = groups.map(({ name }) => `</${name}>`).reverse()
    parts.push(...ends, marker, ...groups.map(({ again }) => again))
  }

  return {
    mark,
    add: (svg: string) => void parts.push(svg),
    open({ name, attributes }: Element): void {
      const { id: _, ...rest } = attributes
      const isWhole = shareOf(attributes.opacity) < 1 || 'mask' in attributes || 'style' in attributes
      groups.push({ name, again: startOf(name, rest), isWhole })
      parts.push(startOf(name, attributes))
    },
    close(): void {
      parts.push(`</${groups.pop()?.name}>`)
      if (groups.some(({ isWhole }) => isWhole)) return
      const markers = waiting
      waiting = []
      for (const marker of markers) mark(marker)
    },
    written: () => parts.join(''),
  }
}

function startOf(name: string, attributes: Record<string, string>): string {
  return writeSvg({ name, attributes, children: [] }).slice(0, -`</${name}>`.length)
}
