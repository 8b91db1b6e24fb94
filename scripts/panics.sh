#!/bin/sh
# panics.sh FOLDER: list the places in the C library from which a panic can be reached, and fail if there are any.
#
# The library is built with a panic handler that calls a function which does not exist. If nothing can panic, the
# linker throws the handler away with everything else that is not reached; else it says who calls it.
set -eu
out=$1
mkdir -p "$out"
work=$(mktemp -d "$out/panics.XXXXXX")
trap 'rm -rf "$work"' EXIT INT TERM

scripts/object.sh "$work" --cfg hmacsign_panic_check
if ${NM:-nm} -u "$work/hmacsign.o" | grep -q hmacsign_panic; then
    echo "hmacsign: a panic can be reached in the C library; functions that refer to core's panics:" >&2
    objdump -dr -C "$work/hmacsign.o" | awk '
        /^[0-9a-f]+ <.*>:$/ { name = $0; sub(/^[0-9a-f]+ </, "", name); sub(/>:$/, "", name) }
        /R_.*(panic|_fail|unwrap_failed|expect_failed)/ && !(name in seen) { seen[name] = 1; print "  " name ": " $NF }' >&2
    exit 1
fi
echo "hmacsign: no panic can be reached in the C library"
