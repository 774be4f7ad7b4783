import { lockDataDir } from '../../../src/database/lock.ts'

// Locks the data folder of its argument until it is killed, for the tests of that lock.

try {
  lockDataDir(process.argv[2] ?? '')
  console.log('locked')
  setInterval(() => {}, 60_000)
} catch (error) {
  console.log(error instanceof Error ? error.message : error)
}
