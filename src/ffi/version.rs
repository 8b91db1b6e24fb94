//! The header's section on versions.

use core::ffi::{CStr, c_char};

const VERSION: &CStr = match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
    Ok(version) => version,
    Err(_) => c"",
};

/// One part of the version.
const fn part(digits: &str) -> u32 {
    match u32::from_str_radix(digits, 10) {
        Ok(part) => part,
        Err(_) => 0,
    }
}

/// "0.1.0"; compare with HMACSIGN_VERSION.
#[unsafe(no_mangle)]
pub extern "C" fn hmacsign_version() -> *const c_char {
    VERSION.as_ptr()
}

/// Compare with HMACSIGN_VERSION_NUMBER.
#[unsafe(no_mangle)]
pub extern "C" fn hmacsign_version_number() -> u32 {
    const NUMBER: u32 = part(env!("CARGO_PKG_VERSION_MAJOR")) << 16
        | part(env!("CARGO_PKG_VERSION_MINOR")) << 8
        | part(env!("CARGO_PKG_VERSION_PATCH"));
    NUMBER
}
