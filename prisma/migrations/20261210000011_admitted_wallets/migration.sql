-- Wallets that the operator admits to more resources. It says nothing about who they are.
CREATE TABLE "admitted_wallets" (
    "address" TEXT NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "admitted_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "admitted_wallets_pkey" PRIMARY KEY ("address")
);

ALTER TABLE "admitted_wallets" ADD CONSTRAINT "admitted_wallets_address_is_normal" CHECK ("address" ~ '^0x[0-9a-f]{40}$');
