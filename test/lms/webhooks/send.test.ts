import { type AddressInfo, createServer } from 'node:net'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Lookup } from '../../../src/http/target.ts'
import {
  type Message,
  newSecret,
  type SendOptions,
  type SendResult,
  sendWebhook,
} from '../../../src/lms/webhooks/send.ts'
import { run } from '../../support/server/process.ts'
import { type Receiver, startReceiver, startTlsReceiver, verified } from '../../support/webhooks/webhookReceiver.ts'

const secret = newSecret()
let receiver: Receiver
beforeEach(async () => {
  receiver = await startReceiver()
})

function messageTo(url: string): Message {
  return { id: 'msg_2KWPBgLlAfxdpx2AI54pPJ85f4W', url, secret, body: '{"type":"certificate.issued","name":"Žofie"}' }
}

/** Sends with loopback addresses allowed. */
function send(url: string, options: Partial<SendOptions> = {}): Promise<SendResult> {
  return sendWebhook(messageTo(url), { allowed: ['127.0.0.0/8'], ...options })
}

function failure(error: string, status: number | null = null): SendResult {
  return { delivered: false, status, error }
}

describe('sendWebhook', () => {
  it('sends a POST of the JSON with the headers of Standard Webhooks', async () => {
    expect(await send(`${receiver.url}/hooks/%7E?site=1&x=#part`)).toStrictEqual({ delivered: true, status: 204 })
    expect(receiver.requests).toStrictEqual([
      {
        method: 'POST',
        path: '/hooks/%7E?site=1&x=',
        headers: {
          host: receiver.url.replace('http://', ''),
          connection: 'close',
          'content-type': 'application/json',
          'content-length': '45',
          'user-agent': 'Chancery/1.0 (+webhooks)',
          'webhook-id': 'msg_2KWPBgLlAfxdpx2AI54pPJ85f4W',
          'webhook-timestamp': expect.stringMatching(/^\d{10}$/),
          'webhook-signature': expect.stringMatching(/^v1,[\w+/]{43}=$/),
        },
        body: '{"type":"certificate.issued","name":"Žofie"}',
      },
    ])
  })

  it('signs with the secret, so that the receiver can verify a request and detect a forged or changed one', async () => {
    await send(receiver.url)
    for (const request of receiver.requests) {
      expect(verified(request, secret)).toStrictEqual({ type: 'certificate.issued', name: 'Žofie' })
      expect(() => verified(request, newSecret())).toThrow('No matching signature')
      expect(() => verified({ ...request, body: request.body.replace('ie"', 'y"') }, secret)).toThrow('No matching')
      const headers = { ...request.headers, 'webhook-id': 'msg_other' }
      expect(() => verified({ ...request, headers }, secret)).toThrow('No matching signature')
    }
    expect(receiver.requests).toHaveLength(1)
  })

  it('leaves no connection open', async () => {
    await Promise.all([send(receiver.url), send(receiver.url), send(receiver.url)])
    await expect.poll(() => receiver.connections).toBe(0)
    expect(receiver.requests).toHaveLength(3)
  })

  it('delivers again after the receiver has recovered', async () => {
    receiver.behave(503, 'hangUp', 200)
    expect(await send(receiver.url)).toStrictEqual(failure('The receiver responded with status 503.', 503))
    expect(await send(receiver.url)).toMatchObject({ delivered: false, status: null })
    expect(await send(receiver.url)).toStrictEqual({ delivered: true, status: 200 })
    expect(await send(receiver.url)).toStrictEqual({ delivered: true, status: 200 })
  })

  it.each([200, 201, 202, 204, 299])('reports a delivery for the status %i', async (status) => {
    receiver.behave(status)
    expect(await send(receiver.url)).toStrictEqual({ delivered: true, status })
  })

  it.each([400, 401, 404, 410, 429, 500, 502, 599])('reports a failure for the status %i', async (status) => {
    receiver.behave(status)
    expect(await send(receiver.url)).toStrictEqual(failure(`The receiver responded with status ${status}.`, status))
  })

  it('follows no redirect, not even to the same receiver', async () => {
    const elsewhere = await startReceiver()
    for (const redirect of [elsewhere.url, '/hooks', 'http://169.254.169.254/latest/meta-data/']) {
      receiver.behave({ redirect })
      expect(await send(receiver.url)).toStrictEqual(
        failure('The receiver responded with status 302. Redirects are not followed.', 302),
      )
    }
    receiver.behave(304)
    expect(await send(receiver.url)).toMatchObject(
      failure('The receiver responded with status 304. Redirects are not followed.', 304),
    )
    expect(elsewhere.requests).toStrictEqual([])
    expect(receiver.requests.map(({ path }) => path)).toStrictEqual(['/', '/', '/', '/'])
  })

  it('rejects an unusable secret with an error that does not contain it', async () => {
    const sending = sendWebhook({ ...messageTo(receiver.url), secret: 'whsec_hunter2!' }, { allowed: ['127.0.0.1'] })
    await expect(sending).rejects.toThrow(/^(?!.*hunter2)/)
    expect(receiver.requests).toStrictEqual([])
  })
})

describe('sendWebhook: timeout', () => {
  const timeoutMs = 300
  const tooLate = failure('No response within 0.3 s.')

  it.each(['silent', 'dripHead'] as const)(
    'times out and closes the connection to a receiver that behaves as %s',
    async (behaviour) => {
      receiver.behave(behaviour)
      expect(await send(receiver.url, { timeoutMs })).toStrictEqual(tooLate)
      expect(receiver.requests).toHaveLength(1)
      await expect.poll(() => receiver.connections).toBe(0)
    },
  )

  it('reports the status without waiting for an endless body, and closes the connection soon', async () => {
    receiver.behave('dripBody')
    const start = performance.now()
    expect(await send(receiver.url)).toStrictEqual({ delivered: true, status: 200 })
    expect(performance.now() - start).toBeLessThan(900)
    await expect.poll(() => receiver.connections, { timeout: 3000 }).toBe(0)
  })

  it('times out on a lookup without an answer', async () => {
    const name = receiver.url.replace('127.0.0.1', 'receiver.example')
    expect(await send(name, { timeoutMs, lookup: () => {} })).toStrictEqual(tooLate)
  })

  it('times out on a receiver that does not read the request', async () => {
    const deaf = createServer({ pauseOnConnect: true }, (socket) => socket.on('error', () => {})) // The client resets it.
    await new Promise<void>((resolve) => {
      deaf.listen(0, '127.0.0.1', resolve)
    })
    const { port } = deaf.address() as AddressInfo // A TCP server has no other type of address.
    const message = { ...messageTo(`http://127.0.0.1:${port}`), body: JSON.stringify('x'.repeat(20_000_000)) }
    expect(await sendWebhook(message, { allowed: ['127.0.0.1'], timeoutMs })).toStrictEqual(tooLate)
    deaf.close()
  })

  it('does not wait for the end of a body that is too long', async () => {
    receiver.behave('flood')
    const start = performance.now()
    expect(await send(receiver.url)).toStrictEqual({ delivered: true, status: 200 })
    expect(performance.now() - start).toBeLessThan(5000)
    await expect.poll(() => receiver.connections).toBe(0)
  })
})

describe('sendWebhook: error messages', () => {
  const hungUp = 'The receiver closed the connection without a response.'
  const notHttp = 'The receiver’s response is not HTTP.'

  it('reports a receiver that closes the connection', async () => {
    receiver.behave('hangUp')
    expect(await send(receiver.url)).toStrictEqual(failure(hungUp))
  })

  it.each([
    ['220 mail.example ESMTP\r\n', notHttp],
    ['HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: other\r\n\r\n', hungUp],
    [`HTTP/1.1 200 OK\r\nX-Long: ${'x'.repeat(100_000)}\r\n\r\n`, notHttp],
    ['HTTP/1.1 200 OK\r\nContent-Len', hungUp],
    ['HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(100), hungUp],
  ])('reports why the response %j is unusable', async (answer, error) => {
    receiver.behave({ raw: answer })
    expect(await send(receiver.url)).toStrictEqual(failure(error))
  })

  it('reports a refused connection', async () => {
    await receiver.close()
    expect(await send(receiver.url)).toStrictEqual(failure('The connection was refused.'))
    const name = receiver.url.replace('127.0.0.1', 'receiver.example')
    const lookup = answering([['127.0.0.1', '127.0.0.2']])
    expect(await send(name, { lookup })).toStrictEqual(failure('The connection was refused.'))
  })

  it.each([
    ['ENOTFOUND', 'DNS has no address for receiver.example.'],
    ['EAI_AGAIN', 'DNS lookup of receiver.example failed: EAI_AGAIN.'],
  ])('reports a lookup that fails with %s', async (code, error) => {
    const problem = Object.assign(new Error(code), { code, syscall: 'getaddrinfo' })
    const lookup: Lookup = (_name, _options, answer) => answer(problem, [])
    expect(await send('https://receiver.example/', { lookup })).toStrictEqual(failure(error))
  })
})

describe('sendWebhook: name lookup', () => {
  const url = (name = 'receiver.example') => receiver.url.replace('127.0.0.1', name)

  it('looks up a name once, and connects to the address that was checked', async () => {
    const lookup = answering([['127.0.0.1'], ['10.0.0.5']])
    expect(await send(url(), { lookup })).toStrictEqual({ delivered: true, status: 204 })
    expect(lookup.names).toStrictEqual(['receiver.example'])
    expect(receiver.requests[0]?.headers.host).toBe(url().replace('http://', ''))
  })

  it('rejects a private first answer, even if the next one would be allowed', async () => {
    const lookup = answering([['10.0.0.5'], ['127.0.0.1']])
    expect(await send(url(), { lookup })).toStrictEqual(
      failure('The target is in a private network: receiver.example.'),
    )
    expect(lookup.names).toStrictEqual(['receiver.example'])
  })

  it.each([
    [['93.184.215.14', '127.0.0.1']],
    [['127.0.0.1', '93.184.215.14']],
    [['2606:4700::1111', '::ffff:127.0.0.1']],
  ])('rejects a name with the addresses %j', async (addresses) => {
    expect(await send(url(), { allowed: [], lookup: answering([addresses]) })).toStrictEqual(
      failure('The target is in a private network: receiver.example.'),
    )
    expect(receiver.requests).toStrictEqual([])
  })

  it('tries each address of a name', async () => {
    const lookup = answering([['127.0.0.3', '127.0.0.2', '127.0.0.1']])
    expect(await send(url(), { lookup })).toStrictEqual({ delivered: true, status: 204 })
  })

  it('reports a name without an address', async () => {
    expect(await send(url(), { lookup: answering([[]]) })).toStrictEqual(
      failure('DNS has no address for receiver.example.'),
    )
  })

  it('rejects localhost without a lookup', async () => {
    const lookup = answering([])
    expect(await send(url('localhost'), { allowed: [], lookup })).toStrictEqual(
      failure('The target is in a private network: localhost.'),
    )
    expect(lookup.names).toStrictEqual([])
  })

  it('uses the system’s lookup by default', async () => {
    expect(await send(url('localhost'), { allowed: ['127.0.0.1', '::1'] })).toMatchObject({ delivered: true })
  })
})

describe('sendWebhook: TLS', () => {
  it.each([
    ['delivers to a receiver with a valid certificate', 'receiver.example', { delivered: true, status: 204 }],
    [
      'rejects a certificate for another name',
      'other.example',
      failure('The receiver’s certificate is for another host name.'),
    ],
  ])('%s', async (_what, name, outcome) => {
    const { url, requests, certificateFile } = await startTlsReceiver()
    const sent = await run('test/support/webhooks/sendWebhook.ts', [url.replace('127.0.0.1', name)], {
      NODE_EXTRA_CA_CERTS: certificateFile,
    })
    expect(JSON.parse(sent.stdout), sent.stderr).toStrictEqual(outcome)
    expect(requests).toHaveLength(outcome.delivered ? 1 : 0)
  })

  it('rejects a self-signed certificate', async () => {
    const { url, requests } = await startTlsReceiver()
    expect(await send(url)).toStrictEqual(failure('The receiver’s certificate is self-signed.'))
    expect(requests).toStrictEqual([])
  })

  it('reports a receiver that does not use TLS at an https URL', async () => {
    const error = expect.stringMatching(/^The TLS handshake failed: \w+\.$/)
    expect(await send(receiver.url.replace('http:', 'https:'))).toStrictEqual({ delivered: false, status: null, error })
  })
})

describe('newSecret', () => {
  it('generates 32 random bytes in the format of Standard Webhooks', () => {
    const secrets = Array.from({ length: 100 }, newSecret)
    expect(new Set(secrets).size).toBe(100)
    for (const text of secrets) {
      expect(text).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
      expect(Buffer.from(text.slice('whsec_'.length), 'base64')).toHaveLength(32)
    }
  })
})

/** A lookup that returns one of the answers after the other, and records the requested names. */
function answering(answers: string[][]): Lookup & { names: string[] } {
  const names: string[] = []
  const lookup: Lookup = (name, _options, answer) => {
    const addresses = answers[names.push(name) - 1] ?? []
    setImmediate(
      answer,
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )
  }
  return Object.assign(lookup, { names })
}
