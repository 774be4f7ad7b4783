-- A course may have fewer certificates than numbers: those of erased users are missing.
ALTER TABLE "courses" ADD COLUMN "erased_numbers" INTEGER[] DEFAULT ARRAY[]::INTEGER[];

ALTER TABLE "tombstones" ADD COLUMN "ipfs_hash" TEXT;

-- CreateTable
CREATE TABLE "erased_users" (
    "site_id" INTEGER NOT NULL,
    "id_hash" BYTEA NOT NULL,
    "erased_at" TIMESTAMPTZ(3) NOT NULL,
    "user_id" TEXT,

    CONSTRAINT "erased_users_pkey" PRIMARY KEY ("site_id", "id_hash")
);

-- CreateTable
CREATE TABLE "document_removals" (
    "id" BIGSERIAL NOT NULL,
    "cid" TEXT,
    "public_id" UUID,
    "due_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "document_removals_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "document_removals_cid_key" ON "document_removals"("cid");

-- CreateIndex
CREATE UNIQUE INDEX "document_removals_public_id_key" ON "document_removals"("public_id");

-- AddForeignKey
ALTER TABLE "erased_users" ADD CONSTRAINT "erased_users_site_id_fkey" FOREIGN KEY ("site_id") REFERENCES "sites"("id") ON DELETE RESTRICT ON UPDATE CASCADE;


-- Rules that Prisma cannot express.

CREATE INDEX "erased_users_unfinished_idx" ON "erased_users"("erased_at") WHERE "user_id" IS NOT NULL;

ALTER TABLE "erased_users" ADD CONSTRAINT "erased_users_id_hash_is_sha256" CHECK (octet_length("id_hash") = 32);

-- An erasure of the user removes the document too.
ALTER TABLE "tombstones"
    ADD CONSTRAINT "tombstones_document_is_published" CHECK ("ipfs_hash" IS NULL OR "course_certificate_id" IS NOT NULL);

ALTER TABLE "document_removals"
    ADD CONSTRAINT "document_removals_has_one_object" CHECK (num_nonnulls("cid", "public_id") = 1);

-- The number of the certificate at a position of a course's list (1, 2, 3 …). `erased` is sorted.
CREATE FUNCTION number_at(erased INTEGER[], place BIGINT) RETURNS BIGINT LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT place + (SELECT count(*) FROM unnest(erased) WITH ORDINALITY AS hole (number, nth) WHERE number - nth < place)
$$;

-- Neither the id nor anything else of an erased user is stored, only this hash.
CREATE FUNCTION user_id_hash(site_id INTEGER, id TEXT) RETURNS BYTEA LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT sha256(convert_to(site_id || '/' || id, 'UTF8'))
$$;

-- Checks after the insertion, which has waited for a concurrent erasure of the same id.
CREATE FUNCTION reject_erased_users() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM changed JOIN erased_users erased
        ON erased.site_id = changed.site_id AND erased.id_hash = user_id_hash(changed.site_id, changed.id)
    ) THEN
        RAISE unique_violation USING CONSTRAINT = 'users_not_erased', MESSAGE = 'A user with this id was erased.';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER users_not_erased AFTER INSERT ON "users" REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION reject_erased_users();

-- The audit stays immutable, except that an erasure removes details and the id of the user.
CREATE FUNCTION reject_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('chancery.erasing', true) = 'on'
        AND (NEW.id, NEW.site_id, NEW.at, NEW.key_id, NEW.request_id, NEW.command, NEW.action)
            IS NOT DISTINCT FROM (OLD.id, OLD.site_id, OLD.at, OLD.key_id, OLD.request_id, OLD.command, OLD.action)
        AND (NEW.subject = OLD.subject OR NEW.subject = 'user/[erased]')
        AND NEW.before IS NULL AND NEW.after IS NULL
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Entries of % never change.', TG_TABLE_NAME;
END $$;
DROP TRIGGER "audit_entries_only_grow" ON "audit_entries";
CREATE TRIGGER "audit_entries_only_grow" BEFORE UPDATE OR DELETE ON "audit_entries"
    FOR EACH ROW EXECUTE FUNCTION reject_audit_change();

-- Every minute.
SELECT jobs.create_queue('erase', '{
  "policy": "exclusive", "retryLimit": 0, "expireInSeconds": 300, "deleteAfterSeconds": 3600
}');

-- A request that succeeded has no answer any more once a person of its site was erased.
ALTER TABLE "idempotency_keys" DROP CONSTRAINT "idempotency_keys_answer_has_a_status";
