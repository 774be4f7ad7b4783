import { type JsonSql, numberOf } from '../core/jsonSql.ts'
import type { GrantedTo } from '../database/prisma/client.ts'

/** Wallet types in the order of BDN's numbers 1, 2, 3. */
export const walletTypes: GrantedTo[] = ['learner', 'academy', 'business']

export const profiles = { Learner: undefined, Academy: 'academy', Business: 'business' } as const

/** Returns SQL that converts a type to BDN's number. */
export function typeNumberOf(type: string): JsonSql {
  return numberOf(`CASE ${type} ${walletTypes.map((name, index) => `WHEN '${name}' THEN ${index + 1}`).join(' ')} END`)
}
