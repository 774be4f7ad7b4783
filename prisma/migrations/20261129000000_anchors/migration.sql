-- Certificates are gathered into Merkle trees, whose roots stand on a chain.
CREATE TYPE "anchor_state" AS ENUM ('gathered', 'sent', 'mined', 'confirmed');

CREATE TABLE "anchors" (
    "id" SERIAL NOT NULL,
    "root" BYTEA NOT NULL,
    "size" INTEGER NOT NULL,
    "chain_id" BIGINT NOT NULL,
    "contract" TEXT NOT NULL,
    "state" "anchor_state" NOT NULL DEFAULT 'gathered',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "block_number" BIGINT,
    "block_hash" BYTEA,
    "block_time" TIMESTAMPTZ(3),
    "transaction_hash" BYTEA,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "retry_at" TIMESTAMPTZ(3),
    "checked_at" TIMESTAMPTZ(3),

    CONSTRAINT "anchors_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "anchors_root_has_32_bytes" CHECK (octet_length("root") = 32),
    CONSTRAINT "anchors_contract_is_normal" CHECK ("contract" ~ '^0x[0-9a-f]{40}$'),
    CONSTRAINT "anchors_place_is_whole" CHECK (
      num_nonnulls("block_number", "block_hash", "block_time", "transaction_hash")
        = CASE WHEN "state" IN ('mined', 'confirmed') THEN 4 ELSE 0 END
    )
);
CREATE UNIQUE INDEX "anchors_root_key" ON "anchors"("root");

-- Whoever signs a transaction writes it down before anybody else sees it; of several at once, one can.
CREATE TABLE "anchor_transactions" (
    "chain_id" BIGINT NOT NULL,
    "sender" TEXT NOT NULL,
    "nonce" INTEGER NOT NULL,
    "attempt" INTEGER NOT NULL,
    "anchor_id" INTEGER NOT NULL,
    "hash" BYTEA NOT NULL,
    "raw" BYTEA NOT NULL,
    "max_fee" BIGINT NOT NULL,
    "priority_fee" BIGINT NOT NULL,
    "signed_at" TIMESTAMPTZ(3) NOT NULL,
    "is_over" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "anchor_transactions_pkey" PRIMARY KEY ("chain_id","sender","nonce","attempt"),
    CONSTRAINT "anchor_transactions_sender_is_normal" CHECK ("sender" ~ '^0x[0-9a-f]{40}$'),
    CONSTRAINT "anchor_transactions_hash_has_32_bytes" CHECK (octet_length("hash") = 32),
    CONSTRAINT "anchor_transactions_anchor_id_fkey" FOREIGN KEY ("anchor_id") REFERENCES "anchors"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "anchor_transactions_anchor_id_idx" ON "anchor_transactions"("anchor_id");

CREATE TABLE "anchored_certificates" (
    "certificate_id" UUID NOT NULL,
    "anchor_id" INTEGER NOT NULL,
    "digest" BYTEA NOT NULL,
    "proof" BYTEA NOT NULL,

    CONSTRAINT "anchored_certificates_pkey" PRIMARY KEY ("certificate_id"),
    CONSTRAINT "anchored_certificates_digest_has_32_bytes" CHECK (octet_length("digest") = 32),
    CONSTRAINT "anchored_certificates_proof_is_of_hashes" CHECK (octet_length("proof") % 32 = 0),
    CONSTRAINT "anchored_certificates_certificate_id_fkey" FOREIGN KEY ("certificate_id") REFERENCES "certificates"("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "anchored_certificates_anchor_id_fkey" FOREIGN KEY ("anchor_id") REFERENCES "anchors"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "anchored_certificates_anchor_id_idx" ON "anchored_certificates"("anchor_id");

-- Whether it has a row in there, so that those without are found at once among millions.
ALTER TABLE "certificates" ADD COLUMN "anchored" BOOLEAN NOT NULL DEFAULT false;
CREATE INDEX "certificates_unanchored_idx" ON "certificates"("id")
  WHERE NOT "anchored" AND "revoked_at" IS NULL AND "holder_id" IS NOT NULL;

-- Once a minute, also while another one is under way: who does it next goes on from what the chain and the database say.
SELECT jobs.create_queue('anchor', '{
  "policy": "short", "retryLimit": 0, "expireInSeconds": 900, "deleteAfterSeconds": 3600
}');
