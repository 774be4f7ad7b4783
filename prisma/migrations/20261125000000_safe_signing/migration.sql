-- Wallets sign in, or sign each request for itself.
CREATE TABLE "sign_in_nonces" (
    "nonce" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sign_in_nonces_pkey" PRIMARY KEY ("nonce")
);
CREATE INDEX "sign_in_nonces_expires_at_idx" ON "sign_in_nonces"("expires_at");

CREATE TABLE "sessions" (
    "token_hash" BYTEA NOT NULL,
    "wallet_id" UUID NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("token_hash"),
    CONSTRAINT "sessions_token_hash_is_sha256" CHECK (octet_length("token_hash") = 32),
    CONSTRAINT "sessions_wallet_id_fkey" FOREIGN KEY ("wallet_id") REFERENCES "wallets"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "sessions_wallet_id_idx" ON "sessions"("wallet_id");
CREATE INDEX "sessions_expires_at_idx" ON "sessions"("expires_at");

CREATE TABLE "request_nonces" (
    "wallet_id" UUID NOT NULL,
    "nonce" TEXT NOT NULL,
    "signed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "request_nonces_pkey" PRIMARY KEY ("wallet_id","nonce"),
    CONSTRAINT "request_nonces_wallet_id_fkey" FOREIGN KEY ("wallet_id") REFERENCES "wallets"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "request_nonces_signed_at_idx" ON "request_nonces"("signed_at");
