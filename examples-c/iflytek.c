/*
 * Print the address of a WebSocket of iFLYTEK's, finished with the credential in
 * its query, ready to be opened.
 *
 *     iflytek APIKEY KEYFILE URL    wss://HOST/PATH, signed with the present
 *                                   time: good for five minutes
 *     iflytek                       an address that the service's documentation
 *                                   prints, with its date
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
    fprintf(stderr, "iflytek: %s: %s\n", what, why);
    return WRONG_CALL;
}

static int refused(int32_t status)
{
    fprintf(stderr, "iflytek: %s\n", hmacsign_status_text(status));
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
        status = hmacsign_key_init(key, HMACSIGN_HMAC_SHA256, secret, length);
        if (status != HMACSIGN_OK) {
            result = refused(status);
        }
    }
    wipe(secret, sizeof secret);
    return result;
}

/* All but what is unreserved (RFC 3986, 2.3); a space is %20 and not +. */
static void print_percent_encoded(const char *text, size_t length)
{
    static const char unreserved[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                     "abcdefghijklmnopqrstuvwxyz0123456789-._~";

    for (; length > 0; text++, length--) {
        if (memchr(unreserved, *text, sizeof unreserved - 1) != NULL) {
            putchar(*text);
        } else {
            printf("%%%02X", (unsigned)(unsigned char)*text);
        }
    }
}

/* The service makes the same request of the query's `host` and `date`, and
   verifies that. */
static int print_address(const char *api_key, const hmacsign_key *key,
                         hmacsign_str host, hmacsign_str path, int64_t now)
{
    const hmacsign_signer signer = {
        .id = str(api_key),
        .names = HMACSIGN_STR("host date request-line"),
        .dialect = HMACSIGN_IFLYTEK
    };
    char date[HMACSIGN_DATE_LEN + 1];
    hmacsign_header headers[2];
    hmacsign_request request = { .headers = headers, .header_count = 2 };
    char *authorization;
    size_t length;
    int32_t status = hmacsign_write_date(now, date, sizeof date, &length);

    if (status != HMACSIGN_OK) {
        return refused(status);
    }
    headers[0].name = str("host");
    headers[0].value = host;
    headers[1].name = str("date");
    headers[1].value = str(date);
    request.method = str("GET");
    request.target = path;

    /* Ask for the length, then for the text. */
    status = hmacsign_write_query_authorization(key, &signer, &request, NULL, 0,
                                                &length);
    if (status != HMACSIGN_ERR_BUFFER) {
        return refused(status);
    }
    authorization = malloc(length + 1); /* the library writes a NUL after it */
    if (authorization == NULL) {
        return wrong_call("address", "no memory");
    }
    status = hmacsign_write_query_authorization(key, &signer, &request,
                                                authorization, length + 1,
                                                &length);
    if (status != HMACSIGN_OK) {
        free(authorization);
        return refused(status);
    }

    fputs("wss://", stdout);
    fwrite(host.ptr, 1, host.len, stdout);
    fwrite(path.ptr, 1, path.len, stdout);
    fputs("?authorization=", stdout);
    print_percent_encoded(authorization, length);
    fputs("&date=", stdout);
    print_percent_encoded(date, HMACSIGN_DATE_LEN);
    fputs("&host=", stdout);
    print_percent_encoded(host.ptr, host.len);
    fputs("\n", stdout);
    free(authorization);
    return DONE;
}

/* A query of its own would not be signed by the service's rules, and a fragment
   is never sent. */
static int take_apart(const char *url, hmacsign_str *host, hmacsign_str *path)
{
    const char *slash;

    if (strncmp(url, "wss://", 6) != 0) {
        return 0;
    }
    host->ptr = url + 6;
    slash = strchr(host->ptr, '/');
    if (slash == NULL || slash == host->ptr || strpbrk(slash, "?#") != NULL) {
        return 0;
    }
    host->len = (size_t)(slash - host->ptr);
    *path = str(slash);
    return 1;
}

static int print_now(const char *api_key, const char *key_file, const char *url)
{
    hmacsign_str host, path;
    hmacsign_key key;
    int result;

    if (!take_apart(url, &host, &path)) {
        return wrong_call("not wss://HOST/PATH", url);
    }
    result = read_key(&key, key_file);
    if (result == DONE) {
        result = print_address(api_key, &key, host, path, (int64_t)time(NULL));
        hmacsign_key_clear(&key);
    }
    return result;
}

/* The address has the date that the documentation prints. Yours needs the
   present time. */
static int print_documented(void)
{
    static const char secret[] = "secretxxxxxxxx2df7900c09xxxxxxxx";
    hmacsign_key key;
    int result;
    int32_t status = hmacsign_key_init(&key, HMACSIGN_HMAC_SHA256, secret,
                                       sizeof secret - 1);

    if (status != HMACSIGN_OK) {
        return refused(status);
    }
    result = print_address("keyxxxxxxxx8ee279348519exxxxxxxx", &key,
                           str("iat-api.xfyun.cn"), str("/v2/iat"), 1562744143);
    hmacsign_key_clear(&key);
    return result;
}

int main(int argc, char **argv)
{
    int result;

    if (argc <= 1) {
        result = print_documented();
    } else if (argc != 4) {
        result = wrong_call("usage", "iflytek APIKEY KEYFILE wss://HOST/PATH");
    } else {
        result = print_now(argv[1], argv[2], argv[3]);
    }
    /* Standard output remembers a failure, so that one look here is enough. */
    if (result == DONE && (fflush(stdout) != 0 || ferror(stdout))) {
        result = wrong_call("standard output", strerror(errno));
    }
    return result;
}
