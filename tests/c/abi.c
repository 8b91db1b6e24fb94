/*
 * The ABI as a C compiler sees it in the header: prints the rows of tests/abi.txt that have numbers, for the machine
 * that it runs on. tests/abi.rs makes abi_rows.h from that file; what the header lacks or declares otherwise does not
 * compile.
 */
#include "hmacsign.h"

#include <stddef.h>
#include <stdio.h>

#define NUMBER(kind, name)
#define STRUCT(name) \
  struct aligned_##name { \
    char first; \
    name rest; \
  };
#define MEMBER(structure, member, type)
#define FUNCTION(prototype) prototype
#include "abi_rows.h"
#undef NUMBER
#undef STRUCT
#undef MEMBER
#undef FUNCTION

#define NUMBER(kind, name) printf("%s %s %ld\n", kind, #name, (long)(name));
#define STRUCT(name) \
  printf("struct %s: size %lu, alignment %lu\n", #name, (unsigned long)sizeof(name), \
         (unsigned long)offsetof(struct aligned_##name, rest));
#define MEMBER(structure, member, type) \
  printf("member %s.%s %s: offset %lu, size %lu\n", #structure, #member, type, \
         (unsigned long)offsetof(structure, member), (unsigned long)sizeof(((structure *)NULL)->member));
#define FUNCTION(prototype)

int main(void) {
#include "abi_rows.h"
  return 0;
}
