-- AlterTable
ALTER TABLE "api_keys" ADD COLUMN     "life_ms" BIGINT;

-- CreateTable
CREATE TABLE "tallies" (
    "id" BIGSERIAL NOT NULL,
    "site_id" INTEGER NOT NULL,
    "what" TEXT NOT NULL,
    "change" BIGINT NOT NULL,

    CONSTRAINT "tallies_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "tallies_site_id_what_idx" ON "tallies"("site_id", "what");


-- What Prisma's schema cannot say.

-- A rotation may have taken something of the life of a key: the audit has kept what it was before.
UPDATE "api_keys" key
SET "life_ms" = round(extract(epoch FROM coalesce(
        (SELECT to_timestamp((entry."before"->>'expiresAt')::bigint)
         FROM "audit_entries" entry
         WHERE entry."site_id" = key."site_id" AND entry."subject" = 'key/' || key."id" AND entry."action" = 'key.expire'
         ORDER BY entry."id"
         LIMIT 1),
        key."expires_at"
    ) - key."created_at") * 1000)
WHERE key."expires_at" IS NOT NULL
  AND NOT EXISTS (
      SELECT FROM "audit_entries" entry
      WHERE entry."site_id" = key."site_id" AND entry."subject" = 'key/' || key."id" AND entry."action" = 'key.expire'
        AND entry."before"->>'expiresAt' IS NULL
  );

-- Certificates go on to show the email of whoever was deleted, and are found by it.
CREATE INDEX "users_retired_email_idx" ON "users"("site_id", lower("email")) WHERE "retired_at" IS NOT NULL;

-- How many users, courses and entries of the audit a site has, as rows that are added up: whoever adds something writes a
-- row of their own, so that nobody waits for anybody, and a job makes one of many. Between counting and the triggers nobody
-- adds anything: servers of the version before may go on working.
LOCK TABLE "users", "courses", "audit_entries" IN SHARE ROW EXCLUSIVE MODE;
INSERT INTO "tallies" ("site_id", "what", "change")
SELECT "site_id", 'users', count(*) FROM "users" WHERE "retired_at" IS NULL GROUP BY "site_id"
UNION ALL
SELECT "site_id", 'courses', count(*) FROM "courses" WHERE "retired_at" IS NULL GROUP BY "site_id"
UNION ALL
SELECT "site_id", 'audit_entries', count(*) FROM "audit_entries" WHERE "site_id" IS NOT NULL GROUP BY "site_id";

CREATE FUNCTION tally_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO tallies (site_id, what, change)
    SELECT site_id, TG_TABLE_NAME, count(*) FROM changed WHERE retired_at IS NULL GROUP BY site_id;
    RETURN NULL;
END $$;
CREATE TRIGGER users_added AFTER INSERT ON "users" REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION tally_added();
CREATE TRIGGER courses_added AFTER INSERT ON "courses" REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION tally_added();

CREATE FUNCTION tally_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO tallies (site_id, what, change)
    SELECT site_id, TG_TABLE_NAME, -count(*) FROM changed WHERE retired_at IS NULL GROUP BY site_id;
    RETURN NULL;
END $$;
CREATE TRIGGER users_removed AFTER DELETE ON "users" REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION tally_removed();
CREATE TRIGGER courses_removed AFTER DELETE ON "courses" REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION tally_removed();

CREATE FUNCTION tally_retired() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO tallies (site_id, what, change)
    VALUES (NEW.site_id, TG_TABLE_NAME, CASE WHEN NEW.retired_at IS NULL THEN 1 ELSE -1 END);
    RETURN NULL;
END $$;
CREATE TRIGGER users_retired AFTER UPDATE OF "retired_at" ON "users"
    FOR EACH ROW WHEN ((OLD.retired_at IS NULL) <> (NEW.retired_at IS NULL)) EXECUTE FUNCTION tally_retired();
CREATE TRIGGER courses_retired AFTER UPDATE OF "retired_at" ON "courses"
    FOR EACH ROW WHEN ((OLD.retired_at IS NULL) <> (NEW.retired_at IS NULL)) EXECUTE FUNCTION tally_retired();

CREATE FUNCTION tally_audited() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO tallies (site_id, what, change)
    SELECT site_id, TG_TABLE_NAME, count(*) FROM changed WHERE site_id IS NOT NULL GROUP BY site_id;
    RETURN NULL;
END $$;
CREATE TRIGGER audit_entries_added AFTER INSERT ON "audit_entries" REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION tally_audited();

-- Every minute, so that there are never many.
SELECT jobs.create_queue('add-up', '{
  "policy": "exclusive", "retryLimit": 0, "expireInSeconds": 300, "deleteAfterSeconds": 3600
}');
