import { readFile } from 'node:fs/promises'

const file = new URL('../../../monitoring/alerts.yml', import.meta.url)

/** Returns the rules of monitoring/alerts.yml as text, by the names of their alerts. */
export async function alertRules(): Promise<Map<string, string>> {
  const [, ...rules] = (await readFile(file, 'utf8')).split('- alert: ')
  return new Map(rules.map((rule) => [rule.split('\n', 1)[0] ?? '', rule]))
}

/** Returns the pattern of the last matcher of a label in an alert. Like Prometheus, it matches whole values. */
export async function alertMatcher(alert: string, label: string): Promise<RegExp> {
  const rule = (await alertRules()).get(alert) ?? ''
  const pattern = [...rule.matchAll(new RegExp(`\\b${label}=~?"([^"]+)"`, 'g'))].at(-1)?.[1]
  if (pattern === undefined) throw new Error(`${alert} does not match ${label}.`)
  return new RegExp(`^(?:${pattern})$`)
}
