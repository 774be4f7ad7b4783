import { createServer } from 'node:http'
import { join } from 'node:path'
import S3rver from '@20minutes/s3rver'

// An S3 server on loopback, for bench/objects.ts.

const { PORT = '', HOST = '', DATA_DIR = '' } = process.env

const s3 = new S3rver({ directory: join(DATA_DIR, 's3'), silent: true, configureBuckets: [{ name: 'documents' }] })
await s3.configureBuckets()
const answer = s3.callback()
const server = createServer((request, response) => {
  if (request.url === '/health') response.end()
  else answer(request, response)
})
server.listen(Number(PORT), HOST)
