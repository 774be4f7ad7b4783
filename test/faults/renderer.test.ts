import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { afterEach, expect, it } from 'vitest'
import { cleanTemplate } from '../../src/typeset/cleanTemplate.ts'
import { classic } from '../../src/typeset/designs/classic.ts'
import type { Drawing } from '../../src/typeset/render.ts'
import {
  openRenderer,
  RendererBusy,
  type RendererLimits,
  RenderFailed,
  trialLimits,
} from '../../src/typeset/renderer.ts'
import { TemplateFault } from '../../src/typeset/templateFault.ts'
import { endless, order } from '../support/public/renderOrders.ts'
import { start } from '../support/server/process.ts'

const renderers: { close(): void }[] = []
afterEach(() => {
  for (const renderer of renderers.splice(0)) renderer.close()
})

function open(limits: Partial<RendererLimits>) {
  const renderer = openRenderer({ processes: 1, ...limits })
  renderers.push(renderer)
  return renderer
}

/** An invalid template, for which rendering fails. */
const broken: Drawing = { ...order, template: '<svg' }

/** Returns the render processes of this process or of another one. */
function processes(parent = process.pid): string[] {
  const children = readdirSync(`/proc/${parent}/task`).flatMap((thread) =>
    readFileSync(`/proc/${parent}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean),
  )
  return children.filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('renderProcess'))
}

it('starts a process when there is something to render, and ends it after an idle time', async () => {
  const renderer = open({ idleMs: 50 })
  expect(processes()).toStrictEqual([])
  const rendering = renderer.render(order)
  expect(processes()).toHaveLength(1)
  await rendering
  await expect.poll(processes).toStrictEqual([])
  expect((await renderer.render(order)).length).toBeGreaterThan(1000)
})

it.each([
  ['documents', {}, '10'],
  ['uploaded templates', trialLimits, '19'],
])('renders %s at a lower priority than the server', async (_, limits, niceness) => {
  const renderer = open(limits)
  await renderer.render(order)
  const [pid = ''] = processes()
  expect(execFileSync('ps', ['-o', 'ni=', '-p', pid], { encoding: 'utf8' }).trim()).toBe(niceness)
})

it('cleans an upload, and rejects it with the fault of its designer', async () => {
  const renderer = open(trialLimits)
  const clean = await renderer.render({ kind: 'clean', upload: classic })
  expect(Buffer.from(clean).toString()).toBe(cleanTemplate(classic))
  await expect(renderer.render({ kind: 'clean', upload: '<svg>' })).rejects.toThrow(TemplateFault)
  expect(processes()).toHaveLength(1)
})

it('ends a trial after two seconds of CPU time', async () => {
  const renderer = open(trialLimits)
  await renderer.render(order)
  await expect(renderer.render(endless)).rejects.toThrow('2000 ms of CPU time')
})

it('renders for one site after the other, public pages first', async () => {
  const renderer = open({})
  const done: string[] = []
  const render = async (name: string, group: string, isPublic: boolean) => {
    await renderer.render(order, { group, isPublic })
    done.push(name)
  }
  await Promise.all([
    ...[1, 2, 3, 4].map((index) => render(`preview ${index}`, 'site/1', false)),
    ...[1, 2, 3].map((index) => render(`page ${index}`, 'site/1', true)),
    render('other preview', 'site/2', false),
    render('other page', 'site/2', true),
  ])
  expect(done).toStrictEqual([
    // The first order is taken before the others wait.
    ...['preview 1', 'page 1', 'other page', 'page 2', 'page 3'],
    ...['preview 2', 'other preview', 'preview 3', 'preview 4'],
  ])
})

it('reports an order that could not be rendered, and continues', async () => {
  const renderer = open({})
  const [failed, done] = await Promise.allSettled([renderer.render(broken), renderer.render(order)])
  expect(failed).toMatchObject({ status: 'rejected', reason: expect.any(RenderFailed) })
  expect(done.status).toBe('fulfilled')
})

it('ends a process that uses too much CPU time in native code, and continues in another process', async () => {
  const renderer = open({ cpuMs: 4000 })
  const [endlessly, done] = await Promise.allSettled([renderer.render(endless), renderer.render(order)])
  expect(endlessly).toMatchObject({ status: 'rejected', reason: expect.any(RenderFailed) })
  expect(`${endlessly.status === 'rejected' && endlessly.reason}`).toContain('4000 ms of CPU time')
  expect(done.status).toBe('fulfilled')
})

it('waits while the machine is busy, then throws RendererBusy rather than RenderFailed', async () => {
  const renderer = open({ cpuMs: 3000, timeoutMs: 5000 })
  await renderer.render(order)
  const [pid = ''] = processes()
  const stopped = renderer.render(order)
  process.kill(Number(pid), 'SIGSTOP')
  await setTimeout(3500)
  process.kill(Number(pid), 'SIGCONT')
  expect((await stopped).length).toBeGreaterThan(1000)

  const late = expect(renderer.render(order)).rejects.toThrow(RendererBusy)
  process.kill(Number(pid), 'SIGSTOP')
  await late
  await expect.poll(processes).not.toContain(pid)
})

it('replaces a process that died, and one that uses too much memory', async () => {
  const renderer = open({ memory: 1 })
  await renderer.render(order)
  const [first] = processes()
  const second = expect(renderer.render(order)).rejects.toThrow('SIGKILL')
  // The first process may take a moment to end.
  const others = () => processes().filter((pid) => pid !== first)
  await expect.poll(others).toHaveLength(1)
  process.kill(Number(others()[0]), 'SIGKILL')
  await second
  expect((await renderer.render(order)).length).toBeGreaterThan(1000)
})

it('rejects orders when the queue is full', async () => {
  const renderer = open({ waiting: 2 })
  const accepted = [renderer.render(order), renderer.render(order), renderer.render(order)]
  await expect(renderer.render(order)).rejects.toThrow(RendererBusy)
  await Promise.all(accepted)
})

it('rejects the orders of the site that fills the queue before those of another site', async () => {
  const renderer = open({ waiting: 3 })
  const of = (group: string) => renderer.render(order, { group, isPublic: true })
  const [full, other] = [['first', 'second', 'third', 'newest'].map(() => of('full')), of('other')]
  await expect(full.pop()).rejects.toThrow(RendererBusy)
  await Promise.all([...full, other])
  expect((await other).length).toBeGreaterThan(1000)
})

it('leaves no process running when it is closed', async () => {
  const renderer = open({})
  const orders = Promise.allSettled([renderer.render(order), renderer.render(order)])
  renderer.close()
  expect((await orders).map(({ status }) => status)).toStrictEqual(['rejected', 'rejected'])
  await expect.poll(processes).toStrictEqual([])
})

it('leaves no process running when its owner is killed, even in native code', async () => {
  const owner = await start('test/support/public/renderEndlessly.ts')
  await owner.prints(/rendering/)
  const [pid] = processes(owner.pid)
  owner.kill('SIGKILL')
  await owner.ended
  await expect.poll(() => existsSync(`/proc/${pid}`), { timeout: 10_000 }).toBe(false)
})
