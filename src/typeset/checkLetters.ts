import { undrawable } from './coverage.ts'
import { type Element, elementsOf } from './svg.ts'
import { faultAt } from './templateFault.ts'

/** Rejects the template's own text with characters that no font has. */
export async function checkLetters(root: Element): Promise<void> {
  for (const child of elementsOf(root)) {
    if (child.attributes.display === 'none') continue
    if (child.name === 'text' || child.name === 'tspan') {
      const text = child.children.filter((part) => typeof part === 'string').join('')
      const [character] = await undrawable(text)
      if (character !== undefined) {
        const code = `U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`
        throw faultAt(
          child,
          `A <${child.name}> has the character ${JSON.stringify(character)} (${code}), which no font has. ` +
            'Use Path → Object to Path.',
        )
      }
    }
    await checkLetters(child)
  }
}
