import { setTimeout } from 'node:timers/promises'
import { SingleBar } from 'cli-progress'
import { Command } from 'commander'
import { anchoringSettings, countUnfinished, countUnsent, listAnchors } from '../anchoring/settings.ts'
import { type Chain, ChainUnavailable } from '../chain/chain.ts'
import { openChain } from '../chain/open.ts'
import { hexOf } from '../chain/quantity.ts'
import { type Config, readConfig } from '../core/config.ts'
import { Explained } from '../explained.ts'
import { type ListedRow, listing } from './listing.ts'
import { recordFor, recording } from './recording.ts'
import { withDatabase } from './withDatabase.ts'

export function anchorCommand(): Command {
  const anchor = new Command('anchor').action(anchorAll)

  anchor
    .command('deploy')
    .description('deploy the Anchors contract, paid by ANCHOR_KEY, and print its address')
    .action(deploy)

  listing(anchor.command('list').description('list the anchors, newest first'), listedAnchors)

  return anchor
}

const POLL_MS = 2000

async function anchorAll(): Promise<void> {
  const config = readConfig(process.env)
  const settings = anchoringSettings(config)
  if (!settings) throw new Explained('Anchoring is not configured. Set ETH_RPC_URL, ANCHOR_CONTRACT and ANCHOR_KEY.')
  const [{ ensureAnchors }, { gatherAnchors }, { advanceAnchors }, { transactionsLeft }, { countWaiting }] =
    await Promise.all([
      import('../anchoring/contract.ts'),
      import('../anchoring/gather.ts'),
      import('../anchoring/send.ts'),
      import('../anchoring/budget.ts'),
      import('../anchoring/waiting.ts'),
    ])
  await withDatabase((db) =>
    withChain(config, async (chain) => {
      await ensureAnchors(chain, settings.contract)
      const now = () => new Date()
      const log = { error: (details: object, message: string) => console.error(message, details) }
      const certificates = await gatherAnchors(db, settings, now(), { all: true })
      console.log(`Gathered ${certificates} certificates.`)
      if (certificates > 0) {
        const after = { certificates, chainId: settings.chainId, contract: settings.contract }
        await recordFor(db, 'anchor', { action: 'anchor.gather', subject: 'anchors', after })
      }
      const waiting = await countWaiting(db, settings, now())
      if (waiting.issuer > 0) console.log(`Certificates that wait until their issuer is confirmed: ${waiting.issuer}.`)
      if (waiting.day > 0)
        console.log(`Certificates that wait for tomorrow’s transactions: ${waiting.day}. ${LIMIT_HINT}`)
      const all = await countUnfinished(db, settings)
      const bar = new SingleBar({ format: '{bar} {value} of {total} anchors final', clearOnComplete: true })
      bar.start(all, 0)
      let left = all
      try {
        for (;;) {
          await advanceAnchors({ db, chain, settings, log, now })
          left = await countUnfinished(db, settings)
          bar.update(Math.max(0, all - left))
          if (left === 0) break
          const isDayOver = (await transactionsLeft(db, settings, now())) === 0
          if (isDayOver && left === (await countUnsent(db, settings))) break
          await setTimeout(POLL_MS)
        }
      } finally {
        bar.stop()
      }
      if (left === 0) console.log(`All ${all} pending anchors are final.`)
      else console.log(`Anchors that wait for tomorrow’s transactions: ${left}. ${LIMIT_HINT}`)
    }),
  )
}

const LIMIT_HINT = 'ANCHOR_MAX_TRANSACTIONS_PER_DAY limits them.'

async function deploy(): Promise<void> {
  const config = readConfig(process.env)
  const { anchorKey: key, chainId, anchorMaxFeeGwei: maxFeeGwei } = config
  if (!key)
    throw new Explained('ANCHOR_KEY is not set. Set it to the key of the account that pays, and set ETH_RPC_URL.')
  const { deployAnchors } = await import('../anchoring/deploy.ts')
  let transaction = ''
  const onSent = (hash: Uint8Array) => {
    transaction = hexOf(hash)
    console.error(`Sent in transaction ${transaction} …`)
  }
  const run = () => withChain(config, (chain) => deployAnchors(chain, { chainId, key, maxFeeGwei, onSent }))
  const contract = await recording('anchor deploy', run, (address) => [
    { action: 'anchor.deploy', subject: `contract/${address}`, after: { chainId, transaction } },
  ])
  console.log(contract)
}

async function listedAnchors(): Promise<ListedRow[]> {
  const anchors = await withDatabase(listAnchors)
  return anchors.map(({ id, size, state, chainId, blockNumber, blockTime, transactionHash }) => ({
    id,
    certificates: size,
    state,
    chain: Number(chainId),
    block: blockNumber === null ? null : Number(blockNumber),
    time: blockTime,
    transaction: transactionHash && hexOf(transactionHash),
  }))
}

/** Runs a function with the configured chain. Reports an unavailable node in one line. */
async function withChain<Result>(config: Config, run: (chain: Chain) => Promise<Result>): Promise<Result> {
  const chain = await openChain(config)
  if (!chain) throw new Explained('ETH_RPC_URL is not set. Set it to a node of the chain.')
  try {
    return await run(chain)
  } catch (error) {
    if (error instanceof ChainUnavailable) throw new Explained(error.message, { cause: error })
    throw error
  } finally {
    chain.close()
  }
}
