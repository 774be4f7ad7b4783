-- What a certificate states has a digest, taken at issue, by which a change behind Chancery's back is found.
ALTER TABLE "course_certificates" ADD COLUMN "digest" TEXT;
ALTER TABLE "certificates" ADD COLUMN "digest" TEXT;
