-- Course certificates are published: each gives one certificate to the wallet of its holder.
CREATE TYPE "publishing" AS ENUM ('none', 'open', 'encrypted');

ALTER TABLE "sites" ADD COLUMN "link" TEXT;

ALTER TABLE "courses"
  ADD COLUMN "link" TEXT,
  ADD COLUMN "publishing" "publishing" NOT NULL DEFAULT 'none';

ALTER TABLE "certificates" ADD COLUMN "course_certificate_id" INTEGER;
CREATE UNIQUE INDEX "certificates_course_certificate_id_key" ON "certificates"("course_certificate_id");
ALTER TABLE "certificates" ADD CONSTRAINT "certificates_course_certificate_id_fkey"
  FOREIGN KEY ("course_certificate_id") REFERENCES "course_certificates"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- One job for each certificate, tried again for days: a node, a disk or a configuration may be away for long.
SELECT jobs.create_queue('publish', '{
  "policy": "exclusive", "retryLimit": 200, "retryDelay": 5, "retryBackoff": true, "retryDelayMax": 3600,
  "expireInSeconds": 120, "retentionSeconds": 2592000, "deleteAfterSeconds": 3600
}');
