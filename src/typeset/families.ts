export const families = ['EB Garamond', 'Source Sans 3'] as const
/** Font families for designs: a serif and a sans serif, with Latin, Greek and Cyrillic. */
export type Family = (typeof families)[number]

export type Style = { family: Family; weight: 400 | 500 | 600 | 700; italic: boolean }
