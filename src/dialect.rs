//! The table of dialects: how each writes the one idea down. Data, and nothing that acts on it.

use core::ffi::CStr;

use crate::Algorithm;
use crate::words::words;

/// Whose rules: how the credential is written and what string is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Dialect {
    /// Key-pair authentication of Tencent Cloud's API Gateway:
    /// `Authorization: hmac id="…", algorithm="hmac-sha1", headers="x-date host", signature="…"`.
    ///
    /// The signing string has a line `name: value` for each signed header, joined by LF. Neither method, path nor
    /// body is covered.
    Tencent,
}

impl Dialect {
    /// The name of the header that carries the credential: `Authorization`.
    ///
    /// ```
    /// assert_eq!(hmacsign::Dialect::Tencent.header(), "Authorization");
    /// ```
    #[must_use]
    pub const fn header(self) -> &'static str {
        words(self.rules().header)
    }

    /// The row of the table.
    pub(crate) const fn rules(self) -> &'static Rules {
        match self {
            Dialect::Tencent => &TENCENT,
        }
    }
}

/// One row: everything in which a dialect differs.
#[derive(Debug)]
pub(crate) struct Rules {
    /// The header that carries the credential.
    pub header: &'static CStr,
    /// What the credential begins with.
    pub scheme: &'static str,
    /// The name of the parameter that says who signs.
    pub id: &'static str,
    /// What stands between two parameters when they are written.
    pub separator: &'static str,
    /// The name of each algorithm.
    pub algorithm: fn(Algorithm) -> &'static str,
    /// The headers that tell the time, in lower case: one of them must be signed.
    pub times: &'static [&'static str],
}

const fn hmac_names(algorithm: Algorithm) -> &'static str {
    match algorithm {
        Algorithm::HmacSha1 => "hmac-sha1",
        Algorithm::HmacSha256 => "hmac-sha256",
        Algorithm::HmacSha384 => "hmac-sha384",
        Algorithm::HmacSha512 => "hmac-sha512",
    }
}

const TENCENT: Rules = Rules {
    header: c"Authorization",
    scheme: "hmac ",
    id: "id",
    separator: ", ",
    algorithm: hmac_names,
    times: &["x-date", "date"],
};
