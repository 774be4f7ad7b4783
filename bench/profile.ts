import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import type { Bench, Context } from './context.ts'
import { summary } from './figures.ts'
import { profileServers } from './processes.ts'

/** A statement as bench/statements.mjs notes it: how often it was made, how long that took in all, and one example. */
export type Statement = { text: string; calls: number; milliseconds: number; values: unknown[] }

/** What is read here of a CPU profile, as V8 writes it. */
type CpuProfile = {
  nodes: { id: number; callFrame: { functionName: string; url: string } }[]
  samples: number[]
  /** Microseconds between the samples. */
  timeDeltas: number[]
}

/** How many functions of a process are shown, and how many statements: those that took at least this share of its time. */
const SHOWN = { functions: 15, statements: 5, share: 0.02 }

/**
 * Runs a measurement once with servers that write where their time goes. In the folder bench/profiles/<name> are then CPU
 * profiles for the developer tools of a browser; <name>.md beside it has, of each process, the functions and the statements
 * that took longest in all, these with their plans.
 */
export async function profile(bench: Bench, context: Context): Promise<void> {
  const folder = fileURLToPath(new URL(`profiles/${bench.name}`, import.meta.url))
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  profileServers(folder)
  const figures = await bench.measure(context)
  const processes: string[] = []
  for (const file of (await readdir(folder)).toSorted()) {
    if (!file.endsWith('.0.001.cpuprofile')) continue // Not those of threads.
    const pid = file.split('.')[3] // CPU.<day>.<time>.<pid>.<thread>.<number>.cpuprofile
    const cpu: CpuProfile = JSON.parse(await readFile(`${folder}/${file}`, 'utf8'))
    const noted = await readFile(`${folder}/${pid}.statements.json`, 'utf8').catch(() => '[]')
    const statements: Statement[] = JSON.parse(noted)
    const least = (SHOWN.share * totalOf(cpu)) / 1000
    const slow = statements.filter(({ milliseconds }) => milliseconds >= least)
    processes.push(functionsOf(cpu) + (await explained(context.databaseUrl, slow)))
  }
  const measured = figures.map((figure) => `- ${figure.what}: ${summary(figure)}`).join('\n')
  const head = `# Where the time of \`${bench.name}\` goes\n\nWritten by \`npm run bench:profile ${bench.name}\`, which slows what it watches:`
  await writeFile(`${folder}.md`, [head, measured, ...processes].join('\n\n'))
  console.log(`${measured}\nWritten: bench/profiles/${bench.name}.md`)
}

/** Microseconds. */
function totalOf({ timeDeltas }: CpuProfile): number {
  return timeDeltas.reduce((sum, delta) => sum + delta, 0)
}

/** The functions of one process that took longest by themselves. */
function functionsOf(profile: CpuProfile): string {
  const { nodes, samples, timeDeltas } = profile
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]))
  const took = new Map<string, number>()
  let main = ''
  for (const [index, id] of samples.entries()) {
    const { functionName, url } = frames.get(id) ?? { functionName: '', url: '' }
    main ||= url.includes('/bench/floor.ts') ? 'The floor' : ''
    const name = `${functionName || '(anonymous)'} | ${placeOf(url)}`
    took.set(name, (took.get(name) ?? 0) + (timeDeltas[index] ?? 0))
  }
  const total = totalOf(profile)
  const longest = [...took].toSorted(([, one], [, other]) => other - one).slice(0, SHOWN.functions)
  const rows = longest.map(([name, time]) => `| ${((100 * time) / total).toFixed(1)} % | ${name} |`)
  return [`## ${main || 'Chancery'}`, '', '| Share | Function | Where |', '|---|---|---|', ...rows, '', ''].join('\n')
}

/** A file without where it lies on this machine. */
function placeOf(url: string): string {
  return /(?:node_modules|dist|bench|node:).*$/.exec(url)?.[0] ?? ''
}

async function explained(databaseUrl: string, statements: Statement[]): Promise<string> {
  const client = new pg.Client(databaseUrl)
  await client.connect()
  const slowest = statements.toSorted((one, other) => other.milliseconds - one.milliseconds).slice(0, SHOWN.statements)
  const parts: string[] = []
  for (const { text, calls, milliseconds, values } of slowest) {
    const head = `### ${calls} times, ${milliseconds.toFixed(0)} ms in all, ${(milliseconds / calls).toFixed(3)} ms each`
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
