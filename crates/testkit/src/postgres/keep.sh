#!/bin/sh
# Makes a temporary PostgreSQL cluster, starts it, prints one line (`ready PROCESS` or `failed FILE`), and stays beside
# it until nobody has held the users' lock for a while; then it stops the server and removes every file of it. The
# lock belongs to processes, so that users who were killed count as gone. Should this script itself be killed, the
# kernel ends the server (parent-death signal).
#
# usage: keep.sh BIN STATE DATA PORT IDLE_S
#   BIN      folder of PostgreSQL's programs
#   STATE    folder of the locks (`users.lock`, `start.lock`), the file `state`, and the file `password`
#   DATA     folder of the cluster; made when it is not there, used again when it is
#   PORT     where to listen on 127.0.0.1
#   IDLE_S   seconds without a user until the end
set -u
umask 077
bin=$1 state=$2 data=$3 port=$4 idle_s=$5
unset PGDATA PGHOST PGPORT PGUSER PGDATABASE PGOPTIONS
export LC_ALL=C
cd /

failed() { echo "failed $data/log"; exit 1; }

# PostgreSQL refuses to run as root: then it runs as its own user. `exec`, so that what is started is our own child and
# no shell stands between; call it in a subshell or in the background.
as_server() {
  if [ "$(id -u)" = 0 ]; then
    exec setpriv --reuid=postgres --regid=postgres --init-groups --pdeathsig QUIT "$@"
  else
    exec setpriv --pdeathsig QUIT "$@"
  fi
}

if [ ! -d "$data" ]; then
  mkdir "$data" || failed
  cp "$state/password" "$data/password" || failed
  if [ "$(id -u)" = 0 ]; then chown -R postgres "$data" || failed; fi
  # Sorted as people's clusters mostly are, not by bytes, so that a forgotten collation shows itself.
  (as_server "$bin/initdb" --no-sync --username=postgres --pwfile="$data/password" --auth=scram-sha-256 --encoding=UTF8 \
    --locale=C.UTF-8 --locale-provider=icu --icu-locale=en-US --pgdata="$data/cluster") >"$data/log" 2>&1 || failed
fi

# Durability is among the things tested, on clusters of a test's own, which it stops and kills: there fsync stays on. The shared
# one is never crashed, and each test's database goes with the test; most of what its tests waited for was the disk. It may lie in
# memory, so its log stays short.
if [ "$data" = "$state.cluster" ]; then durable="-c fsync=on"; else durable="-c fsync=off -c full_page_writes=off -c max_wal_size=128MB"; fi
# shellcheck disable=SC2086 # several words
as_server "$bin/postgres" -D "$data/cluster" -c listen_addresses=127.0.0.1 -c port="$port" \
  -c unix_socket_directories= -c max_connections=300 -c shared_buffers=32MB $durable >>"$data/log" 2>&1 &
server=$!
trap 'kill -QUIT $server 2>/dev/null; exit 1' TERM INT HUP

tries=0
until "$bin/pg_isready" -q -h 127.0.0.1 -p "$port"; do
  tries=$((tries + 1))
  if ! kill -0 $server 2>/dev/null || [ $tries -gt 600 ]; then
    kill -QUIT $server 2>/dev/null
    failed
  fi
  sleep 0.1
done
# Another server may have taken the port meanwhile, and then it is that one which answered.
sleep 0.05
kill -0 $server 2>/dev/null || failed
echo "ready $server"
exec >/dev/null

exec 8>>"$state/start.lock" 9>>"$state/users.lock"
idle=0
while kill -0 $server 2>/dev/null; do
  sleep 1
  if flock --exclusive --nonblock 9; then
    flock --unlock 9
    idle=$((idle + 1))
  else
    idle=0
  fi
  [ $idle -ge "$idle_s" ] || continue
  # A newcomer takes the start lock before it looks: whoever has it first decides.
  flock --exclusive 8
  if flock --exclusive --nonblock 9; then
    rm -f "$state/state"
    kill -QUIT $server 2>/dev/null
    wait $server
    rm -rf "$data"
    # The locks of a private cluster have no further use; its test was killed.
    if [ "$data" = "$state.cluster" ]; then rm -rf "$state"; fi
    exit 0
  fi
  flock --unlock 8
  idle=0
done
