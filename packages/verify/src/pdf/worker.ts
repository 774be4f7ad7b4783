// @ts-expect-error: This part of PDF.js has no types.
import * as pdfjsWorker from 'pdfjs-dist/legacy/build/pdf.worker.mjs'
import type { OwnServer } from './namedIn.ts'
import { type PdfReading, readPdf } from './readPdf.ts'

// Worker of a browser, bundled by scripts/browser.ts as readPdf.js. assets/verify/names.js starts it, and stops it when it
// takes too long. PDF.js runs here as a whole, not in a worker of its own.

type Request = { data: { bytes: ArrayBuffer; server: OwnServer } }
type Scope = { pdfjsWorker: unknown; onmessage: (request: Request) => void; postMessage: (reading: PdfReading) => void }

const scope = globalThis as unknown as Scope // Types of Node have no global scope of a web worker.

scope.pdfjsWorker = pdfjsWorker
scope.onmessage = async ({ data }) => {
  scope.postMessage(await readPdf(new Uint8Array(data.bytes), data.server))
}
