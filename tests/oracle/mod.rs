//! The library again, slow and obvious: strings, `format!` and a loop for everything. It shares no code with it.

#![allow(dead_code)] // each test file uses a part
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::type_complexity)]

pub mod application;
pub mod family;

use hmacsign::{Algorithm, Error, Place};
use sha2::Digest as _;

/// A signed request as the tests keep it.
#[derive(Clone, Debug)]
pub struct Case {
    pub id: Vec<u8>,
    pub names: Vec<u8>,
    pub headers: Vec<(Vec<u8>, Vec<u8>)>,
}

/// HMAC as RFC 2104 writes it.
pub fn hmac(algorithm: Algorithm, secret: &[u8], text: &[u8]) -> Vec<u8> {
    let (block, hash): (usize, fn(&[u8]) -> Vec<u8>) = match algorithm {
        Algorithm::HmacSha1 => (64, |text| sha1::Sha1::digest(text).to_vec()),
        Algorithm::HmacSha256 => (64, |text| sha2::Sha256::digest(text).to_vec()),
        Algorithm::HmacSha384 => (128, |text| sha2::Sha384::digest(text).to_vec()),
        Algorithm::HmacSha512 => (128, |text| sha2::Sha512::digest(text).to_vec()),
        _ => unreachable!("there are four"),
    };
    let mut key = if secret.len() > block { hash(secret) } else { secret.to_vec() };
    key.resize(block, 0);
    let pad = |octet: u8| key.iter().map(|k| k ^ octet).collect::<Vec<_>>();
    hash(&[pad(0x5C), hash(&[pad(0x36), text.to_vec()].concat())].concat())
}

/// Base64 of RFC 4648, three octets at a time.
pub fn base64(octets: &[u8]) -> String {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for part in octets.chunks(3) {
        let number = part.iter().fold(0_u32, |number, &octet| number << 8 | u32::from(octet)) << (8 * (3 - part.len()));
        for digit in 0..4 {
            if digit <= part.len() {
                text.push(DIGITS[(number >> (18 - 6 * digit) & 63) as usize] as char);
            } else {
                text.push('=');
            }
        }
    }
    text
}

/// What a right Base64 text stands for.
pub fn unbase64(text: &str) -> Vec<u8> {
    const DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bits: String =
        text.trim_end_matches('=').chars().map(|digit| format!("{:06b}", DIGITS.find(digit).unwrap())).collect();
    (0..bits.len() / 8).map(|at| u8::from_str_radix(&bits[at * 8..at * 8 + 8], 2).unwrap()).collect()
}

fn lower(name: &[u8]) -> Vec<u8> {
    name.to_ascii_lowercase()
}

fn trim(value: &[u8]) -> Vec<u8> {
    let is_space = |octet: &u8| *octet == b' ' || *octet == b'\t';
    let mut value = value.to_vec();
    while value.last().is_some_and(is_space) {
        value.pop();
    }
    while value.first().is_some_and(is_space) {
        value.remove(0);
    }
    value
}

fn is_token(name: &[u8]) -> bool {
    !name.is_empty() && name.iter().all(|octet| octet.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(octet))
}

fn is_value(value: &[u8]) -> bool {
    value.iter().all(|&octet| octet == b'\t' || octet >= b' ' && octet != 127)
}

/// What the signed lines of a case are, or the first fault in the documented order.
fn lines(case: &Case) -> Result<Vec<(Vec<u8>, Vec<u8>)>, Error> {
    if let Some(offset) =
        case.id.iter().position(|&octet| !(33..=126).contains(&octet) || octet == b'"' || octet == b'\\')
    {
        return Err(Error::Id { offset });
    }
    if case.id.is_empty() {
        return Err(Error::Id { offset: 0 });
    }

    let mut names = Vec::new();
    if case.names.is_empty() {
        for (index, (name, _)) in case.headers.iter().enumerate() {
            let credential = ["authorization", "proxy-authorization", "signature"];
            if !credential.iter().any(|other| lower(name) == other.as_bytes()) {
                names.push((name.clone(), Place::Header(index)));
            }
        }
    } else {
        let mut offset = 0;
        for name in case.names.split(|&octet| octet == b' ') {
            names.push((name.to_vec(), Place::Names(offset)));
            offset += name.len() + 1;
        }
    }
    if names.is_empty() || names.len() > 64 {
        return Err(Error::HeaderCount { count: names.len() });
    }

    let mut lines: Vec<(Vec<u8>, Vec<u8>)> = Vec::new();
    for (name, place) in &names {
        if !is_token(name) {
            return Err(Error::HeaderName(*place));
        }
        if lines.iter().any(|(known, _)| *known == lower(name)) {
            return Err(Error::HeaderRepeated(*place));
        }
        let found: Vec<usize> =
            (0..case.headers.len()).filter(|&index| lower(&case.headers[index].0) == lower(name)).collect();
        match (found.as_slice(), place) {
            ([], Place::Names(offset)) => return Err(Error::HeaderMissing { offset: *offset }),
            ([], Place::Header(_)) => unreachable!("it was taken from the request"),
            ([index], _) => {
                let value = trim(&case.headers[*index].1);
                if !is_value(&value) {
                    return Err(Error::HeaderValue { header: *index });
                }
                lines.push((lower(name), value));
            }
            ([_, second, ..], _) => return Err(Error::HeaderRepeated(Place::Header(*second))),
        }
    }
    if !lines.iter().any(|(name, _)| name == b"date" || name == b"x-date") {
        return Err(Error::DateUnsigned);
    }
    Ok(lines)
}

/// The signing string of a case.
pub fn signing_string(case: &Case) -> Result<Vec<u8>, Error> {
    Ok(lines(case)?
        .iter()
        .map(|(name, value)| [name, b": ".as_slice(), value].concat())
        .collect::<Vec<_>>()
        .join(&b'\n'))
}

/// The credential of a case.
pub fn credential(case: &Case, algorithm: Algorithm, secret: &[u8]) -> Result<String, Error> {
    let signature = base64(&hmac(algorithm, secret, &signing_string(case)?));
    let names: Vec<_> = lines(case)?.into_iter().map(|(name, _)| String::from_utf8(name).unwrap()).collect();
    let algorithm = match algorithm {
        Algorithm::HmacSha1 => "hmac-sha1",
        Algorithm::HmacSha256 => "hmac-sha256",
        Algorithm::HmacSha384 => "hmac-sha384",
        _ => "hmac-sha512",
    };
    let (id, names) = (String::from_utf8(case.id.clone()).unwrap(), names.join(" "));
    Ok(format!(r#"hmac id="{id}", algorithm="{algorithm}", headers="{names}", signature="{signature}""#))
}
