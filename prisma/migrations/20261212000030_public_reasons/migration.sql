-- The public reason of a reissue named the internal id of the new certificate.
UPDATE "certificates" published
SET "revocation_reason" = 'Replaced by a new certificate.'
FROM "course_certificates" replacement
WHERE replacement."replaces_id" = published."course_certificate_id"
  AND published."revocation_reason" = 'Replaced by certificate ' || replacement."id" || '.';

UPDATE "tombstones" tombstone
SET "revocation_reason" = 'Replaced by a new certificate.'
FROM "course_certificates" replacement
WHERE replacement."replaces_id" = tombstone."course_certificate_id"
  AND tombstone."revocation_reason" = 'Replaced by certificate ' || replacement."id" || '.';

UPDATE "course_certificates" replaced
SET "revocation_reason" = 'Replaced by a new certificate.'
FROM "course_certificates" replacement
WHERE replacement."replaces_id" = replaced."id"
  AND replaced."revocation_reason" = 'Replaced by certificate ' || replacement."id" || '.';
