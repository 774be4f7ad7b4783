import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openEmbeddedStore } from '../../src/ipfs/embedded.ts'
import { streamOf } from '../support/files/files.ts'
import { newFolder } from '../support/files/folders.ts'
import { blockFile } from '../support/ipfs/stores.ts'
import { startS3 } from '../support/objects/s3Server.ts'
import { chancery } from '../support/server/process.ts'

describe('chancery objects copy', () => {
  it('copies blocks to the bucket and back, and exits with 1 for damaged ones', async () => {
    const server = await startS3()
    const [here, there] = [await newFolder(), await newFolder()]
    const store = await openEmbeddedStore(join(here, 'ipfs'))
    const cids = await Promise.all(['one', 'two'].map((text) => store.add(streamOf(Buffer.from(text)))))
    const [damaged] = cids
    if (!damaged) throw new Error('Two were added.')

    const variables = { ...server.variables, DATA_DIR: here }
    expect(await chancery(['objects', 'copy'], variables)).toMatchObject({
      code: 0,
      stdout: '2 blocks copied, 0 were there already, 0 damaged.\n0 pictures and PDFs copied.\n',
    })
    const back = await chancery(['objects', 'copy', '--to', 'folder'], { ...server.variables, DATA_DIR: there })
    expect(back).toMatchObject({ code: 0, stdout: '2 blocks copied, 0 were there already, 0 damaged.\n' })

    await writeFile(blockFile(join(here, 'ipfs'), damaged), 'x')
    const again = await chancery(['objects', 'copy'], variables)
    expect(again).toMatchObject({ code: 1, stderr: `damaged, not copied: ${damaged}\n` })
  })

  it('explains a missing bucket, and an outage', async () => {
    const DATA_DIR = await newFolder()
    expect((await chancery(['objects', 'copy'], { DATA_DIR })).stderr).toContain('OBJECT_STORE_URL is not set.')
    const server = await startS3()
    server.fail(() => 'denied')
    await (await openEmbeddedStore(join(DATA_DIR, 'ipfs'))).add(streamOf(Buffer.from('one')))
    const denied = await chancery(['objects', 'copy'], { ...server.variables, DATA_DIR })
    expect(denied.code).toBe(1)
    expect(denied.stderr).toMatch(/403 \(AccessDenied\).*s3:ListBucket.*Run the command again/)
  })
})
