//! Where two signing strings part: messages of a gateway beside requests that are signed otherwise, in every form in
//! which its string arrives, and random strings beside a slow twin.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::type_complexity)] // tests may fail loudly

use hmacsign::{Dialect, Difference, Error, Header, Request, Signer};
use proptest::prelude::*;
use proptest::sample::select;

#[path = "library/effort.rs"]
mod effort;

/// The body that a gateway answered with, as it is documented.
fn documented() -> String {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/response_headers.json");
    let cases: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let bodies = cases["error_bodies"].as_array().unwrap();
    let bodies = bodies.iter().map(|body| body["body"].as_str().unwrap());
    bodies.into_iter().find(|body| body.contains("Server StringToSign:")).unwrap().to_owned()
}

const SOURCE: (&str, &str) = ("Source", "apigw test");
const DATE: (&str, &str) = ("X-Date", "Thu, 11 Mar 2021 08:49:30 GMT");
const ACCEPT: (&str, &str) = ("Accept", "application/json");
const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");

/// What is signed of a request, and how.
struct Case<'a> {
    dialect: Dialect,
    names: &'a str,
    headers: Vec<(&'a str, &'a str)>,
    method: &'a str,
    target: &'a str,
    body: &'a str,
}

/// A difference, its name in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Found {
    line: usize,
    column: usize,
    offset: usize,
    name: String,
}

fn found(difference: Difference<'_>) -> Found {
    let Difference { line, column, offset, name } = difference;
    Found { line, column, offset, name: String::from_utf8_lossy(name).to_lowercase() }
}

fn at(line: usize, column: usize, offset: usize, name: &str) -> Option<Found> {
    Some(Found { line, column, offset, name: name.into() })
}

impl<'a> Case<'a> {
    /// The application's request of the documented message.
    fn documented() -> Self {
        let headers = vec![SOURCE, DATE, ACCEPT, FORM];
        let (dialect, names) = (Dialect::TencentApp, "source x-date");
        Case { dialect, names, headers, method: "POST", target: "/", body: "p=test" }
    }

    fn of_headers(dialect: Dialect, names: &'a str, headers: &[(&'a str, &'a str)]) -> Self {
        Case { dialect, names, headers: headers.to_vec(), method: "GET", target: "/p", body: "" }
    }

    fn with<T>(&self, theirs: &[u8], then: impl Fn(hmacsign::Comparison<'_>) -> T) -> Result<T, Error> {
        let headers: Vec<Header<'_>> = self.headers.iter().map(|(name, value)| Header::new(name, value)).collect();
        let request = Request::new(&headers).method(self.method).target(self.target).body(self.body);
        let signer = Signer::new(self.dialect, "some-id").unwrap().names(self.names).allow_undated();
        signer.compare(&request, theirs).map(then)
    }

    fn difference(&self, theirs: impl AsRef<[u8]>) -> Option<Found> {
        self.with(theirs.as_ref(), |comparison| comparison.difference().map(found)).unwrap()
    }

    fn shown(&self, theirs: impl AsRef<[u8]>) -> String {
        self.with(theirs.as_ref(), |comparison| comparison.to_string()).unwrap()
    }
}

fn two() -> Case<'static> {
    Case::of_headers(Dialect::Tencent, "x-date source", &[DATE, SOURCE])
}

const TWO: &str = "x-date: Thu, 11 Mar 2021 08:49:30 GMT\nsource: apigw test";

#[test]
fn the_documented_message_is_that_of_its_request() {
    let (case, message) = (Case::documented(), documented());
    assert!(message.contains("\\/"), "{message}");
    assert_eq!(case.difference(&message), None);
    assert_eq!(case.shown(&message), "the signing strings are equal");
    // So are its parts: the message alone, and the string alone.
    let bare = message.strip_prefix("{\"message\":\"").unwrap().strip_suffix("\"}").unwrap().replace("\\/", "/");
    assert_eq!(case.difference(&bare), None);
    let string = bare.split_once("StringToSign:").unwrap().1;
    assert_eq!(case.difference(string), None);
    assert_eq!(case.difference(string.replace('#', "\n")), None);
    assert_eq!(case.difference(string.replace('#', "\\n")), None);
}

#[test]
fn their_line_ends_where_their_line_ends() {
    // Of line ends that are as likely the likeliest counts, of others those that there are.
    for (theirs, line) in [
        ("x-date: now\nsource: a#b", "x-date: now"),
        ("x-date: now\\nsource: a#b", "x-date: now"),
        ("x-date: now#source: a", "x-date: now"),
        ("x-date: now\nsource: a\nhost: b", "x-date: now"),
        ("x-date: now", "x-date: now"),
        ("x-date: Thu, 11 Mar 2021 08:49:30 GMT\nsource: apigw#", "source: apigw#"),
    ] {
        let shown = two().shown(theirs);
        assert!(shown.contains(&format!("\n  theirs: \"{line}\"\n")), "{shown}");
    }
    // One more of whatever kind at the end is no difference.
    for end in ["", "\n", "\r\n", "#", "\\n"] {
        assert_eq!(two().difference(format!("{TWO}{end}")), None, "{end:?}");
    }
}

#[test]
fn a_request_that_differs_in_one_thing_is_told_where() {
    let message = documented();
    let case = |change: fn(&mut Case<'static>)| {
        let mut case = Case::documented();
        change(&mut case);
        case.difference(&message)
    };
    let lines = "source: apigw test\nx-date: Thu, 11 Mar 2021 08:49:30 GMT\n".len();
    assert_eq!(case(|case| case.headers[0].1 = "apigw tesd"), at(1, 18, 17, "source"));
    assert_eq!(case(|case| case.headers[0].1 = "apigw"), at(1, 14, 13, "source"));
    assert_eq!(case(|case| case.headers[0].1 = "apigw testing"), at(1, 19, 18, "source"));
    assert_eq!(case(|case| case.headers[1].1 = "Thu, 11 Mar 2021 08:49:31 GMT"), at(2, 33, 51, "x-date"));
    assert_eq!(case(|case| case.names = "x-date"), at(1, 1, 0, "x-date"));
    assert_eq!(case(|case| case.method = "GET"), at(3, 1, lines, "method"));
    assert_eq!(case(|case| case.headers[2].1 = "*/*"), at(4, 1, lines + 5, "accept"));
    assert_eq!(case(|case| case.headers.retain(|header| *header != ACCEPT)), at(4, 1, lines + 5, "accept"));
    assert_eq!(case(|case| case.headers[3].1 = "application/json"), at(5, 13, lines + 34, "content-type"));
    assert_eq!(case(|case| case.target = "/q"), at(7, 2, lines + 58, "target"));
    assert_eq!(case(|case| case.body = "p=tes"), at(7, 8, lines + 64, "target"));
    // Another type is no form, and its body is hashed.
    let other = case(|case| case.headers[3].1 = "application/x-www-form-urlencode");
    assert_eq!(other, at(5, 33, lines + 54, "content-type"));
    let message = documented().replace("urlencoded", "urlencode");
    let mut hashed = Case::documented();
    hashed.headers[3].1 = "application/x-www-form-urlencode";
    assert_eq!(hashed.difference(message), at(6, 1, lines + 55, "content-md5"));
}

#[test]
fn lines_may_be_parted_by_lf_hash_or_a_backslash_and_an_n() {
    for end in ["\n", "#", "\\n"] {
        let theirs = TWO.replace('\n', end);
        assert_eq!(two().difference(&theirs), None, "{end:?}");
        assert_eq!(two().difference(theirs.clone() + end), None, "one line end behind it: {end:?}");
        // Two are a line too many, behind ours.
        assert_eq!(two().difference(theirs.clone() + end + end), at(3, 1, 56, ""), "{end:?}");
        assert_eq!(two().difference(theirs.clone() + end + "host: a"), at(3, 1, 56, ""), "{end:?}");
        assert_eq!(two().difference(theirs.clone() + "!"), at(2, 19, 56, "source"), "{end:?}");
        // A line too few, with and without its end.
        let first = &theirs[..37];
        assert_eq!(two().difference(first), at(2, 1, 38, "source"), "{end:?}");
        assert_eq!(two().difference(first.to_owned() + end), at(2, 1, 38, "source"), "{end:?}");
        // Their line ends where ours goes on, and the other way round.
        assert_eq!(two().difference(theirs.replace("apigw test", "apigw")), at(2, 14, 51, "source"), "{end:?}");
        assert_eq!(two().difference(theirs.replace(" GMT", "")), at(1, 34, 33, "x-date"), "{end:?}");
        assert_eq!(two().difference(theirs.replace(" GMT", " GMT+")), at(1, 38, 37, "x-date"), "{end:?}");
        assert_eq!(two().difference(theirs.replace("source: ", "source:")), at(2, 8, 45, "source"), "{end:?}");
        assert_eq!(two().difference(theirs.replace("source", "Source")), at(2, 1, 38, "source"), "{end:?}");
    }
    assert_eq!(two().difference(""), at(1, 1, 0, "x-date"));
    assert_eq!(two().difference("\n"), at(1, 1, 0, "x-date"));
    // CR is an octet like any other.
    assert_eq!(two().difference(TWO.replace('\n', "\r\n")), at(1, 38, 37, "x-date"));
    assert_eq!(two().difference(TWO.replace('\n', "")), at(1, 38, 37, "x-date"));
}

#[test]
fn values_that_have_a_hash_or_a_backslash_and_an_n_agree_with_themselves() {
    let values = ["a#b", "#", "a\\nb", "\\n", "\\", "#\\n#", "a#", "b\\n", "C# in \\new"];
    for value in values {
        let case = Case::of_headers(Dialect::Tencent, "source x-date", &[("source", value), DATE]);
        let string = format!("source: {value}\nx-date: {}", DATE.1);
        assert_eq!(case.difference(&string), None, "{value}");
        assert_eq!(case.difference(format!("{string}\n")), None, "{value}");
        assert_eq!(case.difference(string.replace('\n', "#")), None, "{value}");
        let other = string.replace("30 GMT", "31 GMT");
        let offset = string.len() - 5;
        assert_eq!(case.difference(&other), at(2, 33, offset, "x-date"), "{value}");
        assert_eq!(case.difference(other.replace('\n', "#")), at(2, 33, offset, "x-date"), "{value}");
    }
    // The last line's value ends as a line would.
    let case = Case::of_headers(Dialect::Tencent, "x-date source", &[DATE, ("source", "a#")]);
    assert_eq!(case.difference(format!("x-date: {}#source: a#", DATE.1)), None);
    assert_eq!(case.difference(format!("x-date: {}#source: a##", DATE.1)), None);
    assert_eq!(case.difference(format!("x-date: {}\nsource: a#", DATE.1)), None);
}

#[test]
fn a_whole_message_is_taken_bare_or_in_json() {
    let case = two();
    let start = "HMAC signature does not match, Server StringToSign:";
    for end in ["#", "\n"] {
        let string = TWO.replace('\n', end);
        let changed = string.replace("apigw test", "apigw text");
        let json = |text: &str| text.replace('\n', "\\n").replace('/', "\\/");
        let escaped = |text: &str| text.bytes().map(|octet| format!("\\u{octet:04X}")).collect::<String>();
        for (text, expected) in [(&string, None), (&changed, at(2, 17, 54, "source"))] {
            assert_eq!(case.difference(format!("{start}{text}")), expected);
            assert_eq!(case.difference(format!("{start}{text}\n")), expected);
            let message = json(&format!("{start}{text}"));
            assert_eq!(case.difference(format!("{{\"message\":\"{message}\"}}")), expected);
            assert_eq!(case.difference(format!("{{\"message\":\"{message}\"}}\n")), expected);
            assert_eq!(case.difference(format!("{{ \"code\": 1, \"message\" : \"{message}\", \"a\": [] }}")), expected);
            let message = escaped(&format!("{start}{text}"));
            assert_eq!(case.difference(format!("{{\"message\":\"{message}\"}}")), expected);
        }
    }
    // A backslash and an n that were escaped for JSON.
    let message = format!("{start}{}", TWO.replace('\n', "\\\\n"));
    assert_eq!(case.difference(format!("{{\"message\":\"{message}\"}}")), None);
    // A message without a string is taken as it stands.
    assert_eq!(case.difference("HMAC signature does not match"), at(1, 1, 0, "x-date"));
}

#[test]
fn each_line_has_its_name() {
    let case = Case::of_headers(Dialect::Apisix, "@request-target date", &[("Date", DATE.1)]);
    let string = format!("some-id\nGET /p\ndate: {}\n", DATE.1);
    assert_eq!(case.difference(&string), None);
    assert_eq!(case.difference(string.trim_end()), None); // the last line end is not told apart
    assert_eq!(case.difference(string.replace("some-id", "some-other")), at(1, 6, 5, "keyid"));
    assert_eq!(case.difference(string.replace("GET", "get")), at(2, 1, 8, "@request-target"));
    assert_eq!(case.difference(string.replace("30 GMT", "31 GMT")), at(3, 31, 45, "date"));
    assert_eq!(case.difference(format!("{string}host: a\n")), at(4, 1, string.len(), ""));

    let case = Case::of_headers(Dialect::Kong, "date request-line host", &[("Date", DATE.1), ("HOST", "h")]);
    let string = format!("date: {}\nGET /p HTTP/1.1\nhost: h", DATE.1);
    assert_eq!(case.difference(&string), None);
    assert_eq!(case.difference(string.replace("1.1", "2")), at(2, 13, 48, "request-line"));
    assert_eq!(case.difference(string.replace(": h", ": i")), at(3, 7, 58, "host"));

    let case = Case::of_headers(Dialect::Cavage, "(request-target) date", &[("Date", DATE.1)]);
    let string = format!("(request-target): get /p\ndate: {}", DATE.1);
    assert_eq!(case.difference(string.replace(" get", " GET")), at(1, 19, 18, "(request-target)"));
}

#[test]
fn what_is_shown_has_both_lines_and_points_at_the_octet() {
    let shown = two().shown(TWO.replace("apigw test", "apigw"));
    assert_eq!(
        shown,
        "line 2, octet 14 (Source):\n  ours:   \"source: apigw test\"\n  theirs: \"source: apigw\"\n                        ^"
    );
    let caret = shown.lines().last().unwrap().find('^').unwrap();
    assert_eq!(caret, shown.lines().nth(1).unwrap().find(" test").unwrap());
    // Control characters and octets that are no ASCII are visible, and the mark is where it belongs.
    for (theirs, seen) in [
        (b"apigw\r".as_slice(), "apigw\\r"),
        (b"apigw\x1B[31m", "apigw\\x1b[31m"),
        (b"apigw\0", "apigw\\x00"),
        (b"apigw\xC3\xA9", "apigw\\xc3\\xa9"),
        (b"apigw\x7F", "apigw\\x7f"),
        (b"apigw\t", "apigw\\t"),
    ] {
        let theirs = [&TWO.as_bytes()[..TWO.len() - 10], theirs].concat();
        let shown = two().shown(&theirs);
        assert!(shown.contains(seen), "{shown}");
        assert!(shown.chars().all(|letter| letter == '\n' || (' '..='~').contains(&letter)), "{shown:?}");
        assert_eq!(shown.lines().count(), 4, "{shown}");
        assert_eq!(shown.lines().last().unwrap().find('^'), Some(caret), "{shown}");
    }
    // What is escaped before the difference is as wide in ours.
    let case = Case::of_headers(Dialect::Tencent, "date source", &[("date", "d"), ("source", "a\té b")]);
    let shown = case.shown("date: d\nsource: a\té c");
    let lines: Vec<&str> = shown.lines().collect();
    assert_eq!(lines[3].find('^'), lines[1].rfind('b'), "{shown}");
    assert_eq!(lines[3].find('^'), lines[2].rfind('c'), "{shown}");
}

#[test]
fn a_request_that_cannot_be_signed_is_an_error() {
    let mut case = two();
    case.names = "x-date absent";
    assert_eq!(case.with(b"", |_| ()), Err(Error::HeaderMissing { offset: 7 }));
    let mut case = two();
    case.headers.push(("source", "again"));
    assert_eq!(case.with(b"", |_| ()), Err(Error::HeaderRepeated(hmacsign::Place::Header(2))));
}

// ---- A slow twin -------------------------------------------------------------------------------------------------

/// Their octets, each with whether it ends a line. LF ends one whatever else does; beside `#` that is left open.
fn units(form: &str, lf: bool, theirs: &[u8]) -> Vec<(u8, bool)> {
    let mut units = Vec::new();
    let mut at = 0;
    while at < theirs.len() {
        if theirs[at..].starts_with(form.as_bytes()) {
            units.push((if form == "#" { b'#' } else { b'\n' }, true));
            at += form.len();
        } else {
            units.push((theirs[at], lf && theirs[at] == b'\n'));
            at += 1;
        }
    }
    units
}

/// What can be said of two strings, the names left out: once for each form in which they agree furthest.
fn twin(ours: &[u8], theirs: &[u8], lf: bool) -> Vec<Option<(usize, usize, usize)>> {
    let mut all = Vec::new();
    for form in ["\n", "\\n", "#"] {
        let units = units(form, lf || form != "#", theirs);
        let same = |index: usize| {
            let (octet, end) = units[index];
            octet == ours[index] || end && ours[index] == b'\n'
        };
        let most = ours.len().min(units.len());
        let agreed = (0..most).take_while(|&index| same(index)).count();
        let rest = &units[agreed..];
        let is_over = rest.is_empty() || matches!(rest, [(_, true)] | [(b'\r', false), (_, true)]);
        let line = 1 + ours[..agreed].iter().filter(|&&octet| octet == b'\n').count();
        let begin = ours[..agreed].iter().rposition(|&octet| octet == b'\n').map_or(0, |last| last + 1);
        let answer = match (ours.get(agreed), rest.first()) {
            (None, _) if is_over => None,
            (None, Some((_, true))) => Some((line + 1, 1, agreed)),
            (Some(b'\n'), None) => Some((line + 1, 1, agreed + 1)),
            _ => Some((line, agreed - begin + 1, agreed)),
        };
        all.push((agreed, answer));
    }
    if all.iter().any(|(_, answer)| answer.is_none()) {
        return vec![None];
    }
    let furthest = all.iter().map(|(agreed, _)| *agreed).max().unwrap();
    all.into_iter().filter(|(agreed, _)| *agreed == furthest).map(|(_, answer)| answer).collect()
}

/// Values that have what can part lines.
fn value() -> impl Strategy<Value = String> {
    prop::collection::vec(select(vec!["a", "b", "#", "\\", "n", "\\n", ": ", "c"]), 0..5)
        .prop_map(|pieces| pieces.concat().trim().to_owned())
}

/// Their string: ours in some form, and some changes.
fn theirs() -> impl Strategy<Value = (&'static str, Vec<(prop::sample::Index, u8, Option<char>)>)> {
    let octet = prop::option::of(select(vec!['a', 'b', '#', '\\', 'n', '\n', ':', ' ', '\r', 's']));
    let change = (any::<prop::sample::Index>(), 0..3_u8, octet);
    (select(vec!["\n", "#", "\\n"]), prop::collection::vec(change, 0..3))
}

proptest! {
    #![proptest_config(effort::cases(4000))]

    #[test]
    fn the_difference_is_that_of_a_slow_twin(
        values in prop::collection::vec(value(), 1..4), (form, changes) in theirs(), cut in 0..10_u8,
    ) {
        let headers: Vec<(&str, &str)> =
            ["s", "date", "t"].into_iter().zip(values.iter().map(String::as_str)).collect();
        let names = ["s", "s date", "s date t"][headers.len() - 1];
        let case = Case::of_headers(Dialect::Tencent, names, &headers);
        let lines: Vec<String> = headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        let ours = lines.join("\n");
        let mut theirs = lines.join(form);
        for (at, kind, letter) in changes {
            let at = at.index(theirs.len() + 1);
            match (kind, letter) {
                (0, _) if at < theirs.len() => drop(theirs.remove(at)),
                (1, _) if cut == 0 => theirs.truncate(at),
                (_, Some(letter)) => theirs.insert(at, letter),
                _ => theirs.push_str(form),
            }
        }
        let expected = [false, true].map(|lf| twin(ours.as_bytes(), theirs.as_bytes(), lf)).concat();
        let difference = case.difference(&theirs);
        let places = difference.clone().map(|found| (found.line, found.column, found.offset));
        prop_assert!(expected.contains(&places), "{:?} for {:?} and {:?}: {:?}", places, ours, theirs, expected);
        if let Some(found) = difference {
            let name = names.split(' ').nth(found.line - 1).unwrap_or("");
            prop_assert_eq!(found.name, name);
        }
        let shown = case.shown(&theirs);
        prop_assert_eq!(shown.lines().count(), if places.is_none() { 1 } else { 4 });
    }

    #[test]
    fn any_text_is_compared(theirs in prop::collection::vec(any::<u8>(), 0..200), start in 0..4_usize) {
        let start = ["", "{\"message\":\"", "Server StringToSign:", "{\"message\":\"x Server StringToSign:"][start];
        let theirs = [start.as_bytes(), &theirs].concat();
        for case in [two(), Case::documented()] {
            let _ = case.difference(&theirs);
            let shown = case.shown(&theirs);
            prop_assert!(shown.chars().all(|letter| letter == '\n' || (' '..='~').contains(&letter)), "{:?}", shown);
        }
    }
}

#[test]
fn a_huge_text_is_compared_in_time_in_proportion() {
    // Were it squared, these would take minutes.
    let long = 1 << 20;
    for theirs in [
        "#".repeat(long),
        "\\n".repeat(long / 2),
        format!("{TWO}{}", "\n".repeat(long)),
        "Server StringToSign".repeat(long / 19),
        "Server StringToSign:".repeat(long / 20),
        format!("{{\"message\":\"{}", "\\u0053".repeat(long / 6)),
        "{".repeat(long),
        format!("{{\"message\":\"Server StringToSign:{}", "\\".repeat(long)),
    ] {
        assert!(two().difference(&theirs).is_some());
        assert!(!two().shown(&theirs).is_empty());
    }
}
