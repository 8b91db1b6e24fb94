/* The version by macro, string and function; prints it, to be compared with Cargo.toml. Then every status number. */
#include "check.h"
#include "hmacsign.h"

#include <string.h>

int main(void) {
  char text[32];
  int32_t status;
  int named = 0;

  snprintf(text, sizeof text, "%d.%d.%d", HMACSIGN_VERSION_MAJOR, HMACSIGN_VERSION_MINOR, HMACSIGN_VERSION_PATCH);
  CHECK(strcmp(text, HMACSIGN_VERSION) == 0);
  CHECK(strcmp(text, hmacsign_version()) == 0);
  CHECK(hmacsign_version_number() == HMACSIGN_VERSION_NUMBER);
  CHECK(HMACSIGN_VERSION_NUMBER ==
        HMACSIGN_VERSION_MAJOR * 65536 + HMACSIGN_VERSION_MINOR * 256 + HMACSIGN_VERSION_PATCH);
  CHECK(hmacsign_key_size() == sizeof(hmacsign_key));
  CHECK(sizeof(hmacsign_key) == 384);

  for (status = -100; status <= 10; status++) {
    const char *name = hmacsign_status_name(status), *sentence = hmacsign_status_text(status);
    int32_t http = hmacsign_status_http(status);
    CHECK(name != NULL && strncmp(name, "HMACSIGN_", 9) == 0);
    CHECK(sentence != NULL && sentence[0] != '\0' && strchr(sentence, '\n') == NULL);
    CHECK(http == (status == 0 ? 200 : status <= -40 && status >= -79 ? 401 : 500));
    if (strcmp(name, "HMACSIGN_UNKNOWN") != 0) {
      named++;
    } else {
      CHECK(strcmp(sentence, hmacsign_status_text(INT32_MIN)) == 0);
    }
  }
  CHECK(named >= 15);
  CHECK(strcmp(hmacsign_status_name(HMACSIGN_ERR_BUFFER), "HMACSIGN_ERR_BUFFER") == 0);
  CHECK(strcmp(hmacsign_dialect_header(HMACSIGN_TENCENT), "Authorization") == 0);
  CHECK(strcmp(hmacsign_dialect_header(-1), "") == 0);

  printf("%s\n", HMACSIGN_VERSION);
  return check_failed != 0;
}
