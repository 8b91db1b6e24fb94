//! The classes of octets that the schemes are made of, each with its grammar above it. Nothing here knows what a
//! signature is.

/// Which octets can stand in a token.
///
/// ```text
/// token = 1*tchar                                                       (RFC 9110, 5.6.2)
/// tchar = "!" / "#" / "$" / "%" / "&" / "'" / "*" / "+" / "-" / "." /
///         "^" / "_" / "`" / "|" / "~" / DIGIT / ALPHA
/// ```
///
/// Looked up, since so many comparisons take longer.
const TOKEN: [bool; 256] = {
    let mut table = [false; 256];
    let mut octet = 0_u8;
    loop {
        if matches!(octet,
            b'!' | b'#' | b'$' | b'%' | b'&' | b'\'' | b'*' | b'+' | b'-' | b'.' | b'^' | b'_' | b'`' | b'|' | b'~'
            | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z')
        {
            #[allow(clippy::indexing_slicing)] // evaluated by the compiler, which checks it
            {
                table[octet as usize] = true;
            }
        }
        if octet == u8::MAX {
            break table;
        }
        octet += 1;
    }
};

/// Can this octet stand in a token?
#[inline(always)]
pub(crate) fn is_token_octet(octet: u8) -> bool {
    TOKEN.get(usize::from(octet)).copied().unwrap_or(false)
}

/// Is this a header name?
///
/// ```text
/// field-name = token                                                    (RFC 9110, 5.1)
/// ```
#[inline]
pub(crate) fn is_token(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(|&octet| is_token_octet(octet))
}

/// Each octet of a word is 1.
const ONES: u64 = u64::MAX / 0xFF;

/// Where an octet comes first, looked for word by word.
pub(crate) fn find(text: &[u8], octet: u8) -> Option<usize> {
    let mut rest = text;
    while let Some((word, behind)) = rest.split_first_chunk() {
        let word = u64::from_le_bytes(*word) ^ (u64::from(octet) * ONES);
        // Of the highest bits that are set in it, the first belongs to the first octet that was found.
        let found = word.wrapping_sub(ONES) & !word & (0x80 * ONES);
        if found != 0 {
            return Some(text.len() - rest.len() + found.trailing_zeros() as usize / 8);
        }
        rest = behind;
    }
    rest.iter().position(|&other| other == octet).map(|at| text.len() - rest.len() + at)
}

/// Eight octets in ASCII lower case.
#[inline(always)]
fn lower_word(word: u64) -> u64 {
    // In each octet the highest bit tells whether it is a capital; no sum carries into the next octet.
    let low = word & (0x7F * ONES);
    let capitals = (low + (0x80 - b'A' as u64) * ONES) & !(low + (0x7F - b'Z' as u64) * ONES) & !word & (0x80 * ONES);
    word | capitals >> 2
}

/// Text of four to eight octets as one word, some of them twice.
#[inline(always)]
fn short_word(text: &[u8]) -> Option<u64> {
    let (first, last) = (u32::from_le_bytes(*text.first_chunk()?), u32::from_le_bytes(*text.last_chunk()?));
    Some(u64::from(first) | u64::from(last) << 32)
}

/// Copy text in ASCII lower case into room of its length. Word by word, some octets twice rather than one by one.
#[inline]
pub(crate) fn lower(text: &[u8], room: &mut [u8]) {
    if let (Some(last), Some(last_room)) = (text.last_chunk(), room.last_chunk_mut()) {
        *last_room = lower_word(u64::from_le_bytes(*last)).to_le_bytes();
        let (mut text, mut room) = (text, room);
        while let (Some((word, rest)), Some((to, behind))) = (text.split_first_chunk(), room.split_first_chunk_mut()) {
            *to = lower_word(u64::from_le_bytes(*word)).to_le_bytes();
            (text, room) = (rest, behind);
        }
    } else if let Some(word) = short_word(text) {
        let word = lower_word(word);
        room.first_chunk_mut().into_iter().for_each(|room| *room = (word as u32).to_le_bytes());
        room.last_chunk_mut().into_iter().for_each(|room| *room = ((word >> 32) as u32).to_le_bytes());
    } else {
        room.iter_mut().zip(text).for_each(|(to, from)| *to = from.to_ascii_lowercase());
    }
}

/// Are these the same header name, whatever their case? (RFC 9110, 5.1) Likewise word by word.
#[inline]
pub(crate) fn same_name(name: &[u8], other: &[u8]) -> bool {
    // Capitals differ from small letters in one bit, and most words that are the same do not differ at all.
    let same = |word: u64, other: u64| {
        let difference = word ^ other;
        difference == 0 || (difference & !(0x20 * ONES) == 0 && lower_word(word) == lower_word(other))
    };
    if name.len() != other.len() {
        return false;
    }
    if let (Some(last), Some(other_last)) = (name.last_chunk(), other.last_chunk()) {
        let (mut name, mut other) = (name, other);
        while let (Some((word, rest)), Some((other_word, other_rest))) =
            (name.split_first_chunk(), other.split_first_chunk())
        {
            if !same(u64::from_le_bytes(*word), u64::from_le_bytes(*other_word)) {
                return false;
            }
            (name, other) = (rest, other_rest);
        }
        return name.is_empty() || same(u64::from_le_bytes(*last), u64::from_le_bytes(*other_last));
    }
    match (short_word(name), short_word(other)) {
        (Some(name), Some(other)) => same(name, other),
        _ => name.iter().zip(other).all(|(one, other)| one.eq_ignore_ascii_case(other)),
    }
}

/// The value without the white space around it, which is not part of it.
///
/// ```text
/// OWS = *( SP / HTAB )                                                  (RFC 9110, 5.6.3)
/// ```
#[inline]
pub(crate) fn trim(mut value: &[u8]) -> &[u8] {
    if matches!(value, [b'!'..=u8::MAX, .., b'!'..=u8::MAX]) {
        return value;
    }
    while let [b' ' | b'\t', rest @ ..] = value {
        value = rest;
    }
    while let [rest @ .., b' ' | b'\t'] = value {
        value = rest;
    }
    value
}

/// Can this be a header's value, white space around it left out?
///
/// ```text
/// field-content = field-vchar [ 1*( SP / HTAB / field-vchar ) field-vchar ]  (RFC 9110, 5.5)
/// field-vchar   = VCHAR / obs-text
/// obs-text      = %x80-FF
/// ```
#[inline]
pub(crate) fn is_value(text: &[u8]) -> bool {
    // Tabs are rare, and what is looked for without them is looked for quicker.
    let visible = if text.len() > 64 { are_visible_in_long(text) } else { are_visible(text) };
    visible || text.iter().all(|&octet| (octet >= b' ' && octet != 0x7F) || octet == b'\t')
}

/// Are there no controls among these octets? Word by word, some octets twice rather than one by one.
#[inline]
fn are_visible(text: &[u8]) -> bool {
    /// Has the highest bit set in an octet that is a control, and maybe in octets behind it.
    #[inline(always)]
    fn controls(word: u64) -> u64 {
        let deleted = word ^ (0x7F * ONES);
        (word.wrapping_sub(b' ' as u64 * ONES) & !word | deleted.wrapping_sub(ONES) & !deleted) & (0x80 * ONES)
    }
    if let Some(last) = text.last_chunk() {
        let (mut rest, mut found) = (text, controls(u64::from_le_bytes(*last)));
        while let Some((word, behind)) = rest.split_first_chunk() {
            found |= controls(u64::from_le_bytes(*word));
            rest = behind;
        }
        return found == 0;
    }
    match short_word(text) {
        Some(word) => controls(word) == 0,
        None => text.iter().all(|&octet| octet >= b' ' && octet != 0x7F),
    }
}

/// The same of a long text, of which the compiler takes many octets at once.
#[inline(never)]
fn are_visible_in_long(text: &[u8]) -> bool {
    all(text, |text| {
        let look = |(least, deleted): (u8, u8), &octet: &u8| (least.min(octet), deleted | u8::from(octet == 0x7F));
        let (least, deleted) = text.iter().fold((u8::MAX, 0), look);
        least >= b' ' && deleted == 0
    })
}

/// Is this true of all parts of a text? Of a few large ones, so that the compiler takes many octets at once; some octets
/// may be looked at twice, so that none are left to be taken one by one.
#[inline(always)]
fn all(text: &[u8], is_true: impl Fn(&[u8]) -> bool) -> bool {
    match (text.last_chunk::<16>(), text.last_chunk::<4>()) {
        (Some(last), _) => is_true(text.get(..text.len() & !15).unwrap_or(text)) & is_true(last),
        (None, Some(last)) => text.chunks_exact(4).all(&is_true) & is_true(last),
        _ => is_true(text),
    }
}

/// The offset of the first octet that an id may not have, be it in `without` or here; 0 if it is empty.
///
/// ```text
/// id       = 1*id-octet
/// id-octet = %x21 / %x23-5B / %x5D-7E             ; VCHAR without DQUOTE and backslash
/// ```
///
/// The schemes put the id between quotation marks and define no escape for it.
#[inline]
pub(crate) fn id_fault(id: &[u8], without: &[u8]) -> Option<usize> {
    let is_good = |octet: u8| octet.is_ascii_graphic() & (octet != b'"') & (octet != b'\\');
    let are_good = |text: &[u8]| text.iter().fold(true, |good, &octet| good & is_good(octet));
    if !id.is_empty() && without.is_empty() && all(id, are_good) {
        return None;
    }
    let at_fault = id.iter().position(|octet| !is_good(*octet) || without.contains(octet));
    at_fault.or(id.is_empty().then_some(0))
}

/// Can this be the target in a request line?
///
/// ```text
/// request-target = 1*( %x21-7E / obs-text )        ; wider than RFC 9112, 3.2, and as what servers take
/// ```
#[inline]
pub(crate) fn is_target(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(|&octet| octet > b' ' && octet != 0x7F)
}

/// Can this be the version in a request line?
///
/// ```text
/// version = 1*VCHAR                                ; HTTP/1.1, or whatever a server was told (RFC 9112, 2.3)
/// ```
#[inline]
pub(crate) fn is_version(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(u8::is_ascii_graphic)
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::vec::Vec;

    /// Every octet at every place of texts of every length up to three words, with others around it.
    fn each(check: impl Fn(&[u8])) {
        for len in 0..24 {
            for around in [b'a', b'Z', b'-', b'_', b' ', 0xC4] {
                let mut text: Vec<u8> = std::vec![around; len];
                check(&text);
                for place in 0..len {
                    for octet in 0..=u8::MAX {
                        text[place] = octet;
                        check(&text);
                    }
                    text[place] = around;
                }
            }
        }
    }

    #[test]
    fn a_token_has_octets_that_can_stand_in_one() {
        each(|text| {
            let is_good = |octet: &u8| octet.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(octet);
            assert_eq!(is_token(text), !text.is_empty() && text.iter().all(is_good), "{}", text.escape_ascii());
        });
    }

    #[test]
    fn text_is_made_small_as_octet_by_octet() {
        each(|text| {
            let mut room = std::vec![0; text.len()];
            lower(text, &mut room);
            assert_eq!(room, text.to_ascii_lowercase());
        });
    }

    #[test]
    fn names_are_the_same_where_their_octets_are() {
        each(|text| {
            for around in [b'a', b'z', b'-', b'\r', b' ', 0xC4] {
                let mut other = std::vec![around; text.len()];
                assert_eq!(same_name(text, &other), text.eq_ignore_ascii_case(&other), "{}", text.escape_ascii());
                other.push(around);
                assert!(!same_name(text, &other));
            }
            assert!(same_name(text, &text.to_ascii_uppercase()));
        });
        // Two octets that differ in the bit in which capitals do, and are no letters.
        for (one, other) in [(b'@', b'`'), (b'[', b'{'), (b'^', b'~'), (b'0', 0x10), (0xC4, 0xE4)] {
            for len in 1..20 {
                assert!(!same_name(&std::vec![one; len], &std::vec![other; len]));
            }
        }
    }

    #[test]
    fn values_are_looked_at_as_octet_by_octet() {
        each(|text| {
            let expected = text.iter().all(|&octet| octet == b'\t' || (octet >= b' ' && octet != 0x7F));
            assert_eq!(is_value(text), expected, "{}", text.escape_ascii());
        });
    }

    /// Of which many octets are looked at at once.
    #[test]
    fn no_octet_of_a_long_value_is_missed() {
        for len in [63, 64, 65, 79, 80, 81, 1000] {
            let mut text = std::vec![b'v'; len];
            for place in 0..len {
                for octet in 0..=u8::MAX {
                    text[place] = octet;
                    assert_eq!(is_value(&text), octet == b'\t' || (octet >= b' ' && octet != 0x7F), "{place} {octet}");
                }
                text[place] = b'v';
            }
            // Nor does one make up for another.
            for other in 1..len {
                (text[0], text[other]) = (0x7F, 0x7F);
                assert!(!is_value(&text), "{len} {other}");
                (text[0], text[other]) = (b'v', b'v');
            }
        }
    }

    #[test]
    fn nothing_but_del_is_no_value() {
        for len in 1..200 {
            assert!(!is_value(&std::vec![0x7F; len]), "{len}");
        }
    }

    #[test]
    fn white_space_around_a_value_is_left_out() {
        each(|text| {
            let is_space = |octet: &u8| matches!(octet, b' ' | b'\t');
            let first = text.iter().position(|octet| !is_space(octet)).unwrap_or(text.len());
            let behind = text.iter().rposition(|octet| !is_space(octet)).map_or(first, |last| last + 1);
            assert_eq!(trim(text), &text[first..behind]);
        });
    }

    #[test]
    fn an_octet_is_found_where_it_comes_first() {
        each(|text| {
            for octet in [b' ', b'a', b'-', 0xC4, 0, 0xFF] {
                assert_eq!(find(text, octet), text.iter().position(|&other| other == octet));
            }
        });
    }

    #[test]
    fn an_id_is_at_fault_where_its_first_bad_octet_is() {
        each(|text| {
            for without in [b"".as_slice(), b",", b"-a"] {
                let is_bad = |octet: &u8| !(b'!'..=b'~').contains(octet) || b"\"\\".contains(octet);
                let expected = text.iter().position(|octet| is_bad(octet) || without.contains(octet));
                assert_eq!(id_fault(text, without), expected.or(text.is_empty().then_some(0)));
            }
        });
    }
}
