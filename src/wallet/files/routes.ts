import type { Readable } from 'node:stream'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { invalid } from '../../core/problem.ts'
import { storingReplay } from '../../http/idempotency.ts'
import { answer } from '../../http/openapi.ts'
import { clientLimit } from '../../http/rateLimit.ts'
import { skipBodyValidation } from '../../http/skipBodyValidation.ts'
import { notAdmitted, notSigned, postFailures, security, storeFull } from '../openapi.ts'
import type { WalletApiOptions } from '../options.ts'
import { receiveFile } from './form.ts'
import { fileForm, storedFile } from './schemas.ts'
import { beginUpload, storeUpload } from './service.ts'

export const fileRoutes: FastifyPluginAsyncZod<WalletApiOptions> = async (app, options) => {
  const { db, ipfs, redis, limits, ensureAdmitted, dataDir, maxFileBytes, uploadsPerMinute } = options

  // The body is a stream. The schema only serves the OpenAPI document.
  app.setValidatorCompiler(skipBodyValidation)
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
          'Stores a file on IPFS. Use its `ipfs_hash` in a certificate. The same file returns the same hash and ' +
          'takes no more space. Anyone who knows the hash can read the file: encrypt private files first.',
        tags: ['Files'],
        security: security.required,
        body: { content: { 'multipart/form-data': { schema: fileForm } } },
        response: {
          200: answer('The file is stored', storedFile),
          ...postFailures,
          ...notSigned,
          ...notAdmitted,
          ...storeFull,
        },
      },
      // Limits by network address, because wallets cost nothing.
      onRequest: [clientLimit('files', uploadsPerMinute, redis), ensureAdmitted.uploads],
    },
    async (request, reply) => {
      const body = request.body as unknown as Readable | undefined // Set by the parser above.
      if (!body) throw invalid('file', 'This field is required.')
      const upload = await beginUpload(dataDir, maxFileBytes)
      try {
        await receiveFile(body, request.headers, upload, maxFileBytes)
        const checksum = upload.checksum()
        await request.confirmSignature()
        await limits.countChange(request, 0)
        await limits.countBytes(request, upload.size)
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
