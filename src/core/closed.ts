import { z } from 'zod'

// Bodies with unknown fields. A mistyped field must not be dropped silently: `expiryAt` would issue a certificate that
// never expires.

type Options = {
  /** Fields to drop, because clients send them back with whole objects. */
  ignored?: readonly string[]
  /** Fields that may only have their present value. They stay in the output for `fixedIn`. */
  fixed?: readonly string[]
  /** Advice for certain unknown fields, instead of the nearest name. */
  hints?: Record<string, string>
}

/** Rejects unknown fields of an object, and names the nearest known one. Apply it after all fields are defined. */
export function closed<Fields extends z.ZodObject>(fields: Fields, options: Options = {}): Fields {
  const { ignored = [], fixed = [], hints = {} } = options
  const known = Object.keys(fields.shape)
  const kept = new Set([...known, ...fixed])
  const dropped = new Set(ignored)
  // Also runs if other fields are invalid.
  const when = ({ value }: z.core.ParsePayload) => isObject(value)
  const check = z.core._check<Record<string, unknown>>(
    ({ value, issues }) => {
      for (const name of Object.keys(value)) {
        if (kept.has(name)) continue
        const input = value[name]
        delete value[name]
        if (dropped.has(name) || issues.length >= MAX_ISSUES) continue
        const advice = Object.hasOwn(hints, name) ? hints[name] : adviceFor(name, known)
        issues.push({ code: 'custom', path: [name], message: `Unknown field. ${advice}`, input, continue: true })
      }
    },
    { when },
  )
  const checked = fields
    .loose()
    .check(check)
    .meta({ [IGNORED]: [...ignored, ...fixed] })
  return checked as unknown as Fields // The type has no fixed fields, so that nothing stores them by accident.
}

/** Bounds the time and the response for a body of many unknown fields. */
const MAX_ISSUES = 20

/** Extension of OpenAPI with the names of ignored fields. */
const IGNORED = 'x-ignored-fields'

/** Completes the JSON schema of a closed object. */
export function describeUnknownFields(schema: z.core.JSONSchema.BaseSchema): void {
  const ignored = schema[IGNORED]
  if (!Array.isArray(ignored)) return
  if (ignored.length > 0) delete schema.additionalProperties
  else {
    delete schema[IGNORED]
    schema.additionalProperties = false
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function adviceFor(name: string, known: readonly string[]): string {
  const nearest = nearestOf(name, known)
  if (nearest !== undefined) return `Did you mean \`${nearest}\`?`
  return `Known fields: ${known.join(', ')}.`
}

/** Share of a name that may differ. */
const MAX_DIFFERENCE = 0.4

/** Returns the nearest known name, if it is near. Ignores letter case and separators. */
export function nearestOf(name: string, known: readonly string[]): string | undefined {
  const given = plain(name)
  const near = known.flatMap((candidate) => {
    const other = plain(candidate)
    const most = MAX_DIFFERENCE * Math.max(given.length, other.length)
    // Bounds the time for a long name.
    if (Math.abs(given.length - other.length) > most) return []
    const distance = distanceOf(given, other)
    return distance > most ? [] : { candidate, distance }
  })
  return near.toSorted((one, other) => one.distance - other.distance)[0]?.candidate
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, '')
}

/** Returns the number of letters to insert, delete, replace or swap (optimal string alignment). */
function distanceOf(from: string, to: string): number {
  const rows = [Array.from({ length: to.length + 1 }, (_, column) => column)]
  const at = (line: number, column: number) => rows[line]?.[column] ?? 0
  for (let line = 1; line <= from.length; line += 1) {
    const row = [line]
    rows.push(row)
    for (let column = 1; column <= to.length; column += 1) {
      const isSame = from[line - 1] === to[column - 1]
      const isSwapped = from[line - 1] === to[column - 2] && from[line - 2] === to[column - 1]
      row.push(
        Math.min(
          at(line - 1, column - 1) + (isSame ? 0 : 1),
          at(line - 1, column) + 1,
          at(line, column - 1) + 1,
          ...(isSwapped && line > 1 && column > 1 ? [at(line - 2, column - 2) + 1] : []),
        ),
      )
    }
  }
  return at(from.length, to.length)
}
