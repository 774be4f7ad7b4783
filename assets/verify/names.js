// Finds which certificate a PDF names. readPdf.js (packages/verify/src/pdf) reads it in a worker, which makes no requests.

/** Maximum time (ms) to read a PDF. */
const MAX_TIME = 20_000

/** Maximum size of a PDF that is read, in MB. */
const MAX_MEGABYTES = 50

/** Maximum number of servers that a message names. */
const MAX_HOSTS = 5

/**
 * @typedef {object} Names
 * @property {{ id: string, number: string }[]} certificates Certificates that the file says are of this server.
 * @property {string} reason Why there is not exactly one.
 * @property {boolean} isAmbiguous Whether the file contradicts itself.
 * @property {string} elsewhere Sentence about other servers that the file names; '' if there are none.
 */

/** Stops the reading of a file. */
export let stop = () => {}

/** @param {HTMLElement} zone @param {import('./texts.js').Texts} texts @param {File} file @returns {Promise<Names>} */
export async function namesIn({ dataset: { host = '', base = '' } }, { file: texts }, file) {
  const none = { certificates: [], reason: texts.unnamed, isAmbiguous: false, elsewhere: '' }
  if (!(await isPdf(file))) return none
  if (file.size > MAX_MEGABYTES * 1_000_000) return { ...none, reason: texts.tooLarge(MAX_MEGABYTES) }
  const reading = await read(await file.arrayBuffer(), { hosts: [host, location.host], base })
  if (reading.state !== 'read') return { ...none, reason: texts[reading.state] }
  const { certificates, isAmbiguous, hosts } = reading
  const shown = hosts.slice(0, MAX_HOSTS).join(', ') + (hosts.length > MAX_HOSTS ? ', …' : '')
  return {
    certificates,
    isAmbiguous,
    reason: isAmbiguous ? texts.ambiguous : texts.unnamed,
    elsewhere: shown && texts.elsewhere(shown),
  }
}

/** Whether a file is meant as a PDF. Its header may follow other bytes. @param {File} file */
async function isPdf(file) {
  if (file.type === 'application/pdf' || /\.pdf$/i.test(file.name)) return true
  return (await file.slice(0, 1024).text()).includes('%PDF-')
}

/**
 * @param {ArrayBuffer} bytes @param {{ hosts: string[], base: string }} server
 * @returns {Promise<{ state: 'locked' | 'unreadable' } | { state: 'read', certificates: Names['certificates'], isAmbiguous: boolean, hosts: string[] }>}
 */
function read(bytes, server) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('readPdf.js', import.meta.url), { type: 'module' })
    const end = () => {
      clearTimeout(timer)
      worker.terminate()
    }
    const timer = setTimeout(() => {
      end()
      resolve({ state: 'unreadable' })
    }, MAX_TIME)
    stop = end
    worker.onmessage = ({ data }) => {
      end()
      resolve(data)
    }
    // The script could not be loaded.
    worker.onerror = (event) => {
      end()
      reject(event)
    }
    worker.postMessage({ bytes, server }, [bytes])
  })
}
