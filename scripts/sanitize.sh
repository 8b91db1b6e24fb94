#!/bin/sh
# sanitize.sh FOLDER: the C tests, the C++ tests and the C examples with gcc and clang, under the sanitizers for
# addresses and undefined behaviour; and the library under that for addresses, too, with checks for overflow and the
# debug assertions of Rust's core. Each binary is looked at: the sanitizers must be in it. Faults that are planted, in C
# and in what Rust is told, must be reported.
#
# Stable Rust has the sanitizer, and lets it be asked for only so, as is done here and nowhere else.
set -eu
out=$1
mkdir -p "$out"
work=$(mktemp -d "$(cd "$out" && pwd)/sanitize.XXXXXX")
trap 'rm -rf "$work"' EXIT INT TERM

fail() {
    echo "hmacsign: $*" >&2
    exit 1
}

host=$("${RUSTC:-rustc}" -vV | sed -n 's/^host: //p')
folder=${CARGO_TARGET_DIR:-target}/sanitize
# shellcheck disable=SC2086 # a list of flags
RUSTC_BOOTSTRAP=1 RUSTFLAGS="-Zsanitizer=address -Cdebug-assertions=yes -Coverflow-checks=yes -g" \
    ${CARGO:-cargo} rustc ${CARGOFLAGS:-} --locked --quiet --release --lib --features capi --crate-type staticlib \
    --target "$host" --target-dir "$folder" -- --cfg hmacsign_c_library
cp "$folder/$host/release/libhmacsign.a" "$work/libhmacsign.a"
${NM:-nm} "$work/libhmacsign.a" 2>/dev/null >"$work/names"
for symbol in __asan_init __asan_report_load1 __asan_report_store1; do
    grep -q " U $symbol$" "$work/names" || fail "the library has no $symbol in it, so no sanitizer"
done

sanitize="-fsanitize=address,undefined -fno-sanitize-recover=all"
warnings="-Wall -Wextra -Wconversion -pedantic -Werror"

# build COMPILER STANDARD SOURCE PROGRAM
build() {
    # shellcheck disable=SC2086 # lists of flags
    "$1" -std="$2" -O1 -g $warnings $sanitize -Iinclude -pthread "$3" "$work/libhmacsign.a" -o "$4"
    ${NM:-nm} "$4" >"$work/names"
    for symbol in __asan_init __ubsan_handle; do
        grep -q "$symbol" "$work/names" || fail "$1: $3 has no $symbol in it, so no sanitizer"
    done
}

# What tests call in place of a program: the one that was built here, if there is one of that name.
cat >"$work/runner" <<'RUNNER'
#!/bin/sh
program=$1
shift
name=${program##*/}
name=${name%-shared}
if [ -x "$SANITIZED/$name" ]; then
    echo "$name" >>"$SANITIZED/ran"
    exec "$SANITIZED/$name" "$@"
fi
exec "$program" "$@"
RUNNER
chmod +x "$work/runner"

# run_tests FOLDER NAMES TESTS: cargo's tests, with the programs in that folder, all of which must be run.
run_tests() {
    # shellcheck disable=SC2086 # lists of flags
    SANITIZED=$1 HMACSIGN_RUNNER="$work/runner" ${CARGO:-cargo} test ${CARGOFLAGS:-} --quiet --features capi $3 \
        >"$work/said" 2>&1 || {
        cat "$work/said" >&2
        fail "$3 failed with the sanitizers"
    }
    for program in $2; do
        grep -qx "$program" "$1/ran" || fail "$program was not run"
    done
    total=$((total + $(wc -l <"$1/ran")))
}

# reported COMPILER FAULT WORDS...: the sanitizers find it.
reported() {
    compiler=$1 fault=$2
    shift 2
    if "$work/$compiler/overreach" "$fault" >"$work/said" 2>&1; then
        fail "$compiler: $fault is not reported"
    fi
    for words; do
        grep -q "$words" "$work/said" || {
            cat "$work/said" >&2
            fail "$compiler: $fault is reported without: $words"
        }
    done
}

for compiler in gcc clang; do
    command -v "$compiler" >/dev/null || fail "$compiler is missing: this needs both gcc and clang"
    total=0
    mkdir "$work/$compiler" "$work/$compiler-examples"
    for name in vectors hostile version diagnose guard threads overreach; do
        build "$compiler" c99 "tests/c/$name.c" "$work/$compiler/$name"
    done
    examples=
    for source in examples-c/*.c; do
        name=$(basename "$source" .c)
        build "$compiler" c11 "$source" "$work/$compiler-examples/example-$name"
        examples="$examples example-$name"
    done
    run_tests "$work/$compiler" "vectors hostile version diagnose" \
        "--test capi --test diagnose_c -- every_case hostile_calls macro_string c_"
    run_tests "$work/$compiler-examples" "$examples" "--test examples"
    "$work/$compiler/guard" || fail "$compiler: guard failed"
    "$work/$compiler/threads" 2 || fail "$compiler: threads failed"
    reported "$compiler" c-read heap-buffer-overflow 'READ of size 1 '
    reported "$compiler" c-overflow 'signed integer overflow'
    reported "$compiler" rust-read heap-buffer-overflow 'READ of size 1 '
    reported "$compiler" rust-write heap-buffer-overflow 'WRITE of size '
    echo "$compiler: $((total + 2)) runs are clean, 4 planted faults are reported"
done

scripts/cpp.sh "$work"
echo "hmacsign: the sanitizers find nothing, and what was planted"
