-- What a certificate of the wallet door shows of its skills and industries is kept with it as JSON, so that no list has to
-- look it up. Where there is none (certificates from before), or where the catalogue has taken skills in since, it is
-- looked up.
CREATE TABLE "catalogue" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "revision" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "catalogue_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "catalogue_is_one" CHECK ("id" = 1)
);
INSERT INTO "catalogue" DEFAULT VALUES;

CREATE FUNCTION count_catalogue_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM changed) THEN
        UPDATE catalogue SET revision = revision + 1;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER skills_change AFTER UPDATE ON "skills" REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_catalogue_revision();
CREATE TRIGGER industries_change AFTER UPDATE ON "industries" REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_catalogue_revision();

ALTER TABLE "certificates"
    ADD COLUMN "topics" TEXT,
    ADD COLUMN "topics_revision" INTEGER;

-- What a page of a course's list shows has a version: certificate_count, list_revision and the site's user_revision. The
-- first grows with every issue; the others with whatever else may change it, in the same transaction.
ALTER TABLE "courses" ADD COLUMN "list_revision" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "sites" ADD COLUMN "user_revision" INTEGER NOT NULL DEFAULT 0;

CREATE FUNCTION count_list_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE courses SET list_revision = list_revision + 1 WHERE id = OLD.course_id;
    RETURN NULL;
END $$;
CREATE TRIGGER course_certificates_change
    AFTER UPDATE OF "number", "user_id", "name", "description", "course_name", "user_name", "public_id", "revision",
        "image_url", "achieved_at", "expires_at", "revoked_at", "revocation_reason" ON "course_certificates"
    FOR EACH ROW EXECUTE FUNCTION count_list_revision();
CREATE TRIGGER course_certificates_deletion AFTER DELETE ON "course_certificates"
    FOR EACH ROW EXECUTE FUNCTION count_list_revision();

CREATE FUNCTION count_user_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE sites SET user_revision = user_revision + 1 WHERE id = OLD.site_id;
    RETURN NULL;
END $$;
CREATE TRIGGER users_change AFTER UPDATE OF "id", "email", "role_alias" ON "users"
    FOR EACH ROW WHEN ((OLD.id, OLD.email, OLD.role_alias) IS DISTINCT FROM (NEW.id, NEW.email, NEW.role_alias))
    EXECUTE FUNCTION count_user_revision();
