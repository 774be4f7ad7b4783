import type { Readable } from 'node:stream'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { invalid } from '../../core/problem.ts'
import { checkAllButBody } from '../../http/bodyIsStream.ts'
import { storingReplay } from '../../http/idempotency.ts'
import { answer } from '../../http/openapi.ts'
import { clientLimit } from '../../http/rateLimit.ts'
import { noRoom, notSigned, postFailures, security } from '../openapi.ts'
import type { WalletApiOptions } from '../options.ts'
import { receiveFile } from './form.ts'
import { fileForm, keptFile } from './schemas.ts'
import { beginUpload, storeUpload } from './service.ts'

export const fileRoutes: FastifyPluginAsyncZod<WalletApiOptions> = async (app, options) => {
  const { db, ipfs, redis, dataDir, maxFileBytes, uploadsPerMinute } = options

  // The body is a stream. The schema only serves the OpenAPI document.
  app.setValidatorCompiler(checkAllButBody)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('multipart/form-data', (_request, body, done) => done(null, body))

  app.post(
    '/files/',
    {
      config: { signed: true, bodyIsStream: true },
      schema: {
        operationId: 'uploadFile',
        summary: 'Upload a document',
        description:
          'Puts a file on IPFS, for a certificate to name by `ipfs_hash`. The same file gets the same answer and takes ' +
          'no more room. What is on IPFS can be read by anybody who knows its hash: encrypt what is private before.',
        tags: ['Files'],
        security: security.required,
        body: { content: { 'multipart/form-data': { schema: fileForm } } },
        response: { 200: answer('The file is kept', keptFile), ...postFailures, ...notSigned, ...noRoom },
      },
      // Limits by network address, because wallets cost nothing.
      onRequest: clientLimit('files', uploadsPerMinute, redis),
    },
    async (request, reply) => {
      const body = request.body as unknown as Readable | undefined // What our parser makes of every body.
      if (!body) throw invalid('file', 'This field is required.')
      const upload = await beginUpload(dataDir, maxFileBytes)
      try {
        await receiveFile(body, request.headers, upload, maxFileBytes)
        const checksum = upload.checksum()
        if (await request.replayOrBegin(reply, checksum)) return reply
        const toWire = (hash: string) => ({ ipfs_hash: hash, checksum_hash: checksum, size: upload.size })
        const context = { db, storeReplay: storingReplay(request, reply, 200, toWire) }
        return toWire(await storeUpload(context, ipfs, upload))
      } finally {
        await upload.close()
      }
    },
  )
}
