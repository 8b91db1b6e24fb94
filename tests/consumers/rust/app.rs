//! Firmware, as it were: no std and no heap. If any crate of hmacsign's linked std, there would be two panic handlers,
//! and this would not compile. print.c calls it.
#![no_std]

use core::panic::PanicInfo;
use hmacsign::{Algorithm, Error, Header, Key, Request, Signer};

fn sign(out: &mut [u8]) -> Result<usize, Error> {
    let headers = [Header::new("Date", "Fri, 09 Oct 2015 00:00:00 GMT"), Header::new("Source", "AndriodApp")];
    let key = Key::new(Algorithm::HmacSha1, "ZxF2whO0RhuwnVCj5JMMAuqcDcN2oPrC")?;
    let signer = Signer::tencent("AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj548pN")?.names("date source");
    let request = Request::new(&headers);
    let credential = signer.sign(&key, &request)?;
    Ok(credential.write_to(out)?.len())
}

/// Writes the credential and gives its length, or 0.
#[unsafe(no_mangle)]
pub extern "C" fn app_sign(out: &mut [u8; 256]) -> usize {
    sign(out).unwrap_or(0)
}

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    loop {}
}

/// The prebuilt core refers to it. Nothing unwinds, so it is never called.
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() {}
