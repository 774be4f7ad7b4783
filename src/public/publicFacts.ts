import type { Statement, Verifiable } from '@chancery/verify/checks/verifiable'
import type { Bundle } from '@chancery/verify/proof/bundle'
import { type Disclosable, disclosable, disclose } from '@chancery/verify/proof/disclosure'

/**
 * Facts that everybody may see of a certificate with an encrypted document: what was certified, when and by which issuer
 * (docs/encryption.md). A wallet's list leads to them. `file`: whether a file is the certified one.
 */
const isPublic: Record<Disclosable, boolean> = {
  institution_title: true,
  institution_link: true,
  program_title: true,
  certificate_title: true,
  description: false,
  course_link: true,
  granted_to: true,
  holder_name: false,
  achieved_at: true,
  score: true,
  duration: true,
  industry: true,
  skill: true,
  checksum: false,
  file: true,
}

const publicFacts = disclosable.filter((fact) => isPublic[fact])

/** Returns a bundle with the public facts only. */
export function publicBundleOf(bundle: Bundle): Bundle {
  return disclose(bundle, publicFacts)
}

/** Returns a certificate with the public facts only, and without its picture, which shows all. */
export function publicCertificateOf(certificate: Verifiable): Verifiable {
  return { ...certificate, picture: null, states: publicStatementOf(certificate.states) }
}

/** Names each field, so that a new one is hidden until it is listed here. The signed addresses and times are public, and so is their time zone. */
function publicStatementOf(states: Statement): Statement {
  const { holder, issuer, issuedAt, expiresAt, timeZone } = states
  return {
    title: only('certificate_title', states.title, ''),
    description: only('description', states.description, null),
    course: only('program_title', states.course, null),
    program: only('program_title', states.program, null),
    courseLink: only('course_link', states.courseLink, null),
    holder: { name: only('holder_name', holder.name, null), link: null, address: holder.address },
    issuer: {
      name: only('institution_title', issuer.name, null),
      link: only('institution_link', issuer.link, null),
      address: issuer.address,
    },
    grantedTo: only('granted_to', states.grantedTo, null),
    skills: only('skill', states.skills, []),
    industries: only('industry', states.industries, []),
    score: only('score', states.score, null),
    duration: only('duration', states.duration, null),
    achievedAt: only('achieved_at', states.achievedAt, null),
    issuedAt,
    expiresAt,
    timeZone,
  }
}

function only<Value, Nothing>(fact: Disclosable, value: Value, nothing: Nothing): Value | Nothing {
  return isPublic[fact] ? value : nothing
}
