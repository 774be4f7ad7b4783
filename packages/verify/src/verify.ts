import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import type { CheckContractSignature, FindAnchor } from './checks/check.ts'
import { headline } from './checks/headline.ts'
import type { CheckResult, Verdict } from './checks/runChecks.ts'
import { verifyBundle } from './checks/verifyBundle.ts'
import { recoverWithNoble } from './ethereum/recoverWithNoble.ts'
import type { RecoverPublicKey } from './ethereum/signer.ts'
import { type Bundle, readBundle } from './proof/bundle.ts'
import type { Language } from './texts/languages.ts'
import { loadTexts } from './texts/loadTexts.ts'

export type VerifyOptions = {
  /** Time for the expiry check. Default: now. */
  now?: Date | undefined
  /** The certified file, or its SHA-256 as 64 hexadecimal digits. Default: no file is compared. */
  file?: Uint8Array | string | undefined
  /** Language of the messages. Default: English. */
  language?: Language | undefined
  /** Checks whether a contract wallet accepts a signature, through a node. Default: no node. */
  checkContractSignature?: CheckContractSignature | undefined
  /** Looks up an anchor through a node. Default: no node. */
  findAnchor?: FindAnchor | undefined
  /** Recovers a signer's public key. Default: @noble/curves, which runs everywhere. */
  recoverPublicKey?: RecoverPublicKey | undefined
}

/** `message` is the verdict as a sentence. Each check has its own message. */
export type VerifyResult = { verdict: Verdict; message: string; checks: CheckResult[] }

/** Verifies a bundle without network. Throws UnreadableBundle for an invalid bundle, TypeError for a wrong option. */
export async function verify(bundle: string | Bundle, options: VerifyOptions = {}): Promise<VerifyResult> {
  const { now = new Date(), file, language = 'en', recoverPublicKey = recoverWithNoble, ...nodes } = options
  const texts = await loadTexts(language)
  const ports = { now, file: checksumOf(file), recoverPublicKey, ...nodes }
  const verification = await verifyBundle(readBundle(bundle), ports, texts)
  return { verdict: verification.verdict, message: headline(verification, texts), checks: verification.results }
}

function checksumOf(file: Uint8Array | string | undefined): string | null {
  if (file === undefined) return null
  if (typeof file !== 'string') return bytesToHex(sha256(file))
  if (/^[0-9a-f]{64}$/i.test(file)) return file.toLowerCase()
  throw new TypeError('file: Must be the bytes of a file, or its SHA-256 as 64 hexadecimal digits.')
}
