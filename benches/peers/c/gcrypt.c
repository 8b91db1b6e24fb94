/* A contestant with libgcrypt: a handle with its key, reset for each signature. */
#include "peer.h"

#include <gcrypt.h>
#include <stdio.h>

static gcry_md_hd_t handle;

const char *gcrypt_peer_version(void) {
  static char text[48];
  snprintf(text, sizeof text, "libgcrypt %s", gcry_check_version(NULL));
  return text;
}

int gcrypt_peer_ready(const peer_job *job) {
  gcry_check_version(NULL);
  gcry_control(GCRYCTL_DISABLE_SECMEM, 0);
  gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
  return gcry_md_open(&handle, GCRY_MD_SHA1, GCRY_MD_FLAG_HMAC) == 0 &&
         gcry_md_setkey(handle, job->secret.ptr, job->secret.len) == 0;
}

static int gcrypt_peer_mac(const char *string, size_t len, unsigned char mac[20]) {
  const unsigned char *read;
  gcry_md_reset(handle);
  gcry_md_write(handle, string, len);
  read = gcry_md_read(handle, GCRY_MD_SHA1);
  if (read != NULL)
    memcpy(mac, read, 20);
  return read != NULL;
}

PEER_PREPARED(gcrypt_peer);
