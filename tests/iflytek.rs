//! The credential that iFLYTEK takes in the query of a WebSocket address: Base64 of what stands in the header elsewhere.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)] // tests may fail loudly

#[path = "library/effort.rs"]
mod effort;
mod oracle;

use hmacsign::{Algorithm, Claim, Dialect, Error, Header, Key, Policy, Request, Signer};
use oracle::family::{ROWS, row};
use proptest::prelude::*;
use proptest::sample::Index;

/// Wed, 10 Jul 2019 07:35:43 GMT
const NOW: i64 = 1_562_744_143;
const DATE: &str = "Wed, 10 Jul 2019 07:35:43 GMT";
const SECRET: &[u8] = b"a secret";

fn key() -> Key {
    Key::new(Algorithm::HmacSha256, SECRET).unwrap()
}

fn headers() -> [Header<'static>; 2] {
    [Header::new("host", "iat-api.xfyun.cn"), Header::new("date", DATE)]
}

fn request<'a>(headers: &'a [Header<'a>]) -> Request<'a> {
    Request::new(headers).method("GET").target("/v2/iat")
}

fn signer(id: &str) -> Signer<'_> {
    Signer::new(Dialect::Iflytek, id).unwrap().names("host date request-line")
}

/// The credential as it stands in the header, and in a query.
fn both(id: &str) -> (String, String) {
    let headers = headers();
    let credential = signer(id).sign(&key(), &request(&headers)).unwrap();
    (credential.to_string(), credential.in_query().unwrap().to_string())
}

fn read<'s>(text: &(impl AsRef<[u8]> + ?Sized), scratch: &'s mut [u8]) -> Result<Claim<'s>, Error> {
    Claim::read_query(Dialect::Iflytek, text, scratch)
}

#[test]
fn it_is_base64_of_the_credential_without_the_word() {
    // Every number of octets in the last group.
    for id in ["i", "id", "ids", &"i".repeat(2000)] {
        let (header, query) = both(id);
        let without = header.strip_prefix("hmac ").unwrap();
        assert!(without.starts_with("api_key=\""));
        assert_eq!(query, oracle::base64(without.as_bytes()), "{id}");
    }
}

#[test]
fn it_is_measured_and_written_all_or_nothing() {
    for id in ["i", "id", "ids", &"i".repeat(2000)] {
        let headers = headers();
        let (key, request) = (key(), request(&headers));
        let credential = signer(id).sign(&key, &request).unwrap();
        let query = credential.in_query().unwrap();
        let text = query.to_string();
        assert_eq!((query.len(), query.is_empty()), (text.len(), false));
        assert_eq!(format!("{query:?}"), format!("QueryCredential({text})"));
        let mut room = vec![b'#'; text.len() + 1];
        assert_eq!(query.write_to(&mut room).unwrap(), text);
        assert_eq!(room[text.len()], b'#');
        let mut room = vec![b'#'; text.len() - 1];
        assert_eq!(query.write_to(&mut room), Err(Error::Buffer { needed: text.len() }));
        assert!(room.iter().all(|octet| *octet == b'#'));
    }
}

#[test]
fn other_dialects_have_none() {
    for row in ROWS.iter().filter(|row| row.dialect != Dialect::Iflytek) {
        let time = row.times[0];
        let headers = [Header::new(time, DATE)];
        let (key, request) = (key(), request(&headers));
        let credential = Signer::new(row.dialect, "i").unwrap().names(time).sign(&key, &request).unwrap();
        assert!(credential.in_query().is_none(), "{:?}", row.dialect);
        // Whatever the text and the room.
        for text in [both("i").1, oracle::base64(credential.to_string().as_bytes()), String::new(), "!".into()] {
            for room in [0, 1000] {
                let mut scratch = vec![0; room];
                let verdict = Claim::read_query(row.dialect, &text, &mut scratch).map(drop);
                assert_eq!(verdict, Err(Error::NotInQuery), "{:?}", row.dialect);
            }
        }
    }
    assert_eq!(Error::NotInQuery.http(), 500);
}

#[test]
fn it_is_read_with_the_word_and_without_and_by_the_older_name() {
    let (header, _) = both("some-id");
    let without = header.strip_prefix("hmac ").unwrap();
    for text in [
        without.to_string(),
        header.clone(),
        header.replacen("hmac", "HMAC", 1),
        format!("hmac   {without}"),
        without.replace("api_key", "username"),
        header.replace("api_key", "USERNAME"),
        without.replace(", ", ","),
    ] {
        let query = oracle::base64(text.as_bytes());
        let mut scratch = vec![0; query.len()];
        let claim = read(&query, &mut scratch).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!((claim.id(), claim.names()), ("some-id", "host date request-line"));
        assert_eq!((claim.dialect(), claim.algorithm()), (Dialect::Iflytek, Some(Algorithm::HmacSha256)));
        let headers = headers();
        let (key, request, policy) = (key(), request(&headers), Policy::new(Dialect::Iflytek));
        let verified = claim.verify(&key, &request, &policy, NOW).unwrap();
        assert_eq!((verified.id(), verified.expires()), ("some-id", Some(NOW + 300)));
        assert_eq!(verified.header("host"), Some(b"iat-api.xfyun.cn".as_slice()));
    }
}

#[test]
fn what_was_read_lies_in_the_room_and_outlives_the_text() {
    let mut scratch = vec![0; 1000];
    let range = scratch.as_ptr_range();
    let claim = {
        let (_, query) = both("some-id");
        read(&query, &mut scratch).unwrap()
    };
    for text in [claim.id(), claim.names(), claim.signature()] {
        assert!(range.contains(&text.as_ptr()) && !text.is_empty());
    }
    assert_eq!(claim.id(), "some-id");
}

#[test]
fn bad_base64_is_a_fault_of_form_with_its_octet_in_the_text() {
    let (_, query) = both("ids");
    let with = |at: usize, what: &str| format!("{}{what}{}", &query[..at], &query[at + 1..]);
    let len = query.len();
    for (text, offset) in [
        (with(0, "!"), 0),
        (with(7, "-"), 7),
        (with(7, "_"), 7),
        (with(100, " "), 100),
        (with(100, "\n"), 100),
        (with(100, "%"), 100),
        (with(len - 1, "\0"), len - 1),
        // A length that is no multiple of four.
        (query[..len - 1].into(), len - 1),
        ("AAAAAAAAAA=".into(), 11),
        ("AAAAAAAA=".into(), 9),
        ("AAAAAAAA==".into(), 10),
        ("AAAAA".into(), 5),
        ("A".into(), 1),
        // Padding that is not at the end, or too much of it: its group.
        (format!("{query}A"), len - 4),
        (format!("{query}\n"), len - 4),
        (with(3, "="), 3),
        (format!("{query}===="), len - 4),
        ("AAAA====".into(), 4),
        ("====".into(), 0),
        ("YQ=a".into(), 2),
        // Unused bits.
        ("YR==".into(), 1),
        ("YWF=".into(), 2),
    ] {
        let mut scratch = vec![0; text.len()];
        match read(&text, &mut scratch) {
            // The octet, or one before it in its group that it makes wrong.
            Err(Error::Format { offset: told }) => {
                assert!((offset / 4 * 4..=offset).contains(&told), "{text} {told} {offset}");
            }
            other => panic!("{text}: {other:?}"),
        }
    }
    // Percent-encoded, as it travels, it is not read.
    let (_, padded) = both("i");
    let escaped = padded.replace('=', "%3D");
    if escaped != padded {
        let mut scratch = vec![0; escaped.len()];
        assert!(matches!(read(&escaped, &mut scratch), Err(Error::Format { .. })));
    }
    assert_eq!(read("", &mut []).map(drop), Err(Error::Format { offset: 0 }));
}

#[test]
fn faults_of_the_decoded_text_are_those_of_the_header_with_offsets_in_it() {
    let iflytek = row(Dialect::Iflytek);
    let (header, _) = both("some-id");
    let without = header.strip_prefix("hmac ").unwrap();
    for text in [
        String::new(),
        "hmac".into(),
        without.replace("algorithm", "algorithms"),
        without.replace("hmac-sha256", "hmac-sha1"),
        without.replace("some-id", ""),
        without.replace("some-id", "some\u{E9}id"),
        without.replace("host date", "host  date"),
        without.replace("signature=\"", "signature=\"!"),
        format!("{without}, x=\"y\""),
        format!("Signature {without}"),
        iflytek.credential("i", "hs2019", "date", &[7; 32]),
        "\0\u{FF}".into(),
    ] {
        let query = oracle::base64(text.as_bytes());
        let mut scratch = vec![0; query.len()];
        let expected = Claim::read(Dialect::Iflytek, &text).map(drop);
        assert!(expected.is_err(), "{text}");
        assert_eq!(read(&query, &mut scratch).map(drop), expected, "{text}");
    }
}

#[test]
fn a_room_that_is_too_small_is_told_before_the_faults_of_what_is_in_the_text() {
    for text in [both("i").1, both("id").1, both("ids").1, oracle::base64(b"no credential"), oracle::base64(b"no")] {
        let needed = oracle::unbase64(&text).len();
        for room in 0..needed {
            let mut scratch = vec![0; room];
            assert_eq!(read(&text, &mut scratch).map(drop), Err(Error::Buffer { needed }));
        }
        for room in [needed, text.len()] {
            let mut scratch = vec![0; room];
            assert!(!matches!(read(&text, &mut scratch), Err(Error::Buffer { .. })));
        }
    }
}

proptest! {
    #![proptest_config(effort::cases(2000))]

    #[test]
    fn what_is_written_is_read_and_verifies(
        id in "[!#-\\[\\]-~]{1,60}", secret in prop::collection::vec(any::<u8>(), 1..80), host in "[ -~]{0,80}",
    ) {
        let headers = [Header::new("Host", &host), Header::new("Date", DATE)];
        let (key, request) = (Key::new(Algorithm::HmacSha256, &secret).unwrap(), request(&headers));
        let credential = signer(&id).sign(&key, &request).unwrap();
        let query = credential.in_query().unwrap().to_string();
        let decoded = credential.to_string().strip_prefix("hmac ").unwrap().to_string();
        prop_assert_eq!(&query, &oracle::base64(decoded.as_bytes()));
        let mut scratch = vec![0; query.len()];
        let claim = read(&query, &mut scratch).unwrap();
        prop_assert_eq!(claim.id(), &id);
        let policy = Policy::new(Dialect::Iflytek);
        prop_assert!(claim.verify(&key, &request, &policy, NOW).is_ok());
    }

    #[test]
    fn reading_is_total(text in prop::collection::vec(any::<u8>(), 0..200), room in 0..200_usize) {
        let mut scratch = vec![0; room];
        let _ = read(&text, &mut scratch).map(drop);
        let encoded = oracle::base64(&text);
        let mut scratch = vec![0; encoded.len()];
        let expected = Claim::read(Dialect::Iflytek, &text).map(|claim| claim.id().to_string());
        prop_assert_eq!(read(&encoded, &mut scratch).map(|claim| claim.id().to_string()), expected);
    }

    #[test]
    fn what_is_nearly_right_is_read_as_a_strict_decoder_and_the_header_s_reader_read_it(
        at in any::<Index>(), octet in any::<u8>(), change in 0..3_u8, room in prop::option::of(any::<Index>()),
    ) {
        let (_, query) = both("some-id");
        let mut text = query.into_bytes();
        match change {
            0 => text.insert(at.index(text.len() + 1), octet),
            1 => drop(text.remove(at.index(text.len()))),
            _ => {
                let at = at.index(text.len());
                text[at] = octet;
            }
        }
        let room = room.map_or(text.len(), |room| room.index(text.len()));
        let mut scratch = vec![0; room];
        let fast = read(&text, &mut scratch).map(|claim| claim.id().to_string());
        // Strict: only what is written again in the same way.
        let digits = |octet: &u8| octet.is_ascii_alphanumeric() || b"+/=".contains(octet);
        let decoded = std::str::from_utf8(&text).ok().filter(|text| text.bytes().all(|octet| digits(&octet)));
        let decoded = decoded.filter(|text| !text.trim_end_matches('=').contains('='));
        let decoded = decoded.map(oracle::unbase64).filter(|decoded| oracle::base64(decoded).as_bytes() == text);
        match (decoded, fast) {
            (_, Err(Error::Buffer { needed })) => prop_assert!(room < needed && needed <= text.len()),
            (None, fast) => {
                let is_form = matches!(fast, Err(Error::Format { offset }) if offset <= text.len());
                prop_assert!(is_form);
            }
            (Some(decoded), fast) => {
                prop_assert_eq!(fast, Claim::read(Dialect::Iflytek, &decoded).map(|claim| claim.id().to_string()));
            }
        }
    }
}
