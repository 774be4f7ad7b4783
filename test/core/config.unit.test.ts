import { describe, expect, it } from 'vitest'
import { ConfigError, firstSiteName, readConfig } from '../../src/core/config.ts'
import { variables } from '../../src/core/variables.ts'

function problemOf(env: Record<string, string | undefined>): string {
  try {
    readConfig(env)
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError)
    return error instanceof Error ? error.message : ''
  }
  throw new Error(`${JSON.stringify(env)} was accepted.`)
}

describe('readConfig', () => {
  it('has a default for every variable, and ignores other variables', () => {
    expect(readConfig({ HOME: '/home/person', port: '80' })).toStrictEqual({
      host: '127.0.0.1',
      port: 3000,
      workerPort: undefined,
      workers: 1,
      publicUrl: undefined,
      databaseUrl: undefined,
      databaseDirectUrl: undefined,
      databaseReadUrl: undefined,
      replicaMaxLag: 2,
      databasePrepared: 'on',
      dataDir: './data',
      bootstrapApiKey: undefined,
      rateLimitPerMinute: 100,
      verificationsPerMinute: 120,
      redisUrl: undefined,
      secretsKey: undefined,
      secretsReadKeys: [],
      backupPassphrase: undefined,
      siteName: undefined,
      siteNameByApi: 'off',
      ipfsApiUrl: undefined,
      objectStoreUrl: undefined,
      objectStoreMove: 'off',
      awsAccessKeyId: undefined,
      awsSecretAccessKey: undefined,
      awsSessionToken: undefined,
      ipfsCheck: 'format',
      maxFileBytes: 10_485_760,
      uploadsPerMinute: 20,
      issuerKeys: new Map(),
      chainId: 1,
      ethRpcUrl: undefined,
      chainConfirmations: 12,
      verificationContract: undefined,
      verificationFromBlock: 0,
      anchorContract: undefined,
      anchorKey: undefined,
      anchorIssuers: 'confirmed',
      anchorMaxTransactionsPerDay: 48,
      anchorBatchSize: 10_000,
      anchorEveryMinutes: 60,
      anchorMaxFeeGwei: 100,
      anchorStuckMinutes: 10,
      walletStaticSignatures: 'on',
      signInsPerMinute: 60,
      walletCreates: 'on',
      walletUploads: 'on',
      walletChangesPerMinute: 120,
      issuerChangesPerMinute: 1200,
      walletBytesPerDay: 268435456,
      issuerBytesPerDay: 10737418240,
      idempotencyKeysPerDay: 5000,
      walletSessionMinutes: 60,
      corsOrigins: '*',
      trustProxy: false,
      webhookAllowedNetworks: [],
      smtpUrl: undefined,
      mailFrom: undefined,
      mailPerMinute: 300,
      dnsServers: [],
      trustRegistries: [],
      reportAddress: undefined,
      securityContact: [],
      metricsToken: undefined,
      logLevel: 'info',
    })
  })

  it('reads every variable', () => {
    expect(
      readConfig({
        HOST: '::',
        PORT: '0',
        WORKER_PORT: '3001',
        WORKERS: '4',
        PUBLIC_URL: 'https://certificates.example/chancery/',
        DATABASE_URL: 'postgres://chancery:s3cret@db.example:5433/chancery?sslmode=require',
        DATABASE_DIRECT_URL: 'postgres://chancery:s3cret@db.example:5432/chancery',
        DATABASE_READ_URL: 'postgres://chancery:s3cret@replica.example:5432/chancery',
        REPLICA_MAX_LAG: '5',
        DATABASE_PREPARED: 'off',
        DATA_DIR: '/var/lib/chancery',
        BOOTSTRAP_API_KEY: 'sixteen-chars-ok',
        RATE_LIMIT_PER_MINUTE: '0',
        VERIFICATIONS_PER_MINUTE: '7',
        REDIS_URL: 'REDISS://chancery:s3cr%C3%A9t@redis.example:6380/2',
        IPFS_API_URL: 'http://kubo:5001',
        OBJECT_STORE_URL: 's3://documents/a/b/?endpoint=http://minio:9000/&region=eu-central-1',
        OBJECT_STORE_MOVE: 'on',
        AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'a/b+c',
        AWS_SESSION_TOKEN: 'token',
        IPFS_CHECK: 'available',
        MAX_FILE_BYTES: '1000000',
        UPLOADS_PER_MINUTE: '0',
        SECRETS_KEY: 'A1'.repeat(32),
        SECRETS_READ_KEYS: `${'b2'.repeat(32)}, ${'C3'.repeat(32)}`,
        BACKUP_PASSPHRASE: 'correct horse battery',
        SITE_NAME_BY_API: 'on',
        SITE_NAME: 'Universität Beispiel 🎓',
        ISSUER_KEYS: `7=0x${'a1'.repeat(32)}, 12=0x${'B2'.repeat(32)}`,
        CHAIN_ID: '31337',
        ETH_RPC_URL: 'http://anvil:8545/s3cret',
        CHAIN_CONFIRMATIONS: '0',
        VERIFICATION_CONTRACT: '0x06CDFDC446705B7FD627F2F38BD9B1514E1FD776',
        VERIFICATION_FROM_BLOCK: '6487513',
        ANCHOR_CONTRACT: '0xD2BE64317Eb1832309DF8c8C18B09871809f3735',
        ANCHOR_KEY: `0x${'c3'.repeat(32)}`,
        ANCHOR_ISSUERS: 'sites',
        ANCHOR_MAX_TRANSACTIONS_PER_DAY: '7',
        ANCHOR_BATCH_SIZE: '100000',
        ANCHOR_EVERY_MINUTES: '0',
        ANCHOR_MAX_FEE_GWEI: '7',
        ANCHOR_STUCK_MINUTES: '1',
        WALLET_STATIC_SIGNATURES: 'read',
        WALLET_CREATES: 'admitted',
        WALLET_UPLOADS: 'off',
        SIGN_INS_PER_MINUTE: '0',
        WALLET_CHANGES_PER_MINUTE: '5',
        ISSUER_CHANGES_PER_MINUTE: '50',
        WALLET_BYTES_PER_DAY: '1000',
        ISSUER_BYTES_PER_DAY: '0',
        IDEMPOTENCY_KEYS_PER_DAY: '9',
        WALLET_SESSION_MINUTES: '15',
        CORS_ORIGINS: 'https://wallet.example, http://localhost:8080',
        TRUST_PROXY: '10.0.0.0/8, ::1',
        SMTP_URL: 'smtps://mailer%40uni.example:corr%C3%A9ct@smtp.uni.example',
        MAIL_FROM: 'no-reply@certs.example',
        MAIL_PER_MINUTE: '0',
        WEBHOOK_ALLOWED_NETWORKS: 'fd00::/8,10.20.30.40, 192.168.0.0/16',
        DNS_SERVERS: '192.0.2.1, 192.0.2.1:5353,2001:db8::1,[2001:db8::1]:53',
        TRUST_REGISTRIES: 'https://registry.example/list.json?v=1, https://10.0.0.1:8443/',
        REPORT_ADDRESS: 'report@certs.example',
        SECURITY_CONTACT: 'security@certs.example, https://certs.example/report,tel:+1-201-555-0123,mailto:a@b.example',
        METRICS_TOKEN: 'token-of-prometheus',
        LOG_LEVEL: 'silent',
      }),
    ).toStrictEqual({
      host: '::',
      port: 0,
      workerPort: 3001,
      workers: 4,
      publicUrl: 'https://certificates.example/chancery',
      databaseUrl: 'postgres://chancery:s3cret@db.example:5433/chancery?sslmode=require',
      databaseDirectUrl: 'postgres://chancery:s3cret@db.example:5432/chancery',
      databaseReadUrl: 'postgres://chancery:s3cret@replica.example:5432/chancery',
      replicaMaxLag: 5,
      databasePrepared: 'off',
      dataDir: '/var/lib/chancery',
      bootstrapApiKey: 'sixteen-chars-ok',
      rateLimitPerMinute: 0,
      verificationsPerMinute: 7,
      redisUrl: 'rediss://chancery:s3cr%C3%A9t@redis.example:6380/2',
      secretsKey: Uint8Array.from({ length: 32 }, () => 0xa1),
      secretsReadKeys: [0xb2, 0xc3].map((byte) => new Uint8Array(32).fill(byte)),
      backupPassphrase: 'correct horse battery',
      siteName: 'Universität Beispiel 🎓',
      siteNameByApi: 'on',
      ipfsApiUrl: 'http://kubo:5001/',
      objectStoreUrl: { bucket: 'documents', prefix: 'a/b/', endpoint: 'http://minio:9000', region: 'eu-central-1' },
      objectStoreMove: 'on',
      awsAccessKeyId: 'AKIAEXAMPLE',
      awsSecretAccessKey: 'a/b+c',
      awsSessionToken: 'token',
      ipfsCheck: 'available',
      maxFileBytes: 1_000_000,
      uploadsPerMinute: 0,
      issuerKeys: new Map([
        [7, `0x${'a1'.repeat(32)}`],
        [12, `0x${'B2'.repeat(32)}`],
      ]),
      chainId: 31337,
      ethRpcUrl: 'http://anvil:8545/s3cret',
      chainConfirmations: 0,
      verificationContract: '0x06cdfdc446705b7fd627f2f38bd9b1514e1fd776',
      verificationFromBlock: 6_487_513,
      anchorContract: '0xd2be64317eb1832309df8c8c18b09871809f3735',
      anchorKey: `0x${'c3'.repeat(32)}`,
      anchorIssuers: 'sites',
      anchorMaxTransactionsPerDay: 7,
      anchorBatchSize: 100_000,
      anchorEveryMinutes: 0,
      anchorMaxFeeGwei: 7,
      anchorStuckMinutes: 1,
      walletStaticSignatures: 'read',
      signInsPerMinute: 0,
      walletCreates: 'admitted',
      walletUploads: 'off',
      walletChangesPerMinute: 5,
      issuerChangesPerMinute: 50,
      walletBytesPerDay: 1000,
      issuerBytesPerDay: 0,
      idempotencyKeysPerDay: 9,
      walletSessionMinutes: 15,
      corsOrigins: ['https://wallet.example', 'http://localhost:8080'],
      trustProxy: ['10.0.0.0/8', '::1'],
      smtpUrl: {
        host: 'smtp.uni.example',
        port: 465,
        secure: true,
        login: { user: 'mailer@uni.example', pass: 'corréct' },
      },
      mailFrom: 'no-reply@certs.example',
      mailPerMinute: 0,
      webhookAllowedNetworks: ['fd00::/8', '10.20.30.40', '192.168.0.0/16'],
      dnsServers: ['192.0.2.1', '192.0.2.1:5353', '2001:db8::1', '[2001:db8::1]:53'],
      trustRegistries: ['https://registry.example/list.json?v=1', 'https://10.0.0.1:8443/'],
      reportAddress: 'report@certs.example',
      securityContact: [
        'mailto:security@certs.example',
        'https://certs.example/report',
        'tel:+1-201-555-0123',
        'mailto:a@b.example',
      ],
      metricsToken: 'token-of-prometheus',
      logLevel: 'silent',
    })
  })

  it('treats an empty variable as unset', () => {
    const empty = Object.fromEntries(Object.keys(variables.shape).map((name) => [name, '']))
    expect(readConfig(empty)).toStrictEqual(readConfig({}))
  })

  it.each(['true', 'false'] as const)('reads TRUST_PROXY=%s as a boolean', (text) => {
    expect(readConfig({ TRUST_PROXY: text }).trustProxy).toBe(text === 'true')
  })

  it.each([
    ['HOST', ['127.0.0.1:3000', 'http://127.0.0.1', '[::1]', 'two words', ' ', '-', 'a/b', '127.0.0.1\n']],
    ['PORT', ['65536', '-1', '1.5', 'http', ' ', '0x50', '1e3', '+80', '80 ', '999999999999999999999', 'NaN', '٣']],
    ['WORKER_PORT', ['65536', '-1', '1.5', 'http', ' ']],
    ['PUBLIC_URL', ['certificates.example', 'ftp://a.example', '//a.example', 'http://', 'http://a b', '/', ' ']],
    ['PUBLIC_URL', ['https://a.example/?x=1', 'https://a.example/#x', 'https://user:secret@a.example']],
    ['DATABASE_URL', ['localhost', 'mysql://localhost/x', 'postgresql://h:99999/x', 'postgresql:// h/x', ' ']],
    ['DATABASE_DIRECT_URL', ['localhost', 'mysql://localhost/x']],
    ['DATABASE_READ_URL', ['localhost', 'mysql://localhost/x']],
    ['REPLICA_MAX_LAG', ['0', '61', '0.5', ' ']],
    ['DATABASE_PREPARED', ['yes', 'OFF', ' ']],
    ['BOOTSTRAP_API_KEY', ['fifteen-letters', 'x'.repeat(201), 'with spaces in its middle', 'clé-de-démarrage', ' ']],
    ['VERIFICATIONS_PER_MINUTE', ['-1', 'many']],
    ['RATE_LIMIT_PER_MINUTE', ['-1', '1.5', 'many', ' ', '0x10', '1e3', '9007199254740993', 'Infinity']],
    ['REDIS_URL', ['localhost', 'redis:6379', '/run/redis.sock', 'http://redis', 'redis:///1', 'redis://', ' ']],
    ['REDIS_URL', ['redis://redis:99999', 'redis://redis/one', 'redis://redis/1/2', 'redis://:%ff@redis']],
    ['REDIS_URL', ['redis://redis?commandTimeout=60000', 'redis://redis/0?', 'redis://redis#']],
    ['IPFS_API_URL', ['/ip4/127.0.0.1/tcp/5001', 'kubo:5001', 'http://user:secret@kubo:5001', 'http://kubo/?x', ' ']],
    [
      'OBJECT_STORE_URL',
      ['documents', 'https://s3.example/documents', 's3://Documents', 's3://documents/a//b', 's3://documents/..'],
    ],
    ['OBJECT_STORE_URL', ['s3://documents?endpoint=minio', 's3://documents?bucket=x', 's3://documents?region=', ' ']],
    ['OBJECT_STORE_MOVE', ['yes', ' ']],
    ['AWS_ACCESS_KEY_ID', ['a b', ' ']],
    ['AWS_SECRET_ACCESS_KEY', ['a b', ' ']],
    ['AWS_SESSION_TOKEN', ['a b', ' ']],
    ['CHAIN_CONFIRMATIONS', ['-1', '10001', 'many', ' ']],
    ['VERIFICATION_CONTRACT', ['0x123', 'vitalik.eth', `0x${'g'.repeat(40)}`, ' ']],
    ['VERIFICATION_FROM_BLOCK', ['-1', 'latest', '0x10', ' ']],
    ['IPFS_CHECK', ['Format', 'yes', ' ']],
    ['CHAIN_ID', ['mainnet', '0', '-1', '1.5', '0x1', '9007199254740992', ' ']],
    ['ETH_RPC_URL', ['anvil:8545', 'ws://anvil:8545', 'http://user:secret@anvil', 'http://', ' ']],
    ['CHAIN_CONFIRMATIONS', ['10001', '-1', 'twelve', ' ']],
    [
      'DNS_SERVERS',
      ['dns.example', '192.0.2.1:0', '192.0.2.1:65536', '192.0.2', '[192.0.2.1]:53', '[2001:db8::1]', ' '],
    ],
    ['DNS_SERVERS', ['fe80::1%eth0', '[fe80::1%eth0]:53', '192.0.2.1,', '192.0.2.1,192.0.2.1', 'udp://192.0.2.1']],
    ['REPORT_ADDRESS', ['certs.example', 'http://certs.example', 'a@b@c', ' ']],
    ['SECURITY_CONTACT', ['certs.example', 'http://certs.example', 'tel:me', 'mailto:', 'a@b.example,', ' ']],
    ['SECURITY_CONTACT', ['a@b.example\nExpires: 2000-01-01', 'a@b.example, c', 'mailto:a@b.example?subject=x']],
    ['TRUST_REGISTRIES', ['http://registry.example', 'registry.example', 'https://', 'https://a.example/#x', ' ']],
    [
      'TRUST_REGISTRIES',
      ['https://user:secret@a.example', 'https://a.example,', 'https://a.example,https://a.example'],
    ],
    ['ANCHOR_CONTRACT', ['0x', 'anchors.example', `0x${'11'.repeat(19)}`, `0x${'11'.repeat(32)}`, ' ']],
    ['ANCHOR_KEY', [`0x${'00'.repeat(32)}`, `0x${'ff'.repeat(32)}`, '11'.repeat(32), `0x${'11'.repeat(31)}`, ' ']],
    ['ANCHOR_ISSUERS', ['none', 'Sites', 'sites,confirmed', ' ']],
    ['ANCHOR_MAX_TRANSACTIONS_PER_DAY', ['0', '100001', '-1', ' ']],
    ['ANCHOR_BATCH_SIZE', ['0', '100001', '-1', ' ']],
    ['ANCHOR_EVERY_MINUTES', ['43201', '-1', '1.5', ' ']],
    ['ANCHOR_MAX_FEE_GWEI', ['0', '1000001', '1.5', ' ']],
    ['ANCHOR_STUCK_MINUTES', ['0', '1441', ' ']],
    ['WALLET_STATIC_SIGNATURES', ['ON', 'yes', 'write', ' ']],
    ['WALLET_SESSION_MINUTES', ['0', '-1', '1.5', '43201', 'an hour', ' ']],
    [
      'CORS_ORIGINS',
      ['wallet.example', 'https://a.example/', 'https://a.example,', '*,https://a.example', 'null', ' '],
    ],
    ['SITE_NAME_BY_API', ['ON', 'true', '1']],
    ['SITE_NAME', [' ', 'two\nlines', 'x'.repeat(201), 'half \ud83d']],
    ['SECRETS_READ_KEYS', ['11'.repeat(31), `${'11'.repeat(32)};${'11'.repeat(32)}`, `${'11'.repeat(32)},`]],
    ['BACKUP_PASSPHRASE', ['x'.repeat(11), 'x'.repeat(1001)]],
    ['SECRETS_KEY', ['11'.repeat(31), '11'.repeat(33), `0x${'11'.repeat(32)}`, 'zz'.repeat(32), `${'1'.repeat(63)} `]],
    ['ISSUER_KEYS', ['1', '=', ' ', `0x${'11'.repeat(32)}`, `1=${'11'.repeat(32)}`, `1=0x${'11'.repeat(31)}`]],
    ['ISSUER_KEYS', [`0=0x${'11'.repeat(32)}`, `1=0x${'00'.repeat(32)}`, `1=0x${'ff'.repeat(32)}`]],
    ['ISSUER_KEYS', [`1=0x${'11'.repeat(32)},`, `1=0x${'11'.repeat(32)},1=0x${'12'.repeat(32)}`]],
    ['CORS_ORIGINS', ['https://a.example\nhttps://b.example']],
    ['TRUST_PROXY', ['yes', '1', 'TRUE', 'proxy.example', '10.0.0.1,', '10.0.0.0/', '10.0.0.0/0', '10.0.0.0/33', ' ']],
    ['TRUST_PROXY', ['10.0.0.0/8/8', '::1/129', '10.0.0.0/1e1', '10.0.0.256']],
    ['METRICS_TOKEN', ['short', 'with spaces in between', 'x'.repeat(201)]],
    ['WEBHOOK_ALLOWED_NETWORKS', ['*', 'true', 'intranet.example', '10.0.0.1,', '10.0.0.1 10.0.0.2', '0.0.0.0/0', ' ']],
    ['WEBHOOK_ALLOWED_NETWORKS', ['http://10.0.0.1', '10.0.0.1:8080', '[::1]', '10.0.0', '0x7f.1', '10.0.0.0/33']],
    [
      'SMTP_URL',
      [
        'smtp.uni.example',
        'https://uni.example',
        'smtp://',
        'smtp://a@b',
        'smtp://h:70000',
        'smtp://h/x?y=1',
        'smtp://a:%zz@h',
      ],
    ],
    ['MAIL_FROM', ['uni.example', 'Uni <a@uni.example>', 'a@uni.example\nBcc: b@uni.example']],
    ['LOG_LEVEL', ['INFO', 'verbose', '30', ' ']],
  ] as const)('rejects an invalid %s in one line that names it', (name, values) => {
    for (const value of values) {
      const message = problemOf({ [name]: value })
      expect(message, JSON.stringify(value)).toMatch(new RegExp(`^Configuration: ${name} must be [^\\n]+$`))
    }
  })

  it('requires PUBLIC_URL for ISSUER_KEYS', () => {
    const keys = { ISSUER_KEYS: `1=0x${'11'.repeat(32)}` }
    expect(problemOf(keys)).toMatch(/^Configuration: ISSUER_KEYS needs PUBLIC_URL/)
    expect(readConfig({ ...keys, PUBLIC_URL: 'https://certificates.example' }).issuerKeys.size).toBe(1)
  })

  it('requires ETH_RPC_URL for VERIFICATION_CONTRACT', () => {
    const contract = { VERIFICATION_CONTRACT: `0x${'1'.repeat(40)}` }
    expect(problemOf(contract)).toMatch(/^Configuration: VERIFICATION_CONTRACT needs ETH_RPC_URL/)
    const there = readConfig({ ...contract, ETH_RPC_URL: 'http://127.0.0.1:8545' })
    expect(there.verificationContract).toBe(contract.VERIFICATION_CONTRACT)
  })

  it.each([{ ANCHOR_CONTRACT: `0x${'11'.repeat(20)}` }, { ANCHOR_KEY: `0x${'11'.repeat(32)}` }])(
    'requires ETH_RPC_URL for %j',
    (env) => {
      expect(problemOf(env)).toMatch(/^Configuration: ANCHOR_[A-Z]+ needs ETH_RPC_URL/)
      expect(problemOf(env)).not.toContain('1111')
      expect(readConfig({ ...env, ETH_RPC_URL: 'http://anvil:8545' }).ethRpcUrl).toBe('http://anvil:8545/')
    },
  )

  it('needs a sender and a public address for mails', () => {
    const mail = {
      SMTP_URL: 'smtp://10.0.0.1:25',
      MAIL_FROM: 'no-reply@certs.example',
      PUBLIC_URL: 'https://certs.example',
    }
    expect(readConfig(mail).smtpUrl).toStrictEqual({ host: '10.0.0.1', port: 25, secure: false, login: null })
    expect(problemOf({ ...mail, MAIL_FROM: '' })).toMatch(/^Configuration: SMTP_URL needs MAIL_FROM/)
    expect(problemOf({ ...mail, PUBLIC_URL: '' })).toMatch(/^Configuration: SMTP_URL needs PUBLIC_URL/)
    expect(problemOf({ ...mail, SMTP_URL: '' })).toMatch(/^Configuration: MAIL_FROM needs SMTP_URL/)
  })

  it('requires DATABASE_URL for several workers', () => {
    expect(problemOf({ WORKERS: '2' })).toMatch(/^Configuration: WORKERS needs DATABASE_URL/)
    expect(readConfig({ WORKERS: '2', DATABASE_URL: 'postgresql://db.example/chancery' }).workers).toBe(2)
  })

  it('reports all errors in one line', () => {
    expect(problemOf({ PORT: 'x', LOG_LEVEL: 'loud' })).toMatch(
      /^Configuration: PORT must be .+; LOG_LEVEL must be .+$/,
    )
  })

  it.each([
    { BOOTSTRAP_API_KEY: 'hunter2' },
    { BOOTSTRAP_API_KEY: 'hunter2 is a secret with spaces' },
    { DATABASE_URL: 'postgresql://chancery:hunter2@db.example:99999/x' },
    { DATABASE_URL: 'postgresql://chancery:hunter2#@db.example/x' },
    { DATABASE_URL: 'mysql://chancery:hunter2@db.example/x' },
    { DATABASE_DIRECT_URL: 'mysql://chancery:hunter2@db.example/x' },
    { REDIS_URL: 'redis://:hunter2%zz@redis.example' },
    { REDIS_URL: 'redis://:hunter2@redis.example/one' },
    { IPFS_API_URL: 'http://user:hunter2@kubo:5001' },
    { AWS_SECRET_ACCESS_KEY: 'hunter2 with a space' },
    { OBJECT_STORE_URL: 's3://documents?endpoint=https://user:hunter2@s3.example' },
    { ETH_RPC_URL: 'ws://node.example/hunter2' },
    { ANCHOR_KEY: '0xhunter2' },
  ])('does not repeat a secret: %j', (env) => {
    expect(problemOf(env)).not.toContain('hunter2')
  })
})

describe('firstSiteName', () => {
  it.each([
    [{ SITE_NAME: 'University of Example', PUBLIC_URL: 'https://certs.example' }, 'University of Example'],
    [{ PUBLIC_URL: 'https://certs.example:8443/base' }, 'certs.example:8443'],
    [{}, '127.0.0.1:3000'],
  ])('names the first site with %j', (env, name) => {
    expect(firstSiteName(readConfig(env))).toBe(name)
  })
})
