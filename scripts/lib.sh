#!/bin/sh
# lib.sh FOLDER: build libhmacsign.a, libhmacsign.so.0 and libhmacsign.so in FOLDER.
set -eu
out=$1
mkdir -p "$out"
work=$(mktemp -d "$out/build.XXXXXX")
trap 'rm -rf "$work"' EXIT INT TERM

scripts/object.sh "$work"
${AR:-ar} rcsD "$work/libhmacsign.a" "$work/hmacsign.o"
${CC:-cc} -shared -Wl,-soname,libhmacsign.so.0 -Wl,-z,defs -Wl,-z,relro -Wl,-z,now "$work/hmacsign.o" \
    ${LDFLAGS:-} -s -o "$work/libhmacsign.so.0"
ln -s libhmacsign.so.0 "$work/libhmacsign.so"

# Each takes its place at once, so that a program that is linked meanwhile gets the old one or the new one.
for file in libhmacsign.a libhmacsign.so.0 libhmacsign.so; do
    mv -f "$work/$file" "$out/$file"
done
