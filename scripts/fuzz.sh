#!/bin/sh
# fuzz.sh FOLDER [TARGET]: build the fuzzers in FOLDER and run each, or one, for FUZZ_SECONDS, from its corpus in
# tests/corpus; with RENEW set write what it found worth keeping back there. `c` is the program tests/c/fuzz.c, the
# others are those of tests/fuzz. Sanitizers need an unstable option, hence RUSTC_BOOTSTRAP, here only.
set -eu
mkdir -p "$1"
out=$(cd "$1" && pwd)
targets=${2:-application capi diagnose read response round verify c}
seconds=${FUZZ_SECONDS:-60}
host=x86_64-unknown-linux-gnu
export CARGO_TARGET_DIR="$out/target"

# Rust and C see addresses, and a C program sees which branches of Rust it reaches.
build_c() {
    RUSTC_BOOTSTRAP=1 CARGO_PROFILE_RELEASE_LTO=false CARGO_PROFILE_RELEASE_DEBUG=1 \
        CARGO_PROFILE_RELEASE_DEBUG_ASSERTIONS=true CARGO_PROFILE_RELEASE_OVERFLOW_CHECKS=true \
        RUSTFLAGS="-Zsanitizer=address -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
        -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
        -Cllvm-args=-sanitizer-coverage-trace-compares" \
        ${CARGO:-cargo} rustc ${CARGOFLAGS:-} --locked --quiet --release --lib --features capi --target $host \
        --crate-type staticlib -- --cfg hmacsign_c_library
    ${CLANG:-clang} -std=c99 -O1 -g -DHMACSIGN_FUZZER -fsanitize=fuzzer,address,undefined \
        -fno-sanitize-recover=all -Iinclude tests/c/fuzz.c "$out/target/$host/release/libhmacsign.a" -o "$out/c"
}

# build TARGET: and look whether the sanitizer and the counters of libFuzzer really are in it.
build() {
    if test "$1" = c; then
        build_c
    else
        RUSTC_BOOTSTRAP=1 ${CARGO:-cargo} fuzz build "$1" >"$out/log" 2>&1 || {
            cat "$out/log" >&2
            exit 1
        }
        cp "$out/target/$host/release/$1" "$out/$1"
    fi
    ${NM:-nm} "$out/$1" >"$out/names"
    for name in __asan_init LLVMFuzzerTestOneInput 'hmacsign.*[Cc]laim' __sanitizer_cov_8bit_counters_init; do
        grep -q "$name" "$out/names" || {
            echo "hmacsign: the fuzzer $1 has no $name in it" >&2
            exit 1
        }
    done
}

corpus() { ${CARGO:-cargo} run ${CARGOFLAGS:-} --quiet --manifest-path fuzz/Cargo.toml --example corpus "$@"; }

for target in $targets; do
    build "$target"
    test ! -e "tests/corpus/$target" || corpus unpack "tests/corpus/$target" "$out/corpus/$target"
    mkdir -p "$out/corpus/$target"
    "$out/$target" -max_total_time="$seconds" -max_len=1024 -len_control=30 -timeout=60 -rss_limit_mb=4096 \
        -dict=fuzz/words.dict -artifact_prefix="$out/found-$target-" -print_final_stats=1 \
        "$out/corpus/$target" >"$out/log-$target" 2>&1 || {
        grep -v '^#' "$out/log-$target" | tail -n 60 >&2
        echo "hmacsign: $target failed: $out/log-$target, and the input beside it" >&2
        exit 1
    }
    # "#123 DONE cov: 45 ft: 67 corp: 8/9b ..."
    echo "$target: $(grep -E 'DONE' "$out/log-$target" | tr '\t' ' ')"
    if test "${RENEW:-}"; then
        rm -rf "$out/small-$target"
        mkdir "$out/small-$target"
        # One input for each branch, and not for each number of times it is taken: small enough to be kept.
        "$out/$target" -set_cover_merge=1 -use_counters=0 -max_len=1024 "$out/small-$target" "$out/corpus/$target" \
            >"$out/log-merge" 2>&1
        corpus pack "$out/small-$target" "tests/corpus/$target"
    fi
done
