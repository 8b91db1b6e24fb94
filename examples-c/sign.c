/*
 * Sign a request with a key pair and print the header lines to send, ready for
 * `curl -H @-`.
 *
 *     sign ID KEYFILE HOST [Name: value ...]    X-Date (from the clock), Host
 *                                               and the further headers
 *     sign                                      two requests of the gateway's
 *                                               documentation, with their dates
 *
 * All headers are signed, in this order. If Date or X-Date is among the further
 * ones, no other is added. (Authorization, Proxy-Authorization and Signature are
 * never signed and are left out: give those to curl yourself.)
 *
 * Exit code: 1 if the library refuses, 2 for a wrong call or a file that cannot
 * be read.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "hmacsign.h"

enum { DONE = 0, REFUSED = 1, WRONG_CALL = 2 };

/* Longer than any secret. */
#define SECRET_MAX 4096

static hmacsign_str str(const char *text)
{
    hmacsign_str result;

    result.ptr = text;
    result.len = strlen(text);
    return result;
}

static int wrong_call(const char *what, const char *why)
{
    fprintf(stderr, "sign: %s: %s\n", what, why);
    return WRONG_CALL;
}

/* Say what the library said, and which header it is about if it is about one. */
static int refused(int32_t status, const hmacsign_detail *detail)
{
    fputs("sign: ", stderr);
    if (detail != NULL && detail->name.len > 0) {
        fwrite(detail->name.ptr, 1, detail->name.len, stderr);
        fputs(": ", stderr);
    }
    fprintf(stderr, "%s\n", hmacsign_status_text(status));
    return REFUSED;
}

/* Overwrite memory in a way that compilers keep: they drop a plain memset. */
static void wipe(void *memory, size_t size)
{
    volatile unsigned char *octet = memory;

    while (size-- > 0) {
        *octet++ = 0;
    }
}

/*
 * The secret is the file's octets as they stand, but for one line end (LF or
 * CR LF) at its end: editors add one.
 */
static int read_key(hmacsign_key *key, const char *path)
{
    char secret[SECRET_MAX + 1]; /* one more, so that a longer file is noticed */
    size_t length = 0;
    int32_t status;
    int result = DONE;
    FILE *file = fopen(path, "rb");

    if (file == NULL) {
        return wrong_call(path, strerror(errno));
    }
    /* No buffer of stdio's: a copy of the secret would stay in it. */
    if (setvbuf(file, NULL, _IONBF, 0) != 0) {
        result = wrong_call(path, "cannot be read without a buffer");
    } else {
        length = fread(secret, 1, sizeof secret, file);
        if (ferror(file)) {
            result = wrong_call(path, strerror(errno));
        } else if (length > SECRET_MAX) {
            result = wrong_call(path, "longer than 4096 octets");
        }
    }
    if (fclose(file) != 0 && result == DONE) {
        result = wrong_call(path, strerror(errno));
    }
    if (result == DONE) {
        if (length > 0 && secret[length - 1] == '\n') {
            length--;
            if (length > 0 && secret[length - 1] == '\r') {
                length--;
            }
        }
        status = hmacsign_key_init(key, HMACSIGN_HMAC_SHA1, secret, length);
        if (status != HMACSIGN_OK) {
            result = refused(status, NULL);
        }
    }
    wipe(secret, sizeof secret);
    return result;
}

static int print_signed(const hmacsign_key *key, const hmacsign_signer *signer,
                        const hmacsign_header *headers, size_t count)
{
    const hmacsign_request request = { .headers = headers, .header_count = count };
    hmacsign_detail detail;
    const char *line, *end;
    char *lines;
    size_t length;
    int32_t status = hmacsign_check_request(signer, &request, &detail);

    if (status != HMACSIGN_OK) {
        return refused(status, &detail);
    }
    /* Ask for the length, then for the text. */
    status = hmacsign_write_header_lines(key, signer, &request, NULL, 0, &length);
    if (status != HMACSIGN_ERR_BUFFER) {
        return refused(status, NULL);
    }
    lines = malloc(length + 1); /* the library writes a NUL after it */
    if (lines == NULL) {
        return wrong_call("header lines", "no memory");
    }
    status = hmacsign_write_header_lines(key, signer, &request, lines, length + 1,
                                         &length);
    if (status != HMACSIGN_OK) {
        free(lines);
        return refused(status, NULL);
    }

    /* The library's line ends are the wire's, CR LF; curl takes LF. Neither
       octet occurs in a name or value, and no NUL does. */
    for (line = lines; (end = strstr(line, "\r\n")) != NULL; line = end + 2) {
        if (end - line >= 2 && memcmp(end - 2, ": ", 2) == 0) {
            /* curl drops a line `Source:`, although it was signed. `Source;`
               makes curl send it. */
            fwrite(line, 1, (size_t)(end - 2 - line), stdout);
            fputs(";\n", stdout);
        } else {
            fwrite(line, 1, (size_t)(end - line), stdout);
            fputs("\n", stdout);
        }
    }
    free(lines);
    return DONE;
}

/* Sign with `headers`, which has room for all of them and one more. */
static int sign_further(const hmacsign_key *key, int argc, char **argv,
                        hmacsign_header *headers)
{
    const hmacsign_signer signer = { .id = str(argv[1]) }; /* no names: sign all */
    hmacsign_header *others = headers + 1;
    hmacsign_request request = { .headers = others, .header_count = 0 };
    char date[HMACSIGN_DATE_LEN + 1];
    size_t count = 0, length;
    int32_t status;
    int i;

    others[count].name = str("Host");
    others[count++].value = str(argv[3]);
    for (i = 4; i < argc; i++) {
        const char *colon = strchr(argv[i], ':');

        if (colon == NULL) {
            return wrong_call("not \"Name: value\"", argv[i]);
        }
        others[count].name.ptr = argv[i];
        others[count].name.len = (size_t)(colon - argv[i]);
        /* The space after the colon may stay: it is no part of a value, and the
           library leaves it out. */
        others[count++].value = str(colon + 1);
    }

    /* If one of these tells the time, that will do. The library knows which
       headers do. */
    request.header_count = count;
    if (hmacsign_check_request(&signer, &request, NULL) != HMACSIGN_ERR_DATE_UNSIGNED) {
        return print_signed(key, &signer, others, count);
    }
    status = hmacsign_write_date((int64_t)time(NULL), date, sizeof date, &length);
    if (status != HMACSIGN_OK) {
        return refused(status, NULL);
    }
    headers[0].name = str("X-Date");
    headers[0].value = str(date);
    return print_signed(key, &signer, headers, count + 1);
}

static int sign_now(int argc, char **argv)
{
    hmacsign_key key;
    hmacsign_header *headers;
    int result = read_key(&key, argv[2]);

    if (result != DONE) {
        return result;
    }
    headers = calloc((size_t)argc, sizeof *headers); /* argc - 2 are needed */
    if (headers == NULL) {
        result = wrong_call("headers", "no memory");
    } else {
        result = sign_further(&key, argc, argv, headers);
    }
    free(headers);
    hmacsign_key_clear(&key);
    return result;
}

/* The requests have the dates that the documentation prints. Yours needs the
   present time. */
static int sign_documented(void)
{
    static const char secret[] = "ZxF2whO0RhuwnVCj5JMMAuqcDcN2oPrC";
    static const hmacsign_header few[] = {
        { HMACSIGN_STR("Date"), HMACSIGN_STR("Fri, 09 Oct 2015 00:00:00 GMT") },
        { HMACSIGN_STR("Source"), HMACSIGN_STR("AndriodApp") },
    };
    static const hmacsign_header more[] = {
        { HMACSIGN_STR("Host"),
          HMACSIGN_STR("service-kuy3rwbs-1251762227.ap-guangzhou.apigateway"
                       ".myqcloud.com/release") },
        { HMACSIGN_STR("Content-Type"),
          HMACSIGN_STR("application/x-www-form-urlencoded;charset=utf-8") },
        { HMACSIGN_STR("Date"), HMACSIGN_STR("Sun, 21 Sep 2017 06:18:21 GMT") },
    };
    hmacsign_signer signer = {
        .id = HMACSIGN_STR("AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj548pN")
    };
    hmacsign_key key;
    int result;
    int32_t status = hmacsign_key_init(&key, HMACSIGN_HMAC_SHA1, secret,
                                       sizeof secret - 1);

    if (status != HMACSIGN_OK) {
        return refused(status, NULL);
    }
    puts("# All headers of a request");
    result = print_signed(&key, &signer, few, sizeof few / sizeof *few);
    if (result == DONE) {
        puts("# Some of them, in an order of one's own; the values as they are, "
             "wrong weekday included");
        signer.names = str("date host");
        result = print_signed(&key, &signer, more, sizeof more / sizeof *more);
    }
    hmacsign_key_clear(&key);
    return result;
}

int main(int argc, char **argv)
{
    int result;

    if (argc <= 1) {
        result = sign_documented();
    } else if (argc < 4) {
        result = wrong_call("usage", "sign ID KEYFILE HOST [\"Name: value\" ...]");
    } else {
        result = sign_now(argc, argv);
    }
    /* Standard output remembers a failure, so that one look here is enough. */
    if (result == DONE && (fflush(stdout) != 0 || ferror(stdout))) {
        result = wrong_call("standard output", strerror(errno));
    }
    return result;
}
