import pg from 'pg'
import type { Bench } from './context.ts'
import { type Figure, ratios } from './figures.ts'

const PARTITIONS = 64
const PAGES = 2000
const ROUNDS = 5

const page = (table: string) => `
  SELECT string_agg(certificate.id || certificate.name || learner.email, ',' ORDER BY number)
  FROM courses course
  JOIN ${table} certificate ON certificate.site_id = course.site_id AND certificate.course_id = course.id
  JOIN users learner ON learner.site_id = certificate.site_id AND learner.id = certificate.user_id
  WHERE course.site_id = $1 AND course.id = $2 AND certificate.number > $3 AND certificate.number <= $3::bigint + 20`

/** Tests a claim of docs/scaling.md: in a table partitioned by site, a page costs the same with a cached plan. */
export const partitions: Bench = {
  name: 'partitions',
  async measure({ databaseUrl, size }) {
    const client = new pg.Client(databaseUrl)
    await client.connect()
    const courses = Math.min(size.courses, 200)
    try {
      await client.query('CREATE SCHEMA simulation; SET search_path = simulation, public')
      await client.query(
        'CREATE TABLE parted (LIKE public.course_certificates INCLUDING DEFAULTS) PARTITION BY HASH (site_id)',
      )
      for (let part = 0; part < PARTITIONS; part++) {
        const values = `FOR VALUES WITH (MODULUS ${PARTITIONS}, REMAINDER ${part})`
        await client.query(`CREATE TABLE part_${part} PARTITION OF parted ${values}`)
      }
      const some = `SELECT * FROM public.course_certificates WHERE course_id BETWEEN 2 AND ${courses}`
      await client.query(`INSERT INTO parted ${some}; CREATE TABLE whole AS ${some}`)
      for (const table of ['parted', 'whole']) {
        await client.query(`CREATE UNIQUE INDEX ON ${table} (site_id, course_id, number)`)
      }
      await client.query('ANALYZE parted; ANALYZE whole')
      const what = `Time of a page in ${PARTITIONS} partitions by site, compared with one table`
      return [
        await compare(client, courses, 'auto', { what: `${what}, default planning`, unit: '×' }),
        await compare(client, courses, 'force_generic_plan', {
          what: `${what}, generic plan`,
          unit: '×',
          target: { most: 1.1 },
        }),
      ]
    } finally {
      await client.query('DROP SCHEMA simulation CASCADE')
      await client.end()
    }
  },
}

async function compare(
  client: pg.Client,
  courses: number,
  planning: string,
  figure: Omit<Figure, 'rounds'>,
): Promise<Figure> {
  await client.query(`SET plan_cache_mode = ${planning}`)
  const { rows } = await client.query<{ id: number }>('SELECT id FROM sites ORDER BY id LIMIT 1')
  const read = async (table: string) => {
    const start = performance.now()
    for (let place = 0; place < PAGES; place++) {
      const values = [rows[0]?.id, 2 + (place % (courses - 1)), (place * 20) % 980]
      await client.query({ name: `${table} ${planning}`, text: page(table), values })
    }
    return performance.now() - start
  }
  const [parted, whole]: [number[], number[]] = [[], []]
  await read('whole')
  await read('parted')
  for (let round = 0; round < ROUNDS; round++) {
    whole.push(await read('whole'))
    parted.push(await read('parted'))
  }
  return { ...figure, rounds: ratios(parted, whole) }
}
