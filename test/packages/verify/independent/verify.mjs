// An independent verifier of bundles, written from docs/bundle.md alone. It imports nothing of src. Usage: node
// test/packages/verify/independent/verify.mjs bundle.json [--file document.pdf] [--rpc URL] [--issuer 0x…]. Exit codes: 0
// valid, 1 not valid, 2 could not be checked or read, 3 issuer not confirmed. It looks up no domain.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { concat, Interface, keccak256, recoverAddress, toBeHex, toUtf8Bytes, zeroPadValue } from 'ethers'

const NAMES =
  'institution_title institution_link program_title certificate_title description course_link granted_to holder_name ' +
  'achieved_at score duration industry skill checksum'

const ofText = (text) => keccak256(toUtf8Bytes(text))
const word = (number) => toBeHex(number, 32)

// The format. Each function tests whether a value is valid.
const isText =
  (most, least = 0) =>
  (value) =>
    typeof value === 'string' && value.isWellFormed() && value.length >= least && value.length <= most
const isHex =
  (least, most = least) =>
  (value) =>
    typeof value === 'string' && new RegExp(`^0x([0-9a-f]{2}){${least},${most}}$`).test(value)
const isNumber = (least, most) => (value) => Number.isSafeInteger(value) && value >= least && value <= most
const isSeconds = isNumber(0, 253402300799)
const is = (expected) => (value) => value === expected
const isListOf = (test, most) => (value) => Array.isArray(value) && value.length <= most && value.every(test)
const isNullOr = (test) => (value) => value === null || test(value)
const has = (tests) => (value) =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.keys(value).length === Object.keys(tests).length &&
  Object.entries(tests).every(([name, test]) => Object.hasOwn(value, name) && test(value[name]))

const isShown = has({ name: (name) => NAMES.split(' ').includes(name), value: isText(1_000_000, 1), salt: isHex(32) })
const isLeaf = has({ leaf: isHex(32) })
const isOfFile = has({ name: is('checksum'), salt: isHex(32), leaf: isHex(32) })
const isMoment = (value) => Number.isFinite(Date.parse(value)) && new Date(value).toISOString() === value

const fits =
  (pattern, most = Infinity) =>
  (value) =>
    typeof value === 'string' && value.length <= most && pattern.test(value)
const isOneOf = (tests) => (value) => tests.some((test) => test(value))
const isDid = isOneOf([
  fits(/^did:pkh:eip155:[1-9][0-9]{0,14}:0x[0-9a-f]{40}$/, 500),
  fits(/^did:web:[a-z0-9-]+(\.[a-z0-9-]+)*(%3A[1-9][0-9]{0,4})?(:([A-Za-z0-9._-]|%[0-9A-Fa-f]{2})+)*$/, 500),
  fits(/^did:key:z6Mk[1-9A-HJ-NP-Za-km-z]{44}$/, 500),
])
const isDomain = (value) =>
  isText(253)(value) &&
  value.includes('.') &&
  value.split('.').every((part) => /^[a-z0-9-]{1,63}$/.test(part) && !part.startsWith('-') && !part.endsWith('-'))
const ofClaim = { domain: isDomain, at: isSeconds }
const isIssuer = has({
  did: isDid,
  claim: isOneOf([
    is(null),
    has({ ...ofClaim, by: isOneOf([is('key'), is('contract')]), key: is(null), signature: isHex(1, 10_000) }),
    has({ ...ofClaim, by: is('ed25519'), key: fits(/^did:key:z6Mk[1-9A-HJ-NP-Za-km-z]{44}$/), signature: isHex(64) }),
  ]),
})

const ofBothVersions = {
  format: is('chancery-bundle'),
  madeAt: (value) => typeof value === 'string' && isMoment(value),
  page: (value) => isText(2000)(value) && /^https?:\/\/\S+$/.test(value),
  domain: has({ name: is('Chancery'), version: is('1'), chainId: isNumber(1, Number.MAX_SAFE_INTEGER) }),
  certificate: has({
    id: (value) => isText(36)(value) && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value),
    issuer: isHex(20),
    holder: isHex(20),
    issuedAt: isSeconds,
    expiresAt: isSeconds,
    document: isText(200, 1),
    facts: isListOf((fact) => isShown(fact) || isLeaf(fact) || isOfFile(fact), 300),
  }),
  signature: isNullOr(has({ by: (value) => value === 'key' || value === 'contract', value: isHex(1, 10_000) })),
  revocation: isNullOr(has({ at: isSeconds, reason: isText(10_000), signature: isNullOr(isHex(1, 10_000)) })),
  anchor: isNullOr(
    has({
      proof: isListOf(isHex(32), 64),
      root: isHex(32),
      contract: isHex(20),
      transaction: isHex(32),
      block: has({ number: isNumber(0, Number.MAX_SAFE_INTEGER), hash: isHex(32), time: isSeconds }),
    }),
  ),
}
const isBundle = isOneOf([
  has({ ...ofBothVersions, version: is('1') }),
  has({ ...ofBothVersions, version: is('2'), issuer: isIssuer }),
  has({ ...ofBothVersions, version: is('2'), issuer: isIssuer, timeZone: fits(/^[A-Za-z0-9_+/:-]{1,100}$/) }),
])

const areDifferent = (values) => new Set(values).size === values.length
const isManifold = ({ name }) => name === 'industry' || name === 'skill'

// The text: strings (names have a colon), numbers and brackets are all that matters of the JSON beside its syntax.
const TOKENS = /("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?|[-\d][-+.\deE]*|[[{]|[\]}]/gs

/** Throws for more than 10 levels, a name twice in an object, or a number with a fraction or an exponent. */
function ensureStrict(text) {
  const levels = []
  for (const [token, string, colon] of text.matchAll(TOKENS)) {
    if (string) {
      if (!colon) continue
      const name = JSON.parse(string)
      if (levels.at(-1)?.has(name)) throw new Error('name twice')
      levels.at(-1)?.add(name)
    } else if ('[{'.includes(token)) {
      if (levels.push(new Set()) > 10) throw new Error('too deep')
    } else if (']}'.includes(token)) levels.pop()
    else if (!/^(0|-?[1-9]\d*)$/.test(token)) throw new Error('not a whole number')
  }
}

function textOf(source) {
  const text =
    typeof source === 'string' ? source : new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(source)
  return text.startsWith('\ufeff') ? text.slice(1) : text
}

function read(source, now) {
  const text = textOf(source)
  if (text.length > 1_000_000) throw new Error('too long')
  ensureStrict(text)
  const bundle = JSON.parse(text)
  if (!isBundle(bundle)) throw new Error('not of the format')
  if (Date.parse(bundle.madeAt) > now.getTime() + 300_000) throw new Error('from the future')
  const named = bundle.certificate.facts.filter((fact) => fact.name)
  const twice = !areDifferent(named.map((fact) => (isManifold(fact) ? `${fact.name} ${fact.value}` : fact.name)))
  if (twice || !areDifferent(bundle.certificate.facts.map((fact) => fact.leaf ?? fact.salt))) throw new Error('twice')
  return bundle
}

// The proof: a leaf, the digest that is signed and anchored, the path to the root.
const FACT = 'Fact(string name,string value,bytes32 salt)'
const CERTIFICATE =
  'Certificate(string id,address issuer,address holder,uint256 issuedAt,uint256 expiresAt,string document,Fact[] facts)'
const REVOCATION = 'Revocation(string certificate,string reason,uint256 revokedAt)'

const leafOf = ({ name, value, salt }) => keccak256(concat([ofText(FACT), ofText(name), ofText(value), salt]))

function digestOf(domain, struct) {
  const domainType = ofText('EIP712Domain(string name,string version,uint256 chainId)')
  const separator = keccak256(concat([domainType, ofText(domain.name), ofText(domain.version), word(domain.chainId)]))
  return keccak256(concat(['0x1901', separator, keccak256(concat(struct))]))
}

function certificateStruct({ id, issuer, holder, issuedAt, expiresAt, document, facts }) {
  return [
    ...[ofText(CERTIFICATE + FACT), ofText(id), zeroPadValue(issuer, 32), zeroPadValue(holder, 32)],
    ...[word(issuedAt), word(expiresAt), ofText(document)],
    keccak256(concat(facts.map((fact) => fact.leaf ?? leafOf(fact)))),
  ]
}

const revocationStruct = (id, { at, reason }) => [ofText(REVOCATION), ofText(id), ofText(reason), word(at)]

function signerOf(digest, signature) {
  if (!/^0x.{128}(00|01|1b|1c)$/.test(signature)) return null
  try {
    return recoverAddress(digest, signature).toLowerCase() // ethers rejects a high s.
  } catch {
    return null
  }
}

const rootOf = (leaf, proof) =>
  proof.reduce((node, sibling) => keccak256(concat(node < sibling ? [node, sibling] : [sibling, node])), leaf)

// A node of the chain, if there is one. `ask(method, params)` returns its result, and throws when the node does not
// answer.
const RUNTIME_CODE = JSON.parse(
  readFileSync(new URL('../../../../contracts/Anchors.json', import.meta.url)),
).runtimeCode
const anchors = new Interface(['function anchoredAt(bytes32) view returns (uint256)'])
const wallets = new Interface(['function isValidSignature(bytes32,bytes) view returns (bytes4)'])
const MAGIC = '0x1626ba7e'.padEnd(66, '0')

async function isAccepted(ask, wallet, digest, signature) {
  if ((await ask('eth_getCode', [wallet, 'latest'])) === '0x') return 'unknown'
  const data = wallets.encodeFunctionData('isValidSignature', [digest, signature])
  try {
    const answer = await ask('eth_call', [{ to: wallet, data }, 'latest'])
    return answer.slice(0, 66) === MAGIC ? 'passed' : 'failed'
  } catch (error) {
    if (error.code === 3) return 'failed' // The call reverted.
    throw error
  }
}

async function isAnchored(ask, { contract, root, block }) {
  const isGenuine = (await ask('eth_getCode', [contract, 'latest'])) === RUNTIME_CODE
  const data = anchors.encodeFunctionData('anchoredAt', [root])
  if (isGenuine && BigInt(await ask('eth_call', [{ to: contract, data }, 'latest'])) > 0n) return 'passed'
  return Number(await ask('eth_blockNumber', [])) < block.number ? 'unknown' : 'failed'
}

// The checks: passed, failed, skipped or unknown.
async function isSigned(ask, issuer, byContract, digest, signature) {
  if (signerOf(digest, signature) === issuer) return 'passed'
  if (!byContract) return 'failed'
  return ask ? isAccepted(ask, issuer, digest, signature) : 'unknown'
}

async function checkRevocation(ask, { domain, certificate, signature, revocation }) {
  if (revocation === null) return 'skipped'
  if (revocation.signature === null) return 'failed'
  const digest = digestOf(domain, revocationStruct(certificate.id, revocation))
  const signed = await isSigned(ask, certificate.issuer, signature?.by !== 'key', digest, revocation.signature)
  return signed === 'unknown' ? 'unknown' : 'failed'
}

function checkAnchor(ask, digest, anchor) {
  if (anchor === null) return 'skipped'
  if (rootOf(digest, anchor.proof) !== anchor.root) return 'failed'
  return ask ? isAnchored(ask, anchor) : 'skipped'
}

function checkFile(file, { facts }) {
  if (file === null) return 'skipped'
  const ofFile = facts.find(({ name }) => name === 'checksum')
  if (!ofFile) return 'unknown'
  const value = createHash('sha256').update(file).digest('hex')
  return leafOf({ ...ofFile, value }) === (ofFile.leaf ?? leafOf(ofFile)) ? 'passed' : 'failed'
}

/** Compares the issuer with the one that the caller knows. A did:web needs its document, which is not fetched here. */
function checkIdentity(expected, { domain, certificate, issuer }) {
  const account = `did:pkh:eip155:${domain.chainId}:${certificate.issuer}`
  if ([certificate.issuer, account].includes(expected)) return 'passed'
  return expected?.startsWith('did:web:') && issuer?.did === expected ? 'unknown' : 'failed'
}

const orUnknown = (check) => Promise.resolve(check).catch(() => 'unknown')

/**
 * Verifies a bundle (text or bytes), and the bytes of a file. Returns valid, not_valid, issuer_not_confirmed, not_checked,
 * unreadable or other_chain.
 */
export async function verify(source, file = null, now = new Date(), ask = null, expectedIssuer = null) {
  let bundle
  try {
    bundle = read(source, now)
  } catch {
    return 'unreadable'
  }
  const { domain, certificate, signature, anchor } = bundle
  const chainId = ask && (await ask('eth_chainId', []).catch(() => null))
  if (chainId && BigInt(chainId) !== BigInt(domain.chainId)) return 'other_chain'
  const digest = digestOf(domain, certificateStruct(certificate))
  const { issuer, expiresAt } = certificate
  const checks = await Promise.all([
    signature ? orUnknown(isSigned(ask, issuer, signature.by === 'contract', digest, signature.value)) : 'unknown',
    orUnknown(checkRevocation(ask, bundle)),
    expiresAt !== 0 && expiresAt * 1000 <= now.getTime() ? 'failed' : 'passed',
    orUnknown(checkAnchor(ask, digest, anchor)),
    checkFile(file, certificate),
  ])
  if (checks.includes('failed')) return 'not_valid'
  const identity = checkIdentity(expectedIssuer, bundle)
  if (identity === 'failed') return 'issuer_not_confirmed'
  return [...checks, identity].includes('unknown') ? 'not_checked' : 'valid'
}

async function askNode(url, method, params) {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
  const headers = { 'content-type': 'application/json' }
  const answer = await (await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(5000) })).json()
  if (answer.error) throw Object.assign(new Error(answer.error.message), { code: answer.error.code })
  return answer.result
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const options = { file: { type: 'string' }, rpc: { type: 'string' }, issuer: { type: 'string' } }
  const { positionals, values } = parseArgs({ options, allowPositionals: true })
  const ask = values.rpc ? (method, params) => askNode(values.rpc, method, params) : null
  const file = values.file ? readFileSync(values.file) : null
  const verdict = await verify(readFileSync(positionals[0]), file, new Date(), ask, values.issuer)
  console.log(verdict)
  process.exitCode = { valid: 0, not_valid: 1, issuer_not_confirmed: 3 }[verdict] ?? 2
}
