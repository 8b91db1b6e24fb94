//! The names of the four MACs and the lengths that follow from them. No computing.

/// Which HMAC ([RFC 2104](https://www.rfc-editor.org/rfc/rfc2104)) makes the signature.
///
/// The names on the wire belong to the dialect; in Tencent's gateway they are `hmac-sha1`, `hmac-sha256`,
/// `hmac-sha384` and `hmac-sha512`. The gateway's page on key pairs documents `hmac-sha1` only; its error table
/// accepts all four.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Algorithm {
    /// HMAC-SHA-1: 20 octets, a signature of 28. What Tencent documents.
    HmacSha1,
    /// HMAC-SHA-256: 32 octets, a signature of 44.
    HmacSha256,
    /// HMAC-SHA-384: 48 octets, a signature of 64.
    HmacSha384,
    /// HMAC-SHA-512: 64 octets, a signature of 88.
    HmacSha512,
}

impl Algorithm {
    /// Every algorithm, the weakest first.
    pub const ALL: [Algorithm; 4] =
        [Algorithm::HmacSha1, Algorithm::HmacSha256, Algorithm::HmacSha384, Algorithm::HmacSha512];

    /// The length of the MAC in octets: 20, 32, 48 or 64.
    ///
    /// ```
    /// assert_eq!(hmacsign::Algorithm::HmacSha256.mac_len(), 32);
    /// ```
    #[must_use]
    pub const fn mac_len(self) -> usize {
        match self {
            Algorithm::HmacSha1 => 20,
            Algorithm::HmacSha256 => 32,
            Algorithm::HmacSha384 => 48,
            Algorithm::HmacSha512 => 64,
        }
    }

    /// The length of the signature, which is the MAC in padded Base64, in octets: 28, 44, 64 or 88.
    ///
    /// ```
    /// assert_eq!(hmacsign::Algorithm::HmacSha1.signature_len(), 28);
    /// ```
    #[must_use]
    pub const fn signature_len(self) -> usize {
        self.mac_len().div_ceil(3) * 4
    }
}
