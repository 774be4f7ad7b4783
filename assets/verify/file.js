// Compares a file with the certificate. The file stays here, and so does its checksum, which for some certificates opens
// an encrypted document: what is sent is a hash of the checksum and the certificate's id (src/verification/file.ts).

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
    // The same file may be chosen again.
    input.value = ''
  })
  // Anywhere on the page: a browser would open a file that misses its target.
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
      // Isolated, whatever the direction of the file's name.
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
