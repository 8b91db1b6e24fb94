//! Writing the credential and the header lines that carry it. How it was made is not known here.

use core::fmt;

use crate::grammar::trim;
use crate::signer::Signer;
use crate::sink::{Sink, Text};
use crate::{Error, Header, Headers, Signature, SigningString};

/// A credential: the value of the header that [`Dialect::header`](crate::Dialect::header) names, with its id,
/// algorithm, names and signature.
///
/// [`Display`](fmt::Display) and [`write_to`](Credential::write_to) write it; it is visible ASCII and spaces, and
/// borrows from the signer and the request.
pub struct Credential<'a, H: ?Sized = [Header<'a>]> {
    pub(crate) signer: Signer<'a>,
    pub(crate) string: SigningString<'a, H>,
    pub(crate) algorithm: &'static str,
    pub(crate) signature: Signature,
}

impl<'a, H: Headers + ?Sized> Credential<'a, H> {
    /// The signature in it.
    #[must_use]
    pub const fn signature(&self) -> &Signature {
        &self.signature
    }

    /// The header lines to send.
    ///
    /// ```
    /// use hmacsign::{Algorithm, Header, Key, Request, Signer};
    ///
    /// let headers = [Header::new("Source", ""), Header::new("X-Date", "Mon, 19 Mar 2018 12:08:40 GMT")];
    /// let key = Key::new(Algorithm::HmacSha1, "ZxF2whO0RhuwnVCj5JMMAuqcDcN2oPrC")?;
    /// let credential = Signer::tencent("AKID")?.names("x-date source").sign(&key, &Request::new(&headers))?;
    /// assert_eq!(
    ///     credential.header_lines().to_string(),
    ///     format!("X-Date: Mon, 19 Mar 2018 12:08:40 GMT\r\nSource: \r\nAuthorization: {credential}\r\n"),
    /// );
    /// # Ok::<(), hmacsign::Error>(())
    /// ```
    #[must_use]
    pub const fn header_lines(&self) -> HeaderLines<'_, 'a, H> {
        HeaderLines(self)
    }

    /// Its length in octets.
    #[must_use]
    pub fn len(&self) -> usize {
        self.text_len()
    }

    /// Whether it has no octets: never.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        false
    }

    /// Write it to the beginning of `out`, all or nothing, and return what was written.
    ///
    /// # Errors
    /// [`Error::Buffer`] if `out` is shorter than [`len`](Credential::len); it is as it was then.
    pub fn write_to<'o>(&self, out: &'o mut [u8]) -> Result<&'o str, Error> {
        core::str::from_utf8(self.write(out)?).map_err(|_| Error::Internal)
    }
}

impl<H: Headers + ?Sized> Text for Credential<'_, H> {
    fn pour(&self, sink: &mut impl Sink) {
        let rules = self.signer.dialect.rules();
        let id = rules.id.first().copied().unwrap_or_default();
        let space = if rules.scheme.is_empty() { "" } else { " " };
        for piece in [rules.scheme, space, id, "=\""] {
            sink.put(piece.as_bytes());
        }
        sink.put(self.signer.id);
        for piece in ["\"", rules.separator, "algorithm=\"", self.algorithm, "\"", rules.separator, "headers=\""] {
            sink.put(piece.as_bytes());
        }
        for (index, name) in self.string.names().enumerate() {
            if index > 0 {
                sink.put(b" ");
            }
            sink.put_lower(name);
        }
        for piece in ["\"", rules.separator, "signature=\""] {
            sink.put(piece.as_bytes());
        }
        let signature = self.signature.as_str();
        if rules.escaped_signature {
            // The three digits of Base64 that are not unreserved (RFC 3986, 2.3).
            for piece in signature.split_inclusive(['+', '/', '=']) {
                let (digits, escape) = match piece.as_bytes() {
                    [digits @ .., b'+'] => (digits, "%2B"),
                    [digits @ .., b'/'] => (digits, "%2F"),
                    [digits @ .., b'='] => (digits, "%3D"),
                    digits => (digits, ""),
                };
                sink.put(digits);
                sink.put(escape.as_bytes());
            }
        } else {
            sink.put(signature.as_bytes());
        }
        sink.put(b"\"");
    }
}

impl<H: Headers + ?Sized> fmt::Display for Credential<'_, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.display(f)
    }
}

impl<H: Headers + ?Sized> fmt::Debug for Credential<'_, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Credential({self})")
    }
}

/// The header lines to send: each signed header as `Name: value` CR LF, in the order of the names, spelled as in the
/// request; then the credential's.
///
/// What is signed is sent, an empty value too: as `Name: ` and nothing behind it. (The curl command and libcurl drop
/// such a line; hand them `Name;` for it.)
pub struct HeaderLines<'c, 'a, H: ?Sized = [Header<'a>]>(&'c Credential<'a, H>);

impl<H: Headers + ?Sized> HeaderLines<'_, '_, H> {
    /// Their length in octets.
    #[must_use]
    pub fn len(&self) -> usize {
        self.text_len()
    }

    /// Whether there are none: never.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        false
    }

    /// Write them to the beginning of `out`, all or nothing, and return what was written.
    ///
    /// # Errors
    /// [`Error::Buffer`] if `out` is shorter than [`len`](HeaderLines::len); it is as it was then.
    pub fn write_to<'o>(&self, out: &'o mut [u8]) -> Result<&'o [u8], Error> {
        self.write(out)
    }
}

impl<H: Headers + ?Sized> Text for HeaderLines<'_, '_, H> {
    fn pour(&self, sink: &mut impl Sink) {
        for header in self.0.string.headers() {
            sink.put(header.name());
            sink.put(b": ");
            sink.put(trim(header.value()));
            sink.put(b"\r\n");
        }
        sink.put(self.0.signer.dialect.header().as_bytes());
        sink.put(b": ");
        self.0.pour(sink);
        sink.put(b"\r\n");
    }
}

impl<H: Headers + ?Sized> fmt::Display for HeaderLines<'_, '_, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.display(f)
    }
}

impl<H: Headers + ?Sized> fmt::Debug for HeaderLines<'_, '_, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HeaderLines({self})")
    }
}
