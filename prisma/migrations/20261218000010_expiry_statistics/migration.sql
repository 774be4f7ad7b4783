-- PostgreSQL does not use the statistics of a partial index. Without them it expects a third of all certificates to have
-- expired, and may read whole tables for a list of the expired ones.
CREATE STATISTICS "course_certificates_expiry" ON (coalesce("expires_at", 'infinity'::timestamptz)) FROM "course_certificates";

-- Collects them now, from a sample. Neither statement blocks requests.
ANALYZE "course_certificates";
