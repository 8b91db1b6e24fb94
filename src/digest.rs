//! What covers a body: the Digest header, where the signature covers only headers, and the Content-MD5 of applications.

use core::fmt;

use sha2::Digest as _;

use crate::grammar::{is_token, trim};
use crate::{Header, base64};

/// The hash of no octets.
const EMPTY: [u8; 32] = [
    0xE3, 0xB0, 0xC4, 0x42, 0x98, 0xFC, 0x1C, 0x14, 0x9A, 0xFB, 0xF4, 0xC8, 0x99, 0x6F, 0xB9, 0x24, 0x27, 0xAE, 0x41,
    0xE4, 0x64, 0x9B, 0x93, 0x4C, 0xA4, 0x95, 0x99, 0x1B, 0x78, 0x52, 0xB8, 0x55,
];

/// The value of a Digest header ([RFC 3230, 4.3.2](https://www.rfc-editor.org/rfc/rfc3230#section-4.3.2)) for a body:
/// `SHA-256=` ([RFC 5843](https://www.rfc-editor.org/rfc/rfc5843)) and Base64, 52 octets. Send it, sign it, and the body is
/// covered for a server that requires it ([`Policy::require_digest`](crate::Policy::require_digest)).
///
/// ```
/// use hmacsign::{Digest, Header};
///
/// let digest = Digest::of("A small body");
/// assert_eq!(digest.as_str(), "SHA-256=SBH7QEtqnYUpEcIhDbmStNd1MxtHg2+feBfWc1105MA=");
/// let header = Header::new("Digest", &digest);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest([u8; Digest::LEN]);

impl Digest {
    /// The length of the text in octets.
    pub const LEN: usize = 52;

    /// The digest of a body.
    #[must_use]
    pub fn of<B: AsRef<[u8]> + ?Sized>(body: &B) -> Self {
        Digest::of_sha256(&sha256(body.as_ref()))
    }

    /// The digest of a body that was streamed, from its SHA-256.
    #[must_use]
    pub fn of_sha256(hash: &[u8; 32]) -> Self {
        let mut text = *b"SHA-256=............................................";
        if let Some((_, room)) = text.split_at_mut_checked(8) {
            base64::encode(hash, room);
        }
        Digest(text)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl AsRef<str> for Digest {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<[u8]> for Digest {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

/// The Content-MD5 of an application's body: Base64 of the 32 hexadecimal digits of its MD5, 44 octets. (Not the
/// Content-MD5 of RFC 1864, which is Base64 of its 16 octets.)
///
/// It is signed behind the headers for a body that is not a form; [`Credential::header_lines`](crate::Credential::header_lines)
/// has its header.
///
/// ```
/// let content_md5 = hmacsign::ContentMd5::of("{\"arg1\":\"a\",\"arg2\":\"b\"}");
/// assert_eq!(content_md5.as_str(), "MzNiMjk0MTJjZWIzMWQ5NmE1OGRiZDYyOWMwNWQ0ZGE=");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ContentMd5([u8; ContentMd5::LEN]);

impl ContentMd5 {
    /// The length of the text in octets.
    pub const LEN: usize = 44;

    /// The value for a body.
    #[must_use]
    pub fn of<B: AsRef<[u8]> + ?Sized>(body: &B) -> Self {
        ContentMd5::of_md5(&md5(body.as_ref()))
    }

    /// The value for a body of this MD5.
    pub(crate) fn of_md5(hash: &[u8; 16]) -> Self {
        let mut text = [0; ContentMd5::LEN];
        base64::encode(&md5_hex(hash), &mut text);
        ContentMd5(text)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl AsRef<str> for ContentMd5 {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<[u8]> for ContentMd5 {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for ContentMd5 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for ContentMd5 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ContentMd5({self})")
    }
}

pub(crate) fn md5(body: &[u8]) -> [u8; 16] {
    md5::Md5::digest(body).into()
}

/// The hexadecimal digits of an MD5.
pub(crate) fn md5_hex(hash: &[u8; 16]) -> [u8; 32] {
    let digit = |half: u8| if half < 10 { b'0' + half } else { b'a' + half - 10 };
    let mut hex = [0; 32];
    for (digits, octet) in hex.chunks_mut(2).zip(hash) {
        digits.iter_mut().zip([octet >> 4, octet & 15]).for_each(|(to, half)| *to = digit(half));
    }
    hex
}

fn sha256(body: &[u8]) -> [u8; 32] {
    sha2::Sha256::digest(body).into()
}

/// The body of a request: its octets, or their SHA-256.
#[derive(Clone, Copy)]
pub(crate) struct Body<'a> {
    pub octets: &'a [u8],
    pub sha256: Option<&'a [u8; 32]>,
}

impl Body<'_> {
    /// Has it no octets?
    pub(crate) fn is_empty(&self) -> bool {
        self.sha256.map_or(self.octets.is_empty(), |hash| *hash == EMPTY)
    }

    /// Does it fit the value of a Digest header?
    ///
    /// ```text
    /// digest = member *( OWS "," OWS member )
    /// member = token "=" value                         ; exactly one of them is SHA-256, in any case
    /// ```
    #[inline(never)]
    pub(crate) fn fits(&self, digest: &Header<'_>) -> bool {
        let mut found = None;
        for member in trim(digest.value()).split(|&octet| octet == b',') {
            let mut parts = trim(member).splitn(2, |&octet| octet == b'=');
            let (Some(name), Some(value)) = (parts.next(), parts.next()) else { return false };
            if !is_token(name) {
                return false;
            }
            if name.eq_ignore_ascii_case(b"SHA-256") && found.replace(value).is_some() {
                return false;
            }
        }
        let mut room = [0; 33];
        let claimed = found.and_then(|value| base64::decode(value, &mut room).ok());
        claimed == Some(self.sha256.copied().unwrap_or_else(|| sha256(self.octets)).as_slice())
    }
}
