-- AlterTable
ALTER TABLE "course_certificates" ADD COLUMN     "replaces_id" INTEGER,
ADD COLUMN     "revocation_reason" TEXT,
ADD COLUMN     "revoked_at" TIMESTAMPTZ(3);

-- DropIndex
DROP INDEX "course_certificates_site_id_user_id_idx";

-- CreateIndex
CREATE UNIQUE INDEX "course_certificates_replaces_id_key" ON "course_certificates"("replaces_id");

-- CreateIndex
CREATE INDEX "course_certificates_site_id_user_id_id_idx" ON "course_certificates"("site_id", "user_id", "id");

-- CreateIndex
CREATE INDEX "course_certificates_site_id_id_idx" ON "course_certificates"("site_id", "id");

-- AddForeignKey
ALTER TABLE "course_certificates" ADD CONSTRAINT "course_certificates_replaces_id_fkey" FOREIGN KEY ("replaces_id") REFERENCES "course_certificates"("id") ON DELETE SET NULL ON UPDATE CASCADE;


-- What Prisma's schema cannot say.

ALTER TABLE "course_certificates"
    ADD CONSTRAINT "course_certificates_revocation_has_a_reason"
        CHECK (("revoked_at" IS NULL) = ("revocation_reason" IS NULL));
