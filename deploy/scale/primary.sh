#!/bin/sh
# Prepares a new primary. The image of PostgreSQL runs it once, as the role that owns the database.
set -eu
psql --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
  --set owner="$POSTGRES_USER" --set password="$POSTGRES_PASSWORD" <<'SQL'
-- Requests, through the pooler. It does not pass on these settings of a connection.
CREATE ROLE requests LOGIN PASSWORD :'password' IN ROLE :"owner";
ALTER ROLE requests SET statement_timeout = '1400ms';
ALTER ROLE requests SET jit = off;
ALTER ROLE requests SET timezone = 'UTC';
CREATE ROLE replicator LOGIN REPLICATION PASSWORD :'password';
SELECT FROM pg_create_physical_replication_slot('replica');
SQL
echo 'host replication replicator all scram-sha-256' >>"$PGDATA/pg_hba.conf"
