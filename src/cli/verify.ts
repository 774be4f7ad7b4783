import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { type Bundle, type Language, UnreadableBundle, type Verdict, type VerifyResult, verify } from '@chancery/verify'
import { codes, languages, type Texts } from '@chancery/verify/texts/languages'
import { Command, Option } from 'commander'
import { recoverFastest } from '../chain/keys/recover.ts'
import { explain } from '../core/explain.ts'
import { Explained } from '../explained.ts'
import { webPage } from './arguments.ts'
import { readBundleFile } from './bundleFile.ts'
import { type ProofNodes, proofNodes } from './proofNodes.ts'

type Options = { file?: string; rpc?: string; json?: true; language: Language }

export function verifyCommand(): Command {
  return (
    new Command('verify')
      .argument('<bundle...>', 'bundles, from /verify/{public id}/bundle.json')
      .option('--file <file>', 'compare this file with the checksum of the certificate')
      .option('--rpc <url>', 'Ethereum node to look up anchors and check signatures of contracts', webPage)
      .option('--json', 'print one line of JSON per bundle')
      .addOption(new Option('--language <code>', 'language of the messages').choices(codes).default('en'))
      // A wrong command line must not exit with 1, which means not valid.
      .exitOverride(({ exitCode }) => process.exit(exitCode && UNCHECKED))
      .action(verifyFiles)
  )
}

const UNCHECKED = 2
const exitCodes: Record<Verdict, number> = { valid: 0, not_valid: 1, not_checked: UNCHECKED }

async function verifyFiles(paths: string[], { file, rpc, json, language }: Options): Promise<void> {
  const nodes = proofNodes(rpc)
  const exits: number[] = []
  try {
    if (file && paths.length > 1) throw new Explained('--file works with one bundle only.')
    const checksum = file ? await checksumOf(file) : undefined
    for (const path of paths) exits.push(await verifyFile(path, { checksum, nodes, language, json }))
  } catch (error) {
    console.error(explain(error))
    exits.push(UNCHECKED)
  } finally {
    nodes.close()
  }
  // 1 (not valid) takes precedence over 2 (could not be checked).
  process.exitCode = exits.includes(exitCodes.not_valid) ? exitCodes.not_valid : Math.max(...exits)
}

type VerifyContext = { checksum: string | undefined; nodes: ProofNodes; language: Language; json: true | undefined }

async function verifyFile(path: string, { checksum, nodes, language, json }: VerifyContext): Promise<number> {
  try {
    const bundle = await readBundleFile(path)
    const nodePorts = await nodes.of(bundle.domain.chainId)
    const result = await verify(bundle, { language, recoverPublicKey: recoverFastest, file: checksum, ...nodePorts })
    console.log(json ? JSON.stringify({ bundle: path, ...result }) : asText(path, bundle, result, languages[language]))
    return exitCodes[result.verdict]
  } catch (error) {
    // Continue with the other bundles.
    console.error(error instanceof UnreadableBundle ? printable(error.message) : explain(error))
    return UNCHECKED
  }
}

/** Includes the certificate's facts, because the bundle may be of an unexpected certificate. */
function asText(path: string, { certificate }: Bundle, { message, checks }: VerifyResult, texts: Texts): string {
  const results = checks.map(
    ({ check, outcome, message }) => `  ${texts.outcomes[outcome]}: ${texts.checks[check]}. ${message}`,
  )
  const { facts, issuedAt, expiresAt, ...named } = certificate
  const shown = [
    ...Object.entries(named),
    ['issued_at', isoDate(issuedAt)],
    ...(expiresAt === 0 ? [] : [['expires_at', isoDate(expiresAt)]]),
    ...facts.flatMap((fact) => ('value' in fact ? [[fact.name, fact.value]] : [])),
  ].map(([name, value]) => `  ${name}: ${value}`)
  const lines = [`${path}: ${message}`, ...results, '', ...shown, '']
  return lines.map(printable).join('\n')
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
