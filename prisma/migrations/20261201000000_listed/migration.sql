-- What lists of a course show of a certificate and of its user is kept with them as JSON, which PostgreSQL itself writes anew
-- whenever they change, so that a page is read and not made. Prisma has no word for columns that are generated; it does not
-- know these. The functions are immutable in truth: how JSON is written depends on no setting.
CREATE FUNCTION listed_certificate(
    "id" INTEGER, "public_id" UUID, "revision" SMALLINT, "image_url" TEXT, "name" TEXT, "description" TEXT, "course_id" INTEGER,
    "course_name" TEXT, "achieved_at" TIMESTAMPTZ, "expires_at" TIMESTAMPTZ, "revoked_at" TIMESTAMPTZ, "revocation_reason" TEXT,
    "user_id" TEXT, "user_name" TEXT
) RETURNS TEXT LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN format(
        '%s,"id":%s,"name":%s,"description":%s,"courseId":%s,"courseName":%s,"achievedAt":%s%s%s,"user":{"id":%s,"name":%s',
        CASE image_url
            WHEN '' THEN format('/images/%s-%s.png"', public_id, revision)
            ELSE substr(to_json(image_url)::text, 2)
        END,
        id, to_json(name), to_json(description), course_id, to_json(course_name),
        floor(extract(epoch FROM achieved_at))::bigint,
        ',"expiresAt":' || floor(extract(epoch FROM expires_at))::bigint,
        ',"revokedAt":' || floor(extract(epoch FROM revoked_at))::bigint || ',"revocationReason":' || to_json(revocation_reason),
        to_json(user_id), to_json(user_name)
    );
END $$;

CREATE FUNCTION listed_user("email" TEXT, "role_alias" TEXT) RETURNS TEXT LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN format(',"email":%s,"role":{"alias":%s}}', to_json(email), to_json(role_alias));
END $$;

-- From behind the quote that begins `imageUrl` to the name of the user; the address of the server comes before where the
-- picture is its own.
ALTER TABLE "course_certificates" ADD COLUMN "listed" TEXT GENERATED ALWAYS AS (
    listed_certificate("id", "public_id", "revision", "image_url", "name", "description", "course_id", "course_name",
        "achieved_at", "expires_at", "revoked_at", "revocation_reason", "user_id", "user_name")
) STORED;

-- From the email of a user to the end.
ALTER TABLE "users" ADD COLUMN "listed" TEXT GENERATED ALWAYS AS (listed_user("email", "role_alias")) STORED;
