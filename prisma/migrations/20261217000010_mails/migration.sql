-- Mails to holders. Whether a certificate's holder gets them: as its request chose, else its course, else its site.
ALTER TABLE "sites" ADD COLUMN "notify" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "courses" ADD COLUMN "notify" BOOLEAN;
ALTER TABLE "course_certificates" ADD COLUMN "notify" BOOLEAN;
ALTER TABLE "users" ADD COLUMN "unsubscribed_at" TIMESTAMPTZ(3);

CREATE TYPE "mail_kind" AS ENUM ('issued', 'replaced', 'revoked', 'expiring');
CREATE TYPE "mail_state" AS ENUM ('pending', 'sent', 'bounced', 'failed', 'skipped');

CREATE TABLE "mails" (
    "id" BIGSERIAL NOT NULL,
    "site_id" INTEGER NOT NULL,
    "course_certificate_id" INTEGER NOT NULL,
    "kind" "mail_kind" NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "state" "mail_state" NOT NULL DEFAULT 'pending',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "mails_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "mails_expiring_has_expiry" CHECK (("kind" = 'expiring') = ("expires_at" IS NOT NULL)),
    CONSTRAINT "mails_finished_has_time" CHECK (("state" = 'pending') = ("finished_at" IS NULL)),
    CONSTRAINT "mails_course_certificate_id_fkey" FOREIGN KEY ("course_certificate_id") REFERENCES "course_certificates"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE INDEX "mails_course_certificate_id_idx" ON "mails"("course_certificate_id");

-- A certificate has one mail of each kind, and one for each expiry that it had.
CREATE UNIQUE INDEX "mails_once_idx" ON "mails"("course_certificate_id", "kind") WHERE "kind" <> 'expiring';
CREATE UNIQUE INDEX "mails_expiring_once_idx" ON "mails"("course_certificate_id", "expires_at") WHERE "kind" = 'expiring';

-- The next mails of each site.
CREATE INDEX "mails_pending_idx" ON "mails"("site_id", "due_at", "id") WHERE "state" = 'pending';

CREATE TABLE "mailing" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "unsubscribe_key" BYTEA NOT NULL,
    "next_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "mailing_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "mailing_is_one" CHECK ("id" = 1),
    CONSTRAINT "mailing_unsubscribe_key_has_32_bytes" CHECK (length("unsubscribe_key") = 32)
);

SELECT jobs.create_queue('mail-expiries', '{
  "policy": "exclusive", "retryLimit": 0, "expireInSeconds": 600, "deleteAfterSeconds": 3600
}');
