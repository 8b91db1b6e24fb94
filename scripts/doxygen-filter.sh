#!/bin/sh
# What Doxygen sees of a header: its first comment word for word, of hmacsign.h as the first page and of hmacsign.hpp as
# one of its own, and every other comment that begins a line as one that it reads. An @ begins none of its commands. What
# the C++ header has in namespace std is left out: Doxygen knows no classes there.
case $1 in
*.hpp) page='page cpp hmacsign.hpp' ;;
*) page='mainpage hmacsign' ;;
esac
exec awk -v page="$page" '
    NR == 1 && $0 == "/*" { print "/** \\file\n * All of it. */\n/** \\" page "\n\\verbatim"; first = 1; next }
    first && $0 == " */" { print "\\endverbatim\n*/"; first = 0; next }
    first { sub(/^ \* ?/, ""); print; next }
    /^template <>$|^struct std::|^\/\/\/ errc converts/ { print ""; next }
    { sub(/^\/\*/, "/**"); gsub(/ @/, " \\@"); print }
' "$1"
