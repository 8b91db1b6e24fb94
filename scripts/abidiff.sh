#!/usr/bin/env bash
# abidiff.sh REVISION: compare the ABI of the shared library of an older revision with that of this tree, by libabigail,
# which reads it from debug information: a second opinion beside tests/abi.txt. Fails where they differ in more than new functions.
set -euo pipefail
cd "$(dirname "$0")/.."
old=${1:?name the revision to compare with: make abidiff OLD=v0.1.0}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset CARGO_TARGET_DIR
objcopy=${OBJCOPY:-objcopy}

# What scripts/object.sh calls, but the debug information stays.
cat >"$work/objcopy" <<WRAPPER
#!/bin/sh
test "\$1" != --strip-debug || shift
exec $objcopy "\$@"
WRAPPER
chmod +x "$work/objcopy"

# build NAME TREE: in folders of their own, else cargo takes the one for the other.
build() {
    (cd "$2" && OBJCOPY=$work/objcopy CARGO_TARGET_DIR=$work/$1/target CARGO_PROFILE_RELEASE_DEBUG=full \
        scripts/object.sh "$work/$1")
    ${CC:-cc} -shared -Wl,-soname,libhmacsign.so.0 "$work/$1/hmacsign.o" -o "$work/$1/libhmacsign.so.0"
}
mkdir "$work/tree"
git archive "$old" | tar -xf - -C "$work/tree"
build old "$work/tree"
build new .

functions=$(abidw --no-show-locs "$work/new/libhmacsign.so.0" | grep -c '<function-decl name=.hmacsign_.*elf-symbol-id=' || true)
exported=$(${NM:-nm} -D --defined-only "$work/new/libhmacsign.so.0" | grep -c ' hmacsign_')
echo "abidiff: types are known of $functions of $exported functions"
test "$functions" = "$exported" || { echo "abidiff: debug information is missing" >&2; exit 1; }

# A function more is no difference; what else changed is judged by people.
abidiff --no-added-syms "$work/old/libhmacsign.so.0" "$work/new/libhmacsign.so.0" ||
    { echo "abidiff: not the ABI of $old" >&2; exit 1; }
echo "abidiff: the ABI of $old"
