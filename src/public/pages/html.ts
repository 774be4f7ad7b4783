/** HTML that is safe to send. Only `html` creates it, so that the type guarantees safety. */
class Html {
  readonly source: string

  constructor(source: string) {
    this.source = source
  }
}

export type { Html }

type Value = string | number | Html | Value[] | null | undefined | false

/** Escapes values for elements and quoted attributes only. Joins lists; omits null, undefined and false. */
export function html(template: TemplateStringsArray, ...values: Value[]): Html {
  return new Html(String.raw({ raw: template }, ...values.map(toHtml)))
}

function toHtml(value: Value): string {
  if (value instanceof Html) return value.source
  if (Array.isArray(value)) return value.map(toHtml).join('')
  if (value === null || value === undefined || value === false) return ''
  return String(value).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
