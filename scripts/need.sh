#!/bin/sh
# Are these commands and C headers here? If not, say what to install. For cargo also: is Rust new enough?
set -eu
oldest=1.85

missing=
for tool; do
    test "$tool" != cargo || tool=${CARGO:-cargo}
    case $tool in
    *.h) echo "#include <$tool>" | ${CC:-cc} ${CPPFLAGS:-} -E -x c - >/dev/null 2>&1 || missing="$missing $tool" ;;
    *.so.*) test -e "$tool" || missing="$missing $tool" ;;
    *) command -v "$tool" >/dev/null 2>&1 || missing="$missing $tool" ;;
    esac
done

for tool in $missing; do
    case $tool in
    cargo-fuzz) echo "hmacsign: cargo-fuzz is missing: install it (cargo install cargo-fuzz)" ;;
    cargo-llvm-cov) echo "hmacsign: cargo-llvm-cov is missing: install it (cargo install cargo-llvm-cov)" ;;
    *cargo) echo "hmacsign: cargo is missing: install Rust $oldest or newer from https://rustup.rs" \
        "(Debian 13: apt install cargo)" ;;
    cargo-deny) echo "hmacsign: $tool is missing: cargo install --locked cargo-deny@0.20.2" ;;
    cargo-public-api) echo "hmacsign: $tool is missing: cargo install --locked cargo-public-api@0.52.0" ;;
    cargo-mutants) echo "hmacsign: $tool is missing: cargo install --locked cargo-mutants@27.1.0" ;;
    abidiff) echo "hmacsign: $tool is missing: install it (Debian, Ubuntu: apt install abigail-tools)" ;;
    valgrind | valgrind/*.h) echo "hmacsign: $tool is missing: install valgrind (Debian, Ubuntu: apt install valgrind)" ;;
    cmake | meson | pkg-config) echo "hmacsign: $tool is missing: install it (Debian, Ubuntu: apt install $tool)" ;;
    unshare) echo "hmacsign: unshare is missing: install it (Debian, Ubuntu: apt install util-linux)" ;;
    ninja) echo "hmacsign: ninja is missing: install it (Debian, Ubuntu: apt install ninja-build)" ;;
    doxygen) echo "hmacsign: doxygen is missing: install it (Debian, Ubuntu: apt install doxygen)" ;;
    clang*) echo "hmacsign: $tool is missing: install it (Debian, Ubuntu: apt install clang libclang-rt-dev)" ;;
    curl/curl.h) echo "hmacsign: libcurl is missing: install it (Debian, Ubuntu: apt install libcurl4-openssl-dev)" ;;
    openssl/*.h) echo "hmacsign: OpenSSL's library is missing: install it (Debian, Ubuntu: apt install libssl-dev)" ;;
    microhttpd.h) echo "hmacsign: libmicrohttpd is missing: install it" \
        "(Debian, Ubuntu: apt install libmicrohttpd-dev)" ;;
    python3) echo "hmacsign: python3 is missing: install it (Debian, Ubuntu: apt install python3)" ;;
    qemu-system-arm | wrk | redis-server) echo "hmacsign: $tool is missing: install it (Debian, Ubuntu: apt install $tool)" ;;
    qemu-*) echo "hmacsign: $tool is missing: install it (Debian, Ubuntu: apt install qemu-user)" ;;
    aarch64-* | s390x-* | i686-*) echo "hmacsign: $tool is missing: install that machine's compilers" \
        "(Debian, Ubuntu: apt install g++-${tool%%-*}-linux-gnu)" ;;
    /lib/ld-linux.so.2 | */lib32/*) echo "hmacsign: $tool is missing: install i386's libraries" \
        "(Debian, Ubuntu: apt install lib32stdc++6)" ;;
    musl-gcc) echo "hmacsign: musl-gcc is missing: install it (Debian, Ubuntu: apt install musl-tools)" ;;
    nginx) echo "hmacsign: nginx is missing: install it with its Lua module" \
        "(Debian, Ubuntu: apt install nginx-light libnginx-mod-http-lua)" ;;
    ld | ar | nm | objcopy | readelf) echo "hmacsign: $tool is missing: install binutils" \
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
