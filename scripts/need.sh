#!/bin/sh
# Are these commands here? If not, say what to install. For cargo also: is Rust new enough?
set -eu
oldest=1.85

missing=
for tool; do
    test "$tool" != cargo || tool=${CARGO:-cargo}
    command -v "$tool" >/dev/null 2>&1 || missing="$missing $tool"
done

for tool in $missing; do
    case $tool in
    *cargo) echo "hmacsign: cargo is missing: install Rust $oldest or newer from https://rustup.rs" \
        "(Debian 13: apt install cargo)" ;;
    valgrind | clang | qemu-system-arm | wrk) echo "hmacsign: $tool is missing: install it (Debian, Ubuntu: apt install $tool)" ;;
    ld | ar | nm | objcopy) echo "hmacsign: $tool is missing: install binutils" \
        "(Debian, Ubuntu: apt install binutils; Fedora: dnf install binutils)" ;;
    *) echo "hmacsign: $tool is missing: install a C and a C++ compiler" \
        "(Debian, Ubuntu: apt install build-essential; Fedora: dnf install gcc gcc-c++ binutils)," \
        "or name yours with CC= and CXX=" ;;
    esac >&2
done
test -z "$missing" || exit 1

case " $* " in
*" cargo "*)
    version=$("${RUSTC:-rustc}" --version 2>/dev/null || true)
    version=${version#rustc }
    minor=${version#1.}
    case $version in
    1.*) test "${minor%%.*}" -ge "${oldest#1.}" || {
        echo "hmacsign: this is Rust ${version%% *}, and $oldest or newer is needed:" \
            "run 'rustup update', or install it from https://rustup.rs" >&2
        exit 1
    } ;;
    '') echo "hmacsign: rustc does not run: install Rust $oldest or newer from https://rustup.rs" >&2 && exit 1 ;;
    esac
    ;;
esac
