import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect } from 'vitest'

export type Answer = {
  status: number
  headers: Headers
  bytes: Buffer
  text: string
  // biome-ignore lint/suspicious/noExplicitAny: responses of many routes; each caller knows their shape.
  readonly body: any
  /** URL of the server that answered. */
  by: string
}

export type Request = {
  method?: string
  path: string
  /** An object is sent as JSON. */
  body?: object | string | Uint8Array<ArrayBuffer> | undefined
  /** A function makes them anew for each attempt, such as signatures. */
  headers?: Record<string, string> | (() => Record<string, string>)
}

/** `unlike`: a server. One of another version is preferred, and then any other. */
export type Choice = { unlike?: string | undefined }

/** Time (ms) between two looks at `/health/ready`. */
const LOOK_MS = 100

const PAUSE_MS = 25

/** Time (ms) after which a request without a final answer counts as lost. */
const LOST_MS = 20_000

/** A server behind the balancer. */
type Backend = { url: string; version: string; isReady: boolean; look: NodeJS.Timeout }

// Registered when the file is loaded: Vitest ignores an `afterAll` that is called in a hook or a test.
const looks = new Set<NodeJS.Timeout>()
afterAll(() => {
  for (const look of looks) clearInterval(look)
})

export type Balancer = ReturnType<typeof openBalancer>

/**
 * Sends requests to the servers that `/health/ready` reports as ready, as a load balancer does. Repeats requests that got
 * no answer or 503, as a client does. No other answer may be a 5xx.
 */
export function openBalancer() {
  const backends: Backend[] = []
  const repeated = new Map<string, number>()

  function choose({ unlike }: Choice): Backend | undefined {
    const ready = backends.filter(({ isReady }) => isReady)
    const version = backends.find(({ url }) => url === unlike)?.version
    const others = ready.filter(({ url }) => url !== unlike)
    const best = [others.filter((one) => unlike && one.version !== version), others, ready].find(
      ({ length }) => length > 0,
    )
    return best?.[Math.floor(Math.random() * best.length)]
  }

  function noteRepetition(reason: string): null {
    repeated.set(reason, (repeated.get(reason) ?? 0) + 1)
    return null
  }

  /** Returns the final answer of a server; null if the client must repeat the request. */
  async function attempt({ method = 'GET', path, body, headers = {} }: Request, by: string): Promise<Answer | null> {
    const isJson = typeof body === 'object' && !(body instanceof Uint8Array)
    const response = await fetch(by + path, {
      method,
      headers: {
        ...(isJson && { 'content-type': 'application/json' }),
        ...(typeof headers === 'function' ? headers() : headers),
      },
      ...(body !== undefined && { body: isJson ? JSON.stringify(body) : body }),
      redirect: 'manual',
    }).catch((error) => brokenConnection(error))
    const bytes = await response?.arrayBuffer().catch((error) => brokenConnection(error))
    if (!response || !bytes) return noteRepetition('no answer')
    const { status, headers: sent } = response
    const code = sent.get('x-error-code')
    if (status === 503) {
      expect(sent.get('retry-after'), `${method} ${path}`).toMatch(/^\d+$/)
      return noteRepetition(`503 ${code}`)
    }
    const answer = answerOf(response, Buffer.from(bytes), by)
    expect(status, `${method} ${path}: ${answer.text}`).toBeLessThan(500)
    // Another attempt has begun, and was interrupted or is not over.
    return code === 'idempotency.in_flight' ? noteRepetition(code) : answer
  }

  return {
    /** How often requests were repeated, by the reason. */
    repeated,
    /** Sends requests to this server too, while it is ready. */
    async add(url: string, version = ''): Promise<void> {
      const look = async () => {
        backend.isReady = await fetch(`${url}/health/ready`).then(
          ({ ok }) => ok,
          () => false,
        )
      }
      const backend: Backend = { url, version, isReady: false, look: setInterval(look, LOOK_MS) }
      looks.add(backend.look)
      await look()
      expect(backend.isReady, url).toBe(true)
      backends.push(backend)
    },
    /** Forgets a server that has ended. */
    remove(url: string): void {
      const [backend] = backends.splice(
        backends.findIndex((one) => one.url === url),
        1,
      )
      clearInterval(backend?.look)
    },
    /** Sends a request, preferably to a server unlike the given one, until there is a final answer. */
    async send(request: Request, choice: Choice = {}): Promise<Answer> {
      const deadline = performance.now() + LOST_MS
      for (;;) {
        const backend = choose(choice)
        const answer = backend ? await attempt(request, backend.url) : noteRepetition('no server')
        if (answer) return answer
        expect(performance.now(), `${request.method} ${request.path}`).toBeLessThan(deadline)
        await sleep(PAUSE_MS)
      }
    },
    /** Sends a request to every server that is ready until it answers. There is at least one answer. */
    async sendToAll(request: Request): Promise<Answer[]> {
      const answers: Answer[] = []
      for (const backend of [...backends]) {
        let answer: Answer | null = null
        while (backend.isReady && !answer) {
          answer = await attempt(request, backend.url)
          if (!answer) await sleep(PAUSE_MS)
        }
        if (answer) answers.push(answer)
      }
      return answers.length > 0 ? answers : [await this.send(request)]
    },
  }
}

/** Undici reports a broken connection as a TypeError, also in the middle of a body. */
function brokenConnection(error: unknown): null {
  if (error instanceof TypeError) return null
  throw error
}

function answerOf({ status, headers }: Response, bytes: Buffer, by: string): Answer {
  const text = bytes.toString()
  return {
    ...{ status, headers, bytes, text, by },
    get body() {
      return text && JSON.parse(text)
    },
  }
}
