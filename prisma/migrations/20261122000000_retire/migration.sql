-- AlterTable
ALTER TABLE "courses" ADD COLUMN     "retired_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "users" ADD COLUMN     "eth_address" TEXT,
ADD COLUMN     "retired_at" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "users_site_id_name_id_idx" ON "users"("site_id", "name", "id");


-- What Prisma's schema cannot say.

-- Whoever is retired lets go of the email address and the wallet.
DROP INDEX "users_site_id_email_key";
CREATE UNIQUE INDEX "users_site_id_email_key" ON "users"("site_id", lower("email")) WHERE "retired_at" IS NULL;
CREATE UNIQUE INDEX "users_site_id_eth_address_key" ON "users"("site_id", "eth_address") WHERE "retired_at" IS NULL;

ALTER TABLE "users"
    ADD CONSTRAINT "users_eth_address_is_normal" CHECK ("eth_address" ~ '^0x[0-9a-f]{40}$');
