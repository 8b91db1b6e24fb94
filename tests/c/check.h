/* CHECK: like assert, but it is there in every build, goes on after a failure and counts. */
#ifndef CHECK_H
#define CHECK_H

#include <stdio.h>

static int check_failed;

#define CHECK(condition) \
  ((condition) ? (void)0 : (void)(check_failed++, fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition)))

#endif
