import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { storingReplay } from '../../http/idempotency.ts'
import { answer } from '../../http/openapi.ts'
import { siteOf } from '../auth.ts'
import { bodyFailures, failures, notFound, postFailures } from '../openapi.ts'
import type { LmsApiOptions } from '../options.ts'
import { pageQuery, restOf } from '../paging.ts'
import { nothing } from '../schemas.ts'
import { toCourse } from '../wire.ts'
import { contextOf } from '../writeContext.ts'
import { course, courseChange, coursePage, courseParams, newCourse } from './schemas.ts'
import { createCourse, getCourse, listCourses, removeCourse, updateCourse } from './service.ts'

export const courseRoutes: FastifyPluginAsyncZod<LmsApiOptions> = async (app, { db, now }) => {
  app.get(
    '/courses',
    {
      schema: {
        operationId: 'listCourses',
        summary: 'List courses',
        description: 'Lists the courses of the site, drafts included, in the order of their creation.',
        tags: ['Courses'],
        querystring: pageQuery,
        response: { 200: answer('A page of courses', coursePage), ...failures },
      },
    },
    async (request) => {
      const { cursor: after, ...range } = request.query
      const page = await listCourses(db, siteOf(request), { ...range, after })
      return { courses: page.rows.map(toCourse), ...restOf(page) }
    },
  )

  app.post(
    '/courses',
    {
      schema: {
        operationId: 'createCourse',
        summary: 'Create a course',
        description: 'Creates a course, published unless it is a draft.',
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
        description: 'Shows one course.',
        tags: ['Courses'],
        params: courseParams,
        response: { 200: answer('The course', course), ...failures, ...notFound('course') },
      },
    },
    async (request) => toCourse(await getCourse(db, siteOf(request), request.params.courseId)),
  )

  app.patch(
    '/courses/:courseId',
    {
      schema: {
        operationId: 'updateCourse',
        summary: 'Change a course',
        description:
          'Changes what is given; `isDraft` publishes or unpublishes. Certificates that were issued stay as they are.',
        tags: ['Courses'],
        params: courseParams,
        body: courseChange,
        response: { 200: answer('The course', course), ...bodyFailures, ...notFound('course') },
      },
    },
    async (request) =>
      toCourse(await updateCourse(contextOf(request, db, now()), request.params.courseId, request.body)),
  )

  app.delete(
    '/courses/:courseId',
    {
      schema: {
        operationId: 'deleteCourse',
        summary: 'Delete a course',
        description:
          'Deletes a course. One that has certificates leaves the list and takes no more; its certificates stay, and ' +
          'their list too.',
        tags: ['Courses'],
        params: courseParams,
        response: { 200: answer('The course is deleted', nothing), ...failures, ...notFound('course') },
      },
    },
    async (request) => {
      await removeCourse(contextOf(request, db, now()), request.params.courseId)
      return {}
    },
  )
}
