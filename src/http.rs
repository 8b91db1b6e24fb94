//! Requests of the `http` crate: lent as they lie, so that what hyper, axum, reqwest and their like hold is signed and
//! verified without copying it together. What is signed is decided elsewhere.

extern crate std;

use std::string::ToString as _;
use std::vec::Vec;

use ::http::{HeaderMap, HeaderName, HeaderValue, Method, Request as HttpRequest, Uri, Version};

use crate::{Dialect, Error, Header, Headers, Key, Request, Signer};

/// The headers of a request of the `http` crate, in the order of its map: views of the names and values, which are not
/// copied.
///
/// ```
/// use hmacsign::{Claim, Dialect, HttpHeaders, Policy, Request};
/// # use hmacsign::{Algorithm, Key, Signer};
/// # let key = Key::new(Algorithm::HmacSha256, "secret")?;
/// # let mut arrived = http::Request::post("/v1/pay?id=7").header("host", "example.com").body(())?;
/// # arrived.headers_mut().insert("x-date", "Mon, 19 Mar 2018 12:08:40 GMT".parse()?);
/// # Signer::new(Dialect::Kong, "jane")?.names("x-date host request-line").sign_http(&key, &mut arrived, b"")?;
///
/// let headers = HttpHeaders::of(arrived.headers());
/// let credential = headers.credential(Dialect::Kong).ok_or("none, or more than one")?;
/// let claim = Claim::read(Dialect::Kong, credential)?;
/// let request = Request::of(&headers).http_line(arrived.method(), arrived.uri(), arrived.version());
/// let verified = claim.verify(&key, &request, &Policy::new(Dialect::Kong), 1_521_461_325)?;
/// assert_eq!(verified.id(), "jane");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct HttpHeaders<'a>(Vec<Header<'a>>);

impl<'a> HttpHeaders<'a> {
    /// Those of this map. A header that occurs several times is there as often.
    #[must_use]
    pub fn of(map: &'a HeaderMap) -> Self {
        HttpHeaders(map.iter().map(|(name, value)| Header::new(name.as_str(), value.as_bytes())).collect())
    }

    /// The value of the header that carries a dialect's credential; `None` if there is none, or more than one, which is
    /// to be refused.
    #[must_use]
    pub fn credential(&self, dialect: Dialect) -> Option<&'a [u8]> {
        let carrier = dialect.header().as_bytes();
        let mut found = self.0.iter().filter(|header| header.name().eq_ignore_ascii_case(carrier));
        match (found.next(), found.next()) {
            (Some(header), None) => Some(header.value()),
            _ => None,
        }
    }
}

impl Headers for HttpHeaders<'_> {
    fn count(&self) -> usize {
        self.0.len()
    }

    fn header(&self, index: usize) -> Option<Header<'_>> {
        self.0.get(index).copied()
    }
}

impl<'a, H: Headers + ?Sized> Request<'a, H> {
    /// Method, target and version of a request of the `http` crate. The target is path and query, as they stand in the
    /// request line of HTTP/1.1; for `CONNECT` the authority. A URI that has a query and no path, `http://example.com?b`,
    /// gives an empty target, which cannot be signed ([`Error::RequestLine`]): write its slash, and as a server refuse it. A
    /// version of 2 or 3 is written as `HTTP/2.0` and `HTTP/3.0`, which peers tell differently: do not sign it there.
    #[must_use]
    pub fn http_line(self, method: &'a Method, uri: &'a Uri, version: Version) -> Self {
        let target = match (uri.path_and_query(), uri.authority()) {
            (None, Some(authority)) => authority.as_str(),
            // Sent with a slash that is not here, and so cannot be lent: an empty target is an error.
            (Some(target), _) if target.as_str().starts_with('?') => "",
            (target, _) => target.map_or("/", |target| target.as_str()),
        };
        let version = match version {
            Version::HTTP_09 => "HTTP/0.9",
            Version::HTTP_10 => "HTTP/1.0",
            Version::HTTP_2 => "HTTP/2.0",
            Version::HTTP_3 => "HTTP/3.0",
            _ => "HTTP/1.1",
        };
        self.method(method.as_str()).target(target).version(version)
    }
}

impl Signer<'_> {
    /// Sign a request of the `http` crate: the header that [`Dialect::header`] names is put into it, in place of any
    /// that is there. Set all headers to sign before, `Host` among them, which clients add only later; `body` is what
    /// will be sent, for applications ([`Digest`](crate::Digest) headers are yours to set).
    ///
    /// # Errors
    /// As [`sign`](Signer::sign); the request is as it was then.
    ///
    /// ```
    /// use hmacsign::{Algorithm, Date, Key, Signer};
    ///
    /// let mut request = http::Request::get("https://example.com/release/?id=7")
    ///     .header("host", "example.com")
    ///     .header("x-date", Date::new(1_521_461_320)?.as_str())
    ///     .body(())?;
    /// let key = Key::new(Algorithm::HmacSha1, "ZxF2whO0RhuwnVCj5JMMAuqcDcN2oPrC")?;
    /// Signer::tencent("AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj548pN")?
    ///     .names("x-date host")
    ///     .sign_http(&key, &mut request, b"")?;
    /// assert!(request.headers()["authorization"].to_str()?.ends_with("signature=\"miNvl48rhHHXXknGgXnbnJQ+duM=\""));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn sign_http<B>(&self, key: &Key, request: &mut HttpRequest<B>, body: &[u8]) -> Result<(), Error> {
        let dialect = self.statement.dialect;
        let headers = HttpHeaders::of(request.headers());
        let parts = Request::of(&headers).http_line(request.method(), request.uri(), request.version()).body(body);
        let credential = self.sign(key, &parts)?.to_string();
        // Neither fails: the name is one of two tokens, and a credential is visible ASCII.
        let name = HeaderName::from_bytes(dialect.header().as_bytes()).map_err(|_| Error::Internal)?;
        let value = HeaderValue::from_str(&credential).map_err(|_| Error::Internal)?;
        request.headers_mut().insert(name, value);
        Ok(())
    }
}
