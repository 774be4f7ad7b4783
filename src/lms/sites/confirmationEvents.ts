import { optionalUnixTime } from '@chancery/verify/unixTime'
import type { AnnounceChange } from '../../issuers/confirmIssuer.ts'
import { announce, type EventType } from '../webhooks/events.ts'

const types = {
  confirmed: 'Issuer/Confirmed',
  failing: 'Issuer/Failing',
  lapsed: 'Issuer/Lapsed',
} as const satisfies Record<string, EventType>

/** Announces that a domain or a registry confirms a site, could not be found once, or no longer confirms it. */
export const announceConfirmation: AnnounceChange = (tx, context, { change, way, source, since }) => {
  const place = way === 'registry' ? { registry: source } : { domain: source }
  const body = { issuer: { ...place, confirmedBy: way, confirmedSince: optionalUnixTime(since) } }
  return announce(tx, context, { type: types[change], subject: `site/${context.siteId}`, body })
}
