//! What the header shows before its functions: constants, enums that name numbers, and structs of plain data. Each
//! comment here is one of the header's, so it speaks to C programmers.

use core::ffi::c_char;

/// Most headers in one signature.
pub const HMACSIGN_SIGNED_MAX: usize = 64;

/// Longest signature in bytes, without its NUL: that of HMAC-SHA-512.
pub const HMACSIGN_SIGNATURE_MAX: usize = 88;

/// Flag of hmacsign_signer: sign even if no time header is among those to sign. Tencent's gateway refuses such a
/// request, and elsewhere it can be replayed for ever.
pub const HMACSIGN_ALLOW_UNDATED: u32 = 1u32;

/// Every result. Numbers never change meaning and are never used again.
///
/// -1..-19: a mistake in the call. -20..-39: the headers cannot be signed.
/// -40..-59: the text read is malformed.
#[repr(C)]
pub enum hmacsign_status {
    /// Done.
    HMACSIGN_OK = 0,
    /// A pointer is NULL or misaligned, or a number is outside its range.
    HMACSIGN_ERR_ARGUMENT = -1,
    /// The output does not fit; *out_len tells the length needed.
    HMACSIGN_ERR_BUFFER = -2,
    /// The key was never initialised, or has been cleared.
    HMACSIGN_ERR_KEY = -3,
    /// The secret is empty.
    HMACSIGN_ERR_SECRET = -4,
    /// A branch was reached that cannot be; please report it.
    HMACSIGN_ERR_INTERNAL = -6,
    /// The id is empty, or has a quotation mark, a backslash, or a byte that is not visible ASCII.
    HMACSIGN_ERR_ID = -20,
    /// A header name is empty or not a token (RFC 9110, 5.6.2). In names, also: two spaces in a row, one at either
    /// end, or a comma.
    HMACSIGN_ERR_HEADER_NAME = -21,
    /// The value of a header to sign has a control byte other than a tab inside it (RFC 9110, 5.5).
    HMACSIGN_ERR_HEADER_VALUE = -22,
    /// A header to sign occurs twice, in the names or in the request.
    HMACSIGN_ERR_HEADER_REPEATED = -23,
    /// A header to sign is not in the request.
    HMACSIGN_ERR_HEADER_MISSING = -24,
    /// No headers to sign, or more than HMACSIGN_SIGNED_MAX.
    HMACSIGN_ERR_HEADER_COUNT = -25,
    /// None of the dialect's time headers (X-Date and Date) is among those to sign.
    HMACSIGN_ERR_DATE_UNSIGNED = -26,
}

/// Algorithms. The length of the signature, which is Base64, is given in bytes.
#[repr(C)]
pub enum hmacsign_algorithm {
    /// "hmac-sha1", 28: what Tencent documents
    HMACSIGN_HMAC_SHA1 = 1,
    /// "hmac-sha256", 44
    HMACSIGN_HMAC_SHA256 = 2,
    /// "hmac-sha384", 64
    HMACSIGN_HMAC_SHA384 = 3,
    /// "hmac-sha512", 88
    HMACSIGN_HMAC_SHA512 = 4,
}

/// Whose rules: how the credential is written and what string is signed.
#[repr(C)]
pub enum hmacsign_dialect {
    /// Key pair of Tencent Cloud API Gateway: hmac id=".."
    HMACSIGN_TENCENT = 0,
}

/// A run of bytes, not NUL-terminated.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hmacsign_str {
    /// first byte; may be NULL if len is 0
    pub ptr: *const c_char,
    /// in bytes
    pub len: usize,
}

/// One header. The name is taken in any case and signed in lower case; spaces and tabs around the value are left
/// out, those inside it are kept. Bytes above 0x7F in a value are signed as they are.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hmacsign_header {
    pub name: hmacsign_str,
    pub value: hmacsign_str,
}

/// The parts of a request that a signature can cover. Zero all of it, then set what the scheme needs: for key-pair
/// authentication the headers suffice.
///
/// Pass all headers of the request, signed or not, so that one which occurs twice is noticed.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hmacsign_request {
    /// header_count of them, in the order of the request; may be NULL if there are none
    pub headers: *const hmacsign_header,
    pub header_count: usize,
    /// "GET"; for schemes that sign the request line. HMACSIGN_TENCENT leaves it and all members below alone
    pub method: hmacsign_str,
    /// "/path?query", as in the request line; likewise
    pub target: hmacsign_str,
    /// "HTTP/1.1"; likewise
    pub version: hmacsign_str,
    /// for schemes that sign it; no body and an empty body are the same
    pub body: hmacsign_str,
    /// for schemes that sign a digest: 32 bytes in place of a body that was streamed; NULL: use body
    pub body_sha256: *const u8,
}

/// What is wrong, beyond the status. Members that do not apply are zero.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hmacsign_detail {
    /// the header concerned: a view into what you passed in
    pub name: hmacsign_str,
    /// where: byte of the text concerned, or index of the header, 0 for the first
    pub offset: usize,
    /// for functions that judge times: now minus the signed time, in seconds. hmacsign_check_request sets it to 0
    pub skew: i64,
    /// for functions that judge times: the last second that is good. hmacsign_check_request sets it to 0
    pub expires: i64,
}

/// A secret made ready for one algorithm.
///
/// You allocate it, aligned as uint64_t: on the stack, in a struct, static. It holds no pointers and owns nothing, so
/// there is no free; wipe it with hmacsign_key_clear(). It is good for one build of the library: do not store it in
/// files or send it. Its contents are opaque and may change in any release. A copy of the bytes is a second key, with
/// a secret of its own to wipe. All zeros is "no key".
///
/// Every function that takes a key looks first whether there is one: zeros, bytes that were never set, a cleared key
/// and one of another build are HMACSIGN_ERR_KEY.
#[repr(C)]
pub struct hmacsign_key {
    pub opaque: [u64; 48],
}

/// Who signs, in which dialect, and which headers. Not secret. Zero all of it, then set id and names.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hmacsign_signer {
    /// secret_id: visible ASCII without quotation mark and backslash
    pub id: hmacsign_str,
    /// what to sign, in order, one space between: "x-date host". 1 to HMACSIGN_SIGNED_MAX names in any case; signed
    /// and written in lower case. Empty: all headers of the request in their order, but authorization,
    /// proxy-authorization and signature
    pub names: hmacsign_str,
    /// HMACSIGN_TENCENT
    pub dialect: i32,
    /// 0, or HMACSIGN_ALLOW_UNDATED
    pub flags: u32,
    /// for schemes that sign the time of signing, seconds since 1970. HMACSIGN_TENCENT leaves it alone: there the
    /// time is a header
    pub created: i64,
    /// for schemes that sign when a signature ends; likewise
    pub expires: i64,
}
