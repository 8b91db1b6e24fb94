//! Sign HTTP requests with an HMAC over chosen headers.
#![no_std]

mod algorithm;
mod cause;
mod date;
mod error;
mod grammar;
mod request;
mod response;
mod sink;
mod status;

pub use algorithm::Algorithm;
pub use cause::Cause;
pub use date::Date;
pub use error::{Error, Place};
pub use request::{Header, Headers, Request};
pub use response::{Note, NoteKind, NoteValue, ResponseClass, read_header_line};

/// Most headers in one signature.
pub const SIGNED_MAX: usize = 64;
