-- Secrets that are encrypted with SECRETS_KEY. Without a key they stay in the columns that existed before.
ALTER TABLE "certificates" ADD COLUMN     "sealed_checksum" BYTEA;
ALTER TABLE "webhooks" ADD COLUMN     "sealed_secret" BYTEA;
ALTER TABLE "webhooks" ALTER COLUMN "secret" DROP NOT NULL;

-- CreateTable
CREATE TABLE "secrets_check" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "sealed" BYTEA NOT NULL,

    CONSTRAINT "secrets_check_pkey" PRIMARY KEY ("id")
);

ALTER TABLE "secrets_check" ADD CONSTRAINT "secrets_check_is_one" CHECK ("id" = 1);

ALTER TABLE "certificates"
  ADD CONSTRAINT "certificates_checksum_is_plain_or_sealed"
    CHECK ("checksum_hash" IS NULL OR "sealed_checksum" IS NULL) NOT VALID;
-- The new column is empty, so every row is valid. VALIDATE lets requests continue meanwhile.
ALTER TABLE "certificates" VALIDATE CONSTRAINT "certificates_checksum_is_plain_or_sealed";
ALTER TABLE "webhooks"
  ADD CONSTRAINT "webhooks_secret_is_plain_or_sealed" CHECK (("secret" IS NULL) <> ("sealed_secret" IS NULL));
