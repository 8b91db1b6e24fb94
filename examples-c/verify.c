/*
 * Verify a request as a server does: read its credential, look the key up by its
 * id, verify.
 *
 *     verify [OPTION ...] [DIALECT] ID KEYFILE FILE    a raw request: its head, and
 *                                                      its body after the empty line
 *     verify [OPTION ...] [DIALECT] ID KEYFILE -       the same from standard input
 *     verify                                           a documented request; the same
 *                                                      changed; another, too late
 *
 * ID and KEYFILE are all keys that this server knows. DIALECT is tencent (unless
 * said), tencent_app, kong, apisix, cavage, iflytek, cybersource or modulr.
 * Options: `--at SECONDS` since 1970, in place of the clock; `--algorithm NAME`,
 * what the key was issued for: hmac-sha1 (tencent, tencent_app and modulr, unless
 * said), hmac-sha256 (the others), hmac-sha384 or hmac-sha512.
 *
 * Exit code: 0 if the request is genuine and fresh, 1 if it is refused, 2 for a
 * wrong call, a file that cannot be read or one that is no request.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "hmacsign.h"

enum { GENUINE = 0, REFUSED = 1, WRONG_CALL = 2 };

/* Longer than any secret. */
#define SECRET_MAX 4096
/* The longest request that is taken, and the most headers: a server bounds both. */
#define REQUEST_MAX 1048576
#define HEADERS_MAX 256

static const char ID[] = "AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj548pN";
static const char SECRET[] = "ZxF2whO0RhuwnVCj5JMMAuqcDcN2oPrC";

/* What the example `sign` prints, as a request; and the same changed. */
#define DOCUMENTED(source)                                                    \
    "GET /release/ HTTP/1.1\r\n"                                              \
    "Date: Fri, 09 Oct 2015 00:00:00 GMT\r\n"                                 \
    "Source: " source "\r\n"                                                  \
    "Authorization: hmac id=\"AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj548pN\", "       \
    "algorithm=\"hmac-sha1\", headers=\"date source\", "                      \
    "signature=\"zJ1fUmiWSmSZUoqgZi+dGUJvxn0=\"\r\n"                          \
    "\r\n"
static const char AS_DOCUMENTED[] = DOCUMENTED("AndriodApp");
static const char CHANGED[] = DOCUMENTED("AndroidApp");
#define DOCUMENTED_TIME 1444348800
static const char WITH_X_DATE[] =
    "GET /release/ HTTP/1.1\r\n"
    "X-Date: Mon, 19 Mar 2018 12:08:40 GMT\r\n"
    "Host: example.com\r\n"
    "Authorization: hmac id=\"AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj548pN\", "
    "algorithm=\"hmac-sha1\", headers=\"x-date host\", "
    "signature=\"miNvl48rhHHXXknGgXnbnJQ+duM=\"\r\n"
    "\r\n";
#define X_DATE_TIME 1521461320

/* What the server knows: one key, and what it was issued for. */
struct server {
    int32_t dialect;
    int32_t algorithm;
    hmacsign_str id;
    hmacsign_str secret;
    int64_t now;
};

static hmacsign_str str(const char *text)
{
    hmacsign_str result;

    result.ptr = text;
    result.len = strlen(text);
    return result;
}

static void print(hmacsign_str text)
{
    fwrite(text.ptr, 1, text.len, stdout);
}

static int wrong_call(const char *what, const char *why)
{
    fprintf(stderr, "verify: %s: %s\n", what, why);
    return WRONG_CALL;
}

/* A mistake on this side, which the library noticed: a server would answer 500. */
static int mistake(int32_t status)
{
    fprintf(stderr, "verify: %s\n", hmacsign_status_text(status));
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
    return GENUINE;
}

/* ---- The decision ----------------------------------------------------------- */

/* Why, where if that is known, and what to answer. */
static int refused(int32_t status, const hmacsign_detail *detail)
{
    printf("refused: %s\n", hmacsign_status_text(status));
    if (status <= -60 && detail->name.len > 0) {
        fputs("at: ", stdout);
        print(detail->name);
        if (status == HMACSIGN_REFUSED_STALE) {
            printf(", age %" PRId64 " s", detail->skew);
        }
        fputs("\n", stdout);
    } else if (status > -60) { /* the credential itself is at fault */
        fputs("at: ", stdout);
        if (detail->name.len > 0) {
            print(detail->name);
            fputs(", ", stdout);
        }
        printf("octet %zu of the credential\n", detail->offset);
    }
    puts("answer: 401");
    return REFUSED;
}

/* The credential, if the request has exactly one. */
static const hmacsign_header *find_credential(const hmacsign_request *request,
                                              const char *carrier)
{
    const hmacsign_header *found = NULL;
    size_t i;

    for (i = 0; i < request->header_count; i++) {
        if (same_name(request->headers[i].name, carrier)) {
            if (found != NULL) {
                printf("refused: there is more than one %s header\nanswer: 401\n",
                       carrier);
                return NULL;
            }
            found = &request->headers[i];
        }
    }
    if (found == NULL) {
        printf("refused: there is no %s header\nanswer: 401\n", carrier);
    }
    return found;
}

/* A key that nobody has. */
static int make_random_key(hmacsign_key *key, int32_t algorithm)
{
    static const char path[] = "/dev/urandom";
    char octets[32];
    int32_t status;
    FILE *file = fopen(path, "rb");

    if (file == NULL) {
        return wrong_call(path, strerror(errno));
    }
    if (setvbuf(file, NULL, _IONBF, 0) != 0 ||
        fread(octets, 1, sizeof octets, file) != sizeof octets) {
        fclose(file);
        return wrong_call(path, "cannot be read");
    }
    fclose(file);
    status = hmacsign_key_init(key, algorithm, octets, sizeof octets);
    wipe(octets, sizeof octets);
    return status == HMACSIGN_OK ? GENUINE : mistake(status);
}

/*
 * Look the key up. A key is for the algorithm that it was issued for, whatever the
 * credential names. An unknown id gets a key that nobody has, for the same
 * algorithm, so that it takes the time that a known one takes, and the same answer.
 * (A server makes its keys once, when it starts.)
 */
static int look_up(const struct server *server, const hmacsign_authorization *auth,
                   hmacsign_key *key, int *known)
{
    const hmacsign_str secret = server->secret;
    int32_t status;

    *known = auth->signer.id.len == server->id.len &&
             memcmp(auth->signer.id.ptr, server->id.ptr, server->id.len) == 0;
    if (!*known) {
        return make_random_key(key, server->algorithm);
    }
    if (server->dialect == HMACSIGN_CYBERSOURCE) {
        status = hmacsign_key_init_base64(key, server->algorithm, secret.ptr,
                                          secret.len);
    } else {
        status = hmacsign_key_init(key, server->algorithm, secret.ptr, secret.len);
    }
    return status == HMACSIGN_OK ? GENUINE : mistake(status);
}

/*
 * Say who signed what. A server now looks whether it has seen this id and MAC
 * before, refuses the request if so, and else remembers them as long as the
 * request would be accepted.
 */
static int accepted(const hmacsign_authorization *auth, const hmacsign_detail *detail,
                    const hmacsign_request *request, int has_digest)
{
    char date[HMACSIGN_DATE_LEN + 1];
    size_t length;

    fputs("ok: ", stdout);
    print(auth->signer.id);
    fputs("\nsigned: ", stdout);
    print(auth->signer.names);
    fputs("\n", stdout);
    if (detail->expires == INT64_MAX) {
        puts("accepted for ever");
    } else {
        int32_t status = hmacsign_write_date(detail->expires, date, sizeof date,
                                             &length);

        if (status != HMACSIGN_OK) {
            return mistake(status);
        }
        printf("age: %" PRId64 " s\naccepted until: %s\n", detail->skew, date);
    }
    if (request->body.len > 0) {
        puts(auth->signer.dialect == HMACSIGN_TENCENT_APP ? "body: covered"
             : has_digest ? "body: covered by its digest"
                          : "body: not covered");
    }
    return GENUINE;
}

/* Say whether the request is genuine and fresh, or why it is refused. */
static int judge(const struct server *server, hmacsign_str text)
{
    static hmacsign_header headers[HEADERS_MAX];
    hmacsign_request request;
    hmacsign_authorization auth;
    hmacsign_detail detail;
    hmacsign_policy policy;
    hmacsign_key key;
    const hmacsign_header *credential;
    int has_digest, known, result = parse(text, &request, headers);
    int32_t status;

    if (result != GENUINE) {
        return result; /* a server would answer 400 */
    }
    credential = find_credential(&request, hmacsign_dialect_header(server->dialect));
    if (credential == NULL) {
        return REFUSED;
    }

    /* First step: read. Whatever is wrong with the text is the client's doing. */
    status = hmacsign_read_authorization(server->dialect, credential->value.ptr,
                                         credential->value.len, &auth, &detail);
    if (status != HMACSIGN_OK) {
        return refused(status, &detail);
    }

    /* Second step: look the key up, and verify. */
    result = look_up(server, &auth, &key, &known);
    if (result != GENUINE) {
        return result;
    }
    /* A digest that was signed must fit the body. A server that takes bodies
       requires one always. */
    has_digest = hmacsign_check_signed(&auth, "digest", 6) == HMACSIGN_OK;
    status = hmacsign_policy_init(&policy, sizeof policy, server->dialect);
    if (status == HMACSIGN_OK) {
        policy.flags |= has_digest ? HMACSIGN_REQUIRE_DIGEST : 0;
        status = hmacsign_verify(&key, &auth, &request, &policy, server->now, &detail);
    }
    hmacsign_key_clear(&key);
    if (status == HMACSIGN_OK) {
        return accepted(&auth, &detail, &request, has_digest);
    }
    if (hmacsign_status_http(status) != 401) {
        return mistake(status);
    }
    result = refused(status, &detail);
    if (!known) {
        fputs("for the log only: there is no key for ", stdout);
        print(auth.signer.id);
        fputs("\n", stdout);
    }
    return result;
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
        fprintf(stderr, "verify: %s: longer than %zu octets\n", path, most);
        return WRONG_CALL;
    }
    return GENUINE;
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
    if (result == GENUINE && *length > 0 && room[*length - 1] == '\n') {
        --*length;
        if (*length > 0 && room[*length - 1] == '\r') {
            --*length;
        }
    }
    return result;
}

static int verify_request(struct server *server, const char *path)
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
    if (result == GENUINE) {
        text.ptr = request;
        result = judge(server, text);
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

static const struct named algorithms[] = {
    { "hmac-sha1", HMACSIGN_HMAC_SHA1 },
    { "hmac-sha256", HMACSIGN_HMAC_SHA256 },
    { "hmac-sha384", HMACSIGN_HMAC_SHA384 },
    { "hmac-sha512", HMACSIGN_HMAC_SHA512 },
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

static int verify_file(int argc, char **argv)
{
    char secret[SECRET_MAX + 1]; /* one more, so that a longer file is noticed */
    struct server server = { .dialect = HMACSIGN_TENCENT, .now = (int64_t)time(NULL) };
    int result;

    argc--, argv++;
    for (; argc >= 2; argc -= 2, argv += 2) {
        if (strcmp(argv[0], "--at") == 0) {
            size_t digits = strspn(argv[1], "0123456789");

            if (digits < 1 || digits > 18 || argv[1][digits] != '\0') {
                return wrong_call("not a number of seconds", argv[1]);
            }
            server.now = strtoll(argv[1], NULL, 10);
        } else if (strcmp(argv[0], "--algorithm") == 0) {
            if (!find(algorithms, argv[1], &server.algorithm)) {
                return wrong_call("not an algorithm", argv[1]);
            }
        } else {
            break;
        }
    }
    if (argc == 4) {
        if (!find(dialects, argv[0], &server.dialect)) {
            return wrong_call("not a dialect", argv[0]);
        }
        argc--, argv++;
    }
    if (argc != 3) {
        return wrong_call("usage", "verify [OPTION ...] [DIALECT] ID KEYFILE FILE|-");
    }
    if (server.algorithm == 0) { /* none was named */
        server.algorithm = server.dialect == HMACSIGN_TENCENT ||
                                   server.dialect == HMACSIGN_TENCENT_APP ||
                                   server.dialect == HMACSIGN_MODULR
                               ? HMACSIGN_HMAC_SHA1
                               : HMACSIGN_HMAC_SHA256;
    }
    server.id = str(argv[0]);
    server.secret.ptr = secret;
    result = read_secret(argv[1], secret, &server.secret.len);
    if (result == GENUINE) {
        result = verify_request(&server, argv[2]);
    }
    wipe(secret, sizeof secret);
    return result;
}

static int demonstrate(void)
{
    struct server server = { .dialect = HMACSIGN_TENCENT,
                             .algorithm = HMACSIGN_HMAC_SHA1 };
    int result;

    server.id = str(ID);
    server.secret = str(SECRET);
    puts("# The documented request, a minute after it was signed");
    server.now = DOCUMENTED_TIME + 60;
    result = judge(&server, str(AS_DOCUMENTED));
    if (result != WRONG_CALL) {
        puts("# The same, with its Source changed on the way");
        result = judge(&server, str(CHANGED));
    }
    if (result != WRONG_CALL) {
        puts("# A request signed with X-Date, sent again a second after its time was "
             "over");
        server.now = X_DATE_TIME + 901;
        result = judge(&server, str(WITH_X_DATE));
    }
    return result == WRONG_CALL ? result : GENUINE;
}

int main(int argc, char **argv)
{
    int result = argc <= 1 ? demonstrate() : verify_file(argc, argv);

    /* Standard output remembers a failure, so that one look here is enough. */
    if (result != WRONG_CALL && (fflush(stdout) != 0 || ferror(stdout))) {
        result = wrong_call("standard output", strerror(errno));
    }
    return result;
}
