//! Who signs, in which dialect, and which headers; and the one call that does it.

use crate::grammar::id_fault;
use crate::signing_string::Names;
use crate::{Credential, Dialect, Error, Headers, Key, Request, Signature, SigningString};

/// Who signs, in which dialect, and which headers. Holds no secret, borrows its texts, and can be kept and copied.
///
/// Without [`names`](Signer::names) it signs all headers of the request in their order, but `authorization`,
/// `proxy-authorization` and `signature`. Headers that are not signed are compared by name and otherwise ignored.
///
/// ```
/// use hmacsign::{Algorithm, Header, Key, Request, Signer};
///
/// let key = Key::new(Algorithm::HmacSha1, "ZxF2whO0RhuwnVCj5JMMAuqcDcN2oPrC")?;
/// let signer = Signer::tencent("AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj548pN")?;
/// let headers = [Header::new("Date", "Fri, 09 Oct 2015 00:00:00 GMT"), Header::new("Source", "AndriodApp")];
/// let credential = signer.sign(&key, &Request::new(&headers))?;
/// assert_eq!(
///     credential.to_string(),
///     "hmac id=\"AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj548pN\", algorithm=\"hmac-sha1\", headers=\"date source\", \
///      signature=\"zJ1fUmiWSmSZUoqgZi+dGUJvxn0=\"",
/// );
/// # Ok::<(), hmacsign::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Signer<'a> {
    pub(crate) dialect: Dialect,
    pub(crate) id: &'a [u8],
    names: Names<'a>,
    undated: bool,
}

impl<'a> Signer<'a> {
    /// A signer of a dialect. `id` is what the other side knows the key by: `secret_id`, `username`, `keyId`,
    /// `api_key` or `keyid`, as the dialect calls it.
    ///
    /// # Errors
    /// [`Error::Id`] if the id is empty, or has a quotation mark, a backslash, an octet that is not visible ASCII or,
    /// in [`Dialect::Apisix`], a comma: the schemes put it between quotation marks and know no escapes.
    pub fn new<I: AsRef<[u8]> + ?Sized>(dialect: Dialect, id: &'a I) -> Result<Self, Error> {
        let id = id.as_ref();
        match id_fault(id, dialect.rules().id_without) {
            Some(offset) => Err(Error::Id { offset }),
            None => Ok(Signer { dialect, id, names: Names(&[]), undated: false }),
        }
    }

    /// A signer of Tencent Cloud's key-pair authentication, known by its `secret_id`.
    ///
    /// # Errors
    /// [`Error::Id`], as [`new`](Signer::new).
    pub fn tencent<I: AsRef<[u8]> + ?Sized>(secret_id: &'a I) -> Result<Self, Error> {
        Signer::new(Dialect::Tencent, secret_id)
    }

    /// Sign these headers in this order: 1 to [`SIGNED_MAX`](crate::SIGNED_MAX) names in any case with exactly one
    /// space between two, as in `x-date host`; the dialect's pseudo headers are names too. They are signed and written
    /// in lower case. Faults in the list are found when it is used. An empty list means all headers, as if this had not
    /// been called.
    #[must_use]
    pub fn names<N: AsRef<[u8]> + ?Sized>(mut self, names: &'a N) -> Self {
        self.names = Names(names.as_ref());
        self
    }

    /// Sign even if none of the dialect's time headers is among them. Gateways refuse such a request, and where one
    /// does not it can be replayed for ever.
    #[must_use]
    pub const fn allow_undated(mut self) -> Self {
        self.undated = true;
        self
    }

    /// Make sure that the request can be signed, and find out what prevents it.
    ///
    /// # Errors
    /// As [`signing_string`](Signer::signing_string).
    pub fn check<H: Headers + ?Sized>(&self, request: &Request<'_, H>) -> Result<(), Error> {
        self.signing_string(request).map(drop)
    }

    /// The string that gets signed. Needs no key: for logs, tests and other MACs.
    ///
    /// # Errors
    /// In this order: [`Error::HeaderCount`]; then name by name [`Error::HeaderName`], [`Error::HeaderRepeated`],
    /// [`Error::HeaderMissing`], [`Error::HeaderValue`]; then [`Error::DateUnsigned`]; last, where a pseudo header is
    /// signed, [`Error::RequestLine`].
    pub fn signing_string<'r, H>(&self, request: &Request<'r, H>) -> Result<SigningString<'r, H>, Error>
    where
        'a: 'r,
        H: Headers + ?Sized,
    {
        SigningString::new(self.dialect.rules(), self.id, self.names, self.undated, *request)
    }

    /// The signature alone, in Base64 and never percent-encoded.
    ///
    /// # Errors
    /// [`Error::Algorithm`] if the dialect has no name for the key's; else as
    /// [`signing_string`](Signer::signing_string).
    pub fn signature<H: Headers + ?Sized>(&self, key: &Key, request: &Request<'_, H>) -> Result<Signature, Error> {
        self.algorithm_name(key)?;
        Ok(Signature::of(&key.mac(&self.signing_string(request)?)))
    }

    /// Sign: the credential to send, as the value of the header that [`Dialect::header`] names. Send every header
    /// that was signed, exactly as it was signed.
    ///
    /// # Errors
    /// As [`signature`](Signer::signature).
    pub fn sign<'r, H>(&self, key: &Key, request: &Request<'r, H>) -> Result<Credential<'r, H>, Error>
    where
        'a: 'r,
        H: Headers + ?Sized,
    {
        let algorithm = self.algorithm_name(key)?;
        let string = self.signing_string(request)?;
        let signature = Signature::of(&key.mac(&string));
        Ok(Credential { signer: *self, string, algorithm, signature })
    }

    fn algorithm_name(&self, key: &Key) -> Result<&'static str, Error> {
        self.dialect.rules().algorithm_name(key.algorithm()).ok_or(Error::Algorithm)
    }
}
