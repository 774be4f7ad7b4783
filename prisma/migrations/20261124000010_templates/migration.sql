-- Designs of certificates that sites upload, each kept under the SHA-256 of its SVG; a name leads to one of them, a course
-- to a name, and a certificate to the design that its course had at issue.
CREATE TABLE "templates" (
    "site_id" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "svg" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "templates_pkey" PRIMARY KEY ("site_id","hash"),
    CONSTRAINT "templates_hash_is_sha256" CHECK ("hash" ~ '^[0-9a-f]{64}$'),
    CONSTRAINT "templates_site_id_fkey" FOREIGN KEY ("site_id") REFERENCES "sites"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

CREATE TABLE "template_names" (
    "site_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "template_names_pkey" PRIMARY KEY ("site_id","name"),
    CONSTRAINT "template_names_site_id_hash_fkey" FOREIGN KEY ("site_id", "hash") REFERENCES "templates"("site_id", "hash") ON DELETE RESTRICT ON UPDATE RESTRICT
);

ALTER TABLE "courses" ADD COLUMN "template_name" TEXT;
ALTER TABLE "courses" ADD CONSTRAINT "courses_site_id_template_name_fkey" FOREIGN KEY ("site_id", "template_name") REFERENCES "template_names"("site_id", "name") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "course_certificates"
  ADD COLUMN "language" TEXT NOT NULL DEFAULT 'en',
  ADD COLUMN "template_hash" TEXT;
ALTER TABLE "course_certificates" ADD CONSTRAINT "course_certificates_site_id_template_hash_fkey" FOREIGN KEY ("site_id", "template_hash") REFERENCES "templates"("site_id", "hash") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- Tells which templates no certificate has any more.
CREATE INDEX "course_certificates_template_idx" ON "course_certificates"("site_id", "template_hash") WHERE "template_hash" IS NOT NULL;
