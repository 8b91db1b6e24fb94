#!/bin/sh
# footprint.sh FOLDER: what the C library in FOLDER takes: what linking the static one adds to a program, the shared
# one, a key, and the stack. Prints a line for each, in octets.
set -eu
out=$1
work=$(mktemp -d "$out/footprint.XXXXXX")
trap 'rm -rf "$work"' EXIT INT TERM
compile() { ${CC:-cc} -std=c99 -O2 -ffunction-sections -Iinclude "$@"; }
line() { printf "%-52s %8s\n" "$1" "${2:-}"; }

# The same program, which signs, or verifies, or does both, or neither.
cat >"$work/program.c" <<'PROGRAM'
#include "hmacsign.h"
#include <stdio.h>

int main(int count, char **arguments) {
  static hmacsign_key key;
  static hmacsign_header headers[2];
  static hmacsign_authorization authorization;
  static char text[512];
  hmacsign_request request = {.headers = headers, .header_count = 2};
  hmacsign_signer signer = {.id = {arguments[0], (size_t)count}};
  size_t len = 0;
  int32_t status = 0;
#if defined SIGN || defined VERIFY
  status = hmacsign_key_init(&key, HMACSIGN_HMAC_SHA1, arguments[0], 1);
#endif
#ifdef SIGN
  status |= hmacsign_write_authorization(&key, &signer, &request, text, sizeof text, &len);
#endif
#ifdef VERIFY
  status |= hmacsign_read_authorization(HMACSIGN_TENCENT, text, len, &authorization, NULL);
  status |= hmacsign_verify(&key, &authorization, &request, NULL, 0, NULL);
#endif
  printf("%d %p %p %p %p %p %lu\n", (int)status, (void *)&key, (void *)&request, (void *)&signer, (void *)text,
         (void *)&authorization, (unsigned long)(sizeof(hmacsign_key) + len));
  return 0;
}
PROGRAM
program() {
    name=$1
    shift
    compile "$@" "$work/program.c" "$out/libhmacsign.a" -Wl,--gc-sections -s -o "$work/$name"
    # What is loaded, text and data, which is not rounded to pages as the file is.
    ${SIZE:-size} "$work/$name" | awk 'NR == 2 { print $1 + $2 + $3 }'
}
line "it takes" octets
none=$(program none)
line "linked into a program that signs" $(($(program sign -DSIGN) - none))
line "linked into a program that verifies" $(($(program verify -DVERIFY) - none))
line "linked into a program that does both" $(($(program both -DSIGN -DVERIFY) - none))
line "the shared library, stripped" "$(stat -L -c %s "$out/libhmacsign.so")"
printf '#include "hmacsign.h"\n#include <stdio.h>\nint main(void) { printf("%%d\\n", (int)sizeof(hmacsign_key)); return 0; }\n' \
    >"$work/key.c"
compile "$work/key.c" -o "$work/key"
line "a key" "$("$work/key")"

compile -O1 tests/c/stack.c "$out/libhmacsign.a" -lpthread -o "$work/stack"
"$work/stack" | while read -r call dialect octets; do line "stack: $call, $dialect" "$octets"; done
