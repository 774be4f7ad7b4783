import { type ListedObject, ObjectsUnavailable } from './objects.ts'

type Page = { objects: ListedObject[]; next: string | null }

/**
 * Reads a page of ListObjects. `next` is the key after which the next page begins. Throws ObjectsUnavailable if the page is
 * incomplete, because its objects would seem missing.
 */
export function readPage(xml: string): Page {
  const isTruncated = textOf(xml, 'IsTruncated')
  const isComplete = xml.includes('<ListBucketResult') && xml.trimEnd().endsWith('</ListBucketResult>')
  if (!isComplete || isTruncated === null) throw unreadable()
  const objects = [...xml.matchAll(/<Contents>(.*?)<\/Contents>/gs)].map(([, item = '']) => {
    const [key, size] = [textOf(item, 'Key'), Number(textOf(item, 'Size'))]
    const at = new Date(textOf(item, 'LastModified') ?? '')
    if (key === null || !Number.isSafeInteger(size) || Number.isNaN(at.getTime())) throw unreadable()
    return { key, size, at }
  })
  if (isTruncated !== 'true') return { objects, next: null }
  const last = objects.at(-1)
  if (!last) throw unreadable()
  return { objects, next: last.key }
}

function unreadable(): ObjectsUnavailable {
  return new ObjectsUnavailable('The object store returned an unreadable list.')
}

/** Returns the text of the first element with a name, or null. */
export function textOf(xml: string, name: string): string | null {
  const text = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1]
  return text === undefined ? null : unescaped(text)
}

const entities: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

function unescaped(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return entities[name] ?? whole
    return String.fromCodePoint(decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal))
  })
}
