import type pg from 'pg'
import { expect } from 'vitest'

/** Expects every counter to match its rows, no certificate to be published twice, and all of them to be audited. */
export async function expectSound(pool: Pick<pg.Pool, 'query'>): Promise<void> {
  const { rows } = await pool.query(`
    SELECT course.id, course.certificate_count AS stored, count(certificate.id)::int AS counted,
           coalesce(max(certificate.number), 0) AS last
    FROM courses course LEFT JOIN course_certificates certificate ON certificate.course_id = course.id
    GROUP BY course.id`)
  for (const { stored, counted, last } of rows) expect({ stored, last }).toEqual({ stored: counted, last: counted })
  const twice = await pool.query(`
    SELECT course_certificate_id FROM certificates WHERE course_certificate_id IS NOT NULL
    GROUP BY course_certificate_id HAVING count(*) > 1`)
  expect(twice.rows).toEqual([])
  const unaudited = await pool.query(`
    SELECT id FROM course_certificates certificate WHERE NOT EXISTS (
      SELECT FROM audit_entries WHERE subject = 'certificate/' || certificate.id)`)
  expect(unaudited.rows).toEqual([])
}
