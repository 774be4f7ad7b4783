import unhomoglyph from 'unhomoglyph'

/**
 * Returns a form of a name that is equal for names that look alike (after UTS 39, with its table of confusable letters).
 * Ignores letter case, spaces, accents and punctuation too, which readers overlook.
 */
export function skeletonOf(name: string): string {
  const letters = unhomoglyph(name.normalize('NFKC').toLowerCase()).normalize('NFKD')
  // Again after the table, because it maps small letters to capital ones.
  return unhomoglyph(letters.toLowerCase())
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase()
}
