//! What can be wrong: with what you pass in ([`Error`]), and with a request that you verify ([`Refusal`]).

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

/// A part of the request line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestPart {
    /// `GET`
    Method,
    /// `/path?query`
    Target,
    /// `HTTP/1.1`
    Version,
}

impl fmt::Display for RequestPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            RequestPart::Method => "the method",
            RequestPart::Target => "the target",
            RequestPart::Version => "the version",
        })
    }
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
    /// The secret is empty; or, where it is Base64 of the key, not that, or longer than
    /// [`SECRET_BASE64_MAX`](crate::SECRET_BASE64_MAX).
    Secret,
    /// The time is before 1970 or after 9999; one that a credential states
    /// ([`Signer::created`](crate::Signer::created)): also 0.
    Time,
    /// A branch was reached that cannot be; please report it.
    Internal,
    /// The id is empty, or has a quotation mark, a backslash or an octet that is not visible ASCII; in
    /// [`Dialect::Apisix`](crate::Dialect::Apisix) also: a comma.
    Id {
        /// The offset of the octet at fault in the id, or in the credential that was read; 0 for an empty id.
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
    /// A header to sign occurs twice, at this place for the second time; or a real header, at this place, is named like
    /// a pseudo header that is signed.
    HeaderRepeated(Place),
    /// A header to sign is not in the request; `(created)`, `(expires)`: the credential does not state that time.
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
    /// The method is no token, target or version cannot stand in a request line, or a needed one is empty: target
    /// octets are visible ASCII and those above 0x7F, the version is visible ASCII.
    RequestLine(RequestPart),
    /// An application's request has more than [`PARAMETERS_MAX`](crate::PARAMETERS_MAX) query and form parameters, or one
    /// that begins 4 GiB or more behind the first, or a malformed percent-encoding or an empty key in them.
    Parameters,
    /// An application's request has the SHA-256 of its body in place of the body, of which that scheme signs another
    /// hash.
    BodyMissing,
    /// The dialect has no credentials in queries.
    NotInQuery,
    /// Not a credential of this dialect, or its parameters are out of form.
    Format {
        /// The offset of the octet at fault in the credential.
        offset: usize,
    },
    /// A parameter of the credential is missing, empty or occurs twice, or `headers` is not a list of 1 to
    /// [`SIGNED_MAX`](crate::SIGNED_MAX) names of headers or of the dialect's pseudo headers with one space between. In
    /// [`Dialect::Cavage`](crate::Dialect::Cavage) also: there are more than [`SIGNED_MAX`](crate::SIGNED_MAX) unknown ones.
    Parameter {
        /// Which one, as the dialect writes it; empty for one that is not known.
        name: &'static str,
        /// The offset in the credential: where it begins, its value if that is empty, or the name at fault in the list;
        /// the length of the credential for a missing parameter.
        offset: usize,
    },
    /// The dialect has no name for the key's algorithm.
    Algorithm,
    /// The algorithm's name in the credential is not one of the dialect's; in [`Dialect::Cavage`](crate::Dialect::Cavage)
    /// also: it is not `hs2019`, although `(created)` or `(expires)` is signed.
    AlgorithmName {
        /// The offset of the name in the credential.
        offset: usize,
    },
    /// The signature in the credential (in [`Dialect::Modulr`](crate::Dialect::Modulr) after percent-decoding) is not
    /// strict Base64, or not as long as its algorithm's.
    SignatureForm {
        /// The offset in the credential: of the octet or the group of four at fault, or of the signature where that is not
        /// told.
        offset: usize,
    },
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
            Error::RequestLine(_) => &status::REQUEST_LINE,
            Error::Parameters => &status::PARAMETERS,
            Error::BodyMissing | Error::NotInQuery => &status::ARGUMENT,
            Error::Format { .. } => &status::FORMAT,
            Error::Parameter { .. } => &status::PARAMETER,
            Error::Algorithm | Error::AlgorithmName { .. } => &status::ALGORITHM,
            Error::SignatureForm { .. } => &status::SIGNATURE_FORM,
            Error::Date => &status::DATE,
        }
    }

    /// What was wrong, without the place: one English sentence without its full stop, the same as in C.
    #[must_use]
    pub const fn text(self) -> &'static str {
        words(self.status().text)
    }

    /// What to do about it: one English sentence without its full stop.
    ///
    /// ```
    /// use hmacsign::{Algorithm, Key};
    ///
    /// let error = Key::new(Algorithm::HmacSha1, b"").unwrap_err();
    /// assert_eq!(error.to_string(), "the secret is empty, or no Base64 where it must be");
    /// assert_eq!(error.advice(), "check that the file or variable that holds the secret_key was read");
    /// ```
    #[must_use]
    pub const fn advice(self) -> &'static str {
        words(self.status().advice)
    }

    /// The HTTP status code that a server should answer with: 401 where text that it was sent is malformed, 500
    /// where its own call is wrong.
    ///
    /// Some errors come from both. Whatever [`Claim::read`](crate::Claim::read) refuses is the client's doing, so answer
    /// 401 without asking here: [`Error::Id`] is 500, which is right for a [`Signer`](crate::Signer).
    /// [`Error::Algorithm`], which only signing gives, has the number of [`Error::AlgorithmName`] and so its 401.
    #[must_use]
    pub const fn http(self) -> u16 {
        status::http(self.status().number)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())?;
        match *self {
            Error::Buffer { needed } => write!(f, " ({needed} octets are needed)"),
            Error::Id { offset }
            | Error::Parameter { name: "", offset }
            | Error::Format { offset }
            | Error::AlgorithmName { offset }
            | Error::SignatureForm { offset } => write!(f, " (at octet {offset})"),
            Error::Parameter { name, offset } => write!(f, " ({name}, at octet {offset})"),
            Error::RequestLine(part) => write!(f, " ({part})"),
            Error::HeaderName(Place::Names(offset))
            | Error::HeaderRepeated(Place::Names(offset))
            | Error::HeaderMissing { offset } => write!(f, " (octet {offset} of the names)"),
            Error::HeaderName(Place::Header(header))
            | Error::HeaderRepeated(Place::Header(header))
            | Error::HeaderValue { header } => write!(f, " (header {header} of the request, 0 being the first)"),
            Error::HeaderCount { count } => write!(f, " ({count} were given)"),
            Error::BodyMissing => f.write_str(" (the body itself is needed, not its SHA-256)"),
            Error::NotInQuery => f.write_str(" (the dialect has no credentials in queries)"),
            Error::Secret
            | Error::Time
            | Error::Internal
            | Error::Algorithm
            | Error::DateUnsigned
            | Error::Parameters
            | Error::Date => Ok(()),
        }
    }
}

impl core::error::Error for Error {}

/// A time that is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignedTime {
    /// The header at this index in the request, 0 being the first.
    Header(usize),
    /// `(created)` of the credential.
    Created,
    /// `(expires)` of the credential.
    Expires,
}

impl fmt::Display for SignedTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SignedTime::Header(header) => write!(f, "header {header} of the request, 0 being the first"),
            SignedTime::Created => f.write_str("(created)"),
            SignedTime::Expires => f.write_str("(expires)"),
        }
    }
}

/// Why a verifier refuses a request: a fault of whoever sent it, never of the verifier's own call.
///
/// [`Display`](fmt::Display) says what is wrong, for the server's log. What goes to the client is the server's choice;
/// [`http`](Refusal::http) is 401 for each of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// The signature does not match. Nothing is told about where it differs.
    Signature,
    /// The policy forbids the algorithm, or the key is for another one.
    Algorithm,
    /// A header named in `headers` is not in the request; `(created)`, `(expires)`: the credential does not state it.
    HeaderMissing {
        /// The offset of its name in the names.
        offset: usize,
    },
    /// As [`Error::HeaderRepeated`].
    HeaderRepeated(Place),
    /// A header that the policy requires is not signed.
    HeaderUnsigned {
        /// Which one of those required, 0 for the first.
        required: usize,
    },
    /// The policy requires a digest, and `digest` is not signed.
    DigestUnsigned,
    /// None of the dialect's time headers is signed.
    DateUnsigned,
    /// A signed time is not an IMF-fixdate, there is no such day, or, unless the policy allows any, not its weekday.
    Date {
        /// The index of the header in the request.
        header: usize,
    },
    /// A signed time is further from now than the policy allows; a signed `(expires)`: it has passed.
    Stale {
        /// Which time.
        time: SignedTime,
        /// Now minus the signed time, in seconds: positive if it is too old.
        skew: i64,
    },
    /// The parameters of an application could be read in two ways: a decoded key has `&` or `=`, or a decoded value has
    /// `&`.
    Ambiguous,
    /// The parameters of an application are malformed, or too many.
    Parameters,
    /// The body does not fit its signed digest, or that is malformed, or has not exactly one SHA-256; or a Content-MD5
    /// header of an application is not the body's.
    Digest,
    /// The value of a signed header has a control octet in it.
    HeaderValue {
        /// The index of the header in the request.
        header: usize,
    },
    /// A part of the request line is signed that cannot stand in one. (An empty method or target is
    /// [`Error::RequestLine`]: the verifier's omission.)
    RequestLine(RequestPart),
}

impl Refusal {
    /// The row of the table of outcomes.
    pub(crate) const fn status(self) -> &'static Status {
        match self {
            Refusal::Signature => &status::REFUSED_SIGNATURE,
            Refusal::Algorithm => &status::REFUSED_ALGORITHM,
            Refusal::HeaderMissing { .. } => &status::REFUSED_HEADER_MISSING,
            Refusal::HeaderRepeated(_) => &status::REFUSED_HEADER_REPEATED,
            Refusal::HeaderUnsigned { .. } | Refusal::DigestUnsigned => &status::REFUSED_HEADER_UNSIGNED,
            Refusal::DateUnsigned => &status::REFUSED_DATE_UNSIGNED,
            Refusal::Date { .. } => &status::REFUSED_DATE,
            Refusal::Stale { .. } => &status::REFUSED_STALE,
            Refusal::Digest => &status::REFUSED_DIGEST,
            Refusal::Ambiguous => &status::REFUSED_AMBIGUOUS,
            Refusal::HeaderValue { .. } | Refusal::RequestLine(_) | Refusal::Parameters => &status::REFUSED_REQUEST,
        }
    }

    /// What was wrong, without the place: one English sentence without its full stop, the same as in C.
    #[must_use]
    pub const fn text(self) -> &'static str {
        words(self.status().text)
    }

    /// What whoever sent the request can do about it: one English sentence without its full stop.
    #[must_use]
    pub const fn advice(self) -> &'static str {
        words(self.status().advice)
    }

    /// The HTTP status code to answer with: 401.
    #[must_use]
    pub const fn http(self) -> u16 {
        status::http(self.status().number)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())?;
        match *self {
            Refusal::HeaderMissing { offset } | Refusal::HeaderRepeated(Place::Names(offset)) => {
                write!(f, " (octet {offset} of the names)")
            }
            Refusal::HeaderRepeated(Place::Header(header))
            | Refusal::Date { header }
            | Refusal::HeaderValue { header } => write!(f, " (header {header} of the request, 0 being the first)"),
            Refusal::HeaderUnsigned { required } => write!(f, " (the one at index {required})"),
            Refusal::DigestUnsigned => f.write_str(" (digest)"),
            Refusal::Stale { time, skew } => write!(f, " ({time}; now is {skew} s later)"),
            Refusal::RequestLine(part) => write!(f, " ({part})"),
            Refusal::Parameters => f.write_str(" (the parameters)"),
            Refusal::Signature | Refusal::Algorithm | Refusal::DateUnsigned | Refusal::Digest | Refusal::Ambiguous => {
                Ok(())
            }
        }
    }
}

impl core::error::Error for Refusal {}

/// Why a request was not verified: the two kinds of fault, which a server treats differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerifyError {
    /// Your side: the call is wrong, and nothing is known about the request. Answer 500 and mend the server.
    Error(Error),
    /// Theirs: the request is not to be trusted. Answer 401.
    Refusal(Refusal),
}

impl VerifyError {
    /// The HTTP status code to answer with: 401 for a refusal, 500 for an error.
    #[must_use]
    pub const fn http(self) -> u16 {
        match self {
            VerifyError::Error(error) => error.http(),
            VerifyError::Refusal(refusal) => refusal.http(),
        }
    }
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            VerifyError::Error(error) => error.fmt(f),
            VerifyError::Refusal(refusal) => refusal.fmt(f),
        }
    }
}

impl core::error::Error for VerifyError {}

impl From<Error> for VerifyError {
    fn from(error: Error) -> Self {
        VerifyError::Error(error)
    }
}

impl From<Refusal> for VerifyError {
    fn from(refusal: Refusal) -> Self {
        VerifyError::Refusal(refusal)
    }
}
