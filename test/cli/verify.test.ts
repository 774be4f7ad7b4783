import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Bundle, digestOf } from '@chancery/verify/proof/bundle'
import { disclose, fullBundle, toPublicBundle } from '@chancery/verify/proof/disclosure'
import { languages } from '@chancery/verify/texts/languages'
import { Wallet } from 'ethers/wallet'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { gatherAnchors } from '../../src/anchoring/gather.ts'
import { advanceAnchors } from '../../src/anchoring/send.ts'
import { anchoringOn, testAnchoring } from '../support/chain/anchoring.ts'
import { ANVIL_CHAIN, type Anvil, startAnvil } from '../support/chain/anvil.ts'
import { newAddress, ownedBy, refusing } from '../support/chain/contractWallets.ts'
import { newFolder } from '../support/files/folders.ts'
import { type DnsServer, startDnsServer, zone } from '../support/issuers/dnsServer.ts'
import {
  bundledFile,
  bundleIssuer,
  claimingSite,
  claimingWallet,
  signedBundle,
  signedProof,
} from '../support/public/bundles.ts'
import { createStating, issuer as unsignedIssuer } from '../support/public/publicCertificates.ts'
import { startTestApp } from '../support/server/app.ts'
import { chancery } from '../support/server/process.ts'
import { createSigned } from '../support/wallet/signedCertificates.ts'
import { newWallet } from '../support/wallet/wallets.ts'

// Each test runs several processes.
vi.setConfig({ testTimeout: 120_000 })

const whole = signedBundle()
const known = bundleIssuer.address.toLowerCase()
const altered = { ...whole, certificate: { ...whole.certificate, holder: `0x${'99'.repeat(20)}` as const } }

let folder: string
beforeAll(async () => {
  folder = await newFolder()
})

async function fileOf(name: string, content: object | string | Uint8Array): Promise<string> {
  const path = join(folder, name)
  const isText = typeof content === 'string' || content instanceof Uint8Array
  await writeFile(path, isText ? content : JSON.stringify(content))
  return path
}

/** Runs without configuration and data. These values would stop any other command. */
const verify = (...args: string[]) => chancery(['verify', ...args], { DATA_DIR: '/nowhere', PORT: 'none' })

/** Runs for a reader who knows the issuer. */
const verifyKnown = (...args: string[]) => verify('--issuer', known, ...args)

/** Runs the independent verifier as a program; returns its exit code. */
const independently = (...args: string[]): Promise<unknown> =>
  new Promise((resolve) =>
    execFile('node', ['test/packages/verify/independent/verify.mjs', ...args]).on('exit', resolve),
  )

/**
 * Returns the exit code, the verdict and the result of each check. The independent verifier must exit with the same
 * code.
 */
async function checksOf(...args: string[]) {
  const named = args.includes('--issuer') ? args : ['--issuer', known, ...args]
  const [{ code, stdout }, other] = await Promise.all([verify('--json', ...named), independently(...named)])
  expect(other).toBe(code)
  const { verdict, checks } = JSON.parse(stdout)
  const rows: { check: string; outcome: string; code: string }[] = checks
  return { code, verdict, ...Object.fromEntries(rows.map(({ check, code, outcome }) => [check, `${outcome} ${code}`])) }
}

describe('chancery verify', () => {
  it('prints the verdict and facts of a valid bundle as its page does, and exits with 0', async () => {
    const path = await fileOf('valid.json', toPublicBundle(whole))
    const { code, stdout, stderr } = await verifyKnown(path)
    expect({ code, stderr }).toStrictEqual({ code: 0, stderr: '' })
    const { verdicts, messages, checks, page } = languages.en
    expect(stdout).toContain(`${path}: ${verdicts.named(known)} ${page.ownHolder}\n`)
    expect(stdout).toContain(`Passed: ${checks.record}. ${messages['record.proven']()}\n`)
    expect(stdout).toContain(`  holder: ${whole.certificate.holder}\n`)
    expect(stdout).toContain('  certificate_title: Introduction to Python\n')
    expect(stdout).not.toContain('checksum:')
    expect(stdout).not.toContain('add --')
  })

  it('reads a bundle with a byte order mark, and says how to save one in UTF-16', async () => {
    const marked = `\ufeff${JSON.stringify(toPublicBundle(whole))}`
    const paths = await Promise.all([
      fileOf('marked.json', marked),
      fileOf('twice.json', `\ufeff${marked}`),
      fileOf('utf16le.json', Buffer.from(marked, 'utf16le')),
      fileOf('utf16be.json', Buffer.from(marked, 'utf16le').swap16()),
      fileOf('latin1.json', Buffer.from('{"é"', 'latin1')),
    ])
    const { code, stdout, stderr } = await verifyKnown(...paths)
    expect(code).toBe(2)
    expect(stdout).toContain(`${paths[0]}: ${languages.en.verdicts.named(known)}`)
    const utf16 = 'The byte order mark at its beginning says UTF-16. Save the file as UTF-8.'
    expect(stderr.split('\n')).toStrictEqual([
      `${paths[1]}: Begins with two byte order marks. Remove one.`,
      `${paths[2]}: ${utf16}`,
      `${paths[3]}: ${utf16}`,
      `${paths[4]}: Not valid UTF-8. Save the file as UTF-8, or download it again.`,
      '',
    ])
  })

  it('exits with 3 without an option that confirms the issuer, and names the option', async () => {
    const { verdicts, messages } = languages.en
    const path = await fileOf('claiming.json', signedBundle({ issuer: claimingWallet('uni.example') }))
    const { code, stdout } = await verify(path)
    expect(code).toBe(3)
    expect(stdout).toContain(`${path}: ${verdicts.issuer_not_confirmed} Anyone could`)
    const notLookedUp = messages['identity.not_looked_up']({ address: known, domain: 'uni.example' })
    expect(stdout).toContain(`Not confirmed: Issuer. ${notLookedUp}\n`)
    expect(stdout).toContain('\nTo check the issuer, add --online, or --issuer with the address that you know.\n')
    // Nothing can be looked up without a domain.
    const other = await verify('--online', await fileOf('plain.json', whole))
    expect(other.code).toBe(3)
    expect(other.stdout).toContain('\nTo check the issuer, add --issuer with the address that you know.\n')
  })

  it('compares the issuer with the named one', async () => {
    const did = 'did:web:certs.example:issuers:1'
    const path = await fileOf('named.json', signedBundle({ issuer: claimingSite('uni.example', did) }))
    const named = { code: 0, verdict: 'valid', identity: 'passed identity.named' }
    const other = { code: 3, verdict: 'issuer_not_confirmed', identity: 'failed identity.other' }
    expect(await checksOf(path, '--issuer', known)).toMatchObject(named)
    expect(await checksOf(path, '--issuer', `did:pkh:eip155:1:${known}`)).toMatchObject(named)
    expect(await checksOf(path, '--issuer', `did:pkh:eip155:5:${known}`)).toMatchObject(other)
    expect(await checksOf(path, '--issuer', `0x${'99'.repeat(20)}`)).toMatchObject(other)
    expect((await verify(path, '--issuer', bundleIssuer.address)).code).toBe(0)
    for (const wrong of ['University', 'github.io', `${known}0`, 'did:ethr:0x1', 'did:key:z6Mk', '']) {
      expect(await verify(path, '--issuer', wrong)).toMatchObject({ code: 2, stdout: '' })
    }
  })

  it('reads bundles of version 1', async () => {
    const { issuer: _issuer, ...first } = { issuer: null, ...whole, version: '1' }
    const path = await fileOf('first.json', first)
    expect(await checksOf(path)).toMatchObject({ code: 0, identity: 'passed identity.named' })
    expect((await verify(path)).code).toBe(3)
  })

  it('exits with 1 when one bundle is not valid, whatever the others are', async () => {
    const paths = await Promise.all([
      ...[fileOf('one.json', whole), fileOf('two.json', { ...whole, signature: null }), fileOf('three.json', altered)],
      fileOf('four.json', '{}'),
    ])
    const { code, stdout, stderr } = await verifyKnown('--json', '--language', 'de', ...paths)
    expect(code).toBe(1)
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines.map(({ verdict }) => verdict)).toStrictEqual(['valid', 'not_checked', 'not_valid'])
    expect(lines.map(({ bundle }) => bundle)).toStrictEqual(paths.slice(0, 3))
    expect(lines[2].message).toBe(languages.de.verdicts.changed)
    expect(stderr).toBe(`${paths[3]}: format: Must be "chancery-bundle".\n`)
  })

  it('accepts a regional form as --language, and lists the languages for another one', async () => {
    const path = await fileOf('brazilian.json', altered)
    expect((await verifyKnown('--language', 'pt-BR', path)).stdout).toContain(languages.pt.verdicts.changed)
    const { code, stdout, stderr } = await verifyKnown('--language', 'xx', path)
    expect({ code, stdout }).toStrictEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('Allowed choices are en, de, es, fr, pl, pt, ru, ar, he.')
  })

  it('exits with 2 when a bundle cannot be checked or read', async () => {
    const unsigned = await fileOf('unsigned.json', { ...whole, signature: null })
    expect((await verifyKnown(unsigned)).code).toBe(2)
    expect((await verify(unsigned)).code).toBe(3)
    expect((await verify(unsigned, await fileOf('unreadable.json', '{}'))).code).toBe(3)
    expect(await verify('--file', unsigned, unsigned, unsigned)).toMatchObject({ code: 2, stdout: '' })
    const nowhere = join(folder, 'nowhere.json')
    expect(await verify(nowhere)).toMatchObject({ code: 2, stderr: expect.stringMatching(/^ENOENT[^\n]+\n$/) })
    expect(await verify(await fileOf('not.json', '%PDF'))).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/not\.json: Not valid JSON\.\n$/),
    })
    const large = await verify(await fileOf('large.json', ' '.repeat(1_000_001)))
    expect(large).toMatchObject({ code: 2, stderr: expect.stringContaining('Longer than 1000000') })
    expect((await verify('--nonsense')).code).toBe(2)
    expect((await verify('--help')).code).toBe(0)
  })

  it('compares a file with the checksum of the certificate', async () => {
    const bundle = await fileOf('of-file.json', toPublicBundle(whole))
    const [right, wrong] = [await fileOf('right.pdf', bundledFile), await fileOf('wrong.pdf', bundledFile.with(3, 0))]
    expect(await checksOf(bundle, '--file', right)).toMatchObject({ code: 0, file: 'passed file.equal' })
    expect(await checksOf(bundle, '--file', wrong)).toMatchObject({ code: 1, file: 'failed file.different' })
    const less = await fileOf('less.json', disclose(whole, ['score']))
    expect(await checksOf(less, '--file', right)).toMatchObject({ code: 2, file: 'unknown file.kept_back' })
  })

  it('escapes control characters in facts', async () => {
    const hostile = signedBundle({
      facts: { certificateTitle: 'A\u001b[2J\nverdict: valid\u202e', description: '\u2066' },
    })
    const { stdout } = await verify(await fileOf('hostile.json', hostile))
    expect(stdout).toContain('  certificate_title: A\\u001b[2J\\u000averdict: valid\\u202e\n')
    expect(stdout).toMatch(/^[^\p{Cc}\u202e\u2066]+$/mu)
  })

  it('agrees with the independent verifier', async () => {
    const right = await fileOf('r.pdf', bundledFile)
    const revoked = signedBundle({ revocation: { at: new Date(), reason: 'A mistake.', signature: null } })
    const cases: [number, object | string, ...string[]][] = [
      [0, whole],
      [0, whole, right],
      [1, altered],
      [1, revoked],
      [2, { ...whole, signature: null }],
      [2, '{}'],
    ]
    for (const [index, [expected, content, ...file]] of cases.entries()) {
      const path = await fileOf(`case-${index}.json`, content)
      const args = [path, '--issuer', known, ...file.flatMap((name) => ['--file', name])]
      expect((await verify(...args)).code).toBe(expected)
      expect(await independently(...args)).toBe(expected)
    }
  })
})

describe('chancery bundle disclose', () => {
  it('makes a smaller proof from a larger one without a server', async () => {
    const path = await fileOf('whole.json', whole)
    const { code, stdout } = await chancery(['bundle', 'disclose', path, '--facts', 'course_link, achieved_at'])
    expect(code).toBe(0)
    const less: Bundle = JSON.parse(stdout)
    expect(less).toStrictEqual(disclose(whole, ['course_link', 'achieved_at']))
    expect(stdout).not.toMatch(/Laurent|92\.5/)
    expect((await verifyKnown(await fileOf('smaller.json', stdout))).code).toBe(0)
    const unreadable = await chancery(['bundle', 'disclose', await fileOf('no.json', '{}'), '--facts', 'score'])
    expect(unreadable).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/no\.json: format: Must be/),
    })
  })
})

describe('chancery verify --online', () => {
  let dns: DnsServer
  let path: string
  beforeAll(async () => {
    dns = await startDnsServer()
    path = await fileOf('online.json', signedBundle({ issuer: claimingWallet('uni.example') }))
  })

  const lookUp = async (...args: string[]) => {
    const env = { DATA_DIR: '/nowhere', PORT: 'none', DNS_SERVERS: dns.address }
    const { code, stdout } = await chancery(['verify', '--json', path, ...args], env)
    const { checks, issuer } = JSON.parse(stdout)
    return { code, identity: checks.find(({ check }: { check: string }) => check === 'identity').code, issuer }
  }
  const confirms = (address: string) =>
    zone({ 'uni.example': { TXT: [`openatts a=dns-did; p=did:ethr:${address}#controller; v=1.0;`] } })

  it('exits with 0 when the claimed domain names the wallet', async () => {
    dns.answer(confirms(known))
    const confirmed = {
      code: 0,
      identity: 'identity.domain_now',
      issuer: { domain: 'uni.example', confirmedBy: 'dns' },
    }
    expect(await lookUp('--online')).toMatchObject(confirmed)
    expect(await lookUp('--issuer', 'Uni.example')).toMatchObject(confirmed)
    expect(await lookUp('--issuer', 'other.example')).toMatchObject({ code: 3, identity: 'identity.other' })
  })

  it('exits with 3 when the domain does not name the wallet, and with 2 when it is unavailable', async () => {
    dns.answer(confirms(`0x${'99'.repeat(20)}`))
    expect(await lookUp('--online')).toMatchObject({ code: 3, identity: 'identity.not_confirmed' })
    dns.answer(() => 'SERVFAIL')
    expect(await lookUp('--online')).toMatchObject({ code: 2, identity: 'identity.unreachable' })
  })

  it('looks up no domain that the issuer did not sign for', async () => {
    dns.answer(confirms(known))
    const stranger = claimingWallet('uni.example', { key: new Wallet(`0x${'22'.repeat(32)}`), address: known })
    const forged = await fileOf('forged.json', signedBundle({ issuer: stranger }))
    const before = dns.queries.length
    const { code, stdout } = await chancery(['verify', '--online', forged], { DNS_SERVERS: dns.address })
    expect({ code, asked: dns.queries.length - before }).toStrictEqual({ code: 3, asked: 0 })
    expect(stdout).toContain(languages.en.messages['identity.claim_not_signed']({ domain: 'uni.example' }))
  })

  it('rejects wrong DNS_SERVERS', async () => {
    const { code, stdout, stderr } = await chancery(['verify', '--online', path], { DNS_SERVERS: 'dns.example' })
    expect({ code, stdout }).toStrictEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/^Configuration: DNS_SERVERS must be [^\n]+\n$/)
  })
})

describe('chancery verify --rpc', () => {
  let anvil: Anvil
  beforeAll(async () => {
    anvil = await startAnvil()
  })

  it('checks the anchor on the chain, and does not trust the bundle about it', async () => {
    const server = await startTestApp({ ethRpcUrl: anvil.url, chainId: ANVIL_CHAIN })
    const { chain, settings } = await anchoringOn(anvil)
    const wallet = newWallet()
    const signed = await createSigned(server, wallet, newWallet())
    const named = ['--issuer', wallet.address]
    const unsigned = await createStating(server)
    await gatherAnchors(server.db, { ...settings, issuers: 'all' }, new Date(), { all: true })
    const anchoring = testAnchoring(server, chain, settings)
    const advance = async () => {
      await advanceAnchors(anchoring)
      await anvil.send('anvil_mine', ['0x2'])
      expect(await server.db.prisma.anchor.findFirst()).toMatchObject({ state: 'confirmed' })
    }
    await vi.waitFor(advance, { timeout: 60_000 })
    chain.close()
    const download = async (id: string): Promise<Bundle> =>
      (await server.http.get(`/verify/${id}/bundle.json`).expect(200)).body
    const bundle = await download(signed)
    const path = await fileOf('anchored.json', bundle)
    expect(await checksOf(...named, path)).toMatchObject({ code: 0, anchor: 'skipped anchor.elsewhere' })
    expect(await checksOf(...named, path, '--rpc', anvil.url)).toMatchObject({ code: 0, anchor: 'passed anchor.found' })

    // Only the server knows the issuer of an unsigned certificate.
    const ofUnsigned = await fileOf('anchored-unsigned.json', await download(unsigned))
    expect(await checksOf('--issuer', unsignedIssuer, ofUnsigned, '--rpc', anvil.url)).toMatchObject({
      ...{ code: 2, record: 'passed record.proven', issuer: 'unknown issuer.unsigned', anchor: 'passed anchor.found' },
    })

    const anchor = bundle.anchor ?? expect.fail('It is anchored.')
    const withAnchor = (change: Partial<typeof anchor>) =>
      fileOf('anchor.json', { ...bundle, anchor: { ...anchor, ...change } })
    const transactionSaid = async (path: string) => {
      const { stdout } = await verify('--json', '--rpc', anvil.url, path)
      const checks: { check: string; evidence: { transaction?: unknown } }[] = JSON.parse(stdout).checks
      return checks.find(({ check }) => check === 'anchor')?.evidence.transaction
    }
    expect(await transactionSaid(path)).toBe(anchor.transaction)
    expect(await transactionSaid(await withAnchor({ transaction: `0x${'66'.repeat(32)}` }))).toBeNull()
    const elsewhere = `0x${'44'.repeat(20)}` as const
    expect(await checksOf(...named, await withAnchor({ contract: elsewhere }), '--rpc', anvil.url)).toMatchObject({
      ...{ code: 1, anchor: 'failed anchor.foreign', issuer: 'passed issuer.signed' },
    })
    await anvil.setCode(elsewhere, '0x600160005260206000f3') // It returns 1 for every call.
    expect(await checksOf(...named, await withAnchor({ contract: elsewhere }), '--rpc', anvil.url)).toMatchObject({
      code: 1,
    })
    const { anchor: never } = { anchor: { ...anchor, proof: [...anchor.proof, `0x${'55'.repeat(32)}` as const] } }
    expect(await checksOf(...named, await withAnchor(never), '--rpc', anvil.url)).toMatchObject({
      ...{ code: 1, anchor: 'failed anchor.altered' },
    })

    await anvil.kill()
    expect(await checksOf(...named, path, '--rpc', anvil.url)).toMatchObject({
      code: 2,
      anchor: 'unknown anchor.unavailable',
    })
    anvil = await startAnvil()
  })

  it('is not valid with a root that is on no chain', async () => {
    const { chain, settings } = await anchoringOn(anvil)
    chain.close()
    const bundle = signedBundle({
      chainId: ANVIL_CHAIN,
      anchor: {
        ...{
          proof: new Uint8Array(),
          root: digestOf(signedBundle({ chainId: ANVIL_CHAIN })),
          contract: settings.contract,
        },
        ...{
          transaction: `0x${'66'.repeat(32)}`,
          block: { number: 1, hash: `0x${'77'.repeat(32)}`, time: new Date(0) },
        },
      },
    })
    const path = await fileOf('invented.json', bundle)
    expect(await checksOf(path, '--rpc', anvil.url)).toMatchObject({ code: 1, anchor: 'failed anchor.missing' })
  })

  it('asks a contract whether it signed', async () => {
    const [contract, key] = [newAddress(), bundleIssuer]
    await anvil.setCode(contract, ownedBy(key.address))
    const proof = signedProof({ chainId: ANVIL_CHAIN, head: { issuer: contract } })
    const signature = { ...proof.signature, by: 'contract' as const, value: proof.signature?.value ?? new Uint8Array() }
    const path = await fileOf('contract.json', fullBundle({ ...proof, signature }))
    const named = [path, '--issuer', contract]
    expect(await checksOf(...named)).toMatchObject({ code: 2, issuer: 'unknown issuer.contract' })
    expect(await checksOf(...named, '--rpc', anvil.url)).toMatchObject({ code: 0, issuer: 'passed issuer.signed' })
    await anvil.setCode(contract, refusing.reverts)
    expect(await checksOf(...named, '--rpc', anvil.url)).toMatchObject({ code: 1, issuer: 'failed issuer.not_signed' })
  })

  it('rejects a node of another chain, and names both chains', async () => {
    const { code, stdout, stderr } = await verifyKnown(await fileOf('main.json', whole), '--rpc', anvil.url)
    expect({ code, stdout }).toStrictEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/^[^\n]*chain 1\b[^\n]*31337[^\n]*\n$/)
    expect(await independently(join(folder, 'main.json'), '--rpc', anvil.url)).toBe(2)
  })
})
