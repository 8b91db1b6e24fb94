#!/usr/bin/env bash
# Install the C library under a temporary prefix, build the small projects of tests/consumers against it, outside the
# tree, and look at what they print. Then uninstall, and see that nothing is left. A tool that is missing is a failure.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/need.sh cargo "${CC:-cc}" "${CXX:-c++}" pkg-config cmake meson ninja readelf

root=$PWD
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export CC=${CC:-cc} CXX=${CXX:-c++}
export PKG_CONFIG_PATH= LD_LIBRARY_PATH=
unset MAKEFLAGS MFLAGS MAKELEVEL DESTDIR PREFIX LIBDIR INCLUDEDIR
expected='hmac id="AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj548pN", algorithm="hmac-sha1", headers="date source", signature="zJ1fUmiWSmSZUoqgZi+dGUJvxn0="'

fail() { echo "consumers: $*" >&2; exit 1; }

# NAME shared|static PROGRAM: does it print the credential, and does it need the shared library or not?
printed() {
    local name=$1 kind=$2 program=$3 said needed
    said=$("$program") || fail "$name: it does not run"
    [ "$said" = "$expected" ] || fail "$name: it prints $said"
    needed=$(readelf -d "$program" | grep -o 'libhmacsign\.so[^]]*' || true)
    case $kind in
    shared) [ "$needed" = libhmacsign.so.0 ] || fail "$name: it needs '$needed' and not libhmacsign.so.0" ;;
    static) [ -z "$needed" ] || fail "$name: it needs $needed" ;;
    esac
}

# NAME: run the function of that name in a folder of its own, quietly unless it fails, and say how long it took.
consumer() {
    local name=$1 started=${EPOCHREALTIME/./}
    mkdir "$work/$name"
    # In a subshell of its own and not under `||`, where it would go on after an error.
    set +e
    (set -e; cd "$work/$name"; "${name//-/_}") >"$work/log" 2>&1
    local status=$?
    set -e
    [ $status = 0 ] || { cat "$work/log" >&2; fail "$name failed"; }
    printf '%-20s %5d ms\n' "$name" $(((${EPOCHREALTIME/./} - started) / 1000))
}

# What has hmacsign's source in a folder of its own gets a copy, without what was built.
copy_source() { mkdir hmacsign && tar -C "$root" --exclude=./target --exclude=./.git -cf - . | tar -xf - -C hmacsign; }

c_pkg_config() {
    cp "$root/tests/consumers/app.c" .
    export PKG_CONFIG_PATH=$lib/pkgconfig
    [ "$(pkg-config --modversion hmacsign)" = "$version" ]
    $CC app.c $(pkg-config --cflags --libs hmacsign) -o app
    LD_LIBRARY_PATH=$lib printed "$FUNCNAME" shared ./app
    $CC -static app.c $(pkg-config --static --cflags --libs hmacsign) -o app-static
    printed "$FUNCNAME" static ./app-static
    $CC app.c $(pkg-config --cflags --libs-only-L hmacsign) -l:libhmacsign.a -o app-mixed
    printed "$FUNCNAME" static ./app-mixed
}

cmake_package() {
    cp "$root"/tests/consumers/cmake-package/* "$root/tests/consumers/app.cpp" .
    cmake -S . -B build -DCMAKE_PREFIX_PATH="$prefix"
    cmake --build build
    printed "$FUNCNAME" shared build/app
    printed "$FUNCNAME" static build/app-static
}

# Which versions find_package takes, by the version that it is asked for.
cmake_versions() {
    local asked expected said
    mkdir ask
    printf '%s\n' 'cmake_minimum_required(VERSION 3.18)' 'project(ask LANGUAGES NONE)' \
        'find_package(hmacsign ${ASKED})' 'message(STATUS "found: ${hmacsign_FOUND}")' >ask/CMakeLists.txt
    while read -r asked expected; do
        rm -rf build
        said=$(cmake -S ask -B build -DCMAKE_PREFIX_PATH="$prefix" -DASKED="$asked" 2>&1)
        grep -q "found: $expected" <<<"$said" || fail "$FUNCNAME: $asked is not answered with $expected: $said"
    done <<END
0 1
$version 1
$version;EXACT 1
${version%.*} 1
0.0 0
99 0
0.0...99 1
0.0.1...$version 1
0.0.1...<$version 0
$version...<99 1
98...99 0
END
}

# A prefix with a space in its name: what pkg-config prints is quoted for a shell.
prefix_with_a_space() {
    local folder="$PWD/a prefix"
    cp "$root/tests/consumers/app.c" .
    make -C "$root" --no-print-directory install PREFIX="$folder"
    export PKG_CONFIG_PATH="$folder/lib/pkgconfig"
    eval "$CC app.c $(pkg-config --cflags --libs hmacsign) -o app"
    LD_LIBRARY_PATH="$folder/lib" printed "$FUNCNAME" shared ./app
    cp "$root"/tests/consumers/cmake-package/* "$root/tests/consumers/app.cpp" .
    cmake -S . -B build -DCMAKE_PREFIX_PATH="$folder"
    cmake --build build
    printed "$FUNCNAME" shared build/app
    make -C "$root" --no-print-directory uninstall PREFIX="$folder"
    nothing_left "$folder"
}

cmake_subdirectory() {
    cp "$root"/tests/consumers/cmake-subdirectory/* "$root/tests/consumers/app.c" .
    copy_source
    cmake -G Ninja -S . -B build
    cmake --build build
    printed "$FUNCNAME" shared build/app
    printed "$FUNCNAME" static build/app-static
    cmake --build build | grep "no work to do" || fail "$FUNCNAME: it builds again what has not changed"
    [ ! -e hmacsign/target ] || fail "$FUNCNAME: it builds in the source"
}

meson_pkg_config() {
    cp "$root"/tests/consumers/meson/* "$root/tests/consumers/app.c" .
    meson setup build --pkg-config-path "$lib/pkgconfig"
    meson compile -C build
    LD_LIBRARY_PATH=$lib printed "$FUNCNAME" shared build/app
    printed "$FUNCNAME" static build/app-static
}

rust_no_std() {
    cp "$root"/tests/consumers/rust/* .
    mv Cargo.toml.in Cargo.toml
    # Beside it, since one workspace cannot lie in another.
    (cd .. && copy_source)
    cp ../hmacsign/Cargo.lock . # the versions that are there already
    ${CARGO:-cargo} build ${CARGOFLAGS:-} --release --target-dir target
    $CC print.c target/release/libapp.a -o app
    printed "$FUNCNAME" static ./app
}

# Another layout, staged as packagers do, and then moved: what the CMake package says is counted from where it lies.
staged_and_moved() {
    local folders=(PREFIX=/usr LIBDIR=/usr/lib/some-linux-gnu INCLUDEDIR=/usr/include/hmacsign "DESTDIR=$PWD/stage")
    make -C "$root" --no-print-directory install "${folders[@]}"
    mv stage moved
    cp "$root"/tests/consumers/cmake-package/* "$root/tests/consumers/app.cpp" .
    cmake -S . -B build -Dhmacsign_DIR="$PWD/moved/usr/lib/some-linux-gnu/cmake/hmacsign"
    cmake --build build
    printed "$FUNCNAME" shared build/app
    printed "$FUNCNAME" static build/app-static
    mv moved stage
    make -C "$root" --no-print-directory uninstall "${folders[@]}"
    nothing_left stage
}

# FOLDER: nothing but folders may be in it.
nothing_left() {
    local left
    left=$(find "$1" ! -type d)
    [ -z "$left" ] || fail "uninstalling leaves $left"
    [ ! -e "$1/share/doc/hmacsign" ] && [ ! -e "$1/lib/cmake/hmacsign" ] || fail "uninstalling leaves its folders"
}

# Names, links and soname of what is installed under the prefix.
as_promised() {
    [ "$(readlink "$lib/libhmacsign.so")" = libhmacsign.so.0 ] || fail "libhmacsign.so is not the link to libhmacsign.so.0"
    [ "$(readlink "$lib/libhmacsign.so.0")" = "libhmacsign.so.$version" ] ||
        fail "libhmacsign.so.0 is not the link to libhmacsign.so.$version"
    [ ! -L "$lib/libhmacsign.so.$version" ] || fail "libhmacsign.so.$version is a link"
    readelf -d "$lib/libhmacsign.so.$version" | grep -q 'soname: \[libhmacsign\.so\.0\]' || fail "the soname is another"
    for file in include/hmacsign.h include/hmacsign.hpp lib/libhmacsign.a lib/pkgconfig/hmacsign.pc lib/cmake/hmacsign/hmacsign-config.cmake \
        lib/cmake/hmacsign/hmacsign-config-version.cmake share/doc/hmacsign/LICENSES-THIRD-PARTY; do
        [ -s "$prefix/$file" ] || fail "$file is not installed"
    done
    ! grep -r '@[A-Z_]*@' "$lib/pkgconfig" "$lib/cmake" || fail "a name is not filled in"
}

prefix=$work/prefix
lib=$prefix/lib
make --no-print-directory install PREFIX="$prefix"
as_promised
for name in c-pkg-config cmake-package cmake-versions cmake-subdirectory meson-pkg-config rust-no-std staged-and-moved \
    prefix-with-a-space; do
    consumer "$name"
done
make --no-print-directory uninstall PREFIX="$prefix"
nothing_left "$prefix"
echo "consumers: all print the documented credential, and uninstalling leaves nothing"
