import { hash, randomBytes } from 'node:crypto'
import { messageDigest } from '../../chain/keys/recover.ts'
import type { Config } from '../../core/config.ts'
import { invalid, Problem } from '../../core/problem.ts'
import { type Contracts, isSignedBy } from '../../core/signatures.ts'
import { registerWallet, type Wallet } from '../../core/wallets.ts'
import { type WriteContext, write } from '../../core/writeContext.ts'
import type { Database } from '../../database/client.ts'
import { parseSignInMessage, type SignInMessage } from './signInMessage.ts'

const NONCE_MS = 5 * 60_000

export type SignInNonce = { nonce: string; expiresAt: Date }

export async function createNonce(db: Database, now: Date): Promise<SignInNonce> {
  const data = { nonce: randomBytes(16).toString('hex'), expiresAt: new Date(now.getTime() + NONCE_MS) }
  return db.prisma.signInNonce.create({ data })
}

/** Values that a sign-in message must match. */
export type SignInTarget = { publicUrl: string } & Pick<Config, 'chainId' | 'walletSessionMinutes'>

/** A session just opened. Only this response contains its token. */
export type NewSession = { token: string; expiresAt: Date; wallet: Wallet }

/** A signed EIP-4361 message, not yet checked against the target. */
export type SignedIn = { wallet: Wallet; signIn: SignInMessage }

/** Finds the wallet that signed an EIP-4361 message. `mayBeRetry` accepts a message with a used nonce. */
export async function readSignIn(
  db: Database,
  contracts: Contracts | null,
  { message, signature, mayBeRetry }: { message: string; signature: Uint8Array; mayBeRetry: boolean },
  now: Date,
): Promise<SignedIn> {
  const signIn = await parseSignInMessage(message)
  // Only a message with a nonce of this server may cause calls to the node.
  const isKnown = await db.prisma.signInNonce.findUnique({ where: { nonce: signIn.nonce, expiresAt: { gt: now } } })
  const usable = isKnown || mayBeRetry ? contracts : null
  if (!(await isSignedBy(usable, signIn.address, messageDigest(message), signature))) {
    if (!isKnown) throw new Problem('nonce.invalid')
    throw new Problem('signature.invalid', 'The signature does not match the address and the message.')
  }
  return { signIn, wallet: await registerWallet(db.prisma, signIn.address) }
}

/** Opens a session for a signed-in wallet. Each nonce opens one. */
export async function openSession(
  context: WriteContext<NewSession>,
  target: SignInTarget,
  { signIn, wallet }: SignedIn,
): Promise<NewSession> {
  const { at: now } = context
  ensureMatches(signIn, target, now)
  const token = `chs_${randomBytes(32).toString('hex')}`
  const end = new Date(now.getTime() + target.walletSessionMinutes * 60_000)
  const expiresAt = signIn.expiresAt && signIn.expiresAt < end ? signIn.expiresAt : end
  return write(context, async (tx) => {
    const taken = await tx.signInNonce.deleteMany({ where: { nonce: signIn.nonce, expiresAt: { gt: now } } })
    if (taken.count === 0) throw new Problem('nonce.invalid')
    await tx.session.create({ data: { tokenHash: hashOf(token), walletId: wallet.id, expiresAt } })
    return { token, expiresAt, wallet }
  })
}

/** Rejects a message for another server or another time. */
function ensureMatches(signIn: SignInMessage, { publicUrl, chainId }: SignInTarget, now: Date): void {
  const { host, protocol, origin } = new URL(publicUrl)
  const reject = (line: number, reason: string) => {
    throw invalid('message', `Line ${line}: ${reason}`)
  }
  const { lineOf } = signIn
  if (signIn.domain.toLowerCase() !== host) reject(1, `the domain must be ${host}.`)
  if (signIn.scheme && `${signIn.scheme.toLowerCase()}:` !== protocol) reject(1, `the scheme must be ${protocol}//.`)
  if (!URL.canParse(signIn.uri) || new URL(signIn.uri).origin !== origin)
    reject(lineOf('URI: '), `the origin of the URI must be ${origin}.`)
  if (signIn.version !== '1') reject(lineOf('Version: '), 'the version must be 1.')
  if (signIn.chainId !== chainId) reject(lineOf('Chain ID: '), `the chain id must be ${chainId}.`)
  if (signIn.notBefore && !(signIn.notBefore <= now)) reject(lineOf('Not Before: '), 'the message is not valid yet.')
  if (signIn.expiresAt && !(signIn.expiresAt > now)) {
    reject(lineOf('Expiration Time: '), 'the message has expired. Sign a new one.')
  }
}

export async function walletOfToken(db: Database, token: string, now: Date): Promise<Wallet> {
  const session = await db.prisma.session.findUnique({
    where: { tokenHash: hashOf(token), expiresAt: { gt: now } },
    select: { wallet: true },
  })
  if (session) return session.wallet
  throw new Problem('session.invalid')
}

/** Ends the session of a token with immediate effect on every server. */
export async function endSession(db: Database, token: string): Promise<void> {
  await db.prisma.session.deleteMany({ where: { tokenHash: hashOf(token) } })
}

export async function endSessions(db: Database, wallet: Wallet): Promise<void> {
  await db.prisma.session.deleteMany({ where: { walletId: wallet.id } })
}

function hashOf(token: string): Buffer<ArrayBuffer> {
  return hash('sha256', token, 'buffer') as Buffer<ArrayBuffer> // Typed for both outputs.
}
