// Starts what the reader uses, and loads its script then.

const all = (selector) => [...document.querySelectorAll(selector)]

for (const note of all('.unscripted')) note.remove()

for (const zone of all('.file')) {
  const input = zone.querySelector('input')
  const use = (item) => item && act(zone, async () => (await import('./file.js')).check(zone, item))
  const form = zone.querySelector('form')
  input.parentElement.hidden = false
  input.onchange = () => {
    use(input.files[0])
    // For the same file again.
    input.value = ''
  }
  if (form) {
    form.hidden = false
    form.onsubmit = () => use(form[0].value)
  }
  document.onpaste = ({ target, clipboardData: data }) => {
    // A field takes it.
    if (!target.closest?.('input')) use(data.files[0] ?? data.getData('text'))
  }
  // Browsers open a file that misses the target.
  for (const type of ['dragover', 'dragleave', 'drop'])
    document.addEventListener(type, (event) => {
      const { types, files } = event.dataTransfer
      if (!types.includes('Files')) return
      event.preventDefault()
      if (!event.relatedTarget) zone.classList.toggle('over', type === 'dragover')
      if (type === 'drop') use(files[0])
    })
}

onClick('.proof button', async (button) => (await import('./proof.js')).check(button.closest('.proof')))

onClick('[data-copy]', async (button) => {
  const { copied, failed } = button.closest('.actions').dataset
  const text = button.dataset.copy || button.previousElementSibling.textContent
  const write = async () => navigator.clipboard.writeText(text)
  button.nextElementSibling.textContent = await write().then(
    () => copied,
    () => failed,
  )
})

if (navigator.share)
  // The reader may close the dialog.
  onClick('[data-share]', ({ dataset }) =>
    navigator.share({ url: dataset.share, title: dataset.title }).catch(() => {}),
  )

const codes = navigator.mediaDevices && globalThis.BarcodeDetector?.getSupportedFormats()
if ((await codes?.catch(() => []))?.includes('qr_code'))
  onClick('.scan button', async (button) => (await import('./scan.js')).start(button.closest('.scan')))

function onClick(selector, run) {
  for (const button of all(selector)) {
    button.hidden = false
    button.onclick = () => act(button.closest('[data-failed]'), () => run(button))
  }
}

async function act(zone, run) {
  try {
    await run()
  } catch {
    const status = zone?.querySelector('[role=status]')
    if (status) status.textContent = zone.dataset.failed
  }
}
