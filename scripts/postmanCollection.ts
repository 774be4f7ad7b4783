import type { OpenAPIV3_1 } from 'openapi-types'

// Writes the OpenAPI documents as a collection of Postman: https://schema.postman.com/collection/json/v2.1.0/draft-07/docs

type Document = OpenAPIV3_1.Document
type Parameter = OpenAPIV3_1.ParameterObject
type Schema = OpenAPIV3_1.SchemaObject

type Field = { key: string; value: string; description?: string; disabled?: true }
type Body =
  | { mode: 'raw'; raw: string; options?: { raw: { language: 'json' } } }
  | { mode: 'urlencoded'; urlencoded: Field[] }
  | { mode: 'formdata'; formdata: (Field & { type: 'text' | 'file' })[] }

type Item = {
  name: string
  request: {
    method: string
    description?: string
    auth?: { type: 'noauth' }
    header: Field[]
    body?: Body
    url: { raw: string; host: [string]; path: string[]; variable: Field[]; query: Field[] }
  }
}

type Folder = { name: string; description?: string; auth?: object; item: (Item | Folder)[] }

export type Collection = { info: object; variable: Field[]; item: Folder[] }

/** Headers of a signature that does not depend on the request. */
const walletHeaders: Field[] = [
  { key: 'Auth-Eth-Address', value: '{{walletAddress}}' },
  { key: 'Auth-Signature', value: '{{walletSignature}}' },
]

/** Creates a collection with a folder for each API, and in it one for each tag. */
export function postmanCollection(lms: Document, wallet: Document): Collection {
  const apiKey = [
    { key: 'key', value: 'X-API-KEY', type: 'string' },
    { key: 'value', value: '{{apiKey}}', type: 'string' },
    { key: 'in', value: 'header', type: 'string' },
  ]
  return {
    info: {
      name: 'Chancery',
      description:
        'Set the variables `baseUrl` and `apiKey`; for the wallet API, `walletAddress` and `walletSignature`.',
      schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
    },
    variable: [
      { key: 'baseUrl', value: 'http://127.0.0.1:3000' },
      { key: 'apiKey', value: '', description: 'API key of a site' },
      { key: 'walletAddress', value: '', description: 'Address of a wallet' },
      { key: 'walletSignature', value: '', description: 'Signature of that address by the wallet (personal_sign)' },
    ],
    item: [
      { ...folderOf('LMS API', lms), auth: { type: 'apikey', apikey: apiKey } },
      { ...folderOf('Wallet API', wallet), auth: { type: 'noauth' } },
    ],
  }
}

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const

function folderOf(name: string, document: Document): Folder {
  const byTag = new Map<string, Item[]>()
  for (const [path, operations] of Object.entries(document.paths ?? {})) {
    for (const method of methods) {
      const operation = operations?.[method]
      if (!operation) continue
      const [tag = 'Other'] = operation.tags ?? []
      byTag.set(tag, [...(byTag.get(tag) ?? []), itemOf(document, path, method, operation)])
    }
  }
  return {
    name,
    description: document.info.description ?? '',
    item: [...byTag].map(([tag, item]) => ({ name: tag, item })),
  }
}

function itemOf(document: Document, path: string, method: string, operation: OpenAPIV3_1.OperationObject): Item {
  const parameters = (operation.parameters ?? []).map((part) => resolved<Parameter>(document, part))
  const fieldsIn = (place: string) =>
    parameters.filter((parameter) => parameter.in === place).map((parameter) => fieldOf(document, parameter))
  const security = operation.security ?? document.security ?? []
  const isSigned = security.some((scheme) => 'signature' in scheme)
  const isPublic = document.security !== undefined && security.length === 0
  const content =
    operation.requestBody && resolved<OpenAPIV3_1.RequestBodyObject>(document, operation.requestBody).content
  const [type, body] = content ? bodyOf(document, content) : []
  const segments = path
    .slice(1)
    .split('/')
    .map((segment) => segment.replace(/^\{(\w+)\}$/, ':$1'))
  const query = fieldsIn('query')
  const sent = query.filter(({ disabled }) => !disabled).map(({ key, value }) => `${key}=${encodeURIComponent(value)}`)
  return {
    name: operation.summary ?? path,
    request: {
      method: method.toUpperCase(),
      description: operation.description ?? '',
      ...(isPublic && { auth: { type: 'noauth' } }),
      header: [
        ...(isSigned ? walletHeaders : []),
        // Postman itself writes the type of a form.
        ...(type && body?.mode === 'raw' ? [{ key: 'Content-Type', value: type }] : []),
        ...fieldsIn('header'),
      ],
      ...(body && { body }),
      url: {
        raw: `{{baseUrl}}/${segments.join('/')}${sent.length > 0 ? `?${sent.join('&')}` : ''}`,
        host: ['{{baseUrl}}'],
        path: segments,
        variable: fieldsIn('path'),
        query,
      },
    },
  }
}

/** Returns a field with the value that the documentation shows. Optional ones are present and not sent. */
function fieldOf(document: Document, parameter: Parameter): Field {
  const schema = parameter.schema && resolved<Schema>(document, parameter.schema)
  const value = parameter.example ?? schema?.default ?? schema?.examples?.[0] ?? schema?.example ?? ''
  return {
    key: parameter.name,
    value: textOf(value),
    ...(parameter.description && { description: parameter.description }),
    ...(!parameter.required && { disabled: true as const }),
  }
}

/** Returns the first type of a body that clients prefer, and an example. */
function bodyOf(document: Document, content: Record<string, OpenAPIV3_1.MediaTypeObject>): [type: string, body: Body] {
  const types = Object.keys(content)
  const type = types.find((one) => one === 'application/json') ?? types[0] ?? ''
  const { schema, example } = content[type] ?? {}
  if (type === 'multipart/form-data') {
    const { properties = {} } = schema ? resolved<Schema>(document, schema) : {}
    const fields = Object.entries(properties).map(([key, part]) => {
      const isFile = resolved<Schema>(document, part).format === 'binary'
      return {
        key,
        value: isFile ? '' : textOf(example?.[key] ?? ''),
        type: isFile ? ('file' as const) : ('text' as const),
      }
    })
    return [type, { mode: 'formdata', formdata: fields }]
  }
  if (type === 'application/x-www-form-urlencoded') {
    const fields = Object.entries(example ?? {}).map(([key, value]) => ({ key, value: textOf(value) }))
    return [type, { mode: 'urlencoded', urlencoded: fields }]
  }
  if (type !== 'application/json') return [type, { mode: 'raw', raw: textOf(example ?? '') }]
  return [type, { mode: 'raw', raw: JSON.stringify(example ?? {}, null, 2), options: { raw: { language: 'json' } } }]
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function resolved<Part extends object>(document: Document, part: Part | OpenAPIV3_1.ReferenceObject): Part {
  if (!('$ref' in part)) return part
  const [, kind = '', name = ''] = /^#\/components\/(\w+)\/(.+)$/.exec(String(part.$ref)) ?? []
  const kinds = document.components as Record<string, Record<string, Part>> | undefined // Named by the reference.
  const found = kinds?.[kind]?.[name]
  if (!found) throw new Error(`${part.$ref} is not in the document.`)
  return resolved(document, found)
}
