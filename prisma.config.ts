import { defineConfig } from 'prisma/config'

// `prisma generate`, `format` and `validate` ask for a native engine that they do not use. Naming any
// executable spares the download, so that installing works without reaching Prisma's host.
if (!process.argv.includes('migrate') && !process.argv.includes('db')) {
  process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath
}

export default defineConfig({
  schema: 'prisma/schema.prisma',
  datasource: { url: process.env.DATABASE_URL ?? '' },
})
