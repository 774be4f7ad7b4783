-- Audit entries are listed by id, newest first. As with certificates (20261215000110_filters), these indexes group the
-- ids in blocks of 4,096, so that a page reads the first blocks that have matches. src/core/auditFilter.ts repeats the
-- expressions.
CREATE INDEX "audit_entries_at_idx" ON "audit_entries"("site_id", ("id" >> 12), "at");
CREATE INDEX "audit_entries_key_idx" ON "audit_entries"("site_id", "key_id", ("id" >> 12), "at") WHERE "key_id" IS NOT NULL;

-- Lists of a course's certificates by date or status are read from this index alone.
DROP INDEX "course_certificates_course_id_number_key";
CREATE UNIQUE INDEX "course_certificates_course_id_number_key" ON "course_certificates"("course_id", "number")
  INCLUDE ("id", "site_id", "achieved_at", "expires_at", "revoked_at");

-- Statistics of the indexed expressions.
ANALYZE "audit_entries";
