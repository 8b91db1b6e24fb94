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
 *     takes a std::error_code& as its last parameter, which is cleared on success. check(),
 *     credential::read(), credential::read_query() and verify() have a third form, which takes a
 *     detail& before it. The comment of each function names what it can give, as members of errc.
 *     Memory that runs out throws std::bad_alloc from all forms.
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
    /// More than HMACSIGN_PARAMETERS_MAX query and form parameters, one that begins 4 GiB or more
    /// behind the first, or a malformed percent-encoding or an empty key in them.
    parameters = HMACSIGN_ERR_PARAMETERS,
    /// Not a credential of this dialect, or its parameters are out of form.
    format = HMACSIGN_ERR_FORMAT,
    /// id, algorithm (dialect::cavage: may be left out), headers or signature is missing, empty or
    /// occurs twice, or headers=".." is not a list of 1 to HMACSIGN_SIGNED_MAX names of headers or
    /// of the dialect's pseudo headers with one space between. dialect::cavage: or another
    /// parameter occurs twice, or there are more than HMACSIGN_SIGNED_MAX that are not known.
    parameter = HMACSIGN_ERR_PARAMETER,
    /// The algorithm's name is not known, or the dialect has none for the key's algorithm;
    /// dialect::cavage: or one other than hs2019 is named where (created) or (expires) is signed.
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
    /// A header that the policy requires is not signed, a Digest included.
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
    /// method, target or version, or parameters as in errc::parameters.
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
/// said: a line `name: value` for each signed header, joined by LF, the names in lower case; and
/// the time in X-Date or Date, one of which must be signed.
enum class dialect : std::int32_t {
    /// Key pair of Tencent Cloud API Gateway: hmac id="..", algorithm="hmac-sha1",
    /// headers="x-date host", signature=".."
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
    /// @request-target signs `GET /p?q`; no SHA-384. The time is in Date alone
    apisix = HMACSIGN_APISIX,
    /// draft-cavage-http-signatures-12: Signature keyId="..". (request-target) signs
    /// `(request-target): get /p?q`, (created) and (expires) the times of the signer; with these
    /// the algorithm is written hs2019. A header that occurs several times is signed as one, its
    /// values joined by `, ` (not so Host, Date, X-Date, Digest, Content-Length, Content-Type and
    /// Authorization). (created) is a time header, too
    cavage = HMACSIGN_CAVAGE,
    /// iFLYTEK: hmac api_key="..". request-line as for Kong; hmac-sha256 only. The time is in Date
    /// alone
    iflytek = HMACSIGN_IFLYTEK,
    /// CyberSource: keyid="..", in a header named Signature. request-target, or (request-target),
    /// signs `request-target: post /p`; HmacSHA256 only, with a key from key::from_base64(). The
    /// time is in V-C-Date or Date
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
    /// Percent-encoded, where it is not to be, or once more than it is to be.
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
    /// Another word for the zone: UTC, +0000.
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
    /// The string of iFLYTEK.
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
    /// `k=` for a parameter with an empty value.
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

/// The category of the codes here. Its messages are English sentences without a full stop. There is
/// one in a program; a shared library that hides its symbols has its own, and codes from there
/// compare unequal.
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

    // No moves: one that was moved from would have no detail.
    error(const error&) noexcept = default;
    error& operator=(const error&) noexcept = default;
    ~error() override = default;

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
    /// From Base64 of the key, as dialect::cybersource has it: strict, padded, at most 1024 bytes
    /// of key. The time that it takes depends on the secret.
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

    // Every copy of a secret is one more to wipe.
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

/// Who signs, in which dialect, and which headers. Not secret. It owns its texts. The setters can
/// be chained: `signer("AKID..").names("x-date host")`.
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

    /// The same, for a signer that is made in the same expression.
    [[nodiscard]] signer names(std::string_view names) && {
        return std::move(this->names(names));
    }

    /// dialect::cavage: seconds since 1970, 0 for none, at most 253402300799: else signing gives
    /// errc::argument. Written whenever not 0, covered only if names has "(created)"; that name
    /// with 0 here is errc::header_missing. Other dialects ignore it.
    signer& created(std::int64_t seconds) & noexcept {
        created_ = seconds;
        return *this;
    }

    /// The same, for a signer that is made in the same expression.
    [[nodiscard]] signer created(std::int64_t seconds) && {
        return std::move(this->created(seconds));
    }

    /// dialect::cavage: likewise, "(expires)".
    signer& expires(std::int64_t seconds) & noexcept {
        expires_ = seconds;
        return *this;
    }

    /// The same, for a signer that is made in the same expression.
    [[nodiscard]] signer expires(std::int64_t seconds) && {
        return std::move(this->expires(seconds));
    }

    /// No time header need be signed. Gateways refuse such a request, and where one does not it can
    /// be replayed for ever.
    signer& allow_undated(bool allowed = true) & noexcept {
        undated_ = allowed;
        return *this;
    }

    /// The same, for a signer that is made in the same expression.
    [[nodiscard]] signer allow_undated(bool allowed = true) && {
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

    /// The names that it was given.
    const std::string& names() const& noexcept {
        return names_;
    }

    /// The same, taken out of a signer that is about to end.
    std::string names() && noexcept {
        return std::move(names_);
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

template <class Range>
using if_headers = std::enable_if_t<is_headers<std::remove_reference_t<Range>>::value>;

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
    template <class Range, class = implementation::if_headers<Range>>
    explicit request(Range&& headers) {
        for (auto&& pair : headers) {
            add(pair.first, pair.second);
        }
    }

    /// One header more, behind the others.
    request& add(std::string_view name, std::string_view value) & {
        headers_.push_back({std::string(name), std::string(value)});
        return *this;
    }

    /// The same, for a request that is made in the same expression.
    [[nodiscard]] request add(std::string_view name, std::string_view value) && {
        return std::move(this->add(name, value));
    }

    /// "GET"; for pseudo headers and applications only.
    request& method(std::string_view method) & {
        method_ = method;
        return *this;
    }

    /// The same, for a request that is made in the same expression.
    [[nodiscard]] request method(std::string_view method) && {
        return std::move(this->method(method));
    }

    /// "/path?query", as in the request line; likewise.
    request& target(std::string_view target) & {
        target_ = target;
        return *this;
    }

    /// The same, for a request that is made in the same expression.
    [[nodiscard]] request target(std::string_view target) && {
        return std::move(this->target(target));
    }

    /// "HTTP/1.1", taken so if empty; likewise.
    request& version(std::string_view version) & {
        version_ = version;
        return *this;
    }

    /// The same, for a request that is made in the same expression.
    [[nodiscard]] request version(std::string_view version) && {
        return std::move(this->version(version));
    }

    /// For applications and digests only; no body and an empty body are the same.
    request& body(std::string_view body) & {
        body_ = body;
        borrowed_.reset();
        hash_.reset();
        return *this;
    }

    /// The same, for a request that is made in the same expression.
    [[nodiscard]] request body(std::string_view body) && {
        return std::move(this->body(body));
    }

    /// A body that is not copied: it must stay where it is and as it is for as long as this object
    /// and its copies are used.
    request& borrow_body(std::string_view body) & noexcept {
        body_.clear();
        borrowed_ = body;
        hash_.reset();
        return *this;
    }

    /// The same, for a request that is made in the same expression.
    [[nodiscard]] request borrow_body(std::string_view body) && {
        return std::move(this->borrow_body(body));
    }

    /// The SHA-256 of a body that was streamed, in its place, for digests. dialect::tencent_app
    /// gives errc::argument for it.
    request& body_sha256(const std::array<std::uint8_t, 32>& hash) & noexcept {
        body_.clear();
        borrowed_.reset();
        hash_ = hash;
        return *this;
    }

    /// The same, for a request that is made in the same expression.
    [[nodiscard]] request body_sha256(const std::array<std::uint8_t, 32>& hash) && {
        return std::move(this->body_sha256(hash));
    }

    /// The headers, in the order in which they were added.
    const std::vector<header>& headers() const& noexcept {
        return headers_;
    }

    /// The same, taken out of a request that is about to end.
    std::vector<header> headers() && noexcept {
        return std::move(headers_);
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

/// The signing string needs no key.
inline std::int32_t write_signing_string(const hmacsign_key*, const hmacsign_signer* by,
                                         const hmacsign_request* native, char* out,
                                         std::size_t room, std::size_t* length) {
    return hmacsign_write_signing_string(by, native, out, room, length);
}

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
    return implementation::sign(&implementation::write_signing_string, key(), who, what);
}
#endif

/// The same; empty after an error.
[[nodiscard]] inline std::string signing_string(const signer& who, const request& what,
                                                std::error_code& code) {
    return implementation::sign(&implementation::write_signing_string, key(), who, what, code);
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
/// (dialect_header() names the header). Send every header that was signed, exactly as it was
/// signed.
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
/// one that occurs several times once and joined (but line by line if the last of its values is
/// empty); then the credential's; no line for pseudo headers. dialect::tencent_app adds Accept,
/// Content-Type and Content-MD5 before it. An empty value has a line, too: curl and libcurl drop
/// such a line, hand them `Name;` for it.
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

/// A credential as the client wrote it. Nothing in it is proved yet. It shares its text, which
/// never changes, with its copies.
class credential {
public:
#if defined(__cpp_exceptions)
    /// Read the value of an Authorization header, or of the one that dialect_header() names. Proves
    /// nothing: it only takes the text apart, so that you can look the key up. Whatever is wrong
    /// with it is the client's doing: answer 401. The text is copied. The error's offset is the
    /// byte of text; its name is the parameter's after parameter.
    ///
    /// Errors: argument, format (a credential in another dialect's form, too; some share one),
    /// parameter, algorithm, id, signature_form.
    [[nodiscard]] static credential read(hmacsign::dialect spoken, std::string_view text) {
        credential made;
        hmacsign::detail wrong;
        const std::int32_t status = made.set(spoken, text, wrong);
        implementation::need(status, wrong);
        return made;
    }
#endif

    /// The same; none after an error, and what is wrong is told in `wrong`, too.
    [[nodiscard]] static std::optional<credential> read(hmacsign::dialect spoken,
                                                        std::string_view text,
                                                        hmacsign::detail& wrong,
                                                        std::error_code& code) {
        credential made;
        return made.done(made.set(spoken, text, wrong), code);
    }

    /// The same.
    [[nodiscard]] static std::optional<credential> read(hmacsign::dialect spoken,
                                                        std::string_view text,
                                                        std::error_code& code) {
        hmacsign::detail wrong;
        return read(spoken, text, wrong, code);
    }

#if defined(__cpp_exceptions)
    /// Read a credential that travelled in a query parameter, of dialect::iflytek, after
    /// percent-decoding. The error's offset counts in the text that Base64 held, in `text` where
    /// its Base64 is at fault.
    ///
    /// Errors: as read(); argument for other dialects.
    [[nodiscard]] static credential read_query(hmacsign::dialect spoken, std::string_view text) {
        credential made;
        hmacsign::detail wrong;
        const std::int32_t status = made.set_query(spoken, text, wrong);
        implementation::need(status, wrong);
        return made;
    }
#endif

    /// The same; none after an error, and what is wrong is told in `wrong`, too.
    [[nodiscard]] static std::optional<credential> read_query(hmacsign::dialect spoken,
                                                              std::string_view text,
                                                              hmacsign::detail& wrong,
                                                              std::error_code& code) {
        credential made;
        return made.done(made.set_query(spoken, text, wrong), code);
    }

    /// The same.
    [[nodiscard]] static std::optional<credential> read_query(hmacsign::dialect spoken,
                                                              std::string_view text,
                                                              std::error_code& code) {
        hmacsign::detail wrong;
        return read_query(spoken, text, wrong, code);
    }

    // No moves: one that was moved from would have views into a text that it no longer keeps.
    /// Shares the text, and copies none of it.
    credential(const credential&) = default;
    /// Shares the text, and copies none of it.
    credential& operator=(const credential&) = default;
    ~credential() = default;

    /// Look the key up with it.
    std::string id() const {
        return implementation::copy(native_.signer.id);
    }

    /// The names of what was signed, one space between.
    std::string names() const {
        return implementation::copy(native_.signer.names);
    }

    /// The signature as written.
    std::string signature() const {
        return implementation::copy(native_.signature);
    }

    /// The bytes of the signature, decoded. Remember id and mac to refuse replays, never the text:
    /// one mac can be written in several ways.
    std::string mac() const {
        return {reinterpret_cast<const char*>(native_.mac), native_.mac_len};
    }

    /// As written; hmac_of_key where that leaves it to the key.
    hmacsign::algorithm algorithm() const noexcept {
        return static_cast<hmacsign::algorithm>(native_.algorithm);
    }

    /// The one that it was read in.
    hmacsign::dialect dialect() const noexcept {
        return static_cast<hmacsign::dialect>(native_.signer.dialect);
    }

    /// dialect::cavage: when it was made, in seconds since 1970; 0 if it does not say.
    std::int64_t created() const noexcept {
        return native_.signer.created;
    }

    /// dialect::cavage: until when it is good, likewise.
    std::int64_t expires() const noexcept {
        return native_.signer.expires;
    }

    /// For functions of hmacsign.h. The views live as long as this object or a copy of it.
    const hmacsign_authorization* native() const noexcept {
        return &native_;
    }

private:
    credential() = default;

    std::int32_t set(hmacsign::dialect spoken, std::string_view text, hmacsign::detail& wrong) {
        text_ = std::make_shared<std::string>(text);
        hmacsign_detail found = {};
        const std::int32_t status = hmacsign_read_authorization(
            static_cast<std::int32_t>(spoken), text_->data(), text_->size(), &native_, &found);
        wrong = implementation::copy(found);
        return status;
    }

    std::int32_t set_query(hmacsign::dialect spoken, std::string_view text,
                           hmacsign::detail& wrong) {
        // What is decoded is shorter than its Base64.
        text_ = std::make_shared<std::string>(text.size(), '\0');
        hmacsign_detail found = {};
        const std::int32_t status = hmacsign_read_query_authorization(
            static_cast<std::int32_t>(spoken), text.data(), text.size(), text_->data(),
            text_->size(), &native_, &found);
        wrong = implementation::copy(found);
        return status;
    }

    std::optional<credential> done(std::int32_t status, std::error_code& code) const {
        implementation::tell(status, code);
        return status == HMACSIGN_OK ? std::optional<credential>(*this) : std::nullopt;
    }

    std::shared_ptr<std::string> text_;
    hmacsign_authorization native_ = {};
};

/// What a server accepts. It begins with a dialect's defaults: all algorithms, 900 seconds of clock
/// skew for dialect::tencent and dialect::tencent_app and 300 for the others, no header required,
/// nothing allowed.
class policy {
public:
    /// The defaults of this dialect. One that there is not gives errc::argument when verifying.
    explicit policy(hmacsign::dialect spoken) noexcept {
        if (hmacsign_policy_init(&native_, sizeof native_, static_cast<std::int32_t>(spoken)) !=
            HMACSIGN_OK) {
            native_ = hmacsign_policy(); // its size is 0, which no version takes
        }
    }

    /// How far a signed time may be from now, in seconds, either way, inclusive; 0: that very
    /// second.
    policy& max_skew(std::uint32_t seconds) & noexcept {
        native_.max_skew = seconds;
        return *this;
    }

    /// The same, for a policy that is made in the same expression.
    [[nodiscard]] policy max_skew(std::uint32_t seconds) && {
        return std::move(this->max_skew(seconds));
    }

    /// The algorithms accepted, in place of all four. None, and hmac_of_key, give errc::argument
    /// when verifying.
    policy& algorithms(std::initializer_list<hmacsign::algorithm> accepted) & noexcept {
        native_.algorithms = 0;
        for (const auto each : accepted) {
            const auto number = static_cast<std::uint32_t>(each);
            native_.algorithms |= number < 32 ? std::uint32_t(1) << number : 1;
        }
        return *this;
    }

    /// The same, for a policy that is made in the same expression.
    [[nodiscard]] policy algorithms(std::initializer_list<hmacsign::algorithm> accepted) && {
        return std::move(this->algorithms(accepted));
    }

    /// One more header or pseudo header that must be signed, in any case. The name is copied.
    policy& require(std::string_view name) & {
        required_.emplace_back(name);
        return *this;
    }

    /// The same, for a policy that is made in the same expression.
    [[nodiscard]] policy require(std::string_view name) && {
        return std::move(this->require(name));
    }

    /// A signed Digest that fits the body must be there. None is asked where the request has no
    /// body and no Digest header: so always pass the body. dialect::tencent_app asks for none,
    /// since its string covers the body.
    policy& require_digest(bool required = true) & noexcept {
        return flag(HMACSIGN_REQUIRE_DIGEST, required);
    }

    /// The same, for a policy that is made in the same expression.
    [[nodiscard]] policy require_digest(bool required = true) && {
        return std::move(this->require_digest(required));
    }

    /// No time header need be signed: a request without one can be replayed for ever.
    policy& allow_undated(bool allowed = true) & noexcept {
        return flag(HMACSIGN_ALLOW_UNDATED, allowed);
    }

    /// The same, for a policy that is made in the same expression.
    [[nodiscard]] policy allow_undated(bool allowed = true) && {
        return std::move(this->allow_undated(allowed));
    }

    /// The time in Date is not judged, as Tencent's gateway does not; that in other time headers
    /// still is. A request that signs only Date can be replayed for ever then.
    policy& allow_stale_date(bool allowed = true) & noexcept {
        return flag(HMACSIGN_ALLOW_STALE_DATE, allowed);
    }

    /// The same, for a policy that is made in the same expression.
    [[nodiscard]] policy allow_stale_date(bool allowed = true) && {
        return std::move(this->allow_stale_date(allowed));
    }

    /// Take a date whose weekday is not the one of that day.
    policy& allow_any_weekday(bool allowed = true) & noexcept {
        return flag(HMACSIGN_ALLOW_ANY_WEEKDAY, allowed);
    }

    /// The same, for a policy that is made in the same expression.
    [[nodiscard]] policy allow_any_weekday(bool allowed = true) && {
        return std::move(this->allow_any_weekday(allowed));
    }

    /// Accept parameters of an application that could be read in two ways, see
    /// errc::refused_ambiguous.
    policy& allow_ambiguous(bool allowed = true) & noexcept {
        return flag(HMACSIGN_ALLOW_AMBIGUOUS, allowed);
    }

    /// The same, for a policy that is made in the same expression.
    [[nodiscard]] policy allow_ambiguous(bool allowed = true) && {
        return std::move(this->allow_ambiguous(allowed));
    }

    /// Call `use` with this as functions of hmacsign.h take it, and return what that returns. The
    /// views are good until then.
    template <class Use>
    auto with_native(Use&& use) const {
        std::vector<hmacsign_str> views;
        views.reserve(required_.size());
        for (const auto& name : required_) {
            views.push_back(implementation::view(name));
        }
        hmacsign_policy made = native_;
        made.required = views.data();
        made.required_count = views.size();
        return std::forward<Use>(use)(std::as_const(made));
    }

private:
    policy& flag(std::uint32_t bit, bool set) noexcept {
        native_.flags = set ? native_.flags | bit : native_.flags & ~bit;
        return *this;
    }

    hmacsign_policy native_ = {};
    std::vector<std::string> required_;
};

namespace implementation {
struct verifying;
}

/// A request that was verified: only verify() makes one.
class verified {
public:
    /// Whose key signed it.
    std::string id() const {
        return credential_.id();
    }

    /// The bytes of the signature, for a store of replays.
    std::string mac() const {
        return credential_.mac();
    }

    /// The time header that skew() is about; empty if no time was judged.
    const std::string& time_header() const& noexcept {
        return time_header_;
    }

    /// The same, taken out of a value that is about to end.
    std::string time_header() && noexcept {
        return std::move(time_header_);
    }

    /// Now minus the first signed time that was judged, in seconds; 0 if none was.
    std::int64_t skew() const noexcept {
        return skew_;
    }

    /// The last second at which it would verify again: a store of replays remembers id and mac
    /// until one second later. None if no time was judged: it is good for ever.
    std::optional<std::int64_t> expires() const noexcept {
        return expires_ == INT64_MAX ? std::nullopt : std::optional<std::int64_t>(expires_);
    }

    /// Was this header, in any case, covered by the signature? Ask before you rely on one. Both
    /// spellings of a pseudo header are one; dialect::tencent_app always covers accept and
    /// content-type.
    bool is_signed(std::string_view name) const noexcept {
        return hmacsign_check_signed(native(), name.data(), name.size()) == HMACSIGN_OK;
    }

    /// The credential that was proved, for functions of hmacsign.h. The views live as long as this
    /// object or a copy of it.
    const hmacsign_authorization* native() const noexcept {
        return credential_.native();
    }

private:
    friend struct implementation::verifying;

    verified(credential proved, const hmacsign_detail& found)
        : credential_(std::move(proved)),
          time_header_(implementation::copy(found.name)),
          skew_(found.skew),
          expires_(found.expires) {}

    credential credential_;
    std::string time_header_;
    std::int64_t skew_;
    std::int64_t expires_;
};

namespace implementation {

struct verifying {
    std::int32_t status = HMACSIGN_ERR_INTERNAL;
    detail wrong;
    std::optional<verified> result;

    verifying(const key& with, const credential& claimed, const request& what, const policy& rules,
              std::int64_t now) {
        what.with_native([&](const hmacsign_request& native) {
            rules.with_native([&](const hmacsign_policy& native_rules) {
                hmacsign_detail found = {};
                status = hmacsign_verify(with.native(), claimed.native(), &native, &native_rules,
                                         now, &found);
                if (status == HMACSIGN_OK) {
                    result = verified(claimed, found);
                } else {
                    wrong = copy(found);
                }
            });
        });
    }
};

} // namespace implementation

#if defined(__cpp_exceptions)
/// Decide whether the request is genuine and fresh. Looks at the algorithm, then the headers, the
/// signature (in constant time) and last the time and the digest, so that only the holder of the
/// key learns about the clock. Every signed time header is judged. The error's name is the header
/// concerned, or "method", "target" or "version"; its offset is the header's index, the byte of
/// names for refused_header_missing, either of them for refused_header_repeated, and the number of
/// the require() for refused_header_unsigned; its skew is told after refused_stale.
///
/// For an unknown id, verify against a key of random bytes rather than answer at once, so that the
/// time taken does not tell which ids exist. `now` is in seconds since 1970; pass all headers of
/// the request, unsigned ones too, in their order, and the body.
///
/// Errors: argument, key, time (now before 1970 or after 9999), request_line, one of refused_*.
[[nodiscard]] inline verified verify(const key& with, const credential& claimed,
                                     const request& what, const policy& rules, std::int64_t now) {
    const implementation::verifying done(with, claimed, what, rules, now);
    implementation::need(done.status, done.wrong);
    return *done.result;
}
#endif

/// The same; none after an error, and what is wrong is told in `wrong`, too.
[[nodiscard]] inline std::optional<verified> verify(const key& with, const credential& claimed,
                                                    const request& what, const policy& rules,
                                                    std::int64_t now, detail& wrong,
                                                    std::error_code& code) {
    implementation::verifying done(with, claimed, what, rules, now);
    implementation::tell(done.status, code);
    wrong = std::move(done.wrong);
    return std::move(done.result);
}

/// The same.
[[nodiscard]] inline std::optional<verified> verify(const key& with, const credential& claimed,
                                                    const request& what, const policy& rules,
                                                    std::int64_t now, std::error_code& code) {
    detail wrong;
    return verify(with, claimed, what, rules, now, wrong, code);
}

namespace implementation {

inline std::int32_t check_signed(const verified& proved, std::string_view name) noexcept {
    return hmacsign_check_signed(proved.native(), name.data(), name.size());
}

} // namespace implementation

#if defined(__cpp_exceptions)
/// As verified::is_signed(), for code that cannot go on without: it throws if the header was not
/// covered by the signature. The error's name is `name`.
///
/// Errors: refused_header_unsigned.
inline void check_signed(const verified& proved, std::string_view name) {
    detail wrong;
    wrong.name = name;
    implementation::need(implementation::check_signed(proved, name), wrong);
}
#endif

/// The same.
inline void check_signed(const verified& proved, std::string_view name,
                         std::error_code& code) noexcept {
    implementation::tell(implementation::check_signed(proved, name), code);
}

/// What diagnose() found.
struct diagnosis {
    /// What the other side did differently: the first slip, and up to two that were made with it.
    /// slip::none where there are no more. The first is slip::matches if the signature is right,
    /// and slip::none if no slip that is known explains it.
    std::array<slip, 3> slips = {slip::none, slip::none, slip::none};
    /// Which name in headers has the line that is concerned, 1 for the first; 0: not one line.
    std::size_t line = 0;

    /// What was done differently and how to mend it: a sentence for each slip, without its full
    /// stop, joined by "; ".
    std::string text() const {
        std::string out = hmacsign_slip_text(static_cast<std::int32_t>(slips[0]));
        for (std::size_t i = 1; i < slips.size() && slips[i] != slip::none; i++) {
            out += "; ";
            out += hmacsign_slip_text(static_cast<std::int32_t>(slips[i]));
        }
        return out;
    }
};

namespace implementation {

inline std::int32_t diagnose(dialect spoken, std::string_view secret, std::string_view text,
                             const request& what, diagnosis& out) {
    return what.with_native([&](const hmacsign_request& native) {
        std::int32_t found = 0;
        const std::int32_t status =
            hmacsign_diagnose(static_cast<std::int32_t>(spoken), secret.data(), secret.size(),
                              text.data(), text.size(), &native, &found);
        if (status == HMACSIGN_OK) {
            const auto number = static_cast<std::uint32_t>(found);
            for (unsigned i = 0; i < 3; i++) {
                out.slips[i] = static_cast<slip>(number >> (8 * i) & 0xFF);
            }
            out.line = number >> 24;
        }
        return status;
    });
}

} // namespace implementation

#if defined(__cpp_exceptions)
/// For the workbench, not for production: find out how the other side computed a signature that
/// does not match, by trying the slips that people make. At most HMACSIGN_DIAGNOSE_MACS_MAX MACs
/// are made; not constant time. The secret is as it is configured (of dialect::cybersource in
/// Base64), the text is the credential as written, even one that is malformed, and the request is
/// as it arrived. Nothing is kept of them.
///
/// Errors: argument, secret; or, where no slip explains it, as check() with the credential's id and
/// names.
[[nodiscard]] inline diagnosis diagnose(dialect spoken, std::string_view secret,
                                        std::string_view text, const request& what) {
    diagnosis out;
    implementation::need(implementation::diagnose(spoken, secret, text, what, out));
    return out;
}
#endif

/// The same; after an error no slip.
[[nodiscard]] inline diagnosis diagnose(dialect spoken, std::string_view secret,
                                        std::string_view text, const request& what,
                                        std::error_code& code) {
    diagnosis out;
    implementation::tell(implementation::diagnose(spoken, secret, text, what, out), code);
    return out;
}

/// Where two signing strings part.
struct difference {
    /// 1 for the first; 0: they are equal.
    std::size_t line = 0;
    /// Byte in that line, 1 for the first.
    std::size_t column = 0;
    /// Byte in our string, 0 for the first; its length if theirs goes on.
    std::size_t offset = 0;
    /// The header that the line is for: in dialect::tencent_app also method, accept, content-type,
    /// content-md5 and target, in dialect::apisix keyid for the first line; empty behind the last.
    std::string name;
    /// The same for people: where the strings part, that line of both with control characters made
    /// visible, and a caret below where they part, four lines with LF between; or one that says
    /// that they are equal.
    std::string text;

    /// Are they the same?
    bool equal() const noexcept {
        return line == 0;
    }
};

namespace implementation {

inline std::int32_t compare(const signer& who, const request& what, std::string_view theirs,
                            difference& out) {
    const hmacsign_signer by = who.native();
    return what.with_native([&](const hmacsign_request& native) {
        hmacsign_difference found = {};
        std::int32_t status =
            hmacsign_compare(&by, &native, theirs.data(), theirs.size(), &found);
        std::string text;
        if (status == HMACSIGN_OK) {
            status = write(text, [&](char* to, std::size_t room, std::size_t* length) {
                return hmacsign_write_comparison(&by, &native, theirs.data(), theirs.size(), to,
                                                 room, length);
            });
        }
        if (status == HMACSIGN_OK) {
            out.line = found.line;
            out.column = found.column;
            out.offset = found.offset;
            out.name = copy(found.name);
            out.text = std::move(text);
        }
        return status;
    });
}

} // namespace implementation

#if defined(__cpp_exceptions)
/// Compare our signing string with the one that a server says it used, as found in its message:
/// lines parted by LF, by `#`, or by a backslash and an n, whichever agrees furthest. One line end
/// after the last is ignored. A whole message is taken too, bare or JSON, if it has the string
/// behind `Server StringToSign:`.
///
/// Errors: as check(). That they differ is none.
[[nodiscard]] inline difference compare(const signer& who, const request& what,
                                        std::string_view theirs) {
    difference out;
    const std::int32_t status = implementation::compare(who, what, theirs, out);
    if (status != HMACSIGN_OK) {
        implementation::raise(status, who, what);
    }
    return out;
}
#endif

/// The same. Look at the code first: after an error nothing was compared.
[[nodiscard]] inline difference compare(const signer& who, const request& what,
                                        std::string_view theirs, std::error_code& code) {
    difference out;
    implementation::tell(implementation::compare(who, what, theirs, out), code);
    return out;
}

namespace implementation {

inline std::int32_t write_date(std::int64_t time, std::string& out) {
    return write(out, [&](char* text, std::size_t room, std::size_t* length) {
        return hmacsign_write_date(time, text, room, length);
    });
}

inline std::int32_t write_signature_of(const key& with, std::string_view text, std::string& out) {
    return write(out, [&](char* to, std::size_t room, std::size_t* length) {
        return hmacsign_write_signature_of(with.native(), text.data(), text.size(), to, room,
                                           length);
    });
}

} // namespace implementation

#if defined(__cpp_exceptions)
/// The signature of a string of your own making, for a scheme that this library does not know. The
/// bytes are taken as they are.
///
/// Errors: key (there is none).
[[nodiscard]] inline std::string signature_of(const key& with, std::string_view text) {
    std::string out;
    implementation::need(implementation::write_signature_of(with, text, out));
    return out;
}
#endif

/// The same; empty after an error.
[[nodiscard]] inline std::string signature_of(const key& with, std::string_view text,
                                              std::error_code& code) {
    std::string out;
    implementation::tell(implementation::write_signature_of(with, text, out), code);
    return out;
}

#if defined(__cpp_exceptions)
/// An IMF-fixdate (RFC 9110, 5.6.7), the value of Date and X-Date, of seconds since 1970, 0 to
/// 253402300799: English and GMT in every locale.
///
/// Errors: time (it is before 1970 or after 9999).
[[nodiscard]] inline std::string write_date(std::int64_t time) {
    std::string out;
    implementation::need(implementation::write_date(time, out));
    return out;
}
#endif

/// The same; empty after an error.
[[nodiscard]] inline std::string write_date(std::int64_t time, std::error_code& code) {
    std::string out;
    implementation::tell(implementation::write_date(time, out), code);
    return out;
}

/// What a date's weekday must be.
enum class weekday : std::uint32_t {
    /// The one of that day.
    right = 0,
    /// Any.
    any = HMACSIGN_ALLOW_ANY_WEEKDAY,
};

#if defined(__cpp_exceptions)
/// Read an IMF-fixdate: seconds since 1970. The obsolete forms of RFC 9110 are not read.
///
/// Errors: date.
[[nodiscard]] inline std::int64_t read_date(std::string_view text, weekday day = weekday::right) {
    std::int64_t time = 0;
    implementation::need(hmacsign_read_date(text.data(), text.size(),
                                            static_cast<std::uint32_t>(day), &time));
    return time;
}
#endif

/// The same; 0 after an error.
[[nodiscard]] inline std::int64_t read_date(std::string_view text, weekday day,
                                            std::error_code& code) noexcept {
    std::int64_t time = 0;
    implementation::tell(hmacsign_read_date(text.data(), text.size(),
                                            static_cast<std::uint32_t>(day), &time),
                         code);
    return time;
}

/// The same, with the right weekday.
[[nodiscard]] inline std::int64_t read_date(std::string_view text, std::error_code& code) noexcept {
    return read_date(text, weekday::right, code);
}

/// The value of a Digest header for a body: `SHA-256=` and Base64. Send it and sign it, and the
/// body is covered (RFC 3230, 4.3.2). It cannot fail.
[[nodiscard]] inline std::string digest(std::string_view body) {
    std::string out;
    implementation::write(out, [&](char* text, std::size_t room, std::size_t* length) {
        return hmacsign_write_digest(body.data(), body.size(), text, room, length);
    });
    return out;
}

/// The Content-MD5 of an application's body: Base64 of the MD5 in hex. (Not the Content-MD5 of RFC
/// 1864.) It cannot fail.
[[nodiscard]] inline std::string content_md5(std::string_view body) {
    std::string out;
    implementation::write(out, [&](char* text, std::size_t room, std::size_t* length) {
        return hmacsign_write_content_md5(body.data(), body.size(), text, room, length);
    });
    return out;
}

/// One response header, understood.
struct note {
    /// Which one it is.
    note_kind kind = note_kind::none;
    /// What its value looks like.
    note_form form = note_form::text;
    /// Kong: seconds of the window in the name, 60 for X-RateLimit-Limit-Minute; 0 where the name
    /// has none.
    std::uint32_t window = 0;
    /// Of note_form::number and note_form::pair; else 0.
    std::uint64_t first = 0;
    /// Of note_form::pair; else 0.
    std::uint64_t second = 0;
    /// The value as sent, without spaces and tabs around it; of an unknown header too.
    std::string raw;
};

/// Understand one response header. It cannot fail: an odd value is given as text and an unknown
/// header as none, as no response is rejected for its limits. One header alone does not prove whose
/// response it is.
[[nodiscard]] inline note read_note(std::string_view name, std::string_view value) {
    const hmacsign_header from = {implementation::view(name), implementation::view(value)};
    hmacsign_note found = {};
    note out;
    if (hmacsign_read_note(&from, &found) == HMACSIGN_OK) {
        out.kind = static_cast<note_kind>(found.kind);
        out.form = static_cast<note_form>(found.form);
        out.window = found.window;
        out.first = found.first;
        out.second = found.second;
        out.raw = implementation::copy(found.raw);
    }
    return out;
}

/// The same of a header.
[[nodiscard]] inline note read_note(const header& from) {
    return read_note(from.name, from.value);
}

/// Take a line of a message head apart, "X-RateLimit-Limit: 500\r\n", as a libcurl header callback
/// is given it. The line end is optional. None if it is no header line, which is no error: a status
/// line, an empty or a folded line, or one with a control byte in its value.
[[nodiscard]] inline std::optional<header> read_header_line(std::string_view line) {
    hmacsign_header found = {};
    if (hmacsign_read_header_line(line.data(), line.size(), &found) != HMACSIGN_OK) {
        return std::nullopt;
    }
    return header{implementation::copy(found.name), implementation::copy(found.value)};
}

/// The class of an HTTP status code. Any number is taken. 500 is a server error.
[[nodiscard]] inline response response_class(int status_code) noexcept {
    return static_cast<response>(hmacsign_response_class(status_code));
}

/// Recognise a gateway's error message in the response body, bare or JSON, or the `message` in it,
/// as sent: by its words and not by the HTTP status, which the documents give differently for the
/// same message. It cannot fail: cause::unknown is one.
[[nodiscard]] inline cause read_cause(std::string_view body) noexcept {
    std::int32_t found = HMACSIGN_CAUSE_UNKNOWN;
    if (hmacsign_read_cause(body.data(), body.size(), &found) != HMACSIGN_OK) {
        found = HMACSIGN_CAUSE_UNKNOWN;
    }
    return static_cast<cause>(found);
}

/// What to look at: one English sentence without its full stop.
[[nodiscard]] inline std::string_view cause_text(cause why) noexcept {
    return hmacsign_cause_text(static_cast<std::int32_t>(why));
}

/// What was done differently and how to mend it: one English sentence without its full stop.
[[nodiscard]] inline std::string_view slip_text(slip what) noexcept {
    return hmacsign_slip_text(static_cast<std::int32_t>(what));
}

/// The library's version, "0.1.0"; HMACSIGN_VERSION is the header's.
[[nodiscard]] inline std::string_view version() noexcept {
    return hmacsign_version();
}

/// The library's version; compare with HMACSIGN_VERSION_NUMBER.
[[nodiscard]] inline std::uint32_t version_number() noexcept {
    return hmacsign_version_number();
}

} // namespace hmacsign

#endif // HMACSIGN_HPP
