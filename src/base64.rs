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

/// The octets that are encoded at once: whole groups, and enough for the crate's fast way. With one constant length,
/// every Rust since the oldest promised drops all checks in the encoder.
const OCTETS: usize = 27;

/// The length of their text.
const DIGITS: usize = encoded_len(OCTETS);

/// Write octets as text into room for at least [`encoded_len`] of them; what does not fit is left out, and what is
/// behind it may be overwritten.
pub(crate) fn encode(octets: &[u8], text: &mut [u8]) {
    for (octets, text) in octets.chunks(OCTETS).zip(text.chunks_mut(DIGITS)) {
        let mut block = [0; OCTETS];
        if let Some(room) = block.get_mut(..octets.len()) {
            room.copy_from_slice(octets);
        }
        if let Some(room) = text.first_chunk_mut() {
            encode_block(&block, octets.len(), room);
        } else {
            let mut digits = [0; DIGITS];
            encode_block(&block, octets.len(), &mut digits);
            text.iter_mut().zip(digits).for_each(|(to, from)| *to = from);
        }
    }
}

/// The text of a block of which so many octets are set, and nothing of use behind it.
fn encode_block(block: &[u8; OCTETS], len: usize, digits: &mut [u8; DIGITS]) {
    // The room is exactly what a block needs, so there is no error.
    let _ = STANDARD.encode_slice(block, digits);
    // What the zeros behind a last group were encoded to gives way to the padding.
    digits.iter_mut().skip((len * 4).div_ceil(3)).take(2).for_each(|digit| *digit = b'=');
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
    // Group by group, for the same reason as above; only the last may have padding.
    let mut used = 0;
    let mut octets = Zeroizing::new([0; 3]); // it may be a secret that is read
    for (index, group) in text.chunks(4).enumerate() {
        let at = index * 4;
        let last = at + 4 >= text.len();
        let group = <&[u8; 4]>::try_from(group).map_err(|_| text.len())?;
        let len = STANDARD.decode_slice(group, octets.as_mut_slice()).map_err(|error| match error {
            DecodeSliceError::DecodeError(
                DecodeError::InvalidByte(offset, _) | DecodeError::InvalidLastSymbol { offset, .. },
            ) => at + offset,
            DecodeSliceError::DecodeError(_) | DecodeSliceError::OutputSliceTooSmall => at,
        })?;
        if len < octets.len() && !last {
            return Err(at);
        }
        let octets = octets.get(..len).unwrap_or_default();
        let (_, rest) = room.split_at_mut_checked(used).ok_or(at)?;
        let (room, _) = rest.split_at_mut_checked(len).ok_or(at)?;
        room.copy_from_slice(octets);
        used += len;
    }
    room.get(..used).ok_or(text.len())
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
