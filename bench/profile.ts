import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import type { Bench, Context } from './context.ts'
import { summary } from './figures.ts'
import { profileServers } from './processes.ts'

/** Statement recorded by bench/statements.mjs: number of calls, total time, and example values. */
export type Statement = { text: string; calls: number; milliseconds: number; values: unknown[] }

/** Used parts of a V8 CPU profile. */
type CpuProfile = {
  nodes: { id: number; callFrame: { functionName: string; url: string }; children?: number[] }[]
  samples: number[]
  /** Microseconds between samples. */
  timeDeltas: number[]
}

/** Maximum rows per table, minimum share of the time for a statement, and maximum lines of a migration. */
const SHOWN = { parts: 8, functions: 15, statements: 5, share: 0.02, lines: 60 }

/**
 * Runs a measurement once and profiles its servers. Writes CPU profiles for a browser's developer tools into
 * bench/profiles/<name>. Writes the slowest functions and statements of each process, with query plans, into <name>.md.
 */
export async function profile(bench: Bench, context: Context): Promise<void> {
  const folder = fileURLToPath(new URL(`profiles/${bench.name}`, import.meta.url))
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  profileServers(folder)
  const figures = await bench.measure(context)
  const processes: string[] = []
  for (const file of (await readdir(folder)).toSorted()) {
    if (!file.endsWith('.cpuprofile')) continue
    const [, , , pid, thread] = file.split('.') // CPU.<day>.<time>.<pid>.<thread>.<number>.cpuprofile
    const cpu: CpuProfile = JSON.parse(await readFile(`${folder}/${file}`, 'utf8'))
    const noted = await readFile(`${folder}/${pid}.statements.json`, 'utf8').catch(() => '[]')
    const statements: Statement[] = thread === '0' ? JSON.parse(noted) : []
    const least = (SHOWN.share * totalOf(cpu)) / 1000
    const slow = statements.filter(({ milliseconds }) => milliseconds >= least)
    processes.push(functionsOf(cpu) + (await explained(context.databaseUrl, slow)))
  }
  const measured = figures.map((figure) => `- ${figure.what}: ${summary(figure)}`).join('\n')
  const head = `# Where the time of \`${bench.name}\` goes\n\nWritten by \`npm run bench:profile ${bench.name}\`, which slows the servers:`
  await writeFile(`${folder}.md`, [head, measured, ...processes].join('\n\n'))
  console.log(`${measured}\nWritten: bench/profiles/${bench.name}.md`)
}

/** Returns the total time in microseconds. */
function totalOf({ timeDeltas }: CpuProfile): number {
  return timeDeltas.reduce((sum, delta) => sum + delta, 0)
}

/** Returns tables of the packages and functions with the most self time in a process or thread. */
function functionsOf(cpu: CpuProfile): string {
  const frames = new Map(cpu.nodes.map(({ id, callFrame }) => [id, callFrame]))
  const isFloor = cpu.nodes.some(({ callFrame }) => callFrame.url.includes('/bench/floor.ts'))
  const functions = table(cpu, ['Function', 'File'], SHOWN.functions, (id) => {
    const { functionName, url } = frames.get(id) ?? { functionName: '', url: '' }
    return `${functionName || '(anonymous)'} | ${placeOf(url)}`
  })
  return `## ${isFloor ? 'The floor' : 'Chancery'}\n\n${table(cpu, ['Package'], SHOWN.parts, partsOf(cpu))}\n${functions}\n`
}

/** Assigns each sample to the nearest package on its stack, or to module loading. */
function partsOf({ nodes }: CpuProfile): (id: number) => string {
  const parts = new Map<number, string>()
  // Callers come before their callees.
  for (const { id, callFrame, children = [] } of nodes) {
    const { functionName, url } = callFrame
    const [, name = parts.get(id)] = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url) ?? []
    const isLoading = /^node:internal\/(modules|deps\/cjs)/.test(url)
    const isOwn = /\/(dist|bench)\//.test(url) && !url.includes('/node_modules/')
    const part = isLoading ? 'loading modules' : isOwn ? 'own code' : (name ?? 'Node')
    parts.set(id, /^\((idle|garbage collector)\)$/.test(functionName) ? functionName : part)
    for (const child of children) parts.set(child, part)
  }
  return (id) => parts.get(id) ?? 'Node'
}

/** Returns a table of the slowest entries, as shares of the total time. */
function table(cpu: CpuProfile, names: string[], most: number, nameOf: (id: number) => string): string {
  const took = new Map<string, number>()
  const { samples, timeDeltas } = cpu
  for (const [index, id] of samples.entries()) {
    const name = nameOf(id)
    took.set(name, (took.get(name) ?? 0) + (timeDeltas[index] ?? 0))
  }
  const total = totalOf(cpu)
  const longest = [...took].toSorted(([, one], [, other]) => other - one).slice(0, most)
  const rows = longest.map(([name, time]) => `| ${((100 * time) / total).toFixed(1)} % | ${name} |`)
  return [`| Share | ${names.join(' | ')} |`, `|---|${'---|'.repeat(names.length)}`, ...rows, ''].join('\n')
}

/** Returns a file's path without its location on this machine. */
function placeOf(url: string): string {
  return /(?:node_modules|dist|bench|node:).*$/.exec(url)?.[0] ?? ''
}

async function explained(databaseUrl: string, statements: Statement[]): Promise<string> {
  const client = new pg.Client(databaseUrl)
  await client.connect()
  const slowest = statements.toSorted((one, other) => other.milliseconds - one.milliseconds).slice(0, SHOWN.statements)
  const parts: string[] = []
  for (const { text, calls, milliseconds, values } of slowest) {
    const lines = text.trim().split('\n')
    const shown = lines.length > SHOWN.lines ? [...lines.slice(0, SHOWN.lines), '…'] : lines
    const head = `### ${calls} times, ${milliseconds.toFixed(0)} ms in all, ${(milliseconds / calls).toFixed(3)} ms each`
    parts.push(
      `${head}\n\n\`\`\`sql\n${shown.join('\n')}\n\`\`\`\n\n\`\`\`\n${await plan(client, text, values)}\n\`\`\`\n`,
    )
  }
  await client.end()
  return parts.join('\n')
}

/** Returns PostgreSQL's plan of a statement. Rolls back its changes. */
async function plan(client: pg.Client, text: string, values: unknown[]): Promise<string> {
  await client.query('BEGIN')
  try {
    const { rows } = await client.query(`EXPLAIN (ANALYZE, BUFFERS) ${text}`, values)
    return rows.map((row) => row['QUERY PLAN']).join('\n')
  } catch (error) {
    return `No plan: ${error instanceof Error ? error.message : error}`
  } finally {
    await client.query('ROLLBACK')
  }
}
