//! What the fuzzers run: each target is a function of octets that panics where the library breaks a promise. The
//! fuzzers of `fuzz` call it with what they think up, and `tests/corpus.rs` with what they found worth keeping.

#![allow(dead_code)] // each program uses a part
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // they fail loudly

mod octets;

mod read;
mod response;

/// A target's name and its function.
pub type Target = (&'static str, fn(&[u8]));

pub const TARGETS: &[Target] = &[("read", read::run), ("response", response::run)];

/// Run one of them.
pub fn run(name: &str, data: &[u8]) {
    let (_, target) = TARGETS.iter().find(|(known, _)| *known == name).expect("a target");
    target(data);
}
