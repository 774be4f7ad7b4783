import { z } from 'zod'

// JSON that PostgreSQL writes. The SQL of a field is registered with its schema, and the SQL of an object follows from both:
// reading rows and writing JSON in this process takes longer than the rest of a request.

/** A JSON value as arguments of `concat`: expressions of type text or json. */
export type JsonSql = string[]

/** The SQL of fields. Where it is null, the field is null, or absent if the schema allows that. */
export const jsonSql = z.registry<{ sql: JsonSql }>()

export function textOf(text: string) {
  return { sql: [`to_json(${text})`] }
}

/** A value whose text needs no escapes, say a UUID. */
export function plainOf(value: string) {
  return { sql: [`'"'`, value, `'"'`] }
}

export function numberOf(number: string) {
  return { sql: [`${number}::text`] }
}

export function booleanOf(condition: string) {
  return { sql: [`to_json(${condition})`] }
}

/** Unix seconds of a time, rounded down. */
export function unixTimeOf(time: string) {
  return numberOf(`floor(extract(epoch FROM ${time}))::bigint`)
}

/** A time in ISO 8601, in milliseconds and UTC. */
export function isoTimeOf(time: string) {
  return { sql: [`to_char(${time} AT TIME ZONE 'UTC', '"\\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\\""')`] }
}

/** The fields of an object, a comma before each. */
export function fieldsSql(shape: Record<string, z.ZodType>): JsonSql {
  return Object.entries(shape).flatMap(([name, schema]) => {
    const start = `',"${name}":'`
    const value = valueSql(name, schema)
    if (schema.safeParse(undefined).success) return [[start, ...value].join(' || ')]
    if (schema.safeParse(null).success) return [start, `coalesce(${value.join(' || ')}, 'null')`]
    return [start, ...value]
  })
}

/** An object without its closing brace. The first field must be a required one. */
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

/** The text of a JSON value. Adjacent literals become one, because each argument takes time. */
export function concatSql(parts: JsonSql): string {
  const merged: string[] = []
  for (const part of parts) {
    const last = merged.at(-1) ?? ''
    if (literal.test(last) && literal.test(part)) merged[merged.length - 1] = last.slice(0, -1) + part.slice(1)
    else merged.push(part)
  }
  return `concat(${merged.join(', ')})`
}
