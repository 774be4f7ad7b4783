import { readFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import * as engine from '@prisma/schema-engine-wasm/schema_engine_bg'
import { listedColumnsSql } from './listedColumns.ts'

// `npm run schema:sql` prints the SQL of prisma/schema.prisma and of the columns of listedColumns.ts. Use it to write the
// next migration.

/** Returns Prisma's SQL of prisma/schema.prisma. */
export async function schemaSql(): Promise<string> {
  const content = await readFile(new URL('../prisma/schema.prisma', import.meta.url), 'utf8')
  const { stdout } = await (await startEngine(emptyDatabase)).diff({
    from: { tag: 'empty' },
    to: { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content }] },
    script: true,
    exitCode: null,
    filters: { externalTables: [], externalEnums: [] },
  })
  return stdout ?? ''
}

/** Starts Prisma's schema engine on a driver adapter. Uses WebAssembly, which needs no download. */
export async function startEngine(adapter: object): Promise<engine.SchemaEngine> {
  // The package's entry point imports the .wasm as a module, which Node 20 supports only with a flag.
  const file = new URL('schema_engine_bg.wasm', import.meta.resolve('@prisma/schema-engine-wasm'))
  const { instance } = await WebAssembly.instantiate(await readFile(file), { './schema_engine_bg.js': engine })
  engine.__wbg_set_wasm(instance.exports)
  instance.exports.__wbindgen_start()
  // The engine reports panics through this object.
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message: console.error } })
  return engine.SchemaEngine.new({ datamodels: undefined }, () => {}, adapter)
}

// Missing in Node's types.
declare const WebAssembly: {
  instantiate(code: Uint8Array, imports: object): Promise<{ instance: { exports: { __wbindgen_start(): void } } }>
}

/** The engine requires a database, but only queries its schema. */
const emptyDatabase = {
  provider: 'postgres',
  adapterName: 'empty',
  connect: async () =>
    ok({
      provider: 'postgres',
      adapterName: 'empty',
      getConnectionInfo: () => ok({ schemaName: 'public', supportsRelationJoins: true }),
      queryRaw: async () => ok({ columnNames: [], columnTypes: [], rows: [] }),
      executeRaw: async () => ok(0),
      dispose: async () => ok(undefined),
    }),
}

function ok<Value>(value: Value) {
  return { ok: true, value }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) console.log((await schemaSql()) + listedColumnsSql())
