import type { ConfirmIssuer, IssuerAnswer, IssuerQuestion } from '@chancery/verify'
import { dnsServers } from '../core/variableFormats.ts'
import { Explained } from '../explained.ts'
import { confirmByDidWeb, type DidWebOptions, domainDid } from '../issuers/confirm/confirmByDidWeb.ts'
import { confirmByDns } from '../issuers/confirm/confirmByDns.ts'
import { type Issuer, parseDidWeb } from '../issuers/confirm/did.ts'
import type { WantedKey } from '../issuers/confirm/didDocument.ts'
import { type Domain, parseDomain } from '../issuers/confirm/domain.ts'

export type ConfirmOptions = {
  servers: string[]
  /** For tests: how to reach a server with an address of its own. */
  didWeb?: Pick<DidWebOptions, 'allowed' | 'ca' | 'port'>
}

/** Outcome of a lookup. `found` has the way that confirmed. */
type Found = { outcome: 'found'; way: 'dns' | 'did_web' } | { outcome: 'absent' | 'unavailable' }

/** Returns the resolvers of DNS_SERVERS. The command needs no other variable of the server. */
export function dnsServersIn({ DNS_SERVERS: text }: NodeJS.ProcessEnv): string[] {
  if (!text) return []
  const { success, data, error } = dnsServers.safeParse(text)
  if (success) return data
  throw new Explained(`Configuration: DNS_SERVERS ${error.issues[0]?.message}`)
}

/** Returns the port that looks up issuers in DNS and on the web. Nothing is stored. */
export function issuerConfirmer(options: ConfirmOptions): ConfirmIssuer {
  return async (question, signal) => {
    try {
      return await confirm(question, options, signal)
    } catch (error) {
      if (signal.aborted) return { outcome: 'unavailable' }
      throw error
    }
  }
}

async function confirm(question: IssuerQuestion, options: ConfirmOptions, signal: AbortSignal): Promise<IssuerAnswer> {
  const { address, chainId, byContract, did, key, domain: name } = question
  const wallet = byContract ? { address, chainId } : { address }
  const lookups = lookupsWith(options, signal)
  const domain = name === null ? null : parseDomain(name)
  if (domain && !domain.accepted) return { outcome: 'not_confirmed' }
  if (did.startsWith('did:web:')) {
    if (!parseDidWeb(did)) return { outcome: 'not_confirmed' }
    const multikey = key?.slice('did:key:'.length)
    return answerOf([
      lookups.document(did, wallet),
      ...(multikey ? [lookups.document(did, { ed25519: multikey })] : []),
      ...(domain && multikey ? [lookups.domain(domain.domain, { did }, { ed25519: multikey })] : []),
    ])
  }
  // Nothing links the key of a did:key to the wallet that signs certificates.
  if (!domain || !did.startsWith('did:pkh:')) return { outcome: 'not_confirmed' }
  return answerOf([lookups.domain(domain.domain, wallet, wallet)])
}

function lookupsWith({ servers, didWeb }: ConfirmOptions, signal: AbortSignal) {
  const dns = { servers, signal }

  async function document(did: string, key: WantedKey): Promise<Found> {
    const looked = await confirmByDidWeb(did, key, { dns, at: new Date(), signal, ...didWeb })
    // Most web servers redirect. A forger must not get the milder result by that.
    if (looked.outcome === 'unavailable' && looked.reason === 'redirect') return { outcome: 'absent' }
    return looked.outcome === 'found' ? { outcome: 'found', way: 'did_web' } : { outcome: looked.outcome }
  }

  /** As on the server, a record counts only if all resolvers have it. */
  async function record(domain: Domain, issuer: Issuer): Promise<Found> {
    const { outcome, resolvers } = await confirmByDns(domain, issuer, dns)
    if (outcome !== 'found') return { outcome }
    return resolvers.agreed === resolvers.asked ? { outcome, way: 'dns' } : { outcome: 'unavailable' }
  }

  return {
    document,
    domain: (domain: Domain, issuer: Issuer, key: WantedKey) =>
      firstFound([record(domain, issuer), document(domainDid(domain), key)]),
  }
}

/** Returns the first confirmation, because the other lookup may take longer than the check may. */
function firstFound(lookups: Promise<Found>[]): Promise<Found> {
  return new Promise((resolve, reject) => {
    for (const lookup of lookups) {
      lookup.then((found) => found.outcome === 'found' && resolve(found), reject)
    }
    Promise.all(lookups).then((all) => {
      resolve({ outcome: all.some(({ outcome }) => outcome === 'unavailable') ? 'unavailable' : 'absent' })
    }, reject)
  })
}

/** Confirmed if every lookup found its key; the last one is that of the domain. */
async function answerOf(lookups: Promise<Found>[]): Promise<IssuerAnswer> {
  const all = await Promise.all(lookups)
  if (all.some(({ outcome }) => outcome === 'absent')) return { outcome: 'not_confirmed' }
  const last = all.at(-1)
  if (last?.outcome !== 'found' || all.some(({ outcome }) => outcome === 'unavailable')) {
    return { outcome: 'unavailable' }
  }
  return { outcome: 'confirmed', way: last.way }
}
