-- Offers of Open Badges to wallets.
CREATE TABLE "offers" (
    "id" BIGSERIAL NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "public_id" UUID NOT NULL,
    "course_certificate_id" INTEGER NOT NULL,
    "is_to_holder" BOOLEAN NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "offers_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "offers_token_hash_is_sha256" CHECK (length("token_hash") = 32),
    CONSTRAINT "offers_course_certificate_id_fkey" FOREIGN KEY ("course_certificate_id") REFERENCES "course_certificates"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE UNIQUE INDEX "offers_token_hash_key" ON "offers"("token_hash");
CREATE INDEX "offers_course_certificate_id_created_at_idx" ON "offers"("course_certificate_id", "created_at");
CREATE INDEX "offers_expires_at_idx" ON "offers"("expires_at");
