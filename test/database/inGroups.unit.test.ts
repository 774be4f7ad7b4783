import { expect, it } from 'vitest'
import { inGroups } from '../../src/database/inGroups.ts'

/** Runs orders that fail or succeed by their number, and records the groups. */
function recorded(run: (order: number) => number | Error = (order) => order) {
  const groups: number[][] = []
  const order = inGroups<number, number>(async (orders) => {
    groups.push(orders)
    await new Promise(setImmediate)
    return orders.map(run)
  })
  return { groups, order }
}

it('runs orders that wait for each other as one group, in order', async () => {
  const { groups, order } = recorded()
  const first = order('a', 1)
  await new Promise(setImmediate)
  const rest = [2, 3, 4].map((one) => order('a', one))
  expect(await Promise.all([first, ...rest])).toStrictEqual([1, 2, 3, 4])
  expect(groups).toStrictEqual([[1], [2, 3, 4]])
})

it('runs orders of different keys apart, and at most a hundred together', async () => {
  const { groups, order } = recorded()
  await Promise.all([order('a', 0), ...Array.from({ length: 150 }, (_, index) => order('b', index))])
  expect(groups.map((group) => group.length).toSorted((one, other) => one - other)).toStrictEqual([1, 50, 100])
})

it('rejects only an order that has an error', async () => {
  const { order } = recorded((one) => (one === 2 ? new Error('No.') : one))
  const settled = await Promise.allSettled([1, 2, 3].map((one) => order('a', one)))
  expect(settled.map(({ status }) => status)).toStrictEqual(['fulfilled', 'rejected', 'fulfilled'])
})

it('runs the orders of a failed group alone', async () => {
  const groups: number[][] = []
  const order = inGroups<number, number>(async (orders) => {
    groups.push(orders)
    if (orders.includes(2)) throw new Error('No.')
    return orders
  })
  const settled = await Promise.allSettled([1, 2, 3].map((one) => order('a', one)))
  expect(settled.map(({ status }) => status)).toStrictEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(groups).toStrictEqual([[1, 2, 3], [1], [2], [3]])
})

it('does not try again in an outage', async () => {
  let runs = 0
  const order = inGroups<number, number>(async () => {
    runs += 1
    throw Object.assign(new Error('Connection refused.'), { code: 'ECONNREFUSED' })
  })
  const settled = await Promise.allSettled([1, 2, 3].map((one) => order('a', one)))
  expect(settled.map(({ status }) => status)).toStrictEqual(['rejected', 'rejected', 'rejected'])
  expect(runs).toBe(1)
})
