//! Diagnosing and comparing: they come to an end and never panic, whatever they are given, and what was signed here is
//! recognised. The input is cut, since the time that they take grows with it.

use hmacsign::{DIAGNOSE_MACS_MAX, Dialect, Key, Signer, Slip, diagnose};

use super::forge;
use super::octets::Octets;
use crate::oracle::base64;
use crate::oracle::family::{Row, Sent};

/// In octets.
const LONGEST: usize = 300;

pub fn run(data: &[u8]) {
    let octets = &mut Octets::new(&data[..data.len().min(LONGEST)]);
    let row = forge::row(octets);
    let how = octets.below(4);
    let secret = forge::secret(octets);
    let mut sent = forge::sent(octets, row);
    sent.headers.truncate(9);
    match how {
        0 => anything(row, &secret, &sent, octets.rest()),
        1 => signed(octets, row, &secret, &sent, &secret, Slip::Matches),
        2 => signed(octets, row, &secret, &sent, &[&secret, b"\n".as_slice()].concat(), Slip::KeyNewline),
        _ => compare(octets, row, &sent),
    }
}

/// The secret as it is configured.
fn configured(row: &Row, secret: &[u8]) -> Vec<u8> {
    if row.dialect == Dialect::Cybersource { base64(secret).into_bytes() } else { secret.to_vec() }
}

fn anything(row: &Row, secret: &[u8], sent: &Sent, credential: &[u8]) {
    let headers = forge::borrowed(sent);
    let request = forge::request(sent, &headers);
    for secret in [secret, &configured(row, secret)] {
        if let Ok(diagnosis) = diagnose(row.dialect, secret, credential, &request) {
            assert!(diagnosis.macs() <= DIAGNOSE_MACS_MAX);
            assert!((1..=3).contains(&diagnosis.slips().count()));
            assert!(!diagnosis.to_string().is_empty());
        }
    }
}

/// Signed with one key and diagnosed with another.
fn signed(octets: &mut Octets<'_>, row: &Row, secret: &[u8], sent: &Sent, used: &[u8], slip: Slip) {
    let names = forge::names(octets, row, sent);
    let headers = forge::borrowed(sent);
    let request = forge::request(sent, &headers);
    let Ok(mut signer) = Signer::new(row.dialect, "some-id") else { return };
    signer = signer.names(&names).allow_undated();
    for (time, state) in [(sent.created, Signer::created as fn(_, _) -> _), (sent.expires, Signer::expires)] {
        if let Some(time) = time {
            signer = state(signer, time).unwrap();
        }
    }
    let key = Key::new(forge::fitting_algorithm(octets, row), used).unwrap();
    let Ok(credential) = signer.sign(&key, &request) else { return };
    let credential = credential.to_string();
    let configured = configured(row, secret);
    let diagnosis = diagnose(row.dialect, &configured, &credential, &request);
    let diagnosis = diagnosis.unwrap_or_else(|error| panic!("{credential}\n{sent:?}: {error}"));
    assert_eq!(diagnosis.slip(), slip, "{credential}\n{sent:?}");
    assert!(diagnosis.macs() <= DIAGNOSE_MACS_MAX);
    assert!(!diagnosis.to_string().is_empty());
}

/// Our string with itself, as the server may write it, and with any other.
fn compare(octets: &mut Octets<'_>, row: &Row, sent: &Sent) {
    let names = forge::names(octets, row, sent);
    let headers = forge::borrowed(sent);
    let request = forge::request(sent, &headers);
    let signer = Signer::new(row.dialect, "some-id").unwrap().names(&names).allow_undated();
    let Ok(string) = signer.signing_string(&request) else { return };
    let mut ours = vec![0; string.len()];
    string.write_to(&mut ours).unwrap();

    let same = signer.compare(&request, &ours).unwrap();
    if !ours.windows(20).any(|window| window == b"Server StringToSign:") {
        assert_eq!(same.difference(), None, "{}", ours.escape_ascii());
    }
    let other = octets.rest();
    for theirs in [other, &[&ours, other].concat(), &ours[..ours.len().saturating_sub(other.len())]] {
        let comparison = signer.compare(&request, theirs).unwrap();
        if let Some(difference) = comparison.difference() {
            assert!(difference.line >= 1 && difference.column >= 1 && difference.offset <= ours.len());
            // Where theirs has one more, that is the line.
            let line = ours[..difference.offset].iter().filter(|octet| **octet == b'\n').count() + 1;
            let is_behind = difference.offset == ours.len() && difference.name.is_empty();
            assert!(difference.line == line || is_behind && difference.line == line + 1, "{difference:?}");
        }
        let text = comparison.to_string();
        assert!(text.is_ascii() && !text.is_empty());
    }
}
