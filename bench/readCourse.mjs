import { Chancery } from '@chancery/client'

// Reads all certificates of a course with the compiled client and with a bare loop of `fetch`, in turn. Prints the
// seconds of each round, and how much the heap grew (MB) from one tenth of the list to its end. Needs --expose-gc.

const [baseUrl, apiKey, courseId, rounds, pageSize = 1000] = process.argv.slice(2)
const chancery = new Chancery({ baseUrl, apiKey })

async function withFetch() {
  let count = 0
  let cursor
  do {
    const next = cursor ? `&cursor=${cursor}` : ''
    const url = `${baseUrl}/openapi/v1/courses/${courseId}/certificates?limit=${pageSize}${next}`
    const page = await (await fetch(url, { headers: { 'x-api-key': apiKey } })).json()
    for (const { id } of page.certificates) if (id) count += 1
    cursor = page.nextCursor
  } while (cursor)
  return count
}

async function withClient(onEntry = () => {}) {
  let count = 0
  for await (const { id } of chancery.courses.certificates.list(Number(courseId), { pageSize: Number(pageSize) })) {
    if (id) count += 1
    onEntry(count)
  }
  return count
}

async function secondsOf(read) {
  const start = performance.now()
  const count = await read()
  return { count, seconds: (performance.now() - start) / 1000 }
}

function heap() {
  gc()
  return process.memoryUsage().heapUsed / 1e6
}

const { count } = await secondsOf(withFetch)
await withClient()
const measured = { count, withFetch: [], withClient: [] }
for (let round = 0; round < Number(rounds); round += 1) {
  // Reverse every other round, so that a drift of the machine favours neither.
  for (const read of round % 2 === 0 ? [withFetch, withClient] : [withClient, withFetch]) {
    const result = await secondsOf(() => read())
    if (result.count !== count) throw new Error(`${read.name} read ${result.count} of ${count} certificates.`)
    measured[read.name].push(result.seconds)
  }
}
let early = 0
await withClient((read) => {
  if (read === Math.ceil(count / 10)) early = heap()
})
console.log(JSON.stringify({ ...measured, grown: heap() - early }))
