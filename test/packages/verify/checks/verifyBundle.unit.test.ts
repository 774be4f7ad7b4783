import type { AnchorResult, CheckContractSignature } from '@chancery/verify/checks/check'
import { headline } from '@chancery/verify/checks/headline'
import type { Verdict } from '@chancery/verify/checks/runChecks'
import { type BundlePorts, verifyBundle } from '@chancery/verify/checks/verifyBundle'
import { recoverWithNoble } from '@chancery/verify/ethereum/recoverWithNoble'
import { type Bundle, digestOf, readBundle } from '@chancery/verify/proof/bundle'
import { disclosable, disclose, toPublicBundle } from '@chancery/verify/proof/disclosure'
import { fromHex, type Hex, toHex } from '@chancery/verify/proof/hex'
import { en } from '@chancery/verify/texts/en'
import { concat, keccak256 } from 'ethers'
import { Wallet } from 'ethers/wallet'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readAnchorsArtifact } from '../../../../src/anchoring/contract.ts'
import { recoverFastest } from '../../../../src/chain/keys/recover.ts'
import {
  bundledFile,
  bundleIssuer,
  claimingWallet,
  revokedBundle,
  signed,
  signedBundle,
} from '../../../support/public/bundles.ts'
import { type Ask, verify as verifyIndependently } from '../independent/verify.mjs'

const now = new Date('2026-06-01T00:00:00.000Z')
/** The readers know the issuer: bundleIdentity.unit.test.ts tests the others. */
const expectedIssuer = bundleIssuer.address.toLowerCase()
const alone = { now, recoverPublicKey: recoverFastest, file: null, expectedIssuer } satisfies BundlePorts

const verifyElsewhere = (text: string, file: Uint8Array | null = null, ask: Ask | null = null) =>
  verifyIndependently(text, file, now, ask, expectedIssuer)

/** Returns the verdict, and the outcome and code of each check by its name. */
async function check(bundle: Bundle, ports: Partial<BundlePorts> = {}) {
  const { verdict, results } = await verifyBundle(bundle, { ...alone, ...ports }, en)
  return { verdict, ...Object.fromEntries(results.map(({ check, outcome, code }) => [check, `${outcome} ${code}`])) }
}

const whole = signedBundle({ issuer: claimingWallet('uni.example') })
const shownByAll = toPublicBundle(whole)

const anchorContract = `0x${'56'.repeat(20)}` as const
const { runtimeCode } = await readAnchorsArtifact()

/** Returns the bundle anchored in a batch of four. */
function anchored(bundle: Bundle): Bundle {
  const proof: Hex[] = [`0x${'12'.repeat(32)}`, `0x${'fe'.repeat(32)}`]
  const root = proof.reduce(
    (node, sibling) => {
      return keccak256(node < sibling ? concat([node, sibling]) : concat([sibling, node]))
    },
    toHex(digestOf(bundle)) as string,
  ) as Hex // ethers returns lower case.
  const block = { number: 1234, hash: `0x${'34'.repeat(32)}` as const, time: 1_780_000_000 }
  return { ...bundle, anchor: { proof, root, contract: anchorContract, transaction: `0x${'78'.repeat(32)}`, block } }
}

/** Returns a node for both verifiers: ports for ours, JSON-RPC for the independent one. */
function nodeSaying(reading: AnchorResult, accepts?: boolean): { ports: Partial<BundlePorts>; ask: Ask } {
  const { outcome } = reading
  const always: Record<string, unknown> = { eth_chainId: '0x1', eth_blockNumber: '0xffff' }
  return {
    ports: { checkContractSignature: async () => (accepts ? 'accepted' : 'refused'), findAnchor: async () => reading },
    async ask(method, [asked]) {
      if (outcome === 'unavailable') throw new Error('It is down.')
      if (method in always) return always[method]
      if (method === 'eth_getCode') return outcome === 'foreign' || asked !== anchorContract ? '0x60' : runtimeCode
      const { to } = asked as { to: string }
      if (to === anchorContract) return outcome === 'found' ? '0x6a18a600' : '0x0'
      return accepts ? `0x1626ba7e${'0'.repeat(56)}` : `0x${'0'.repeat(64)}`
    },
  }
}

function withFact(bundle: Bundle, index: number, change: object): Bundle {
  const facts = bundle.certificate.facts.with(index, { ...bundle.certificate.facts[index], ...change } as never) // May be invalid.
  return { ...bundle, certificate: { ...bundle.certificate, facts } }
}

function withCertificate(change: Partial<Bundle['certificate']>): Bundle {
  return { ...shownByAll, certificate: { ...shownByAll.certificate, ...change } }
}

function withSignature(value: Hex, by: 'key' | 'contract' = 'key'): Bundle {
  return { ...shownByAll, signature: { by, value } }
}

const signature = whole.signature?.value ?? '0x'
const earliest = signedBundle({ head: { issuedAt: new Date(1000) } })

function withRevocation(change: object): Bundle {
  const { revocation, ...bundle } = revokedBundle(now, 'Issued by mistake.')
  return { ...bundle, revocation: revocation && { ...revocation, ...change } }
}
const N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n

/** Returns the other signature of the same key and digest that the curve accepts (EIP-2). */
function twin(value: Hex): Hex {
  const s = (N - BigInt(`0x${value.slice(66, 130)}`)).toString(16).padStart(64, '0')
  return `${value.slice(0, 66) as Hex}${s}${value.endsWith('1b') ? '1c' : '1b'}`
}

type Case = { bundle: Bundle; file?: Uint8Array; verdict: Verdict; found: Record<string, string> }

const signedCodes = { record: 'passed record.proven', issuer: 'passed issuer.signed' }
const unsignedCodes = { record: 'failed record.unproven', issuer: 'failed issuer.not_signed' }
const expired = { expiresAt: new Date('2026-05-31T23:59:59Z') }

const cases: Record<string, Case> = {
  'as the public gets it': {
    bundle: shownByAll,
    verdict: 'valid',
    found: {
      ...signedCodes,
      revocation: 'skipped revocation.as_of',
      expiry: 'passed expiry.never',
      anchor: 'skipped anchor.none',
      document: 'skipped document.not_fetched',
      file: 'skipped file.none',
    },
  },
  'with all facts': { bundle: whole, verdict: 'valid', found: signedCodes },
  'without facts': { bundle: disclose(whole, []), verdict: 'valid', found: signedCodes },
  'with its file': { bundle: shownByAll, file: bundledFile, verdict: 'valid', found: { file: 'passed file.equal' } },
  'with its file and a disclosed checksum': {
    ...{ bundle: whole, file: bundledFile, verdict: 'valid', found: { file: 'passed file.equal' } },
  },
  'with another file': {
    ...{ bundle: shownByAll, file: bundledFile.with(0, 0), verdict: 'not_valid' },
    found: { file: 'failed file.different', ...signedCodes },
  },
  'with a file and a withheld checksum': {
    ...{ bundle: disclose(whole, ['skill']), file: bundledFile, verdict: 'not_checked' },
    found: { file: 'unknown file.kept_back' },
  },
  'with a file but no checksum': {
    ...{ bundle: signedBundle({ facts: { checksum: null } }), file: bundledFile, verdict: 'not_checked' },
    found: { file: 'unknown file.no_checksum' },
  },
  'with an altered fact': {
    bundle: withFact(shownByAll, 0, { value: 'X' }),
    verdict: 'not_valid',
    found: unsignedCodes,
  },
  'with an altered salt': {
    ...{
      bundle: withFact(shownByAll, 0, { salt: `0x${'00'.repeat(32)}` }),
      verdict: 'not_valid',
      found: unsignedCodes,
    },
  },
  'with a fact of another name': {
    ...{ bundle: withFact(disclose(whole, ['institution_title']), 0, { name: 'holder_name' }), verdict: 'not_valid' },
    found: unsignedCodes,
  },
  'with a fact removed': {
    bundle: withCertificate({ facts: shownByAll.certificate.facts.slice(1) }),
    verdict: 'not_valid',
    found: unsignedCodes,
  },
  'with facts in another order': {
    bundle: withCertificate({ facts: shownByAll.certificate.facts.toReversed() }),
    verdict: 'not_valid',
    found: unsignedCodes,
  },
  'for another holder': {
    bundle: withCertificate({ holder: `0x${'99'.repeat(20)}` }),
    verdict: 'not_valid',
    found: unsignedCodes,
  },
  'from another issuer': {
    bundle: withCertificate({ issuer: `0x${'99'.repeat(20)}` }),
    verdict: 'not_valid',
    found: unsignedCodes,
  },
  'with its expiry removed': {
    bundle: { ...signedBundle({ head: expired }), certificate: whole.certificate },
    verdict: 'not_valid',
    found: unsignedCodes,
  },
  'of another document': {
    bundle: withCertificate({ document: 'bafyother' }),
    verdict: 'not_valid',
    found: unsignedCodes,
  },
  'of another chain': {
    bundle: { ...shownByAll, domain: { ...shownByAll.domain, chainId: 5 } },
    verdict: 'not_valid',
    found: unsignedCodes,
  },
  'signed by another key': {
    bundle: withSignature(toHex(signed(new Wallet(`0x${'22'.repeat(32)}`), digestOf(whole)))),
    verdict: 'not_valid',
    found: unsignedCodes,
  },
  'with a signature of another certificate': {
    bundle: withSignature(signedBundle({ facts: { score: 1 } }).signature?.value ?? '0x'),
    verdict: 'not_valid',
    found: unsignedCodes,
  },
  'with a signature of high s': { bundle: withSignature(twin(signature)), verdict: 'not_valid', found: unsignedCodes },
  'with a truncated signature': {
    ...{ bundle: withSignature(signature.slice(0, -2) as Hex), verdict: 'not_valid', found: unsignedCodes },
  },
  'with a chain id in v of its signature': {
    ...{ bundle: withSignature(`${signature.slice(0, -2) as Hex}25`), verdict: 'not_valid', found: unsignedCodes },
  },
  'with a signature of zeros': {
    ...{ bundle: withSignature(`0x${'00'.repeat(65)}`), verdict: 'not_valid', found: unsignedCodes },
  },
  'with v of 0 or 1': {
    bundle: withSignature(`${signature.slice(0, -2) as Hex}${signature.endsWith('1b') ? '00' : '01'}`),
    verdict: 'valid',
    found: signedCodes,
  },
  'signed by a contract': {
    bundle: withSignature('0x1234', 'contract'),
    verdict: 'not_checked',
    found: { record: 'unknown record.unbound', issuer: 'unknown issuer.contract' },
  },
  'declared as signed by a contract, but signed by a key': {
    ...{ bundle: withSignature(signature, 'contract'), verdict: 'valid', found: signedCodes },
  },
  unsigned: {
    bundle: { ...shownByAll, signature: null },
    verdict: 'not_checked',
    found: { record: 'unknown record.unbound', issuer: 'unknown issuer.unsigned' },
  },
  expired: {
    bundle: signedBundle({ head: expired }),
    verdict: 'not_valid',
    found: { ...signedCodes, expiry: 'failed expiry.expired' },
  },
  'that expires later': {
    bundle: signedBundle({ head: { expiresAt: new Date('2026-06-01T00:00:01Z') } }),
    verdict: 'valid',
    found: { expiry: 'passed expiry.ahead' },
  },
  revoked: {
    bundle: revokedBundle(now, 'Issued by mistake.'),
    verdict: 'not_valid',
    found: { ...signedCodes, revocation: 'failed revocation.revoked' },
  },
  'revoked by its server without a signature': {
    bundle: signedBundle({ revocation: { at: now, reason: 'Issued by mistake.', signature: null } }),
    verdict: 'not_valid',
    found: { ...signedCodes, revocation: 'failed revocation.told' },
  },
  'with a forged revocation': {
    bundle: { ...shownByAll, revocation: { at: 5, reason: 'forged', signature: '0x00' } },
    verdict: 'not_valid',
    found: { ...signedCodes, revocation: 'failed revocation.not_signed' },
  },
  'with a revocation of another time': {
    bundle: withRevocation({ at: 5 }),
    verdict: 'not_valid',
    found: { ...signedCodes, revocation: 'failed revocation.not_signed' },
  },
  'with a revocation for another reason': {
    bundle: withRevocation({ reason: 'Another.' }),
    verdict: 'not_valid',
    found: { ...signedCodes, revocation: 'failed revocation.not_signed' },
  },
  'with a revocation that only a contract can confirm': {
    bundle: { ...withSignature(signature, 'contract'), revocation: { at: 5, reason: 'forged', signature: '0x00' } },
    verdict: 'not_checked',
    found: { ...signedCodes, revocation: 'unknown revocation.unchecked' },
  },
  'with its time of issue changed to 0': {
    bundle: { ...earliest, certificate: { ...earliest.certificate, issuedAt: 0 } },
    verdict: 'not_valid',
    found: unsignedCodes,
  },
  anchored: {
    bundle: anchored(shownByAll),
    verdict: 'valid',
    found: { ...signedCodes, anchor: 'skipped anchor.elsewhere' },
  },
  'anchored and unsigned': {
    bundle: anchored({ ...shownByAll, signature: null }),
    verdict: 'not_checked',
    found: { record: 'unknown record.unbound', anchor: 'skipped anchor.elsewhere' },
  },
  'with the anchor of another certificate': {
    bundle: { ...shownByAll, anchor: anchored(signedBundle({ facts: { score: 1 } })).anchor },
    verdict: 'not_valid',
    found: { ...signedCodes, anchor: 'failed anchor.altered' },
  },
  'unsigned, with the anchor of another certificate': {
    bundle: { ...shownByAll, signature: null, anchor: anchored(signedBundle({ facts: { score: 1 } })).anchor },
    verdict: 'not_valid',
    found: { record: 'failed record.unproven', anchor: 'failed anchor.altered' },
  },
}

describe.each(Object.entries(cases))('verifyBundle of a bundle: %s', (_, { bundle, file, verdict, found }) => {
  it(`returns ${verdict}`, async () => {
    const ports = { file: file ? await sha256(file) : null }
    expect(await check(readBundle(JSON.stringify(bundle)), ports)).toMatchObject({ verdict, ...found })
  })

  it('returns the same with the recovery that browsers use', async () => {
    const ports = { file: file ? await sha256(file) : null }
    expect(await check(bundle, { ...ports, recoverPublicKey: recoverWithNoble })).toMatchObject({ verdict, ...found })
  })

  it('returns the verdict of the independent verifier', async () => {
    expect(await verifyElsewhere(JSON.stringify(bundle), file)).toBe(verdict)
  })
})

describe('verifyBundle with a node', () => {
  const found = { outcome: 'found', at: new Date(1_780_000_000_000), place: null } as const

  /** Checks a bundle with both verifiers, which must agree on the verdict; returns our checks. */
  async function checkWith({ ports, ask }: ReturnType<typeof nodeSaying>, bundle: Bundle) {
    const checks = await check(bundle, ports)
    expect(await verifyElsewhere(JSON.stringify(bundle), null, ask)).toBe(checks.verdict)
    return checks
  }

  it.each<[string, AnchorResult, Verdict, string]>([
    ['that has the root', found, 'valid', 'passed anchor.found'],
    ['that lacks the root', { outcome: 'missing' }, 'not_valid', 'failed anchor.missing'],
    ['with another contract at the address', { outcome: 'foreign' }, 'not_valid', 'failed anchor.foreign'],
    ['that is unavailable', { outcome: 'unavailable' }, 'not_checked', 'unknown anchor.unavailable'],
  ])('checks the anchor with a node %s', async (_, reading, verdict, anchor) => {
    expect(await checkWith(nodeSaying(reading), anchored(shownByAll))).toMatchObject({ verdict, anchor })
  })

  it('proves the record of an unsigned certificate by its anchor, but not its issuer', async () => {
    const bundle = anchored({ ...shownByAll, signature: null })
    expect(await checkWith(nodeSaying(found), bundle)).toMatchObject({
      ...{ verdict: 'not_checked', record: 'passed record.proven', issuer: 'unknown issuer.unsigned' },
    })
  })

  it('asks a contract whether it signed', async () => {
    const bundle = withSignature('0x1234', 'contract')
    const ask = (accepts: boolean) => checkWith(nodeSaying(found, accepts), bundle)
    expect(await ask(true)).toMatchObject({ verdict: 'valid', ...signedCodes })
    expect(await ask(false)).toMatchObject({ verdict: 'not_valid', ...unsignedCodes })
  })

  it('asks a contract about a revocation separately from the certificate', async () => {
    const bundle = {
      ...withSignature('0x1234', 'contract'),
      revocation: { at: 5, reason: 'R', signature: '0x5678' } as const,
    }
    const ask = (accepts: boolean) => checkWith(nodeSaying(found, accepts), bundle)
    expect(await ask(true)).toMatchObject({ verdict: 'not_valid', revocation: 'failed revocation.revoked' })
    expect(await ask(false)).toMatchObject({ verdict: 'not_valid', revocation: 'failed revocation.not_signed' })
    const asked: string[] = []
    const checkContractSignature: CheckContractSignature = async ({ digest }) => {
      asked.push(toHex(digest))
      return 'accepted'
    }
    await check(bundle, { checkContractSignature })
    expect(new Set(asked).size).toBe(2)
    expect(asked).toHaveLength(2)
  })

  it('shows no transaction and no block that the node does not confirm', async () => {
    const { results } = await verifyBundle(anchored(shownByAll), { ...alone, ...nodeSaying(found).ports }, en)
    const anchor = results.find(({ check }) => check === 'anchor')
    expect(anchor?.evidence).toMatchObject({ block: null, transaction: null, time: found.at })
    expect(anchor?.message).not.toMatch(/transaction|7878/)
  })

  it('returns not_checked when the node is unavailable, and asks each question once', async () => {
    const asked: string[] = []
    const away = (what: string) => async () => {
      asked.push(what)
      return 'unavailable' as const
    }
    const node = {
      checkContractSignature: away('contract'),
      findAnchor: async () => ({ outcome: await away('anchor')() }),
    }
    expect(await check(anchored(withSignature('0x1234', 'contract')), node)).toMatchObject({
      ...{ verdict: 'not_checked', record: 'unknown record.unbound' },
      ...{ issuer: 'unknown issuer.unavailable', anchor: 'unknown anchor.unavailable' },
    })
    expect(asked.toSorted()).toStrictEqual(['anchor', 'contract'])
  })
})

it('ignores a forged revocation in the headline', async () => {
  const headlineOf = async (bundle: Bundle) => headline(await verifyBundle(bundle, alone, en), en)
  expect(await headlineOf(revokedBundle(now, 'A mistake.'))).toBe(en.verdicts.revoked(now))
  const forged = { ...shownByAll, revocation: { at: 5, reason: 'forged', signature: '0x00' } as const }
  expect(await headlineOf(forged)).toBe(en.verdicts.changed)
})

describe('verifyBundle of a changed bundle', () => {
  const bundles = fc
    .record({ chosen: fc.subarray([...disclosable]), isAnchored: fc.boolean() })
    .map(({ chosen, isAnchored }) => (isAnchored ? anchored(disclose(whole, chosen)) : disclose(whole, chosen)))

  /** A bundle, and its text with another value in one place. */
  const changed = bundles.chain((bundle) =>
    fc
      .record({ path: fc.constantFrom(...pathsIn(bundle)), value: fc.oneof(values, fc.constant(twist)) })
      .map(({ path, value }) => ({ bundle, text: JSON.stringify(replaced(bundle, path, value)) })),
  )

  it('detects a changed value, like the independent verifier', async () => {
    let read = 0
    await fc.assert(
      fc.asyncProperty(
        changed,
        fc.option(fc.constantFrom(bundledFile, bundledFile.with(0, 1)), { nil: null }),
        async ({ bundle, text }, file) => {
          const verdict = await verdictOn(text, file)
          expect(await verifyElsewhere(text, file)).toBe(verdict)
          if (verdict !== 'unreadable') read += 1
          if (verdict === 'valid') expect(statedIn(JSON.parse(text))).toStrictEqual(statedIn(bundle))
        },
      ),
      { numRuns: 1000 },
    )
    expect(read).toBeGreaterThan(200)
  })

  it('detects a changed byte, like the independent verifier', async () => {
    const text = JSON.stringify(anchored(shownByAll))
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length - 1), fc.string({ unit: 'binary-ascii', maxLength: 2 }), async (at, put) => {
        const other = text.slice(0, at) + put + text.slice(at + 1)
        const verdict = await verdictOn(other, null)
        expect(await verifyElsewhere(other)).toBe(verdict)
        if (verdict !== 'valid') return
        expect(statedIn(JSON.parse(other))).toStrictEqual(statedIn(shownByAll))
      }),
      { numRuns: 2000 },
    )
  })

  async function verdictOn(text: string, file: Uint8Array | null): Promise<Verdict | 'unreadable'> {
    try {
      const ports = { ...alone, file: file && (await sha256(file)) }
      return (await verifyBundle(readBundle(text, now), ports, en)).verdict
    } catch {
      return 'unreadable'
    }
  }
})

it('tests with a key that belongs to the issuer', () => {
  expect(whole.certificate.issuer).toBe(bundleIssuer.address.toLowerCase())
  expect(fromHex(signature)).toHaveLength(65)
})

/**
 * Returns what a bundle states of the certificate. Omits the salt to compare files with, which proves nothing itself.
 */
function statedIn({ domain, certificate }: Bundle) {
  const facts = certificate.facts.map((fact) => ('leaf' in fact ? { leaf: fact.leaf } : fact))
  return { domain, certificate: { ...certificate, facts } }
}

type Json = string | number | boolean | null | Json[] | { [name: string]: Json }

/** Marks a change that keeps the form of a value. */
const twist = Symbol('twist')

const values = fc.oneof(
  ...[fc.constant(null), fc.integer(), fc.double({ noNaN: true }), fc.string({ unit: 'binary' }), fc.boolean()],
  fc.uint8Array({ minLength: 32, maxLength: 32 }).map(toHex),
  fc.uint8Array({ minLength: 20, maxLength: 20 }).map(toHex),
  fc.constantFrom<Json[]>([], {} as never, [null]),
)

function pathsIn(value: Json, path: string[] = []): string[][] {
  const inside =
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([name, part]) => pathsIn(part, [...path, name]))
      : []
  return path.length > 0 ? [path, ...inside] : inside
}

function replaced(bundle: Json, [name = '', ...rest]: string[], value: unknown): Json {
  const part = (bundle as Record<string, Json>)[name] ?? null // The path is from this bundle.
  const other = rest.length > 0 ? replaced(part, rest, value) : value === twist ? twisted(part) : (value as Json)
  return Array.isArray(bundle) ? bundle.with(Number(name), other) : { ...(bundle as object), [name]: other }
}

function twisted(value: Json): Json {
  if (typeof value === 'number') return value + 1
  if (typeof value !== 'string') return value
  return value.slice(0, -1) + (value.endsWith('1') ? '2' : '1')
}

async function sha256(bytes: Uint8Array): Promise<string> {
  return Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('hex')
}
