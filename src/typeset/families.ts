export const families = ['EB Garamond', 'Source Sans 3'] as const
/** Font families for designs: a serif and a sans serif, with Latin, Greek and Cyrillic. */
export type Family = (typeof families)[number]

/** `siteFont` is the hash of a font that the site uploaded. The family has the letters that it lacks. */
export type Style = { family: Family; weight: 400 | 500 | 600 | 700; italic: boolean; siteFont?: string }
