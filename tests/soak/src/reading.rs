//! Reading a credential once more: slow, obvious, and from the dialects' descriptions, not from the library. It tells
//! what a credential says or that it is none, and not where a fault is.

use hmacsign::{Algorithm, Dialect};

use crate::openssl;
use crate::oracle::family::Row;

/// What a credential says.
#[derive(Debug, PartialEq, Eq)]
pub struct Read {
    pub id: String,
    pub algorithm: Option<Algorithm>,
    pub names: String,
    pub mac: Vec<u8>,
    pub created: Option<i64>,
    pub expires: Option<i64>,
}

fn is_token(text: &[u8]) -> bool {
    let is_good = |octet: &u8| octet.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(octet);
    !text.is_empty() && text.iter().all(is_good)
}

/// The text in front of the first octet that a token cannot have, and the rest.
fn token(text: &[u8]) -> (&[u8], &[u8]) {
    let end = (0..text.len()).find(|&at| !is_token(&text[at..=at]));
    text.split_at(end.unwrap_or(text.len()))
}

fn without_spaces(mut text: &[u8]) -> &[u8] {
    while text.first() == Some(&b' ') {
        text = &text[1..];
    }
    text
}

/// 1 to 12 digits, from 1 to the last second of 9999.
fn time(text: &[u8]) -> Option<i64> {
    let is_number = (1..=12).contains(&text.len()) && text.iter().all(u8::is_ascii_digit);
    let number: i64 = is_number.then(|| std::str::from_utf8(text).unwrap().parse().unwrap())?;
    (1..=253_402_300_799).contains(&number).then_some(number)
}

/// A name, its value, and whether that was quoted.
type Parameter<'t> = (&'t [u8], &'t [u8], bool);

/// All parameters.
fn parameters<'t>(row: &Row, text: &'t [u8]) -> Option<Vec<Parameter<'t>>> {
    let word = row.word.trim_end().as_bytes();
    let (first, behind) = token(text);
    let is_word = if row.fixed {
        first.len() == word.len() && first[..1].eq_ignore_ascii_case(&word[..1]) && first[1..] == word[1..]
    } else {
        first.eq_ignore_ascii_case(word)
    };
    let mut rest = match () {
        () if word.is_empty() => text,
        () if is_word && behind.first() == Some(&b' ') => without_spaces(behind),
        () if row.dialect == Dialect::Iflytek => text,
        () => return None,
    };
    let mut found = Vec::new();
    loop {
        let (name, behind) = token(rest);
        let behind = behind.strip_prefix(b"=").filter(|_| !name.is_empty())?;
        if let Some(behind) = behind.strip_prefix(b"\"") {
            let end = behind.iter().position(|&octet| octet == b'"')?;
            found.push((name, &behind[..end], true));
            rest = &behind[end + 1..];
        } else {
            let (value, behind) = token(behind);
            found.push((name, value, false));
            rest = behind;
        }
        if rest.is_empty() {
            return Some(found);
        }
        rest = without_spaces(rest.strip_prefix(b",")?);
    }
}

/// A percent-encoded text, decoded.
fn unescaped(text: &[u8]) -> Option<Vec<u8>> {
    let (mut octets, mut at) = (Vec::new(), 0);
    while at < text.len() {
        if text[at] == b'%' {
            let digits = text.get(at + 1..at + 3).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))?;
            octets.push(u8::from_str_radix(std::str::from_utf8(digits).unwrap(), 16).unwrap());
            at += 3;
        } else {
            octets.push(text[at]);
            at += 1;
        }
    }
    Some(octets)
}

/// Read a credential.
pub fn read(row: &Row, text: &[u8]) -> Option<Read> {
    let draft = row.dialect == Dialect::Cavage;
    let mut values: [Option<&[u8]>; 6] = [None; 6];
    let mut others: Vec<Vec<u8>> = Vec::new();
    let mut order = Vec::new();
    for (name, value, quoted) in parameters(row, text)? {
        let same = |known: &str| {
            if row.fixed { known.as_bytes() == name } else { name.eq_ignore_ascii_case(known.as_bytes()) }
        };
        let second_id = row.dialect == Dialect::Iflytek && same("username");
        let known = [row.id, "algorithm", "headers", "signature", "created", "expires"];
        let known = &known[..if draft { 6 } else { 4 }];
        let place = if second_id { Some(0) } else { known.iter().position(|known| same(known)) };
        match place {
            Some(place) => {
                let is_time = place >= 4;
                if quoted == is_time || value.is_empty() || values[place].replace(value).is_some() {
                    return None;
                }
                order.push(place);
            }
            None if draft => {
                others.push(name.to_ascii_lowercase());
                if !quoted && value.is_empty() {
                    return None;
                }
            }
            None => return None,
        }
    }
    if row.fixed && !order.is_sorted() {
        return None;
    }
    others.sort();
    if others.len() > 64 || others.windows(2).any(|two| two[0] == two[1]) {
        return None;
    }
    let [id, algorithm, names, signature, created, expires] = values;
    let (id, names, signature) = (id?, names?, signature?);
    let stated = |text: Option<&[u8]>| text.map_or(Some(None), |text| time(text).map(Some));
    let (created, expires) = (stated(created)?, stated(expires)?);

    let list: Vec<&[u8]> = names.split(|&octet| octet == b' ').collect();
    if list.len() > 64 || !list.iter().all(|name| is_token(name) || row.is_pseudo(name)) {
        return None;
    }
    let of_key = algorithm.is_none_or(|name| name == b"hs2019");
    let algorithm = if draft && of_key {
        None
    } else {
        let algorithm = algorithm?;
        if list.iter().any(|name| row.is_stated(name)) {
            return None;
        }
        Some(row.algorithms.iter().find(|(_, known)| known.as_bytes() == algorithm)?.0)
    };
    let is_good = |octet: &u8| octet.is_ascii_graphic() && !b"\"\\".contains(octet);
    if !id.iter().all(|octet| is_good(octet) && !(row.dialect == Dialect::Apisix && *octet == b',')) {
        return None;
    }
    let signature = if row.dialect == Dialect::Modulr { unescaped(signature)? } else { signature.to_vec() };
    let mac = openssl::decode(&signature)?;
    let len = match algorithm {
        Some(Algorithm::HmacSha1) => mac.len() == 20,
        Some(Algorithm::HmacSha256) => mac.len() == 32,
        Some(Algorithm::HmacSha384) => mac.len() == 48,
        Some(_) => mac.len() == 64,
        None => [20, 32, 48, 64].contains(&mac.len()),
    };
    let text = |octets: &[u8]| String::from_utf8(octets.to_vec()).unwrap();
    len.then(|| Read { id: text(id), algorithm, names: text(names), mac, created, expires })
}
