import fc from 'fast-check'
import { type DefaultTreeAdapterTypes, parse } from 'parse5'
import { expect, it } from 'vitest'
import { hostile } from '../../support/hostile/hostileTexts.ts'
import { confirmWallet } from '../../support/issuers/confirmedIssuers.ts'
import { drawableAll } from '../../support/public/drawableTexts.ts'
import { createStating, issuer, issueStating } from '../../support/public/publicCertificates.ts'
import { newSite, startTestApp } from '../../support/server/app.ts'

type Node = DefaultTreeAdapterTypes.ChildNode

const server = await startTestApp()
const site = await newSite(server.db)

/** Returns the elements of a page with the names of their attributes, and its whole text. */
function read(page: string): { elements: string[]; text: string } {
  const elements: string[] = []
  let text = ''
  const visit = (node: Node) => {
    if ('attrs' in node) elements.push(`${node.tagName} ${node.attrs.map(({ name }) => name).join(' ')}`)
    if (node.nodeName === '#text' && 'value' in node) text += node.value
    if ('childNodes' in node) node.childNodes.forEach(visit)
  }
  parse(page).childNodes.forEach(visit)
  return { elements, text }
}

const pageOf = async (publicId: string) => read((await server.http.get(`/verify/${publicId}`).expect(200)).text)

/** Normalizes line ends as a parser does. */
const normal = (text: string) => text.replace(/\r\n?/g, '\n')

it('shows every fact of a course certificate as text only', async () => {
  const plain = await pageOf((await issueStating(server, site.id, { description: 'x' })).publicId)
  const facts = fc.record({ name: hostile, description: hostile, course: hostile, holder: hostile })
  await fc.assert(
    fc.asyncProperty(facts, async (given) => {
      const stated = await drawableAll(given)
      // The page does not repeat a title.
      fc.pre(stated.name !== stated.course)
      const { elements, text } = await pageOf((await issueStating(server, site.id, stated)).publicId)
      expect(elements).toStrictEqual(plain.elements)
      for (const fact of Object.values(stated)) if (!fact.includes('@')) expect(text).toContain(normal(fact))
    }),
    { numRuns: 60 },
  )
})

it.each([
  ['nobody', false],
  ['a domain', true],
])('shows every fact of a wallet certificate as text only, if %s confirms its issuer', async (_, isConfirmed) => {
  if (isConfirmed) await confirmWallet(server.db, issuer)
  const plain = await pageOf(await createStating(server, { skills: ['x'], industries: ['x'] }))
  const facts = fc.record({
    institutionTitle: hostile,
    programTitle: hostile,
    certificateTitle: hostile,
    skills: fc.tuple(hostile),
    industries: fc.tuple(hostile),
    institutionLink: hostile.map((text) => `https://x.example/${text}`),
    courseLink: hostile.map((text) => `https://x.example/${text}`),
  })
  await fc.assert(
    fc.asyncProperty(facts, async (given) => {
      // The page of a certificate without a picture has fewer elements.
      const stated = await drawableAll(given)
      fc.pre(stated.certificateTitle !== stated.programTitle)
      const { elements, text } = await pageOf(await createStating(server, stated))
      expect(elements).toStrictEqual(plain.elements)
      const { institutionLink: _, ...shown } = stated
      for (const fact of Object.values(shown).flat()) if (!fact.includes('@')) expect(text).toContain(normal(fact))
    }),
    { numRuns: 60 },
  )
})

it('does not link an address that is not a web address', async () => {
  await confirmWallet(server.db, issuer)
  const id = await createStating(server, { institutionLink: 'javascript:alert(1)', courseLink: 'data:text/html,x' })
  await server.db.prisma.site.update({ where: { id: site.id }, data: { link: 'javascript:alert(1)' } })
  const { publicId } = await issueStating(server, site.id)
  for (const one of [id, publicId]) {
    const { text } = await server.http.get(`/verify/${one}`).expect(200)
    expect(text).not.toMatch(/href="(javascript|data):/)
  }
})

it('shows any search text as text only', async () => {
  const plain = read((await server.http.get('/verify?number=x')).text)
  await fc.assert(
    fc.asyncProperty(hostile, async (typed) => {
      const answer = await server.http.get(`/verify?number=${encodeURIComponent(typed)}`)
      if (answer.status === 400) expect(read(answer.text).elements).toStrictEqual(plain.elements)
    }),
  )
})
