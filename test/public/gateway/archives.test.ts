import { expect, it } from 'vitest'
import { writeCar } from '../../../src/ipfs/car.ts'
import { openKubo } from '../../../src/ipfs/kubo.ts'
import { importCar } from '../../../src/public/gateway/archives.ts'
import { streamOf } from '../../support/files/files.ts'
import { startKubo } from '../../support/ipfs/kuboServer.ts'

it('reports an outage after the import of a CAR as ipfs.unavailable, not as an incomplete document', async () => {
  const kubo = await startKubo()
  const node = await openKubo(kubo.url)
  const bytes = new TextEncoder().encode('A document.')
  const cid = await node.add(streamOf(bytes))
  kubo.pins.add = () => {
    kubo.mode = 'broken'
    return kubo.pins
  }
  async function* blocks() {
    yield { cid, bytes }
  }
  await expect(importCar(node, writeCar([cid], blocks()))).rejects.toMatchObject({ code: 'ipfs.unavailable' })
  await kubo.close()
})
