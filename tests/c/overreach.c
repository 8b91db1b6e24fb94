/*
 * Faults that the sanitizers must find, in a program that has them for this alone: `make sanitize` runs it. In C, an
 * octet read behind an array, and a number that overflows; in the library, text read and written that is shorter than it
 * is told.
 */
#include "hmacsign.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int count, char **arguments) {
  const char *fault = count > 1 ? arguments[1] : "";
  static const char date[] = "Mon, 19 Mar 2018 12:08:40 GMT";
  const size_t len = sizeof date - 2; /* without its last letter */
  char *text = malloc(len);
  const char *volatile hidden = text; /* from the compiler */
  int64_t time = 0;
  size_t out_len = 0;
  int32_t status = 0;
  if (text == NULL)
    return 2;
  memcpy(text, date, len);
  if (strcmp(fault, "c-read") == 0)
    status = hidden[len];
  else if (strcmp(fault, "c-overflow") == 0)
    status = INT_MAX + count;
  else if (strcmp(fault, "rust-read") == 0)
    status = hmacsign_read_date(text, len + 1, 0, &time);
  else if (strcmp(fault, "rust-write") == 0)
    status = hmacsign_write_date(time, text, len + 2, &out_len);
  else
    return 2;
  printf("%s: nothing was reported, and %d\n", fault, (int)status);
  free(text);
  return 0;
}
