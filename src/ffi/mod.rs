//! The C interface: what `include/hmacsign.h` declares, for `make lib`. Rust programs have no use for it.
//!
//! It converts and decides nothing: each function checks what it was handed, calls the Rust function of the same
//! meaning and turns the result into numbers. Whatever there is to know about signing is in the rest of the crate.
//!
//! - `types` is what the header shows before its functions; the comments there are the header's.
//! - `raw` is the border: pointers are checked and followed there and nowhere else.
//! - every other file is one section of the header.
//! - this file has the numbers: a `match` for each Rust enum, so that a new member does not compile before it has one.
//!
//! The header is made from these files by `tests/header.rs` (`make header`), which sees neither macros nor `cfg`: so
//! enums and functions are written out.

#![allow(unsafe_code)] // here and nowhere else
#![allow(non_camel_case_types)] // C's names
#![allow(clippy::missing_safety_doc)] // what callers must keep is the rules at the top of the header

mod date;
mod diagnose;
mod key;
mod raw;
mod response;
mod sign;
mod status;
mod types;
mod verify;
mod version;

#[cfg(hmacsign_poison)]
pub(crate) mod poison;
#[cfg(hmacsign_c_library)]
mod runtime;

pub use date::*;
pub use diagnose::*;
pub use key::*;
pub use response::*;
pub use sign::*;
pub use status::*;
pub use types::*;
pub use verify::*;
pub use version::*;

use crate::signer::is_stated_time;
use crate::{Algorithm, Cause, Date, Dialect, Error, NoteKind, Refusal, ResponseClass, VerifyError, status as table};

/// Why a call fails: what the crate's errors say, and the two faults that Rust's types rule out.
enum Fault {
    /// A pointer or a number that the function does not take.
    Argument,
    /// There is no key in the memory that should hold one.
    Key,
    /// A fault that Rust callers meet too.
    Of(Error),
    /// A request is refused.
    Refused(Refusal),
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Fault::Of(error)
    }
}

impl From<VerifyError> for Fault {
    fn from(error: VerifyError) -> Self {
        match error {
            VerifyError::Error(error) => Fault::Of(error),
            VerifyError::Refusal(refusal) => Fault::Refused(refusal),
        }
    }
}

impl Fault {
    const fn number(&self) -> i32 {
        match self {
            Fault::Argument => table::ARGUMENT.number,
            Fault::Key => table::KEY.number,
            Fault::Of(error) => error.status().number,
            Fault::Refused(refusal) => refusal.status().number,
        }
    }
}

/// Do the work of a function and give its status.
fn answer(work: impl FnOnce() -> Result<(), Fault>) -> i32 {
    match work() {
        Ok(()) => table::OK.number,
        Err(fault) => fault.number(),
    }
}

const fn algorithm_number(algorithm: Algorithm) -> i32 {
    let number = match algorithm {
        Algorithm::HmacSha1 => hmacsign_algorithm::HMACSIGN_HMAC_SHA1,
        Algorithm::HmacSha256 => hmacsign_algorithm::HMACSIGN_HMAC_SHA256,
        Algorithm::HmacSha384 => hmacsign_algorithm::HMACSIGN_HMAC_SHA384,
        Algorithm::HmacSha512 => hmacsign_algorithm::HMACSIGN_HMAC_SHA512,
    };
    number as i32
}

fn algorithm(number: i32) -> Result<Algorithm, Fault> {
    Algorithm::ALL.into_iter().find(|&known| algorithm_number(known) == number).ok_or(Fault::Argument)
}

const fn dialect_number(dialect: Dialect) -> i32 {
    let number = match dialect {
        Dialect::Tencent => hmacsign_dialect::HMACSIGN_TENCENT,
        Dialect::TencentApp => hmacsign_dialect::HMACSIGN_TENCENT_APP,
        Dialect::Kong => hmacsign_dialect::HMACSIGN_KONG,
        Dialect::Apisix => hmacsign_dialect::HMACSIGN_APISIX,
        Dialect::Cavage => hmacsign_dialect::HMACSIGN_CAVAGE,
        Dialect::Iflytek => hmacsign_dialect::HMACSIGN_IFLYTEK,
        Dialect::Cybersource => hmacsign_dialect::HMACSIGN_CYBERSOURCE,
        Dialect::Modulr => hmacsign_dialect::HMACSIGN_MODULR,
    };
    number as i32
}

fn dialect(number: i32) -> Result<Dialect, Fault> {
    Dialect::ALL.into_iter().find(|&known| dialect_number(known) == number).ok_or(Fault::Argument)
}

/// A time that a credential states, 0 for none.
fn stated_time(number: i64) -> Result<Option<i64>, Fault> {
    match number {
        0 => Ok(None),
        time if is_stated_time(time) => Ok(Some(time)),
        _ => Err(Fault::Argument),
    }
}

const fn kind_number(kind: NoteKind) -> i32 {
    let number = match kind {
        NoteKind::None => hmacsign_note_kind::HMACSIGN_NOTE_NONE,
        NoteKind::SecretId => hmacsign_note_kind::HMACSIGN_NOTE_SECRET_ID,
        NoteKind::PlanId => hmacsign_note_kind::HMACSIGN_NOTE_PLAN_ID,
        NoteKind::Limit => hmacsign_note_kind::HMACSIGN_NOTE_LIMIT,
        NoteKind::Used => hmacsign_note_kind::HMACSIGN_NOTE_USED,
        NoteKind::PlanRate => hmacsign_note_kind::HMACSIGN_NOTE_PLAN_RATE,
        NoteKind::PlanQuota => hmacsign_note_kind::HMACSIGN_NOTE_PLAN_QUOTA,
        NoteKind::ServiceRate => hmacsign_note_kind::HMACSIGN_NOTE_SERVICE_RATE,
        NoteKind::ApiRate => hmacsign_note_kind::HMACSIGN_NOTE_API_RATE,
        NoteKind::ApiId => hmacsign_note_kind::HMACSIGN_NOTE_API_ID,
        NoteKind::RequestId => hmacsign_note_kind::HMACSIGN_NOTE_REQUEST_ID,
        NoteKind::WindowLimit => hmacsign_note_kind::HMACSIGN_NOTE_WINDOW_LIMIT,
        NoteKind::WindowLeft => hmacsign_note_kind::HMACSIGN_NOTE_WINDOW_LEFT,
        NoteKind::Reset => hmacsign_note_kind::HMACSIGN_NOTE_RESET,
        NoteKind::RetryAfter => hmacsign_note_kind::HMACSIGN_NOTE_RETRY_AFTER,
    };
    number as i32
}

const fn class_number(class: ResponseClass) -> i32 {
    let number = match class {
        ResponseClass::Other => hmacsign_response::HMACSIGN_RESPONSE_OTHER,
        ResponseClass::Success => hmacsign_response::HMACSIGN_RESPONSE_SUCCESS,
        ResponseClass::ClientError => hmacsign_response::HMACSIGN_RESPONSE_CLIENT_ERROR,
        ResponseClass::ServerError => hmacsign_response::HMACSIGN_RESPONSE_SERVER_ERROR,
    };
    number as i32
}

const fn cause_number(cause: Cause) -> i32 {
    let number = match cause {
        Cause::Unknown => hmacsign_cause::HMACSIGN_CAUSE_UNKNOWN,
        Cause::NoAuthorization => hmacsign_cause::HMACSIGN_CAUSE_NO_AUTHORIZATION,
        Cause::Format => hmacsign_cause::HMACSIGN_CAUSE_FORMAT,
        Cause::IdOrSignatureMissing => hmacsign_cause::HMACSIGN_CAUSE_ID_OR_SIGNATURE_MISSING,
        Cause::HeaderMissing => hmacsign_cause::HMACSIGN_CAUSE_HEADER_MISSING,
        Cause::HeaderRepeated => hmacsign_cause::HMACSIGN_CAUSE_HEADER_REPEATED,
        Cause::DateMissing => hmacsign_cause::HMACSIGN_CAUSE_DATE_MISSING,
        Cause::DateStale => hmacsign_cause::HMACSIGN_CAUSE_DATE_STALE,
        Cause::Algorithm => hmacsign_cause::HMACSIGN_CAUSE_ALGORITHM,
        Cause::KeyUnknown => hmacsign_cause::HMACSIGN_CAUSE_KEY_UNKNOWN,
        Cause::Signature => hmacsign_cause::HMACSIGN_CAUSE_SIGNATURE,
        Cause::NoPlan => hmacsign_cause::HMACSIGN_CAUSE_NO_PLAN,
        Cause::Rate => hmacsign_cause::HMACSIGN_CAUSE_RATE,
        Cause::Quota => hmacsign_cause::HMACSIGN_CAUSE_QUOTA,
        Cause::Host => hmacsign_cause::HMACSIGN_CAUSE_HOST,
        Cause::NoApi => hmacsign_cause::HMACSIGN_CAUSE_NO_API,
    };
    number as i32
}

/// Flags of which only these are known.
const fn flags(flags: u32, known: u32) -> Result<u32, Fault> {
    if flags & !known == 0 { Ok(flags) } else { Err(Fault::Argument) }
}

// The header can't see the crate's constants, so its own are compared with them here.
const _: () = {
    assert!(HMACSIGN_SIGNED_MAX == crate::SIGNED_MAX);
    assert!(HMACSIGN_PARAMETERS_MAX == crate::PARAMETERS_MAX);
    assert!(HMACSIGN_SIGNATURE_MAX == crate::SIGNATURE_MAX);
    assert!(HMACSIGN_DATE_LEN == Date::LEN);
    assert!(HMACSIGN_DIAGNOSE_MACS_MAX == crate::DIAGNOSE_MACS_MAX);
};
