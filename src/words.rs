//! Fixed texts that Rust and C share: one literal, read as `str` here and as a NUL-terminated string there.

use core::ffi::CStr;

/// The text without its NUL.
pub(crate) const fn words(text: &'static CStr) -> &'static str {
    match text.to_str() {
        Ok(text) => text,
        Err(_) => "", // not reached: every literal is ASCII
    }
}
