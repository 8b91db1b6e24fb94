//! OpenSSL's HMAC and Base64, through its C interface.

use std::ffi::{CStr, c_char, c_int, c_uint, c_void};
use std::ptr::null;

use hmacsign::Algorithm;

#[link(name = "crypto")]
unsafe extern "C" {
    fn OpenSSL_version(what: c_int) -> *const c_char;
    fn HMAC_CTX_new() -> *mut c_void;
    fn HMAC_CTX_free(context: *mut c_void);
    fn HMAC_Init_ex(
        context: *mut c_void,
        key: *const u8,
        len: c_int,
        md: *const c_void,
        engine: *const c_void,
    ) -> c_int;
    fn HMAC_Update(context: *mut c_void, data: *const u8, len: usize) -> c_int;
    fn HMAC_Final(context: *mut c_void, mac: *mut u8, len: *mut c_uint) -> c_int;
    fn EVP_sha1() -> *const c_void;
    fn EVP_sha256() -> *const c_void;
    fn EVP_sha384() -> *const c_void;
    fn EVP_sha512() -> *const c_void;
    fn EVP_EncodeBlock(text: *mut u8, octets: *const u8, len: c_int) -> c_int;
    fn EVP_DecodeBlock(octets: *mut u8, text: *const u8, len: c_int) -> c_int;
}

/// `OpenSSL 3.0.17 1 Jul 2025` or the like.
pub fn version() -> String {
    // SAFETY: gives a text that stays.
    unsafe { CStr::from_ptr(OpenSSL_version(0)) }.to_string_lossy().into_owned()
}

/// HMAC with one secret, which OpenSSL keeps ready.
pub struct Hmac(*mut c_void);

impl Hmac {
    pub fn new(algorithm: Algorithm, secret: &[u8]) -> Self {
        // SAFETY: they take nothing; the context is not NULL; the secret is as long as is said.
        unsafe {
            let md = match algorithm {
                Algorithm::HmacSha1 => EVP_sha1(),
                Algorithm::HmacSha256 => EVP_sha256(),
                Algorithm::HmacSha384 => EVP_sha384(),
                Algorithm::HmacSha512 => EVP_sha512(),
                _ => unreachable!("there are four"),
            };
            let context = HMAC_CTX_new();
            assert!(!context.is_null(), "OpenSSL has no memory");
            assert_eq!(HMAC_Init_ex(context, secret.as_ptr(), secret.len() as c_int, md, null()), 1);
            Hmac(context)
        }
    }

    /// The MAC of a text: the room, and how much of it.
    pub fn mac(&self, text: &[u8]) -> ([u8; 64], usize) {
        let (mut mac, mut len) = ([0; 64], 0);
        // SAFETY: the context was made ready; the text is as long as is said; the longest MAC fits into the room.
        let done = unsafe {
            HMAC_Init_ex(self.0, null(), 0, null(), null()) == 1
                && HMAC_Update(self.0, text.as_ptr(), text.len()) == 1
                && HMAC_Final(self.0, mac.as_mut_ptr(), &mut len) == 1
        };
        assert!(done, "OpenSSL makes no MAC");
        (mac, len as usize)
    }
}

impl Drop for Hmac {
    fn drop(&mut self) {
        // SAFETY: made by HMAC_CTX_new, and not used any more.
        unsafe { HMAC_CTX_free(self.0) }
    }
}

/// Add the Base64 of octets.
pub fn encode(octets: &[u8], to: &mut Vec<u8>) {
    let start = to.len();
    // With room for the NUL.
    to.resize(start + octets.len().div_ceil(3) * 4 + 1, 0);
    // SAFETY: the room is as long as the text of so many octets and a NUL.
    let len = unsafe { EVP_EncodeBlock(to[start..].as_mut_ptr(), octets.as_ptr(), octets.len() as c_int) };
    to.truncate(start + len as usize);
}

/// What a Base64 text stands for, if it is the one that OpenSSL writes of that.
pub fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let mut octets = vec![0; text.len() / 4 * 3 + 3];
    // SAFETY: the room is as long as the octets of a text of this length.
    let len = unsafe { EVP_DecodeBlock(octets.as_mut_ptr(), text.as_ptr(), text.len() as c_int) };
    // It counts padding as zeros, and is not strict: what it reads is written again.
    let padding = text.iter().rev().take(2).take_while(|digit| **digit == b'=').count();
    octets.truncate(usize::try_from(len).ok()?.checked_sub(padding)?);
    let mut again = Vec::new();
    encode(&octets, &mut again);
    (again == text).then_some(octets)
}
