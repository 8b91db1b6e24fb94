//! Where octets that were made from a secret become public: told to the checker in the build for `make constant-time`,
//! and in no other.

use core::ffi::c_void;
use core::ptr;

unsafe extern "C" {
    /// Is in tests/c/poison.c: from here on the checker takes these octets for known.
    fn hmacsign_becomes_public(octets: *mut c_void, len: usize);
}

/// A MAC that is going to be sent.
pub(crate) fn mac_is_public(octets: &[u8]) {
    // SAFETY: only marks are changed, and no octet.
    unsafe { hmacsign_becomes_public(octets.as_ptr().cast_mut().cast(), octets.len()) }
}

/// Whether a MAC was the right one. It is given back as it was, out of memory that was marked.
pub(crate) fn answer_is_public(answer: bool) -> bool {
    let mut answer = answer;
    // SAFETY: as above; and reading a variable of its own is always possible.
    unsafe {
        hmacsign_becomes_public((&raw mut answer).cast(), size_of::<bool>());
        ptr::read_volatile(&raw const answer)
    }
}
