//! Writing the credential and the header lines that carry it. How it was made is not known here.

use core::fmt;

use crate::base64::pour_encoded;
use crate::sink::{Sink, Text, counted};
use crate::statement::Statement;
use crate::{Error, Header, Headers, Signature, SigningString};

/// A credential: the value of the header that [`Dialect::header`](crate::Dialect::header) names, with its id,
/// algorithm, names and signature.
///
/// [`Display`](fmt::Display) and [`write_to`](Credential::write_to) write it; it is visible ASCII and spaces, and
/// borrows from the signer and the request.
pub struct Credential<'a, H: ?Sized = [Header<'a>]> {
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

    /// The credential as the value of a query parameter: Base64 of its parameters, without the scheme's word. `None` for
    /// dialects that have no such form; [`Dialect::Iflytek`](crate::Dialect::Iflytek) has, for its WebSocket addresses.
    ///
    /// ```
    /// use hmacsign::{Algorithm, Dialect, Header, Key, Request, Signer};
    ///
    /// let key = Key::new(Algorithm::HmacSha256, "secret")?;
    /// let headers = [Header::new("host", "iat-api.xfyun.cn"), Header::new("date", "Wed, 10 Jul 2019 07:35:43 GMT")];
    /// let request = Request::new(&headers).method("GET").target("/v2/iat");
    /// let signer = Signer::new(Dialect::Iflytek, "key")?.names("host date request-line");
    /// let credential = signer.sign(&key, &request)?;
    /// let value = credential.in_query().map(|query| query.to_string());
    /// assert!(value.is_some_and(|value| value.starts_with("YXBpX2tleT0ia2V5Iiwg"))); // api_key="key",
    /// # Ok::<(), hmacsign::Error>(())
    /// ```
    #[must_use]
    pub fn in_query(&self) -> Option<QueryCredential<'_, 'a, H>> {
        self.string.statement().dialect.rules().in_query.then_some(QueryCredential(self))
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
    fn pour(&self, sink: &mut Sink<'_>) {
        self.pour_behind(0, sink);
    }

    fn text_len(&self) -> usize {
        let Statement { dialect, id, names, .. } = self.string.statement();
        let rules = dialect.rules();
        if names.are_all() || rules.times_stated || rules.escaped_signature {
            return counted(self);
        }
        // Of these pieces, as they are poured.
        let [algorithm, headers, signature] = rules.joints.map(str::len);
        let fixed = rules.lead.len() + algorithm + self.algorithm.len() + headers + signature + 1;
        (fixed + self.signature.octets().len()).saturating_add(id.len()).saturating_add(names.0.len())
    }
}

impl<H: Headers + ?Sized> Credential<'_, H> {
    /// All but so many octets at the beginning, which are no more than the scheme's word and a space.
    fn pour_behind(&self, left_out: usize, sink: &mut Sink<'_>) {
        let statement = self.string.statement();
        let rules = statement.dialect.rules();
        let [algorithm, headers, signature] = rules.joints.map(str::as_bytes);
        sink.put(rules.lead.as_bytes().get(left_out..).unwrap_or_default());
        sink.put(statement.id);
        sink.put(algorithm);
        sink.put(self.algorithm.as_bytes());
        let mut headers = headers;
        if rules.times_stated {
            for (name, time) in [("created=", statement.created), ("expires=", statement.expires)] {
                let Some(time) = time else { continue };
                // These have no quotation marks, so only the first one ends a value that has.
                if let Some(unquoted) = headers.strip_prefix(b"\"") {
                    sink.put(b"\"");
                    headers = unquoted;
                }
                sink.put(rules.separator.as_bytes());
                sink.put(name.as_bytes());
                sink.put_number(time.unsigned_abs());
            }
        }
        sink.put(headers);
        if statement.names.are_all() {
            for (index, name) in self.string.names().enumerate() {
                if index > 0 {
                    sink.put(b" ");
                }
                sink.put_lower(name);
            }
        } else {
            sink.put_lower(statement.names.0);
        }
        sink.put(signature);
        let signature = self.signature.octets();
        if rules.escaped_signature {
            // The three digits of Base64 that are not unreserved (RFC 3986, 2.3).
            for digit in signature {
                match digit {
                    b'+' => sink.put(b"%2B"),
                    b'/' => sink.put(b"%2F"),
                    b'=' => sink.put(b"%3D"),
                    digit => sink.put(&[*digit]),
                }
            }
        } else {
            sink.put(signature);
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
/// request, joined ones once, but line by line if the last of the values is empty, since white space at an end is lost
/// on the way; in [`Dialect::TencentApp`](crate::Dialect::TencentApp) then, if not named, `Accept` and `Content-Type`
/// where the request has them and `Content-MD5` where it is not empty; then the credential's. There is no line for a
/// pseudo header.
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
    fn pour(&self, sink: &mut Sink<'_>) {
        self.0.string.pour_header_lines(sink);
        sink.put(self.0.string.statement().dialect.header().as_bytes());
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

/// A credential as the value of a query parameter. The caller percent-encodes it: Base64 has `+`, `/` and `=`.
pub struct QueryCredential<'c, 'a, H: ?Sized = [Header<'a>]>(&'c Credential<'a, H>);

impl<H: Headers + ?Sized> QueryCredential<'_, '_, H> {
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
    /// [`Error::Buffer`] if `out` is shorter than [`len`](QueryCredential::len); it is as it was then.
    pub fn write_to<'o>(&self, out: &'o mut [u8]) -> Result<&'o str, Error> {
        core::str::from_utf8(self.write(out)?).map_err(|_| Error::Internal)
    }
}

impl<H: Headers + ?Sized> Text for QueryCredential<'_, '_, H> {
    fn pour(&self, sink: &mut Sink<'_>) {
        let scheme = self.0.string.statement().dialect.rules().scheme;
        pour_encoded(|sink| self.0.pour_behind(scheme.len() + 1, sink), sink);
    }
}

impl<H: Headers + ?Sized> fmt::Display for QueryCredential<'_, '_, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.display(f)
    }
}

impl<H: Headers + ?Sized> fmt::Debug for QueryCredential<'_, '_, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "QueryCredential({self})")
    }
}
