-- CreateEnum
CREATE TYPE "delivery_state" AS ENUM ('pending', 'delivered', 'parked');

-- AlterTable
ALTER TABLE "course_certificates" ADD COLUMN     "expiry_told" BOOLEAN NOT NULL DEFAULT false;

-- DropForeignKey
ALTER TABLE "course_certificates" DROP CONSTRAINT "course_certificates_site_id_fkey";

-- CreateTable
CREATE TABLE "audit_entries" (
    "id" BIGSERIAL NOT NULL,
    "site_id" INTEGER,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "key_id" INTEGER,
    "request_id" TEXT,
    "command" TEXT,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "before" JSON,
    "after" JSON,

    CONSTRAINT "audit_entries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "events" (
    "id" BIGSERIAL NOT NULL,
    "site_id" INTEGER NOT NULL,
    "type" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "body" JSON NOT NULL,

    CONSTRAINT "events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhooks" (
    "id" SERIAL NOT NULL,
    "site_id" INTEGER NOT NULL,
    "url" TEXT NOT NULL,
    "events" TEXT[],
    "secret" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "silences" INTEGER NOT NULL DEFAULT 0,
    "silent_till" TIMESTAMPTZ(3),

    CONSTRAINT "webhooks_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "deliveries" (
    "webhook_id" INTEGER NOT NULL,
    "event_id" BIGINT NOT NULL,
    "subject" TEXT NOT NULL,
    "state" "delivery_state" NOT NULL DEFAULT 'pending',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "queued_at" TIMESTAMPTZ(3) NOT NULL,
    "claimed_until" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "deliveries_pkey" PRIMARY KEY ("webhook_id","event_id")
);

-- CreateTable
CREATE TABLE "idempotency_keys" (
    "owner" TEXT NOT NULL,
    "key_hash" BYTEA NOT NULL,
    "fingerprint" BYTEA NOT NULL,
    "attempt" UUID NOT NULL,
    "claimed_until" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "status" SMALLINT,
    "answer" BYTEA,

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("owner","key_hash")
);

-- CreateIndex
CREATE INDEX "audit_entries_site_id_id_idx" ON "audit_entries"("site_id", "id");

-- CreateIndex
CREATE INDEX "events_site_id_type_id_idx" ON "events"("site_id", "type", "id");

-- CreateIndex
CREATE INDEX "events_occurred_at_idx" ON "events" USING BRIN ("occurred_at");

-- CreateIndex
CREATE INDEX "webhooks_site_id_idx" ON "webhooks"("site_id");

-- CreateIndex
CREATE INDEX "deliveries_event_id_idx" ON "deliveries"("event_id");

-- CreateIndex
CREATE INDEX "idempotency_keys_created_at_idx" ON "idempotency_keys"("created_at");

-- AddForeignKey
ALTER TABLE "webhooks" ADD CONSTRAINT "webhooks_site_id_fkey" FOREIGN KEY ("site_id") REFERENCES "sites"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_webhook_id_fkey" FOREIGN KEY ("webhook_id") REFERENCES "webhooks"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "events"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- What Prisma's schema cannot say.

-- Without those who have no wallet, so that PostgreSQL never takes it for a way to find an email address.
DROP INDEX "users_site_id_eth_address_key";
CREATE UNIQUE INDEX "users_site_id_eth_address_key" ON "users"("site_id", "eth_address")
    WHERE "retired_at" IS NULL AND "eth_address" IS NOT NULL;

-- Whoever changes something is known.
ALTER TABLE "audit_entries"
    ADD CONSTRAINT "audit_entries_has_an_author" CHECK (("key_id" IS NULL) <> ("command" IS NULL));

-- The audit only grows.
CREATE FUNCTION "refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Entries of % are never changed.', TG_TABLE_NAME;
END
$$;
CREATE TRIGGER "audit_entries_only_grow" BEFORE UPDATE OR DELETE ON "audit_entries"
    FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "audit_entries_stay" BEFORE TRUNCATE ON "audit_entries"
    FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();

-- Which delivery is the first of its subject, and which wait to be redelivered.
CREATE INDEX "deliveries_pending_idx" ON "deliveries"("webhook_id", "subject", "event_id") WHERE "state" = 'pending';
CREATE INDEX "deliveries_parked_idx" ON "deliveries"("webhook_id", "event_id") WHERE "state" = 'parked';

-- Which certificates expire next. Those that are expired now are no news.
UPDATE "course_certificates" SET "expiry_told" = true WHERE "expires_at" <= now();
CREATE INDEX "course_certificates_expiring_idx" ON "course_certificates"("expires_at")
    WHERE "expires_at" IS NOT NULL AND "revoked_at" IS NULL AND NOT "expiry_told";

ALTER TABLE "webhooks"
    ADD CONSTRAINT "webhooks_secret_is_standard" CHECK ("secret" LIKE 'whsec\_%');

ALTER TABLE "idempotency_keys"
    ADD CONSTRAINT "idempotency_keys_hash_is_sha256" CHECK (octet_length("key_hash") = 32),
    ADD CONSTRAINT "idempotency_keys_answer_has_a_status" CHECK ("status" IS NULL OR "answer" IS NOT NULL);
