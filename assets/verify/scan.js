// Reads the QR code of a certificate with the camera. Opens only addresses of this server, and sends no video.

/** Interval (ms) between two looks at the video. */
const PAUSE = 150

/** Ends the current scan. @type {(() => void) | null} */
let stop = null

/** Starts the camera, or stops it if it is on. @param {HTMLElement} zone */
export async function start(zone) {
  if (stop) return stop()
  const { start = '', stop: stopText = '', hint = '', denied = '', failed = '' } = zone.dataset
  const button = zone.querySelector('button')
  const video = zone.querySelector('video')
  if (!button || !video) return

  let isOn = true
  /** @type {MediaStream | null} */
  let stream = null
  const end = (text = '') => {
    if (!isOn) return
    isOn = false
    stop = null
    turnOff(stream)
    video.srcObject = null
    video.hidden = true
    button.textContent = start
    say(zone, text)
    removeEventListener('pagehide', leave)
    document.removeEventListener('visibilitychange', leave)
  }
  /** @param {Event} event */
  const leave = ({ type }) => {
    if (type === 'pagehide' || document.visibilityState === 'hidden') end()
  }
  stop = end
  addEventListener('pagehide', leave)
  document.addEventListener('visibilitychange', leave)
  button.textContent = stopText
  say(zone, hint)

  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } })
    // The reader may have stopped the scan while the browser asked for permission.
    if (!isOn) return turnOff(stream)
    stream.getVideoTracks()[0]?.addEventListener('ended', () => end(failed))
    video.srcObject = stream
    video.hidden = false
    await video.play()
    const detector = new BarcodeDetector({ formats: ['qr_code'] })
    while (isOn) {
      const codes = await detector.detect(video)
      if (!isOn) return
      const [found] = codes.map(({ rawValue }) => rawValue)
      if (found) return end(outcomeOf(zone, found))
      await new Promise((resolve) => setTimeout(resolve, PAUSE))
    }
  } catch (error) {
    end(error instanceof DOMException && error.name === 'NotAllowedError' ? denied : failed)
  }
}

/** @param {MediaStream | null} stream */
function turnOff(stream) {
  for (const track of stream?.getTracks() ?? []) track.stop()
}

/**
 * Opens the page of the certificate that a QR code names. Returns a message about any other code.
 * @param {HTMLElement} zone @param {string} text
 */
function outcomeOf({ dataset }, text) {
  const { address = '', host = '', elsewhere = '', unnamed = '' } = dataset
  const url = webAddress(text)
  if (url && url.host !== host && url.host !== location.host) return elsewhere.replace('{host}', () => url.host)
  if (!url && !isNumber(text)) return unnamed
  const search = new URL(address, location.href)
  search.searchParams.set('number', text)
  location.assign(search)
  return ''
}

/** @param {string} text */
function webAddress(text) {
  const url = URL.canParse(text) ? new URL(text) : null
  return url && /^https?:$/.test(url.protocol) ? url : null
}

/** Whether text has the length of a certificate's number or id. The server reads it. @param {string} text */
function isNumber(text) {
  const digits = text.replace(/^urn:uuid:/i, '').replace(/[\s\p{Pd}_{}.]/gu, '')
  return /^([0-9a-z]{26}|[0-9a-f]{32})$/i.test(digits)
}

/** @param {HTMLElement} zone @param {string} text */
function say(zone, text) {
  const status = zone.querySelector('[role=status]')
  if (status) status.textContent = text
}
