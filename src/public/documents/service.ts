import { fromNumber, toNumber } from '@chancery/verify/certificateNumber'
import { withoutEmail } from '@chancery/verify/withoutEmail'
import { Problem, problemCausedBy } from '../../core/problem.ts'
import type { Database } from '../../database/client.ts'
import type { CourseCertificate } from '../../database/prisma/client.ts'
import type { Facts } from '../../typeset/facts.ts'
import { RendererBusy, RenderFailed } from '../../typeset/renderer.ts'
import { type Language, languages } from '../../typeset/words.ts'
import { findPublicIds } from '../queries.ts'
import { type DocumentStore, NotStored, type Wanted } from './store.ts'

export type Subject = Omit<Wanted, 'kind'> & { revision: number }

/** Returns the content to draw for a certificate of either API. Throws Problem if there is none. */
export async function subjectOf(db: Database, publicId: string, publicUrl: string): Promise<Subject> {
  const subject = (await courseSubject(db, publicId, publicUrl)) ?? (await walletSubject(db, publicId, publicUrl))
  if (!subject) throw new Problem('certificate.not_found')
  return subject
}

async function courseSubject(db: Database, publicId: string, publicUrl: string): Promise<Subject | null> {
  const certificate = await db.prisma.courseCertificate.findUnique({
    where: { publicId },
    include: { course: { select: { site: true } } },
  })
  if (!certificate) return null
  return {
    revision: certificate.revision,
    template: templateOf(db, certificate),
    facts: {
      ...addressed(publicId, publicUrl),
      holder: withoutEmail(certificate.userName),
      title: withoutEmail(certificate.name),
      course: withoutEmail(certificate.courseName),
      institution: withoutEmail(certificate.institutionName ?? certificate.course.site.name),
      description: withoutEmail(certificate.description),
      skills: [],
      date: dayOf(certificate.achievedAt),
      expiry: certificate.expiresAt && dayOf(certificate.expiresAt),
      language: isLanguage(certificate.language) ? certificate.language : 'en',
    },
  }
}

function templateOf(db: Database, { siteId, templateHash: hash }: CourseCertificate): Subject['template'] {
  if (hash === null) return null
  const where = { siteId_hash: { siteId, hash } }
  return { hash, read: async () => (await db.prisma.template.findUniqueOrThrow({ where })).svg }
}

async function walletSubject(db: Database, id: string, publicUrl: string): Promise<Subject | null> {
  const certificate = await db.prisma.walletCertificate.findUnique({
    where: { id },
    include: { holder: true, skills: { include: { skill: true } } },
  })
  if (!certificate) return null
  return {
    revision: 0,
    template: null,
    facts: {
      ...addressed(id, publicUrl),
      holder: withoutEmail(certificate.holder?.name || (certificate.holder?.address ?? '')),
      title: 'Certificate',
      course: withoutEmail(certificate.certificateTitle),
      institution: withoutEmail(certificate.institutionTitle),
      description: withoutEmail(certificate.programTitle ?? ''),
      skills: certificate.skills.map(({ skill }) => withoutEmail(skill.name)),
      date: dayOf(certificate.createdAt),
      expiry: certificate.expirationDate && dayOf(certificate.expirationDate),
      language: 'en',
    },
  }
}

function addressed(publicId: string, publicUrl: string): Pick<Facts, 'number' | 'verificationUrl'> {
  return { number: toNumber(publicId), verificationUrl: `${publicUrl}/verify/${publicId}` }
}

function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10)
}

function isLanguage(text: string): text is Language {
  return (languages as readonly string[]).includes(text)
}

export function documentOf(documents: DocumentStore, wanted: Wanted): Promise<Uint8Array> {
  return withRenderProblems(() => documents.get(wanted))
}

/** Deletes pictures and PDFs of deleted certificates, because they show names. */
export function deleteOrphanedDocuments(db: Database, documents: Pick<DocumentStore, 'deleteOrphans'>): Promise<void> {
  return documents.deleteOrphans(async (numbers) => {
    const ids = numbers.flatMap((number) => fromNumber(number) ?? [])
    return new Set((await findPublicIds(db, ids)).map(toNumber))
  })
}

/** Translates rendering errors to Problems. */
export async function withRenderProblems(render: () => Promise<Uint8Array>): Promise<Uint8Array> {
  try {
    return await render()
  } catch (error) {
    if (error instanceof RendererBusy) throw new Problem('renderer.busy')
    if (error instanceof RenderFailed) throw problemCausedBy(error, 'document.not_rendered')
    if (error instanceof NotStored) throw problemCausedBy(error, 'document.not_kept')
    throw error
  }
}
