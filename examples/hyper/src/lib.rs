//! What client and server share: the secret's file.

use std::fs;
use std::io;

use zeroize::Zeroizing;

/// What is signed here, and what the server requires.
pub const NAMES: &str = "x-date host source @request-target digest";

/// The secret is the file's octets as they stand, but for one line end at its end: editors add one. It is wiped.
///
/// # Errors
/// That the file cannot be read.
pub fn read_secret(path: &str) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut secret = Zeroizing::new(fs::read(path)?);
    if secret.ends_with(b"\n") {
        secret.pop();
        if secret.ends_with(b"\r") {
            secret.pop();
        }
    }
    Ok(secret)
}
