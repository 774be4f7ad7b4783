import { z } from 'zod'
import { requiredText, text, webUrl } from '../../core/fields.ts'
import { MAX_ID, wholeNumber } from '../../http/schemas.ts'
import { nextCursor } from '../paging.ts'
import { id, timestamp, totalOf } from '../schemas.ts'
import { templateName } from '../templates/schemas.ts'

export const courseParams = z.object({
  courseId: wholeNumber(0, MAX_ID).meta({ description: 'The unique identifier of the course', examples: [123] }),
})

const courseFields = {
  id: id.meta({ description: 'Course ID', examples: [2] }),
  name: z.string().meta({ description: 'Course name', examples: ['Advanced Sales Techniques'] }),
  annotation: z.string().meta({ description: 'Short text about the course', examples: ['Close more deals.'] }),
  isDraft: z.boolean().meta({ description: 'Whether the course is not published', examples: [false] }),
  createdAt: timestamp.meta({ description: 'Timestamp of creation', examples: [1234567890] }),
  updatedAt: timestamp.meta({ description: 'Timestamp of the last change', examples: [1234567890] }),
  publishedAt: timestamp.meta({ description: 'Timestamp of publication; 0: not yet', examples: [1234567890] }),
}

const webPage = 'https://lms.example/courses/2'
const publishing = z.enum(['none', 'open', 'encrypted'])
const publishes =
  'Whether its certificates go to the wallets of their users by themselves from now on, their documents readable for ' +
  'all (`open`) or for who has the checksum (`encrypted`)'

export const coursePage = z
  .object({
    courses: z
      .array(z.object(courseFields).meta({ id: 'ListedCourse', description: 'A course in a list' }))
      .meta({ description: 'Array of course objects' }),
    totalCount: totalOf('courses'),
    nextCursor,
  })
  .meta({ id: 'CoursePage', description: 'A page of a list of courses' })

export const course = z
  .object({
    ...courseFields,
    description: z.string().meta({ description: 'Long text about the course', examples: ['Twelve lessons with …'] }),
    template: templateName
      .nullable()
      .meta({ description: 'Design of certificates to come; null is the built-in one', examples: ['diploma'] }),
    link: z
      .string()
      .nullable()
      .meta({ description: 'Web page of the course', examples: [webPage] }),
    publishing: publishing.meta({ description: publishes, examples: ['none'] }),
    attachedFiles: z
      .array(
        z.object({
          name: z.string().meta({ description: 'File name', examples: ['syllabus.pdf'] }),
          size: z.int().meta({ description: 'Size in bytes', examples: [52311] }),
          url: z.string().meta({ description: 'Where to download it', examples: ['https://lms.example/files/9'] }),
          mime: z.string().meta({ description: 'Media type', examples: ['application/pdf'] }),
        }),
      )
      .meta({ description: 'Files of the course; this server keeps none', examples: [[]] }),
  })
  .meta({ id: 'Course', description: 'A course of the site' })

export const newCourse = z
  .object({
    name: requiredText(255).meta({ description: 'Course name', examples: ['Advanced Sales Techniques'] }),
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
        description: 'Name of the template of its certificates; null, as by default, is the built-in design',
        examples: ['diploma'],
      }),
    link: webUrl(200)
      .nullable()
      .optional()
      .meta({ description: 'Web page of the course, for certificates that are published', examples: [webPage] }),
    publishing: publishing.optional().meta({ description: `${publishes}; none by default`, examples: ['none'] }),
    isDraft: z
      .boolean()
      .optional()
      .meta({ description: 'Whether to keep it unpublished; no by default', examples: [false] }),
  })
  .meta({ id: 'NewCourse', description: 'What a course is created from' })

export const courseChange = newCourse
  .partial()
  .extend({
    isDraft: z
      .boolean()
      .optional()
      .meta({ description: 'Whether to unpublish or publish it', examples: [false] }),
  })
  .meta({ id: 'CourseChange', description: 'What is changed of a course' })
