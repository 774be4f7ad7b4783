import { join } from 'node:path'
import { dayAt } from '@chancery/verify/calendarDay'
import { fromNumber, toNumber } from '@chancery/verify/certificateNumber'
import type { Verifiable } from '@chancery/verify/checks/verifiable'
import { withoutEmail } from '@chancery/verify/withoutEmail'
import type { Config } from '../../core/config.ts'
import { Problem, problemCausedBy } from '../../core/problem.ts'
import type { Database } from '../../database/client.ts'
import type { CourseCertificate } from '../../database/prisma/client.ts'
import type { Objects } from '../../objects/objects.ts'
import { type ObjectsConfig, openObjects } from '../../objects/open.ts'
import type { Facts, Stamp } from '../../typeset/facts.ts'
import { type Renderer, RendererBusy, RenderFailed } from '../../typeset/renderer.ts'
import type { Turn } from '../../typeset/turns.ts'
import { type Language, languages } from '../../typeset/words.ts'
import { findPublicIds } from '../queries.ts'
import { fontsOf } from './readFonts.ts'
import { sharedDocuments } from './shared.ts'
import { CertificateGone, type DocumentStore, NotStored, openDocumentStore, type Wanted } from './store.ts'

/** Returns the folder of the pictures and PDFs of this machine. */
export function pictureFolder({ dataDir }: Pick<Config, 'dataDir'>): string {
  return join(dataDir, 'pictures')
}

/** Maximum time (ms) that a machine has its copy of a picture after its certificate was deleted through another one. */
const COPIES_MS = 10 * 60_000

export type Subject = Omit<Wanted, 'kind' | 'turn'> & { revision: number; turn: Turn }

/** `issuer`: the name of the issuer in the picture of a wallet certificate. `stamp`: null for a document without one. */
export type Shown = { issuer?: string; stamp?: Stamp | null }

/**
 * Returns the content to draw for a certificate of either API. `files` has its template and fonts, which are read when it is
 * drawn. Throws Problem if there is no such certificate.
 */
export async function subjectOf(
  db: Database,
  publicId: string,
  publicUrl: string,
  { issuer = '', stamp = null }: Shown = {},
  files: Database = db,
): Promise<Subject> {
  const subject =
    (await courseSubject(db, files, publicId, publicUrl)) ?? (await walletSubject(db, publicId, publicUrl, issuer))
  if (!subject) throw new Problem('certificate.not_found')
  return stamp === null ? subject : { ...subject, facts: { ...subject.facts, stamp } }
}

async function courseSubject(
  db: Database,
  files: Database,
  publicId: string,
  publicUrl: string,
): Promise<Subject | null> {
  const certificate = await db.prisma.courseCertificate.findUnique({
    where: { publicId },
    include: { course: { select: { site: true } } },
  })
  if (!certificate) return null
  return {
    revision: certificate.revision,
    turn: { group: siteGroup(certificate.siteId), isPublic: true },
    template: templateOf(files, certificate),
    facts: {
      ...addressed(publicId, publicUrl),
      holder: withoutEmail(certificate.userName),
      title: withoutEmail(certificate.name),
      course: withoutEmail(certificate.courseName),
      institution: withoutEmail(certificate.institutionName ?? certificate.course.site.name),
      description: withoutEmail(certificate.description),
      skills: [],
      date: dayAt(certificate.achievedAt, certificate.timeZone),
      expiry: certificate.expiresAt && dayAt(certificate.expiresAt, certificate.timeZone),
      language: isLanguage(certificate.language) ? certificate.language : 'en',
    },
  }
}

/** Returns the group in whose turn the documents of a site are drawn. */
export function siteGroup(siteId: number): string {
  return `site/${siteId}`
}

function templateOf(db: Database, { siteId, templateHash: hash }: CourseCertificate): Subject['template'] {
  if (hash === null) return null
  const where = { siteId_hash: { siteId, hash } }
  return {
    hash,
    read: async () => (await db.prisma.template.findUniqueOrThrow({ where })).svg,
    readFonts: fontsOf(db, siteId),
  }
}

async function walletSubject(db: Database, id: string, publicUrl: string, issuer: string): Promise<Subject | null> {
  const certificate = await db.prisma.walletCertificate.findUnique({
    where: { id },
    include: { holder: true, skills: { include: { skill: true } }, courseCertificate: { select: { timeZone: true } } },
  })
  if (!certificate) return null
  const timeZone = certificate.courseCertificate?.timeZone ?? 'UTC'
  return {
    revision: 0,
    // One group, because wallets cost nothing to make.
    turn: { group: 'wallets', isPublic: true },
    template: null,
    facts: {
      ...addressed(id, publicUrl),
      holder: withoutEmail(certificate.holderName || certificate.holder?.name || (certificate.holder?.address ?? '')),
      title: 'Certificate',
      course: withoutEmail(certificate.certificateTitle),
      institution: issuer,
      description: withoutEmail(certificate.programTitle ?? ''),
      skills: certificate.skills.map(({ skill }) => withoutEmail(skill.name)),
      date: dayAt(certificate.createdAt, timeZone),
      expiry: certificate.expirationDate && dayAt(certificate.expirationDate, timeZone),
      language: 'en',
    },
  }
}

/** Returns the stamp of a certificate that is revoked or expired. Null for others. */
export function stampOf({ revocation, states }: Verifiable, now: Date): Stamp | null {
  if (revocation) return 'revoked'
  return states.expiresAt && states.expiresAt <= now ? 'expired' : null
}

function addressed(publicId: string, publicUrl: string): Pick<Facts, 'number' | 'verificationUrl'> {
  return { number: toNumber(publicId), verificationUrl: `${publicUrl}/verify/${publicId}` }
}

function isLanguage(text: string): text is Language {
  return (languages as readonly string[]).includes(text)
}

export function documentOf(documents: DocumentStore, wanted: Wanted): Promise<Uint8Array> {
  return withRenderProblems(() => documents.get(wanted))
}

/** Draws a document without storing it. */
export function drawingOf(documents: DocumentStore, wanted: Wanted): Promise<Uint8Array> {
  return withRenderProblems(() => documents.draw(wanted))
}

/** Opens the pictures and PDFs of this server's certificates. */
export function openDocuments(
  db: Database,
  config: Pick<Config, 'dataDir'> & ObjectsConfig,
  renderer: Pick<Renderer, 'render'>,
  objects: Objects | null = openObjects(config),
): DocumentStore {
  const existing = async (numbers: string[]) => {
    const ids = numbers.flatMap((number) => fromNumber(number) ?? [])
    return new Set((await findPublicIds(db, ids)).map(toNumber))
  }
  return openDocumentStore(pictureFolder(config), renderer, existing, objects && sharedDocuments(objects))
}

/** For a process that opens documents only to delete them. */
export const notRendering = {
  render: () => Promise.reject(new Error('Documents are opened without a renderer.')),
}

/**
 * Deletes this machine's copies of deleted certificates' documents from time to time, if a bucket has the documents. Returns a
 * function that stops.
 */
export function tidyCopies(
  db: Database,
  config: Pick<Config, 'dataDir'> & ObjectsConfig,
  log: { warn(details: object, message: string): void },
): () => void {
  if (!config.objectStoreUrl) return () => {}
  const documents = openDocuments(db, config, notRendering)
  const failed = (error: unknown) => log.warn({ err: error }, 'Copies of deleted documents were not deleted')
  const timer = setInterval(() => void documents.deleteLocalOrphans().catch(failed), COPIES_MS).unref()
  return () => clearInterval(timer)
}

/** Translates rendering errors to Problems. */
export async function withRenderProblems(render: () => Promise<Uint8Array>): Promise<Uint8Array> {
  try {
    return await render()
  } catch (error) {
    if (error instanceof RendererBusy) throw new Problem('renderer.busy')
    if (error instanceof RenderFailed) throw problemCausedBy(error, 'document.not_rendered')
    if (error instanceof CertificateGone) throw new Problem('certificate.not_found')
    if (error instanceof NotStored) throw problemCausedBy(error, 'document.not_kept')
    throw error
  }
}
