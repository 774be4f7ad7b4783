import pg from 'pg'
import { Prisma } from './prisma/client.ts'

/** Returns the name of the violated constraint, or null for other errors. */
export function constraintOf(error: unknown): string | null {
  if (error instanceof pg.DatabaseError) return error.constraint ?? null
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return null
  // Prisma's pg driver adapter puts PostgreSQL's error here, untyped.
  const meta = error.meta as { driverAdapterError?: { cause?: { constraint?: { index?: string } } } } | undefined
  return meta?.driverAdapterError?.cause?.constraint?.index ?? null
}
