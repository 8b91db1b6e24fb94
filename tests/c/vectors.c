/*
 * The cases of tests/cases, through the C interface. tests/capi.rs writes them to the standard input, a word and its
 * arguments on each line; text is in hex, and "-" if it is empty:
 *
 *     key ALGORITHM SECRET
 *     signer ID NAMES
 *     header NAME VALUE                                      (again for each header)
 *     vector NAME STRING SIGNATURE CREDENTIAL LINES          signs, compares, and forgets key, signer and headers
 *     mac NAME ALGORITHM SECRET TEXT SIGNATURE
 *     note LINE KIND FORM WINDOW FIRST SECOND RAW
 *     cause BODY CAUSE
 *     date TEXT TIME
 *
 * It prints how many cases agreed, and fails if one did not.
 */
#include "check.h"
#include "hmacsign.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_LEN = 1 << 20, ARGUMENTS = 8, HEADERS = 128 };

static char line[LINE_MAX_LEN];
static char *arguments[ARGUMENTS];
static const char *current = "?";

static void fail(const char *what) {
  fprintf(stderr, "%s: %s\n", current, what);
  check_failed++;
}

static unsigned nibble(char digit) {
  return (unsigned)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

/* Decode an argument; the memory is the caller's to free. An exact size, so that valgrind notices a byte too many. */
static hmacsign_str decode(const char *hex) {
  size_t len = strcmp(hex, "-") == 0 ? 0 : strlen(hex) / 2, i;
  char *bytes = len == 0 ? NULL : malloc(len);
  hmacsign_str text;
  for (i = 0; i < len; i++)
    bytes[i] = (char)(nibble(hex[2 * i]) << 4 | nibble(hex[2 * i + 1]));
  text.ptr = bytes;
  text.len = len;
  return text;
}

static void drop(hmacsign_str *text) {
  free((void *)(uintptr_t)text->ptr);
  memset(text, 0, sizeof *text);
}

static int split(void) {
  int count = 0;
  char *word = strtok(line, " \n");
  while (word != NULL && count < ARGUMENTS) {
    arguments[count++] = word;
    word = strtok(NULL, " \n");
  }
  return count;
}

static hmacsign_key key;
static hmacsign_signer signer;
static hmacsign_request request;
static hmacsign_header headers[HEADERS];

typedef int32_t (*writer)(const hmacsign_key *, const hmacsign_signer *, const hmacsign_request *, char *, size_t,
                          size_t *);

static int32_t write_string(const hmacsign_key *unused, const hmacsign_signer *by, const hmacsign_request *what,
                            char *out, size_t cap, size_t *out_len) {
  (void)unused;
  return hmacsign_write_signing_string(by, what, out, cap, out_len);
}

static void compare(const char *what, writer write, const char *hex) {
  hmacsign_str expected = decode(hex);
  size_t needed = 0, len = 0;
  char *out;
  if (write(&key, &signer, &request, NULL, 0, &needed) != HMACSIGN_ERR_BUFFER || needed != expected.len)
    fail(what);
  out = malloc(needed + 1);
  memset(out, '~', needed + 1);
  if (write(&key, &signer, &request, out, needed, &len) != HMACSIGN_ERR_BUFFER || len != needed || out[0] != '~')
    fail(what);
  if (write(&key, &signer, &request, out, needed + 1, &len) != HMACSIGN_OK || len != needed || out[len] != '\0' ||
      memcmp(out, expected.ptr, len) != 0)
    fail(what);
  free(out);
  drop(&expected);
}

static void vector(void) {
  hmacsign_detail detail;
  size_t i;
  request.headers = headers;
  if (hmacsign_check_request(&signer, &request, &detail) != HMACSIGN_OK || detail.name.ptr != NULL || detail.offset)
    fail("check_request");
  compare("signing string", write_string, arguments[2]);
  compare("signature", hmacsign_write_signature, arguments[3]);
  compare("credential", hmacsign_write_authorization, arguments[4]);
  compare("header lines", hmacsign_write_header_lines, arguments[5]);
  for (i = 0; i < request.header_count; i++) {
    drop(&headers[i].name);
    drop(&headers[i].value);
  }
  drop(&signer.id);
  drop(&signer.names);
  request.header_count = 0;
  hmacsign_key_clear(&key);
}

static void init(hmacsign_key *made, const char *algorithm, const char *secret) {
  hmacsign_str bytes = decode(secret);
  if (hmacsign_key_init(made, atoi(algorithm), bytes.ptr, bytes.len) != HMACSIGN_OK)
    fail("key_init");
  drop(&bytes);
}

static void mac(void) {
  hmacsign_str text = decode(arguments[4]), expected = decode(arguments[5]);
  hmacsign_key own;
  char out[HMACSIGN_SIGNATURE_MAX + 1];
  size_t len = 0;
  init(&own, arguments[2], arguments[3]);
  if (hmacsign_write_signature_of(&own, text.ptr, text.len, out, sizeof out, &len) != HMACSIGN_OK ||
      len != expected.len || memcmp(out, expected.ptr, len) != 0)
    fail("signature_of");
  hmacsign_key_clear(&own);
  drop(&text);
  drop(&expected);
}

static void note(void) {
  hmacsign_str text = decode(arguments[1]), raw = decode(arguments[7]);
  hmacsign_header header;
  hmacsign_note got;
  if (hmacsign_read_header_line(text.ptr, text.len, &header) != HMACSIGN_OK ||
      hmacsign_read_note(&header, &got) != HMACSIGN_OK || got.kind != atoi(arguments[2]) ||
      got.form != atoi(arguments[3]) || got.window != strtoul(arguments[4], NULL, 10) ||
      got.first != strtoull(arguments[5], NULL, 10) || got.second != strtoull(arguments[6], NULL, 10) ||
      got.raw.len != raw.len || (raw.len > 0 && memcmp(got.raw.ptr, raw.ptr, raw.len) != 0) ||
      got.raw.ptr < text.ptr || got.raw.ptr + got.raw.len > text.ptr + text.len)
    fail("note");
  drop(&text);
  drop(&raw);
}

static void cause(void) {
  hmacsign_str body = decode(arguments[1]);
  int32_t got = -1;
  if (hmacsign_read_cause(body.ptr, body.len, &got) != HMACSIGN_OK || got != atoi(arguments[2]) ||
      hmacsign_cause_text(got)[0] == '\0')
    fail("cause");
  drop(&body);
}

static void date(void) {
  hmacsign_str text = decode(arguments[1]);
  int64_t time = strtoll(arguments[2], NULL, 10), got = -1;
  char out[HMACSIGN_DATE_LEN + 1];
  size_t len = 0;
  if (hmacsign_write_date(time, out, sizeof out, &len) != HMACSIGN_OK || len != text.len ||
      memcmp(out, text.ptr, len) != 0 || hmacsign_read_date(text.ptr, text.len, 0, &got) != HMACSIGN_OK || got != time)
    fail("date");
  drop(&text);
}

int main(void) {
  static char name[256];
  int vectors = 0, macs = 0, notes = 0, causes = 0, dates = 0;
  while (fgets(line, sizeof line, stdin) != NULL) {
    int count = split();
    const char *word = count > 0 ? arguments[0] : "";
    if ((strcmp(word, "vector") == 0 || strcmp(word, "mac") == 0) && count == 6) {
      hmacsign_str text = decode(arguments[1]);
      snprintf(name, sizeof name, "%.*s", (int)text.len, text.ptr);
      drop(&text);
      current = name;
      if (word[0] == 'v')
        vector(), vectors++;
      else
        mac(), macs++;
    } else if (strcmp(word, "key") == 0 && count == 3) {
      init(&key, arguments[1], arguments[2]);
    } else if (strcmp(word, "signer") == 0 && count == 3) {
      signer.id = decode(arguments[1]);
      signer.names = decode(arguments[2]);
    } else if (strcmp(word, "header") == 0 && count == 3 && request.header_count < HEADERS) {
      headers[request.header_count].name = decode(arguments[1]);
      headers[request.header_count].value = decode(arguments[2]);
      request.header_count++;
    } else if (strcmp(word, "note") == 0 && count == 8) {
      current = word, note(), notes++;
    } else if (strcmp(word, "cause") == 0 && count == 3) {
      current = word, cause(), causes++;
    } else if (strcmp(word, "date") == 0 && count == 3) {
      current = word, date(), dates++;
    } else {
      fail("a line is not understood");
    }
  }
  printf("vectors %d, macs %d, notes %d, causes %d, dates %d\n", vectors, macs, notes, causes, dates);
  return check_failed != 0;
}
