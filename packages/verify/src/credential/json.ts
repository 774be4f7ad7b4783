export type JsonObject = { [name: string]: unknown }

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Returns a value as a list: JSON-LD allows one value in place of a list of one. */
export function listOf(value: unknown): unknown[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value : [value]
}

/** Returns the own property of an object as text. Null if it is not text. */
export function textOf(object: JsonObject, name: string): string | null {
  const value = Object.hasOwn(object, name) ? object[name] : null
  return typeof value === 'string' ? value : null
}

/** Returns the id of an issuer or subject, which may be the id alone. */
export function idOf(value: unknown): string | null {
  if (typeof value === 'string') return value
  return isObject(value) ? textOf(value, 'id') : null
}
