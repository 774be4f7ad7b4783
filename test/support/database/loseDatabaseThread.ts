import { openDatabase } from '../../../src/database/open.ts'

// A process that loses the thread of its embedded database, in the data folder of its argument.

const threads: { terminate(): Promise<number> }[] = []
process.on('worker', (thread) => threads.push(thread))
await openDatabase({ databaseUrl: undefined, dataDir: process.argv[2] ?? '' })
setInterval(() => {}, 60_000)
console.log('opened')
for (const thread of threads) await thread.terminate()
