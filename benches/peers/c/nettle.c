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

static int nettle_peer_mac(const char *string, size_t len, unsigned char mac[20]) {
  struct hmac_sha1_ctx own = ready;
  hmac_sha1_update(&own, len, (const uint8_t *)string);
  hmac_sha1_digest(&own, SHA1_DIGEST_SIZE, mac);
  return 1;
}

PEER_PREPARED(nettle_peer);
