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

mod key;
mod raw;
mod sign;
mod status;
mod types;
mod version;

#[cfg(hmacsign_c_library)]
mod runtime;

pub use key::*;
pub use sign::*;
pub use status::*;
pub use types::*;
pub use version::*;

use crate::{Algorithm, Dialect, Error, status as table};

/// Why a call fails: what the crate's errors say, and the two faults that Rust's types rule out.
enum Fault {
    /// A pointer or a number that the function does not take.
    Argument,
    /// There is no key in the memory that should hold one.
    Key,
    /// A fault that Rust callers meet too.
    Of(Error),
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Fault::Of(error)
    }
}

impl Fault {
    const fn number(&self) -> i32 {
        match self {
            Fault::Argument => table::ARGUMENT.number,
            Fault::Key => table::KEY.number,
            Fault::Of(error) => error.status().number,
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
    match algorithm {
        Algorithm::HmacSha1 => hmacsign_algorithm::HMACSIGN_HMAC_SHA1 as i32,
        Algorithm::HmacSha256 => hmacsign_algorithm::HMACSIGN_HMAC_SHA256 as i32,
        Algorithm::HmacSha384 => hmacsign_algorithm::HMACSIGN_HMAC_SHA384 as i32,
        Algorithm::HmacSha512 => hmacsign_algorithm::HMACSIGN_HMAC_SHA512 as i32,
    }
}

fn algorithm(number: i32) -> Result<Algorithm, Fault> {
    Algorithm::ALL.into_iter().find(|&known| algorithm_number(known) == number).ok_or(Fault::Argument)
}

const fn dialect_number(dialect: Dialect) -> i32 {
    match dialect {
        Dialect::Tencent => hmacsign_dialect::HMACSIGN_TENCENT as i32,
    }
}

fn dialect(number: i32) -> Result<Dialect, Fault> {
    [Dialect::Tencent].into_iter().find(|&known| dialect_number(known) == number).ok_or(Fault::Argument)
}

/// Flags of which only these are known.
const fn flags(flags: u32, known: u32) -> Result<u32, Fault> {
    if flags & !known == 0 { Ok(flags) } else { Err(Fault::Argument) }
}

// The header can't see the crate's constants, so its own are compared with them here.
const _: () = {
    assert!(HMACSIGN_SIGNED_MAX == crate::SIGNED_MAX);
    assert!(HMACSIGN_SIGNATURE_MAX == crate::SIGNATURE_MAX);
};
