#!/bin/sh
# Copies the primary into an empty volume, and follows it from then on.
set -eu
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  # An interrupted copy is not used.
  rm -rf "$PGDATA.copy" "$PGDATA"
  pg_basebackup --dbname "$PRIMARY" --pgdata "$PGDATA.copy" --slot replica --write-recovery-conf --checkpoint fast
  mv "$PGDATA.copy" "$PGDATA"
fi
exec postgres "$@"
