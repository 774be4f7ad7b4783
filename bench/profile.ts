import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import type { Bench, Context } from './context.ts'
import { summary } from './figures.ts'
import { profileServers } from './processes.ts'

/** A statement as bench/statements.mjs notes it: how often it was made, how long that took in all, and one example. */
export type Statement = { text: string; calls: number; milliseconds: number; values: unknown[] }

const SHOWN = 10

/**
 * Runs a measurement once with servers that write where their time goes into bench/profiles/<name>: CPU profiles (for the
 * developer tools of a browser), and statements.md: the statements that took longest in all, each with its plan.
 */
export async function profile(bench: Bench, context: Context): Promise<void> {
  const folder = fileURLToPath(new URL(`profiles/${bench.name}`, import.meta.url))
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  profileServers(folder)
  for (const figure of await bench.measure(context)) console.log(`  ${figure.what}: ${summary(figure)}`)
  for (const file of await readdir(folder)) {
    if (!file.endsWith('.statements.json')) continue
    const statements: Statement[] = JSON.parse(await readFile(`${folder}/${file}`, 'utf8'))
    await writeFile(`${folder}/${file.replace('.json', '.md')}`, await explained(context.databaseUrl, statements))
    await rm(`${folder}/${file}`)
  }
  console.log(`Written to bench/profiles/${bench.name}:`, (await readdir(folder)).join(', '))
}

async function explained(databaseUrl: string, statements: Statement[]): Promise<string> {
  const client = new pg.Client(databaseUrl)
  await client.connect()
  const slowest = statements.toSorted((one, other) => other.milliseconds - one.milliseconds).slice(0, SHOWN)
  const parts: string[] = []
  for (const { text, calls, milliseconds, values } of slowest) {
    const head = `## ${calls} times, ${milliseconds.toFixed(0)} ms in all, ${(milliseconds / calls).toFixed(3)} ms each`
    parts.push(`${head}\n\n\`\`\`sql\n${text.trim()}\n\`\`\`\n\n\`\`\`\n${await plan(client, text, values)}\n\`\`\`\n`)
  }
  await client.end()
  return parts.join('\n')
}

/** How PostgreSQL runs a statement; what it changes is undone. */
async function plan(client: pg.Client, text: string, values: unknown[]): Promise<string> {
  await client.query('BEGIN')
  try {
    const { rows } = await client.query(`EXPLAIN (ANALYZE, BUFFERS) ${text}`, values)
    return rows.map((row) => row['QUERY PLAN']).join('\n')
  } catch (error) {
    return `Has no plan: ${error instanceof Error ? error.message : error}`
  } finally {
    await client.query('ROLLBACK')
  }
}
