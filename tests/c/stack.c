/*
 * How many octets of stack it takes to sign a request and to verify one. A thread does it, on a stack that was painted
 * before, and what is not of that colour afterwards was used; what a thread takes that does nothing is left out.
 * Prints a line for each dialect and call. (Not for valgrind, to which that stack is out of bounds.)
 */
#define _XOPEN_SOURCE 600
#include "check.h"
#include "hmacsign.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { STACK = 1 << 18, COLOUR = 0xA5, MANY = 62, PARAMETERS = 128 };

static const char date[] = "Mon, 19 Mar 2018 12:08:40 GMT";
static const char json[] = "{\"arg1\":\"a\",\"arg2\":\"b\"}", form[] = "b=%20+2&a=1&c&a=0";

static unsigned char *stack;
static hmacsign_key key;
static hmacsign_header headers[4 + MANY];
static hmacsign_request request;
static hmacsign_signer signer;
static char names[MANY + 2][8], list[1024], parameters[PARAMETERS * 16];
static char credential[2048], lines[8192];
static size_t length;

static hmacsign_str str(const char *text) {
  hmacsign_str view;
  view.ptr = text;
  view.len = strlen(text);
  return view;
}

static void *nothing(void *unused) {
  return unused;
}

static void *sign(void *unused) {
  CHECK(hmacsign_write_authorization(&key, &signer, &request, credential, sizeof credential, &length) == HMACSIGN_OK);
  return unused;
}

static void *write_lines(void *unused) {
  size_t lines_length;
  CHECK(hmacsign_write_header_lines(&key, &signer, &request, lines, sizeof lines, &lines_length) == HMACSIGN_OK);
  return unused;
}

static hmacsign_authorization authorization;

static void *read_it(void *unused) {
  CHECK(hmacsign_read_authorization(signer.dialect, credential, length, &authorization, NULL) == HMACSIGN_OK);
  return unused;
}

static void *verify(void *unused) {
  CHECK(hmacsign_verify(&key, &authorization, &request, NULL, 1521461320, NULL) == HMACSIGN_OK);
  return unused;
}

/* How many octets of its stack a thread uses that does this. */
static size_t used(void *(*work)(void *)) {
  pthread_attr_t attributes;
  pthread_t thread;
  size_t untouched = 0;
  memset(stack, COLOUR, STACK);
  CHECK(pthread_attr_init(&attributes) == 0 && pthread_attr_setstack(&attributes, stack, STACK) == 0);
  CHECK(pthread_create(&thread, &attributes, work, NULL) == 0 && pthread_join(thread, NULL) == 0);
  pthread_attr_destroy(&attributes);
  /* It grows downwards. */
  while (untouched < STACK && stack[untouched] == COLOUR)
    untouched++;
  return STACK - untouched;
}

static void measure(const char *what, size_t idle) {
  /* What is read must have been signed, and what is verified must have been read. */
  static void *(*const work[])(void *) = {sign, write_lines, read_it, verify};
  static const char *const calls[] = {"sign", "lines", "read", "verify"};
  size_t i;
  for (i = 0; i < 4; i++) {
    size_t octets = used(work[i]);
    printf("%s %s %lu\n", calls[i], what, (unsigned long)(octets > idle ? octets - idle : 0));
  }
}

/* The most headers that are signed and the most parameters, each in a bad order. */
static void enlarge(void) {
  int i;
  strcpy(list, "x-date host");
  for (i = 0; i < MANY; i++) {
    sprintf(names[i], "x-%02d", MANY - i);
    strcat(strcat(list, " "), names[i]);
    headers[4 + i].name = str(names[i]);
    headers[4 + i].value = str("value");
  }
  for (i = 0; i < PARAMETERS; i++)
    sprintf(parameters + strlen(parameters), "%s%%6B%03d=+%%20", i > 0 ? "&" : "", PARAMETERS - i);
  request.header_count = 4 + MANY;
  request.target = str("/");
  request.body = str(parameters);
  signer.names = str(list);
}

int main(void) {
  void *room = NULL;
  size_t idle;
  CHECK(posix_memalign(&room, 4096, STACK) == 0);
  stack = room;
  /* The first call of a function of the C library may take more: it is looked up. */
  used(nothing);
  idle = used(nothing);

  CHECK(hmacsign_key_init(&key, HMACSIGN_HMAC_SHA512, "secret", 6) == HMACSIGN_OK);
  headers[0].name = str("X-Date");
  headers[0].value = str(date);
  headers[1].name = str("Host");
  headers[1].value = str("example.com");
  headers[2].name = str("Accept");
  headers[2].value = str("*/*");
  headers[3].name = str("Content-Type");
  headers[3].value = str("application/json");
  request.headers = headers;
  request.header_count = 4;
  request.method = str("POST");
  request.target = str("/path?b=2&a=%31");
  request.body = str(json);
  signer.id = str("AKID");
  signer.names = str("x-date host");

  signer.dialect = HMACSIGN_TENCENT;
  measure("TENCENT", idle);
  signer.dialect = HMACSIGN_TENCENT_APP;
  measure("TENCENT_APP", idle);
  headers[3].value = str("application/x-www-form-urlencoded");
  request.body = str(form);
  measure("TENCENT_APP-form", idle);
  enlarge();
  measure("TENCENT_APP-most", idle);

  hmacsign_key_clear(&key);
  free(room);
  return check_failed != 0;
}
