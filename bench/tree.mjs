import { randomBytes } from 'node:crypto'
import { merkleTree } from '../dist/anchoring/merkleTree.js'

// Builds one Merkle tree with the given number of leaves in a new process, with the compiled code. Prints the seconds
// and the peak memory in megabytes.

const leaves = Array.from({ length: Number(process.argv[2]) }, () => randomBytes(32))
const start = performance.now()
await merkleTree(leaves)
const seconds = (performance.now() - start) / 1000
console.log(JSON.stringify({ seconds, megabytes: (process.resourceUsage().maxRSS * 1024) / 1e6 }))
