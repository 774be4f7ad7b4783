import { isIP } from 'node:net'
import type { z } from 'zod'
import { Explained } from '../explained.ts'
import { needs, type VariableName, variables } from './variables.ts'

type CamelCase<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Lowercase<Head>}${Capitalize<CamelCase<Tail>>}`
  : Lowercase<Name>

/** The value of each environment variable: `rateLimitPerMinute` is that of `RATE_LIMIT_PER_MINUTE`. */
export type Config = {
  [Name in VariableName as CamelCase<Name>]: z.output<(typeof variables.shape)[Name]>
}

/** The address under which users reach a server. */
export function publicUrlOf({ publicUrl, host, port }: Pick<Config, 'publicUrl' | 'host' | 'port'>): string {
  return publicUrl ?? `http://${isIP(host) === 6 ? `[${host}]` : host}:${port}`
}

/** A wrong environment variable; the message is one line that names it. */
export class ConfigError extends Explained {}

const defaults: Record<string, unknown> = variables.parse({})

/** Reads the environment; an empty variable counts as unset. Throws a ConfigError. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = variables.safeParse(set)
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`)
    throw new ConfigError(`Configuration: ${problems.join('; ')}`)
  }
  const read: Record<string, unknown> = parsed.data
  for (const [name, needed, reason] of needs) {
    if (set[name] === undefined || read[name] === defaults[name] || set[needed] !== undefined) continue
    throw new ConfigError(`Configuration: ${name} needs ${needed}: ${reason}`)
  }
  const fields = Object.keys(variables.shape).map((name) => [camelCase(name), read[name]])
  return Object.fromEntries(fields) as Config // It has these fields by its definition.
}

function camelCase(name: string): string {
  return name.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase())
}
