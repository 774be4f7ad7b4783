import type { Address } from '@chancery/verify/ethereum/address'
import { Command } from 'commander'
import { admitWallet, listAdmitted, removeWallet } from '../issuers/admit.ts'
import { walletAddress } from './arguments.ts'
import { by } from './author.ts'
import { listing } from './listing.ts'
import { withDatabase } from './withDatabase.ts'

export function walletsCommand(): Command {
  const wallets = new Command('wallets')

  wallets
    .command('admit')
    .description('let a wallet use more of this server, or change its note; says nothing about who it is')
    .argument('<address>', 'wallet address', walletAddress)
    .option('--note <text>', 'who it is, for the operator', '')
    .action(async (address: Address, { note }: { note: string }) => {
      await withDatabase((db) => admitWallet(db, address, note, by('wallets admit')))
    })

  listing(wallets.command('list').description('list the admitted wallets'), async () =>
    (await withDatabase(listAdmitted)).map(({ address, note, admittedAt }) => ({ address, note, since: admittedAt })),
  )

  wallets
    .command('remove')
    .description('end the admission of a wallet')
    .argument('<address>', 'wallet address', walletAddress)
    .action(async (address: Address) => {
      await withDatabase((db) => removeWallet(db, address, by('wallets remove')))
    })

  return wallets
}
