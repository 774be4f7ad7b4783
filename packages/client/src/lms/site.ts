import { dataOf, deleted, type List, type ListOptions, listOf, PAGE_SIZE, sent } from '../call.ts'
import type { CallOptions } from '../transport.ts'
import type { DomainCheck, DomainRecord, Site, SiteChange, Template, TemplateList } from '../types.ts'
import type { LmsClient } from './chancery.ts'

export type SiteCalls = ReturnType<typeof siteOf>
export type Templates = ReturnType<typeof templatesOf>

export function siteOf(raw: LmsClient) {
  return {
    get(options: CallOptions = {}): Promise<Site> {
      return dataOf(raw.GET('/openapi/v1/site', sent(options)))
    },
    update(change: SiteChange, options: CallOptions = {}): Promise<Site> {
      return dataOf(raw.PATCH('/openapi/v1/site', { body: change, ...sent(options) }))
    },
    /** Returns the TXT record that the domain must publish, and the confirmations that were found. */
    domain(options: CallOptions = {}): Promise<DomainRecord> {
      return dataOf(raw.GET('/openapi/v1/site/domain', sent(options)))
    },
    /** Looks up whether the domain confirms the site, and stores the result. */
    checkDomain(options: CallOptions = {}): Promise<DomainCheck> {
      return dataOf(raw.POST('/openapi/v1/site/domain/check', sent(options)))
    },
  }
}

const ALL = '/openapi/v1/templates'
const ONE = '/openapi/v1/templates/{templateName}'

export function templatesOf(raw: LmsClient) {
  return {
    list({ pageSize: limit = PAGE_SIZE, ...options }: ListOptions = {}): List<TemplateList, Template> {
      return listOf(
        (cursor) => dataOf(raw.GET(ALL, { params: { query: { limit, cursor } }, ...sent(options) })),
        ({ templates }) => templates,
        ({ nextCursor }) => nextCursor,
      )
    },
    /** Returns the SVG of a template. */
    get(templateName: string, options: CallOptions = {}): Promise<string> {
      return dataOf(raw.GET(ONE, { params: { path: { templateName } }, parseAs: 'text', ...sent(options) }))
    },
    /** Creates or replaces a template. */
    put(templateName: string, svg: string, options: CallOptions = {}): Promise<Template> {
      return dataOf(
        raw.PUT(ONE, {
          params: { path: { templateName } },
          body: svg,
          bodySerializer: (text) => text,
          headers: { 'content-type': 'image/svg+xml' },
          ...sent(options),
        }),
      )
    },
    delete(templateName: string, options: CallOptions = {}): Promise<void> {
      return deleted(raw.DELETE(ONE, { params: { path: { templateName } }, ...sent(options) }))
    },
    /** Returns a sample certificate as PNG. */
    preview(templateName: string, options: CallOptions = {}): Promise<Blob> {
      const params = { path: { templateName } }
      return dataOf(raw.GET(`${ONE}/preview.png`, { params, parseAs: 'blob', ...sent(options) }))
    },
  }
}
