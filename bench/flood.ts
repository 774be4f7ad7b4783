import { randomUUID } from 'node:crypto'
import { Wallet } from 'ethers/wallet'
import pg from 'pg'
import { type Bench, type Context, serverVariables } from './context.ts'
import { DOCUMENT_CID, holderAddress, SMALL_HOLDERS } from './database.ts'
import type { Figure } from './figures.ts'
import { type Load, load, quantile, requestOf, type Target } from './load.ts'
import { nodeMain, type Server, startServer } from './processes.ts'
import { anyCertificate, upload } from './wallet.ts'

/** The default of WALLET_CHANGES_PER_MINUTE. */
const CHANGES_PER_MINUTE = 120

const FLOOD_SECONDS = 60
/** Requests per second of the flood, many times the limit. */
const FLOOD_RATE = 300
const READ_RATE = 100

const WALLETS = 50

/** Changes of a stranger with one address and many wallets, while others read. */
export const flood: Bench = {
  name: 'flood',
  async measure(context) {
    const { WALLET_CHANGES_PER_MINUTE: _, WALLET_BYTES_PER_DAY: __, ...others } = serverVariables(context.databaseUrl)
    const server = await startServer(nodeMain, { ...others, TRUST_PROXY: '127.0.0.1' })
    const pool = new pg.Pool({ connectionString: context.databaseUrl, max: 1 })
    const megabytes = async () => {
      const { rows } = await pool.query('SELECT pg_database_size(current_database()) AS bytes')
      return Number(rows[0].bytes) / 1e6
    }
    try {
      return await measureFlood(server, context, megabytes)
    } finally {
      await pool.end()
      await server.stop()
    }
  },
}

async function measureFlood(server: Server, context: Context, megabytes: () => Promise<number>): Promise<Figure[]> {
  const { url } = server
  await upload(url)
  const seconds = context.isQuick ? 5 : FLOOD_SECONDS
  const read = () => load(anyCertificate(url, context.size), { seconds, rate: READ_RATE })
  await read()
  const calm = await read()
  const before = await megabytes()
  // Two windows of a minute may touch one minute of flood. The start of the next minute leaves one.
  await new Promise((resolve) => setTimeout(resolve, 60_000 - (Date.now() % 60_000)))
  const [flooded, disturbed] = await Promise.all([load(changes(url), { seconds, rate: FLOOD_RATE }), read()])
  const during = `${seconds} s of changes by ${WALLETS} wallets from one address, ${FLOOD_RATE} a second`
  return [
    {
      what: `Changes that succeed during ${during}`,
      unit: 'changes',
      target: { most: CHANGES_PER_MINUTE },
      rounds: [flooded.statuses.get('200') ?? 0],
      note: [...flooded.statuses].map(([status, count]) => `${count} × ${status}`).join(', '),
    },
    {
      what: `Growth of the database during ${during}`,
      unit: 'MB',
      target: { most: 5 },
      rounds: [(await megabytes()) - before],
    },
    {
      what: `99th percentile of other clients’ reads during ${during}, compared with before`,
      unit: '×',
      target: { most: 2 },
      rounds: [percentile(disturbed) / percentile(calm)],
      note: `${percentile(calm).toFixed(1)} ms before, ${percentile(disturbed).toFixed(1)} ms during`,
    },
  ]
}

const percentile = (of: Load) => quantile(of, 0.99)

/** Certificates with new skills, by turns of many wallets of one client address. Some have an idempotency key. */
function changes(url: string): Target {
  const wallets = Array.from({ length: WALLETS }, () => {
    const wallet = Wallet.createRandom()
    return { 'auth-eth-address': wallet.address, 'auth-signature': wallet.signMessageSync(wallet.address) }
  })
  let count = 0
  return {
    url,
    expected: /^(200|429)$/,
    next() {
      count += 1
      const body = JSON.stringify({
        institution_title: 'A stranger',
        institution_link: 'https://stranger.example',
        certificate_title: `Spam ${count}`,
        holder_eth_address: holderAddress(SMALL_HOLDERS.from),
        ipfs_hash: DOCUMENT_CID,
        skills: Array.from({ length: 20 }, (_, index) => `Skill ${count} ${index}`),
      })
      const headers = {
        ...{ 'content-type': 'application/json', 'x-forwarded-for': '203.0.113.7' },
        ...wallets[count % WALLETS],
        ...(count % 2 === 0 ? { 'idempotency-key': randomUUID() } : {}),
      }
      return requestOf(`${url}/api/v1/certificates/`, { method: 'POST', headers, body })
    },
  }
}
