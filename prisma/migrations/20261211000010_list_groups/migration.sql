-- Lists of holders: certificates of confirmed issuers first, and without those that the holder hides.
CREATE TYPE "list_group" AS ENUM ('confirmed', 'unconfirmed', 'hidden');

ALTER TABLE "issuers" ADD COLUMN "confirmed" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "certificates" ADD COLUMN "list_group" "list_group" NOT NULL DEFAULT 'unconfirmed';

-- Servers of the previous version sort the certificates of one holder by title themselves.
CREATE INDEX "certificates_holder_id_list_group_certificate_title_id_idx"
  ON "certificates"("holder_id", "list_group", "certificate_title", "id");
DROP INDEX "certificates_holder_id_certificate_title_id_idx";

-- Returns the group of a certificate that is not hidden. Locks its issuer, so that a change of `confirmed` waits until
-- the certificate is committed, and then finds it.
CREATE FUNCTION list_group_of(wallet_issuer UUID, of_course_certificate INTEGER) RETURNS list_group LANGUAGE plpgsql AS $$
DECLARE
  is_confirmed boolean;
BEGIN
  IF of_course_certificate IS NULL THEN
    SELECT confirmed INTO is_confirmed FROM issuers WHERE wallet_id = wallet_issuer FOR SHARE;
  ELSE
    SELECT confirmed INTO is_confirmed FROM issuers
    WHERE site_id = (SELECT site_id FROM course_certificates WHERE id = of_course_certificate) FOR SHARE;
    -- The operator confirms a site that has no row yet.
    is_confirmed := coalesce(is_confirmed, true);
  END IF;
  RETURN CASE WHEN is_confirmed THEN 'confirmed' ELSE 'unconfirmed' END;
END $$;

CREATE FUNCTION set_list_group() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.list_group := list_group_of(NEW.issuer_id, NEW.course_certificate_id);
  RETURN NEW;
END $$;

CREATE TRIGGER certificates_grouped BEFORE INSERT ON "certificates"
  FOR EACH ROW WHEN (NEW.list_group = 'unconfirmed') EXECUTE FUNCTION set_list_group();

-- Compares `confirmed` with the confirmations of an issuer, and moves its certificates. `short`: a job that has begun may
-- not have seen the latest change.
SELECT jobs.create_queue('group-certificates', '{
  "policy": "short", "retryLimit": 1000, "retryDelay": 10, "retryBackoff": true, "retryDelayMax": 3600,
  "expireInSeconds": 900, "retentionSeconds": 2592000, "deleteAfterSeconds": 3600
}');
SELECT jobs.create_queue('queue-groups', '{
  "policy": "exclusive", "retryLimit": 0, "expireInSeconds": 300, "deleteAfterSeconds": 3600
}');

CREATE FUNCTION queue_group_certificates(of_issuer BIGINT) RETURNS void LANGUAGE sql AS $$
  INSERT INTO jobs.job_common (name, data, singleton_key, retry_limit, retry_delay, retry_backoff, retry_delay_max,
                               expire_seconds, deletion_seconds, keep_until, policy)
  SELECT name, jsonb_build_object('issuerId', of_issuer), of_issuer::text, retry_limit, retry_delay, retry_backoff,
         retry_delay_max, expire_seconds, deletion_seconds, now() + retention_seconds * interval '1 second', policy
  FROM jobs.queue
  WHERE name = 'group-certificates'
  ON CONFLICT (name, coalesce(singleton_key, '')) WHERE state = 'created' AND policy = 'short' DO NOTHING
$$;

CREATE FUNCTION regroup_for_issuer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM queue_group_certificates(NEW.id);
  RETURN NULL;
END $$;

CREATE FUNCTION regroup_for_confirmation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM queue_group_certificates(coalesce(NEW.issuer_id, OLD.issuer_id));
  RETURN NULL;
END $$;

CREATE TRIGGER issuers_added_regroup AFTER INSERT ON "issuers"
  FOR EACH ROW WHEN (NEW.site_id IS NOT NULL) EXECUTE FUNCTION regroup_for_issuer();
CREATE TRIGGER issuers_changed_regroup AFTER UPDATE OF "blocked_at", "compromised_at", "released_at" ON "issuers"
  FOR EACH ROW WHEN ((OLD.blocked_at, OLD.compromised_at, OLD.released_at) IS DISTINCT FROM (NEW.blocked_at, NEW.compromised_at, NEW.released_at))
  EXECUTE FUNCTION regroup_for_issuer();
CREATE TRIGGER confirmations_added_regroup AFTER INSERT ON "confirmations"
  FOR EACH ROW WHEN (NEW.confirmed_at IS NOT NULL) EXECUTE FUNCTION regroup_for_confirmation();
CREATE TRIGGER confirmations_changed_regroup AFTER UPDATE ON "confirmations"
  FOR EACH ROW WHEN ((OLD.confirmed_at, OLD.ended_at, OLD.way, OLD.source) IS DISTINCT FROM (NEW.confirmed_at, NEW.ended_at, NEW.way, NEW.source))
  EXECUTE FUNCTION regroup_for_confirmation();
CREATE TRIGGER confirmations_removed_regroup AFTER DELETE ON "confirmations"
  FOR EACH ROW WHEN (OLD.confirmed_at IS NOT NULL) EXECUTE FUNCTION regroup_for_confirmation();
