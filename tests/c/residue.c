/*
 * No copy of the secret, nor of the pads that HMAC makes of it, is left on the stack or in the key when a key was made,
 * be it of a secret as it stands or of one in Base64; nor does the key keep what was on the stack before. A thread
 * makes it, on a stack that this program keeps and looks through afterwards. (Not for valgrind, to which that stack is out of bounds.)
 */
#define _XOPEN_SOURCE 600
#include "check.h"
#include "hmacsign.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { STACK = 1 << 18, SECRET = 40, BEFORE = 0xE5 };

static char secret[SECRET], base64[SECRET * 2];
static size_t base64_len; /* 0: the secret as it stands */
static hmacsign_key key;
static int32_t algorithm, status;

static void *make(void *unused) {
  if (base64_len > 0)
    status = hmacsign_key_init_base64(&key, algorithm, base64, base64_len);
  else
    status = hmacsign_key_init(&key, algorithm, secret, SECRET);
  return unused;
}

static size_t encode(void) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  size_t len = 0;
  int i, digit;
  for (i = 0; i < SECRET; i += 3) {
    unsigned group = 0;
    for (digit = 0; digit < 3; digit++)
      group = group << 8 | (i + digit < SECRET ? (unsigned char)secret[i + digit] : 0);
    for (digit = 0; digit < 4; digit++)
      base64[len++] = i + digit <= SECRET ? digits[group >> (18 - 6 * digit) & 63] : '=';
  }
  return len;
}

/* How many pieces of the secret of this length, with every byte changed so, are in there. */
static int pieces(const void *from, int size, int piece, int change) {
  const unsigned char *memory = from;
  int found = 0, at, i;
  for (at = 0; at + piece <= size; at++) {
    for (i = 0; i + piece <= SECRET; i++) {
      int same = 0;
      while (same < piece && memory[at + same] == (unsigned char)(secret[i + same] ^ change))
        same++;
      found += same == piece;
    }
  }
  return found;
}

/* How many bytes that were on the stack are in the key. (Chance gives one or two.) */
static int kept(void) {
  const unsigned char *memory = (const unsigned char *)&key;
  size_t at;
  int found = 0;
  for (at = 0; at < sizeof key; at++)
    found += memory[at] == BEFORE;
  return found;
}

int main(void) {
  void *stack = NULL;
  int i;
  for (i = 0; i < SECRET; i++)
    secret[i] = (char)(33 + i * 2);
  CHECK(posix_memalign(&stack, 4096, STACK) == 0);
  for (i = 0; i < 8; i++) {
    static const int changes[] = { 0, 0x36, 0x5C };
    pthread_attr_t attributes;
    pthread_t thread;
    int change;
    algorithm = i % 4 + 1;
    base64_len = i < 4 ? 0 : encode();
    memset(stack, BEFORE, STACK);
    CHECK(pthread_attr_init(&attributes) == 0 && pthread_attr_setstack(&attributes, stack, STACK) == 0);
    CHECK(pthread_create(&thread, &attributes, make, NULL) == 0 && pthread_join(thread, NULL) == 0);
    CHECK(status == HMACSIGN_OK);
    for (change = 0; change < 3; change++) {
      CHECK(pieces(stack, STACK, 8, changes[change]) == 0);
      CHECK(pieces(&key, sizeof key, 3, changes[change]) == 0);
    }
    CHECK(kept() < 3);
    pthread_attr_destroy(&attributes);
  }
  hmacsign_key_clear(&key);
  /* It would be found if it were there. */
  memcpy((char *)stack + STACK / 2, secret, SECRET);
  CHECK(pieces(stack, STACK, 8, 0) > 0);
  free(stack);
  puts(check_failed ? "failed" : "ok");
  return check_failed != 0;
}
