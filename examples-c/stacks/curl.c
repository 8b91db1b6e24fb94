/*
 * A client with libcurl: signs a POST in Kong's dialect with HMAC-SHA-256, its body
 * covered by a signed Digest, sends it, and reads the response.
 *
 *     curl URL ID KEYFILE [OPTION ...]
 *
 * It prints the status code and the first line of the body, "200 verified ID". What
 * the response tells of limits, and advice if the request was refused, goes to
 * standard error. Most options do something wrong, to show what a server says then:
 *
 *     --change header    change the value of Source after signing
 *     --change body      change one octet of the body after signing
 *     --date SECONDS     sign with this time, since 1970, in place of the clock's
 *     --twice            send the same request twice
 *     --respell          the same, the second time with the credential's names in
 *                        capitals and `Hmac`: it has the same meaning
 *     --headers N        send N further headers, which are not signed
 *
 * What there is to know about libcurl:
 *  - It drops a header line `Source:`, since that is how one of its own headers is
 *    taken out. `Source;` makes it send `Source:`.
 *  - It takes `..` out of paths, and may write a URL otherwise than it was given.
 *    CURLOPT_REQUEST_TARGET sends the target that was signed, octet for octet.
 *  - It writes a Host of its own, unless it is given one.
 *
 * Exit code: 0 for 200, 1 for any other answer, 2 for a wrong call, a file that
 * cannot be read or a server that does not answer.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <curl/curl.h>

#include "hmacsign.h"

enum { DONE = 0, REFUSED = 1, WRONG_CALL = 2 };

/* Longer than any secret. */
#define SECRET_MAX 4096
/* As much of a response's body as is looked at. */
#define ANSWER_MAX 4096
/* A server that takes longer than so many seconds has failed. */
#define PATIENCE 30L

/* The call's arguments. */
struct call {
    const char *url, *id, *key_file;
    int change_header, change_body, twice, respell;
    int64_t time;
    int headers;
};

/* What is sent. */
struct message {
    CURLU *url;
    char *host;   /* with the port, if the URL has one */
    char *target; /* path and query */
    char body[64];
    char *lines; /* the header lines that the library wrote */
};

/* What comes back. */
struct answer {
    char body[ANSWER_MAX];
    size_t length;
};

static hmacsign_str str(const char *text)
{
    hmacsign_str result;

    result.ptr = text;
    result.len = strlen(text);
    return result;
}

static int wrong_call(const char *what, const char *why)
{
    fprintf(stderr, "curl: %s: %s\n", what, why);
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

/* ---- Sign ------------------------------------------------------------------- */

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
    fclose(file);
    if (result == DONE) {
        if (length > 0 && secret[length - 1] == '\n') {
            length--;
            if (length > 0 && secret[length - 1] == '\r') {
                length--;
            }
        }
        status = hmacsign_key_init(key, HMACSIGN_HMAC_SHA256, secret, length);
        if (status != HMACSIGN_OK) {
            result = wrong_call(path, hmacsign_status_text(status));
        }
    }
    wipe(secret, sizeof secret);
    return result;
}

/* One text with another behind it; NULL if there is no memory. */
static char *joined(const char *one, const char *between, const char *two)
{
    size_t room = strlen(one) + strlen(between) + strlen(two) + 1;
    char *text = malloc(room);

    if (text != NULL) {
        snprintf(text, room, "%s%s%s", one, between, two);
    }
    return text;
}

/* Take Host and target out of the URL, with libcurl's own eyes, so that no octet of
   it is understood in two ways. */
static int take_apart(struct message *message, const char *text)
{
    char *scheme = NULL, *host = NULL, *port = NULL, *path = NULL, *query = NULL;
    int result = DONE;

    message->url = curl_url();
    if (message->url == NULL ||
        curl_url_set(message->url, CURLUPART_URL, text, CURLU_PATH_AS_IS) ||
        curl_url_get(message->url, CURLUPART_SCHEME, &scheme, 0) ||
        curl_url_get(message->url, CURLUPART_HOST, &host, 0) ||
        curl_url_get(message->url, CURLUPART_PATH, &path, 0) ||
        (strcmp(scheme, "http") != 0 && strcmp(scheme, "https") != 0)) {
        result = wrong_call("not an http or https URL", text);
    } else {
        /* A URL need not have these. */
        if (curl_url_get(message->url, CURLUPART_PORT, &port, 0) != CURLUE_OK) {
            port = NULL;
        }
        if (curl_url_get(message->url, CURLUPART_QUERY, &query, 0) != CURLUE_OK) {
            query = NULL;
        }
        message->host = joined(host, port ? ":" : "", port ? port : "");
        message->target = joined(path, query ? "?" : "", query ? query : "");
        if (message->host == NULL || message->target == NULL) {
            result = wrong_call(text, "no memory");
        }
    }
    curl_free(scheme);
    curl_free(host);
    curl_free(port);
    curl_free(path);
    curl_free(query);
    return result;
}

/*
 * A small body with something in it that no other has. The time is signed in whole
 * seconds: two equal requests within a second have one signature, and a server that
 * refuses replays refuses the second.
 */
static int make_body(struct message *message)
{
    static const char path[] = "/dev/urandom";
    uint64_t nonce;
    FILE *file = fopen(path, "rb");

    if (file == NULL) {
        return wrong_call(path, strerror(errno));
    }
    if (fread(&nonce, sizeof nonce, 1, file) != 1) {
        fclose(file);
        return wrong_call(path, "cannot be read");
    }
    fclose(file);
    snprintf(message->body, sizeof message->body,
             "{\"count\": 1, \"nonce\": \"%016" PRIx64 "\"}", nonce);
    return DONE;
}

/* Sign, and keep the header lines. */
static int sign(struct message *message, const struct call *call)
{
    const hmacsign_signer signer = {
        .id = str(call->id),
        .names = HMACSIGN_STR("x-date host source @request-target digest"),
        .dialect = HMACSIGN_KONG
    };
    char date[HMACSIGN_DATE_LEN + 1], digest[64];
    hmacsign_header headers[] = { { HMACSIGN_STR("X-Date"), { NULL, 0 } },
                                  { HMACSIGN_STR("Host"), { NULL, 0 } },
                                  { HMACSIGN_STR("Source"), { NULL, 0 } },
                                  { HMACSIGN_STR("Digest"), { NULL, 0 } } };
    const hmacsign_request request = { .headers = headers,
                                       .header_count = sizeof headers / sizeof *headers,
                                       .method = HMACSIGN_STR("POST"),
                                       .target = str(message->target) };
    hmacsign_key key;
    size_t length;
    int32_t status;
    int result = read_key(&key, call->key_file);

    if (result != DONE) {
        return result;
    }
    status = hmacsign_write_date(call->time, date, sizeof date, &length);
    if (status == HMACSIGN_OK) {
        status = hmacsign_write_digest(message->body, strlen(message->body), digest,
                                       sizeof digest, &length);
    }
    if (status == HMACSIGN_OK) {
        headers[0].value = str(date);
        headers[1].value = str(message->host);
        headers[3].value = str(digest);
        /* Ask for the length, then for the text. */
        status = hmacsign_write_header_lines(&key, &signer, &request, NULL, 0, &length);
        if (status == HMACSIGN_ERR_BUFFER) {
            message->lines = malloc(length + 1); /* the library writes a NUL after it */
            status = message->lines == NULL
                         ? HMACSIGN_ERR_BUFFER
                         : hmacsign_write_header_lines(&key, &signer, &request,
                                                       message->lines, length + 1,
                                                       &length);
        }
    }
    hmacsign_key_clear(&key);
    return status == HMACSIGN_OK ? DONE
                                 : wrong_call("sign", hmacsign_status_text(status));
}

/* ---- Send ------------------------------------------------------------------- */

static int add(struct curl_slist **list, const char *line)
{
    struct curl_slist *longer = curl_slist_append(*list, line);

    if (longer == NULL) {
        return wrong_call("headers", "no memory");
    }
    *list = longer;
    return DONE;
}

/* One of the lines that were signed, as libcurl wants it. */
static int add_signed(struct curl_slist **list, const char *line, size_t length)
{
    char *copy = malloc(length + 1);
    int result;

    if (copy == NULL) {
        return wrong_call("headers", "no memory");
    }
    memcpy(copy, line, length);
    if (length >= 2 && memcmp(line + length - 2, ": ", 2) == 0) {
        /* The value is empty: `Source;`, or libcurl sends nothing. */
        copy[length - 2] = ';';
        length--;
    }
    copy[length] = '\0';
    result = add(list, copy);
    free(copy);
    return result;
}

/* Exactly the lines that were signed, and behind them what is not signed. */
static int make_list(const struct message *message, const struct call *call,
                     struct curl_slist **list)
{
    const char *line, *end;
    char further[64];
    int i, result = DONE;

    /* Neither CR nor LF occurs in a name or value, and no NUL does. */
    for (line = message->lines; result == DONE && (end = strstr(line, "\r\n")) != NULL;
         line = end + 2) {
        if (call->change_header && strncmp(line, "Source:", 7) == 0) {
            result = add(list, "Source: changed");
        } else {
            result = add_signed(list, line, (size_t)(end - line));
        }
    }
    if (result == DONE) {
        result = add(list, "Content-Type: application/json");
    }
    for (i = 1; result == DONE && i <= call->headers; i++) {
        snprintf(further, sizeof further, "X-%d: %d", i, i);
        result = add(list, further);
    }
    return result;
}

/* A line of the response's head: what it tells of keys and limits. */
static size_t read_line(char *line, size_t size, size_t count, void *context)
{
    hmacsign_header header;
    hmacsign_note note;

    (void)context;
    if (hmacsign_read_header_line(line, size * count, &header) == HMACSIGN_OK &&
        hmacsign_read_note(&header, &note) == HMACSIGN_OK &&
        note.kind != HMACSIGN_NOTE_NONE) {
        fwrite(header.name.ptr, 1, header.name.len, stderr);
        switch (note.form) {
        case HMACSIGN_FORM_NUMBER:
            fprintf(stderr, ": %" PRIu64 "\n", note.first);
            break;
        case HMACSIGN_FORM_PAIR:
            fprintf(stderr, ": %" PRIu64 " and %" PRIu64 "\n", note.first, note.second);
            break;
        case HMACSIGN_FORM_UNLIMITED:
            fputs(": unlimited\n", stderr);
            break;
        default:
            fputs(": ", stderr);
            fwrite(note.raw.ptr, 1, note.raw.len, stderr);
            fputs("\n", stderr);
        }
    }
    return size * count; /* anything else ends the transfer */
}

/* A piece of the response's body: kept as far as there is room. */
static size_t read_body(char *piece, size_t size, size_t count, void *context)
{
    struct answer *answer = context;
    size_t length = size * count, left = sizeof answer->body - answer->length;
    size_t kept = length < left ? length : left;

    memcpy(answer->body + answer->length, piece, kept);
    answer->length += kept;
    return length;
}

/* Why, as far as the body tells: a gateway by its message, a server such as
   microhttpd.c by the name of a status. */
static void advise(const struct answer *answer, size_t first_line)
{
    int32_t cause, status;

    if (hmacsign_read_cause(answer->body, answer->length, &cause) == HMACSIGN_OK &&
        cause != HMACSIGN_CAUSE_UNKNOWN) {
        fprintf(stderr, "cause %" PRId32 ": %s\n", cause, hmacsign_cause_text(cause));
        return;
    }
    for (status = -79; status < 0; status++) {
        const char *name = hmacsign_status_name(status);

        if (strlen(name) == first_line && memcmp(answer->body, name, first_line) == 0) {
            fprintf(stderr, "cause: %s\nadvice: %s\n", hmacsign_status_text(status),
                    hmacsign_status_advice(status));
            return;
        }
    }
    fputs("cause: not known, see the body\n", stderr);
}

static int print(long code, const struct answer *answer)
{
    const char *end = answer->length == 0 ? NULL
                                          : memchr(answer->body, '\n', answer->length);
    size_t first_line = end == NULL ? answer->length : (size_t)(end - answer->body);

    printf("%ld ", code);
    fwrite(answer->body, 1, first_line, stdout);
    putchar('\n');
    if (code == 200) {
        return DONE;
    }
    advise(answer, first_line);
    return REFUSED;
}

static int send_it(CURL *curl, const struct message *message, const struct call *call)
{
    struct answer answer = { .length = 0 };
    struct curl_slist *list = NULL;
    long code = 0;
    CURLcode outcome;
    int result = make_list(message, call, &list);

    if (result != DONE) {
        curl_slist_free_all(list);
        return result;
    }
    curl_easy_reset(curl);
    curl_easy_setopt(curl, CURLOPT_CURLU, message->url);
    curl_easy_setopt(curl, CURLOPT_REQUEST_TARGET, message->target);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, message->body);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)strlen(message->body));
    /* If there is a proxy, it is asked for a tunnel: it would want another target,
       and could see and change what passes. */
    curl_easy_setopt(curl, CURLOPT_HTTPPROXYTUNNEL, 1L);
    curl_easy_setopt(curl, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    /* Redirects are not followed, which is the default: another target needs another
       signature. */
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, PATIENCE);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, read_line);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, read_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer);
    outcome = curl_easy_perform(curl);
    curl_slist_free_all(list);
    if (outcome != CURLE_OK) {
        return wrong_call(call->url, curl_easy_strerror(outcome));
    }
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &code);
    return print(code, &answer);
}

/* The same credential, spelled otherwise: a server that remembers its text, and not
   the MAC, takes it for another. */
static void respell(char *lines)
{
    char *scheme = strstr(lines, "Authorization: hmac ");
    char *names = strstr(lines, "headers=\"");

    if (scheme != NULL && names != NULL) {
        scheme[strlen("Authorization: ")] = 'H';
        for (names += strlen("headers=\""); *names != '"'; names++) {
            *names = (char)(*names >= 'a' && *names <= 'z' ? *names - ('a' - 'A')
                                                           : *names);
        }
    }
}

/* ---- The call --------------------------------------------------------------- */

static int read_number(const char *text, int64_t most, int64_t *number)
{
    size_t digits = strspn(text, "0123456789");

    if (digits < 1 || digits > 18 || text[digits] != '\0') {
        return 0;
    }
    *number = strtoll(text, NULL, 10);
    return *number <= most;
}

static int read_call(struct call *call, int argc, char **argv)
{
    int64_t number;
    int i;

    if (argc < 4) {
        return wrong_call("usage", "curl URL ID KEYFILE [OPTION ...]");
    }
    call->url = argv[1];
    call->id = argv[2];
    call->key_file = argv[3];
    call->time = (int64_t)time(NULL);
    for (i = 4; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : "";

        if (strcmp(argv[i], "--twice") == 0) {
            call->twice = 1;
        } else if (strcmp(argv[i], "--respell") == 0) {
            call->respell = 1;
        } else if (strcmp(argv[i], "--change") == 0 && strcmp(value, "header") == 0) {
            call->change_header = 1;
            i++;
        } else if (strcmp(argv[i], "--change") == 0 && strcmp(value, "body") == 0) {
            call->change_body = 1;
            i++;
        } else if (strcmp(argv[i], "--date") == 0 &&
                   read_number(value, INT64_MAX, &call->time)) {
            i++;
        } else if (strcmp(argv[i], "--headers") == 0 &&
                   read_number(value, 100000, &number)) {
            call->headers = (int)number;
            i++;
        } else {
            return wrong_call("not an option, or not a value for it", argv[i]);
        }
    }
    return DONE;
}

static int run(const struct call *call, struct message *message)
{
    CURL *curl;
    int result = take_apart(message, call->url);

    if (result == DONE) {
        result = make_body(message);
    }
    if (result == DONE) {
        result = sign(message, call);
    }
    if (result != DONE) {
        return result;
    }
    if (call->change_body) {
        message->body[strlen("{\"count\": ")] = '2';
    }
    curl = curl_easy_init();
    if (curl == NULL) {
        return wrong_call("libcurl", "does not start");
    }
    result = send_it(curl, message, call);
    if (result != WRONG_CALL && (call->twice || call->respell)) {
        if (call->respell) {
            respell(message->lines);
        }
        result = send_it(curl, message, call);
    }
    curl_easy_cleanup(curl);
    return result;
}

int main(int argc, char **argv)
{
    struct call call = { .url = NULL };
    struct message message = { .url = NULL };
    int result = read_call(&call, argc, argv);

    if (result != DONE) {
        return result;
    }
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        return wrong_call("libcurl", "does not start");
    }
    result = run(&call, &message);
    curl_url_cleanup(message.url);
    free(message.host);
    free(message.target);
    free(message.lines);
    curl_global_cleanup();
    /* Standard output remembers a failure, so that one look here is enough. */
    if (result == DONE && (fflush(stdout) != 0 || ferror(stdout))) {
        result = wrong_call("standard output", strerror(errno));
    }
    return result;
}
