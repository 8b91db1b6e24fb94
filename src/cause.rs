//! Why a gateway said no, as far as the words of its message tell. The status code is not looked at: the documents
//! give it differently for the same message.

use core::ffi::CStr;

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
        let body = body.as_ref().trim_ascii_start();
        let mut message = match body {
            [b'{', members @ ..] => match message_in(members) {
                Some(message) => message,
                None => return Cause::Unknown,
            },
            _ => Letters { rest: body, json: false },
        };
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

/// The string under the first `"message"` of an object, given what comes after its `{`.
///
/// ```text
/// object = "{" [ member *( "," member ) ] "}"                           (RFC 8259, 4)
/// member = string ":" value
/// ```
///
/// Only strings and brackets are told apart: enough to find a member, and it makes something of what is cut short.
fn message_in(mut text: &[u8]) -> Option<Letters<'_>> {
    let mut depth = 1_usize;
    loop {
        text = match text {
            [] => return None,
            [b'{' | b'[', rest @ ..] => {
                depth = depth.saturating_add(1);
                rest
            }
            [b'}' | b']', rest @ ..] => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return None;
                }
                rest
            }
            [b'"', string @ ..] => {
                let name = Letters { rest: string, json: true };
                let rest = after_string(string).trim_ascii_start();
                match rest {
                    [b':', value @ ..] if depth == 1 && name.eq(*b"message") => {
                        return match value.trim_ascii_start() {
                            [b'"', string @ ..] => Some(Letters { rest: string, json: true }),
                            _ => None,
                        };
                    }
                    _ => rest,
                }
            }
            [_, rest @ ..] => rest,
        };
    }
}

/// What comes after a string's closing quotation mark; nothing if it has none.
fn after_string(mut text: &[u8]) -> &[u8] {
    loop {
        text = match text {
            [] => return text,
            [b'"', rest @ ..] => return rest,
            [b'\\', _, rest @ ..] | [_, rest @ ..] => rest,
        };
    }
}

/// The octets of a message: all of them as they stand, or those of a JSON string up to its closing quotation mark.
///
/// ```text
/// char = unescaped / "\" ( %x22 / "\" / "/" / "b" / "f" / "n" / "r" / "t" / "u" 4HEXDIG )   (RFC 8259, 7)
/// ```
///
/// A character above U+007F that is escaped comes as one octet above 0x7F, since no known message has one. A backslash
/// that begins no escape stands for itself.
#[derive(Clone)]
struct Letters<'a> {
    rest: &'a [u8],
    json: bool,
}

impl Letters<'_> {
    /// What comes after these octets, if the text begins with them.
    fn after(mut self, octets: &[u8]) -> Option<Self> {
        octets.iter().all(|&octet| self.next() == Some(octet)).then_some(self)
    }

    /// Pass over the white space at the beginning, escaped or not.
    fn trim_start(&mut self) {
        let mut ahead = self.clone();
        while ahead.next().is_some_and(|octet| octet.is_ascii_whitespace()) {
            self.rest = ahead.rest;
        }
    }
}

impl Iterator for Letters<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        let (octet, rest) = match (self.json, self.rest) {
            (_, []) | (true, [b'"', ..]) => return None,
            (true, [b'\\', octet @ (b'"' | b'\\' | b'/'), rest @ ..]) => (*octet, rest),
            (true, [b'\\', b'b', rest @ ..]) => (0x08, rest),
            (true, [b'\\', b'f', rest @ ..]) => (0x0C, rest),
            (true, [b'\\', b'n', rest @ ..]) => (b'\n', rest),
            (true, [b'\\', b'r', rest @ ..]) => (b'\r', rest),
            (true, [b'\\', b't', rest @ ..]) => (b'\t', rest),
            (true, [b'\\', b'u', a, b, c, d, rest @ ..]) => match code([*a, *b, *c, *d]) {
                Some(code) => (u8::try_from(code).unwrap_or(0xFF), rest),
                None => (b'\\', self.rest.get(1..).unwrap_or_default()),
            },
            (_, [octet, rest @ ..]) => (*octet, rest),
        };
        self.rest = rest;
        Some(octet)
    }
}

/// The number that four hexadecimal digits write.
fn code(digits: [u8; 4]) -> Option<u32> {
    digits.iter().try_fold(0, |code, &digit| Some(code * 16 + char::from(digit).to_digit(16)?))
}

#[cfg(test)]
mod tests {
    use super::Letters;

    fn assert_letters(json: &[u8], octets: &[u8]) {
        assert!(Letters { rest: json, json: true }.eq(octets.iter().copied()), "{}", json.escape_ascii());
    }

    #[test]
    fn the_escapes_of_a_json_string_are_undone() {
        assert_letters(br#"a/\/\"\\\b\f\n\r\tz" and no further"#, b"a//\"\\\x08\x0C\n\r\tz");
        assert_letters(br"\u002f\u002F\u0000\u007f\u007F", b"//\0\x7F\x7F");
        assert_letters(br"\u0080\u00fF\u0100\uFFFF\ud83d", b"\x80\xFF\xFF\xFF\xFF");
        assert_letters(b"\xC3\xA9", b"\xC3\xA9");
    }

    #[test]
    fn a_backslash_that_begins_no_escape_stands_for_itself() {
        for text in [br"\".as_slice(), br"\x", br"\u", br"\u12", br"\u12G4", br"\u+041", br"\U0041", br"\'"] {
            assert_letters(text, text);
        }
    }

    #[test]
    fn a_bare_message_has_no_escapes() {
        let bare = br#"a\/"\u0041"#;
        assert!(Letters { rest: bare, json: false }.eq(bare.iter().copied()));
    }
}
