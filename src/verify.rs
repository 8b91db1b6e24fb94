//! Verifying: what a server accepts, and the order of its checks. Who owns which key, and what time it is, is the
//! server's to say.

use core::fmt;

use crate::dialect::PseudoLine;
use crate::digest::Body;
use crate::grammar::{same_name, trim};
use crate::key::Macs;
use crate::signing_string::{Line, SigningString};
use crate::statement::Statement;
use crate::{
    Algorithm, Claim, Date, Dialect, Error, Header, Headers, Key, Refusal, Request, RequestPart, SignedTime,
    VerifyError, date,
};

/// What a server accepts. Start from the dialect's defaults, then change.
///
/// ```
/// use hmacsign::{Algorithm, Dialect, Policy};
///
/// let policy = Policy::new(Dialect::Kong)
///     .algorithms(&[Algorithm::HmacSha256, Algorithm::HmacSha512])
///     .required(&["host", "request-line"])
///     .require_digest();
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Policy<'a> {
    pub(crate) allow_undated: bool,
    pub(crate) allow_stale_date: bool,
    pub(crate) allow_any_weekday: bool,
    pub(crate) require_digest: bool,
    pub(crate) allow_ambiguous: bool,
    /// By their places in [`Algorithm::ALL`].
    pub(crate) algorithms: [bool; Algorithm::ALL.len()],
    pub(crate) max_skew: u32,
    pub(crate) required: &'a [&'a str],
}

impl<'a> Policy<'a> {
    /// A dialect's defaults: every algorithm of it, 900 s of clock skew in [`Dialect::Tencent`] and
    /// [`Dialect::TencentApp`] and 300 s elsewhere, a time signed, no header required, no digest required, and nothing
    /// that could be read in two ways. (Take the claim's dialect: by another one the skew is that one's, and all else the
    /// claim's.)
    #[must_use]
    pub const fn new(dialect: Dialect) -> Self {
        Policy {
            allow_undated: false,
            allow_stale_date: false,
            allow_any_weekday: false,
            require_digest: false,
            allow_ambiguous: false,
            algorithms: [true; Algorithm::ALL.len()],
            max_skew: dialect.rules().max_skew,
            required: &[],
        }
    }

    /// Accept a request in which no time is signed: it can be replayed for ever.
    #[must_use]
    pub const fn allow_undated(mut self) -> Self {
        self.allow_undated = true;
        self
    }

    /// Do not judge the time in `Date`, as Tencent's gateway does not; that in other time headers still is. A request
    /// that signs only `Date` can be replayed for ever then.
    #[must_use]
    pub const fn allow_stale_date(mut self) -> Self {
        self.allow_stale_date = true;
        self
    }

    /// Accept a signed time whose weekday does not fit it.
    #[must_use]
    pub const fn allow_any_weekday(mut self) -> Self {
        self.allow_any_weekday = true;
        self
    }

    /// Require a signed `Digest` whose SHA-256 is the body's. Of a request without a body none is required unless it has
    /// a Digest header: so always pass the body. Without this no digest is looked at. It has no effect in
    /// [`Dialect::TencentApp`], whose signing string covers the body.
    #[must_use]
    pub const fn require_digest(mut self) -> Self {
        self.require_digest = true;
        self
    }

    /// Accept parameters of an application that could be read in two ways, as `a=1%26b%3D2` and `a=1&b=2`, which have one
    /// signature.
    #[must_use]
    pub const fn allow_ambiguous(mut self) -> Self {
        self.allow_ambiguous = true;
        self
    }

    /// Accept these algorithms only.
    #[must_use]
    pub fn algorithms(mut self, algorithms: &[Algorithm]) -> Self {
        for (accepted, algorithm) in self.algorithms.iter_mut().zip(Algorithm::ALL) {
            *accepted = algorithms.contains(&algorithm);
        }
        self
    }

    /// How far a signed time may be from now, either way and inclusive, in seconds; 0 means that very second.
    #[must_use]
    pub const fn max_skew(mut self, seconds: u32) -> Self {
        self.max_skew = seconds;
        self
    }

    /// Require that these headers, or pseudo headers, are signed. In any case.
    #[must_use]
    pub const fn required(mut self, names: &'a [&'a str]) -> Self {
        self.required = names;
        self
    }

    fn accepts(&self, algorithm: Algorithm) -> bool {
        Algorithm::ALL.iter().zip(self.algorithms).any(|(known, accepted)| *known == algorithm && accepted)
    }

    /// Is the time in this header judged?
    fn judges(&self, dialect: Dialect, name: &[u8]) -> bool {
        dialect.rules().is_time(name) && !(self.allow_stale_date && same_name(b"date", name))
    }
}

/// Proof that a request is genuine and fresh: only [`Claim::verify`] makes one. Demand it in a handler's signature, and
/// take from it what the handler relies on, since only what it lends was signed.
#[must_use]
pub struct Verified<'a, H: ?Sized = [Header<'a>]> {
    claim: &'a Claim<'a>,
    decision: Decision<'a, H>,
}

impl<'a, H: Headers + ?Sized> Verified<'a, H> {
    /// Who signed.
    #[must_use]
    pub fn id(&self) -> &'a str {
        self.claim.id()
    }

    /// The MAC: remember it with the id until [`expires`](Verified::expires) has passed, to refuse replays.
    #[must_use]
    pub fn mac(&self) -> &'a [u8] {
        self.claim.mac()
    }

    /// The value of a signed header, without white space around it; `None` if it was not signed, even if the request
    /// has it, and if it occurs several times ([`Dialect::Cavage`] signs such a one): then see
    /// [`headers`](Verified::headers).
    #[must_use]
    pub fn header<N: AsRef<[u8]> + ?Sized>(&self, name: &N) -> Option<&'a [u8]> {
        let name = name.as_ref();
        let mut found = self.headers().filter(|header| header.name().eq_ignore_ascii_case(name));
        found.next().filter(|_| found.next().is_none()).map(|header| trim(header.value()))
    }

    /// The signed headers in their order, each occurrence of one that was joined, and pseudo headers left out; in
    /// [`Dialect::TencentApp`] `Accept` and `Content-Type` too.
    pub fn headers(&self) -> impl Iterator<Item = Header<'a>> {
        self.decision.string.headers()
    }

    /// The last second, since 1970-01-01T00:00:00Z, at which this request would again be accepted: the least over the
    /// times that were judged. `None` if none was: it would be accepted for ever.
    #[must_use]
    pub const fn expires(&self) -> Option<i64> {
        self.decision.expires
    }

    /// Now minus the signed time, in seconds: the first in the order of the names that was judged, `(expires)` left out;
    /// `None` if none was.
    #[must_use]
    pub fn skew(&self) -> Option<i64> {
        self.decision.first_skew.map(|(_, skew)| skew)
    }
}

impl<H: Headers + ?Sized> fmt::Debug for Verified<'_, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verified")
            .field("claim", self.claim)
            .field("expires", &self.decision.expires)
            .finish_non_exhaustive()
    }
}

impl Claim<'_> {
    /// Decide whether the request is genuine and fresh.
    ///
    /// `key` is the one that belongs to [`id`](Claim::id); `request` has all headers that arrived, unsigned ones too;
    /// `now` is in seconds since 1970-01-01T00:00:00Z. The checks come in this order, and the first that fails is
    /// told: the algorithm, by the policy and the key; required names; whether a required digest is signed; then name
    /// by name whether it is repeated, missing, and has a value that can be sent; an application's `Accept` and
    /// `Content-Type` likewise; whether a time is signed; the request line; the parameters of an application, malformed or
    /// too many, then whether they could be read in two ways; the signature, in constant time; then, for only the holder
    /// of the key learns about the clock, every signed time; last the digest, or the Content-MD5 of an application. No
    /// unsigned time and no unsigned digest counts.
    ///
    /// For an unknown id, verify against a key of random octets rather than answer at once, so that the time it takes
    /// does not tell which ids exist. Make it for the algorithm of your other keys: another one is refused before
    /// anything is calculated.
    ///
    /// # Errors
    /// [`VerifyError::Error`] if the call is wrong: [`Error::Time`] if now is before 1970 or after 9999,
    /// [`Error::BodyMissing`] if an application's body was given as its SHA-256, [`Error::RequestLine`] if a pseudo
    /// header is signed, or an application's request is verified, and method or target are empty.
    /// [`VerifyError::Refusal`] if the request is.
    ///
    /// ```
    /// use hmacsign::{Algorithm, Claim, Dialect, Header, Key, Policy, Refusal, Request, SignedTime, VerifyError};
    ///
    /// let key = Key::new(Algorithm::HmacSha1, "ZxF2whO0RhuwnVCj5JMMAuqcDcN2oPrC")?;
    /// let headers = [Header::new("Date", "Fri, 09 Oct 2015 00:00:00 GMT"), Header::new("Source", "AndriodApp")];
    /// let claim = Claim::read(
    ///     Dialect::Tencent,
    ///     "hmac id=\"AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj548pN\", algorithm=\"hmac-sha1\", headers=\"date source\", \
    ///      signature=\"zJ1fUmiWSmSZUoqgZi+dGUJvxn0=\"",
    /// )?;
    /// let (request, policy) = (Request::new(&headers), Policy::new(Dialect::Tencent));
    ///
    /// let verified = claim.verify(&key, &request, &policy, 1_444_348_860)?;
    /// assert_eq!(verified.header("Source"), Some(b"AndriodApp".as_slice()));
    /// assert_eq!(verified.expires(), Some(1_444_348_800 + 900));
    ///
    /// let late = claim.verify(&key, &request, &policy, 1_444_348_800 + 901).unwrap_err();
    /// assert_eq!(late, VerifyError::Refusal(Refusal::Stale { time: SignedTime::Header(0), skew: 901 }));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn verify<'v, H>(
        &'v self,
        key: &Key,
        request: &Request<'v, H>,
        policy: &Policy<'_>,
        now: i64,
    ) -> Result<Verified<'v, H>, VerifyError>
    where
        H: Headers + ?Sized,
    {
        let required = policy.required.iter().map(|name| name.as_bytes());
        let mut verified = Verified { claim: self, decision: Decision::of(self.statement, *request) };
        verified.decision.decide((self.algorithm, self.mac()), required, key, policy, now)?;
        Ok(verified)
    }
}

/// What is decided of a request: by its lines, whoever claims to have signed them.
pub(crate) struct Decision<'a, H: ?Sized = [Header<'a>]> {
    string: SigningString<'a, H>,
    pub first_skew: Option<(SignedTime, i64)>,
    pub expires: Option<i64>,
}

impl<'a, H: Headers + ?Sized> Decision<'a, H> {
    /// Nothing yet. It is large, so it is made where it is needed and not moved there.
    #[inline(always)]
    pub(crate) const fn of(statement: Statement<'a>, request: Request<'a, H>) -> Self {
        Decision { string: SigningString::of(statement, request), first_skew: None, expires: None }
    }

    /// Decide whether this algorithm and MAC make the request one that is verified.
    pub(crate) fn decide<'n>(
        &mut self,
        (claimed, mac): (Option<Algorithm>, &[u8]),
        required: impl Iterator<Item = &'n [u8]>,
        key: &impl Macs,
        policy: &Policy<'_>,
        now: i64,
    ) -> Result<(), VerifyError> {
        let Decision { string, first_skew, expires } = self;
        let statement = string.statement();
        let Request { headers, body, body_sha256, .. } = *string.request();
        if !(0..=Date::MAX_SECONDS).contains(&now) {
            return Err(Error::Time.into());
        }
        let rules = statement.dialect.rules();
        if rules.needs_body() && body_sha256.is_some() {
            return Err(Error::BodyMissing.into());
        }

        if !policy.accepts(key.algorithm()) || claimed.is_some_and(|algorithm| algorithm != key.algorithm()) {
            return Err(Refusal::Algorithm.into());
        }
        for (required, name) in required.enumerate() {
            if !statement.covers(name) {
                return Err(Refusal::HeaderUnsigned { required }.into());
            }
        }
        let body = Body { octets: body, sha256: body_sha256 };
        let digest_required =
            policy.require_digest && rules.trailer.is_empty() && (!body.is_empty() || has_digest(headers));
        if digest_required && !statement.covers(b"digest") {
            return Err(Refusal::DigestUnsigned.into());
        }

        string.resolve(policy.allow_undated).map_err(|error| as_refusal(error, string.request()))?;
        if !policy.allow_ambiguous && string.is_ambiguous() {
            return Err(Refusal::Ambiguous.into());
        }
        if !key.verify(string, mac) {
            return Err(Refusal::Signature.into());
        }

        let (statement, headers) = (string.statement(), string.request().headers);
        let mut bound = |last: i64| *expires = Some(expires.map_or(last, |least| least.min(last)));
        for line in string.lines() {
            let (signed, time) = match line {
                Line::Header(index) => {
                    let Some(header) = headers.header(index) else { continue };
                    if !policy.judges(statement.dialect, header.name()) {
                        continue;
                    }
                    let time = date::read(trim(header.value()), policy.allow_any_weekday)
                        .map_err(|_| Refusal::Date { header: index })?;
                    (SignedTime::Header(index), time)
                }
                Line::Pseudo(pseudo) => match (pseudo.line, statement.created, statement.expires) {
                    (PseudoLine::Created, Some(created), _) => (SignedTime::Created, created),
                    (PseudoLine::Expires, _, Some(last)) => {
                        if now > last {
                            return Err(Refusal::Stale { time: SignedTime::Expires, skew: now - last }.into());
                        }
                        bound(last);
                        continue;
                    }
                    _ => continue,
                },
            };
            let (skew, max_skew) = (now - time, i64::from(policy.max_skew));
            if skew.abs() > max_skew {
                return Err(Refusal::Stale { time: signed, skew }.into());
            }
            *first_skew = first_skew.or(Some((signed, skew)));
            bound((time + max_skew).min(Date::MAX_SECONDS));
        }

        if string.wrong_content_md5().is_some() {
            return Err(Refusal::Digest.into());
        }
        if digest_required && !has_fitting_digest(string, body) {
            return Err(Refusal::Digest.into());
        }
        Ok(())
    }
}

/// Is a digest signed that is the body's?
#[inline(never)]
fn has_fitting_digest<H: Headers + ?Sized>(string: &SigningString<'_, H>, body: Body<'_>) -> bool {
    let header = |line| if let Line::Header(index) = line { string.request().headers.header(index) } else { None };
    let digest = string.lines().filter_map(header).find(|header| same_name(b"digest", header.name()));
    digest.is_some_and(|digest| body.fits(&digest))
}

#[inline(never)]
fn has_digest<H: Headers + ?Sized>(headers: &H) -> bool {
    (0..headers.count()).filter_map(|index| headers.header(index)).any(|header| same_name(b"digest", header.name()))
}

/// Whose fault it is that there is no signing string: that of the request, unless the caller left something out.
#[inline(never)]
fn as_refusal<H: ?Sized>(error: Error, request: &Request<'_, H>) -> VerifyError {
    match error {
        Error::HeaderMissing { offset } => Refusal::HeaderMissing { offset }.into(),
        Error::HeaderRepeated(place) => Refusal::HeaderRepeated(place).into(),
        Error::HeaderValue { header } => Refusal::HeaderValue { header }.into(),
        Error::DateUnsigned => Refusal::DateUnsigned.into(),
        Error::RequestLine(RequestPart::Method) if request.method.is_empty() => error.into(),
        Error::RequestLine(RequestPart::Target) if request.target.is_empty() => error.into(),
        Error::RequestLine(part) => Refusal::RequestLine(part).into(),
        Error::Parameters => Refusal::Parameters.into(),
        error => error.into(),
    }
}
