//! The contestants in C, behind safe functions. The only file with `unsafe`.

use std::ffi::{CStr, c_char, c_int};

/// A run of octets that C may keep. There is a NUL behind it.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Text {
    ptr: *const u8,
    len: usize,
}

impl Text {
    pub fn of(text: &str) -> Self {
        let len = text.len();
        // Nothing is ever given back: a program that measures is short-lived.
        Text { ptr: Box::leak(format!("{text}\0").into_boxed_str()).as_ptr(), len }
    }
}

/// `peer_job` of peer.h.
#[repr(C)]
pub struct Job {
    pub secret: Text,
    pub id: Text,
    pub date: Text,
    pub host: Text,
}

/// Wait until all that the processor has begun has ended.
#[inline(always)]
pub fn end() {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: every processor of this architecture can.
    unsafe {
        std::arch::x86_64::_mm_lfence();
    }
}

/// `hmacsign_header`.
#[repr(C)]
pub struct Header {
    pub name: Text,
    pub value: Text,
}

type Ready = unsafe extern "C" fn(*const Job) -> c_int;
type Sign = unsafe extern "C" fn(*const Job, *mut c_char, usize) -> usize;
type SignatureOf = unsafe extern "C" fn(Text, *mut c_char, usize) -> usize;
type Version = unsafe extern "C" fn() -> *const c_char;

macro_rules! contestants {
    ($($(#[$has:meta])? $name:literal $version:ident $ready:ident $sign:ident $signature_of:expr;)*) => {
        unsafe extern "C" {
            $($(#[$has])?
            fn $ready(job: *const Job) -> c_int;
            $(#[$has])?
            fn $sign(job: *const Job, out: *mut c_char, cap: usize) -> usize;)*
        }

        /// Those that were compiled.
        pub fn contestants() -> Vec<Contestant> {
            vec![$($(#[$has])? Contestant {
                name: $name,
                version: $version,
                ready: $ready,
                sign: $sign,
                signature_of: $signature_of,
            },)*]
        }
    };
}

unsafe extern "C" {
    fn hmacsign_peer_version() -> *const c_char;
    #[cfg(has_openssl)]
    fn openssl_version() -> *const c_char;
    #[cfg(has_nettle)]
    fn nettle_peer_version() -> *const c_char;
    #[cfg(has_gcrypt)]
    fn gcrypt_peer_version() -> *const c_char;
    #[cfg(has_mbedtls)]
    fn mbedtls_peer_version() -> *const c_char;

    fn hmacsign_peer_signature_of(string: Text, out: *mut c_char, cap: usize) -> usize;
    #[cfg(has_nettle)]
    fn nettle_peer_signature_of(string: Text, out: *mut c_char, cap: usize) -> usize;
    #[cfg(has_gcrypt)]
    fn gcrypt_peer_signature_of(string: Text, out: *mut c_char, cap: usize) -> usize;
    #[cfg(has_mbedtls)]
    fn mbedtls_peer_signature_of(string: Text, out: *mut c_char, cap: usize) -> usize;
    #[cfg(has_openssl)]
    fn openssl_hmac_ctx_signature_of(string: Text, out: *mut c_char, cap: usize) -> usize;
    #[cfg(has_openssl)]
    fn openssl_evp_mac_signature_of(string: Text, out: *mut c_char, cap: usize) -> usize;

    fn hmacsign_peer_signature(job: *const Job, out: *mut c_char, cap: usize) -> usize;
    fn hmacsign_peer_key(algorithm: i32, secret: Text) -> c_int;
    fn hmacsign_peer_sign_many(
        algorithm: i32,
        headers: *const Header,
        count: usize,
        names: Text,
        out: *mut c_char,
        cap: usize,
    ) -> usize;
    fn hmacsign_peer_check_many(headers: *const Header, count: usize, names: Text) -> c_int;
    fn hmacsign_peer_own(index: usize, id: Text, secret: Text) -> c_int;
    fn hmacsign_peer_verify(job: *const Job, credential: Text, now: i64) -> c_int;
}

unsafe extern "C" fn none() -> *const c_char {
    c"".as_ptr()
}

contestants! {
    "hmacsign in C" hmacsign_peer_version hmacsign_peer_ready hmacsign_peer_sign
        Some(hmacsign_peer_signature_of);
    #[cfg(has_nettle)]
    "nettle, prepared" nettle_peer_version nettle_peer_ready nettle_peer_sign
        Some(nettle_peer_signature_of);
    #[cfg(has_gcrypt)]
    "libgcrypt, prepared" gcrypt_peer_version gcrypt_peer_ready gcrypt_peer_sign
        Some(gcrypt_peer_signature_of);
    #[cfg(has_mbedtls)]
    "Mbed TLS, prepared" mbedtls_peer_version mbedtls_peer_ready mbedtls_peer_sign
        Some(mbedtls_peer_signature_of);
    #[cfg(has_openssl)]
    "OpenSSL, HMAC_CTX used again" openssl_version openssl_hmac_ctx_ready openssl_hmac_ctx_sign
        Some(openssl_hmac_ctx_signature_of);
    #[cfg(has_openssl)]
    "OpenSSL, EVP_MAC used again" openssl_version openssl_evp_mac_ready openssl_evp_mac_sign
        Some(openssl_evp_mac_signature_of);
    #[cfg(has_openssl)]
    "OpenSSL, HMAC() and snprintf" openssl_version openssl_one_shot_ready openssl_one_shot_sign None;
    "textbook C++" none textbook_ready textbook_sign None;
}

/// One that signs `date host`.
pub struct Contestant {
    pub name: &'static str,
    version: Version,
    ready: Ready,
    sign: Sign,
    signature_of: Option<SignatureOf>,
}

impl Contestant {
    pub fn version(&self) -> String {
        // SAFETY: it gives a static text with its NUL.
        unsafe { CStr::from_ptr((self.version)()) }.to_string_lossy().into_owned()
    }

    pub fn ready(&self, job: &Job) {
        // SAFETY: the texts of a job are never given back; nothing runs beside this.
        assert!(unsafe { (self.ready)(job) } != 0, "{} is not ready", self.name);
    }

    /// The length of what was written. Only after `ready`.
    pub fn sign(&self, job: &Job, out: &mut [u8]) -> usize {
        // SAFETY: the texts of a job are never given back, and no more is written than fits.
        unsafe { (self.sign)(job, out.as_mut_ptr().cast(), out.len()) }
    }

    /// Does it keep a key that is prepared?
    pub fn is_prepared(&self) -> bool {
        self.signature_of.is_some()
    }

    /// The length of the signature of a ready string, likewise; 0 if it is not prepared.
    pub fn signature_of(&self, string: Text, out: &mut [u8]) -> usize {
        // SAFETY: as above.
        self.signature_of.map_or(0, |write| unsafe { write(string, out.as_mut_ptr().cast(), out.len()) })
    }
}

/// With the key of the contestant `hmacsign in C`.
pub fn signature(job: &Job, out: &mut [u8]) -> usize {
    // SAFETY: as for Contestant::sign.
    unsafe { hmacsign_peer_signature(job, out.as_mut_ptr().cast(), out.len()) }
}

/// Make the key that `sign_many` takes for an algorithm, 1 to 4.
pub fn key(algorithm: i32, secret: Text) {
    assert!((1..=4).contains(&algorithm), "no such algorithm");
    // SAFETY: there is a place for each of these; nothing runs beside this.
    assert!(unsafe { hmacsign_peer_key(algorithm, secret) } != 0, "a secret");
}

pub fn sign_many(algorithm: i32, headers: &[Header], names: Text, out: &mut [u8]) -> usize {
    assert!((1..=4).contains(&algorithm), "no such algorithm");
    // SAFETY: as for Contestant::sign; a key that was not made is an error.
    unsafe {
        hmacsign_peer_sign_many(algorithm, headers.as_ptr(), headers.len(), names, out.as_mut_ptr().cast(), out.len())
    }
}

pub fn check_many(headers: &[Header], names: Text) -> bool {
    // SAFETY: as for Contestant::sign.
    unsafe { hmacsign_peer_check_many(headers.as_ptr(), headers.len(), names) != 0 }
}

/// Put a key in the table of 1,000, once for each index.
pub fn own(index: usize, id: Text, secret: Text) {
    // SAFETY: an index outside the table is refused; nothing runs beside this.
    assert!(unsafe { hmacsign_peer_own(index, id, secret) } != 0, "a secret, and room");
}

pub fn verify(job: &Job, credential: Text, now: i64) -> bool {
    // SAFETY: as for Contestant::sign.
    unsafe { hmacsign_peer_verify(job, credential, now) != 0 }
}
