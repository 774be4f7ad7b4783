import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { serverAt } from '../support/mail/mailing.ts'
import { startTestApp } from '../support/server/app.ts'
import { newWallet } from '../support/wallet/wallets.ts'

const token = 'token-of-prometheus'

/** Returns the names of all metrics in a text, without the suffixes of histograms. */
function metricsIn(text: string): string[] {
  const names = text.match(/\bchancery_[a-z0-9_]+/g) ?? []
  return [...new Set(names.map((name) => name.replace(/_(bucket|count|sum)$/, '')))].toSorted()
}

describe('Grafana dashboard and alert rules', () => {
  it.each(['grafana.json', 'alerts.yml'])('uses only metrics that exist: %s', async (file) => {
    const { http } = await startTestApp({
      ...{ metricsToken: token, anchorContract: `0x${'ab'.repeat(20)}` },
      ...{ smtpUrl: serverAt(1), mailFrom: 'certificates@uni.example', publicUrl: 'https://uni.example' },
    })
    await http.get('/api/v1/certificates/').set(newWallet().headers).expect(200)
    const { text } = await http.get('/metrics').set('Authorization', `Bearer ${token}`).expect(200)
    const known = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name)
    const asked = metricsIn(await readFile(new URL(`../../monitoring/${file}`, import.meta.url), 'utf8'))
    expect(asked.length).toBeGreaterThan(4)
    expect(known).toEqual(expect.arrayContaining(asked))
  })

  it.each(['grafana.json', 'alerts.yml'])('includes anchoring, whose failed job only waits: %s', async (file) => {
    const text = await readFile(new URL(`../../monitoring/${file}`, import.meta.url), 'utf8')
    expect(metricsIn(text)).toContain('chancery_anchor_oldest_seconds')
  })

  it('has an alert for sequences near their end, which would stop all inserts', async () => {
    const text = await readFile(new URL('../../monitoring/alerts.yml', import.meta.url), 'utf8')
    expect(text).toContain('max by (sequence) (chancery_sequence_used_ratio) > 0.7')
  })

  it('does not count a full disk as a server error, and has an alert for it', async () => {
    const text = await readFile(new URL('../../monitoring/alerts.yml', import.meta.url), 'utf8')
    const alarm = (name: string) => text.split('- alert: ').find((rule) => rule.startsWith(`${name}\n`))
    expect(alarm('ChanceryFailing')).toContain('status=~"5..", status!~"503|507"')
    expect(alarm('ChanceryDiskFull')).toMatch(/status="507".*\n.*outcome="IpfsFull"/)
  })

  it('has a documented action for every alert', async () => {
    const read = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8')
    const alarms = [...(await read('monitoring/alerts.yml')).matchAll(/alert: (\w+)/g)].map(([, name]) => name)
    const documented = [...(await read('docs/operations.md')).matchAll(/^\| `(Chancery\w+)` \|/gm)].map(
      ([, name]) => name,
    )
    expect(documented.toSorted()).toEqual(alarms.toSorted())
  })
})
