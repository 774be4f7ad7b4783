-- Ids that wallets and strangers use up are 64 bits wide. Rewrites certificate_skills and certificate_industries.
ALTER SEQUENCE "skills_id_seq" AS bigint;
ALTER SEQUENCE "industries_id_seq" AS bigint;
ALTER SEQUENCE "issuers_id_seq" AS bigint;
ALTER SEQUENCE "confirmations_id_seq" AS bigint;

ALTER TABLE "skills" ALTER COLUMN "id" TYPE bigint;
ALTER TABLE "industries" ALTER COLUMN "id" TYPE bigint;
ALTER TABLE "certificate_skills" ALTER COLUMN "skill_id" TYPE bigint;
ALTER TABLE "certificate_industries" ALTER COLUMN "industry_id" TYPE bigint;

ALTER TABLE "issuers" ALTER COLUMN "id" TYPE bigint;
ALTER TABLE "confirmations" ALTER COLUMN "id" TYPE bigint, ALTER COLUMN "issuer_id" TYPE bigint;

CREATE FUNCTION confirmations_shown(of_issuer bigint) RETURNS json LANGUAGE sql STABLE AS $$
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

DROP FUNCTION confirmations_shown(integer);
