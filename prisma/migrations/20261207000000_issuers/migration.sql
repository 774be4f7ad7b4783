-- Identity of issuers: who they claim to be, and who confirms it.
CREATE TYPE "confirmation_way" AS ENUM ('dns', 'did_web', 'registry');

CREATE TABLE "issuers" (
    "id" SERIAL NOT NULL,
    "site_id" INTEGER,
    "wallet_id" UUID,
    "domain" TEXT,
    "name" TEXT,
    "link" TEXT,
    "claimed_at" TIMESTAMPTZ(3),
    "signed_at" TIMESTAMPTZ(3),
    "signature" BYTEA,
    "signature_chain_id" BIGINT,
    "signed_by_contract" BOOLEAN NOT NULL DEFAULT false,
    "compromised_at" TIMESTAMPTZ(3),
    "blocked_at" TIMESTAMPTZ(3),
    "released_at" TIMESTAMPTZ(3),
    "checked_at" TIMESTAMPTZ(3),
    "due_at" TIMESTAMPTZ(3),
    "shown" JSON NOT NULL DEFAULT '[]',

    CONSTRAINT "issuers_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "issuers_site_id_key" ON "issuers"("site_id");
CREATE UNIQUE INDEX "issuers_wallet_id_key" ON "issuers"("wallet_id");
CREATE INDEX "issuers_due_at_idx" ON "issuers"("due_at");

ALTER TABLE "issuers" ADD CONSTRAINT "issuers_site_id_fkey" FOREIGN KEY ("site_id") REFERENCES "sites"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "issuers" ADD CONSTRAINT "issuers_wallet_id_fkey" FOREIGN KEY ("wallet_id") REFERENCES "wallets"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "issuers" ADD CONSTRAINT "issuers_is_site_or_wallet" CHECK (num_nonnulls("site_id", "wallet_id") = 1);
ALTER TABLE "issuers" ADD CONSTRAINT "issuers_claim_has_time" CHECK (("domain" IS NULL) = ("claimed_at" IS NULL));
ALTER TABLE "issuers" ADD CONSTRAINT "issuers_wallet_claim_is_signed" CHECK ("wallet_id" IS NULL OR "domain" IS NULL OR num_nulls("signed_at", "signature", "signature_chain_id") = 0);

CREATE TABLE "confirmations" (
    "id" SERIAL NOT NULL,
    "issuer_id" INTEGER NOT NULL,
    "way" "confirmation_way" NOT NULL,
    "source" TEXT NOT NULL,
    "registry_name" TEXT,
    "listed_name" TEXT,
    "claimed_at" TIMESTAMPTZ(3) NOT NULL,
    "confirmed_at" TIMESTAMPTZ(3),
    "last_seen_at" TIMESTAMPTZ(3),
    "failing_since" TIMESTAMPTZ(3),
    "absent_since" TIMESTAMPTZ(3),
    "nxdomain_since" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "confirmations_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "confirmations_issuer_id_way_source_key" ON "confirmations"("issuer_id", "way", "source");
-- Finds other issuers of a domain.
CREATE INDEX "confirmations_source_idx" ON "confirmations"("source") WHERE "confirmed_at" IS NOT NULL;

ALTER TABLE "confirmations" ADD CONSTRAINT "confirmations_issuer_id_fkey" FOREIGN KEY ("issuer_id") REFERENCES "issuers"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "confirmations" ADD CONSTRAINT "confirmations_confirmed_is_seen" CHECK (("confirmed_at" IS NULL) = ("last_seen_at" IS NULL));
ALTER TABLE "confirmations" ADD CONSTRAINT "confirmations_ended_is_confirmed" CHECK ("ended_at" IS NULL OR "confirmed_at" IS NOT NULL);
ALTER TABLE "confirmations" ADD CONSTRAINT "confirmations_registry_gives_name" CHECK (("way" = 'registry') = (num_nonnulls("registry_name", "listed_name") = 2));

-- Pages read what confirms an issuer from one row. Counts the other issuers of a domain as of this change.
CREATE FUNCTION confirmations_shown(of_issuer integer) RETURNS json LANGUAGE sql STABLE AS $$
  SELECT coalesce(json_agg(json_build_object(
    'way', one.way, 'source', one.source, 'registryName', one.registry_name, 'listedName', one.listed_name,
    'confirmedAt', one.confirmed_at, 'lastSeenAt', one.last_seen_at, 'endedAt', one.ended_at,
    'issuers', others.present, 'formerIssuers', others.former
  ) ORDER BY one.way, one.source), '[]')
  FROM confirmations one
  CROSS JOIN LATERAL (
    SELECT count(DISTINCT issuer_id) FILTER (WHERE ended_at IS NULL) AS present,
           count(DISTINCT issuer_id) FILTER (WHERE ended_at IS NOT NULL AND issuer_id <> of_issuer) AS former
    FROM confirmations other
    WHERE other.source = one.source AND other.way <> 'registry' AND one.way <> 'registry'
      AND other.confirmed_at IS NOT NULL
  ) others
  WHERE one.issuer_id = of_issuer AND one.confirmed_at IS NOT NULL
$$;

CREATE FUNCTION show_confirmations() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    UPDATE issuers SET shown = confirmations_shown(OLD.issuer_id) WHERE id = OLD.issuer_id;
  END IF;
  IF TG_OP <> 'DELETE' AND (TG_OP = 'INSERT' OR NEW.issuer_id <> OLD.issuer_id) THEN
    UPDATE issuers SET shown = confirmations_shown(NEW.issuer_id) WHERE id = NEW.issuer_id;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER confirmations_change AFTER INSERT OR UPDATE OR DELETE ON confirmations
  FOR EACH ROW EXECUTE FUNCTION show_confirmations();

-- Lists of the registries in TRUST_REGISTRIES, as last fetched.
CREATE TABLE "registries" (
    "url" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "etag" TEXT,
    "fetched_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "registries_pkey" PRIMARY KEY ("url")
);

CREATE TABLE "registry_entries" (
    "url" TEXT NOT NULL,
    "did" TEXT NOT NULL,
    "address" TEXT,
    "name" TEXT NOT NULL,
    "skeleton" TEXT NOT NULL,
    "domain" TEXT,

    CONSTRAINT "registry_entries_pkey" PRIMARY KEY ("url", "did")
);

CREATE INDEX "registry_entries_did_idx" ON "registry_entries"("did");
CREATE INDEX "registry_entries_address_idx" ON "registry_entries"("address");
CREATE INDEX "registry_entries_skeleton_idx" ON "registry_entries"("skeleton");

ALTER TABLE "registry_entries" ADD CONSTRAINT "registry_entries_url_fkey" FOREIGN KEY ("url") REFERENCES "registries"("url") ON DELETE CASCADE ON UPDATE CASCADE;

INSERT INTO "issuers" ("site_id", "domain", "claimed_at", "due_at")
SELECT "id", "domain", CASE WHEN "domain" IS NOT NULL THEN now() END, CASE WHEN "domain" IS NOT NULL THEN now() END FROM "sites";

ALTER TABLE "sites" DROP COLUMN "domain";

-- One job for each issuer at a time.
SELECT jobs.create_queue('confirm-issuer', '{
  "policy": "exclusive", "retryLimit": 3, "retryDelay": 60, "retryBackoff": true, "retryDelayMax": 3600,
  "expireInSeconds": 120, "retentionSeconds": 86400, "deleteAfterSeconds": 3600
}');
SELECT jobs.create_queue('queue-issuers', '{
  "policy": "exclusive", "retryLimit": 0, "expireInSeconds": 300, "deleteAfterSeconds": 3600
}');
SELECT jobs.create_queue('fetch-registries', '{
  "policy": "exclusive", "retryLimit": 0, "expireInSeconds": 600, "deleteAfterSeconds": 3600
}');
