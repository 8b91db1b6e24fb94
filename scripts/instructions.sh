#!/bin/sh
# instructions.sh FOLDER [renew]: count the instructions of signing and verifying with the C library in FOLDER, and
# compare with the numbers in benches/instructions.txt; or write these.
#
# Unlike times, counts are the same on every run. But valgrind has none of the processor's instructions for SHA, and the
# hash, which is most of a count there, hides the rest. So it is measured by itself, as what a further block of a long
# string costs, and taken off: what is compared of each call is this library's own work, and beside it the block.
set -eu
out=$1
table=benches/instructions.txt
program=$out/instructions
valgrind=$(command -v valgrind)
more=3 # percent

${CC:-cc} -std=c99 -O2 -Iinclude benches/instructions.c "$out/libhmacsign.a" -o "$program"
work=$(mktemp -d "$out/instructions.XXXXXX")
trap 'rm -rf "$work"' EXIT INT TERM

# "BLOCKS COUNT" of a case. Copying memory takes other instructions on other processors, which glibc is told to forget,
# and at other addresses, which the environment and the program's path would move: so they are always the same.
count() {
    (cd "$out" && env -i PATH=/usr/local/bin:/usr/bin:/bin GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2,-AVX512F,-ERMS,-FSRM \
        "$valgrind" --tool=callgrind --callgrind-out-file=/dev/null --toggle-collect=measured ./instructions "$1") \
        >"$work/blocks" 2>"$work/said" || { cat "$work/said" >&2; exit 1; }
    collected=$(sed -n 's/^.*Collected : //p' "$work/said")
    echo "$(cat "$work/blocks") ${collected:?callgrind counted nothing}"
}

# What one more block of a string costs.
block() {
    short=$(count "$1-short")
    long=$(count "$1-long")
    echo $(((${long#* } - ${short#* }) / (${long% *} - ${short% *})))
}

sha1=$(block sha1)
sha256=$(block sha256)
{
    echo "block-sha1 $sha1 -"
    echo "block-sha256 $sha256 -"
    for case in ready-string sign-date-host sign-64-headers read-and-verify sign-kong-sha256 sign-application; do
        counted=$(count $case)
        case $case in *sha256) each=$sha256 ;; *) each=$sha1 ;; esac
        echo "$case $((${counted#* } - ${counted% *} * each)) ${counted#* }"
    done
} >"$work/counts"

made=$("${RUSTC:-rustc}" --version | cut -d ' ' -f 1-2)
if [ "${2:-}" = renew ]; then
    {
        echo "# How many instructions a call of the C library takes by itself, without compressing blocks, and with that."
        echo "# \`make instructions\` compares the middle column; \`make instructions RENEW=1\` writes this file."
        echo "# made with $made"
        awk '{ printf "%-18s %7s %7s\n", $1, $2, $3 }' "$work/counts"
    } >"$work/table"
    mv "$work/table" "$table"
    cat "$table"
    exit
fi

then=$(sed -n 's/^# made with //p' "$table")
test "$then" = "$made" ||
    echo "instructions: $table was made with $then and this is $made," \
        "so that what differs may be the compiler's doing" >&2
awk -v more=$more -v table="$table" '
    /^#/ { next }
    NR == FNR { before[$1] = $2; next }
    FNR == 1 { printf "%-18s %9s %9s %8s %9s\n", "instructions", "committed", "now", "change", "with hash" }
    !($1 in before) { printf "%-18s %9s %9d\n", $1, "none", $2; unknown = 1; next }
    {
        change = 100 * ($2 / before[$1] - 1)
        seen[$1] = 1
        verdict = ""
        # Which hash it is the crates for it choose by processor: that is told, and does not fail.
        if ($1 ~ /^block/) { if (change > more || change < -more) verdict = "  another hash than when it was written down" }
        else if (change > more) { verdict = "  MORE"; worse = 1 }
        else if (change < -more) { verdict = "  less"; better = 1 }
        printf "%-18s %9d %9d %+7.1f%% %9s%s\n", $1, before[$1], $2, change, $3, verdict
    }
    END {
        for (name in before) if (!(name in seen)) { printf "%-18s is no longer counted\n", name; unknown = 1 }
        fflush()
        if (better) print "instructions: less than is written down by more than " more " %:" \
            " make instructions RENEW=1, and commit " table
        if (unknown) print "instructions: not the cases of " table ": make instructions RENEW=1" >"/dev/stderr"
        if (worse) print "instructions: more than is written down by more than " more " %: undo it; or where it is" \
            " meant, make instructions RENEW=1 and say why in the commit" >"/dev/stderr"
        exit worse || unknown
    }' "$table" "$work/counts"
