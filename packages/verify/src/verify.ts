import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { type ConfirmIssuer, type VerifiedIssuer, verifiedIssuer } from './checks/bundleIdentity.ts'
import type { CheckContractSignature, FindAnchor } from './checks/check.ts'
import { advice, headline } from './checks/headline.ts'
import type { CheckResult, Verdict } from './checks/runChecks.ts'
import { verifyBundle } from './checks/verifyBundle.ts'
import { recoverWithNoble } from './ethereum/recoverWithNoble.ts'
import type { RecoverPublicKey } from './ethereum/signer.ts'
import { type Bundle, readBundle } from './proof/bundle.ts'
import { parseExpectedIssuer } from './proof/expectedIssuer.ts'
import type { LanguageTag } from './texts/codes.ts'
import { loadTexts } from './texts/loadTexts.ts'

export type VerifyOptions = {
  /** Time for the expiry check. Default: now. */
  now?: Date | undefined
  /** The certified file, or its SHA-256 as 64 hexadecimal digits. Default: no file is compared. */
  file?: Uint8Array | string | undefined
  /**
   * The issuer that the caller knows: address of its wallet (0x…), did:pkh, did:web, or domain. A did:web and a domain need
   * `confirmIssuer`. Default: any issuer whose domain confirms it.
   */
  issuer?: string | undefined
  /** Looks up whether a domain confirms the issuer. Default: nothing is looked up. */
  confirmIssuer?: ConfirmIssuer | undefined
  /** Language of the messages. Default: English. `pt-BR` is read as `pt`. */
  language?: LanguageTag | undefined
  /** Checks whether a contract wallet accepts a signature, through a node. Default: no node. */
  checkContractSignature?: CheckContractSignature | undefined
  /** Looks up an anchor through a node. Default: no node. */
  findAnchor?: FindAnchor | undefined
  /** Recovers a signer's public key. Default: @noble/curves, which runs everywhere. */
  recoverPublicKey?: RecoverPublicKey | undefined
}

/** `message` is the verdict as a sentence, and `advice` what to do. Each check has its own message. */
export type VerifyResult = {
  verdict: Verdict
  message: string
  advice: string | null
  issuer: VerifiedIssuer
  checks: CheckResult[]
}

/**
 * Verifies a bundle: its text, its bytes, or a bundle that was read. Uses the network only through the ports that the caller gives. Throws UnreadableBundle for an
 * invalid bundle, TypeError for a wrong option.
 */
export async function verify(source: string | Uint8Array | Bundle, options: VerifyOptions = {}): Promise<VerifyResult> {
  const { now = new Date(), file, issuer, language = 'en', recoverPublicKey = recoverWithNoble, ...others } = options
  const texts = await loadTexts(language)
  const ports = { now, file: checksumOf(file), expectedIssuer: expectedOf(issuer), recoverPublicKey, ...others }
  const bundle = readBundle(source, now)
  const verification = await verifyBundle(bundle, ports, texts)
  return {
    verdict: verification.verdict,
    message: headline(verification, texts),
    advice: advice(verification, texts),
    issuer: verifiedIssuer(bundle, verification.results, now),
    checks: verification.results,
  }
}

function expectedOf(issuer: string | undefined): string | undefined {
  if (issuer === undefined) return undefined
  const parsed = parseExpectedIssuer(issuer)
  if (parsed) return parsed
  throw new TypeError('issuer: Must be an address (0x…), a did:pkh, a did:web or a domain.')
}

function checksumOf(file: Uint8Array | string | undefined): string | null {
  if (file === undefined) return null
  if (typeof file !== 'string') return bytesToHex(sha256(file))
  if (/^[0-9a-f]{64}$/i.test(file)) return file.toLowerCase()
  throw new TypeError('file: Must be the bytes of a file, or its SHA-256 as 64 hexadecimal digits.')
}
