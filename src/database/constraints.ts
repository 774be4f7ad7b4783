import pg from 'pg'
import { Prisma } from './prisma/client.ts'

/** The name of the constraint that a write broke; null for every other error. */
export function constraintOf(error: unknown): string | null {
  if (error instanceof pg.DatabaseError) return error.constraint ?? null
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return null
  // Where the pg driver adapter leaves what PostgreSQL said; Prisma does not type it.
  const meta = error.meta as { driverAdapterError?: { cause?: { constraint?: { index?: string } } } } | undefined
  return meta?.driverAdapterError?.cause?.constraint?.index ?? null
}
