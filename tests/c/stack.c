/*
 * How much stack a call takes: a thread makes it on a stack that was painted before, and the paint that is left is
 * counted. What the thread takes for itself is measured by one that does nothing, and left out. (Not for valgrind, to
 * which that stack is out of bounds.)
 */
#define _XOPEN_SOURCE 600
#include "check.h"
#include "hmacsign.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { STACK = 1 << 18, PAINT = 0xA5, NOW = 1521461320 };

static const hmacsign_header headers[] = {
    { HMACSIGN_STR("X-Date"), HMACSIGN_STR("Mon, 19 Mar 2018 12:08:40 GMT") },
    { HMACSIGN_STR("Host"), HMACSIGN_STR("example.com") },
    { HMACSIGN_STR("Accept"), HMACSIGN_STR("*/*") },
    { HMACSIGN_STR("Content-Type"), HMACSIGN_STR("application/x-www-form-urlencoded") },
};

static hmacsign_key key;
static hmacsign_signer signer;
static hmacsign_request request;
static hmacsign_authorization auth;
static char credential[512];
static size_t length;
static int32_t status;

static void *nothing(void *unused) {
  return unused;
}

static void *init(void *unused) {
  status = hmacsign_key_init(&key, HMACSIGN_HMAC_SHA512, "secret", 6);
  return unused;
}

static void *sign(void *unused) {
  status = hmacsign_write_authorization(&key, &signer, &request, credential, sizeof credential, &length);
  return unused;
}

static void *read_it(void *unused) {
  status = hmacsign_read_authorization(signer.dialect, credential, length, &auth, NULL);
  return unused;
}

static void *verify(void *unused) {
  status = hmacsign_verify(&key, &auth, &request, NULL, NOW, NULL);
  return unused;
}

static size_t used(unsigned char *stack, void *(*work)(void *)) {
  pthread_attr_t attributes;
  pthread_t thread;
  size_t at = 0;
  memset(stack, PAINT, STACK);
  status = HMACSIGN_OK;
  CHECK(pthread_attr_init(&attributes) == 0 && pthread_attr_setstack(&attributes, stack, STACK) == 0);
  CHECK(pthread_create(&thread, &attributes, work, NULL) == 0 && pthread_join(thread, NULL) == 0);
  CHECK(status == HMACSIGN_OK);
  pthread_attr_destroy(&attributes);
  while (at < STACK && stack[at] == PAINT)
    at++;
  return STACK - at;
}

int main(void) {
  static char form[128 * 8];
  void *stack = NULL;
  size_t ground;
  int i, dialect;

  for (i = 0; i < 128; i++)
    sprintf(form + strlen(form), "k%d=%%41&", i); /* as many parameters as there can be */
  signer.id = (hmacsign_str)HMACSIGN_STR("AKID");
  signer.names = (hmacsign_str)HMACSIGN_STR("x-date host");
  request.headers = headers;
  request.header_count = sizeof headers / sizeof headers[0];
  request.method = (hmacsign_str)HMACSIGN_STR("POST");
  request.target = (hmacsign_str)HMACSIGN_STR("/path");
  request.body.ptr = form;
  request.body.len = strlen(form);

  CHECK(posix_memalign(&stack, 4096, STACK) == 0);
  ground = used(stack, nothing);
  printf("key_init: %lu\n", (unsigned long)(used(stack, init) - ground));
  for (dialect = HMACSIGN_TENCENT; dialect <= HMACSIGN_TENCENT_APP; dialect++) {
    const char *name = dialect == HMACSIGN_TENCENT ? "TENCENT" : "TENCENT_APP";
    signer.dialect = dialect;
    printf("%s sign: %lu\n", name, (unsigned long)(used(stack, sign) - ground));
    printf("%s read: %lu\n", name, (unsigned long)(used(stack, read_it) - ground));
    printf("%s verify: %lu\n", name, (unsigned long)(used(stack, verify) - ground));
  }
  hmacsign_key_clear(&key);
  free(stack);
  if (check_failed)
    puts("failed");
  return check_failed != 0;
}
