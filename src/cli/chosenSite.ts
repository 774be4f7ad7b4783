import { firstSiteName, readConfig } from '../core/config.ts'
import type { Database } from '../database/client.ts'
import type { Site } from '../database/prisma/client.ts'
import { findSite } from '../lms/sites/service.ts'

/** Finds the site of `--site`, else the first one. Creates the first site in an empty database. */
export function chosenSite(db: Database, id: number | undefined): Promise<Site> {
  return findSite(db, id, firstSiteName(readConfig(process.env)))
}
