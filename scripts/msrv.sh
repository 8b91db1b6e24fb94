#!/usr/bin/env bash
# Build and test with the oldest Rust that the library promises, taken from Debian 12's packages: they are unpacked
# into a folder and not installed. Doctests are left out, since Debian's rustdoc has other options. With `unpack` as
# its argument, nothing is built.
set -euo pipefail
cd "$(dirname "$0")/.."
wanted=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
folder=${MSRV_DIR:-$PWD/target/msrv}

if [ ! -x "$folder/rustc" ]; then
    command -v apt-get >/dev/null || { echo "msrv: this needs Debian's apt-get and its package rustc-web" >&2; exit 1; }
    mkdir -p "$folder/packages"
    version=$(apt-cache madison rustc-web | awk '{ print $3 }' | grep -m1 "^$wanted\." || true)
    [ -n "$version" ] || { echo "msrv: no rustc-web $wanted here; run 'apt-get update' first" >&2; exit 1; }
    (cd "$folder/packages" && apt-get -q download "rustc-web=$version" "libstd-rust-web-dev=$version" \
        "libstd-rust-web-$wanted=$version" libllvm19)
    for package in "$folder"/packages/*.deb; do dpkg -x "$package" "$folder/unpacked"; done
    cat >"$folder/rustc" <<'WRAPPER'
#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
LD_LIBRARY_PATH=$here/unpacked/usr/lib/x86_64-linux-gnu exec "$here/unpacked/usr/bin/rustc" "$@"
WRAPPER
    chmod +x "$folder/rustc"
fi

version=$("$folder/rustc" --version)
echo "$version"
case $version in "rustc $wanted."*) ;; *) echo "msrv: that is not Rust $wanted" >&2; exit 1 ;; esac
test "${1:-}" != unpack || exit 0
RUSTC=$folder/rustc CARGO_TARGET_DIR=$folder/target cargo test --locked --all-features --lib --tests
