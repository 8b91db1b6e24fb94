/*
 * Sign, read a credential and verify without an operating system's library: no libc,
 * no start files, no heap. What the library asks of the program is here: memcpy,
 * memset, memcmp, and abort. make bare links it with -nostdlib -nostartfiles.
 *
 * The time comes from outside, as it does on a microcontroller: here it is a
 * constant. Exit code: 0 if the request that was signed verifies, and the same
 * changed does not.
 */
#include <stddef.h>
#include <stdint.h>

#include "hmacsign.h"

/* ---- What the library asks of the program ----------------------------------- */

/* Declared, since compilers ask for it, and volatile, so that they do not make calls
   of the same functions out of the loops. */
void *memcpy(void *to, const void *from, size_t size);
void *memset(void *to, int octet, size_t size);
int memcmp(const void *one, const void *other, size_t size);

void *memcpy(void *to, const void *from, size_t size)
{
    volatile unsigned char *target = to;
    const unsigned char *source = from;

    while (size-- > 0) {
        *target++ = *source++;
    }
    return to;
}

void *memset(void *to, int octet, size_t size)
{
    volatile unsigned char *target = to;

    while (size-- > 0) {
        *target++ = (unsigned char)octet;
    }
    return to;
}

int memcmp(const void *one, const void *other, size_t size)
{
    const volatile unsigned char *a = one, *b = other;

    for (; size > 0; size--, a++, b++) {
        if (*a != *b) {
            return *a < *b ? -1 : 1;
        }
    }
    return 0;
}

/* ---- The board -------------------------------------------------------------- */

#if defined(__x86_64__) && defined(__linux__)
/* Linux stands in for a board: writing is its UART and exiting its reset. */
static long call(long number, long one, long two, long three)
{
    long result;

    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(one), "S"(two), "d"(three)
                     : "rcx", "r11", "memory");
    return result;
}

static void put(const char *text, size_t length)
{
    call(1, 1, (long)text, (long)length);
}

static _Noreturn void stop(int code)
{
    for (;;) {
        call(60, code, 0, 0);
    }
}

static int run(void);

_Noreturn void start(void)
{
    stop(run());
}

/* The stack is aligned for a call here, and not for a function that was called. */
__asm__(".globl _start\n_start: xor %ebp, %ebp\n and $-16, %rsp\n call start\n");
#elif defined(__arm__)
/* Semihosting: the debugger, or qemu, writes and exits. */
static long call(long operation, const void *argument)
{
    register long r0 __asm__("r0") = operation;
    register const void *r1 __asm__("r1") = argument;

    __asm__ volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
}

static void put(const char *text, size_t length)
{
    for (; length > 0; length--, text++) {
        call(3, text);
    }
}

static _Noreturn void stop(int code)
{
    const long reason[2] = { 0x20026, code };

    for (;;) {
        call(0x20, reason);
    }
}

static int run(void);
extern char stack_top[];

_Noreturn void reset(void)
{
    stop(run());
}

/* Where the processor finds its stack and its first instruction. */
__attribute__((section(".vectors"), used)) static const void *const vectors[2] = {
    stack_top, (const void *)reset
};
#endif

/* For processors that have no instruction that traps. The library has no panic that can
   be reached, so it is never called. */
_Noreturn void abort(void);

_Noreturn void abort(void)
{
    stop(2);
}

/* ---- The request ------------------------------------------------------------ */

static const char SECRET[] = "ZxF2whO0RhuwnVCj5JMMAuqcDcN2oPrC";
#define NOW 1521461320

static void print(const char *text, size_t length)
{
    put(text, length);
    put("\n", 1);
}

static int run(void)
{
    char date[HMACSIGN_DATE_LEN + 1], credential[256];
    hmacsign_header headers[2] = {
        { HMACSIGN_STR("X-Date"), { date, HMACSIGN_DATE_LEN } },
        { HMACSIGN_STR("Host"), HMACSIGN_STR("example.com") },
    };
    hmacsign_request request = { .headers = headers, .header_count = 2 };
    hmacsign_signer signer = { .id = HMACSIGN_STR("AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj548pN"),
                               .names = HMACSIGN_STR("x-date host") };
    hmacsign_authorization auth;
    hmacsign_detail detail;
    hmacsign_key key;
    size_t length;
    int32_t status;

    status = hmacsign_write_date(NOW, date, sizeof date, &length);
    if (status == HMACSIGN_OK) {
        status = hmacsign_key_init(&key, HMACSIGN_HMAC_SHA1, SECRET, sizeof SECRET - 1);
    }
    if (status != HMACSIGN_OK) {
        return 1;
    }
    status = hmacsign_write_authorization(&key, &signer, &request, credential,
                                          sizeof credential, &length);
    if (status == HMACSIGN_OK) {
        print(credential, length);
        status = hmacsign_read_authorization(HMACSIGN_TENCENT, credential, length, &auth,
                                             &detail);
    }
    if (status == HMACSIGN_OK) {
        status = hmacsign_verify(&key, &auth, &request, NULL, NOW + 1, &detail);
    }
    if (status == HMACSIGN_OK) {
        print("verified", 8);
        headers[1].value.len--; /* changed on its way */
        status = hmacsign_verify(&key, &auth, &request, NULL, NOW + 1, &detail) ==
                         HMACSIGN_REFUSED_SIGNATURE
                     ? HMACSIGN_OK
                     : HMACSIGN_ERR_INTERNAL;
    }
    if (status == HMACSIGN_OK) {
        print("refused", 7);
    }
    hmacsign_key_clear(&key);
    return status == HMACSIGN_OK ? 0 : 1;
}
