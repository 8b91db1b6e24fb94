//! `docs/errors.md` is what the library's own tables say: `make errors` writes it, and everybody else finds out here that
//! it is stale. Also: the slips are the same in Rust and in C.
#![cfg(feature = "capi")]
#![allow(clippy::unwrap_used, clippy::expect_used)] // tests may fail loudly
#![allow(unsafe_code)] // strings that C gives

use std::ffi::{CStr, c_char};
use std::fmt::Write as _;

use hmacsign::{Slip, ffi};

mod library;

/// Name and number of every member of an enum of the header.
fn members(of: &str) -> Vec<(String, i32)> {
    let header = std::fs::read_to_string(library::header()).expect("include/hmacsign.h");
    let start = header.find(&format!("enum {of} {{")).expect("the enum");
    let body = header.get(start..).and_then(|body| body.get(..body.find('}')?)).expect("its end");
    let members: Vec<_> = body
        .lines()
        .filter_map(|line| line.trim().trim_end_matches(',').split_once(" = "))
        .map(|(name, number)| (name.to_owned(), number.parse().expect("a number")))
        .collect();
    assert!(members.len() > 10, "{of}: {members:?}");
    members
}

/// A text that a function of C's gives.
fn text(pointer: *const c_char) -> String {
    assert!(!pointer.is_null());
    // SAFETY: not NULL, and the functions give static strings.
    let text = unsafe { CStr::from_ptr(pointer) }.to_str().expect("UTF-8");
    assert!(!text.is_empty() && text.is_ascii() && !text.contains(['\n', '|']) && !text.ends_with('.'), "{text}");
    text.to_owned()
}

/// A text of the tables as a sentence. Names in code are as they are.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().expect("not empty");
    let is_name = text
        .split(' ')
        .next()
        .is_some_and(|word| word.contains(['_', '-']) || word.get(1..).is_some_and(|rest| rest != rest.to_lowercase()));
    let first = if is_name { first.to_string() } else { first.to_uppercase().collect() };
    format!("{first}{}.", letters.as_str())
}

fn document() -> String {
    let mut document = String::from(
        "# Every error, cause and slip\n\n\
         Made by `make errors` from the tables that the library itself uses; a test fails when a number is missing here.\n\n\
         - A **status** is what a call gives: `HMACSIGN_ERR_*` for what is wrong with what was passed in or read,\n  \
         `HMACSIGN_REFUSED_*` for a request that is refused. In Rust they are the members of `Error` and `Refusal`, with the\n  \
         same words from `text()` and `advice()`. HTTP is what a server that verifies answers\n  \
         (`hmacsign_status_http`); what reading a credential refuses is 401, an id at fault included.\n\
         - A **cause** is why a gateway refused a request of yours, as far as its message tells (`hmacsign_read_cause`,\n  \
         `Cause::read`).\n\
         - A **slip** is what the other side did differently, so that its signature does not match (`hmacsign_diagnose`,\n  \
         `diagnose`).\n\n\
         ## Statuses\n\n| number | name | HTTP | what it means | what to do |\n|---|---|---|---|---|\n",
    );
    for (name, number) in members("hmacsign_status") {
        assert_eq!(text(ffi::hmacsign_status_name(number)), name);
        let what = sentence(&text(ffi::hmacsign_status_text(number)));
        let advice = sentence(&text(ffi::hmacsign_status_advice(number)));
        let http = ffi::hmacsign_status_http(number);
        writeln!(document, "| {number} | `{name}` | {http} | {what} | {advice} |").unwrap();
    }
    document.push_str("\n## Causes\n\n| number | name | what to do |\n|---|---|---|\n");
    for (name, number) in members("hmacsign_cause") {
        writeln!(document, "| {number} | `{name}` | {} |", sentence(&text(ffi::hmacsign_cause_text(number)))).unwrap();
    }
    document.push_str(
        "\n## Slips\n\n\
         They are tried one by one, those in the key first, then those in the string by their numbers. Two that were made\n\
         together are found if one is in how the signature is written, or one is `KEY_NEWLINE`, `KEY_CRLF`, `KEY_FROM_BASE64`,\n\
         `KEY_FROM_HEX`, `KEY_NOT_DECODED`, `KEY_ID_SWAPPED` or `ALGORITHM` and the other any in the string but `LINE_MISSING`,\n\
         `LINE_UNNAMED`, `ORDER` and `DATE_LOCAL`, or both are among the commonest in the string: `NAMES_CASE`,\n\
         `COLON_WITHOUT_SPACE`, `LINES_*`, `LAST_NEWLINE*`, `VALUES_*`, `EMPTY_*`, `ABSENT_AS_*`, `REPEATED_LAST`,\n\
         `REPEATED_JOINED`, `TARGET_WITHOUT_QUERY`, `METHOD_CASE`, `PSEUDO_*`, `BODY_MD5_RAW`, `BODY_MD5_EMPTY`,\n\
         `BODY_MD5_LEFT_OUT`, `PARAMETERS_ENCODED`, `PARAMETERS_EMPTY_VALUE`. Of slips that give the same string the first\n\
         is named, and of more than three the first three.\n\n\
         | number | name | what was done, and what to do |\n|---|---|---|\n",
    );
    for (name, number) in members("hmacsign_slip") {
        writeln!(document, "| {number} | `{name}` | {} |", sentence(&text(ffi::hmacsign_slip_text(number)))).unwrap();
    }
    document
}

#[test]
fn the_document_is_current() {
    let path = library::root().join("docs/errors.md");
    if std::env::var_os("HMACSIGN_WRITE_ERRORS").is_some() {
        std::fs::write(&path, document()).expect("docs/errors.md can be written");
    }
    let committed = std::fs::read_to_string(path).expect("docs/errors.md");
    assert!(committed == document(), "docs/errors.md is stale: run `make errors` and commit it");
}

/// Each number that any function has words for has its row, whatever the header says.
#[test]
fn every_number_that_has_words_has_its_row() {
    let document = document();
    let unknown = text(ffi::hmacsign_status_text(i32::MIN));
    let statuses = (-1000..=1000).filter(|&number| text(ffi::hmacsign_status_text(number)) != unknown);
    let unknown = text(ffi::hmacsign_slip_text(0xFF));
    let slips = (0..0xFF).filter(|&number| text(ffi::hmacsign_slip_text(number)) != unknown);
    let causes = hmacsign::Cause::ALL.iter().map(|&cause| cause as i32);
    for (section, numbers) in
        [("## Statuses", statuses.collect::<Vec<_>>()), ("## Causes", causes.collect()), ("## Slips", slips.collect())]
    {
        let rows = document.split(section).nth(1).and_then(|rest| rest.split("\n## ").next()).unwrap();
        assert!(numbers.len() > 10);
        for number in numbers {
            assert!(rows.contains(&format!("\n| {number} | `HMACSIGN_")), "{section}: {number}");
        }
    }
}

#[test]
fn slips_are_the_same_in_both_languages() {
    let members = members("hmacsign_slip");
    assert_eq!(members.len(), Slip::ALL.len());
    for (slip, (name, number)) in Slip::ALL.iter().zip(members) {
        assert_eq!((*slip as i32, format!("HMACSIGN_SLIP_{}", slip.name())), (number, name));
        assert_eq!(slip.text(), text(ffi::hmacsign_slip_text(number)));
        assert_eq!(slip.to_string(), slip.text());
        // What else the number tells makes no difference.
        assert_eq!(slip.text(), text(ffi::hmacsign_slip_text(number | 15 << 8 | 2 << 24)));
    }
    for number in [-1, 0xFF, 0x100, i32::MIN, i32::MAX] {
        text(ffi::hmacsign_slip_text(number));
    }
}
