import { z } from 'zod'
import { nextCursor } from '../paging.ts'
import { timestamp, totalOf } from '../schemas.ts'

export const templateName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'Must be 1 to 63 lower-case letters, digits and hyphens.')
  .meta({ description: 'Template name', examples: ['diploma'] })

export const templateParams = z.object({ templateName })

export const template = z
  .object({
    name: templateName,
    hash: z.string().meta({ description: 'SHA-256 of the cleaned SVG', examples: ['9f86d081884c7d65…'] }),
    updatedAt: timestamp.meta({ description: 'Timestamp of the last upload', examples: [1234567890] }),
  })
  .meta({ id: 'Template', description: 'A certificate design' })

export const templateList = z
  .object({
    templates: z.array(template).meta({ description: 'Array of templates, by name' }),
    totalCount: totalOf('templates'),
    nextCursor,
  })
  .meta({ id: 'TemplateList', description: 'A page of templates' })

export const svgFile = z.string().meta({
  description: 'SVG document',
  examples: ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 297 210">…</svg>'],
})
