//! What the fuzzers run: each target is a function of octets that panics where the library breaks a promise. The
//! fuzzers of `fuzz` call it with what they think up, and `tests/corpus.rs` with what they found worth keeping.

#![allow(dead_code)] // each program uses a part
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // they fail loudly

mod forge;
mod octets;

mod application;
mod capi;
mod diagnose;
mod read;
mod response;
mod round;
mod verify;

/// A target's name and its function.
pub type Target = (&'static str, fn(&[u8]));

pub const TARGETS: &[Target] = &[
    ("application", application::run),
    ("capi", capi::run),
    ("diagnose", diagnose::run),
    ("read", read::run),
    ("response", response::run),
    ("round", round::run),
    ("verify", verify::run),
];

/// Run one of them.
pub fn run(name: &str, data: &[u8]) {
    let (_, target) = TARGETS.iter().find(|(known, _)| *known == name).expect("a target");
    target(data);
}
