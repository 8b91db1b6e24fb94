//! Sign and verify HTTP requests with an HMAC over chosen headers: the key-pair and the application authentication of
//! Tencent Cloud's API Gateway, and its relatives of Kong, APISIX, iFLYTEK, CyberSource, Modulr and the Cavage draft.
//!
//! ```text
//! Authorization: hmac id="AKID…", algorithm="hmac-sha1", headers="x-date host", signature="…"
//! ```
//!
//! It is a calculation and neither client nor server: no sockets, no clock, no heap, no global state, no locks. You
//! bring the headers and the time, and get the octets to send, or a decision about a request that arrived. It needs
//! neither `std` nor `alloc` and does not panic.
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
//! look at the time in `Date`, so that a request signed with it can be sent again by anybody who saw it, for ever. (The
//! verifier here judges both.) Method, path, query and body are not signed by key pairs: use TLS.
//! [`Dialect::TencentApp`] signs them too.
//!
//! [`Signer::tencent`] speaks that scheme, [`Signer::new`] any [`Dialect`]. The others have pseudo headers, which sign
//! the request line, and a [`Digest`] header that is signed covers the body:
//!
//! ```
//! use hmacsign::{Algorithm, Dialect, Digest, Header, Key, Request, Signer};
//!
//! let key = Key::new(Algorithm::HmacSha256, "secret")?;
//! let digest = Digest::of("A small body");
//! let headers = [Header::new("Date", "Thu, 22 Jun 2017 21:12:36 GMT"), Header::new("Digest", &digest)];
//! let request = Request::new(&headers).method("GET").target("/requests");
//! let signer = Signer::new(Dialect::Kong, "alice123")?.names("date request-line digest");
//! assert_eq!(
//!     signer.sign(&key, &request)?.to_string(),
//!     "hmac username=\"alice123\", algorithm=\"hmac-sha256\", headers=\"date request-line digest\", \
//!      signature=\"gaweQbATuaGmLrUr3HE0DzU1keWGCt3H96M28sSHTG8=\"",
//! );
//! # Ok::<(), hmacsign::Error>(())
//! ```
//!
//! [`Dialect::Cavage`] can state times in the credential ([`Signer::created`], [`Signer::expires`]), and
//! [`Dialect::Iflytek`] can carry it in a query: [`Credential::in_query`], [`Claim::read_query`].
//!
//! # Verifying
//!
//! In two steps. [`Claim::read`] takes a credential apart and proves nothing; with its [`id`](Claim::id) you look the
//! key up. [`Claim::verify`] decides, by a [`Policy`] and your clock, and gives a [`Verified`], which nothing else makes:
//! a function that demands one cannot be called for a request that was not verified.
//!
//! ```
//! use hmacsign::{Algorithm, Claim, Dialect, Header, Key, Policy, Refusal, Request, Verified, VerifyError};
//!
//! fn source(request: &Verified) -> Vec<u8> {
//!     request.header("Source").unwrap_or_default().to_vec()
//! }
//!
//! let credential = "hmac id=\"AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj548pN\", algorithm=\"hmac-sha1\", \
//!                   headers=\"date source\", signature=\"zJ1fUmiWSmSZUoqgZi+dGUJvxn0=\"";
//! let headers = [Header::new("Date", "Fri, 09 Oct 2015 00:00:00 GMT"), Header::new("Source", "AndriodApp")];
//! let (request, policy) = (Request::new(&headers), Policy::new(Dialect::Tencent));
//!
//! let claim = Claim::read(Dialect::Tencent, credential)?;
//! assert_eq!(claim.id(), "AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj548pN");
//! let key = Key::new(Algorithm::HmacSha1, "ZxF2whO0RhuwnVCj5JMMAuqcDcN2oPrC")?; // the one that belongs to the id
//! let verified = claim.verify(&key, &request, &policy, 1_444_348_860)?;
//! assert_eq!(source(&verified), b"AndriodApp");
//!
//! let other = Key::new(Algorithm::HmacSha1, "another secret")?;
//! let refused = claim.verify(&other, &request, &policy, 1_444_348_860).unwrap_err();
//! assert_eq!(refused, VerifyError::Refusal(Refusal::Signature));
//! assert_eq!(refused.http(), 401);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Whatever [`Claim::read`] refuses is a 401. Verify an unknown id against a key of random octets, for the algorithm that
//! your keys are for, so that the time it takes does not tell which ids exist. To refuse replays, remember id and
//! [`mac`](Verified::mac) until [`expires`](Verified::expires) has passed.
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
//! # When a signature does not match
//!
//! [`diagnose()`] finds out what the other side did differently, by trying the [slips](Slip) that people make, and
//! [`Signer::compare`] shows where two signing strings part. Both are for the workbench, not for production.
//!
//! # Errors
//!
//! An [`Error`] is a mistake of the caller, or of whoever wrote the text that was read; a [`Refusal`] is the doing of
//! whoever sent the request that was verified; a [`VerifyError`] is one of the two. They are `Copy`, say what is wrong
//! and where, have [advice](Error::advice), and never hold a value that was passed in.
//!
//! # The C library
//!
//! `make lib` in the repository makes `libhmacsign.a` and `libhmacsign.so`, whose header is `include/hmacsign.h`: the
//! same functions for C, without a heap and without Rust's standard library.
//!
//! # Features
//!
//! - `capi`: the functions of the C library, for `make lib`. A Rust program has no use for it.
//! - `http`: requests of the `http` crate, as hyper, axum and reqwest have them: `HttpHeaders`, `Request::http_line`,
//!   `Signer::sign_http`. Needs `std`.
//! - `httpdate`: a [`Date`] from and to `httpdate::HttpDate` and `std::time::SystemTime`. Needs `std`.
#![no_std]

mod algorithm;
mod application;
mod base64;
mod cause;
mod claim;
mod compare;
mod credential;
mod date;
mod diagnose;
mod dialect;
mod digest;
mod error;
#[cfg(feature = "capi")]
#[doc(hidden)]
pub mod ffi;
mod grammar;
#[cfg(feature = "http")]
mod http;
#[cfg(feature = "httpdate")]
mod http_date;
mod key;
mod look_up;
mod message;
mod request;
mod response;
mod signature;
mod signer;
mod signing_string;
mod sink;
mod statement;
mod status;
mod verify;
mod words;

pub use algorithm::Algorithm;
pub use cause::Cause;
pub use claim::Claim;
pub use compare::{Comparison, Difference};
pub use credential::{Credential, HeaderLines, QueryCredential};
pub use date::Date;
pub use diagnose::{DIAGNOSE_MACS_MAX, Diagnosis, Slip, diagnose};
pub use dialect::Dialect;
pub use digest::{ContentMd5, Digest};
pub use error::{Error, Place, Refusal, RequestPart, SignedTime, VerifyError};
#[cfg(feature = "http")]
pub use http::HttpHeaders;
pub use key::{Key, SECRET_BASE64_MAX};
pub use request::{Header, Headers, Request};
pub use response::{Note, NoteKind, NoteValue, ResponseClass, read_header_line};
pub use signature::{SIGNATURE_MAX, Signature};
pub use signer::Signer;
pub use signing_string::SigningString;
pub use verify::{Policy, Verified};

/// Most headers in one signature.
pub const SIGNED_MAX: usize = 64;

/// Most query and form parameters of an application's request.
pub const PARAMETERS_MAX: usize = 128;

/// The Rust in the README is compiled and run with the documentation's tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
