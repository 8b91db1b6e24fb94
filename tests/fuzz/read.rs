//! Reading a credential: the first octet says whether it comes in a header or in a query, and whether the others
//! are its text or a script that makes one. It is read in every dialect.

use hmacsign::{Algorithm, Claim, Dialect, Error, SIGNED_MAX};

use super::forge;
use super::octets::Octets;
use crate::oracle::family::{ROWS, Row};
use crate::oracle::{base64, unbase64};

pub fn run(data: &[u8]) {
    let mut octets = Octets::new(data);
    let how = octets.octet();
    let in_query = how & 1 == 1;
    let forged = if how & 2 == 0 { String::new() } else { forged(&mut octets) };
    let text = if forged.is_empty() { octets.rest() } else { forged.as_bytes() };
    for row in &ROWS {
        match Claim::read(row.dialect, text) {
            Ok(claim) => judge(row, &claim, text),
            Err(error) => judge_error(error, text),
        }
    }
    if in_query {
        query(text);
    }
    // The same, were it to come in a query.
    let encoded = base64(text);
    let mut scratch = vec![0; text.len()];
    let claim = Claim::read_query(Dialect::Iflytek, &encoded, &mut scratch);
    assert_eq!(format!("{claim:?}"), format!("{:?}", Claim::read(Dialect::Iflytek, text)));
}

/// Nearly a credential: parameters in any order, some twice or missing, their values mostly those of the dialect.
fn forged(octets: &mut Octets<'_>) -> String {
    let row = forge::row(octets);
    let sent = forge::sent(octets, row);
    let names = String::from_utf8_lossy(&forge::names(octets, row, &sent)).into_owned();
    let algorithm = forge::algorithm(octets);
    let known = row.algorithms.iter().find(|(known, _)| *known == algorithm).map_or("hs2019", |(_, name)| name);
    let mac = vec![octets.octet(); if octets.rarely() { octets.below(70) } else { algorithm.mac_len() }];
    let id = forge::id(octets);
    if !octets.flag() {
        let times =
            if octets.flag() { format!("created={}{}", forge::second(octets), row.comma) } else { String::new() };
        return row.credential_stating(&times, &id, known, &names, &mac);
    }
    let mut parts = Vec::new();
    for _ in 0..octets.below(8) {
        parts.push(match octets.below(8) {
            0 => format!("{}=\"{id}\"", row.id),
            1 => format!("algorithm=\"{known}\""),
            2 => "algorithm=\"hs2019\"".into(),
            3 => format!("headers=\"{names}\""),
            4 => format!("signature=\"{}\"", base64(&mac)),
            5 => format!("created={}", forge::second(octets)),
            6 => format!("expires={}", octets.number()),
            _ => String::from_utf8_lossy(octets.text(20)).into_owned(),
        });
    }
    format!("{}{}", row.word, parts.join(row.comma))
}

/// As it came, in Base64 or not.
fn query(text: &[u8]) {
    let mut scratch = vec![b'~'; text.len()];
    match Claim::read_query(Dialect::Iflytek, text, &mut scratch) {
        Ok(claim) => assert!(claim.names().len() <= text.len()),
        Err(error) => judge_error(error, text),
    }
    let needed = match Claim::read_query(Dialect::Iflytek, text, &mut []) {
        Err(Error::Buffer { needed }) => needed,
        _ => 0,
    };
    assert!(needed <= text.len());
    if needed > 0 {
        let mut scratch = vec![b'~'; needed - 1];
        let short = Claim::read_query(Dialect::Iflytek, text, &mut scratch);
        assert!(matches!(short, Err(Error::Buffer { .. })));
        assert!(scratch.iter().all(|octet| *octet == b'~'));
    }
}

/// A fault lies in the text.
fn judge_error(error: Error, text: &[u8]) {
    match error {
        Error::Format { offset }
        | Error::Parameter { offset, .. }
        | Error::AlgorithmName { offset }
        | Error::Id { offset }
        | Error::SignatureForm { offset } => assert!(offset <= text.len(), "{error:?}"),
        _ => panic!("{error:?}"),
    }
    // An id is also read from the caller.
    assert!(error.http() == 401 || matches!(error, Error::Id { .. }));
    assert!(!error.to_string().is_empty());
}

/// What was read is well formed, is in the text, and reads back the same when it is written again.
fn judge(row: &Row, claim: &Claim<'_>, text: &[u8]) {
    let is_id = |octet: u8| octet.is_ascii_graphic() && octet != b'"' && octet != b'\\';
    assert!(!claim.id().is_empty() && claim.id().bytes().all(is_id));
    assert!(row.dialect != Dialect::Apisix || !claim.id().contains(','));
    for part in [claim.id(), claim.names(), claim.signature()] {
        assert!(text.windows(part.len()).any(|window| window == part.as_bytes()));
    }

    let names: Vec<&str> = claim.names().split(' ').collect();
    assert!((1..=SIGNED_MAX).contains(&names.len()));
    let is_token = |octet: u8| octet.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&octet);
    for name in &names {
        assert!(!name.is_empty() && (name.bytes().all(is_token) || row.is_pseudo(name.as_bytes())), "{name:?}");
        assert!(claim.is_signed(&name.to_ascii_uppercase()));
    }

    let stated = [("created", claim.created()), ("expires", claim.expires())];
    for (_, time) in stated {
        assert!(time.is_none_or(|time| row.dialect == Dialect::Cavage && (1..=253_402_300_799).contains(&time)));
    }
    let is_stated = names.iter().any(|name| row.is_stated(name.as_bytes()));
    let algorithm = match claim.algorithm() {
        Some(algorithm) => {
            assert!(!is_stated && claim.mac().len() == algorithm.mac_len());
            row.name_of(algorithm)
        }
        None => {
            assert!(row.dialect == Dialect::Cavage);
            assert!(Algorithm::ALL.iter().any(|algorithm| algorithm.mac_len() == claim.mac().len()));
            "hs2019"
        }
    };
    if row.dialect != Dialect::Modulr {
        assert_eq!(claim.mac(), unbase64(claim.signature()));
        assert_eq!(claim.signature(), base64(claim.mac()));
    }

    let times: String =
        (stated.iter()).filter_map(|(name, time)| time.map(|time| format!("{name}={time}{}", row.comma))).collect();
    let written = row.credential_stating(&times, claim.id(), algorithm, claim.names(), claim.mac());
    let again = Claim::read(row.dialect, &written).unwrap_or_else(|error| panic!("{written}: {error}"));
    assert_eq!(
        (again.id(), again.names(), again.algorithm(), again.mac()),
        (claim.id(), claim.names(), claim.algorithm(), claim.mac())
    );
    assert_eq!((again.created(), again.expires()), (claim.created(), claim.expires()));
    assert!(!format!("{claim:?}").is_empty());
}
