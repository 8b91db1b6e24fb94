//! No text of any type shows a secret: neither as it stands nor in hexadecimal digits, as a list of numbers or in
//! Base64, nor any piece of it. Every public type is looked at, once with all that the library makes with a key, and the
//! errors once more with the secret passed where it does not belong.
#![cfg(feature = "http")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // tests may fail loudly

use std::collections::BTreeSet;
use std::fmt::{Debug, Display, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::{GeneralPurpose, STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use hmacsign::*;

const TEXT: &[u8] = b"ZxF2whO0RhuwnVCj5JMMAuqcDcN2oPrC";
const OCTETS: &[u8] =
    b"\xF3\x91\x07\xE2\x5A\xFF\x80\xC4\x9D\x13\xB6\x2E\xD8\x71\xAC\x45\xEE\x98\x3B\xF0\x8F\xC9\xD4\xA1";
/// So many octets of a secret in a row are a piece of it.
const PIECE: usize = 8;

/// All texts that were shown, with the types that they are of.
#[derive(Default)]
struct Shown {
    texts: Vec<(&'static str, String)>,
    debugged: BTreeSet<&'static str>,
    displayed: BTreeSet<&'static str>,
}

impl Shown {
    fn debug<T: Debug + ?Sized>(&mut self, name: &'static str, value: &T) {
        let mut text = String::new();
        write!(text, "{value:?} {value:#?} {value:x?} {value:#x?} {value:X?}").unwrap();
        self.texts.push((name, text));
        self.debugged.insert(name);
    }

    fn both<T: Debug + Display + ?Sized>(&mut self, name: &'static str, value: &T) {
        self.debug(name, value);
        self.texts.push((name, format!("{value} {value:#} {value:300}")));
        self.displayed.insert(name);
    }

    /// An error with all that it says.
    fn error<E: std::error::Error>(&mut self, name: &'static str, error: &E) {
        self.both(name, error);
        assert!(error.source().is_none(), "{name} has a source: look at that too");
    }

    /// Where a secret is shown, and how.
    fn search(&self, secret: &[u8]) -> Option<String> {
        let forms: Vec<_> = secret.windows(PIECE).flat_map(forms).collect();
        self.texts.iter().find_map(|(name, text)| {
            let bare = bare(text);
            let form = forms.iter().find(|form| bare.contains(*form))?;
            Some(format!("{name} shows {form}: {text}"))
        })
    }
}

/// A text without what parts the members of a list, in lower case. (So the case of Base64 does not count: it finds more.)
fn bare(text: &str) -> String {
    let text = text.to_ascii_lowercase().replace("0x", "");
    text.chars().filter(|letter| !letter.is_whitespace() && *letter != ',' && *letter != '_').collect()
}

/// How a piece of a secret could be shown.
fn forms(piece: &[u8]) -> Vec<String> {
    let numbers = |number: fn(&u8) -> String| piece.iter().map(number).collect::<String>();
    let lossy = String::from_utf8_lossy(piece);
    let mut forms = vec![
        lossy.to_string(),
        format!("{lossy:?}").trim_matches('"').to_owned(),
        piece.iter().map(|&octet| char::from(octet)).collect(),
        piece.escape_ascii().to_string(),
        numbers(|octet| format!("{octet:02x}")),
        numbers(|octet| format!("{octet:x}")),
        numbers(|octet| format!("{octet}")),
        numbers(|octet| format!("{}", *octet as i8)),
    ];
    // Base64 of it depends on where it lies; what is the same in each of three places is looked for.
    for before in 0..3 {
        let text: Vec<u8> = std::iter::repeat_n(0, before).chain(piece.iter().copied()).collect();
        for written in [encoded(&STANDARD_NO_PAD, &text), encoded(&URL_SAFE_NO_PAD, &text)] {
            let from = (before * 4).div_ceil(3);
            forms.push(written[from..text.len() * 8 / 6].to_owned());
        }
    }
    forms.iter().map(|form| bare(form)).filter(|form| !form.is_empty()).collect()
}

fn encoded(engine: &GeneralPurpose, octets: impl AsRef<[u8]>) -> String {
    let mut room = [0; 128];
    let len = engine.encode_slice(octets, &mut room).unwrap();
    String::from_utf8(room[..len].to_vec()).unwrap()
}

fn headers() -> [Header<'static>; 3] {
    [
        Header::new("Host", "example.com"),
        Header::new("X-Date", "Mon, 19 Mar 2018 12:08:40 GMT"),
        Header::new("Date", "Mon, 19 Mar 2018 12:08:40 GMT"),
    ]
}
const NOW: i64 = 1_521_461_320;

/// All that is made with a key of this secret.
fn made_with(shown: &mut Shown, algorithm: Algorithm, secret: &[u8]) {
    let headers = headers();
    let request = Request::new(&headers).method("GET").target("/path?a=1").body("body");
    let key = Key::new(algorithm, secret).unwrap();
    shown.debug("Key", &key);
    shown.debug("Key", &key.clone());
    shown.debug("Key", &Key::from_base64(algorithm, &encoded(&STANDARD, secret)).unwrap());
    shown.both("Signature", &key.signature_of("text"));
    shown.debug("Request", &request);
    shown.debug("Header", &headers[0]);
    for dialect in Dialect::ALL {
        shown.debug("Dialect", &dialect);
        let names = if dialect == Dialect::Iflytek { "host date request-line" } else { "host x-date date" };
        let signer = Signer::new(dialect, "id").unwrap().names(names).allow_undated();
        shown.debug("Signer", &signer);
        let string = signer.signing_string(&request).unwrap();
        shown.both("SigningString", &string);
        let comparison = signer.compare(&request, "host: example.org").unwrap();
        shown.both("Comparison", &comparison);
        shown.debug("Difference", &comparison.difference().unwrap());
        let credential = match signer.sign(&key, &request) {
            Ok(credential) => credential,
            Err(error) => {
                shown.error("Error", &error);
                continue;
            }
        };
        shown.both("Credential", &credential);
        shown.both("HeaderLines", &credential.header_lines());
        shown.both("Signature", &signer.signature(&key, &request).unwrap());
        match credential.in_query() {
            Some(query) => shown.both("QueryCredential", &query),
            None => assert_ne!(dialect, Dialect::Iflytek),
        }
        let text = credential.to_string();
        let claim = Claim::read(dialect, &text).unwrap();
        shown.debug("Claim", &claim);
        let policy = Policy::new(dialect).allow_undated();
        shown.debug("Policy", &policy);
        shown.debug("Verified", &claim.verify(&key, &request, &policy, NOW).unwrap());
        refused(shown, &claim, &key, &request);
        // As it is, with a newline behind it, and another one.
        for configured in [secret.to_vec(), [secret, b"\n"].concat(), b"another secret".to_vec()] {
            match diagnose(dialect, &configured, &text, &request) {
                Ok(diagnosis) => {
                    shown.both("Diagnosis", &diagnosis);
                    diagnosis.slips().for_each(|slip| shown.both("Slip", &slip));
                }
                Err(error) => shown.error("Error", &error),
            }
        }
    }
}

/// Every way in which it can be refused.
fn refused(shown: &mut Shown, claim: &Claim<'_>, key: &Key, request: &Request<'_>) {
    let policy = Policy::new(claim.dialect()).allow_undated();
    let other = Key::new(key.algorithm(), "another secret").unwrap();
    for error in [
        claim.verify(&other, request, &policy, NOW).unwrap_err(),
        claim.verify(key, request, &policy, NOW + 5000).unwrap_err(),
        claim.verify(key, request, &policy, -1).unwrap_err(),
        claim.verify(key, request, &policy.algorithms(&[]), NOW).unwrap_err(),
        claim.verify(key, request, &policy.required(&["x-other"]), NOW).unwrap_err(),
        claim.verify(key, &Request::new(&[]), &policy, NOW).unwrap_err(),
    ] {
        shown.error("VerifyError", &error);
        match error {
            VerifyError::Error(error) => shown.error("Error", &error),
            VerifyError::Refusal(refusal) => {
                shown.error("Refusal", &refusal);
                if let Refusal::Stale { time, .. } = refusal {
                    shown.both("SignedTime", &time);
                }
            }
        }
    }
}

/// What holds no text and is made without a key.
fn plain(shown: &mut Shown) {
    Algorithm::ALL.iter().for_each(|algorithm| shown.debug("Algorithm", algorithm));
    shown.both("Date", &Date::new(NOW).unwrap());
    shown.both("Digest", &Digest::of("body"));
    shown.both("ContentMd5", &ContentMd5::of("body"));
    shown.debug("Cause", &Cause::read("HMAC signature does not match"));
    let note = Note::read(&Header::new("X-RateLimit-Limit", "500"));
    shown.debug("Note", &note);
    shown.debug("NoteKind", &note.kind);
    shown.debug("NoteValue", &note.value);
    shown.debug("ResponseClass", &ResponseClass::of(401));
    shown.both("RequestPart", &RequestPart::Target);
    shown.debug("Place", &Place::Names(0));
    shown.debug("HttpHeaders", &HttpHeaders::of(&http::HeaderMap::new()));
}

/// The secret in place of every text that can be malformed: errors hold numbers.
fn misplaced(shown: &mut Shown, secret: &[u8]) {
    let (none, date) = ([], [Header::new("Date", secret), Header::new(b"\x01", secret)]);
    let key = Key::new(Algorithm::HmacSha256, secret).unwrap();
    let wrong = [secret, b"\"\n"].concat();
    let mut errors = vec![
        Key::new(Algorithm::HmacSha1, "").unwrap_err(),
        Key::from_base64(Algorithm::HmacSha1, &wrong).unwrap_err(),
        Date::parse(secret).unwrap_err(),
        Date::parse_any_weekday(secret).unwrap_err(),
        Date::new(-1).unwrap_err(),
    ];
    for dialect in Dialect::ALL {
        errors.push(Signer::new(dialect, &wrong).unwrap_err());
        errors.push(Claim::read(dialect, secret).unwrap_err());
        let credential = [b"hmac id=\"", secret, b"\", algorithm=\"", secret, b"\", headers=\"date\", signature=\"a\""];
        errors.push(Claim::read(dialect, &credential.concat()).unwrap_err());
        errors.extend(Claim::read_query(dialect, secret, &mut [0; 256]).err());
        errors.extend(diagnose(dialect, secret, secret, &Request::new(&none)).err());
        let signer = Signer::new(dialect, "id").unwrap();
        for names in [secret, &wrong, b"date"] {
            for headers in [&none[..], &date, &date[..1]] {
                let request = Request::new(headers).method(&wrong).target(&wrong).version(&wrong);
                errors.extend(signer.names(names).sign(&key, &request).err());
                errors.extend(signer.names(names).compare(&request, secret).err());
                errors.extend(signer.names(names).check(&request).err());
            }
        }
    }
    errors.iter().for_each(|error| shown.error("Error", error));
}

#[test]
fn no_text_of_any_type_shows_a_secret() {
    let mut texts = 0;
    for secret in [TEXT, OCTETS] {
        let mut shown = Shown::default();
        plain(&mut shown);
        Algorithm::ALL.iter().for_each(|&algorithm| made_with(&mut shown, algorithm, secret));
        misplaced(&mut shown, secret);
        assert_eq!(shown.search(secret), None);
        texts += shown.texts.len();
        every_type_is_among(&shown);
    }
    assert!(texts > 1000, "{texts}");
    println!("{texts} texts");
}

/// The types that the library gives out, and those of them that have a text for people.
fn every_type_is_among(shown: &Shown) {
    let source = |file: &str| std::fs::read_to_string(format!("{}/src/{file}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let uses = source("lib.rs");
    let public: BTreeSet<_> = uses
        .lines()
        .filter_map(|line| line.strip_prefix("pub use "))
        .flat_map(|line| line.split(|letter: char| !letter.is_alphanumeric() && letter != '_'))
        .filter(|word| word.starts_with(char::is_uppercase) && word.contains(char::is_lowercase) && *word != "Headers")
        .collect();
    assert_eq!(public, shown.debugged, "the public types, and those whose Debug was looked at");
    let files = std::fs::read_dir(format!("{}/src", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let files = files.map(|file| file.unwrap().file_name().into_string().unwrap()).filter(|file| file.ends_with(".rs"));
    let text: String =
        files.chain(["diagnose/mod.rs", "diagnose/slip.rs"].map(str::to_owned)).map(|file| source(&file)).collect();
    let displayed: BTreeSet<_> = text
        .lines()
        .filter(|line| line.starts_with("impl"))
        .filter_map(|line| line.split_once("fmt::Display for "))
        .map(|(_, rest)| rest.split(|letter: char| !letter.is_alphanumeric()).next().unwrap())
        .collect();
    assert_eq!(displayed, shown.displayed, "the types with Display, and those whose Display was looked at");
}

/// Each form is found in a text that shows it.
#[test]
fn a_secret_that_is_shown_is_found() {
    for secret in [TEXT, OCTETS] {
        let hex: String = secret.iter().map(|octet| format!("{octet:02X}")).collect();
        for text in [
            String::from_utf8_lossy(secret).into_owned(),
            format!("{secret:?}"),
            format!("{secret:#?}"),
            format!("{secret:x?}"),
            format!("{secret:#x?}"),
            secret.escape_ascii().to_string(),
            hex,
            encoded(&STANDARD_NO_PAD, secret),
            encoded(&URL_SAFE_NO_PAD, [b"x", secret].concat()),
            encoded(&STANDARD_NO_PAD, [b"xy", &secret[..PIECE + 1]].concat()),
            format!("{:?}", String::from_utf8_lossy(&secret[3..3 + PIECE])),
        ] {
            let shown = Shown { texts: vec![("a control", text.clone())], ..Shown::default() };
            assert!(shown.search(secret).is_some(), "{text} shows a secret, which is not found");
        }
    }
}
