-- AlterTable
ALTER TABLE "courses" ADD COLUMN "criteria" TEXT,
ADD COLUMN "achievement_type" TEXT NOT NULL DEFAULT 'CertificateOfCompletion';

-- AlterTable
ALTER TABLE "course_certificates" ADD COLUMN "criteria" TEXT,
ADD COLUMN "achievement_type" TEXT NOT NULL DEFAULT 'CertificateOfCompletion';

-- CreateTable
CREATE TABLE "status_lists" (
    "id" BIGSERIAL NOT NULL,
    "site_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "did" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "used" INTEGER NOT NULL DEFAULT 0,
    "signed" TEXT,
    "signed_bits" INTEGER,
    "signed_by" BYTEA,
    "valid_until" TIMESTAMPTZ(3),

    CONSTRAINT "status_lists_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "credentials" (
    "id" BIGSERIAL NOT NULL,
    "list_id" BIGINT NOT NULL,
    "index" INTEGER NOT NULL,
    "public_id" UUID,
    "course_certificate_id" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "is_current" BOOLEAN NOT NULL DEFAULT true,
    "signed" TEXT,
    "key_id" INTEGER,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "credentials_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "status_lists_site_id_number_key" ON "status_lists"("site_id", "number");

-- CreateIndex
CREATE INDEX "credentials_course_certificate_id_idx" ON "credentials"("course_certificate_id");

-- CreateIndex
CREATE INDEX "credentials_key_id_idx" ON "credentials"("key_id");

-- CreateIndex
CREATE UNIQUE INDEX "credentials_list_id_index_key" ON "credentials"("list_id", "index");

-- AddForeignKey
ALTER TABLE "status_lists" ADD CONSTRAINT "status_lists_site_id_fkey" FOREIGN KEY ("site_id") REFERENCES "sites"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "credentials" ADD CONSTRAINT "credentials_list_id_fkey" FOREIGN KEY ("list_id") REFERENCES "status_lists"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "credentials" ADD CONSTRAINT "credentials_course_certificate_id_fkey" FOREIGN KEY ("course_certificate_id") REFERENCES "course_certificates"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "credentials" ADD CONSTRAINT "credentials_key_id_fkey" FOREIGN KEY ("key_id") REFERENCES "site_keys"("id") ON DELETE SET NULL ON UPDATE CASCADE;


-- Rules that Prisma cannot express.

-- Concurrent first requests store one credential.
CREATE UNIQUE INDEX "credentials_current_idx" ON "credentials"("public_id") WHERE "is_current";

-- The set bits of a list, and their number.
CREATE INDEX "credentials_revoked_idx" ON "credentials"("list_id", "index") WHERE "revoked_at" IS NOT NULL;

ALTER TABLE "credentials" ADD CONSTRAINT "credentials_index_is_in_list" CHECK ("index" BETWEEN 0 AND 131071);
ALTER TABLE "credentials" ADD CONSTRAINT "credentials_current_has_certificate" CHECK (NOT "is_current" OR "public_id" IS NOT NULL);
ALTER TABLE "credentials" ADD CONSTRAINT "credentials_signed_is_current" CHECK ("signed" IS NULL OR ("is_current" AND "key_id" IS NOT NULL));
ALTER TABLE "status_lists" ADD CONSTRAINT "status_lists_used_fits" CHECK ("used" BETWEEN 0 AND 131072);
ALTER TABLE "status_lists" ADD CONSTRAINT "status_lists_signed_is_whole" CHECK (num_nonnulls("signed", "signed_bits", "signed_by", "valid_until") IN (0, 4));
