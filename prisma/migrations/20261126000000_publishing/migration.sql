-- Course certificates are published: each gives one certificate to the wallet of its holder.
CREATE TYPE "publishing" AS ENUM ('none', 'open', 'encrypted');

ALTER TABLE "sites" ADD COLUMN "link" TEXT;

ALTER TABLE "courses"
  ADD COLUMN "link" TEXT,
  ADD COLUMN "publishing" "publishing" NOT NULL DEFAULT 'none';

ALTER TABLE "course_certificates" ADD COLUMN "published_at" TIMESTAMPTZ(3);

ALTER TABLE "certificates"
  ADD COLUMN "encrypted" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "course_certificate_id" INTEGER;
CREATE UNIQUE INDEX "certificates_course_certificate_id_key" ON "certificates"("course_certificate_id");
ALTER TABLE "certificates" ADD CONSTRAINT "certificates_course_certificate_id_fkey"
  FOREIGN KEY ("course_certificate_id") REFERENCES "course_certificates"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- A job for a certificate at a time, tried again for some hours; whatever was not published then is queued again.
SELECT jobs.create_queue('publish', '{
  "policy": "short", "retryLimit": 12, "retryDelay": 5, "retryBackoff": true, "retryDelayMax": 3600,
  "expireInSeconds": 120, "retentionSeconds": 2592000, "deleteAfterSeconds": 3600
}');
SELECT jobs.create_queue('queue-unpublished', '{
  "policy": "exclusive", "retryLimit": 0, "expireInSeconds": 300, "deleteAfterSeconds": 3600
}');
