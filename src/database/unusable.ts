import { Explained } from '../explained.ts'

export class DatabaseUnusable extends Explained {}
