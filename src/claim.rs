//! Reading a credential that a client wrote. It is taken apart and nothing more: what it claims is proved elsewhere.

use core::fmt;

use crate::dialect::{Order, Rules};
use crate::grammar::{find, id_fault, is_token_octet};
use crate::signer::is_stated_time;
use crate::statement::{Names, Statement};
use crate::{Algorithm, Dialect, Error, SIGNATURE_MAX, SIGNED_MAX, base64};

/// A credential as the client wrote it, taken apart. Nothing in it is proved: look the key up by [`id`](Claim::id),
/// then [`verify`](Claim::verify).
///
/// It borrows the text; only the MAC is decoded into memory of its own.
///
/// ```
/// use hmacsign::{Claim, Dialect};
///
/// let credential = "hmac id=\"AKID\", algorithm=\"hmac-sha1\", headers=\"x-date host\", \
///                   signature=\"zJ1fUmiWSmSZUoqgZi+dGUJvxn0=\"";
/// let claim = Claim::read(Dialect::Tencent, credential)?;
/// assert_eq!(claim.id(), "AKID");
/// assert_eq!(claim.names(), "x-date host");
/// assert_eq!(claim.mac().len(), 20);
/// # Ok::<(), hmacsign::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct Claim<'a> {
    pub(crate) statement: Statement<'a>,
    pub(crate) algorithm: Option<Algorithm>,
    pub(crate) signature: &'a [u8],
    pub(crate) mac: [u8; 64],
    pub(crate) mac_len: usize,
}

/// The parameters that are known, in the order written, and behind them those that state a time.
const ID: usize = 0;
const ALGORITHM: usize = 1;
const HEADERS: usize = 2;
const SIGNATURE: usize = 3;
const CREATED: usize = 4;
const EXPIRES: usize = 5;

impl Rules {
    /// The names of a parameter, the one written first.
    fn parameter_names(&self, parameter: usize) -> &'static [&'static str] {
        match parameter {
            ID => self.id,
            ALGORITHM => &["algorithm"],
            HEADERS => &["headers"],
            SIGNATURE => &["signature"],
            CREATED => &["created"],
            _ => &["expires"],
        }
    }

    /// Which parameter has this name. `guess` is looked at first.
    fn parameter(&self, name: &[u8], guess: usize) -> Option<usize> {
        let last = if self.times_stated { EXPIRES } else { SIGNATURE };
        [guess].into_iter().filter(|&guess| guess <= last).chain(ID..=last).find(|&parameter| {
            self.parameter_names(parameter).iter().any(|known| match self.order {
                Order::Fixed => known.as_bytes() == name,
                Order::Free => known.as_bytes().eq_ignore_ascii_case(name),
            })
        })
    }

    /// Is this the word that the credential begins with?
    fn is_scheme(&self, word: &[u8]) -> bool {
        let scheme = self.scheme.as_bytes();
        match (self.order, word, scheme) {
            (Order::Fixed, [first, rest @ ..], [known, others @ ..]) => {
                first.eq_ignore_ascii_case(known) && rest == others
            }
            _ => word.eq_ignore_ascii_case(scheme),
        }
    }

    fn fault(&self, parameter: usize, offset: usize) -> Error {
        Error::Parameter { name: self.parameter_names(parameter).first().copied().unwrap_or_default(), offset }
    }
}

/// A parameter's value and where it begins in the credential.
#[derive(Clone, Copy)]
struct Value<'a> {
    text: &'a [u8],
    offset: usize,
}

impl<'a> Claim<'a> {
    /// Read the value of the header that [`Dialect::header`] names, without its name.
    ///
    /// ```text
    /// credential = [ scheme 1*SP ] parameter *( "," *SP parameter )
    /// parameter  = name "=" DQUOTE *( any octet but DQUOTE ) DQUOTE
    /// ```
    ///
    /// In [`Dialect::Cavage`] `created` and `expires` are 1 to 12 digits without quotes, from 1 to 253402300799, and up to
    /// [`SIGNED_MAX`] parameters that are not known, their values tokens or quoted, are skipped, each once.
    ///
    /// There is no other white space and nothing behind the last parameter. The scheme's word is missing in
    /// [`Dialect::Cybersource`] and may be in [`Dialect::Iflytek`]. [`Dialect::Tencent`], [`Dialect::TencentApp`] and
    /// [`Dialect::Kong`] take the parameters in the order written, by their names exactly as written, behind `hmac` or
    /// `Hmac`; the others in any order and case ([RFC 9110, 11.4](https://www.rfc-editor.org/rfc/rfc9110#section-11.4)).
    /// Names of algorithms are as written everywhere. The time this takes grows with the length of the text and with
    /// nothing else.
    ///
    /// # Errors
    /// In this order over the whole text, each with the offset of its octet: [`Error::Format`],
    /// [`Error::Parameter`], [`Error::AlgorithmName`], [`Error::Id`], [`Error::SignatureForm`]. All of them are the
    /// client's doing: answer 401.
    pub fn read<T: AsRef<[u8]> + ?Sized>(dialect: Dialect, credential: &'a T) -> Result<Self, Error> {
        let (rules, text) = (dialect.rules(), credential.as_ref());
        let [Some(id), algorithm, Some(headers), Some(signature), created, expires] = parameters(rules, text)? else {
            return Err(Error::Internal); // they would have been told missing
        };
        if let Some(offset) = names_fault(rules, headers.text) {
            return Err(rules.fault(HEADERS, headers.offset + offset));
        }
        let statement = Statement {
            dialect,
            id: id.text,
            names: Names(headers.text),
            created: created.and_then(|value| stated_time(value.text)),
            expires: expires.and_then(|value| stated_time(value.text)),
        };

        let algorithm = match algorithm {
            Some(name) if rules.of_key.is_none_or(|of_key| of_key.as_bytes() != name.text) => {
                let known = rules.algorithms.iter().find(|(_, known)| known.as_bytes() == name.text);
                // The draft forbids to name one where a stated time is signed.
                let known = known.filter(|_| !statement.covers_stated_time());
                Some(known.ok_or(Error::AlgorithmName { offset: name.offset })?.0)
            }
            // By the name that leaves it to the key, or left out where it may be.
            _ => None,
        };
        if let Some(offset) = id_fault(id.text, rules.id_without) {
            return Err(Error::Id { offset: id.offset + offset });
        }
        let (mac, mac_len) = decode(rules, algorithm, signature.text)
            .map_err(|offset| Error::SignatureForm { offset: signature.offset + offset })?;
        Ok(Claim { statement, algorithm, signature: signature.text, mac, mac_len })
    }

    /// Read a credential that travelled in a query parameter ([`Dialect::Iflytek`]), after percent-decoding: strict
    /// Base64 of what [`read`](Claim::read) takes, which may begin with the scheme's word or not. `scratch` is room for the
    /// decoded text, three quarters of the length; the claim borrows from it.
    ///
    /// # Errors
    /// [`Error::NotInQuery`] for other dialects; [`Error::Buffer`] if the room does not suffice; [`Error::Format`] with
    /// an offset in the text if that is not strict Base64; else as [`read`](Claim::read), with offsets in the decoded
    /// text.
    pub fn read_query<T: AsRef<[u8]> + ?Sized>(
        dialect: Dialect,
        text: &T,
        scratch: &'a mut [u8],
    ) -> Result<Self, Error> {
        let text = text.as_ref();
        if !dialect.rules().in_query {
            return Err(Error::NotInQuery);
        }
        let needed = base64::decoded_len(text);
        let room = scratch.get_mut(..needed).ok_or(Error::Buffer { needed })?;
        let decoded: &'a [u8] = base64::decode(text, room).map_err(|offset| Error::Format { offset })?;
        Claim::read(dialect, decoded)
    }

    /// Could [`read`](Claim::read) have given a claim of these parts, if its names are good? (The text of the signature
    /// counts as its octets only.)
    #[cfg(feature = "capi")]
    pub(crate) fn is_good_but_names(statement: &Statement<'_>, algorithm: Option<Algorithm>, mac_len: usize) -> bool {
        let Statement { dialect, id, created, expires, .. } = *statement;
        let rules = dialect.rules();
        let algorithm_fits = match algorithm {
            Some(algorithm) => {
                rules.algorithm_name(algorithm).is_some()
                    && mac_len == algorithm.mac_len()
                    && !statement.covers_stated_time()
            }
            None => rules.of_key.is_some() && is_mac_len(mac_len),
        };
        let times_fit = [created, expires].into_iter().flatten().all(|time| rules.times_stated && is_stated_time(time));
        algorithm_fits && times_fit && id_fault(id, rules.id_without).is_none()
    }

    /// Whose rules it was read by.
    #[must_use]
    pub const fn dialect(&self) -> Dialect {
        self.statement.dialect
    }

    /// Who claims to have signed: look the key up by it. Visible ASCII.
    #[must_use]
    pub fn id(&self) -> &'a str {
        core::str::from_utf8(self.statement.id).unwrap_or_default()
    }

    /// The names of the headers that are signed, one space between two, as the client spelled them.
    #[must_use]
    pub fn names(&self) -> &'a str {
        core::str::from_utf8(self.statement.names.0).unwrap_or_default()
    }

    /// The algorithm that it names; `None` where it leaves that to the key, as [`Dialect::Cavage`] lets it: by `hs2019`, or
    /// by naming none.
    #[must_use]
    pub const fn algorithm(&self) -> Option<Algorithm> {
        self.algorithm
    }

    /// The signature as the client spelled it. For logs: one MAC can be spelled in several ways.
    #[must_use]
    pub fn signature(&self) -> &'a str {
        core::str::from_utf8(self.signature).unwrap_or_default()
    }

    /// The signature decoded, 20 to 64 octets. Remember it with the id to refuse replays, and never the text of the
    /// credential, which can be written in several ways.
    #[must_use]
    pub fn mac(&self) -> &[u8] {
        self.mac.get(..self.mac_len).unwrap_or_default()
    }

    /// Does `headers` name this header, in any case and either spelling of a pseudo header? In
    /// [`Dialect::TencentApp`] `accept` and `content-type` are covered without being named.
    ///
    /// Before it was verified this is only a claim; [`Verified::header`](crate::Verified::header) is proof.
    ///
    /// ```
    /// # use hmacsign::{Claim, Dialect};
    /// # let credential = "hmac id=\"AKID\", algorithm=\"hmac-sha1\", headers=\"x-date host\", \
    /// #                   signature=\"zJ1fUmiWSmSZUoqgZi+dGUJvxn0=\"";
    /// let claim = Claim::read(Dialect::Tencent, credential)?;
    /// assert!(claim.is_signed("Host"));
    /// assert!(!claim.is_signed("x-forwarded-for"));
    /// # Ok::<(), hmacsign::Error>(())
    /// ```
    #[must_use]
    pub fn is_signed<N: AsRef<[u8]> + ?Sized>(&self, name: &N) -> bool {
        self.statement.covers(name.as_ref())
    }

    /// `created` of [`Dialect::Cavage`], in seconds since 1970; covered only if [`is_signed`](Claim::is_signed) says so
    /// of `(created)`.
    #[must_use]
    pub const fn created(&self) -> Option<i64> {
        self.statement.created
    }

    /// `expires`, likewise.
    #[must_use]
    pub const fn expires(&self) -> Option<i64> {
        self.statement.expires
    }
}

impl fmt::Debug for Claim<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Claim")
            .field("dialect", &self.dialect())
            .field("id", &self.id())
            .field("algorithm", &self.algorithm)
            .field("names", &self.names())
            .field("signature", &self.signature())
            .finish()
    }
}

/// The values of the parameters: the first fault of form, or else the first of the parameters themselves.
fn parameters<'a>(rules: &Rules, text: &'a [u8]) -> Result<[Option<Value<'a>>; 6], Error> {
    if let Some(values) = as_written(rules, text) {
        return Ok(values);
    }
    // There is room for names that are skipped only where some may be.
    if rules.extensible {
        parameters_in(&mut [[].as_slice(); SIGNED_MAX], rules, text)
    } else {
        parameters_in(&mut [], rules, text)
    }
}

/// The same of a credential exactly as this crate writes it, without stated times; most are.
fn as_written<'a>(rules: &Rules, text: &'a [u8]) -> Option<[Option<Value<'a>>; 6]> {
    let mut values = [None; 6];
    let mut cursor = Cursor { text, at: 0 };
    let [algorithm, headers, signature] = *rules.joints;
    for (before, value) in [rules.lead, algorithm, headers, signature].into_iter().zip(&mut values) {
        if !cursor.take(before.as_bytes()) {
            return None;
        }
        let found = cursor.quoted().ok().filter(|found| !found.text.is_empty())?;
        // What comes next begins with the quotation mark.
        cursor.at -= 1;
        *value = Some(found);
    }
    (cursor.rest() == b"\"").then_some(values)
}

#[inline(never)]
fn parameters_in<'a>(skipped: &mut [&'a [u8]], rules: &Rules, text: &'a [u8]) -> Result<[Option<Value<'a>>; 6], Error> {
    let mut cursor = Cursor { text, at: 0 };
    if !rules.scheme.is_empty() {
        let word = cursor.token();
        if rules.is_scheme(word) && cursor.take(b" ") {
            cursor.spaces();
        } else if rules.scheme_optional {
            cursor.at = 0;
        } else {
            return Err(Error::Format { offset: 0 });
        }
    }

    let mut values = [None; 6];
    let mut fault = Ok(());
    let (mut last, mut next) = (ID, ID);
    let mut skipped = Skipped { names: skipped, count: 0 };
    loop {
        let start = cursor.at;
        let name = cursor.token();
        match rules.parameter(name, next) {
            Some(parameter) => {
                next = parameter + 1;
                let value = cursor.value_of(parameter)?;
                let slot = values.get_mut(parameter).ok_or(Error::Internal)?;
                if slot.is_some() {
                    // A repeated one breaks no order: it is at fault itself.
                    fault = fault.and(Err(rules.fault(parameter, start)));
                } else {
                    if rules.order == Order::Fixed && parameter < last {
                        return Err(Error::Format { offset: start });
                    }
                    last = parameter;
                    *slot = Some(value);
                    if value.text.is_empty() {
                        fault = fault.and(Err(rules.fault(parameter, value.offset)));
                    }
                }
            }
            None if rules.extensible && !name.is_empty() => {
                cursor.skip_value()?;
                if !skipped.add(name) {
                    fault = fault.and(Err(Error::Parameter { name: "", offset: start }));
                }
            }
            None => return Err(Error::Format { offset: start }),
        }
        if cursor.at == text.len() {
            break;
        }
        if !cursor.take(b",") {
            return Err(Error::Format { offset: cursor.at });
        }
        cursor.spaces();
    }
    fault?;
    for (parameter, value) in values.iter().enumerate().take(CREATED) {
        if value.is_none() && !(parameter == ALGORITHM && rules.of_key.is_some()) {
            return Err(rules.fault(parameter, text.len()));
        }
    }
    Ok(values)
}

/// The parameters that are skipped: each may come once, and not more of them than can be remembered.
struct Skipped<'s, 'a> {
    names: &'s mut [&'a [u8]],
    count: usize,
}

impl<'a> Skipped<'_, 'a> {
    fn add(&mut self, name: &'a [u8]) -> bool {
        let repeated = self.names.iter().take(self.count).any(|known| known.eq_ignore_ascii_case(name));
        match self.names.get_mut(self.count) {
            Some(room) if !repeated => {
                *room = name;
                self.count += 1;
                true
            }
            _ => false,
        }
    }
}

/// The time that a parameter states.
///
/// ```text
/// time = 1*12DIGIT                                  ; 1 to 253402300799
/// ```
fn stated_time(digits: &[u8]) -> Option<i64> {
    if digits.is_empty() || digits.len() > 12 {
        return None;
    }
    let time =
        digits.iter().try_fold(0, |time, digit| digit.is_ascii_digit().then(|| time * 10 + i64::from(digit - b'0')))?;
    is_stated_time(time).then_some(time)
}

/// Where a list of names is at fault: it has 1 to [`SIGNED_MAX`] names of headers or pseudo headers with one space
/// between two. That one occurs twice is for the verifier to refuse.
pub(crate) fn names_fault(rules: &Rules, list: &[u8]) -> Option<usize> {
    let mut offset = 0;
    for (index, (name, is_token)) in Names(list).listed_tokens().enumerate() {
        if index == SIGNED_MAX || !is_token && rules.pseudo(name).is_none() {
            return Some(offset);
        }
        offset += name.len() + 1;
    }
    None
}

/// Has a MAC of some algorithm this length?
fn is_mac_len(len: usize) -> bool {
    Algorithm::ALL.iter().any(|algorithm| algorithm.mac_len() == len)
}

/// The MAC that a signature spells, and its length; or the offset of the fault.
pub(crate) fn decode(
    rules: &Rules,
    algorithm: Option<Algorithm>,
    signature: &[u8],
) -> Result<([u8; 64], usize), usize> {
    let mut plain = [0; SIGNATURE_MAX];
    let text = if rules.escaped_signature { unescape(signature, &mut plain)? } else { signature };
    if text.len() > SIGNATURE_MAX {
        return Err(SIGNATURE_MAX);
    }
    // Base64 of at most 88 digits is at most 66 octets.
    let mut room = [0; 66];
    let at_fault = |offset| if rules.escaped_signature { 0 } else { offset };
    let octets = base64::decode(text, &mut room).map_err(at_fault)?;
    let fits = match algorithm {
        Some(algorithm) => octets.len() == algorithm.mac_len(),
        None => is_mac_len(octets.len()),
    };
    let mut mac = [0; 64];
    match mac.get_mut(..octets.len()) {
        Some(room) if fits => {
            room.copy_from_slice(octets);
            Ok((mac, octets.len()))
        }
        _ => Err(0),
    }
}

/// Undo percent-encoding (RFC 3986, 2.1): `%XX` in either case; everything else, `+` too, stands for itself.
///
/// # Errors
/// The offset of what is malformed, or does not fit into the room.
pub(crate) fn unescape<'r>(text: &[u8], room: &'r mut [u8]) -> Result<&'r [u8], usize> {
    let (mut rest, mut used) = (text, 0);
    while let [first, others @ ..] = rest {
        let offset = text.len() - rest.len();
        let octet = match (first, others) {
            (b'%', [high, low, others @ ..]) => {
                rest = others;
                let digits = (char::from(*high).to_digit(16), char::from(*low).to_digit(16));
                let (Some(high), Some(low)) = digits else { return Err(offset) };
                (high << 4 | low) as u8
            }
            (b'%', _) => return Err(offset),
            _ => {
                rest = others;
                *first
            }
        };
        *room.get_mut(used).ok_or(offset)? = octet;
        used += 1;
    }
    room.get(..used).ok_or(text.len())
}

/// A place in the text.
struct Cursor<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a [u8] {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Pass over this, if it is what comes.
    fn take(&mut self, expected: &[u8]) -> bool {
        let taken = self.rest().starts_with(expected);
        if taken {
            self.at += expected.len();
        }
        taken
    }

    /// Pass over the octets that can stand in a token.
    fn token(&mut self) -> &'a [u8] {
        let rest = self.rest();
        let len = rest.iter().position(|&octet| !is_token_octet(octet)).unwrap_or(rest.len());
        self.at += len;
        rest.get(..len).unwrap_or_default()
    }

    fn spaces(&mut self) {
        while self.take(b" ") {}
    }

    /// Pass over `=` and the value of a parameter that is known.
    fn value_of(&mut self, parameter: usize) -> Result<Value<'a>, Error> {
        if parameter == CREATED || parameter == EXPIRES {
            if !self.take(b"=") {
                return Err(Error::Format { offset: self.at });
            }
            let offset = self.at;
            let text = self.token();
            return if stated_time(text).is_some() {
                Ok(Value { text, offset })
            } else {
                Err(Error::Format { offset })
            };
        }
        if self.take(b"=\"") { self.quoted() } else { Err(Error::Format { offset: self.at }) }
    }

    /// Pass over `=` and a value, which is quoted or a token.
    fn skip_value(&mut self) -> Result<(), Error> {
        if self.take(b"=\"") {
            return self.quoted().map(drop);
        }
        if self.take(b"=") && !self.token().is_empty() { Ok(()) } else { Err(Error::Format { offset: self.at }) }
    }

    /// Pass over a value up to its closing quotation mark; the opening one is behind.
    fn quoted(&mut self) -> Result<Value<'a>, Error> {
        let (rest, offset) = (self.rest(), self.at);
        let len = find(rest, b'"').ok_or(Error::Format { offset: self.text.len() })?;
        self.at += len + 1;
        Ok(Value { text: rest.get(..len).unwrap_or_default(), offset })
    }
}
