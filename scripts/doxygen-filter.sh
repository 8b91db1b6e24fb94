#!/bin/sh
# What Doxygen sees of include/hmacsign.h: its first comment as the first page, word for word, and every other comment
# that begins a line as one that it reads. An @ begins none of its commands.
exec awk '
    NR == 1 && $0 == "/*" { print "/** \\file\n * All of it. */\n/** \\mainpage hmacsign\n\\verbatim"; first = 1; next }
    first && $0 == " */" { print "\\endverbatim\n*/"; first = 0; next }
    first { sub(/^ \* ?/, ""); print; next }
    { sub(/^\/\*/, "/**"); gsub(/ @/, " \\@"); print }
' "$1"
