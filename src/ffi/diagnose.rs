//! The header's section on signatures that do not match.

use core::ffi::c_char;

use super::raw::{self, view};
use super::{answer, dialect, hmacsign_difference, hmacsign_request, hmacsign_signer};
use crate::{Diagnosis, Slip, diagnose};

/// For the workbench, not for production: find out how the other side computed a signature that does not match, by
/// trying the slips that people make: a newline at the end of the key, names in capitals, no space after the colon, hex
/// for Base64, another dialect, and so on; single ones, and the commonest pairs. It makes at most
/// HMACSIGN_DIAGNOSE_MACS_MAX MACs over strings of the length of the signing string. Not constant time.
///
/// out_slip has up to three slips, the first in its lowest eight bits: HMACSIGN_SLIP_AT() takes them apart. Where one
/// line is concerned, HMACSIGN_SLIP_LINE() tells which.
///
/// \param secret    as it is configured, and as the dialect takes it: of HMACSIGN_CYBERSOURCE in Base64
/// \param text      the credential as written, even one that is malformed: names are parted at spaces and commas, no
///                  time header is needed, an unknown algorithm is taken as each that fits; without a signature there
///                  is no slip
/// \param request   the request as it arrived, which may lack signed headers
/// \param out_slip  set on OK: HMACSIGN_SLIP_*, 0 if none that is known explains the signature
/// \return OK, ERR_ARGUMENT, ERR_SECRET; or, where no slip explains it and where it is right, as
///         hmacsign_check_request with the credential's id and names, but that no time header is needed
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hmacsign_diagnose(
    dialect: i32,
    secret: *const c_char,
    secret_len: usize,
    text: *const c_char,
    text_len: usize,
    request: *const hmacsign_request,
    out_slip: *mut i32,
) -> i32 {
    answer(|| {
        // SAFETY: the caller keeps the rules of the header.
        let (secret, text, out) =
            unsafe { (raw::text(secret, secret_len)?, raw::text(text, text_len)?, raw::place(out_slip)?) };
        let dialect = self::dialect(dialect)?;
        // SAFETY: as above.
        let request = unsafe { raw::request(request, dialect)? };
        out.set(number(&diagnose(dialect, secret, text, &request.request())?));
        Ok(())
    })
}

/// The slips and the line in one number.
fn number(diagnosis: &Diagnosis) -> i32 {
    let slips = diagnosis.slips().rev().fold(0, |number, slip| number << 8 | slip as i32);
    slips | (diagnosis.line().unwrap_or(0) as i32) << 24
}

/// What was done differently and how to mend it: one English sentence, without its full stop and without a newline, of
/// the first slip in the number. Static, never NULL.
#[unsafe(no_mangle)]
pub extern "C" fn hmacsign_slip_text(slip: i32) -> *const c_char {
    let known = Slip::ALL.iter().find(|&&known| known as i32 == slip & 0xFF);
    known.map_or(c"a number that this version of hmacsign does not give", |slip| slip.sentence()).as_ptr()
}

/// Compare our signing string with the one that a server says it used, as found in its message: lines parted by LF, by
/// `#`, or by a backslash and an n, whichever agrees furthest. One line end after the last is ignored. A whole message
/// is taken too, bare or JSON, if it has the string behind `Server StringToSign:`.
///
/// \return OK (also if they differ), or as hmacsign_check_request
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hmacsign_compare(
    signer: *const hmacsign_signer,
    request: *const hmacsign_request,
    theirs: *const c_char,
    theirs_len: usize,
    out: *mut hmacsign_difference,
) -> i32 {
    answer(|| {
        // SAFETY: the caller keeps the rules of the header.
        let ((terms, request), theirs, out) =
            unsafe { (raw::signing(signer, request)?, raw::text(theirs, theirs_len)?, raw::place(out)?) };
        let lent = request.request();
        let comparison = terms.signer()?.compare(&lent, theirs)?;
        out.set(comparison.difference().map_or(
            hmacsign_difference { line: 0, column: 0, offset: 0, name: raw::NOTHING },
            |difference| hmacsign_difference {
                line: difference.line,
                column: difference.column,
                offset: difference.offset,
                name: view(difference.name),
            },
        ));
        Ok(())
    })
}

/// Write the same for people: where the strings part, that line of both with control characters made visible, and a
/// caret below where they part, four lines with LF between; or one that says that they are equal.
///
/// \return OK, ERR_BUFFER, or as hmacsign_check_request
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hmacsign_write_comparison(
    signer: *const hmacsign_signer,
    request: *const hmacsign_request,
    theirs: *const c_char,
    theirs_len: usize,
    out: *mut c_char,
    cap: usize,
    out_len: *mut usize,
) -> i32 {
    answer(|| {
        // SAFETY: the caller keeps the rules of the header.
        let ((terms, request), theirs, out) = unsafe {
            (raw::signing(signer, request)?, raw::text(theirs, theirs_len)?, raw::output(out, cap, out_len)?)
        };
        let lent = request.request();
        out.put(&terms.signer()?.compare(&lent, theirs)?)
    })
}
