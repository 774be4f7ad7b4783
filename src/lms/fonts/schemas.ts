import { z } from 'zod'
import { nextCursor } from '../paging.ts'
import { timestamp, totalOf } from '../schemas.ts'

const generic = ['serif', 'sans-serif', 'monospace', 'cursive', 'fantasy', 'system-ui']

export const fontName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'Must be 1 to 63 lower-case letters, digits and hyphens.')
  .refine((name) => !generic.includes(name), 'This name has another meaning in templates. Use another one.')
  .meta({ description: 'Font name, as templates use it in `font-family`', examples: ['acme-sans'] })

export const fontParams = z.object({ fontName })

export const font = z
  .object({
    name: fontName,
    hash: z.string().meta({ description: 'SHA-256 of the stored file', examples: ['9f86d081884c7d65…'] }),
    size: z.int().meta({ description: 'Size of the stored file, in bytes', examples: [152_316] }),
    updatedAt: timestamp.meta({ description: 'Timestamp of the last upload', examples: [1234567890] }),
  })
  .meta({ id: 'Font', description: 'A font of the site' })

export const fontList = z
  .object({
    fonts: z.array(font).meta({ description: 'Array of fonts, by name' }),
    totalCount: totalOf('fonts'),
    nextCursor,
  })
  .meta({ id: 'FontList', description: 'A page of fonts' })

export const fontFile = z.string().meta({ description: 'Font file', format: 'binary', examples: ['wOF2…'] })
