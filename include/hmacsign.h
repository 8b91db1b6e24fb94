/*
 * hmacsign.h - sign and verify HTTP requests with an HMAC over chosen headers: the
 * scheme of Tencent Cloud API Gateway, Kong, APISIX, iFLYTEK, CyberSource, Modulr
 * and the Cavage draft.
 *
 *     Authorization: hmac id="..", algorithm="..", headers="..", signature=".."
 *
 * It is a calculation, not a client: no sockets, no clock, no heap, no global
 * state, no locks. You bring the headers and the time; it gives bytes.
 *
 * This file was made by `make header` from src/ffi; change the comments there.
 * It has constants first, then enums, structs, and functions by what they do:
 * status, key, sign, verify, diagnose, date, response, version. (RFC 9110 is
 * "HTTP Semantics".)
 *
 * Rules that hold for every function here:
 *
 *  1. Result.  int32_t: HMACSIGN_OK (0), or a negative HMACSIGN_ERR_* or
 *     HMACSIGN_REFUSED_*. The comment of each function names those it can give,
 *     without HMACSIGN_. (hmacsign_status_http and hmacsign_response_class give
 *     plain numbers.) Faults are reported in this order: arguments, key (its
 *     algorithm included), id, number of names, names in their order (name,
 *     repeated, missing, value), time header, request line, parameters, and last
 *     ERR_BUFFER: `NULL, 0` meets every other fault first. (HMACSIGN_TENCENT_APP:
 *     Accept and Content-Type, repeated and value, come before the time header, and
 *     Content-MD5 comes before ERR_BUFFER.)
 *  2. Order.   What is worked on, then inputs, then outputs.
 *  3. Text in. A pointer and a length in bytes. Need not end in NUL. A NULL
 *     pointer is allowed where the length is 0, and nowhere else unless said.
 *     That holds for texts in structs too, whether they are used or not.
 *  4. Text out. `out, cap, out_len`: writes the text and one NUL, sets *out_len
 *     to the length without the NUL. If cap < length + 1: writes no text, sets
 *     *out_len to the length all the same, returns HMACSIGN_ERR_BUFFER; so
 *     `NULL, 0` asks for the length. After any other error the outputs are as
 *     they were, but for a key, which is zeroed, a scratch buffer, and those that
 *     exist to tell of errors. out_len NULL, out NULL with cap > 0, and lengths
 *     above PTRDIFF_MAX are ERR_ARGUMENT. Outputs must not overlap inputs or each
 *     other.
 *  5. Views.   A hmacsign_str in a result points into the bytes you passed in,
 *     and lives as long as they do, or at static text where its comment says so. It
 *     is not NUL-terminated.
 *  6. Threads. A key that is only read (const) may be shared by threads.
 *  7. Secrets. The time taken does not depend on key or signature bytes (but for
 *     hmacsign_key_init_base64 and hmacsign_diagnose); it does depend on lengths and
 *     on the headers, which are public. Use a secret in one dialect and one
 *     algorithm: most dialects sign the same string.
 *  8. Work.    At most HMACSIGN_SIGNED_MAX comparisons a header of the request;
 *     bound the number of headers that you accept. Headers that are not signed
 *     are compared by name and otherwise ignored. In HMACSIGN_CAVAGE, signed
 *     headers that occur several times cost as many comparisons again each time
 *     that the string is made: bound the length of names, too. An application's
 *     parameters are sorted: bound the length of query and form body.
 *
 * Sign a request, with errors left out:
 *
 *     hmacsign_header headers[] = {
 *       { HMACSIGN_STR("X-Date"), HMACSIGN_STR("Mon, 19 Mar 2018 12:08:40 GMT") },
 *       { HMACSIGN_STR("Source"), HMACSIGN_STR("my-app") },
 *     };
 *     hmacsign_request request = { .headers = headers, .header_count = 2 };
 *     hmacsign_signer signer = { .id = HMACSIGN_STR("AKID.."),
 *                                .names = HMACSIGN_STR("x-date source") };
 *     hmacsign_key key;
 *     char value[512];
 *     size_t len;
 *
 *     hmacsign_key_init(&key, HMACSIGN_HMAC_SHA1, secret, strlen(secret));
 *     hmacsign_write_authorization(&key, &signer, &request, value, sizeof value, &len);
 *     hmacsign_key_clear(&key);
 *
 * Verify one. text is what its Authorization header says, request has all headers:
 *
 *     hmacsign_authorization auth;
 *     hmacsign_detail detail;
 *     int32_t status = hmacsign_read_authorization(HMACSIGN_TENCENT, text, text_len,
 *                                                  &auth, &detail);
 *
 *     if (status == HMACSIGN_OK) {
 *       // look up the key that belongs to auth.signer.id
 *       status = hmacsign_verify(&key, &auth, &request, NULL, time(NULL), &detail);
 *     }
 *     if (status != HMACSIGN_OK) {
 *       // refuse the request: answer 401, or 500 where the mistake is yours
 *     }
 */

#ifndef HMACSIGN_H
#define HMACSIGN_H

#include <stddef.h>
#include <stdint.h>

/* Version of this header; hmacsign_version_number() is the library's. */
#define HMACSIGN_VERSION_MAJOR  0
#define HMACSIGN_VERSION_MINOR  1
#define HMACSIGN_VERSION_PATCH  0
#define HMACSIGN_VERSION        "0.1.0"
#define HMACSIGN_VERSION_NUMBER \
  ((HMACSIGN_VERSION_MAJOR << 16) | (HMACSIGN_VERSION_MINOR << 8) | HMACSIGN_VERSION_PATCH)

#if defined(__GNUC__) || defined(__clang__)
#  define HMACSIGN_MUST_USE __attribute__((warn_unused_result))
#else
#  define HMACSIGN_MUST_USE
#endif

/*
 * Initialiser for a hmacsign_str from a string literal; in a C expression:
 * `signer.id = (hmacsign_str)HMACSIGN_STR("AKID..")`.
 */
#define HMACSIGN_STR(literal) { "" literal, sizeof("" literal) - 1 }

/*
 * What hmacsign_diagnose() found: its slips, 0 for the first, 1 and 2 for others that
 * were made with it (HMACSIGN_SLIP_NONE if there are none), and which name in headers
 * has the line that is concerned, 1 for the first (0: not one line).
 */
#define HMACSIGN_SLIP_AT(slip, index)  ((slip) >> (8 * (index)) & 0xFF)
#define HMACSIGN_SLIP_LINE(slip)       ((slip) >> 24)

/// Most headers in one signature.
#define HMACSIGN_SIGNED_MAX 64

/// Most query and form parameters of an application's request.
#define HMACSIGN_PARAMETERS_MAX 128

/// Longest signature in bytes, without its NUL: that of HMAC-SHA-512.
#define HMACSIGN_SIGNATURE_MAX 88

/// Length of `Mon, 19 Mar 2018 12:08:40 GMT` in bytes, without its NUL.
#define HMACSIGN_DATE_LEN 29

/// Most MACs that hmacsign_diagnose() makes.
#define HMACSIGN_DIAGNOSE_MACS_MAX 4096

/// Flag of hmacsign_signer and hmacsign_policy: no time header need be signed. Gateways refuse such a request, and
/// where one does not it can be replayed for ever.
#define HMACSIGN_ALLOW_UNDATED 1u

/// Flag of hmacsign_policy: the time in Date is not judged, as Tencent's gateway does not; that in other time headers
/// still is. A request that signs only Date can be replayed for ever then.
#define HMACSIGN_ALLOW_STALE_DATE 2u

/// Flag of hmacsign_policy and hmacsign_read_date: take a date whose weekday is not the one of that day.
#define HMACSIGN_ALLOW_ANY_WEEKDAY 4u

/// Flag of hmacsign_policy: require a signed Digest that fits the body. None is asked where the request has no body and
/// no Digest header: so always pass the body. HMACSIGN_TENCENT_APP asks for none, since its string covers the body.
#define HMACSIGN_REQUIRE_DIGEST 8u

/// Flag of hmacsign_policy: accept parameters of an application that could be read in two ways, see
/// HMACSIGN_REFUSED_AMBIGUOUS.
#define HMACSIGN_ALLOW_AMBIGUOUS 16u

/// Every result. Numbers never change meaning and are never used again.
///
/// -1..-19: a mistake in the call. -20..-39: the headers cannot be signed.
/// -40..-59: the text read is malformed. -60..-79: a request is refused.
typedef enum hmacsign_status {
  /// Done; for hmacsign_verify: the request is genuine and fresh.
  HMACSIGN_OK = 0,
  /// A pointer is NULL or misaligned, or a number is outside its range.
  HMACSIGN_ERR_ARGUMENT = -1,
  /// The output does not fit; *out_len tells the length needed.
  HMACSIGN_ERR_BUFFER = -2,
  /// The key was never initialised, or has been cleared.
  HMACSIGN_ERR_KEY = -3,
  /// The secret is empty; for hmacsign_key_init_base64 also: not Base64 of 1 to 1024 bytes.
  HMACSIGN_ERR_SECRET = -4,
  /// The time is before 1970 or after 9999.
  HMACSIGN_ERR_TIME = -5,
  /// A branch was reached that cannot be; please report it.
  HMACSIGN_ERR_INTERNAL = -6,
  /// The id is empty, or has a quotation mark, a backslash, or a byte that is not visible ASCII; HMACSIGN_APISIX: or
  /// a comma.
  HMACSIGN_ERR_ID = -20,
  /// A header name is empty or not a token (RFC 9110, 5.6.2). In names, also: two spaces in a row, one at either
  /// end, or a comma.
  HMACSIGN_ERR_HEADER_NAME = -21,
  /// The value of a header to sign has a control byte other than a tab inside it (RFC 9110, 5.5);
  /// HMACSIGN_TENCENT_APP: Content-MD5 is not that of the body, which is told last of all.
  HMACSIGN_ERR_HEADER_VALUE = -22,
  /// A header to sign occurs twice, in the names or in the request (HMACSIGN_CAVAGE joins most of those in the
  /// request), or a real header is named like a pseudo header that is signed.
  HMACSIGN_ERR_HEADER_REPEATED = -23,
  /// A header to sign is not in the request.
  HMACSIGN_ERR_HEADER_MISSING = -24,
  /// No headers to sign, or more than HMACSIGN_SIGNED_MAX.
  HMACSIGN_ERR_HEADER_COUNT = -25,
  /// None of the dialect's time headers is among those to sign.
  HMACSIGN_ERR_DATE_UNSIGNED = -26,
  /// The method is no token, or target or version cannot stand in a request line, or a needed one is empty.
  HMACSIGN_ERR_REQUEST_LINE = -27,
  /// More than HMACSIGN_PARAMETERS_MAX query and form parameters, one that begins 4 GiB or more behind the first, or a
  /// malformed percent-encoding or an empty key in them.
  HMACSIGN_ERR_PARAMETERS = -28,
  /// Not a credential of this dialect, or its parameters are out of form.
  HMACSIGN_ERR_FORMAT = -40,
  /// id, algorithm (HMACSIGN_CAVAGE: may be left out), headers or signature is missing, empty or occurs twice, or
  /// headers=".." is not a list of 1 to HMACSIGN_SIGNED_MAX names of headers or of the dialect's pseudo headers with
  /// one space between. HMACSIGN_CAVAGE: or another parameter occurs twice, or there are more than HMACSIGN_SIGNED_MAX
  /// that are not known.
  HMACSIGN_ERR_PARAMETER = -41,
  /// The algorithm's name is not known, or the dialect has none for the key's algorithm; HMACSIGN_CAVAGE: or one other
  /// than hs2019 is named where (created) or (expires) is signed.
  HMACSIGN_ERR_ALGORITHM = -42,
  /// The signature (HMACSIGN_MODULR: percent-decoded) is not strict Base64, or not of its algorithm's length.
  HMACSIGN_ERR_SIGNATURE_FORM = -43,
  /// Not an IMF-fixdate (RFC 9110, 5.6.7), no such day, or not its weekday (unless allowed).
  HMACSIGN_ERR_DATE = -44,
  /// The signature does not match. Says nothing about where it differs.
  HMACSIGN_REFUSED_SIGNATURE = -60,
  /// The policy forbids this algorithm, or the key is for another one.
  HMACSIGN_REFUSED_ALGORITHM = -61,
  /// A header named in headers=".." is not in the request.
  HMACSIGN_REFUSED_HEADER_MISSING = -62,
  /// As HMACSIGN_ERR_HEADER_REPEATED, in a request that is verified.
  HMACSIGN_REFUSED_HEADER_REPEATED = -63,
  /// A header that the policy requires is not signed, a Digest included.
  HMACSIGN_REFUSED_HEADER_UNSIGNED = -64,
  /// None of the dialect's time headers is signed.
  HMACSIGN_REFUSED_DATE_UNSIGNED = -65,
  /// The signed date is malformed.
  HMACSIGN_REFUSED_DATE = -66,
  /// The signed date is further from now than the policy allows, or the signed (expires) is past.
  HMACSIGN_REFUSED_STALE = -67,
  /// The body does not fit its signed digest, or that is malformed; HMACSIGN_TENCENT_APP: a Content-MD5 header is not
  /// that of the body.
  HMACSIGN_REFUSED_DIGEST = -68,
  /// The parameters of an application could be read in two ways: a decoded key has `&` or `=`, or a decoded value has
  /// `&`.
  HMACSIGN_REFUSED_AMBIGUOUS = -69,
  /// What is signed cannot stand in a request: a control byte in a signed value, a malformed method, target or
  /// version, or parameters as in HMACSIGN_ERR_PARAMETERS.
  HMACSIGN_REFUSED_REQUEST = -70,
} hmacsign_status;

/// Algorithms. The length of the signature, which is Base64, is given in bytes.
typedef enum hmacsign_algorithm {
  /// read only: "hs2019" or none said, which leaves it to the key (HMACSIGN_CAVAGE)
  HMACSIGN_HMAC_OF_KEY = 0,
  /// "hmac-sha1", 28: what Tencent documents
  HMACSIGN_HMAC_SHA1 = 1,
  /// "hmac-sha256", 44
  HMACSIGN_HMAC_SHA256 = 2,
  /// "hmac-sha384", 64
  HMACSIGN_HMAC_SHA384 = 3,
  /// "hmac-sha512", 88
  HMACSIGN_HMAC_SHA512 = 4,
} hmacsign_algorithm;

/// Whose rules: how the credential is written and what string is signed. Where nothing else is said: a line
/// `name: value` for each signed header, joined by LF, the names in lower case; and the time in X-Date or Date, one of
/// which must be signed.
typedef enum hmacsign_dialect {
  /// Key pair of Tencent Cloud API Gateway: hmac id="..", algorithm="hmac-sha1", headers="x-date host", ..
  HMACSIGN_TENCENT = 0,
  /// Application of the same gateway, the same credential. The lines are sorted by name; behind them are signed the
  /// method, Accept, Content-Type, a hash of the body (hmacsign_write_content_md5) and the path with all parameters of
  /// query and form, decoded and sorted. x-date must be among the names
  HMACSIGN_TENCENT_APP = 1,
  /// Kong's hmac-auth: hmac username="..". Pseudo headers: request-line signs `GET /p?q HTTP/1.1`, @request-target
  /// signs `@request-target: get /p?q`
  HMACSIGN_KONG = 2,
  /// APISIX and Higress: Signature keyId="..". The id is the first line and LF ends every line; @request-target signs
  /// `GET /p?q`; no SHA-384. The time is in Date alone
  HMACSIGN_APISIX = 3,
  /// draft-cavage-http-signatures-12: Signature keyId="..". (request-target) signs `(request-target): get /p?q`,
  /// (created) and (expires) the times of hmacsign_signer; with these the algorithm is written hs2019. A header that
  /// occurs several times is signed as one, its values joined by `, ` (not so Host, Date, X-Date, Digest,
  /// Content-Length, Content-Type and Authorization). (created) is a time header, too
  HMACSIGN_CAVAGE = 4,
  /// iFLYTEK: hmac api_key="..". request-line as for Kong; hmac-sha256 only. The time is in Date alone
  HMACSIGN_IFLYTEK = 5,
  /// CyberSource: keyid="..", in a header named Signature. request-target, or (request-target), signs
  /// `request-target: post /p`; HmacSHA256 only, with a key from hmacsign_key_init_base64(). The time is in
  /// V-C-Date or Date
  HMACSIGN_CYBERSOURCE = 6,
  /// Modulr and Tyk: Signature keyId="..", the signature percent-encoded. (request-target) as for HMACSIGN_CAVAGE, but
  /// no (created), (expires), hs2019 or joined headers; no SHA-384
  HMACSIGN_MODULR = 7,
} hmacsign_dialect;

/// What a response header tells.
typedef enum hmacsign_note_kind {
  /// nothing that this library knows
  HMACSIGN_NOTE_NONE = 0,
  /// X-Secret-ID: the key that was used
  HMACSIGN_NOTE_SECRET_ID = 1,
  /// X-UsagePlan-ID: the usage plan that the key is bound to
  HMACSIGN_NOTE_PLAN_ID = 2,
  /// X-RateLimit-Limit: the limit of the usage plan; other services send it too
  HMACSIGN_NOTE_LIMIT = 3,
  /// X-RateLimit-Used: the traffic; other services send it too
  HMACSIGN_NOTE_USED = 4,
  /// X-UsagePlan-RateLimit
  HMACSIGN_NOTE_PLAN_RATE = 5,
  /// X-UsagePlan-Quota
  HMACSIGN_NOTE_PLAN_QUOTA = 6,
  /// X-Service-RateLimit
  HMACSIGN_NOTE_SERVICE_RATE = 7,
  /// X-Api-RateLimit
  HMACSIGN_NOTE_API_RATE = 8,
  /// X-Api-ID: the API that answered
  HMACSIGN_NOTE_API_ID = 9,
  /// X-Api-RequestId: quote it to support
  HMACSIGN_NOTE_REQUEST_ID = 10,
  /// Kong: RateLimit-Limit, or X-RateLimit-Limit-Minute and so on
  HMACSIGN_NOTE_WINDOW_LIMIT = 11,
  /// Kong: RateLimit-Remaining, or X-RateLimit-Remaining-Minute and so on
  HMACSIGN_NOTE_WINDOW_LEFT = 12,
  /// RateLimit-Reset: in seconds from now
  HMACSIGN_NOTE_RESET = 13,
  /// Retry-After: in seconds from now, or HMACSIGN_FORM_TEXT for a date
  HMACSIGN_NOTE_RETRY_AFTER = 14,
} hmacsign_note_kind;

/// What the value of a response header looks like. The documents do not say what `a/b` counts.
typedef enum hmacsign_note_form {
  /// anything else, and all ids: see raw
  HMACSIGN_FORM_TEXT = 0,
  /// `500`: first
  HMACSIGN_FORM_NUMBER = 1,
  /// `100/125`: first, second
  HMACSIGN_FORM_PAIR = 2,
  /// `unlimited` in any case, or `-1`
  HMACSIGN_FORM_UNLIMITED = 3,
} hmacsign_note_form;

/// What an HTTP status code says.
typedef enum hmacsign_response {
  /// 1xx, 3xx, or no status code
  HMACSIGN_RESPONSE_OTHER = 0,
  /// 200 to 299
  HMACSIGN_RESPONSE_SUCCESS = 2,
  /// 400 to 499: the body may say why, see hmacsign_read_cause
  HMACSIGN_RESPONSE_CLIENT_ERROR = 4,
  /// 500 to 599
  HMACSIGN_RESPONSE_SERVER_ERROR = 5,
} hmacsign_response;

/// Why a gateway said no, as far as its message tells.
typedef enum hmacsign_cause {
  /// the words are not known, or give no reason
  HMACSIGN_CAUSE_UNKNOWN = 0,
  /// no credential arrived
  HMACSIGN_CAUSE_NO_AUTHORIZATION = 1,
  /// the credential does not parse
  HMACSIGN_CAUSE_FORMAT = 2,
  /// the credential has no id or no signature
  HMACSIGN_CAUSE_ID_OR_SIGNATURE_MISSING = 3,
  /// a header that must be signed, or is named as signed, is not there
  HMACSIGN_CAUSE_HEADER_MISSING = 4,
  /// a signed header occurs more than once
  HMACSIGN_CAUSE_HEADER_REPEATED = 5,
  /// there is no date, it is not signed or is no date; from Kong and its like also: it is stale
  HMACSIGN_CAUSE_DATE_MISSING = 6,
  /// the date is too far from the gateway's clock
  HMACSIGN_CAUSE_DATE_STALE = 7,
  /// the gateway does not take this algorithm
  HMACSIGN_CAUSE_ALGORITHM = 8,
  /// the id is unknown, disabled or not bound to the API
  HMACSIGN_CAUSE_KEY_UNKNOWN = 9,
  /// the signature does not match; from some gateways also: the body's digest
  HMACSIGN_CAUSE_SIGNATURE = 10,
  /// no usage plan is bound
  HMACSIGN_CAUSE_NO_PLAN = 11,
  /// too many requests
  HMACSIGN_CAUSE_RATE = 12,
  /// the quota is used up
  HMACSIGN_CAUSE_QUOTA = 13,
  /// Host is not the service's domain
  HMACSIGN_CAUSE_HOST = 14,
  /// no API fits host, environment, method and path
  HMACSIGN_CAUSE_NO_API = 15,
} hmacsign_cause;

/// What the other side did differently, so that its signature does not match. hmacsign_slip_text() says it in words.
typedef enum hmacsign_slip {
  /// no slip that is known explains the signature
  HMACSIGN_SLIP_NONE = 0,
  /// there is none: the signature is right
  HMACSIGN_SLIP_MATCHES = 1,
  /// the key with a newline behind it
  HMACSIGN_SLIP_KEY_NEWLINE = 2,
  /// the key with CR LF behind it
  HMACSIGN_SLIP_KEY_CRLF = 3,
  /// the key with a space behind or before it
  HMACSIGN_SLIP_KEY_SPACE = 4,
  /// the key in quotation marks, double or single
  HMACSIGN_SLIP_KEY_QUOTED = 5,
  /// the key decoded from Base64, where it is used as text
  HMACSIGN_SLIP_KEY_FROM_BASE64 = 6,
  /// the key decoded from hexadecimal digits
  HMACSIGN_SLIP_KEY_FROM_HEX = 7,
  /// the key as text, where it is to be decoded from Base64 first
  HMACSIGN_SLIP_KEY_NOT_DECODED = 8,
  /// the id in place of the key, or the key in place of the id
  HMACSIGN_SLIP_KEY_ID_SWAPPED = 9,
  /// an empty key
  HMACSIGN_SLIP_KEY_EMPTY = 10,
  /// the key without the white space or quotation marks that it has here
  HMACSIGN_SLIP_KEY_TRIMMED = 11,
  /// another algorithm than the credential names
  HMACSIGN_SLIP_ALGORITHM = 12,
  /// the hash of the signing string, without any key
  HMACSIGN_SLIP_HASH_ALONE = 13,
  /// a hash of the key and the signing string, one behind the other
  HMACSIGN_SLIP_HASH_WITH_KEY = 14,
  /// the MAC in hexadecimal digits
  HMACSIGN_SLIP_SIGNATURE_HEX = 15,
  /// the Base64 of the hexadecimal digits
  HMACSIGN_SLIP_SIGNATURE_BASE64_OF_HEX = 16,
  /// the URL-safe alphabet of Base64
  HMACSIGN_SLIP_SIGNATURE_URL_SAFE = 17,
  /// no padding
  HMACSIGN_SLIP_SIGNATURE_UNPADDED = 18,
  /// percent-encoded, where it is not to be, or once more than it is to be
  HMACSIGN_SLIP_SIGNATURE_ESCAPED = 19,
  /// not percent-encoded, where it is to be
  HMACSIGN_SLIP_SIGNATURE_NOT_ESCAPED = 20,
  /// white space in or around it, such as the line ends of a Base64 tool
  HMACSIGN_SLIP_SIGNATURE_SPACED = 21,
  /// names that are not in lower case: as sent, as listed, with capitals, or in upper case
  HMACSIGN_SLIP_NAMES_CASE = 22,
  /// no space behind the colon
  HMACSIGN_SLIP_COLON_WITHOUT_SPACE = 23,
  /// lines parted by CR LF
  HMACSIGN_SLIP_LINES_CRLF = 24,
  /// lines parted by a backslash and an n
  HMACSIGN_SLIP_LINES_LITERAL = 25,
  /// lines parted by nothing
  HMACSIGN_SLIP_LINES_RUN_TOGETHER = 26,
  /// a newline behind the last line
  HMACSIGN_SLIP_LAST_NEWLINE = 27,
  /// no newline behind the last line, where one belongs
  HMACSIGN_SLIP_LAST_NEWLINE_MISSING = 28,
  /// values with the white space around them
  HMACSIGN_SLIP_VALUES_UNTRIMMED = 29,
  /// values without their names
  HMACSIGN_SLIP_VALUES_ONLY = 30,
  /// no line for headers with an empty value
  HMACSIGN_SLIP_EMPTY_LEFT_OUT = 31,
  /// a header with an empty value has no space behind the colon
  HMACSIGN_SLIP_EMPTY_WITHOUT_SPACE = 32,
  /// a header that the request lacks was signed as an empty one
  HMACSIGN_SLIP_ABSENT_AS_EMPTY = 33,
  /// a header that the request lacks was signed as its name and a colon
  HMACSIGN_SLIP_ABSENT_AS_NAME = 34,
  /// a header that the request lacks is named, and was not signed
  HMACSIGN_SLIP_ABSENT_LEFT_OUT = 35,
  /// a line is missing
  HMACSIGN_SLIP_LINE_MISSING = 36,
  /// a header of the request was signed behind the others and is not named
  HMACSIGN_SLIP_LINE_UNNAMED = 37,
  /// another order of the lines
  HMACSIGN_SLIP_ORDER = 38,
  /// of a header that occurs several times the first was signed
  HMACSIGN_SLIP_REPEATED_FIRST = 39,
  /// of a header that occurs several times the last was signed
  HMACSIGN_SLIP_REPEATED_LAST = 40,
  /// a header that occurs several times was joined, where it is not to be
  HMACSIGN_SLIP_REPEATED_JOINED = 41,
  /// one time header under the name of another, or with its value
  HMACSIGN_SLIP_DATE_NAME = 42,
  /// the time of another zone
  HMACSIGN_SLIP_DATE_LOCAL = 43,
  /// a date some seconds off
  HMACSIGN_SLIP_DATE_TWICE = 44,
  /// a day of one digit, or of two, where the header has the other
  HMACSIGN_SLIP_DATE_DAY = 45,
  /// another weekday
  HMACSIGN_SLIP_DATE_WEEKDAY = 46,
  /// another word for the zone: UTC, +0000
  HMACSIGN_SLIP_DATE_ZONE = 47,
  /// the target without its query
  HMACSIGN_SLIP_TARGET_WITHOUT_QUERY = 48,
  /// a URL in place of the target
  HMACSIGN_SLIP_TARGET_FULL_URL = 49,
  /// the target percent-decoded
  HMACSIGN_SLIP_TARGET_DECODED = 50,
  /// the method in the other case
  HMACSIGN_SLIP_METHOD_CASE = 51,
  /// another HTTP version, or none
  HMACSIGN_SLIP_VERSION = 52,
  /// the name before a line that has none
  HMACSIGN_SLIP_PSEUDO_NAMED = 53,
  /// a line without the name that it has
  HMACSIGN_SLIP_PSEUDO_BARE = 54,
  /// the string of Tencent's key pairs
  HMACSIGN_SLIP_DIALECT_TENCENT = 55,
  /// the string of Tencent's applications
  HMACSIGN_SLIP_DIALECT_TENCENT_APP = 56,
  /// Kong's string
  HMACSIGN_SLIP_DIALECT_KONG = 57,
  /// APISIX's string
  HMACSIGN_SLIP_DIALECT_APISIX = 58,
  /// the string of Cavage's draft
  HMACSIGN_SLIP_DIALECT_CAVAGE = 59,
  /// iFLYTEK's string
  HMACSIGN_SLIP_DIALECT_IFLYTEK = 60,
  /// CyberSource's string
  HMACSIGN_SLIP_DIALECT_CYBERSOURCE = 61,
  /// Modulr's string
  HMACSIGN_SLIP_DIALECT_MODULR = 62,
  /// Content-MD5 of the 16 octets of the MD5
  HMACSIGN_SLIP_BODY_MD5_RAW = 63,
  /// the hexadecimal digits of the MD5 without Base64
  HMACSIGN_SLIP_BODY_MD5_HEX = 64,
  /// the MD5 of an empty body, where the field is empty
  HMACSIGN_SLIP_BODY_MD5_EMPTY = 65,
  /// the MD5 of a form, where the field is empty
  HMACSIGN_SLIP_BODY_MD5_OF_FORM = 66,
  /// an empty Content-MD5 for a body that has one
  HMACSIGN_SLIP_BODY_MD5_LEFT_OUT = 67,
  /// the environment's prefix left in the path, or taken out of a path that is signed with it
  HMACSIGN_SLIP_ENVIRONMENT = 68,
  /// parameters that are not decoded
  HMACSIGN_SLIP_PARAMETERS_ENCODED = 69,
  /// k= for a parameter with an empty value
  HMACSIGN_SLIP_PARAMETERS_EMPTY_VALUE = 70,
  /// parameters sorted as whole texts
  HMACSIGN_SLIP_PARAMETERS_SORTED_AS_TEXT = 71,
  /// parameters in the order sent
  HMACSIGN_SLIP_PARAMETERS_UNSORTED = 72,
  /// the parameters of the form left out
  HMACSIGN_SLIP_FORM_LEFT_OUT = 73,
  /// one more empty line
  HMACSIGN_SLIP_EMPTY_LINE = 74,
  /// no line for the fields that are empty
  HMACSIGN_SLIP_FIELD_LEFT_OUT = 75,
  /// another Accept than the one sent: none, or */*
  HMACSIGN_SLIP_ACCEPT_OTHER = 76,
  /// another Content-Type than the one sent: none, or without or with its charset
  HMACSIGN_SLIP_CONTENT_TYPE_OTHER = 77,
} hmacsign_slip;

/// A secret made ready for one algorithm.
///
/// You allocate it, aligned as uint64_t: on the stack, in a struct, static. It holds no pointers and owns nothing, so
/// there is no free; wipe it with hmacsign_key_clear(). It is good for one build of the library: do not store it in
/// files or send it. Its contents are opaque and may change in any release. A copy of the bytes is a second key, with
/// a secret of its own to wipe. All zeros is "no key".
///
/// Every function that takes a key looks whether there is one, after its arguments: zeros, random bytes, a cleared key
/// and one of another version are HMACSIGN_ERR_KEY.
typedef struct hmacsign_key {
  uint64_t opaque[48];
} hmacsign_key;

/// A run of bytes, not NUL-terminated.
typedef struct hmacsign_str {
  /// first byte; may be NULL if len is 0
  const char *ptr;
  /// in bytes
  size_t len;
} hmacsign_str;

/// Who signs, in which dialect, and which headers. Not secret. Zero all of it, then set id and names.
typedef struct hmacsign_signer {
  /// secret_id, username, keyId, api_key or keyid: visible ASCII without quotation mark and backslash
  struct hmacsign_str id;
  /// what to sign, in order, one space between: "x-date host". 1 to HMACSIGN_SIGNED_MAX names in any case, the
  /// dialect's pseudo headers among them; signed and written in lower case. Empty, when signing only: all headers of
  /// the request in their order, but authorization, proxy-authorization and signature
  struct hmacsign_str names;
  /// HMACSIGN_TENCENT and so on
  int32_t dialect;
  /// 0, or HMACSIGN_ALLOW_UNDATED; another one is ERR_ARGUMENT
  uint32_t flags;
  /// HMACSIGN_CAVAGE: seconds since 1970, 0 for none, at most 253402300799, else ERR_ARGUMENT. Written whenever not 0,
  /// covered only if names has "(created)"; that name with 0 here is ERR_HEADER_MISSING. Other dialects ignore it
  int64_t created;
  /// HMACSIGN_CAVAGE: likewise, "(expires)"
  int64_t expires;
} hmacsign_signer;

/// One header. The name is taken in any case and signed in lower case; spaces and tabs around the value are left
/// out, those inside it are kept. Bytes above 0x7F in a value are signed as they are.
typedef struct hmacsign_header {
  struct hmacsign_str name;
  struct hmacsign_str value;
} hmacsign_header;

/// The parts of a request that a signature can cover. Zero all of it, then set what the dialect needs: for
/// HMACSIGN_TENCENT the headers suffice.
///
/// Pass all headers of the request, signed or not, so that one which occurs twice is noticed.
typedef struct hmacsign_request {
  /// header_count of them, in the order of the request; may be NULL if there are none
  const struct hmacsign_header *headers;
  size_t header_count;
  /// "GET"; for pseudo headers and applications only
  struct hmacsign_str method;
  /// "/path?query", as in the request line; likewise
  struct hmacsign_str target;
  /// "HTTP/1.1", taken so if empty; likewise
  struct hmacsign_str version;
  /// for applications and digests only; no body and an empty body are the same
  struct hmacsign_str body;
  /// 32 bytes in place of a body that was streamed, for digests (HMACSIGN_TENCENT_APP: ERR_ARGUMENT); NULL: use body
  const uint8_t *body_sha256;
} hmacsign_request;

/// What is wrong, beyond the status. Members that do not apply are zero.
typedef struct hmacsign_detail {
  /// the header or parameter concerned: a view into what you passed in, or static text
  struct hmacsign_str name;
  /// where: byte of the text concerned, or index of the header, 0 for the first
  size_t offset;
  /// now minus the signed time named in name, in seconds: after HMACSIGN_REFUSED_STALE, and after OK of
  /// hmacsign_verify for the first time that was judged
  int64_t skew;
  /// after hmacsign_verify gave OK: the last second at which it would again, the least over the times judged: a
  /// replay store remembers id and mac until expires + 1. INT64_MAX if no time is judged
  int64_t expires;
} hmacsign_detail;

/// What a server accepts. Start from hmacsign_policy_init(), then change.
///
/// Members are only ever added at the end; size tells the library which ones the caller knows.
typedef struct hmacsign_policy {
  /// sizeof(hmacsign_policy), set by hmacsign_policy_init()
  uint32_t size;
  /// HMACSIGN_ALLOW_*, HMACSIGN_REQUIRE_*; default 0. An unknown one is ERR_ARGUMENT when verifying
  uint32_t flags;
  /// bits 1 << HMACSIGN_HMAC_SHA1 to 1 << HMACSIGN_HMAC_SHA512, of the algorithms accepted; not 0, no other bits;
  /// default all four
  uint32_t algorithms;
  /// how far a signed time may be from now, in seconds, either way, inclusive; 0: that very second
  uint32_t max_skew;
  /// required_count names of headers or pseudo headers that must be signed, in any case; default none
  const struct hmacsign_str *required;
  size_t required_count;
} hmacsign_policy;

/// A credential as the client wrote it. Nothing in it is proved yet.
typedef struct hmacsign_authorization {
  /// signer.id: look the key up with it
  struct hmacsign_signer signer;
  /// as written
  struct hmacsign_str signature;
  /// of the signature decoded, in bytes
  size_t mac_len;
  /// the signature decoded. Remember id and mac to refuse replays, never the text: one mac can be written in several
  /// ways
  uint8_t mac[64];
  /// HMACSIGN_HMAC_*
  int32_t algorithm;
} hmacsign_authorization;

/// Where two signing strings part.
typedef struct hmacsign_difference {
  /// 1 for the first; 0: they are equal
  size_t line;
  /// byte in that line, 1 for the first
  size_t column;
  /// byte in our string, 0 for the first; its length if theirs goes on
  size_t offset;
  /// the header that the line is for (a view): in HMACSIGN_TENCENT_APP also method, accept, content-type, content-md5
  /// and target, in HMACSIGN_APISIX keyid for the first line; empty behind the last line
  struct hmacsign_str name;
} hmacsign_difference;

/// One response header, understood.
typedef struct hmacsign_note {
  /// HMACSIGN_NOTE_*
  int32_t kind;
  /// HMACSIGN_FORM_*
  int32_t form;
  /// Kong: seconds of the window in the name, 60 for X-RateLimit-Limit-Minute; 0 where the name has none
  uint32_t window;
  /// of FORM_NUMBER and FORM_PAIR; else 0
  uint64_t first;
  /// of FORM_PAIR; else 0
  uint64_t second;
  /// the value as sent, without spaces and tabs around it (a view); of an unknown header too
  struct hmacsign_str raw;
} hmacsign_note;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/// The status as written in this header, "HMACSIGN_ERR_BUFFER"; for other numbers "HMACSIGN_UNKNOWN". Static, never
/// NULL.
const char *hmacsign_status_name(int32_t status);

/// One English sentence for a log, without its full stop and without a newline. Static, never NULL.
const char *hmacsign_status_text(int32_t status);

/// What to do about it: one English sentence, without its full stop and without a newline. Static, never NULL.
const char *hmacsign_status_advice(int32_t status);

/// The HTTP status code a server should answer with: 200 for OK, 401 for -40 to -79, 500 for everything else. What
/// hmacsign_read_authorization refuses is always 401, ERR_ID included, which is 500 here since signers meet it too.
int32_t hmacsign_status_http(int32_t status);

/// sizeof(hmacsign_key) in the library; for bindings, which see no macros.
size_t hmacsign_key_size(void);

/// Make a key. The secret is used as it stands, byte for byte: the gateway does not decode it from Base64 or hex. It
/// is not kept and may be wiped at once.
///
/// \param key         set on success; zeroed otherwise
/// \param algorithm   HMACSIGN_HMAC_SHA1 to HMACSIGN_HMAC_SHA512
/// \param secret      the secret_key
/// \param secret_len  in bytes, at least 1
/// \return OK, ERR_ARGUMENT or ERR_SECRET
HMACSIGN_MUST_USE
int32_t hmacsign_key_init(struct hmacsign_key *key,
                          int32_t algorithm,
                          const char *secret,
                          size_t secret_len);

/// The same for a secret that is Base64 of the key, as HMACSIGN_CYBERSOURCE's are: strict, padded, at most 1024 bytes
/// of key. The time it takes depends on the secret.
///
/// \return as hmacsign_key_init; ERR_SECRET also if it is not that
HMACSIGN_MUST_USE
int32_t hmacsign_key_init_base64(struct hmacsign_key *key,
                                 int32_t algorithm,
                                 const char *secret,
                                 size_t secret_len);

/// Overwrite the key with zeros, in a way compilers keep. NULL is allowed.
void hmacsign_key_clear(struct hmacsign_key *key);

/// The name of the header that carries the credential, "Authorization" or "Signature"; "" for an unknown dialect, never
/// NULL.
const char *hmacsign_dialect_header(int32_t dialect);

/// Find out which header cannot be signed, and why: the checks of the functions below, which only give the status.
///
/// \param detail  set whatever the result, but for ERR_ARGUMENT; all zero after OK; may be NULL. offset is the
///                byte of names for ERR_HEADER_MISSING, the index of the header for ERR_HEADER_VALUE, one of the two
///                for ERR_HEADER_NAME and ERR_HEADER_REPEATED, as name is a view into names or into a header, and
///                the byte of id for ERR_ID; after ERR_REQUEST_LINE, name is "method", "target" or "version"
/// \return OK, or as hmacsign_write_signing_string, but never ERR_BUFFER
HMACSIGN_MUST_USE
int32_t hmacsign_check_request(const struct hmacsign_signer *signer,
                               const struct hmacsign_request *request,
                               struct hmacsign_detail *detail);

/// Write the string that gets signed. Needs no key. For logs, tests, other MACs.
///
/// \param signer   the id, the dialect and the names of the headers to sign
/// \param request  where the headers are looked up
/// \param out,cap,out_len  text out (rule 4)
/// \return OK, ERR_ARGUMENT, ERR_BUFFER, ERR_ID, one of ERR_HEADER_*, ERR_DATE_UNSIGNED, ERR_REQUEST_LINE or
///         ERR_PARAMETERS
HMACSIGN_MUST_USE
int32_t hmacsign_write_signing_string(const struct hmacsign_signer *signer,
                                      const struct hmacsign_request *request,
                                      char *out,
                                      size_t cap,
                                      size_t *out_len);

/// Write the signature: padded Base64 of the HMAC of that string, 28 to 88 bytes, never percent-encoded.
///
/// \return as hmacsign_write_signing_string, ERR_KEY, or ERR_ALGORITHM if the dialect has no name for the key's
///         algorithm
HMACSIGN_MUST_USE
int32_t hmacsign_write_signature(const struct hmacsign_key *key,
                                 const struct hmacsign_signer *signer,
                                 const struct hmacsign_request *request,
                                 char *out,
                                 size_t cap,
                                 size_t *out_len);

/// Write the signature of a string of your own making: for a scheme that this library does not know. The bytes are
/// taken as they are.
///
/// \return OK, ERR_ARGUMENT, ERR_BUFFER or ERR_KEY
HMACSIGN_MUST_USE
int32_t hmacsign_write_signature_of(const struct hmacsign_key *key,
                                    const char *text,
                                    size_t text_len,
                                    char *out,
                                    size_t cap,
                                    size_t *out_len);

/// Write the credential: the value of the Authorization header, without `Authorization: ` (hmacsign_dialect_header()
/// names the header). Send every header that was signed, exactly as it was signed.
///
/// \return as hmacsign_write_signature
HMACSIGN_MUST_USE
int32_t hmacsign_write_authorization(const struct hmacsign_key *key,
                                     const struct hmacsign_signer *signer,
                                     const struct hmacsign_request *request,
                                     char *out,
                                     size_t cap,
                                     size_t *out_len);

/// Write the credential as the value of a query parameter (HMACSIGN_IFLYTEK), the Base64 of
/// `api_key="..", algorithm="..", headers="..", signature=".."`. The caller percent-encodes it.
///
/// \return as hmacsign_write_authorization; ERR_ARGUMENT for other dialects
HMACSIGN_MUST_USE
int32_t hmacsign_write_query_authorization(const struct hmacsign_key *key,
                                           const struct hmacsign_signer *signer,
                                           const struct hmacsign_request *request,
                                           char *out,
                                           size_t cap,
                                           size_t *out_len);

/// Write all header lines to send: each signed header of the request as `Name: value` CR LF, in the order of the
/// names, the name as in the request, one that occurs several times once and joined (but line by line if the last of
/// its values is empty, since white space at an end is lost on the way); HMACSIGN_TENCENT_APP: then, if not
/// named, Accept and Content-Type where the request has them, and Content-MD5 where it is not empty; no line for pseudo
/// headers; then the credential's. What is signed is sent, an empty value too (curl and
/// libcurl drop such a line: hand them `Name;` for it).
///
/// \return as hmacsign_write_signature
HMACSIGN_MUST_USE
int32_t hmacsign_write_header_lines(const struct hmacsign_key *key,
                                    const struct hmacsign_signer *signer,
                                    const struct hmacsign_request *request,
                                    char *out,
                                    size_t cap,
                                    size_t *out_len);

/// Write the value of a Digest header for a body: `SHA-256=` and Base64, 52 bytes. Send it and sign it, and the body is
/// covered (RFC 3230, 4.3.2).
///
/// \return OK, ERR_ARGUMENT or ERR_BUFFER
HMACSIGN_MUST_USE
int32_t hmacsign_write_digest(const char *body,
                              size_t body_len,
                              char *out,
                              size_t cap,
                              size_t *out_len);

/// Write the Content-MD5 of an application's body: Base64 of the MD5 in hex, 44 bytes. (Not the Content-MD5 of RFC
/// 1864.)
///
/// \return OK, ERR_ARGUMENT or ERR_BUFFER
HMACSIGN_MUST_USE
int32_t hmacsign_write_content_md5(const char *body,
                                   size_t body_len,
                                   char *out,
                                   size_t cap,
                                   size_t *out_len);

/// Fill in a dialect's defaults: no flags, all algorithms, 900 seconds of clock skew for HMACSIGN_TENCENT and
/// HMACSIGN_TENCENT_APP and 300 for the others, no header required.
///
/// \param size  sizeof(hmacsign_policy): a larger one than the library knows, up to 1024, is filled with zeros, and
///              must stay so
/// \return OK, or ERR_ARGUMENT (an unknown dialect, a size smaller than this version's or above 1024)
HMACSIGN_MUST_USE
int32_t hmacsign_policy_init(struct hmacsign_policy *policy,
                             size_t size,
                             int32_t dialect);

/// Read the value of an Authorization header. Proves nothing: it only takes the text apart, without copying, so that
/// you can look the key up. Whatever is wrong with it is the client's doing: answer 401.
///
/// \param dialect  the one that your API speaks. A credential in another form is ERR_FORMAT; some dialects share one
/// \param text     the value, without `Authorization: `
/// \param out      set on success; its views point into text
/// \param detail   set whatever the result, but for ERR_ARGUMENT; all zero after OK; may be NULL. offset is the byte of
///                 text; name is the parameter's after ERR_PARAMETER
/// \return OK, ERR_ARGUMENT, ERR_FORMAT, ERR_PARAMETER, ERR_ALGORITHM, ERR_ID or ERR_SIGNATURE_FORM
HMACSIGN_MUST_USE
int32_t hmacsign_read_authorization(int32_t dialect,
                                    const char *text,
                                    size_t text_len,
                                    struct hmacsign_authorization *out,
                                    struct hmacsign_detail *detail);

/// Read a credential that travelled in a query parameter (HMACSIGN_IFLYTEK), after percent-decoding.
///
/// \param scratch,cap  room for the decoded text, text_len bytes suffice; the views of out point into it
/// \return as hmacsign_read_authorization; ERR_BUFFER before every fault of the text, with no length told;
///         ERR_ARGUMENT for other dialects. detail's offset counts in the decoded text, in text where its Base64 is at
///         fault
HMACSIGN_MUST_USE
int32_t hmacsign_read_query_authorization(int32_t dialect,
                                          const char *text,
                                          size_t text_len,
                                          char *scratch,
                                          size_t cap,
                                          struct hmacsign_authorization *out,
                                          struct hmacsign_detail *detail);

/// Decide whether the request is genuine and fresh. Looks at the algorithm, then the headers, the signature (in
/// constant time) and last the time and the digest, so that only the holder of the key learns about the clock.
///
/// Every signed time header is judged, and no unsigned one; the first that fails names the refusal. The digest is
/// compared under HMACSIGN_REQUIRE_DIGEST only, the Content-MD5 of HMACSIGN_TENCENT_APP always. An empty method or
/// target where one is signed is the caller's omission, ERR_REQUEST_LINE; an auth that hmacsign_read_authorization
/// could not have given, empty names above all, is ERR_ARGUMENT.
///
/// For an unknown id, verify against a key of random bytes rather than answer at once, so that the time taken does not
/// tell which ids exist.
///
/// \param key      the key that belongs to auth->signer.id
/// \param auth     from hmacsign_read_authorization
/// \param request  all headers of the request, unsigned ones too, in their order, which matters where
///                 HMACSIGN_CAVAGE joins
/// \param policy   NULL for the defaults of auth->signer.dialect
/// \param now      seconds since 1970-01-01T00:00:00Z
/// \param detail   set whatever the result, but for ERR_ARGUMENT; may be NULL. After OK name, offset and skew are of
///                 the first time header that was judged. After a refusal name is the header, or "method", "target" or
///                 "version"; offset is its index, the byte of names for REFUSED_HEADER_MISSING, either of them for
///                 REFUSED_HEADER_REPEATED, and the index in policy->required for REFUSED_HEADER_UNSIGNED; 0 for static
///                 names, such as "digest"
/// \return OK, ERR_ARGUMENT, ERR_KEY, ERR_TIME (now before 1970 or after 9999), ERR_REQUEST_LINE or one of REFUSED_*
HMACSIGN_MUST_USE
int32_t hmacsign_verify(const struct hmacsign_key *key,
                        const struct hmacsign_authorization *auth,
                        const struct hmacsign_request *request,
                        const struct hmacsign_policy *policy,
                        int64_t now,
                        struct hmacsign_detail *detail);

/// Was this header covered by the signature? For code that relies on a header after hmacsign_verify gave OK. Both
/// spellings of a pseudo header are one; HMACSIGN_TENCENT_APP always covers accept and content-type.
///
/// \return OK, REFUSED_HEADER_UNSIGNED or ERR_ARGUMENT
HMACSIGN_MUST_USE
int32_t hmacsign_check_signed(const struct hmacsign_authorization *auth,
                              const char *name,
                              size_t name_len);

/// For the workbench, not for production: find out how the other side computed a signature that does not match, by
/// trying the slips that people make: a newline at the end of the key, names in capitals, no space after the colon, hex
/// for Base64, another dialect, and so on; single ones, and the commonest pairs. It makes at most
/// HMACSIGN_DIAGNOSE_MACS_MAX MACs over strings of the length of the signing string. Not constant time.
///
/// out_slip has up to three slips, the first in its lowest eight bits: HMACSIGN_SLIP_AT() takes them apart. Where one
/// line is concerned, HMACSIGN_SLIP_LINE() tells which.
///
/// \param secret    as it is configured, and as the dialect takes it: of HMACSIGN_CYBERSOURCE in Base64
/// \param text      the credential as written, even one that is malformed: names are parted at spaces and commas, no
///                  time header is needed, an unknown algorithm is taken as each that fits; without a signature there
///                  is no slip
/// \param request   the request as it arrived, which may lack signed headers
/// \param out_slip  set on OK: HMACSIGN_SLIP_*, 0 if none that is known explains the signature
/// \return OK, ERR_ARGUMENT, ERR_SECRET; or, where no slip explains it and where it is right, as
///         hmacsign_check_request with the credential's id and names, but that no time header is needed
HMACSIGN_MUST_USE
int32_t hmacsign_diagnose(int32_t dialect,
                          const char *secret,
                          size_t secret_len,
                          const char *text,
                          size_t text_len,
                          const struct hmacsign_request *request,
                          int32_t *out_slip);

/// What was done differently and how to mend it: one English sentence, without its full stop and without a newline, of
/// the first slip in the number. Static, never NULL.
const char *hmacsign_slip_text(int32_t slip);

/// Compare our signing string with the one that a server says it used, as found in its message: lines parted by LF, by
/// `#`, or by a backslash and an n, whichever agrees furthest. One line end after the last is ignored. A whole message
/// is taken too, bare or JSON, if it has the string behind `Server StringToSign:`.
///
/// \return OK (also if they differ), or as hmacsign_check_request
HMACSIGN_MUST_USE
int32_t hmacsign_compare(const struct hmacsign_signer *signer,
                         const struct hmacsign_request *request,
                         const char *theirs,
                         size_t theirs_len,
                         struct hmacsign_difference *out);

/// Write the same for people: where the strings part, that line of both with control characters made visible, and a
/// caret below where they part, four lines with LF between; or one that says that they are equal.
///
/// \return OK, ERR_BUFFER, or as hmacsign_check_request
HMACSIGN_MUST_USE
int32_t hmacsign_write_comparison(const struct hmacsign_signer *signer,
                                  const struct hmacsign_request *request,
                                  const char *theirs,
                                  size_t theirs_len,
                                  char *out,
                                  size_t cap,
                                  size_t *out_len);

/// Write an IMF-fixdate (RFC 9110, 5.6.7), the value of Date and X-Date: English and GMT in every locale.
///
/// \param time  seconds since 1970-01-01T00:00:00Z, 0 to 253402300799
/// \return OK, ERR_ARGUMENT, ERR_BUFFER or ERR_TIME
HMACSIGN_MUST_USE
int32_t hmacsign_write_date(int64_t time,
                            char *out,
                            size_t cap,
                            size_t *out_len);

/// Read an IMF-fixdate. The obsolete forms of RFC 9110 are not read.
///
/// \param flags     0, or HMACSIGN_ALLOW_ANY_WEEKDAY
/// \param out_time  set on success, in seconds since 1970-01-01T00:00:00Z
/// \return OK, ERR_ARGUMENT or ERR_DATE
HMACSIGN_MUST_USE
int32_t hmacsign_read_date(const char *text,
                           size_t text_len,
                           uint32_t flags,
                           int64_t *out_time);

/// Understand one response header. An odd value is given as TEXT and an unknown header as NONE: no response is ever
/// rejected for its limits. One header alone does not prove whose response it is.
///
/// \return OK or ERR_ARGUMENT
int32_t hmacsign_read_note(const struct hmacsign_header *header,
                           struct hmacsign_note *out);

/// Take a line of a message head apart, "X-RateLimit-Limit: 500\r\n", as a libcurl header callback is given it. The
/// line end is optional.
///
/// \param out  set on success: views into line, the value without spaces and tabs around it
/// \return OK, ERR_ARGUMENT, or ERR_HEADER_NAME if it is no header line: a status line, an empty or a folded line, or
///         one with a control byte in its value
int32_t hmacsign_read_header_line(const char *line,
                                  size_t line_len,
                                  struct hmacsign_header *out);

/// The class of a status code: HMACSIGN_RESPONSE_*. Any number is taken. 500 is a server error.
int32_t hmacsign_response_class(int32_t status_code);

/// Recognise a gateway's error message, by its words and not by the HTTP status, which the documents give differently
/// for the same message.
///
/// \param body       the response body, bare or JSON, or the `message` in it, as sent
/// \param out_cause  set on OK: HMACSIGN_CAUSE_*
/// \return OK or ERR_ARGUMENT
int32_t hmacsign_read_cause(const char *body,
                            size_t body_len,
                            int32_t *out_cause);

/// What to look at: one English sentence, without its full stop and without a newline. Static, never NULL.
const char *hmacsign_cause_text(int32_t cause);

/// "0.1.0"; compare with HMACSIGN_VERSION.
const char *hmacsign_version(void);

/// Compare with HMACSIGN_VERSION_NUMBER.
uint32_t hmacsign_version_number(void);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* HMACSIGN_H */
