//! What can be wrong with what you pass in. (What a server holds against a request is another type.)

use core::fmt;

use crate::status::{self, Status};
use crate::words::words;

/// Where a header is that is at fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the list of names to sign: the offset of the name's first octet.
    Names(usize),
    /// In the request: the index of the header, 0 for the first.
    Header(usize),
}

/// A fault of the caller: what cannot be signed, written or read, and where.
///
/// [`Display`](fmt::Display) says what is wrong and where, [`advice`](Error::advice) what to do about it, and
/// [`http`](Error::http) what a server should answer that meets it. An `Error` borrows nothing and never holds a
/// value that was passed in, so it can be logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The output does not fit. Nothing was written.
    Buffer {
        /// The length needed, in octets.
        needed: usize,
    },
    /// The secret is empty.
    Secret,
    /// The time is before 1970 or after 9999.
    Time,
    /// A branch was reached that cannot be; please report it.
    Internal,
    /// The id is empty, or has a quotation mark, a backslash or an octet that is not visible ASCII.
    Id {
        /// The offset of the octet at fault; 0 for an empty id.
        offset: usize,
    },
    /// A header name is empty or not a token ([RFC 9110, 5.6.2]).
    ///
    /// [RFC 9110, 5.6.2]: https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2
    HeaderName(Place),
    /// The value of a header to sign has a control octet other than a tab inside it ([RFC 9110, 5.5]).
    ///
    /// [RFC 9110, 5.5]: https://www.rfc-editor.org/rfc/rfc9110#section-5.5
    HeaderValue {
        /// The index of the header in the request, 0 for the first.
        header: usize,
    },
    /// A header to sign occurs twice: at this place for the second time.
    HeaderRepeated(Place),
    /// A header to sign is not in the request.
    HeaderMissing {
        /// The offset of its name in the list of names.
        offset: usize,
    },
    /// There are no headers to sign, or more than [`SIGNED_MAX`](crate::SIGNED_MAX).
    HeaderCount {
        /// How many there are.
        count: usize,
    },
    /// None of the dialect's time headers is among those to sign.
    DateUnsigned,
    /// Not an IMF-fixdate ([RFC 9110, 5.6.7]), no such day, or not its weekday.
    ///
    /// [RFC 9110, 5.6.7]: https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7
    Date,
}

impl Error {
    /// The row of the table of outcomes. The match is exhaustive: a new error does not compile without a number.
    pub(crate) const fn status(self) -> &'static Status {
        match self {
            Error::Buffer { .. } => &status::BUFFER,
            Error::Secret => &status::SECRET,
            Error::Time => &status::TIME,
            Error::Internal => &status::INTERNAL,
            Error::Id { .. } => &status::ID,
            Error::HeaderName(_) => &status::HEADER_NAME,
            Error::HeaderValue { .. } => &status::HEADER_VALUE,
            Error::HeaderRepeated(_) => &status::HEADER_REPEATED,
            Error::HeaderMissing { .. } => &status::HEADER_MISSING,
            Error::HeaderCount { .. } => &status::HEADER_COUNT,
            Error::DateUnsigned => &status::DATE_UNSIGNED,
            Error::Date => &status::DATE,
        }
    }

    /// What to do about it: one English sentence without its full stop.
    ///
    /// ```
    /// use hmacsign::{Algorithm, Key};
    ///
    /// let error = Key::new(Algorithm::HmacSha1, b"").unwrap_err();
    /// assert_eq!(error.to_string(), "the secret is empty");
    /// assert_eq!(error.advice(), "check that the file or variable that holds the secret_key was read");
    /// ```
    #[must_use]
    pub const fn advice(self) -> &'static str {
        self.status().advice
    }

    /// The HTTP status code that a server should answer with: 401 where text that it was sent is malformed, 500
    /// where its own call is wrong.
    #[must_use]
    pub const fn http(self) -> u16 {
        status::http(self.status().number)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(words(self.status().text))?;
        match *self {
            Error::Buffer { needed } => write!(f, " ({needed} octets are needed)"),
            Error::Id { offset } => write!(f, " (octet {offset} of the id)"),
            Error::HeaderName(Place::Names(offset))
            | Error::HeaderRepeated(Place::Names(offset))
            | Error::HeaderMissing { offset } => write!(f, " (octet {offset} of the names)"),
            Error::HeaderName(Place::Header(header))
            | Error::HeaderRepeated(Place::Header(header))
            | Error::HeaderValue { header } => write!(f, " (header {header} of the request, 0 being the first)"),
            Error::HeaderCount { count } => write!(f, " ({count} were given)"),
            Error::Secret | Error::Time | Error::Internal | Error::DateUnsigned | Error::Date => Ok(()),
        }
    }
}

impl core::error::Error for Error {}
