/** Types of the used parts of bidi-js, which has none. */
declare module 'bidi-js' {
  type Levels = { levels: Uint8Array; paragraphs: { start: number; end: number; level: number }[] }
  export default function bidiFactory(): { getEmbeddingLevels(text: string, base?: 'ltr' | 'rtl'): Levels }
}
