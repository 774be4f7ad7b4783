import { Command } from 'commander'
import { readConfig } from '../core/config.ts'
import { startWorking, stopOnSignal } from '../server/start.ts'

export function workCommand(): Command {
  return new Command('work').action(async () => {
    const starting = startWorking(readConfig(process.env))
    stopOnSignal(starting)
    const { url } = await starting
    console.log(`The Chancery worker is running.${url ? ` Health checks and metrics: ${url}` : ''}`)
  })
}
