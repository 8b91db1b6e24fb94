/*
 * Read a response's head and print what it tells about the request: class,
 * limits and ids; of a refusal also what to do about it.
 *
 *     response FILE     a response with its head, as `curl -i` prints it
 *     response -        the same from standard input
 *     response          the head that the gateway's documentation shows
 *
 * Exit code: 1 if it is no response, 2 for a wrong call or a file that cannot be
 * read.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "hmacsign.h"

enum { DONE = 0, NO_RESPONSE = 1, WRONG_CALL = 2 };

/* The longest line of a head that is taken, and as much of a body as is looked
   at. */
#define ROOM 16384

static const char DOCUMENTED[] =
    "HTTP/1.1 200 OK\r\n"
    "Content-Type: text/html; charset=UTF-8\r\n"
    "Content-Length: 122\r\n"
    "Date: Sun, 21 Sep 2017 06:46:04 GMT\r\n"
    "Server: squid/3.5.20\r\n"
    "Connection: close\r\n"
    "Set-Cookie:1P_JAR=2017-09-18-06; expires=Mon, 25-Sep-2017 06:46:04 GMT; "
    "path=/; domain=.qq.com\r\n"
    "X-Secret-ID:AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj548pN\r\n"
    "X-UsagePlan-ID:Q6BAxvHtyckhWABJVYSBj\r\n"
    "X-RateLimit-Limit:500\r\n"
    "X-RateLimit-Used:100/125\r\n"
    "\r\n";

/* Where octets come from: a file, or a text if there is no file. */
struct source {
    FILE *file;
    const char *text;
};

static int fail(int result, const char *text)
{
    fprintf(stderr, "response: %s\n", text);
    return result;
}

static int next_octet(struct source *source)
{
    if (source->file != NULL) {
        return getc(source->file);
    }
    return *source->text == '\0' ? EOF : (unsigned char)*source->text++;
}

/*
 * Read to room, but no further than the end of a line, if lines are wanted, and
 * ROOM octets. There is nothing where the file ends.
 */
static int read_some(struct source *source, int lines, char *room, size_t *length)
{
    int octet = 0;

    *length = 0;
    while (*length < ROOM && !(lines && octet == '\n')) {
        octet = next_octet(source);
        if (octet == EOF) {
            break;
        }
        room[(*length)++] = (char)octet;
    }
    if (source->file != NULL && ferror(source->file)) {
        return fail(WRONG_CALL, strerror(errno));
    }
    if (lines && *length == ROOM && octet != '\n') {
        return fail(NO_RESPONSE, "a line of the head is too long");
    }
    return DONE;
}

/* Does the head end with this line? */
static int is_end(const char *line, size_t length)
{
    return length == 0 || line[0] == '\n' ||
           (length == 2 && line[0] == '\r' && line[1] == '\n');
}

/* The code in `HTTP/1.1 200 OK`, or 0. */
static int32_t status_code(const char *line, size_t length)
{
    const char *code = memchr(line, ' ', length);
    const char *end = line + length;
    int32_t number = 0;
    int i;

    if (length < 5 || memcmp(line, "HTTP/", 5) != 0 || code == NULL || end - ++code < 3) {
        return 0;
    }
    for (i = 0; i < 3; i++, code++) {
        if (*code < '0' || *code > '9') {
            return 0;
        }
        number = number * 10 + (*code - '0');
    }
    if (code < end && *code != ' ' && *code != '\r' && *code != '\n') {
        return 0;
    }
    return number >= 100 ? number : 0;
}

static const char *class_word(int32_t response_class)
{
    switch (response_class) {
    case HMACSIGN_RESPONSE_SUCCESS: return "success";
    case HMACSIGN_RESPONSE_CLIENT_ERROR: return "client error";
    case HMACSIGN_RESPONSE_SERVER_ERROR: return "server error";
    default: return "neither success nor error";
    }
}

/* NULL for a header that has nothing to do with this. */
static const char *kind_word(int32_t kind)
{
    switch (kind) {
    case HMACSIGN_NOTE_SECRET_ID: return "key";
    case HMACSIGN_NOTE_PLAN_ID: return "usage plan";
    case HMACSIGN_NOTE_LIMIT: return "limit";
    case HMACSIGN_NOTE_USED: return "used";
    case HMACSIGN_NOTE_PLAN_RATE: return "rate of the plan";
    case HMACSIGN_NOTE_PLAN_QUOTA: return "quota of the plan";
    case HMACSIGN_NOTE_SERVICE_RATE: return "rate of the service";
    case HMACSIGN_NOTE_API_RATE: return "rate of the API";
    case HMACSIGN_NOTE_API_ID: return "API";
    case HMACSIGN_NOTE_REQUEST_ID: return "request";
    case HMACSIGN_NOTE_WINDOW_LIMIT: return "limit of the window";
    case HMACSIGN_NOTE_WINDOW_LEFT: return "left in the window";
    case HMACSIGN_NOTE_RESET: return "seconds until reset";
    case HMACSIGN_NOTE_RETRY_AFTER: return "retry after";
    default: return NULL;
    }
}

static void print_note(const hmacsign_note *note)
{
    const char *word = kind_word(note->kind);

    if (word == NULL) {
        return;
    }
    fputs(word, stdout);
    if (note->window != 0) {
        printf(" (%" PRIu32 " s)", note->window);
    }
    switch (note->form) {
    case HMACSIGN_FORM_NUMBER:
        printf(": %" PRIu64 "\n", note->first);
        break;
    case HMACSIGN_FORM_PAIR: /* which of the two is which, no document says */
        printf(": %" PRIu64 "/%" PRIu64 "\n", note->first, note->second);
        break;
    case HMACSIGN_FORM_UNLIMITED:
        puts(": unlimited");
        break;
    default:
        fputs(": ", stdout);
        fwrite(note->raw.ptr, 1, note->raw.len, stdout);
        putchar('\n');
    }
}

static int print_response(struct source *source)
{
    char room[ROOM];
    size_t length;
    int32_t code, response_class, cause;
    int result = read_some(source, 1, room, &length);

    if (result != DONE) {
        return result;
    }
    code = status_code(room, length);
    /* After 100 Continue and the like comes the response proper. */
    while (code >= 100 && code < 200) {
        while (!is_end(room, length)) {
            result = read_some(source, 1, room, &length);
            if (result != DONE) {
                return result;
            }
        }
        result = read_some(source, 1, room, &length);
        if (result != DONE) {
            return result;
        }
        code = status_code(room, length);
    }
    if (code == 0) {
        return fail(NO_RESPONSE, "no status line, such as HTTP/1.1 200 OK");
    }
    response_class = hmacsign_response_class(code);
    printf("status: %" PRId32 ", %s\n", code, class_word(response_class));

    for (;;) {
        hmacsign_header header;
        hmacsign_note note;

        result = read_some(source, 1, room, &length);
        if (result != DONE) {
            return result;
        }
        if (is_end(room, length)) {
            break;
        }
        /* What is no header line, a folded one for example, tells nothing. */
        if (hmacsign_read_header_line(room, length, &header) == HMACSIGN_OK &&
            hmacsign_read_note(&header, &note) == HMACSIGN_OK) {
            print_note(&note);
        }
    }

    if (response_class == HMACSIGN_RESPONSE_CLIENT_ERROR ||
        response_class == HMACSIGN_RESPONSE_SERVER_ERROR) {
        result = read_some(source, 0, room, &length);
        if (result == DONE && length > 0 &&
            hmacsign_read_cause(room, length, &cause) == HMACSIGN_OK) {
            printf("advice: %s\n", hmacsign_cause_text(cause));
        }
    }
    return result;
}

int main(int argc, char **argv)
{
    struct source source = { NULL, DOCUMENTED };
    int result;

    if (argc > 2) {
        return fail(WRONG_CALL, "usage: response [FILE | -]");
    }
    if (argc == 2) {
        source.file = strcmp(argv[1], "-") == 0 ? stdin : fopen(argv[1], "rb");
        if (source.file == NULL) {
            return fail(WRONG_CALL, strerror(errno));
        }
    }
    result = print_response(&source);
    if (source.file != NULL && fclose(source.file) != 0 && result == DONE) {
        result = fail(WRONG_CALL, strerror(errno));
    }
    /* Standard output remembers a failure, so that one look here is enough. */
    if (result == DONE && (fflush(stdout) != 0 || ferror(stdout))) {
        result = fail(WRONG_CALL, strerror(errno));
    }
    return result;
}
