#!/usr/bin/env bash
# foreign.sh ARCHITECTURE TARGET: lay Rust's library for another machine beside the compiler that scripts/msrv.sh
# unpacked, from Debian's package for that architecture.
#
# apt gets lists, a cache and a status of its own for it, so that the machine's are as they were.
set -euo pipefail
cd "$(dirname "$0")/.."
architecture=$1 target=$2
folder=${MSRV_DIR:-$PWD/target/msrv}

scripts/msrv.sh unpack
test ! -d "$folder/unpacked/usr/lib/rustlib/$target/lib" || exit 0
version=$(basename "$folder"/packages/libstd-rust-web-dev_*_amd64.deb)
version=${version#*_} version=${version%_*}

private=$folder/apt-$architecture
mkdir -p "$private/state/lists/partial" "$private/cache/archives/partial"
: >"$private/status"
cat >"$private/apt.conf" <<CONFIGURATION
Dir::State "$private/state";
Dir::State::status "$private/status";
Dir::Cache "$private/cache";
APT::Architecture "$architecture";
APT::Architectures { "$architecture"; };
CONFIGURATION
export APT_CONFIG=$private/apt.conf
apt-get -q update
(cd "$private" && apt-get -q download "libstd-rust-web-dev=${version//%3a/:}")
dpkg -x "$private"/libstd-rust-web-dev_*.deb "$private/unpacked"
mv "$private/unpacked/usr/lib/rustlib/$target" "$folder/unpacked/usr/lib/rustlib/$target"
rm -r "$private"
