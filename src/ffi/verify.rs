//! The header's section on verifying.

use core::ffi::c_char;

use super::raw::{self, Demands, Lent, LentClaim, LentKey, NOTHING, view};
use super::sign::{at, part_name};
use super::{
    Fault, algorithm_number, answer, dialect, dialect_number, hmacsign_algorithm, hmacsign_authorization,
    hmacsign_detail, hmacsign_key, hmacsign_policy, hmacsign_request, hmacsign_signer, hmacsign_str,
};
use crate::verify::Decision;
use crate::{Claim, Error, Place, Policy, Refusal, SignedTime, VerifyError};

/// Fill in a dialect's defaults: no flags, all algorithms, 900 seconds of clock skew for HMACSIGN_TENCENT and
/// HMACSIGN_TENCENT_APP and 300 for the others, no header required.
///
/// \param size  sizeof(hmacsign_policy): a larger one than the library knows, up to 1024, is filled with zeros, and
///              must stay so
/// \return OK, or ERR_ARGUMENT (an unknown dialect, a size smaller than this version's or above 1024)
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hmacsign_policy_init(policy: *mut hmacsign_policy, size: usize, dialect: i32) -> i32 {
    answer(|| {
        let defaults = Policy::new(self::dialect(dialect)?);
        // SAFETY: the caller keeps the rules of the header.
        let policy = unsafe { raw::policy_room(policy, size)? };
        policy.set(hmacsign_policy {
            size: size as u32, // at most 1024
            flags: 0,
            algorithms: raw::ALGORITHMS,
            max_skew: defaults.max_skew,
            required: core::ptr::null(),
            required_count: 0,
        });
        Ok(())
    })
}

/// Read the value of an Authorization header. Proves nothing: it only takes the text apart, without copying, so that
/// you can look the key up. Whatever is wrong with it is the client's doing: answer 401.
///
/// \param dialect  the one that your API speaks. A credential in another form is ERR_FORMAT; some dialects share one
/// \param text     the value, without `Authorization: `
/// \param out      set on success; its views point into text
/// \param detail   set whatever the result, but for ERR_ARGUMENT; all zero after OK; may be NULL. offset is the byte of
///                 text; name is the parameter's after ERR_PARAMETER
/// \return OK, ERR_ARGUMENT, ERR_FORMAT, ERR_PARAMETER, ERR_ALGORITHM, ERR_ID or ERR_SIGNATURE_FORM
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hmacsign_read_authorization(
    dialect: i32,
    text: *const c_char,
    text_len: usize,
    out: *mut hmacsign_authorization,
    detail: *mut hmacsign_detail,
) -> i32 {
    answer(|| {
        // SAFETY: the caller keeps the rules of the header.
        let (text, out, detail) =
            unsafe { (raw::text(text, text_len)?, raw::place(out)?, raw::place_or_null(detail)?) };
        give(Claim::read(self::dialect(dialect)?, text), &out, detail.as_ref())
    })
}

/// Read a credential that travelled in a query parameter (HMACSIGN_IFLYTEK), after percent-decoding.
///
/// \param scratch,cap  room for the decoded text, text_len bytes suffice; the views of out point into it
/// \return as hmacsign_read_authorization; ERR_BUFFER before every fault of the text, with no length told;
///         ERR_ARGUMENT for other dialects. detail's offset counts in the decoded text, in text where its Base64 is at
///         fault
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hmacsign_read_query_authorization(
    dialect: i32,
    text: *const c_char,
    text_len: usize,
    scratch: *mut c_char,
    cap: usize,
    out: *mut hmacsign_authorization,
    detail: *mut hmacsign_detail,
) -> i32 {
    answer(|| {
        // SAFETY: the caller keeps the rules of the header.
        let (text, scratch, out, detail) = unsafe {
            (raw::text(text, text_len)?, raw::scratch(scratch, cap)?, raw::place(out)?, raw::place_or_null(detail)?)
        };
        let dialect = self::dialect(dialect)?;
        if !dialect.rules().in_query {
            return Err(Fault::Argument);
        }
        give(Claim::read_query(dialect, text, scratch), &out, detail.as_ref())
    })
}

/// Give out what was read, or where the fault is.
fn give(
    result: Result<Claim<'_>, Error>,
    out: &raw::Place<hmacsign_authorization>,
    detail: Option<&raw::Place<hmacsign_detail>>,
) -> Result<(), Fault> {
    if let Some(detail) = detail {
        let (name, offset) = match result {
            Err(Error::Parameter { name, offset }) => (view(name.as_bytes()), offset),
            Err(
                Error::Format { offset }
                | Error::AlgorithmName { offset }
                | Error::Id { offset }
                | Error::SignatureForm { offset },
            ) => (NOTHING, offset),
            _ => (NOTHING, 0),
        };
        detail.set(hmacsign_detail { name, offset, skew: 0, expires: 0 });
    }
    out.set(authorization(&result?));
    Ok(())
}

fn authorization(claim: &Claim<'_>) -> hmacsign_authorization {
    hmacsign_authorization {
        signer: hmacsign_signer {
            id: view(claim.statement.id),
            names: view(claim.statement.names.0),
            dialect: dialect_number(claim.statement.dialect),
            flags: 0,
            created: claim.statement.created.unwrap_or(0),
            expires: claim.statement.expires.unwrap_or(0),
        },
        signature: view(claim.signature),
        mac_len: claim.mac_len,
        mac: claim.mac,
        algorithm: claim.algorithm.map_or(hmacsign_algorithm::HMACSIGN_HMAC_OF_KEY as i32, algorithm_number),
    }
}

/// Decide whether the request is genuine and fresh. Looks at the algorithm, then the headers, the signature (in
/// constant time) and last the time and the digest, so that only the holder of the key learns about the clock.
///
/// Every signed time header is judged, and no unsigned one; the first that fails names the refusal. The digest is
/// compared under HMACSIGN_REQUIRE_DIGEST only, the Content-MD5 of HMACSIGN_TENCENT_APP always. An empty method or
/// target where one is signed is the caller's omission, ERR_REQUEST_LINE; an auth that hmacsign_read_authorization
/// could not have given, empty names above all, is ERR_ARGUMENT.
///
/// For an unknown id, verify against a key of random bytes rather than answer at once, so that the time taken does not
/// tell which ids exist.
///
/// \param key      the key that belongs to auth->signer.id
/// \param auth     from hmacsign_read_authorization
/// \param request  all headers of the request, unsigned ones too, in their order, which matters where
///                 HMACSIGN_CAVAGE joins
/// \param policy   NULL for the defaults of auth->signer.dialect
/// \param now      seconds since 1970-01-01T00:00:00Z
/// \param detail   set whatever the result, but for ERR_ARGUMENT; may be NULL. After OK name, offset and skew are of
///                 the first time header that was judged. After a refusal name is the header, or "method", "target" or
///                 "version"; offset is its index, the byte of names for REFUSED_HEADER_MISSING, either of them for
///                 REFUSED_HEADER_REPEATED, and the index in policy->required for REFUSED_HEADER_UNSIGNED; 0 for static
///                 names, such as "digest"
/// \return OK, ERR_ARGUMENT, ERR_KEY, ERR_TIME (now before 1970 or after 9999), ERR_REQUEST_LINE or one of REFUSED_*
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hmacsign_verify(
    key: *const hmacsign_key,
    auth: *const hmacsign_authorization,
    request: *const hmacsign_request,
    policy: *const hmacsign_policy,
    now: i64,
    detail: *mut hmacsign_detail,
) -> i32 {
    answer(|| {
        // SAFETY: the caller keeps the rules of the header.
        let (claim, detail) = unsafe { (raw::claim(auth)?, raw::place_or_null(detail)?) };
        let dialect = claim.dialect();
        // SAFETY: as above. (The key comes last: arguments are its faults too.)
        let (request, demands, key) =
            unsafe { (raw::request(request, dialect)?, raw::policy(policy, dialect)?, raw::key(key)) };
        let key = match key {
            Err(Fault::Argument) => return Err(Fault::Argument),
            Err(_) if !claim.names_are_good() => return Err(Fault::Argument),
            Err(fault) => {
                if let Some(detail) = detail {
                    detail.set(hmacsign_detail { name: NOTHING, offset: 0, skew: 0, expires: 0 });
                }
                return Err(fault);
            }
            Ok(key) => key,
        };
        decide(&claim, &request, &demands, &key, now, detail.as_ref())
    })
}

/// Not inlined, so that what checking the arguments takes of the stack is not taken twice.
#[inline(never)]
fn decide(
    claim: &LentClaim<'_>,
    request: &Lent<'_>,
    demands: &Demands<'_>,
    key: &LentKey,
    now: i64,
    detail: Option<&raw::Place<hmacsign_detail>>,
) -> Result<(), Fault> {
    let mut decision = Decision::of(claim.statement(), request.request());
    let result = decision.decide(claim.proof(), demands.required(), key, &demands.policy(), now);
    // A request whose names were all found has good ones; only of others they are looked at.
    if result.is_err() && !claim.names_are_good() {
        return Err(Fault::Argument);
    }
    if let Some(detail) = detail {
        detail.set(match result {
            Ok(()) => detail_of_verified(decision.first_skew, decision.expires, request),
            Err(error) => detail_of(error, claim, request, demands.required()),
        });
    }
    Ok(result?)
}

#[inline(never)]
fn detail_of_verified(
    first_skew: Option<(SignedTime, i64)>,
    expires: Option<i64>,
    request: &Lent<'_>,
) -> hmacsign_detail {
    let ((name, offset), skew) = first_skew.map_or(((NOTHING, 0), 0), |(time, skew)| (time_at(time, request), skew));
    hmacsign_detail { name, offset, skew, expires: expires.unwrap_or(i64::MAX) }
}

/// The name of a time, and its place.
fn time_at(time: SignedTime, request: &Lent<'_>) -> (hmacsign_str, usize) {
    match time {
        SignedTime::Header(index) => (view(request.name_at(index)), index),
        SignedTime::Created => (view(b"(created)"), 0),
        SignedTime::Expires => (view(b"(expires)"), 0),
    }
}

/// Where the fault is.
#[inline(never)]
fn detail_of<'n>(
    error: VerifyError,
    claim: &LentClaim<'_>,
    request: &Lent<'_>,
    mut required: impl Iterator<Item = &'n [u8]>,
) -> hmacsign_detail {
    let names = claim.statement().names.0;
    let (name, offset) = match error {
        VerifyError::Refusal(Refusal::HeaderMissing { offset }) => at(Place::Names(offset), names, request),
        VerifyError::Refusal(Refusal::HeaderRepeated(place)) => at(place, names, request),
        VerifyError::Refusal(Refusal::HeaderValue { header } | Refusal::Date { header }) => {
            at(Place::Header(header), names, request)
        }
        VerifyError::Refusal(Refusal::Stale { time, .. }) => time_at(time, request),
        VerifyError::Refusal(Refusal::HeaderUnsigned { required: index }) => {
            (required.nth(index).map_or(NOTHING, view), index)
        }
        VerifyError::Refusal(Refusal::Digest) if claim.dialect().rules().needs_body() => (view(b"content-md5"), 0),
        VerifyError::Refusal(Refusal::Digest | Refusal::DigestUnsigned) => (view(b"digest"), 0),
        VerifyError::Refusal(Refusal::RequestLine(part)) | VerifyError::Error(Error::RequestLine(part)) => {
            (view(part_name(part)), 0)
        }
        VerifyError::Refusal(
            Refusal::Signature | Refusal::Algorithm | Refusal::DateUnsigned | Refusal::Ambiguous | Refusal::Parameters,
        )
        | VerifyError::Error(_) => (NOTHING, 0),
    };
    let skew = if let VerifyError::Refusal(Refusal::Stale { skew, .. }) = error { skew } else { 0 };
    hmacsign_detail { name, offset, skew, expires: 0 }
}

/// Was this header covered by the signature? For code that relies on a header after hmacsign_verify gave OK. Both
/// spellings of a pseudo header are one; HMACSIGN_TENCENT_APP always covers accept and content-type.
///
/// \return OK, REFUSED_HEADER_UNSIGNED or ERR_ARGUMENT
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hmacsign_check_signed(
    auth: *const hmacsign_authorization,
    name: *const c_char,
    name_len: usize,
) -> i32 {
    answer(|| {
        // SAFETY: the caller keeps the rules of the header.
        let (claim, name) = unsafe { (raw::claim(auth)?, raw::text(name, name_len)?) };
        if !claim.names_are_good() {
            return Err(Fault::Argument);
        }
        if claim.statement().covers(name) {
            Ok(())
        } else {
            Err(Fault::Refused(Refusal::HeaderUnsigned { required: 0 }))
        }
    })
}
