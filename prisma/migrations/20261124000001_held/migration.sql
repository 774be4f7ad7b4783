-- What a user holds of a course, for those who issue to many.
CREATE INDEX "course_certificates_site_id_user_id_course_id_idx" ON "course_certificates"("site_id", "user_id", "course_id");
