//! The contest: who signs and verifies `date host`, and whether all come to the same.

use std::collections::HashMap;
use std::hint::black_box;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use hmacsign::{Algorithm, Claim, Dialect, Header, Key, Policy, Request, Signer};
use sha1::Sha1;

use crate::c::{self, Job, Text};
use crate::measure::{Work, work};

const SECRET: &str = "ZxF2whO0RhuwnVCj5JMMAuqcDcN2oPrC";
const ID: &str = "AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj548pN";
pub const DATE: &str = "Mon, 19 Mar 2018 12:08:40 GMT";
const HOST: &str = "api-kuy3rwbs.gz.apigw.myqcloud.com";
/// When that is.
const NOW: i64 = 1_521_461_320;
const KEYS: usize = 1000;

pub const FLOOR: &str = "three bare compressions";

/// One that takes part: in which contest, under which name, and what it does.
pub struct Entry {
    pub group: &'static str,
    pub name: String,
    pub work: Work,
}

fn entry(group: &'static str, name: &str, work: Work) -> Entry {
    Entry { group, name: name.to_owned(), work }
}

/// The compressions of an HMAC-SHA-1 over so many blocks, without its pads: those, and one for the outer hash.
pub fn compressions(blocks: usize) -> Work {
    let blocks = vec![[0x5A; 64]; blocks];
    work(move || {
        let mut inner = [0x6745_2301; 5];
        sha1::block_api::compress(&mut inner, black_box(&blocks));
        let mut outer = black_box(inner);
        sha1::block_api::compress(&mut outer, black_box(&[[0x5A; 64]]));
        outer
    })
}

pub fn string() -> String {
    format!("date: {DATE}\nhost: {HOST}")
}

fn credential(id: &str, signature: &str) -> String {
    format!("hmac id=\"{id}\", algorithm=\"hmac-sha1\", headers=\"date host\", signature=\"{signature}\"")
}

fn job() -> Job {
    let [secret, id, date, host] = [SECRET, ID, DATE, HOST].map(Text::of);
    Job { secret, id, date, host }
}

/// A way to sign in Rust: writes the credential into a buffer and gives its length.
type Way = Box<dyn FnMut(&mut [u8]) -> usize>;

fn ours() -> Way {
    let key = Key::new(Algorithm::HmacSha1, SECRET).expect("a key");
    Box::new(move |out| {
        let headers = [Header::new("Date", black_box(DATE)), Header::new("Host", black_box(HOST))];
        let request = Request::new(&headers);
        let signer = Signer::tencent(black_box(ID)).expect("an id").names("date host");
        let credential = signer.sign(&key, &request).expect("a credential");
        credential.write_to(out).expect("room").len()
    })
}

fn naive() -> Way {
    Box::new(|out| {
        let string = format!("date: {}\nhost: {}", black_box(DATE), black_box(HOST));
        let mut mac = Hmac::<Sha1>::new_from_slice(black_box(SECRET).as_bytes()).expect("any length will do");
        mac.update(string.as_bytes());
        let text = credential(black_box(ID), &STANDARD.encode(mac.finalize().into_bytes()));
        out[..text.len()].copy_from_slice(text.as_bytes());
        text.len()
    })
}

/// Makes the MAC of a string with a key that is prepared.
type Mac20 = Box<dyn FnMut(&[u8]) -> [u8; 20]>;

/// The rest of the work of those that are prepared: no piece is formatted, and no memory asked for.
fn prepared(mut mac: Mac20) -> Way {
    let mut string = Vec::with_capacity(512);
    Box::new(move |out| {
        string.clear();
        for piece in ["date: ", black_box(DATE), "\nhost: ", black_box(HOST)] {
            string.extend_from_slice(piece.as_bytes());
        }
        let mut signature = [0; 28];
        STANDARD.encode_slice(mac(&string), &mut signature).expect("room");
        let mut end = 0;
        let between = "\", algorithm=\"hmac-sha1\", headers=\"date host\", signature=\"";
        let pieces = [b"hmac id=\"", black_box(ID).as_bytes(), between.as_bytes(), &signature, b"\""];
        for piece in pieces {
            out[end..end + piece.len()].copy_from_slice(piece);
            end += piece.len();
        }
        end
    })
}

/// The signature of a ready string.
fn of_string(mut mac: Mac20) -> Way {
    let string = string();
    Box::new(move |out| STANDARD.encode_slice(mac(black_box(&string).as_bytes()), out).expect("room"))
}

fn rustcrypto() -> Mac20 {
    let ready = Hmac::<Sha1>::new_from_slice(SECRET.as_bytes()).expect("any length will do");
    Box::new(move |string| {
        let mut mac = ready.clone();
        mac.update(string);
        mac.finalize().into_bytes().into()
    })
}

fn ring() -> Mac20 {
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, SECRET.as_bytes());
    Box::new(move |string| ring::hmac::sign(&key, string).as_ref().try_into().expect("20 octets"))
}

fn ours_of_string() -> Way {
    let (key, string) = (Key::new(Algorithm::HmacSha1, SECRET).expect("a key"), string());
    Box::new(move |out| {
        let signature = key.signature_of(black_box(&string));
        let text = signature.as_str();
        out[..text.len()].copy_from_slice(text.as_bytes());
        text.len()
    })
}

/// Look at what it writes, and make a work of it.
fn checked(name: &str, wanted: &str, mut way: Way) -> Work {
    let mut out = vec![0; 1024];
    let len = way(&mut out);
    assert_eq!(String::from_utf8_lossy(&out[..len]), wanted, "{name} differs");
    work(move || way(black_box(&mut out)))
}

fn blocks() -> usize {
    (string().len() + 9).div_ceil(64)
}

/// The credential that all write, and its signature.
fn wanted() -> (String, String) {
    let mut out = [0; 1024];
    let len = naive()(&mut out);
    let wanted = String::from_utf8_lossy(&out[..len]).into_owned();
    let signature = wanted.rsplit('"').nth(1).expect("a signature").to_owned();
    (wanted, signature)
}

/// Those that sign, after it was found that all write the same; and what the contestants in C say that they are.
pub fn signing() -> (Vec<Entry>, Vec<String>) {
    let (mut entries, mut versions) = (Vec::new(), Vec::new());
    let group = "sign";
    let (wanted, signature) = wanted();
    let contestants = c::contestants();
    for (index, contestant) in contestants.iter().enumerate() {
        contestant.ready(&job());
        let version = contestant.version();
        if index > 0 && !version.is_empty() && !versions.contains(&version) {
            versions.push(version);
        }
    }
    entries.push(entry(group, FLOOR, compressions(blocks())));
    entries.push(entry(group, "five bare compressions", compressions(blocks() + 2)));
    let ready = job();
    let way: Way = Box::new(move |out| c::signature(black_box(&ready), out));
    let name = "hmacsign in C, signature alone";
    entries.push(entry(group, name, checked(name, &signature, way)));
    let mut in_c = contestants.into_iter().map(|contestant| {
        let (job, name) = (job(), contestant.name);
        let way: Way = Box::new(move |out| contestant.sign(black_box(&job), out));
        entry(group, name, checked(name, &wanted, way))
    });
    entries.extend(in_c.next());
    let rust = [
        ("hmacsign in Rust", ours()),
        ("RustCrypto, prepared", prepared(rustcrypto())),
        ("ring, prepared", prepared(ring())),
        ("RustCrypto, new key and format!", naive()),
    ];
    entries.extend(rust.map(|(name, way)| entry(group, name, checked(name, &wanted, way))));
    entries.extend(in_c);
    (entries, versions)
}

/// Those that have a prepared key, of a string that is ready: MAC and Base64 alone. Only after `signing`, which makes the
/// contestants in C ready.
pub fn of_strings() -> Vec<Entry> {
    let group = "string";
    let (_, signature) = wanted();
    let mut entries = vec![entry(group, FLOOR, compressions(blocks()))];
    let rust = [
        ("hmacsign in Rust", ours_of_string()),
        ("RustCrypto, prepared", of_string(rustcrypto())),
        ("ring, prepared", of_string(ring())),
    ];
    let text = Text::of(&string());
    let mut in_c = c::contestants().into_iter().filter(c::Contestant::is_prepared).map(|contestant| {
        let name = contestant.name;
        let way: Way = Box::new(move |out| contestant.signature_of(black_box(text), out));
        entry(group, name, checked(name, &signature, way))
    });
    entries.extend(in_c.next());
    entries.extend(rust.map(|(name, way)| entry(group, name, checked(name, &signature, way))));
    entries.extend(in_c);
    entries
}

/// Those that verify: read the credential, look its id up among 1,000 keys, verify. The ids take turns.
pub fn verifying() -> Vec<Entry> {
    let group = "verify";
    let ids: Vec<_> = (0..KEYS).map(|index| format!("AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj{index:05}")).collect();
    let secrets: Vec<_> = (0..KEYS).map(|index| format!("ZxF2whO0RhuwnVCj5JMMAuqcDcN{index:05}")).collect();
    let mut table = HashMap::new();
    for (index, (id, secret)) in ids.iter().zip(&secrets).enumerate() {
        c::own(index, Text::of(id), Text::of(secret));
        table.insert(id.clone(), Key::new(Algorithm::HmacSha1, secret).expect("a key"));
    }
    let texts: Vec<_> = (0..16)
        .map(|index| index * 61 % KEYS)
        .map(|index| {
            let mut mac = Hmac::<Sha1>::new_from_slice(secrets[index].as_bytes()).expect("any length will do");
            mac.update(string().as_bytes());
            credential(&ids[index], &STANDARD.encode(mac.finalize().into_bytes()))
        })
        .collect();

    let (job, credentials) = (job(), texts.iter().map(|text| Text::of(text)).collect::<Vec<_>>());
    let mut turn = 0;
    let in_c = move || {
        turn = (turn + 1) % credentials.len();
        assert!(c::verify(black_box(&job), credentials[turn], black_box(NOW)), "genuine and fresh");
    };
    let mut turn = 0;
    let in_rust = move || {
        turn = (turn + 1) % texts.len();
        let headers = [Header::new("Date", black_box(DATE)), Header::new("Host", black_box(HOST))];
        let claim = Claim::read(Dialect::Tencent, &texts[turn]).expect("a credential");
        let key = table.get(claim.id()).expect("an id that is known");
        let policy = Policy::new(Dialect::Tencent);
        let verified = claim.verify(key, &Request::new(&headers), &policy, black_box(NOW));
        verified.expect("genuine and fresh").expires()
    };
    vec![
        entry(group, FLOOR, compressions(blocks())),
        entry(group, "hmacsign in C", work(in_c)),
        entry(group, "hmacsign in Rust", work(in_rust)),
    ]
}
