/*
 * What is left on the stack, and in a key: after a key was made, be it of a secret as it stands or of one in Base64,
 * after signing, verifying and wiping, there must be no piece of the secret below the caller, nor of what is as good:
 * the pads that HMAC makes of it, its hash where it is longer than a block, and the states that a key holds. All of them
 * in every order of octets in which hash functions lay them down. Each call runs on a stack that this program keeps, on
 * which nothing runs afterwards, and which is looked through then.
 *
 * That finds what it looks for. So it also makes every call again that gives nothing of the secret away, with another
 * secret: the two stacks must be the same, octet by octet.
 *
 * Is given the hashes of the long secrets: a line with algorithm, length and hash in hexadecimal digits for each. (Not
 * for valgrind, to which that stack is out of bounds.)
 */
#define _XOPEN_SOURCE 600
#include "check.h"
#include "hmacsign.h"

#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

enum { STACK = 1 << 16, LONGEST = 200, BEFORE = 0xE5, PIECE = 8, PADDED = LONGEST + PIECE };

/* ---- What is looked for ---- */

static unsigned char secret[PADDED], hashes[5][LONGEST + 1][64], base64[LONGEST * 2];
static size_t secret_len, base64_len;
static int32_t algorithm;
static hmacsign_key key;

static const size_t hash_lens[] = { 0, 20, 32, 48, 64 }, blocks[] = { 0, 64, 64, 128, 128 };

typedef struct {
  uint64_t octets;
  const char *what;
} piece;
static piece pieces[12 * LONGEST];
static size_t count;
static unsigned char seen[1 << 16]; /* the first two octets of pieces */

static void add(const unsigned char *from, const char *what) {
  memcpy(&pieces[count].octets, from, PIECE);
  pieces[count++].what = what;
  seen[from[0] | from[1] << 8] = 1;
}

static int order(const void *left, const void *right) {
  const uint64_t a = ((const piece *)left)->octets, b = ((const piece *)right)->octets;
  return (a > b) - (a < b);
}

/* All pieces of this secret, or what HMAC takes for it, as it is and as a hash function lays out words. */
static void add_all(const unsigned char *from, size_t len, const char *const what[3]) {
  static const unsigned char changes[] = { 0, 0x36, 0x5C };
  static const size_t words[] = { 1, 4, 8 };
  const size_t padded = len + PIECE, least = len < 6 ? len : 6; /* so many must be the secret's, and not padding */
  int change, word;
  for (change = 0; change < 3; change++) {
    for (word = 0; word < 3; word++) {
      unsigned char changed[PADDED] = { 0 }, laid[PADDED] = { 0 };
      const size_t width = words[word], whole = padded / width * width;
      size_t i;
      for (i = 0; i < padded; i++)
        changed[i] = (unsigned char)((i < len ? from[i] : 0) ^ changes[change]);
      for (i = 0; i < whole; i++)
        laid[i] = changed[i / width * width + (width - 1 - i % width)];
      for (i = 0; i + least <= len && i + PIECE <= whole; i++)
        if ((width == 1 || i % 4 == 0) && (change > 0 || len >= 4)) /* less could be there by chance */
          add(laid + i, what[change]);
    }
  }
}

static void gather(void) {
  static const char *const own[] = { "the secret", "the inner pad", "the outer pad" };
  static const char *const hash[] = { "the secret's hash", "the inner pad of its hash", "the outer pad of its hash" };
  count = 0;
  memset(seen, 0, sizeof seen);
  add_all(secret, secret_len, own);
  if (secret_len > blocks[algorithm])
    add_all(hashes[algorithm][secret_len], hash_lens[algorithm], hash);
  qsort(pieces, count, sizeof *pieces, order);
}

/* ---- The stack ---- */

static unsigned char *stack;
static ucontext_t here, there;
static const char *doing;
static unsigned found, looked;
static int expected_here; /* so it is not told */

static void found_at(const char *what, const unsigned char *at) {
  if (found++ < 20 && !expected_here)
    fprintf(stderr, "after %s, algorithm %d, %d octets: %s, %d octets below the caller\n", doing, (int)algorithm,
            (int)secret_len, what, (int)(stack + STACK - at));
}

/* How much of it was used; it grows downwards. */
static size_t lowest(void) {
  size_t at = 0;
  while (at < STACK && stack[at] == BEFORE)
    at++;
  return at;
}

static void find_pieces(void) {
  size_t at;
  for (at = lowest(); at + PIECE <= STACK; at++) {
    piece wanted;
    const piece *got;
    if (!seen[stack[at] | stack[at + 1] << 8])
      continue;
    memcpy(&wanted.octets, stack + at, PIECE);
    got = bsearch(&wanted, pieces, count, sizeof *pieces, order);
    if (got != NULL)
      found_at(got->what, stack + at);
  }
}

/* Words of the states that a key holds, which has its tag and counters besides: two of four octets are no chance. */
static void find_states(const hmacsign_key *of) {
  uint32_t words[sizeof *of / 4];
  const unsigned char *first = NULL;
  size_t at, i, before = sizeof words / sizeof *words;
  memcpy(words, of, sizeof words);
  for (at = lowest(); at + 4 <= STACK; at++) {
    uint32_t word;
    memcpy(&word, stack + at, 4);
    if (word < 0x10000 || word == BEFORE * 0x01010101u)
      continue;
    for (i = 2; i < sizeof words / sizeof *words && words[i] != word; i++)
      continue;
    if (i == sizeof words / sizeof *words || i == before)
      continue;
    if (first != NULL)
      found_at("words of the key's states", first);
    first = stack + at;
    before = i;
  }
}

static void painted(void (*work)(void)) {
  memset(stack, BEFORE, STACK);
  CHECK(getcontext(&there) == 0);
  there.uc_stack.ss_sp = stack;
  there.uc_stack.ss_size = STACK;
  there.uc_link = &here;
  makecontext(&there, work, 0);
  CHECK(swapcontext(&here, &there) == 0);
  CHECK(lowest() > 0 && lowest() < STACK);
}

/* ---- The calls ---- */

static hmacsign_header headers[] = {
  { HMACSIGN_STR("X-Date"), HMACSIGN_STR("Mon, 19 Mar 2018 12:08:40 GMT") },
  { HMACSIGN_STR("Host"), HMACSIGN_STR("example.com") },
};
static hmacsign_request request = { headers, 2, HMACSIGN_STR("POST"), HMACSIGN_STR("/path?a=1"),
                                    { NULL, 0 }, HMACSIGN_STR("b=2"), NULL };
static hmacsign_signer signer = { HMACSIGN_STR("id"), HMACSIGN_STR("x-date host"), HMACSIGN_TENCENT, 0, 0, 0 };
static const int64_t now = 1521461320;
static char text[1024];
static size_t length;
static hmacsign_authorization auth;
static int32_t status;

static void make(void) {
  status = hmacsign_key_init(&key, algorithm, (const char *)secret, secret_len);
}

static void make_of_base64(void) {
  status = hmacsign_key_init_base64(&key, algorithm, (const char *)base64, base64_len);
}

static void sign(void) {
  status = hmacsign_write_authorization(&key, &signer, &request, text, sizeof text, &length);
}

static void sign_text(void) {
  char out[HMACSIGN_SIGNATURE_MAX + 1];
  size_t len;
  status = hmacsign_write_signature_of(&key, text, length, out, sizeof out, &len);
}

static void write_lines(void) {
  static char out[2048];
  size_t len;
  status = hmacsign_write_header_lines(&key, &signer, &request, out, sizeof out, &len);
}

static void verify(void) {
  status = hmacsign_verify(&key, &auth, &request, NULL, now, NULL);
}

static void clear(void) {
  hmacsign_key_clear(&key);
  status = HMACSIGN_OK;
}

static void encode(void) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  size_t i, digit;
  base64_len = 0;
  for (i = 0; i < secret_len; i += 3) {
    unsigned group = 0;
    for (digit = 0; digit < 3; digit++)
      group = group << 8 | (i + digit < secret_len ? secret[i + digit] : 0);
    for (digit = 0; digit < 4; digit++)
      base64[base64_len++] = (unsigned char)(i + digit <= secret_len ? digits[group >> (18 - 6 * digit) & 63] : '=');
  }
}

static void choose(size_t len, unsigned salt) {
  size_t i;
  memset(secret, 0, sizeof secret);
  for (i = 0; i < len; i++)
    secret[i] = (unsigned char)(i * 151 + len * 29 + salt * 83 + 0x91);
  secret_len = len;
  encode();
}

/* Do it, and look for all that must not be there. */
static void look(const char *what, void (*work)(void), int32_t expected) {
  const hmacsign_key before = key;
  doing = what;
  painted(work);
  CHECK(status == expected);
  find_pieces();
  find_states(work == clear ? &before : &key);
  looked++;
}

/* Do the same with this secret and with another one: nothing may differ, since neither is given away. */
static void compare(const char *what, void (*work)(void), int32_t expected) {
  static unsigned char first[STACK];
  const size_t len = secret_len;
  size_t at, differ = 0, last = 0;
  doing = what;
  painted(work);
  CHECK(status == expected);
  memcpy(first, stack, STACK);
  choose(len, 1);
  if (work != make && work != make_of_base64)
    make();
  painted(work);
  CHECK(status == expected);
  for (at = 0; at < STACK; at++) {
    if (first[at] != stack[at])
      differ++, last = at;
  }
  if (differ > 0)
    found_at("what depends on the secret", stack + last);
  choose(len, 0);
  make();
  looked++;
}

/* How many bytes that were on the stack, and pieces of the secret, are in the key. (Chance gives one or two.) */
static int kept(void) {
  const unsigned char *memory = (const unsigned char *)&key;
  size_t at;
  int octets = 0;
  for (at = 0; at < sizeof key; at++)
    octets += memory[at] == BEFORE;
  for (at = 0; at + PIECE <= sizeof key; at++) {
    piece wanted;
    memcpy(&wanted.octets, memory + at, PIECE);
    CHECK(bsearch(&wanted, pieces, count, sizeof *pieces, order) == NULL);
  }
  return octets;
}

enum { SHORT, LONG };

/* A short request, or one with a value and parameters that take many blocks. */
static void lengthen(int size) {
  static char value[300], target[1200] = "/path?a=1";
  if (value[0] == 0) {
    int i;
    memset(value, 'v', sizeof value);
    for (i = 0; i < 60; i++)
      sprintf(target + strlen(target), "&name-%d=value-%d", i * 7 % 60, i);
  }
  headers[1].value.ptr = size == LONG ? value : "example.com";
  headers[1].value.len = size == LONG ? sizeof value : strlen("example.com");
  request.target.ptr = target;
  request.target.len = size == LONG ? strlen(target) : strlen("/path?a=1");
}

static void all_calls(size_t len) {
  int size;
  choose(len, 0);
  gather();
  look("key_init_base64", make_of_base64, HMACSIGN_OK);
  CHECK(kept() < 8);
  look("key_init", make, HMACSIGN_OK);
  CHECK(kept() < 8);
  /* The long one is hashed while its string is put together, and so from deeper in the stack. */
  for (size = SHORT; size <= LONG; size++) {
    lengthen(size);
    for (signer.dialect = HMACSIGN_TENCENT; signer.dialect <= HMACSIGN_TENCENT_APP; signer.dialect++) {
      look("write_authorization", sign, HMACSIGN_OK);
      look("write_header_lines", write_lines, HMACSIGN_OK);
      CHECK(hmacsign_read_authorization(signer.dialect, text, length, &auth, NULL) == HMACSIGN_OK);
      look("verify", verify, HMACSIGN_OK);
    }
  }
  look("write_signature_of", sign_text, HMACSIGN_OK);
  auth.signer.dialect = HMACSIGN_TENCENT; /* what is signed differs now */
  look("verify", verify, HMACSIGN_REFUSED_SIGNATURE);
  compare("key_init", make, HMACSIGN_OK);
  compare("key_init_base64", make_of_base64, HMACSIGN_OK);
  compare("key_clear", clear, HMACSIGN_OK);
  compare("verify", verify, HMACSIGN_REFUSED_SIGNATURE);
  make();
  look("key_clear", clear, HMACSIGN_OK);
}

static void read_hashes(void) {
  int which, len, chars;
  while (scanf("%d %d %n", &which, &len, &chars) == 2) {
    size_t i;
    for (i = 0; i < hash_lens[which]; i++) {
      unsigned octet;
      CHECK(scanf("%2x", &octet) == 1);
      hashes[which][len][i] = (unsigned char)octet;
    }
  }
}

/* It would be found if it were there. */
static void control(void) {
  const unsigned before = found;
  doing = "a control";
  expected_here = 1;
  memset(stack, BEFORE, STACK);
  memcpy(stack + STACK / 2 + 3, secret + 1, PIECE);
  find_pieces();
  CHECK(found == before + 1);
  memset(stack, BEFORE, STACK);
  memcpy(stack + STACK / 2 + 1, &key.opaque[1], 8);
  find_states(&key);
  CHECK(found == before + 2);
  found = before;
}

int main(void) {
  size_t len;
  stack = malloc(STACK);
  CHECK(stack != NULL);
  read_hashes();
  hmacsign_key_clear(&key); /* the others are looked for by a dynamic linker before they are compared */
  for (algorithm = HMACSIGN_HMAC_SHA1; algorithm <= HMACSIGN_HMAC_SHA512; algorithm++)
    for (len = 1; len <= LONGEST; len++)
      all_calls(len);
  algorithm = HMACSIGN_HMAC_SHA256;
  make();
  gather();
  control();
  free(stack);
  printf("looked %u times, found %u\n%s\n", looked, found, check_failed || found > 0 ? "failed" : "ok");
  return check_failed != 0 || found > 0;
}
