import { parseAddress } from '@chancery/verify/ethereum/address'
import { recoverWithNoble } from '@chancery/verify/ethereum/recoverWithNoble'
import type { RecoverPublicKey } from '@chancery/verify/ethereum/signer'
import { SigningKey } from 'ethers/crypto'
import { hashMessage } from 'ethers/hash'
import { computeAddress } from 'ethers/transaction'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadNative, recoverSigner, recoverWithEthers } from '../../../src/chain/keys/recover.ts'
import vectors from '../../vectors/wallet-auth.json' with { type: 'json' }

/** The order of the curve. */
const N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n

// The native implementation is an optional dependency. Where it is missing, it cannot be tested.
const implementations: [string, RecoverPublicKey][] = [
  ['ethers', recoverWithEthers],
  ['noble', recoverWithNoble],
]
const native = loadNative()
if (native) implementations.push(['native', native])
else console.warn('secp256k1 is not installed: the native implementation is NOT tested.')

const privateKey = fc
  .bigInt({ min: 1n, max: N - 1n })
  .map((secret) => new SigningKey(`0x${secret.toString(16).padStart(64, '0')}`))
const text = fc.string({ unit: 'grapheme', maxLength: 100 })

/** Returns the bytes of a signature: r, s, and v of 27 or 28. */
function sign(key: SigningKey, message: string): Buffer {
  return Buffer.from(key.sign(hashMessage(message)).serialized.slice(2), 'hex')
}

function addressOf(key: SigningKey): string {
  return computeAddress(key.publicKey).toLowerCase()
}

describe.each(implementations)('recoverSigner with %s', (_name, implementation) => {
  const recover = (message: string, signature: Buffer | string) =>
    recoverSigner(message, typeof signature === 'string' ? signature : signature.toString('hex'), implementation)

  it.each(vectors.cases)(
    'accepts or rejects a test vector and recovers its signer: $name',
    ({ address, signature, accepted, recovered }) => {
      const claimed = parseAddress(address)
      const signer = recover(address, signature)
      expect(claimed !== null && signer === claimed).toBe(accepted)
      if (recovered) expect(signer).toBe(recovered)
    },
  )

  it('recovers the signer of every message', () => {
    fc.assert(
      fc.property(privateKey, text, (key, message) => {
        const signature = sign(key, message)
        expect(recover(message, signature)).toBe(addressOf(key))
        expect(recover(message, `0x${signature.toString('hex')}`)).toBe(addressOf(key))
        // As hardware wallets send it.
        signature.writeUInt8(signature.readUInt8(64) - 27, 64)
        expect(recover(message, signature)).toBe(addressOf(key))
      }),
      { numRuns: 25 },
    )
  })

  it('does not recover the signer when one bit of the signature is flipped', () => {
    fc.assert(
      fc.property(privateKey, text, fc.nat({ max: 64 * 8 - 1 }), (key, message, bit) => {
        const signature = sign(key, message)
        signature.writeUInt8(signature.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
        expect(recover(message, signature)).not.toBe(addressOf(key))
      }),
      { numRuns: 50 },
    )
  })

  it('does not recover the signer for another message', () => {
    fc.assert(
      fc.property(privateKey, text, text, (key, message, other) => {
        fc.pre(message !== other)
        expect(recover(other, sign(key, message))).not.toBe(addressOf(key))
      }),
      { numRuns: 25 },
    )
  })

  it('rejects the malleable twin of every signature, with high s', () => {
    fc.assert(
      fc.property(privateKey, text, (key, message) => {
        const signature = sign(key, message)
        const s = BigInt(`0x${signature.toString('hex', 32, 64)}`)
        const v = signature.readUInt8(64)
        const twin = Buffer.from(signature)
        twin.write((N - s).toString(16).padStart(64, '0'), 32, 'hex')
        twin.writeUInt8(v === 27 ? 28 : 27, 64)
        expect(recover(message, twin)).toBeNull()
      }),
      { numRuns: 25 },
    )
  })

  it.each([2, 26, 29, 35, 255])('rejects a last byte of %i', (v) => {
    const signature = sign(new SigningKey(`0x${'11'.repeat(32)}`), 'message')
    signature.writeUInt8(v, 64)
    expect(recover('message', signature)).toBeNull()
  })

  it.each([N, N + 1n, 2n ** 256n - 1n])('rejects r = %s, which is not below the order of the curve', (r) => {
    const signature = sign(new SigningKey(`0x${'11'.repeat(32)}`), 'message')
    signature.write(r.toString(16), 0, 'hex')
    expect(recover('message', signature)).toBeNull()
  })
})

describe.skipIf(!native)('the native implementation and recoverWithEthers', () => {
  it('returns the same signer for any bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 64, maxLength: 64 }),
        fc.constantFrom('1b', '1c'),
        text,
        (rs, v, message) => {
          // Half of random signatures have a high s; this bit lets more of them reach the curve.
          rs[32] = (rs[32] ?? 0) & 0x7f
          const signature = Buffer.from(rs).toString('hex') + v
          expect(recoverSigner(message, signature, native ?? undefined)).toBe(
            recoverSigner(message, signature, recoverWithEthers),
          )
        },
      ),
      { numRuns: 100 },
    )
  })
})
