//! Every outcome by number: its name, its sentence, its advice and its HTTP hint.
//!
//! This is a table and nothing else. [`Error`](crate::Error) takes its words from here and the C interface its
//! numbers, so that a message reads the same in both languages. Numbers never change meaning and are never used
//! again.

use core::ffi::CStr;

/// One outcome of a call.
#[derive(Debug)]
pub(crate) struct Status {
    /// 0, or a negative number whose band tells whose fault it is.
    pub number: i32,
    /// As the C header writes it.
    #[cfg_attr(not(feature = "capi"), allow(dead_code))]
    pub name: &'static CStr,
    /// What was wrong: one sentence without its full stop.
    pub text: &'static CStr,
    /// What to do about it: one sentence without its full stop.
    pub advice: &'static CStr,
}

/// The HTTP status code that a server should answer with when it meets this outcome.
///
/// 200 for success; 401 for a credential or a request at fault; 500 for every other number, since those are
/// mistakes of the server's own code.
pub(crate) const fn http(number: i32) -> u16 {
    match number {
        0 => 200,
        -79..=-40 => 401,
        _ => 500,
    }
}

macro_rules! table {
    ($($constant:ident = $number:literal, $name:literal, $text:literal, $advice:literal;)*) => {
        $(#[cfg_attr(not(feature = "capi"), allow(dead_code))] // some are C's only
        pub(crate) const $constant: Status =
            Status { number: $number, name: $name, text: $text, advice: $advice };)*

        /// All of them, in the order of the header.
        #[cfg(feature = "capi")]
        pub(crate) const ALL: &[Status] = &[$($constant),*];
    };
}

table! {
    OK = 0, c"HMACSIGN_OK",
        c"done",
        c"nothing is to be done";

    ARGUMENT = -1, c"HMACSIGN_ERR_ARGUMENT",
        c"a pointer is NULL or misaligned, a number is outside its range, or the dialect cannot take what was given",
        c"check the arguments against the function's comment: which pointers may be NULL, and which numbers are known";
    BUFFER = -2, c"HMACSIGN_ERR_BUFFER",
        c"the output does not fit into the room given",
        c"give at least the length that was reported, in C and one octet more for the NUL";
    KEY = -3, c"HMACSIGN_ERR_KEY",
        c"the key was never initialised, or has been cleared",
        c"call hmacsign_key_init() on it first, with the library that uses it";
    SECRET = -4, c"HMACSIGN_ERR_SECRET",
        c"the secret is empty, or no Base64 where it must be",
        c"check that the file or variable that holds the secret_key was read";
    TIME = -5, c"HMACSIGN_ERR_TIME",
        c"the time is before 1970 or after 9999",
        c"give seconds since 1970-01-01T00:00:00Z, from 0 to 253402300799, not milliseconds";
    INTERNAL = -6, c"HMACSIGN_ERR_INTERNAL",
        c"a branch was reached that cannot be reached",
        c"please report it with the call that led here";

    ID = -20, c"HMACSIGN_ERR_ID",
        c"the id is empty, or has a quotation mark, a backslash, in APISIX's dialect a comma, or an octet that is not visible ASCII",
        c"give the id alone, without quotes, spaces or a line end";
    HEADER_NAME = -21, c"HMACSIGN_ERR_HEADER_NAME",
        c"a header name is empty or not a token",
        c"give names alone with exactly one space between them: no comma, no colon, no space at either end";
    HEADER_VALUE = -22, c"HMACSIGN_ERR_HEADER_VALUE",
        c"a header value has a control octet other than a tab inside it",
        c"take the CR, LF, NUL or other control octet out of the value";
    HEADER_REPEATED = -23, c"HMACSIGN_ERR_HEADER_REPEATED",
        c"a header to sign occurs twice, in the names or in the request",
        c"name it once and send it once: gateways refuse repeated headers";
    HEADER_MISSING = -24, c"HMACSIGN_ERR_HEADER_MISSING",
        c"a header to sign is not in the request",
        c"add the header to the request, or take its name out of the list";
    HEADER_COUNT = -25, c"HMACSIGN_ERR_HEADER_COUNT",
        c"there are no headers to sign, or more than 64",
        c"name between 1 and 64 headers";
    DATE_UNSIGNED = -26, c"HMACSIGN_ERR_DATE_UNSIGNED",
        c"none of the dialect's time headers is among those to sign",
        c"add X-Date or Date with the current time and sign it, X-Date being the safer one";
    REQUEST_LINE = -27, c"HMACSIGN_ERR_REQUEST_LINE",
        c"the method is no token, or target or version cannot stand in a request line, or a needed one is empty",
        c"set method and target as they stand in the request line: GET and /path?query, without spaces or controls";

    PARAMETERS = -28, c"HMACSIGN_ERR_PARAMETERS",
        c"more than 128 query and form parameters, or a malformed percent-encoding or an empty key in them",
        c"encode parameters as key=value with & between two, and %XX for what is not a letter or digit";

    FORMAT = -40, c"HMACSIGN_ERR_FORMAT",
        c"not a credential of this dialect, or its parameters are out of form",
        c"send the header's value as it was made: name=\"value\" with a comma between two, and nothing else";
    PARAMETER = -41, c"HMACSIGN_ERR_PARAMETER",
        c"a parameter is missing, empty or repeated, or headers is no list of 1 to 64 names with one space between",
        c"send id, algorithm, headers and signature once each, and name the signed headers";
    ALGORITHM = -42, c"HMACSIGN_ERR_ALGORITHM",
        c"the algorithm's name is not known, or the dialect has none for the key's algorithm",
        c"make the key for an algorithm of the dialect, and write its name exactly, capitals included: hs2019 where (created) or (expires) is signed";
    SIGNATURE_FORM = -43, c"HMACSIGN_ERR_SIGNATURE_FORM",
        c"the signature is not strict Base64, or not as long as its algorithm's",
        c"send the padded Base64 of the MAC's octets, not hex, and nothing behind it";

    DATE = -44, c"HMACSIGN_ERR_DATE",
        c"not an IMF-fixdate, no such day, or not its weekday",
        c"write it as in Mon, 19 Mar 2018 12:08:40 GMT: English, two-digit day, GMT";

    REFUSED_SIGNATURE = -60, c"HMACSIGN_REFUSED_SIGNATURE",
        c"the signature does not match",
        c"compare the signing strings of both sides, and the keys";
    REFUSED_ALGORITHM = -61, c"HMACSIGN_REFUSED_ALGORITHM",
        c"the policy forbids this algorithm, or the key is for another one",
        c"sign with the algorithm that the key was issued for";
    REFUSED_HEADER_MISSING = -62, c"HMACSIGN_REFUSED_HEADER_MISSING",
        c"a header named as signed is not in the request",
        c"send every header that is signed, and look for a proxy that drops it";
    REFUSED_HEADER_REPEATED = -63, c"HMACSIGN_REFUSED_HEADER_REPEATED",
        c"a signed header occurs twice, in the names or in the request, or is named like a signed pseudo header",
        c"send and name it once, and look for a proxy or library that adds another";
    REFUSED_HEADER_UNSIGNED = -64, c"HMACSIGN_REFUSED_HEADER_UNSIGNED",
        c"a header that the policy requires is not signed",
        c"sign it too, and name it in headers";
    REFUSED_DATE_UNSIGNED = -65, c"HMACSIGN_REFUSED_DATE_UNSIGNED",
        c"none of the dialect's time headers is signed",
        c"sign the date, and name it in headers";
    REFUSED_DATE = -66, c"HMACSIGN_REFUSED_DATE",
        c"the signed date is malformed",
        c"write it as in Mon, 19 Mar 2018 12:08:40 GMT: English, two-digit day, GMT";
    REFUSED_STALE = -67, c"HMACSIGN_REFUSED_STALE",
        c"the signed date is further from now than the policy allows",
        c"set the clock, and sign each request when it is sent";
    REFUSED_DIGEST = -68, c"HMACSIGN_REFUSED_DIGEST",
        c"the body does not fit its signed digest",
        c"send Digest: SHA-256= and the Base64 of the hash of the body as it is sent";
    REFUSED_AMBIGUOUS = -69, c"HMACSIGN_REFUSED_AMBIGUOUS",
        c"the parameters could be read in two ways: a decoded key has & or =, or a decoded value has &",
        c"send a value with & in the body, as JSON, or encode it once more";
    REFUSED_REQUEST = -70, c"HMACSIGN_REFUSED_REQUEST",
        c"what is signed cannot stand in a request: a control octet in a value, or a malformed request line or parameter",
        c"look for what put it there: such a request does not come from an HTTP client";
}
