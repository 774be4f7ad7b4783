import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { type Bench, serverVariables } from './context.ts'
import { BIG_COURSE } from './database.ts'
import { ratios } from './figures.ts'
import { nodeMain, startServer } from './processes.ts'

type Measured = { count: number; withFetch: number[]; withClient: number[]; grown: number }

/** `@chancery/client` reads a long list, in a process of its own. */
export const client: Bench = {
  name: 'client',
  async measure({ databaseUrl, key, rounds }) {
    const server = await startServer(nodeMain, serverVariables(databaseUrl))
    const args = ['--expose-gc', 'bench/readCourse.mjs', server.url, key, String(BIG_COURSE), String(rounds * 3)]
    const { stdout } = await promisify(execFile)(process.execPath, args).finally(() => server.stop())
    const { count, withFetch, withClient, grown }: Measured = JSON.parse(stdout)
    const what = `${count.toLocaleString('en')} certificates listed by @chancery/client`
    return [
      {
        ...{ what: `${what}, compared with a bare loop of fetch`, unit: '×', target: { least: 0.9 } },
        rounds: ratios(withFetch, withClient),
      },
      { what: `${what}: growth of the heap`, unit: 'MB', target: { most: 5 }, rounds: [grown] },
    ]
  },
}
