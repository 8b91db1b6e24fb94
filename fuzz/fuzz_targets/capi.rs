//! Fuzzes the target of this name in `tests/fuzz`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| hmacsign_fuzz::fuzz::run("capi", data));
