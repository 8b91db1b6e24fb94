#!/usr/bin/env bash
# Show that the C library comes out the same wherever it is built: build it in two folders, with other names, times,
# rights, languages and time zones round it, and compare every octet. The compilers and Cargo.lock are the same.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset CARGO_TARGET_DIR MAKEFLAGS MFLAGS MAKELEVEL
home=${CARGO_HOME:-$HOME/.cargo}
rustup=${RUSTUP_HOME:-$HOME/.rustup}

short=$work/a
long=$work/a/folder/with-a-much-longer-name/hmacsign-$$
mkdir -p "$short/tree" "$long/tree"
for folder in "$short" "$long"; do
    tar --exclude=./target --exclude=./.git -cf - . | tar -xf - -C "$folder/tree"
done
find "$long/tree" -exec touch -d 2001-02-03T04:05:06Z {} +

# The second sees the crates under another path, too.
mkdir -p "$long/home"
for part in registry config.toml; do
    test ! -e "$home/$part" || ln -s "$(realpath "$home/$part")" "$long/home/$part"
done

(cd "$short/tree" && umask 022 && export TZ=UTC LC_ALL=C &&
    ${MAKE:-make} --no-print-directory lib)
(cd "$long/tree" && umask 077 && export TZ=Asia/Kathmandu LC_ALL=C.UTF-8 LANG=C.UTF-8 HOME="$long" USER=somebody &&
    export CARGO_HOME="$long/home" RUSTUP_HOME="$rustup" CARGO_TARGET_DIR="$long/elsewhere" &&
    ${MAKE:-make} --no-print-directory lib)

different=
for file in libhmacsign.so.0 libhmacsign.a; do
    (cd "$short/tree/target/capi" && sha256sum "$file")
    (cd "$long/elsewhere/capi" && sha256sum "$file")
    cmp "$short/tree/target/capi/$file" "$long/elsewhere/capi/$file" || different=1
    ! grep -qaF -e "$work" -e "$(realpath "$home")" "$short/tree/target/capi/$file" ||
        { echo "reproducible: $file has names of folders in it" >&2; different=1; }
done
test -z "$different" || { echo "reproducible: the libraries differ" >&2; exit 1; }
echo "reproducible: both builds have the same octets"
