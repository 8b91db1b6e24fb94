/*
 * The cases of tests/cases, through the C interface. tests/library/cases.rs writes them to the standard input, a word
 * and its arguments on each line; text is in hex, and "-" if it is empty:
 *
 *     key ALGORITHM SECRET                                   or key64, for a secret in Base64
 *     signer DIALECT ID NAMES CREATED
 *     line METHOD TARGET VERSION
 *     body BODY
 *     header NAME VALUE                                      (again for each header)
 *     vector NAME STRING SIGNATURE CREDENTIAL LINES TIME FLAGS
 *                                                            signs, compares, reads and verifies, with these flags
 *     older CREDENTIAL TIME                                  the same request with another credential, only read
 *     query CREDENTIAL TIME                                  the same request, the credential in its query
 *     md5 CONTENT_MD5                                        that of the same request's body
 *     refuse NAME CREDENTIAL TIME SIGN READ VERIFY           the statuses that it gets
 *     forget                                                 key, signer and request
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

enum { LINE_MAX_LEN = 1 << 20, ARGUMENTS = 8, HEADERS = 128, DIALECTS = 8 };

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
static int32_t key_algorithm;
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

/* hmacsign_write_digest as a writer: of the request's body. */
static int32_t write_digest(const hmacsign_key *unused, const hmacsign_signer *by, const hmacsign_request *what,
                            char *out, size_t cap, size_t *out_len) {
  (void)unused;
  (void)by;
  return hmacsign_write_digest(what->body.ptr, what->body.len, out, cap, out_len);
}

/* hmacsign_write_content_md5 likewise. */
static int32_t write_content_md5(const hmacsign_key *unused, const hmacsign_signer *by, const hmacsign_request *what,
                                 char *out, size_t cap, size_t *out_len) {
  (void)unused;
  (void)by;
  return hmacsign_write_content_md5(what->body.ptr, what->body.len, out, cap, out_len);
}

/* Letter by letter without regard to case, as header names are compared. */
static int same_name(hmacsign_str one, const char *other) {
  size_t i;
  for (i = 0; i < one.len && other[i] != '\0'; i++)
    if ((one.ptr[i] | 0x20) != (other[i] | 0x20))
      return 0;
  return i == one.len && other[i] == '\0';
}

static int is_inside(hmacsign_str view, hmacsign_str text) {
  return view.ptr >= text.ptr && view.ptr + view.len <= text.ptr + text.len;
}

static int is_zero(const hmacsign_detail *detail) {
  return detail->name.ptr == NULL && detail->name.len == 0 && detail->offset == 0 && detail->skew == 0 &&
         detail->expires == 0;
}

/* A Digest that is signed fits the body, and no other. */
static void digest(const hmacsign_authorization *auth, hmacsign_policy policy, int64_t time) {
  const hmacsign_header *header = NULL;
  hmacsign_request changed = request;
  hmacsign_detail detail;
  size_t i;
  for (i = 0; i < request.header_count; i++)
    if (same_name(headers[i].name, "digest"))
      header = &headers[i];
  if (header == NULL || request.body.len == 0)
    return;
  policy.flags |= HMACSIGN_REQUIRE_DIGEST;
  if (hmacsign_verify(&key, auth, &request, &policy, time, NULL) != HMACSIGN_OK)
    fail("verify with its digest");
  changed.body.len--;
  if (hmacsign_verify(&key, auth, &changed, &policy, time, &detail) != HMACSIGN_REFUSED_DIGEST ||
      !same_name(detail.name, "digest"))
    fail("verify with another body");
  {
    char hex[2 * 52 + 1];
    for (i = 0; i < 52; i++)
      snprintf(hex + 2 * i, 3, "%02x", (unsigned)(unsigned char)header->value.ptr[i]);
    compare("digest", write_digest, hex);
  }
}

/* All of an application's request is signed. */
static void application(const hmacsign_authorization *auth, const hmacsign_policy *policy, int64_t time) {
  hmacsign_request changed = request;
  unsigned char hash[32] = { 0 };
  if (hmacsign_check_signed(auth, "Accept", 6) != HMACSIGN_OK ||
      hmacsign_check_signed(auth, "content-type", 12) != HMACSIGN_OK)
    fail("check_signed of what is always signed");
  changed.method.ptr = "PATCH", changed.method.len = 5;
  if (hmacsign_verify(&key, auth, &changed, policy, time, NULL) != HMACSIGN_REFUSED_SIGNATURE)
    fail("verify with another method");
  changed = request;
  changed.target.ptr = "/other", changed.target.len = 6;
  if (hmacsign_verify(&key, auth, &changed, policy, time, NULL) != HMACSIGN_REFUSED_SIGNATURE)
    fail("verify with another target");
  changed = request;
  changed.body.ptr = "x=y", changed.body.len = 3;
  if (hmacsign_verify(&key, auth, &changed, policy, time, NULL) != HMACSIGN_REFUSED_SIGNATURE)
    fail("verify with another body");
  changed = request;
  changed.body_sha256 = hash;
  if (hmacsign_verify(&key, auth, &changed, policy, time, NULL) != HMACSIGN_ERR_ARGUMENT)
    fail("verify with a hash for a body");
}

/* Verify the request with a credential that was read from text: at its time and as late as the dialect takes it, and
   never with another key. */
static void judge(hmacsign_authorization auth, hmacsign_str text, const char *at, uint32_t flags) {
  int64_t time = strtoll(at, NULL, 10);
  hmacsign_detail detail;
  hmacsign_policy policy;
  hmacsign_key other;
  const char *name, *end;
  if (auth.signer.dialect != signer.dialect || auth.signer.flags != 0 || auth.signer.created != signer.created ||
      auth.signer.expires != 0 || auth.signer.id.len != signer.id.len ||
      memcmp(auth.signer.id.ptr, signer.id.ptr, signer.id.len) != 0 || auth.signer.names.len != signer.names.len ||
      memcmp(auth.signer.names.ptr, signer.names.ptr, signer.names.len) != 0)
    fail("what was read");
  if (!is_inside(auth.signer.id, text) || !is_inside(auth.signer.names, text) || !is_inside(auth.signature, text))
    fail("a view leads elsewhere");

  if (hmacsign_policy_init(&policy, sizeof policy, signer.dialect) != HMACSIGN_OK)
    fail("policy_init");
  policy.flags = HMACSIGN_ALLOW_ANY_WEEKDAY | flags;
  memset(&detail, 0xFF, sizeof detail);
  if (hmacsign_verify(&key, &auth, &request, &policy, time, &detail) != HMACSIGN_OK)
    fail("verify");
  else if (detail.skew != 0 || detail.expires != time + policy.max_skew)
    fail("detail of verify");
  else if (signer.created != 0 ? !same_name(detail.name, "(created)") || detail.offset != 0
                               : detail.offset >= request.header_count ||
                                     detail.name.ptr != headers[detail.offset].name.ptr)
    fail("time in the detail of verify");
  if (hmacsign_verify(&key, &auth, &request, &policy, detail.expires, NULL) != HMACSIGN_OK)
    fail("verify at its last second");
  if (hmacsign_verify(&key, &auth, &request, &policy, detail.expires + 1, &detail) != HMACSIGN_REFUSED_STALE ||
      detail.skew != (int64_t)policy.max_skew + 1)
    fail("verify a second later");
  digest(&auth, policy, time);
  if (signer.dialect == HMACSIGN_TENCENT_APP)
    application(&auth, &policy, time);
  if ((flags & HMACSIGN_ALLOW_AMBIGUOUS) != 0) {
    policy.flags &= ~HMACSIGN_ALLOW_AMBIGUOUS;
    if (hmacsign_verify(&key, &auth, &request, &policy, time, NULL) != HMACSIGN_REFUSED_AMBIGUOUS)
      fail("verify what can be read in two ways");
    policy.flags |= HMACSIGN_ALLOW_AMBIGUOUS;
  }

  for (name = auth.signer.names.ptr, end = name + auth.signer.names.len; name < end;) {
    const char *space = memchr(name, ' ', (size_t)(end - name));
    size_t len = (size_t)((space == NULL ? end : space) - name);
    if (hmacsign_check_signed(&auth, name, len) != HMACSIGN_OK ||
        hmacsign_check_signed(&auth, name, len - 1) != HMACSIGN_REFUSED_HEADER_UNSIGNED)
      fail("check_signed");
    name += len + 1;
  }

  if (hmacsign_key_init(&other, key_algorithm, "another secret", 14) != HMACSIGN_OK ||
      hmacsign_verify(&other, &auth, &request, &policy, time, NULL) != HMACSIGN_REFUSED_SIGNATURE)
    fail("verify with another key");
  hmacsign_key_clear(&other);
  auth.mac[auth.mac_len - 1] ^= 1;
  if (hmacsign_verify(&key, &auth, &request, &policy, time, NULL) != HMACSIGN_REFUSED_SIGNATURE)
    fail("verify another mac");
}

static void verify(const char *hex, const char *at, uint32_t flags) {
  hmacsign_str text = decode(hex);
  hmacsign_authorization auth;
  hmacsign_detail detail;
  memset(&detail, 0xFF, sizeof detail);
  if (hmacsign_read_authorization(signer.dialect, text.ptr, text.len, &auth, &detail) != HMACSIGN_OK ||
      !is_zero(&detail))
    fail("read_authorization");
  else
    judge(auth, text, at, flags);
  drop(&text);
}

/* The same with a credential in a query, which is written too. */
static void query(const char *hex, const char *at) {
  hmacsign_str text = decode(hex), decoded;
  size_t needed = text.len / 4 * 3, cap;
  hmacsign_authorization auth;
  hmacsign_detail detail;
  compare("credential in a query", hmacsign_write_query_authorization, hex);
  for (cap = needed - 3; cap <= text.len; cap++) {
    char *scratch = malloc(cap);
    int32_t status;
    memset(&detail, 0xFF, sizeof detail);
    status = hmacsign_read_query_authorization(signer.dialect, text.ptr, text.len, scratch, cap, &auth, &detail);
    decoded.ptr = scratch, decoded.len = cap;
    if (!is_zero(&detail) || (status != HMACSIGN_OK && (status != HMACSIGN_ERR_BUFFER || cap >= needed)))
      fail("read_query_authorization");
    else if (status == HMACSIGN_OK && (cap == text.len || cap == needed))
      judge(auth, decoded, at, 0);
    free(scratch);
  }
  drop(&text);
}

static void vector(void) {
  hmacsign_detail detail;
  if (hmacsign_check_request(&signer, &request, &detail) != HMACSIGN_OK || !is_zero(&detail))
    fail("check_request");
  compare("signing string", write_string, arguments[2]);
  compare("signature", hmacsign_write_signature, arguments[3]);
  compare("credential", hmacsign_write_authorization, arguments[4]);
  compare("header lines", hmacsign_write_header_lines, arguments[5]);
  if (signer.dialect != HMACSIGN_IFLYTEK) {
    size_t len = 7;
    if (hmacsign_write_query_authorization(&key, &signer, &request, NULL, 0, &len) != HMACSIGN_ERR_ARGUMENT || len != 7)
      fail("a query of another dialect");
  }
  verify(arguments[4], arguments[6], (uint32_t)strtoul(arguments[7], NULL, 10));
}

static void refuse(void) {
  hmacsign_str text = decode(arguments[2]);
  int64_t time = strtoll(arguments[3], NULL, 10);
  int32_t read = atoi(arguments[5]);
  hmacsign_authorization auth;
  if (hmacsign_check_request(&signer, &request, NULL) != atoi(arguments[4]))
    fail("status of signing");
  if (hmacsign_read_authorization(signer.dialect, text.ptr, text.len, &auth, NULL) != read)
    fail("status of reading");
  else if (read == HMACSIGN_OK && hmacsign_verify(&key, &auth, &request, NULL, time, NULL) != atoi(arguments[6]))
    fail("status of verifying");
  drop(&text);
}

static void forget(void) {
  size_t i;
  for (i = 0; i < request.header_count; i++) {
    drop(&headers[i].name);
    drop(&headers[i].value);
  }
  drop(&signer.id);
  drop(&signer.names);
  drop(&request.method);
  drop(&request.target);
  drop(&request.version);
  drop(&request.body);
  request.header_count = 0;
  hmacsign_key_clear(&key);
}

typedef int32_t (*maker)(hmacsign_key *, int32_t, const char *, size_t);

static void init(hmacsign_key *made, maker make, const char *algorithm, const char *secret) {
  hmacsign_str bytes = decode(secret);
  if (make(made, atoi(algorithm), bytes.ptr, bytes.len) != HMACSIGN_OK)
    fail("key_init");
  drop(&bytes);
}

static void mac(void) {
  hmacsign_str text = decode(arguments[4]), expected = decode(arguments[5]);
  hmacsign_key own;
  char out[HMACSIGN_SIGNATURE_MAX + 1];
  size_t len = 0;
  init(&own, hmacsign_key_init, arguments[2], arguments[3]);
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

static const char *const dialects[DIALECTS] = { "tencent", "tencent_app", "kong",        "apisix",
                                                "cavage",  "iflytek",     "cybersource", "modulr" };

static void count_up(int *counts) {
  if (signer.dialect < 0 || signer.dialect >= DIALECTS)
    fail("no such dialect");
  else
    counts[signer.dialect]++;
}

static void print_counts(const char *what, const int *counts) {
  int dialect;
  printf("%s:", what);
  for (dialect = 0; dialect < DIALECTS; dialect++)
    if (counts[dialect] > 0)
      printf(" %s %d", dialects[dialect], counts[dialect]);
  puts("");
}

int main(void) {
  static char name[256];
  int vectors[DIALECTS] = { 0 }, older[DIALECTS] = { 0 }, queries[DIALECTS] = { 0 }, refused[DIALECTS] = { 0 };
  int md5s[DIALECTS] = { 0 };
  int macs = 0, notes = 0, causes = 0, dates = 0;
  request.headers = headers;
  while (fgets(line, sizeof line, stdin) != NULL) {
    int count = split();
    const char *word = count > 0 ? arguments[0] : "";
    if ((strcmp(word, "vector") == 0 && count == 8) || (strcmp(word, "refuse") == 0 && count == 7) ||
        (strcmp(word, "mac") == 0 && count == 6)) {
      hmacsign_str text = decode(arguments[1]);
      snprintf(name, sizeof name, "%.*s", (int)text.len, text.ptr);
      drop(&text);
      current = name;
      if (word[0] == 'v')
        vector(), count_up(vectors);
      else if (word[0] == 'r')
        refuse(), count_up(refused);
      else
        mac(), macs++;
    } else if (strcmp(word, "older") == 0 && count == 3) {
      verify(arguments[1], arguments[2], 0), count_up(older);
    } else if (strcmp(word, "query") == 0 && count == 3) {
      query(arguments[1], arguments[2]), count_up(queries);
    } else if (strcmp(word, "md5") == 0 && count == 2) {
      compare("content_md5", write_content_md5, arguments[1]), count_up(md5s);
    } else if (strcmp(word, "forget") == 0 && count == 1) {
      forget();
    } else if (strcmp(word, "key") == 0 && count == 3) {
      init(&key, hmacsign_key_init, arguments[1], arguments[2]), key_algorithm = atoi(arguments[1]);
    } else if (strcmp(word, "key64") == 0 && count == 3) {
      init(&key, hmacsign_key_init_base64, arguments[1], arguments[2]), key_algorithm = atoi(arguments[1]);
    } else if (strcmp(word, "signer") == 0 && count == 5) {
      signer.dialect = atoi(arguments[1]);
      signer.id = decode(arguments[2]);
      signer.names = decode(arguments[3]);
      signer.created = strtoll(arguments[4], NULL, 10);
    } else if (strcmp(word, "line") == 0 && count == 4) {
      request.method = decode(arguments[1]);
      request.target = decode(arguments[2]);
      request.version = decode(arguments[3]);
    } else if (strcmp(word, "body") == 0 && count == 2) {
      request.body = decode(arguments[1]);
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
  print_counts("vectors", vectors);
  print_counts("older", older);
  print_counts("queries", queries);
  print_counts("md5s", md5s);
  print_counts("refused", refused);
  printf("macs %d, notes %d, causes %d, dates %d\n", macs, notes, causes, dates);
  return check_failed != 0;
}
