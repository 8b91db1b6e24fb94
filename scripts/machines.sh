#!/usr/bin/env bash
# machines.sh MACHINE...: build the library for other machines, and run its tests and its C examples there: aarch64,
# s390x (which is big-endian) under qemu's emulation of single programs, i386 (which has 32 bits) as an x86-64 runs it,
# and musl, which is an x86-64 with another C library.
#
# Debian has the compilers. Rust's library for the machine comes from rustup, or where there is no rustup from Debian
# with the oldest promised Rust. Doctests are left out. TESTS="--test capi" or the like are not all tests.
set -euo pipefail
cd "$(dirname "$0")/.."

# Tests that are left out there, as the test programs' options, each with its reason.
skipped() {
    test "$1" = musl || return 0
    local names=(
        # They run what a C++ compiler made, and Debian has none for musl.
        everything_works_in_cpp
        it_needs_neither_exceptions_nor_type_information
        every_case_comes_out_in_cpp_as_in_rust
        the_example_in_the_cpp_header_signs
        the_example_in_the_cpp_header_verifies
        the_cpp_compiles_without_a_warning_and_signs
        the_cpp_in_the_readme_compiles_without_a_warning_signs_and_verifies
        # They give each call a stack with makecontext, which musl has not.
        a_secret_is_not_left_on_the_stack
        nor_is_it_left_there_by_processors_without_instructions_for_hashes
    )
    printf -- '--skip %s\n' "${names[@]}"
}

# Rust's own library, for the machine in CARGO_BUILD_TARGET.
standard_library() {
    test ! -d "$("${RUSTC:-rustc}" --print target-libdir --target "$CARGO_BUILD_TARGET")" || return 0
    if command -v rustup >/dev/null && test -z "${RUSTC:-}"; then
        rustup target add "$CARGO_BUILD_TARGET"
        return
    fi
    test "$1" != none || { echo "machines: rustup alone has Rust's library for $CARGO_BUILD_TARGET" >&2 && exit 1; }
    scripts/foreign.sh "$1" "$CARGO_BUILD_TARGET"
    export RUSTC=${MSRV_DIR:-$PWD/target/msrv}/rustc
}

# try NAME TARGET PREFIX ARCHITECTURE: a machine, Rust's name for it, how the names of its compiler and tools begin,
# and Debian's name for it.
try() {
    local name=$1 target=$2 prefix=$3 started=$SECONDS variable said
    printf '\n== %s: %s\n' "$name" "$target"
    export CARGO_BUILD_TARGET=$target CARGO_TARGET_DIR=$PWD/target/machines/$name
    export CC=$prefix-gcc
    # Rust links programs for musl itself, with what it has of that; those that musl-gcc links for it crash at once.
    if [ "$name" != musl ]; then
        variable=CARGO_TARGET_${target//-/_}
        export "${variable^^}_LINKER=$CC"
        export CXX=$prefix-g++ AR=$prefix-ar LD=$prefix-ld NM=$prefix-nm OBJCOPY=$prefix-objcopy
        scripts/need.sh "$CXX" "$LD" "$AR" "$NM" "$OBJCOPY"
    fi
    case $name in
    # An x86-64 runs these programs itself, if it has their loader and the C++ library. (qemu-i386 hangs in threads.)
    i386) scripts/need.sh /lib/ld-linux.so.2 /usr/lib32/libstdc++.so.6 ;;
    musl) ;;
    *)
        scripts/need.sh "qemu-$name"
        export HMACSIGN_EMULATOR="qemu-$name -L /usr/$prefix"
        export "${variable^^}_RUNNER=$HMACSIGN_EMULATOR"
        # Emulation is slow, so fewer random cases must do.
        export PROPTEST_CASES=${PROPTEST_CASES:-200}
        ;;
    esac
    scripts/need.sh cargo make readelf "$CC"
    standard_library "$4"

    mkdir -p "$CARGO_TARGET_DIR"
    said=$CARGO_TARGET_DIR/tests.txt
    # Without what debuggers need, it is built in half the time.
    # shellcheck disable=SC2046
    CARGO_PROFILE_DEV_DEBUG=0 cargo test ${CARGOFLAGS:-} --locked --all-features --no-fail-fast ${TESTS:---lib --tests} \
        -- $(skipped "$name") 2>&1 | tee "$said"
    make --no-print-directory demo
    awk -v name="$name" -v seconds=$((SECONDS - started)) '
        /^test result: ok/ { passed += $4; out += $12 }
        END {
            printf "%s: %d tests passed, %d left out, in %d s\n", name, passed, out, seconds
            exit passed < 1
        }' "$said"
}

for machine; do
    case $machine in
    aarch64) (try aarch64 aarch64-unknown-linux-gnu aarch64-linux-gnu arm64) ;;
    s390x) (try s390x s390x-unknown-linux-gnu s390x-linux-gnu s390x) ;;
    i386) (try i386 i686-unknown-linux-gnu i686-linux-gnu i386) ;;
    musl) (try musl x86_64-unknown-linux-musl musl none) ;;
    *) echo "machines: $machine is not one of aarch64, s390x, i386 and musl" >&2 && exit 1 ;;
    esac
done
