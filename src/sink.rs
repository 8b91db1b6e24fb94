//! Where text goes: it is poured piece by piece into a MAC, a buffer or a count, so that nothing is copied twice and
//! no length is guessed.

use core::fmt;

use crate::Error;

/// Takes the pieces of a text in their order.
pub(crate) trait Sink {
    /// Take one piece.
    fn put(&mut self, piece: &[u8]);

    /// Take a piece in ASCII lower case.
    fn put_lower(&mut self, piece: &[u8]) {
        let mut room = [0; 64];
        for part in piece.chunks(room.len()) {
            if let Some(lower) = room.get_mut(..part.len()) {
                lower.copy_from_slice(part);
                lower.make_ascii_lowercase();
                self.put(lower);
            }
        }
    }
}

/// Something that can be written: it pours the same pieces every time.
pub(crate) trait Text {
    /// Pour all pieces into the sink.
    fn pour(&self, sink: &mut impl Sink);

    /// The length in octets.
    fn text_len(&self) -> usize {
        let mut length = Length(0);
        self.pour(&mut length);
        length.0
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
        self.pour(&mut Buffer { rest: room });
    }

    /// Write it for people: octets that are not UTF-8 as U+FFFD.
    fn display(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut printer = Printer { f, result: Ok(()) };
        self.pour(&mut printer);
        printer.result
    }
}

/// Octets are poured as they are.
impl Text for &[u8] {
    fn pour(&self, sink: &mut impl Sink) {
        sink.put(self);
    }
}

/// Counts octets.
struct Length(usize);

impl Sink for Length {
    fn put(&mut self, piece: &[u8]) {
        self.0 = self.0.saturating_add(piece.len());
    }

    fn put_lower(&mut self, piece: &[u8]) {
        self.put(piece);
    }
}

/// Fills memory, which was made long enough by a [`Length`].
struct Buffer<'o> {
    rest: &'o mut [u8],
}

impl Buffer<'_> {
    #[inline]
    fn take(&mut self, piece: &[u8], lower: bool) {
        if let Some((room, rest)) = core::mem::take(&mut self.rest).split_at_mut_checked(piece.len()) {
            room.copy_from_slice(piece);
            if lower {
                room.make_ascii_lowercase();
            }
            self.rest = rest;
        }
    }
}

impl Sink for Buffer<'_> {
    fn put(&mut self, piece: &[u8]) {
        self.take(piece, false);
    }

    fn put_lower(&mut self, piece: &[u8]) {
        self.take(piece, true);
    }
}

/// Prints.
struct Printer<'p, 'f> {
    f: &'p mut fmt::Formatter<'f>,
    result: fmt::Result,
}

impl Sink for Printer<'_, '_> {
    fn put(&mut self, piece: &[u8]) {
        for chunk in piece.utf8_chunks() {
            if self.result.is_ok() {
                self.result = self.f.write_str(chunk.valid());
            }
            if self.result.is_ok() && !chunk.invalid().is_empty() {
                self.result = self.f.write_str("\u{FFFD}");
            }
        }
    }
}
