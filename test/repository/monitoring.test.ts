import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { ChainUnavailable, NodeRefused, TooLate, WrongChain } from '../../src/chain/chain.ts'
import { type Config, readConfig } from '../../src/core/config.ts'
import { IpfsLate, IpfsUnavailable } from '../../src/ipfs/store.ts'
import { startServer, startWorking } from '../../src/server/start.ts'
import { freshDatabase } from '../support/database/database.ts'
import { serverAt } from '../support/mail/mailing.ts'
import { alertMatcher, alertRules } from '../support/monitoring/alerts.ts'
import { startS3 } from '../support/objects/s3Server.ts'

const TOKEN = 'token-of-prometheus'

/** Labels by metric. A metric without series has none. */
type Scrape = Map<string, Set<string>>

let ofServer: Scrape
let ofWorker: Scrape
let known: Scrape
beforeAll(async () => {
  const [s3, { databaseUrl, dataDir, dispose }] = await Promise.all([startS3(), freshDatabase()])
  const config: Config = {
    ...readConfig({ PORT: '0', WORKER_PORT: '0', LOG_LEVEL: 'silent', METRICS_TOKEN: TOKEN }),
    ...{ databaseUrl, dataDir, ...s3.config, anchorContract: `0x${'ab'.repeat(20)}` },
    ...{ smtpUrl: serverAt(1), mailFrom: 'certificates@uni.example', publicUrl: 'https://uni.example' },
  }
  // It is no replica, so the primary is read instead.
  const server = await startServer({ ...config, publicUrl: undefined, databaseReadUrl: databaseUrl }, { jobs: true })
  const worker = await startWorking(config)
  await fetch(`${server.url}/health`)
  ofServer = await scrape(server.url)
  ofWorker = await scrape(worker.url ?? '')
  known = new Map([...ofWorker, ...ofServer])
  return async () => {
    await Promise.all([server.close(), worker.close()])
    await dispose()
  }
})

async function scrape(url: string): Promise<Scrape> {
  const text = await (await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } })).text()
  const found: Scrape = new Map()
  for (const [, name = ''] of text.matchAll(/^# TYPE (\S+)/gm)) found.set(name, new Set())
  for (const [, name = '', labels = ''] of text.matchAll(/^(chancery_\w+)(?:\{(.*)\})? /gm)) {
    for (const [, label = ''] of labels.matchAll(/(\w+)="/g)) found.get(baseOf(name, found))?.add(label)
  }
  return found
}

/** Removes the suffixes of histograms. */
function baseOf(name: string, metrics: Scrape): string {
  return metrics.has(name) ? name : name.replace(/_(bucket|count|sum)$/, '')
}

/** Returns the PromQL of a file of monitoring/. */
async function queriesOf(file: string): Promise<string[]> {
  if (file === 'alerts.yml') {
    return [...(await alertRules()).values()].map((rule) => /expr: ([\s\S]*?)\n {8}\w/.exec(rule)?.[1] ?? '')
  }
  const text = await readFile(new URL(`../../monitoring/${file}`, import.meta.url), 'utf8')
  const { panels } = JSON.parse(text) as { panels: { targets: { expr: string }[] }[] } // As Grafana exports it.
  return panels.flatMap(({ targets }) => targets.map(({ expr }) => expr))
}

const metricsIn = (query: string) => [...new Set(query.match(/\bchancery_\w+/g))].map((name) => baseOf(name, known))

const files = ['grafana.json', 'alerts.yml']

describe('Grafana dashboard and alert rules', () => {
  it.each(files)('uses only metrics that a server or a worker has: %s', async (file) => {
    const queries = await queriesOf(file)
    expect(queries.length).toBeGreaterThan(10)
    for (const query of queries) expect([...known.keys()]).toEqual(expect.arrayContaining(metricsIn(query)))
  })

  it.each(files)('uses only labels that these metrics have: %s', async (file) => {
    for (const query of await queriesOf(file)) {
      for (const [, name = '', matchers = ''] of query.matchAll(/\b(chancery_\w+)\{([^}]+)\}/g)) {
        const labels = [...matchers.matchAll(/(\w+)(?:=|=~|!=|!~)"/g)].map(([, label]) => label)
        expect([...(known.get(baseOf(name, known)) ?? [])], query).toEqual(expect.arrayContaining(labels))
      }
      const grouped = [...query.matchAll(/\bby \(([^)]+)\)/g)].flatMap(([, labels = '']) => labels.split(', '))
      // Prometheus adds `instance`, and `le` is that of buckets.
      const all = ['instance', 'le', ...metricsIn(query).flatMap((metric) => [...(known.get(metric) ?? [])])]
      expect(all, query).toEqual(expect.arrayContaining(grouped))
    }
  })

  it('reports a worker by the same metrics as a server, except requests', () => {
    const only = [...ofServer.keys()].filter((metric) => !ofWorker.has(metric))
    expect(only.toSorted()).toStrictEqual([
      'chancery_active_requests',
      'chancery_expected_wait_seconds',
      'chancery_request_seconds',
      'chancery_shed_requests_total',
      'chancery_static_signatures_total',
    ])
    expect([...ofWorker.keys()].filter((metric) => !ofServer.has(metric))).toStrictEqual([])
  })

  it.each(files)('includes anchoring, whose failed job only waits: %s', async (file) => {
    expect((await queriesOf(file)).flatMap(metricsIn)).toContain('chancery_anchor_oldest_seconds')
  })

  it.each(files)('includes the replica, the object store and waits for connections: %s', async (file) => {
    const queries = await queriesOf(file)
    expect(queries.flatMap(metricsIn)).toEqual(
      expect.arrayContaining([
        ...['chancery_replica_lag_seconds', 'chancery_replica_max_lag_seconds', 'chancery_replica_fallbacks_total'],
        'chancery_database_connections',
      ]),
    )
    expect(queries.join()).toContain('chancery_outside_call_seconds_count{port="objects"')
  })

  it('has an alert for sequences near their end, which would stop all inserts', async () => {
    expect(await queriesOf('alerts.yml')).toContain('max by (sequence) (chancery_sequence_used_ratio) > 0.7')
  })

  it('does not count a full disk as a server error, and has an alert for it', async () => {
    const rules = await alertRules()
    expect(rules.get('ChanceryFailing')).toContain('status=~"5..", status!~"503|507"')
    expect(rules.get('ChanceryDiskFull')).toMatch(/status="507".*\n.*outcome=~"IpfsFull\|ObjectsFull"/)
  })

  it('has an alert for a store or node that is unavailable or too late, but not for documents that are not found', async () => {
    const matcher = await alertMatcher('ChanceryOutsideFailing', 'outcome')
    for (const { name } of [IpfsUnavailable, ChainUnavailable, TooLate, WrongChain]) expect(name).toMatch(matcher)
    for (const { name } of [IpfsLate, NodeRefused]) expect(name).not.toMatch(matcher)
  })

  it('has a documented action for every alert', async () => {
    const operations = await readFile(new URL('../../docs/operations.md', import.meta.url), 'utf8')
    const documented = [...operations.matchAll(/^\| `(Chancery\w+)` \|/gm)].map(([, name]) => name)
    expect(documented.toSorted()).toEqual([...(await alertRules()).keys()].toSorted())
  })
})
