#!/bin/sh
# object.sh FOLDER [--cfg NAME]: make FOLDER/hmacsign.o, one relocatable object with everything that the C library
# needs and no global names but hmacsign_*.
#
# rustc's own archive holds all of Rust's core library, and its names clash with those of any other static library
# that was written in Rust. So what the functions of the header need is linked into one object first, and all other
# names in it are made local.
set -eu
folder=$1
shift

# Alone: with a second crate type in the same build, rustc does no link-time optimization. The folder is said, since
# cargo's own configuration may name another one.
target=${CARGO_TARGET_DIR:-target}
${CARGO:-cargo} rustc ${CARGOFLAGS:-} --locked --quiet --release --lib --features capi --crate-type staticlib \
    --target-dir "$target" -- --cfg hmacsign_c_library "$@"
archive=$target/${CARGO_BUILD_TARGET:+$CARGO_BUILD_TARGET/}release/libhmacsign.a

mkdir -p "$folder"
${NM:-nm} -g --defined-only "$archive" 2>/dev/null | sed -n 's/^.* T \(hmacsign_[a-z0-9_]*\)$/\1/p' | sort >"$folder/names"
test -s "$folder/names" || { echo "hmacsign: $archive has no functions named hmacsign_" >&2 && exit 1; }

${LD:-ld} -r --gc-sections -e hmacsign_version $(sed 's/^/-u /' "$folder/names") "$archive" -o "$folder/hmacsign.o"
${OBJCOPY:-objcopy} --strip-debug --keep-global-symbols="$folder/names" "$folder/hmacsign.o"
