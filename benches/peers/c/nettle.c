/* A contestant with nettle: the key is made ready once, and the context copied for each signature. */
#include "peer.h"

#include <nettle/hmac.h>
#include <nettle/version.h>
#include <stdio.h>

static struct hmac_sha1_ctx ready;

const char *nettle_peer_version(void) {
  static char text[32];
  snprintf(text, sizeof text, "nettle %d.%d", NETTLE_VERSION_MAJOR, NETTLE_VERSION_MINOR);
  return text;
}

int nettle_peer_ready(const peer_job *job) {
  hmac_sha1_set_key(&ready, job->secret.len, (const uint8_t *)job->secret.ptr);
  return 1;
}

size_t nettle_peer_sign(const peer_job *job, char *out, size_t cap) {
  char string[512];
  uint8_t mac[SHA1_DIGEST_SIZE];
  struct hmac_sha1_ctx own = ready;
  size_t len = peer_string(job, string, sizeof string);
  if (len == 0)
    return 0;
  hmac_sha1_update(&own, len, (const uint8_t *)string);
  hmac_sha1_digest(&own, sizeof mac, mac);
  return peer_credential(job, mac, out, cap);
}
