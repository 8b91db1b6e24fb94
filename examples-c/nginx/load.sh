#!/bin/bash
# load.sh [SECONDS]: what checking costs nginx, and whether it judges rightly under load: 4 workers and wrk with fresh
# signatures, without the check, with it, and with it and a reload in the middle. Of 50 requests one is sent again, and one
# is spoilt: of two with one id exactly one may be answered 200, by nginx's own log, and of the spoilt ones none. It
# fails if any was judged wrongly.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
seconds=${1:-10}
port=${PORT:-8471}
command -v wrk >/dev/null || { echo "load.sh: wrk is missing (Debian: wrk)" >&2; exit 2; }

FOLDER=$(mktemp -d)
export FOLDER ID=jane SECRET=not-a-secret HOST=127.0.0.1:$port CDEF=$FOLDER/hmacsign.cdef
export LIBRARY=${HMACSIGN_LIBRARY:-${CARGO_TARGET_DIR:-$root/target}/capi/libhmacsign.so.0}
printf '%s\n' "$SECRET" >"$FOLDER/key"
WORKERS=4 REPLAYS=256m LOG=$FOLDER/judged.log "$here/run.sh" "$port" "$ID" "$FOLDER/key" >"$FOLDER/out" &
server=$!
trap 'kill $server 2>/dev/null || :; wait $server 2>/dev/null || :; rm -rf "$FOLDER"' EXIT
for _ in $(seq 100); do grep -q listening "$FOLDER/out" && break; sleep 0.1; done
grep -q listening "$FOLDER/out"

fire() { # REPEAT TARGET
    REPEAT=$1 TARGET=$2 wrk -t2 -c32 -d"${seconds}s" -s "$here/load.lua" "http://$HOST" | grep 'a second'
}

# Every id was answered 200 exactly once, and else 401. (499 is an answer that wrk did not wait for at its end, and 502 the
# service behind that was reloaded: such a request was accepted, and is remembered.)
judge() { # fails if one was not
    sleep 1
    awk '
        $2 ~ /^spoilt/ { spoilt++; wrong += $1 == 200; next }
        $1 == 200 { good[$2]++ }
        $1 == 401 { refused[$2]++ }
        $1 != 200 && $1 != 401 { other[$1]++; good[$2] += 0 }
        END {
            for (id in good) { fresh += good[id]; if (good[id] > 1) wrong++ }
            for (id in refused) { replays += refused[id]; if (!(id in good)) wrong++ }
            for (status in other) printf "  status %s: %d\n", status, other[status]
            printf "  %d accepted, %d replays and %d spoilt ones refused, %d judged wrongly\n", fresh, replays, spoilt, wrong
            exit wrong > 0 || fresh == 0 || replays == 0 || spoilt == 0
        }' "$FOLDER/judged.log"
    : >"$FOLDER/judged.log"
    kill -USR1 "$(cat "$FOLDER/nginx.pid")" # nginx opens its log again
}

printf 'not checked:            '
fire 0 /unchecked
kill -USR1 "$(cat "$FOLDER/nginx.pid")"
: >"$FOLDER/judged.log"
printf 'checked:                '
fire 50 '/echo?b=2&a=1'
judge
printf 'checked, with a reload: '
(sleep $((seconds / 2)) && kill -HUP "$(cat "$FOLDER/nginx.pid")") &
fire 50 '/echo?b=2&a=1'
judge
