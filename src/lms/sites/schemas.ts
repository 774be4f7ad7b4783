import { isTimeZone } from '@chancery/verify/calendarDay'
import { z } from 'zod'
import { closed } from '../../core/closed.ts'
import { emailAddress, nameText, requiredText, text, webUrl } from '../../core/fields.ts'
import { doc } from '../../http/schemas.ts'
import { toDomain } from '../../issuers/confirm/domain.ts'
import { givenLanguage } from '../schemas.ts'

const MAX_URL = 200

const account = (service: string, example: string) => requiredText(100).meta(doc(`Account on ${service}`, example))

/** LinkedIn's "add to profile" links need the number of the page. */
const socialIds = closed(
  z
    .object({
      linkedin: z
        .string()
        .regex(/^\d{1,20}$/, 'Must be the number of the LinkedIn page.')
        .meta(doc('Number of the LinkedIn page', '1035')),
      facebook: account('Facebook', 'uni.example'),
      instagram: account('Instagram', 'uni.example'),
      mastodon: account('Mastodon', 'https://social.example/@uni'),
      x: account('X', 'uni_example'),
      youtube: account('YouTube', '@uni.example'),
    })
    .partial(),
)

const domainName = text(1000)
  .transform(toDomain)
  .transform(({ name }) => name)

const name = doc('Name of the institution, as certificates show it', 'University of Example')
const legalName = doc('Registered name, if it differs', 'University of Example Foundation')
const link = doc('Web page of the institution', 'https://uni.example')
const logo = doc('URL of the logo', 'https://uni.example/logo.svg')
const description = doc('About the institution', 'A university in Example City.')
const country = doc('Country (ISO 3166-1, two letters)', 'PT')
const language = doc('Default language', 'en')
const timezone = doc('Time zone of the days of future certificates (IANA name)', 'Europe/Lisbon')
const timeZone = doc('Another spelling of `timezone`', 'Europe/Lisbon')
const email = doc('Public email address', 'registry@example.com')
const domain = doc('Domain of the institution', 'uni.example')
const notify = doc(
  'Whether users get mails about certificates, unless their course or request chooses otherwise. Without effect if the ' +
    'server sends no mails.',
  false,
)
const ids = doc('Public accounts', { linkedin: '1035' })

export const site = z
  .object({
    id: z.int().meta(doc('Site ID', 1)),
    name: z.string().meta(name),
    proposedName: z.string().optional().meta(doc('Name that waits for approval by the operator', 'Example University')),
    legalName: z.string().optional().meta(legalName),
    link: z.string().optional().meta(link),
    logo: z.string().optional().meta(logo),
    description: z.string().optional().meta(description),
    country: z.string().optional().meta(country),
    language: z.string().meta(language),
    timezone: z.string().meta(timezone),
    email: z.string().optional().meta(email),
    domain: z.string().optional().meta(domain),
    socialIds: socialIds.meta(ids),
    notify: z.boolean().meta(notify),
  })
  .meta({ id: 'Site', description: 'The institution that issues certificates' })

const zoneName = text(100).refine(isTimeZone, 'Unknown time zone. Use an IANA name such as Europe/Lisbon.')

export const siteChange = closed(
  z
    .object({
      name: nameText(200).meta(name),
      legalName: nameText(200).nullable().meta(legalName),
      link: webUrl(MAX_URL).nullable().meta(link),
      logo: webUrl(MAX_URL).nullable().meta(logo),
      description: text(2000).nullable().meta(description),
      country: z
        .string()
        .refine(isCountry, 'Must be a country code of two letters (ISO 3166-1).')
        .nullable()
        .meta(country),
      language: givenLanguage.meta(language),
      timezone: zoneName.meta(timezone),
      timeZone: zoneName.meta(timeZone),
      email: emailAddress.nullable().meta(email),
      domain: domainName.nullable().meta(domain),
      socialIds: socialIds.meta(ids),
      notify: z.boolean('Must be true or false.').meta(notify),
    })
    .partial(),
  { ignored: ['id', 'proposedName'] },
)
  .refine(({ timeZone, timezone }) => !timeZone || !timezone || timeZone === timezone, {
    path: ['timeZone'],
    error: 'Must be the same as timezone. Send one of them.',
  })
  .meta({
    id: 'SiteChange',
    description: 'Fields to change. `null` deletes a field. `socialIds` replaces all accounts.',
  })

const record = {
  domain: z.string().meta(domain),
  did: z.string().meta(doc('DID of the site', 'did:web:certs.example')),
  record: z.string().meta(doc('TXT record to publish', 'openatts a=dns-did; p=did:web:certs.example; v=1.0;')),
}

const storedFinding = z.object({
  confirmedBy: z.enum(['dns', 'did_web', 'registry']).meta(doc('Kind of evidence', 'dns')),
  source: z.string().meta(doc('Domain, or URL of the registry', 'uni.example')),
  confirmedSince: z
    .int()
    .optional()
    .meta(doc('Start of the confirmation, in Unix seconds. Missing: not confirmed', 1_777_766_400)),
  lastSeen: z.int().optional().meta(doc('Last lookup that found it, in Unix seconds', 1_796_083_200)),
  failingSince: z
    .int()
    .optional()
    .meta(doc('First of the lookups since then that did not find it, in Unix seconds', 1_796_169_600)),
})

export const domainRecord = z
  .object({ ...record, found: z.array(storedFinding).meta({ description: 'Results of the last lookups' }) })
  .meta({ id: 'DomainRecord', description: 'The DNS record by which a domain confirms the site' })

const finding = {
  outcome: z
    .enum(['found', 'absent', 'unavailable'])
    .meta(
      doc('`found`: confirms the site. `absent`: does not confirm it. `unavailable`: the lookup failed.', 'absent'),
    ),
  message: z.string().meta(doc('Explanation', 'The domain has no TXT record that names this issuer.')),
}

export const domainCheck = z
  .object({
    ...record,
    confirmedSince: z
      .int()
      .optional()
      .meta(doc('Start of the confirmation by the domain, in Unix seconds. Missing: not confirmed', 1_777_766_400)),
    dns: z.object(finding).meta({ description: 'TXT records of the domain' }),
    didWeb: z.object(finding).meta({ description: 'The file did.json of the domain' }),
    registries: z
      .array(
        z.object({
          url: z.string().meta(doc('URL of the registry', 'https://registry.example/issuers.json')),
          ...finding,
          name: z.string().optional().meta(doc('Name of the site in the registry', 'University of Example')),
        }),
      )
      .meta({ description: 'Registries that the server trusts' }),
  })
  .meta({ id: 'DomainCheck', description: 'Result of a check of the domain' })

export type SiteChange = z.output<typeof siteChange>

const countries = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })

function isCountry(code: string): boolean {
  return /^[A-Z]{2}$/.test(code) && countries.of(code) !== undefined
}
