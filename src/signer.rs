//! Who signs, in which dialect, and which headers; and the one call that does it.

use crate::grammar::id_fault;
use crate::key::Macs;
use crate::statement::{Names, Statement};
use crate::{Credential, Date, Dialect, Error, Headers, Key, Request, Signature, SigningString};

/// Can a credential state this time?
pub(crate) const fn is_stated_time(seconds: i64) -> bool {
    1 <= seconds && seconds <= Date::MAX_SECONDS
}

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
    pub(crate) statement: Statement<'a>,
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
        Signer::of(Statement { dialect, id: id.as_ref(), names: Names(&[]), created: None, expires: None }, false)
    }

    /// The signer of a statement.
    #[inline]
    pub(crate) fn of(statement: Statement<'a>, undated: bool) -> Result<Self, Error> {
        match id_fault(statement.id, statement.dialect.rules().id_without) {
            Some(offset) => Err(Error::Id { offset }),
            None => Ok(Signer { statement, undated }),
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
        self.statement.names = Names(names.as_ref());
        self
    }

    /// Sign even if none of the dialect's time headers is among them. Gateways refuse such a request, and where one
    /// does not it can be replayed for ever.
    #[must_use]
    pub const fn allow_undated(mut self) -> Self {
        self.undated = true;
        self
    }

    /// State the time of signing in the credential ([`Dialect::Cavage`]; the others leave it out), in seconds since 1970,
    /// from 1 on. It is covered only if `(created)` is among the names.
    ///
    /// # Errors
    /// [`Error::Time`] outside 1 to [`Date::MAX_SECONDS`].
    pub const fn created(mut self, seconds: i64) -> Result<Self, Error> {
        if !is_stated_time(seconds) {
            return Err(Error::Time);
        }
        self.statement.created = Some(seconds);
        Ok(self)
    }

    /// State the last second at which the signature is good, likewise. It is covered only if `(expires)` is among the
    /// names.
    ///
    /// # Errors
    /// As [`created`](Signer::created).
    pub const fn expires(mut self, seconds: i64) -> Result<Self, Error> {
        if !is_stated_time(seconds) {
            return Err(Error::Time);
        }
        self.statement.expires = Some(seconds);
        Ok(self)
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
    /// [`Error::HeaderMissing`], [`Error::HeaderValue`]; then [`Error::DateUnsigned`]; last, where they are
    /// signed, [`Error::RequestLine`] and [`Error::Parameters`]. In [`Dialect::TencentApp`] [`Error::BodyMissing`] comes
    /// before all of them; [`Error::HeaderRepeated`] and [`Error::HeaderValue`] of `Accept` and `Content-Type` behind those
    /// of the names; and last of all [`Error::HeaderValue`] of a Content-MD5 header that is not the body's.
    pub fn signing_string<'r, H>(&self, request: &Request<'r, H>) -> Result<SigningString<'r, H>, Error>
    where
        'a: 'r,
        H: Headers + ?Sized,
    {
        let mut string = SigningString::of(self.statement, *request);
        self.resolve(&mut string)?;
        Ok(string)
    }

    fn resolve<H: Headers + ?Sized>(&self, string: &mut SigningString<'_, H>) -> Result<(), Error> {
        string.resolve(self.undated)?;
        string.wrong_content_md5().map_or(Ok(()), |header| Err(Error::HeaderValue { header }))
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
        let mut credential = self.begin(request);
        self.complete(key, &mut credential)?;
        Ok(credential)
    }

    /// A credential that is not signed. It is large, so it is made where it is needed and not moved there.
    #[inline(always)]
    pub(crate) const fn begin<'r, H>(&self, request: &Request<'r, H>) -> Credential<'r, H>
    where
        'a: 'r,
        H: Headers + ?Sized,
    {
        Credential { string: SigningString::of(self.statement, *request), algorithm: "", signature: Signature::NONE }
    }

    /// Sign it.
    pub(crate) fn complete<K, H>(&self, key: &K, credential: &mut Credential<'_, H>) -> Result<(), Error>
    where
        K: Macs,
        H: Headers + ?Sized,
    {
        credential.algorithm = self.algorithm_name(key)?;
        self.resolve(&mut credential.string)?;
        if let Some(of_key) = self.statement.dialect.rules().of_key.filter(|_| credential.string.has_stated_time()) {
            credential.algorithm = of_key;
        }
        credential.signature.set(&key.mac(&credential.string));
        Ok(())
    }

    fn algorithm_name(&self, key: &impl Macs) -> Result<&'static str, Error> {
        self.statement.dialect.rules().algorithm_name(key.algorithm()).ok_or(Error::Algorithm)
    }
}
