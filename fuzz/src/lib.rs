//! The targets of `tests/fuzz` and the slow twins that they compare with, for the fuzzers.

// Both are written for test programs, which name them so.
#[path = "../../tests/fuzz/mod.rs"]
pub mod fuzz;
#[path = "../../tests/oracle/mod.rs"]
mod oracle;
