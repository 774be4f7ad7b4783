import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { z } from 'zod'
import { type Course, createCourse } from '../../services/courses.ts'
import { answer } from '../openapi.ts'
import { siteOf } from './auth.ts'
import { bodyFailures } from './openapi.ts'
import type { LmsDoorOptions } from './options.ts'
import { course, newCourse } from './schemas.ts'
import { unixTime } from './time.ts'

export const courseRoutes: FastifyPluginAsyncZod<LmsDoorOptions> = async (app, { db, now }) => {
  app.post(
    '/courses',
    {
      schema: {
        operationId: 'createCourse',
        summary: 'Create a course',
        description: 'Creates a course, published unless it is a draft.',
        tags: ['Courses'],
        body: newCourse,
        response: { 201: answer('The course', course), ...bodyFailures },
      },
    },
    async (request, reply) => {
      const created = await createCourse(db, siteOf(request), request.body, now())
      return reply.code(201).send(toCourse(created))
    },
  )
}

function toCourse(row: Course): z.output<typeof course> {
  return {
    id: row.id,
    name: row.name,
    annotation: row.annotation,
    isDraft: row.isDraft,
    createdAt: unixTime(row.createdAt),
    updatedAt: unixTime(row.updatedAt),
    publishedAt: row.publishedAt ? unixTime(row.publishedAt) : 0,
    description: row.description,
    attachedFiles: [],
  }
}
