//! What the header shows before its functions: constants, enums that name numbers, and structs of plain data. Each
//! comment here is one of the header's, so it speaks to C programmers.

use core::ffi::c_char;

/// Most headers in one signature.
pub const HMACSIGN_SIGNED_MAX: usize = 64;

/// Most query and form parameters of an application's request.
pub const HMACSIGN_PARAMETERS_MAX: usize = 128;

/// Longest signature in bytes, without its NUL: that of HMAC-SHA-512.
pub const HMACSIGN_SIGNATURE_MAX: usize = 88;

/// Length of `Mon, 19 Mar 2018 12:08:40 GMT` in bytes, without its NUL.
pub const HMACSIGN_DATE_LEN: usize = 29;

/// Most MACs that hmacsign_diagnose() makes.
pub const HMACSIGN_DIAGNOSE_MACS_MAX: usize = 4096;

/// Flag of hmacsign_signer and hmacsign_policy: no time header need be signed. Gateways refuse such a request, and
/// where one does not it can be replayed for ever.
pub const HMACSIGN_ALLOW_UNDATED: u32 = 1u32;

/// Flag of hmacsign_policy: the time in Date is not judged, as Tencent's gateway does not; that in other time headers
/// still is. A request that signs only Date can be replayed for ever then.
pub const HMACSIGN_ALLOW_STALE_DATE: u32 = 2u32;

/// Flag of hmacsign_policy and hmacsign_read_date: take a date whose weekday is not the one of that day.
pub const HMACSIGN_ALLOW_ANY_WEEKDAY: u32 = 4u32;

/// Flag of hmacsign_policy: require a signed Digest that fits the body. None is asked where the request has no body and
/// no Digest header: so always pass the body. HMACSIGN_TENCENT_APP asks for none, since its string covers the body.
pub const HMACSIGN_REQUIRE_DIGEST: u32 = 8u32;

/// Flag of hmacsign_policy: accept parameters of an application that could be read in two ways, see
/// HMACSIGN_REFUSED_AMBIGUOUS.
pub const HMACSIGN_ALLOW_AMBIGUOUS: u32 = 16u32;

/// Every result. Numbers never change meaning and are never used again.
///
/// -1..-19: a mistake in the call. -20..-39: the headers cannot be signed.
/// -40..-59: the text read is malformed. -60..-79: a request is refused.
#[repr(C)]
pub enum hmacsign_status {
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
}

/// Algorithms. The length of the signature, which is Base64, is given in bytes.
#[repr(C)]
pub enum hmacsign_algorithm {
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
}

/// Whose rules: how the credential is written and what string is signed. Where nothing else is said: a line
/// `name: value` for each signed header, joined by LF, the names in lower case; and the time in X-Date or Date, one of
/// which must be signed.
#[repr(C)]
pub enum hmacsign_dialect {
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
}

/// What a response header tells.
#[repr(C)]
pub enum hmacsign_note_kind {
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
}

/// What the value of a response header looks like. The documents do not say what `a/b` counts.
#[repr(C)]
pub enum hmacsign_note_form {
    /// anything else, and all ids: see raw
    HMACSIGN_FORM_TEXT = 0,
    /// `500`: first
    HMACSIGN_FORM_NUMBER = 1,
    /// `100/125`: first, second
    HMACSIGN_FORM_PAIR = 2,
    /// `unlimited` in any case, or `-1`
    HMACSIGN_FORM_UNLIMITED = 3,
}

/// What an HTTP status code says.
#[repr(C)]
pub enum hmacsign_response {
    /// 1xx, 3xx, or no status code
    HMACSIGN_RESPONSE_OTHER = 0,
    /// 200 to 299
    HMACSIGN_RESPONSE_SUCCESS = 2,
    /// 400 to 499: the body may say why, see hmacsign_read_cause
    HMACSIGN_RESPONSE_CLIENT_ERROR = 4,
    /// 500 to 599
    HMACSIGN_RESPONSE_SERVER_ERROR = 5,
}

/// Why a gateway said no, as far as its message tells.
#[repr(C)]
pub enum hmacsign_cause {
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
}

/// What the other side did differently, so that its signature does not match. hmacsign_slip_text() says it in words.
#[repr(C)]
pub enum hmacsign_slip {
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
}

/// A run of bytes, not NUL-terminated.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hmacsign_str {
    /// first byte; may be NULL if len is 0
    pub ptr: *const c_char,
    /// in bytes
    pub len: usize,
}

/// One header. The name is taken in any case and signed in lower case; spaces and tabs around the value are left
/// out, those inside it are kept. Bytes above 0x7F in a value are signed as they are.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hmacsign_header {
    pub name: hmacsign_str,
    pub value: hmacsign_str,
}

/// The parts of a request that a signature can cover. Zero all of it, then set what the dialect needs: for
/// HMACSIGN_TENCENT the headers suffice.
///
/// Pass all headers of the request, signed or not, so that one which occurs twice is noticed.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hmacsign_request {
    /// header_count of them, in the order of the request; may be NULL if there are none
    pub headers: *const hmacsign_header,
    pub header_count: usize,
    /// "GET"; for pseudo headers and applications only
    pub method: hmacsign_str,
    /// "/path?query", as in the request line; likewise
    pub target: hmacsign_str,
    /// "HTTP/1.1", taken so if empty; likewise
    pub version: hmacsign_str,
    /// for applications and digests only; no body and an empty body are the same
    pub body: hmacsign_str,
    /// 32 bytes in place of a body that was streamed, for digests (HMACSIGN_TENCENT_APP: ERR_ARGUMENT); NULL: use body
    pub body_sha256: *const u8,
}

/// What is wrong, beyond the status. Members that do not apply are zero.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hmacsign_detail {
    /// the header or parameter concerned: a view into what you passed in, or static text
    pub name: hmacsign_str,
    /// where: byte of the text concerned, or index of the header, 0 for the first
    pub offset: usize,
    /// now minus the signed time named in name, in seconds: after HMACSIGN_REFUSED_STALE, and after OK of
    /// hmacsign_verify for the first time that was judged
    pub skew: i64,
    /// after hmacsign_verify gave OK: the last second at which it would again, the least over the times judged: a
    /// replay store remembers id and mac until expires + 1. INT64_MAX if no time is judged
    pub expires: i64,
}

/// A secret made ready for one algorithm.
///
/// You allocate it, aligned as uint64_t: on the stack, in a struct, static. It holds no pointers and owns nothing, so
/// there is no free; wipe it with hmacsign_key_clear(). It is good for one build of the library: do not store it in
/// files or send it. Its contents are opaque and may change in any release. A copy of the bytes is a second key, with
/// a secret of its own to wipe. All zeros is "no key".
///
/// Every function that takes a key looks whether there is one, after its arguments: zeros, random bytes, a cleared key
/// and one of another version are HMACSIGN_ERR_KEY.
#[repr(C)]
pub struct hmacsign_key {
    pub opaque: [u64; 48],
}

/// Who signs, in which dialect, and which headers. Not secret. Zero all of it, then set id and names.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hmacsign_signer {
    /// secret_id, username, keyId, api_key or keyid: visible ASCII without quotation mark and backslash
    pub id: hmacsign_str,
    /// what to sign, in order, one space between: "x-date host". 1 to HMACSIGN_SIGNED_MAX names in any case, the
    /// dialect's pseudo headers among them; signed and written in lower case. Empty, when signing only: all headers of
    /// the request in their order, but authorization, proxy-authorization and signature
    pub names: hmacsign_str,
    /// HMACSIGN_TENCENT and so on
    pub dialect: i32,
    /// 0, or HMACSIGN_ALLOW_UNDATED; another one is ERR_ARGUMENT
    pub flags: u32,
    /// HMACSIGN_CAVAGE: seconds since 1970, 0 for none, at most 253402300799, else ERR_ARGUMENT. Written whenever not 0,
    /// covered only if names has "(created)"; that name with 0 here is ERR_HEADER_MISSING. Other dialects ignore it
    pub created: i64,
    /// HMACSIGN_CAVAGE: likewise, "(expires)"
    pub expires: i64,
}

/// A credential as the client wrote it. Nothing in it is proved yet.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hmacsign_authorization {
    /// signer.id: look the key up with it
    pub signer: hmacsign_signer,
    /// as written
    pub signature: hmacsign_str,
    /// of the signature decoded, in bytes
    pub mac_len: usize,
    /// the signature decoded. Remember id and mac to refuse replays, never the text: one mac can be written in several
    /// ways
    pub mac: [u8; 64],
    /// HMACSIGN_HMAC_*
    pub algorithm: i32,
}

/// What a server accepts. Start from hmacsign_policy_init(), then change.
///
/// Members are only ever added at the end; size tells the library which ones the caller knows.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hmacsign_policy {
    /// sizeof(hmacsign_policy), set by hmacsign_policy_init()
    pub size: u32,
    /// HMACSIGN_ALLOW_*, HMACSIGN_REQUIRE_*; default 0. An unknown one is ERR_ARGUMENT when verifying
    pub flags: u32,
    /// bits 1 << HMACSIGN_HMAC_SHA1 to 1 << HMACSIGN_HMAC_SHA512, of the algorithms accepted; not 0, no other bits;
    /// default all four
    pub algorithms: u32,
    /// how far a signed time may be from now, in seconds, either way, inclusive; 0: that very second
    pub max_skew: u32,
    /// required_count names of headers or pseudo headers that must be signed, in any case; default none
    pub required: *const hmacsign_str,
    pub required_count: usize,
}

/// Where two signing strings part.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hmacsign_difference {
    /// 1 for the first; 0: they are equal
    pub line: usize,
    /// byte in that line, 1 for the first
    pub column: usize,
    /// byte in our string, 0 for the first; its length if theirs goes on
    pub offset: usize,
    /// the header that the line is for (a view): in HMACSIGN_TENCENT_APP also method, accept, content-type, content-md5
    /// and target, in HMACSIGN_APISIX keyid for the first line; empty behind the last line
    pub name: hmacsign_str,
}

/// One response header, understood.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hmacsign_note {
    /// HMACSIGN_NOTE_*
    pub kind: i32,
    /// HMACSIGN_FORM_*
    pub form: i32,
    /// Kong: seconds of the window in the name, 60 for X-RateLimit-Limit-Minute; 0 where the name has none
    pub window: u32,
    /// of FORM_NUMBER and FORM_PAIR; else 0
    pub first: u64,
    /// of FORM_PAIR; else 0
    pub second: u64,
    /// the value as sent, without spaces and tabs around it (a view); of an unknown header too
    pub raw: hmacsign_str,
}
