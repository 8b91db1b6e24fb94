/*
 * Find out why the signature of a request does not match, and where a server's
 * signing string parts from ours.
 *
 *     diagnose [DIALECT] KEYFILE FILE    a raw request with its credential: its head,
 *                                        and its body after the empty line
 *     diagnose [DIALECT] KEYFILE -       the same from standard input
 *     diagnose                           a documented request signed wrongly, twice;
 *                                        and a gateway's own message
 *
 * DIALECT is tencent (unless said), tencent_app, kong, apisix, cavage, iflytek,
 * cybersource or modulr.
 *
 * Exit code: 0 if the signature is right, 1 if it is not, 2 for a wrong call, a file
 * that cannot be read or one that is no request with a credential.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hmacsign.h"

enum { RIGHT = 0, WRONG = 1, WRONG_CALL = 2 };

/* Longer than any secret. */
#define SECRET_MAX 4096
#define REQUEST_MAX 1048576
#define HEADERS_MAX 256

static const char SECRET[] = "ZxF2whO0RhuwnVCj5JMMAuqcDcN2oPrC";

/* What the example `sign` prints, as a request. */
#define DOCUMENTED(signature)                                                 \
    "GET /release/ HTTP/1.1\r\n"                                              \
    "Date: Fri, 09 Oct 2015 00:00:00 GMT\r\n"                                 \
    "Source: AndriodApp\r\n"                                                  \
    "Authorization: hmac id=\"AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj548pN\", "       \
    "algorithm=\"hmac-sha1\", headers=\"date source\", "                      \
    "signature=\"" signature "\"\r\n"                                         \
    "\r\n"
/* Signed with a newline behind the key; and with its names in capitals, and in
   hexadecimal digits. */
static const char WITH_NEWLINE[] = DOCUMENTED("WChLTqUwc42srMLqnZaUagHcSEs=");
static const char IN_CAPITALS[] = DOCUMENTED("569123b082481a82e6d059909da078b67e087554");

/* What Tencent's gateway says to an application whose HTTP library sent an Accept of
   its own. */
static const char MESSAGE[] =
    "{\"message\":\"HMAC signature does not match, Server StringToSign:source: apigw "
    "test#x-date: Thu, 11 Mar 2021 08:49:30 GMT#POST#*\\/*#application\\/"
    "x-www-form-urlencoded##\\/?p=test\"}";

static hmacsign_str str(const char *text)
{
    hmacsign_str result;

    result.ptr = text;
    result.len = strlen(text);
    return result;
}

static int wrong_call(const char *what, const char *why)
{
    fprintf(stderr, "diagnose: %s: %s\n", what, why);
    return WRONG_CALL;
}

/* A mistake of the call, which the library noticed. */
static int mistake(int32_t status)
{
    fprintf(stderr, "diagnose: %s\n", hmacsign_status_text(status));
    return WRONG_CALL;
}

/* Overwrite memory in a way that compilers keep: they drop a plain memset. */
static void wipe(void *memory, size_t size)
{
    volatile unsigned char *octet = memory;

    while (size-- > 0) {
        *octet++ = 0;
    }
}

/* Names are taken in any case. */
static int same_name(hmacsign_str name, const char *other)
{
    size_t i;

    for (i = 0; i < name.len; i++) {
        int one = (unsigned char)name.ptr[i], two = (unsigned char)other[i];

        one += one >= 'A' && one <= 'Z' ? 'a' - 'A' : 0;
        two += two >= 'A' && two <= 'Z' ? 'a' - 'A' : 0;
        if (one != two || two == '\0') {
            return 0;
        }
    }
    return other[i] == '\0';
}

/* ---- The request ------------------------------------------------------------ */

/* Take the next line, without its end, off the text. */
static hmacsign_str next_line(hmacsign_str *rest)
{
    const char *end = rest->len == 0 ? NULL : memchr(rest->ptr, '\n', rest->len);
    hmacsign_str line = *rest;
    size_t taken = rest->len;

    if (end != NULL) {
        line.len = (size_t)(end - line.ptr);
        taken = line.len + 1;
        if (line.len > 0 && line.ptr[line.len - 1] == '\r') {
            line.len--;
        }
    }
    rest->ptr += taken;
    rest->len -= taken;
    return line;
}

/* Take the line apart at its spaces: exactly three parts, none of them empty. */
static int parse_request_line(hmacsign_str line, hmacsign_request *request)
{
    hmacsign_str parts[3];
    size_t count = 0, start = 0, i;

    for (i = 0; i <= line.len; i++) {
        if (i == line.len || line.ptr[i] == ' ') {
            if (count == 3 || i == start) {
                return 0;
            }
            parts[count].ptr = line.ptr + start;
            parts[count++].len = i - start;
            start = i + 1;
        }
    }
    if (count < 3) {
        return 0;
    }
    request->method = parts[0];
    request->target = parts[1];
    request->version = parts[2];
    return 1;
}

/* Take a raw request apart: request line, headers, and the body after the empty
   line. headers has room for HEADERS_MAX. */
static int parse(hmacsign_str text, hmacsign_request *request,
                 hmacsign_header *headers)
{
    size_t count = 0;

    memset(request, 0, sizeof *request);
    if (!parse_request_line(next_line(&text), request)) {
        return wrong_call("no request",
                          "it does not begin with a line such as GET / HTTP/1.1");
    }
    for (;;) {
        hmacsign_str line = next_line(&text);

        if (line.len == 0) {
            break;
        }
        if (count == HEADERS_MAX) {
            return wrong_call("no request", "more than 256 headers");
        }
        if (hmacsign_read_header_line(line.ptr, line.len, &headers[count++]) !=
            HMACSIGN_OK) {
            return wrong_call("no request", "a line of its head is no header");
        }
    }
    request->headers = headers;
    request->header_count = count;
    request->body = text;
    return RIGHT;
}

/* ---- What was done differently ----------------------------------------------- */

/* Say it, a line for each slip. */
static int explain(int32_t dialect, hmacsign_str secret, hmacsign_str text)
{
    static hmacsign_header headers[HEADERS_MAX];
    const char *carrier = hmacsign_dialect_header(dialect);
    hmacsign_request request;
    int32_t status, slip;
    size_t i;
    int result = parse(text, &request, headers);

    if (result != RIGHT) {
        return result;
    }
    for (i = 0; i < request.header_count; i++) {
        if (same_name(headers[i].name, carrier)) {
            break;
        }
    }
    if (i == request.header_count) {
        fprintf(stderr, "diagnose: no credential: there is no %s header\n", carrier);
        return WRONG_CALL;
    }
    status = hmacsign_diagnose(dialect, secret.ptr, secret.len, headers[i].value.ptr,
                               headers[i].value.len, &request, &slip);
    if (status == HMACSIGN_ERR_SECRET || status == HMACSIGN_ERR_ARGUMENT) {
        return mistake(status);
    }
    if (status != HMACSIGN_OK) { /* no slip, and such a request cannot be signed */
        printf("wrong: %s\nadvice: %s\n", hmacsign_status_text(status),
               hmacsign_status_advice(status));
        return WRONG;
    }
    if (slip == HMACSIGN_SLIP_MATCHES) {
        printf("right: %s\n", hmacsign_slip_text(slip));
        return RIGHT;
    }
    printf("wrong: %s\n", hmacsign_slip_text(slip));
    for (i = 1; i < 3; i++) {
        int32_t other = HMACSIGN_SLIP_AT(slip, i);

        if (other != HMACSIGN_SLIP_NONE) {
            printf("wrong: %s\n", hmacsign_slip_text(other));
        }
    }
    if (HMACSIGN_SLIP_LINE(slip) > 0) {
        printf("line: %d\n", (int)HMACSIGN_SLIP_LINE(slip));
    }
    return WRONG;
}

/* Where the server's string parts from ours. */
static int compare(void)
{
    const hmacsign_header headers[] = {
        { HMACSIGN_STR("Source"), HMACSIGN_STR("apigw test") },
        { HMACSIGN_STR("X-Date"), HMACSIGN_STR("Thu, 11 Mar 2021 08:49:30 GMT") },
        { HMACSIGN_STR("Accept"), HMACSIGN_STR("application/json") },
        { HMACSIGN_STR("Content-Type"),
          HMACSIGN_STR("application/x-www-form-urlencoded") },
    };
    const hmacsign_request request = { .headers = headers,
                                       .header_count = 4,
                                       .method = HMACSIGN_STR("POST"),
                                       .target = HMACSIGN_STR("/?p=test") };
    const hmacsign_signer signer = { .id = HMACSIGN_STR("app-key"),
                                     .names = HMACSIGN_STR("source x-date"),
                                     .dialect = HMACSIGN_TENCENT_APP };
    char text[1024];
    size_t length;
    int32_t status = hmacsign_write_comparison(&signer, &request, MESSAGE,
                                               sizeof MESSAGE - 1, text, sizeof text,
                                               &length);

    if (status != HMACSIGN_OK) {
        return mistake(status);
    }
    puts(text);
    return RIGHT;
}

/* ---- The call --------------------------------------------------------------- */

/* Read a file to room, which is larger by one than what is allowed. */
static int read_bounded(FILE *file, const char *path, char *room, size_t most,
                        size_t *length)
{
    *length = fread(room, 1, most + 1, file);
    if (ferror(file)) {
        return wrong_call(path, strerror(errno));
    }
    if (*length > most) {
        fprintf(stderr, "diagnose: %s: longer than %zu octets\n", path, most);
        return WRONG_CALL;
    }
    return RIGHT;
}

/*
 * The secret is the file's octets as they stand, but for one line end (LF or
 * CR LF) at its end: editors add one.
 */
static int read_secret(const char *path, char *room, size_t *length)
{
    FILE *file = fopen(path, "rb");
    int result;

    if (file == NULL) {
        return wrong_call(path, strerror(errno));
    }
    /* No buffer of stdio's: a copy of the secret would stay in it. */
    if (setvbuf(file, NULL, _IONBF, 0) != 0) {
        result = wrong_call(path, "cannot be read without a buffer");
    } else {
        result = read_bounded(file, path, room, SECRET_MAX, length);
    }
    fclose(file);
    if (result == RIGHT && *length > 0 && room[*length - 1] == '\n') {
        --*length;
        if (*length > 0 && room[*length - 1] == '\r') {
            --*length;
        }
    }
    return result;
}

static int explain_request(int32_t dialect, hmacsign_str secret, const char *path)
{
    char *request = malloc(REQUEST_MAX + 1);
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    hmacsign_str text;
    int result;

    if (file == NULL || request == NULL) {
        result = wrong_call(path, file == NULL ? strerror(errno) : "no memory");
    } else {
        result = read_bounded(file, path, request, REQUEST_MAX, &text.len);
    }
    if (result == RIGHT) {
        text.ptr = request;
        result = explain(dialect, secret, text);
    }
    if (file != NULL && file != stdin) {
        fclose(file);
    }
    free(request);
    return result;
}

struct named {
    const char *name;
    int32_t number;
};

static const struct named dialects[] = {
    { "tencent", HMACSIGN_TENCENT }, { "tencent_app", HMACSIGN_TENCENT_APP },
    { "kong", HMACSIGN_KONG },       { "apisix", HMACSIGN_APISIX },
    { "cavage", HMACSIGN_CAVAGE },   { "iflytek", HMACSIGN_IFLYTEK },
    { "modulr", HMACSIGN_MODULR },   { "cybersource", HMACSIGN_CYBERSOURCE },
    { NULL, 0 },
};

static int find(const struct named *known, const char *name, int32_t *number)
{
    for (; known->name != NULL; known++) {
        if (strcmp(name, known->name) == 0) {
            *number = known->number;
            return 1;
        }
    }
    return 0;
}

static int explain_file(int argc, char **argv)
{
    char secret[SECRET_MAX + 1]; /* one more, so that a longer file is noticed */
    hmacsign_str key = { secret, 0 };
    int32_t dialect = HMACSIGN_TENCENT;
    int result;

    argc--, argv++;
    if (argc == 3) {
        if (!find(dialects, argv[0], &dialect)) {
            return wrong_call("not a dialect", argv[0]);
        }
        argc--, argv++;
    }
    if (argc != 2) {
        return wrong_call("usage", "diagnose [DIALECT] KEYFILE FILE|-");
    }
    result = read_secret(argv[0], secret, &key.len);
    if (result == RIGHT) {
        result = explain_request(dialect, key, argv[1]);
    }
    wipe(secret, sizeof secret);
    return result;
}

static int demonstrate(void)
{
    int result;

    puts("# The server's own string, of an application whose HTTP library sent an Accept "
         "of its own");
    result = compare();
    if (result != WRONG_CALL) {
        puts("# The documented request, with its names in capitals and its signature in "
             "hexadecimal digits");
        result = explain(HMACSIGN_TENCENT, str(SECRET), str(IN_CAPITALS));
    }
    if (result != WRONG_CALL) {
        puts("# The documented request, signed with a newline behind the key");
        result = explain(HMACSIGN_TENCENT, str(SECRET), str(WITH_NEWLINE));
    }
    return result == WRONG_CALL ? result : RIGHT;
}

int main(int argc, char **argv)
{
    int result = argc <= 1 ? demonstrate() : explain_file(argc, argv);

    /* Standard output remembers a failure, so that one look here is enough. */
    if (result != WRONG_CALL && (fflush(stdout) != 0 || ferror(stdout))) {
        result = wrong_call("standard output", strerror(errno));
    }
    return result;
}
