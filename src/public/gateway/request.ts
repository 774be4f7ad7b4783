import { invalid } from '../../core/problem.ts'
import type { Scope } from './service.ts'

/** Requested format. `negotiated` if only the Accept header selects it. */
export type RequestedFormat =
  | { format: 'raw' | 'file'; negotiated: boolean }
  | { format: 'car'; negotiated: boolean; scope: Scope; scopeName: string }

type Query = Record<string, unknown>

/** `format` takes precedence over the Accept header, as the gateway specification requires. */
export function readFormat(query: Query, accept: string | undefined): RequestedFormat {
  const format = query.format === undefined ? acceptedFormat(accept) : formatIn(query.format)
  const negotiated = query.format === undefined && format !== 'file'
  return format === 'car' ? { format, negotiated, ...scopeOf(query) } : { format, negotiated }
}

function formatIn(format: unknown): RequestedFormat['format'] {
  if (format === 'raw' || format === 'car') return format
  throw invalid('format', 'Must be raw or car. Leave it out to get the file itself.')
}

function acceptedFormat(accept = ''): RequestedFormat['format'] {
  for (const range of accept.toLowerCase().split(',')) {
    const [type, ...parameters] = range.split(';').map((part) => part.trim())
    if (type === 'application/vnd.ipld.raw') return 'raw'
    if (type !== 'application/vnd.ipld.car') continue
    ensureVersion(parameters.find((one) => one.startsWith('version='))?.slice('version='.length))
    return 'car'
  }
  return 'file'
}

function scopeOf(query: Query): { scope: Scope; scopeName: string } {
  ensureVersion(query['car-version'])
  const { 'dag-scope': scope = 'all', 'entity-bytes': bytes } = query
  if (scope !== 'all' && scope !== 'entity' && scope !== 'block') {
    throw invalid('dag-scope', 'Must be block, entity or all.')
  }
  if (bytes !== undefined || scope === 'entity') {
    const range = bytes === undefined ? { from: 0, to: '*' as const } : rangeIn(bytes)
    return { scope: { bytes: range }, scopeName: `entity.${range.from}.${range.to}` }
  }
  return { scope, scopeName: scope }
}

function rangeIn(bytes: unknown): { from: number; to: number | '*' } {
  const [, from, to] = /^(-?\d{1,15}):(-?\d{1,15}|\*)$/.exec(String(bytes)) ?? []
  if (from === undefined || to === undefined) {
    throw invalid('entity-bytes', 'Must be the first and the last byte, for example 0:1023, -1024:* or 0:*.')
  }
  return { from: Number(from), to: to === '*' ? to : Number(to) }
}

function ensureVersion(version: unknown): void {
  if (version !== undefined && version !== '1') throw invalid('car-version', 'Only version 1 is supported.')
}
