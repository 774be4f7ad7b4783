import { languages } from '@chancery/verify/texts/languages'
import type { FastifyError, FastifyPluginAsync } from 'fastify'
import { type Failure, failureOf } from '../../http/failure.ts'
import { headers, sendNotice, toNotice } from './answers.ts'
import { assetRoute, loadAssets } from './assets.ts'
import { bundleRoute } from './bundle.ts'
import { certificateRoutes } from './certificate.ts'
import { frontRoute } from './front.ts'
import { issuerPageRoute } from './issuer.ts'
import { limitClients } from './limit.ts'
import type { VerifyOptions } from './options.ts'
import { readerOf } from './reader.ts'
import { searchRoute } from './search.ts'
import { siteFileRoutes } from './siteFiles.ts'

declare module 'fastify' {
  interface FastifyInstance {
    assetsVersion: string
  }
}

export const verifyRoutes: FastifyPluginAsync<VerifyOptions> = async (app, options) => {
  const assets = await loadAssets()
  await app.register(assetRoute, assets)
  await app.register(siteFileRoutes, options)
  await app.register(async (pages) => {
    pages.decorate('assetsVersion', assets.version)
    pages.addHook('onRequest', async (_request, reply) => {
      reply.headers(headers)
    })
    pages.setErrorHandler<FastifyError>((error, request, reply) => {
      const failure = failureOf(error)
      const { notices } = languages[readerOf(request).language]
      return sendNotice(request, reply, failure, toNotice(notices[noticeOf(failure)]), { error })
    })
    limitClients(pages, options)
    await pages.register(frontRoute)
    await pages.register(searchRoute)
    await pages.register(certificateRoutes, options)
    await pages.register(bundleRoute, options)
    await pages.register(issuerPageRoute, options)
    await pages.register(options.subscriptionPages)
    if (options.offerPages) await pages.register(options.offerPages)
  })
}

type Notice = 'noOffer' | 'tooMany' | 'unavailable' | 'broken' | 'malformed' | 'unproven'

function noticeOf({ status, code }: Failure): Notice {
  if (code === 'certificate.unproven') return 'unproven'
  if (status === 429) return 'tooMany'
  if (status === 503) return 'unavailable'
  if (/^(offer|certificate)\./.test(code)) return 'noOffer'
  return status < 500 ? 'malformed' : 'broken'
}
