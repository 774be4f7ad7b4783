import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'

// By reading only: what keeps somebody who broke into the server from going further is easily lost in an edit.

const read = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8')

describe('A container of Chancery', () => {
  it('is run by docker compose without privileges, on a file system that is read-only', async () => {
    const [service = ''] = /^ {2}chancery:\n(?: {4}.*\n)+/m.exec(await read('docker-compose.yml')) ?? []
    expect(service).toMatch(/^ {4}read_only: true$/m)
    expect(service).toMatch(/^ {4}tmpfs: \["\/tmp"\]$/m)
    expect(service).toMatch(/^ {4}cap_drop: \[ALL\]$/m)
    expect(service).toMatch(/^ {4}security_opt: \["no-new-privileges:true"\]$/m)
  })

  it('is run by docker alone in the same way, as docs/operations.md says', async () => {
    const text = await read('docs/operations.md')
    expect(text).toContain('--read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges')
  })

  it('is run by an ordinary user', async () => {
    const last = (await read('Dockerfile')).split(/^FROM /m).at(-1) ?? ''
    const users = [...last.matchAll(/^USER (.*)$/gm)].map(([, user]) => user)
    expect(users.at(-1)).toBe('node')
  })
})
