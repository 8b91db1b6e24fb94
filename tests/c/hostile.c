/*
 * Calls that no correct program makes: every one gets a status, and nothing is read or written that should not be.
 * tests/hostile.rs goes through many more; this is what a C compiler and the release library make of it.
 */
#include "check.h"
#include "hmacsign.h"

#include <stdlib.h>
#include <string.h>

static const char secret[] = "ZxF2whO0RhuwnVCj5JMMAuqcDcN2oPrC";
static hmacsign_key good;
static hmacsign_signer signer = { HMACSIGN_STR("AKID"), HMACSIGN_STR("date source"), HMACSIGN_TENCENT, 0, 0, 0 };
static hmacsign_header headers[2] = {
  { HMACSIGN_STR("Date"), HMACSIGN_STR("Fri, 09 Oct 2015 00:00:00 GMT") },
  { HMACSIGN_STR("Source"), HMACSIGN_STR("AndriodApp") },
};
static hmacsign_request request;

typedef int32_t (*writer)(const hmacsign_key *, const hmacsign_signer *, const hmacsign_request *, char *, size_t,
                          size_t *);
static const writer writers[] = { hmacsign_write_signature, hmacsign_write_authorization,
                                  hmacsign_write_header_lines };

/* Call every writer; all must give this status and leave the outputs alone. */
static void expect(int line, const hmacsign_key *key, int32_t status) {
  size_t i;
  for (i = 0; i < sizeof writers / sizeof *writers; i++) {
    char out[1024];
    size_t len = 12345, at;
    int32_t got;
    memset(out, '~', sizeof out);
    got = writers[i](key, &signer, &request, out, sizeof out, &len);
    if (got != status) {
      fprintf(stderr, "line %d, writer %d: %s\n", line, (int)i, hmacsign_status_name(got));
      check_failed++;
    }
    if (status != HMACSIGN_OK) {
      CHECK(len == 12345);
      for (at = 0; at < sizeof out; at++)
        CHECK(out[at] == '~');
    }
  }
}
#define EXPECT(key, status) expect(__LINE__, key, status)

static void keys(void) {
  hmacsign_key key;
  char room[sizeof(hmacsign_key) + 1];
  unsigned char zeros[sizeof key] = { 0 };
  size_t len = 0, i;
  uint64_t random = 88172645463325252u;

  memset(&key, 0, sizeof key);
  EXPECT(&key, HMACSIGN_ERR_KEY);
  EXPECT(NULL, HMACSIGN_ERR_ARGUMENT);
  EXPECT((const hmacsign_key *)(const void *)(room + ((uintptr_t)room % 2 == 0)), HMACSIGN_ERR_ARGUMENT);
  memset(&key, 0xFF, sizeof key);
  EXPECT(&key, HMACSIGN_ERR_KEY);
  for (i = 0; i < 2000; i++) {
    size_t word;
    for (word = 0; word < 48; word++) {
      random ^= random << 13, random ^= random >> 7, random ^= random << 17;
      key.opaque[word] = random;
    }
    EXPECT(&key, HMACSIGN_ERR_KEY);
  }
  CHECK(hmacsign_key_init(&key, HMACSIGN_HMAC_SHA512, secret, sizeof secret - 1) == HMACSIGN_OK);
  EXPECT(&key, HMACSIGN_OK);
  hmacsign_key_clear(&key);
  CHECK(memcmp(&key, zeros, sizeof key) == 0);
  EXPECT(&key, HMACSIGN_ERR_KEY);
  hmacsign_key_clear(NULL);

  for (i = 0; i < 5; i++) {
    static const struct {
      int32_t algorithm;
      const char *secret;
      size_t len;
      int32_t status;
    } bad[] = { { 1, "", 0, HMACSIGN_ERR_SECRET },
                { 1, NULL, 0, HMACSIGN_ERR_SECRET },
                { 1, NULL, 5, HMACSIGN_ERR_ARGUMENT },
                { 1, "x", (size_t)PTRDIFF_MAX + 1, HMACSIGN_ERR_ARGUMENT },
                { 9, "x", 1, HMACSIGN_ERR_ARGUMENT } };
    CHECK(hmacsign_key_init(&key, HMACSIGN_HMAC_SHA256, secret, sizeof secret - 1) == HMACSIGN_OK);
    CHECK(hmacsign_key_init(&key, bad[i].algorithm, bad[i].secret, bad[i].len) == bad[i].status);
    CHECK(memcmp(&key, zeros, sizeof key) == 0);
  }
  CHECK(hmacsign_key_init(NULL, HMACSIGN_HMAC_SHA1, secret, 1) == HMACSIGN_ERR_ARGUMENT);

  /* A copy of the bytes is a key, wherever it lies. */
  {
    hmacsign_key *copies = malloc(3 * sizeof *copies);
    char one[HMACSIGN_SIGNATURE_MAX + 1], other[HMACSIGN_SIGNATURE_MAX + 1];
    CHECK(hmacsign_key_init(&copies[0], HMACSIGN_HMAC_SHA384, secret, sizeof secret - 1) == HMACSIGN_OK);
    memcpy((char *)copies + sizeof *copies + sizeof(uint64_t), copies, sizeof *copies);
    CHECK(hmacsign_write_signature_of(copies, "x", 1, one, sizeof one, &len) == HMACSIGN_OK);
    CHECK(hmacsign_write_signature_of((hmacsign_key *)(void *)((char *)copies + sizeof *copies + sizeof(uint64_t)), "x",
                                      1, other, sizeof other, &len) == HMACSIGN_OK);
    CHECK(len == 64 && memcmp(one, other, len) == 0);
    free(copies);
  }
}

static void structs(void) {
  hmacsign_signer signer_before = signer;
  hmacsign_header header_before = headers[1];
  hmacsign_detail detail;

  signer.dialect = 8;
  EXPECT(&good, HMACSIGN_ERR_ARGUMENT);
  signer.dialect = -1;
  EXPECT(&good, HMACSIGN_ERR_ARGUMENT);
  signer = signer_before;
  signer.flags = 2;
  EXPECT(&good, HMACSIGN_ERR_ARGUMENT);
  signer = signer_before;
  signer.created = -5, signer.expires = INT64_MAX; /* left alone */
  EXPECT(&good, HMACSIGN_OK);
  signer = signer_before;
  signer.id.len = 0;
  EXPECT(&good, HMACSIGN_ERR_ID);
  signer = signer_before;
  signer.names.ptr = NULL;
  EXPECT(&good, HMACSIGN_ERR_ARGUMENT);
  signer = signer_before;

  headers[1].value.ptr = NULL;
  EXPECT(&good, HMACSIGN_ERR_ARGUMENT);
  headers[1] = header_before;
  headers[1].name.len = SIZE_MAX;
  EXPECT(&good, HMACSIGN_ERR_ARGUMENT);
  headers[1] = header_before;
  request.header_count = SIZE_MAX / sizeof *headers + 1; /* the product wraps to a small number */
  EXPECT(&good, HMACSIGN_ERR_ARGUMENT);
  request.header_count = 0;
  EXPECT(&good, HMACSIGN_ERR_HEADER_MISSING);
  request.headers = NULL;
  EXPECT(&good, HMACSIGN_ERR_HEADER_MISSING);
  request.header_count = 2;
  EXPECT(&good, HMACSIGN_ERR_ARGUMENT);
  request.headers = headers;

  headers[1].value.ptr = "two\nlines", headers[1].value.len = 9;
  EXPECT(&good, HMACSIGN_ERR_HEADER_VALUE);
  memset(&detail, 0xFF, sizeof detail);
  CHECK(hmacsign_check_request(&signer, &request, &detail) == HMACSIGN_ERR_HEADER_VALUE);
  CHECK(detail.name.ptr == headers[1].name.ptr && detail.name.len == 6 && detail.offset == 1);
  CHECK(detail.skew == 0 && detail.expires == 0);
  headers[1] = header_before;
  CHECK(hmacsign_check_request(&signer, &request, NULL) == HMACSIGN_OK);
  EXPECT(&good, HMACSIGN_OK);
}

static void many(void) {
  static char names[65][4], list[65 * 4];
  static hmacsign_header all[65];
  hmacsign_header *before = headers;
  hmacsign_signer signer_before = signer;
  size_t i;
  for (i = 0; i < 65; i++) {
    snprintf(names[i], sizeof names[i], "h%02d", (int)i);
    memcpy(list + 4 * i, names[i], 3);
    list[4 * i + 3] = ' ';
    all[i].name.ptr = names[i], all[i].name.len = 3;
  }
  signer.flags = HMACSIGN_ALLOW_UNDATED;
  request.headers = all;
  request.header_count = 65;
  signer.names.ptr = list, signer.names.len = 64 * 4 - 1;
  {
    char out[1024];
    size_t len;
    CHECK(hmacsign_write_signing_string(&signer, &request, out, sizeof out, &len) == HMACSIGN_OK && len == 64 * 6 - 1);
  }
  signer.names.len = 65 * 4 - 1;
  EXPECT(&good, HMACSIGN_ERR_HEADER_COUNT);
  signer.names.len = 0;
  EXPECT(&good, HMACSIGN_ERR_HEADER_COUNT);
  request.header_count = 64;
  EXPECT(&good, HMACSIGN_OK);
  signer = signer_before;
  request.headers = before;
  request.header_count = 2;
}

static void large(void) {
  size_t len = (size_t)1 << 20, out_len = 0;
  char *large = malloc(len), *out = malloc(len + 256);
  hmacsign_header before = headers[1];
  hmacsign_signer signer_before = signer;
  hmacsign_key key;
  memset(large, 'a', len);
  CHECK(hmacsign_key_init(&key, HMACSIGN_HMAC_SHA256, large, len) == HMACSIGN_OK);
  CHECK(hmacsign_write_signature_of(&key, large, len, out, len, &out_len) == HMACSIGN_OK && out_len == 44);
  headers[1].value.ptr = large, headers[1].value.len = len;
  CHECK(hmacsign_write_signing_string(&signer, &request, out, len + 256, &out_len) == HMACSIGN_OK && out_len > len);
  headers[1] = before;
  signer.id.ptr = large, signer.id.len = len;
  CHECK(hmacsign_write_authorization(&key, &signer, &request, out, len + 256, &out_len) == HMACSIGN_OK);
  signer = signer_before;
  signer.names.ptr = large, signer.names.len = len;
  EXPECT(&key, HMACSIGN_ERR_HEADER_MISSING);
  memset(large, ' ', len);
  EXPECT(&key, HMACSIGN_ERR_HEADER_COUNT);
  signer = signer_before;
  free(large);
  free(out);
}

int main(void) {
  request.headers = headers;
  request.header_count = 2;
  CHECK(hmacsign_key_init(&good, HMACSIGN_HMAC_SHA1, secret, sizeof secret - 1) == HMACSIGN_OK);
  EXPECT(&good, HMACSIGN_OK);
  keys();
  structs();
  many();
  large();
  hmacsign_key_clear(&good);
  puts(check_failed ? "failed" : "ok");
  return check_failed != 0;
}
