//! What an application signs behind its headers, slow and obvious: decode, collect, sort, join.

use hmacsign::{Error, Place, RequestPart};
use md5::Digest as _;
use proptest::prelude::*;
use proptest::sample::select;

use super::family::Sent;
use super::{base64, is_token, is_value, lower, trim};

/// Decoded once: `%XX` and `+`; `None` for a malformed `%`.
pub fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let mut decoded = Vec::new();
    let mut at = 0;
    while at < text.len() {
        match text[at] {
            b'+' => decoded.push(b' '),
            b'%' => {
                let digits = text.get(at + 1..at + 3)?;
                if !digits.iter().all(u8::is_ascii_hexdigit) {
                    return None;
                }
                decoded.push(u8::from_str_radix(std::str::from_utf8(digits).unwrap(), 16).unwrap());
                at += 2;
            }
            octet => decoded.push(octet),
        }
        at += 1;
    }
    Some(decoded)
}

/// The values of all headers of this name.
pub fn values(sent: &Sent, name: &str) -> Vec<Vec<u8>> {
    sent.headers.iter().filter(|(known, _)| lower(known) == name.as_bytes()).map(|(_, value)| trim(value)).collect()
}

fn value(sent: &Sent, name: &str) -> Vec<u8> {
    values(sent, name).first().cloned().unwrap_or_default()
}

pub fn is_form(sent: &Sent) -> bool {
    let content_type = value(sent, "content-type");
    let media_type = content_type.split(|&octet| octet == b';').next().unwrap();
    lower(&trim(media_type)) == b"application/x-www-form-urlencoded"
}

/// The signed field: for a body that is no form.
pub fn content_md5(sent: &Sent) -> String {
    if sent.body.is_empty() || is_form(sent) {
        return String::new();
    }
    let hash = md5::Md5::digest(&sent.body);
    let hex: Vec<String> = hash.iter().map(|octet| format!("{octet:02x}")).collect();
    base64(hex.concat().as_bytes())
}

/// Is there a Content-MD5 header with another value than that?
pub fn has_wrong_content_md5(sent: &Sent) -> bool {
    values(sent, "content-md5").iter().any(|value| !value.is_empty() && value != content_md5(sent).as_bytes())
}

/// The parameters decoded and sorted; `None` if one is malformed or they are too many.
pub fn parameters(sent: &Sent) -> Option<Vec<(Vec<u8>, Vec<u8>)>> {
    let query = sent.target.iter().position(|&octet| octet == b'?').map_or(&[][..], |at| &sent.target[at + 1..]);
    let form = if is_form(sent) { &sent.body[..] } else { &[] };
    let mut parameters = Vec::new();
    for piece in query.split(|&octet| octet == b'&').chain(form.split(|&octet| octet == b'&')) {
        if piece.is_empty() {
            continue;
        }
        let (key, value) = match piece.iter().position(|&octet| octet == b'=') {
            Some(at) => (&piece[..at], &piece[at + 1..]),
            None => (piece, &[][..]),
        };
        if key.is_empty() {
            return None;
        }
        parameters.push((decode(key)?, decode(value)?));
    }
    parameters.sort();
    (parameters.len() <= 128).then_some(parameters)
}

pub fn are_ambiguous(parameters: &[(Vec<u8>, Vec<u8>)]) -> bool {
    parameters.iter().any(|(key, value)| key.contains(&b'&') || key.contains(&b'=') || value.contains(&b'&'))
}

/// Path and parameters as they are signed; without the parameters if they are malformed.
pub fn path_and_parameters(sent: &Sent) -> Vec<u8> {
    let path = sent.target.split(|&octet| octet == b'?').next().unwrap();
    let mut text = if path.is_empty() { b"/".to_vec() } else { path.to_vec() };
    let parameters: Vec<Vec<u8>> = (parameters(sent).unwrap_or_default().into_iter())
        .map(|(key, value)| if value.is_empty() { key } else { [key, value].join(&b'=') })
        .collect();
    if !parameters.is_empty() {
        text.push(b'?');
        text.extend(parameters.join(&b'&'));
    }
    text
}

/// The whole string: the lines of these headers (an absent one's is empty), and what comes behind them.
pub fn string(names: &[&[u8]], sent: &Sent) -> Vec<u8> {
    let mut names: Vec<Vec<u8>> = names.iter().map(|name| lower(name)).collect();
    names.sort();
    let mut lines: Vec<Vec<u8>> =
        names.iter().map(|name| [name, b": ".as_slice(), &sent.value(name).unwrap_or_default()].concat()).collect();
    lines.push(sent.method.clone());
    lines.push(value(sent, "accept"));
    lines.push(value(sent, "content-type"));
    lines.push(content_md5(sent).into_bytes());
    lines.push(path_and_parameters(sent));
    lines.join(&b'\n')
}

/// What is wrong with the headers that are signed without being named: of each, first whether it occurs twice.
pub fn implied_fault(sent: &Sent) -> Option<Error> {
    for name in [b"accept".as_slice(), b"content-type"] {
        let places: Vec<usize> =
            (0..sent.headers.len()).filter(|&place| lower(&sent.headers[place].0) == name).collect();
        if let Some(&place) = places.get(1) {
            return Some(Error::HeaderRepeated(Place::Header(place)));
        }
        if let Some(&header) = places.iter().find(|&&place| !is_value(&trim(&sent.headers[place].1))) {
            return Some(Error::HeaderValue { header });
        }
    }
    None
}

/// What is wrong with the request line, the version left out.
pub fn line_fault(sent: &Sent) -> Option<RequestPart> {
    if !is_token(&sent.method) {
        return Some(RequestPart::Method);
    }
    if sent.target.is_empty() || sent.target.iter().any(|&octet| octet <= b' ' || octet == 0x7F) {
        return Some(RequestPart::Target);
    }
    None
}

// ---- For property tests ------------------------------------------------------------------------------------------

/// Octets that meet each other, and that mean something: few, so that keys repeat.
fn octet() -> impl Strategy<Value = u8> {
    prop_oneof![
        6 => select(b"ab".to_vec()),
        3 => select(b"&=%+ ".to_vec()),
        1 => select(b"\0\n?;/".to_vec()),
        2 => select("é你".as_bytes().to_vec()),
        1 => any::<u8>(),
    ]
}

/// A key or a value.
fn word(min: usize) -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(octet(), min..5)
}

/// Write a text down percent-encoded: what must be and what `which` says, in either case; spaces as `+` or `%20`.
fn encode(text: &[u8], is_value: bool, mut which: u64) -> Vec<u8> {
    let mut encoded = Vec::new();
    for &octet in text {
        let (chosen, upper) = (which & 3 == 0, which & 4 == 0);
        which = which.rotate_right(3);
        let must = !(b'!'..=b'~').contains(&octet) && octet < 0x80 || b"&%+#".contains(&octet);
        if octet == b' ' && chosen {
            encoded.push(b'+');
        } else if must || chosen || octet == b'=' && !is_value {
            let hex = if upper { format!("%{octet:02X}") } else { format!("%{octet:02x}") };
            encoded.extend(hex.into_bytes());
        } else {
            encoded.push(octet);
        }
    }
    encoded
}

/// A parameter and one of the ways to write it.
pub fn parameter() -> impl Strategy<Value = ((Vec<u8>, Vec<u8>), Vec<u8>)> {
    (word(1), word(0), any::<u64>(), any::<bool>()).prop_map(|(key, value, which, equals)| {
        let mut text = encode(&key, false, which);
        if equals || !value.is_empty() {
            text.push(b'=');
        }
        text.extend(encode(&value, true, which.rotate_left(17)));
        ((key, value), text)
    })
}

/// Parameters, decoded, and a query or form of them with empty pieces between.
pub fn parameter_text(count: std::ops::Range<usize>) -> impl Strategy<Value = (Vec<(Vec<u8>, Vec<u8>)>, Vec<u8>)> {
    (prop::collection::vec(parameter(), count), any::<u64>()).prop_map(|(parameters, gaps)| {
        let mut text = Vec::new();
        for (index, (_, piece)) in parameters.iter().enumerate() {
            let gap = if gaps >> (index % 60) & 7 == 0 { "&&" } else { "&" };
            if index > 0 || gap == "&&" {
                text.extend(gap.as_bytes());
            }
            text.extend(piece);
        }
        if gaps & 3 == 3 {
            text.push(b'&');
        }
        (parameters.into_iter().map(|(parameter, _)| parameter).collect(), text)
    })
}

/// The parts of an application's request: Accept, Content-Type, target, body.
#[derive(Clone, Debug)]
pub struct Parts {
    pub accept: Option<&'static str>,
    pub content_type: Option<&'static str>,
    pub target: Vec<u8>,
    pub body: Vec<u8>,
}

pub fn parts() -> impl Strategy<Value = Parts> {
    let form = parameter_text(0..6).prop_map(|(_, text)| text);
    let body = prop_oneof![2 => form, 1 => prop::collection::vec(any::<u8>(), 0..40)];
    let content_type = select(vec![
        None,
        Some(""),
        Some("application/json"),
        Some("application/x-www-form-urlencoded"),
        Some("Application/X-WWW-Form-Urlencoded ;charset=utf-8"),
        Some("multipart/form-data; boundary=x"),
        Some("text/plain; application/x-www-form-urlencoded"),
    ]);
    let accept = select(vec![None, Some(""), Some("*/*"), Some("application/json, text/*;q=0.1")]);
    let path = select(vec!["", "/", "/a%2Fb+c", "/é", "*", "/a&b=c", "http://h/p"]);
    (accept, content_type, path, prop::option::of(parameter_text(0..6)), body).prop_map(
        |(accept, content_type, path, query, body)| {
            let mut target = path.as_bytes().to_vec();
            if let Some((_, query)) = query {
                target.push(b'?');
                target.extend(query);
            }
            if target.is_empty() {
                target.push(b'?');
            }
            let mut parts = Parts { accept, content_type, target, body };
            let headers = content_type.map(|value| (b"content-type".to_vec(), value.into())).into_iter().collect();
            let sent = Sent { headers, body: parts.body.clone(), ..Sent::default() };
            if is_form(&sent) && parameters(&sent).is_none() {
                parts.body = b"a=b".to_vec();
            }
            parts
        },
    )
}
