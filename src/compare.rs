//! Where two signing strings part: ours, and the one that a server says it used.

use core::ascii::escape_default;
use core::fmt;

use crate::message::{Letters, message_of};
use crate::sink::{Sink, Text};
use crate::{Error, Header, Headers, Request, Signer, SigningString};

/// Where two signing strings part, all of it as it is in ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difference<'a> {
    /// The line, 1 for the first.
    pub line: usize,
    /// The octet in that line, 1 for the first.
    pub column: usize,
    /// The octet in the string, 0 for the first; its length if theirs goes on behind it.
    pub offset: usize,
    /// The name of the header or pseudo header that the line is for, spelled as in the request. In
    /// [`Dialect::TencentApp`](crate::Dialect::TencentApp) also `method`, `accept`, `content-type`, `content-md5` and
    /// `target`; in [`Dialect::Apisix`](crate::Dialect::Apisix) `keyid` for the first line. Empty if theirs has a line
    /// more than ours.
    pub name: &'a [u8],
}

/// Our signing string beside the one that a server says it used. [`Display`](fmt::Display) shows where they part.
pub struct Comparison<'a, H: ?Sized = [Header<'a>]> {
    string: SigningString<'a, H>,
    theirs: Letters<'a>,
}

/// What stands before the string in a message of Tencent's gateway.
const MARK: &[u8] = b"Server StringToSign:";

impl<'a> Signer<'a> {
    /// Compare our signing string with the one that a server says it used, as found in its message: lines parted by LF,
    /// by `#`, or by a backslash and an n, whichever agrees furthest. One line end behind the last line is ignored. A
    /// whole message is taken too, bare or JSON, if it has the string behind `Server StringToSign:`.
    ///
    /// # Errors
    /// As [`signing_string`](Signer::signing_string). That the strings differ is no error.
    ///
    /// ```
    /// use hmacsign::{Header, Request, Signer};
    ///
    /// let headers = [Header::new("X-Date", "Mon, 19 Mar 2018 12:08:40 GMT"), Header::new("Source", "apigw test")];
    /// let (signer, request) = (Signer::tencent("AKID")?, Request::new(&headers));
    /// let theirs = "x-date: Mon, 19 Mar 2018 12:08:40 GMT#source: apigw";
    /// let comparison = signer.compare(&request, theirs)?;
    /// let difference = comparison.difference().expect("they differ");
    /// assert_eq!((difference.line, difference.column, difference.name), (2, 14, b"Source".as_slice()));
    /// assert_eq!(
    ///     comparison.to_string(),
    ///     "line 2, octet 14 (Source):\n  ours:   \"source: apigw test\"\n  theirs: \"source: apigw\"\n                        ^",
    /// );
    /// # Ok::<(), hmacsign::Error>(())
    /// ```
    pub fn compare<'r, H, T>(&self, request: &Request<'r, H>, theirs: &'r T) -> Result<Comparison<'r, H>, Error>
    where
        'a: 'r,
        H: Headers + ?Sized,
        T: AsRef<[u8]> + ?Sized,
    {
        let theirs = theirs.as_ref();
        let marked = message_of(theirs).and_then(behind_mark);
        let theirs = marked.unwrap_or_else(|| Letters::bare(theirs));
        Ok(Comparison { string: self.signing_string(request)?, theirs })
    }
}

fn behind_mark(mut message: Letters<'_>) -> Option<Letters<'_>> {
    loop {
        if let Some(rest) = message.clone().after(MARK) {
            return Some(rest);
        }
        message.next()?;
    }
}

/// What parts their lines.
#[derive(Clone, Copy, PartialEq)]
enum LineEnd {
    Lf,
    /// A backslash and an n.
    Literal,
    /// `#`, which a value of ours can have too.
    Hash,
}

impl LineEnd {
    /// The next octet of theirs, and whether it ends a line.
    fn next(self, theirs: &mut Letters<'_>) -> Option<(u8, bool)> {
        if self == LineEnd::Literal {
            if let Some(rest) = theirs.clone().after(b"\\n") {
                *theirs = rest;
                return Some((b'\n', true));
            }
        }
        let octet = theirs.next()?;
        // LF ends a line whatever else does: a message may have one at its end.
        Some((octet, octet == b'\n' || (octet == b'#' && self == LineEnd::Hash)))
    }

    /// Has theirs ended, but for one line end?
    fn is_over(self, theirs: &Letters<'_>) -> bool {
        let mut theirs = theirs.clone();
        let mut next = self.next(&mut theirs);
        if next == Some((b'\r', false)) {
            next = self.next(&mut theirs).filter(|(_, end)| *end).or(next);
        }
        next.is_none_or(|(_, end)| end && theirs.next().is_none())
    }
}

/// How far two strings agree.
#[derive(Clone)]
struct Agreed<'a> {
    by: LineEnd,
    /// Octets of ours.
    offset: usize,
    /// Whether ours is over there.
    over: bool,
    /// What is left of theirs.
    rest: Letters<'a>,
    /// Where the line begins in theirs.
    line: Letters<'a>,
}

impl<'a, H: Headers + ?Sized> Comparison<'a, H> {
    fn agreed(&self, by: LineEnd) -> Agreed<'a> {
        let mut rest = self.theirs.clone();
        let (mut offset, mut over, mut line) = (0_usize, true, rest.clone());
        self.string.pour_into(&mut |piece| {
            for &octet in piece {
                if !over {
                    return;
                }
                let mut ahead = rest.clone();
                let same = by.next(&mut ahead).is_some_and(|(theirs, end)| theirs == octet || (end && octet == b'\n'));
                over = same;
                if same {
                    rest = ahead;
                    offset += 1;
                    if octet == b'\n' {
                        line = rest.clone();
                    }
                }
            }
        });
        Agreed { by, offset, over, rest, line }
    }

    /// The furthest that they agree by any line end.
    fn furthest(&self) -> Agreed<'a> {
        let mut furthest = self.agreed(LineEnd::Lf);
        for by in [LineEnd::Literal, LineEnd::Hash] {
            let other = self.agreed(by);
            if self.rank(&other) > self.rank(&furthest) {
                furthest = other;
            }
        }
        furthest
    }

    /// How likely it is that theirs is parted so: how far they agree, then whether that is to both ends, then whether
    /// theirs has such line ends at all.
    fn rank(&self, agreed: &Agreed<'_>) -> (usize, bool, bool) {
        let mut theirs = self.theirs.clone();
        let mut has_line_end = false;
        while let Some((_, end)) = agreed.by.next(&mut theirs) {
            has_line_end |= end;
        }
        (agreed.offset, agreed.over && agreed.by.is_over(&agreed.rest), has_line_end)
    }

    /// The first difference, or `None` if they are equal.
    #[must_use]
    pub fn difference(&self) -> Option<Difference<'a>> {
        self.parting().map(|(difference, _, _)| difference)
    }

    /// The first difference, how their lines are parted, and where its line begins in theirs, if that has it.
    fn parting(&self) -> Option<(Difference<'a>, LineEnd, Option<Letters<'a>>)> {
        let Agreed { by, offset, over, rest, line: begin } = self.furthest();
        let (mut line, mut column, mut at) = (1, 1, 0);
        let mut left = [None; 2];
        self.string.pour_into(&mut |piece| {
            for &octet in piece {
                if at < offset {
                    (line, column) = if octet == b'\n' { (line + 1, 1) } else { (line, column + 1) };
                } else if let Some(room) = left.get_mut(at - offset) {
                    *room = Some(octet);
                }
                at += 1;
            }
        });
        let theirs_over = by.is_over(&rest);
        if theirs_over && (over || left == [Some(b'\n'), None]) {
            return None;
        }
        let difference = |line, column, offset, name| Difference { line, column, offset, name };
        let mut behind = rest;
        let at_their_end = by.next(&mut behind).is_some_and(|(_, end)| end);
        Some(if theirs_over && left.first() == Some(&Some(b'\n')) {
            (difference(line + 1, 1, offset + 1, self.string.line_name(line + 1)), by, None)
        } else if over && at_their_end {
            (difference(line + 1, 1, offset, &[]), by, Some(behind))
        } else {
            let name = if over && column == 1 { &[] } else { self.string.line_name(line) };
            (difference(line, column, offset, name), by, Some(begin))
        })
    }

    /// Pour a line of ours.
    fn pour_ours(&self, line: usize, take: &mut dyn FnMut(u8)) {
        let mut at = 1;
        self.string.pour_into(&mut |piece| {
            for &octet in piece {
                if octet == b'\n' {
                    at += 1;
                } else if at == line {
                    take(octet);
                }
            }
        });
    }
}

fn pour_escaped(octet: u8, sink: &mut Sink<'_>) {
    for escaped in escape_default(octet) {
        sink.put(&[escaped]);
    }
}

impl<H: Headers + ?Sized> Text for Comparison<'_, H> {
    fn pour(&self, sink: &mut Sink<'_>) {
        let Some((difference, by, theirs)) = self.parting() else {
            sink.put(b"the signing strings are equal");
            return;
        };
        sink.put(b"line ");
        sink.put_number(difference.line as u64);
        sink.put(b", octet ");
        sink.put_number(difference.column as u64);
        if difference.name.is_empty() {
            sink.put(b" (behind the last line of ours)");
        } else {
            sink.put(b" (");
            sink.put(difference.name);
            sink.put(b")");
        }
        sink.put(b":\n  ours:   \"");
        let (mut column, mut caret) = (1, 0);
        self.pour_ours(difference.line, &mut |octet| {
            caret += if column < difference.column { escape_default(octet).count() } else { 0 };
            column += 1;
            pour_escaped(octet, sink);
        });
        sink.put(b"\"\n  theirs: \"");
        let mut column = 1;
        let mut theirs = theirs.unwrap_or_else(|| Letters::bare(b""));
        while let Some((octet, end)) = by.next(&mut theirs) {
            if end && column >= difference.column {
                break; // before it, ours has the same octet in the line
            }
            pour_escaped(octet, sink);
            column += 1;
        }
        sink.put(b"\"\n           ");
        for _ in 0..caret {
            sink.put(b" ");
        }
        sink.put(b"^");
    }
}

impl<H: Headers + ?Sized> fmt::Display for Comparison<'_, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.display(f)
    }
}

impl<H: Headers + ?Sized> fmt::Debug for Comparison<'_, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Comparison({self})")
    }
}
