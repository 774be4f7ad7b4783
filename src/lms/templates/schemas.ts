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

/** A small design with the places that every template needs. */
export const exampleTemplate =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 297 210">' +
  '<rect id="place-holder" x="48" y="70" width="200" height="24"/>' +
  '<rect id="place-course" x="48" y="110" width="200" height="16"/>' +
  '<rect id="place-qr" x="134" y="160" width="28" height="28"/></svg>'

export const svgFile = z.string().meta({ description: 'SVG document', examples: [exampleTemplate] })

const namePlace = z.enum(['holder', 'course']).meta({ description: 'Place of the name', examples: ['holder'] })
const triedText = z.string().meta({ description: 'Name of a user or course of the site', examples: ['Amélie Laurent'] })

export const templatePreview = z
  .object({
    names: z
      .array(
        z.object({
          place: namePlace,
          text: triedText,
          size: z.number().meta({ description: 'Drawn size, as a share of the font size', examples: [0.82] }),
          lines: z.int().meta({ description: 'Number of lines', examples: [2] }),
          isCut: z.boolean().meta({ description: 'Whether the end of the name is missing', examples: [false] }),
        }),
      )
      .meta({ description: 'For each place, the widest name of each script, or mix of scripts, of the site' }),
    warnings: z
      .array(
        z.object({
          place: namePlace,
          text: triedText,
          code: z.enum(['shrunk', 'many_lines', 'cut']).meta({
            description:
              '`shrunk`: below 60 % of its size; `many_lines`: three lines or more; `cut`: its end is missing',
            examples: ['shrunk'],
          }),
          message: z.string().meta({
            description: 'What happens to the name, and what to change in the template',
            examples: ['The place holder draws this name at 48 % of its font size. Make its rectangle wider …'],
          }),
        }),
      )
      .meta({ description: 'What the template does to names that its design does not expect' }),
  })
  .meta({ id: 'TemplatePreview', description: 'How a template draws the widest names of the site' })

export const previewQuery = z.object({
  names: z
    .enum(['sample', 'widest'])
    .default('sample')
    .meta({
      description:
        'Names in the picture: `sample`, or `widest` for the widest names of a user and a course of the site',
      examples: ['widest'],
    }),
})
