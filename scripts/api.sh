#!/usr/bin/env bash
# api.sh [renew]: compare the public API of the Rust crate with tests/api.txt, or write it there. The listing is
# cargo-public-api's, of what rustdoc tells as JSON, which only a version of the one knows that is made for the other:
# 0.52.0 for format 57, that of Rust 1.95.
set -euo pipefail
cd "$(dirname "$0")/.."
target=${CARGO_TARGET_DIR:-target}/api
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The feature capi is for the C library; its interface is in tests/abi.txt.
RUSTC_BOOTSTRAP=1 ${CARGO:-cargo} rustdoc ${CARGOFLAGS:-} --locked --quiet --lib --features http,httpdate \
    --target-dir "$target" -- -Zunstable-options --output-format json
json=$target/doc/hmacsign.json
format=$(grep -o '"format_version":[0-9]*' "$json" | head -n 1)
test "$format" = '"format_version":57' || {
    echo "api: rustdoc of $(${RUSTC:-rustc} --version) writes $format, and 57 is needed: take Rust 1.95," \
        "or the cargo-public-api that fits, and name it in this file and in scripts/need.sh" >&2
    exit 1
}

# Without what holds for every type, and what only the compiler uses.
cargo-public-api public-api --rustdoc-json "$json" -s --color never >"$work/listed"
{
    echo "# The public API of the Rust crate, with the features http and httpdate. \`make api RENEW=1\` writes this file."
    grep -vE '^impl.* core::marker::(Freeze|UnsafeUnpin|StructuralPartialEq) for ' "$work/listed"
} >"$work/api.txt"
if [ "${1:-}" = renew ]; then
    cp "$work/api.txt" tests/api.txt
fi
diff -u tests/api.txt "$work/api.txt" || {
    echo "api: the public API changed: if it is meant, run make api RENEW=1, and see docs/releasing.md" >&2
    exit 1
}
echo "api: $(($(wc -l <"$work/api.txt") - 1)) lines, as committed"
