import { writeFileSync } from 'node:fs'
import pg from 'pg'

// Preload module of a profiled server (`node --import`): records its statements and writes them when it ends.

const statements = new Map()
const { query } = pg.Client.prototype

pg.Client.prototype.query = function (config, values, callback) {
  const text = typeof config === 'string' ? config : config?.text
  if (typeof text !== 'string') return query.call(this, config, values, callback)
  const start = performance.now()
  const note = () => {
    const known = statements.get(text) ?? { text, calls: 0, milliseconds: 0, values: [] }
    known.calls += 1
    known.milliseconds += performance.now() - start
    known.values = config.values ?? (Array.isArray(values) ? values : [])
    statements.set(text, known)
  }
  const noting =
    (then) =>
    (...results) => {
      note()
      then(...results)
    }
  if (typeof values === 'function') return query.call(this, config, noting(values))
  if (callback) return query.call(this, config, values, noting(callback))
  return query.call(this, config, values).finally(note)
}

process.on('exit', () => {
  const file = `${process.env.BENCH_PROFILES}/${process.pid}.statements.json`
  writeFileSync(file, JSON.stringify([...statements.values()]))
})
