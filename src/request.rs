//! The parts of a request that a signature can cover, as they are lent by the caller. No judging and no copying.

use core::fmt;

/// One header of a request: borrowed octets, judged only when they are signed.
///
/// The name is taken in any case; white space around the value is no part of it. Values are octets, not text, since
/// [RFC 9110, 5.5](https://www.rfc-editor.org/rfc/rfc9110#section-5.5) allows `obs-text` in them.
///
/// ```
/// use hmacsign::Header;
///
/// let host = Header::new("Host", "example.com");
/// assert_eq!(host.name(), b"Host");
/// assert_eq!(host.value(), b"example.com");
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Header<'a> {
    name: &'a [u8],
    value: &'a [u8],
}

impl<'a> Header<'a> {
    /// Borrow a name and a value.
    #[inline]
    #[must_use]
    pub fn new<N, V>(name: &'a N, value: &'a V) -> Self
    where
        N: AsRef<[u8]> + ?Sized,
        V: AsRef<[u8]> + ?Sized,
    {
        Header { name: name.as_ref(), value: value.as_ref() }
    }

    /// The name as it was given.
    #[inline]
    #[must_use]
    pub const fn name(&self) -> &'a [u8] {
        self.name
    }

    /// The value as it was given.
    #[inline]
    #[must_use]
    pub const fn value(&self) -> &'a [u8] {
        self.value
    }
}

impl fmt::Debug for Header<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}: {}\"", self.name.escape_ascii(), self.value.escape_ascii())
    }
}

/// A list of headers that can be looked at by index.
///
/// It is implemented for slices of [`Header`]; implement it for a list of your own to sign from it without copying.
/// It must give the same answers for as long as it is borrowed; one that does not gets a wrong signature or an error,
/// never undefined behaviour.
pub trait Headers {
    /// How many there are.
    fn count(&self) -> usize;

    /// The header at this index; `None` from [`count`](Headers::count) on.
    fn header(&self, index: usize) -> Option<Header<'_>>;
}

impl Headers for [Header<'_>] {
    #[inline]
    fn count(&self) -> usize {
        self.len()
    }

    #[inline]
    fn header(&self, index: usize) -> Option<Header<'_>> {
        self.get(index).copied()
    }
}

/// The parts of a request that a signature can cover.
///
/// All headers of the request in their order, whether signed or not: so that one which occurs twice is noticed.
///
/// ```
/// use hmacsign::{Header, Request};
///
/// let headers = [Header::new("Host", "example.com"), Header::new("X-Date", "Mon, 19 Mar 2018 12:08:40 GMT")];
/// let request = Request::new(&headers);
/// ```
#[derive(Debug)]
pub struct Request<'a, H: ?Sized = [Header<'a>]> {
    pub(crate) headers: &'a H,
    pub(crate) method: &'a [u8],
    pub(crate) target: &'a [u8],
    pub(crate) version: &'a [u8],
    pub(crate) body: &'a [u8],
    pub(crate) body_sha256: Option<&'a [u8; 32]>,
}

impl<'a> Request<'a> {
    /// A request with these headers.
    #[inline]
    #[must_use]
    pub const fn new(headers: &'a [Header<'a>]) -> Self {
        Request::of(headers)
    }
}

impl<'a, H: Headers + ?Sized> Request<'a, H> {
    /// A request whose headers lie in a list of your own.
    #[inline]
    #[must_use]
    pub const fn of(headers: &'a H) -> Self {
        Request { headers, method: b"", target: b"", version: b"", body: b"", body_sha256: None }
    }

    /// Its headers: to find out which one a [`Place`](crate::Place) means.
    #[inline]
    #[must_use]
    pub const fn headers(&self) -> &'a H {
        self.headers
    }

    /// The method, `GET`: for pseudo headers and applications only.
    #[inline]
    #[must_use]
    pub fn method<T: AsRef<[u8]> + ?Sized>(mut self, method: &'a T) -> Self {
        self.method = method.as_ref();
        self
    }

    /// The target as in the request line, `/path?query`, its octets never encoded again: for pseudo headers and
    /// applications only.
    #[inline]
    #[must_use]
    pub fn target<T: AsRef<[u8]> + ?Sized>(mut self, target: &'a T) -> Self {
        self.target = target.as_ref();
        self
    }

    /// The version as in the request line; `HTTP/1.1` if this is not called or empty. For the pseudo header `request-line`
    /// only.
    #[inline]
    #[must_use]
    pub fn version<T: AsRef<[u8]> + ?Sized>(mut self, version: &'a T) -> Self {
        self.version = version.as_ref();
        self
    }

    /// The body, for applications and digests only. No body and an empty body are the same.
    #[inline]
    #[must_use]
    pub fn body<T: AsRef<[u8]> + ?Sized>(mut self, body: &'a T) -> Self {
        self.body = body.as_ref();
        self
    }

    /// The SHA-256 of a body that was streamed, for digests only. It counts in place of [`body`](Request::body), and cannot
    /// stand for an application's ([`Error::BodyMissing`](crate::Error::BodyMissing)).
    #[inline]
    #[must_use]
    pub const fn body_sha256(mut self, hash: &'a [u8; 32]) -> Self {
        self.body_sha256 = Some(hash);
        self
    }
}

impl<'a, H: ?Sized> Request<'a, H> {
    /// The version that is signed.
    pub(crate) const fn signed_version(&self) -> &'a [u8] {
        if self.version.is_empty() { b"HTTP/1.1" } else { self.version }
    }
}

impl<H: ?Sized> Clone for Request<'_, H> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<H: ?Sized> Copy for Request<'_, H> {}
