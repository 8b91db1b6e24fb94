//! The header's section on dates.

use core::ffi::c_char;

use super::{HMACSIGN_ALLOW_ANY_WEEKDAY, answer, flags, raw};
use crate::date;

/// Write an IMF-fixdate (RFC 9110, 5.6.7), the value of Date and X-Date: English and GMT in every locale.
///
/// \param time  seconds since 1970-01-01T00:00:00Z, 0 to 253402300799
/// \return OK, ERR_ARGUMENT, ERR_BUFFER or ERR_TIME
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hmacsign_write_date(time: i64, out: *mut c_char, cap: usize, out_len: *mut usize) -> i32 {
    answer(|| {
        // SAFETY: the caller keeps the rules of the header.
        let out = unsafe { raw::output(out, cap, out_len)? };
        out.put_octets(&date::write(time)?)
    })
}

/// Read an IMF-fixdate. The obsolete forms of RFC 9110 are not read.
///
/// \param flags     0, or HMACSIGN_ALLOW_ANY_WEEKDAY
/// \param out_time  set on success, in seconds since 1970-01-01T00:00:00Z
/// \return OK, ERR_ARGUMENT or ERR_DATE
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hmacsign_read_date(
    text: *const c_char,
    text_len: usize,
    flags: u32,
    out_time: *mut i64,
) -> i32 {
    answer(|| {
        // SAFETY: the caller keeps the rules of the header.
        let (text, out_time) = unsafe { (raw::text(text, text_len)?, raw::place(out_time)?) };
        let any_weekday = self::flags(flags, HMACSIGN_ALLOW_ANY_WEEKDAY)? != 0;
        out_time.set(date::read(text, any_weekday)?);
        Ok(())
    })
}
