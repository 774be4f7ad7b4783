-- Certificates that anchoring gathers by default: those of sites, and those of single wallets.
CREATE INDEX "certificates_unanchored_of_sites_idx" ON "certificates"("id")
  WHERE NOT "anchored" AND "revoked_at" IS NULL AND "holder_id" IS NOT NULL AND "course_certificate_id" IS NOT NULL;
CREATE INDEX "certificates_unanchored_of_wallets_idx" ON "certificates"("issuer_id", "id")
  WHERE NOT "anchored" AND "revoked_at" IS NULL AND "holder_id" IS NOT NULL AND "course_certificate_id" IS NULL;

CREATE INDEX "anchor_transactions_signed_idx" ON "anchor_transactions"("chain_id", "signed_at") WHERE "attempt" = 1;
