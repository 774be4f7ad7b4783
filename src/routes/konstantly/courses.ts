import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { z } from 'zod'
import {
  type Course,
  createCourse,
  getCourse,
  listCourses,
  removeCourse,
  updateCourse,
} from '../../services/courses.ts'
import { answer } from '../openapi.ts'
import { siteOf } from './auth.ts'
import { course, courseChange, coursePage, courseParams, newCourse } from './courseSchemas.ts'
import { bodyFailures, failures, notFound } from './openapi.ts'
import type { LmsDoorOptions } from './options.ts'
import { nothing, pageQuery } from './schemas.ts'
import { unixTime } from './time.ts'

export const courseRoutes: FastifyPluginAsyncZod<LmsDoorOptions> = async (app, { db, now }) => {
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
      const { courses, totalCount } = await listCourses(db, siteOf(request), request.query)
      return { courses: courses.map(toCourse), totalCount }
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
        response: { 201: answer('The course', course), ...bodyFailures },
      },
    },
    async (request, reply) => {
      const created = await createCourse(db, siteOf(request), request.body, now())
      return reply.code(201).send(toCourse(created))
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
    async (request) => toCourse(await updateCourse(db, siteOf(request), request.params.courseId, request.body, now())),
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
      await removeCourse(db, siteOf(request), request.params.courseId, now())
      return {}
    },
  )
}

/** A course as it is shown alone; a list leaves out what its schema does not have. */
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
