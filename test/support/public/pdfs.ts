import PDFDocument from 'pdfkit'

type Content = {
  text?: string
  links?: string[]
  /** Contents of files named `certificate.json`. The first is attached to the document, others to its page. */
  data?: object[]
  /** Password that opens the PDF. Unset: the PDF is not encrypted. */
  password?: string
  /** Content of another attachment, in bytes. */
  padding?: Uint8Array
}

// @types/pdfkit lacks this method.
type WithFiles = { fileAnnotation(x: number, y: number, width: number, height: number, file: object): void }

/** Writes a small PDF that this server did not make. */
export function writePdf({
  text = 'A certificate.',
  links = [],
  data = [],
  password,
  padding,
}: Content): Promise<Buffer> {
  const pdf = new PDFDocument({ compress: false, ...(password && { pdfVersion: '1.7', userPassword: password }) })
  const parts: Buffer[] = []
  const done = new Promise<Buffer>((resolve, reject) => {
    pdf.on('data', (part: Buffer) => parts.push(part))
    pdf.on('end', () => resolve(Buffer.concat(parts)))
    pdf.on('error', reject)
  })
  pdf.text(text)
  for (const [index, link] of links.entries()) pdf.link(72, 200 + 20 * index, 200, 15, link)
  const [first, ...others] = data.map((facts) => Buffer.from(JSON.stringify(facts)))
  if (first) pdf.file(first, { name: 'certificate.json' })
  const page = pdf as typeof pdf & WithFiles // See above.
  for (const other of others) page.fileAnnotation(72, 400, 20, 20, { src: other, name: 'certificate.json' })
  if (padding) pdf.file(Buffer.from(padding), { name: 'padding.bin' })
  pdf.end()
  return done
}
