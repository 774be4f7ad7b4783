import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Bench } from './context.ts'
import { issuer } from './database.ts'
import { newCourse, newUsers, onPostgres, post } from './lms.ts'
import { withCost } from './processor.ts'
import { costs } from './turns.ts'

const CERTIFICATES = 40

/** Publishing of course certificates: PDF, IPFS, signature. */
export const publishing: Bench = {
  name: 'publishing',
  async measure(context) {
    const pool = new pg.Pool({ connectionString: context.databaseUrl, max: 1 })
    const published = async (course: number) => {
      const { rows } = await pool.query<{ count: number }>(
        `SELECT count(*)::int AS count
         FROM certificates JOIN course_certificates given ON given.id = course_certificate_id
         WHERE given.course_id = $1`,
        [course],
      )
      return rows[0]?.count ?? 0
    }
    const variables = { ISSUER_KEYS: `1=${issuer.privateKey}`, PUBLIC_URL: 'https://certificates.example' }
    const measured = await onPostgres(
      context,
      async (lms) => {
        const users = await newUsers(lms, CERTIFICATES, () => ({ eth_address: anyAddress() }))
        const rounds = []
        for (let round = -1; round < Math.min(context.rounds, 3); round += 1) {
          const course = await newCourse(lms, { publishing: 'open' })
          const result = await withCost(
            lms.server.url,
            () => CERTIFICATES,
            async () => {
              const start = performance.now()
              await post(
                lms,
                `/courses/${course}/certificates/batch`,
                users.map((userId) => ({ userId })),
              )
              while ((await published(course)) < CERTIFICATES) await sleep(50)
              return { perSecond: (CERTIFICATES * 1000) / (performance.now() - start) }
            },
          )
          if (round >= 0) rounds.push(result) // The first round is a warm-up.
        }
        return rounds
      },
      variables,
    ).finally(() => pool.end())
    return [
      {
        what: 'Publishing of certificates',
        unit: '/ s',
        rounds: measured.map(({ perSecond }) => perSecond),
        costs: costs(measured),
      },
    ]
  },
}

function anyAddress(): string {
  return `0x${Buffer.from(crypto.getRandomValues(new Uint8Array(20))).toString('hex')}`
}
