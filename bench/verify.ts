import assert from 'node:assert/strict'
import { type Bench, beside } from './context.ts'
import { certificateId, type Size } from './database.ts'
import { requestOf, type Target } from './load.ts'
import { costFigures, rated, takeTurns } from './turns.ts'
import { upload } from './wallet.ts'

/** Public verification: all checks except those that need a chain. */
export const verify: Bench = {
  name: 'verify',
  async measure(context) {
    const { json } = await beside(context, async ({ chancery }) => {
      await upload(chancery.url)
      const answer = await fetch(`${chancery.url}/verify/${certificateId(1)}.json`)
      assert.equal(((await answer.json()) as { verdict: string }).verdict, 'valid')
      return takeTurns({ json: anyVerification(chancery.url, context.size) }, context)
    })
    const what = 'Verification as JSON, all checks, without a chain'
    return [
      { what, unit: '/ s', target: { least: 2000 }, ...rated(json) },
      ...costFigures('Verification as JSON', 0.3, json),
    ]
  },
}

export function anyVerification(url: string, { holders, ofHolder }: Size): Target {
  let place = 0
  return {
    url,
    next() {
      place += 7919
      return requestOf(`${url}/verify/${certificateId(1 + (place % (holders * ofHolder)))}.json`)
    },
  }
}
