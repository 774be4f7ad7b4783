/**
 * Result of a lookup. `absent`: the domain responded and does not confirm the issuer. `unavailable`: there was no reliable
 * response, which says nothing for or against the issuer.
 */
export type Outcome<Found> = ({ outcome: 'found' } & Found) | Absent | Unavailable

export type Absent = {
  outcome: 'absent'
  reason: keyof typeof absences
  message: string
  /** DNS has no such name at all (NXDOMAIN). */
  nxdomain: boolean
}

export type Unavailable = { outcome: 'unavailable'; reason: keyof typeof outages; message: string }

const absences = {
  nxdomain: 'DNS has no such domain.',
  no_record: 'The domain has no TXT record that names this issuer.',
  cname_outside: 'A CNAME leads out of the domain. Put the TXT record into a zone of the domain itself.',
  no_address: 'The domain has no address, so it has no web server.',
  no_document: 'The web server has no did.json at this address.',
  not_a_document: 'The file did.json is not a DID document. It must be JSON with "id" and "assertionMethod".',
  too_large: 'The file did.json is too large. It may have at most 64 kB.',
  other_id: 'The "id" of did.json is another DID.',
  no_key: 'The file did.json does not have this issuer’s key under "assertionMethod".',
  not_listed: 'The registry does not list this issuer.',
}

const outages = {
  dns_timeout: 'The DNS server did not answer in time.',
  dns_failure: 'The DNS server could not look up the domain.',
  dns_refused: 'The DNS server refused the lookup.',
  dns_unreachable: 'The DNS server is unreachable.',
  dns_malformed: 'The answer of the DNS server is malformed or too large.',
  cname_loop: 'The CNAME records of the domain form a loop or a chain of more than 8.',
  too_many_records: 'The domain has more than 100 OpenAttestation records. Remove those that are no longer needed.',
  resolvers_disagree: 'Two DNS resolvers give different answers. A recent change may not have reached both of them.',
  timeout: 'The web server did not answer in time.',
  connection: 'The connection to the web server failed or ended too early.',
  tls: 'The TLS certificate of the web server is not valid for it.',
  private_address: 'The domain has a private address here. Set DNS_SERVERS to resolvers that give public addresses.',
  redirect: 'The web server redirects. It must answer with the file itself.',
  status: 'The web server did not answer with status 200.',
  encoded: 'The web server sends the file in an encoding that was not requested.',
  registry_malformed: 'The registry’s list is malformed.',
  registry_too_large: 'The registry’s list is too large. It may have at most 5 MB.',
}

export function absent(reason: Absent['reason'], nxdomain = reason === 'nxdomain'): Absent {
  return { outcome: 'absent', reason, message: absences[reason], nxdomain }
}

/** Creates an outcome. `detail` is a sentence to add to the message. */
export function unavailable(reason: Unavailable['reason'], detail?: string): Unavailable {
  return { outcome: 'unavailable', reason, message: [outages[reason], detail].filter(Boolean).join(' ') }
}
