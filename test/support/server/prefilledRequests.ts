import type { OpenAPIV3_1 } from 'openapi-types'

export type PrefilledRequest = {
  operationId: string
  method: string
  /** Path and query. */
  target: string
  contentType: string | null
  body: string | FormData | null
  /** Documented statuses of success. */
  expected: number[]
}

type Parameter = OpenAPIV3_1.ParameterObject

/**
 * Returns the requests of an OpenAPI document with the values that Swagger UI fills in: the example or default of each
 * parameter, and the example of the first kind of body. Throws if a required value has neither.
 */
export function prefilledRequests(document: OpenAPIV3_1.Document): PrefilledRequest[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item ?? {}).map(([method, operation]) =>
      prefilled(document, path, method, operation as OpenAPIV3_1.OperationObject),
    ),
  )
}

function prefilled(
  document: OpenAPIV3_1.Document,
  path: string,
  method: string,
  { operationId = '', parameters = [], requestBody, responses = {} }: OpenAPIV3_1.OperationObject,
): PrefilledRequest {
  const query = new URLSearchParams()
  let target = path
  for (const parameter of parameters.map((one) => resolve(document, one))) {
    const value = prefillOf(parameter)
    if (value === undefined && !parameter.required) continue
    if (value === undefined) throw new Error(`${operationId}: ${parameter.name} has no example.`)
    if (parameter.in === 'header') throw new Error(`${operationId}: the header ${parameter.name} is filled in.`)
    if (parameter.in === 'path') target = target.replace(`{${parameter.name}}`, encodeURIComponent(String(value)))
    else query.set(parameter.name, String(value))
  }
  const content = requestBody && 'content' in requestBody ? requestBody.content : {}
  const [type, media] = Object.entries(content)[0] ?? [null, null]
  const statuses = Object.keys(responses).filter((status) => /^2/.test(status))
  return {
    ...{ operationId, method: method.toUpperCase() },
    target: query.size > 0 ? `${target}?${query}` : target,
    contentType: type === 'multipart/form-data' ? null : type,
    body: media && type ? bodyOf(type, media.example) : null,
    expected: statuses.map(Number),
  }
}

/** What Swagger UI 5 takes, in its order. It does not fill in `examples` of a schema. */
function prefillOf({ example, schema }: Parameter): unknown {
  const described: { example?: unknown; default?: unknown } = schema && !('$ref' in schema) ? schema : {}
  return example ?? described.example ?? described.default
}

function resolve(document: OpenAPIV3_1.Document, part: Parameter | OpenAPIV3_1.ReferenceObject): Parameter {
  if (!('$ref' in part)) return part
  const found = document.components?.parameters?.[part.$ref.split('/').at(-1) ?? '']
  if (!found || '$ref' in found) throw new Error(`${part.$ref} is missing.`)
  return found
}

function bodyOf(type: string, example: unknown): string | FormData {
  if (type === 'application/json') return JSON.stringify(example)
  if (type !== 'multipart/form-data') return String(example)
  const form = new FormData()
  for (const [name, value] of Object.entries(example as object)) form.append(name, new Blob([String(value)]), name)
  return form
}
