//! How much stack the functions of the C library take, for those who have little: measured on a painted stack.
#![cfg(feature = "capi")]

use std::ffi::OsStr;
use std::process::Command;

mod library;

#[test]
fn every_call_takes_at_most_16_kib_of_stack() {
    let program =
        library::compile("stack", &[library::built().join("libhmacsign.a").as_os_str(), OsStr::new("-lpthread")]);
    let figures = library::said(&mut Command::new(program));
    println!("{figures}");
    let mut count = 0;
    for line in figures.lines() {
        let (what, octets) = line.split_once(": ").unwrap_or_default();
        let octets: usize = octets.parse().unwrap_or(usize::MAX);
        // What is measured with a key for SHA-512, the largest, and with as many parameters as there can be.
        assert!((64..=16 << 10).contains(&octets), "{what}: {octets}");
        count += 1;
    }
    assert_eq!(count, 7);
}
