//! Where text goes: it is poured piece by piece into a MAC, memory or a count, so that no length is guessed and nothing
//! long is copied twice.

use core::fmt;

use crate::Error;
use crate::grammar::lower;

/// How many octets are gathered before they are handed on. Every hash function's block goes into it without a rest, so
/// that none of them has to gather again.
const GATHERED: usize = 128;

/// Gets what is handed on.
type Take<'t> = &'t mut dyn FnMut(&[u8]);

/// Takes the pieces of a text in their order: gathers them in its room and hands the room on each time it is full.
///
/// One type for every use, so that what pours is compiled once and not for each hash function.
pub(crate) struct Sink<'t> {
    room: &'t mut [u8],
    used: usize,
    /// What was handed on.
    passed: usize,
    /// Gets what is handed on: room by room, and in the end what was gathered. Without it octets are only counted.
    take: Option<Take<'t>>,
}

impl<'t> Sink<'t> {
    /// Take one piece.
    #[inline(never)]
    pub(crate) fn put(&mut self, piece: &[u8]) {
        let counts_only = self.take.is_none();
        match self.room(piece.len()) {
            Some(room) => copy(piece, room),
            None if counts_only => self.passed = self.passed.saturating_add(piece.len()),
            None => self.pass(piece),
        }
    }

    /// Take a line of a signing string: a name in lower case, a colon, a space and a value. Lines are many, and most find
    /// room at once.
    #[inline]
    pub(crate) fn put_line(&mut self, name: &[u8], value: &[u8]) {
        let len = name.len().saturating_add(2).saturating_add(value.len());
        if let Some((to, rest)) = self.room(len).and_then(|room| room.split_at_mut_checked(name.len())) {
            lower(name, to);
            if let Some((colon, to)) = rest.split_first_chunk_mut() {
                *colon = *b": ";
                copy(value, to);
            }
        } else {
            self.put_lower(name);
            self.put(b": ");
            self.put(value);
        }
    }

    /// Take a piece in ASCII lower case.
    pub(crate) fn put_lower(&mut self, piece: &[u8]) {
        let counts_only = self.take.is_none();
        match self.room(piece.len()) {
            Some(room) => lower(piece, room),
            None if counts_only => self.passed = self.passed.saturating_add(piece.len()),
            None => {
                for part in piece.chunks(32) {
                    let mut room = [0; 32];
                    let Some(room) = room.get_mut(..part.len()) else { return };
                    lower(part, room);
                    self.put(room);
                }
            }
        }
    }

    /// Take a number in decimal digits.
    pub(crate) fn put_number(&mut self, mut number: u64) {
        let mut digits = [0; 20];
        let mut used = 0;
        for digit in digits.iter_mut().rev() {
            *digit = b'0' + (number % 10) as u8;
            number /= 10;
            used += 1;
            if number == 0 {
                break;
            }
        }
        if let Some((_, number)) = digits.split_at_checked(digits.len() - used) {
            self.put(number);
        }
    }

    /// Room for so many octets behind those that are gathered, if there is so much.
    #[inline]
    fn room(&mut self, len: usize) -> Option<&mut [u8]> {
        let room = self.room.get_mut(self.used..)?.get_mut(..len)?;
        self.used += len;
        Some(room)
    }

    /// Take a piece for which there is no room: fill it up and hand it on, then of the rest what would fill it again.
    #[inline(never)]
    fn pass(&mut self, piece: &[u8]) {
        let size = self.room.len();
        let Some(take) = &mut self.take else { return };
        let (first, rest) = piece.split_at_checked(size.saturating_sub(self.used)).unwrap_or_default();
        if let Some(room) = self.room.get_mut(self.used..).filter(|room| room.len() == first.len()) {
            room.copy_from_slice(first);
        }
        take(self.room);
        self.passed = self.passed.saturating_add(size);
        let (whole, last) = rest.split_at_checked(rest.len() - rest.len() % size.max(1)).unwrap_or_default();
        if !whole.is_empty() {
            take(whole);
        }
        if let Some(room) = self.room.get_mut(..last.len()) {
            room.copy_from_slice(last);
        }
        self.used = last.len();
    }

    /// Hand on what is gathered.
    fn hand_on(&mut self) {
        if let Some(take) = &mut self.take {
            take(self.room.get(..self.used).unwrap_or_default());
        }
        self.used = 0;
    }
}

/// Copy a piece into room of its length. What is short goes in one or two large parts, some octets twice, since to call
/// for the system's way takes longer than that.
#[inline(always)]
fn copy(piece: &[u8], room: &mut [u8]) {
    /// If there is so much.
    #[inline(always)]
    fn ends<const N: usize>(piece: &[u8], room: &mut [u8]) -> Option<()> {
        let (first, last) = (*piece.first_chunk::<N>()?, *piece.last_chunk::<N>()?);
        *room.first_chunk_mut()? = first;
        *room.last_chunk_mut()? = last;
        Some(())
    }
    let len = piece.len();
    let done = if len > 64 {
        None
    } else if len >= 16 {
        if len > 32 { ends::<32>(piece, room) } else { ends::<16>(piece, room) }
    } else if len >= 4 {
        if len > 8 { ends::<8>(piece, room) } else { ends::<4>(piece, room) }
    } else if len >= 2 {
        ends::<2>(piece, room)
    } else {
        ends::<1>(piece, room)
    };
    if done.is_none() {
        // Which has this length, and so the compiler sees it.
        room.get_mut(..len).into_iter().for_each(|room| room.copy_from_slice(piece));
    }
}

/// Pour, and hand on what was gathered in the end: whether some of it was before, and so from deeper in the stack.
pub(crate) fn pour_into(pour: impl FnOnce(&mut Sink<'_>), take: &mut dyn FnMut(&[u8])) -> bool {
    let mut sink = Sink { room: &mut [0; GATHERED], used: 0, passed: 0, take: Some(take) };
    pour(&mut sink);
    sink.hand_on();
    sink.passed > 0
}

/// The length of what a text pours, in octets.
pub(crate) fn counted<T: Text + ?Sized>(text: &T) -> usize {
    let mut sink = Sink { room: &mut [], used: 0, passed: 0, take: None };
    text.pour(&mut sink);
    sink.passed
}

/// Something that can be written: it pours the same pieces every time.
pub(crate) trait Text {
    /// Pour all pieces into the sink.
    fn pour(&self, sink: &mut Sink<'_>);

    /// Hand on all octets: whether some were before the end, and so from deeper in the stack.
    #[inline]
    fn pour_into(&self, take: &mut dyn FnMut(&[u8])) -> bool {
        pour_into(|sink| self.pour(sink), take)
    }

    /// The length in octets.
    fn text_len(&self) -> usize {
        counted(self)
    }

    /// Write it to the beginning of `out`, all or nothing, and return what was written.
    ///
    /// # Errors
    /// [`Error::Buffer`] if it does not fit: `out` is as it was.
    fn write<'o>(&self, out: &'o mut [u8]) -> Result<&'o [u8], Error> {
        let needed = self.text_len();
        let room = out.get_mut(..needed).ok_or(Error::Buffer { needed })?;
        self.fill(room);
        Ok(room)
    }

    /// Write it to memory of exactly its length.
    fn fill(&self, room: &mut [u8]) {
        self.pour(&mut Sink { room, used: 0, passed: 0, take: None });
    }

    /// Write it for people: octets that are not UTF-8 as U+FFFD.
    fn display(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut result = Ok(());
        let mut printer = Printer { begun: [0; 4], len: 0 };
        self.pour_into(&mut |piece| result = result.and_then(|()| printer.print(piece, f)));
        if printer.len > 0 { result.and_then(|()| f.write_str("\u{FFFD}")) } else { result }
    }
}

/// Octets are poured as they are.
impl Text for &[u8] {
    fn pour(&self, sink: &mut Sink<'_>) {
        sink.put(self);
    }

    fn pour_into(&self, take: &mut dyn FnMut(&[u8])) -> bool {
        take(self);
        false
    }
}

/// Prints octets as UTF-8, wherever the pieces they come in are parted.
struct Printer {
    /// The beginning of a character that goes on in the next piece.
    begun: [u8; 4],
    len: usize,
}

impl Printer {
    fn print(&mut self, piece: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = piece;
        while let (1.., [first, others @ ..]) = (self.len, rest) {
            if let Some(room) = self.begun.get_mut(self.len) {
                *room = *first;
            }
            match core::str::from_utf8(self.begun.get(..=self.len).unwrap_or_default()) {
                Ok(character) => {
                    f.write_str(character)?;
                    (self.len, rest) = (0, others);
                }
                Err(error) if error.error_len().is_none() => (self.len, rest) = (self.len + 1, others),
                Err(_) => {
                    f.write_str("\u{FFFD}")?;
                    self.len = 0;
                }
            }
        }
        let mut chunks = rest.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            f.write_str(chunk.valid())?;
            let invalid = chunk.invalid();
            let goes_on = || core::str::from_utf8(invalid).is_err_and(|error| error.error_len().is_none());
            if chunks.peek().is_none() && goes_on() {
                self.begun.iter_mut().zip(invalid).for_each(|(to, from)| *to = *from);
                self.len = invalid.len();
            } else if !invalid.is_empty() {
                f.write_str("\u{FFFD}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::string::{String, ToString};
    use std::vec::Vec;

    /// Pours its octets one by one, so that pieces are parted anywhere.
    struct Single(Vec<u8>);

    impl Text for Single {
        fn pour(&self, sink: &mut Sink<'_>) {
            self.0.chunks(1).for_each(|octet| sink.put(octet));
        }
    }

    impl fmt::Display for Single {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.display(f)
        }
    }

    #[test]
    fn what_is_printed_does_not_depend_on_where_pieces_are_parted() {
        let character = "é你𝄞";
        for before in GATHERED - 6..GATHERED + 2 {
            for octets in [character.as_bytes(), b"\xE4\xBDa", b"\xE4", b"\xF0\x9D\x84", b"\xFF\xE9\x80\xC3"] {
                let text = [&std::vec![b'x'; before], octets].concat();
                assert_eq!(Single(text.clone()).to_string(), String::from_utf8_lossy(&text), "{before} {octets:?}");
                let text = [octets, &text, octets].concat();
                assert_eq!(Single(text.clone()).to_string(), String::from_utf8_lossy(&text), "{before} {octets:?}");
            }
        }
    }

    #[test]
    fn pieces_of_any_length_come_out_in_their_order() {
        struct Pieces(Vec<usize>);
        impl Text for Pieces {
            fn pour(&self, sink: &mut Sink<'_>) {
                for (index, &len) in self.0.iter().enumerate() {
                    let piece = std::vec![b'A' + index as u8; len];
                    if index % 2 == 0 { sink.put(&piece) } else { sink.put_lower(&piece) }
                }
            }
        }
        for lens in [
            [0, 0, 0, 0],
            [127, 1, 1, 600],
            [128, 128, 128, 128],
            [100, 600, 129, 1],
            [1, 127, 1000, 127],
            [1, 2, 3, 4],
        ] {
            let expected: String = lens
                .iter()
                .enumerate()
                .flat_map(|(index, &len)| {
                    std::iter::repeat_n((if index % 2 == 0 { b'A' } else { b'a' } + index as u8) as char, len)
                })
                .collect();
            let text = Pieces(lens.to_vec());
            assert_eq!(text.text_len(), expected.len());
            let mut room = std::vec![0; expected.len()];
            assert_eq!(text.write(&mut room).unwrap(), expected.as_bytes());
            let mut handed_on = Vec::new();
            text.pour_into(&mut |piece| {
                assert_eq!(handed_on.len() % GATHERED, 0, "only the last one is not a multiple");
                handed_on.extend_from_slice(piece);
            });
            assert_eq!(handed_on, expected.as_bytes());
        }
    }

    #[test]
    fn numbers_are_written_in_decimal() {
        for number in [0, 7, 10, 1_402_170_695, u64::MAX] {
            let mut text = Vec::new();
            pour_into(|sink| sink.put_number(number), &mut |piece| text.extend_from_slice(piece));
            assert_eq!(text, number.to_string().as_bytes());
        }
    }
}
