import { dataOf, deleted, type List, type ListOptions, listOf, PAGE_SIZE, sent } from '../call.ts'
import type { CallOptions } from '../transport.ts'
import type { Font, FontList } from '../types.ts'
import type { LmsClient } from './chancery.ts'

export type Fonts = ReturnType<typeof fontsOf>

const ALL = '/openapi/v1/fonts'
const ONE = '/openapi/v1/fonts/{fontName}'

/** Fonts of the site, which its templates use. */
export function fontsOf(raw: LmsClient) {
  return {
    list({ pageSize: limit = PAGE_SIZE, ...options }: ListOptions = {}): List<FontList, Font> {
      return listOf(
        (cursor) => dataOf(raw.GET(ALL, { params: { query: { limit, cursor } }, ...sent(options) })),
        ({ fonts }) => fonts,
        ({ nextCursor }) => nextCursor,
      )
    },
    /** Creates or replaces a font: a TTF, OTF or WOFF2. */
    put(
      fontName: string,
      file: Blob | Uint8Array<ArrayBuffer> | ArrayBuffer,
      options: CallOptions = {},
    ): Promise<Font> {
      return dataOf(
        raw.PUT(ONE, {
          params: { path: { fontName } },
          body: '', // The type of the document; the serializer replaces it.
          bodySerializer: () => file,
          headers: { 'content-type': 'font/ttf' }, // The server recognises the format by the content.
          ...sent(options),
        }),
      )
    },
    delete(fontName: string, options: CallOptions = {}): Promise<void> {
      return deleted(raw.DELETE(ONE, { params: { path: { fontName } }, ...sent(options) }))
    },
  }
}
