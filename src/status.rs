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
    pub advice: &'static str,
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
        "nothing is to be done";

    ARGUMENT = -1, c"HMACSIGN_ERR_ARGUMENT",
        c"a pointer is NULL or misaligned, or a number is outside its range",
        "check the arguments against the function's comment: which pointers may be NULL, and which numbers are known";
    BUFFER = -2, c"HMACSIGN_ERR_BUFFER",
        c"the output does not fit into the room given",
        "give at least the length that was reported, in C and one octet more for the NUL";
    KEY = -3, c"HMACSIGN_ERR_KEY",
        c"the key was never initialised, or has been cleared",
        "call hmacsign_key_init() on it first, with this build of the library";
    SECRET = -4, c"HMACSIGN_ERR_SECRET",
        c"the secret is empty",
        "check that the file or variable that holds the secret_key was read";
    TIME = -5, c"HMACSIGN_ERR_TIME",
        c"the time is before 1970 or after 9999",
        "give seconds since 1970-01-01T00:00:00Z, from 0 to 253402300799, not milliseconds";
    INTERNAL = -6, c"HMACSIGN_ERR_INTERNAL",
        c"a branch was reached that cannot be reached",
        "please report it with the call that led here";

    ID = -20, c"HMACSIGN_ERR_ID",
        c"the id is empty, or has a quotation mark, a backslash or an octet that is not visible ASCII",
        "give the id alone, without quotes, spaces or a line end";
    HEADER_NAME = -21, c"HMACSIGN_ERR_HEADER_NAME",
        c"a header name is empty or not a token",
        "give names alone with exactly one space between them: no comma, no colon, no space at either end";
    HEADER_VALUE = -22, c"HMACSIGN_ERR_HEADER_VALUE",
        c"a header value has a control octet other than a tab inside it",
        "take the CR, LF, NUL or other control octet out of the value";
    HEADER_REPEATED = -23, c"HMACSIGN_ERR_HEADER_REPEATED",
        c"a header to sign occurs twice, in the names or in the request",
        "name it once and send it once: gateways refuse repeated headers";
    HEADER_MISSING = -24, c"HMACSIGN_ERR_HEADER_MISSING",
        c"a header to sign is not in the request",
        "add the header to the request, or take its name out of the list";
    HEADER_COUNT = -25, c"HMACSIGN_ERR_HEADER_COUNT",
        c"there are no headers to sign, or more than 64",
        "name between 1 and 64 headers";
    DATE_UNSIGNED = -26, c"HMACSIGN_ERR_DATE_UNSIGNED",
        c"none of the dialect's time headers is among those to sign",
        "add X-Date or Date with the current time and sign it, X-Date being the safer one";

    DATE = -44, c"HMACSIGN_ERR_DATE",
        c"not an IMF-fixdate, no such day, or not its weekday",
        "write it as in Mon, 19 Mar 2018 12:08:40 GMT: English, two-digit day, GMT";
}
