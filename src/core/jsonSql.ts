import { z } from 'zod'

// PostgreSQL writes the JSON: reading rows and serialising them here takes longer than the rest of a request.
// The SQL of a field is registered with its schema. The SQL of an object follows from its fields.

/** A JSON value as arguments of `concat`: expressions of type text or json. */
export type JsonSql = string[]

/** Registers the SQL of fields. A null result gives null, or no field if the schema allows that. */
export const jsonSql = z.registry<{ sql: JsonSql }>()

export function textOf(text: string) {
  return { sql: [`to_json(${text})`] }
}

/** Quotes a value that needs no escapes, such as a UUID. */
export function plainOf(value: string) {
  return { sql: [`'"'`, value, `'"'`] }
}

export function numberOf(number: string) {
  return { sql: [`${number}::text`] }
}

export function booleanOf(condition: string) {
  return { sql: [`to_json(${condition})`] }
}

/** Converts a time to Unix seconds, rounded down. */
export function unixTimeOf(time: string) {
  return numberOf(`floor(extract(epoch FROM ${time}))::bigint`)
}

/** Formats a time as ISO 8601 in UTC, with milliseconds. */
export function isoTimeOf(time: string) {
  return { sql: [`to_char(${time} AT TIME ZONE 'UTC', '"\\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\\""')`] }
}

/** Returns the fields of an object, each after a comma. */
export function fieldsSql(shape: Record<string, z.ZodType>): JsonSql {
  return Object.entries(shape).flatMap(([name, schema]) => {
    const start = `',"${name}":'`
    const value = valueSql(name, schema)
    if (schema.safeParse(undefined).success) return [[start, ...value].join(' || ')]
    if (schema.safeParse(null).success) return [start, `coalesce(${value.join(' || ')}, 'null')`]
    return [start, ...value]
  })
}

/** Returns an object without its closing brace. The first field must be required. */
export function openObjectSql(shape: Record<string, z.ZodType>): JsonSql {
  const [first = '', ...rest] = fieldsSql(shape)
  return [first.replace(',', '{'), ...rest]
}

export function objectSql(shape: Record<string, z.ZodType>): JsonSql {
  return [...openObjectSql(shape), `'}'`]
}

function valueSql(name: string, schema: z.ZodType): JsonSql {
  const { sql } = jsonSql.get(schema) ?? {}
  if (sql) return sql
  if (schema instanceof z.ZodObject) return objectSql(schema.shape)
  throw new Error(`No SQL is registered for the field "${name}".`)
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
