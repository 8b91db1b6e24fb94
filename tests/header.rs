//! `include/hmacsign.h` is what `src/ffi` says: `make header` writes it, and everybody else finds out here that it is
//! stale. Also: what it declares is what the library has.
#![cfg(feature = "capi")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // tests may fail loudly
#![allow(unsafe_code)] // strings that C gives

use std::ffi::CStr;
use std::path::Path;

use hmacsign::ffi;

mod library;

/// The files of `src/ffi` that the header shows, in its order.
const FILES: &[&str] = &["types", "status", "key", "sign", "verify", "diagnose", "date", "response", "version"];

/// The header as `src/ffi`, `cbindgen.toml` and `Cargo.toml` have it now.
fn generate() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut config = cbindgen::Config::from_file(root.join("cbindgen.toml")).expect("cbindgen.toml");
    let macros = config.after_includes.expect("after_includes");
    config.after_includes = Some(
        macros
            .replace("@VERSION@", env!("CARGO_PKG_VERSION"))
            .replace("@MAJOR@", env!("CARGO_PKG_VERSION_MAJOR"))
            .replace("@MINOR@", env!("CARGO_PKG_VERSION_MINOR"))
            .replace("@PATCH@", env!("CARGO_PKG_VERSION_PATCH")),
    );
    // File by file: as a crate, it would put `#if defined` round everything that needs the feature.
    let mut builder = cbindgen::Builder::new().with_config(config);
    for file in FILES {
        builder = builder.with_src(root.join("src/ffi").join(file).with_extension("rs"));
    }
    let mut header = Vec::new();
    builder.generate().expect("cbindgen").write(&mut header);
    let header = String::from_utf8(header).expect("UTF-8");
    // One empty line between declarations, not two.
    let mut lines: Vec<&str> = header.lines().map(str::trim_end).collect();
    lines.dedup_by(|next, line| next.is_empty() && line.is_empty());
    lines.join("\n").trim_start().to_owned() + "\n"
}

fn committed() -> String {
    std::fs::read_to_string(library::header()).expect("include/hmacsign.h")
}

/// The names of the functions that it declares.
fn declared() -> Vec<String> {
    let header = committed();
    let comment = |line: &&str| {
        ["//", "/*", " *"].iter().any(|start| line.starts_with(start)) || line.trim_start().starts_with("//")
    };
    let code = header.lines().filter(|line| !comment(line));
    let code = code.collect::<Vec<_>>().join("\n");
    let mut names: Vec<_> = code
        .match_indices('(')
        .map(|(at, _)| code[..at].rsplit(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap().to_owned())
        .filter(|name| name.starts_with("hmacsign_"))
        .collect();
    names.sort();
    names
}

/// Name and number of every `hmacsign_status`.
fn statuses() -> Vec<(String, i32)> {
    let header = committed();
    let start = header.find("enum hmacsign_status {").expect("the enum");
    let body = &header[start..];
    let body = &body[..body.find('}').expect("its end")];
    body.lines()
        .filter_map(|line| line.trim().trim_end_matches(',').split_once(" = "))
        .map(|(name, number)| (name.to_owned(), number.parse().expect("a number")))
        .collect()
}

fn text(pointer: *const std::ffi::c_char) -> &'static str {
    assert!(!pointer.is_null());
    // SAFETY: not NULL, and the functions give static strings.
    unsafe { CStr::from_ptr(pointer) }.to_str().expect("UTF-8")
}

#[test]
fn the_header_is_current() {
    let fresh = generate();
    if std::env::var_os("HMACSIGN_WRITE_HEADER").is_some() {
        std::fs::write(library::header(), &fresh).expect("include/hmacsign.h can be written");
    }
    assert!(fresh == committed(), "include/hmacsign.h is stale: run `make header` and commit it");
}

#[test]
fn it_has_no_conditions_but_those_of_every_header() {
    let header = committed();
    let conditions: Vec<_> = header.lines().filter(|line| line.starts_with("#if")).collect();
    assert_eq!(
        conditions,
        [
            "#ifndef HMACSIGN_H",
            "#if defined(__GNUC__) || defined(__clang__)",
            "#ifdef __cplusplus",
            "#ifdef __cplusplus"
        ]
    );
    let longest = header.lines().map(|line| line.chars().count()).max();
    assert!(longest <= Some(120), "a line has {longest:?} columns");
    assert!(header.is_ascii());
}

#[test]
fn the_libraries_have_the_functions_that_it_declares_and_no_others() {
    let declared = declared();
    assert!(declared.len() > 10, "{declared:?}");
    let library = library::built();
    assert_eq!(library::exported(&library.join("libhmacsign.so.0"), &["-D"]), declared);
    assert_eq!(library::exported(&library.join("libhmacsign.a"), &["-g"]), declared);
}

#[test]
fn every_status_has_a_row_in_the_table_and_every_row_a_status() {
    let statuses = statuses();
    assert!(statuses.len() > 10, "{statuses:?}");
    for (name, number) in &statuses {
        assert_eq!(text(ffi::hmacsign_status_name(*number)), name);
    }
    for number in -1000..=1000 {
        let known = text(ffi::hmacsign_status_name(number)) != "HMACSIGN_UNKNOWN";
        assert_eq!(known, statuses.iter().any(|(_, status)| *status == number), "{number}");
        let sentence = text(ffi::hmacsign_status_text(number));
        assert!(!sentence.is_empty() && !sentence.ends_with('.') && !sentence.contains('\n'), "{number}: {sentence}");
    }
}

#[test]
fn a_sentence_is_the_same_in_both_languages() {
    let error = hmacsign::Key::new(hmacsign::Algorithm::HmacSha1, "").unwrap_err();
    assert_eq!(text(ffi::hmacsign_status_text(ffi::hmacsign_status::HMACSIGN_ERR_SECRET as i32)), error.to_string());
    assert_eq!(ffi::hmacsign_status_http(ffi::hmacsign_status::HMACSIGN_ERR_SECRET as i32), i32::from(error.http()));
    for (number, http) in [(0, 200), (-1, 500), (-26, 500), (-39, 500), (-40, 401), (-79, 401), (-80, 500), (7, 500)] {
        assert_eq!(ffi::hmacsign_status_http(number), http, "{number}");
    }
}
