//! What the headers and the status code of a response tell. Nothing here is refused and nothing is compared: a
//! response is never rejected for the limits it reports.

use crate::Header;
use crate::grammar::{is_token, is_value, same_name, trim};

/// Which header it is.
///
/// The numbers are those of the C interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NoteKind {
    /// Nothing that this crate knows.
    None = 0,
    /// `X-Secret-ID`: the key that was used.
    SecretId = 1,
    /// `X-UsagePlan-ID`: the usage plan that the key is bound to.
    PlanId = 2,
    /// `X-RateLimit-Limit`: the limit that the usage plan sets. Other services send this name too.
    Limit = 3,
    /// `X-RateLimit-Used`: the traffic. Other services send this name too.
    Used = 4,
    /// `X-UsagePlan-RateLimit`.
    PlanRate = 5,
    /// `X-UsagePlan-Quota`.
    PlanQuota = 6,
    /// `X-Service-RateLimit`.
    ServiceRate = 7,
    /// `X-Api-RateLimit`.
    ApiRate = 8,
    /// `X-Api-ID`: the API that answered.
    ApiId = 9,
    /// `X-Api-RequestId`: quote it when you ask the gateway's support.
    RequestId = 10,
    /// Kong: `RateLimit-Limit`, or `X-RateLimit-Limit-Minute` and its like with [`Note::window`].
    WindowLimit = 11,
    /// Kong: `RateLimit-Remaining`, or `X-RateLimit-Remaining-Minute` and its like with [`Note::window`].
    WindowLeft = 12,
    /// Kong: `RateLimit-Reset`, in seconds from now.
    Reset = 13,
    /// `Retry-After` ([RFC 9110, 10.2.3](https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3)): in seconds from
    /// now, or [`NoteValue::Text`] for a date.
    RetryAfter = 14,
}

/// What the value of a header looks like. What it counts, no document says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NoteValue {
    /// Anything else, all ids, and a number above [`u64::MAX`]: see [`Note::raw`].
    Text,
    /// `500`: one or more ASCII digits and nothing else, leading zeros allowed.
    Number(u64),
    /// `100/125`: two such numbers with a slash between them and no white space.
    ///
    /// Nobody documents which is which: captures of a key that was hardly used have `500/500`, which can only be what
    /// is left and the limit, while the document shows `100/125` under the name `X-RateLimit-Used`.
    Pair(u64, u64),
    /// `unlimited` in any case, or `-1`.
    Unlimited,
}

/// One response header, understood.
///
/// ```
/// use hmacsign::{Header, Note, NoteKind, NoteValue};
///
/// let note = Note::read(&Header::new("X-UsagePlan-RateLimit", "498/500"));
/// assert_eq!(note.kind, NoteKind::PlanRate);
/// assert_eq!(note.value, NoteValue::Pair(498, 500));
///
/// let note = Note::read(&Header::new("x-ratelimit-remaining-hour", "7"));
/// assert_eq!((note.kind, note.window), (NoteKind::WindowLeft, Some(3600)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Note<'a> {
    /// Which header it is.
    pub kind: NoteKind,
    /// The seconds of the window in the name, 60 for `X-RateLimit-Limit-Minute`; `None` where the name has none.
    pub window: Option<u32>,
    /// What the value looks like.
    pub value: NoteValue,
    /// The value as it was sent, without white space around it; of an unknown header too.
    pub raw: &'a [u8],
}

/// Every name in lower case, and whether its value is an id, which is never taken for a number.
const NAMES: &[(&[u8], NoteKind, bool)] = &[
    (b"x-secret-id", NoteKind::SecretId, true),
    (b"x-usageplan-id", NoteKind::PlanId, true),
    (b"x-ratelimit-limit", NoteKind::Limit, false),
    (b"x-ratelimit-used", NoteKind::Used, false),
    (b"x-usageplan-ratelimit", NoteKind::PlanRate, false),
    (b"x-usageplan-quota", NoteKind::PlanQuota, false),
    (b"x-service-ratelimit", NoteKind::ServiceRate, false),
    (b"x-api-ratelimit", NoteKind::ApiRate, false),
    (b"x-api-id", NoteKind::ApiId, true),
    (b"x-api-requestid", NoteKind::RequestId, true),
    (b"ratelimit-limit", NoteKind::WindowLimit, false),
    (b"ratelimit-remaining", NoteKind::WindowLeft, false),
    (b"ratelimit-reset", NoteKind::Reset, false),
    (b"retry-after", NoteKind::RetryAfter, false),
];

/// The names that end with the word of a window.
const WINDOWED: &[(&[u8], NoteKind)] =
    &[(b"x-ratelimit-limit-", NoteKind::WindowLimit), (b"x-ratelimit-remaining-", NoteKind::WindowLeft)];

/// The windows in seconds. Kong's month has 30 days and its year 365.
const WINDOWS: &[(&[u8], u32)] = &[
    (b"second", 1),
    (b"minute", 60),
    (b"hour", 3_600),
    (b"day", 86_400),
    (b"month", 2_592_000),
    (b"year", 31_536_000),
];

impl<'a> Note<'a> {
    /// Understand one response header.
    ///
    /// The name is taken in any case, and white space around the value is left out. An odd value is given as
    /// [`NoteValue::Text`] and an unknown name, such as one with a window that Kong does not have, as
    /// [`NoteKind::None`]; there is no error. One header alone does not prove whose response it is.
    #[must_use]
    pub fn read(header: &Header<'a>) -> Self {
        let raw = trim(header.value());
        let (kind, window, is_id) = kind_of(header.name()).unwrap_or((NoteKind::None, None, true));
        Note { kind, window, value: if is_id { NoteValue::Text } else { value_of(raw) }, raw }
    }
}

/// Kind, window and whether the value is an id.
fn kind_of(name: &[u8]) -> Option<(NoteKind, Option<u32>, bool)> {
    if let Some(&(_, kind, is_id)) = NAMES.iter().find(|(known, ..)| same_name(known, name)) {
        return Some((kind, None, is_id));
    }
    WINDOWED.iter().find_map(|&(start, kind)| {
        let (head, word) = name.split_at_checked(start.len())?;
        let &(_, seconds) = WINDOWS.iter().find(|(known, _)| same_name(known, word))?;
        same_name(start, head).then_some((kind, Some(seconds), false))
    })
}

/// The form of a trimmed value.
///
/// ```text
/// value  = number / number "/" number / "unlimited" / "-1"        ; anything else is text
/// number = 1*DIGIT                                                ; below 2^64
/// ```
fn value_of(raw: &[u8]) -> NoteValue {
    if raw == b"-1" || raw.eq_ignore_ascii_case(b"unlimited") {
        return NoteValue::Unlimited;
    }
    match number(raw) {
        Some((first, [])) => NoteValue::Number(first),
        Some((first, [b'/', rest @ ..])) => match number(rest) {
            Some((second, [])) => NoteValue::Pair(first, second),
            _ => NoteValue::Text,
        },
        _ => NoteValue::Text,
    }
}

/// The number that a text begins with, and what comes after its digits.
fn number(mut text: &[u8]) -> Option<(u64, &[u8])> {
    let mut number = None;
    while let [digit @ b'0'..=b'9', rest @ ..] = text {
        number = Some(number.unwrap_or(0_u64).checked_mul(10)?.checked_add(u64::from(digit - b'0'))?);
        text = rest;
    }
    Some((number?, text))
}

/// Take a line of a message head apart, as a libcurl header callback is given it.
///
/// ```text
/// line = field-name ":" OWS field-value OWS [ CRLF / LF ]               (RFC 9112, 5)
/// ```
///
/// `None` if it is no header line: a status line, an empty line, a folded line (it begins with white space), a name
/// that is no token (white space before the colon makes it none), or a value with a control octet other than a tab
/// inside it, such as a second line.
///
/// ```
/// use hmacsign::{Note, NoteKind, NoteValue, read_header_line};
///
/// let header = read_header_line(b"X-RateLimit-Limit: 500\r\n").unwrap();
/// assert_eq!((header.name(), header.value()), (&b"X-RateLimit-Limit"[..], &b"500"[..]));
/// assert_eq!(Note::read(&header).value, NoteValue::Number(500));
///
/// assert_eq!(read_header_line(b"HTTP/1.1 200 OK\r\n"), None);
/// assert_eq!(read_header_line(b"\r\n"), None);
/// ```
#[must_use]
pub fn read_header_line(line: &[u8]) -> Option<Header<'_>> {
    let line = match line {
        [line @ .., b'\r', b'\n'] | [line @ .., b'\n'] => line,
        _ => line,
    };
    let colon = line.iter().position(|&octet| octet == b':')?;
    let (name, rest) = line.split_at_checked(colon)?;
    let [b':', value @ ..] = rest else { return None };
    let value = trim(value);
    (is_token(name) && is_value(value)).then(|| Header::new(name, value))
}

/// What an HTTP status code says ([RFC 9110, 15](https://www.rfc-editor.org/rfc/rfc9110#section-15)).
///
/// The numbers are those of the C interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ResponseClass {
    /// 1xx, 3xx, or no status code.
    Other = 0,
    /// 200 to 299.
    Success = 2,
    /// 400 to 499: the body may say why, see [`Cause`](crate::Cause).
    ClientError = 4,
    /// 500 to 599.
    ServerError = 5,
}

impl ResponseClass {
    /// The class of a status code; any number is taken.
    ///
    /// 500 is a server error, although a gateway's document has it begin above 500.
    ///
    /// ```
    /// use hmacsign::ResponseClass;
    ///
    /// assert_eq!(ResponseClass::of(204), ResponseClass::Success);
    /// assert_eq!(ResponseClass::of(500), ResponseClass::ServerError);
    /// assert_eq!(ResponseClass::of(0), ResponseClass::Other);
    /// ```
    #[must_use]
    pub const fn of(status_code: i32) -> Self {
        match status_code {
            200..=299 => ResponseClass::Success,
            400..=499 => ResponseClass::ClientError,
            500..=599 => ResponseClass::ServerError,
            _ => ResponseClass::Other,
        }
    }
}
