/*
 * What scripts/instructions.sh counts the instructions of: `instructions CASE` does the case once to warm up, then once
 * inside measured(), and prints how many blocks its HMAC compresses. Callgrind collects inside measured() alone.
 */
#include "hmacsign.h"

#include <stdio.h>
#include <string.h>

enum { MANY = 64, LONG = 4096, NOW = 1521461320 };

static const char date[] = "Mon, 19 Mar 2018 12:08:40 GMT";

static hmacsign_key key;
static hmacsign_header headers[MANY];
static hmacsign_request request = {.headers = headers};
static hmacsign_signer signer = {.id = HMACSIGN_STR("AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj548pN")};
static hmacsign_authorization authorization;
static char list[1024], credential[2048], text[LONG];
static size_t length, text_len;

static hmacsign_str str(const char *from) {
  const hmacsign_str view = {from, strlen(from)};
  return view;
}

static void add(const char *name, const char *value) {
  headers[request.header_count].name = str(name);
  headers[request.header_count].value = str(value);
  request.header_count++;
}

static void names(const char *from) {
  signer.names = str(from);
}

static int ready_string(void) {
  return hmacsign_write_signature_of(&key, text, text_len, credential, sizeof credential, &length);
}

static int sign(void) {
  return hmacsign_write_authorization(&key, &signer, &request, credential, sizeof credential, &length);
}

static int verify(void) {
  const int status = hmacsign_read_authorization(signer.dialect, credential, length, &authorization, NULL);
  return status != HMACSIGN_OK ? status : hmacsign_verify(&key, &authorization, &request, NULL, NOW, NULL);
}

/* Through a pointer that the compiler knows nothing of, and not as a jump: what is counted ends where this returns. */
__attribute__((noinline)) int measured(int (*volatile work)(void)) {
  const volatile int status = work();
  return status;
}

static void many(void) {
  static char each[MANY][16];
  int i;
  add("date", date);
  strcpy(list, "date");
  for (i = 1; i < MANY; i++) {
    sprintf(each[i], "x-header-%d", i);
    add(each[i], "a value");
    strcat(strcat(list, " "), each[i]);
  }
  names(list);
}

static void date_host(void) {
  add("Date", date);
  add("Host", "api-kuy3rwbs.gz.apigw.myqcloud.com");
  names("date host");
}

int main(int count, char **arguments) {
  static char string[LONG];
  const char *name = count == 2 ? arguments[1] : "";
  int32_t algorithm = HMACSIGN_HMAC_SHA1;
  int (*work)(void) = sign;
  size_t string_len = 0;

  memset(text, 'a', sizeof text);
  request.method = str("POST");
  request.target = str("/path?b=2&a=%31");
  if (strcmp(name, "sign-date-host") == 0) {
    date_host();
  } else if (strcmp(name, "sign-64-headers") == 0) {
    many();
  } else if (strcmp(name, "read-and-verify") == 0) {
    date_host();
    work = verify;
  } else if (strcmp(name, "sign-kong-sha256") == 0) {
    add("Date", date);
    names("date request-line");
    signer.dialect = HMACSIGN_KONG;
    algorithm = HMACSIGN_HMAC_SHA256;
  } else if (strcmp(name, "sign-application") == 0) {
    add("X-Date", date);
    add("Accept", "application/json");
    add("Content-Type", "application/json");
    names("x-date");
    request.body = str("{\"arg1\":\"a\",\"arg2\":\"b\"}");
    signer.dialect = HMACSIGN_TENCENT_APP;
  } else {
    work = ready_string;
    text_len = strcmp(name, "ready-string") == 0 ? 76 : strstr(name, "-short") != NULL ? 64 : 64 + 16 * 64;
    if (strstr(name, "sha256") != NULL)
      algorithm = HMACSIGN_HMAC_SHA256;
    string_len = text_len;
  }

  if (hmacsign_key_init(&key, algorithm, "ZxF2whO0RhuwnVCj5JMMAuqcDcN2oPrC", 32) != HMACSIGN_OK)
    return 1;
  if (string_len == 0 &&
      (hmacsign_write_signing_string(&signer, &request, string, sizeof string, &string_len) != HMACSIGN_OK ||
       sign() != HMACSIGN_OK))
    return 1;
  if (work() != HMACSIGN_OK || measured(work) != HMACSIGN_OK)
    return 1;
  /* The string with its padding, and the outer hash. */
  printf("%lu\n", (unsigned long)((string_len + 9 + 63) / 64 + 1));
  hmacsign_key_clear(&key);
  return 0;
}
