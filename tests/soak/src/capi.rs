//! The same signature and verification through the C interface.

use std::mem::zeroed;
use std::ptr::{null, null_mut};

use hmacsign::ffi::*;

use super::Case;
use crate::{Counts, Difference, same};

fn text(text: &[u8]) -> hmacsign_str {
    hmacsign_str { ptr: text.as_ptr().cast(), len: text.len() }
}

pub fn round(case: &Case, secret: &[u8], credential: &str, counts: &mut Counts) -> Result<(), Difference> {
    let headers: Vec<hmacsign_header> = case
        .sent
        .headers
        .iter()
        .map(|(name, value)| hmacsign_header { name: text(name), value: text(value) })
        .collect();
    let request = hmacsign_request {
        headers: headers.as_ptr(),
        header_count: headers.len(),
        method: text(&case.sent.method),
        target: text(&case.sent.target),
        version: text(&case.sent.version),
        body: text(&case.sent.body),
        body_sha256: null(),
    };
    let place = |dialect| hmacsign::Dialect::ALL.iter().position(|known| *known == dialect).expect("known") as i32;
    let signer = hmacsign_signer {
        id: text(case.id.as_bytes()),
        names: text(case.given.as_bytes()),
        dialect: place(case.row.dialect),
        flags: 0,
        created: case.created.unwrap_or(0),
        expires: case.expires.unwrap_or(0),
    };
    let algorithm = match case.algorithm {
        hmacsign::Algorithm::HmacSha1 => hmacsign_algorithm::HMACSIGN_HMAC_SHA1,
        hmacsign::Algorithm::HmacSha256 => hmacsign_algorithm::HMACSIGN_HMAC_SHA256,
        hmacsign::Algorithm::HmacSha384 => hmacsign_algorithm::HMACSIGN_HMAC_SHA384,
        _ => hmacsign_algorithm::HMACSIGN_HMAC_SHA512,
    } as i32;

    // One octet too little leaves the room as it is; enough is filled to the NUL and no further.
    let mut room = vec![0x5A_u8; credential.len() + 2];
    let mut len = 0;
    // SAFETY: plain data for which zeros are good; every pointer leads to memory of the length said, which stays.
    unsafe {
        let mut key: hmacsign_key = zeroed();
        let made = hmacsign_key_init(&mut key, algorithm, secret.as_ptr().cast(), secret.len());
        same("the status of a key", &made, &0)?;
        let start = room.as_mut_ptr().cast();
        let status = hmacsign_write_authorization(&key, &signer, &request, start, credential.len(), &mut len);
        same("the status for too little room", &(status, len), &(-2, credential.len()))?;
        same("what is in too little room", &room.iter().all(|octet| *octet == 0x5A), &true)?;
        let start = room.as_mut_ptr().cast();
        let status = hmacsign_write_authorization(&key, &signer, &request, start, credential.len() + 1, &mut len);
        same("the status for just enough room", &(status, len), &(0, credential.len()))?;
        let expected = [credential.as_bytes(), &[0, 0x5A]].concat();
        same("what C is given", &room, &expected)?;

        let mut auth: hmacsign_authorization = zeroed();
        let start = credential.as_ptr().cast();
        let status = hmacsign_read_authorization(signer.dialect, start, credential.len(), &mut auth, null_mut());
        same("the status of reading", &status, &0)?;
        let mut policy: hmacsign_policy = zeroed();
        same("the status of a policy", &hmacsign_policy_init(&mut policy, size_of_val(&policy), signer.dialect), &0)?;
        policy.flags = HMACSIGN_ALLOW_AMBIGUOUS;
        let status = hmacsign_verify(&key, &auth, &request, &policy, case.now, null_mut());
        same("the status of a good request", &status, &0)?;
        auth.mac[0] ^= 1;
        let status = hmacsign_verify(&key, &auth, &request, &policy, case.now, null_mut());
        same("the status of a wrong MAC", &status, &-60)?;
        hmacsign_key_clear(&mut key);
        let status = hmacsign_verify(&key, &auth, &request, &policy, case.now, null_mut());
        same("the status of a cleared key", &status, &-3)?;
    }
    counts.accepted += 1;
    counts.refused += 1;
    Ok(())
}
