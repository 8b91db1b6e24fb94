//! The header's section on responses.

use core::ffi::c_char;

use super::raw::{self, view};
use super::{
    Fault, answer, cause_number, class_number, hmacsign_header, hmacsign_note, hmacsign_note_form, kind_number,
};
use crate::{Cause, Error, Note, NoteValue, Place, ResponseClass, read_header_line};

/// Understand one response header. An odd value is given as TEXT and an unknown header as NONE: no response is ever
/// rejected for its limits. One header alone does not prove whose response it is.
///
/// \return OK or ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hmacsign_read_note(header: *const hmacsign_header, out: *mut hmacsign_note) -> i32 {
    answer(|| {
        // SAFETY: the caller keeps the rules of the header.
        let (header, out) = unsafe { (raw::header(header)?, raw::place(out)?) };
        let note = Note::read(&header);
        let (form, first, second) = match note.value {
            NoteValue::Text => (hmacsign_note_form::HMACSIGN_FORM_TEXT, 0, 0),
            NoteValue::Number(first) => (hmacsign_note_form::HMACSIGN_FORM_NUMBER, first, 0),
            NoteValue::Pair(first, second) => (hmacsign_note_form::HMACSIGN_FORM_PAIR, first, second),
            NoteValue::Unlimited => (hmacsign_note_form::HMACSIGN_FORM_UNLIMITED, 0, 0),
        };
        let (kind, window) = (kind_number(note.kind), note.window.unwrap_or(0));
        out.set(hmacsign_note { kind, form: form as i32, window, first, second, raw: view(note.raw) });
        Ok(())
    })
}

/// Take a line of a message head apart, "X-RateLimit-Limit: 500\r\n", as a libcurl header callback is given it. The
/// line end is optional.
///
/// \param out  set on success: views into line, the value without spaces and tabs around it
/// \return OK, ERR_ARGUMENT, or ERR_HEADER_NAME if it is no header line: a status line, an empty or a folded line, or
///         one with a control byte in its value
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hmacsign_read_header_line(
    line: *const c_char,
    line_len: usize,
    out: *mut hmacsign_header,
) -> i32 {
    answer(|| {
        // SAFETY: the caller keeps the rules of the header.
        let (line, out) = unsafe { (raw::text(line, line_len)?, raw::place(out)?) };
        let header = read_header_line(line).ok_or(Fault::Of(Error::HeaderName(Place::Header(0))))?;
        out.set(hmacsign_header { name: view(header.name()), value: view(header.value()) });
        Ok(())
    })
}

/// The class of a status code: HMACSIGN_RESPONSE_*. Any number is taken. 500 is a server error.
#[unsafe(no_mangle)]
pub extern "C" fn hmacsign_response_class(status_code: i32) -> i32 {
    class_number(ResponseClass::of(status_code))
}

/// Recognise a gateway's error message, by its words and not by the HTTP status, which the documents give differently
/// for the same message.
///
/// \param body       the response body, bare or JSON, or the `message` in it, as sent
/// \param out_cause  set on OK: HMACSIGN_CAUSE_*
/// \return OK or ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hmacsign_read_cause(body: *const c_char, body_len: usize, out_cause: *mut i32) -> i32 {
    answer(|| {
        // SAFETY: the caller keeps the rules of the header.
        let (body, out_cause) = unsafe { (raw::text(body, body_len)?, raw::place(out_cause)?) };
        out_cause.set(cause_number(Cause::read(body)));
        Ok(())
    })
}

/// What to look at: one English sentence, without its full stop and without a newline. Static, never NULL.
#[unsafe(no_mangle)]
pub extern "C" fn hmacsign_cause_text(cause: i32) -> *const c_char {
    let known = Cause::ALL.into_iter().find(|&known| cause_number(known) == cause);
    known.unwrap_or(Cause::Unknown).sentence().as_ptr()
}
