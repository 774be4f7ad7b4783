import type { TestApp } from '../server/app.ts'

/** Downloads the current PDF of a certificate from the app. */
export async function downloadPdf({ http }: Pick<TestApp, 'http'>, publicId: string): Promise<Buffer> {
  const { headers } = await http.head(`/documents/${publicId}-32768.pdf`).expect(302)
  const { body } = await http
    .get(new URL(headers.location ?? '').pathname)
    .buffer(true)
    .parse((response, done) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () => done(null, Buffer.concat(parts)))
    })
    .expect(200)
  return body
}
