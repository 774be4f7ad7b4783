import { isIP } from 'node:net'
import type { z } from 'zod'
import { Explained } from '../explained.ts'
import { needs } from './variableNeeds.ts'
import { type VariableName, variables } from './variables.ts'

type CamelCase<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Lowercase<Head>}${Capitalize<CamelCase<Tail>>}`
  : Lowercase<Name>

/** Maps each environment variable to camel case: `RATE_LIMIT_PER_MINUTE` becomes `rateLimitPerMinute`. */
export type Config = {
  [Name in VariableName as CamelCase<Name>]: z.output<(typeof variables.shape)[Name]>
}

export function publicUrlOf({ publicUrl, host, port }: Pick<Config, 'publicUrl' | 'host' | 'port'>): string {
  return publicUrl ?? `http://${isIP(host) === 6 ? `[${host}]` : host}:${port}`
}

/** Returns whether this server sends mails to holders. */
export function sendsMail({ smtpUrl }: Pick<Config, 'smtpUrl'>): boolean {
  return smtpUrl !== undefined
}

/** Returns the name of the first site in an empty database. */
export function firstSiteName(config: Pick<Config, 'siteName' | 'publicUrl' | 'host' | 'port'>): string {
  return config.siteName ?? new URL(publicUrlOf(config)).host
}

/** Reports a wrong environment variable in one line that names it. */
export class ConfigError extends Explained {}

const defaults: Record<string, unknown> = variables.parse({})

/** Reads the environment. Treats an empty variable as unset. Throws ConfigError. */
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
  return Object.fromEntries(fields) as Config // The names are those of Config.
}

function camelCase(name: string): string {
  return name.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase())
}
