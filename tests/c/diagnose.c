/*
 * Signatures that do not match, and signing strings that part, through the C interface. tests/diagnose_c.rs writes
 * cases to the standard input, a word and its arguments on each line; text is in hex, and "-" if it is empty:
 *
 *     line METHOD TARGET VERSION BODY
 *     header NAME VALUE                      (again for each header)
 *     diagnose DIALECT SECRET TEXT           prints the status and the number
 *     compare DIALECT ID NAMES THEIRS        prints the status, line, column, offset and name, then what is written
 *     forget                                 the request
 *
 * What no correct program does is checked first, and told on the standard error.
 */
#include "check.h"
#include "hmacsign.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_LEN = 1 << 16, HEADERS = 64, UNTOUCHED = 12345 };

static char line[LINE_MAX_LEN];
static hmacsign_header headers[HEADERS];
static hmacsign_request request;

static unsigned nibble(char digit) {
  return (unsigned)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

/* The text of an argument; the memory is the caller's to free. */
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

static hmacsign_str next(void) {
  const char *word = strtok(NULL, " \n");
  return decode(word == NULL ? "-" : word);
}

static void forget(void) {
  size_t i;
  for (i = 0; i < request.header_count; i++) {
    drop(&headers[i].name);
    drop(&headers[i].value);
  }
  drop(&request.method);
  drop(&request.target);
  drop(&request.version);
  drop(&request.body);
  memset(&request, 0, sizeof request);
  request.headers = headers;
}

static void diagnose(int32_t dialect) {
  hmacsign_str secret = next(), text = next();
  int32_t slip = UNTOUCHED;
  int32_t status = hmacsign_diagnose(dialect, secret.ptr, secret.len, text.ptr, text.len, &request, &slip);
  CHECK((status == HMACSIGN_OK) == (slip != UNTOUCHED));
  printf("%d %d\n", (int)status, (int)slip);
  drop(&secret);
  drop(&text);
}

static void compare(int32_t dialect) {
  hmacsign_str id = next(), names = next(), theirs = next();
  hmacsign_signer signer;
  hmacsign_difference found;
  size_t len = UNTOUCHED, again = UNTOUCHED;
  int32_t status;
  memset(&signer, 0, sizeof signer);
  memset(&found, 0xFF, sizeof found);
  signer.dialect = dialect;
  signer.id = id;
  signer.names = names;
  status = hmacsign_compare(&signer, &request, theirs.ptr, theirs.len, &found);
  printf("%d", (int)status);
  if (status == HMACSIGN_OK) {
    char *out;
    printf(" %u %u %u %.*s\n", (unsigned)found.line, (unsigned)found.column, (unsigned)found.offset,
           (int)found.name.len, found.name.len == 0 ? "" : found.name.ptr);
    /* NULL, 0 asks for the length; one byte too few writes no text. */
    CHECK(hmacsign_write_comparison(&signer, &request, theirs.ptr, theirs.len, NULL, 0, &len) == HMACSIGN_ERR_BUFFER);
    CHECK(len != UNTOUCHED && len > 0);
    out = malloc(len + 1);
    memset(out, '~', len + 1);
    CHECK(hmacsign_write_comparison(&signer, &request, theirs.ptr, theirs.len, out, len, &again) ==
          HMACSIGN_ERR_BUFFER);
    CHECK(again == len && out[0] == '~' && out[len - 1] == '~');
    CHECK(hmacsign_write_comparison(&signer, &request, theirs.ptr, theirs.len, out, len + 1, &again) == HMACSIGN_OK);
    CHECK(again == len && out[len] == '\0' && strlen(out) == len);
    printf("%s%s", out, out[len - 1] == '\n' ? "" : "\n");
    free(out);
  } else {
    char out[64];
    memset(out, '~', sizeof out);
    CHECK(found.line == SIZE_MAX);
    CHECK(hmacsign_write_comparison(&signer, &request, theirs.ptr, theirs.len, out, sizeof out, &len) == status);
    CHECK(hmacsign_write_comparison(&signer, &request, theirs.ptr, theirs.len, NULL, 0, &len) == status);
    CHECK(len == UNTOUCHED && out[0] == '~');
    printf("\n");
  }
  drop(&id);
  drop(&names);
  drop(&theirs);
}

/* ---- Calls that no correct program makes ---- */

static const char secret[] = "ZxF2whO0RhuwnVCj5JMMAuqcDcN2oPrC";
static const char text[] = "hmac id=\"a\", algorithm=\"hmac-sha1\", headers=\"date\", signature=\"AAAAAAAAAAAAAAAAAAAAAAAAAAA=\"";
#define TOO_LONG ((size_t)PTRDIFF_MAX + 1)

static void hostile_diagnoses(void) {
  hmacsign_header date[1] = { { HMACSIGN_STR("Date"), HMACSIGN_STR("Fri, 09 Oct 2015 00:00:00 GMT") } };
  hmacsign_request good, bad;
  int32_t slip = UNTOUCHED;
  static const int32_t dialects[] = { -1, 8, 256, INT32_MIN, INT32_MAX };
  size_t i;
  memset(&good, 0, sizeof good);
  good.headers = date, good.header_count = 1;
#define DIAGNOSE(dialect, s, s_len, t, t_len, r) hmacsign_diagnose(dialect, s, s_len, t, t_len, r, &slip)
  for (i = 0; i < sizeof dialects / sizeof *dialects; i++)
    CHECK(DIAGNOSE(dialects[i], secret, 32, text, sizeof text - 1, &good) == HMACSIGN_ERR_ARGUMENT);
  CHECK(DIAGNOSE(HMACSIGN_TENCENT, NULL, 1, text, sizeof text - 1, &good) == HMACSIGN_ERR_ARGUMENT);
  CHECK(DIAGNOSE(HMACSIGN_TENCENT, secret, TOO_LONG, text, sizeof text - 1, &good) == HMACSIGN_ERR_ARGUMENT);
  CHECK(DIAGNOSE(HMACSIGN_TENCENT, secret, 32, NULL, 1, &good) == HMACSIGN_ERR_ARGUMENT);
  CHECK(DIAGNOSE(HMACSIGN_TENCENT, secret, 32, text, TOO_LONG, &good) == HMACSIGN_ERR_ARGUMENT);
  CHECK(DIAGNOSE(HMACSIGN_TENCENT, secret, 32, text, sizeof text - 1, NULL) == HMACSIGN_ERR_ARGUMENT);
  CHECK(hmacsign_diagnose(HMACSIGN_TENCENT, secret, 32, text, sizeof text - 1, &good, NULL) == HMACSIGN_ERR_ARGUMENT);
  bad = good, bad.headers = NULL;
  CHECK(DIAGNOSE(HMACSIGN_TENCENT, secret, 32, text, sizeof text - 1, &bad) == HMACSIGN_ERR_ARGUMENT);
  bad = good, bad.body.len = 1;
  CHECK(DIAGNOSE(HMACSIGN_TENCENT, secret, 32, text, sizeof text - 1, &bad) == HMACSIGN_ERR_ARGUMENT);
  bad = good, bad.header_count = SIZE_MAX;
  CHECK(DIAGNOSE(HMACSIGN_TENCENT, secret, 32, text, sizeof text - 1, &bad) == HMACSIGN_ERR_ARGUMENT);
  /* An application's body is needed itself. */
  bad = good, bad.body_sha256 = (const uint8_t *)secret;
  CHECK(DIAGNOSE(HMACSIGN_TENCENT_APP, secret, 32, text, sizeof text - 1, &bad) == HMACSIGN_ERR_ARGUMENT);
  CHECK(DIAGNOSE(HMACSIGN_TENCENT, secret, 0, text, sizeof text - 1, &good) == HMACSIGN_ERR_SECRET);
  CHECK(DIAGNOSE(HMACSIGN_TENCENT, NULL, 0, text, sizeof text - 1, &good) == HMACSIGN_ERR_SECRET);
  CHECK(DIAGNOSE(HMACSIGN_CYBERSOURCE, secret, 31, text, sizeof text - 1, &good) == HMACSIGN_ERR_SECRET);
  CHECK(slip == UNTOUCHED);
  CHECK(DIAGNOSE(HMACSIGN_TENCENT, secret, 32, text, sizeof text - 1, &good) == HMACSIGN_OK);
  CHECK(slip == HMACSIGN_SLIP_NONE);
  slip = UNTOUCHED;
  CHECK(DIAGNOSE(HMACSIGN_TENCENT, secret, 32, NULL, 0, &good) == HMACSIGN_OK && slip == HMACSIGN_SLIP_NONE);
}

static void hostile_comparisons(void) {
  hmacsign_header date[1] = { { HMACSIGN_STR("Date"), HMACSIGN_STR("Fri, 09 Oct 2015 00:00:00 GMT") } };
  hmacsign_request good;
  hmacsign_signer signer = { HMACSIGN_STR("AKID"), HMACSIGN_STR("date"), HMACSIGN_TENCENT, 0, 0, 0 }, other;
  hmacsign_difference found;
  char out[16];
  size_t len = UNTOUCHED;
  memset(&good, 0, sizeof good);
  memset(&found, 0xFF, sizeof found);
  memset(out, '~', sizeof out);
  good.headers = date, good.header_count = 1;
  CHECK(hmacsign_compare(NULL, &good, "x", 1, &found) == HMACSIGN_ERR_ARGUMENT);
  CHECK(hmacsign_compare(&signer, NULL, "x", 1, &found) == HMACSIGN_ERR_ARGUMENT);
  CHECK(hmacsign_compare(&signer, &good, NULL, 1, &found) == HMACSIGN_ERR_ARGUMENT);
  CHECK(hmacsign_compare(&signer, &good, "x", TOO_LONG, &found) == HMACSIGN_ERR_ARGUMENT);
  CHECK(hmacsign_compare(&signer, &good, "x", 1, NULL) == HMACSIGN_ERR_ARGUMENT);
  other = signer, other.dialect = 8;
  CHECK(hmacsign_compare(&other, &good, "x", 1, &found) == HMACSIGN_ERR_ARGUMENT);
  other = signer, other.id.len = 0;
  CHECK(hmacsign_compare(&other, &good, "x", 1, &found) == HMACSIGN_ERR_ID);
  other = signer, other.names.len = 3;
  CHECK(hmacsign_compare(&other, &good, "x", 1, &found) == HMACSIGN_ERR_HEADER_MISSING);
  CHECK(found.line == SIZE_MAX);
  CHECK(hmacsign_compare(&signer, &good, NULL, 0, &found) == HMACSIGN_OK);
  CHECK(found.line == 1 && found.column == 1 && found.offset == 0);
  CHECK(found.name.ptr == date[0].name.ptr && found.name.len == 4);
#define WRITE(s, r, t, t_len, o, cap, l) hmacsign_write_comparison(s, r, t, t_len, o, cap, l)
  CHECK(WRITE(NULL, &good, "x", 1, out, sizeof out, &len) == HMACSIGN_ERR_ARGUMENT);
  CHECK(WRITE(&signer, NULL, "x", 1, out, sizeof out, &len) == HMACSIGN_ERR_ARGUMENT);
  CHECK(WRITE(&signer, &good, NULL, 1, out, sizeof out, &len) == HMACSIGN_ERR_ARGUMENT);
  CHECK(WRITE(&signer, &good, "x", 1, NULL, 1, &len) == HMACSIGN_ERR_ARGUMENT);
  CHECK(WRITE(&signer, &good, "x", 1, out, TOO_LONG, &len) == HMACSIGN_ERR_ARGUMENT);
  CHECK(WRITE(&signer, &good, "x", 1, out, sizeof out, NULL) == HMACSIGN_ERR_ARGUMENT);
  CHECK(WRITE(&other, &good, "x", 1, NULL, 0, &len) == HMACSIGN_ERR_HEADER_MISSING);
  CHECK(len == UNTOUCHED && out[0] == '~');
  CHECK(WRITE(&signer, &good, "x", 1, out, sizeof out, &len) == HMACSIGN_ERR_BUFFER && out[0] == '~');
  CHECK(len > sizeof out && len != UNTOUCHED);
}

static void texts(void) {
  static const int32_t odd[] = { -1, 78, 255, 256, 0x7FFFFFFF, INT32_MIN, -1000 };
  size_t i;
  int32_t slip;
  for (slip = 0; slip < 70000; slip++)
    CHECK(hmacsign_slip_text(slip) != NULL && strlen(hmacsign_slip_text(slip)) > 20);
  for (i = 0; i < sizeof odd / sizeof *odd; i++)
    CHECK(hmacsign_slip_text(odd[i]) != NULL && strchr(hmacsign_slip_text(odd[i]), '\n') == NULL);
  for (slip = 0; slip <= HMACSIGN_SLIP_CONTENT_TYPE_OTHER; slip++) {
    int32_t other;
    for (other = 0; other < slip; other++)
      CHECK(strcmp(hmacsign_slip_text(slip), hmacsign_slip_text(other)) != 0);
    /* Of the first slip in the number. */
    CHECK(hmacsign_slip_text(slip | 7 << 8 | 5 << 24) == hmacsign_slip_text(slip));
    CHECK(HMACSIGN_SLIP_AT(slip | 7 << 8 | 9 << 16 | 5 << 24, 0) == slip);
    CHECK(HMACSIGN_SLIP_AT(slip | 7 << 8 | 9 << 16 | 5 << 24, 1) == 7);
    CHECK(HMACSIGN_SLIP_AT(slip | 7 << 8 | 9 << 16 | 5 << 24, 2) == 9);
    CHECK(HMACSIGN_SLIP_LINE(slip | 7 << 8 | 9 << 16 | 64 << 24) == 64);
  }
}

int main(void) {
  hostile_diagnoses();
  hostile_comparisons();
  texts();
  request.headers = headers;
  while (fgets(line, sizeof line, stdin) != NULL) {
    const char *word = strtok(line, " \n");
    if (word == NULL)
      continue;
    if (strcmp(word, "line") == 0) {
      request.method = next();
      request.target = next();
      request.version = next();
      request.body = next();
    } else if (strcmp(word, "header") == 0 && request.header_count < HEADERS) {
      headers[request.header_count].name = next();
      headers[request.header_count++].value = next();
    } else if (strcmp(word, "diagnose") == 0) {
      word = strtok(NULL, " \n");
      diagnose(word == NULL ? -1 : (int32_t)atoi(word));
    } else if (strcmp(word, "compare") == 0) {
      word = strtok(NULL, " \n");
      compare(word == NULL ? -1 : (int32_t)atoi(word));
    } else if (strcmp(word, "forget") == 0) {
      forget();
    } else {
      fprintf(stderr, "%s?\n", word);
      check_failed++;
    }
  }
  forget();
  puts(check_failed ? "failed" : "ok");
  return check_failed != 0;
}
