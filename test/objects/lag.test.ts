import { randomBytes, randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { formOf } from '../support/files/form.ts'
import { startS3 } from '../support/objects/s3Server.ts'
import { newSite, startTestApp } from '../support/server/app.ts'
import { newWallet } from '../support/wallet/wallets.ts'

/** Time (ms) of each answer. */
const LAG_MS = 250

it('uploads, reads, publishes, draws and erases with an object store that answers slowly', async () => {
  const s3 = await startS3()
  const issuerKeys = new Map([[1, `0x${'11'.repeat(32)}`]] as const)
  const server = await startTestApp({ ...s3.config, issuerKeys, ipfsCheck: 'available' })
  const { key } = await newSite(server.db)
  s3.lag(LAG_MS)
  const lms = (method: 'post' | 'delete', path: string, body: object = {}) =>
    server.http[method](`/openapi/v1${path}`).set('X-API-KEY', key).send(body)

  const content = randomBytes(600_000)
  const { type, body } = formOf([{ name: 'file', filename: 'a.bin', content }])
  const wallet = newWallet()
  const upload = server.http.post('/api/v1/files/').set(wallet.headers).set('content-type', type)
  const { ipfs_hash: cid } = (await upload.send(body).expect(200)).body
  const read = await fetch(`${server.url}/ipfs/${cid}`)
  expect(Buffer.from(await read.arrayBuffer()).equals(content)).toBe(true)
  const certificate = {
    ...{ institution_title: 'Academy', institution_link: 'http://example.com', certificate_title: 'Course' },
    ...{ holder_eth_address: wallet.address, ipfs_hash: cid },
  }
  await server.http.post('/api/v1/certificates/').set(wallet.headers).send(certificate).expect(200)

  const { id: courseId } = (await lms('post', '/courses', { name: 'A course' }).expect(201)).body
  const learner = { name: 'Ada', email: `${randomUUID()}@example.com`, password: 'p', roleAlias: 'learner' }
  const { id: userId } = (await lms('post', '/users', { ...learner, eth_address: newWallet().address }).expect(201))
    .body
  const issued = (await lms('post', `/courses/${courseId}/certificates`, { userId }).expect(201)).body
  const { ipfsHash } = (await lms('post', `/certificates/${issued.id}/publish`).expect(200)).body
  const picture = new URL(issued.imageUrl).pathname
  await server.http.get(picture).expect(200)
  await server.http.get(`/ipfs/${ipfsHash}`).expect(200)
  const { body: health } = await server.http.get('/health/ready').expect(200)
  expect(health.dependencies).toMatchObject({ ipfs: 'up', objects: 'up' })

  await lms('delete', `/users/${userId}?erase=true`).expect(200)
  await server.http.get(`/ipfs/${ipfsHash}`).expect(404)
  await server.http.get(picture).expect(410)
  s3.lag(0)
  expect((await s3.keys()).filter((object) => object.startsWith('pictures/'))).toStrictEqual([])
})
