-- The gateway looks up whether a site published a document.
CREATE INDEX "certificates_published_documents_idx" ON "certificates"("ipfs_hash") WHERE "course_certificate_id" IS NOT NULL;
