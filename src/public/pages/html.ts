/** HTML that is safe to send. Only `html` makes it, so that its type is a promise. */
class Html {
  readonly source: string

  constructor(source: string) {
    this.source = source
  }
}

export type { Html }

type Value = string | number | Html | Value[] | null | undefined | false

/**
 * HTML from a template. What stands in it is text, and is written so that it stays text in elements and in quoted
 * attributes (nothing is put anywhere else), unless it is HTML from a template itself. Lists are put together; null,
 * undefined and false are nothing. A library of templates would be larger than this, and know less of types.
 */
export function html(template: TemplateStringsArray, ...values: Value[]): Html {
  return new Html(String.raw({ raw: template }, ...values.map(written)))
}

function written(value: Value): string {
  if (value instanceof Html) return value.source
  if (Array.isArray(value)) return value.map(written).join('')
  if (value === null || value === undefined || value === false) return ''
  return String(value).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
