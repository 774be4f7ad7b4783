import type { FastifyRequest } from 'fastify'
import type { Config } from '../core/config.ts'
import { Problem } from '../core/problem.ts'
import type { TrustedWallets } from '../issuers/trust/trustedWallets.ts'
import { walletOf } from './auth.ts'

/**
 * Throws `wallet.not_admitted` for a wallet that may not create certificates, or upload files. Judges a signed request by the
 * wallet that it claims, so that the body of a rejected one is not read. Its signature is verified later.
 */
export type EnsureAdmitted = (request: FastifyRequest) => Promise<void>

export type AdmissionOptions = { trustOf: TrustedWallets } & Pick<Config, 'walletCreates' | 'walletUploads'>

export function admission({ trustOf, walletCreates, walletUploads }: AdmissionOptions) {
  const ensure =
    (mode: Config['walletCreates'], what: string): EnsureAdmitted =>
    async (request) => {
      if (mode === 'on') return
      if (mode === 'off') throw new Problem('wallet.not_admitted', `This server accepts no ${what} from wallets.`)
      const { credentials } = request
      const address = credentials && 'wallet' in credentials ? credentials.wallet : walletOf(request).address
      if ((await trustOf(address)) !== 'admitted') throw new Problem('wallet.not_admitted')
    }
  return { creates: ensure(walletCreates, 'certificates'), uploads: ensure(walletUploads, 'files') }
}
