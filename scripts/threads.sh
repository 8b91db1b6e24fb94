#!/bin/sh
# threads.sh FOLDER: sixteen threads sign and verify with one key, by themselves and under valgrind's helgrind, with the
# libhmacsign.a in FOLDER; see tests/c/threads.c. Then the same with a planted race, which helgrind must report.
set -eu
out=$1
work=$(mktemp -d "$out/threads.XXXXXX")
trap 'rm -rf "$work"' EXIT INT TERM

for flags in "" -DRACE; do
    # shellcheck disable=SC2086 # none or one
    ${CC:-cc} -std=c99 -O1 -g -Wall -Wextra -Wconversion -pedantic -Werror -Iinclude -pthread $flags tests/c/threads.c \
        "$out/libhmacsign.a" -o "$work/threads$flags"
done
helgrind() {
    valgrind --tool=helgrind --quiet --error-exitcode=99 "$@"
}

echo "by themselves:"
"$work/threads" 50
echo "under helgrind:"
helgrind "$work/threads"
status=0
helgrind "$work/threads-DRACE" >"$work/printed" 2>"$work/reports" || status=$?
if [ "$status" != 99 ] || ! grep -q 'Possible data race' "$work/reports" || ! grep -q 'counted' "$work/reports"; then
    cat "$work/printed" "$work/reports" >&2
    echo "hmacsign: helgrind does not report the race that was planted" >&2
    exit 1
fi
echo "hmacsign: no races, and one that was planted is reported"
