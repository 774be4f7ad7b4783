import { BlockList, isIP } from 'node:net'
import { z } from 'zod'
import { Explained } from './errors.ts'
import { type IssuerKey, type IssuerKeys, isIssuerKey } from './wallet/issuerKey.ts'

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

/** A month. */
const MAX_SESSION_MINUTES = 43_200

/** Every environment variable that Chancery reads. The README's table says the same; a test compares them. */
export const variables = z.object({
  HOST: host.default('127.0.0.1').describe('Address to listen on'),
  PORT: wholeNumber(65535, 'must be a port number').default(3000).describe('Port to listen on; 0 takes any free one'),
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
    .describe('Requests a minute for each API key of the LMS door; 0 is off'),
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
    .describe('Number of the Ethereum chain that signatures are for; 1 is the main network'),
  ETH_RPC_URL: httpUrl
    .optional()
    .describe('JSON-RPC address of a node of that chain; unset: wallets that are contracts cannot sign'),
  WALLET_STATIC_SIGNATURES: z
    .enum(['on', 'read', 'off'], { error: 'must be on, read or off' })
    .default('on')
    .describe('What BDN’s signature of the address alone may do: everything, `read` only, or nothing'),
  WALLET_SESSION_MINUTES: wholeNumber(
    MAX_SESSION_MINUTES,
    `must be a number of minutes, up to ${MAX_SESSION_MINUTES}`,
    1,
  )
    .default(60)
    .describe('How long a wallet that signed in stays so'),
  CORS_ORIGINS: origins
    .default('*')
    .describe('Origins of browser apps that may use the wallet door, comma-separated; * is any'),
  TRUST_PROXY: proxies
    .default(false)
    .describe('Whose X-Forwarded-* headers to believe: true, false, or addresses and subnets, comma-separated'),
  WEBHOOK_ALLOWED_NETWORKS: networks
    .optional()
    .describe('Private addresses and subnets that webhooks may be sent to, comma-separated; unset: none'),
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
  staticSignatures: 'on' | 'read' | 'off'
  sessionMinutes: number
  corsOrigins: '*' | string[]
  trustProxy: boolean | string[]
  webhookAllowedNetworks: string[]
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
  if (read.ISSUER_KEYS && !read.PUBLIC_URL) {
    throw new ConfigError('Configuration: ISSUER_KEYS needs PUBLIC_URL: what is published names it for ever')
  }
  return {
    host: read.HOST,
    port: read.PORT,
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
    staticSignatures: read.WALLET_STATIC_SIGNATURES,
    sessionMinutes: read.WALLET_SESSION_MINUTES,
    corsOrigins: read.CORS_ORIGINS,
    trustProxy: read.TRUST_PROXY,
    webhookAllowedNetworks: read.WEBHOOK_ALLOWED_NETWORKS ?? [],
    logLevel: read.LOG_LEVEL,
  }
}
