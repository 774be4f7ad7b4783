import { type Bench, serverVariables } from './context.ts'
import { BIG_COURSE, createDatabase, fillDatabase, SMALL_COURSE, tenfold } from './database.ts'
import { perSecond, ratios } from './figures.ts'
import { anyPage, pagePath } from './list.ts'
import { always } from './load.ts'
import { nodeMain, startServer } from './processes.ts'
import { rates, takeTurns } from './turns.ts'

/** The list among ten times as many certificates. Filling the separate database takes a quarter of an hour. */
export const growth: Bench = {
  name: 'growth',
  async measure(context) {
    const { databaseUrl, key, size, server } = context
    const large = await createDatabase(server, 'tenfold')
    try {
      const largeKey = await fillDatabase(large.url, tenfold)
      const small = await startServer(nodeMain, serverVariables(databaseUrl))
      const big = await startServer(nodeMain, serverVariables(large.url))
      try {
        const [of, ofLarge] = [{ 'x-api-key': key }, { 'x-api-key': largeKey }]
        const loads = await takeTurns(
          {
            small: anyPage(small.url, size, of),
            // As many different pages as in the small database, so that caching does not affect the comparison.
            big: anyPage(big.url, { ...tenfold, courses: size.courses }, ofLarge),
            bigAll: anyPage(big.url, tenfold, ofLarge),
            smallAgain: always(small.url + pagePath(SMALL_COURSE, 0), { headers: of }),
            bigAgain: always(big.url + pagePath(BIG_COURSE, 0), { headers: ofLarge }),
          },
          context,
        )
        const what = 'List among 10 million certificates, compared with 1 million'
        return [
          {
            what: `${what}: as many different pages`,
            unit: '×',
            target: { least: 0.9 },
            rounds: ratios(rates(loads.big), rates(loads.small)),
            note: perSecond(rates(loads.big)),
          },
          {
            what: `${what}: ten times as many different pages`,
            unit: '×',
            rounds: ratios(rates(loads.bigAll), rates(loads.small)),
            note: perSecond(rates(loads.bigAll)),
          },
          {
            what: `${what}: one repeated page`,
            unit: '×',
            target: { least: 0.9 },
            rounds: ratios(rates(loads.bigAgain), rates(loads.smallAgain)),
            note: perSecond(rates(loads.bigAgain)),
          },
        ]
      } finally {
        await small.stop()
        await big.stop()
      }
    } finally {
      await large.drop()
    }
  },
}
