import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import { parseAddress } from '@chancery/verify/ethereum/address'
import secp256k1 from 'secp256k1'
import { requestHashers } from '../src/wallet/sessions/signedRequest.ts'
import { type Bench, beside, type Context } from './context.ts'
import {
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
import { type Load, requestOf, type Target } from './load.ts'
import { costFigures, costs, rated, rates, takeTurns } from './turns.ts'

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
    return besideFloor('Wallet certificate', { least: 0.9 }, { least: 7500 }, chancery, floor)
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
    return besideFloor('Learner list of 100', { least: 0.9 }, { least: 1000 }, chancery, floor)
  },
}

/** Creation by a known wallet with BDN's static signature. */
export const create: Bench = {
  name: 'create',
  async measure(context) {
    const { floor, fixed } = await beside(context, async ({ chancery, lowest }) => {
      await upload(chancery.url)
      return takeTurns({ floor: creations(lowest.url, () => ({})), fixed: staticCreations(chancery.url) }, context)
    })
    const what = 'Wallet create, static signature of a known wallet'
    return [...besideFloor(what, { least: 1 }, { least: 2000 }, fixed, floor), ...costFigures(what, 0.48, fixed)]
  },
}

/** Creation with a signature of each request, in the format of this checkout. */
export const createSigned: Bench = {
  name: 'create-signed',
  async measure(context) {
    const { fixed, fresh } = await beside(context, async ({ chancery }) => {
      await upload(chancery.url)
      return takeTurns({ fixed: staticCreations(chancery.url), fresh: signedCreations(chancery.url, context) }, context)
    })
    return [
      {
        what: 'Wallet create, signed request (EIP-712), compared with the static signature',
        unit: '×',
        target: { least: 0.6 },
        rounds: ratios(rates(fresh), rates(fixed)),
        costs: costs(fresh),
        note: perSecond(rates(fresh)),
      },
    ]
  },
}

function besideFloor(
  what: string,
  ratio: { least: number },
  rate: { least: number },
  measured: Load[],
  floor: Load[],
): Figure[] {
  return [
    {
      what: `${what}, compared with the floor`,
      unit: '×',
      target: ratio,
      rounds: ratios(rates(measured), rates(floor)),
      note: `floor ${perSecond(rates(floor))}`,
    },
    { what, unit: '/ s', target: rate, ...rated(measured) },
  ]
}

export function learnerPath(holder: number): string {
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

/** Headers of BDN's static signature. */
export const staticHeaders = {
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
