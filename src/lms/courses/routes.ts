import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { revalidated } from '../../http/caching.ts'
import { storingReplay } from '../../http/idempotency.ts'
import { answer } from '../../http/openapi.ts'
import { siteOf } from '../auth.ts'
import { bodyFailures, failures, notFound, postFailures, unchanged } from '../openapi.ts'
import type { LmsApiOptions } from '../options.ts'
import { pagingFields } from '../paging.ts'
import { nothing } from '../schemas.ts'
import { toCourse } from '../wire.ts'
import { contextOf } from '../writeContext.ts'
import { course, courseChange, coursePage, courseParams, coursesQuery, newCourse } from './schemas.ts'
import {
  type CourseKey,
  courseIdOf,
  createCourse,
  getCourse,
  listCourses,
  removeCourse,
  updateCourse,
} from './service.ts'

export const courseRoutes: FastifyPluginAsyncZod<LmsApiOptions> = async (app, { db, now }) => {
  const idIn = (request: FastifyRequest & { params: { courseId: CourseKey } }) =>
    courseIdOf(db, siteOf(request), request.params.courseId)

  app.get(
    '/courses',
    {
      onSend: revalidated,
      schema: {
        operationId: 'listCourses',
        summary: 'List courses',
        description:
          'Lists the courses of the site, including drafts, in the order of creation, or finds a course by its ' +
          'external ID.',
        tags: ['Courses'],
        querystring: coursesQuery,
        response: { 200: answer('A page of courses', coursePage), ...unchanged, ...failures },
      },
    },
    async (request) => {
      const { cursor: after, externalId, ...range } = request.query
      const page = await listCourses(db, siteOf(request), externalId, { ...range, after })
      return { courses: page.rows.map(toCourse), ...pagingFields(page) }
    },
  )

  app.post(
    '/courses',
    {
      schema: {
        operationId: 'createCourse',
        summary: 'Create a course',
        description: 'Creates a course. Publishes it unless it is a draft.',
        tags: ['Courses'],
        body: newCourse,
        response: { 201: answer('The course', course), ...postFailures },
      },
    },
    async (request, reply) => {
      const context = contextOf(request, db, now(), storingReplay(request, reply, 201, toCourse))
      return reply.code(201).send(toCourse(await createCourse(context, request.body)))
    },
  )

  app.get(
    '/courses/:courseId',
    {
      schema: {
        operationId: 'getCourse',
        summary: 'Get a course',
        description: 'Returns a course.',
        tags: ['Courses'],
        params: courseParams,
        response: { 200: answer('The course', course), ...failures, ...notFound('course') },
      },
    },
    async (request) => toCourse(await getCourse(db, siteOf(request), await idIn(request))),
  )

  app.patch(
    '/courses/:courseId',
    {
      schema: {
        operationId: 'updateCourse',
        summary: 'Change a course',
        description:
          'Changes the given fields. `isDraft` publishes or unpublishes the course. Issued certificates do not change.',
        tags: ['Courses'],
        params: courseParams,
        body: courseChange,
        response: { 200: answer('The course', course), ...bodyFailures, ...notFound('course') },
      },
    },
    async (request) => toCourse(await updateCourse(contextOf(request, db, now()), await idIn(request), request.body)),
  )

  app.delete(
    '/courses/:courseId',
    {
      schema: {
        operationId: 'deleteCourse',
        summary: 'Delete a course',
        description:
          'Deletes a course. A course with certificates disappears from the list of courses and gets no new ' +
          'certificates. Its certificates stay, and so does their list.',
        tags: ['Courses'],
        params: courseParams,
        response: { 200: answer('The course is deleted', nothing), ...failures, ...notFound('course') },
      },
    },
    async (request) => {
      await removeCourse(contextOf(request, db, now()), await idIn(request))
      return {}
    },
  )
}
