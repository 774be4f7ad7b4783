import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const read = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'))

const texts = new Set(['description', 'summary', 'title', 'example', 'examples'])

/** Keys whose values have names of the API as keys: `properties.description` is no text. */
const named = new Set(['properties', 'schemas', 'responses', 'headers', 'securitySchemes', 'paths', 'content'])

type Described = { tags: { name: string }[] }

/** An OpenAPI document without its texts and examples. */
function withoutTexts(value: unknown, isNamed = false): unknown {
  if (Array.isArray(value)) return value.map((one) => withoutTexts(one))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([key]) => isNamed || !texts.has(key))
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutTexts(inner, named.has(key))]))
}

// test/http/released has the documents of a release without texts. Later versions may add to an API, but change nothing.
describe.each(['lms', 'wallet'])('openapi/%s.json', (api) => {
  it('describes at least the API of version 0.1.0, texts and examples aside', () => {
    const { tags, ...current } = withoutTexts(read(`../../openapi/${api}.json`)) as Described
    const { tags: releasedTags, ...released } = read(`released/${api}-0.1.0.json`)
    expect(current).toMatchObject(released)
    expect(tags).toStrictEqual(expect.arrayContaining(releasedTags))
  })
})
