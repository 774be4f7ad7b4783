-- Issuers sign what certificates state, and revoke them. What is signed is made again from the row, never kept beside it.
ALTER TABLE "certificates"
  ADD COLUMN "issued_at" TIMESTAMPTZ(3),
  ADD COLUMN "salt" BYTEA,
  ADD COLUMN "proof_version" TEXT,
  ADD COLUMN "issuer_signature" BYTEA,
  ADD COLUMN "signed_by_contract" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "revoked_at" TIMESTAMPTZ(3),
  ADD COLUMN "revocation_reason" TEXT,
  ADD COLUMN "revocation_signature" BYTEA;

ALTER TABLE "certificates"
  ADD CONSTRAINT "certificates_issued_at_is_to_the_second" CHECK ("issued_at" = date_trunc('second', "issued_at", 'UTC')),
  ADD CONSTRAINT "certificates_salt_has_32_bytes" CHECK (octet_length("salt") = 32),
  ADD CONSTRAINT "certificates_salt_has_a_version" CHECK (("salt" IS NULL) = ("proof_version" IS NULL)),
  ADD CONSTRAINT "certificates_signature_has_a_salt"
    CHECK ("issuer_signature" IS NULL OR ("salt" IS NOT NULL AND "issued_at" IS NOT NULL)),
  ADD CONSTRAINT "certificates_revocation_has_a_reason" CHECK (("revoked_at" IS NULL) = ("revocation_reason" IS NULL)),
  ADD CONSTRAINT "certificates_revocation_signature_is_of_one"
    CHECK ("revocation_signature" IS NULL OR "revoked_at" IS NOT NULL);

-- What was published is revoked with what it was published from.
UPDATE "certificates" SET "revoked_at" = "of"."revoked_at", "revocation_reason" = "of"."revocation_reason"
FROM "course_certificates" "of"
WHERE "of"."id" = "certificates"."course_certificate_id" AND "of"."revoked_at" IS NOT NULL;
