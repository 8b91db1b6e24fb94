/*
 * No copy of the secret, nor of the pads that HMAC makes of it, is left on the stack when a key was made. A thread
 * makes it, on a stack that this program keeps and looks through afterwards. (Not for valgrind, to which that stack
 * is out of bounds.)
 */
#define _XOPEN_SOURCE 600
#include "check.h"
#include "hmacsign.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { STACK = 1 << 18, SECRET = 40, PIECE = 8 };

static char secret[SECRET];
static hmacsign_key key;
static int32_t algorithm, status;

static void *make(void *unused) {
  status = hmacsign_key_init(&key, algorithm, secret, SECRET);
  return unused;
}

/* How many pieces of the secret, with every byte changed so, are in there. */
static int pieces(const unsigned char *memory, int change) {
  int found = 0, at, i;
  for (at = 0; at + PIECE <= STACK; at++) {
    for (i = 0; i + PIECE <= SECRET; i++) {
      int same = 0;
      while (same < PIECE && memory[at + same] == (unsigned char)(secret[i + same] ^ change))
        same++;
      found += same == PIECE;
    }
  }
  return found;
}

int main(void) {
  void *stack = NULL;
  int i;
  for (i = 0; i < SECRET; i++)
    secret[i] = (char)(33 + i * 2);
  CHECK(posix_memalign(&stack, 4096, STACK) == 0);
  for (algorithm = 1; algorithm <= 4; algorithm++) {
    pthread_attr_t attributes;
    pthread_t thread;
    memset(stack, 0, STACK);
    CHECK(pthread_attr_init(&attributes) == 0 && pthread_attr_setstack(&attributes, stack, STACK) == 0);
    CHECK(pthread_create(&thread, &attributes, make, NULL) == 0 && pthread_join(thread, NULL) == 0);
    CHECK(status == HMACSIGN_OK);
    CHECK(pieces(stack, 0) == 0);
    CHECK(pieces(stack, 0x36) == 0);
    CHECK(pieces(stack, 0x5C) == 0);
    pthread_attr_destroy(&attributes);
  }
  hmacsign_key_clear(&key);
  /* It would be found if it were there. */
  memcpy((char *)stack + STACK / 2, secret, SECRET);
  CHECK(pieces(stack, 0) > 0);
  free(stack);
  puts(check_failed ? "failed" : "ok");
  return check_failed != 0;
}
