import { getDocument, type PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { type Named, namedIn, type OwnServer, type PdfContent } from './namedIn.ts'

// Reads a PDF and returns what names a certificate. worker.ts runs it in a browser. It makes no request.

/** What was read of a PDF. `locked`: a password is needed. */
export type PdfReading = ({ state: 'read' } & Named) | { state: 'locked' | 'unreadable' }

/** Name of the attachment with a certificate's data (src/typeset/pdf.ts). */
const DATA_FILE = 'certificate.json'

const MAX_DATA_BYTES = 100_000
const MAX_PAGES = 20
const MAX_LINKS = 1000
const MAX_TEXT = 500_000

export async function readPdf(bytes: Uint8Array, server: OwnServer): Promise<PdfReading> {
  const loading = getDocument({
    data: bytes,
    isEvalSupported: false,
    useSystemFonts: false,
    disableFontFace: true,
    useWorkerFetch: false,
    useWasm: false,
    isOffscreenCanvasSupported: false,
    isImageDecoderSupported: false,
    verbosity: 0,
  })
  try {
    return { state: 'read', ...namedIn(await contentOf(await loading.promise), server) }
  } catch (error) {
    return { state: error instanceof Error && error.name === 'PasswordException' ? 'locked' : 'unreadable' }
  } finally {
    await loading.destroy()
  }
}

async function contentOf(pdf: PDFDocumentProxy): Promise<PdfContent> {
  const content: PdfContent = { data: dataIn(Object.values((await pdf.getAttachments()) ?? {})), links: [], text: '' }
  for (let number = 1; number <= Math.min(pdf.numPages, MAX_PAGES); number += 1) {
    const page = await pdf.getPage(number)
    // pdfjs-dist declares annotations and attachments as `any`.
    const annotations: { url?: string; unsafeUrl?: string; file?: Attachment }[] = await page.getAnnotations()
    content.data.push(...dataIn(annotations.flatMap(({ file }) => file ?? [])))
    content.links.push(...annotations.flatMap(({ url, unsafeUrl }) => url ?? decoded(unsafeUrl ?? '')))
    const { items } = await page.getTextContent()
    content.text += `${items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('')}\n`
    page.cleanup()
  }
  return { ...content, links: content.links.slice(0, MAX_LINKS), text: content.text.slice(0, MAX_TEXT) }
}

/** Some writers encode URLs as UTF-16, which PDF.js leaves as it is. */
function decoded(url: string): string {
  if (!url.startsWith('\u00fe\u00ff')) return url
  return new TextDecoder('utf-16be').decode(Uint8Array.from(url, (byte) => byte.charCodeAt(0)))
}

type Attachment = { filename: string; content: Uint8Array }

function dataIn(attachments: Attachment[]): Uint8Array[] {
  return attachments
    .filter(({ filename, content }) => filename === DATA_FILE && content.length <= MAX_DATA_BYTES)
    .map(({ content }) => content)
}
