//! Signing, reading and verifying, one after the other: what is signed verifies, as it was signed and from the header
//! lines that are to be sent, and once a signed value is changed it does not.

use hmacsign::{Claim, Credential, Date, Dialect, Key, Policy, Refusal, Signer, VerifyError, read_header_line};

use super::forge::{self, NOW};
use super::octets::Octets;
use crate::oracle::family::{self, Row, Sent};
use crate::oracle::hmac;

pub fn run(data: &[u8]) {
    let octets = &mut Octets::new(data);
    let row = forge::row(octets);
    let algorithm = forge::fitting_algorithm(octets, row);
    let (secret, id) = (forge::secret(octets), forge::id(octets));
    let sent = forge::sent(octets, row);
    let names = if octets.below(4) == 0 { Vec::new() } else { forge::names(octets, row, &sent) };

    let key = Key::new(algorithm, &secret).unwrap();
    let Ok(mut signer) = Signer::new(row.dialect, &id) else { return };
    signer = signer.names(&names);
    for (time, state) in [(sent.created, Signer::created as fn(_, _) -> _), (sent.expires, Signer::expires)] {
        if let Some(time) = time {
            signer = state(signer, time).unwrap();
        }
    }
    if octets.flag() {
        signer = signer.allow_undated();
    }
    let headers = forge::borrowed(&sent);
    let request = forge::request(&sent, &headers);
    let credential = match signer.sign(&key, &request) {
        Ok(credential) => credential,
        Err(error) => {
            let string = signer.signing_string(&request).map(|_| ());
            return assert!(string == Err(error) || error == hmacsign::Error::Algorithm);
        }
    };
    assert_eq!(signer.check(&request), Ok(()));

    // The lengths told are those written, and there is no room for one octet less.
    let text = credential.to_string();
    assert_eq!(credential.len(), text.len());
    assert!(credential.write_to(&mut vec![0; text.len() - 1]).is_err());
    assert_eq!(credential.write_to(&mut vec![0; text.len()]), Ok(text.as_str()));

    let claim = Claim::read(row.dialect, &text).unwrap_or_else(|error| panic!("{text}: {error}"));
    assert_eq!(claim.id(), id);
    let list: Vec<&[u8]> = claim.names().split(' ').map(str::as_bytes).collect();
    let string = family::string(row, id.as_bytes(), &list, &sent);
    let mut room = vec![0; string.len()];
    assert_eq!(signer.signing_string(&request).unwrap().write_to(&mut room), Ok(string.as_slice()));
    assert_eq!(claim.mac(), hmac(algorithm, &secret, &string));
    assert_eq!(key.signature_of(&string).as_str(), credential.signature().as_str());

    let verify = |claim: &Claim<'_>, sent: &Sent| {
        let headers = forge::borrowed(sent);
        claim.verify(&key, &forge::request(sent, &headers), &policy(row), NOW).map(|verified| verified.expires())
    };
    let verdict = verify(&claim, &sent);
    if are_fresh(row, &list, &sent) {
        assert!(verdict.is_ok(), "{text}\n{sent:?}: {verdict:?}");
    } else {
        let is_time = |refusal| matches!(refusal, Refusal::Date { .. } | Refusal::Stale { .. });
        assert!(
            matches!(verdict, Err(VerifyError::Refusal(refusal)) if is_time(refusal)),
            "{text}\n{sent:?}: {verdict:?}"
        );
    }
    // Where a header is among those that are sent, which are fewer, is not told.
    let on_arrival = verify(&claim, &received(&credential, &sent));
    assert_eq!(on_arrival.ok(), verdict.ok(), "{text}\n{sent:?}");
    if row.dialect == Dialect::Iflytek {
        let query = credential.in_query().unwrap().to_string();
        let mut scratch = vec![0; query.len()];
        assert_eq!(verify(&Claim::read_query(row.dialect, &query, &mut scratch).unwrap(), &sent), verdict);
    }

    let changed = forge::change(octets, &sent);
    let is_there =
        |name: &&[u8]| row.dialect == Dialect::TencentApp || row.is_pseudo(name) || changed.value(name).is_some();
    if !list.iter().all(is_there) || family::string(row, id.as_bytes(), &list, &changed) != string {
        assert!(verify(&claim, &changed).is_err(), "{text}\n{changed:?}");
    }
    let other = [secret.as_slice(), b"x"].concat();
    let other = Key::new(algorithm, &other).unwrap();
    assert_eq!(claim.verify(&other, &request, &policy(row), NOW).map(|_| ()), Err(Refusal::Signature.into()));
}

/// What arrives when no more is sent than the header lines.
fn received(credential: &Credential<'_>, sent: &Sent) -> Sent {
    let lines = credential.header_lines();
    let mut room = vec![0; lines.len()];
    let mut rest: &[u8] = lines.write_to(&mut room).unwrap();
    let mut headers = Vec::new();
    while let Some(end) = rest.windows(2).position(|end| end == b"\r\n") {
        let header = read_header_line(&rest[..end]).expect("a header line");
        headers.push((header.name().to_vec(), header.value().to_vec()));
        rest = &rest[end + 2..];
    }
    assert!(rest.is_empty());
    let (_, last) = headers.pop().unwrap();
    assert_eq!(last, credential.to_string().as_bytes());
    Sent { headers, ..sent.clone() }
}

fn policy(row: &Row) -> Policy<'static> {
    Policy::new(row.dialect).allow_undated().allow_any_weekday().allow_ambiguous().max_skew(u32::MAX)
}

/// Are all signed times ones that the policy accepts?
fn are_fresh(row: &Row, names: &[&[u8]], sent: &Sent) -> bool {
    names.iter().all(|name| match name.to_ascii_lowercase().as_slice() {
        b"(created)" if row.is_stated(name) => (NOW - sent.created.unwrap()).abs() <= i64::from(u32::MAX),
        b"(expires)" if row.is_stated(name) => sent.expires.unwrap() >= NOW,
        _ if row.is_time(name) => {
            let time = Date::parse_any_weekday(&sent.value(name).unwrap());
            time.is_ok_and(|time| (NOW - time.seconds()).abs() <= i64::from(u32::MAX))
        }
        _ => true,
    })
}
