-- Lists are sorted by id. In a single index by time, many matches must be sorted. These indexes group the ids in blocks
-- of 4,096, so that a page reads the first blocks that have matches, wherever the matches are.
-- src/lms/certificates/filtering/queries.ts repeats the expressions.
CREATE INDEX "course_certificates_achieved_idx" ON "course_certificates"("site_id", ("id" >> 12), "achieved_at");
CREATE INDEX "course_certificates_status_idx"
  ON "course_certificates"("site_id", ("id" >> 12), (coalesce("expires_at", 'infinity'::timestamptz)))
  WHERE "revoked_at" IS NULL;
CREATE INDEX "course_certificates_revoked_idx" ON "course_certificates"("site_id", ("id" >> 12))
  WHERE "revoked_at" IS NOT NULL;

-- CreateIndex
CREATE INDEX "audit_entries_site_id_subject_id_idx" ON "audit_entries"("site_id", "subject", "id");

-- Statistics of the indexed expressions.
ANALYZE "course_certificates";
