export const families = ['EB Garamond', 'Source Sans 3'] as const
/** What a design may be set in: a serif and a sans serif, for Latin, Greek and Cyrillic. */
export type Family = (typeof families)[number]

export type Style = { family: Family; weight: 400 | 500 | 600 | 700; italic: boolean }
