/*
 * Does the time depend on a secret? For valgrind's memcheck: the secret is marked as undefined before a key is made of
 * it, so that the key's states and every MAC are undefined too, and memcheck reports whatever branches on them or uses
 * them as an address. Public are a MAC that is sent and whether a MAC was the right one: the library, in the build for
 * this check, says where each becomes so. (What it cannot see: instructions that take longer for some operands.)
 *
 * Without an argument all must be clean. The other runs are controls, in each of which memcheck must report something
 * for each algorithm:
 *   early   every MAC is also compared as no library should, leaving at the first octet that differs
 *   sign    MACs that are sent stay undefined
 *   verify  answers stay undefined
 * `make constant-time` runs all of them.
 */
#include "check.h"
#include "hmacsign.h"

#include <string.h>
#include <valgrind/memcheck.h>

enum { LONGEST = 200 };

static const size_t mac_lens[] = { 20, 32, 48, 64 };
/* Octets that the two states of a key have: SHA-384's are as long as SHA-512's. */
static const size_t state_lens[] = { 40, 64, 128, 128 };

static int early, no_macs, no_answers;
static unsigned long macs, answers;
static size_t mac_len;

/* How many of these octets are undefined, in whole or in part. */
static size_t undefined(const void *from, size_t len) {
  static unsigned char bits[512];
  size_t at, found = 0;
  CHECK(len <= sizeof bits && VALGRIND_GET_VBITS(from, bits, len) == 1);
  for (at = 0; at < len; at++)
    found += bits[at] != 0;
  return found;
}

static int same_or_leave(const unsigned char *left, const unsigned char *right, size_t len) {
  size_t at;
  for (at = 0; at < len; at++)
    if (left[at] != right[at])
      return 0;
  return 1;
}

/* The library calls it. What it hands over must have come from the secret: else nothing is shown. */
void hmacsign_becomes_public(void *octets, size_t len);
void hmacsign_becomes_public(void *octets, size_t len) {
  static const unsigned char received[64];
  CHECK(undefined(octets, len) == len);
  if (len == 1) {
    answers++;
    if (no_answers)
      return;
  } else {
    CHECK(len == mac_len);
    macs++;
    if (early)
      CHECK(same_or_leave(octets, received, len) == 0);
    if (no_macs)
      return;
  }
  VALGRIND_MAKE_MEM_DEFINED(octets, len);
}

static const hmacsign_header headers[] = {
  { HMACSIGN_STR("X-Date"), HMACSIGN_STR("Mon, 19 Mar 2018 12:08:40 GMT") },
  { HMACSIGN_STR("Date"), HMACSIGN_STR("Mon, 19 Mar 2018 12:08:40 GMT") },
  { HMACSIGN_STR("Host"), HMACSIGN_STR("example.com") },
};
static const int64_t now = 1521461320;

static int32_t read_and_verify(const hmacsign_key *key, const hmacsign_request *request, int32_t dialect,
                               const char *text, size_t len) {
  hmacsign_authorization auth;
  hmacsign_detail detail;
  int32_t status = hmacsign_read_authorization(dialect, text, len, &auth, &detail);
  CHECK(status == HMACSIGN_OK);
  return status == HMACSIGN_OK ? hmacsign_verify(key, &auth, request, NULL, now, &detail) : status;
}

/* Sign in every form and verify, what is right and what is wrong in its first, middle and last octets. */
static void use(const hmacsign_key *key, int32_t algorithm, int32_t dialect, const char *names) {
  const hmacsign_request request = { .headers = headers, .header_count = sizeof headers / sizeof *headers,
                                     .method = HMACSIGN_STR("GET"), .target = HMACSIGN_STR("/path?a=1"),
                                     .body = HMACSIGN_STR("body") };
  hmacsign_signer signer = { .id = HMACSIGN_STR("id"), .dialect = dialect };
  char text[1024], out[1024];
  size_t len = 0, out_len = 0, at[3];
  const char *end;
  int i;
  signer.names.ptr = names;
  signer.names.len = strlen(names);

  CHECK(hmacsign_write_signature(key, &signer, &request, out, sizeof out, &out_len) == HMACSIGN_OK);
  CHECK(hmacsign_write_header_lines(key, &signer, &request, out, sizeof out, &out_len) == HMACSIGN_OK);
  if (dialect == HMACSIGN_IFLYTEK)
    CHECK(hmacsign_write_query_authorization(key, &signer, &request, out, sizeof out, &out_len) == HMACSIGN_OK);
  CHECK(hmacsign_write_authorization(key, &signer, &request, text, sizeof text, &len) == HMACSIGN_OK);
  if (len == 0)
    return;
  if (no_macs) { /* reported in the Base64 where that looks into a table, and else here */
    CHECK(text[len - 6] != '\0');
    VALGRIND_MAKE_MEM_DEFINED(text, sizeof text);
  }
  CHECK(undefined(text, len < 512 ? len : 512) == 0);

  CHECK(read_and_verify(key, &request, dialect, text, len) == HMACSIGN_OK);
  /* The places are in whole groups of the Base64, whose last one is before the closing quotation mark. */
  end = text + len - 1;
  while (*end != '"')
    end--;
  at[2] = (size_t)(end - text) - 4;
  at[0] = (size_t)(end - text) - (mac_lens[algorithm - 1] + 2) / 3 * 4;
  at[1] = (at[0] + at[2]) / 2;
  for (i = 0; i < 3; i++) {
    const char was = text[at[i]];
    text[at[i]] = was == 'A' ? 'B' : 'A';
    CHECK(read_and_verify(key, &request, dialect, text, len) == HMACSIGN_REFUSED_SIGNATURE);
    text[at[i]] = was;
  }
}

/* One key of one secret, all of it. */
static void run(int32_t algorithm, size_t secret_len) {
  char secret[LONGEST], out[HMACSIGN_SIGNATURE_MAX + 1];
  hmacsign_key key;
  size_t i, len;
  for (i = 0; i < secret_len; i++)
    secret[i] = (char)(i * 7 + secret_len);
  VALGRIND_MAKE_MEM_UNDEFINED(secret, sizeof secret);
  mac_len = mac_lens[algorithm - 1];

  CHECK(hmacsign_key_init(&key, algorithm, secret, secret_len) == HMACSIGN_OK);
  CHECK(undefined(&key, sizeof key) >= state_lens[algorithm - 1]);
  CHECK(hmacsign_write_signature_of(&key, "text", 4, out, sizeof out, &len) == HMACSIGN_OK);
  use(&key, algorithm, HMACSIGN_TENCENT, "x-date host");
  use(&key, algorithm, HMACSIGN_TENCENT_APP, "x-date host");
  use(&key, algorithm, HMACSIGN_KONG, "x-date @request-target");
  if (algorithm == HMACSIGN_HMAC_SHA256)
    use(&key, algorithm, HMACSIGN_IFLYTEK, "host date request-line");
  CHECK(undefined(&key, sizeof key) >= state_lens[algorithm - 1]);
  hmacsign_key_clear(&key);
  CHECK(undefined(&key, sizeof key) == 0);
}

int main(int count, char **arguments) {
  static const char *const names[] = { "SHA1", "SHA256", "SHA384", "SHA512" };
  static const size_t lens[] = { 1, 20, 32, 63, 64, 65, 127, 128, 129, LONGEST };
  const char *control = count > 1 ? arguments[1] : "";
  int32_t algorithm;
  early = strcmp(control, "early") == 0;
  no_macs = strcmp(control, "sign") == 0;
  no_answers = strcmp(control, "verify") == 0;
  if (!RUNNING_ON_VALGRIND || (count > 1 && !early && !no_macs && !no_answers)) {
    fputs("usage: valgrind poison [early | sign | verify]\n", stderr);
    return 2;
  }
  for (algorithm = HMACSIGN_HMAC_SHA1; algorithm <= HMACSIGN_HMAC_SHA512; algorithm++) {
    const unsigned long before = VALGRIND_COUNT_ERRORS;
    unsigned long reports;
    size_t i;
    macs = answers = 0;
    for (i = 0; i < sizeof lens / sizeof *lens; i++)
      run(algorithm, lens[i]);
    reports = VALGRIND_COUNT_ERRORS - before;
    CHECK(macs >= 100 && answers >= 120);
    CHECK(count > 1 ? reports > 0 : reports == 0);
    printf("%s: %lu MACs sent, %lu compared, %lu reports\n", names[algorithm - 1], macs, answers, reports);
  }
  puts(check_failed ? "failed" : "ok");
  return check_failed != 0;
}
