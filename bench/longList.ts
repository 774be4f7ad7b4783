import assert from 'node:assert/strict'
import { type Bench, beside } from './context.ts'
import { BIG_HOLDER, SMALL_HOLDERS } from './database.ts'
import { residentMegabytes } from './starts.ts'
import { learnerPath } from './wallet.ts'

const LONG_READS = 3

/** The list of the large holder, in pages of 1,000. */
export const longList: Bench = {
  name: 'learner-long',
  measure: (context) =>
    beside(context, async ({ chancery }) => {
      await (await fetch(chancery.url + learnerPath(SMALL_HOLDERS.from))).text()
      const [first, grown, whole]: [number[], number[], number[]] = [[], [], []]
      for (let round = 0; round < LONG_READS; round++) {
        const before = await residentMegabytes(chancery.pid)
        let most = before
        const start = performance.now()
        let bytes = 0
        for (let next: string | undefined = `${chancery.url}${learnerPath(BIG_HOLDER)}&limit=1000`; next; ) {
          const answer: Response = await fetch(next)
          if (bytes === 0) first.push(performance.now() - start)
          bytes += (await answer.arrayBuffer()).byteLength
          most = Math.max(most, await residentMegabytes(chancery.pid))
          next = /^<(.+)>; rel="next"$/.exec(answer.headers.get('link') ?? '')?.[1]
        }
        assert(bytes > context.size.ofBigHolder * 500)
        grown.push(most - before)
        whole.push((performance.now() - start) / 1000)
      }
      const what = `Learner list of ${context.size.ofBigHolder.toLocaleString('en')}`
      return [
        { what: `${what}, first page of 1,000`, unit: 'ms', target: { most: 100 }, rounds: first },
        { what: `${what}, additional memory`, unit: 'MB', target: { most: 50 }, rounds: grown },
        { what: `${what}, all pages`, unit: 's', rounds: whole },
      ]
    }),
}
