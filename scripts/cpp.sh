#!/bin/sh
# cpp.sh FOLDER: include/hmacsign.hpp with two compilers and three standards, every warning, and the sanitizers for
# addresses and undefined behaviour; alone and without exceptions and run-time type information, too. FOLDER has
# libhmacsign.a. All of it must be there: a compiler that is missing is a failure. The cases of tests/cases come from
# tests/cppapi.rs.
set -eu
out=$1
work=$(mktemp -d "$out/cpp.XXXXXX")
trap 'rm -rf "$work"' EXIT INT TERM

warnings="-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror"
common="-O1 -g $warnings -Iinclude -Itests/cpp"
sanitize="-fsanitize=address,undefined -fno-sanitize-recover=all"
count=0

# shellcheck disable=SC2086 # lists of flags
HMACSIGN_CASES="$work/cases.txt" ${CARGO:-cargo} test ${CARGOFLAGS:-} --quiet --features capi --test cppapi \
    every_case_comes_out >"$work/cargo" 2>&1 || {
    cat "$work/cargo" >&2
    exit 1
}
test -s "$work/cases.txt"
echo ok >"$work/ok"

# compile_and_run COMPILER STANDARD PROGRAM FLAGS INPUT PRINTED: with the sanitizers, which must be in the binary; it
# must print what that file has.
compile_and_run() {
    compiler=$1 standard=$2 program=$3 flags=$4 input=$5 printed=$6
    # shellcheck disable=SC2086 # lists of flags
    "$compiler" -std="c++$standard" $common $sanitize $flags "tests/cpp/$program.cpp" tests/cpp/alone.cpp \
        "$out/libhmacsign.a" -o "$work/$program"
    ${NM:-nm} "$work/$program" >"$work/names"
    for name in __asan_init __ubsan_handle; do
        grep -q "$name" "$work/names" || {
            echo "hmacsign: $compiler -std=c++$standard: $program has no $name in it, so no sanitizer" >&2
            exit 1
        }
    done
    "$work/$program" <"$input" >"$work/result" && cmp "$work/result" "$printed" || {
        echo "hmacsign: $compiler -std=c++$standard: $program failed" >&2
        exit 1
    }
    count=$((count + 1))
    echo "$compiler -std=c++$standard $program${flags:+ $flags}: ok"
}

for compiler in g++ clang++; do
    command -v "$compiler" >/dev/null || {
        echo "hmacsign: $compiler is missing: this needs both g++ and clang++" >&2
        exit 1
    }
    for standard in 17 20 23; do
        # What older compilers call C++23.
        "$compiler" -std="c++$standard" -x c++ -fsyntax-only /dev/null 2>/dev/null || standard=2b
        compile_and_run "$compiler" "$standard" hpp "" /dev/null "$work/ok"
        compile_and_run "$compiler" "$standard" vectors "" "$work/cases.txt" "$work/cases.printed"
        compile_and_run "$compiler" "$standard" plain "-fno-exceptions -fno-rtti" /dev/null "$work/ok"
        # shellcheck disable=SC2086 # lists of flags
        "$compiler" -std="c++$standard" $common -fno-exceptions -fno-rtti -c tests/cpp/alone.cpp -o "$work/alone.o"
    done
done
test "$count" = 18
echo "hmacsign: the C++ header is sound in $count programs"
