import { linkWithoutEmail, withoutEmail } from '@chancery/verify/withoutEmail'
import { expect, it } from 'vitest'

it.each([
  ['amelie@home.example', '…@home.example'],
  ['Ask (Amélie.L@home.example), please.', 'Ask (…@home.example), please.'],
  ['mailto:amelie@home.example', 'mailto:…@home.example'],
  ['https://os.university/?mail=amelie@home.example', 'https://os.university/…@home.example'],
])('hides the local part of an email address: %s', (text, shown) => {
  expect(withoutEmail(text)).toBe(shown)
  expect(linkWithoutEmail(text)).toBe(shown)
})

it('hides an address in a link whose @ is percent-encoded', () => {
  const link = 'https://os.university/?by=1&mail=first%2Blast%40home.example&x=1'
  expect(linkWithoutEmail(link)).toBe('https://os.university/…%40home.example&x=1')
})

it('hides every address of a link, also where no separator is between them', () => {
  const link = 'https://os.university/?to=ada@home.example&cc=bob%40home.example&bcc=eve@home.example'
  const shown = linkWithoutEmail(link)
  for (const name of ['ada', 'bob', 'eve']) expect(shown).not.toContain(name)
  expect(linkWithoutEmail(shown)).toBe(shown)
})

it.each(['https://os.university/@author/post', 'https://os.university/100%40', 'Five @ 2 each.', '@', ''])(
  'leaves a text without an email address unchanged: %j',
  (text) => {
    expect(withoutEmail(text)).toBe(text)
    expect(linkWithoutEmail(text)).toBe(text)
  },
)

it('processes a long text of any kind in less than two seconds', () => {
  const start = performance.now()
  for (const part of ['a', 'a%40', 'a@', '/a@', '%4', 'a@b']) linkWithoutEmail(part.repeat(100_000 / part.length))
  expect(performance.now() - start).toBeLessThan(2000)
})
