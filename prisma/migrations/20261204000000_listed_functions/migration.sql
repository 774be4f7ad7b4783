-- These functions now follow from the schema of a certificate in a list (`npm run schema:sql`). They return the same JSON as
-- before, so no row is written again.
CREATE OR REPLACE FUNCTION listed_certificate("id" INTEGER, "public_id" UUID, "revision" SMALLINT, "image_url" TEXT, "name" TEXT, "description" TEXT, "course_id" INTEGER, "course_name" TEXT, "achieved_at" TIMESTAMPTZ, "expires_at" TIMESTAMPTZ, "revoked_at" TIMESTAMPTZ, "revocation_reason" TEXT, "user_id" TEXT, "user_name" TEXT)
RETURNS TEXT LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN concat(CASE image_url
        WHEN '' THEN concat('/images/', public_id, '-', revision, '.png"')
        ELSE substr(to_json(image_url)::text, 2)
    END, ',"id":', id::text, ',"name":', to_json(name), ',"description":', to_json(description), ',"courseId":', course_id::text, ',"courseName":', to_json(course_name), ',"achievedAt":', floor(extract(epoch FROM achieved_at))::bigint::text, ',"expiresAt":' || floor(extract(epoch FROM expires_at))::bigint::text, ',"revokedAt":' || floor(extract(epoch FROM revoked_at))::bigint::text, ',"revocationReason":' || to_json(revocation_reason), ',"user":{"id":', to_json(user_id), ',"name":', to_json(user_name));
END $$;

CREATE OR REPLACE FUNCTION listed_user("email" TEXT, "role_alias" TEXT)
RETURNS TEXT LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN concat(',"email":', to_json(email), ',"role":{"alias":', to_json(role_alias), '}}');
END $$;
