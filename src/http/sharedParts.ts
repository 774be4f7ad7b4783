import type { OpenAPIV3_1 } from 'openapi-types'

type Part = OpenAPIV3_1.ParameterObject | OpenAPIV3_1.ResponseObject | OpenAPIV3_1.ReferenceObject

/** A place of a part in the document: the name that its component would have, and how to replace it. */
type Place = { name: string; part: Part; replace(part: OpenAPIV3_1.ReferenceObject): void }

/**
 * Moves parameters and error responses that occur more than once to `components`. `codesOf` returns the error codes of a
 * response by its description. If parts with the same name differ, only the most frequent one is shared.
 */
export function shareParts(document: OpenAPIV3_1.Document, codesOf: (description: string) => readonly string[]): void {
  const parameters: Place[] = []
  const responses: Place[] = []
  const items = { ...document.paths, ...document.webhooks } as OpenAPIV3_1.PathsObject // No item is a reference.
  for (const path of Object.values(items)) {
    for (const operation of [path?.get, path?.post, path?.put, path?.patch, path?.delete]) {
      if (!operation) continue
      const { parameters: own = [], responses: answers = {} } = operation
      own.forEach((part, index) => {
        if ('$ref' in part) return
        parameters.push({ name: pascalCase(part.name), part, replace: (ref) => own.splice(index, 1, ref) })
      })
      for (const [status, part] of Object.entries(answers)) {
        if ('$ref' in part || !/^[45]/.test(status)) continue
        const name = codesOf(part.description).map(pascalCase).join('Or')
        if (!name) continue
        responses.push({
          name,
          part,
          replace: (ref) => {
            answers[status] = ref
          },
        })
      }
    }
  }
  document.components = {
    ...document.components,
    responses: { ...document.components?.responses, ...share(responses, 'responses') },
    parameters: { ...document.components?.parameters, ...share(parameters, 'parameters') },
  }
}

/** Replaces repeated parts by references. Returns them by name. */
function share<Kind extends 'responses' | 'parameters'>(places: Place[], kind: Kind) {
  const shared = new Map<string, Part>()
  for (const [name, named] of Object.entries(groupBy(places, ({ name }) => name)).sort(byName)) {
    const variants = Object.values(groupBy(named, ({ part }) => JSON.stringify(part)))
    const [most = []] = variants.sort((one, other) => other.length - one.length)
    const [first] = most
    if (!first || most.length < 2) continue
    shared.set(name, first.part)
    for (const { replace } of most) replace({ $ref: `#/components/${kind}/${name}` })
  }
  // Each kind has only its own parts.
  return Object.fromEntries(shared) as NonNullable<OpenAPIV3_1.ComponentsObject[Kind]>
}

function groupBy<Item>(items: Item[], keyOf: (item: Item) => string): Record<string, Item[]> {
  const groups: Record<string, Item[]> = {}
  for (const item of items) {
    const key = keyOf(item)
    groups[key] = [...(groups[key] ?? []), item]
  }
  return groups
}

const byName = ([one]: [string, unknown], [other]: [string, unknown]) => (one < other ? -1 : 1)

/** `course.not_found` to `CourseNotFound`. */
function pascalCase(name: string): string {
  return name.replaceAll(/(?:^|[^A-Za-z0-9])([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}
