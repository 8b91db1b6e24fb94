//! Strict, padded Base64 (RFC 4648, 4) into memory of the caller's. The Base64 itself is the crate's of that name.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use base64::{DecodeError, DecodeSliceError};
use zeroize::Zeroizing;

use crate::sink::{Sink, pour_into};

/// The length of the text of this many octets.
pub(crate) const fn encoded_len(octets: usize) -> usize {
    octets.div_ceil(3) * 4
}

/// The length of the octets of a text, if that is well-formed.
pub(crate) fn decoded_len(text: &[u8]) -> usize {
    // Behind an incomplete last group there is none that could be taken from the groups before it.
    let padded = if text.len() % 4 == 0 { text } else { &[] };
    let padding = padded.iter().rev().take(2).take_while(|&&digit| digit == b'=').count();
    (text.len() / 4 * 3).saturating_sub(padding)
}

/// The octets that are encoded at once: whole groups, and as much as holds a short MAC. With one constant length,
/// every Rust since the oldest promised drops all checks in the encoder.
const OCTETS: usize = 24;

/// The length of their text.
const DIGITS: usize = encoded_len(OCTETS);

/// Room for this many octets, in whole blocks.
pub(crate) const fn whole_blocks(octets: usize) -> usize {
    octets.div_ceil(OCTETS) * OCTETS
}

/// Write octets as text, block by block: of `octets`, which are whole blocks, the first `len` count, and behind their
/// text stands what the rest of the last block was encoded to.
#[inline(always)]
pub(crate) fn encode_blocks(octets: &[u8], len: usize, text: &mut [u8]) {
    let (mut rest, mut room, mut left) = (octets, &mut *text, len);
    while let (1.., Some((block, behind)), Some((digits, next))) =
        (left, rest.split_first_chunk::<OCTETS>(), room.split_first_chunk_mut::<DIGITS>())
    {
        // The room is exactly what a block needs, so there is no error.
        let _ = STANDARD.encode_slice(block, digits);
        (rest, room, left) = (behind, next, left.saturating_sub(OCTETS));
    }
    // What the octets behind the last group were encoded to gives way to the padding.
    if let Some(room) = text.get_mut((len * 4).div_ceil(3)..encoded_len(len)) {
        room.fill(b'=');
    }
}

/// Write octets as text into room for at least [`encoded_len`] of them; what does not fit is left out, and what is behind
/// it may be overwritten.
pub(crate) fn encode(octets: &[u8], text: &mut [u8]) {
    for (octets, text) in octets.chunks(OCTETS).zip(text.chunks_mut(DIGITS)) {
        let (mut block, mut digits) = ([0; OCTETS], [0; DIGITS]);
        block.iter_mut().zip(octets).for_each(|(to, from)| *to = *from);
        encode_blocks(&block, octets.len(), &mut digits);
        text.iter_mut().zip(digits).for_each(|(to, from)| *to = from);
    }
}

/// Pour the text of what is poured.
pub(crate) fn pour_encoded(pour: impl FnOnce(&mut Sink<'_>), sink: &mut Sink<'_>) {
    let (mut block, mut used) = ([0; OCTETS], 0);
    let mut put = |octets: &[u8]| {
        let mut digits = [0; DIGITS];
        encode(octets, &mut digits);
        sink.put(digits.get(..encoded_len(octets.len())).unwrap_or_default());
    };
    pour_into(pour, &mut |piece| {
        for &octet in piece {
            if let Some(room) = block.get_mut(used) {
                *room = octet;
            }
            used += 1;
            if used == block.len() {
                put(&block);
                used = 0;
            }
        }
    });
    put(block.get(..used).unwrap_or_default());
}

/// Read text: canonical padding, unused bits zero, nothing else. Returns the octets, which lie in the room; the error
/// is the offset of the fault: of the octet, or of the group of four that it makes wrong.
pub(crate) fn decode<'r>(text: &[u8], room: &'r mut [u8]) -> Result<&'r [u8], usize> {
    let mut used = 0;
    let mut octets = Zeroizing::new([0; OCTETS]); // it may be a secret that is read
    for (index, part) in text.chunks(DIGITS).enumerate() {
        let at = index * DIGITS;
        let is_last = at + part.len() >= text.len();
        let decoded = decode_block(part, &mut octets).ok();
        let whole = decoded.filter(|octets| part.len() % 4 == 0 && (is_last || octets.len() == OCTETS));
        let Some(octets) = whole else { return Err(fault(text, at, &mut octets)) };
        let room = room.get_mut(used..).unwrap_or_default();
        // What does not fit is told as the group that does not.
        let fits = at + room.len() / 3 * 4;
        room.get_mut(..octets.len()).ok_or(fits)?.iter_mut().zip(octets).for_each(|(to, from)| *to = *from);
        used += octets.len();
    }
    room.get(..used).ok_or(text.len())
}

/// Read whole groups of four digits, a block of them at most: the octets, or the offset of a fault.
#[inline(never)]
fn decode_block<'o>(text: &[u8], octets: &'o mut [u8; OCTETS]) -> Result<&'o [u8], usize> {
    let padding = text.iter().rev().take(2).take_while(|&&digit| digit == b'=').count();
    let digits = text.get(..text.len() - padding).unwrap_or_default();
    // For the same reason as above there is one constant length: zeros take the place of what is not there.
    let mut block = Zeroizing::new([b'A'; DIGITS]);
    block.get_mut(..digits.len()).ok_or(0_usize)?.copy_from_slice(digits);
    match STANDARD.decode_slice(block.as_slice(), octets.as_mut_slice()) {
        Ok(_) => {}
        Err(DecodeSliceError::DecodeError(DecodeError::InvalidByte(offset, _))) => return Err(offset),
        Err(_) => return Err(0), // not reached: neither padding nor a length is wrong
    }
    let (octets, unused) = octets.split_at_checked((text.len() / 4 * 3).saturating_sub(padding)).ok_or(0_usize)?;
    if unused.iter().any(|&octet| octet != 0) { Err(digits.len().saturating_sub(1)) } else { Ok(octets) }
}

/// Where a text is at fault, whose groups before this place are not.
#[inline(never)]
fn fault(text: &[u8], start: usize, octets: &mut [u8; OCTETS]) -> usize {
    for (index, group) in text.get(start..).unwrap_or_default().chunks(4).enumerate() {
        let at = start + index * 4;
        if group.len() < 4 {
            break;
        }
        match decode_block(group, octets) {
            Err(offset) => return at + offset,
            // Only the last group may have padding.
            Ok(octets) if octets.len() < 3 && at + 4 < text.len() => return at,
            Ok(_) => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_is_written_with_its_padding_and_read_back() {
        let octets: [u8; 200] = core::array::from_fn(|index| (index * 89 + 3) as u8);
        for len in 0..octets.len() {
            let mut text = [0; 300];
            encode(&octets[..len], &mut text);
            let text = &text[..encoded_len(len)];
            let mut expected = [0; 300];
            let expected_len = STANDARD.encode_slice(&octets[..len], &mut expected).unwrap();
            assert_eq!(text, &expected[..expected_len], "{len}");
            let mut room = [0; 200];
            assert_eq!(decode(text, &mut room), Ok(&octets[..len]));
        }
    }

    #[test]
    fn what_does_not_fit_is_told_as_the_group_that_does_not() {
        for (room, at) in [(0, 0), (2, 0), (3, 4), (5, 4), (7, 8), (26, 32), (29, 36)] {
            assert_eq!(decode(&[b'A'; 40], &mut [0; 30][..room]), Err(at), "{room}");
        }
    }

    /// The same, group by group as the crate reads them.
    fn decode_slowly(text: &[u8], room: &mut [u8]) -> Result<usize, usize> {
        let mut used = 0;
        for (index, group) in text.chunks(4).enumerate() {
            let (at, mut octets) = (index * 4, [0; 3]);
            let group = <&[u8; 4]>::try_from(group).map_err(|_| text.len())?;
            let len = STANDARD.decode_slice(group, &mut octets).map_err(|error| match error {
                DecodeSliceError::DecodeError(
                    DecodeError::InvalidByte(offset, _) | DecodeError::InvalidLastSymbol { offset, .. },
                ) => at + offset,
                _ => at,
            })?;
            if len < 3 && at + 4 < text.len() {
                return Err(at);
            }
            room[used..used + len].copy_from_slice(&octets[..len]);
            used += len;
        }
        Ok(used)
    }

    #[test]
    fn blocks_are_read_as_groups_are() {
        // Texts of few digits, padding and rubbish, and good ones with one octet changed.
        let mut seed = 1_u32;
        let mut random = |below: usize| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 8) as usize % below
        };
        for round in 0..60_000 {
            let (mut text, mut room, mut expected) = ([b'A'; 120], [0; 90], [0; 90]);
            let len = random(if round % 2 == 0 { 13 } else { 120 });
            text.iter_mut().for_each(|octet| *octet = b"AAAQgw8/+"[random(if round % 4 < 2 { 9 } else { 3 })]);
            for _ in 0..random(4) {
                text[random(len.max(1))] = b"====\n-AB"[random(8)];
            }
            if random(2) == 0 && len > 1 {
                text[len - 1] = b'=';
            }
            let text = &text[..len];
            let expected = decode_slowly(text, &mut expected).map(|len| &expected[..len]);
            assert_eq!(decode(text, &mut room), expected, "{}", text.escape_ascii());
        }
    }

    #[test]
    fn only_the_canonical_text_is_read() {
        let mut room = [0; 8];
        assert_eq!(decode(b"TWE=", &mut room), Ok(b"Ma".as_slice()));
        for (text, offset) in [
            ("TWE", 3),
            ("TWF=", 2),
            ("TW==", 1),
            ("TQ=", 3),
            ("TQ===", 0),
            ("TWE=TWE=", 0),
            ("TWE=\n", 0),
            ("TW E", 2),
            ("TW-_", 2),
            ("TWFuTWFuTWFu", 8),
        ] {
            assert_eq!(decode(text.as_bytes(), &mut room), Err(offset), "{text:?}");
        }
    }
}
