/*
 * What the contestants in C share: what is to be signed, and the part of the work that is not the MAC, done as well as
 * plain C does it, so that the MACs are compared and not the ways to copy text.
 */
#ifndef PEER_H
#define PEER_H

#include <stddef.h>
#include <string.h>

typedef struct {
  const char *ptr;
  size_t len;
} peer_text;

typedef struct {
  peer_text secret, id, date, host;
} peer_job;

static inline char *peer_put(char *out, const char *text, size_t len) {
  memcpy(out, text, len);
  return out + len;
}

#define PEER_PUT(out, literal) peer_put(out, literal, sizeof(literal) - 1)

/* The string that is signed; 0 if it has no room. */
static inline size_t peer_string(const peer_job *job, char *out, size_t cap) {
  char *end = out;
  if (cap < sizeof "date: \nhost: " + job->date.len + job->host.len)
    return 0;
  end = PEER_PUT(end, "date: ");
  end = peer_put(end, job->date.ptr, job->date.len);
  end = PEER_PUT(end, "\nhost: ");
  end = peer_put(end, job->host.ptr, job->host.len);
  return (size_t)(end - out);
}

/* The 28 characters of a MAC of 20 octets. */
static inline void peer_base64(const unsigned char mac[20], char out[28]) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  unsigned i, group;
  for (i = 0; i < 6; i++, mac += 3, out += 4) {
    group = (unsigned)mac[0] << 16 | (unsigned)mac[1] << 8 | mac[2];
    out[0] = digits[group >> 18];
    out[1] = digits[group >> 12 & 63];
    out[2] = digits[group >> 6 & 63];
    out[3] = digits[group & 63];
  }
  group = (unsigned)mac[0] << 16 | (unsigned)mac[1] << 8;
  out[0] = digits[group >> 18];
  out[1] = digits[group >> 12 & 63];
  out[2] = digits[group >> 6 & 63];
  out[3] = '=';
}

/* The value of Authorization, with its NUL; its length, or 0 if it has no room. */
static inline size_t peer_credential(const peer_job *job, const unsigned char mac[20], char *out, size_t cap) {
  char *end = out;
  if (cap < 128 + job->id.len)
    return 0;
  end = PEER_PUT(end, "hmac id=\"");
  end = peer_put(end, job->id.ptr, job->id.len);
  end = PEER_PUT(end, "\", algorithm=\"hmac-sha1\", headers=\"date host\", signature=\"");
  peer_base64(mac, end);
  end = PEER_PUT(end + 28, "\"");
  *end = 0;
  return (size_t)(end - out);
}

/*
 * The two things that are timed of a contestant NAME, whose NAME_mac(string, len, mac) gives 0 if it fails: NAME_sign,
 * which puts the string and the credential together, and NAME_signature_of, of a string that is ready.
 */
#define PEER_PREPARED(name)                                                      \
  size_t name##_sign(const peer_job *job, char *out, size_t cap) {               \
    char string[512];                                                            \
    unsigned char mac[20];                                                       \
    size_t len = peer_string(job, string, sizeof string);                        \
    if (len == 0 || !name##_mac(string, len, mac))                               \
      return 0;                                                                  \
    return peer_credential(job, mac, out, cap);                                  \
  }                                                                              \
  size_t name##_signature_of(peer_text string, char *out, size_t cap) {          \
    unsigned char mac[20];                                                       \
    if (cap < 29 || !name##_mac(string.ptr, string.len, mac))                    \
      return 0;                                                                  \
    peer_base64(mac, out);                                                       \
    out[28] = 0;                                                                 \
    return 28;                                                                   \
  }                                                                              \
  size_t name##_sign(const peer_job *job, char *out, size_t cap)

#endif
