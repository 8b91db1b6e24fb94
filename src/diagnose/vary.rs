//! Each slip in a string as a change of its recipe. A slip that can be made in several ways has as many steps.

use crate::dialect::{Framing, PseudoLine};
use crate::{Dialect, Headers, SIGNED_MAX, Slip};

use super::string::{
    Absent, BodyMd5, Case, ContentType, Empty, Listing, Order, Recipe, Repeated, Subject, TIMES, Target, Time,
};
use super::when::{When, ZONES};

/// The slips that can be in a string, in the order in which they are tried.
pub(super) fn in_strings() -> impl Iterator<Item = Slip> {
    Slip::ALL.iter().copied().filter(|slip| *slip as usize >= Slip::NamesCase as usize)
}

/// Has it so many steps that it is tried alone only?
pub(super) const fn is_alone(slip: Slip) -> bool {
    matches!(slip, Slip::LineMissing | Slip::LineUnnamed | Slip::Order | Slip::DateLocal)
}

/// Is it so common that it is tried together with its like?
pub(super) const fn is_common(slip: Slip) -> bool {
    matches!(
        slip,
        Slip::NamesCase
            | Slip::ColonWithoutSpace
            | Slip::LinesCrlf
            | Slip::LinesLiteral
            | Slip::LinesRunTogether
            | Slip::LastNewline
            | Slip::LastNewlineMissing
            | Slip::ValuesUntrimmed
            | Slip::ValuesOnly
            | Slip::EmptyLeftOut
            | Slip::EmptyWithoutSpace
            | Slip::AbsentAsEmpty
            | Slip::AbsentAsName
            | Slip::RepeatedLast
            | Slip::RepeatedJoined
            | Slip::TargetWithoutQuery
            | Slip::MethodCase
            | Slip::PseudoNamed
            | Slip::PseudoBare
            | Slip::BodyMd5Raw
            | Slip::BodyMd5Empty
            | Slip::BodyMd5LeftOut
            | Slip::ParametersEncoded
            | Slip::ParametersEmptyValue
    )
}

/// The recipes that a slip makes of one: as many as it can be made in ways.
pub(super) fn recipes<'s, H: Headers + ?Sized>(
    slip: Slip,
    subject: &'s Subject<'_, '_, H>,
    base: Recipe,
) -> impl Iterator<Item = Recipe> + use<'s, H> {
    let mut steps = 0..;
    core::iter::from_fn(move || {
        loop {
            let mut recipe = base;
            match vary(slip, steps.next()?, subject, &mut recipe) {
                Step::Made => return Some(recipe),
                Step::Skipped => (),
                Step::None => return None,
            }
        }
    })
}

/// What a step comes to.
enum Step {
    /// The recipe has the slip now.
    Made,
    /// It would make no difference here.
    Skipped,
    /// There is no such step, and none behind it.
    None,
}

const SCHEMES: [&[u8]; 5] = [b"https://", b"http://", b"wss://", b"ws://", b""];
const ENVIRONMENTS: [&[u8]; 3] = [b"/release", b"/test", b"/prepub"];
const VERSIONS: [&[u8]; 6] = [b"HTTP/1.1", b"HTTP/1.0", b"HTTP/2", b"HTTP/2.0", b"HTTP/3", b""];
const ACCEPTS: [&[u8]; 3] = [b"", b"*/*", b"application/json"];

/// Make a slip by one of its steps.
fn vary<H: Headers + ?Sized>(slip: Slip, step: usize, subject: &Subject<'_, '_, H>, recipe: &mut Recipe) -> Step {
    // What can differ at all: a step of anything else would be one more MAC for nothing.
    let framing = recipe.dialect.rules().framing;
    let application = framing == Framing::Sorted;
    let pseudo = |name: &[u8]| subject.pseudo(recipe.dialect, name);
    let has_line = |wanted: fn(PseudoLine) -> bool| {
        (0..subject.written.count).any(|line| pseudo(subject.name(line)).is_some_and(|pseudo| wanted(pseudo.line)))
    };
    let is_of_target = |line| !matches!(line, PseudoLine::Created | PseudoLine::Expires);
    let has_target = || application || has_line(is_of_target);
    let when = || When::read(subject.time_value()?);
    let repeats = |joined| subject.repeats(recipe.dialect, joined);
    let count = subject.written.count;

    /// `possible` of one step; of several, the `nth` of a list.
    macro_rules! once {
        ($possible:expr, $field:ident = $value:expr) => {
            if step > 0 {
                return Step::None;
            } else if !$possible {
                return Step::Skipped;
            } else {
                recipe.$field = $value;
            }
        };
    }
    macro_rules! each {
        ($possible:expr, $list:expr, $field:ident = $value:expr) => {{
            let Some(&item) = $list.get(step) else { return Step::None };
            if !$possible {
                return Step::None;
            }
            match $value(item) {
                Some(value) => recipe.$field = value,
                None => return Step::Skipped,
            }
        }};
    }

    match slip {
        Slip::NamesCase => each!(true, [Case::Sent, Case::Listed, Case::Capitals, Case::Upper], case = Some),
        Slip::ColonWithoutSpace => once!(true, colon = b":"),
        Slip::LinesCrlf => once!(count > 1 || framing != Framing::Joined, line_end = b"\r\n"),
        Slip::LinesLiteral => once!(count > 1 || framing != Framing::Joined, line_end = b"\\n"),
        Slip::LinesRunTogether => once!(count > 1 || framing != Framing::Joined, line_end = b""),
        Slip::LastNewline => once!(true, last_line_ends = Some(1 + usize::from(framing == Framing::IdFirst))),
        Slip::LastNewlineMissing => once!(framing == Framing::IdFirst, last_line_ends = Some(0)),
        Slip::ValuesUntrimmed => once!(true, untrimmed = true),
        Slip::ValuesOnly => once!(true, values_only = true),
        Slip::LineMissing => {
            if step < count {
                recipe.left_out = Some(step);
            } else if step == count && framing == Framing::IdFirst {
                recipe.without_id = true;
            } else {
                return Step::None;
            }
        }
        Slip::LineUnnamed => match subject.unnamed(step) {
            Some(header) if step < SIGNED_MAX => recipe.unnamed = Some(header),
            _ => return Step::None,
        },
        Slip::EmptyLeftOut => once!(subject.has_empty_value(), empty = Empty::LeftOut),
        Slip::EmptyWithoutSpace => once!(subject.has_empty_value(), empty = Empty::WithoutSpace),
        Slip::AbsentAsEmpty => once!(subject.lacks_header(recipe), absent = Absent::AsEmpty),
        Slip::AbsentAsName => once!(subject.lacks_header(recipe), absent = Absent::AsName),
        Slip::RepeatedFirst => once!(repeats(true), repeated = Repeated::First),
        Slip::RepeatedLast => {
            once!(repeats(true) || repeats(false), repeated = Repeated::Last);
        }
        Slip::RepeatedJoined => once!(repeats(false), repeated = Repeated::Joined),
        Slip::Order => match order(subject, application, step) {
            Some(order) => recipe.order = order,
            None => return Step::None,
        },
        Slip::DateName => {
            let Some(line) = subject.time_line() else { return Step::None };
            let Some(&other) = TIMES.get(step % TIMES.len()) else { return Step::None };
            if other.as_bytes().eq_ignore_ascii_case(subject.name(line)) {
                return Step::Skipped;
            }
            let header = subject.header_of(other.as_bytes());
            recipe.time = match (step / TIMES.len(), header) {
                (0, _) => Time::Named(other),
                (1, Some(header)) => Time::ValueOf(header),
                (2, Some(header)) => Time::Other(other, header),
                (1 | 2, None) => return Step::Skipped,
                _ => return Step::None,
            };
        }
        Slip::DateLocal => {
            // Quarters of an hour from 12 hours behind to 14 hours before GMT.
            let Some(when) = when().filter(|_| step <= 26 * 4) else { return Step::None };
            match when.later((step as i64 - 12 * 4) * 900) {
                _ if step == 12 * 4 => return Step::Skipped,
                Some(when) => recipe.time = Time::Written(when),
                None => return Step::Skipped,
            }
        }
        Slip::DateTwice => {
            let Some(when) = when().filter(|_| step <= 10) else { return Step::None };
            match when.later(step as i64 - 5) {
                _ if step == 5 => return Step::Skipped,
                Some(when) => recipe.time = Time::Written(when),
                None => return Step::Skipped,
            }
        }
        Slip::DateDay => match when().and_then(When::other_digits) {
            Some(when) => once!(true, time = Time::Written(when)),
            None => return Step::None,
        },
        Slip::DateWeekday => {
            let Some(when) = when() else { return Step::None };
            each!(
                true,
                crate::date::WEEKDAYS,
                time = |day| (day != when.weekday()).then(|| Time::Written(when.on(day)))
            );
        }
        Slip::DateZone => {
            let Some(when) = when() else { return Step::None };
            each!(true, ZONES, time = |zone| when.zone(zone).map(Time::Written));
        }
        Slip::TargetWithoutQuery => {
            once!(has_target() && subject.request.target.contains(&b'?'), target = Target::WithoutQuery);
        }
        Slip::TargetFullUrl => each!(has_target(), SCHEMES, target = |scheme| Some(Target::Url(scheme))),
        Slip::TargetDecoded => {
            once!(has_target() && subject.request.target.contains(&b'%'), target = Target::Decoded);
        }
        Slip::MethodCase => once!(has_target(), other_method = true),
        Slip::Version => {
            let has_version = has_line(|line| line == PseudoLine::RequestLine);
            each!(has_version, VERSIONS, version = |version| Some(Some(version)));
        }
        Slip::PseudoNamed => {
            let bare = |line| matches!(line, PseudoLine::RequestLine | PseudoLine::BareTarget);
            once!(has_line(bare), named = Some(true));
        }
        Slip::PseudoBare => once!(has_line(|line| line == PseudoLine::NamedTarget), named = Some(false)),
        Slip::DialectTencent => return of_dialect(Dialect::Tencent, step, recipe),
        Slip::DialectTencentApp => return of_dialect(Dialect::TencentApp, step, recipe),
        Slip::DialectKong => return of_dialect(Dialect::Kong, step, recipe),
        Slip::DialectApisix => return of_dialect(Dialect::Apisix, step, recipe),
        Slip::DialectCavage => return of_dialect(Dialect::Cavage, step, recipe),
        Slip::DialectIflytek => return of_dialect(Dialect::Iflytek, step, recipe),
        Slip::DialectCybersource => return of_dialect(Dialect::Cybersource, step, recipe),
        Slip::DialectModulr => return of_dialect(Dialect::Modulr, step, recipe),
        _ if !application => return Step::None,
        Slip::BodyMd5Raw => once!(subject.has_content_md5(), content_md5 = BodyMd5::Raw),
        Slip::BodyMd5Hex => once!(subject.has_content_md5(), content_md5 = BodyMd5::Hex),
        Slip::BodyMd5Empty => once!(!subject.has_content_md5(), content_md5 = BodyMd5::OfEmpty),
        Slip::BodyMd5OfForm => once!(subject.has_form(), content_md5 = BodyMd5::OfForm),
        Slip::BodyMd5LeftOut => once!(subject.has_content_md5(), content_md5 = BodyMd5::LeftOut),
        Slip::Environment => each!(true, ENVIRONMENTS, target = |name| Some(Target::Environment(name))),
        Slip::ParametersEncoded => each!(true, [Listing::Encoded, Listing::Literal], parameters = Some),
        Slip::ParametersEmptyValue => {
            each!(true, [Listing::EmptyValues, Listing::EmptyValuesSent], parameters = Some);
        }
        Slip::ParametersSortedAsText => once!(true, parameters = Listing::SortedAsText),
        Slip::ParametersUnsorted => {
            each!(true, [Listing::Unsorted, Listing::UnsortedFormFirst], parameters = Some);
        }
        Slip::FormLeftOut => once!(subject.has_form(), without_form = true),
        Slip::EmptyLine => each!(true, [0, 1], empty_line = |place| Some(Some(place))),
        Slip::FieldLeftOut => once!(true, without_empty_fields = true),
        Slip::AcceptOther => {
            each!(true, ACCEPTS, accept = |accept| (accept != subject.accept()).then_some(Some(accept)));
        }
        Slip::ContentTypeOther => {
            const OTHERS: [ContentType; 5] = [
                ContentType::Other(b""),
                ContentType::Extended(b""),
                ContentType::Extended(b"; charset=utf-8"),
                ContentType::Extended(b"; charset=UTF-8"),
                ContentType::Other(b"application/json"),
            ];
            each!(true, OTHERS, content_type = Some);
        }
        _ => return Step::None,
    }
    Step::Made
}

fn of_dialect(dialect: Dialect, step: usize, recipe: &mut Recipe) -> Step {
    if step > 0 || recipe.dialect == dialect {
        return Step::None;
    }
    recipe.dialect = dialect;
    Step::Made
}

/// Another order of the lines: all there are of up to five lines, or of more the likely ones. An application's are
/// sorted, so the likely ones are others.
fn order<H: Headers + ?Sized>(subject: &Subject<'_, '_, H>, application: bool, step: usize) -> Option<Order> {
    let count = subject.written.count;
    let likely = [Order::Listed, Order::Sent, Order::Reversed, Order::Sorted];
    if application {
        return likely.get(step).copied().filter(|_| count > 1 && step < 3);
    }
    if count <= 5 {
        let permutations: usize = (1..=count).product();
        return (step + 1 < permutations).then_some(Order::Permuted(step + 1));
    }
    let moved = step.checked_sub(likely.len());
    let Some(moved) = moved else { return likely.get(step).copied() };
    let line = moved % count;
    match moved / count {
        0 => Some(Order::ToFront(line)),
        1 => Some(Order::ToEnd(line)),
        2 if line + 1 < count => Some(Order::Exchanged(line)),
        _ => None,
    }
}
