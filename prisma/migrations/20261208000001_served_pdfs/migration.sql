-- PDFs that the server sent, so that a reader can compare a file with them.
CREATE TABLE "served_pdfs" (
    "public_id" UUID NOT NULL,
    "sha256" BYTEA NOT NULL,
    "order_hash" BYTEA NOT NULL,
    "served_at" TIMESTAMPTZ(3) NOT NULL,
    "replaced_at" TIMESTAMPTZ(3),

    CONSTRAINT "served_pdfs_pkey" PRIMARY KEY ("public_id", "sha256")
);

ALTER TABLE "served_pdfs" ADD CONSTRAINT "served_pdfs_hashes_have_32_bytes" CHECK (octet_length("sha256") = 32 AND octet_length("order_hash") = 32);
