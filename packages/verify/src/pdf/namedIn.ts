import { fromNumber, toNumber } from '../certificateNumber.ts'
import { parseJson } from '../json.ts'
import { publicIdIn } from '../publicIdIn.ts'

/** What a PDF contains that can name a certificate. `data`: contents of its files `certificate.json`. */
export type PdfContent = { data: Uint8Array[]; links: string[]; text: string }

/** `hosts`: hosts of this server's URLs, with port. `base`: path prefix of its URLs. */
export type OwnServer = { hosts: string[]; base: string }

export type Named = {
  /** Certificates that the file says are of this server. */
  certificates: { id: string; number: string }[]
  /** Whether the file contradicts itself. */
  isAmbiguous: boolean
  /** Other servers that the file names, in ASCII. */
  hosts: string[]
}

type Found = { own: Set<string>; foreign: Set<string>; hosts: Set<string> }

const numbers =
  /(?<![\p{L}\p{N}])[0-9a-z]{5}(?:\s?\p{Dash}\s?[0-9a-z]{5}){3}\s?\p{Dash}\s?[0-9a-z]{6}(?![\p{L}\p{N}])/giu

/** Returns the certificates that a PDF names, and the other servers that it links to. */
export function namedIn({ data, links, text }: PdfContent, server: OwnServer): Named {
  const found: Found = { own: new Set(), foreign: new Set(), hosts: new Set() }
  for (const content of data) addData(found, content, server)
  for (const link of [...links, ...printedLinks(text)]) addLink(found, link, server)
  // A printed number is that of the server that the file links to.
  for (const id of numbersIn(text)) if (!found.foreign.has(id)) found.own.add(id)
  return {
    certificates: [...found.own].map((id) => ({ id, number: toNumber(id) })),
    isAmbiguous: found.own.size > 1 || data.some((content) => !isEqual(content, data[0])),
    hosts: [...found.hosts],
  }
}

function addData(found: Found, content: Uint8Array, server: OwnServer): void {
  const { number, verificationUrl } = factsIn(content)
  const url = typeof verificationUrl === 'string' ? webAddress(verificationUrl) : null
  const id = typeof number === 'string' ? fromNumber(number) : null
  if (url) addLink(found, url.href, server)
  if (id) (url && !server.hosts.includes(url.host) ? found.foreign : found.own).add(id)
}

function factsIn(content: Uint8Array): { number?: unknown; verificationUrl?: unknown } {
  try {
    return Object(parseJson(new TextDecoder().decode(content)))
  } catch {
    return {}
  }
}

function addLink(found: Found, link: string, { hosts, base }: OwnServer): void {
  const url = webAddress(link)
  if (!url) return
  const isOwn = hosts.includes(url.host)
  if (!isOwn) found.hosts.add(url.host)
  if (isOwn && !url.pathname.startsWith(`${base}/verify/`)) return
  const id = publicIdIn(isOwn ? url.pathname.slice(`${base}/verify/`.length).replace(/\.json$/, '') : url.href)
  if (id) (isOwn ? found.own : found.foreign).add(id)
}

function webAddress(text: string): URL | null {
  try {
    const url = new URL(text)
    return url.protocol === 'https:' || url.protocol === 'http:' ? url : null
  } catch {
    return null
  }
}

/** Returns the URLs in a text that name a certificate. A file that was printed has no other links. */
function printedLinks(text: string): string[] {
  return (text.match(/https?:\/\/\S+/gi) ?? []).filter((link) => publicIdIn(link))
}

function numbersIn(text: string): string[] {
  return (text.match(numbers) ?? []).flatMap((number) => fromNumber(number) ?? [])
}

function isEqual(one: Uint8Array, other: Uint8Array | undefined): boolean {
  return one.length === other?.length && one.every((byte, index) => byte === other[index])
}
