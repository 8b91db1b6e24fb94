//! The signing string: which lines are signed, whether they can be, and their octets. Signing, verifying and showing
//! it all come here; who signs, and with what, is not known here.

use core::fmt;

use crate::dialect::{Framing, Pseudo, PseudoLine, Rules};
use crate::grammar::{is_target, is_token, is_value, is_version, same_name, trim};
use crate::look_up::LookUp;
use crate::sink::{Sink, Text};
use crate::{Error, Header, Headers, Place, Request, RequestPart, SIGNED_MAX};

/// The string that gets signed: a line `name: value` for each signed header, in their order, the names in lower
/// case, the values without white space around them, LF between the lines and none after the last. Pseudo headers
/// have lines of their own, and [`Dialect::Apisix`](crate::Dialect::Apisix) another frame.
///
/// It borrows everything and can be printed (octets that are not UTF-8 as U+FFFD), measured and written down.
///
/// ```
/// use hmacsign::{Header, Request, Signer};
///
/// let headers = [Header::new("Host", "example.com"), Header::new("X-Date", "Mon, 19 Mar 2018 12:08:40 GMT")];
/// let signer = Signer::tencent("AKID")?.names("x-date host");
/// let string = signer.signing_string(&Request::new(&headers))?;
/// assert_eq!(string.to_string(), "x-date: Mon, 19 Mar 2018 12:08:40 GMT\nhost: example.com");
/// # Ok::<(), hmacsign::Error>(())
/// ```
pub struct SigningString<'a, H: ?Sized = [Header<'a>]> {
    rules: &'static Rules,
    id: &'a [u8],
    request: Request<'a, H>,
    lines: [Line; SIGNED_MAX],
    count: usize,
}

/// Where a line comes from.
#[derive(Clone, Copy)]
pub(crate) enum Line {
    /// Not found yet.
    Nowhere,
    /// The header at this index.
    Header(usize),
    /// The request line.
    Pseudo(&'static Pseudo),
}

/// The names to sign: the caller's list, or all headers of the request if that is empty.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Names<'a>(pub &'a [u8]);

impl<'a> Names<'a> {
    /// The names of the list: one space between two.
    pub(crate) fn listed(self) -> impl Iterator<Item = &'a [u8]> {
        self.0.split(|&octet| octet == b' ')
    }

    /// Where the name at this index begins in the list.
    fn offset(self, index: usize) -> usize {
        self.listed().take(index).map(|name| name.len() + 1).sum()
    }

    /// Are all headers of the request meant?
    const fn are_all(self) -> bool {
        self.0.is_empty()
    }
}

/// All headers of a request by index and name, but those that carry credentials.
fn all_of<H: Headers + ?Sized>(headers: &H) -> impl Iterator<Item = (usize, &[u8])> {
    const CREDENTIALS: [&[u8]; 3] = [b"authorization", b"proxy-authorization", b"signature"];
    (0..headers.count())
        .filter_map(|index| Some((index, headers.header(index)?.name())))
        .filter(|(_, name)| !CREDENTIALS.iter().any(|other| same_name(other, name)))
}

/// The names in an array, and how many there are, be they more than it holds.
fn collect<'a>(names: impl Iterator<Item = &'a [u8]>) -> ([&'a [u8]; SIGNED_MAX], usize) {
    let (mut list, mut count) = ([[].as_slice(); SIGNED_MAX], 0);
    for name in names {
        if let Some(room) = list.get_mut(count) {
            *room = name;
        }
        count += 1;
    }
    (list, count)
}

impl<'a, H: Headers + ?Sized> SigningString<'a, H> {
    /// Find the header of every name and make sure that each can be signed.
    ///
    /// Faults come in this order: the number of names; then name by name whether it is a token, is repeated, is
    /// missing, and has a value that can be sent; then whether a time is signed; last the request line, as far as a
    /// pseudo header signs it.
    pub(crate) fn new(
        rules: &'static Rules,
        id: &'a [u8],
        names: Names<'a>,
        undated: bool,
        request: Request<'a, H>,
    ) -> Result<Self, Error> {
        let mut string = SigningString { rules, id, request, lines: [Line::Nowhere; SIGNED_MAX], count: 0 };
        let (list, count) = if names.are_all() {
            collect(all_of(request.headers).map(|(_, name)| name))
        } else {
            collect(names.listed())
        };
        let list = list.get(..count).filter(|list| !list.is_empty()).ok_or(Error::HeaderCount { count })?;
        string.count = count;
        string.find(names, list)?;
        if !undated && !list.iter().any(|name| rules.is_time(name)) {
            return Err(Error::DateUnsigned);
        }
        string.check_request_line()?;
        Ok(string)
    }

    fn find(&mut self, names: Names<'a>, list: &[&'a [u8]]) -> Result<(), Error> {
        // A fault in the list waits until the names before it have been looked at.
        let mut look_up = LookUp::new();
        let mut entered = 0;
        let mut list_fault = None;
        for name in list {
            if let Some(pseudo) = self.rules.pseudo(name) {
                if self.position(pseudo).is_some() {
                    list_fault = Some(Error::HeaderRepeated(self.place(names, entered)));
                    break;
                }
                self.set(entered, Line::Pseudo(pseudo));
            } else if !is_token(name) {
                list_fault = Some(Error::HeaderName(self.place(names, entered)));
                break;
            } else if !look_up.enter(entered, name) {
                list_fault = Some(Error::HeaderRepeated(self.place(names, entered)));
                break;
            }
            entered += 1;
        }

        let headers = self.request.headers;
        let pseudo_signed = self.lines().any(|line| matches!(line, Line::Pseudo(_)));
        let mut guess = 0;
        let mut repeated = 0_u64;
        for index in 0..headers.count() {
            let Some(header) = headers.header(index) else { continue };
            let mut found = look_up.find(header.name(), guess);
            if found.is_none() && pseudo_signed {
                found = self.rules.pseudo(header.name()).and_then(|pseudo| self.position(pseudo));
            }
            let Some(found) = found else { continue };
            match self.lines.get(found) {
                Some(Line::Nowhere) => self.set(found, Line::Header(index)),
                _ => repeated |= 1 << found,
            }
            guess = found + 1;
        }

        for (index, (line, name)) in self.lines.iter().zip(list).enumerate().take(entered) {
            if repeated >> index & 1 == 1 {
                return Err(Error::HeaderRepeated(Place::Header(self.in_the_way(line, name))));
            }
            match *line {
                Line::Nowhere => return Err(Error::HeaderMissing { offset: names.offset(index) }),
                Line::Pseudo(_) => {}
                Line::Header(header) => {
                    if !headers.header(header).is_some_and(|header| is_value(trim(header.value()))) {
                        return Err(Error::HeaderValue { header });
                    }
                }
            }
        }
        list_fault.map_or(Ok(()), Err)
    }

    fn set(&mut self, index: usize, line: Line) {
        if let Some(room) = self.lines.get_mut(index) {
            *room = line;
        }
    }

    /// The index of the line that this pseudo header makes, in either spelling.
    fn position(&self, pseudo: &Pseudo) -> Option<usize> {
        self.lines.iter().position(|line| matches!(line, Line::Pseudo(signed) if signed.line == pseudo.line))
    }

    /// Where the name at this index comes from.
    fn place(&self, names: Names<'a>, index: usize) -> Place {
        if names.are_all() {
            Place::Header(all_of(self.request.headers).nth(index).map_or(0, |(header, _)| header))
        } else {
            Place::Names(names.offset(index))
        }
    }

    /// The header that stands in the way of a line: the second one of its name, or the first that is named like a
    /// pseudo header.
    fn in_the_way(&self, line: &Line, name: &[u8]) -> usize {
        let headers = self.request.headers;
        let is_in_the_way = |other: &[u8]| match line {
            Line::Pseudo(pseudo) => self.rules.pseudo(other).is_some_and(|other| other.line == pseudo.line),
            _ => same_name(name, other),
        };
        let first = if let Line::Header(index) = line { index + 1 } else { 0 };
        (first..headers.count())
            .find(|&index| headers.header(index).is_some_and(|header| is_in_the_way(header.name())))
            .unwrap_or(0)
    }

    /// Can the parts of the request line that are signed stand in one?
    fn check_request_line(&self) -> Result<(), Error> {
        for line in self.lines() {
            let Line::Pseudo(pseudo) = line else { continue };
            if !is_token(self.request.method) {
                return Err(Error::RequestLine(RequestPart::Method));
            }
            if !is_target(self.request.target) {
                return Err(Error::RequestLine(RequestPart::Target));
            }
            if pseudo.line == PseudoLine::RequestLine && !is_version(self.version()) {
                return Err(Error::RequestLine(RequestPart::Version));
            }
        }
        Ok(())
    }

    /// The version that is signed.
    fn version(&self) -> &'a [u8] {
        if self.request.version.is_empty() { b"HTTP/1.1" } else { self.request.version }
    }

    /// Where the lines come from, in their order.
    pub(crate) fn lines(&self) -> impl Iterator<Item = Line> {
        self.lines.iter().take(self.count).copied()
    }

    /// The names of the lines, in any case.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'a [u8]> {
        let headers = self.request.headers;
        self.lines().filter_map(move |line| match line {
            Line::Header(index) => headers.header(index).map(|header| header.name()),
            Line::Pseudo(pseudo) => Some(pseudo.name.as_bytes()),
            Line::Nowhere => None,
        })
    }

    /// The signed headers in their order, without the pseudo headers.
    pub(crate) fn headers(&self) -> impl Iterator<Item = Header<'a>> {
        let headers = self.request.headers;
        self.lines().filter_map(move |line| match line {
            Line::Header(index) => headers.header(index),
            Line::Pseudo(_) | Line::Nowhere => None,
        })
    }

    /// Its length in octets.
    #[must_use]
    pub fn len(&self) -> usize {
        self.text_len()
    }

    /// Whether it has no octets: never, since every signature covers a header.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        false
    }

    /// Write it to the beginning of `out`, all or nothing, and return what was written.
    ///
    /// # Errors
    /// [`Error::Buffer`] if `out` is shorter than [`len`](SigningString::len); it is as it was then.
    pub fn write_to<'o>(&self, out: &'o mut [u8]) -> Result<&'o [u8], Error> {
        self.write(out)
    }
}

impl<H: Headers + ?Sized> SigningString<'_, H> {
    fn pour_line(&self, line: Line, sink: &mut impl Sink) {
        match line {
            Line::Header(index) => {
                if let Some(header) = self.request.headers.header(index) {
                    sink.put_lower(header.name());
                    sink.put(b": ");
                    sink.put(trim(header.value()));
                }
            }
            Line::Pseudo(pseudo) => {
                if pseudo.line == PseudoLine::NamedTarget {
                    sink.put(pseudo.name.as_bytes());
                    sink.put(b": ");
                    sink.put_lower(self.request.method);
                } else {
                    sink.put(self.request.method);
                }
                sink.put(b" ");
                sink.put(self.request.target);
                if pseudo.line == PseudoLine::RequestLine {
                    sink.put(b" ");
                    sink.put(self.version());
                }
            }
            Line::Nowhere => {}
        }
    }
}

impl<H: Headers + ?Sized> Text for SigningString<'_, H> {
    fn pour(&self, sink: &mut impl Sink) {
        let id_first = self.rules.framing == Framing::IdFirst;
        if id_first {
            sink.put(self.id);
        }
        for (index, line) in self.lines().enumerate() {
            if id_first || index > 0 {
                sink.put(b"\n");
            }
            self.pour_line(line, sink);
        }
        if id_first {
            sink.put(b"\n");
        }
    }
}

impl<H: Headers + ?Sized> fmt::Display for SigningString<'_, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.display(f)
    }
}

impl<H: Headers + ?Sized> fmt::Debug for SigningString<'_, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningString({self})")
    }
}
