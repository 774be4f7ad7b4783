import { listedSql } from '../src/lms/certificates/listedCertificate.ts'

/** Columns that the SQL of each table reads: the parameters of its function. */
const columns = {
  course_certificates: {
    id: 'INTEGER',
    public_id: 'UUID',
    revision: 'SMALLINT',
    image_url: 'TEXT',
    name: 'TEXT',
    description: 'TEXT',
    course_id: 'INTEGER',
    course_name: 'TEXT',
    achieved_at: 'TIMESTAMPTZ',
    expires_at: 'TIMESTAMPTZ',
    revoked_at: 'TIMESTAMPTZ',
    revocation_reason: 'TEXT',
    user_id: 'TEXT',
    user_name: 'TEXT',
  },
  users: { email: 'TEXT', role_alias: 'TEXT' },
}

const functions = { course_certificates: 'listed_certificate', users: 'listed_user' }

/**
 * Returns the SQL of the generated columns for lists of certificates, and of their functions. PostgreSQL marks
 * `to_json` and `extract` as stable, but no setting changes their results here, so the functions can be immutable.
 */
export function listedColumnsSql(): string {
  const tables = Object.keys(functions) as (keyof typeof functions)[] // Its keys are these.
  return tables
    .map((table) => {
      const parameters = Object.entries(columns[table]).map(([name, type]) => `"${name}" ${type}`)
      const values = Object.keys(columns[table]).map((name) => `"${name}"`)
      return `
CREATE FUNCTION ${functions[table]}(${parameters.join(', ')})
RETURNS TEXT LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN ${listedSql[table]};
END $$;
ALTER TABLE "${table}" ADD COLUMN "listed" TEXT GENERATED ALWAYS AS (
    ${functions[table]}(${values.join(', ')})
) STORED;
`
    })
    .join('')
}
