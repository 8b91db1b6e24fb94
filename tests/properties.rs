//! What holds for every request: the library agrees with a slow twin, in what it signs and in what it refuses.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)] // tests may fail loudly

#[path = "library/effort.rs"]
mod effort;
mod oracle;

use hmacsign::{Algorithm, Error, Header, Key, Request, Signer};
use oracle::Case;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// Names that meet each other: few, in any case, some of them no names at all.
fn messy_name() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        8 => select(vec!["date", "x-date", "Date", "X-DATE", "host", "Host", "source", "a", "A", "b", "c", "x-a", "x-b"])
            .prop_map(|name| name.as_bytes().to_vec()),
        1 => select(vec!["Authorization", "signature", "PROXY-authorization"]).prop_map(|name| name.as_bytes().to_vec()),
        3 => "[!#$%&'*+.^_`|~0-9a-zA-Z-]{1,90}".prop_map(String::into_bytes),
        1 => select(vec!["", "a,b", "a:", "a b", "a\n", "é", "(created)"]).prop_map(|name| name.as_bytes().to_vec()),
    ]
}

/// A value that can be signed, with tabs and `obs-text` in it.
fn good_value() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..150).prop_map(|mut value| {
        for octet in &mut value {
            if *octet < b' ' || *octet == 0x7F {
                *octet = b'\t';
            }
        }
        value
    })
}

fn messy_value() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        6 => "[ \t]{0,3}[ -~]{0,80}[ \t]{0,3}".prop_map(String::into_bytes),
        2 => good_value(),
        1 => prop::collection::vec(any::<u8>(), 0..20),
    ]
}

/// Anything, and often nearly right.
fn messy_case() -> impl Strategy<Value = Case> {
    let id = prop_oneof![9 => "[!#-\\[\\]-~]{1,40}".prop_map(String::into_bytes), 1 => prop::collection::vec(any::<u8>(), 0..9)];
    let headers = prop::collection::vec((messy_name(), messy_value()), 0..12);
    (id, headers, prop::collection::vec((any::<Index>(), messy_name(), 0..9_u8), 0..8)).prop_map(
        |(id, headers, picks)| {
            let names = picks
                .into_iter()
                .map(
                    |(index, other, taken)| {
                        if taken > 0 && !headers.is_empty() { index.get(&headers).0.clone() } else { other }
                    },
                )
                .collect::<Vec<_>>();
            Case { id, names: names.join(&b' '), headers }
        },
    )
}

/// Always right: distinct names in any case, a time among them, an order of their own.
fn good_case() -> impl Strategy<Value = Case> {
    let id = "[!#-\\[\\]-~]{1,60}".prop_map(String::into_bytes);
    let count = prop_oneof![9 => 0..6_usize, 1 => 0..63_usize];
    let names = count.prop_flat_map(|count| prop::collection::btree_set("[!#$%&'*+.^_`|~0-9a-z-]{1,40}", count));
    (id, names, select(vec!["date", "x-date"]))
        .prop_flat_map(|(id, mut names, time)| {
            for reserved in ["date", "x-date", "authorization", "proxy-authorization", "signature"] {
                names.remove(reserved);
            }
            names.insert(time.into());
            let names: Vec<String> = names.into_iter().collect();
            let count = names.len();
            (
                Just(id),
                Just(names.clone()).prop_shuffle(),
                Just(names).prop_shuffle(),
                prop::collection::vec(good_value(), count),
            )
        })
        .prop_map(|(id, names, order, values)| Case {
            id,
            names: names.join(" ").into_bytes(),
            headers: order.into_iter().map(String::into_bytes).zip(values).collect(),
        })
}

fn algorithm() -> impl Strategy<Value = Algorithm> {
    select(Algorithm::ALL.to_vec())
}

fn borrowed(headers: &[(Vec<u8>, Vec<u8>)]) -> Vec<Header<'_>> {
    headers.iter().map(|(name, value)| Header::new(name, value)).collect()
}

fn sign(case: &Case, key: &Key) -> Result<(Vec<u8>, String), Error> {
    let headers = borrowed(&case.headers);
    let request = Request::new(&headers);
    let signer = Signer::tencent(&case.id)?.names(&case.names);
    let string = signer.signing_string(&request)?;
    let mut room = vec![0; string.len()];
    let string = string.write_to(&mut room)?.to_vec();
    Ok((string, signer.sign(key, &request)?.to_string()))
}

/// The case of ASCII letters changed where `flips` says so.
fn recased(text: &[u8], flips: &[bool]) -> Vec<u8> {
    let flip = |(octet, flip): (&u8, &bool)| if *flip { octet.to_ascii_uppercase() } else { *octet };
    text.iter().zip(flips.iter().cycle()).map(flip).collect()
}

proptest! {
    #![proptest_config(effort::cases(1000))]

    #[test]
    fn what_is_signed_is_what_a_slow_twin_signs(
        case in good_case(), algorithm in algorithm(), secret in prop::collection::vec(any::<u8>(), 1..200),
    ) {
        let key = Key::new(algorithm, &secret).unwrap();
        let (string, credential) = sign(&case, &key).unwrap();
        prop_assert_eq!(string, oracle::signing_string(&case).unwrap());
        prop_assert_eq!(credential, oracle::credential(&case, algorithm, &secret).unwrap());
    }

    #[test]
    fn what_is_refused_is_what_a_slow_twin_refuses_and_at_the_same_place(case in messy_case()) {
        let key = Key::new(Algorithm::HmacSha1, "secret").unwrap();
        prop_assert_eq!(sign(&case, &key).map(|(_, credential)| credential), oracle::credential(&case, Algorithm::HmacSha1, b"secret"));
    }

    #[test]
    fn the_case_of_names_and_white_space_round_values_change_nothing(
        case in good_case(), flips in prop::collection::vec(any::<bool>(), 1..9), spaces in "[ \t]{0,5}",
    ) {
        let key = Key::new(Algorithm::HmacSha256, "secret").unwrap();
        let mut other = case.clone();
        other.names = recased(&case.names, &flips);
        for (name, value) in &mut other.headers {
            *name = recased(name, &flips);
            *value = [spaces.as_bytes(), value, spaces.as_bytes()].concat();
        }
        prop_assert_eq!(sign(&case, &key), sign(&other, &key));
    }

    #[test]
    fn no_credential_and_no_header_line_holds_a_control_octet(case in messy_case()) {
        let key = Key::new(Algorithm::HmacSha1, "secret").unwrap();
        let headers = borrowed(&case.headers);
        let request = Request::new(&headers);
        let Ok(signer) = Signer::tencent(&case.id) else { return Ok(()) };
        let signer = signer.names(&case.names);
        let Ok(credential) = signer.sign(&key, &request) else { return Ok(()) };
        prop_assert!(credential.to_string().bytes().all(|octet| (b' '..=b'~').contains(&octet)));

        let mut lines = vec![0; credential.header_lines().len()];
        let lines = credential.header_lines().write_to(&mut lines).unwrap();
        let lines: Vec<&[u8]> = lines.strip_suffix(b"\r\n").unwrap().split(|&octet| octet == b'\n').collect();
        for (index, line) in lines.iter().enumerate() {
            let line = if index + 1 < lines.len() { line.strip_suffix(b"\r").unwrap() } else { line };
            prop_assert!(line.iter().all(|&octet| octet == b'\t' || octet >= b' ' && octet != 0x7F));
        }
    }

    #[test]
    fn headers_that_are_not_signed_are_ignored(case in good_case(), value in messy_value()) {
        let key = Key::new(Algorithm::HmacSha1, "secret").unwrap();
        let mut other = case.clone();
        other.headers.insert(0, (b"not a token".to_vec(), value.clone()));
        other.headers.push((b"x-unsigned-and-longer-than-any-name-of-the-cases".to_vec(), value));
        prop_assert_eq!(sign(&case, &key), sign(&other, &key));
    }

    #[test]
    fn text_is_written_whole_or_not_at_all(case in good_case(), capacity in 0..4000_usize) {
        let key = Key::new(Algorithm::HmacSha1, "secret").unwrap();
        let headers = borrowed(&case.headers);
        let credential = Signer::tencent(&case.id).unwrap().names(&case.names).sign(&key, &Request::new(&headers)).unwrap();
        let mut room = vec![0xA5; capacity];
        match credential.write_to(&mut room) {
            Ok(text) => prop_assert_eq!(text, credential.to_string()),
            Err(error) => {
                prop_assert_eq!(error, Error::Buffer { needed: credential.len() });
                prop_assert!(capacity < credential.len());
                prop_assert!(room.iter().all(|&octet| octet == 0xA5));
            }
        }
    }
}
