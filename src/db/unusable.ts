/** The database cannot be used as it is; the message says why in one line. */
export class DatabaseUnusable extends Error {}
