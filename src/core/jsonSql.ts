import type { z } from 'zod'

// PostgreSQL writes the JSON: reading rows and serializing them here takes longer than the rest of a request.
// Names, order and absence of fields follow from the schema. The caller gives the SQL of each field.

/** A JSON value as arguments of `concat`: expressions of type text or json. */
export type JsonSql = string[]

/** The SQL of each field. A null result gives null, or no field if the schema allows that. */
type SqlOf<Shape> = { [Name in keyof Shape]: JsonSql }

type Shape = Record<string, z.ZodType>

export const textOf = (text: string): JsonSql => [`to_json(${text})`]

/** Quotes a value that needs no escapes, such as a UUID. */
export const plainOf = (value: string): JsonSql => [`'"'`, value, `'"'`]

export const numberOf = (number: string): JsonSql => [`${number}::text`]

export const booleanOf = (condition: string): JsonSql => [`to_json(${condition})`]

/** Converts a time to Unix seconds, rounded down. */
export const unixTimeOf = (time: string): JsonSql => numberOf(`floor(extract(epoch FROM ${time}))::bigint`)

/** Formats a time as ISO 8601 in UTC, with milliseconds. */
export const isoTimeOf = (time: string): JsonSql => [
  `to_char(${time} AT TIME ZONE 'UTC', '"\\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\\""')`,
]

/** Escapes a text for use inside a JSON string. */
export function insideJson(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}

/** Returns the fields of an object, each after a comma. */
export function fieldsSql<Fields extends Shape>(shape: Fields, sql: SqlOf<Fields>): JsonSql {
  return Object.entries(shape).flatMap(([name, schema]) => {
    const start = `',"${name}":'`
    const value = sql[name] ?? []
    if (schema.safeParse(undefined).success) return [[start, ...value].join(' || ')]
    if (schema.safeParse(null).success) return [start, `coalesce(${value.join(' || ')}, 'null')`]
    return [start, ...value]
  })
}

/** Returns an object without its closing brace. The first field must be required. */
export function openObjectSql<Fields extends Shape>(shape: Fields, sql: SqlOf<Fields>): JsonSql {
  const [first = '', ...rest] = fieldsSql(shape, sql)
  return [first.replace(',', '{'), ...rest]
}

export function objectSql<Fields extends Shape>(shape: Fields, sql: SqlOf<Fields>): JsonSql {
  return [...openObjectSql(shape, sql), `'}'`]
}

const literal = /^'(?:[^']|'')*'$/

/** Merges adjacent literals, because each argument of `concat` takes time. */
export function concatSql(parts: JsonSql): string {
  const merged: string[] = []
  for (const part of parts) {
    const last = merged.at(-1) ?? ''
    if (literal.test(last) && literal.test(part)) merged[merged.length - 1] = last.slice(0, -1) + part.slice(1)
    else merged.push(part)
  }
  return `concat(${merged.join(', ')})`
}
