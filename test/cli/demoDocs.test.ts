import type { OpenAPIV3_1 } from 'openapi-types'
import { describe, expect, it, vi } from 'vitest'
import { documented } from '../../src/cli/demoSamples.ts'
import { newFolder } from '../support/files/folders.ts'
import { type PrefilledRequest, prefilledRequests } from '../support/server/prefilledRequests.ts'
import { start } from '../support/server/process.ts'
import { trueType } from '../support/typeset/fontFiles.ts'

vi.setConfig({ testTimeout: 120_000 })

/** Requests that cannot succeed with fixed values, and why. */
const impossible: Record<string, string> = {
  openSession: 'needs the nonce of the minute, signed',
  claimDomain: 'needs the time of the minute, signed',
  revokeWalletCertificate: 'needs the time of the minute, signed',
  withdrawClaim: 'needs a signature by the wallet that claims the domain',
}

/** Deletions of samples that a later request puts again. They come right after the reads, and PUT after them. */
const first = ['deleteTemplate', 'deleteFont']

/** Changes that later requests of this test would not survive, in their order. Other requests come first. */
const last = [
  ...['revokeCertificate', 'reissueCertificate', 'rotateKey', 'deleteCertificate', 'unblockUser', 'endSession'],
  ...['deleteCourse', 'deleteUser', 'revokeKey', 'deleteWebhook'],
]

describe('/docs of chancery demo', () => {
  it('answers as documented to every request as it is prefilled', async () => {
    const demo = await start('src/cli/main.ts', ['demo'], { TMPDIR: await newFolder() })
    const [text = ''] = await demo.prints(/Chancery is running on [\s\S]+-d '.*'\n/)
    const [, url = ''] = /Chancery is running on (\S+)/.exec(text) ?? []
    const [, key = ''] = /API key +(\S+)/.exec(text) ?? []
    const apis: [string, Record<string, string>][] = [
      ['/openapi/v1/openapi.json', { 'X-API-KEY': key }],
      ['/api/v1/openapi.json', { 'Auth-Eth-Address': documented.address, 'Auth-Signature': documented.signature }],
    ]
    const wrong: string[] = []
    let sent = 0
    for (const [path, headers] of apis) {
      const document = (await (await fetch(url + path)).json()) as OpenAPIV3_1.Document
      const isWallet = path.startsWith('/api/')
      const nameOf = ({ operationId }: PrefilledRequest) =>
        isWallet && operationId === 'revokeCertificate' ? 'revokeWalletCertificate' : operationId
      const possible = prefilledRequests(document).filter((one) => !(nameOf(one) in impossible))
      const rank = ({ operationId, method }: PrefilledRequest) =>
        method === 'GET' ? -4 : first.includes(operationId) ? -3 : method === 'PUT' ? -2 : last.indexOf(operationId)
      for (const one of possible.toSorted((a, b) => rank(a) - rank(b))) {
        const { operationId, method, target, contentType, body, expected } = one
        const type = contentType ? [['Content-Type', contentType] as const] : []
        const answer = await fetch(url + target, {
          method,
          headers: { ...headers, ...Object.fromEntries(type) },
          body: operationId === 'putFont' ? trueType : body,
        })
        sent += 1
        if (!expected.includes(answer.status)) wrong.push(`${nameOf(one)} ${answer.status}: ${await answer.text()}`)
        else await answer.arrayBuffer()
      }
    }
    expect(wrong).toStrictEqual([])
    expect(sent).toBeGreaterThan(60)
    demo.kill('SIGINT')
    await demo.ended
  })
})
