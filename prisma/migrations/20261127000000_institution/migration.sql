-- What its site was called is copied into a certificate at issue; those from before show what it is called now.
ALTER TABLE "course_certificates" ADD COLUMN "institution_name" TEXT;
