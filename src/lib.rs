//! Sign HTTP requests with an HMAC over chosen headers.
#![no_std]

mod algorithm;
mod cause;
mod credential;
mod date;
mod dialect;
mod error;
#[cfg(feature = "capi")]
#[doc(hidden)]
pub mod ffi;
mod grammar;
mod key;
mod request;
mod response;
mod signature;
mod signer;
mod signing_string;
mod sink;
mod status;
mod words;

pub use algorithm::Algorithm;
pub use cause::Cause;
pub use credential::{Credential, HeaderLines};
pub use date::Date;
pub use dialect::Dialect;
pub use error::{Error, Place};
pub use key::Key;
pub use request::{Header, Headers, Request};
pub use response::{Note, NoteKind, NoteValue, ResponseClass, read_header_line};
pub use signature::{SIGNATURE_MAX, Signature};
pub use signer::Signer;
pub use signing_string::SigningString;

/// Most headers in one signature.
pub const SIGNED_MAX: usize = 64;
