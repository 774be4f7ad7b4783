import { z } from 'zod'
import { booleanOf, concatSql, numberOf, objectSql, textOf } from '../../core/jsonSql.ts'
import { doc } from '../../http/schemas.ts'

// In the SQL, `topic` is the row of an industry or a skill.

const industry = {
  id: z.int().meta(doc('ID on this server', 7)),
  name: z.string().meta(doc('Name', 'Python')),
}
const skill = {
  ...industry,
  standardized: z.boolean().meta(doc('Whether it is in the standard catalogue', true)),
}

export const topics = {
  industries: z.array(z.object(industry)).meta(doc('Industries', [{ id: 132, name: 'E-Learning' }])),
  skills: z.array(z.object(skill)).meta(doc('Skills', [{ id: 7, name: 'Python', standardized: true }])),
}

const industrySql = { id: numberOf('topic.id'), name: textOf('topic.name') }
const skillSql = { ...industrySql, standardized: booleanOf('topic.standardized') }

/** SQL of topics as JSON by id, without brackets. */
export const industriesSql = `string_agg(${concatSql(objectSql(industry, industrySql))}, ',' ORDER BY topic.id)`
export const skillsSql = `string_agg(${concatSql(objectSql(skill, skillSql))}, ',' ORDER BY topic.id)`

/** Builds the SQL of a certificate's topic fields, without braces. */
export function topicsSql(industries: string, skills: string): string {
  const lists: Record<keyof typeof topics, string> = { industries, skills }
  const fields = Object.entries(lists).map(([name, entries]) => [`'"${name}":['`, entries, `']'`])
  return concatSql(fields.flatMap((field, index) => (index === 0 ? field : [`','`, ...field])))
}

/** Looks the topics up instead of using stored ones. */
export const lookedUpTopicsSql = topicsSql(
  `(
    SELECT ${industriesSql}
    FROM certificate_industries named
    JOIN industries topic ON topic.id = named.industry_id
    WHERE named.certificate_id = certificate.id
  )`,
  `(
    SELECT ${skillsSql}
    FROM certificate_skills named
    JOIN skills topic ON topic.id = named.skill_id
    WHERE named.certificate_id = certificate.id
  )`,
)
