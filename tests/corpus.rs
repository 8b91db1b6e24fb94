//! What the fuzzers found worth keeping is run again, through the same functions: tests/corpus has a file of inputs for
//! each target, written by `make fuzz RENEW=1`, and in `found` those that once failed, each named after its target and
//! what it showed.
#![cfg(feature = "capi")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)] // tests may fail loudly

use std::fs;
use std::path::Path;

mod fuzz;
mod library;
mod oracle;

use library::{built, compile, run, said};

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/corpus"))
}

/// The inputs in a file: before each its length in four octets, the lowest first.
fn inputs(packed: &[u8]) -> Vec<&[u8]> {
    let (mut inputs, mut rest) = (Vec::new(), packed);
    while let Some((len, behind)) = rest.split_first_chunk() {
        let (input, behind) = behind.split_at(u32::from_le_bytes(*len) as usize);
        inputs.push(input);
        rest = behind;
    }
    assert!(rest.is_empty());
    inputs
}

fn replay(name: &str) {
    let packed = fs::read(folder().join(name)).unwrap();
    let inputs = inputs(&packed);
    assert!(inputs.len() >= 20, "only {}", inputs.len());
    for (index, input) in inputs.into_iter().enumerate() {
        println!("{name}, input {index}: {}", input.escape_ascii()); // shown if it fails
        fuzz::run(name, input);
    }
}

#[test]
fn applications_are_canonicalised_as_by_the_slow_twin() {
    replay("application");
}

#[test]
fn scripts_of_calls_keep_the_rules_of_the_c_interface() {
    replay("capi");
}

#[test]
fn diagnosing_and_comparing_come_to_an_end() {
    replay("diagnose");
}

#[test]
fn credentials_that_are_read_can_be_written_and_read_again() {
    replay("read");
}

#[test]
fn responses_and_dates_are_read_as_by_slow_twins() {
    replay("response");
}

#[test]
fn what_is_signed_verifies_and_what_is_changed_does_not() {
    replay("round");
}

#[test]
fn verdicts_are_those_of_the_slow_twin() {
    replay("verify");
}

#[test]
fn scripts_of_calls_in_c_keep_the_rules_too() {
    let program = compile("fuzz", &[built().join("libhmacsign.a").as_os_str()]);
    assert_eq!(said(run(&program).arg(folder().join("c"))), "ok\n");
}

#[test]
fn what_once_failed_does_not_fail_again() {
    let mut count = 0;
    for entry in fs::read_dir(folder().join("found")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().split('-').next().unwrap();
        fuzz::run(name, &fs::read(&path).unwrap());
        count += 1;
    }
    assert!(count > 0);
}

#[test]
fn every_target_has_its_corpus_and_every_corpus_its_target() {
    let files = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap());
    let files = files.filter(|entry| entry.file_type().unwrap().is_file());
    let mut files: Vec<String> = files.map(|entry| entry.file_name().into_string().unwrap()).collect();
    files.sort();
    let mut targets: Vec<&str> = fuzz::TARGETS.iter().map(|(name, _)| *name).chain(["c"]).collect();
    let script = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/fuzz.sh")).unwrap();
    assert!(script.contains(&format!(":-{}}}", targets.join(" "))), "fuzz.sh runs others");
    targets.sort_unstable();
    assert_eq!(files, targets);
}
