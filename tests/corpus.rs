//! What the fuzzers found worth keeping is run again, through the same functions: their corpora, and what once failed.
#![cfg(feature = "capi")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)] // tests may fail loudly

mod fuzz;
mod oracle;

#[test]
fn smoke() {
    for (name, run) in fuzz::TARGETS {
        println!("{name}");
        for text in ["", "\0", "\x01hmac id=\"a\"", "\x03Mon, 19 Mar 2018 12:08:40 GMT"] {
            run(text.as_bytes());
        }
    }
}
