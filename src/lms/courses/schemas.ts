import { z } from 'zod'
import { closed } from '../../core/closed.ts'
import { nameText, text, titleText, webUrl } from '../../core/fields.ts'
import { achievementTypes, DEFAULT_ACHIEVEMENT_TYPE } from '../../credentials/achievementTypes.ts'
import { MAX_ID, wholeNumber } from '../../http/schemas.ts'
import { nextCursor, pageQuery } from '../paging.ts'
import { id, timestamp, totalOf } from '../schemas.ts'
import { templateName } from '../templates/schemas.ts'
import type { CourseKey } from './service.ts'

const externalId = nameText(100)
const externalIdOfCourse = 'ID of the course in another system, unique in the site'

const EXTERNAL = 'ext:'
const number = wholeNumber(0, MAX_ID)

/** Parses the ID of a course, or `ext:` and its external ID. */
export const courseKey = z
  .unknown()
  .transform((value, context): CourseKey => {
    const isExternal = typeof value === 'string' && value.startsWith(EXTERNAL)
    const read = isExternal ? externalId.safeParse(value.slice(EXTERNAL.length)) : number.safeParse(value)
    if (read.success) return typeof read.data === 'number' ? read.data : { externalId: read.data }
    for (const issue of read.error.issues) context.issues.push({ ...issue, input: value } as z.core.$ZodRawIssue) // The types of inputs differ.
    return z.NEVER
  })
  .meta({
    anyOf: [
      { type: 'integer', minimum: 0, maximum: MAX_ID },
      { type: 'string', pattern: `^${EXTERNAL}.` },
    ],
  })

export const courseParams = z.object({
  courseId: courseKey.meta({
    description: 'The unique identifier of the course, or `ext:` and its external ID, such as `ext:301`',
    examples: [1],
  }),
})

export const coursesQuery = pageQuery.extend({
  externalId: externalId.optional().meta({ description: 'Only the course with this external ID', examples: ['301'] }),
})

const criteriaOfCourse =
  'What holders did to earn a certificate, in Markdown, for the Open Badges of future certificates'
const criteriaExample = 'Finished all lessons and passed the exam.'
const typeOfCourse = '`achievementType` of the Open Badges of future certificates'

const courseFields = {
  id: id.meta({ description: 'Course ID', examples: [2] }),
  externalId: z
    .string()
    .optional()
    .meta({ description: externalIdOfCourse, examples: ['301'] }),
  name: z.string().meta({ description: 'Course name', examples: ['Advanced Sales Techniques'] }),
  annotation: z.string().meta({ description: 'Short text about the course', examples: ['Close more deals.'] }),
  isDraft: z.boolean().meta({ description: 'Whether the course is not published', examples: [false] }),
  createdAt: timestamp.meta({ description: 'Timestamp of creation', examples: [1234567890] }),
  updatedAt: timestamp.meta({ description: 'Timestamp of the last change', examples: [1234567890] }),
  publishedAt: timestamp.meta({ description: 'Timestamp of publication. 0: not published.', examples: [1234567890] }),
  criteria: z
    .string()
    .nullable()
    .meta({ description: `${criteriaOfCourse}. null: a general sentence.`, examples: [criteriaExample] }),
  achievementType: z.string().meta({ description: typeOfCourse, examples: [DEFAULT_ACHIEVEMENT_TYPE] }),
}

const webPage = 'https://lms.example/courses/2'
const publishing = z.enum(['none', 'open', 'encrypted'])
const publishes =
  'Automatic publishing of certificates to users’ wallets: `none`, `open` (anyone can read the documents) or ' +
  '`encrypted` (reading needs the checksum)'

const notifies = 'Whether users get mails about certificates of the course'

export const coursePage = z
  .object({
    courses: z
      .array(z.object(courseFields).meta({ id: 'ListedCourse', description: 'A course in a list' }))
      .meta({ description: 'Array of course objects' }),
    totalCount: totalOf('courses'),
    nextCursor,
  })
  .meta({ id: 'CoursePage', description: 'A page of courses' })

export const course = z
  .object({
    ...courseFields,
    description: z.string().meta({ description: 'Long text about the course', examples: ['Twelve lessons with …'] }),
    template: templateName.nullable().meta({
      description: 'Template of future certificates. null: the built-in design `classic`.',
      examples: ['diploma'],
    }),
    link: z
      .string()
      .nullable()
      .meta({ description: 'Web page of the course', examples: [webPage] }),
    publishing: publishing.meta({ description: publishes, examples: ['none'] }),
    notify: z
      .boolean()
      .nullable()
      .meta({ description: `${notifies}. null: as the site chooses.`, examples: [null] }),
    attachedFiles: z
      .array(
        z.object({
          name: z.string().meta({ description: 'File name', examples: ['syllabus.pdf'] }),
          size: z.int().meta({ description: 'Size in bytes', examples: [52311] }),
          url: z.string().meta({ description: 'Download URL', examples: ['https://lms.example/files/9'] }),
          mime: z.string().meta({ description: 'Media type', examples: ['application/pdf'] }),
        }),
      )
      .meta({ description: 'Always empty: this server stores no course files', examples: [[]] }),
  })
  .meta({ id: 'Course', description: 'A course of the site' })

const given = z.object({
  externalId: externalId
    .nullable()
    .optional()
    .meta({ description: externalIdOfCourse, examples: ['301'] }),
  name: titleText(255).meta({ description: 'Course name', examples: ['Advanced Sales Techniques'] }),
  annotation: text(1000)
    .optional()
    .meta({ description: 'Short text about the course', examples: ['Close more deals.'] }),
  description: text(20_000)
    .optional()
    .meta({ description: 'Long text about the course', examples: ['Twelve lessons with …'] }),
  template: templateName
    .nullable()
    .optional()
    .meta({
      description:
        'Template of future certificates: one of the site, or a built-in design (`badge`, `classic`, `minimal`, ' +
        '`modern`, `portrait`). null (default): the current `classic`.',
      examples: ['diploma'],
    }),
  link: webUrl(200)
    .nullable()
    .optional()
    .meta({ description: 'Web page of the course, shown on published certificates', examples: [webPage] }),
  publishing: publishing.optional().meta({ description: `${publishes}. Default: none.`, examples: ['none'] }),
  criteria: text(5000)
    .nullable()
    .optional()
    .meta({ description: `${criteriaOfCourse}. null (default): a general sentence.`, examples: [criteriaExample] }),
  achievementType: z
    .enum(achievementTypes, 'Must be an achievement type of Open Badges 3.0, such as Certificate or Course.')
    .optional()
    .meta({
      description: `${typeOfCourse}. Default: ${DEFAULT_ACHIEVEMENT_TYPE}.`,
      examples: [DEFAULT_ACHIEVEMENT_TYPE],
    }),
  notify: z
    .boolean('Must be true, false or null.')
    .nullable()
    .optional()
    .meta({ description: `${notifies}. null (default): as the site chooses.`, examples: [null] }),
  isDraft: z
    .boolean()
    .optional()
    .meta({ description: 'Whether the course is not published. Default: false.', examples: [false] }),
})

/** Fields of a course in responses, and in Konstantly's API, that a request does not change. */
const readOnly = ['id', 'createdAt', 'updatedAt', 'publishedAt', 'attachedFiles', 'image']

export const newCourse = closed(given, { ignored: readOnly }).meta({
  id: 'NewCourse',
  description: 'Fields of a new course',
})

export const courseChange = closed(
  given.partial().extend({
    isDraft: z
      .boolean()
      .optional()
      .meta({ description: 'true unpublishes the course; false publishes it', examples: [false] }),
  }),
  { ignored: readOnly },
).meta({
  id: 'CourseChange',
  description: 'Fields to change',
  examples: [{ annotation: 'Close more deals.', template: 'diploma', publishing: 'none' }],
})
