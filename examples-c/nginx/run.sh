#!/bin/sh
# run.sh PORT ID KEYFILE: nginx on 127.0.0.1:PORT that verifies what ID signs with the secret in KEYFILE. It runs until
# it is told to end (SIGTERM). WORKERS=4, REPLAYS=64m, TELL=true and LOG=FILE change it; with
# REDIS=1 a Redis that it starts remembers the replays in place of nginx.
set -eu
test $# = 3 || { echo "usage: run.sh PORT ID KEYFILE" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
library=${HMACSIGN_LIBRARY:-${CARGO_TARGET_DIR:-$root/target}/capi/libhmacsign.so.0}
for tool in nginx gcc; do
    PATH=$PATH:/usr/sbin command -v "$tool" >/dev/null || { echo "run.sh: $tool is missing (Debian: nginx-light libnginx-mod-http-lua, gcc)" >&2; exit 2; }
done
test -e "$library" || { echo "run.sh: $library is missing: make lib" >&2; exit 2; }
keyfile=$(readlink -f "$3")

folder=${FOLDER:-$(mktemp -d)}
chmod 755 "$folder" # the workers are another user's
cleanup() { test -n "${FOLDER:-}" || rm -rf "$folder"; }
trap cleanup EXIT
remember='hmacsign.in_dict(ngx.shared.replays)'
redis=
if [ -n "${REDIS:-}" ]; then
    redis-server --port 0 --unixsocket "$folder/redis.sock" --unixsocketperm 777 --save '' --dir "$folder" >"$folder/redis.log" &
    redis=$!
    remember="require(\"redis\")(\"unix:$folder/redis.sock\")"
fi
gcc -E -P "$root/include/hmacsign.h" >"$folder/hmacsign.cdef"
sed -e "s|@FOLDER@|$folder|g; s|@HERE@|$here|g; s|@LIBRARY@|$library|g; s|@PORT@|$1|g; s|@ID@|$2|g" \
    -e "s|@KEYFILE@|$keyfile|g; s|@WORKERS@|${WORKERS:-2}|g; s|@REPLAYS@|${REPLAYS:-64m}|g; s|@TELL@|${TELL:-false}|g" \
    -e "s|@REMEMBER@|$remember|g" -e "s|@LOG@|${LOG:-off}${LOG:+ judged}|g" "$here/nginx.conf" >"$folder/nginx.conf"
PATH=$PATH:/usr/sbin
nginx -p "$folder" -c "$folder/nginx.conf" -e "$folder/error.log" &
server=$!
trap 'kill $server $redis 2>/dev/null; wait $server 2>/dev/null || :; cleanup; trap - EXIT; exit 0' TERM INT
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    test -S "$folder/service.sock" && break
    kill -0 $server 2>/dev/null || { cat "$folder/error.log" >&2; exit 1; }
    sleep 0.1
done
echo listening
wait $server || { cat "$folder/error.log" >&2; exit 1; }
