//! Sign HTTP requests with an HMAC over chosen headers: the key-pair authentication of Tencent Cloud's API Gateway.
//!
//! ```text
//! Authorization: hmac id="AKID…", algorithm="hmac-sha1", headers="x-date host", signature="…"
//! ```
//!
//! It is a calculation and not a client: no sockets, no clock, no heap, no global state, no locks. You bring the
//! headers and the time, and get the octets to send. It needs neither `std` nor `alloc` and does not panic.
//!
//! ```
//! use hmacsign::{Algorithm, Date, Header, Key, Request, Signer};
//!
//! let key = Key::new(Algorithm::HmacSha1, "ZxF2whO0RhuwnVCj5JMMAuqcDcN2oPrC")?;
//! let signer = Signer::tencent("AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj548pN")?;
//!
//! let date = Date::new(1_521_461_320)?; // seconds since 1970, from your clock
//! let headers = [Header::new("X-Date", &date), Header::new("Host", "example.com")];
//! let credential = signer.sign(&key, &Request::new(&headers))?;
//! assert_eq!(
//!     credential.header_lines().to_string(),
//!     "X-Date: Mon, 19 Mar 2018 12:08:40 GMT\r\n\
//!      Host: example.com\r\n\
//!      Authorization: hmac id=\"AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj548pN\", algorithm=\"hmac-sha1\", \
//!      headers=\"x-date host\", signature=\"miNvl48rhHHXXknGgXnbnJQ+duM=\"\r\n",
//! );
//! # Ok::<(), hmacsign::Error>(())
//! ```
//!
//! # Signing
//!
//! A [`Key`] is a secret made ready for one [`Algorithm`]; it is wiped when it is dropped. A [`Signer`] knows who signs
//! and which headers; it holds no secret. [`Signer::sign`] looks the headers up in a [`Request`] and gives a
//! [`Credential`], the value of `Authorization`, which can be printed, measured and written to memory of yours.
//! [`Credential::header_lines`] are all the lines to send, and [`Signer::signing_string`] is what was signed, to be
//! compared with what the other side says that it signed.
//!
//! Names and values are octets, since HTTP allows any above 0x7F in a value. They are borrowed and never copied.
//! Headers that lie in a type of yours can be signed where they are: see [`Headers`].
//!
//! Sign `X-Date` rather than `Date`: the gateway refuses an `X-Date` that is more than 900 seconds off, and does not
//! look at the time in `Date`, so that a request signed with it can be sent again by anybody who saw it, for ever.
//! Method, path, query and body are not signed in this scheme: use TLS.
//!
//! # Dates
//!
//! [`Date`] writes and reads the one form that HTTP dates are written in, in English and GMT whatever the locale.
//! Signing takes any text as a date, octet for octet, and does not parse it.
//!
//! # Responses
//!
//! [`Note::read`] understands the response headers that tell the key, the usage plan and the limits;
//! [`read_header_line`] takes a line of a response apart; [`ResponseClass::of`] reads a status code; and [`Cause::read`]
//! recognises why a gateway said no and has [advice](Cause::advice). None of these can fail a response.
//!
//! # Errors
//!
//! There is one [`Error`]. It is `Copy`, says what is wrong and where, has [advice](Error::advice), and never holds a
//! value that was passed in.
//!
//! # The C library
//!
//! `make lib` in the repository makes `libhmacsign.a` and `libhmacsign.so`, whose header is `include/hmacsign.h`: the
//! same functions for C, without a heap and without Rust's standard library.
//!
//! # Features
//!
//! - `capi`: the functions of the C library, for `make lib`. A Rust program has no use for it.
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

/// The Rust in the README is compiled and run with the documentation's tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
