//! The credential that is diagnosed, read without any strictness, and what octets its signature may stand for.

use zeroize::Zeroizing;

use crate::claim::unescape;
use crate::dialect::Rules;
use crate::{Algorithm, SIGNED_MAX, Slip, base64};

/// What the text of a credential has, whatever its form.
pub(super) struct Written<'a> {
    pub id: &'a [u8],
    /// The one that is named, if the dialect has it.
    pub algorithm: Option<Algorithm>,
    /// The list of names as it stands.
    pub list: &'a [u8],
    pub names: [&'a [u8]; SIGNED_MAX],
    pub count: usize,
    pub signature: &'a [u8],
    pub created: Option<i64>,
    pub expires: Option<i64>,
}

impl<'a> Written<'a> {
    /// Read `name="value"` and `name=value` wherever they stand; the first of each name counts.
    #[inline(never)]
    pub(super) fn read(rules: &Rules, text: &'a [u8]) -> Self {
        let [mut id, mut algorithm, mut list, mut signature, mut created, mut expires] = [None; 6];
        let mut rest = text;
        while let Some(equals) = rest.iter().position(|&octet| octet == b'=') {
            let (before, behind) = rest.split_at_checked(equals).unwrap_or_default();
            let name = before.rsplit(|octet| !octet.is_ascii_alphanumeric() && !matches!(octet, b'_' | b'-')).next();
            let (value, behind) = value(behind.get(1..).unwrap_or_default());
            rest = behind;
            let name = name.unwrap_or_default();
            let is = |known: &[u8]| name.eq_ignore_ascii_case(known);
            let room = if is(b"algorithm") {
                &mut algorithm
            } else if is(b"headers") {
                &mut list
            } else if is(b"signature") {
                &mut signature
            } else if is(b"created") {
                &mut created
            } else if is(b"expires") {
                &mut expires
            } else if [b"id".as_slice(), b"username", b"keyId", b"api_key"].into_iter().any(is) {
                &mut id
            } else {
                continue;
            };
            room.get_or_insert(value);
        }
        let list: &[u8] = list.unwrap_or(b"date"); // the default of those who have one
        let mut names = [[].as_slice(); SIGNED_MAX];
        let parted = list.split(|octet| matches!(octet, b' ' | b',' | b'\t')).filter(|name| !name.is_empty());
        let count = names.iter_mut().zip(parted).map(|(room, name)| *room = name).count();
        let number = |value: Option<&[u8]>| core::str::from_utf8(value?).ok()?.parse().ok();
        Written {
            id: id.unwrap_or_default(),
            algorithm: rules
                .algorithms
                .iter()
                .find(|(_, name)| Some(name.as_bytes()) == algorithm)
                .map(|(algorithm, _)| *algorithm),
            list,
            names,
            count,
            signature: signature.unwrap_or_default(),
            created: number(created),
            expires: number(expires),
        }
    }
}

/// The value at the beginning of a text, and what comes behind it.
fn value(text: &[u8]) -> (&[u8], &[u8]) {
    let (text, end) = match text {
        [quote @ (b'"' | b'\''), text @ ..] => (text, *quote),
        _ => (text, b','),
    };
    let len = text.iter().position(|&octet| octet == end).unwrap_or(text.len());
    let (value, behind) = text.split_at_checked(len).unwrap_or_default();
    (if end == b',' { value.trim_ascii() } else { value }, behind.get(1..).unwrap_or_default())
}

/// A MAC that the signature may stand for, and what is wrong with how it is written.
#[derive(Clone, Copy)]
pub(super) struct Guess {
    mac: [u8; 64],
    len: usize,
    pub slip: Option<Slip>,
}

impl Guess {
    pub(super) fn mac(&self) -> &[u8] {
        self.mac.get(..self.len).unwrap_or_default()
    }
}

/// The longest signature: SHA-512 in hexadecimal digits, in Base64, each octet percent-encoded.
const LONGEST: usize = 3 * 172;

/// What a signature may stand for.
pub(super) struct Guesses {
    list: [Option<Guess>; 4],
}

impl Guesses {
    pub(super) fn iter(&self) -> impl Iterator<Item = &Guess> {
        self.list.iter().flatten()
    }

    /// What this text may stand for.
    #[inline(never)]
    pub(super) fn of(rules: &Rules, signature: &[u8]) -> Self {
        let mut guesses = Guesses { list: [None; 4] };
        let mut room = [0; LONGEST];
        let mut len = 0;
        for octet in signature.iter().filter(|octet| !octet.is_ascii_whitespace()) {
            let Some(room) = room.get_mut(len) else { return guesses };
            *room = *octet;
            len += 1;
        }
        let spaced = (len < signature.len()).then_some(Slip::SignatureSpaced);
        let text = room.get(..len).unwrap_or_default();
        let special = text.iter().any(|octet| matches!(octet, b'+' | b'/' | b'='));
        // Some encode what is encoded already.
        let (mut once, mut twice) = ([0; LONGEST], [0; LONGEST]);
        let Ok(once) = unescape(text, &mut once) else { return guesses };
        let Ok(text) = unescape(once, &mut twice) else { return guesses };
        let written = match (rules.escaped_signature, once.len() < len) {
            (true, false) if special => Some(Slip::SignatureNotEscaped),
            (false, true) => Some(Slip::SignatureEscaped),
            _ if text.len() < once.len() => Some(Slip::SignatureEscaped),
            _ => spaced,
        };
        guesses.add_hex(text, Slip::SignatureHex);
        let mut octets = [0; LONGEST];
        let (decoded, padded) = decode_any(text, &mut octets);
        let slip = match (text.iter().any(|&digit| digit != standard(digit)), padded) {
            (true, _) => Some(Slip::SignatureUrlSafe),
            (_, true) => Some(Slip::SignatureUnpadded),
            _ => written,
        };
        guesses.add(decoded, slip);
        guesses.add_hex(decoded, Slip::SignatureBase64OfHex);
        guesses
    }

    fn add(&mut self, octets: &[u8], slip: Option<Slip>) {
        let is_mac = Algorithm::ALL.iter().any(|algorithm| algorithm.mac_len() == octets.len());
        let free = self.list.iter_mut().find(|guess| guess.is_none());
        if let (true, Some(free)) = (is_mac, free) {
            let mut mac = [0; 64];
            mac.iter_mut().zip(octets).for_each(|(room, octet)| *room = *octet);
            *free = Some(Guess { mac, len: octets.len(), slip });
        }
    }

    fn add_hex(&mut self, digits: &[u8], slip: Slip) {
        let mut octets = [0; 64];
        if let Some(octets) = decode_hex(digits, &mut octets) {
            self.add(octets, Some(slip));
        }
    }
}

/// The digit of the standard alphabet for one of either.
const fn standard(digit: u8) -> u8 {
    match digit {
        b'-' => b'+',
        b'_' => b'/',
        digit => digit,
    }
}

/// The octets of a text in either alphabet of Base64, its padding there or not, and whether it was not. None are given
/// if it is no Base64, or longer than the room.
#[inline(never)]
pub(super) fn decode_any<'r>(text: &[u8], room: &'r mut [u8]) -> (&'r [u8], bool) {
    let padding = (4 - text.len() % 4) % 4;
    // A group has two digits at least.
    if padding == 3 || (padding > 0 && text.ends_with(b"=")) {
        return (&[], false);
    }
    let mut used = 0;
    for (index, group) in text.chunks(4).enumerate() {
        let mut digits = Zeroizing::new([b'='; 4]); // it may be a secret that is read
        digits.iter_mut().zip(group).for_each(|(room, digit)| *room = standard(*digit));
        // Only the last group may have padding.
        let is_last = index * 4 + 4 >= text.len();
        let (_, rest) = room.split_at_mut_checked(used).unwrap_or_default();
        match base64::decode(digits.as_slice(), rest) {
            Ok(octets) if octets.len() == 3 || is_last => used += octets.len(),
            _ => return (&[], false),
        }
    }
    (room.get(..used).unwrap_or_default(), padding > 0)
}

/// The octets that hexadecimal digits write, if they are an even number of nothing else and fit into the room.
#[inline(never)]
pub(super) fn decode_hex<'r>(digits: &[u8], room: &'r mut [u8]) -> Option<&'r [u8]> {
    let room = room.get_mut(..digits.len() / 2).filter(|_| digits.len() % 2 == 0)?;
    for (octet, digits) in room.iter_mut().zip(digits.chunks(2)) {
        let mut value = 0;
        for &digit in digits {
            value = value << 4 | char::from(digit).to_digit(16)?;
        }
        *octet = value as u8;
    }
    Some(room)
}

#[cfg(test)]
mod tests {
    use super::decode_any;

    #[test]
    fn either_alphabet_is_read_with_its_padding_and_without() {
        for (text, octets, unpadded) in [
            ("", b"".as_slice(), false),
            ("+/8A", b"\xFB\xFF\0", false),
            ("-_8A", b"\xFB\xFF\0", false),
            ("QQ==", b"A", false),
            ("QQ", b"A", true),
            ("QUJD-_8", b"ABC\xFB\xFF", true),
            ("QUJDQUJDQUI=", b"ABCABCAB", false),
        ] {
            assert_eq!(decode_any(text.as_bytes(), &mut [0; 8]), (octets, unpadded), "{text}");
        }
    }

    #[test]
    fn what_is_no_base64_or_too_long_is_none() {
        for text in ["QQ=", "Q", "Q===", "QUJDQ", "QQ==QUJD", "QUI=QUJD", "QUJDQQ==QUJDQUJD", "Q*==", "QUJDQUJDQUJD"] {
            assert_eq!(decode_any(text.as_bytes(), &mut [0; 8]), ([].as_slice(), false), "{text}");
        }
    }
}
