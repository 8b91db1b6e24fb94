// A contestant as vendors' demos are written: SHA-1 octet by octet, HMAC by gluing strings, and Base64 by way of a
// string of the digits 0 and 1. Correct, and slow.
extern "C" {
#include "peer.h"
}

#include <cstdint>
#include <string>

namespace {

uint32_t rotate(uint32_t word, int by) { return (word << by) | (word >> (32 - by)); }

std::string sha1(std::string text) {
  uint32_t state[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
  const uint64_t bits = static_cast<uint64_t>(text.size()) * 8;
  text += static_cast<char>(0x80);
  while (text.size() % 64 != 56)
    text += static_cast<char>(0);
  for (int shift = 56; shift >= 0; shift -= 8)
    text += static_cast<char>(bits >> shift & 0xFF);

  for (size_t block = 0; block < text.size(); block += 64) {
    uint32_t words[80] = {0};
    for (size_t i = 0; i < 64; i++)
      words[i / 4] |= static_cast<uint32_t>(static_cast<unsigned char>(text.at(block + i))) << (24 - 8 * (i % 4));
    for (int i = 16; i < 80; i++)
      words[i] = rotate(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1);
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];
    for (int i = 0; i < 80; i++) {
      uint32_t f, k;
      if (i < 20) {
        f = (b & c) | (~b & d);
        k = 0x5A827999;
      } else if (i < 40) {
        f = b ^ c ^ d;
        k = 0x6ED9EBA1;
      } else if (i < 60) {
        f = (b & c) | (b & d) | (c & d);
        k = 0x8F1BBCDC;
      } else {
        f = b ^ c ^ d;
        k = 0xCA62C1D6;
      }
      const uint32_t next = rotate(a, 5) + f + e + k + words[i];
      e = d;
      d = c;
      c = rotate(b, 30);
      b = a;
      a = next;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
  }

  std::string digest;
  for (int i = 0; i < 20; i++)
    digest += static_cast<char>(state[i / 4] >> (24 - 8 * (i % 4)) & 0xFF);
  return digest;
}

std::string hmac_sha1(std::string key, const std::string &text) {
  if (key.size() > 64)
    key = sha1(key);
  key.resize(64, 0);
  std::string inner, outer;
  for (const char octet : key) {
    inner += static_cast<char>(octet ^ 0x36);
    outer += static_cast<char>(octet ^ 0x5C);
  }
  return sha1(outer + sha1(inner + text));
}

std::string base64(const std::string &octets) {
  const std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bits, encoded;
  for (const char octet : octets)
    for (int i = 7; i >= 0; i--)
      bits += (static_cast<unsigned char>(octet) >> i & 1) ? '1' : '0';
  while (bits.size() % 6 != 0)
    bits += '0';
  for (size_t i = 0; i < bits.size(); i += 6) {
    size_t index = 0;
    for (const char bit : bits.substr(i, 6))
      index = index * 2 + static_cast<size_t>(bit - '0');
    encoded += digits[index];
  }
  while (encoded.size() % 4 != 0)
    encoded += '=';
  return encoded;
}

}  // namespace

extern "C" int textbook_ready(const peer_job *job) { return job != nullptr; }

extern "C" size_t textbook_sign(const peer_job *job, char *out, size_t cap) {
  const std::string secret(job->secret.ptr, job->secret.len), id(job->id.ptr, job->id.len);
  const std::string date(job->date.ptr, job->date.len), host(job->host.ptr, job->host.len);
  const std::string string = "date: " + date + "\n" + "host: " + host;
  const std::string value = "hmac id=\"" + id + "\", algorithm=\"hmac-sha1\", headers=\"date host\", signature=\"" +
                            base64(hmac_sha1(secret, string)) + "\"";
  if (value.size() >= cap)
    return 0;
  memcpy(out, value.c_str(), value.size() + 1);
  return value.size();
}
