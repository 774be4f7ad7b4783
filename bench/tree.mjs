import { randomBytes } from 'node:crypto'
import { merkleTree } from '../dist/anchoring/merkleTree.js'

// Makes one Merkle tree of as many leaves as it is told, in a fresh process, by the compiled code, as the server does.
// Prints how many seconds that took, and the megabytes that the process occupied at most.

const leaves = Array.from({ length: Number(process.argv[2]) }, () => randomBytes(32))
const start = performance.now()
await merkleTree(leaves)
const seconds = (performance.now() - start) / 1000
console.log(JSON.stringify({ seconds, megabytes: (process.resourceUsage().maxRSS * 1024) / 1e6 }))
