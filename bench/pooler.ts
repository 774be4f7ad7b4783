import { pgbouncerVersion, startPgbouncer } from '../test/support/database/pgbouncer.ts'
import { type Bench, serverVariables } from './context.ts'
import { SMALL_COURSE } from './database.ts'
import { type Figure, perSecond, ratios } from './figures.ts'
import { anyPage, pagePath } from './list.ts'
import { always, type Load, type Target } from './load.ts'
import { nodeMain, type Server, startServer } from './processes.ts'
import { costs, rates, takeTurns } from './turns.ts'

/** Connections of the pooler to PostgreSQL: as many as a server has directly. */
const CONNECTIONS = 10

/** First version that knows named statements. */
const NAMED_SINCE = 1.21

/** Returns the processor seconds per 1,000, round by round. */
const seconds = (loads: Load[]) => costs(loads).map(({ server, database }) => server + database)

/** List pages through PgBouncer in transaction mode, compared with a direct connection by turns. */
export const pooler: Bench = {
  name: 'pooler',
  async measure(context) {
    const { key, size, databaseUrl } = context
    const version = pgbouncerVersion()
    if (version === null) {
      console.warn('NOT MEASURED: PgBouncer is missing. Run: apt-get install pgbouncer')
      return []
    }
    const bouncer = await startPgbouncer(databaseUrl, CONNECTIONS)
    const pooled = { ...serverVariables(bouncer.url), DATABASE_DIRECT_URL: databaseUrl }
    const servers: Record<string, Server> = {}
    try {
      servers.direct = await startServer(nodeMain, serverVariables(databaseUrl))
      servers.off = await startServer(nodeMain, { ...pooled, DATABASE_PREPARED: 'off' })
      if (version >= NAMED_SINCE) servers.on = await startServer(nodeMain, pooled)
      else console.warn(`NOT MEASURED: DATABASE_PREPARED=on needs PgBouncer ${NAMED_SINCE}. This is ${version}.`)
      const headers = { 'x-api-key': key }
      const compare = async (what: string, targetOf: (url: string) => Target): Promise<Figure[]> => {
        const targets = Object.fromEntries(Object.entries(servers).map(([name, { url }]) => [name, targetOf(url)]))
        const { direct = [], ...others } = await takeTurns<string>(targets, context)
        return Object.entries(others).flatMap(([prepared, loads]): Figure[] => {
          const way = `${what} through PgBouncer ${version}, \`DATABASE_PREPARED=${prepared}\``
          return [
            {
              ...{ what: `${way}, compared with a direct connection`, unit: '×', target: { least: 0.85 } },
              rounds: ratios(rates(loads), rates(direct)),
              note: `${perSecond(rates(loads))}, direct ${perSecond(rates(direct))}`,
            },
            {
              ...{
                what: `Processor of server and PostgreSQL for the same, compared with a direct connection`,
                unit: '×',
              },
              rounds: ratios(seconds(loads), seconds(direct)),
              costs: costs(loads),
            },
          ]
        })
      }
      return [
        ...(await compare('List pages, all different,', (url) => anyPage(url, size, headers))),
        ...(await compare('One list page, repeated,', (url) => always(url + pagePath(SMALL_COURSE, 0), { headers }))),
      ]
    } finally {
      for (const server of Object.values(servers)) await server.stop()
      await bouncer.stop()
    }
  },
}
