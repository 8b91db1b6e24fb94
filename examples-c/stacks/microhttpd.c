/*
 * A server with libmicrohttpd that answers only requests which are genuine, fresh
 * and new: Kong's dialect with HMAC-SHA-256, the body covered by a signed Digest.
 *
 *     microhttpd PORT ID KEYFILE    on 127.0.0.1; knows this one id; says
 *                                   "listening" when it does; ends on SIGTERM
 *
 * It answers 200 and "verified ID", or 401. The name of the status is the body of
 * the 401, so that you see what happens while you try it. A real server writes it
 * to its log and tells the client no more than 401. Use TLS: a signature does not
 * hide anything.
 *
 * What there is to know about libmicrohttpd:
 *  - The `url` that a handler gets is percent-decoded and has no query. What was
 *    signed is the target as it stood in the request line, which only
 *    MHD_OPTION_URI_LOG_CALLBACK is given.
 *  - MHD_lookup_connection_value() finds the first header of a name and hides a
 *    second. Take all of them, with MHD_get_connection_values_n().
 *  - The body comes in pieces. It is kept until it is complete, and bounded.
 *
 * Exit code: 0 after SIGTERM, 2 for a wrong call, a file that cannot be read or a
 * port that is taken.
 */
#define _POSIX_C_SOURCE 200809L /* sigwait */
#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <microhttpd.h>

#include "hmacsign.h"

enum { DONE = 0, WRONG_CALL = 2 };

/* Longer than any secret. */
#define SECRET_MAX 4096
/* What is taken of a request. libmicrohttpd bounds the octets of its head. */
#define HEADERS_MAX 128
#define BODY_MAX 65536
/* Requests that are remembered at a time: as many as arrive in the ten minutes for
   which one can be good. */
#define SEEN_MAX 4096
/* A client that says nothing for so many seconds is left. */
#define SILENCE_MAX 10u

/* A request that was accepted, remembered through the second `expires`. */
struct seen {
    hmacsign_str id;
    uint8_t mac[64];
    size_t mac_len;
    int64_t expires;
};

struct server {
    hmacsign_str id;
    hmacsign_key key;
    hmacsign_key nobodys; /* for unknown ids: of random octets */
    hmacsign_policy policy;
    char *verified; /* the answer to a good request */
    struct seen seen[SEEN_MAX];
    size_t seen_count;
};

/* One request while it arrives. */
struct exchange {
    char *target;
    int begun, body_too_long, headers_too_many;
    hmacsign_header headers[HEADERS_MAX];
    size_t header_count;
    char body[BODY_MAX];
    size_t body_len;
};

/* The body must be covered, so that its digest is among what must be signed. Host
   is, so that a request cannot be sent on to another server that has the key: one
   that shares its keys compares it with its own name, too. */
static const hmacsign_str REQUIRED[] = {
    HMACSIGN_STR("x-date"), HMACSIGN_STR("host"), HMACSIGN_STR("@request-target"),
    HMACSIGN_STR("digest")
};

static int wrong_call(const char *what, const char *why)
{
    fprintf(stderr, "microhttpd: %s: %s\n", what, why);
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

static int same(hmacsign_str one, hmacsign_str two)
{
    return one.len == two.len && memcmp(one.ptr, two.ptr, one.len) == 0;
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

/* ---- The decision ----------------------------------------------------------- */

enum memory { NEW, REPLAYED, FULL };

/*
 * Look and remember in one step. There is one thread, so that nothing comes
 * between; with more threads, hold a lock for all of this. Each entry is good for
 * as long as its request would be accepted. If there is no room, the request is
 * refused: an entry that is dropped early lets its request in again.
 */
static enum memory remember(struct server *server, const hmacsign_authorization *auth,
                            int64_t expires, int64_t now)
{
    size_t kept = 0, i;
    struct seen *new;

    for (i = 0; i < server->seen_count; i++) {
        if (server->seen[i].expires >= now) {
            server->seen[kept++] = server->seen[i];
        }
    }
    server->seen_count = kept;
    for (i = 0; i < kept; i++) {
        const struct seen *old = &server->seen[i];

        /* The MAC and never its text: one MAC can be written in several ways. */
        if (same(old->id, auth->signer.id) && old->mac_len == auth->mac_len &&
            memcmp(old->mac, auth->mac, auth->mac_len) == 0) {
            return REPLAYED;
        }
    }
    if (kept == SEEN_MAX) {
        return FULL;
    }
    new = &server->seen[server->seen_count++];
    new->id = server->id; /* the same text; that of the request does not last */
    new->mac_len = auth->mac_len;
    memcpy(new->mac, auth->mac, auth->mac_len);
    new->expires = expires;
    return NEW;
}

/* The credential, if there is exactly one. */
static const hmacsign_header *find_credential(const hmacsign_request *request)
{
    const hmacsign_header *found = NULL;
    size_t i;

    for (i = 0; i < request->header_count; i++) {
        if (same_name(request->headers[i].name, "Authorization")) {
            if (found != NULL) {
                return NULL;
            }
            found = &request->headers[i];
        }
    }
    return found;
}

/* The status code to answer with; why goes to `text`. */
static unsigned judge(struct server *server, const hmacsign_request *request,
                      const char **text)
{
    const int64_t now = (int64_t)time(NULL);
    const hmacsign_header *credential = find_credential(request);
    const hmacsign_key *key;
    hmacsign_authorization auth;
    hmacsign_detail detail;
    int32_t status;

    if (credential == NULL) {
        *text = "NO_CREDENTIAL";
        return MHD_HTTP_UNAUTHORIZED;
    }
    status = hmacsign_read_authorization(HMACSIGN_KONG, credential->value.ptr,
                                         credential->value.len, &auth, &detail);
    *text = hmacsign_status_name(status);
    if (status != HMACSIGN_OK) {
        return MHD_HTTP_UNAUTHORIZED; /* whatever it is, it is the client's doing */
    }
    /* An unknown id takes the time of a known one, and gets the same answer. */
    key = same(auth.signer.id, server->id) ? &server->key : &server->nobodys;
    status = hmacsign_verify(key, &auth, request, &server->policy, now, &detail);
    *text = hmacsign_status_name(status);
    if (status != HMACSIGN_OK) {
        return (unsigned)hmacsign_status_http(status);
    }
    switch (remember(server, &auth, detail.expires, now)) {
    case NEW:
        *text = server->verified;
        return MHD_HTTP_OK;
    case REPLAYED:
        *text = "REPLAYED";
        return MHD_HTTP_UNAUTHORIZED;
    default:
        *text = "FULL";
        return MHD_HTTP_SERVICE_UNAVAILABLE;
    }
}

/* ---- What libmicrohttpd calls ----------------------------------------------- */

static enum MHD_Result answer(struct MHD_Connection *connection, unsigned code,
                              const char *text)
{
    char line[256];
    enum MHD_Result result;
    struct MHD_Response *response;
    int length = snprintf(line, sizeof line, "%s\n", text);

    response = length < 0 || (size_t)length >= sizeof line
                   ? NULL
                   : MHD_create_response_from_buffer((size_t)length, line,
                                                     MHD_RESPMEM_MUST_COPY);
    if (response == NULL) {
        return MHD_NO;
    }
    if (code == MHD_HTTP_UNAUTHORIZED) {
        /* HTTP wants to be told how one gets in. */
        MHD_add_response_header(response, MHD_HTTP_HEADER_WWW_AUTHENTICATE, "hmac");
    }
    result = MHD_queue_response(connection, code, response);
    MHD_destroy_response(response);
    return result;
}

/* The first that is called for a request: the target as it arrived. */
static void *begin(void *cls, const char *target, struct MHD_Connection *connection)
{
    struct exchange *exchange = malloc(sizeof *exchange);

    (void)cls;
    (void)connection;
    if (exchange == NULL) {
        return NULL;
    }
    exchange->begun = exchange->body_too_long = exchange->headers_too_many = 0;
    exchange->header_count = exchange->body_len = 0;
    exchange->target = malloc(strlen(target) + 1);
    if (exchange->target == NULL) {
        free(exchange);
        return NULL;
    }
    strcpy(exchange->target, target);
    return exchange;
}

static void end(void *cls, struct MHD_Connection *connection, void **context,
                enum MHD_RequestTerminationCode why)
{
    struct exchange *exchange = *context;

    (void)cls;
    (void)connection;
    (void)why;
    if (exchange != NULL) {
        free(exchange->target);
        free(exchange);
    }
    *context = NULL;
}

/* The texts last until the answer is queued. */
static enum MHD_Result take_header(void *cls, enum MHD_ValueKind kind,
                                   const char *name, size_t name_len,
                                   const char *value, size_t value_len)
{
    struct exchange *exchange = cls;
    hmacsign_header *header;

    (void)kind;
    if (exchange->header_count == HEADERS_MAX) {
        exchange->headers_too_many = 1;
        return MHD_NO;
    }
    header = &exchange->headers[exchange->header_count++];
    header->name.ptr = name;
    header->name.len = name_len;
    header->value.ptr = value; /* NULL is allowed for an empty one */
    header->value.len = value_len;
    return MHD_YES;
}

static enum MHD_Result handle(void *cls, struct MHD_Connection *connection,
                              const char *url, const char *method,
                              const char *version, const char *piece,
                              size_t *piece_len, void **context)
{
    struct exchange *exchange = *context;
    hmacsign_request request;
    const char *text;
    unsigned code;

    (void)url; /* decoded, and without the query: not what was signed */
    if (exchange == NULL) {
        return MHD_NO; /* no memory: the connection is closed */
    }
    if (!exchange->begun) { /* the head is there, and nothing of the body */
        exchange->begun = 1;
        return MHD_YES;
    }
    if (*piece_len > 0) {
        /* What is too long is read on and dropped, so that the client gets to read
           why. */
        exchange->body_too_long |= *piece_len > BODY_MAX - exchange->body_len;
        if (!exchange->body_too_long) {
            memcpy(exchange->body + exchange->body_len, piece, *piece_len);
            exchange->body_len += *piece_len;
        }
        *piece_len = 0;
        return MHD_YES;
    }
    if (exchange->body_too_long) {
        return answer(connection, 413, "BODY");
    }
    MHD_get_connection_values_n(connection, MHD_HEADER_KIND, take_header, exchange);
    if (exchange->headers_too_many) {
        return answer(connection, MHD_HTTP_UNAUTHORIZED, "HEADERS");
    }
    memset(&request, 0, sizeof request);
    request.headers = exchange->headers; /* all, so that a repeated one is noticed */
    request.header_count = exchange->header_count;
    request.method.ptr = method;
    request.method.len = strlen(method);
    request.target.ptr = exchange->target;
    request.target.len = strlen(exchange->target);
    request.version.ptr = version;
    request.version.len = strlen(version);
    request.body.ptr = exchange->body;
    request.body.len = exchange->body_len;
    code = judge(cls, &request, &text);
    return answer(connection, code, text);
}

/* ---- The server's start and end --------------------------------------------- */

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

/* A key that nobody has, made once. */
static int make_random_key(hmacsign_key *key)
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
    status = hmacsign_key_init(key, HMACSIGN_HMAC_SHA256, octets, sizeof octets);
    wipe(octets, sizeof octets);
    return status == HMACSIGN_OK ? DONE : wrong_call(path, hmacsign_status_text(status));
}

static int make_policy(struct server *server)
{
    hmacsign_policy *policy = &server->policy;
    int32_t status = hmacsign_policy_init(policy, sizeof *policy, HMACSIGN_KONG);

    if (status != HMACSIGN_OK) {
        return wrong_call("policy", hmacsign_status_text(status));
    }
    policy->flags |= HMACSIGN_REQUIRE_DIGEST;
    policy->algorithms = 1u << HMACSIGN_HMAC_SHA256;
    policy->required = REQUIRED;
    policy->required_count = sizeof REQUIRED / sizeof *REQUIRED;
    return DONE;
}

/* Serve until SIGTERM or SIGINT. libmicrohttpd's thread inherits that they are
   blocked, so that this one gets them. */
static int serve(struct server *server, uint16_t port)
{
    struct sockaddr_in address;
    struct MHD_Daemon *daemon;
    sigset_t signals;
    int which;

    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    if (sigprocmask(SIG_BLOCK, &signals, NULL) != 0) {
        return wrong_call("signals", strerror(errno));
    }
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    daemon = MHD_start_daemon(MHD_USE_AUTO | MHD_USE_INTERNAL_POLLING_THREAD, port,
                              NULL, NULL, handle, server,
                              MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&address,
                              MHD_OPTION_URI_LOG_CALLBACK, begin, NULL,
                              MHD_OPTION_NOTIFY_COMPLETED, end, NULL,
                              MHD_OPTION_CONNECTION_TIMEOUT, SILENCE_MAX,
                              MHD_OPTION_END);
    if (daemon == NULL) {
        return wrong_call("port", "cannot listen there");
    }
    puts("listening");
    fflush(stdout);
    sigwait(&signals, &which);
    MHD_stop_daemon(daemon);
    return DONE;
}

int main(int argc, char **argv)
{
    static struct server server;
    size_t room;
    long port;
    char *rest;
    int result;

    if (argc != 4) {
        return wrong_call("usage", "microhttpd PORT ID KEYFILE");
    }
    port = strtol(argv[1], &rest, 10);
    if (*rest != '\0' || port < 1 || port > 65535) {
        return wrong_call("not a port", argv[1]);
    }
    server.id.ptr = argv[2];
    server.id.len = strlen(argv[2]);
    room = sizeof "verified " + server.id.len;
    server.verified = malloc(room);
    if (server.verified == NULL) {
        return wrong_call("answer", "no memory");
    }
    snprintf(server.verified, room, "verified %s", argv[2]);

    result = read_key(&server.key, argv[3]);
    if (result == DONE) {
        result = make_random_key(&server.nobodys);
    }
    if (result == DONE) {
        result = make_policy(&server);
    }
    if (result == DONE) {
        result = serve(&server, (uint16_t)port);
    }
    hmacsign_key_clear(&server.key);
    hmacsign_key_clear(&server.nobodys);
    free(server.verified);
    return result;
}
