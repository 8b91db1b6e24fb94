#!/bin/sh
# constant_time.sh FOLDER: does the time depend on a secret? valgrind's memcheck watches the C library, optimised as it
# is released, make keys, sign and verify with a secret that is marked as undefined; see tests/c/poison.c. Any branch on
# it, or on what was made from it, is a failure; and so is a control in which nothing is reported.
set -eu
out=$1
mkdir -p "$out"
work=$(mktemp -d "$out/constant_time.XXXXXX")
trap 'rm -rf "$work"' EXIT INT TERM

# The library in this build says where a MAC, and the answer of a comparison, become public.
scripts/object.sh "$work" --cfg hmacsign_poison
${CC:-cc} -std=c99 -O1 -g -Wall -Wextra -Wconversion -pedantic -Werror -Iinclude tests/c/poison.c "$work/hmacsign.o" \
    -o "$work/poison"

# run CONTROL: the program says itself whether it was reported what must be.
run() {
    # shellcheck disable=SC2086 # none or one
    valgrind --quiet --error-limit=no "$work/poison" $1 >"$work/printed" 2>"$work/reports" || {
        head -n 40 "$work/reports" >&2
        grep -v '^==' "$work/reports" >&2 || true
        cat "$work/printed" >&2
        echo "hmacsign: constant time: ${1:-the library} failed" >&2
        exit 1
    }
    test "$(tail -n 1 "$work/printed")" = ok
    grep -c '^==.*\(depends on uninitialised\|Use of uninitialised\)' "$work/reports" >"$work/count" || true
    sed '$d' "$work/printed"
}

echo "constant time:"
run ""
test "$(cat "$work/count")" = 0
test -z "$(cat "$work/reports")"
for control in early sign verify; do
    echo "control $control, which must be reported:"
    run $control
    test "$(cat "$work/count")" -gt 0
done
echo "hmacsign: no branch and no address depends on a secret, and the controls are reported"
