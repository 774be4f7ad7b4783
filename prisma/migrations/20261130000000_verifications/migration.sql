-- Verifications of certificates by academies and companies, and what a contract on the chain tells of them.
CREATE TYPE "verification_state" AS ENUM ('requested', 'open', 'pending', 'verified', 'revoked', 'rejected');
CREATE TYPE "verification_event_state" AS ENUM ('waiting', 'read', 'ignored', 'given_up');

CREATE TABLE "verification_events" (
    "id" BIGSERIAL NOT NULL,
    "chain_id" BIGINT NOT NULL,
    "contract" TEXT NOT NULL,
    "block_number" BIGINT NOT NULL,
    "block_hash" TEXT NOT NULL,
    "transaction_hash" TEXT NOT NULL,
    "log_index" INTEGER NOT NULL,
    "sender" TEXT,
    "ipfs_hash" TEXT,
    "state" "verification_event_state" NOT NULL,
    "reason" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3) NOT NULL,
    "noted_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "verification_events_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "verification_events_waiting_can_be_read"
      CHECK ("state" <> 'waiting' OR ("sender" IS NOT NULL AND "ipfs_hash" IS NOT NULL))
);
CREATE UNIQUE INDEX "verification_events_chain_id_contract_block_hash_log_index_key"
  ON "verification_events"("chain_id", "contract", "block_hash", "log_index");
CREATE INDEX "verification_events_chain_id_contract_block_number_idx"
  ON "verification_events"("chain_id", "contract", "block_number");
CREATE INDEX "verification_events_waiting_idx" ON "verification_events"("next_attempt_at") WHERE "state" = 'waiting';

CREATE TABLE "verifications" (
    "id" UUID NOT NULL,
    "state" "verification_state" NOT NULL,
    "certificate_id" UUID,
    "granted_to_id" UUID,
    "granted_to_type" "granted_to" NOT NULL,
    "verifier_id" UUID NOT NULL,
    "verifier_type" "granted_to" NOT NULL,
    "event_id" BIGINT,
    "verified_from" "verification_state",
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "modified_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "verifications_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "verifications_verified_on_the_chain"
      CHECK ("state" <> 'verified' OR ("event_id" IS NOT NULL AND "verified_from" IS NOT NULL)),
    CONSTRAINT "verifications_verifier_is_no_learner" CHECK ("verifier_type" <> 'learner'),
    CONSTRAINT "verifications_verifier_is_another" CHECK ("verifier_id" <> "granted_to_id"),
    CONSTRAINT "verifications_certificate_id_fkey"
      FOREIGN KEY ("certificate_id") REFERENCES "certificates"("id") ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT "verifications_granted_to_id_fkey"
      FOREIGN KEY ("granted_to_id") REFERENCES "wallets"("id") ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT "verifications_verifier_id_fkey"
      FOREIGN KEY ("verifier_id") REFERENCES "wallets"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "verifications_event_id_fkey"
      FOREIGN KEY ("event_id") REFERENCES "verification_events"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
-- One for a certificate, a verifier and what both are. What is left of deleted certificates is not compared.
CREATE UNIQUE INDEX "verifications_once_key"
  ON "verifications"("certificate_id", "verifier_id", "verifier_type", "granted_to_type");
CREATE INDEX "verifications_verifier_id_state_modified_at_id_idx"
  ON "verifications"("verifier_id", "state", "modified_at", "id");
CREATE INDEX "verifications_event_id_idx" ON "verifications"("event_id");

CREATE TABLE "listened_blocks" (
    "chain_id" BIGINT NOT NULL,
    "contract" TEXT NOT NULL,
    "number" BIGINT NOT NULL,
    "hash" TEXT,

    CONSTRAINT "listened_blocks_pkey" PRIMARY KEY ("chain_id", "contract", "number")
);

-- One listener among all processes. What it missed, the next one reads.
SELECT jobs.create_queue('listen', '{
  "policy": "exclusive", "retryLimit": 0, "expireInSeconds": 300, "deleteAfterSeconds": 3600
}');
