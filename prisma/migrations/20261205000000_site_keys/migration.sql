-- CreateTable
CREATE TABLE "site_keys" (
    "id" SERIAL NOT NULL,
    "site_id" INTEGER NOT NULL,
    "public_key" BYTEA NOT NULL,
    "sealed" BYTEA,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "retired_at" TIMESTAMPTZ(3),
    "compromised_at" TIMESTAMPTZ(3),

    CONSTRAINT "site_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "site_dids" (
    "did" TEXT NOT NULL,
    "site_id" INTEGER NOT NULL,
    "published_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "site_dids_pkey" PRIMARY KEY ("did")
);

-- CreateIndex
CREATE UNIQUE INDEX "site_keys_public_key_key" ON "site_keys"("public_key");

-- CreateIndex
CREATE INDEX "site_keys_site_id_idx" ON "site_keys"("site_id");

-- CreateIndex
CREATE INDEX "site_dids_site_id_idx" ON "site_dids"("site_id");

-- AddForeignKey
ALTER TABLE "site_keys" ADD CONSTRAINT "site_keys_site_id_fkey" FOREIGN KEY ("site_id") REFERENCES "sites"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "site_dids" ADD CONSTRAINT "site_dids_site_id_fkey" FOREIGN KEY ("site_id") REFERENCES "sites"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- A site has one key at a time. Concurrent requests that need the first key create only one.
CREATE UNIQUE INDEX "site_keys_current_idx" ON "site_keys"("site_id") WHERE "retired_at" IS NULL;

ALTER TABLE "site_keys" ADD CONSTRAINT "site_keys_public_key_has_32_bytes" CHECK (octet_length("public_key") = 32);
ALTER TABLE "site_keys" ADD CONSTRAINT "site_keys_only_current_is_sealed" CHECK (("sealed" IS NULL) = ("retired_at" IS NOT NULL));
ALTER TABLE "site_keys" ADD CONSTRAINT "site_keys_compromised_is_retired" CHECK ("compromised_at" IS NULL OR "retired_at" IS NOT NULL);
