#!/bin/sh
# licences.sh: print the crates that are linked into the C library, with their versions and licences, for
# LICENSES-THIRD-PARTY. All may be had under the MIT licence, and are taken under it.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

# For both machines, since some crates are linked on one of them only.
${CARGO:-cargo} tree ${CARGOFLAGS:-} --locked -e normal --features capi --prefix none --format '{p} {l}' \
    --target x86_64-unknown-linux-gnu --target aarch64-unknown-linux-gnu |
    sed -e '/^$/d' -e 's/ (\*)$//' -e '/^hmacsign v/d' | LC_ALL=C sort -u >"$work/crates"
${CARGO:-cargo} metadata ${CARGOFLAGS:-} --locked --format-version 1 | tr ',' '\n' |
    sed -n 's|^"manifest_path":"\(.*\)/Cargo.toml".*|\1|p' >"$work/folders"

cat <<HEAD
Licences of what is linked into the C library of hmacsign. This file is made by make licences.

hmacsign itself: MIT OR Apache-2.0, see LICENSE-MIT and LICENSE-APACHE. The crates below are linked into
libhmacsign.a and libhmacsign.so (libc on some processors only), each under the MIT licence, whose text follows. Parts
of Rust's core library and compiler_builtins are linked in, too: see the end.

HEAD
while read -r name version licence; do
    printf '%s %s: %s\n' "$name" "${version#v}" "$licence"
done <"$work/crates"

while read -r name version licence; do
    case " $licence " in *[\ /\(]MIT[\ /\)]*) ;; *)
        echo "hmacsign: $name is not under the MIT licence but $licence: see what it asks for" >&2 && exit 1 ;;
    esac
    folder=$(grep "/$name-${version#v}\$" "$work/folders")
    printf '\n%s\n%s %s\n\n' ------------------------------------------------------------ "$name" "${version#v}"
    tr -d '\r' <"$folder/LICENSE-MIT" | sed 's/[[:space:]]*$//'
done <"$work/crates"

printf '\n%s\n%s\n\n%s\n\n' ------------------------------------------------------------ \
    "core, compiler_builtins" "Copyright (c) The Rust Project Contributors"
sed -n '/^Permission is hereby/,$p' LICENSE-MIT
