/* The contestant itself, as a C program calls it. */
#include "peer.h"

#include "hmacsign.h"

#include <stdint.h>

enum { KEYS = 1000, SLOTS = 2048 };

static hmacsign_key ready;

const char *hmacsign_peer_version(void) {
  return hmacsign_version();
}

int hmacsign_peer_ready(const peer_job *job) {
  return hmacsign_key_init(&ready, HMACSIGN_HMAC_SHA1, job->secret.ptr, job->secret.len) == HMACSIGN_OK;
}

static hmacsign_str str(peer_text text) {
  hmacsign_str view;
  view.ptr = text.ptr;
  view.len = text.len;
  return view;
}

/* What a caller has to fill in. */
#define REQUEST(job)                                                                                       \
  const hmacsign_header headers[] = {{HMACSIGN_STR("Date"), str((job)->date)},                             \
                                     {HMACSIGN_STR("Host"), str((job)->host)}};                            \
  const hmacsign_request request = {.headers = headers, .header_count = 2}

size_t hmacsign_peer_sign(const peer_job *job, char *out, size_t cap) {
  REQUEST(job);
  const hmacsign_signer signer = {.id = str(job->id), .names = HMACSIGN_STR("date host")};
  size_t len = 0;
  return hmacsign_write_authorization(&ready, &signer, &request, out, cap, &len) == HMACSIGN_OK ? len : 0;
}

size_t hmacsign_peer_signature(const peer_job *job, char *out, size_t cap) {
  REQUEST(job);
  const hmacsign_signer signer = {.id = str(job->id), .names = HMACSIGN_STR("date host")};
  size_t len = 0;
  return hmacsign_write_signature(&ready, &signer, &request, out, cap, &len) == HMACSIGN_OK ? len : 0;
}

size_t hmacsign_peer_signature_of(peer_text string, char *out, size_t cap) {
  size_t len = 0;
  return hmacsign_write_signature_of(&ready, string.ptr, string.len, out, cap, &len) == HMACSIGN_OK ? len : 0;
}

/* Many headers and other algorithms. */

static hmacsign_key keys[HMACSIGN_HMAC_SHA512 + 1];

int hmacsign_peer_key(int32_t algorithm, peer_text secret) {
  return hmacsign_key_init(&keys[algorithm], algorithm, secret.ptr, secret.len) == HMACSIGN_OK;
}

size_t hmacsign_peer_sign_many(int32_t algorithm, const hmacsign_header *headers, size_t count, peer_text names,
                               char *out, size_t cap) {
  const hmacsign_request request = {.headers = headers, .header_count = count};
  const hmacsign_signer signer = {.id = HMACSIGN_STR("AKID"), .names = str(names)};
  size_t len = 0;
  return hmacsign_write_authorization(&keys[algorithm], &signer, &request, out, cap, &len) == HMACSIGN_OK ? len : 0;
}

int hmacsign_peer_check_many(const hmacsign_header *headers, size_t count, peer_text names) {
  const hmacsign_request request = {.headers = headers, .header_count = count};
  const hmacsign_signer signer = {.id = HMACSIGN_STR("AKID"), .names = str(names)};
  return hmacsign_check_request(&signer, &request, NULL) == HMACSIGN_OK;
}

/* A server's table: open addressing, by FNV-1a of the id. */

static struct {
  hmacsign_str id;
  hmacsign_key key;
} table[KEYS];

static uint16_t slots[SLOTS]; /* the index in the table and one more */

static size_t slot(hmacsign_str id) {
  uint64_t hash = 14695981039346656037u;
  size_t i;
  for (i = 0; i < id.len; i++)
    hash = (hash ^ (unsigned char)id.ptr[i]) * 1099511628211u;
  return (size_t)(hash ^ hash >> 32) % SLOTS;
}

int hmacsign_peer_own(size_t index, peer_text id, peer_text secret) {
  size_t at = slot(str(id));
  if (index >= KEYS || hmacsign_key_init(&table[index].key, HMACSIGN_HMAC_SHA1, secret.ptr, secret.len) != HMACSIGN_OK)
    return 0;
  table[index].id = str(id);
  while (slots[at] != 0)
    at = (at + 1) % SLOTS;
  slots[at] = (uint16_t)(index + 1);
  return 1;
}

static const hmacsign_key *key_of(hmacsign_str id) {
  size_t at;
  for (at = slot(id); slots[at] != 0; at = (at + 1) % SLOTS)
    if (table[slots[at] - 1].id.len == id.len && memcmp(table[slots[at] - 1].id.ptr, id.ptr, id.len) == 0)
      return &table[slots[at] - 1].key;
  return NULL;
}

int hmacsign_peer_verify(const peer_job *job, peer_text credential, int64_t now) {
  REQUEST(job);
  hmacsign_authorization authorization;
  const hmacsign_key *key;
  int32_t status = hmacsign_read_authorization(HMACSIGN_TENCENT, credential.ptr, credential.len, &authorization, NULL);
  if (status != HMACSIGN_OK)
    return 0;
  key = key_of(authorization.signer.id);
  return key != NULL && hmacsign_verify(key, &authorization, &request, NULL, now, NULL) == HMACSIGN_OK;
}
