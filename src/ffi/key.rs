//! The header's section on keys.

use core::ffi::c_char;

use super::{algorithm, answer, hmacsign_key, raw};
use crate::Key;

/// sizeof(hmacsign_key) in the library; for bindings, which see no macros.
#[unsafe(no_mangle)]
pub extern "C" fn hmacsign_key_size() -> usize {
    size_of::<hmacsign_key>()
}

/// Make a key. The secret is used as it stands, byte for byte: the gateway does not decode it from Base64 or hex. It
/// is not kept and may be wiped at once.
///
/// \param key         set on success; zeroed otherwise
/// \param algorithm   HMACSIGN_HMAC_SHA1 to HMACSIGN_HMAC_SHA512
/// \param secret      the secret_key
/// \param secret_len  in bytes, at least 1
/// \return OK, ERR_ARGUMENT or ERR_SECRET
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hmacsign_key_init(
    key: *mut hmacsign_key,
    algorithm: i32,
    secret: *const c_char,
    secret_len: usize,
) -> i32 {
    answer(|| {
        // SAFETY: the caller keeps the rules of the header.
        let (room, secret) = unsafe { (raw::key_room(key)?, raw::text(secret, secret_len)?) };
        room.store(&Key::new(self::algorithm(algorithm)?, secret)?);
        Ok(())
    })
}

/// Overwrite the key with zeros, in a way compilers keep. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hmacsign_key_clear(key: *mut hmacsign_key) {
    // SAFETY: the caller keeps the rules of the header.
    unsafe { raw::wipe(key) }
}
