//! The header's section on keys.

use core::ffi::c_char;

use super::raw::{self, KeyRoom};
use super::{Fault, answer, hmacsign_key};
use crate::key::burn;
use crate::{Algorithm, Error, Key};

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
    // SAFETY: the caller keeps the rules of the header.
    answer(|| unsafe { init(Key::new, key, algorithm, secret, secret_len) })
}

/// The same for a secret that is Base64 of the key, as HMACSIGN_CYBERSOURCE's are: strict, padded, at most 1024 bytes
/// of key. The time it takes depends on the secret.
///
/// \return as hmacsign_key_init; ERR_SECRET also if it is not that
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hmacsign_key_init_base64(
    key: *mut hmacsign_key,
    algorithm: i32,
    secret: *const c_char,
    secret_len: usize,
) -> i32 {
    // SAFETY: the caller keeps the rules of the header.
    answer(|| unsafe { init(Key::from_base64, key, algorithm, secret, secret_len) })
}

/// How a key is made of a secret.
type Make = fn(Algorithm, &[u8]) -> Result<Key, Error>;

/// # Safety
/// The rules of the header.
unsafe fn init(
    make: Make,
    key: *mut hmacsign_key,
    algorithm: i32,
    secret: *const c_char,
    secret_len: usize,
) -> Result<(), Fault> {
    // SAFETY: what the caller promises.
    let (room, secret) = unsafe { (raw::key_room(key)?, raw::text(secret, secret_len)?) };
    let algorithm = super::algorithm(algorithm)?;
    burn();
    let stored = store(make, room, algorithm, secret);
    burn(); // the key's states passed over the stack on their way into the room
    stored
}

/// Not inlined, so that all it uses of the stack was overwritten just before: a state has parts that are never set, and
/// what was on the stack there would be stored with it.
#[inline(never)]
fn store(make: Make, room: KeyRoom, algorithm: Algorithm, secret: &[u8]) -> Result<(), Fault> {
    room.store(&make(algorithm, secret)?);
    Ok(())
}

/// Overwrite the key with zeros, in a way compilers keep. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hmacsign_key_clear(key: *mut hmacsign_key) {
    // SAFETY: the caller keeps the rules of the header.
    unsafe { raw::wipe(key) }
}
