-- Time zone of a certificate's days, copied from its site at issue. Days of older certificates are days in UTC.
ALTER TABLE "course_certificates" ADD COLUMN     "time_zone" TEXT NOT NULL DEFAULT 'UTC';
