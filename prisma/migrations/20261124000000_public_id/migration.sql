-- Each certificate gets an id under which anybody finds it, and its picture counts its changes.
ALTER TABLE "course_certificates"
  ADD COLUMN "public_id" UUID NOT NULL DEFAULT gen_random_uuid(),
  ADD COLUMN "revision" SMALLINT NOT NULL DEFAULT 0;

CREATE UNIQUE INDEX "course_certificates_public_id_key" ON "course_certificates"("public_id");
