/* A contestant with Mbed TLS: a context with its key, reset for each signature. */
#include "peer.h"

#include <mbedtls/md.h>
#include <mbedtls/version.h>

static mbedtls_md_context_t context;

const char *mbedtls_peer_version(void) {
  return MBEDTLS_VERSION_STRING_FULL;
}

int mbedtls_peer_ready(const peer_job *job) {
  mbedtls_md_init(&context);
  return mbedtls_md_setup(&context, mbedtls_md_info_from_type(MBEDTLS_MD_SHA1), 1) == 0 &&
         mbedtls_md_hmac_starts(&context, (const unsigned char *)job->secret.ptr, job->secret.len) == 0;
}

static int mbedtls_peer_mac(const char *string, size_t len, unsigned char mac[20]) {
  return mbedtls_md_hmac_reset(&context) == 0 &&
         mbedtls_md_hmac_update(&context, (const unsigned char *)string, len) == 0 &&
         mbedtls_md_hmac_finish(&context, mac) == 0;
}

PEER_PREPARED(mbedtls_peer);
