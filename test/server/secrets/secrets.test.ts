import { hash, randomBytes } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../../src/database/client.ts'
import { secretsBy } from '../../../src/database/secrets.ts'
import { SecretsUnusable } from '../../../src/database/secretsFile.ts'
import { currentKey, privateKeyOf } from '../../../src/issuers/keys.ts'
import { createWebhook } from '../../../src/lms/webhooks/service.ts'
import { checkSecrets } from '../../../src/server/secrets/check.ts'
import { encryptSecrets, forgetKey, rotateSecrets } from '../../../src/server/secrets/service.ts'
import { contentsOf } from '../../support/database/contents.ts'
import { contextIn } from '../../support/lms/context.ts'
import { proofOf } from '../../support/public/fileProof.ts'
import { certified, createStating } from '../../support/public/publicCertificates.ts'
import { newSite, startTestApp, type TestApp } from '../../support/server/app.ts'
import { createSigned } from '../../support/wallet/signedCertificates.ts'
import { newWallet, type TestWallet } from '../../support/wallet/wallets.ts'

const CHECKSUM = hash('sha256', certified)
const [first, second] = [randomBytes(32), randomBytes(32)]
const firstSecrets = secretsBy(first)
const silent = { warn: () => {} }

let server: TestApp
let holder: TestWallet
beforeAll(async () => {
  server = await startTestApp({ secretsKey: first })
  holder = newWallet()
})

const signedFor = (wallet: TestWallet) => createSigned(server, newWallet(), wallet)
const get = (path: string, wallet?: TestWallet) => server.http.get(path).set(wallet?.headers ?? {})
const checksumsOf = async (list: string, wallet?: TestWallet) =>
  (await get(list, wallet).expect(200)).body.map(({ checksum }: { checksum?: string }) => checksum)

async function newHook(db: Database) {
  const { id } = await newSite(db)
  return createWebhook(contextIn(db, id), { url: 'https://lms.example/', events: ['User/Created'] })
}

describe('encrypted checksums', () => {
  it('are in no dump, and readable for the holder only', async () => {
    const id = await signedFor(holder)
    const dump = await contentsOf(server.db.pool)
    expect(dump).toContain(id)
    expect(dump.toLowerCase()).not.toContain(CHECKSUM)
    const one = `/api/v1/certificates/${id}/`
    const list = `/api/v1/certificates/?eth_address=${holder.address}`
    expect((await get(one, holder).expect(200)).body.checksum).toBe(CHECKSUM)
    expect(await checksumsOf(list, holder)).toStrictEqual([CHECKSUM])
    expect(await checksumsOf('/api/v1/certificates/?role=holder', holder)).toStrictEqual([CHECKSUM])
    expect((await get(`${one}bundle/`, holder).expect(200)).text).toContain(CHECKSUM)
    for (const reader of [undefined, newWallet()]) {
      expect((await get(one, reader).expect(200)).body).not.toHaveProperty('checksum')
      expect(await checksumsOf(list, reader)).toStrictEqual([undefined])
    }
  })

  it('verify digest, signature and file', async () => {
    const id = await signedFor(holder)
    const { body } = await get(`/verify/${id}.json?file=${proofOf(id, certified)}`).expect(200)
    const outcome = (name: string) => body.checks.find(({ check }: { check: string }) => check === name).outcome
    expect(['record', 'issuer', 'file'].map(outcome)).toStrictEqual(['passed', 'passed', 'passed'])
  })

  it('are an outage where they cannot be decrypted, for each certificate alone', async () => {
    const [id, other] = [await signedFor(holder), await signedFor(holder)]
    await server.db.pool.query(
      'UPDATE certificates SET sealed_checksum = (SELECT sealed_checksum FROM certificates WHERE id = $1) WHERE id = $2',
      [other, id],
    )
    const paths = [`/api/v1/certificates/${id}/`, `/api/v1/certificates/${id}/bundle/`, `/verify/${id}.json`]
    paths.push('/api/v1/certificates/?role=holder', `/verify/${id}`, `/verify/${id}/bundle.json`)
    for (const path of paths) {
      const { status, headers } = await get(path, holder)
      expect([path, status, headers['x-error-code']]).toStrictEqual([path, 503, 'secrets.unreadable'])
    }
    await Promise.all([get(`/verify/${other}.json`).expect(200), get(`/verify/${id}.json`).expect(503)])
    await get(`/api/v1/certificates/${id}/`).expect(200)
    await server.db.pool.query('DELETE FROM certificates WHERE id = $1', [id])
  })
})

describe('encrypted secrets of webhooks', () => {
  it('are in no dump, and sealed to their webhook', async () => {
    const hook = await newHook(server.db)
    const dump = await contentsOf(server.db.pool)
    expect(dump).toContain('https://lms.example/')
    expect(dump).not.toContain(hook.secret.slice('whsec_'.length))
    const { sealedSecret } = hook
    expect(() => firstSecrets.open(sealedSecret ?? expect.fail(), `webhook/${hook.id + 1}`)).toThrow(SecretsUnusable)
    expect(Buffer.from(firstSecrets.open(sealedSecret ?? expect.fail(), `webhook/${hook.id}`)).toString()).toBe(
      hook.secret,
    )
  })
})

describe('the change of keys', () => {
  /** Returns a database with secrets in the clear, and its checksum, webhook and servers with and without keys. */
  async function inTheClear() {
    const app = await startTestApp()
    app.db.secrets = null
    const id = await createStating(app)
    const hook = await newHook(app.db)
    return { app, id, hook }
  }

  it('encrypts what is in the clear while servers read and write, and nothing again', async () => {
    const { app, id, hook } = await inTheClear()
    expect(await contentsOf(app.db.pool)).toContain(CHECKSUM)
    app.db.secrets = firstSecrets
    const reads = Promise.all(Array.from({ length: 20 }, () => app.http.get(`/verify/${id}.json`).expect(200)))
    const [resealed] = await Promise.all([encryptSecrets(app.db, firstSecrets), createStating(app), reads])
    const nothing = { encrypted: 0, unreadable: 0 }
    const one = { encrypted: 1, unreadable: 0 }
    expect(resealed).toStrictEqual({ checksums: one, webhooks: one, siteKeys: nothing })
    const dump = await contentsOf(app.db.pool)
    for (const secret of [CHECKSUM, hook.secret]) expect(dump).not.toContain(secret)
    for (const { body } of await reads) expect(body.verdict).not.toBe('not_valid')
    expect(await encryptSecrets(app.db, firstSecrets)).toStrictEqual({
      ...{ checksums: nothing, webhooks: nothing, siteKeys: nothing },
    })
  })

  it('rotates every secret, so that the new key alone reads them, and leaves those of unknown keys', async () => {
    const { app, id, hook } = await inTheClear()
    app.db.secrets = firstSecrets
    await encryptSecrets(app.db, firstSecrets)
    await checkSecrets(app.db, silent)
    const site = await newSite(app.db)
    const context = { ...contextIn(app.db, site.id), secrets: () => firstSecrets }
    await currentKey(context)
    const all = { encrypted: 1, unreadable: 0 }

    expect(await rotateSecrets(app.db, secretsBy(second, [first]))).toStrictEqual({
      ...{ checksums: all, webhooks: all, siteKeys: all },
    })
    app.db.secrets = secretsBy(second)
    await checkSecrets(app.db, silent)
    const { body } = await app.http.get(`/verify/${id}.json?file=${proofOf(id, certified)}`).expect(200)
    expect(body.checks.find(({ check }: { check: string }) => check === 'file').outcome).toBe('passed')
    const key = await currentKey(context)
    expect(privateKeyOf(key, secretsBy(second)).asymmetricKeyType).toBe('ed25519')
    const row = await app.db.prisma.webhook.findUniqueOrThrow({ where: { id: hook.id } })
    expect(
      Buffer.from(secretsBy(second).open(row.sealedSecret ?? expect.fail(), `webhook/${hook.id}`)).toString(),
    ).toBe(hook.secret)
    expect(await encryptSecrets(app.db, firstSecrets)).toMatchObject({ checksums: { encrypted: 0 } })
    await expect(rotateSecrets(app.db, firstSecrets)).rejects.toThrow(SecretsUnusable)
    const { rows } = await app.db.pool.query(
      'SELECT count(*)::int AS count FROM certificates WHERE sealed_checksum IS NULL',
    )
    expect(rows).toStrictEqual([{ count: 0 }])
  })
})

describe('checkSecrets', () => {
  it('rejects another key and no key, warns without one, and starts over after `forget`', async () => {
    const { db } = await startTestApp()
    const warnings: string[] = []
    const log = { warn: (line: string) => warnings.push(line) }
    db.secrets = null
    await checkSecrets(db, log)
    expect(warnings).toStrictEqual([expect.stringContaining('are stored in the clear')])
    db.secrets = firstSecrets
    await Promise.all([checkSecrets(db, log), checkSecrets(db, log)])
    const site = await newSite(db)
    const context = { ...contextIn(db, site.id), secrets: () => firstSecrets }
    const { id } = await currentKey(context)
    const others = [secretsBy(second), null]
    for (const secrets of others) {
      db.secrets = secrets
      await expect(checkSecrets(db, log)).rejects.toThrow(SecretsUnusable)
    }
    db.secrets = secretsBy(second, [first])
    await checkSecrets(db, log)
    expect(await forgetKey(db, secretsBy(second), context)).toBe(1)
    db.secrets = secretsBy(second)
    await checkSecrets(db, log)
    expect((await currentKey({ ...context, secrets: () => secretsBy(second) })).id).not.toBe(id)
    expect(warnings).toHaveLength(1)
  })

  it('rejects another key than that of the keys of sites, where servers never checked it', async () => {
    const { db } = await startTestApp({ secretsKey: second })
    const site = await newSite(db)
    await currentKey({ ...contextIn(db, site.id), secrets: () => firstSecrets })
    await expect(checkSecrets(db, silent)).rejects.toThrow('SECRETS_KEY is not the key of this database.')
  })
})
