import { Explained } from '../explained.ts'

/** The database cannot be used as it is. */
export class DatabaseUnusable extends Explained {}
