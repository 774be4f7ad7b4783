/** bidi-js has no types of its own; these are of what is used here. */
declare module 'bidi-js' {
  type Levels = { levels: Uint8Array; paragraphs: { start: number; end: number; level: number }[] }
  export default function bidiFactory(): { getEmbeddingLevels(text: string, base?: 'ltr' | 'rtl'): Levels }
}
