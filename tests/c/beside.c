/* This library and another static library that was written in Rust, in one program. */
#include "hmacsign.h"

#include <stdio.h>
#include <string.h>

/* Panics if it is 0, catches that, and gives -1 then: so its own runtime must be whole. */
int other_reciprocal(int of);

int main(void) {
  hmacsign_key key;
  char signature[HMACSIGN_SIGNATURE_MAX + 1];
  size_t len;
  static const char text[] = "date: Fri, 09 Oct 2015 00:00:00 GMT\nsource: AndriodApp";

  if (hmacsign_key_init(&key, HMACSIGN_HMAC_SHA1, "ZxF2whO0RhuwnVCj5JMMAuqcDcN2oPrC", 32) != HMACSIGN_OK ||
      hmacsign_write_signature_of(&key, text, sizeof text - 1, signature, sizeof signature, &len) != HMACSIGN_OK)
    return 1;
  hmacsign_key_clear(&key);
  if (strcmp(signature, "zJ1fUmiWSmSZUoqgZi+dGUJvxn0=") != 0)
    return 2;
  if (other_reciprocal(50) != 2 || other_reciprocal(0) != -1)
    return 3;
  puts("both work");
  return 0;
}
