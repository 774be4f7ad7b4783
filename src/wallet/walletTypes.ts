import { numberOf } from '../core/jsonSql.ts'
import type { GrantedTo } from '../database/prisma/client.ts'

/** The types of wallets in the order of BDN's numbers: 1, 2, 3. */
export const walletTypes: GrantedTo[] = ['learner', 'academy', 'business']

/** The type that a verifier acts as, by BDN's name. */
export const profiles = { Learner: undefined, Academy: 'academy', Business: 'business' } as const

/** The SQL of BDN's number of a type. */
export function typeNumberOf(type: string) {
  return numberOf(`CASE ${type} ${walletTypes.map((name, index) => `WHEN '${name}' THEN ${index + 1}`).join(' ')} END`)
}
