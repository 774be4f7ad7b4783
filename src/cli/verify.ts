import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import {
  type Bundle,
  type CheckResult,
  type Language,
  UnreadableBundle,
  type Verdict,
  type VerifyOptions,
  type VerifyResult,
  verify,
} from '@chancery/verify'
import { lookOf } from '@chancery/verify/checks/look'
import { timeZoneIn } from '@chancery/verify/proof/bundle'
import { shownValue } from '@chancery/verify/shownValue'
import { codes, languageOf, languages, type Texts } from '@chancery/verify/texts/languages'
import { Command, InvalidArgumentError, Option } from 'commander'
import { recoverFastest } from '../chain/keys/recover.ts'
import { explain } from '../core/explain.ts'
import { Explained } from '../explained.ts'
import { issuerName, webPage } from './arguments.ts'
import { readBundleFile } from './bundleFile.ts'
import { dnsServersIn, issuerConfirmer } from './confirmIssuer.ts'
import { type ProofNodes, proofNodes } from './proofNodes.ts'

type Options = { issuer?: string; online?: true; file?: string; rpc?: string; json?: true; language: Language }

export function verifyCommand(): Command {
  return (
    new Command('verify')
      .argument('<bundle...>', 'bundles, from /verify/{public id}/bundle.json')
      .option(
        '--issuer <issuer>',
        'issuer that you expect: the address of its wallet (0x…), its did:pkh, its did:web, or its domain',
        issuerName,
      )
      .option('--online', 'look up whether the domain that the issuer claims confirms it')
      .option('--file <file>', 'compare this file with the checksum of the certificate')
      .option('--rpc <url>', 'Ethereum node to look up anchors and check signatures of contracts', webPage)
      .option('--json', 'print one line of JSON per bundle')
      .addOption(
        new Option('--language <code>', 'language of the messages')
          .choices(codes)
          .default('en')
          .argParser(languageCode),
      )
      // A wrong command line must not exit with 1, which means not valid.
      .exitOverride(({ exitCode }) => process.exit(exitCode && UNCHECKED))
      .action(verifyFiles)
  )
}

const UNCHECKED = 2
const exitCodes: Record<Verdict, number> = { valid: 0, not_valid: 1, not_checked: UNCHECKED, issuer_not_confirmed: 3 }

/** Exit codes of several bundles, the most important one first. */
const byImportance = [exitCodes.not_valid, exitCodes.issuer_not_confirmed, exitCodes.not_checked]

/** Accepts tags such as `pt-BR` too. */
function languageCode(tag: string): Language {
  const language = languageOf(tag)
  if (language === null) throw new InvalidArgumentError(`Allowed choices are ${codes.join(', ')}.`)
  return language
}

async function verifyFiles(paths: string[], { issuer, online, file, rpc, json, language }: Options): Promise<void> {
  const nodes = proofNodes(rpc)
  const exits: number[] = []
  try {
    if (file && paths.length > 1) throw new Explained('--file works with one bundle only.')
    const checksum = file ? await checksumOf(file) : undefined
    const isOnline = online || isLookedUp(issuer)
    const confirmIssuer = isOnline ? issuerConfirmer({ servers: dnsServersIn(process.env) }) : undefined
    const options = { language, recoverPublicKey: recoverFastest, file: checksum, issuer, confirmIssuer }
    for (const path of paths) exits.push(await verifyFile(path, { options, nodes, json }))
  } catch (error) {
    console.error(explain(error))
    exits.push(UNCHECKED)
  } finally {
    nodes.close()
  }
  process.exitCode = byImportance.find((code) => exits.includes(code)) ?? exitCodes.valid
}

/** An address is compared. A domain and a did:web need the network. */
function isLookedUp(issuer: string | undefined): boolean {
  return issuer !== undefined && !/^(0x|did:pkh:)/.test(issuer)
}

type VerifyContext = {
  options: VerifyOptions & { language: Language }
  nodes: ProofNodes
  json: true | undefined
}

async function verifyFile(path: string, { options, nodes, json }: VerifyContext): Promise<number> {
  try {
    const bundle = await readBundleFile(path)
    const nodePorts = await nodes.of(bundle.domain.chainId)
    const result = await verify(bundle, { ...options, ...nodePorts })
    const texts = languages[options.language]
    console.log(json ? JSON.stringify({ bundle: path, ...result }) : asText(path, bundle, result, texts))
    return exitCodes[result.verdict]
  } catch (error) {
    // Continue with the other bundles.
    console.error(error instanceof UnreadableBundle ? printable(error.message) : explain(error))
    return UNCHECKED
  }
}

/** Includes the certificate's facts, because the bundle may be of an unexpected certificate. */
function asText(path: string, bundle: Bundle, result: VerifyResult, texts: Texts): string {
  const { certificate } = bundle
  const timeZone = timeZoneIn(bundle)
  const { message, advice, issuer, checks } = result
  const results = checks.map((one) => `  ${texts.outcomes[lookOf(one)]}: ${texts.checks[one.check]}. ${one.message}`)
  const { facts, issuedAt, expiresAt, ...named } = certificate
  const shown = [
    ...Object.entries(named),
    ['issued_at', isoDate(issuedAt)],
    ...(expiresAt === 0 ? [] : [['expires_at', isoDate(expiresAt)]]),
    ...(timeZone === 'UTC' ? [] : [['time_zone', timeZone]]),
    ...facts.flatMap((fact) => ('value' in fact ? [[fact.name, shownValue(fact, texts)]] : [])),
  ].map(([name, value]) => `  ${name}: ${value}`)
  const verdict = [message, advice, issuer.isHolder && texts.page.ownHolder].filter(Boolean).join(' ')
  const lines = [`${path}: ${verdict}`, ...results, ...flagsToAdd(checks), '', ...shown, '']
  return lines.map(printable).join('\n')
}

/** Names the options that would check the issuer. */
function flagsToAdd(checks: CheckResult[]): string[] {
  const identity = checks.find(({ code }) => code === 'identity.not_looked_up')
  if (identity?.code !== 'identity.not_looked_up') return []
  const online = identity.evidence.domain === null ? '' : '--online, or '
  return [`To check the issuer, add ${online}--issuer with the address that you know.`]
}

function isoDate(seconds: number): string {
  return new Date(seconds * 1000).toISOString()
}

/** Escapes control characters and text direction marks: the bundle's author is not trusted. */
function printable(line: string): string {
  return line.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, (character) =>
    /[\u2068\u2069]/.test(character) ? '' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

async function checksumOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}
