-- A tombstone keeps what the issuer of a deleted certificate may still say of it. Nothing of it is personal.
CREATE TYPE "tombstone_kind" AS ENUM ('deleted', 'erased');

ALTER TABLE "tombstones"
    DROP COLUMN "reason",
    ADD COLUMN "kind" "tombstone_kind" NOT NULL DEFAULT 'deleted',
    ADD COLUMN "issuer_id" UUID,
    ADD COLUMN "digest" TEXT,
    ADD COLUMN "signature_chain_id" BIGINT,
    ADD COLUMN "revoked_at" TIMESTAMPTZ(3),
    ADD COLUMN "revocation_reason" TEXT,
    ADD COLUMN "revocation_signature" BYTEA,
    ADD COLUMN "revocation_chain_id" BIGINT,
    ADD COLUMN "course_certificate_id" INTEGER;

CREATE INDEX "tombstones_issuer_id_idx" ON "tombstones"("issuer_id");
CREATE INDEX "tombstones_course_certificate_id_idx" ON "tombstones"("course_certificate_id");

ALTER TABLE "tombstones" ADD CONSTRAINT "tombstones_issuer_id_fkey" FOREIGN KEY ("issuer_id") REFERENCES "wallets"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "tombstones" ADD CONSTRAINT "tombstones_course_certificate_id_fkey" FOREIGN KEY ("course_certificate_id") REFERENCES "course_certificates"("id") ON DELETE SET NULL ON UPDATE CASCADE;

ALTER TABLE "tombstones"
    ADD CONSTRAINT "tombstones_erased_states_nothing" CHECK ("kind" <> 'erased' OR num_nonnulls("issuer_id", "digest",
        "signature_chain_id", "revoked_at", "revocation_reason", "revocation_signature", "revocation_chain_id",
        "course_certificate_id") = 0),
    ADD CONSTRAINT "tombstones_statement_has_an_issuer" CHECK ("issuer_id" IS NOT NULL OR num_nonnulls("digest",
        "signature_chain_id", "revoked_at", "course_certificate_id") = 0),
    ADD CONSTRAINT "tombstones_revocation_has_a_reason" CHECK (("revoked_at" IS NULL) = ("revocation_reason" IS NULL)),
    ADD CONSTRAINT "tombstones_revocation_signature_is_of_one"
        CHECK ("revocation_signature" IS NULL OR "revoked_at" IS NOT NULL),
    ADD CONSTRAINT "tombstones_revocation_signature_has_a_chain"
        CHECK (("revocation_signature" IS NULL) = ("revocation_chain_id" IS NULL));
