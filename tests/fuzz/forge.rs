//! Requests out of a script: mostly of names and values that mean something and meet each other, and now and then of
//! anything at all.

use hmacsign::{Algorithm, ContentMd5, Date, Dialect, Digest, Header, Request, SIGNED_MAX};

use super::octets::Octets;
use crate::oracle::application;
use crate::oracle::family::{ROWS, Row, Sent};

/// Mon, 19 Mar 2018 12:08:40 GMT
pub const NOW: i64 = 1_521_461_320;

const FORM: &[u8] = b"application/x-www-form-urlencoded";

pub fn row(octets: &mut Octets<'_>) -> &'static Row {
    &ROWS[octets.below(ROWS.len())]
}

pub fn algorithm(octets: &mut Octets<'_>) -> Algorithm {
    octets.pick(&Algorithm::ALL)
}

/// One of the dialect's, but for one in sixteen.
pub fn fitting_algorithm(octets: &mut Octets<'_>, row: &Row) -> Algorithm {
    if octets.rarely() { algorithm(octets) } else { octets.pick(row.algorithms).0 }
}

/// One octet at least.
pub fn secret(octets: &mut Octets<'_>) -> Vec<u8> {
    let secret = octets.text(200);
    if secret.is_empty() { b"a secret".to_vec() } else { secret.to_vec() }
}

/// Mostly a good one.
pub fn id(octets: &mut Octets<'_>) -> String {
    if octets.rarely() {
        return String::from_utf8_lossy(octets.text(20)).into_owned();
    }
    octets.pick(&["AKID", "a", "some-id", "alice@example.com/1;x=y"]).into()
}

/// A name, that a dialect knows or that only looks like one.
pub fn name(octets: &mut Octets<'_>, row: &Row) -> Vec<u8> {
    const OTHERS: [&str; 12] = [
        "host",
        "digest",
        "accept",
        "content-type",
        "content-md5",
        "a",
        "b",
        "(created)",
        "(expires)",
        "x-date",
        "authorization",
        "request-target",
    ];
    let how = octets.octet();
    if how >= 0xF0 {
        return octets.text(12).to_vec();
    }
    let count = row.times.len() + row.pseudo.len() + OTHERS.len();
    let name = row.times.iter().chain(row.pseudo).chain(&OTHERS).nth(octets.below(count)).unwrap();
    match how & 3 {
        0 => name.to_uppercase().into(),
        1 => name[..1].to_uppercase().into_bytes().into_iter().chain(name.bytes().skip(1)).collect(),
        _ => name.as_bytes().to_vec(),
    }
}

/// A second not far from the clock's.
pub fn second(octets: &mut Octets<'_>) -> i64 {
    NOW - octets.pick(&[0, 0, 0, 0, 1, -1, 299, 300, -300, 301, -301, 900, -900, 901, -901, 5000, NOW])
}

/// A value that suits the name, or any.
fn value(octets: &mut Octets<'_>, name: &[u8], body: &[u8]) -> Vec<u8> {
    let how = octets.below(8);
    let digest = Digest::of(body).to_string();
    match (how, name.to_ascii_lowercase().as_slice()) {
        (0, _) => octets.text(120).to_vec(),
        (1, _) => [b" \t", octets.text(9), b" "].concat(),
        (2, b"digest") => format!("md5=x, {digest}").into(),
        (3, b"digest") => format!("{digest}, {digest}").into(),
        (_, b"digest") => digest.into(),
        (2, b"date" | b"x-date" | b"v-c-date") => b"Sun, 19 Mar 2018 12:08:40 GMT".to_vec(),
        (3, b"date" | b"x-date" | b"v-c-date") => b" Mon, 19 Mar 2018 12:08:40 GMT\t".to_vec(),
        (_, b"date" | b"x-date" | b"v-c-date") => Date::new(second(octets)).unwrap().to_string().into(),
        (2, b"content-type") => [FORM, b" ;charset=utf-8"].concat(),
        (3, b"content-type") => b"text/plain".to_vec(),
        (_, b"content-type") => FORM.to_vec(),
        (_, b"content-md5") => ContentMd5::of(body).to_string().into(),
        (2, _) => Vec::new(),
        _ => b"example.com".to_vec(),
    }
}

/// A query or a form, some of its pieces out of form.
fn parameters(octets: &mut Octets<'_>) -> Vec<u8> {
    if octets.rarely() {
        return b"k=v&".repeat(octets.below(140));
    }
    let mut text = Vec::new();
    for _ in 0..octets.below(7) {
        let piece: &[u8] = match octets.below(10) {
            0 => b"&",
            1 => b"a&",
            2 => b"a=&",
            3 => b"%61=%62&",
            4 => b"a+b=c+d&",
            5 => b"b=%26&",
            6 => b"%3d=1&",
            _ => {
                let text = octets.text(20);
                octets.pick(&[text, text, b"=", b"%", b"%4g"])
            }
        };
        text.extend(piece);
    }
    text
}

/// All that a signature can cover.
pub fn sent(octets: &mut Octets<'_>, row: &Row) -> Sent {
    let mut sent = Sent::default();
    let method: &[u8] = if octets.rarely() { octets.text(9) } else { octets.pick(&[b"GET", b"post", b"G-T"]) };
    let version: &[u8] = if octets.rarely() { octets.text(9) } else { octets.pick(&[b"", b"HTTP/1.1", b"HTTP/2"]) };
    (sent.method, sent.version) = (method.to_vec(), version.to_vec());
    sent.target = if octets.rarely() {
        octets.text(60).to_vec()
    } else {
        let path = octets.pick(&["/", "/p", "", "/a%2Fb+c", "/\u{E9}", "*", "http://h/p"]);
        if octets.flag() { [path.as_bytes(), b"?", &parameters(octets)].concat() } else { path.into() }
    };
    sent.body = match octets.below(4) {
        0 => Vec::new(),
        1 => octets.text(100).to_vec(),
        _ => parameters(octets),
    };
    if row.dialect == Dialect::Cavage {
        for time in [&mut sent.created, &mut sent.expires] {
            *time = octets.flag().then(|| {
                let second = if octets.rarely() { octets.number() } else { second(octets) };
                second.clamp(1, Date::MAX_SECONDS)
            });
        }
    }
    let once = !octets.rarely();
    let count = if octets.rarely() { octets.below(SIGNED_MAX + 8) } else { octets.below(9) };
    for _ in 0..count {
        let name = name(octets, row);
        let is_known = sent.headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(&name));
        let value = value(octets, &name, if application::is_form(&sent) { b"" } else { &sent.body });
        if !once || !is_known || row.joins(&name) {
            sent.headers.push((name, value));
        }
    }
    sent
}

/// A list of names to sign: mostly of headers that are there.
pub fn names(octets: &mut Octets<'_>, row: &Row, sent: &Sent) -> Vec<u8> {
    if octets.rarely() {
        return octets.text(90).to_vec();
    }
    let mut names: Vec<Vec<u8>> = Vec::new();
    let count = if octets.rarely() { octets.below(SIGNED_MAX + 8) } else { octets.below(8) };
    for _ in 0..count {
        let which = octets.octet();
        let name = match sent.headers.get(usize::from(which) / 4 % sent.headers.len().max(1)) {
            Some((name, _)) if which & 3 > 0 => name.clone(),
            _ => name(octets, row),
        };
        let is_known = names.iter().any(|known| known.eq_ignore_ascii_case(&name));
        if !is_known || octets.rarely() {
            names.push(name);
        }
    }
    names.join(&b' ')
}

pub fn borrowed(sent: &Sent) -> Vec<Header<'_>> {
    sent.headers.iter().map(|(name, value)| Header::new(name, value)).collect()
}

pub fn request<'a>(sent: &'a Sent, headers: &'a [Header<'a>]) -> Request<'a> {
    Request::new(headers).method(&sent.method).target(&sent.target).version(&sent.version).body(&sent.body)
}

/// Change one thing.
pub fn change(octets: &mut Octets<'_>, sent: &Sent) -> Sent {
    let mut sent = sent.clone();
    let count = sent.headers.len().max(1);
    let which = octets.below(count);
    let text = match octets.below(8) {
        0 => &mut sent.method,
        1 => &mut sent.target,
        2 => &mut sent.version,
        3 => &mut sent.body,
        4 if which < sent.headers.len() => {
            sent.headers.remove(which);
            return sent;
        }
        5 if which < sent.headers.len() => {
            let header = sent.headers[which].clone();
            sent.headers.push(header);
            return sent;
        }
        _ => match sent.headers.get_mut(which) {
            Some((_, value)) => value,
            None => &mut sent.target,
        },
    };
    let (at, octet) = (octets.below(text.len() + 1), octets.octet());
    match text.get_mut(at) {
        Some(place) if octets.flag() => *place ^= octet,
        _ => text.insert(at, octet),
    }
    sent
}
