/*
 * Nothing beyond what was passed is read or written: whatever a function takes, and whatever it gives, lies right
 * before a page that nobody can touch, and once more right behind one, at every length. What comes out must be what
 * comes out of ordinary memory. After an error nothing of an output was changed.
 *
 * `guard read` and `guard write` lie about a length, and must die.
 */
#define _DEFAULT_SOURCE
#include "check.h"
#include "hmacsign.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PAGE = 4096, FENCES = 96, MOST = 512, UNTOUCHED = '~' };

/* ---- Memory between two pages that cannot be touched ---- */

static unsigned char *fences; /* each is such a page, one for data, and such a page */
static size_t used, calls;
static int side; /* 0: what is laid there ends where the page does, 1: it begins there */
static const char *doing = "";

static void touched(int signal) {
  const char *text = " touched a page beyond what it was passed\n";
  (void)signal;
  if (write(2, doing, strlen(doing)) < 0 || write(2, text, strlen(text)) < 0)
    _exit(4);
  _exit(3);
}

static void build(void) {
  size_t i;
  fences = mmap(NULL, (size_t)FENCES * 3 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (fences == MAP_FAILED || sysconf(_SC_PAGESIZE) != PAGE)
    exit(2);
  for (i = 0; i < FENCES; i++)
    if (mprotect(fences + (3 * i + 1) * PAGE, PAGE, PROT_READ | PROT_WRITE) != 0)
      exit(2);
  signal(SIGSEGV, touched);
  signal(SIGBUS, touched);
}

/* Room of this length in a fence of its own. */
static void *room(size_t len) {
  unsigned char *start = fences + (3 * used++ + 1) * PAGE;
  if (used > FENCES || len > PAGE - MOST)
    exit(2);
  return side ? start : start + PAGE - len;
}

/* The same for an output: it and the octets on its open side are set, see left_alone(). */
static void *blank(size_t len) {
  unsigned char *out = room(len);
  memset(side ? out : out - MOST, UNTOUCHED, len + MOST);
  return out;
}

/* Are the octets beside an output as they were, and in it from this one on? */
static int left_alone(const void *output, size_t len, size_t from) {
  const unsigned char *out = output, *beside = side ? out + len : out - MOST;
  size_t i;
  for (i = 0; i < MOST; i++)
    if (beside[i] != UNTOUCHED)
      return 0;
  for (i = from; i < len; i++)
    if (out[i] != UNTOUCHED)
      return 0;
  return 1;
}

static void *laid(const void *from, size_t len) {
  void *to = room(len);
  if (len > 0)
    memcpy(to, from, len);
  return to;
}

static hmacsign_str text_laid(hmacsign_str text) {
  text.ptr = laid(text.ptr, text.len);
  return text;
}

static const hmacsign_request *request_laid(const hmacsign_request *from) {
  hmacsign_request request = *from;
  hmacsign_header headers[8];
  size_t i;
  for (i = 0; i < request.header_count; i++) {
    headers[i].name = text_laid(from->headers[i].name);
    headers[i].value = text_laid(from->headers[i].value);
  }
  request.headers = laid(headers, request.header_count * sizeof *headers);
  request.method = text_laid(request.method);
  request.target = text_laid(request.target);
  request.version = text_laid(request.version);
  request.body = text_laid(request.body);
  if (request.body_sha256 != NULL)
    request.body_sha256 = laid(request.body_sha256, 32);
  return laid(&request, sizeof request);
}

static const hmacsign_signer *signer_laid(const hmacsign_signer *from) {
  hmacsign_signer signer = *from;
  signer.id = text_laid(signer.id);
  signer.names = text_laid(signer.names);
  return laid(&signer, sizeof signer);
}

/* ---- What is called ---- */

typedef struct {
  const hmacsign_key *key;
  const hmacsign_signer *signer;
  const hmacsign_request *request;
  hmacsign_str text;
} call;

typedef int32_t (*writer)(const call *, char *, size_t, size_t *);

#define WRITER(name, ...) \
  static int32_t name(const call *with, char *out, size_t cap, size_t *len) { \
    return hmacsign_write_##name(__VA_ARGS__, out, cap, len); \
  }
WRITER(signing_string, with->signer, with->request)
WRITER(signature, with->key, with->signer, with->request)
WRITER(signature_of, with->key, with->text.ptr, with->text.len)
WRITER(authorization, with->key, with->signer, with->request)
WRITER(query_authorization, with->key, with->signer, with->request)
WRITER(header_lines, with->key, with->signer, with->request)
WRITER(digest, with->text.ptr, with->text.len)
WRITER(content_md5, with->text.ptr, with->text.len)
WRITER(comparison, with->signer, with->request, with->text.ptr, with->text.len)
WRITER(date, (int64_t)with->text.len * 86399)

static const struct {
  const char *name;
  writer write;
  int takes_text, takes_request;
} writers[] = {
  { "write_signing_string", signing_string, 0, 1 },
  { "write_signature", signature, 0, 1 },
  { "write_signature_of", signature_of, 1, 0 },
  { "write_authorization", authorization, 0, 1 },
  { "write_query_authorization", query_authorization, 0, 1 },
  { "write_header_lines", header_lines, 0, 1 },
  { "write_digest", digest, 1, 0 },
  { "write_content_md5", content_md5, 1, 0 },
  { "write_comparison", comparison, 1, 1 },
  { "write_date", date, 1, 0 },
};

/* Call it with all that it is passed between fences, and with this capacity. */
static void write_once(writer write, const call *plain, size_t cap, int32_t status, const char *text, size_t need) {
  call with = *plain;
  char *out;
  size_t *len;
  int32_t got;
  used = 0;
  with.key = laid(plain->key, sizeof *plain->key);
  with.signer = signer_laid(plain->signer);
  with.request = request_laid(plain->request);
  with.text = text_laid(plain->text);
  out = blank(cap);
  len = blank(sizeof *len);
  got = write(&with, out, cap, len);
  calls++;
  if (status == HMACSIGN_OK && cap <= need)
    status = HMACSIGN_ERR_BUFFER;
  CHECK(got == status);
  CHECK(left_alone(len, sizeof *len, status == HMACSIGN_OK || status == HMACSIGN_ERR_BUFFER ? sizeof *len : 0));
  if (status == HMACSIGN_OK) {
    CHECK(*len == need && memcmp(out, text, need + 1) == 0 && left_alone(out, cap, need + 1));
  } else {
    CHECK((status != HMACSIGN_ERR_BUFFER || *len == need) && left_alone(out, cap, 0));
  }
}

/* Every writer that takes what was changed; with every capacity, or with the ones around the length. */
static void write_all(const call *plain, int with_text, int with_request, int every) {
  size_t i;
  for (i = 0; i < sizeof writers / sizeof *writers; i++) {
    char text[PAGE];
    size_t need = 0, cap;
    int32_t status;
    if (!(with_text && writers[i].takes_text) && !(with_request && writers[i].takes_request))
      continue;
    doing = writers[i].name;
    status = writers[i].write(plain, text, sizeof text, &need);
    CHECK(status != HMACSIGN_ERR_BUFFER);
    for (side = 0; side < 2; side++) {
      if (status == HMACSIGN_OK && every)
        for (cap = 0; cap <= need + 2; cap++)
          write_once(writers[i].write, plain, cap, status, text, need);
      else if (status == HMACSIGN_OK)
        for (cap = need == 0 ? 0 : need - 1; cap <= need + 2; cap++)
          write_once(writers[i].write, plain, cap, status, text, need);
      else
        for (cap = 0; cap <= 512; cap += 128)
          write_once(writers[i].write, plain, cap, status, text, need);
    }
  }
}

/* ---- Keys ---- */

static void keys(void) {
  static const char digits[] = "c2VjcmV0IHNlY3JldCBzZWNyZXQgc2VjcmV0IHNlY3JldCBzZWNyZXQgc2VjcmV0IHNlY3JldCBzZWNyZXQhIQ==";
  static const unsigned char zeros[sizeof(hmacsign_key)];
  char secret[300];
  size_t len;
  int32_t algorithm;
  memset(secret, 's', sizeof secret);
  for (algorithm = 0; algorithm <= 5; algorithm++) {
    for (len = 0; len <= sizeof secret; len++) {
      hmacsign_key plain;
      const int32_t status = hmacsign_key_init(&plain, algorithm, secret, len);
      const int32_t of_base64 = len < sizeof digits ? hmacsign_key_init_base64(&plain, algorithm, digits, len) : 0;
      for (side = 0; side < 2; side++) {
        hmacsign_key *key;
        used = 0;
        doing = "key_init";
        key = blank(sizeof *key);
        CHECK(hmacsign_key_init(key, algorithm, laid(secret, len), len) == status);
        CHECK(status == (algorithm < 1 || algorithm > 4 ? HMACSIGN_ERR_ARGUMENT : len == 0 ? HMACSIGN_ERR_SECRET : 0));
        CHECK((memcmp(key, zeros, sizeof *key) == 0) == (status != HMACSIGN_OK));
        CHECK(left_alone(key, sizeof *key, sizeof *key));
        doing = "key_clear";
        hmacsign_key_clear(key);
        CHECK(memcmp(key, zeros, sizeof *key) == 0 && left_alone(key, sizeof *key, sizeof *key));
        doing = "key_init_base64";
        if (len < sizeof digits) {
          key = blank(sizeof *key);
          CHECK(hmacsign_key_init_base64(key, algorithm, laid(digits, len), len) == of_base64);
          CHECK((memcmp(key, zeros, sizeof *key) == 0) == (of_base64 != HMACSIGN_OK));
          CHECK(left_alone(key, sizeof *key, sizeof *key));
        }
        calls += 3;
      }
    }
  }
}

/* ---- Signing ---- */

#define DATE HMACSIGN_STR("Mon, 19 Mar 2018 12:08:40 GMT")
static const int64_t now = 1521461320;

static const struct {
  int32_t dialect, algorithm;
  hmacsign_str names;
} dialects[] = {
  { HMACSIGN_TENCENT, HMACSIGN_HMAC_SHA1, HMACSIGN_STR("x-date host x-empty") },
  { HMACSIGN_TENCENT_APP, HMACSIGN_HMAC_SHA1, HMACSIGN_STR("x-date host") },
  { HMACSIGN_KONG, HMACSIGN_HMAC_SHA512, HMACSIGN_STR("date request-line @request-target") },
  { HMACSIGN_APISIX, HMACSIGN_HMAC_SHA256, HMACSIGN_STR("@request-target date x-other") },
  { HMACSIGN_CAVAGE, HMACSIGN_HMAC_SHA384, HMACSIGN_STR("(request-target) (created) (expires) x-other digest") },
  { HMACSIGN_CAVAGE, HMACSIGN_HMAC_SHA256, HMACSIGN_STR("date digest") },
  { HMACSIGN_IFLYTEK, HMACSIGN_HMAC_SHA256, HMACSIGN_STR("host date request-line") },
  { HMACSIGN_CYBERSOURCE, HMACSIGN_HMAC_SHA256, HMACSIGN_STR("host date (request-target) digest v-c-merchant-id") },
  { HMACSIGN_MODULR, HMACSIGN_HMAC_SHA512, HMACSIGN_STR("(request-target) date digest") },
};

static hmacsign_header headers[8] = {
  { HMACSIGN_STR("X-Date"), DATE },
  { HMACSIGN_STR("Date"), DATE },
  { HMACSIGN_STR("Host"), HMACSIGN_STR("example.com") },
  { HMACSIGN_STR("x-empty"), { "", 0 } },
  { HMACSIGN_STR("x-other"), HMACSIGN_STR(" other\tvalue ") },
  { HMACSIGN_STR("V-C-Merchant-Id"), HMACSIGN_STR("merchant") },
  { HMACSIGN_STR("Content-Type"), HMACSIGN_STR("application/x-www-form-urlencoded") },
  { HMACSIGN_STR("Digest"), { NULL, 0 } },
};
static hmacsign_request request = { headers, 8, HMACSIGN_STR("POST"), HMACSIGN_STR("/p%61th/?b=%202&a=1+1&a"),
                                    HMACSIGN_STR("HTTP/1.1"), HMACSIGN_STR("c=%33&d=&a=x"), NULL };
static hmacsign_signer signer = { HMACSIGN_STR("AKIDid"), { NULL, 0 }, 0, 0, 0, 0 };
static hmacsign_key key;

/* All texts of a request. */
static size_t texts_of(hmacsign_request *of, hmacsign_header *its, hmacsign_str **texts) {
  size_t count = 0, i;
  texts[count++] = &of->method;
  texts[count++] = &of->target;
  texts[count++] = &of->version;
  texts[count++] = &of->body;
  for (i = 0; i < of->header_count; i++) {
    texts[count++] = &its[i].name;
    texts[count++] = &its[i].value;
  }
  return count;
}

static void signing(void) {
  hmacsign_str *texts[32], theirs;
  char text[PAGE];
  size_t count = texts_of(&request, headers, texts), i, len = 0;
  call plain = { &key, &signer, &request, { text, 0 } };
  texts[count++] = &signer.id;
  texts[count++] = &signer.names;

  CHECK(hmacsign_write_signing_string(&signer, &request, text, sizeof text, &len) == HMACSIGN_OK);
  text[len / 2]++;
  theirs.ptr = text, theirs.len = len;
  plain.text = theirs;
  write_all(&plain, 0, 1, 1);
  for (i = 0; i < count; i++) {
    const hmacsign_str whole = *texts[i];
    for (len = 0; len <= whole.len; len++) {
      texts[i]->len = len;
      write_all(&plain, 0, 1, 0);
      for (side = 0; side < 2; side++) {
        hmacsign_detail *detail;
        hmacsign_difference *difference, before;
        int32_t status = hmacsign_check_request(&signer, &request, NULL);
        used = 0;
        doing = "check_request";
        detail = blank(sizeof *detail);
        CHECK(hmacsign_check_request(signer_laid(&signer), request_laid(&request), detail) == status);
        CHECK(left_alone(detail, sizeof *detail, sizeof *detail) && detail->skew == 0);
        CHECK(status == HMACSIGN_OK || detail->offset < 64);
        doing = "compare";
        used = 0;
        memset(&before, UNTOUCHED, sizeof before);
        difference = blank(sizeof *difference);
        CHECK(hmacsign_compare(signer_laid(&signer), request_laid(&request), laid(text, theirs.len), theirs.len,
                               difference) == status);
        CHECK(left_alone(difference, sizeof before, status == HMACSIGN_OK ? sizeof before : 0));
        calls += 2;
      }
    }
    *texts[i] = whole;
  }
  /* Every number of headers, and a body of which only the hash is known. */
  for (request.header_count = 0; request.header_count < 8; request.header_count++)
    write_all(&plain, 0, 1, 0);
  request.body_sha256 = (const uint8_t *)text;
  write_all(&plain, 0, 1, 0);
  request.body_sha256 = NULL;
  /* No key. */
  {
    static const hmacsign_key none;
    plain.key = &none;
    write_all(&plain, 0, 1, 0);
  }
  plain.key = &key;
  /* Every length of a text. */
  for (plain.text.len = 0; plain.text.len <= theirs.len; plain.text.len++)
    write_all(&plain, 1, 0, plain.text.len % 50 == 0);
}

/* ---- Reading and verifying ---- */

/* Read a text, whole or not, from memory that ends where it does. */
static void read_once(int32_t dialect, const char *text, size_t len) {
  hmacsign_authorization plain, *out;
  hmacsign_detail *detail;
  const char *from;
  const int32_t status = hmacsign_read_authorization(dialect, text, len, &plain, NULL);
  used = 0;
  doing = "read_authorization";
  from = laid(text, len);
  out = blank(sizeof *out);
  detail = blank(sizeof *detail);
  CHECK(hmacsign_read_authorization(dialect, from, len, out, detail) == status);
  CHECK(left_alone(out, sizeof *out, status == HMACSIGN_OK ? sizeof *out : 0));
  CHECK(left_alone(detail, sizeof *detail, sizeof *detail) && detail->offset <= len);
  if (status == HMACSIGN_OK)
    CHECK(out->signer.id.ptr == from + (plain.signer.id.ptr - text) && out->signer.id.len == plain.signer.id.len &&
          memcmp(out->mac, plain.mac, sizeof plain.mac) == 0);
  calls++;
}

static void read_query(const char *text, size_t whole) {
  size_t len, cap;
  for (len = 0; len <= whole; len++) {
    for (cap = 0; cap <= len + 1; cap += len == whole || len + 2 - cap < 4 ? 1 : 5) {
      hmacsign_authorization *out;
      hmacsign_detail *detail;
      char *scratch, plain[PAGE];
      hmacsign_authorization unused;
      int32_t status =
          hmacsign_read_query_authorization(HMACSIGN_IFLYTEK, text, len, plain, cap, &unused, NULL);
      used = 0;
      doing = "read_query_authorization";
      scratch = blank(cap);
      out = blank(sizeof *out);
      detail = blank(sizeof *detail);
      CHECK(hmacsign_read_query_authorization(HMACSIGN_IFLYTEK, laid(text, len), len, scratch, cap, out, detail) ==
            status);
      CHECK(left_alone(scratch, cap, cap)); /* what is in it may be changed, whatever the result */
      CHECK(left_alone(out, sizeof *out, status == HMACSIGN_OK ? sizeof *out : 0));
      CHECK(left_alone(detail, sizeof *detail, sizeof *detail));
      calls++;
    }
  }
}

/* Verify with all of it between fences, and a policy of this size. */
static void verify_once(const hmacsign_authorization *read, size_t size, size_t required, int64_t at) {
  const hmacsign_str name = HMACSIGN_STR("date");
  static uint64_t words[1024 / sizeof(uint64_t)];
  hmacsign_policy *plain = (hmacsign_policy *)words, *policy;
  hmacsign_str names[4];
  hmacsign_authorization auth = *read;
  hmacsign_detail *detail;
  int32_t status;
  size_t i;
  memset(words, 0, sizeof words);
  CHECK(hmacsign_policy_init(plain, size, read->signer.dialect) == HMACSIGN_OK);
  plain->flags = HMACSIGN_REQUIRE_DIGEST * (size % 16 == 0) | HMACSIGN_ALLOW_UNDATED | HMACSIGN_ALLOW_AMBIGUOUS;
  for (i = 0; i < required; i++)
    names[i] = name;
  plain->required = names, plain->required_count = required;
  status = hmacsign_verify(&key, read, &request, plain, at, NULL);

  used = 0;
  doing = "policy_init";
  policy = blank(size);
  CHECK(hmacsign_policy_init(policy, size, read->signer.dialect) == HMACSIGN_OK && left_alone(policy, size, size));
  memcpy(policy, plain, size);
  for (i = 0; i < required; i++)
    names[i] = text_laid(name);
  policy->required = laid(names, required * sizeof *names);
  auth.signer.id = text_laid(auth.signer.id);
  auth.signer.names = text_laid(auth.signer.names);
  auth.signature = text_laid(auth.signature);
  doing = "verify";
  detail = blank(sizeof *detail);
  CHECK(hmacsign_verify(laid(&key, sizeof key), laid(&auth, sizeof auth), request_laid(&request), policy, at,
                        detail) == status);
  CHECK(left_alone(detail, sizeof *detail, status == HMACSIGN_ERR_ARGUMENT ? 0 : sizeof *detail));
  calls += 2;
}

static void check_signed_once(const hmacsign_authorization *read, const char *name, size_t len) {
  hmacsign_authorization auth = *read;
  used = 0;
  doing = "check_signed";
  auth.signer.id = text_laid(auth.signer.id);
  auth.signer.names = text_laid(auth.signer.names);
  auth.signature = text_laid(auth.signature);
  CHECK(hmacsign_check_signed(laid(&auth, sizeof auth), laid(name, len), len) ==
        hmacsign_check_signed(read, name, len));
  calls++;
}

static void verifying(void) {
  hmacsign_authorization auth;
  hmacsign_str *texts[32];
  char text[PAGE];
  size_t whole = 0, count = texts_of(&request, headers, texts), from, len, i;
  CHECK(hmacsign_write_authorization(&key, &signer, &request, text, sizeof text, &whole) == HMACSIGN_OK);
  CHECK(hmacsign_read_authorization(signer.dialect, text, whole, &auth, NULL) == HMACSIGN_OK);
  CHECK(hmacsign_verify(&key, &auth, &request, NULL, now, NULL) == HMACSIGN_OK);
  for (side = 0; side < 2; side++) {
    for (len = 0; len <= whole; len++)
      read_once(signer.dialect, text, len);
    for (from = 1; from < whole; from++)
      for (len = 0; len <= whole - from; len += 1 + from % 7)
        read_once(signer.dialect, text + from, len);
    for (len = 0; len <= signer.names.len; len++)
      check_signed_once(&auth, signer.names.ptr, len);
    for (len = sizeof(hmacsign_policy); len <= 1024; len += len < 64 ? 8 : 24) /* aligned */
      for (i = 0; i < 4; i++)
        verify_once(&auth, len, i, now + (len % 3 == 0) * 1000);
    for (i = 0; i < count; i++) {
      const hmacsign_str all = *texts[i];
      for (len = 0; len <= all.len; len++) {
        texts[i]->len = len;
        verify_once(&auth, len % 2 == 0 ? 48 : sizeof(hmacsign_policy), len % 2, now);
      }
      *texts[i] = all;
    }
    if (signer.dialect == HMACSIGN_IFLYTEK) {
      char query[PAGE];
      size_t query_len = 0;
      CHECK(hmacsign_write_query_authorization(&key, &signer, &request, query, sizeof query, &query_len) ==
            HMACSIGN_OK);
      read_query(query, query_len);
    }
  }
}

/* ---- The others ---- */

static void diagnosing(const char *secret, size_t secret_len) {
  char text[PAGE];
  size_t whole = 0, len;
  CHECK(hmacsign_write_authorization(&key, &signer, &request, text, sizeof text, &whole) == HMACSIGN_OK);
  for (side = 0; side < 2; side++) {
    for (len = 0; len <= whole + secret_len; len += len < whole - 2 ? 17 : 1) {
      const size_t text_len = len < whole ? len : whole, cut = len < whole ? secret_len : len - whole;
      int32_t *slip, plain = 0;
      const int32_t status = hmacsign_diagnose(signer.dialect, secret, cut, text, text_len, &request, &plain);
      used = 0;
      doing = "diagnose";
      slip = blank(sizeof *slip);
      CHECK(hmacsign_diagnose(signer.dialect, laid(secret, cut), cut, laid(text, text_len), text_len,
                              request_laid(&request), slip) == status);
      CHECK(left_alone(slip, sizeof *slip, status == HMACSIGN_OK ? sizeof *slip : 0));
      CHECK(status != HMACSIGN_OK || *slip == plain);
      calls++;
    }
  }
}

/* Every part of a text, to all that read one text and nothing else. */
static void reading(const char *whole) {
  const size_t most = strlen(whole);
  size_t from, len;
  for (from = 0; from <= most; from++) {
    for (len = 0; len <= most - from; len++) {
      const char *text = whole + from, *in;
      int64_t time, *out_time;
      int32_t cause, *out_cause, status;
      hmacsign_header header, *out_header;
      hmacsign_note note, *out_note;
      used = 0;
      in = laid(text, len);
      doing = "read_date";
      status = hmacsign_read_date(text, len, 0, &time);
      out_time = blank(sizeof *out_time);
      CHECK(hmacsign_read_date(in, len, 0, out_time) == status);
      CHECK(left_alone(out_time, sizeof time, status == HMACSIGN_OK ? sizeof time : 0));
      doing = "read_cause";
      status = hmacsign_read_cause(text, len, &cause);
      out_cause = blank(sizeof *out_cause);
      CHECK(hmacsign_read_cause(in, len, out_cause) == status && *out_cause == cause);
      CHECK(left_alone(out_cause, sizeof cause, sizeof cause));
      doing = "read_header_line";
      status = hmacsign_read_header_line(text, len, &header);
      out_header = blank(sizeof *out_header);
      CHECK(hmacsign_read_header_line(in, len, out_header) == status);
      CHECK(left_alone(out_header, sizeof header, status == HMACSIGN_OK ? sizeof header : 0));
      calls += 3;
      if (status != HMACSIGN_OK)
        continue;
      CHECK(out_header->name.ptr == in && out_header->value.ptr + out_header->value.len <= in + len);
      doing = "read_note";
      status = hmacsign_read_note(&header, &note);
      header.name = text_laid(header.name);
      header.value = text_laid(header.value);
      out_note = blank(sizeof *out_note);
      CHECK(hmacsign_read_note(laid(&header, sizeof header), out_note) == status && out_note->kind == note.kind);
      CHECK(left_alone(out_note, sizeof note, sizeof note));
      calls++;
    }
  }
}

static void dates(void) {
  char text[PAGE] = "";
  call plain = { &key, &signer, &request, { text, 0 } };
  for (plain.text.len = 0; plain.text.len < 300; plain.text.len++)
    write_all(&plain, 1, 0, plain.text.len % 100 == 0);
}

int main(int count, char **arguments) {
  static const char secret[] = "ZxF2whO0RhuwnVCj5JMMAuqcDcN2oPrC";
  char digest[64];
  size_t i, len;
  build();
  if (count > 1) {
    const char *in = laid("12345", 5);
    char *out = blank(52);
    doing = arguments[1];
    (void)!hmacsign_write_digest(in, strcmp(doing, "read") == 0 ? 6 : 5, out, strcmp(doing, "write") == 0 ? 53 : 52,
                                 &len);
    puts("nothing happened");
    return 0;
  }
  CHECK(hmacsign_write_digest(request.body.ptr, request.body.len, digest, sizeof digest, &len) == HMACSIGN_OK);
  headers[7].value.ptr = digest, headers[7].value.len = len;
  keys();
  for (i = 0; i < sizeof dialects / sizeof *dialects; i++) {
    signer.dialect = dialects[i].dialect, signer.names = dialects[i].names;
    signer.created = signer.dialect == HMACSIGN_CAVAGE && i == 4 ? now : 0;
    signer.expires = signer.created == 0 ? 0 : now + 10;
    CHECK(hmacsign_key_init(&key, dialects[i].algorithm, secret, sizeof secret - 1) == HMACSIGN_OK);
    signing();
    request.header_count = 8;
    verifying();
    diagnosing(secret, sizeof secret - 1);
  }
  dates();
  reading("Mon, 19 Mar 2018 12:08:40 GMT");
  reading("X-RateLimit-Limit-Minute:  100/125 \r\n");
  reading("{\"message\":\"HMAC signature does not match\"}");
  reading("RateLimit-Reset: unlimited\n");
  printf("%lu calls\n%s\n", (unsigned long)calls, check_failed ? "failed" : "ok");
  return check_failed != 0;
}
