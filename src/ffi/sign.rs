//! The header's section on signing.

use core::ffi::c_char;

use super::raw::{self, Lent, LentHeaders, NOTHING, Output, Terms, view};
use super::{Fault, answer, dialect, hmacsign_detail, hmacsign_key, hmacsign_request, hmacsign_signer, hmacsign_str};
use crate::key::Macs;
use crate::{ContentMd5, Credential, Digest, Error, Place, RequestPart, Signature};

/// The name of the header that carries the credential, "Authorization" or "Signature"; "" for an unknown dialect, never
/// NULL.
#[unsafe(no_mangle)]
pub extern "C" fn hmacsign_dialect_header(dialect: i32) -> *const c_char {
    self::dialect(dialect).map_or(c"", |known| known.rules().header).as_ptr()
}

/// Find out which header cannot be signed, and why: the checks of the functions below, which only give the status.
///
/// \param detail  set whatever the result, but for ERR_ARGUMENT; all zero after OK; may be NULL. offset is the
///                byte of names for ERR_HEADER_MISSING, the index of the header for ERR_HEADER_VALUE, one of the two
///                for ERR_HEADER_NAME and ERR_HEADER_REPEATED, as name is a view into names or into a header, and
///                the byte of id for ERR_ID; after ERR_REQUEST_LINE, name is "method", "target" or "version"
/// \return OK, or as hmacsign_write_signing_string, but never ERR_BUFFER
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hmacsign_check_request(
    signer: *const hmacsign_signer,
    request: *const hmacsign_request,
    detail: *mut hmacsign_detail,
) -> i32 {
    answer(|| {
        // SAFETY: the caller keeps the rules of the header.
        let ((terms, headers), detail) = unsafe { (raw::signing(signer, request)?, raw::place_or_null(detail)?) };
        let result = terms.signer().and_then(|signer| signer.check(&headers.request()));
        if let Some(detail) = detail {
            detail.set(detail_of(result.err(), &terms, &headers));
        }
        Ok(result?)
    })
}

/// Where the fault is.
fn detail_of(fault: Option<Error>, terms: &Terms<'_>, request: &Lent<'_>) -> hmacsign_detail {
    let (name, offset) = match fault {
        Some(Error::HeaderName(place) | Error::HeaderRepeated(place)) => at(place, terms.names(), request),
        Some(Error::HeaderMissing { offset }) => at(Place::Names(offset), terms.names(), request),
        Some(Error::HeaderValue { header }) => at(Place::Header(header), terms.names(), request),
        Some(Error::Id { offset }) => (NOTHING, offset),
        Some(Error::RequestLine(part)) => (view(part_name(part)), 0),
        Some(
            Error::Buffer { .. }
            | Error::Secret
            | Error::Time
            | Error::Internal
            | Error::HeaderCount { .. }
            | Error::DateUnsigned
            | Error::Parameters
            | Error::BodyMissing
            | Error::NotInQuery
            | Error::Format { .. }
            | Error::Parameter { .. }
            | Error::Algorithm
            | Error::AlgorithmName { .. }
            | Error::SignatureForm { .. }
            | Error::Date,
        )
        | None => (NOTHING, 0),
    };
    hmacsign_detail { name, offset, skew: 0, expires: 0 }
}

/// The name at a place, and the number of the place.
pub(super) fn at(place: Place, names: &[u8], request: &Lent<'_>) -> (hmacsign_str, usize) {
    match place {
        Place::Names(offset) => (view(raw::name_at(names, offset)), offset),
        Place::Header(index) => (view(request.name_at(index)), index),
    }
}

/// What a part of the request line is called.
pub(super) const fn part_name(part: RequestPart) -> &'static [u8] {
    match part {
        RequestPart::Method => b"method",
        RequestPart::Target => b"target",
        RequestPart::Version => b"version",
    }
}

/// Write the string that gets signed. Needs no key. For logs, tests, other MACs.
///
/// \param signer   the id, the dialect and the names of the headers to sign
/// \param request  where the headers are looked up
/// \param out,cap,out_len  text out (rule 4)
/// \return OK, ERR_ARGUMENT, ERR_BUFFER, ERR_ID, one of ERR_HEADER_*, ERR_DATE_UNSIGNED, ERR_REQUEST_LINE or
///         ERR_PARAMETERS
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hmacsign_write_signing_string(
    signer: *const hmacsign_signer,
    request: *const hmacsign_request,
    out: *mut c_char,
    cap: usize,
    out_len: *mut usize,
) -> i32 {
    answer(|| {
        // SAFETY: the caller keeps the rules of the header.
        let ((terms, headers), out) = unsafe { (raw::signing(signer, request)?, raw::output(out, cap, out_len)?) };
        out.put(&terms.signer()?.signing_string(&headers.request())?)
    })
}

/// What is written of a signed credential.
type Write = fn(&Credential<'_, LentHeaders<'_>>, Output) -> Result<(), Fault>;

/// Sign, and write something of the credential.
///
/// # Safety
/// The rules of the header.
unsafe fn write(
    write: Write,
    key: *const hmacsign_key,
    signer: *const hmacsign_signer,
    request: *const hmacsign_request,
    out: *mut c_char,
    cap: usize,
    out_len: *mut usize,
) -> Result<(), Fault> {
    // SAFETY: what the caller promises. (The key comes last: arguments are its faults too.)
    let ((terms, headers), out, key) =
        unsafe { (raw::signing(signer, request)?, raw::output(out, cap, out_len)?, raw::key(key)?) };
    let (signer, request) = (terms.signer_with(&key)?, headers.request());
    let mut credential = signer.begin(&request);
    signer.complete(&key, &mut credential)?;
    write(&credential, out)
}

/// Write the signature: padded Base64 of the HMAC of that string, 28 to 88 bytes, never percent-encoded.
///
/// \return as hmacsign_write_signing_string, ERR_KEY, or ERR_ALGORITHM if the dialect has no name for the key's
///         algorithm
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hmacsign_write_signature(
    key: *const hmacsign_key,
    signer: *const hmacsign_signer,
    request: *const hmacsign_request,
    out: *mut c_char,
    cap: usize,
    out_len: *mut usize,
) -> i32 {
    // SAFETY: the caller keeps the rules of the header.
    answer(|| unsafe {
        write(|signed, out| out.put_octets(signed.signature.octets()), key, signer, request, out, cap, out_len)
    })
}

/// Write the signature of a string of your own making: for a scheme that this library does not know. The bytes are
/// taken as they are.
///
/// \return OK, ERR_ARGUMENT, ERR_BUFFER or ERR_KEY
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hmacsign_write_signature_of(
    key: *const hmacsign_key,
    text: *const c_char,
    text_len: usize,
    out: *mut c_char,
    cap: usize,
    out_len: *mut usize,
) -> i32 {
    answer(|| {
        // SAFETY: the caller keeps the rules of the header.
        let (text, out, key) = unsafe { (raw::text(text, text_len)?, raw::output(out, cap, out_len)?, raw::key(key)?) };
        let mut signature = Signature::NONE;
        signature.set(&key.mac(&text));
        out.put_octets(signature.octets())
    })
}

/// Write the credential: the value of the Authorization header, without `Authorization: ` (hmacsign_dialect_header()
/// names the header). Send every header that was signed, exactly as it was signed.
///
/// \return as hmacsign_write_signature
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hmacsign_write_authorization(
    key: *const hmacsign_key,
    signer: *const hmacsign_signer,
    request: *const hmacsign_request,
    out: *mut c_char,
    cap: usize,
    out_len: *mut usize,
) -> i32 {
    // SAFETY: the caller keeps the rules of the header.
    answer(|| unsafe { write(|signed, out| out.put(signed), key, signer, request, out, cap, out_len) })
}

/// Write the credential as the value of a query parameter (HMACSIGN_IFLYTEK), the Base64 of
/// `api_key="..", algorithm="..", headers="..", signature=".."`. The caller percent-encodes it.
///
/// \return as hmacsign_write_authorization; ERR_ARGUMENT for other dialects
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hmacsign_write_query_authorization(
    key: *const hmacsign_key,
    signer: *const hmacsign_signer,
    request: *const hmacsign_request,
    out: *mut c_char,
    cap: usize,
    out_len: *mut usize,
) -> i32 {
    let query: Write = |signed, out| out.put(&signed.in_query().ok_or(Fault::Argument)?);
    answer(|| {
        // SAFETY: the caller keeps the rules of the header. (A dialect that has no such form is found first.)
        let ((terms, _), _) = unsafe { (raw::signing(signer, request)?, raw::output(out, cap, out_len)?) };
        if !terms.dialect().rules().in_query {
            return Err(Fault::Argument);
        }
        // SAFETY: as above.
        unsafe { write(query, key, signer, request, out, cap, out_len) }
    })
}

/// Write all header lines to send: each signed header of the request as `Name: value` CR LF, in the order of the
/// names, the name as in the request, one that occurs several times once and joined (but line by line if the last of
/// its values is empty, since white space at an end is lost on the way); HMACSIGN_TENCENT_APP: then, if not
/// named, Accept and Content-Type where the request has them, and Content-MD5 where it is not empty; no line for pseudo
/// headers; then the credential's. What is signed is sent, an empty value too (curl and
/// libcurl drop such a line: hand them `Name;` for it).
///
/// \return as hmacsign_write_signature
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hmacsign_write_header_lines(
    key: *const hmacsign_key,
    signer: *const hmacsign_signer,
    request: *const hmacsign_request,
    out: *mut c_char,
    cap: usize,
    out_len: *mut usize,
) -> i32 {
    // SAFETY: the caller keeps the rules of the header.
    answer(|| unsafe { write(|signed, out| out.put(&signed.header_lines()), key, signer, request, out, cap, out_len) })
}

/// Write the value of a Digest header for a body: `SHA-256=` and Base64, 52 bytes. Send it and sign it, and the body is
/// covered (RFC 3230, 4.3.2).
///
/// \return OK, ERR_ARGUMENT or ERR_BUFFER
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hmacsign_write_digest(
    body: *const c_char,
    body_len: usize,
    out: *mut c_char,
    cap: usize,
    out_len: *mut usize,
) -> i32 {
    answer(|| {
        // SAFETY: the caller keeps the rules of the header.
        let (body, out) = unsafe { (raw::text(body, body_len)?, raw::output(out, cap, out_len)?) };
        out.put_octets(Digest::of(body).as_str().as_bytes())
    })
}

/// Write the Content-MD5 of an application's body: Base64 of the MD5 in hex, 44 bytes. (Not the Content-MD5 of RFC
/// 1864.)
///
/// \return OK, ERR_ARGUMENT or ERR_BUFFER
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hmacsign_write_content_md5(
    body: *const c_char,
    body_len: usize,
    out: *mut c_char,
    cap: usize,
    out_len: *mut usize,
) -> i32 {
    answer(|| {
        // SAFETY: the caller keeps the rules of the header.
        let (body, out) = unsafe { (raw::text(body, body_len)?, raw::output(out, cap, out_len)?) };
        out.put_octets(ContentMd5::of(body).as_str().as_bytes())
    })
}
