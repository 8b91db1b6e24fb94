//! Why a gateway said no, as far as the words of its message tell. The status code is not looked at: the documents
//! give it differently for the same message.

use core::ffi::CStr;

use crate::message::{Letters, message_of};
use crate::words::words;

/// Why a gateway refused a request, read from its message.
///
/// The numbers are those of the C interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Cause {
    /// The words are not known, or give no reason.
    Unknown = 0,
    /// No credential arrived.
    NoAuthorization = 1,
    /// The credential does not parse.
    Format = 2,
    /// The credential has no id or no signature.
    IdOrSignatureMissing = 3,
    /// A header that must be signed or is named as signed is not there.
    HeaderMissing = 4,
    /// A signed header occurs more than once.
    HeaderRepeated = 5,
    /// There is no date, it is not signed or is no date. From Kong and its like also: it is stale.
    DateMissing = 6,
    /// The date is too far from the gateway's clock.
    DateStale = 7,
    /// The gateway does not take this algorithm.
    Algorithm = 8,
    /// The id is unknown, disabled or not bound to the API.
    KeyUnknown = 9,
    /// The signature does not match; from some gateways the body's digest also.
    Signature = 10,
    /// No usage plan is bound.
    NoPlan = 11,
    /// Too many requests.
    Rate = 12,
    /// The quota is used up.
    Quota = 13,
    /// The `Host` header is not the service's domain.
    Host = 14,
    /// No API fits host, environment, method and path.
    NoApi = 15,
}

/// What messages begin with. The longest that fits decides; `*` stands for any octets, for there the gateway names a
/// header or an algorithm. There are no final full stops here, since some gateways write one and some do not.
const MESSAGES: &[(&str, Cause)] = &[
    // Tencent's gateway, and Kong, whose words it took over.
    ("HMAC signature cannot be verified, a validate authorization header is required", Cause::NoAuthorization),
    ("HMAC authorization format error", Cause::Format),
    ("HMAC authorization headers is invalidate", Cause::Format),
    ("authorization headers is invalidate", Cause::Format),
    ("HMAC id or signature missing", Cause::IdOrSignatureMissing),
    ("id or signature missing", Cause::IdOrSignatureMissing),
    ("HMAC algorithm * not supported", Cause::Algorithm),
    ("HMAC signature cannot be verified, a valid date or x-date header is required", Cause::DateMissing),
    ("HMAC signature cannot be verified, a valid date header is required", Cause::DateMissing),
    ("HMAC signature cannot be verified, a valid x-date header is required", Cause::DateMissing),
    ("HMAC signature cannot be verified, the x-date header is out of date", Cause::DateStale),
    ("HMAC signature cannot be verified, a valid * header is required", Cause::HeaderMissing),
    ("HMAC do not support multiple HTTP header", Cause::HeaderRepeated),
    ("HMAC signature cannot be verified", Cause::KeyUnknown),
    ("HMAC signature does not match", Cause::Signature),
    ("HMAC apikey is invalid for API", Cause::KeyUnknown),
    ("Found no validate usage plan", Cause::NoPlan),
    ("Not Found Host", Cause::Host),
    ("Get Host Fail", Cause::Host),
    ("There is no api match", Cause::NoApi),
    ("API rate limit exceeded", Cause::Rate),
    ("API quota exceeded", Cause::Quota),
    // Kong.
    ("Unauthorized", Cause::NoAuthorization),
    // iFLYTEK, which goes on where Kong ends.
    ("HMAC signature cannot be verified:enforced header ", Cause::HeaderMissing),
    // APISIX. The older ones end here, without a reason.
    ("client request can't be validated", Cause::Unknown),
    ("client request can't be validated: Invalid signature", Cause::Signature),
    ("client request can't be validated: Invalid digest", Cause::Signature),
    ("client request can't be validated: Clock skew exceeded", Cause::DateStale),
    ("client request can't be validated: Date header missing", Cause::DateMissing),
    ("client request can't be validated: Invalid GMT format time", Cause::DateMissing),
    ("client request can't be validated: keyId or signature missing", Cause::IdOrSignatureMissing),
    ("client request can't be validated: Invalid algorithm", Cause::Algorithm),
    // CyberSource, which never gives a reason.
    ("Authentication Failed", Cause::Signature),
];

impl Cause {
    /// Every cause, each at the index of its number.
    pub const ALL: [Cause; 16] = [
        Cause::Unknown,
        Cause::NoAuthorization,
        Cause::Format,
        Cause::IdOrSignatureMissing,
        Cause::HeaderMissing,
        Cause::HeaderRepeated,
        Cause::DateMissing,
        Cause::DateStale,
        Cause::Algorithm,
        Cause::KeyUnknown,
        Cause::Signature,
        Cause::NoPlan,
        Cause::Rate,
        Cause::Quota,
        Cause::Host,
        Cause::NoApi,
    ];

    /// Recognise the message in a response's body, which may be the bare message or JSON.
    ///
    /// If the body begins with `{`, the message is the string under the first `"message"` of that object (not of one
    /// inside it), its escapes undone; else the body is the message. White space before either is left out. Words
    /// are matched from their beginning and as the gateways write them, capitals included. Text that is cut short or
    /// malformed is read as far as it goes; what is not recognised is [`Cause::Unknown`].
    ///
    /// ```
    /// use hmacsign::Cause;
    ///
    /// assert_eq!(Cause::read(r#"{"message":"API rate limit exceeded"}"#), Cause::Rate);
    /// assert_eq!(Cause::read("HMAC signature does not match"), Cause::Signature);
    /// assert_eq!(Cause::read("<html>"), Cause::Unknown);
    /// ```
    #[must_use]
    pub fn read(body: &(impl AsRef<[u8]> + ?Sized)) -> Self {
        let Some(mut message) = message_of(body.as_ref()) else { return Cause::Unknown };
        message.trim_start();
        let fitting = MESSAGES.iter().filter(|(pattern, _)| fits(pattern, message.clone()));
        fitting.max_by_key(|(pattern, _)| pattern.len()).map_or(Cause::Unknown, |&(_, cause)| cause)
    }

    /// What to look at: one English sentence without its full stop.
    #[must_use]
    pub const fn advice(self) -> &'static str {
        words(self.sentence())
    }

    pub(crate) const fn sentence(self) -> &'static CStr {
        match self {
            Cause::Unknown => c"read the response body: its words are none that this library knows a reason for",
            Cause::NoAuthorization => {
                c"check that the credential's header is sent and that no proxy or redirect drops it on the way"
            }
            Cause::Format => {
                c"send the credential as it was made, on one line and in one header: a gateway takes no other spacing, \
                 order or quotes"
            }
            Cause::IdOrSignatureMissing => {
                c"check that id and signature both stand in the credential and that neither is empty"
            }
            Cause::HeaderMissing => {
                c"check that every signed header is sent, under that name, and that those the gateway enforces are \
                 among the signed ones"
            }
            Cause::HeaderRepeated => {
                c"send every signed header once: look for one that your HTTP library adds on its own"
            }
            Cause::DateMissing => {
                c"sign and send Date or X-Date with the current time in English and GMT, as in Mon, 19 Mar 2018 \
                 12:08:40 GMT; if it is there, check the clock, for some gateways say the same of a stale date"
            }
            Cause::DateStale => {
                c"set the clock, make the date in UTC, and sign each request when it is sent: gateways take a \
                 difference of a few minutes only"
            }
            Cause::Algorithm => {
                c"sign with an algorithm that the gateway is set up for, hmac-sha256 or hmac-sha1 for most"
            }
            Cause::KeyUnknown => {
                c"check that the id is spelt right, enabled and bound to this API in this environment; if it is, check the \
                 algorithm and that the headers which the gateway enforces are signed, for Kong says the same of those"
            }
            Cause::Signature => {
                c"compare the signing string with what was sent, headers that a library or proxy rewrote and the body's \
                 digest included, and check that the key belongs to this id, has no line end, and was decoded from \
                 Base64 only if the scheme asks for it; if all fits, check the date"
            }
            Cause::NoPlan => c"bind the key to a usage plan, and the plan to the service in this environment",
            Cause::Rate => c"wait as long as the response's rate headers say, then send fewer requests at a time",
            Cause::Quota => {
                c"look at the quota in the response's headers or the console, and raise it or wait for the next"
            }
            Cause::Host => c"send the service's domain alone as Host, without a scheme or a path",
            Cause::NoApi => {
                c"check method, path and environment against the API, and that it is published under this domain"
            }
        }
    }
}

/// Does the text begin with the pattern?
fn fits(pattern: &str, text: Letters<'_>) -> bool {
    let mut pieces = pattern.as_bytes().split(|&octet| octet == b'*');
    let head = pieces.next().unwrap_or_default();
    let Some(mut text) = text.after(head) else { return false };
    for piece in pieces {
        // The first place where the piece occurs: whatever was before it is the name.
        text = loop {
            if let Some(rest) = text.clone().after(piece) {
                break rest;
            }
            if text.next().is_none() {
                return false;
            }
        };
    }
    true
}
