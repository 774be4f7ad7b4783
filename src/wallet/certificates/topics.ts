import { z } from 'zod'
import { booleanOf, concatSql, jsonSql, numberOf, objectSql, textOf } from '../../core/jsonSql.ts'

// In the SQL, `topic` is the row of an industry or a skill.

const industry = z.object({
  id: z
    .int()
    .meta({ description: 'Its number here', examples: [7] })
    .register(jsonSql, numberOf('topic.id')),
  name: z
    .string()
    .meta({ description: 'Name', examples: ['Python'] })
    .register(jsonSql, textOf('topic.name')),
})

const skill = industry.extend({
  standardized: z
    .boolean()
    .meta({ description: 'Whether it is in the catalogue of skills', examples: [true] })
    .register(jsonSql, booleanOf('topic.standardized')),
})

export const topics = {
  industries: z.array(industry).meta({ description: 'Industries', examples: [[{ id: 132, name: 'E-Learning' }]] }),
  skills: z.array(skill).meta({ description: 'Skills', examples: [[{ id: 7, name: 'Python', standardized: true }]] }),
}

/** SQL of topics as JSON by id, without brackets. */
export const industriesSql = entriesOf(industry)
export const skillsSql = entriesOf(skill)

function entriesOf(entry: z.ZodObject): string {
  return `string_agg(${concatSql(objectSql(entry.shape))}, ',' ORDER BY topic.id)`
}

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
