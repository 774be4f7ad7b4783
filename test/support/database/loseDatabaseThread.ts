import { openDatabase } from '../../../src/database/open.ts'

// Opens the embedded database in the data folder of its argument, then terminates its thread.

const threads: { terminate(): Promise<number> }[] = []
process.on('worker', (thread) => threads.push(thread))
await openDatabase({ databaseUrl: undefined, dataDir: process.argv[2] ?? '' })
setInterval(() => {}, 60_000)
console.log('opened')
for (const thread of threads) await thread.terminate()
