/* Contestants with OpenSSL 3: the one call, a context that is used again, and version 3's own way to do that. */
#define OPENSSL_API_COMPAT 0x10100000L
#include "peer.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/params.h>
#include <stdio.h>

const char *openssl_version(void) {
  static char text[48];
  snprintf(text, sizeof text, "OpenSSL %s", OpenSSL_version(OPENSSL_FULL_VERSION_STRING));
  return text;
}

int openssl_one_shot_ready(const peer_job *job) {
  return job != NULL;
}

/* As most write it: printf, HMAC() with the secret each time, printf. */
size_t openssl_one_shot_sign(const peer_job *job, char *out, size_t cap) {
  char string[512];
  unsigned char mac[EVP_MAX_MD_SIZE], signature[64];
  unsigned mac_len = 0;
  int len = snprintf(string, sizeof string, "date: %s\nhost: %s", job->date.ptr, job->host.ptr);
  if (len < 0 || (size_t)len >= sizeof string ||
      HMAC(EVP_sha1(), job->secret.ptr, (int)job->secret.len, (unsigned char *)string, (size_t)len, mac, &mac_len) ==
          NULL)
    return 0;
  EVP_EncodeBlock(signature, mac, (int)mac_len);
  len = snprintf(out, cap, "hmac id=\"%s\", algorithm=\"hmac-sha1\", headers=\"date host\", signature=\"%s\"",
                 job->id.ptr, (char *)signature);
  return len < 0 || (size_t)len >= cap ? 0 : (size_t)len;
}

static HMAC_CTX *hmac;

int openssl_hmac_ctx_ready(const peer_job *job) {
  hmac = HMAC_CTX_new();
  return hmac != NULL && HMAC_Init_ex(hmac, job->secret.ptr, (int)job->secret.len, EVP_sha1(), NULL);
}

static int openssl_hmac_ctx_mac(const char *string, size_t len, unsigned char mac[20]) {
  unsigned mac_len = 20;
  return HMAC_Init_ex(hmac, NULL, 0, NULL, NULL) && HMAC_Update(hmac, (const unsigned char *)string, len) &&
         HMAC_Final(hmac, mac, &mac_len);
}

PEER_PREPARED(openssl_hmac_ctx);

static EVP_MAC_CTX *evp;

int openssl_evp_mac_ready(const peer_job *job) {
  char digest[] = "SHA1";
  OSSL_PARAM parameters[2];
  EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
  parameters[0] = OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0);
  parameters[1] = OSSL_PARAM_construct_end();
  evp = EVP_MAC_CTX_new(mac);
  EVP_MAC_free(mac);
  return evp != NULL && EVP_MAC_init(evp, (const unsigned char *)job->secret.ptr, job->secret.len, parameters);
}

static int openssl_evp_mac_mac(const char *string, size_t len, unsigned char mac[20]) {
  return EVP_MAC_init(evp, NULL, 0, NULL) && EVP_MAC_update(evp, (const unsigned char *)string, len) &&
         EVP_MAC_final(evp, mac, NULL, 20);
}

PEER_PREPARED(openssl_evp_mac);
