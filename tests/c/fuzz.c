/*
 * The C interface driven from C by a script of octets: any function in any order, keys that were never made, cleared
 * or full of garbage, texts that cannot be, rooms of every size. Every text and every room has memory of its own of
 * just that size, so that a sanitizer sees what is read or written behind it. It is built twice: by `make fuzz` with
 * HMACSIGN_FUZZER for libFuzzer, and by tests/corpus.rs, which hands a file of inputs to main.
 */
#include "check.h"
#include "hmacsign.h"

#include <stdlib.h>
#include <string.h>

enum { KEYS = 3, HEADERS = 8, TEXTS = 256, CALLS = 40, CANARY = 0x5A };
#define UNTOUCHED ((size_t)0x5A5A5A5A)

/* ---- The script: zeros when it is over ---- */

static const uint8_t *at, *end;

static size_t octet(void) { return at < end ? *at++ : 0; }
static size_t below(size_t count) { return octet() % count; }
static int rarely(void) { return octet() >= 0xF0; }

static int64_t number(void) {
  uint64_t number = 0;
  int i;
  for (i = 0; i < 8; i++) number = number << 8 | octet();
  return (int64_t)number;
}

/* ---- The memory that it works on ---- */

static char *texts[TEXTS];
static size_t text_count;
static hmacsign_key keys[KEYS];
static int made[KEYS];
static hmacsign_header headers[HEADERS];
static hmacsign_signer signer;
static hmacsign_request request;
static hmacsign_authorization auth;
static hmacsign_policy policy;
static hmacsign_str required[2];
static hmacsign_str written;
static int has_policy;

/* A copy of so many octets in memory of its own, which is there until the script is over. */
static hmacsign_str keep(const void *text, size_t len) {
  hmacsign_str kept = { NULL, 0 };
  if (len == 0 || text_count == TEXTS) return kept;
  texts[text_count] = malloc(len);
  if (texts[text_count] == NULL) abort();
  memcpy(texts[text_count], text, len);
  kept.ptr = texts[text_count++];
  kept.len = len;
  return kept;
}

/* The next octets as a text; now and then one that cannot be. */
static hmacsign_str any_text(size_t longest) {
  size_t len = below(longest + 1);
  const uint8_t *start = at;
  hmacsign_str text;
  if (len > (size_t)(end - at)) len = (size_t)(end - at);
  if (len > 0) at += len;
  text = keep(start, len);
  if (len > 4 && start[0] == 0xFF && start[1] == 0xFE) {
    if (start[2] & 1) text.ptr = NULL;
    else text.len = SIZE_MAX - start[3];
  }
  return text;
}

/* One that means something, mostly. */
static hmacsign_str word(const char *const *words, size_t count) {
  size_t which = below(count + 2);
  return which < count ? keep(words[which], strlen(words[which])) : any_text(40);
}

static const char *const names[] = { "date", "X-Date", "host", "Digest", "accept", "content-type", "content-md5", "a",
                                     "request-line", "(request-target)", "(created)", "v-c-date" };
static const char *const values[] = { "Mon, 19 Mar 2018 12:08:40 GMT", "Mon, 19 Mar 2018 12:08:40 GMT", "example.com",
                                      "application/x-www-form-urlencoded", " a ", "" };
static const char *const lists[] = { "date", "x-date", "date host", "date request-line", "x-date a", "v-c-date",
                                     "(request-target) date", "(created) (expires) a", "@request-target date" };
static const char *const ids[] = { "AKID", "some-id", "a,b" };
static const char *const methods[] = { "GET", "POST", "" };
static const char *const targets[] = { "/", "/p?q=1&a=%20", "/?%3d=&a", "*" };
static const char *const credentials[] = {
  "hmac id=\"AKID\", algorithm=\"hmac-sha1\", headers=\"date\", signature=\"AAAAAAAAAAAAAAAAAAAAAAAAAAA=\"",
  "Signature keyId=\"a\",created=1,headers=\"(created)\",signature=\"AAAAAAAAAAAAAAAAAAAAAAAAAAA=\"",
};
#define WORD(words) word(words, sizeof words / sizeof *words)

static const hmacsign_key *any_key(void) {
  const hmacsign_key *key = &keys[below(KEYS)];
  if (!rarely()) return key;
  return octet() & 1 ? NULL : (const hmacsign_key *)(const void *)((const char *)key + 1);
}

static int has_key(const hmacsign_key *key) {
  int i;
  for (i = 0; i < KEYS; i++) {
    if (key == &keys[i]) return made[i];
  }
  return 0;
}

static void clear_all(void) {
  while (text_count > 0) free(texts[--text_count]);
  memset(keys, 0, sizeof keys);
  memset(made, 0, sizeof made);
  memset(headers, 0, sizeof headers);
  memset(&signer, 0, sizeof signer);
  memset(&request, 0, sizeof request);
  memset(&auth, 0, sizeof auth);
  memset(&policy, 0, sizeof policy);
  memset(&written, 0, sizeof written);
  has_policy = 0;
}

/* ---- The calls ---- */

static void make_key(void) {
  size_t which = below(KEYS);
  int32_t algorithm = (int32_t)below(6), status;
  hmacsign_str secret = any_text(150);
  if (rarely()) {
    status = hmacsign_key_init_base64(&keys[which], algorithm, secret.ptr, secret.len);
  } else {
    status = hmacsign_key_init(&keys[which], algorithm, secret.ptr, secret.len);
  }
  made[which] = status == HMACSIGN_OK;
  if (status != HMACSIGN_OK) {
    size_t i;
    for (i = 0; i < sizeof keys[which].opaque / sizeof *keys[which].opaque; i++) CHECK(keys[which].opaque[i] == 0);
  }
}

/* Cleared, or garbage; but not behind a tag that is right, which is out of the contract. */
static void spoil_key(void) {
  size_t which = below(KEYS), i;
  if (octet() & 1) {
    hmacsign_key_clear(&keys[which]);
  } else {
    for (i = 0; i < sizeof keys[which].opaque / sizeof *keys[which].opaque; i++) {
      keys[which].opaque[i] ^= (uint64_t)octet() * 0x0101010101010101u;
    }
    keys[which].opaque[0] = octet();
  }
  made[which] = 0;
}

static void set_request(void) {
  size_t i;
  memset(&signer, 0, sizeof signer);
  memset(&request, 0, sizeof request);
  signer.id = WORD(ids);
  signer.names = WORD(lists);
  signer.dialect = (int32_t)below(9);
  signer.flags = (uint32_t)below(3);
  if (octet() & 1) {
    signer.created = 1521461320;
    signer.expires = rarely() ? number() : 1521461400;
  }
  request.headers = headers;
  request.header_count = below(HEADERS + 1);
  for (i = 0; i < request.header_count; i++) {
    headers[i].name = WORD(names);
    headers[i].value = WORD(values);
  }
  request.method = WORD(methods);
  request.target = WORD(targets);
  request.version = any_text(9);
  request.body = any_text(60);
  if (rarely()) request.body_sha256 = (const uint8_t *)keep("0123456789abcdef0123456789abcdef", 32).ptr;
}

static int32_t write_one(size_t how, const hmacsign_key *key, hmacsign_str text, int64_t time, char *out, size_t cap,
                         size_t *len) {
  switch (how) {
  case 0: return hmacsign_write_signing_string(&signer, &request, out, cap, len);
  case 1: return hmacsign_write_comparison(&signer, &request, text.ptr, text.len, out, cap, len);
  case 2: return hmacsign_write_digest(text.ptr, text.len, out, cap, len);
  case 3: return hmacsign_write_content_md5(text.ptr, text.len, out, cap, len);
  case 4: return hmacsign_write_date(time, out, cap, len);
  case 5: return hmacsign_write_signature_of(key, text.ptr, text.len, out, cap, len);
  case 6: return hmacsign_write_signature(key, &signer, &request, out, cap, len);
  case 7: return hmacsign_write_query_authorization(key, &signer, &request, out, cap, len);
  case 8: return hmacsign_write_header_lines(key, &signer, &request, out, cap, len);
  default: return hmacsign_write_authorization(key, &signer, &request, out, cap, len);
  }
}

/* Ask for the length, then write into a room of some size, of which nothing may be lost. */
static void write_text(void) {
  size_t how = below(12), needed = UNTOUCHED, len = UNTOUCHED, enough, cap, i;
  const hmacsign_key *key = any_key();
  hmacsign_str text = any_text(60);
  int64_t time = octet() & 1 ? number() : 1521461320;
  int32_t asked = write_one(how, key, text, time, NULL, 0, &needed), status;
  char *room;
  CHECK(asked != HMACSIGN_OK && (asked == HMACSIGN_ERR_BUFFER) == (needed != UNTOUCHED));
  if (how > 4 && !has_key(key)) CHECK(asked == HMACSIGN_ERR_KEY || asked == HMACSIGN_ERR_ARGUMENT);
  enough = asked == HMACSIGN_ERR_BUFFER ? needed + 1 : 64;
  cap = rarely() ? enough - 1 : rarely() ? enough / 2 : enough + below(4);
  room = malloc(cap + 1);
  if (room == NULL) abort();
  memset(room, CANARY, cap + 1);
  status = write_one(how, key, text, time, room, cap, &len);
  if (asked != HMACSIGN_ERR_BUFFER) {
    CHECK(status == asked && len == UNTOUCHED);
    needed = cap + 1;
  } else {
    CHECK(len == needed && status == (cap < enough ? HMACSIGN_ERR_BUFFER : HMACSIGN_OK));
    if (status == HMACSIGN_OK) CHECK(room[len] == 0);
  }
  for (i = status == HMACSIGN_OK ? needed + 1 : 0; i < cap + 1; i++) CHECK(room[i] == CANARY);
  if (status == HMACSIGN_OK && (how == 7 || how > 8)) written = keep(room, needed);
  free(room);
}

static void read_credential(void) {
  hmacsign_str text = rarely() ? any_text(200) : written.len > 0 ? written : WORD(credentials);
  hmacsign_detail detail;
  int32_t dialect = rarely() ? (int32_t)below(10) - 1 : signer.dialect;
  if (octet() & 3) {
    if (hmacsign_read_authorization(dialect, text.ptr, text.len, &auth, octet() & 1 ? &detail : NULL) == HMACSIGN_OK) {
      CHECK(auth.signer.id.len > 0 && auth.signer.names.len > 0 && auth.mac_len <= sizeof auth.mac);
    }
  } else {
    size_t cap = below(2) ? text.len / 4 * 3 : below(200);
    char scratch[200];
    hmacsign_authorization read;
    if (cap <= sizeof scratch &&
        hmacsign_read_query_authorization(dialect, text.ptr, text.len, scratch, cap, &read, &detail) == HMACSIGN_OK) {
      CHECK(read.signer.id.ptr >= scratch && read.signer.id.ptr < scratch + cap);
    }
  }
}

/* One that reading cannot have given, mostly. */
static void spoil_auth(void) {
  switch (below(8)) {
  case 0: memset(&auth, 0, sizeof auth); break;
  case 1: auth.signer.id = any_text(20); break;
  case 2: auth.signer.names = any_text(40); break;
  case 3: auth.signature = any_text(40); break;
  case 4: auth.mac_len = below(2) ? below(70) : SIZE_MAX; break;
  case 5: auth.algorithm = (int32_t)below(7) - 1; break;
  case 6: auth.signer.dialect = (int32_t)below(10) - 1; break;
  default: auth.signer.created = number(); break;
  }
}

static void make_policy(void) {
  union {
    hmacsign_policy policy;
    unsigned char octets[1104];
  } room;
  size_t size = below(4) ? sizeof policy : below(2) ? sizeof policy + below(9) - 4 : 1016 + below(16), i;
  int32_t dialect = (int32_t)below(10) - 1, status;
  memset(&room, CANARY, sizeof room);
  status = hmacsign_policy_init(&room.policy, size, dialect);
  for (i = status == HMACSIGN_OK ? size : 0; i < sizeof room; i++) CHECK(room.octets[i] == CANARY);
  if (status != HMACSIGN_OK || size != sizeof policy) return;
  policy = room.policy;
  has_policy = 1;
  policy.flags = (uint32_t)octet() & (rarely() ? 255u : 31u);
  if (rarely()) policy.algorithms = (uint32_t)octet();
  if (rarely()) policy.max_skew = (uint32_t)number();
  if (rarely()) policy.size = (uint32_t)below(2) * 1025u;
  required[0] = WORD(names);
  required[1] = any_text(9);
  policy.required = required;
  policy.required_count = rarely() ? below(3) : 0;
}

static void verify(void) {
  const hmacsign_key *key = any_key();
  hmacsign_detail detail;
  hmacsign_str name = WORD(names);
  int64_t now = rarely() ? number() : 1521461320;
  int32_t status = hmacsign_verify(key, &auth, &request, has_policy && octet() & 1 ? &policy : NULL, now,
                                   octet() & 1 ? &detail : NULL);
  CHECK(status <= 0 && status != HMACSIGN_ERR_INTERNAL);
  if (!has_key(key)) CHECK(status == HMACSIGN_ERR_KEY || status == HMACSIGN_ERR_ARGUMENT);
  status = hmacsign_check_signed(&auth, name.ptr, name.len);
  CHECK(status == HMACSIGN_OK || status == HMACSIGN_REFUSED_HEADER_UNSIGNED || status == HMACSIGN_ERR_ARGUMENT);
}

static void check_and_compare(void) {
  hmacsign_detail detail;
  hmacsign_difference difference;
  hmacsign_str theirs = any_text(80);
  int32_t checked = hmacsign_check_request(&signer, &request, octet() & 1 ? &detail : NULL);
  int32_t compared = hmacsign_compare(&signer, &request, theirs.ptr, theirs.len, &difference);
  CHECK(checked == compared || compared == HMACSIGN_ERR_ARGUMENT);
}

static void diagnose(void) {
  hmacsign_str secret = any_text(30), text = octet() & 1 ? written : any_text(200);
  int32_t slip = -7;
  int32_t status = hmacsign_diagnose(signer.dialect, secret.ptr, secret.len, text.ptr, text.len, &request, &slip);
  CHECK((status == HMACSIGN_OK) == (slip != -7));
  CHECK(strlen(hmacsign_slip_text(slip)) > 0);
}

static void understand(void) {
  hmacsign_str first = WORD(names), second = any_text(160);
  hmacsign_header header = { { NULL, 0 }, { NULL, 0 } };
  hmacsign_note note;
  int64_t time = -7;
  int32_t cause = 0, any = (int32_t)number();
  header.name = first;
  header.value = second;
  if (hmacsign_read_note(&header, &note) == HMACSIGN_OK) CHECK(note.raw.len <= second.len);
  if (hmacsign_read_header_line(second.ptr, second.len, &header) == HMACSIGN_OK) {
    CHECK(header.name.len + header.value.len < second.len);
  }
  if (hmacsign_read_date(second.ptr, second.len, (uint32_t)below(6), &time) != HMACSIGN_OK) CHECK(time == -7);
  if (hmacsign_read_cause(second.ptr, second.len, &cause) == HMACSIGN_OK) CHECK(*hmacsign_cause_text(cause) != 0);
  CHECK(*hmacsign_status_name(any) != 0 && hmacsign_status_text(any) != NULL && hmacsign_status_advice(any) != NULL);
  CHECK(hmacsign_cause_text(any) != NULL && hmacsign_slip_text(any) != NULL && hmacsign_dialect_header(any) != NULL);
  CHECK(hmacsign_status_http(any) >= 200 && hmacsign_response_class(any) >= 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  int calls;
  at = data;
  end = data + size;
  /* So that a short script does something. */
  made[0] = hmacsign_key_init(&keys[0], HMACSIGN_HMAC_SHA256, "a secret", 8) == HMACSIGN_OK;
  CHECK(made[0]);
  for (calls = 0; calls < CALLS && at < end; calls++) {
    switch (below(14)) {
    case 0: make_key(); break;
    case 1: spoil_key(); break;
    case 2:
    case 3: set_request(); break;
    case 4: read_credential(); break;
    case 5:
    case 6: verify(); break;
    case 7: spoil_auth(); break;
    case 8: make_policy(); break;
    case 9: check_and_compare(); break;
    case 10: diagnose(); break;
    case 11: understand(); break;
    default: write_text(); break;
    }
  }
  clear_all();
  if (check_failed) abort();
  return 0;
}

#ifndef HMACSIGN_FUZZER
/* Every input of a file, before each its length in four octets, the lowest first. */
int main(int argc, char **argv) {
  FILE *file = argc > 1 ? fopen(argv[1], "rb") : NULL;
  uint8_t length[4];
  int count = 0;
  CHECK(file != NULL);
  while (file != NULL && fread(length, 1, sizeof length, file) == sizeof length) {
    size_t size = length[0] | (size_t)length[1] << 8 | (size_t)length[2] << 16 | (size_t)length[3] << 24;
    uint8_t *data = malloc(size + 1);
    CHECK(data != NULL && fread(data, 1, size, file) == size);
    if (data != NULL) LLVMFuzzerTestOneInput(data, size);
    free(data);
    count++;
  }
  if (file != NULL) fclose(file);
  CHECK(count >= 20);
  if (check_failed) return 1;
  printf("ok\n");
  return 0;
}
#endif
