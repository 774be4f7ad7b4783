-- A signature is for one chain, and stays so whatever CHAIN_ID says later. Those from before are for the one that was
-- configured until now: whoever migrates says which (src/db/migrate.ts), and where nobody does, this fails.
ALTER TABLE "certificates"
  ADD COLUMN "signature_chain_id" BIGINT,
  ADD COLUMN "revocation_chain_id" BIGINT;

UPDATE "certificates" SET "signature_chain_id" = current_setting('chancery.chain_id')::bigint
WHERE "issuer_signature" IS NOT NULL;
UPDATE "certificates" SET "revocation_chain_id" = current_setting('chancery.chain_id')::bigint
WHERE "revocation_signature" IS NOT NULL;

ALTER TABLE "certificates"
  ADD CONSTRAINT "certificates_signature_has_a_chain"
    CHECK (("issuer_signature" IS NULL) = ("signature_chain_id" IS NULL)),
  ADD CONSTRAINT "certificates_revocation_signature_has_a_chain"
    CHECK (("revocation_signature" IS NULL) = ("revocation_chain_id" IS NULL));
