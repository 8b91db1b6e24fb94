//! The signing string: which lines are signed, whether they can be, and their octets. Signing, verifying and showing
//! it all come here; who signs, and with what, is not known here.

use core::fmt;

use crate::application::Trailer;
use crate::dialect::{Framing, Pseudo, PseudoLine, Rules};
use crate::grammar::{is_target, is_token, is_value, is_version, same_name, trim};
use crate::look_up::LookUp;
use crate::sink::{Sink, Text};
use crate::statement::{Names, Statement};
use crate::{Error, Header, Headers, Place, Request, RequestPart, SIGNED_MAX};

/// The string that gets signed: a line `name: value` for each signed header, in their order, the names in lower
/// case, the values without white space around them, LF between the lines and none after the last. Pseudo headers
/// have lines of their own; [`Dialect`](crate::Dialect) says which dialects put it together in another way.
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
    statement: Statement<'a>,
    request: Request<'a, H>,
    /// For each line the index of its header, or [`PSEUDO`] and more. Small numbers, since stacks are small.
    places: [u32; SIGNED_MAX],
    count: usize,
    /// The lines whose header occurs several times and is joined, as a set of their indexes.
    joined: u64,
    trailer: Option<Trailer>,
}

/// A line without a header.
const NOWHERE: u32 = u32::MAX;

/// The first of the dialect's pseudo headers; the others follow. It ends what headers can be counted.
const PSEUDO: u32 = u32::MAX - 8;

/// Where a line comes from.
#[derive(Clone, Copy)]
pub(crate) enum Line {
    /// The header at this index.
    Header(usize),
    /// The request line, or a time that the credential states.
    Pseudo(&'static Pseudo),
}

/// All headers of a request by index and name, but those that carry credentials.
fn all_of<H: Headers + ?Sized>(headers: &H) -> impl Iterator<Item = (usize, &[u8])> {
    const CREDENTIALS: [&[u8]; 3] = [b"authorization", b"proxy-authorization", b"signature"];
    (0..headers.count())
        .filter_map(|index| Some((index, headers.header(index)?.name())))
        .filter(|(_, name)| !CREDENTIALS.iter().any(|other| same_name(other, name)))
}

/// As many names as most requests sign: no more are made room for where there seem to be no more.
const FEW: usize = 8;

/// The names in an array, and how many there are, be they more than it holds; and which of them are tokens, as a set of
/// their indexes.
fn collect<'a>(list: &mut [&'a [u8]], names: Names<'a>) -> (usize, u64) {
    let (mut count, mut tokens) = (0, 0);
    for (name, is_token) in names.listed_tokens() {
        if let Some(room) = list.get_mut(count) {
            *room = name;
            tokens |= u64::from(is_token) << count;
        }
        count += 1;
    }
    (count, tokens)
}

/// What was found out about the lines, as sets of their indexes.
#[derive(Default)]
struct Findings {
    /// Those that have a header.
    found: u64,
    /// Those whose header occurs more often than it may.
    repeated: u64,
    /// Those of whose values one cannot be sent.
    unfit: u64,
}

impl<'a, H: Headers + ?Sized> SigningString<'a, H> {
    /// A string without lines: [`resolve`](SigningString::resolve) finds them. It is large, so it is made where it is
    /// needed and not moved there.
    #[inline(always)]
    pub(crate) const fn of(statement: Statement<'a>, request: Request<'a, H>) -> Self {
        SigningString { statement, request, places: [NOWHERE; SIGNED_MAX], count: 0, joined: 0, trailer: None }
    }

    /// Who signed, by whose rules, and what.
    pub(crate) const fn statement(&self) -> &Statement<'a> {
        &self.statement
    }

    /// What is signed of it.
    pub(crate) const fn request(&self) -> &Request<'a, H> {
        &self.request
    }

    /// Find the header of every name and make sure that each can be signed.
    ///
    /// Faults come in this order: the number of names; then name by name whether it is a token, is repeated, is
    /// missing, and has a value that can be sent; then whether a time is signed; the request line, as far as it is
    /// signed; last the parameters of an application.
    pub(crate) fn resolve(&mut self, undated: bool) -> Result<(), Error> {
        let names = self.statement.names;
        if self.rules().needs_body() && self.request.body_sha256.is_some() {
            return Err(Error::BodyMissing);
        }
        let are_few = if names.are_all() { self.request.headers.count() <= FEW } else { names.0.len() < 16 * FEW };
        if are_few {
            match self.resolve_in(&mut [[].as_slice(); FEW], undated) {
                Err(Error::HeaderCount { count: ..=SIGNED_MAX }) => {} // there are more, and room for them
                result => return result,
            }
        }
        self.resolve_in(&mut [[].as_slice(); SIGNED_MAX], undated)
    }

    #[inline(never)]
    fn resolve_in(&mut self, list: &mut [&'a [u8]], undated: bool) -> Result<(), Error> {
        let (rules, names) = (self.rules(), self.statement.names);
        let (count, tokens) = if names.are_all() { self.collect_all(list) } else { collect(list, names) };
        let list = list.get(..count).filter(|list| !list.is_empty()).ok_or(Error::HeaderCount { count })?;
        self.count = count;
        self.find(list, tokens)?;
        if rules.needs_body() {
            self.trailer = Some(Trailer::of(&self.request)?);
        }
        if !undated && !list.iter().any(|name| rules.is_time(name)) {
            return Err(Error::DateUnsigned);
        }
        if rules.needs_body() || !rules.pseudo.is_empty() {
            self.check_request_line()?;
        }
        if let Some(trailer) = &self.trailer {
            trailer.check_parameters(&self.request)?;
        }
        Ok(())
    }

    /// The names of all headers that are signed if none are named. Joined ones have one line together.
    #[inline(never)]
    fn collect_all(&self, list: &mut [&'a [u8]]) -> (usize, u64) {
        let (mut count, mut tokens) = (0, 0);
        for (_, name) in all_of(self.request.headers) {
            if self.rules().joins(name) && list.iter().take(count).any(|known| known.eq_ignore_ascii_case(name)) {
                continue;
            }
            if let Some(room) = list.get_mut(count) {
                *room = name;
                tokens |= u64::from(is_token(name)) << count;
            }
            count += 1;
        }
        (count, tokens)
    }

    const fn rules(&self) -> &'static Rules {
        self.statement.dialect.rules()
    }

    /// Could the parameters of an application be read in two ways?
    #[inline(never)]
    pub(crate) fn is_ambiguous(&self) -> bool {
        self.trailer.as_ref().is_some_and(|trailer| trailer.are_ambiguous(&self.request))
    }

    /// The first Content-MD5 header of an application's request that is not the body's.
    pub(crate) fn wrong_content_md5(&self) -> Option<usize> {
        self.trailer.as_ref().and_then(|trailer| trailer.wrong_content_md5(&self.request))
    }

    fn find(&mut self, list: &[&'a [u8]], tokens: u64) -> Result<(), Error> {
        let mut look_up = LookUp::of(list);
        // A fault in the list waits until the names before it have been looked at.
        let (entered, pseudo_signed) = self.enter(&mut look_up, list, tokens);
        let findings = self.scan(&look_up, pseudo_signed);
        let all = u64::MAX >> (SIGNED_MAX - entered.clamp(1, SIGNED_MAX));
        if findings.found == all && findings.repeated | findings.unfit == 0 && entered == list.len() {
            return Ok(());
        }
        self.judge(list, entered, tokens, &findings)
    }

    /// Enter the names of headers, and give the others their lines: how many were good before a fault, and whether there
    /// are others.
    fn enter(&mut self, look_up: &mut LookUp<'_, 'a>, list: &[&'a [u8]], tokens: u64) -> (usize, bool) {
        let rules = self.rules();
        let mut pseudo_signed = false;
        for (entered, name) in list.iter().enumerate() {
            let is_good = if let Some(index) = rules.pseudo_index(name) {
                let is_new = rules.pseudo.get(index).is_some_and(|pseudo| self.position(pseudo).is_none());
                if is_new {
                    self.set(entered, PSEUDO + index as u32);
                    pseudo_signed = true;
                }
                is_new
            } else {
                tokens >> entered & 1 == 1 && look_up.enter(entered)
            };
            if !is_good {
                return (entered, pseudo_signed);
            }
        }
        (list.len(), pseudo_signed)
    }

    /// Find the header of each line.
    fn scan(&mut self, look_up: &LookUp<'_, 'a>, pseudo_signed: bool) -> Findings {
        let (rules, headers) = (self.rules(), self.request.headers);
        let mut findings = Findings::default();
        let mut guess = 0;
        for index in 0..headers.count() {
            let Some(header) = headers.header(index) else { continue };
            let mut line = look_up.find(header.name(), guess);
            if line.is_none() && pseudo_signed {
                line = rules.pseudo(header.name()).and_then(|pseudo| self.position(pseudo));
            }
            let Some(line) = line else { continue };
            let bit = 1 << line;
            match self.places.get_mut(line) {
                // A request with more headers than can be counted so does not fit into memory.
                Some(place) if *place == NOWHERE && index < PSEUDO as usize => {
                    *place = index as u32;
                    findings.found |= bit;
                }
                Some(place) if *place < PSEUDO && rules.joins(header.name()) => self.joined |= bit,
                _ => findings.repeated |= bit,
            }
            if !is_value(trim(header.value())) {
                findings.unfit |= bit;
            }
            guess = line + 1;
        }
        findings
    }

    /// The first fault, if there is one.
    #[inline(never)]
    fn judge(&self, list: &[&'a [u8]], entered: usize, tokens: u64, findings: &Findings) -> Result<(), Error> {
        for (index, name) in list.iter().enumerate().take(entered) {
            if findings.repeated >> index & 1 == 1 {
                return Err(Error::HeaderRepeated(Place::Header(self.in_the_way(index, name))));
            }
            let missing = match self.line(index) {
                None => true,
                Some(Line::Pseudo(pseudo)) => match pseudo.line {
                    PseudoLine::Created => self.statement.created.is_none(),
                    PseudoLine::Expires => self.statement.expires.is_none(),
                    _ => false,
                },
                Some(Line::Header(_)) => false,
            };
            if missing {
                return Err(Error::HeaderMissing { offset: self.statement.names.offset(index) });
            }
            if findings.unfit >> index & 1 == 1 {
                // One of them, if several are joined.
                let headers = self.request.headers;
                let is_unfit = |header: Header<'_>| same_name(name, header.name()) && !is_value(trim(header.value()));
                let header = (0..headers.count()).find(|&index| headers.header(index).is_some_and(is_unfit));
                return Err(header.map_or(Error::Internal, |header| Error::HeaderValue { header }));
            }
        }
        let Some(name) = list.get(entered) else { return Ok(()) };
        let place = self.place(entered, name);
        let is_named = tokens >> entered & 1 == 1 || self.rules().pseudo(name).is_some();
        Err(if is_named { Error::HeaderRepeated(place) } else { Error::HeaderName(place) })
    }

    /// Where the line at this index comes from, as far as it is found.
    #[inline]
    fn line(&self, index: usize) -> Option<Line> {
        match self.places.get(index).copied()? {
            NOWHERE => None,
            place if place >= PSEUDO => self.rules().pseudo.get((place - PSEUDO) as usize).map(Line::Pseudo),
            place => Some(Line::Header(place as usize)),
        }
    }

    #[inline]
    fn set(&mut self, index: usize, place: u32) {
        if let Some(room) = self.places.get_mut(index) {
            *room = place;
        }
    }

    /// The index of the line that this pseudo header makes, in either spelling.
    fn position(&self, pseudo: &Pseudo) -> Option<usize> {
        (0..self.count)
            .find(|&index| matches!(self.line(index), Some(Line::Pseudo(signed)) if signed.line == pseudo.line))
    }

    /// The headers that make a line, by index: one, or all that are joined in it.
    #[inline]
    fn occurrences(&self, index: usize) -> impl Iterator<Item = (usize, Header<'a>)> {
        let headers = self.request.headers;
        let first = match self.line(index) {
            Some(Line::Header(first)) => headers.header(first).map(|header| (first, header)),
            _ => None,
        };
        let joined = first.filter(|_| self.joined >> index & 1 == 1);
        let rest = joined.into_iter().flat_map(move |(first, header)| {
            (first + 1..headers.count())
                .filter_map(move |other| Some((other, headers.header(other)?)))
                .filter(move |(_, other)| same_name(header.name(), other.name()))
        });
        first.into_iter().chain(rest)
    }

    /// Where the name at this index comes from. In a request it is looked for, since joined headers before it have one
    /// index together.
    #[inline(never)]
    fn place(&self, index: usize, name: &[u8]) -> Place {
        let names = self.statement.names;
        if names.are_all() {
            let first = all_of(self.request.headers).find(|(_, other)| *other == name);
            Place::Header(first.map_or(0, |(header, _)| header))
        } else {
            Place::Names(names.offset(index))
        }
    }

    /// The header that stands in the way of a line: the second one of its name, or the first that is named like a
    /// pseudo header.
    #[inline(never)]
    fn in_the_way(&self, index: usize, name: &[u8]) -> usize {
        let (headers, line) = (self.request.headers, self.line(index));
        let is_in_the_way = |other: &[u8]| match line {
            Some(Line::Pseudo(pseudo)) => self.rules().pseudo(other).is_some_and(|other| other.line == pseudo.line),
            _ => same_name(name, other),
        };
        let first = if let Some(Line::Header(index)) = line { index + 1 } else { 0 };
        (first..headers.count())
            .find(|&index| headers.header(index).is_some_and(|header| is_in_the_way(header.name())))
            .unwrap_or(0)
    }

    /// Can the parts of the request line that are signed stand in one?
    #[inline(never)]
    fn check_request_line(&self) -> Result<(), Error> {
        let mut signed = (self.rules().framing == Framing::Sorted, false);
        for line in self.lines() {
            if let Line::Pseudo(pseudo) = line {
                signed.0 |= !matches!(pseudo.line, PseudoLine::Created | PseudoLine::Expires);
                signed.1 |= pseudo.line == PseudoLine::RequestLine;
            }
        }
        let (target, version) = signed;
        if target && !is_token(self.request.method) {
            return Err(Error::RequestLine(RequestPart::Method));
        }
        if target && !is_target(self.request.target) {
            return Err(Error::RequestLine(RequestPart::Target));
        }
        if version && !is_version(self.request.signed_version()) {
            return Err(Error::RequestLine(RequestPart::Version));
        }
        Ok(())
    }

    /// Where the lines come from, in their order.
    pub(crate) fn lines(&self) -> impl Iterator<Item = Line> {
        (0..self.count).filter_map(|index| self.line(index))
    }

    /// The name of the line at this index, in any case.
    fn name(&self, index: usize) -> &'a [u8] {
        match self.line(index) {
            Some(Line::Header(index)) => {
                self.request.headers.header(index).map(|header| header.name()).unwrap_or_default()
            }
            Some(Line::Pseudo(pseudo)) => pseudo.name.as_bytes(),
            None => &[],
        }
    }

    /// The names of the lines, in any case.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'a [u8]> {
        (0..self.count).map(|index| self.name(index))
    }

    /// What the line of this number is for, 1 being the first: a header's name as in the request, or the part of the
    /// request that has a line of its own. Nothing behind the last line.
    pub(crate) fn line_name(&self, line: usize) -> &'a [u8] {
        const TRAILER: [&[u8]; 5] = [b"method", b"accept", b"content-type", b"content-md5", b"target"];
        let index = line.saturating_sub(1);
        match self.rules().framing {
            Framing::Joined => self.name(index),
            Framing::IdFirst if index == 0 => b"keyid",
            Framing::IdFirst => self.name(index - 1),
            Framing::Sorted => match self.sorted().nth(index) {
                Some(index) => self.name(index),
                // A decoded parameter can have line ends.
                None => TRAILER.get(index.saturating_sub(self.count).min(4)).copied().unwrap_or_default(),
            },
        }
    }

    /// The signed headers in their order, joined ones one by one, without the pseudo headers; then those of the trailer
    /// that are not named.
    pub(crate) fn headers(&self) -> impl Iterator<Item = Header<'a>> {
        (0..self.count).flat_map(|index| self.occurrences(index)).map(|(_, header)| header).chain(self.implied())
    }

    /// The headers of the trailer that are not named.
    fn implied(&self) -> impl Iterator<Item = Header<'a>> {
        let trailer = self.trailer.as_ref().into_iter().flat_map(|trailer| trailer.headers(self.request.headers));
        trailer.filter(|header| !self.is_named(header.name()))
    }

    fn is_named(&self, name: &[u8]) -> bool {
        self.names().any(|named| named.eq_ignore_ascii_case(name))
    }

    /// Is a time that the credential itself carries signed?
    #[inline(never)]
    pub(crate) fn has_stated_time(&self) -> bool {
        let is_time = |pseudo: &Pseudo| matches!(pseudo.line, PseudoLine::Created | PseudoLine::Expires);
        self.rules().times_stated && self.lines().any(|line| matches!(line, Line::Pseudo(pseudo) if is_time(pseudo)))
    }

    /// The line of each signed header as it is sent; then those of the trailer that are not named.
    pub(crate) fn pour_header_lines(&self, sink: &mut Sink<'_>) {
        for index in 0..self.count {
            let Some(Line::Header(first)) = self.line(index) else { continue };
            let Some(header) = self.request.headers.header(first) else { continue };
            if self.joined >> index & 1 == 1 && self.ends_with_space(index) {
                for (_, header) in self.occurrences(index) {
                    pour_header_line(&header, sink);
                }
                continue;
            }
            sink.put(header.name());
            sink.put(b": ");
            sink.put(trim(header.value()));
            self.pour_rest(index, first, &header, sink);
            sink.put(b"\r\n");
        }
        for header in self.implied() {
            pour_header_line(&header, sink);
        }
        let content_md5 = self.trailer.as_ref().and_then(Trailer::content_md5);
        if let Some(content_md5) = content_md5.filter(|_| !self.is_named(b"content-md5")) {
            for piece in ["Content-MD5: ", content_md5.as_str(), "\r\n"] {
                sink.put(piece.as_bytes());
            }
        }
    }

    /// Does a joined line end with white space, since the last of its values is empty? Whoever receives it as one line
    /// takes that off.
    #[inline(never)]
    fn ends_with_space(&self, index: usize) -> bool {
        self.occurrences(index).last().is_some_and(|(_, last)| trim(last.value()).is_empty())
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

fn pour_header_line(header: &Header<'_>, sink: &mut Sink<'_>) {
    for piece in [header.name(), b": ", trim(header.value()), b"\r\n"] {
        sink.put(piece);
    }
}

impl<'a, H: Headers + ?Sized> SigningString<'a, H> {
    /// What is joined to the value of a header, if that occurs several times.
    #[inline]
    fn pour_rest(&self, line: usize, index: usize, header: &Header<'a>, sink: &mut Sink<'_>) {
        if self.joined >> line & 1 == 1 {
            self.pour_joined(index, header, sink);
        }
    }

    /// The values of the others of its name.
    #[inline(never)]
    fn pour_joined(&self, first: usize, header: &Header<'a>, sink: &mut Sink<'_>) {
        for index in first + 1..self.request.headers.count() {
            let other = self.request.headers.header(index).filter(|other| same_name(header.name(), other.name()));
            if let Some(other) = other {
                sink.put(b", ");
                sink.put(trim(other.value()));
            }
        }
    }

    #[inline]
    fn pour_line(&self, index: usize, sink: &mut Sink<'_>) {
        match self.line(index) {
            Some(Line::Header(first)) => {
                let Some(header) = self.request.headers.header(first) else { return };
                sink.put_line(header.name(), trim(header.value()));
                self.pour_rest(index, first, &header, sink);
            }
            Some(Line::Pseudo(pseudo)) => self.pour_pseudo(pseudo, sink),
            None => {}
        }
    }

    #[inline(never)]
    fn pour_pseudo(&self, pseudo: &Pseudo, sink: &mut Sink<'_>) {
        let Request { method, target, .. } = self.request;
        if !matches!(pseudo.line, PseudoLine::RequestLine | PseudoLine::BareTarget) {
            sink.put(pseudo.name.as_bytes());
            sink.put(b": ");
        }
        match pseudo.line {
            PseudoLine::Created => sink.put_number(self.statement.created.unwrap_or(0).unsigned_abs()),
            PseudoLine::Expires => sink.put_number(self.statement.expires.unwrap_or(0).unsigned_abs()),
            PseudoLine::NamedTarget => {
                sink.put_lower(method);
                sink.put(b" ");
                sink.put(target);
            }
            PseudoLine::BareTarget => {
                for piece in [method, b" ", target] {
                    sink.put(piece);
                }
            }
            PseudoLine::RequestLine => {
                for piece in [method, b" ", target, b" ", self.request.signed_version()] {
                    sink.put(piece);
                }
            }
        }
    }

    /// What an application signs: the lines by their names, and the trailer.
    #[inline(never)]
    fn pour_sorted(&self, sink: &mut Sink<'_>) {
        for index in self.sorted() {
            self.pour_line(index, sink);
            sink.put(b"\n");
        }
        if let Some(trailer) = &self.trailer {
            trailer.pour(&self.request, sink);
        }
    }

    /// The indexes of the lines, sorted by name.
    fn sorted(&self) -> impl Iterator<Item = usize> {
        let octets = |index: usize| self.name(index).iter().map(u8::to_ascii_lowercase);
        let mut last = None;
        core::iter::from_fn(move || {
            let rest = (0..self.count).filter(|&index| last.is_none_or(|last| octets(index).gt(octets(last))));
            last = rest.min_by(|&one, &other| octets(one).cmp(octets(other)));
            last
        })
        .take(self.count)
    }
}

impl<H: Headers + ?Sized> Text for SigningString<'_, H> {
    fn pour(&self, sink: &mut Sink<'_>) {
        let framing = self.rules().framing;
        if framing == Framing::Sorted {
            return self.pour_sorted(sink);
        }
        // The id is as a line without a name, and ends with one more.
        let id_first = framing == Framing::IdFirst;
        if id_first {
            sink.put(self.statement.id);
        }
        for index in 0..self.count {
            if index > 0 || id_first {
                sink.put(b"\n");
            }
            self.pour_line(index, sink);
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
