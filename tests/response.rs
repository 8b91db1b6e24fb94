//! What response headers and status codes tell: whole header blocks as gateways sent them, and every odd value.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use hmacsign::{Cause, Header, Note, NoteKind, NoteValue, ResponseClass, read_header_line};
use proptest::prelude::*;
use serde_json::Value;

fn cases() -> Value {
    serde_json::from_str(include_str!("cases/response_headers.json")).unwrap()
}

fn strings(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|item| item.as_str().unwrap()).collect()
}

fn note<'a>(name: &'a str, value: &'a str) -> Note<'a> {
    Note::read(&Header::new(name, value))
}

/// The notes among these lines, as they are read from the wire; every line must be a header line.
fn notes<'a>(lines: &[&'a str]) -> Vec<(NoteKind, Option<u32>, NoteValue, &'a str)> {
    let read = |line: &&'a str| {
        let header = read_header_line(line.as_bytes()).unwrap_or_else(|| panic!("{line}"));
        let note = Note::read(&header);
        let (_, value) = line.split_once(':').unwrap();
        assert_eq!(note.raw, value.trim().as_bytes(), "{line}");
        (note.kind, note.window, note.value, value.trim())
    };
    lines.iter().map(read).filter(|note| note.0 != NoteKind::None).collect()
}

/// The line of a capture and what it tells.
type Expected<'a> = (NoteKind, Option<u32>, NoteValue, &'a str);

#[test]
fn the_captures_tell_what_they_say_and_nothing_else() {
    let expected: [(&str, usize, ResponseClass, &[Expected]); 3] = [
        (
            "document-example",
            10,
            ResponseClass::Success,
            &[
                (NoteKind::SecretId, None, NoteValue::Text, "AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj548pN"),
                (NoteKind::PlanId, None, NoteValue::Text, "Q6BAxvHtyckhWABJVYSBj"),
                (NoteKind::Limit, None, NoteValue::Number(500), "500"),
                (NoteKind::Used, None, NoteValue::Pair(100, 125), "100/125"),
            ],
        ),
        (
            "go-demo-readme-2018",
            8,
            ResponseClass::ServerError,
            &[
                (NoteKind::PlanRate, None, NoteValue::Pair(500, 500), "500/500"),
                (NoteKind::ApiId, None, NoteValue::Text, "api-1g2nwzvu"),
                (NoteKind::ServiceRate, None, NoteValue::Pair(5000, 5000), "5000/5000"),
            ],
        ),
        (
            "scf-2020",
            17,
            ResponseClass::ClientError,
            &[
                (NoteKind::RequestId, None, NoteValue::Text, "7bdbc73c75a53b2aa59235974522a5bd"),
                (NoteKind::ApiId, None, NoteValue::Text, "api-3fvhfwso"),
                (NoteKind::ServiceRate, None, NoteValue::Pair(5000, 5000), "5000/5000"),
                (NoteKind::ApiRate, None, NoteValue::Unlimited, "unlimited"),
            ],
        ),
    ];
    let cases = cases();
    let captures = cases["captures"].as_array().unwrap();
    assert_eq!(captures.len(), expected.len());
    for (capture, (name, lines, class, told)) in captures.iter().zip(expected) {
        assert_eq!(capture["name"], name);
        assert_eq!(capture["lines"].as_array().unwrap().len(), lines, "{name}");
        assert_eq!(notes(&strings(&capture["lines"])), told, "{name}");
        let status = capture["status"].as_i64().unwrap();
        assert_eq!(ResponseClass::of(status.try_into().unwrap()), class, "{name}");
    }
}

#[test]
fn the_same_names_from_another_service_are_read_alike() {
    let cases = cases();
    let elsewhere = cases["same_name_elsewhere"].as_array().unwrap();
    // X-RateLimit-Remaining and -Reset are none of a gateway's names: Kong's have a window or no X-.
    let told =
        [(NoteKind::Limit, None, NoteValue::Number(5000), "5000"), (NoteKind::Used, None, NoteValue::Number(1), "1")];
    assert_eq!(notes(&strings(&elsewhere[0]["lines"])), told);
    assert_eq!(elsewhere.len(), 2);
    assert_eq!(elsewhere[1]["lines"].as_array().unwrap().len(), 0);
    // Of the second no value is at hand, but it is said to be a fraction.
    assert_eq!(note("X-Ratelimit-Used", "1.0").value, NoteValue::Text);
}

#[test]
fn the_error_bodies_tell_their_cause() {
    let cases = cases();
    let bodies = cases["error_bodies"].as_array().unwrap();
    let causes: Vec<_> = bodies.iter().map(|body| Cause::read(body["body"].as_str().unwrap())).collect();
    assert_eq!(causes, [Cause::NoApi, Cause::Signature]);
}

#[test]
fn every_name_is_known_in_any_case() {
    let names = [
        ("X-Secret-ID", NoteKind::SecretId, 1),
        ("X-UsagePlan-ID", NoteKind::PlanId, 2),
        ("X-RateLimit-Limit", NoteKind::Limit, 3),
        ("X-RateLimit-Used", NoteKind::Used, 4),
        ("X-UsagePlan-RateLimit", NoteKind::PlanRate, 5),
        ("X-UsagePlan-Quota", NoteKind::PlanQuota, 6),
        ("X-Service-RateLimit", NoteKind::ServiceRate, 7),
        ("X-Api-RateLimit", NoteKind::ApiRate, 8),
        ("X-Api-ID", NoteKind::ApiId, 9),
        ("X-Api-RequestId", NoteKind::RequestId, 10),
        ("RateLimit-Limit", NoteKind::WindowLimit, 11),
        ("RateLimit-Remaining", NoteKind::WindowLeft, 12),
        ("RateLimit-Reset", NoteKind::Reset, 13),
        ("Retry-After", NoteKind::RetryAfter, 14),
    ];
    for (name, kind, number) in names {
        assert_eq!(kind as i32, number, "the number in the C interface of {kind:?}");
        let is_id = matches!(kind, NoteKind::SecretId | NoteKind::PlanId | NoteKind::ApiId | NoteKind::RequestId);
        let value = if is_id { NoteValue::Text } else { NoteValue::Number(42) };
        for name in [name.to_owned(), name.to_lowercase(), name.to_uppercase()] {
            let expected = Note { kind, window: None, value, raw: b"42" };
            assert_eq!(note(&name, "42"), expected, "{name}");
        }
    }
    assert_eq!(NoteKind::None as i32, 0);
}

#[test]
fn the_windows_of_kong_are_known_in_any_case() {
    let windows = [
        ("Second", 1),
        ("Minute", 60),
        ("Hour", 60 * 60),
        ("Day", 24 * 60 * 60),
        ("Month", 30 * 24 * 60 * 60),
        ("Year", 365 * 24 * 60 * 60),
    ];
    for (word, seconds) in windows {
        for (start, kind) in
            [("X-RateLimit-Limit-", NoteKind::WindowLimit), ("X-RateLimit-Remaining-", NoteKind::WindowLeft)]
        {
            for name in [format!("{start}{word}"), format!("{start}{word}").to_lowercase()] {
                let note = note(&name, " 59 ");
                assert_eq!((note.kind, note.window), (kind, Some(seconds)), "{name}");
                assert_eq!((note.value, note.raw), (NoteValue::Number(59), &b"59"[..]), "{name}");
            }
        }
    }
}

#[test]
fn other_names_tell_nothing_and_keep_their_value() {
    let names = [
        "",
        "X",
        "X-Secret-I",
        "X-Secret-IDs",
        "X-Secret-ID ",
        " X-Secret-ID",
        "X_Secret_ID",
        "X-RateLimit",
        "X-RateLimit-",
        "X-RateLimit-Limit-",
        "X-RateLimit-Limit-Fortnight",
        "X-RateLimit-Limit-Minutes",
        "X-RateLimit-Limit-Minut",
        "X-RateLimit-Limit--Minute",
        "X-RateLimit-Used-Minute",
        "Y-RateLimit-Limit-Minute",
        "X-RateLimit-Remain-ng-Minute",
        "X-RateLimit-Remaining",
        "X-RateLimit-Reset",
        "RateLimit-Limit-Minute",
        "RateLimit",
        "X-Api-RequestId\0",
        "X-Api-AppId",
        "Authorization",
        "X-RateLimit-Limit\u{e9}",
    ];
    for name in names {
        let expected = Note { kind: NoteKind::None, window: None, value: NoteValue::Text, raw: b"5/5" };
        assert_eq!(note(name, " 5/5\t"), expected, "{name:?}");
    }
    // The stand-in for an octet that no name has must not make names alike.
    assert_eq!(Note::read(&Header::new(&b"x-secret-\xE9\x00"[..], "1")).kind, NoteKind::None);
}

#[test]
fn values_are_read_in_the_four_forms() {
    let max = u64::MAX;
    let values = [
        ("0", NoteValue::Number(0)),
        ("500", NoteValue::Number(500)),
        ("00500", NoteValue::Number(500)),
        ("18446744073709551615", NoteValue::Number(max)),
        ("000000000000000000000000000018446744073709551615", NoteValue::Number(max)),
        ("18446744073709551616", NoteValue::Text),
        ("18446744073709551620", NoteValue::Text),
        ("184467440737095516150", NoteValue::Text),
        ("99999999999999999999999999999999999999999999", NoteValue::Text),
        ("100/125", NoteValue::Pair(100, 125)),
        ("0/0", NoteValue::Pair(0, 0)),
        ("125/100", NoteValue::Pair(125, 100)),
        ("007/08", NoteValue::Pair(7, 8)),
        ("18446744073709551615/18446744073709551615", NoteValue::Pair(max, max)),
        ("18446744073709551616/1", NoteValue::Text),
        ("1/18446744073709551616", NoteValue::Text),
        ("unlimited", NoteValue::Unlimited),
        ("Unlimited", NoteValue::Unlimited),
        ("UNLIMITED", NoteValue::Unlimited),
        ("-1", NoteValue::Unlimited),
        ("-01", NoteValue::Text),
        ("-2", NoteValue::Text),
        ("-", NoteValue::Text),
        ("", NoteValue::Text),
        ("+5", NoteValue::Text),
        ("5.0", NoteValue::Text),
        ("5,000", NoteValue::Text),
        ("5e3", NoteValue::Text),
        ("0x10", NoteValue::Text),
        ("5 ms", NoteValue::Text),
        ("5;w=60", NoteValue::Text),
        ("5, 5", NoteValue::Text),
        ("5 000", NoteValue::Text),
        ("/", NoteValue::Text),
        ("5/", NoteValue::Text),
        ("/5", NoteValue::Text),
        ("5//5", NoteValue::Text),
        ("5/5/5", NoteValue::Text),
        ("5/5 ", NoteValue::Pair(5, 5)),
        ("5 /5", NoteValue::Text),
        ("5/ 5", NoteValue::Text),
        ("5/-1", NoteValue::Text),
        ("5/+5", NoteValue::Text),
        ("unlimited/unlimited", NoteValue::Text),
        ("5/unlimited", NoteValue::Text),
        ("unlimitedx", NoteValue::Text),
        ("\u{0665}", NoteValue::Text), // a digit, but not of ASCII
        ("5\n", NoteValue::Text),
        ("5\0", NoteValue::Text),
    ];
    for (value, expected) in values {
        for name in ["X-RateLimit-Limit", "X-UsagePlan-Quota", "X-RateLimit-Remaining-Day"] {
            let note = note(name, value);
            assert_eq!(note.value, expected, "{name}: {value:?}");
            assert_eq!(note.raw, value.trim_matches([' ', '\t']).as_bytes(), "{name}: {value:?}");
        }
    }
}

#[test]
fn ids_are_text_even_if_they_look_like_numbers() {
    for name in ["X-Secret-ID", "X-UsagePlan-ID", "X-Api-ID", "X-Api-RequestId"] {
        for value in ["500", "100/125", "unlimited", "-1", ""] {
            assert_eq!(note(name, value).value, NoteValue::Text, "{name}: {value}");
        }
    }
}

#[test]
fn retry_after_is_seconds_or_a_date() {
    assert_eq!(note("Retry-After", "120").value, NoteValue::Number(120));
    let date = note("Retry-After", " Mon, 19 Mar 2018 12:08:40 GMT");
    assert_eq!((date.value, date.raw), (NoteValue::Text, &b"Mon, 19 Mar 2018 12:08:40 GMT"[..]));
}

#[test]
fn white_space_around_a_value_is_no_part_of_it() {
    for value in ["100/125", " 100/125", "\t 100/125 \t", "100/125 "] {
        let note = note("X-RateLimit-Used", value);
        assert_eq!((note.value, note.raw), (NoteValue::Pair(100, 125), &b"100/125"[..]), "{value:?}");
    }
    assert_eq!(note("X-RateLimit-Used", " \t ").raw, b"");
}

#[test]
fn header_lines_are_taken_apart() {
    let lines: [(&[u8], &str, &[u8]); 14] = [
        (b"X-RateLimit-Limit: 500\r\n", "X-RateLimit-Limit", b"500"),
        (b"X-RateLimit-Limit: 500\n", "X-RateLimit-Limit", b"500"),
        (b"X-RateLimit-Limit: 500", "X-RateLimit-Limit", b"500"),
        (b"X-RateLimit-Limit:500\r\n", "X-RateLimit-Limit", b"500"),
        (b"X-RateLimit-Limit: \t 500 \t \r\n", "X-RateLimit-Limit", b"500"),
        (b"x:\r\n", "x", b""),
        (b"x:", "x", b""),
        (b"x: \t\r\n", "x", b""),
        (b"Location: http://host:80/?a=b:c\r\n", "Location", b"http://host:80/?a=b:c"),
        (b"x::\r\n", "x", b":"),
        (b"x: a \t b\r\n", "x", b"a \t b"),
        (b"x: \xE4\xFF\r\n", "x", b"\xE4\xFF"),
        (b"!#$%&'*+-.^_`|~09azAZ: v\r\n", "!#$%&'*+-.^_`|~09azAZ", b"v"),
        (b"HTTP: 200\r\n", "HTTP", b"200"),
    ];
    for (line, name, value) in lines {
        assert_eq!(read_header_line(line), Some(Header::new(name, value)), "{}", line.escape_ascii());
    }
}

#[test]
fn lines_that_are_no_header_are_told_apart() {
    let lines: [&[u8]; 27] = [
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 200 OK: x\r\n",
        b"HTTP/2 200 \r\n",
        b"",
        b"\n",
        b"\r\n",
        b"\r",
        b":",
        b": v\r\n",
        b":status: 200\r\n",
        b" folded: line\r\n",
        b"\tfolded: line\r\n",
        b"Name : v\r\n",
        b"Name\t: v\r\n",
        b"Na me: v\r\n",
        b"Na\"me: v\r\n",
        b"N\xE4me: v\r\n",
        b"Na\0me: v\r\n",
        b"no colon\r\n",
        b"x: a\r\nX-Secret-ID: forged\r\n",
        b"x: a\nb\r\n",
        b"x: a\rb\r\n",
        b"x: a\r",
        b"x: a\r\r\n",
        b"x: a\n\n",
        b"x: a\0\r\n",
        b"x: a\x7F\r\n",
    ];
    for line in lines {
        assert_eq!(read_header_line(line), None, "{}", line.escape_ascii());
    }
}

#[test]
fn status_codes_fall_into_classes() {
    for code in -1_000..=100_000 {
        let expected = match code / 100 {
            2 => ResponseClass::Success,
            4 => ResponseClass::ClientError,
            5 => ResponseClass::ServerError,
            _ => ResponseClass::Other,
        };
        assert_eq!(ResponseClass::of(code), expected, "{code}");
    }
    assert_eq!(ResponseClass::of(500), ResponseClass::ServerError);
    assert_eq!(ResponseClass::of(i32::MIN), ResponseClass::Other);
    assert_eq!(ResponseClass::of(i32::MAX), ResponseClass::Other);
    let numbers = [
        (ResponseClass::Other, 0),
        (ResponseClass::Success, 2),
        (ResponseClass::ClientError, 4),
        (ResponseClass::ServerError, 5),
    ];
    for (class, number) in numbers {
        assert_eq!(class as i32, number, "the number in the C interface of {class:?}");
    }
}

fn octets() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..60)
}

/// Known names more often than not, since random octets are never one.
fn name() -> impl Strategy<Value = Vec<u8>> {
    let known = prop::sample::select(vec![
        "X-Secret-ID",
        "x-ratelimit-limit",
        "X-RATELIMIT-USED",
        "X-RateLimit-Limit-Minute",
        "X-RateLimit-Remaining-\u{e9}",
        "Retry-After",
    ]);
    prop_oneof![3 => known.prop_map(|name| name.as_bytes().to_vec()), 1 => octets()]
}

proptest! {
    #[test]
    fn any_octets_are_read_and_the_raw_value_is_kept(name in name(), value in octets()) {
        let note = Note::read(&Header::new(&name, &value));
        // The same octets, in the same place, without white space around them.
        let start = note.raw.as_ptr() as usize - value.as_ptr() as usize;
        prop_assert_eq!(&value[start..start + note.raw.len()], note.raw);
        let around = [&value[..start], &value[start + note.raw.len()..]].concat();
        prop_assert!(around.iter().all(|octet| b" \t".contains(octet)));
        prop_assert!(!matches!(note.raw, [b' ' | b'\t', ..] | [.., b' ' | b'\t']));
        if note.kind == NoteKind::None {
            prop_assert_eq!((note.window, note.value), (None, NoteValue::Text));
        }
    }

    #[test]
    fn numbers_are_read_as_they_are_written(first in any::<u64>(), second in any::<u64>()) {
        let (number, pair) = (first.to_string(), format!("{first}/{second}"));
        prop_assert_eq!(note("X-RateLimit-Limit", &number).value, NoteValue::Number(first));
        prop_assert_eq!(note("X-RateLimit-Used", &pair).value, NoteValue::Pair(first, second));
    }

    #[test]
    fn any_line_is_taken_apart_or_told_apart(line in octets()) {
        if let Some(header) = read_header_line(&line) {
            prop_assert!(line.starts_with(header.name()));
            prop_assert_eq!(line[header.name().len()], b':');
        }
    }

    #[test]
    fn a_header_line_gives_back_name_and_value(
        name in "[!#-'*+.0-9A-Z^-z|~-]{1,20}",
        value in "([!-~\u{e9}]([ \t!-~\u{e9}]{0,20}[!-~\u{e9}])?)?",
        before in "[ \t]{0,3}", after in "[ \t]{0,3}", end in prop::sample::select(vec!["", "\n", "\r\n"]),
    ) {
        let line = format!("{name}:{before}{value}{after}{end}");
        prop_assert_eq!(read_header_line(line.as_bytes()), Some(Header::new(&name, &value)));
    }
}
