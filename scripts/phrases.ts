import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** Phrases that plain English does not use, with what to write instead. `npm run lint` rejects them in every text. */
const phrases: [phrase: string, advice: string][] = [
  ['whoever|whomever|whom', 'name the person or the program'],
  ['somebody|anybody', '“a caller”, “anyone”, or name the person'],
  ['(?:is|are|was|were|be|being) (?:told|asked)', 'name who tells or asks whom: “the server returns …”'],
  ['the same of', 'repeat the noun'],
  ['for ever|ever after', '“permanently”, “afterwards”'],
  ['(?:lets?|letting) go of', '“releases”, “closes”'],
  ['stands? (?:in|on|at|for|beside|there)', '“is in”'],
  ['comes? of', '“results from”'],
  ['says? so', '“returns …”, “logs …”'],
  ['(?:that|those|one|ones) of which', 'two sentences'],
  ['(?:is|are) (?:let|taken) in', '“accepted”'],
  ['goes on', '“continues”'],
  ['beside each other', '“in parallel”'],
  ['(?:tell|tells) (?:whether|what|that|of)', '“shows”, “reports”'],
]

/** Files with texts that are not ours, cannot be changed, or are in another language. */
const exempt = [
  /^prisma\/migrations\//,
  /^packages\/verify\/src\/texts\/(?!en|formats|languages|loadTexts)/,
  /^test\/.*\/(?:fixtures|vectors|upgrades|released)\//,
  /^test\/(?:fixtures|vectors)\//,
  /^contracts\/.*\.json$/,
  /^package-lock\.json$|^LICENSE/,
  /^scripts\/phrases\.ts$/,
]

const text = /\.(?:ts|js|md|json|yml|yaml|prisma|sol|css|html|sh)$|^\.ci\/run$|^Dockerfile$|^\.env/

// A phrase may continue on the next line, after the mark of a comment.
const gap = String.raw`\s+(?:(?://|\*|#|>)\s*)?`
const patterns = phrases.map(([phrase, advice]) => ({
  pattern: new RegExp(String.raw`(?<![\w-])(?:${phrase.replaceAll(' ', gap)})(?![\w-])`, 'gi'),
  advice,
}))

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' })
  .split('\n')
  .filter((file) => text.test(file) && !exempt.some((rule) => rule.test(file)))

let found = 0
for (const file of files) {
  const content = readFileSync(file, 'utf8')
  for (const { pattern, advice } of patterns) {
    for (const match of content.matchAll(pattern)) {
      found += 1
      const line = content.slice(0, match.index).split('\n').length
      console.error(`${file}:${line}: “${match[0].replace(/\s+/g, ' ')}”: ${advice}`)
    }
  }
}
if (found > 0) {
  console.error(`${found} phrases to replace with plain English.`)
  process.exitCode = 1
}
