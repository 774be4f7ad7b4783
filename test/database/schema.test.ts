import type pg from 'pg'
import { expect, it } from 'vitest'
import { migrate } from '../../src/database/migrate.ts'
import { makeEmpty } from '../support/database/contents.ts'
import { openFresh } from '../support/database/openFresh.ts'
import { run } from '../support/server/process.ts'

/** The handwritten parts of the migrations, which prisma/schema.prisma cannot express. */
const handWritten = [
  'constraint admitted_wallets_address_is_normal',
  'constraint anchor_transactions_hash_has_32_bytes',
  'constraint anchor_transactions_sender_is_normal',
  'constraint anchored_certificates_digest_has_32_bytes',
  'constraint anchored_certificates_proof_is_of_hashes',
  'constraint anchors_contract_is_normal',
  'constraint anchors_place_is_whole',
  'constraint anchors_root_has_32_bytes',
  'constraint api_keys_hash_is_sha256',
  'constraint audit_entries_has_an_author',
  'constraint catalogue_is_one',
  'constraint certificates_checksum_is_plain_or_sealed',
  'constraint certificates_checksum_is_sha256',
  'constraint certificates_duration_is_not_negative',
  'constraint certificates_issued_at_is_to_the_second',
  'constraint certificates_revocation_has_a_reason',
  'constraint certificates_revocation_signature_has_a_chain',
  'constraint certificates_revocation_signature_is_of_one',
  'constraint certificates_salt_has_32_bytes',
  'constraint certificates_salt_has_a_version',
  'constraint certificates_score_is_finite',
  'constraint certificates_signature_has_a_chain',
  'constraint certificates_signature_has_a_salt',
  'constraint confirmations_confirmed_is_seen',
  'constraint confirmations_ended_is_confirmed',
  'constraint confirmations_registry_gives_name',
  'constraint course_certificates_expiry_is_later',
  'constraint course_certificates_number_is_positive',
  'constraint course_certificates_revocation_has_a_reason',
  'constraint credentials_current_has_certificate',
  'constraint credentials_index_is_in_list',
  'constraint credentials_signed_is_current',
  'constraint document_removals_has_one_object',
  'constraint erased_users_id_hash_is_sha256',
  'constraint fonts_hash_is_sha256',
  'constraint idempotency_keys_hash_is_sha256',
  'constraint issuers_claim_has_time',
  'constraint issuers_is_site_or_wallet',
  'constraint issuers_wallet_claim_is_signed',
  'constraint mailing_is_one',
  'constraint mailing_unsubscribe_key_has_32_bytes',
  'constraint mails_expiring_has_expiry',
  'constraint mails_finished_has_time',
  'constraint offers_token_hash_is_sha256',
  'constraint secrets_check_is_one',
  'constraint served_pdfs_hashes_have_32_bytes',
  'constraint sessions_token_hash_is_sha256',
  'constraint site_keys_compromised_is_retired',
  'constraint site_keys_only_current_is_sealed',
  'constraint site_keys_public_key_has_32_bytes',
  'constraint status_lists_signed_is_whole',
  'constraint status_lists_used_fits',
  'constraint templates_hash_is_sha256',
  'constraint tombstones_document_is_published',
  'constraint tombstones_erased_states_nothing',
  'constraint tombstones_revocation_has_a_reason',
  'constraint tombstones_revocation_signature_has_a_chain',
  'constraint tombstones_revocation_signature_is_of_one',
  'constraint tombstones_statement_has_an_issuer',
  'constraint users_eth_address_is_normal',
  'constraint verification_events_waiting_can_be_read',
  'constraint verifications_verified_on_the_chain',
  'constraint verifications_verifier_is_another',
  'constraint verifications_verifier_is_no_learner',
  'constraint wallets_address_is_normal',
  'constraint webhooks_secret_is_plain_or_sealed',
  'constraint webhooks_secret_is_standard',
  'function number_at',
  'function user_id_hash',
  'index anchor_transactions_signed_idx',
  'index audit_entries_at_idx',
  'index audit_entries_key_idx',
  'index certificates_published_documents_idx',
  'index certificates_unanchored_idx',
  'index certificates_unanchored_of_sites_idx',
  'index certificates_unanchored_of_wallets_idx',
  'index confirmations_source_idx',
  'index course_certificates_achieved_idx',
  'index course_certificates_expiring_idx',
  'index course_certificates_revoked_idx',
  'index course_certificates_status_idx',
  'index course_certificates_template_idx',
  'index credentials_current_idx',
  'index credentials_revoked_idx',
  'index deliveries_parked_idx',
  'index deliveries_pending_idx',
  'index erased_users_unfinished_idx',
  'index mails_expiring_once_idx',
  'index mails_once_idx',
  'index mails_pending_idx',
  'index site_keys_current_idx',
  'index users_retired_email_idx',
  'index users_site_id_email_key',
  'index users_site_id_eth_address_key',
  'index verification_events_waiting_idx',
]

/** Indexes of prisma/schema.prisma that have more columns, which it cannot express. */
const widened = ['index course_certificates_course_id_number_key']

it('migrates to exactly prisma/schema.prisma and the handwritten parts', async () => {
  const { pool } = await openFresh()
  await makeEmpty(pool)
  await migrate(pool)
  const migrated = await describeDatabase(pool)
  await makeEmpty(pool)
  await pool.query((await run('scripts/schemaSql.ts')).stdout)
  const expected = await describeDatabase(pool)

  expect(expected.size).toBeGreaterThan(100)
  expect([...migrated.keys()].filter((name) => !expected.has(name)).sort()).toStrictEqual(handWritten)
  for (const name of handWritten) migrated.delete(name)
  for (const name of widened) {
    expect(migrated.get(name)).toContain('INCLUDE')
    expect(expected.delete(name) && migrated.delete(name)).toBe(true)
  }
  expect(migrated).toStrictEqual(expected)
})

/** Maps every column, index, constraint and enum to its definition, except those of the migrations table. */
async function describeDatabase(pool: pg.Pool): Promise<Map<string, string>> {
  const { rows } = await pool.query<{ name: string; definition: string }>(`
    SELECT 'column ' || table_name || '.' || column_name AS name,
           concat_ws(' ', data_type, udt_name, character_maximum_length, numeric_precision, numeric_scale,
             datetime_precision, 'nullable:', is_nullable, 'default:', column_default, is_identity, generation_expression)
             AS definition
    FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name <> '_prisma_migrations'
    UNION ALL
    SELECT 'index ' || indexname, indexdef
    FROM pg_indexes
    WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'
    UNION ALL
    SELECT 'constraint ' || conname, conrelid::regclass || ' ' || pg_get_constraintdef(oid)
    FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND conrelid <> coalesce(to_regclass('_prisma_migrations'), 0)
    UNION ALL
    SELECT 'function ' || proname, pg_get_functiondef(oid)
    FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace AND provolatile = 'i'
    UNION ALL
    SELECT 'enum ' || typname, string_agg(enumlabel, ', ' ORDER BY enumsortorder)
    FROM pg_enum JOIN pg_type ON pg_type.oid = enumtypid
    WHERE typnamespace = 'public'::regnamespace
    GROUP BY typname`)
  return new Map(rows.map(({ name, definition }) => [name, definition]))
}
