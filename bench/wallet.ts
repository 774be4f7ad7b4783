import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import { parseAddress } from '@chancery/verify/ethereum/address'
import secp256k1 from 'secp256k1'
import { requestHashers } from '../src/wallet/sessions/signedRequest.ts'
import { type Bench, beside, type Context } from './context.ts'
import {
  BIG_HOLDER,
  certificateId,
  DOCUMENT,
  DOCUMENT_CID,
  GROWING_HOLDERS,
  holderAddress,
  issuer,
  type Size,
  SMALL_HOLDERS,
  staticIssuer,
} from './database.ts'
import { type Figure, perSecond, ratios } from './figures.ts'
import { requestOf, type Target } from './load.ts'
import { residentMegabytes } from './starts.ts'
import { rates, takeTurns } from './turns.ts'

/** Reading a certificate in the wallet API. */
export const retrieve: Bench = {
  name: 'retrieve',
  async measure(context) {
    const { floor, chancery } = await beside(context, async ({ chancery, lowest }) => {
      await assertSame(chancery.url, lowest.url, `/api/v1/certificates/${certificateId(7)}/`)
      return takeTurns(
        { floor: anyCertificate(lowest.url, context.size), chancery: anyCertificate(chancery.url, context.size) },
        context,
      )
    })
    return besideFloor('Wallet certificate', { least: 0.9 }, { least: 7500 }, rates(chancery), rates(floor))
  },
}

/** A learner's list of 100 certificates. */
export const learner: Bench = {
  name: 'learner',
  async measure(context) {
    const { floor, chancery } = await beside(context, async ({ chancery, lowest }) => {
      await assertSame(chancery.url, lowest.url, learnerPath(SMALL_HOLDERS.from))
      return takeTurns({ floor: anyHolder(lowest.url), chancery: anyHolder(chancery.url) }, context)
    })
    return besideFloor('Learner list of 100', { least: 0.9 }, { least: 1000 }, rates(chancery), rates(floor))
  },
}

const LONG_READS = 3

/** The list of the large holder, in pages of 1,000. */
export const longList: Bench = {
  name: 'learner-long',
  measure: (context) =>
    beside(context, async ({ chancery }) => {
      await (await fetch(chancery.url + learnerPath(SMALL_HOLDERS.from))).text()
      const [first, grown, whole]: [number[], number[], number[]] = [[], [], []]
      for (let round = 0; round < LONG_READS; round++) {
        const before = await residentMegabytes(chancery.pid)
        let most = before
        const start = performance.now()
        let bytes = 0
        for (let next: string | undefined = `${chancery.url}${learnerPath(BIG_HOLDER)}&limit=1000`; next; ) {
          const answer: Response = await fetch(next)
          if (bytes === 0) first.push(performance.now() - start)
          bytes += (await answer.arrayBuffer()).byteLength
          most = Math.max(most, await residentMegabytes(chancery.pid))
          next = /^<(.+)>; rel="next"$/.exec(answer.headers.get('link') ?? '')?.[1]
        }
        assert(bytes > context.size.ofBigHolder * 500)
        grown.push(most - before)
        whole.push((performance.now() - start) / 1000)
      }
      const what = `Learner list of ${context.size.ofBigHolder.toLocaleString('en')}`
      return [
        { what: `${what}, first page of 1,000`, unit: 'ms', target: { most: 100 }, rounds: first },
        { what: `${what}, additional memory`, unit: 'MB', target: { most: 50 }, rounds: grown },
        { what: `${what}, all pages`, unit: 's', rounds: whole },
      ]
    }),
}

/** Creation by a known wallet: with BDN's static signature, and with a signature of each request. */
export const create: Bench = {
  name: 'create',
  async measure(context) {
    const { floor, fixed, fresh } = await beside(context, async ({ chancery, lowest }) => {
      await upload(chancery.url)
      return takeTurns(
        {
          floor: creations(lowest.url, () => ({})),
          fixed: staticCreations(chancery.url),
          fresh: signedCreations(chancery.url, context),
        },
        context,
      )
    })
    const [ratio, rate] = besideFloor(
      'Wallet create, static signature of a known wallet',
      { least: 0.7 },
      { least: 2000 },
      rates(fixed),
      rates(floor),
    )
    return [
      ...[ratio, rate].flatMap((figure) => figure ?? []),
      {
        what: 'Wallet create, signed request (EIP-712), compared with the static signature',
        unit: '×',
        target: { least: 0.6 },
        rounds: ratios(rates(fresh), rates(fixed)),
        note: perSecond(rates(fresh)),
      },
    ]
  },
}

function besideFloor(
  what: string,
  ratio: { least: number },
  rate: { least: number },
  measured: number[],
  floor: number[],
): Figure[] {
  return [
    {
      what: `${what}, compared with the floor`,
      unit: '×',
      target: ratio,
      rounds: ratios(measured, floor),
      note: `floor ${perSecond(floor)}`,
    },
    { what, unit: '/ s', target: rate, rounds: measured },
  ]
}

function learnerPath(holder: number): string {
  return `/api/v1/certificates/get_certificates_by_learner/?eth_address=${holderAddress(holder)}`
}

async function assertSame(url: string, other: string, path: string): Promise<void> {
  type Certificate = { verification_url?: string }
  const read = async (base: string) => (await (await fetch(base + path)).json()) as Certificate | Certificate[]
  const [shown, floor] = [await read(url), await read(other)]
  const withoutUrl = ({ verification_url: _, ...facts }: Certificate) => facts
  // The floor does not know its own URL.
  assert.deepEqual(Array.isArray(shown) ? shown.map(withoutUrl) : withoutUrl(shown), floor)
}

/** Requests certificates in prime steps, spread over the whole table. */
export function anyCertificate(url: string, { holders, ofHolder }: Size): Target {
  let place = 0
  return {
    url,
    next() {
      place += 7919
      return requestOf(`${url}/api/v1/certificates/${certificateId(1 + (place % (holders * ofHolder)))}/`)
    },
  }
}

export function anyHolder(url: string): Target {
  let place = 0
  const { from, to } = SMALL_HOLDERS
  return {
    url,
    next() {
      place += 1
      return requestOf(url + learnerPath(from + (place % (to - from))))
    },
  }
}

/** Uploads the document to IPFS, as wallets do before they create a certificate. */
export async function upload(url: string): Promise<void> {
  const body = new FormData()
  body.set('file', new Blob([DOCUMENT]), 'document.txt')
  const answer = await fetch(`${url}/api/v1/files/`, { method: 'POST', headers: staticHeaders, body })
  const { ipfs_hash } = (await answer.json()) as { ipfs_hash: string }
  assert.equal(ipfs_hash, DOCUMENT_CID)
}

const CREATION = '/api/v1/certificates/'

/** Requests that create certificates like those in the database, for existing holders. */
function creations(url: string, headersOf: (body: string) => Record<string, string>): Target {
  let place = 0
  return {
    url,
    next() {
      place += 1
      const { from, to } = GROWING_HOLDERS
      const body = JSON.stringify({
        ...{ institution_title: 'Open Source University', institution_link: 'https://os.university' },
        program_title: 'Computer science',
        certificate_title: `Introduction to Go ${place % 40}`,
        course_link: 'https://os.university/go',
        holder_eth_address: holderAddress(from + (place % (to - from))),
        ...{ score: 92.5, duration: 40, skills: ['Python', 'SQL'], ipfs_hash: DOCUMENT_CID },
      })
      return requestOf(url + CREATION, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headersOf(body) },
        body,
      })
    },
  }
}

const staticHeaders = {
  'auth-eth-address': staticIssuer.address,
  'auth-signature': staticIssuer.signMessageSync(staticIssuer.address),
}

export function staticCreations(url: string): Target {
  return creations(url, () => staticHeaders)
}

const privateKey = Buffer.from(issuer.privateKey.slice(2), 'hex')

function sign(digest: Uint8Array): string {
  const { signature, recid } = secp256k1.ecdsaSign(digest, privateKey)
  return `0x${Buffer.from([...signature, 27 + recid]).toString('hex')}`
}

/** Requests that are signed in advance, so that signing takes no CPU time from the server. */
export function signedCreations(url: string, { seconds }: Context): Target {
  const digestOf = requestHashers(1)[2]
  const wallet = parseAddress(issuer.address) ?? assert.fail()
  const target = creations(url, (body) => {
    const timestamp = Math.floor(Date.now() / 1000)
    const nonce = randomUUID()
    const bodySha256 = createHash('sha256').update(body).digest()
    const signed = {
      ...{ wallet, method: 'POST', url: url + CREATION, contentType: 'application/json', bodySha256 },
      ...{ timestamp: BigInt(timestamp), nonce },
    }
    return {
      'auth-version': '2',
      'auth-eth-address': issuer.address,
      'auth-timestamp': String(timestamp),
      'auth-nonce': nonce,
      'auth-signature': sign(digestOf(signed)),
    }
  })
  const ready: Buffer[] = []
  return {
    url,
    prepare() {
      while (ready.length < seconds * 5000) ready.push(target.next())
    },
    next: () => ready.pop() ?? target.next(),
  }
}
