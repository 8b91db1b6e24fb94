//! The signing string as others make it: with one slip or more in it. Without any it is the string that is right, which
//! `signing_string` makes for everybody else.

use crate::application::{compare, decoded, is_form, key, media_type, pour_decoded, split, value};
use crate::dialect::{Framing, Pseudo, PseudoLine, Rules};
use crate::digest::{ContentMd5, md5, md5_hex};
use crate::grammar::trim;
use crate::sink::{Sink, Text};
use crate::{Dialect, Header, Headers, Request, SIGNED_MAX, base64};

use super::parameters::Parameters;
use super::when::When;
use super::written::Written;

/// What a signature is over, looked up once: the headers of the names, and the hash of the body.
pub(super) struct Subject<'w, 'a, H: ?Sized> {
    pub dialect: Dialect,
    pub written: &'w Written<'w>,
    pub request: &'w Request<'a, H>,
    /// For each name the first and the last header of the request that has it.
    places: [Option<(usize, usize)>; SIGNED_MAX],
    accept: Option<usize>,
    content_type: Option<usize>,
    host: Option<usize>,
    body_md5: [u8; 16],
}

/// Headers that tell the time, in any dialect.
pub(super) const TIMES: [&str; 3] = ["x-date", "date", "v-c-date"];

/// How a string is made. The fields are what can slip, and the default is what is right.
#[derive(Clone, Copy)]
pub(super) struct Recipe {
    pub dialect: Dialect,
    pub case: Case,
    pub colon: &'static [u8],
    pub line_end: &'static [u8],
    /// How many line ends follow the last line, if not as many as the dialect has there.
    pub last_line_ends: Option<usize>,
    pub untrimmed: bool,
    pub values_only: bool,
    pub left_out: Option<usize>,
    /// Whether the line of the id is missing.
    pub without_id: bool,
    pub unnamed: Option<usize>,
    pub empty: Empty,
    pub absent: Absent,
    pub repeated: Repeated,
    pub order: Order,
    pub time: Time,
    pub target: Target,
    pub other_method: bool,
    pub version: Option<&'static [u8]>,
    pub named: Option<bool>,
    pub content_md5: BodyMd5,
    pub parameters: Listing,
    pub without_form: bool,
    pub empty_line: Option<usize>,
    pub without_empty_fields: bool,
    pub accept: Option<&'static [u8]>,
    pub content_type: ContentType,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Case {
    Lower,
    Sent,
    Listed,
    Capitals,
    Upper,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Empty {
    Signed,
    LeftOut,
    WithoutSpace,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Absent {
    LeftOut,
    AsEmpty,
    AsName,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Repeated {
    /// Joined where the dialect does that, else the first.
    ByDialect,
    First,
    Last,
    Joined,
}

#[derive(Clone, Copy)]
pub(super) enum Order {
    ByDialect,
    Listed,
    Sent,
    Sorted,
    Reversed,
    /// The permutation of this number.
    Permuted(usize),
    /// This line before all others.
    ToFront(usize),
    /// This line behind all others.
    ToEnd(usize),
    /// This line and the next exchanged.
    Exchanged(usize),
}

/// What stands in the line of the first time header.
#[derive(Clone, Copy)]
pub(super) enum Time {
    Sent,
    /// Its value under another name.
    Named(&'static str),
    /// The value of the header of another name.
    ValueOf(usize),
    /// Another header, with its name and its value.
    Other(&'static str, usize),
    Written(When),
}

#[derive(Clone, Copy)]
pub(super) enum Target {
    Sent,
    WithoutQuery,
    /// Behind these octets and the host.
    Url(&'static [u8]),
    Decoded,
    /// With this environment before the path, or without it if it is there.
    Environment(&'static [u8]),
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum BodyMd5 {
    Right,
    Raw,
    Hex,
    OfEmpty,
    OfForm,
    LeftOut,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Listing {
    Right,
    Encoded,
    /// Encoded, and `k=` as it is.
    Literal,
    EmptyValues,
    /// `k=` only where it was sent so.
    EmptyValuesSent,
    SortedAsText,
    Unsorted,
    UnsortedFormFirst,
}

#[derive(Clone, Copy)]
pub(super) enum ContentType {
    Sent,
    Other(&'static [u8]),
    /// The media type, and this behind it.
    Extended(&'static [u8]),
}

impl Recipe {
    /// The one that is right.
    pub(super) const fn of(dialect: Dialect) -> Self {
        Recipe {
            dialect,
            case: Case::Lower,
            colon: b": ",
            line_end: b"\n",
            last_line_ends: None,
            untrimmed: false,
            values_only: false,
            left_out: None,
            without_id: false,
            unnamed: None,
            empty: Empty::Signed,
            absent: Absent::LeftOut,
            repeated: Repeated::ByDialect,
            order: Order::ByDialect,
            time: Time::Sent,
            target: Target::Sent,
            other_method: false,
            version: None,
            named: None,
            content_md5: BodyMd5::Right,
            parameters: Listing::Right,
            without_form: false,
            empty_line: None,
            without_empty_fields: false,
            accept: None,
            content_type: ContentType::Sent,
        }
    }
}

impl<'w, 'a, H: Headers + ?Sized> Subject<'w, 'a, H> {
    #[inline(never)]
    pub(super) fn of(dialect: Dialect, written: &'w Written<'w>, request: &'w Request<'a, H>) -> Self {
        let mut subject = Subject {
            dialect,
            written,
            request,
            places: [None; SIGNED_MAX],
            accept: None,
            content_type: None,
            host: None,
            body_md5: md5(request.body),
        };
        for index in 0..request.headers.count() {
            let Some(header) = request.headers.header(index) else { continue };
            let is = |name: &[u8]| header.name().eq_ignore_ascii_case(name);
            for (place, _) in
                subject.places.iter_mut().zip(&written.names).take(written.count).filter(|(_, name)| is(name))
            {
                *place = Some((place.map_or(index, |(first, _)| first), index));
            }
            for (place, name) in [
                (&mut subject.accept, "accept"),
                (&mut subject.content_type, "content-type"),
                (&mut subject.host, "host"),
            ] {
                if place.is_none() && is(name.as_bytes()) {
                    *place = Some(index);
                }
            }
        }
        subject
    }

    pub(super) fn name(&self, line: usize) -> &'w [u8] {
        self.written.names.get(line).copied().unwrap_or_default()
    }

    pub(super) fn header(&self, index: Option<usize>) -> Option<Header<'_>> {
        self.request.headers.header(index?)
    }

    /// The first header of this name.
    pub(super) fn header_of(&self, name: &[u8]) -> Option<usize> {
        (0..self.request.headers.count())
            .find(|&index| self.header(Some(index)).is_some_and(|header| header.name().eq_ignore_ascii_case(name)))
    }

    pub(super) fn place(&self, line: usize) -> Option<(usize, usize)> {
        self.places.get(line).copied().flatten()
    }

    /// The pseudo header that a name means to a dialect: its own, or the one it has in place of that of the dialect in
    /// question.
    pub(super) fn pseudo(&self, dialect: Dialect, name: &[u8]) -> Option<&'static Pseudo> {
        let rules = dialect.rules();
        rules.pseudo(name).or_else(|| {
            self.dialect.rules().pseudo(name).filter(|_| dialect != self.dialect)?;
            rules.pseudo.first()
        })
    }

    /// The line of the first time header.
    pub(super) fn time_line(&self) -> Option<usize> {
        (0..self.written.count).find(|&line| is_time(self.name(line)))
    }

    /// The value of the first time header.
    pub(super) fn time_value(&self) -> Option<&[u8]> {
        let (first, _) = self.place(self.time_line()?)?;
        Some(trim(self.header(Some(first))?.value()))
    }

    /// Is there a line for a header that the request lacks? `left_out` is not looked at.
    pub(super) fn lacks_header(&self, recipe: &Recipe) -> bool {
        let overridden = match recipe.time {
            Time::ValueOf(_) | Time::Other(..) | Time::Written(_) => self.time_line(),
            _ => None,
        };
        (0..self.written.count).any(|line| {
            self.place(line).is_none()
                && recipe.left_out != Some(line)
                && overridden != Some(line)
                && self.pseudo(recipe.dialect, self.name(line)).is_none()
        })
    }

    /// Does a line's header occur several times? `joined` tells of which kind: those that a dialect joins, or others.
    pub(super) fn repeats(&self, dialect: Dialect, joined: bool) -> bool {
        let rules = dialect.rules();
        (0..self.written.count).any(|line| {
            self.place(line).is_some_and(|(first, last)| first != last) && rules.joins(self.name(line)) == joined
        })
    }

    pub(super) fn has_empty_value(&self) -> bool {
        (0..self.written.count).any(|line| {
            let place = self.place(line).map(|(first, _)| first);
            self.header(place).is_some_and(|header| trim(header.value()).is_empty())
        })
    }

    /// The nth header of the request that is not named, but the credential's own.
    pub(super) fn unnamed(&self, nth: usize) -> Option<usize> {
        let is_named = |name: &[u8]| (0..self.written.count).any(|line| self.name(line).eq_ignore_ascii_case(name));
        let credential = self.dialect.header().as_bytes();
        (0..self.request.headers.count())
            .filter(|&index| {
                self.header(Some(index))
                    .is_some_and(|header| !header.name().eq_ignore_ascii_case(credential) && !is_named(header.name()))
            })
            .nth(nth)
    }

    /// Is the hash of the body signed, if it is an application's?
    pub(super) fn has_content_md5(&self) -> bool {
        !self.request.body.is_empty() && !self.has_form()
    }

    /// Is the body a form, of an application?
    pub(super) fn has_form(&self) -> bool {
        self.header(self.content_type).is_some_and(|header| is_form(header.value())) && !self.request.body.is_empty()
    }

    pub(super) fn accept(&self) -> &[u8] {
        self.header(self.accept).map(|header| trim(header.value())).unwrap_or_default()
    }

    pub(super) fn content_type(&self) -> &[u8] {
        self.header(self.content_type).map(|header| trim(header.value())).unwrap_or_default()
    }
}

fn is_time(name: &[u8]) -> bool {
    TIMES.iter().any(|time| time.as_bytes().eq_ignore_ascii_case(name))
}

/// What is signed if a recipe is followed.
pub(super) struct Made<'m, 'w, 'a, H: ?Sized>(pub &'m Subject<'w, 'a, H>, pub &'m Recipe);

impl<H: Headers + ?Sized> Text for Made<'_, '_, '_, H> {
    fn pour(&self, sink: &mut Sink<'_>) {
        let Made(subject, recipe) = self;
        let framing = recipe.dialect.rules().framing;
        let mut begun = false;
        if framing == Framing::IdFirst && !recipe.without_id {
            sink.put(subject.written.id);
            begun = true;
        }
        let (order, count) = self.order();
        let mut unnamed = subject.header(recipe.unnamed);
        let lower = |name: &[u8], other: &[u8]| {
            name.iter().map(u8::to_ascii_lowercase).lt(other.iter().map(u8::to_ascii_lowercase))
        };
        for line in order.iter().take(count).copied().map(Some).chain([None]) {
            // A header that is not named stands behind the others, or where it sorts.
            let is_here = |header: &Header<'_>| {
                line.is_none_or(|line| framing == Framing::Sorted && lower(header.name(), self.signed_name(line)))
            };
            if let Some(header) = unnamed.filter(is_here) {
                if begun {
                    sink.put(recipe.line_end);
                }
                self.pour_name(header.name(), header.name(), sink);
                sink.put(recipe.colon);
                sink.put(self.trimmed(header.value()));
                begun = true;
                unnamed = None;
            }
            if let Some(line) = line.filter(|line| self.is_signed(*line)) {
                if begun {
                    sink.put(recipe.line_end);
                }
                begun = true;
                self.pour_line(line, sink);
            }
        }
        if framing == Framing::Sorted {
            if begun {
                sink.put(recipe.line_end);
            }
            self.pour_trailer(sink);
        }
        for _ in 0..recipe.last_line_ends.unwrap_or(usize::from(framing == Framing::IdFirst)) {
            sink.put(recipe.line_end);
        }
    }
}

impl<'m, H: Headers + ?Sized> Made<'m, '_, '_, H> {
    const fn rules(&self) -> &'static Rules {
        self.1.dialect.rules()
    }

    fn trimmed<'v>(&self, value: &'v [u8]) -> &'v [u8] {
        if self.1.untrimmed { value } else { trim(value) }
    }

    /// The lines in their order.
    fn order(&self) -> ([usize; SIGNED_MAX], usize) {
        let Made(subject, recipe) = self;
        let count = subject.written.count;
        let mut order: [usize; SIGNED_MAX] = core::array::from_fn(|line| line);
        let lines = order.get_mut(..count).unwrap_or_default();
        let octets = |line: usize| self.signed_name(line).iter().map(u8::to_ascii_lowercase);
        match recipe.order {
            Order::ByDialect if self.rules().framing != Framing::Sorted => (),
            Order::ByDialect | Order::Sorted => sort(lines, |one, other| octets(one).lt(octets(other))),
            Order::Listed => (),
            Order::Sent => {
                let place = |line: usize| subject.place(line).map_or(0, |(first, _)| first + 1);
                sort(lines, |one, other| place(one) < place(other));
            }
            Order::Reversed => lines.reverse(),
            Order::Permuted(number) => {
                let mut number = number;
                for at in 0..count {
                    let left = count - at;
                    last_to_front(lines.get_mut(at..=at + number % left).unwrap_or_default());
                    number /= left;
                }
            }
            Order::ToFront(line) => last_to_front(lines.get_mut(..=line).unwrap_or_default()),
            Order::ToEnd(line) => {
                let lines = lines.get_mut(line..).unwrap_or_default();
                lines.reverse();
                last_to_front(lines);
                lines.reverse();
            }
            Order::Exchanged(line) => last_to_front(lines.get_mut(line..=line + 1).unwrap_or_default()),
        }
        (order, count)
    }

    /// The name in a line.
    fn signed_name(&self, line: usize) -> &[u8] {
        match self.1.time {
            Time::Named(name) | Time::Other(name, _) if self.0.time_line() == Some(line) => name.as_bytes(),
            _ => self.0.name(line),
        }
    }

    /// Does this line stand in the string?
    fn is_signed(&self, line: usize) -> bool {
        let Made(subject, recipe) = self;
        let absent = recipe.absent == Absent::LeftOut && subject.place(line).is_none();
        recipe.left_out != Some(line)
            && (!absent || subject.pseudo(recipe.dialect, subject.name(line)).is_some() || self.time(line).is_some())
            && !(recipe.empty == Empty::LeftOut && self.is_empty(line))
    }

    fn is_empty(&self, line: usize) -> bool {
        let Made(subject, recipe) = self;
        let Some((first, last)) = subject.place(line) else { return false };
        // What is joined has a comma at least.
        let joined = first != last && self.is_joined(subject.name(line));
        let single = if recipe.repeated == Repeated::Last { last } else { first };
        !joined && subject.header(Some(single)).is_some_and(|header| trim(header.value()).is_empty())
    }

    /// Is a header of this name joined, if it occurs several times?
    fn is_joined(&self, name: &[u8]) -> bool {
        match self.1.repeated {
            Repeated::ByDialect => self.rules().joins(name),
            Repeated::Joined => true,
            Repeated::First | Repeated::Last => false,
        }
    }

    /// The other time, if this is the line for it.
    fn time(&self, line: usize) -> Option<Time> {
        let Made(subject, recipe) = self;
        let other = !matches!(recipe.time, Time::Sent | Time::Named(_));
        (other && subject.time_line() == Some(line)).then_some(recipe.time)
    }

    fn pour_line(&self, line: usize, sink: &mut Sink<'_>) {
        let Made(subject, recipe) = self;
        let name = subject.name(line);
        if let Some(pseudo) = subject.pseudo(recipe.dialect, name) {
            self.pour_pseudo(pseudo, name, sink);
            return;
        }
        let place = subject.place(line);
        let header = subject.header(place.map(|(first, _)| first));
        let time = self.time(line);
        if !recipe.values_only {
            match recipe.time {
                Time::Named(name) | Time::Other(name, _) if subject.time_line() == Some(line) => {
                    sink.put(name.as_bytes())
                }
                _ => self.pour_name(name, header.map_or(name, |header| header.name()), sink),
            }
            let without_space = match header {
                Some(_) => recipe.empty == Empty::WithoutSpace && self.is_empty(line),
                None => recipe.absent == Absent::AsName && time.is_none(),
            };
            sink.put(if without_space { b":" } else { recipe.colon });
        }
        match time {
            Some(Time::ValueOf(other) | Time::Other(_, other)) => {
                sink.put(subject.header(Some(other)).map(|header| self.trimmed(header.value())).unwrap_or_default());
            }
            Some(Time::Written(when)) => sink.put(when.text()),
            _ => self.pour_value(name, place, sink),
        }
    }

    fn pour_name(&self, listed: &[u8], sent: &[u8], sink: &mut Sink<'_>) {
        match self.1.case {
            Case::Lower => sink.put_lower(listed),
            Case::Sent => sink.put(sent),
            Case::Listed => sink.put(listed),
            Case::Upper => put_all(listed.iter().map(u8::to_ascii_uppercase), sink),
            Case::Capitals => {
                let mut before = b'-';
                let capital = |octet: &u8| {
                    let begins = core::mem::replace(&mut before, *octet) == b'-';
                    if begins { octet.to_ascii_uppercase() } else { octet.to_ascii_lowercase() }
                };
                put_all(listed.iter().map(capital), sink);
            }
        }
    }

    fn pour_value(&self, name: &[u8], place: Option<(usize, usize)>, sink: &mut Sink<'_>) {
        let Made(subject, recipe) = self;
        let Some((first, last)) = place else { return };
        let joined = self.is_joined(name);
        let single = if recipe.repeated == Repeated::Last { last } else { first };
        let (from, to) = if joined { (first, last) } else { (single, single) };
        for index in from..=to {
            let Some(header) = subject.header(Some(index)).filter(|header| header.name().eq_ignore_ascii_case(name))
            else {
                continue;
            };
            if index > from {
                sink.put(b", ");
            }
            sink.put(self.trimmed(header.value()));
        }
    }

    fn pour_pseudo(&self, pseudo: &Pseudo, listed: &[u8], sink: &mut Sink<'_>) {
        let Made(subject, recipe) = self;
        let named = !matches!(pseudo.line, PseudoLine::RequestLine | PseudoLine::BareTarget);
        let stated = matches!(pseudo.line, PseudoLine::Created | PseudoLine::Expires);
        if if stated { named } else { recipe.named.unwrap_or(named) } {
            match recipe.case {
                Case::Upper => self.pour_name(pseudo.name.as_bytes(), &[], sink),
                Case::Listed => sink.put(listed),
                _ => sink.put(pseudo.name.as_bytes()),
            }
            sink.put(recipe.colon);
        }
        match pseudo.line {
            PseudoLine::Created => sink.put_number(subject.written.created.unwrap_or(0).unsigned_abs()),
            PseudoLine::Expires => sink.put_number(subject.written.expires.unwrap_or(0).unsigned_abs()),
            line => {
                self.pour_method(line == PseudoLine::NamedTarget, sink);
                sink.put(b" ");
                self.pour_target(sink);
                let version = recipe.version.unwrap_or_else(|| subject.request.signed_version());
                if line == PseudoLine::RequestLine && !version.is_empty() {
                    sink.put(b" ");
                    sink.put(version);
                }
            }
        }
    }

    /// The method, and in lower case, or the other way round.
    fn pour_method(&self, lower: bool, sink: &mut Sink<'_>) {
        let Made(subject, recipe) = self;
        let method = subject.request.method;
        match (lower, recipe.other_method) {
            (false, false) => sink.put(method),
            (true, false) => sink.put_lower(method),
            (lower, true) => {
                if lower || !method.iter().any(u8::is_ascii_uppercase) {
                    put_all(method.iter().map(u8::to_ascii_uppercase), sink);
                } else {
                    sink.put_lower(method);
                }
            }
        }
    }

    fn pour_target(&self, sink: &mut Sink<'_>) {
        let Made(subject, recipe) = self;
        let target = subject.request.target;
        match recipe.target {
            Target::WithoutQuery => sink.put(target.split(|&octet| octet == b'?').next().unwrap_or_default()),
            Target::Decoded => put_all(percent_decoded(target), sink),
            Target::Sent | Target::Environment(_) => {
                self.pour_environment(target, sink);
                sink.put(self.without_environment(target));
            }
            Target::Url(_) => {
                self.pour_origin(sink);
                sink.put(target);
            }
        }
    }

    fn pour_origin(&self, sink: &mut Sink<'_>) {
        if let Target::Url(scheme) = self.1.target {
            sink.put(scheme);
            sink.put(self.0.header(self.0.host).map(|host| trim(host.value())).unwrap_or_default());
        }
    }

    /// The environment, where it is put before the path.
    fn pour_environment(&self, path: &[u8], sink: &mut Sink<'_>) {
        if let Target::Environment(environment) = self.1.target {
            if behind_environment(path, environment).is_none() {
                sink.put(environment);
            }
        }
    }

    /// The path, with the environment taken out if that is done.
    fn without_environment<'p>(&self, path: &'p [u8]) -> &'p [u8] {
        match self.1.target {
            Target::Environment(environment) => behind_environment(path, environment).unwrap_or(path),
            _ => path,
        }
    }

    /// What an application signs behind its headers.
    fn pour_trailer(&self, sink: &mut Sink<'_>) {
        let Made(subject, recipe) = self;
        let end = |sink: &mut Sink<'_>| sink.put(recipe.line_end);
        if recipe.empty_line == Some(0) {
            end(sink);
        }
        self.pour_method(false, sink);
        end(sink);
        let accept = recipe.accept.unwrap_or_else(|| subject.accept());
        sink.put(accept);
        if !(accept.is_empty() && recipe.without_empty_fields) {
            end(sink);
        }
        let sent = subject.content_type();
        let (content_type, behind) = match recipe.content_type {
            ContentType::Sent => (sent, [].as_slice()),
            ContentType::Other(other) => (other, [].as_slice()),
            ContentType::Extended(behind) => (media_type(sent), behind),
        };
        sink.put(content_type);
        sink.put(behind);
        if !(content_type.is_empty() && behind.is_empty() && recipe.without_empty_fields) {
            end(sink);
        }
        if self.pour_content_md5(sink) || !recipe.without_empty_fields {
            end(sink);
        }
        if recipe.empty_line == Some(1) {
            end(sink);
        }
        self.pour_parameters(sink);
    }

    /// Gives false if it is empty.
    fn pour_content_md5(&self, sink: &mut Sink<'_>) -> bool {
        let Made(subject, recipe) = self;
        match recipe.content_md5 {
            BodyMd5::OfEmpty => sink.put(ContentMd5::of("").as_str().as_bytes()),
            BodyMd5::OfForm => sink.put(ContentMd5::of_md5(&subject.body_md5).as_str().as_bytes()),
            BodyMd5::LeftOut => return false,
            _ if !subject.has_content_md5() => return false,
            BodyMd5::Raw => {
                let mut text = [0; 24];
                base64::encode(&subject.body_md5, &mut text);
                sink.put(&text);
            }
            BodyMd5::Hex => sink.put(&md5_hex(&subject.body_md5)),
            _ => sink.put(ContentMd5::of_md5(&subject.body_md5).as_str().as_bytes()),
        }
        true
    }

    fn pour_parameters(&self, sink: &mut Sink<'_>) {
        let Made(subject, recipe) = self;
        let target = subject.request.target;
        let form = if subject.has_form() && !recipe.without_form { subject.request.body } else { b"" };
        let (path, query) = split(target);
        self.pour_origin(sink);
        self.pour_environment(path, sink);
        let path = self.without_environment(path);
        if matches!(recipe.target, Target::Decoded) {
            put_all(percent_decoded(path), sink);
        } else {
            sink.put(path);
        }
        if matches!(recipe.target, Target::WithoutQuery) {
            return;
        }
        let mut listed = 0;
        match recipe.parameters {
            Listing::Unsorted | Listing::UnsortedFormFirst => {
                let texts = if recipe.parameters == Listing::Unsorted { [query, form] } else { [form, query] };
                for parameter in texts.iter().flat_map(|text| text.split(|&octet| octet == b'&')) {
                    if !parameter.is_empty() {
                        self.pour_parameter(parameter, listed, sink);
                        listed += 1;
                    }
                }
            }
            listing => {
                let order = match listing {
                    Listing::Encoded | Listing::Literal => {
                        |one: &[u8], other: &[u8]| (key(one), value(one)).cmp(&(key(other), value(other)))
                    }
                    Listing::SortedAsText => |one: &[u8], other: &[u8]| as_text(one).cmp(as_text(other)),
                    _ => compare,
                };
                let Some(parameters) = Parameters::sorted([query, form], order) else { return };
                for parameter in parameters.iter() {
                    self.pour_parameter(parameter, listed, sink);
                    listed += 1;
                }
            }
        }
    }

    fn pour_parameter(&self, parameter: &[u8], index: usize, sink: &mut Sink<'_>) {
        sink.put(if index == 0 { b"?" } else { b"&" });
        let (key, value) = (key(parameter), value(parameter));
        let bare = !parameter.contains(&b'=');
        let equals = match self.1.parameters {
            Listing::EmptyValues => true,
            Listing::EmptyValuesSent | Listing::Literal => !bare,
            _ => !value.is_empty(),
        };
        if matches!(self.1.parameters, Listing::Encoded | Listing::Literal) {
            for piece in [key, if equals { b"=" } else { b"" }, value] {
                sink.put(piece);
            }
        } else {
            pour_decoded(key, sink);
            if equals {
                sink.put(b"=");
                pour_decoded(value, sink);
            }
        }
    }
}

/// Put octets that come one by one.
fn put_all(octets: impl Iterator<Item = u8>, sink: &mut Sink<'_>) {
    octets.for_each(|octet| sink.put(&[octet]));
}

/// What is behind the environment that a path begins with.
fn behind_environment<'p>(path: &'p [u8], environment: &[u8]) -> Option<&'p [u8]> {
    path.strip_prefix(environment).filter(|rest| matches!(rest.first(), None | Some(b'/' | b'?')))
}

/// Sort lines, those that are equal in the order they have.
fn sort(lines: &mut [usize], before: impl Fn(usize, usize) -> bool) {
    for end in 0..lines.len() {
        let Some((known, [line, ..])) = lines.split_at_checked(end) else { return };
        let place = known.iter().position(|&other| before(*line, other)).unwrap_or(end);
        last_to_front(lines.get_mut(place..=end).unwrap_or_default());
    }
}

fn last_to_front(lines: &mut [usize]) {
    if let Some(&last) = lines.last() {
        let mut carried = last;
        for line in lines {
            carried = core::mem::replace(line, carried);
        }
    }
}

/// Key and value as one text.
fn as_text(parameter: &[u8]) -> impl Iterator<Item = u8> {
    let equals: &[u8] = if value(parameter).is_empty() { b"" } else { b"=" };
    decoded(key(parameter)).chain(equals.iter().copied()).chain(decoded(value(parameter)))
}

/// `%XX` decoded where it is well-formed, and nothing else.
fn percent_decoded(text: &[u8]) -> impl Iterator<Item = u8> {
    let mut rest = text;
    core::iter::from_fn(move || {
        let digit = |octet: &u8| char::from(*octet).to_digit(16);
        let (octet, behind) = match rest {
            [] => return None,
            [b'%', high, low, behind @ ..] => match (digit(high), digit(low)) {
                (Some(high), Some(low)) => ((high << 4 | low) as u8, behind),
                _ => (b'%', rest.get(1..).unwrap_or_default()),
            },
            [octet, behind @ ..] => (*octet, behind),
        };
        rest = behind;
        Some(octet)
    })
}
