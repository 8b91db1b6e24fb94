#!/bin/sh
# cpp.sh FOLDER: include/hmacsign.hpp with two compilers and three standards, every warning, and the sanitizers for
# addresses and undefined behaviour; alone and without exceptions and run-time type information, too. FOLDER has
# libhmacsign.a. All of it must be there: a compiler that is missing is a failure.
set -eu
out=$1
work=$(mktemp -d "$out/cpp.XXXXXX")
trap 'rm -rf "$work"' EXIT INT TERM

warnings="-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror"
common="-O1 -g $warnings -Iinclude -Itests/cpp"
sanitize="-fsanitize=address,undefined -fno-sanitize-recover=all"
count=0

# compile_and_run COMPILER STANDARD PROGRAM FLAGS: with the sanitizers, which must be in the binary.
compile_and_run() {
    compiler=$1 standard=$2 program=$3 flags=$4
    # shellcheck disable=SC2086 # lists of flags
    "$compiler" -std="c++$standard" $common $sanitize $flags "tests/cpp/$program.cpp" tests/cpp/alone.cpp \
        "$out/libhmacsign.a" -o "$work/$program"
    ${NM:-nm} "$work/$program" >"$work/names"
    grep -q __asan_init "$work/names" || {
        echo "hmacsign: $compiler -std=c++$standard: $program has no address sanitizer in it" >&2
        exit 1
    }
    result=$("$work/$program")
    test "$result" = ok || exit 1
    count=$((count + 1))
    echo "$compiler -std=c++$standard $program${flags:+ $flags}: $result"
}

for compiler in g++ clang++; do
    command -v "$compiler" >/dev/null || {
        echo "hmacsign: $compiler is missing: this needs both g++ and clang++" >&2
        exit 1
    }
    for standard in 17 20 23; do
        # What older compilers call C++23.
        "$compiler" -std="c++$standard" -x c++ -fsyntax-only /dev/null 2>/dev/null || standard=2b
        compile_and_run "$compiler" "$standard" hpp ""
        compile_and_run "$compiler" "$standard" plain "-fno-exceptions -fno-rtti"
        # shellcheck disable=SC2086 # lists of flags
        "$compiler" -std="c++$standard" $common -fno-exceptions -fno-rtti -c tests/cpp/alone.cpp -o "$work/alone.o"
    done
done
test "$count" = 12
echo "hmacsign: the C++ header is sound in $count programs"
