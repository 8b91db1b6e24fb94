//! Verifying: a request, a policy, and a credential that is right or nearly so, all out of a script; the verdict must be
//! that of the slow twin.

use hmacsign::{Algorithm, Claim, Dialect, Key, Policy, SIGNED_MAX, VerifyError};

use super::forge::{self, NOW};
use super::octets::Octets;
use crate::oracle::family::{self, Row, Rules, Said, Sent};
use crate::oracle::hmac;

pub fn run(data: &[u8]) {
    let octets = &mut Octets::new(data);
    let row = forge::row(octets);
    let algorithm = forge::fitting_algorithm(octets, row);
    let (secret, id) = (forge::secret(octets), forge::id(octets));
    let rules = rules(octets, row);
    let now = if octets.rarely() { octets.number() } else { NOW };
    let sent = forge::sent(octets, row);
    let names = forge::names(octets, row, &sent);

    // What the client says of its algorithm. Where it signs a time that it states, that is left to the key.
    let list: Vec<&[u8]> = names.split(|octet| *octet == b' ').collect();
    let is_stated = list.iter().any(|name| row.is_stated(name));
    let of_key = row.dialect == Dialect::Cavage && (is_stated || octets.flag());
    let named = if octets.rarely() { octets.pick(row.algorithms).0 } else { algorithm };
    let is_known = row.algorithms.iter().any(|(known, _)| *known == named);
    if !of_key && !is_known {
        return;
    }
    let said_algorithm = (!of_key).then_some(named);
    let mut mac = mac(row, &id, &list, &sent, said_algorithm.unwrap_or(algorithm), &secret);
    if octets.rarely() {
        let at = octets.below(mac.len());
        mac[at] ^= 1 << octets.below(8);
    }

    let times = [("created", sent.created), ("expires", sent.expires)];
    let times: String = times.iter().filter_map(|(name, time)| time.map(|time| format!("{name}={time},"))).collect();
    let algorithm_name = said_algorithm.map_or("hs2019", |named| row.name_of(named));
    // With a quotation mark in it, it is another credential.
    let Ok(names) = std::str::from_utf8(&names) else { return };
    if id.contains('"') || names.contains('"') {
        return;
    }
    let credential = row.credential_stating(&times, &id, algorithm_name, names, &mac);
    let claim = match Claim::read(row.dialect, &credential) {
        Ok(claim) => claim,
        Err(error) => return assert!(!is_readable(row, &id, &list), "{credential}: {error}"),
    };
    assert!(is_readable(row, &id, &list), "{credential}");

    let said = Said { id, algorithm: said_algorithm, names: names.into(), mac };
    let required: Vec<&str> = rules.required.iter().map(String::as_str).collect();
    let policy = policy(row, &rules, &required);
    let key = Key::new(algorithm, &secret).unwrap();
    let other = forge::change(octets, &sent);
    for sent in [sent, other] {
        let expected = family::verdict(row, &said, algorithm, &secret, &sent, &rules, now);
        let headers = forge::borrowed(&sent);
        let request = forge::request(&sent, &headers);
        let verdict: Result<Option<i64>, VerifyError> = match claim.verify(&key, &request, &policy, now) {
            Ok(verified) => {
                assert_eq!((verified.id(), verified.mac()), (said.id.as_str(), said.mac.as_slice()));
                // No more is lent than was signed.
                assert!(verified.headers().all(|header| claim.is_signed(header.name())));
                Ok(verified.expires())
            }
            Err(error) => Err(error),
        };
        assert_eq!(verdict, expected, "{credential}\n{sent:?}\n{rules:?} at {now}");
        if let Err(error) = verdict {
            assert!([401, 500].contains(&error.http()) && !error.to_string().is_empty());
        }
    }
}

/// Over the slow twin's string, where there is one.
fn mac(row: &Row, id: &str, names: &[&[u8]], sent: &Sent, algorithm: Algorithm, secret: &[u8]) -> Vec<u8> {
    let is_there = |name: &&[u8]| match name.to_ascii_lowercase().as_slice() {
        b"(created)" if row.is_stated(name) => sent.created.is_some(),
        b"(expires)" if row.is_stated(name) => sent.expires.is_some(),
        _ => row.is_pseudo(name) || sent.value(name).is_some(),
    };
    let is_ascii = names.iter().all(|name| name.is_ascii());
    if is_ascii && (row.dialect == Dialect::TencentApp || names.iter().all(is_there)) {
        hmac(algorithm, secret, &family::string(row, id.as_bytes(), names, sent))
    } else {
        vec![7; algorithm.mac_len()]
    }
}

/// Can a credential of this id and these names be read?
fn is_readable(row: &Row, id: &str, names: &[&[u8]]) -> bool {
    let is_token = |octet: &u8| octet.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(octet);
    let is_name = |name: &&[u8]| !name.is_empty() && name.iter().all(is_token) || row.is_pseudo(name);
    let is_id = |octet: u8| octet.is_ascii_graphic() && octet != b'"' && octet != b'\\';
    (1..=SIGNED_MAX).contains(&names.len())
        && names.iter().all(is_name)
        && !id.is_empty()
        && id.bytes().all(is_id)
        && (row.dialect != Dialect::Apisix || !id.contains(','))
}

fn rules(octets: &mut Octets<'_>, row: &Row) -> Rules {
    let algorithms = if octets.rarely() { vec![forge::algorithm(octets)] } else { Algorithm::ALL.to_vec() };
    let mut required = Vec::new();
    if octets.rarely() {
        for _ in 0..octets.below(3) {
            required.push(String::from_utf8_lossy(&forge::name(octets, row)).into_owned());
        }
    }
    let flags = octets.octet();
    Rules {
        algorithms,
        required,
        undated: flags & 1 > 0,
        stale_date: flags & 2 > 0,
        any_weekday: flags & 4 > 0,
        ambiguous: flags & 8 > 0,
        digest: flags & 16 > 0,
        skew: if flags & 32 > 0 { octets.pick(&[0, 1, u32::MAX]) } else { row.skew as u32 },
    }
}

fn policy<'a>(row: &Row, rules: &Rules, required: &'a [&'a str]) -> Policy<'a> {
    let mut policy = Policy::new(row.dialect).algorithms(&rules.algorithms).required(required).max_skew(rules.skew);
    if rules.undated {
        policy = policy.allow_undated();
    }
    if rules.stale_date {
        policy = policy.allow_stale_date();
    }
    if rules.any_weekday {
        policy = policy.allow_any_weekday();
    }
    if rules.ambiguous {
        policy = policy.allow_ambiguous();
    }
    if rules.digest {
        policy = policy.require_digest();
    }
    policy
}
