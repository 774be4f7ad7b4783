import { openEmbeddedStore } from '../../../src/ipfs/embedded.ts'

// Adds a file of 600,000 bytes to the embedded store in a folder, and prints the result. Runs as its own process.
const [folder = ''] = process.argv.slice(2)
async function* content() {
  yield new Uint8Array(300_000).fill(1)
  yield new Uint8Array(300_000).fill(2)
}
const store = await openEmbeddedStore(folder)
console.log(
  await store.add(content()).then(
    () => 'added',
    (error: Error) => error.constructor.name,
  ),
)
