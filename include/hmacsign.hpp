/*
 * hmacsign.hpp - hmacsign.h for C++17: sign and verify HTTP requests with an HMAC over chosen
 * headers.
 *
 * Header only; link with libhmacsign.a or -lhmacsign. It needs neither run-time type information
 * nor exceptions: without them the throwing forms are left out.
 *
 * Rules that hold for every item here:
 *
 *  1. Text.    Text goes in as std::string_view and comes out as std::string. What an object keeps
 *     of its arguments it copies, so that nothing dangles; the one exception is
 *     request::borrow_body(). A std::string_view that is returned is static text.
 *  2. Errors.  What can fail has two forms, as in std::filesystem: one throws hmacsign::error, one
 *     takes a std::error_code& as its last parameter, which is cleared on success. Where the text
 *     or the request is at fault, a third form takes a detail& before it. The comment of each
 *     function names what it can give, as members of errc. Memory that runs out throws
 *     std::bad_alloc from all forms.
 *  3. Times.   In seconds since 1970-01-01T00:00:00Z. There is no clock in here: hand it
 *     std::time(nullptr).
 *  4. Threads. Objects are as those of the standard library: share what is not changed.
 *  5. Secrets. Only hmacsign::key has a secret, and wipes it. The text that it is made from is
 *     yours to wipe.
 *
 * Sign a request:
 *
 *     hmacsign::key key(hmacsign::algorithm::hmac_sha1, secret);
 *     hmacsign::request request{{"X-Date", hmacsign::write_date(std::time(nullptr))},
 *                               {"Source", "my-app"}};
 *     std::string value = hmacsign::authorization(key, hmacsign::signer("AKID.."), request);
 *
 * Verify one. value is what its Authorization header says, request has all headers:
 *
 *     try {
 *         auto credential = hmacsign::credential::read(hmacsign::dialect::tencent, value);
 *         // look up the key that belongs to credential.id()
 *         hmacsign::policy policy(hmacsign::dialect::tencent);
 *         policy.max_skew(300).require("x-date");
 *         auto verified = hmacsign::verify(key, credential, request, policy, std::time(nullptr));
 *         // refuse replays: remember verified.id() and verified.mac() through verified.expires()
 *     } catch (const hmacsign::error& error) {
 *         // answer with hmacsign::http_status(error.code()), or 401 where reading failed; for the
 *         // log: error.what(), hmacsign::advice(error.code())
 *     }
 */

#ifndef HMACSIGN_HPP
#define HMACSIGN_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

#include "hmacsign.h"

namespace hmacsign {

/// Every result. Numbers never change meaning and are never used again. -1..-19: a mistake in the
/// call. -20..-39: the headers cannot be signed. -40..-59: the text read is malformed. -60..-79: a
/// request is refused.
enum class errc : int {
    /// Done; for verify(): the request is genuine and fresh.
    ok = HMACSIGN_OK,
    /// A pointer is NULL or misaligned, or a number is outside its range.
    argument = HMACSIGN_ERR_ARGUMENT,
    /// The output does not fit; never given here, as the room is made.
    buffer = HMACSIGN_ERR_BUFFER,
    /// The key was never initialised, or has been cleared.
    key = HMACSIGN_ERR_KEY,
    /// The secret is empty; for key::from_base64 also: not Base64 of 1 to 1024 bytes.
    secret = HMACSIGN_ERR_SECRET,
    /// The time is before 1970 or after 9999.
    time = HMACSIGN_ERR_TIME,
    /// A branch was reached that cannot be; please report it.
    internal = HMACSIGN_ERR_INTERNAL,
    /// The id is empty, or has a quotation mark, a backslash, or a byte that is not visible ASCII;
    /// dialect::apisix: or a comma.
    id = HMACSIGN_ERR_ID,
    /// A header name is empty or not a token (RFC 9110, 5.6.2). In names, also: two spaces in a
    /// row, one at either end, or a comma.
    header_name = HMACSIGN_ERR_HEADER_NAME,
    /// The value of a header to sign has a control byte other than a tab inside it (RFC 9110, 5.5);
    /// dialect::tencent_app: Content-MD5 is not that of the body, which is told last of all.
    header_value = HMACSIGN_ERR_HEADER_VALUE,
    /// A header to sign occurs twice, in the names or in the request (dialect::cavage joins most of
    /// those in the request), or a real header is named like a pseudo header that is signed.
    header_repeated = HMACSIGN_ERR_HEADER_REPEATED,
    /// A header to sign is not in the request.
    header_missing = HMACSIGN_ERR_HEADER_MISSING,
    /// No headers to sign, or more than HMACSIGN_SIGNED_MAX.
    header_count = HMACSIGN_ERR_HEADER_COUNT,
    /// None of the dialect's time headers is among those to sign.
    date_unsigned = HMACSIGN_ERR_DATE_UNSIGNED,
    /// The method is no token, or target or version cannot stand in a request line, or a needed one
    /// is empty.
    request_line = HMACSIGN_ERR_REQUEST_LINE,
    /// More than HMACSIGN_PARAMETERS_MAX query and form parameters, or a malformed percent-encoding
    /// or an empty key in them.
    parameters = HMACSIGN_ERR_PARAMETERS,
    /// Not a credential of this dialect, or its parameters are out of form.
    format = HMACSIGN_ERR_FORMAT,
    /// id, algorithm (dialect::cavage: may be left out), headers or signature is missing, empty or
    /// occurs twice, or headers=".." is not a list of 1 to HMACSIGN_SIGNED_MAX names of headers or
    /// of the dialect's pseudo headers with one space between.
    parameter = HMACSIGN_ERR_PARAMETER,
    /// The algorithm's name is not known, or the dialect has none for the key's algorithm.
    algorithm = HMACSIGN_ERR_ALGORITHM,
    /// The signature (dialect::modulr: percent-decoded) is not strict Base64, or not of its
    /// algorithm's length.
    signature_form = HMACSIGN_ERR_SIGNATURE_FORM,
    /// Not an IMF-fixdate (RFC 9110, 5.6.7), no such day, or not its weekday (unless allowed).
    date = HMACSIGN_ERR_DATE,
    /// The signature does not match. Says nothing about where it differs.
    refused_signature = HMACSIGN_REFUSED_SIGNATURE,
    /// The policy forbids this algorithm, or the key is for another one.
    refused_algorithm = HMACSIGN_REFUSED_ALGORITHM,
    /// A header named in headers=".." is not in the request.
    refused_header_missing = HMACSIGN_REFUSED_HEADER_MISSING,
    /// As header_repeated, in a request that is verified.
    refused_header_repeated = HMACSIGN_REFUSED_HEADER_REPEATED,
    /// A header that the policy requires is not signed.
    refused_header_unsigned = HMACSIGN_REFUSED_HEADER_UNSIGNED,
    /// None of the dialect's time headers is signed.
    refused_date_unsigned = HMACSIGN_REFUSED_DATE_UNSIGNED,
    /// The signed date is malformed.
    refused_date = HMACSIGN_REFUSED_DATE,
    /// The signed date is further from now than the policy allows, or the signed (expires) is past.
    refused_stale = HMACSIGN_REFUSED_STALE,
    /// The body does not fit its signed digest, or that is malformed; dialect::tencent_app: a
    /// Content-MD5 header is not that of the body.
    refused_digest = HMACSIGN_REFUSED_DIGEST,
    /// The parameters of an application could be read in two ways: a decoded key has `&` or `=`, or
    /// a decoded value has `&`.
    refused_ambiguous = HMACSIGN_REFUSED_AMBIGUOUS,
    /// What is signed cannot stand in a request: a control byte in a signed value, a malformed
    /// method, target or version, malformed percent-encoding, an empty key or more than
    /// HMACSIGN_PARAMETERS_MAX parameters.
    refused_request = HMACSIGN_REFUSED_REQUEST,
};

/// Algorithms. The length of the signature, which is Base64, is given in bytes.
enum class algorithm : std::int32_t {
    /// Read only: "hs2019" or none said, which leaves it to the key (dialect::cavage).
    hmac_of_key = HMACSIGN_HMAC_OF_KEY,
    /// "hmac-sha1", 28: what Tencent documents.
    hmac_sha1 = HMACSIGN_HMAC_SHA1,
    /// "hmac-sha256", 44.
    hmac_sha256 = HMACSIGN_HMAC_SHA256,
    /// "hmac-sha384", 64.
    hmac_sha384 = HMACSIGN_HMAC_SHA384,
    /// "hmac-sha512", 88.
    hmac_sha512 = HMACSIGN_HMAC_SHA512,
};

/// Whose rules: how the credential is written and what string is signed. Where nothing else is
/// said: a line `name: value` for each signed header, joined by LF; the names in lower case.
enum class dialect : std::int32_t {
    /// Key pair of Tencent Cloud API Gateway: hmac id="..", algorithm="hmac-sha1", headers="x-date
    /// host", ..
    tencent = HMACSIGN_TENCENT,
    /// Application of the same gateway, the same credential. The lines are sorted by name; behind
    /// them are signed the method, Accept, Content-Type, a hash of the body (content_md5()) and the
    /// path with all parameters of query and form, decoded and sorted. x-date must be among the
    /// names
    tencent_app = HMACSIGN_TENCENT_APP,
    /// Kong's hmac-auth: hmac username="..". Pseudo headers: request-line signs `GET /p?q
    /// HTTP/1.1`, @request-target signs `@request-target: get /p?q`
    kong = HMACSIGN_KONG,
    /// APISIX and Higress: Signature keyId="..". The id is the first line and LF ends every line;
    /// @request-target signs `GET /p?q`; no SHA-384
    apisix = HMACSIGN_APISIX,
    /// draft-cavage-http-signatures-12: Signature keyId="..". (request-target) signs
    /// `(request-target): get /p?q`, (created) and (expires) the times of the signer; with these
    /// the algorithm is written hs2019. A header that occurs several times is signed as one, its
    /// values joined by `, ` (not so Host, Date, X-Date, Digest, Content-Length, Content-Type and
    /// Authorization)
    cavage = HMACSIGN_CAVAGE,
    /// iFLYTEK: hmac api_key="..". request-line as for Kong; hmac-sha256 only
    iflytek = HMACSIGN_IFLYTEK,
    /// CyberSource: keyid="..", in a header named Signature. request-target, or (request-target),
    /// signs `request-target: post /p`; HmacSHA256 only, with a key from key::from_base64()
    cybersource = HMACSIGN_CYBERSOURCE,
    /// Modulr and Tyk: Signature keyId="..", the signature percent-encoded. (request-target) as for
    /// dialect::cavage, but no (created), (expires), hs2019 or joined headers; no SHA-384
    modulr = HMACSIGN_MODULR,
};

/// What a response header tells.
enum class note_kind : std::int32_t {
    /// Nothing that this library knows.
    none = HMACSIGN_NOTE_NONE,
    /// X-Secret-ID: the key that was used.
    secret_id = HMACSIGN_NOTE_SECRET_ID,
    /// X-UsagePlan-ID: the usage plan that the key is bound to.
    plan_id = HMACSIGN_NOTE_PLAN_ID,
    /// X-RateLimit-Limit: the limit of the usage plan; other services send it too.
    limit = HMACSIGN_NOTE_LIMIT,
    /// X-RateLimit-Used: the traffic; other services send it too.
    used = HMACSIGN_NOTE_USED,
    /// X-UsagePlan-RateLimit.
    plan_rate = HMACSIGN_NOTE_PLAN_RATE,
    /// X-UsagePlan-Quota.
    plan_quota = HMACSIGN_NOTE_PLAN_QUOTA,
    /// X-Service-RateLimit.
    service_rate = HMACSIGN_NOTE_SERVICE_RATE,
    /// X-Api-RateLimit.
    api_rate = HMACSIGN_NOTE_API_RATE,
    /// X-Api-ID: the API that answered.
    api_id = HMACSIGN_NOTE_API_ID,
    /// X-Api-RequestId: quote it to support.
    request_id = HMACSIGN_NOTE_REQUEST_ID,
    /// Kong: RateLimit-Limit, or X-RateLimit-Limit-Minute and so on.
    window_limit = HMACSIGN_NOTE_WINDOW_LIMIT,
    /// Kong: RateLimit-Remaining, or X-RateLimit-Remaining-Minute and so on.
    window_left = HMACSIGN_NOTE_WINDOW_LEFT,
    /// RateLimit-Reset: in seconds from now.
    reset = HMACSIGN_NOTE_RESET,
    /// Retry-After: in seconds from now, or note_form::text for a date.
    retry_after = HMACSIGN_NOTE_RETRY_AFTER,
};

/// What the value of a response header looks like. The documents do not say what `a/b` counts.
enum class note_form : std::int32_t {
    /// Anything else, and all ids: see raw.
    text = HMACSIGN_FORM_TEXT,
    /// `500`: first.
    number = HMACSIGN_FORM_NUMBER,
    /// `100/125`: first, second.
    pair = HMACSIGN_FORM_PAIR,
    /// `unlimited` in any case, or `-1`.
    unlimited = HMACSIGN_FORM_UNLIMITED,
};

/// What an HTTP status code says.
enum class response : std::int32_t {
    /// 1xx, 3xx, or no status code.
    other = HMACSIGN_RESPONSE_OTHER,
    /// 200 to 299.
    success = HMACSIGN_RESPONSE_SUCCESS,
    /// 400 to 499: the body may say why, see read_cause().
    client_error = HMACSIGN_RESPONSE_CLIENT_ERROR,
    /// 500 to 599.
    server_error = HMACSIGN_RESPONSE_SERVER_ERROR,
};

/// Why a gateway said no, as far as its message tells.
enum class cause : std::int32_t {
    /// The words are not known, or give no reason.
    unknown = HMACSIGN_CAUSE_UNKNOWN,
    /// No credential arrived.
    no_authorization = HMACSIGN_CAUSE_NO_AUTHORIZATION,
    /// The credential does not parse.
    format = HMACSIGN_CAUSE_FORMAT,
    /// The credential has no id or no signature.
    id_or_signature_missing = HMACSIGN_CAUSE_ID_OR_SIGNATURE_MISSING,
    /// A header that must be signed, or is named as signed, is not there.
    header_missing = HMACSIGN_CAUSE_HEADER_MISSING,
    /// A signed header occurs more than once.
    header_repeated = HMACSIGN_CAUSE_HEADER_REPEATED,
    /// There is no date, it is not signed or is no date; from Kong and its like also: it is stale.
    date_missing = HMACSIGN_CAUSE_DATE_MISSING,
    /// The date is too far from the gateway's clock.
    date_stale = HMACSIGN_CAUSE_DATE_STALE,
    /// The gateway does not take this algorithm.
    algorithm = HMACSIGN_CAUSE_ALGORITHM,
    /// The id is unknown, disabled or not bound to the API.
    key_unknown = HMACSIGN_CAUSE_KEY_UNKNOWN,
    /// The signature does not match; from some gateways also: the body's digest.
    signature = HMACSIGN_CAUSE_SIGNATURE,
    /// No usage plan is bound.
    no_plan = HMACSIGN_CAUSE_NO_PLAN,
    /// Too many requests.
    rate = HMACSIGN_CAUSE_RATE,
    /// The quota is used up.
    quota = HMACSIGN_CAUSE_QUOTA,
    /// Host is not the service's domain.
    host = HMACSIGN_CAUSE_HOST,
    /// No API fits host, environment, method and path.
    no_api = HMACSIGN_CAUSE_NO_API,
};

/// What the other side did differently, so that its signature does not match. diagnosis::text()
/// says it in words.
enum class slip : std::int32_t {
    /// No slip that is known explains the signature.
    none = HMACSIGN_SLIP_NONE,
    /// There is none: the signature is right.
    matches = HMACSIGN_SLIP_MATCHES,
    /// The key with a newline behind it.
    key_newline = HMACSIGN_SLIP_KEY_NEWLINE,
    /// The key with CR LF behind it.
    key_crlf = HMACSIGN_SLIP_KEY_CRLF,
    /// The key with a space behind or before it.
    key_space = HMACSIGN_SLIP_KEY_SPACE,
    /// The key in quotation marks, double or single.
    key_quoted = HMACSIGN_SLIP_KEY_QUOTED,
    /// The key decoded from Base64, where it is used as text.
    key_from_base64 = HMACSIGN_SLIP_KEY_FROM_BASE64,
    /// The key decoded from hexadecimal digits.
    key_from_hex = HMACSIGN_SLIP_KEY_FROM_HEX,
    /// The key as text, where it is to be decoded from Base64 first.
    key_not_decoded = HMACSIGN_SLIP_KEY_NOT_DECODED,
    /// The id in place of the key, or the key in place of the id.
    key_id_swapped = HMACSIGN_SLIP_KEY_ID_SWAPPED,
    /// An empty key.
    key_empty = HMACSIGN_SLIP_KEY_EMPTY,
    /// The key without the white space or quotation marks that it has here.
    key_trimmed = HMACSIGN_SLIP_KEY_TRIMMED,
    /// Another algorithm than the credential names.
    algorithm = HMACSIGN_SLIP_ALGORITHM,
    /// The hash of the signing string, without any key.
    hash_alone = HMACSIGN_SLIP_HASH_ALONE,
    /// A hash of the key and the signing string, one behind the other.
    hash_with_key = HMACSIGN_SLIP_HASH_WITH_KEY,
    /// The MAC in hexadecimal digits.
    signature_hex = HMACSIGN_SLIP_SIGNATURE_HEX,
    /// The Base64 of the hexadecimal digits.
    signature_base64_of_hex = HMACSIGN_SLIP_SIGNATURE_BASE64_OF_HEX,
    /// The URL-safe alphabet of Base64.
    signature_url_safe = HMACSIGN_SLIP_SIGNATURE_URL_SAFE,
    /// No padding.
    signature_unpadded = HMACSIGN_SLIP_SIGNATURE_UNPADDED,
    /// Percent-encoded, where it is not to be.
    signature_escaped = HMACSIGN_SLIP_SIGNATURE_ESCAPED,
    /// Not percent-encoded, where it is to be.
    signature_not_escaped = HMACSIGN_SLIP_SIGNATURE_NOT_ESCAPED,
    /// White space in or around it, such as the line ends of a Base64 tool.
    signature_spaced = HMACSIGN_SLIP_SIGNATURE_SPACED,
    /// Names that are not in lower case: as sent, as listed, with capitals, or in upper case.
    names_case = HMACSIGN_SLIP_NAMES_CASE,
    /// No space behind the colon.
    colon_without_space = HMACSIGN_SLIP_COLON_WITHOUT_SPACE,
    /// Lines parted by CR LF.
    lines_crlf = HMACSIGN_SLIP_LINES_CRLF,
    /// Lines parted by a backslash and an n.
    lines_literal = HMACSIGN_SLIP_LINES_LITERAL,
    /// Lines parted by nothing.
    lines_run_together = HMACSIGN_SLIP_LINES_RUN_TOGETHER,
    /// A newline behind the last line.
    last_newline = HMACSIGN_SLIP_LAST_NEWLINE,
    /// No newline behind the last line, where one belongs.
    last_newline_missing = HMACSIGN_SLIP_LAST_NEWLINE_MISSING,
    /// Values with the white space around them.
    values_untrimmed = HMACSIGN_SLIP_VALUES_UNTRIMMED,
    /// Values without their names.
    values_only = HMACSIGN_SLIP_VALUES_ONLY,
    /// A line is missing.
    line_missing = HMACSIGN_SLIP_LINE_MISSING,
    /// A header of the request was signed behind the others and is not named.
    line_unnamed = HMACSIGN_SLIP_LINE_UNNAMED,
    /// No line for headers with an empty value.
    empty_left_out = HMACSIGN_SLIP_EMPTY_LEFT_OUT,
    /// A header with an empty value has no space behind the colon.
    empty_without_space = HMACSIGN_SLIP_EMPTY_WITHOUT_SPACE,
    /// A header that the request lacks was signed as an empty one.
    absent_as_empty = HMACSIGN_SLIP_ABSENT_AS_EMPTY,
    /// A header that the request lacks was signed as its name and a colon.
    absent_as_name = HMACSIGN_SLIP_ABSENT_AS_NAME,
    /// A header that the request lacks is named, and was not signed.
    absent_left_out = HMACSIGN_SLIP_ABSENT_LEFT_OUT,
    /// Another order of the lines.
    order = HMACSIGN_SLIP_ORDER,
    /// Of a header that occurs several times the first was signed.
    repeated_first = HMACSIGN_SLIP_REPEATED_FIRST,
    /// Of a header that occurs several times the last was signed.
    repeated_last = HMACSIGN_SLIP_REPEATED_LAST,
    /// A header that occurs several times was joined, where it is not to be.
    repeated_joined = HMACSIGN_SLIP_REPEATED_JOINED,
    /// One time header under the name of another, or with its value.
    date_name = HMACSIGN_SLIP_DATE_NAME,
    /// The time of another zone.
    date_local = HMACSIGN_SLIP_DATE_LOCAL,
    /// A date some seconds off.
    date_twice = HMACSIGN_SLIP_DATE_TWICE,
    /// A day of one digit, or of two, where the header has the other.
    date_day = HMACSIGN_SLIP_DATE_DAY,
    /// Another weekday.
    date_weekday = HMACSIGN_SLIP_DATE_WEEKDAY,
    /// Another word for the zone, or none: UTC, +0000.
    date_zone = HMACSIGN_SLIP_DATE_ZONE,
    /// The target without its query.
    target_without_query = HMACSIGN_SLIP_TARGET_WITHOUT_QUERY,
    /// A URL in place of the target.
    target_full_url = HMACSIGN_SLIP_TARGET_FULL_URL,
    /// The target percent-decoded.
    target_decoded = HMACSIGN_SLIP_TARGET_DECODED,
    /// The method in the other case.
    method_case = HMACSIGN_SLIP_METHOD_CASE,
    /// Another HTTP version, or none.
    version = HMACSIGN_SLIP_VERSION,
    /// The name before a line that has none.
    pseudo_named = HMACSIGN_SLIP_PSEUDO_NAMED,
    /// A line without the name that it has.
    pseudo_bare = HMACSIGN_SLIP_PSEUDO_BARE,
    /// The string of Tencent's key pairs.
    dialect_tencent = HMACSIGN_SLIP_DIALECT_TENCENT,
    /// The string of Tencent's applications.
    dialect_tencent_app = HMACSIGN_SLIP_DIALECT_TENCENT_APP,
    /// Kong's string.
    dialect_kong = HMACSIGN_SLIP_DIALECT_KONG,
    /// APISIX's string.
    dialect_apisix = HMACSIGN_SLIP_DIALECT_APISIX,
    /// The string of Cavage's draft.
    dialect_cavage = HMACSIGN_SLIP_DIALECT_CAVAGE,
    /// IFLYTEK's string.
    dialect_iflytek = HMACSIGN_SLIP_DIALECT_IFLYTEK,
    /// CyberSource's string.
    dialect_cybersource = HMACSIGN_SLIP_DIALECT_CYBERSOURCE,
    /// Modulr's string.
    dialect_modulr = HMACSIGN_SLIP_DIALECT_MODULR,
    /// Content-MD5 of the 16 octets of the MD5.
    body_md5_raw = HMACSIGN_SLIP_BODY_MD5_RAW,
    /// The hexadecimal digits of the MD5 without Base64.
    body_md5_hex = HMACSIGN_SLIP_BODY_MD5_HEX,
    /// The MD5 of an empty body, where the field is empty.
    body_md5_empty = HMACSIGN_SLIP_BODY_MD5_EMPTY,
    /// The MD5 of a form, where the field is empty.
    body_md5_of_form = HMACSIGN_SLIP_BODY_MD5_OF_FORM,
    /// An empty Content-MD5 for a body that has one.
    body_md5_left_out = HMACSIGN_SLIP_BODY_MD5_LEFT_OUT,
    /// The environment's prefix left in the path, or taken out of a path that is signed with it.
    environment = HMACSIGN_SLIP_ENVIRONMENT,
    /// Parameters that are not decoded.
    parameters_encoded = HMACSIGN_SLIP_PARAMETERS_ENCODED,
    /// K= for a parameter with an empty value.
    parameters_empty_value = HMACSIGN_SLIP_PARAMETERS_EMPTY_VALUE,
    /// Parameters sorted as whole texts.
    parameters_sorted_as_text = HMACSIGN_SLIP_PARAMETERS_SORTED_AS_TEXT,
    /// Parameters in the order sent.
    parameters_unsorted = HMACSIGN_SLIP_PARAMETERS_UNSORTED,
    /// The parameters of the form left out.
    form_left_out = HMACSIGN_SLIP_FORM_LEFT_OUT,
    /// One more empty line.
    empty_line = HMACSIGN_SLIP_EMPTY_LINE,
    /// No line for the fields that are empty.
    field_left_out = HMACSIGN_SLIP_FIELD_LEFT_OUT,
    /// Another Accept than the one sent: none, or */*.
    accept_other = HMACSIGN_SLIP_ACCEPT_OTHER,
    /// Another Content-Type than the one sent: none, or without or with its charset.
    content_type_other = HMACSIGN_SLIP_CONTENT_TYPE_OTHER,
};

/// What is wrong, beyond the code. Members that do not apply are empty or 0.
struct detail {
    /// The header or parameter concerned.
    std::string name;
    /// Where: byte of the text concerned, or index of the header, 0 for the first.
    std::size_t offset = 0;
    /// Now minus the signed time named in name, in seconds: after refused_stale.
    std::int64_t skew = 0;
};

/// The members of the classes below are written with these. Not for callers.
namespace implementation {

inline hmacsign_str view(std::string_view text) noexcept {
    return {text.data(), text.size()};
}

inline std::string copy(hmacsign_str text) {
    return text.len == 0 ? std::string() : std::string(text.ptr, text.len);
}

inline detail copy(const hmacsign_detail& from) {
    detail to;
    to.name = copy(from.name);
    to.offset = from.offset;
    to.skew = from.skew;
    return to;
}

class category_of_status final : public std::error_category {
public:
    const char* name() const noexcept override {
        return "hmacsign";
    }

    std::string message(int code) const override {
        return hmacsign_status_text(code);
    }
};

/// Let `call` write a text. Most are short; one that is not is asked for again with enough room.
template <class Call>
std::int32_t write(std::string& out, const Call& call) {
    std::string text(255, '\0');
    std::size_t length = 0;
    // The library's NUL goes where the string has its own.
    std::int32_t status = call(text.data(), text.size() + 1, &length);
    if (status == HMACSIGN_ERR_BUFFER) {
        text.resize(length);
        status = call(text.data(), text.size() + 1, &length);
    }
    if (status == HMACSIGN_OK) {
        text.resize(length);
        out = std::move(text);
    }
    return status;
}

} // namespace implementation

/// The category of the codes here. Its messages are English sentences without a full stop.
inline const std::error_category& category() noexcept {
    static const implementation::category_of_status instance;
    return instance;
}

/// The error code of a number. So `code == hmacsign::errc::refused_stale` is a comparison.
inline std::error_code make_error_code(errc code) noexcept {
    return {static_cast<int>(code), category()};
}

/// What to do about it: one English sentence without its full stop. Empty for codes of other
/// categories.
inline std::string_view advice(const std::error_code& code) noexcept {
    return code.category() == category() ? hmacsign_status_advice(code.value()) : "";
}

/// The same for a number.
inline std::string_view advice(errc code) noexcept {
    return hmacsign_status_advice(static_cast<std::int32_t>(code));
}

/// The HTTP status code that a server should answer with: 200 for no error, 401 for what the client
/// did wrong, 500 for everything else, codes of other categories included. Whatever
/// credential::read() refuses is 401: so answer for errc::id, too.
inline int http_status(const std::error_code& code) noexcept {
    if (!code) {
        return 200;
    }
    return code.category() == category() ? hmacsign_status_http(code.value()) : 500;
}

/// The same for a number.
inline int http_status(errc code) noexcept {
    return hmacsign_status_http(static_cast<std::int32_t>(code));
}

/// The number as hmacsign.h has it, "HMACSIGN_ERR_DATE"; "HMACSIGN_UNKNOWN" for others.
inline std::string_view status_name(errc code) noexcept {
    return hmacsign_status_name(static_cast<std::int32_t>(code));
}

} // namespace hmacsign

/// errc converts to std::error_code.
template <>
struct std::is_error_code_enum<hmacsign::errc> : std::true_type {};

namespace hmacsign {

#if defined(__cpp_exceptions)

/// What the throwing forms throw. what() has the name concerned, with odd bytes made visible, and
/// the message. Copies share the detail.
class error : public std::system_error {
public:
    /// With nothing to say beyond the code.
    explicit error(errc code) : error(code, hmacsign::detail()) {}

    /// With what is wrong beyond it, which is copied.
    error(errc code, const hmacsign::detail& what)
        : std::system_error(code, text(code, what.name)),
          detail_(std::make_shared<const hmacsign::detail>(what)) {}

    /// What is wrong, beyond the code.
    const hmacsign::detail& detail() const noexcept {
        return *detail_;
    }

    /// The header or parameter concerned; empty if it is about none.
    const std::string& name() const noexcept {
        return detail_->name;
    }

    /// Byte of the text concerned, or index of the header, 0 for the first.
    std::size_t offset() const noexcept {
        return detail_->offset;
    }

    /// Now minus the signed time, in seconds: after refused_stale.
    std::int64_t skew() const noexcept {
        return detail_->skew;
    }

private:
    /// What stands before the message. A name can be a client's, who may want to forge lines of a
    /// log.
    static std::string text(errc code, const std::string& name) {
        static const char digits[] = "0123456789ABCDEF";
        std::string out;
        for (const char letter : name) {
            const auto octet = static_cast<unsigned char>(letter);
            if (octet > 0x20 && octet < 0x7F && letter != '\\') {
                out += letter;
            } else {
                out += "\\x";
                out += digits[octet >> 4];
                out += digits[octet & 0xF];
            }
        }
        return out.empty() ? std::string(status_name(code)) : out;
    }

    std::shared_ptr<const hmacsign::detail> detail_;
};

#endif

namespace implementation {

inline void tell(std::int32_t status, std::error_code& code) noexcept {
    if (status == HMACSIGN_OK) {
        code.clear();
    } else {
        code = make_error_code(static_cast<errc>(status));
    }
}

#if defined(__cpp_exceptions)

inline void need(std::int32_t status) {
    if (status != HMACSIGN_OK) {
        throw error(static_cast<errc>(status));
    }
}

inline void need(std::int32_t status, const detail& what) {
    if (status != HMACSIGN_OK) {
        throw error(static_cast<errc>(status), what);
    }
}

#endif

} // namespace implementation

/// A secret made ready for one algorithm. It can be moved, not copied: it is wiped when it is
/// destroyed and when it is moved from, after which it is no key.
class key {
public:
    /// No key: whatever needs one gives errc::key.
    key() noexcept = default;

#if defined(__cpp_exceptions)
    /// From the secret as it stands, byte for byte: the gateway does not decode it from Base64 or
    /// hex. The text is not kept and may be wiped at once.
    ///
    /// Errors: argument (an algorithm that there is not, hmac_of_key included), secret (it is
    /// empty).
    key(hmacsign::algorithm with, std::string_view secret) {
        implementation::need(set(with, secret));
    }
#endif

    /// The same; no key after an error.
    key(hmacsign::algorithm with, std::string_view secret, std::error_code& code) noexcept {
        implementation::tell(set(with, secret), code);
    }

#if defined(__cpp_exceptions)
    /// From Base64 of the key, as dialect::cybersource has it: strict, padded, at most 1024 bytes of
    /// key. The time that it takes depends on the secret.
    ///
    /// Errors: argument, secret (also if it is not that).
    [[nodiscard]] static key from_base64(hmacsign::algorithm with, std::string_view secret) {
        key made;
        implementation::need(made.set_base64(with, secret));
        return made;
    }
#endif

    /// The same; no key after an error.
    [[nodiscard]] static key from_base64(hmacsign::algorithm with, std::string_view secret,
                                         std::error_code& code) noexcept {
        key made;
        implementation::tell(made.set_base64(with, secret), code);
        return made;
    }

    key(const key&) = delete;
    key& operator=(const key&) = delete;

    /// Moves the secret and wipes it there.
    key(key&& from) noexcept : native_(from.native_), set_(from.set_) {
        from.clear();
    }

    /// Wipes the secret that was here, moves the other and wipes it there.
    key& operator=(key&& from) noexcept {
        if (this != &from) {
            native_ = from.native_;
            set_ = from.set_;
            from.clear();
        }
        return *this;
    }

    ~key() {
        clear();
    }

    /// Wipe it now. It is no key afterwards.
    void clear() noexcept {
        hmacsign_key_clear(&native_);
        set_ = false;
    }

    /// Is there a key?
    explicit operator bool() const noexcept {
        return set_;
    }

    /// For functions of hmacsign.h. It lives as long as this object, where it is.
    const hmacsign_key* native() const noexcept {
        return &native_;
    }

private:
    std::int32_t set(hmacsign::algorithm with, std::string_view secret) noexcept {
        const std::int32_t status = hmacsign_key_init(&native_, static_cast<std::int32_t>(with),
                                                      secret.data(), secret.size());
        set_ = status == HMACSIGN_OK;
        return status;
    }

    std::int32_t set_base64(hmacsign::algorithm with, std::string_view secret) noexcept {
        const std::int32_t status = hmacsign_key_init_base64(
            &native_, static_cast<std::int32_t>(with), secret.data(), secret.size());
        set_ = status == HMACSIGN_OK;
        return status;
    }

    hmacsign_key native_ = {};
    bool set_ = false;
};

/// Who signs, in which dialect, and which headers. Not secret. It owns its texts. The setters can be
/// chained: `signer("AKID..").names("x-date host")`.
class signer {
public:
    /// With secret_id, username, keyId, api_key or keyid: visible ASCII without quotation mark and
    /// backslash. It is looked at when something is signed.
    explicit signer(std::string_view id, hmacsign::dialect spoken = hmacsign::dialect::tencent)
        : id_(id), dialect_(spoken) {}

    /// What to sign, in order, one space between: "x-date host". 1 to HMACSIGN_SIGNED_MAX names in
    /// any case, the dialect's pseudo headers among them. Empty, as at first: all headers of the
    /// request in their order, but authorization, proxy-authorization and signature.
    signer& names(std::string_view names) & {
        names_ = names;
        return *this;
    }

    /// dialect::cavage: seconds since 1970, 0 for none. Written whenever not 0, covered only if names
    /// has "(created)". Other dialects ignore it.
    signer& created(std::int64_t seconds) & noexcept {
        created_ = seconds;
        return *this;
    }

    /// dialect::cavage: likewise, "(expires)".
    signer& expires(std::int64_t seconds) & noexcept {
        expires_ = seconds;
        return *this;
    }

    /// No time header need be signed. Gateways refuse such a request, and where one does not it can
    /// be replayed for ever.
    signer& allow_undated(bool allowed = true) & noexcept {
        undated_ = allowed;
        return *this;
    }

    /// The same for a signer that has no name yet.
    [[nodiscard]] signer names(std::string_view names) && {
        return std::move(this->names(names));
    }

    /// The same for a signer that has no name yet.
    [[nodiscard]] signer created(std::int64_t seconds) && noexcept {
        return std::move(this->created(seconds));
    }

    /// The same for a signer that has no name yet.
    [[nodiscard]] signer expires(std::int64_t seconds) && noexcept {
        return std::move(this->expires(seconds));
    }

    /// The same for a signer that has no name yet.
    [[nodiscard]] signer allow_undated(bool allowed = true) && noexcept {
        return std::move(this->allow_undated(allowed));
    }

    /// The id that it was given.
    const std::string& id() const& noexcept {
        return id_;
    }

    /// The same, taken out of a signer that is about to end.
    std::string id() && noexcept {
        return std::move(id_);
    }

    /// The dialect that it was given.
    hmacsign::dialect dialect() const noexcept {
        return dialect_;
    }

    /// For functions of hmacsign.h. Its texts are views into this object: good until it changes.
    hmacsign_signer native() const noexcept {
        hmacsign_signer made = {};
        made.id = implementation::view(id_);
        made.names = implementation::view(names_);
        made.dialect = static_cast<std::int32_t>(dialect_);
        made.flags = undated_ ? HMACSIGN_ALLOW_UNDATED : 0;
        made.created = created_;
        made.expires = expires_;
        return made;
    }

private:
    std::string id_;
    std::string names_;
    std::int64_t created_ = 0;
    std::int64_t expires_ = 0;
    hmacsign::dialect dialect_;
    bool undated_ = false;
};

/// One header.
struct header {
    /// In any case.
    std::string name;
    /// Spaces and tabs around it are not signed.
    std::string value;
};

namespace implementation {

/// Is it a range of pairs whose members convert to std::string_view?
template <class Range, class = void>
struct is_headers : std::false_type {};

template <class Range>
struct is_headers<
    Range, std::void_t<decltype(std::end(std::declval<Range&>())),
                       decltype((*std::begin(std::declval<Range&>())).first),
                       decltype((*std::begin(std::declval<Range&>())).second)>>
    : std::bool_constant<
          std::is_convertible_v<decltype(((*std::begin(std::declval<Range&>())).first)),
                                std::string_view> &&
          std::is_convertible_v<decltype(((*std::begin(std::declval<Range&>())).second)),
                                std::string_view>> {};

} // namespace implementation

/// The parts of a request that a signature can cover. All are copied, but for a body that is
/// borrowed. For dialect::tencent the headers suffice.
///
/// Pass all headers of the request, signed or not, so that one which occurs twice is noticed.
class request {
public:
    /// Without headers.
    request() = default;

    /// From a list of names and values: `request{{"Host", "example.com"}, {"X-Date", date}}`.
    request(std::initializer_list<std::pair<std::string_view, std::string_view>> headers) {
        headers_.reserve(headers.size());
        for (const auto& [name, value] : headers) {
            add(name, value);
        }
    }

    /// From any range of pairs that convert to std::string_view, in its order: std::map,
    /// std::multimap, std::vector of std::pair and so on.
    template <class Range,
              class = std::enable_if_t<implementation::is_headers<std::remove_reference_t<Range>>::value>>
    explicit request(Range&& headers) {
        for (auto&& pair : headers) {
            add(pair.first, pair.second);
        }
    }

    /// One header more, behind the others.
    request& add(std::string_view name, std::string_view value) {
        headers_.push_back({std::string(name), std::string(value)});
        return *this;
    }

    /// "GET"; for pseudo headers and applications only.
    request& method(std::string_view method) {
        method_ = method;
        return *this;
    }

    /// "/path?query", as in the request line; likewise.
    request& target(std::string_view target) {
        target_ = target;
        return *this;
    }

    /// "HTTP/1.1", taken so if empty; likewise.
    request& version(std::string_view version) {
        version_ = version;
        return *this;
    }

    /// For applications and digests only; no body and an empty body are the same.
    request& body(std::string_view body) {
        body_ = body;
        borrowed_.reset();
        hash_.reset();
        return *this;
    }

    /// A body that is not copied: it must stay where it is and as it is for as long as this object
    /// and its copies are used.
    request& borrow_body(std::string_view body) noexcept {
        body_.clear();
        borrowed_ = body;
        hash_.reset();
        return *this;
    }

    /// The SHA-256 of a body that was streamed, in its place, for digests. dialect::tencent_app
    /// gives errc::argument for it.
    request& body_sha256(const std::array<std::uint8_t, 32>& hash) noexcept {
        body_.clear();
        borrowed_.reset();
        hash_ = hash;
        return *this;
    }

    /// The headers, in the order in which they were added.
    const std::vector<header>& headers() const noexcept {
        return headers_;
    }

    /// Call `use` with this as functions of hmacsign.h take it, and return what that returns. The
    /// views are good until then.
    template <class Use>
    auto with_native(Use&& use) const {
        std::vector<hmacsign_header> views;
        views.reserve(headers_.size());
        for (const auto& each : headers_) {
            views.push_back({implementation::view(each.name), implementation::view(each.value)});
        }
        hmacsign_request made = {};
        made.headers = views.data();
        made.header_count = views.size();
        made.method = implementation::view(method_);
        made.target = implementation::view(target_);
        made.version = implementation::view(version_);
        made.body = implementation::view(borrowed_ ? *borrowed_ : std::string_view(body_));
        made.body_sha256 = hash_ ? hash_->data() : nullptr;
        return std::forward<Use>(use)(std::as_const(made));
    }

private:
    std::vector<header> headers_;
    std::string method_;
    std::string target_;
    std::string version_;
    std::string body_;
    std::optional<std::string_view> borrowed_;
    std::optional<std::array<std::uint8_t, 32>> hash_;
};

namespace implementation {

/// The status of a check, and what is wrong with it.
inline std::int32_t check(const signer& who, const request& what, detail& wrong) {
    const hmacsign_signer by = who.native();
    return what.with_native([&](const hmacsign_request& native) {
        hmacsign_detail found = {};
        const std::int32_t status = hmacsign_check_request(&by, &native, &found);
        wrong = copy(found);
        return status;
    });
}

/// What writes a text of key, signer and request.
using writer = std::int32_t (*)(const hmacsign_key*, const hmacsign_signer*,
                                const hmacsign_request*, char*, std::size_t, std::size_t*);

inline std::int32_t sign(writer call, const key& with, const signer& who, const request& what,
                         std::string& out) {
    const hmacsign_signer by = who.native();
    return what.with_native([&](const hmacsign_request& native) {
        return write(out, [&](char* text, std::size_t room, std::size_t* length) {
            return call(with.native(), &by, &native, text, room, length);
        });
    });
}

inline std::string sign(writer call, const key& with, const signer& who, const request& what,
                        std::error_code& code) {
    std::string out;
    tell(sign(call, with, who, what, out), code);
    return out;
}

#if defined(__cpp_exceptions)

/// The functions that write give only the status: a check tells what the fault is about, if it is
/// one that a check finds.
[[noreturn]] inline void raise(std::int32_t status, const signer& who, const request& what) {
    detail wrong;
    if (check(who, what, wrong) != status) {
        wrong = detail();
    }
    throw error(static_cast<errc>(status), wrong);
}

inline std::string sign(writer call, const key& with, const signer& who, const request& what) {
    std::string out;
    const std::int32_t status = sign(call, with, who, what, out);
    if (status != HMACSIGN_OK) {
        raise(status, who, what);
    }
    return out;
}

#endif

} // namespace implementation

/// The name of the header that carries the credential, "Authorization" or "Signature"; empty for an
/// unknown dialect.
inline std::string_view dialect_header(dialect spoken) noexcept {
    return hmacsign_dialect_header(static_cast<std::int32_t>(spoken));
}

#if defined(__cpp_exceptions)
/// Find out whether the request can be signed, without a key. The error's offset is the byte of
/// names for header_missing, the index of the header for header_value, one of the two for
/// header_name and header_repeated, and the byte of the id for id; after request_line the name is
/// "method", "target" or "version".
///
/// Errors: argument, id, one of header_*, date_unsigned, request_line, parameters.
inline void check(const signer& who, const request& what) {
    detail wrong;
    const std::int32_t status = implementation::check(who, what, wrong);
    implementation::need(status, wrong);
}
#endif

/// The same; what is wrong is told in `wrong`, too.
inline void check(const signer& who, const request& what, detail& wrong, std::error_code& code) {
    implementation::tell(implementation::check(who, what, wrong), code);
}

/// The same.
inline void check(const signer& who, const request& what, std::error_code& code) {
    detail wrong;
    check(who, what, wrong, code);
}

#if defined(__cpp_exceptions)
/// The string that gets signed. For logs, tests, other MACs.
///
/// Errors: as check().
[[nodiscard]] inline std::string signing_string(const signer& who, const request& what) {
    return implementation::sign(
        [](const hmacsign_key*, const hmacsign_signer* by, const hmacsign_request* native, char* out,
           std::size_t room, std::size_t* length) {
            return hmacsign_write_signing_string(by, native, out, room, length);
        },
        key(), who, what);
}
#endif

/// The same; empty after an error.
[[nodiscard]] inline std::string signing_string(const signer& who, const request& what,
                                                std::error_code& code) {
    return implementation::sign(
        [](const hmacsign_key*, const hmacsign_signer* by, const hmacsign_request* native, char* out,
           std::size_t room, std::size_t* length) {
            return hmacsign_write_signing_string(by, native, out, room, length);
        },
        key(), who, what, code);
}

#if defined(__cpp_exceptions)
/// The signature: padded Base64 of the HMAC of that string, 28 to 88 bytes, never percent-encoded.
///
/// Errors: as check(); key (there is none), algorithm (the dialect has no name for the key's).
[[nodiscard]] inline std::string signature(const key& with, const signer& who,
                                           const request& what) {
    return implementation::sign(&hmacsign_write_signature, with, who, what);
}
#endif

/// The same; empty after an error.
[[nodiscard]] inline std::string signature(const key& with, const signer& who, const request& what,
                                           std::error_code& code) {
    return implementation::sign(&hmacsign_write_signature, with, who, what, code);
}

#if defined(__cpp_exceptions)
/// The credential: the value of the Authorization header, without `Authorization: `
/// (dialect_header() names the header). Send every header that was signed, exactly as it was signed.
///
/// Errors: as signature().
[[nodiscard]] inline std::string authorization(const key& with, const signer& who,
                                               const request& what) {
    return implementation::sign(&hmacsign_write_authorization, with, who, what);
}
#endif

/// The same; empty after an error.
[[nodiscard]] inline std::string authorization(const key& with, const signer& who,
                                               const request& what, std::error_code& code) {
    return implementation::sign(&hmacsign_write_authorization, with, who, what, code);
}

#if defined(__cpp_exceptions)
/// The credential as the value of a query parameter, for dialect::iflytek. You percent-encode it.
///
/// Errors: as signature(); argument for other dialects.
[[nodiscard]] inline std::string query_authorization(const key& with, const signer& who,
                                                     const request& what) {
    return implementation::sign(&hmacsign_write_query_authorization, with, who, what);
}
#endif

/// The same; empty after an error.
[[nodiscard]] inline std::string query_authorization(const key& with, const signer& who,
                                                     const request& what, std::error_code& code) {
    return implementation::sign(&hmacsign_write_query_authorization, with, who, what, code);
}

#if defined(__cpp_exceptions)
/// All header lines to send: each signed header as `Name: value` CR LF, in the order of the names,
/// then the credential's; no line for pseudo headers. dialect::tencent_app adds Accept, Content-Type
/// and Content-MD5. An empty value has a line, too: curl and libcurl drop such a line, hand them
/// `Name;` for it.
///
/// Errors: as signature().
[[nodiscard]] inline std::string header_lines(const key& with, const signer& who,
                                              const request& what) {
    return implementation::sign(&hmacsign_write_header_lines, with, who, what);
}
#endif

/// The same; empty after an error.
[[nodiscard]] inline std::string header_lines(const key& with, const signer& who,
                                              const request& what, std::error_code& code) {
    return implementation::sign(&hmacsign_write_header_lines, with, who, what, code);
}

}
#endif
