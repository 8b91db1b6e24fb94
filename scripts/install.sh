#!/bin/sh
# install.sh install|uninstall FOLDER: put what `make lib` left in FOLDER under $DESTDIR$PREFIX, or take it away again.
# The command is installed too if `make cli` built it. Reads PREFIX, LIBDIR, INCLUDEDIR, DESTDIR.
set -eu
verb=$1
out=$2
PREFIX=${PREFIX:-/usr/local}
LIBDIR=${LIBDIR:-$PREFIX/lib}
INCLUDEDIR=${INCLUDEDIR:-$PREFIX/include}
DESTDIR=${DESTDIR:-}
for folder in "$PREFIX" "$LIBDIR" "$INCLUDEDIR"; do
    case $folder in
    /*) ;;
    *) echo "hmacsign: PREFIX, LIBDIR and INCLUDEDIR begin with a slash, and this one does not: $folder" >&2 && exit 1 ;;
    esac
done
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
lib=$DESTDIR$LIBDIR
include=$DESTDIR$INCLUDEDIR
cmake=$lib/cmake/hmacsign
bin=$DESTDIR$PREFIX/bin
man=$DESTDIR$PREFIX/share/man/man1
doc=$DESTDIR$PREFIX/share/doc/hmacsign

if [ "$verb" = uninstall ]; then
    rm -f "$lib/libhmacsign.a" "$lib/libhmacsign.so" "$lib/libhmacsign.so.0" "$lib/libhmacsign.so.$version" \
        "$lib/pkgconfig/hmacsign.pc" "$include/hmacsign.h" "$include/hmacsign.hpp" "$bin/hmacsign" "$man/hmacsign.1"
    rm -rf "$cmake" "$doc"
    exit
fi

# Nothing is built here: it may be root who installs, and root has no cargo.
for file in libhmacsign.a libhmacsign.so.0; do
    test -e "$out/$file" || { echo "hmacsign: there is no $out/$file yet: run 'make lib' first" >&2 && exit 1; }
done

# The way from one absolute folder to another.
way() {
    printf '%s\n%s\n' "$1" "$2" | awk '
        { gsub(/\/+/, "/"); sub(/\/$/, "") }
        NR == 1 { count = split($0, from, "/") }
        NR == 2 {
            total = split($0, to, "/")
            for (same = 1; same <= count && same <= total && from[same] == to[same]; same++);
            way = "."
            for (at = same; at <= count; at++) way = way "/.."
            for (at = same; at <= total; at++) way = way "/" to[at]
            print way
        }'
}

# A folder below PREFIX as pkg-config writes it, so that --define-prefix can move it.
below() {
    case $1 in
    "$PREFIX"/*) printf '${prefix}%s\n' "${1#"$PREFIX"}" ;;
    *) printf '%s\n' "$1" ;;
    esac
}

# As a value in a file of pkg-config's, which parts words at spaces.
word() { printf '%s\n' "$1" | sed 's/[[:space:]]/\\&/g'; }

# For the right side of sed's s|..|..|.
quoted() { printf '%s\n' "$1" | sed 's/[&|\\]/\\&/g'; }

fill_in() {
    sed -e "s|@PREFIX@|$(quoted "$(word "$PREFIX")")|" \
        -e "s|@LIBDIR@|$(quoted "$(word "$(below "$LIBDIR")")")|" \
        -e "s|@INCLUDEDIR@|$(quoted "$(word "$(below "$INCLUDEDIR")")")|" \
        -e "s|@INCLUDE_FROM_LIB@|$(quoted "$(way "$LIBDIR" "$INCLUDEDIR")")|" \
        -e "s|@VERSION@|$version|" "$1" >"$2"
    chmod 644 "$2"
}

install -d "$lib/pkgconfig" "$cmake" "$include" "$doc"
install -m 644 "$out/libhmacsign.a" "$lib/libhmacsign.a"
install -m 755 "$out/libhmacsign.so.0" "$lib/libhmacsign.so.$version"
ln -sf "libhmacsign.so.$version" "$lib/libhmacsign.so.0"
ln -sf libhmacsign.so.0 "$lib/libhmacsign.so"
for header in include/hmacsign.h include/hmacsign.hpp; do
    test ! -e "$header" || install -m 644 "$header" "$include/"
done
fill_in hmacsign.pc.in "$lib/pkgconfig/hmacsign.pc"
fill_in cmake/hmacsign-config.cmake.in "$cmake/hmacsign-config.cmake"
fill_in cmake/hmacsign-config-version.cmake.in "$cmake/hmacsign-config-version.cmake"
install -m 644 LICENSE-MIT LICENSE-APACHE LICENSES-THIRD-PARTY "$doc/"

command=${out%/capi}/release/hmacsign
if [ -x "$command" ]; then
    install -d "$bin"
    install -m 755 "$command" "$bin/hmacsign"
    if [ -e cli/hmacsign.1 ]; then
        install -d "$man"
        install -m 644 cli/hmacsign.1 "$man/hmacsign.1"
    fi
fi
