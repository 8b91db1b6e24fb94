/*
 * One key that many threads use at once: each signs and verifies, reads and diagnoses with its own memory, and with the
 * same key, signer, headers and policy, and must get what one thread alone gets. For valgrind's helgrind, which sees two
 * threads use one place without having agreed on it, and to be run by itself.
 *
 * Compiled with -DRACE, every thread also counts in one place that nothing guards: helgrind must report that.
 */
#define _XOPEN_SOURCE 600
#include "check.h"
#include "hmacsign.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS = 16, FORMS = 6, SIZE = 1024 };

static const hmacsign_header headers[] = {
  { HMACSIGN_STR("X-Date"), HMACSIGN_STR("Mon, 19 Mar 2018 12:08:40 GMT") },
  { HMACSIGN_STR("Host"), HMACSIGN_STR("example.com") },
  { HMACSIGN_STR("Content-Type"), HMACSIGN_STR("application/x-www-form-urlencoded") },
};
static const hmacsign_request request = { headers, 3, HMACSIGN_STR("POST"), HMACSIGN_STR("/path?b=2&a=%31"),
                                          HMACSIGN_STR("HTTP/1.1"), HMACSIGN_STR("c=3&a=0"), NULL };
static const int32_t dialects[] = { HMACSIGN_TENCENT, HMACSIGN_TENCENT_APP, HMACSIGN_KONG, HMACSIGN_CAVAGE };
enum { DIALECTS = sizeof dialects / sizeof *dialects };
static const char secret[] = "ZxF2whO0RhuwnVCj5JMMAuqcDcN2oPrC";
static const int64_t now = 1521461320;

static hmacsign_key keys[5]; /* by algorithm */
static hmacsign_signer signers[DIALECTS];
static hmacsign_policy policies[DIALECTS];
static int rounds = 1;

/* What comes out of one round. */
typedef struct {
  char texts[5][DIALECTS][FORMS][SIZE];
  int32_t statuses[5][DIALECTS][10];
} results;

typedef struct {
  results got;
  int different; /* rounds whose results were not those of one thread alone */
} work;

static results alone;
static work works[THREADS];

#ifdef RACE
static unsigned long counted;
#endif

static void use(results *into) {
  int32_t algorithm;
  int at;
  for (algorithm = HMACSIGN_HMAC_SHA1; algorithm <= HMACSIGN_HMAC_SHA512; algorithm++) {
    for (at = 0; at < DIALECTS; at++) {
      const hmacsign_key *key = &keys[algorithm];
      const hmacsign_signer *signer = &signers[at];
      char(*text)[SIZE] = into->texts[algorithm][at];
      int32_t *status = into->statuses[algorithm][at];
      hmacsign_authorization auth;
      hmacsign_detail detail;
      size_t len, whole = 0;
      status[0] = hmacsign_write_authorization(key, signer, &request, text[0], SIZE, &whole);
      status[1] = hmacsign_write_header_lines(key, signer, &request, text[1], SIZE, &len);
      status[2] = hmacsign_write_signing_string(signer, &request, text[2], SIZE, &len);
      status[3] = hmacsign_write_signature_of(key, text[2], len, text[3], SIZE, &len);
      status[4] = hmacsign_read_authorization(signer->dialect, text[0], whole, &auth, &detail);
      status[5] = hmacsign_verify(key, &auth, &request, &policies[at], now, &detail);
      auth.mac[0] ^= 1;
      status[6] = hmacsign_verify(key, &auth, &request, NULL, now + 10000, &detail);
      status[7] = hmacsign_diagnose(signer->dialect, secret, sizeof secret - 2, text[0], whole, &request,
                                    &(int32_t){ 0 });
      status[8] = hmacsign_write_date(now + detail.skew, text[4], SIZE, &len);
      status[9] = hmacsign_write_digest(text[1], len, text[5], SIZE, &len);
#ifdef RACE
      counted++;
#endif
    }
  }
}

static void *run(void *argument) {
  work *mine = argument;
  int round;
  for (round = 0; round < rounds; round++) {
    memset(&mine->got, 0, sizeof mine->got);
    use(&mine->got);
    mine->different += memcmp(&mine->got, &alone, sizeof alone) != 0;
  }
  return NULL;
}

int main(int count, char **arguments) {
  pthread_t threads[THREADS];
  int32_t algorithm;
  int i;
  if (count > 1)
    rounds = atoi(arguments[1]);
  for (algorithm = HMACSIGN_HMAC_SHA1; algorithm <= HMACSIGN_HMAC_SHA512; algorithm++)
    CHECK(hmacsign_key_init(&keys[algorithm], algorithm, secret, sizeof secret - 1) == HMACSIGN_OK);
  for (i = 0; i < DIALECTS; i++) {
    signers[i].id = (hmacsign_str)HMACSIGN_STR("id");
    signers[i].names = (hmacsign_str)HMACSIGN_STR("x-date host");
    signers[i].dialect = dialects[i];
    CHECK(hmacsign_policy_init(&policies[i], sizeof policies[i], dialects[i]) == HMACSIGN_OK);
  }
  use(&alone);
  for (algorithm = HMACSIGN_HMAC_SHA1; algorithm <= HMACSIGN_HMAC_SHA512; algorithm++)
    for (i = 0; i < DIALECTS; i++)
      CHECK(alone.statuses[algorithm][i][0] == HMACSIGN_OK && alone.statuses[algorithm][i][5] == HMACSIGN_OK);
  for (i = 0; i < THREADS; i++)
    CHECK(pthread_create(&threads[i], NULL, run, &works[i]) == 0);
  for (i = 0; i < THREADS; i++) {
    CHECK(pthread_join(threads[i], NULL) == 0);
    CHECK(works[i].different == 0);
  }
  printf("%d threads, %d rounds each\n%s\n", THREADS, rounds, check_failed ? "failed" : "ok");
  return check_failed != 0;
}
