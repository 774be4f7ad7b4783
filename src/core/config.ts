import { BlockList, isIP } from 'node:net'
import { type Address, parseAddress } from '@chancery/verify/ethereum/address'
import { z } from 'zod'
import { type IssuerKey, type IssuerKeys, isIssuerKey } from '../chain/keys/issuerKey.ts'
import { Explained } from '../explained.ts'

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

/** Digits only: JavaScript would read a space as 0 and 0x50 as 80. */
function wholeNumber(most: number, error: string, least = 0) {
  return z
    .string()
    .regex(/^\d+$/, error)
    .transform(Number)
    .refine((number) => number >= least && number <= most, error)
}

const host = z.string().refine((text) => isIP(text) > 0 || /^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$/i.test(text), {
  error: 'must be an IP address or a host name, without port',
})

const httpUrl = z
  .url({ protocol: /^https?$/, normalize: true, abort: true, error: 'must be an http or https URL' })
  .refine((url) => !/[?#@]/.test(url), 'must be an http or https URL without user name, ? and #')

const redisUrl = z
  .url({ protocol: /^rediss?$/, normalize: true, abort: true, error: 'must be a redis:// or rediss:// URL' })
  .refine((url) => /^rediss?:\/\/[^/?#]+(\/\d*)?$/.test(url) && isPercentEncoded(url), {
    error: 'must be a redis:// or rediss:// URL of a host and, at most, the number of a database',
  })

function isPercentEncoded(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}

const origins = z.string().transform((text, context) => {
  const list = text.split(',').map((part) => part.trim())
  if (list.length === 1 && list[0] === '*') return '*' as const
  for (const origin of list) {
    if (!URL.canParse(origin) || new URL(origin).origin !== origin) {
      context.addIssue(`must be * or a list of origins such as https://wallet.example, not ${JSON.stringify(origin)}`)
    }
  }
  return list
})

const proxies = z.string().transform((text, context) => {
  if (text === 'true' || text === 'false') return text === 'true'
  const list = text.split(',').map((part) => part.trim())
  if (!list.every(isAddressOrSubnet)) {
    context.addIssue('must be true, false, or a list of the proxies’ addresses or subnets')
  }
  return list
})

const networks = z.string().transform((text, context) => {
  const list = text.split(',').map((part) => part.trim())
  if (!list.every(isAddressOrSubnet)) context.addIssue('must be a list of addresses or subnets')
  return list
})

/** `1=0x…,2=0x…`. What is wrong is told without what was written: it is a secret. */
const issuerKeys = z.string().transform((text, context) => {
  const keys = new Map<number, IssuerKey>()
  for (const part of text.split(',')) {
    const [site = '', key = '', ...rest] = part.trim().split('=')
    if (!/^[1-9]\d{0,9}$/.test(site) || rest.length > 0 || keys.has(Number(site)) || !isIssuerKey(key)) {
      context.addIssue('must be a list of site ids and private keys such as 1=0x…, each site once')
      break
    }
    keys.set(Number(site), key)
  }
  return keys
})

function isAddressOrSubnet(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0) return false
  if (prefix === undefined) return true
  if (!/^[1-9]\d*$/.test(prefix)) return false
  try {
    new BlockList().addSubnet(address, Number(prefix), family === 4 ? 'ipv4' : 'ipv6')
    return true
  } catch {
    return false
  }
}

/** An account's private key; what is wrong is told without what was written, as above. */
const privateKey = z.custom<IssuerKey>((text) => typeof text === 'string' && isIssuerKey(text), {
  error: 'must be a private key: 32 bytes in hex, with 0x',
})

const contractAddress = z.string().transform((text, context) => {
  const address = parseAddress(text)
  if (!address) context.addIssue('must be the address of a contract: 20 bytes in hex, with 0x')
  return address ?? z.NEVER
})

const MAX_WORKERS = 64

/** A month. */
const MAX_MINUTES = 43_200

/** Every environment variable that Chancery reads. The README's table says the same; a test compares them. */
export const variables = z.object({
  HOST: host.default('127.0.0.1').describe('Address to listen on'),
  PORT: wholeNumber(65535, 'must be a port number').default(3000).describe('Port to listen on; 0 takes any free one'),
  WORKERS: wholeNumber(MAX_WORKERS, `must be a number of processes, 1 to ${MAX_WORKERS}`, 1)
    .default(1)
    .describe('Processes that answer requests, one a core at best; more than 1 need DATABASE_URL'),
  PUBLIC_URL: httpUrl.optional().describe('Address under which users reach the server; by default where it listens'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'must be a postgresql:// URL' })
    .optional()
    .describe('PostgreSQL to keep the data in; unset: an embedded PostgreSQL in DATA_DIR'),
  DATA_DIR: z
    .string()
    .default('./data')
    .describe('Folder of the embedded database, the embedded IPFS store and rendered pictures'),
  BOOTSTRAP_API_KEY: z
    .string()
    .regex(/^[\x21-\x7e]{16,200}$/, 'must be 16 to 200 printable characters without spaces')
    .optional()
    .describe('On an empty database: makes a first site with this API key; unset: `npm start` makes one and prints it'),
  RATE_LIMIT_PER_MINUTE: wholeNumber(Number.MAX_SAFE_INTEGER, 'must be a whole number, 0 or more')
    .default(100)
    .describe('Requests a minute for each API key of the LMS API; 0 is off'),
  VERIFICATIONS_PER_MINUTE: wholeNumber(Number.MAX_SAFE_INTEGER, 'must be a whole number, 0 or more')
    .default(120)
    .describe('Requests a minute for each client address of the public pages (`/verify`); 0 is off'),
  REDIS_URL: redisUrl
    .optional()
    .describe('Redis in which all servers count requests together; unset, or while it is down: each by itself'),
  IPFS_API_URL: httpUrl.optional().describe('RPC address of a Kubo node; unset: an embedded store in DATA_DIR'),
  IPFS_CHECK: z
    .enum(['format', 'available'], { error: 'must be format or available' })
    .default('format')
    .describe('`available` refuses a certificate whose document is not found within 3 s; `format` notes it only'),
  MAX_FILE_BYTES: wholeNumber(1024 ** 3, 'must be a number of bytes, up to 1073741824')
    .default(10 * 1024 * 1024)
    .describe('Bytes of a file that a wallet uploads, at most'),
  UPLOADS_PER_MINUTE: wholeNumber(Number.MAX_SAFE_INTEGER, 'must be a whole number, 0 or more')
    .default(20)
    .describe('Files a minute that wallets upload from one network address; 0 is off'),
  ISSUER_KEYS: issuerKeys
    .optional()
    .describe('Private keys by which sites give certificates to wallets: `1=0x…,2=0x…`; unset: nobody publishes'),
  CHAIN_ID: wholeNumber(Number.MAX_SAFE_INTEGER, 'must be the number of an Ethereum chain', 1)
    .default(1)
    .describe('Number of the Ethereum chain that signatures are for from now on; 1 is the main network'),
  ETH_RPC_URL: httpUrl
    .optional()
    .describe('JSON-RPC address of a node of that chain; unset: wallets that are contracts cannot sign'),
  CHAIN_CONFIRMATIONS: wholeNumber(10_000, 'must be a number of blocks, up to 10000')
    .default(12)
    .describe('How many blocks must follow one for it to be believed'),
  VERIFICATION_CONTRACT: contractAddress
    .optional()
    .describe('Address of the contract by which verifiers verify certificates on that chain; unset: nobody listens'),
  VERIFICATION_FROM_BLOCK: wholeNumber(Number.MAX_SAFE_INTEGER, 'must be the number of a block')
    .default(0)
    .describe('Block from which on that contract is listened to, the first time: the one in which it was made'),
  ANCHOR_CONTRACT: contractAddress
    .optional()
    .describe('Address of contracts/Anchors.sol on that chain; unset: nothing is anchored'),
  ANCHOR_KEY: privateKey.optional().describe('Private key of the account that pays for anchors'),
  ANCHOR_BATCH_SIZE: wholeNumber(100_000, 'must be a number of certificates from 1 to 100000', 1)
    .default(10_000)
    .describe('Certificates that one transaction anchors, at most'),
  ANCHOR_EVERY_MINUTES: wholeNumber(MAX_MINUTES, `must be a number of minutes, up to ${MAX_MINUTES}`)
    .default(60)
    .describe('How long a certificate waits for others to be anchored with'),
  ANCHOR_MAX_FEE_GWEI: wholeNumber(1_000_000, 'must be a number of gwei from 1 to 1000000', 1)
    .default(100)
    .describe('What a unit of gas may cost; above it, anchors wait until it costs less'),
  ANCHOR_STUCK_MINUTES: wholeNumber(1440, 'must be a number of minutes from 1 to 1440', 1)
    .default(10)
    .describe('When a transaction that no block takes is replaced by one that pays more'),
  WALLET_STATIC_SIGNATURES: z
    .enum(['on', 'read', 'off'], { error: 'must be on, read or off' })
    .default('on')
    .describe('What BDN’s signature of the address alone may do: everything, `read` only, or nothing'),
  SIGN_INS_PER_MINUTE: wholeNumber(Number.MAX_SAFE_INTEGER, 'must be a whole number, 0 or more')
    .default(60)
    .describe('Nonces, sessions and signatures of contracts a minute, of each, for one network address; 0 is off'),
  WALLET_SESSION_MINUTES: wholeNumber(MAX_MINUTES, `must be a number of minutes, up to ${MAX_MINUTES}`, 1)
    .default(60)
    .describe('How long a wallet that signed in stays so'),
  CORS_ORIGINS: origins
    .default('*')
    .describe('Origins of browser apps that may use the wallet API, comma-separated; * is any'),
  TRUST_PROXY: proxies
    .default(false)
    .describe('Whose X-Forwarded-* headers to believe: true, false, or addresses and subnets, comma-separated'),
  WEBHOOK_ALLOWED_NETWORKS: networks
    .optional()
    .describe('Private addresses and subnets that webhooks may be sent to, comma-separated; unset: none'),
  METRICS_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]{16,200}$/, 'must be 16 to 200 printable characters without spaces')
    .optional()
    .describe('Bearer token for `GET /metrics`; unset: there are no metrics'),
  LOG_LEVEL: z
    .enum(logLevels, { error: `must be one of ${logLevels.join(', ')}` })
    .default('info')
    .describe(`How much to log: ${logLevels.join(', ')}`),
})

/** The address under which users reach a server. */
export function publicUrlOf({ publicUrl, host, port }: Pick<Config, 'publicUrl' | 'host' | 'port'>): string {
  return publicUrl ?? `http://${isIP(host) === 6 ? `[${host}]` : host}:${port}`
}

export type Config = {
  host: string
  port: number
  workers: number
  publicUrl: string | undefined
  databaseUrl: string | undefined
  dataDir: string
  bootstrapApiKey: string | undefined
  rateLimitPerMinute: number
  verificationsPerMinute: number
  redisUrl: string | undefined
  ipfsApiUrl: string | undefined
  ipfsCheck: 'format' | 'available'
  maxFileBytes: number
  uploadsPerMinute: number
  issuerKeys: IssuerKeys
  chainId: number
  ethRpcUrl: string | undefined
  chainConfirmations: number
  attestationContract: Address | undefined
  attestationFromBlock: number
  anchorContract: Address | undefined
  anchorKey: IssuerKey | undefined
  anchorBatchSize: number
  anchorEveryMinutes: number
  anchorMaxFeeGwei: number
  anchorStuckMinutes: number
  staticSignatures: 'on' | 'read' | 'off'
  signInsPerMinute: number
  sessionMinutes: number
  corsOrigins: '*' | string[]
  trustProxy: boolean | string[]
  webhookAllowedNetworks: string[]
  metricsToken: string | undefined
  logLevel: (typeof logLevels)[number]
}

/** A wrong environment variable; the message is one line that names it. */
export class ConfigError extends Explained {}

/** Reads the environment; an empty variable counts as unset. Throws a ConfigError. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = variables.safeParse(set)
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`)
    throw new ConfigError(`Configuration: ${problems.join('; ')}`)
  }
  const read = parsed.data
  if (read.WORKERS > 1 && !read.DATABASE_URL) {
    throw new ConfigError('Configuration: WORKERS needs DATABASE_URL: the embedded database belongs to one process')
  }
  if (read.ISSUER_KEYS && !read.PUBLIC_URL) {
    throw new ConfigError('Configuration: ISSUER_KEYS needs PUBLIC_URL: what is published names it for ever')
  }
  for (const name of ['VERIFICATION_CONTRACT', 'ANCHOR_CONTRACT', 'ANCHOR_KEY'] as const) {
    if (!read[name] || read.ETH_RPC_URL) continue
    throw new ConfigError(`Configuration: ${name} needs ETH_RPC_URL: a node of the chain that it is on`)
  }
  return {
    host: read.HOST,
    port: read.PORT,
    workers: read.WORKERS,
    publicUrl: read.PUBLIC_URL?.replace(/\/+$/, ''),
    databaseUrl: read.DATABASE_URL,
    dataDir: read.DATA_DIR,
    bootstrapApiKey: read.BOOTSTRAP_API_KEY,
    rateLimitPerMinute: read.RATE_LIMIT_PER_MINUTE,
    verificationsPerMinute: read.VERIFICATIONS_PER_MINUTE,
    redisUrl: read.REDIS_URL,
    ipfsApiUrl: read.IPFS_API_URL,
    ipfsCheck: read.IPFS_CHECK,
    maxFileBytes: read.MAX_FILE_BYTES,
    uploadsPerMinute: read.UPLOADS_PER_MINUTE,
    issuerKeys: read.ISSUER_KEYS ?? new Map(),
    chainId: read.CHAIN_ID,
    ethRpcUrl: read.ETH_RPC_URL,
    chainConfirmations: read.CHAIN_CONFIRMATIONS,
    attestationContract: read.VERIFICATION_CONTRACT,
    attestationFromBlock: read.VERIFICATION_FROM_BLOCK,
    anchorContract: read.ANCHOR_CONTRACT,
    anchorKey: read.ANCHOR_KEY,
    anchorBatchSize: read.ANCHOR_BATCH_SIZE,
    anchorEveryMinutes: read.ANCHOR_EVERY_MINUTES,
    anchorMaxFeeGwei: read.ANCHOR_MAX_FEE_GWEI,
    anchorStuckMinutes: read.ANCHOR_STUCK_MINUTES,
    staticSignatures: read.WALLET_STATIC_SIGNATURES,
    signInsPerMinute: read.SIGN_INS_PER_MINUTE,
    sessionMinutes: read.WALLET_SESSION_MINUTES,
    corsOrigins: read.CORS_ORIGINS,
    trustProxy: read.TRUST_PROXY,
    webhookAllowedNetworks: read.WEBHOOK_ALLOWED_NETWORKS ?? [],
    metricsToken: read.METRICS_TOKEN,
    logLevel: read.LOG_LEVEL,
  }
}
