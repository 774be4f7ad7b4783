// Compares a file with the certificate. The file and its checksum stay in the browser, because the checksum can decrypt
// some documents. The page sends a hash of the checksum and the certificate's id (packages/verify/src/checks/file.ts).

const zone = document.querySelector('.file')
if (zone instanceof HTMLElement) start(zone)

/** @param {HTMLElement} zone */
function start(zone) {
  const { id = '', address = '', working = '', failed = '', insecure = '' } = zone.dataset
  const label = zone.querySelector('label')
  const input = zone.querySelector('input')
  const result = zone.querySelector('.result')
  if (!label || !input || !(result instanceof HTMLElement)) return

  zone.querySelector('.unscripted')?.remove()
  label.hidden = false
  input.addEventListener('change', () => {
    void compare(input.files?.[0])
    // Lets the reader choose the same file again.
    input.value = ''
  })
  // The whole page takes drops, because a browser opens a file that misses the target.
  document.addEventListener('dragover', (event) => {
    event.preventDefault()
    zone.classList.add('over')
  })
  document.addEventListener('dragleave', (event) => {
    if (!event.relatedTarget) zone.classList.remove('over')
  })
  document.addEventListener('drop', (event) => {
    event.preventDefault()
    zone.classList.remove('over')
    void compare(event.dataTransfer?.files[0])
  })

  /** @param {File | undefined} file */
  async function compare(file) {
    if (!file) return
    if (!globalThis.crypto?.subtle) return show('unknown', insecure)
    show('working', working)
    try {
      const checksum = await sha256(await file.arrayBuffer())
      const proof = await sha256(new TextEncoder().encode(`chancery file ${id} ${checksum}`))
      const answer = await fetch(`${address}&file=${proof}`)
      if (!answer.ok) throw new Error(answer.statusText)
      const { checks } = await answer.json()
      const { outcome, message } = checks.find((/** @type {{ check: string }} */ { check }) => check === 'file')
      // Isolated, because a file name may be right-to-left.
      show(outcome, `\u2068${file.name}\u2069: ${message}`)
    } catch {
      show('unknown', failed)
    }
    zone.scrollIntoView({ block: 'nearest' })
  }

  /** @param {string} outcome @param {string} text */
  function show(outcome, text) {
    if (!(result instanceof HTMLElement)) return
    result.dataset.outcome = outcome
    result.textContent = text
  }
}

/** @param {BufferSource} bytes */
async function sha256(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
