#!/usr/bin/env bash
# Starts one of the two database servers. A server that has data starts as what it is. One that has none is made: as a copy of the server in FOLLOWS,
# which it then follows under NAME, or anew where FOLLOWS is empty. What is half made is begun again: only a finished one gets the name `cluster`.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
data=${DATA:-/var/lib/postgresql/data}
secrets=${SECRETS:-/run/secrets}
certificates=${CERTIFICATES:-/etc/postgresql/certificates}
temporary=${TMPDIR:-/tmp}

# primary_conninfo names this file, and /tmp is empty after every start.
umask 077
export PGPASSFILE="$temporary/replicator"
printf '*:*:*:replicator:%s\n' "$(cat "$secrets/database-replication")" > "$PGPASSFILE"

if [ ! -d "$data/cluster" ]; then
  rm -rf "$data/new"
  if [ -n "${FOLLOWS:-}" ]; then
    primary="host=$FOLLOWS port=${PGPORT:-5432} user=replicator sslmode=verify-full sslrootcert=$certificates/authority.pem application_name=$NAME"
    until pg_isready -q -d "$primary"; do echo "waiting for $FOLLOWS"; sleep 1; done
    pg_receivewal --create-slot --if-not-exists --slot "$NAME" -d "$primary"
    pg_basebackup --pgdata "$data/new" --dbname "$primary" --wal-method stream --slot "$NAME" --checkpoint fast --write-recovery-conf
  else
    initdb --pgdata "$data/new" --username postgres --pwfile "$secrets/database-superuser" \
      --auth-local peer --auth-host scram-sha-256 --data-checksums --encoding UTF8 --locale C
    # Before anyone can connect, and before a commit waits for a standby that can't exist yet.
    postgres --single -D "$data/new" postgres > /dev/null \
      <<< "CREATE ROLE replicator LOGIN REPLICATION PASSWORD '$(cat "$secrets/database-replication")'"
  fi
  mv "$data/new" "$data/cluster"
fi

exec postgres -D "$data/cluster" -c "config_file=$here/postgresql.conf" "$@"
