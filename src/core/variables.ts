import { z } from 'zod'
import { redisUrl, smtpUrl } from './serviceUrlFormats.ts'
import { storageVariables } from './storageVariables.ts'
import {
  baseUrl,
  contractAddress,
  dnsServers,
  emailOrUrl,
  host,
  httpsUrls,
  httpUrl,
  issuerKeys,
  networks,
  oneOf,
  origins,
  perMinute,
  privateKey,
  proxies,
  securityContact,
  senderAddress,
  siteName,
  token,
  wholeNumber,
} from './variableFormats.ts'

const minutes = (range: { min: number; max: number }) =>
  wholeNumber(`a number of minutes from ${range.min} to ${range.max}`, range)

const MONTH = 43_200 // minutes

/** All environment variables under the headings of docs/configuration.md (`npm run docs` writes it). */
export const variableGroups = {
  Server: {
    HOST: host.default('127.0.0.1').describe('Address to listen on.'),
    PORT: wholeNumber('a port number', { max: 65_535 })
      .default(3000)
      .describe('Port to listen on. 0 takes any free port.'),
    WORKER_PORT: wholeNumber('a port number', { max: 65_535 })
      .optional()
      .describe(
        'Port on which `chancery work` serves `/metrics` and `/health`, at `HOST`. 0 takes any free port. Unset: no port.',
      ),
    WORKERS: wholeNumber('a number of processes, 1 to 64', { min: 1, max: 64 })
      .default(1)
      .describe('Processes that serve requests. Use at most one per core.'),
    PUBLIC_URL: baseUrl.optional().describe('URL at which users reach the server. Unset: `HOST` and `PORT`.'),
    TRUST_PROXY: proxies
      .default(false)
      .describe('Proxies whose `X-Forwarded-*` headers the server trusts: all, none, or those in the list.'),
    SITE_NAME: siteName
      .optional()
      .describe(
        'Name of the site that is created in an empty database, as its certificates show it. Unset: the host of `PUBLIC_URL`.',
      ),
    SITE_NAME_BY_API: oneOf(['on', 'off'])
      .default('off')
      .describe(
        '`on` lets an API key rename the site, if the server has only one. `off`: the operator approves a new name.',
      ),
    BOOTSTRAP_API_KEY: token
      .optional()
      .describe(
        'API key of the site that is created in an empty database. Unset: `npm start` creates a key and prints it.',
      ),
    SECURITY_CONTACT: securityContact
      .default([])
      .describe(
        'Where to report vulnerabilities, the preferred one first, for `/.well-known/security.txt`. Unset: no such file.',
      ),
    METRICS_TOKEN: token.optional().describe('Bearer token for `GET /metrics`. Unset: no metrics.'),
    LOG_LEVEL: oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
      .default('info')
      .describe('Minimum level of log lines.'),
  },
  Storage: storageVariables,
  'Rate limits': {
    RATE_LIMIT_PER_MINUTE: perMinute.default(100).describe('Requests per API key of the LMS API. 0: no limit.'),
    VERIFICATIONS_PER_MINUTE: perMinute
      .default(120)
      .describe('Requests to the public pages (`/verify`) per client address. 0: no limit.'),
    UPLOADS_PER_MINUTE: perMinute.default(20).describe('Files that wallets upload per client address. 0: no limit.'),
    WALLET_CHANGES_PER_MINUTE: perMinute
      .default(120)
      .describe(
        'Changes through the wallet API (`POST`, `DELETE`) per wallet and per client address. A change counts once for each 4 KB. A client address runs one change at a time, or one more for each further 120. 0: no limit.',
      ),
    ISSUER_CHANGES_PER_MINUTE: perMinute
      .default(1200)
      .describe('The same for each wallet that a domain or registry confirms or that is admitted. 0: no limit.'),
    WALLET_BYTES_PER_DAY: perMinute
      .default(256 * 1024 * 1024)
      .describe(
        'Bytes of files, certificates and nonces of signed reads that a wallet, and a client address, may store through the wallet API in 24 hours. 0: no limit.',
      ),
    ISSUER_BYTES_PER_DAY: perMinute
      .default(10 * 1024 ** 3)
      .describe('The same for each wallet that a domain or registry confirms or that is admitted. 0: no limit.'),
    IDEMPOTENCY_KEYS_PER_DAY: perMinute
      .default(5000)
      .describe(
        'Requests with an `Idempotency-Key` to the wallet API per wallet and per client address in 24 hours. Confirmed and admitted wallets have no such limit. 0: no limit.',
      ),
    SIGN_INS_PER_MINUTE: perMinute
      .default(60)
      .describe('Nonces, sessions, contract signatures and claims of domains, each per client address. 0: no limit.'),
    REDIS_URL: redisUrl
      .optional()
      .describe('Redis in which all servers count requests together. Unset or unavailable: each process counts alone.'),
  },
  'Wallet API and webhooks': {
    CORS_ORIGINS: origins.default('*').describe('Origins of browser apps that may use the wallet API.'),
    WALLET_CREATES: oneOf(['on', 'admitted', 'off'])
      .default('on')
      .describe('Wallets that may create certificates: all, those that `chancery wallets admit` admitted, or none.'),
    WALLET_UPLOADS: oneOf(['on', 'admitted', 'off'])
      .default('on')
      .describe('Wallets that may upload files: all, those that `chancery wallets admit` admitted, or none.'),
    WALLET_STATIC_SIGNATURES: oneOf(['on', 'read', 'off'])
      .default('on')
      .describe('Requests that BDN’s signature of the address alone authenticates: all, reading only, or none.'),
    WALLET_SESSION_MINUTES: minutes({ min: 1, max: MONTH }).default(60).describe('Lifetime of a wallet’s session.'),
    WEBHOOK_ALLOWED_NETWORKS: networks
      .default([])
      .describe('Private addresses and subnets that webhooks may be sent to. Unset: public addresses only.'),
  },
  Mail: {
    SMTP_URL: smtpUrl
      .optional()
      .describe(
        'Mail server that takes the mails to holders, such as `smtp://user:password@smtp.example.com:587`. Percent-encode special characters in the password. Unset: the server sends no mails.',
      ),
    MAIL_FROM: senderAddress.optional().describe('Address in `From` of mails to holders, with the name of the site.'),
    MAIL_PER_MINUTE: perMinute
      .default(300)
      .describe('Maximum number of mails per minute of all processes together. More wait for their turn. 0: no limit.'),
  },
  Issuers: {
    DNS_SERVERS: dnsServers
      .default([])
      .describe(
        'DNS resolvers (at most 4) that look up the domains of issuers. With two or more, each record is looked up by ' +
          'two of them. Unset: the system’s resolvers.',
      ),
    TRUST_REGISTRIES: httpsUrls
      .default([])
      .describe(
        'Lists of issuers whose names the server trusts. Unset: only domains and the operator confirm issuers.',
      ),
    REPORT_ADDRESS: emailOrUrl
      .optional()
      .describe(
        'Email address or URL to report certificates to, on the pages of issuers. Unset: `abuse@` the server’s host.',
      ),
  },
  Chain: {
    CHAIN_ID: wholeNumber('the number of an Ethereum chain', { min: 1 })
      .default(1)
      .describe('Ethereum chain of new signatures. 1 is the main network.'),
    ETH_RPC_URL: httpUrl
      .optional()
      .describe('JSON-RPC address of a node of that chain. Unset: signatures of contract wallets cannot be checked.'),
    CHAIN_CONFIRMATIONS: wholeNumber('a number of blocks, up to 10000', { max: 10_000 })
      .default(12)
      .describe('Blocks that must follow a block before the server relies on it.'),
    VERIFICATION_CONTRACT: contractAddress
      .optional()
      .describe('Contract with which verifiers attest certificates. Unset: attestations are not read from the chain.'),
    VERIFICATION_FROM_BLOCK: wholeNumber('the number of a block', {})
      .default(0)
      .describe('First block to read for events of that contract: the block that created it.'),
    ISSUER_KEYS: issuerKeys
      .default(() => new Map())
      .describe('Private keys with which sites publish certificates. Unset: sites cannot publish.'),
  },
  Anchoring: {
    ANCHOR_CONTRACT: contractAddress
      .optional()
      .describe('Address of contracts/Anchors.sol on the chain. Unset: certificates are not anchored.'),
    ANCHOR_KEY: privateKey.optional().describe('Private key of the account that pays for anchors.'),
    ANCHOR_ISSUERS: oneOf(['sites', 'confirmed', 'all'])
      .default('confirmed')
      .describe(
        'Whose certificates are anchored: those of sites, also those of wallets that are confirmed or admitted, or all. Wallets cost nothing to make, so `all` lets strangers spend ether.',
      ),
    ANCHOR_MAX_TRANSACTIONS_PER_DAY: wholeNumber('a number of transactions from 1 to 100000', { min: 1, max: 100_000 })
      .default(48)
      .describe('Maximum number of transactions per day (UTC). The rest waits for the next day.'),
    ANCHOR_BATCH_SIZE: wholeNumber('a number of certificates from 1 to 100000', { min: 1, max: 100_000 })
      .default(10_000)
      .describe('Maximum number of certificates that one transaction anchors.'),
    ANCHOR_EVERY_MINUTES: minutes({ min: 0, max: MONTH })
      .default(60)
      .describe('Maximum time that a certificate waits until it is anchored with others.'),
    ANCHOR_MAX_FEE_GWEI: wholeNumber('a number of gwei from 1 to 1000000', { min: 1, max: 1_000_000 })
      .default(100)
      .describe('Maximum gas price. Anchors wait while it is higher.'),
    ANCHOR_STUCK_MINUTES: minutes({ min: 1, max: 1440 })
      .default(10)
      .describe('Time after which a pending transaction is replaced by one with a higher fee.'),
  },
}

export const variables = z.object({
  ...variableGroups.Server,
  ...variableGroups.Storage,
  ...variableGroups['Rate limits'],
  ...variableGroups['Wallet API and webhooks'],
  ...variableGroups.Mail,
  ...variableGroups.Issuers,
  ...variableGroups.Chain,
  ...variableGroups.Anchoring,
})

export type VariableName = keyof typeof variables.shape
