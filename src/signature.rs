//! The signature as text: the MAC in Base64, in memory of its own.

use core::fmt;

use crate::base64;
use crate::key::Mac;

/// Length of the longest signature in octets: that of HMAC-SHA-512.
pub const SIGNATURE_MAX: usize = 88;

/// What is written of it, block by block: those of the longest signature are longer than that.
pub(crate) const SIGNATURE_ROOM: usize = base64::encoded_len(base64::whole_blocks(64));

/// A signature: the MAC in padded Base64 ([RFC 4648, 4](https://www.rfc-editor.org/rfc/rfc4648#section-4)), 28, 44,
/// 64 or 88 octets.
///
/// It is made to be sent, and is no secret then. It has no `==` on purpose: a signature that was received has to be
/// compared with the expected one in constant time, as [`Claim::verify`](crate::Claim::verify) does and a comparison of
/// texts does not.
#[derive(Clone, Copy)]
pub struct Signature {
    text: [u8; SIGNATURE_ROOM],
    len: usize,
}

impl Signature {
    /// None yet.
    pub(crate) const NONE: Self = Signature { text: [0; SIGNATURE_ROOM], len: 0 };

    /// Write down a MAC.
    pub(crate) fn of(mac: &Mac) -> Self {
        let mut signature = Signature::NONE;
        signature.set(mac);
        signature
    }

    /// Become the signature that a MAC is.
    pub(crate) fn set(&mut self, mac: &Mac) {
        #[cfg(hmacsign_poison)]
        crate::ffi::poison::mac_is_public(mac.octets());
        self.len = mac.encode(&mut self.text);
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(self.octets()).unwrap_or_default()
    }

    pub(crate) fn octets(&self) -> &[u8] {
        self.text.get(..self.len).unwrap_or_default()
    }
}

impl AsRef<str> for Signature {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<[u8]> for Signature {
    fn as_ref(&self) -> &[u8] {
        self.octets()
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signature({self})")
    }
}
