import { Blob, Face, Font, Variation } from 'harfbuzzjs'

export type FontFile = { font: Font; unitsPerEm: number; codePoints: number[] }

/** Opens a font. A variable font gets the weight, if it has that axis. */
export function openFontFile(file: Uint8Array, weight: number): FontFile {
  const face = new Face(new Blob(file))
  const font = new Font(face)
  if ('wght' in face.getAxisInfos()) font.setVariations([new Variation('wght', weight)])
  return { font, unitsPerEm: face.upem, codePoints: [...face.collectUnicodes()] }
}
