/** Colours of Swagger UI with enough contrast (WCAG 2.2, level AA). Its dark mode keeps its own colours of texts. */
export const styles = `
.swagger-ui .info .title small { background: #5b6270 }
.swagger-ui .info .title small.version-stamp { background: #4a6a00 }
html:not(.dark-mode) .swagger-ui .info .link, html:not(.dark-mode) .swagger-ui .info .link .url, html:not(.dark-mode) .swagger-ui a.nostyle.link { color: #1f5fa8 }
html:not(.dark-mode) .swagger-ui .btn.authorize, html:not(.dark-mode) .swagger-ui .auth-btn-wrapper .btn { border-color: #0c6b42; color: #0c6b42 }
html:not(.dark-mode) .swagger-ui .btn.authorize span { color: #0c6b42 }
html:not(.dark-mode) .swagger-ui .btn.authorize svg { fill: #0c6b42 }
html:not(.dark-mode) .swagger-ui .btn.cancel { border-color: #b01c1c; color: #b01c1c }
.swagger-ui .btn.execute { background: #1b5fa8; border-color: #1b5fa8; color: #fff }
.swagger-ui .opblock.opblock-get .opblock-summary-method { background: #1b5fa8 }
.swagger-ui .opblock.opblock-post .opblock-summary-method { background: #0c6b42 }
.swagger-ui .opblock.opblock-put .opblock-summary-method { background: #8a5200 }
.swagger-ui .opblock.opblock-patch .opblock-summary-method { background: #0b6459 }
.swagger-ui .opblock.opblock-delete .opblock-summary-method { background: #b01c1c }
html:not(.dark-mode) .swagger-ui .parameter__in, html:not(.dark-mode) .swagger-ui .parameter__deprecated, html:not(.dark-mode) .swagger-ui .prop-format { color: #595959 }
html:not(.dark-mode) .swagger-ui .parameter__name.required span, html:not(.dark-mode) .swagger-ui .parameter__name.required::after { color: #b01c1c }
html:not(.dark-mode) .swagger-ui .json-schema-2020-12-expand-deep-button { color: #595959 }
html:not(.dark-mode) .swagger-ui .highlight-code .microlight span { color: #fff !important }
`

/**
 * Swagger UI keeps the credentials of "Authorize" in localStorage, permanently. Gives the page the storage of the session
 * instead, which ends with the tab. Runs before Swagger UI's initializer. It also names the controls that Swagger UI leaves
 * without a name for screen readers, and takes the link out of the button of each operation.
 */
export const script = `
Object.defineProperty(window, 'localStorage', { value: window.sessionStorage })
const names = {
  'select#servers': 'Server',
  'button.close-modal': 'Close',
  'textarea.body-param__text': 'Request body',
  '.dark-mode-toggle button': 'Dark mode',
  '.copy-to-clipboard button': 'Copy to clipboard',
}
function mend() {
  for (const [selector, name] of Object.entries(names))
    for (const element of document.querySelectorAll(selector + ':not([aria-label])')) element.setAttribute('aria-label', name)
  for (const image of document.querySelectorAll('.topbar img:not([alt])')) image.alt = 'Chancery'
  for (const link of document.querySelectorAll('.opblock-summary-control a[href]')) link.removeAttribute('href')
}
new MutationObserver(mend).observe(document, { childList: true, subtree: true })
`
