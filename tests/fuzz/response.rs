//! What a client reads in a response, and dates: the first octet says which, the others are the text.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use hmacsign::{Cause, Date, Header, Note, NoteKind, NoteValue, ResponseClass, read_header_line};

use super::octets::Octets;

pub fn run(data: &[u8]) {
    let mut octets = Octets::new(data);
    match octets.below(6) {
        0 => note(octets.text(40), octets.rest()),
        1 => line(octets.rest()),
        2 => cause(octets.rest()),
        3 => date(octets.rest()),
        4 => date(forged(&mut octets).as_bytes()),
        _ => numbers(octets.number()),
    }
}

fn trim(value: &[u8]) -> &[u8] {
    let is_space = |octet: &u8| *octet == b' ' || *octet == b'\t';
    let Some(first) = value.iter().position(|octet| !is_space(octet)) else { return b"" };
    &value[first..=value.iter().rposition(|octet| !is_space(octet)).unwrap()]
}

/// Digits alone, of a number that fits.
fn number(text: &str) -> Option<u64> {
    if text.bytes().all(|octet| octet.is_ascii_digit()) { text.parse().ok() } else { None }
}

fn note(name: &[u8], value: &[u8]) {
    let note = Note::read(&Header::new(name, value));
    assert_eq!(note.raw, trim(value));
    assert_eq!(Note::read(&Header::new(&name.to_ascii_uppercase(), value)), note);

    let text = std::str::from_utf8(note.raw).unwrap_or("?");
    let pair = text.split_once('/').and_then(|(first, second)| Some((number(first)?, number(second)?)));
    let looks = match (number(text), pair) {
        (Some(number), _) => NoteValue::Number(number),
        (_, Some((first, second))) => NoteValue::Pair(first, second),
        _ if text == "-1" || text.eq_ignore_ascii_case("unlimited") => NoteValue::Unlimited,
        _ => NoteValue::Text,
    };
    let is_text = [NoteKind::None, NoteKind::SecretId, NoteKind::PlanId, NoteKind::ApiId, NoteKind::RequestId]
        .contains(&note.kind);
    assert_eq!(note.value, if is_text { NoteValue::Text } else { looks });
    assert!(note.window.is_none() || [NoteKind::WindowLimit, NoteKind::WindowLeft].contains(&note.kind));
}

fn line(text: &[u8]) {
    let bare = text.strip_suffix(b"\n").map_or(text, |line| line.strip_suffix(b"\r").unwrap_or(line));
    let expected = bare.iter().position(|octet| *octet == b':').and_then(|colon| {
        let (name, value) = (&bare[..colon], trim(&bare[colon + 1..]));
        let is_token = |octet: &u8| octet.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(octet);
        let is_value = |octet: &u8| *octet == b'\t' || *octet >= b' ' && *octet != 0x7F;
        (!name.is_empty() && name.iter().all(is_token) && value.iter().all(is_value)).then_some((name, value))
    });
    let header = read_header_line(text);
    assert_eq!(header.map(|header| (header.name(), header.value())), expected);
    if let Some(header) = header {
        note(header.name(), header.value());
    }
}

/// The same message bare and as a member of an object.
fn cause(body: &[u8]) {
    let cause = Cause::read(body);
    assert!(!cause.advice().is_empty());
    let is_plain = |octet: &u8| octet.is_ascii_graphic() || *octet == b' ';
    if !body.iter().all(is_plain) || body.trim_ascii_start().starts_with(b"{") {
        return;
    }
    let text = std::str::from_utf8(body).unwrap();
    let written = [serde_json::json!({ "message": text }).to_string(), format!("\t{text}\n")];
    for written in written {
        assert_eq!(Cause::read(&written), cause, "{written}");
    }
    let escaped: String = text.bytes().map(|octet| format!("\\u{octet:04x}")).collect();
    assert_eq!(Cause::read(&format!("{{\"code\":[{{\"message\":1}}],\"message\":\"{escaped}\"}}")), cause);
}

/// What httpdate reads in the same form is the same second.
fn date(text: &[u8]) {
    let (strict, loose) = (Date::parse(text), Date::parse_any_weekday(text));
    if let Ok(date) = strict {
        assert_eq!(date.as_str().as_bytes(), text);
        assert_eq!(loose.map(|date| date.seconds()), Ok(date.seconds()));
    }
    let theirs = std::str::from_utf8(text).ok().and_then(|text| httpdate::parse_http_date(text).ok());
    let is_canonical = theirs.is_some_and(|time| httpdate::fmt_http_date(time).as_bytes() == text);
    assert_eq!(strict.is_ok(), is_canonical);
    if let (Ok(date), Some(theirs)) = (strict, theirs) {
        assert_eq!(second(date), theirs);
    }
    if let Ok(date) = loose {
        assert_eq!(date.as_str().as_bytes().get(3..), text.get(3..));
        assert_eq!(httpdate::parse_http_date(date.as_str()).unwrap(), second(date));
    }
}

/// Nearly a date: every weekday, and days that some months have not.
fn forged(octets: &mut Octets<'_>) -> String {
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let year = 1969 + (octets.below(256) * 256 + octets.below(256)) % 8032;
    let (month, day) = (octets.pick(&months), octets.below(33));
    let (hour, minute, second) = (octets.below(25), octets.below(61), octets.below(61));
    let right = format!("{day:02} {month} {year} {hour:02}:{minute:02}:{second:02} GMT");
    let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    for weekday in days {
        date(format!("{weekday}, {right}").as_bytes());
    }
    format!("{}, {right}", octets.pick(&days))
}

fn second(date: Date) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(date.seconds().unsigned_abs())
}

fn numbers(number: i64) {
    match Date::new(number) {
        Ok(date) => {
            assert_eq!(date.seconds(), number);
            assert_eq!(date.as_str(), httpdate::fmt_http_date(second(date)));
        }
        Err(_) => assert!(!(0..=Date::MAX_SECONDS).contains(&number)),
    }
    let class = match number as i32 {
        200..=299 => ResponseClass::Success,
        400..=499 => ResponseClass::ClientError,
        500..=599 => ResponseClass::ServerError,
        _ => ResponseClass::Other,
    };
    assert_eq!(ResponseClass::of(number as i32), class);
}
