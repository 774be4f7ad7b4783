import { expect } from 'vitest'
import { z } from 'zod'
import type { Answer } from './hostileClient.ts'

/** Who is behind a path: a door, or the rest of the server. */
export type Door = 'lms' | 'wallet' | 'public'

export function doorOf(path: string): Door {
  if (/^\/openapi\/v1(?![^/?#])/.test(path)) return 'lms'
  if (/^\/api\/v1(?![^/?#])/.test(path)) return 'wallet'
  return 'public'
}

const text = z.string().min(1)
const fields = z.record(z.string(), z.array(text).min(1))
const detail = z.strictObject({ detail: text })

const shapes = {
  lms: (status: number) => z.strictObject({ status: z.literal(status), message: text, errors: fields.optional() }),
  wallet: (status: number) => {
    if (status === 400 || status === 413) return z.strictObject({ error: z.union([text, fields]) })
    return status === 401 ? z.union([detail, z.strictObject({ status: z.literal('denied') })]) : detail
  },
  public: (status: number) => z.strictObject({ status: z.literal(status), message: text }),
  /** Where nobody can know the door. */
  any: (status: number) => z.strictObject({ status: z.literal(status), message: text, detail: text }),
} satisfies Record<Door | 'any', (status: number) => z.ZodType>

/** Expects an answer that is no fault of the server's, and in the shape of its door where it is a refusal. */
export function expectGoodManners(answer: Answer, door: Door | 'any', method = 'GET'): void {
  expect(answer.status).toBeGreaterThanOrEqual(200)
  expect(answer.status).toBeLessThan(500)
  if (answer.status >= 400) {
    const isPage = door === 'public' && answer.headers['content-type'] === 'text/html; charset=utf-8'
    if (!isPage) expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(answer.headers['x-error-code']).toMatch(/^[a-z_]+\.[a-z_]+$/)
    if (method === 'HEAD') expect(answer.body).toBe('')
    else if (isPage) expect(answer.body).toMatch(/^<!doctype html>[\s\S]*<h1[\s\S]*<\/html>\n$/)
    else expect(shapes[door](answer.status).parse(JSON.parse(answer.body))).toBeDefined()
  } else if (answer.headers['content-type']?.startsWith('application/json') && method !== 'HEAD') {
    expect(JSON.parse(answer.body)).toBeDefined()
  }
}
