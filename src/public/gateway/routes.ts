import { Readable } from 'node:stream'
import cors from '@fastify/cors'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { CID } from 'multiformats/cid'
import { invalid } from '../../core/problem.ts'
import type { Database } from '../../database/client.ts'
import { isOutage } from '../../database/outage.ts'
import { replicated } from '../../database/replica.ts'
import { formsOf, parseCid } from '../../ipfs/cid.ts'
import type { IpfsStore } from '../../ipfs/store.ts'
import { isPublishedBySite } from './queries.ts'
import { type Representation, sendRepresentation } from './representation.ts'
import { type RequestedFormat, readFormat } from './request.ts'
import { typeOf } from './sniffing.ts'

type Options = { db: Database; ipfs: IpfsStore }
type Served = { isPublished(cid: CID): Promise<boolean>; ipfs: IpfsStore }
type GatewayRequest = FastifyRequest<{ Params: { cid: string }; Querystring: Record<string, unknown> }>

/**
 * Trustless gateway (https://specs.ipfs.tech/http-gateways/trustless-gateway/) for the local store only. Supports no
 * paths below a CID, because documents are files.
 */
export const gatewayRoute: FastifyPluginAsync<Options> = async (app, { db, ipfs }) => {
  const served = { isPublished: publicationFinder(db), ipfs }
  await app.register(cors, {
    origin: '*',
    methods: ['GET', 'HEAD'],
    allowedHeaders: ['Accept', 'Range', 'If-None-Match', 'If-Range', 'Content-Type', 'X-Requested-With'],
    exposedHeaders: ['Content-Range', 'Content-Length', 'X-Ipfs-Path', 'X-Ipfs-Roots', 'X-Error-Code', 'X-Request-Id'],
    strictPreflight: false,
  })
  app.route({
    method: ['GET', 'HEAD'],
    url: '/:cid',
    async handler(request: GatewayRequest, reply) {
      const cid = readCid(request.params.cid)
      const requested = readFormat(request.query, request.headers.accept)
      const representation = await represent(served, cid, requested, untilClosed(reply))
      reply.headers({
        'x-ipfs-path': `/ipfs/${cid}`,
        'x-ipfs-roots': String(cid),
        vary: 'accept',
        ...(requested.negotiated && { 'content-location': `/ipfs/${cid}?format=${requested.format}` }),
      })
      return sendRepresentation(request, reply, representation)
    },
  })
}

/** Maximum length of a CID. Parsing takes quadratic time. */
const MAX_CID_CHARACTERS = 256

function readCid(text: string): CID {
  const cid = text.length <= MAX_CID_CHARACTERS ? parseCid(text) : null
  if (!cid) throw invalid('cid', 'Enter an IPFS content identifier (CID), version 0 or 1.')
  return cid
}

async function represent(
  { isPublished, ipfs }: Served,
  cid: CID,
  requested: RequestedFormat,
  signal: AbortSignal,
): Promise<Representation> {
  // Loaded on first use, to keep startup fast.
  const gateway = await import('./service.ts')
  switch (requested.format) {
    case 'raw': {
      const bytes = await gateway.readBlock(ipfs, cid, signal)
      return {
        etag: `"${cid}.raw"`,
        type: 'application/vnd.ipld.raw',
        disposition: `attachment; filename="${cid}.bin"`,
        isPermanent: true,
        size: bytes.length,
        open: async ({ start, end }) => bytes.subarray(start, end),
      }
    }
    case 'car': {
      const content = await gateway.openCar(ipfs, cid, requested.scope, signal)
      return {
        etag: `W/"${cid}.car.${requested.scopeName}"`,
        type: 'application/vnd.ipld.car; version=1; order=dfs; dups=n',
        disposition: `attachment; filename="${cid}.car"`,
        isPermanent: true,
        size: null,
        open: async () => Readable.from(content, { objectMode: false }),
      }
    }
    case 'file': {
      const file = await gateway.openStoredFile(ipfs, cid, signal)
      const { type, extension, isSafe } = typeOf(await gateway.firstBytes(file))
      // A stranger's file must not appear as a page of this server.
      const isInline = isSafe && (await isPublished(cid))
      return {
        etag: `"${cid}"`,
        type,
        disposition: `${isInline ? 'inline' : 'attachment'}; filename="${cid}.${extension}"`,
        // A site may publish it later.
        isPermanent: isInline || !isSafe,
        size: file.size,
        open: async (span) => Readable.from(await gateway.begin(file.read(span)), { objectMode: false }),
      }
    }
  }
}

/** In an outage of the database a document is a download, as documents need no database. */
function publicationFinder(db: Database): Served['isPublished'] {
  // A replica may not have the publication yet.
  const find = replicated(
    db,
    (source) => (cids: string[]) => isPublishedBySite(source, cids),
    (isPublished) => isPublished,
  )
  return async (cid) => {
    try {
      return await find(formsOf(cid))
    } catch (error) {
      if (isOutage(error)) return false
      throw error
    }
  }
}

/** Returns a signal that aborts when the client disconnects. */
function untilClosed(reply: FastifyReply): AbortSignal {
  const closed = new AbortController()
  reply.raw.once('close', () => closed.abort())
  return closed.signal
}
