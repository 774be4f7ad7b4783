// Checks a certificate's proof (bundle.json) in this browser: this page's own, or a file that the reader chooses or drops.
// No server takes part in the check. checkProof.js is built from the source of the server's checks.

const zone = document.querySelector('.proof')
if (zone instanceof HTMLElement) start(zone)

/** @param {HTMLElement} zone */
function start(zone) {
  const { language = '', address = '', working = '', failed = '', unreadable = '' } = zone.dataset
  const label = zone.querySelector('label')
  const input = zone.querySelector('input')
  const button = zone.querySelector('button')
  const result = zone.querySelector('.result')
  const checks = zone.querySelector('.checks')
  const facts = zone.querySelector('.facts')
  if (!label || !input || !(result instanceof HTMLElement)) return
  if (!(checks instanceof HTMLElement) || !(facts instanceof HTMLElement)) return

  /** What is being checked. @type {(() => Promise<string>) | null} */
  let checking = null

  zone.querySelector('.unscripted')?.remove()
  label.hidden = false
  if (button) {
    button.hidden = false
    button.addEventListener('click', () => void check(download))
  }
  input.addEventListener('change', () => {
    const file = input.files?.[0]
    if (file) void check(() => read(file))
    // The same file may be chosen again.
    input.value = ''
  })
  document.addEventListener('dragover', (event) => event.preventDefault())
  zone.addEventListener('dragover', () => zone.classList.add('over'))
  zone.addEventListener('dragleave', (event) => {
    if (!(event.relatedTarget instanceof Node && zone.contains(event.relatedTarget))) zone.classList.remove('over')
  })
  // Runs before the listener of file.js, which takes all other files.
  document.addEventListener('drop', drop, { capture: true })

  /** @param {DragEvent} event */
  function drop(event) {
    const file = event.dataTransfer?.files[0]
    if (!file || !isMeant(event.target, file)) return
    event.preventDefault()
    event.stopPropagation()
    for (const over of document.querySelectorAll('.over')) over.classList.remove('over')
    void check(() => read(file))
  }

  /** @param {EventTarget | null} target @param {File} file */
  function isMeant(target, file) {
    if (!(target instanceof Element) || zone.contains(target)) return true
    const files = document.querySelector('.file')
    return !files || (file.name.endsWith('.json') && !files.contains(target))
  }

  /** @param {File} file */
  async function read(file) {
    // A larger file is not a proof, so it is not read.
    return file.size > 2_000_000 ? '' : file.text()
  }

  async function download() {
    const answer = await fetch(address)
    if (!answer.ok) throw new Error(answer.statusText)
    return answer.text()
  }

  /** @param {() => Promise<string>} load */
  async function check(load) {
    checking = load
    show('working', working)
    const shown = await found(load)
    // Shows the result of the latest request, whichever finishes last.
    if (checking !== load) return
    shown()
    zone.scrollIntoView({ block: 'nearest' })
  }

  /** Checks a proof. Returns a function that shows the result. @param {() => Promise<string>} load */
  async function found(load) {
    try {
      const [text, { checkProof, UnreadableBundle }] = await Promise.all([load(), import('./checkProof.js')])
      try {
        const proof = await checkProof(text, language)
        return () => showProof(proof)
      } catch (error) {
        if (!(error instanceof UnreadableBundle)) throw error
        return () => show('failed', `${unreadable} (${error.message})`)
      }
    } catch {
      return () => show('unknown', failed)
    }
  }

  /** @param {{ outcome: string, headline: string, results: { outcome: string, name: string, said: string, message: string }[], stated: { label: string, value: string }[] }} proof */
  function showProof({ outcome, headline, results, stated }) {
    show(outcome, headline)
    checks?.replaceChildren(...results.map(row))
    facts?.replaceChildren(
      ...stated.map(({ label, value }) =>
        element('div', {}, [element('dt', {}, [label]), element('dd', { dir: 'auto' }, [value])]),
      ),
    )
    if (checks instanceof HTMLElement) checks.hidden = false
    if (facts instanceof HTMLElement) facts.hidden = false
  }

  /** @param {{ outcome: string, name: string, said: string, message: string }} result */
  function row({ outcome, name, said, message }) {
    const icon = zone.querySelector(`template[data-icon=${outcome}]`)
    const title = element('h3', {}, [`${name} `, element('span', { className: 'outcome' }, [said])])
    const children = [element('div', {}, [title, element('p', {}, [message])])]
    if (icon instanceof HTMLTemplateElement) children.unshift(icon.content.cloneNode(true))
    return element('li', { className: outcome }, children)
  }

  /** @param {string} outcome @param {string} text */
  function show(outcome, text) {
    if (!(result instanceof HTMLElement)) return
    result.dataset.outcome = outcome
    result.textContent = text
    for (const old of [checks, facts]) if (old instanceof HTMLElement) old.hidden = true
  }
}

/** @param {string} name @param {object} properties @param {(string | Node)[]} children */
function element(name, properties, children) {
  const made = Object.assign(document.createElement(name), properties)
  made.append(...children)
  return made
}
