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

/* ---- The server's side ---- */

static hmacsign_authorization auth;
static hmacsign_policy policy;
static const int64_t now = 1444348800; /* Fri, 09 Oct 2015 00:00:00 GMT */

/* Verify; the detail is as it was after ERR_ARGUMENT, and set after everything else. */
static void expect_verify(int line, const hmacsign_key *key, int64_t at, int32_t status) {
  hmacsign_detail detail, before;
  int32_t got;
  memset(&detail, 0xFF, sizeof detail);
  before = detail;
  got = hmacsign_verify(key, &auth, &request, &policy, at, &detail);
  if (got != status) {
    fprintf(stderr, "line %d: %s\n", line, hmacsign_status_name(got));
    check_failed++;
  }
  CHECK((memcmp(&detail, &before, sizeof detail) == 0) == (status == HMACSIGN_ERR_ARGUMENT));
  CHECK(hmacsign_verify(key, &auth, &request, &policy, at, NULL) == got);
}
#define VERIFY(key, at, status) expect_verify(__LINE__, key, at, status)

/* No auth that hmacsign_read_authorization() gives. */
static void no_auth(int line) {
  expect_verify(line, &good, now, HMACSIGN_ERR_ARGUMENT);
  if (hmacsign_check_signed(&auth, "date", 4) != HMACSIGN_ERR_ARGUMENT) {
    fprintf(stderr, "line %d: check_signed\n", line);
    check_failed++;
  }
}
#define NO_AUTH() no_auth(__LINE__)

static void policies(void) {
  unsigned char room[1100];
  hmacsign_policy *aligned = (hmacsign_policy *)(void *)(room + (8 - (uintptr_t)room % 8) % 8), before;
  unsigned char *start = (unsigned char *)aligned;
  size_t size, at;
  int bit;

  for (size = 0; size <= 1060; size++) {
    int32_t status;
    memset(start, 0xA5, 1064);
    status = hmacsign_policy_init(aligned, size, HMACSIGN_KONG);
    if (size < sizeof policy || size > 1024) {
      CHECK(status == HMACSIGN_ERR_ARGUMENT);
      for (at = 0; at < 1064; at++)
        CHECK(start[at] == 0xA5);
      continue;
    }
    CHECK(status == HMACSIGN_OK && aligned->size == size && aligned->flags == 0 && aligned->max_skew == 300);
    CHECK(aligned->algorithms == 0x1E && aligned->required == NULL && aligned->required_count == 0);
    for (at = sizeof policy; at < size; at++)
      CHECK(start[at] == 0);
    for (; at < 1064; at++)
      CHECK(start[at] == 0xA5);
  }
  CHECK(hmacsign_policy_init(NULL, sizeof policy, HMACSIGN_KONG) == HMACSIGN_ERR_ARGUMENT);
  CHECK(hmacsign_policy_init((hmacsign_policy *)(void *)(start + 1), sizeof policy, HMACSIGN_KONG) ==
        HMACSIGN_ERR_ARGUMENT);
  CHECK(hmacsign_policy_init(aligned, SIZE_MAX, HMACSIGN_KONG) == HMACSIGN_ERR_ARGUMENT);
  CHECK(hmacsign_policy_init(aligned, sizeof policy, -1) == HMACSIGN_ERR_ARGUMENT);
  CHECK(hmacsign_policy_init(aligned, sizeof policy, 8) == HMACSIGN_ERR_ARGUMENT);

  CHECK(hmacsign_policy_init(&policy, sizeof policy, HMACSIGN_TENCENT) == HMACSIGN_OK && policy.max_skew == 900);
  before = policy;
  VERIFY(&good, now, HMACSIGN_OK);
  policy.size = 0;
  VERIFY(&good, now, HMACSIGN_ERR_ARGUMENT);
  policy.size = UINT32_MAX;
  VERIFY(&good, now, HMACSIGN_ERR_ARGUMENT);
  policy = before;
  for (bit = 0; bit < 32; bit++) {
    policy.flags = (uint32_t)1 << bit;
    VERIFY(&good, now, bit < 5 ? HMACSIGN_OK : HMACSIGN_ERR_ARGUMENT);
    policy.flags = 0;
    policy.algorithms |= (uint32_t)1 << bit;
    VERIFY(&good, now, bit >= 1 && bit <= 4 ? HMACSIGN_OK : HMACSIGN_ERR_ARGUMENT);
    policy = before;
  }
  policy.algorithms = 0;
  VERIFY(&good, now, HMACSIGN_ERR_ARGUMENT);
  policy = before;
  policy.required_count = 1;
  VERIFY(&good, now, HMACSIGN_ERR_ARGUMENT);
  policy.required = &auth.signer.id; /* "AKID" */
  VERIFY(&good, now, HMACSIGN_REFUSED_HEADER_UNSIGNED);
  policy.required_count = SIZE_MAX / sizeof *policy.required + 2; /* the product wraps to a small number */
  VERIFY(&good, now, HMACSIGN_ERR_ARGUMENT);
  policy = before;
}

static void authorizations(void) {
  hmacsign_authorization before = auth;
  static const size_t lengths[] = { 0, 19, 21, 32, 64, 65, SIZE_MAX };
  static const char *const lists[] = { "", " ", "date ", " date", "date  source", "date,source", "(created)" };
  size_t i;

  CHECK(hmacsign_check_signed(&auth, "SOURCE", 6) == HMACSIGN_OK);
  CHECK(hmacsign_check_signed(&auth, "host", 4) == HMACSIGN_REFUSED_HEADER_UNSIGNED);
  CHECK(hmacsign_check_signed(&auth, NULL, 0) == HMACSIGN_REFUSED_HEADER_UNSIGNED);
  CHECK(hmacsign_check_signed(&auth, NULL, 1) == HMACSIGN_ERR_ARGUMENT);
  CHECK(hmacsign_check_signed(NULL, "date", 4) == HMACSIGN_ERR_ARGUMENT);
  for (i = 0; i < sizeof lengths / sizeof *lengths; i++) {
    auth.mac_len = lengths[i];
    NO_AUTH();
    auth = before;
  }
  for (i = 0; i < sizeof lists / sizeof *lists; i++) {
    auth.signer.names.ptr = lists[i], auth.signer.names.len = strlen(lists[i]);
    NO_AUTH();
    auth = before;
  }
  auth.signer.names.ptr = NULL, auth.signer.names.len = 0;
  NO_AUTH();
  auth = before;
  auth.signer.id.len = 0;
  NO_AUTH();
  auth.signer.id.ptr = "a\"b", auth.signer.id.len = 3;
  NO_AUTH();
  auth = before;
  auth.algorithm = HMACSIGN_HMAC_OF_KEY;
  NO_AUTH();
  auth.algorithm = HMACSIGN_HMAC_SHA256;
  NO_AUTH();
  auth.algorithm = 5;
  NO_AUTH();
  auth = before;
  auth.signer.dialect = 8;
  NO_AUTH();
  auth = before;
  auth.signer.flags = HMACSIGN_ALLOW_UNDATED;
  NO_AUTH();
  auth = before;
  auth.signer.created = 1;
  NO_AUTH();
  auth = before;
  auth.signer.expires = -1;
  NO_AUTH();
  auth = before;
  auth.signature.len = (size_t)PTRDIFF_MAX + 1;
  NO_AUTH();
  auth = before;
  memset(&auth, 0, sizeof auth);
  NO_AUTH();
  memset(&auth, 0xFF, sizeof auth);
  NO_AUTH();
  auth = before;
  VERIFY(&good, now, HMACSIGN_OK);
}

static void verifying(void) {
  static hmacsign_header all[10001];
  hmacsign_header header_before = headers[1];
  hmacsign_key key;
  hmacsign_detail detail;
  size_t i;

  memset(&key, 0, sizeof key);
  VERIFY(&key, -1, HMACSIGN_ERR_KEY);
  VERIFY(NULL, now, HMACSIGN_ERR_ARGUMENT);
  memset(&key, 0xFF, sizeof key);
  VERIFY(&key, now, HMACSIGN_ERR_KEY);
  CHECK(hmacsign_key_init(&key, HMACSIGN_HMAC_SHA256, secret, sizeof secret - 1) == HMACSIGN_OK);
  VERIFY(&key, -1, HMACSIGN_ERR_TIME);
  VERIFY(&key, INT64_MAX, HMACSIGN_ERR_TIME);
  VERIFY(&key, now, HMACSIGN_REFUSED_ALGORITHM);
  hmacsign_key_clear(&key);
  VERIFY(&key, now, HMACSIGN_ERR_KEY);

  VERIFY(&good, now + 900, HMACSIGN_OK);
  VERIFY(&good, now - 900, HMACSIGN_OK);
  VERIFY(&good, now + 901, HMACSIGN_REFUSED_STALE);
  VERIFY(&good, now - 901, HMACSIGN_REFUSED_STALE);
  headers[1].value.len--;
  VERIFY(&good, now + 901, HMACSIGN_REFUSED_SIGNATURE); /* who has no key learns nothing of the clock */
  headers[1].value.ptr = "\n";
  headers[1].value.len = 1;
  VERIFY(&good, now, HMACSIGN_REFUSED_REQUEST);
  headers[1].value.ptr = NULL;
  VERIFY(&good, now, HMACSIGN_ERR_ARGUMENT);
  headers[1] = header_before;
  request.header_count = 1;
  VERIFY(&good, now, HMACSIGN_REFUSED_HEADER_MISSING);
  request.header_count = 2;

  for (i = 0; i < 10001; i++) {
    all[i].name.ptr = "x-other", all[i].name.len = 7;
    all[i].value.ptr = "\r\n", all[i].value.len = 2;
  }
  all[0] = headers[1];
  all[9999] = headers[0];
  request.headers = all;
  request.header_count = 10001;
  VERIFY(&good, now, HMACSIGN_OK);
  all[10000] = headers[0];
  CHECK(hmacsign_verify(&good, &auth, &request, NULL, now, &detail) == HMACSIGN_REFUSED_HEADER_REPEATED);
  CHECK(detail.offset == 10000 && detail.name.ptr == headers[0].name.ptr && detail.name.len == 4);
  request.headers = headers;
  request.header_count = 2;
}

/* Random bytes in auth and policy, with pointers that can be followed: a status, and never OK. */
static void garbage(void) {
  uint64_t random = 88172645463325252u;
  hmacsign_authorization auth_before = auth;
  hmacsign_policy policy_before = policy;
  long i;
  for (i = 0; i < 200000; i++) {
    unsigned char *bytes = (unsigned char *)&auth;
    size_t at;
    int32_t status;
    for (at = 0; at < sizeof auth; at++) {
      random ^= random << 13, random ^= random >> 7, random ^= random << 17;
      if (random >> 60 == 0)
        bytes[at] = (unsigned char)random;
    }
    auth.signer.id.ptr = secret, auth.signer.id.len %= sizeof secret;
    auth.signer.names.ptr = auth_before.signer.names.ptr, auth.signer.names.len %= 12;
    auth.signature.ptr = secret, auth.signature.len %= sizeof secret;
    policy.flags = random >> 8 & 1 ? (uint32_t)random : 0;
    policy.max_skew = (uint32_t)(random >> 16);
    policy.algorithms = random >> 9 & 1 ? 0x1E : (uint32_t)(random >> 24);
    policy.required = &auth.signer.id;
    policy.required_count = random >> 10 & 1;
    status = hmacsign_verify(&good, &auth, &request, i % 3 == 0 ? NULL : &policy, (int64_t)random, NULL);
    CHECK(status == HMACSIGN_ERR_ARGUMENT || status == HMACSIGN_ERR_TIME || (status <= -60 && status >= -70));
    if (i % 7 == 0)
      auth = auth_before;
  }
  auth = auth_before;
  policy = policy_before;
}

static void reading(void) {
  static const char text[] = "hmac id=\"AKID\", algorithm=\"hmac-sha1\", headers=\"date source\", "
                             "signature=\"AAAAAAAAAAAAAAAAAAAAAAAAAAA=\"";
  hmacsign_authorization out, before;
  hmacsign_detail detail, detail_before;
  size_t len;

  memset(&out, 0x5A, sizeof out);
  memset(&detail, 0x5A, sizeof detail);
  before = out, detail_before = detail;
  CHECK(hmacsign_read_authorization(8, text, sizeof text - 1, &out, &detail) == HMACSIGN_ERR_ARGUMENT);
  CHECK(hmacsign_read_authorization(-1, text, sizeof text - 1, &out, &detail) == HMACSIGN_ERR_ARGUMENT);
  CHECK(hmacsign_read_authorization(0, NULL, 1, &out, &detail) == HMACSIGN_ERR_ARGUMENT);
  CHECK(hmacsign_read_authorization(0, text, SIZE_MAX, &out, &detail) == HMACSIGN_ERR_ARGUMENT);
  CHECK(hmacsign_read_authorization(0, text, sizeof text - 1, NULL, &detail) == HMACSIGN_ERR_ARGUMENT);
  CHECK(memcmp(&out, &before, sizeof out) == 0 && memcmp(&detail, &detail_before, sizeof detail) == 0);
  /* Every beginning of it is refused, in memory that ends where it ends. */
  for (len = 0; len < sizeof text - 1; len++) {
    char *beginning = malloc(len == 0 ? 1 : len);
    memcpy(beginning, text, len);
    CHECK(hmacsign_read_authorization(0, beginning, len, &out, &detail) <= HMACSIGN_ERR_FORMAT);
    CHECK(memcmp(&out, &before, sizeof out) == 0 && detail.offset <= len);
    free(beginning);
  }
  CHECK(hmacsign_read_authorization(0, text, sizeof text - 1, &out, NULL) == HMACSIGN_OK);
  CHECK(out.signer.id.ptr == text + 9 && out.signer.id.len == 4 && out.mac_len == 20);
}

static void others(void) {
  char out[53];
  unsigned char zeros[sizeof(hmacsign_key)] = { 0 };
  hmacsign_key key;
  size_t len = 7;
  memset(out, '~', sizeof out);
  CHECK(hmacsign_write_digest(NULL, 1, out, sizeof out, &len) == HMACSIGN_ERR_ARGUMENT);
  CHECK(hmacsign_write_digest("", 0, NULL, 1, &len) == HMACSIGN_ERR_ARGUMENT);
  CHECK(hmacsign_write_digest("", 0, out, sizeof out, NULL) == HMACSIGN_ERR_ARGUMENT && out[0] == '~' && len == 7);
  CHECK(hmacsign_write_digest("", 0, out, 52, &len) == HMACSIGN_ERR_BUFFER && out[0] == '~' && len == 52);
  CHECK(hmacsign_write_digest(NULL, 0, out, 53, &len) == HMACSIGN_OK && out[52] == '\0' && out[51] == '=');

  CHECK(hmacsign_key_init_base64(&key, HMACSIGN_HMAC_SHA256, "c2VjcmV0", 8) == HMACSIGN_OK);
  CHECK(hmacsign_key_init_base64(&key, HMACSIGN_HMAC_SHA256, "c2VjcmV", 7) == HMACSIGN_ERR_SECRET);
  CHECK(memcmp(&key, zeros, sizeof key) == 0);
  CHECK(hmacsign_key_init_base64(&key, HMACSIGN_HMAC_SHA256, NULL, 0) == HMACSIGN_ERR_SECRET);
  CHECK(hmacsign_key_init_base64(&key, HMACSIGN_HMAC_SHA256, NULL, 4) == HMACSIGN_ERR_ARGUMENT);
  CHECK(hmacsign_key_init_base64(&key, HMACSIGN_HMAC_OF_KEY, "c2VjcmV0", 8) == HMACSIGN_ERR_ARGUMENT);
  CHECK(hmacsign_key_init_base64(NULL, HMACSIGN_HMAC_SHA256, "c2VjcmV0", 8) == HMACSIGN_ERR_ARGUMENT);
}

static void server(void) {
  static char text[256];
  size_t len = 0;
  CHECK(hmacsign_write_authorization(&good, &signer, &request, text, sizeof text, &len) == HMACSIGN_OK);
  CHECK(hmacsign_read_authorization(HMACSIGN_TENCENT, text, len, &auth, NULL) == HMACSIGN_OK);
  policies();
  authorizations();
  verifying();
  garbage();
  reading();
  others();
}

/* ---- What three dialects have alone ---- */

static void query(void) {
  static const hmacsign_signer by = { HMACSIGN_STR("AKID"), HMACSIGN_STR("date"), HMACSIGN_IFLYTEK, 0, 0, 0 };
  char text[256], scratch[256];
  size_t len = 7, cap;
  int32_t dialect;
  hmacsign_key key;
  hmacsign_authorization out, before;
  hmacsign_detail detail;

  CHECK(hmacsign_key_init(&key, HMACSIGN_HMAC_SHA256, secret, sizeof secret - 1) == HMACSIGN_OK);
  memset(text, '~', sizeof text);
  for (dialect = -1; dialect <= 8; dialect++) {
    hmacsign_signer other = by;
    other.dialect = dialect;
    if (dialect == HMACSIGN_IFLYTEK)
      continue;
    CHECK(hmacsign_write_query_authorization(&key, &other, &request, text, sizeof text, &len) ==
          HMACSIGN_ERR_ARGUMENT);
    CHECK(hmacsign_read_query_authorization(dialect, "AAAA", 4, scratch, sizeof scratch, &out, NULL) ==
          HMACSIGN_ERR_ARGUMENT);
  }
  CHECK(hmacsign_write_query_authorization(&good, &by, &request, text, sizeof text, &len) == HMACSIGN_ERR_ALGORITHM);
  CHECK(text[0] == '~' && len == 7);
  CHECK(hmacsign_write_query_authorization(&key, &by, &request, text, sizeof text, &len) == HMACSIGN_OK);
  CHECK(len == strlen(text) && len % 4 == 0);

  memset(&out, 0x5A, sizeof out);
  before = out;
  CHECK(hmacsign_read_query_authorization(HMACSIGN_IFLYTEK, text, len, NULL, 0, &out, &detail) == HMACSIGN_ERR_BUFFER);
  CHECK(hmacsign_read_query_authorization(HMACSIGN_IFLYTEK, text, len, NULL, 1, &out, NULL) == HMACSIGN_ERR_ARGUMENT);
  CHECK(hmacsign_read_query_authorization(HMACSIGN_IFLYTEK, text, len, scratch, sizeof scratch, NULL, NULL) ==
        HMACSIGN_ERR_ARGUMENT);
  text[8] = '!';
  CHECK(hmacsign_read_query_authorization(HMACSIGN_IFLYTEK, text, len, scratch, sizeof scratch, &out, &detail) ==
        HMACSIGN_ERR_FORMAT);
  CHECK(detail.offset == 8 && detail.name.len == 0 && memcmp(&out, &before, sizeof out) == 0);
  CHECK(hmacsign_write_query_authorization(&key, &by, &request, text, sizeof text, &len) == HMACSIGN_OK);
  /* In memory that ends where it ends. */
  for (cap = 1; cap <= len; cap++) {
    char *room = malloc(cap);
    int32_t status = hmacsign_read_query_authorization(HMACSIGN_IFLYTEK, text, len, room, cap, &out, &detail);
    CHECK(status == (cap < len / 4 * 3 - 2 ? HMACSIGN_ERR_BUFFER : status));
    CHECK(status == HMACSIGN_OK || status == HMACSIGN_ERR_BUFFER);
    if (status == HMACSIGN_OK) {
      CHECK(out.signer.id.ptr == room + 9 && memcmp(out.signer.id.ptr, "AKID", 4) == 0);
      CHECK(hmacsign_verify(&key, &out, &request, NULL, now, NULL) == HMACSIGN_OK);
    } else {
      CHECK(memcmp(&out, &before, sizeof out) == 0);
    }
    free(room);
  }
  CHECK(memcmp(&out, &before, sizeof out) != 0);
  hmacsign_key_clear(&key);
}

static void applications(void) {
  static const unsigned char hash[32] = { 0 };
  hmacsign_signer signer_before = signer;
  hmacsign_request request_before = request;
  hmacsign_header app[3] = { { HMACSIGN_STR("X-Date"), HMACSIGN_STR("Fri, 09 Oct 2015 00:00:00 GMT") },
                             { HMACSIGN_STR("Content-Type"), HMACSIGN_STR("application/x-www-form-urlencoded") },
                             { HMACSIGN_STR("Content-MD5"), HMACSIGN_STR("") } };
  hmacsign_policy allowing;
  hmacsign_detail detail;
  char text[256], out[45], *form = malloc(4 * 129 + ((size_t)1 << 20));
  size_t len = 7, i;

  memset(out, '~', sizeof out);
  CHECK(hmacsign_write_content_md5(NULL, 1, out, sizeof out, &len) == HMACSIGN_ERR_ARGUMENT && len == 7);
  CHECK(hmacsign_write_content_md5("", 0, out, sizeof out, NULL) == HMACSIGN_ERR_ARGUMENT && out[0] == '~');
  CHECK(hmacsign_write_content_md5("", 0, out, 44, &len) == HMACSIGN_ERR_BUFFER && out[0] == '~' && len == 44);
  CHECK(hmacsign_write_content_md5(NULL, 0, out, 45, &len) == HMACSIGN_OK && out[44] == '\0' && out[43] == '=');

  signer.dialect = HMACSIGN_TENCENT_APP;
  signer.names = (hmacsign_str)HMACSIGN_STR("x-date");
  request.headers = app, request.header_count = 3;
  EXPECT(&good, HMACSIGN_ERR_REQUEST_LINE);
  request.method = (hmacsign_str)HMACSIGN_STR("POST");
  request.target = (hmacsign_str)HMACSIGN_STR("/?a=%2");
  EXPECT(&good, HMACSIGN_ERR_PARAMETERS);
  CHECK(hmacsign_check_request(&signer, &request, &detail) == HMACSIGN_ERR_PARAMETERS && detail.name.ptr == NULL);
  request.target = (hmacsign_str)HMACSIGN_STR("/");
  for (i = 0; i < 129; i++)
    memcpy(form + 4 * i, "a=1&", 4);
  request.body.ptr = form, request.body.len = 4 * 128;
  EXPECT(&good, HMACSIGN_OK);
  request.body.len = 4 * 129;
  EXPECT(&good, HMACSIGN_ERR_PARAMETERS);
  memset(form, 'a', (size_t)1 << 20);
  request.body.len = (size_t)1 << 20;
  EXPECT(&good, HMACSIGN_OK);
  request.body_sha256 = hash;
  EXPECT(&good, HMACSIGN_ERR_ARGUMENT);
  request.body_sha256 = NULL;
  app[2].value = (hmacsign_str)HMACSIGN_STR("x");
  EXPECT(&good, HMACSIGN_ERR_HEADER_VALUE);
  app[2].value.len = 0;

  request.body.ptr = "a=1%26b%3D2", request.body.len = 11;
  CHECK(hmacsign_write_authorization(&good, &signer, &request, text, sizeof text, &len) == HMACSIGN_OK);
  CHECK(hmacsign_read_authorization(HMACSIGN_TENCENT_APP, text, len, &auth, NULL) == HMACSIGN_OK);
  CHECK(hmacsign_verify(&good, &auth, &request, NULL, now, &detail) == HMACSIGN_REFUSED_AMBIGUOUS);
  CHECK(hmacsign_policy_init(&allowing, sizeof allowing, HMACSIGN_TENCENT_APP) == HMACSIGN_OK);
  allowing.flags = HMACSIGN_ALLOW_AMBIGUOUS;
  CHECK(hmacsign_verify(&good, &auth, &request, &allowing, now, &detail) == HMACSIGN_OK);
  CHECK(detail.name.ptr == app[0].name.ptr && detail.expires == now + allowing.max_skew);
  app[2].value.len = 1;
  CHECK(hmacsign_verify(&good, &auth, &request, &allowing, now, &detail) == HMACSIGN_REFUSED_DIGEST);
  CHECK(detail.name.len == 11 && memcmp(detail.name.ptr, "content-md5", 11) == 0);
  request.body_sha256 = hash;
  CHECK(hmacsign_verify(&good, &auth, &request, &allowing, now, NULL) == HMACSIGN_ERR_ARGUMENT);
  CHECK(hmacsign_check_signed(&auth, "Accept", 6) == HMACSIGN_OK);
  CHECK(hmacsign_check_signed(&auth, "source", 6) == HMACSIGN_REFUSED_HEADER_UNSIGNED);

  signer = signer_before;
  request = request_before;
  free(form);
}

static void stated_times(void) {
  static const int64_t bad[] = { -1, INT64_MIN, 253402300800, INT64_MAX };
  hmacsign_signer signer_before = signer;
  hmacsign_detail detail;
  char text[256];
  size_t len, i;

  signer.dialect = HMACSIGN_CAVAGE;
  for (i = 0; i < sizeof bad / sizeof *bad; i++) {
    signer.created = bad[i];
    EXPECT(&good, HMACSIGN_ERR_ARGUMENT);
    signer.created = 0, signer.expires = bad[i];
    EXPECT(&good, HMACSIGN_ERR_ARGUMENT);
    signer.expires = 0;
  }
  signer.names = (hmacsign_str)HMACSIGN_STR("source (created) (expires)");
  EXPECT(&good, HMACSIGN_ERR_HEADER_MISSING);
  CHECK(hmacsign_check_request(&signer, &request, &detail) == HMACSIGN_ERR_HEADER_MISSING && detail.offset == 7);
  signer.created = now, signer.expires = now + 9;
  CHECK(hmacsign_write_authorization(&good, &signer, &request, text, sizeof text, &len) == HMACSIGN_OK);
  CHECK(hmacsign_read_authorization(HMACSIGN_CAVAGE, text, len, &auth, NULL) == HMACSIGN_OK);
  CHECK(auth.signer.created == now && auth.signer.expires == now + 9 && auth.algorithm == HMACSIGN_HMAC_OF_KEY);
  CHECK(hmacsign_verify(&good, &auth, &request, NULL, now + 9, &detail) == HMACSIGN_OK);
  CHECK(detail.expires == now + 9 && detail.skew == 9 && detail.name.len == 9);
  CHECK(hmacsign_verify(&good, &auth, &request, NULL, now + 10, &detail) == HMACSIGN_REFUSED_STALE);
  CHECK(detail.skew == 1 && memcmp(detail.name.ptr, "(expires)", 9) == 0);
  CHECK(hmacsign_verify(&good, &auth, &request, NULL, now - 301, &detail) == HMACSIGN_REFUSED_STALE);
  CHECK(detail.skew == -301 && memcmp(detail.name.ptr, "(created)", 9) == 0);
  auth.algorithm = HMACSIGN_HMAC_SHA1; /* which a signed (created) excludes */
  CHECK(hmacsign_verify(&good, &auth, &request, NULL, now, NULL) == HMACSIGN_ERR_ARGUMENT);
  signer = signer_before;
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
  server();
  query();
  applications();
  stated_times();
  hmacsign_key_clear(&good);
  puts(check_failed ? "failed" : "ok");
  return check_failed != 0;
}
