//! The header's section on status: words and HTTP hints for numbers.

use core::ffi::c_char;

use crate::status::{ALL, Status, http};

fn row(status: i32) -> Option<&'static Status> {
    ALL.iter().find(|row| row.number == status)
}

/// The status as written in this header, "HMACSIGN_ERR_BUFFER"; for other numbers "HMACSIGN_UNKNOWN". Static, never
/// NULL.
#[unsafe(no_mangle)]
pub extern "C" fn hmacsign_status_name(status: i32) -> *const c_char {
    row(status).map_or(c"HMACSIGN_UNKNOWN", |row| row.name).as_ptr()
}

/// One English sentence for a log, without its full stop and without a newline. Static, never NULL.
#[unsafe(no_mangle)]
pub extern "C" fn hmacsign_status_text(status: i32) -> *const c_char {
    row(status).map_or(c"a number that this version of hmacsign does not give", |row| row.text).as_ptr()
}

/// What to do about it: one English sentence, without its full stop and without a newline. Static, never NULL.
#[unsafe(no_mangle)]
pub extern "C" fn hmacsign_status_advice(status: i32) -> *const c_char {
    row(status).map_or(c"look whether header and library are of one version", |row| row.advice).as_ptr()
}

/// The HTTP status code a server should answer with: 200 for OK, 401 for -40 to -79, 500 for everything else. What
/// hmacsign_read_authorization refuses is always 401, ERR_ID included, which is 500 here since signers meet it too.
#[unsafe(no_mangle)]
pub extern "C" fn hmacsign_status_http(status: i32) -> i32 {
    i32::from(http(status))
}
