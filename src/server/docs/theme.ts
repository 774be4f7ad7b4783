/**
 * Swagger UI keeps the credentials of "Authorize" in localStorage, permanently. Gives the page the storage of the session
 * instead, which ends with the tab. Runs before Swagger UI's initializer.
 */
export const script = `
Object.defineProperty(window, 'localStorage', { value: window.sessionStorage })
`
