#!/usr/bin/env bash
# Show that the C library is built without a network: vendor the crates into a copy of the tree, then build it there
# with an empty cargo home and with the network switched off.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset CARGO_TARGET_DIR

tar --exclude=./target --exclude=./.git -cf - . | tar -xf - -C "$work"
cd "$work"
mkdir -p .cargo
${CARGO:-cargo} vendor --locked vendor >>.cargo/config.toml 2>vendor.log || { cat vendor.log >&2; exit 1; }
echo "vendored: $(ls vendor | wc -l) crates, $(du -sh vendor | cut -f1)"

# Root may switch the network off; everybody else as root of a user namespace.
off=(unshare -n)
"${off[@]}" true 2>/dev/null || off=(unshare -rn)
"${off[@]}" true || { echo "offline: the network cannot be switched off here: unshare -rn is not permitted" >&2; exit 1; }
echo "network interfaces: $("${off[@]}" sh -c "sed -n 's/^ *\([a-z0-9]*\):.*/\1/p' /proc/net/dev" | tr '\n' ' ')"

CARGO_HOME=$work/home CARGOFLAGS=--offline "${off[@]}" make --no-print-directory lib
ls -l target/capi
