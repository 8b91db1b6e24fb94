//! The rounds in which all is random: what is signed, by whom, in which dialect; then spoilt in many ways.

use hmacsign::{Algorithm, Claim, Date, Dialect, Digest, Header, Key, Policy, Refusal, Request, Signer, VerifyError};

use crate::keys::Pair;
use crate::openssl::{self, Hmac};
use crate::oracle::family::{ROWS, Row, Sent, string};
use crate::random::Random;
use crate::{Counts, Difference, oracle, reading, same};

#[path = "capi.rs"]
mod capi;

const END: i64 = 253_402_300_799;
const TOKEN: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.!#$%&'*+^`|~";
const HOST: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789-.:[]";
/// Every octet that a value may have.
const VALUE: [u8; 223 + 1] = {
    let (mut octets, mut at, mut octet) = ([b'\t'; 224], 1, 0x20_u8);
    loop {
        if octet != 0x7F {
            octets[at] = octet;
            at += 1;
        }
        if octet == u8::MAX {
            break octets;
        }
        octet += 1;
    }
};
const PARAMETER: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCXYZ0123456789-_.~!*+:@/?;\xC3\xA4";
const EDITS: &[u8] = b"\"\"\"==,,  %+/\\()AaBbZz019-@\t\n\x00\x7F\xE4";

/// What is signed, and how.
pub struct Case {
    pub row: &'static Row,
    pub algorithm: Algorithm,
    pub id: String,
    pub sent: Sent,
    /// As the signer is given them; empty for all.
    pub given: String,
    /// As they are written.
    pub names: Vec<String>,
    pub created: Option<i64>,
    pub expires: Option<i64>,
    pub now: i64,
    pub skew: Option<i64>,
}

fn name(random: &mut Random, known: &[(Vec<u8>, Vec<u8>)]) -> Vec<u8> {
    const COMMON: [&str; 8] = ["Host", "Source", "Accept", "Content-Type", "X-Nonce", "V", "Content-Length", "Cookie"];
    const TAKEN: [&str; 9] = [
        "date",
        "x-date",
        "v-c-date",
        "authorization",
        "signature",
        "request-line",
        "request-target",
        "digest",
        "content-md5",
    ];
    loop {
        let mut name = Vec::new();
        if random.once_in(4) {
            name.extend_from_slice(random.one(&COMMON).as_bytes());
        } else {
            let len = random.between(1, 24);
            random.octets_of(TOKEN, len, &mut name);
        }
        let is_there = known.iter().any(|(other, _)| other.eq_ignore_ascii_case(&name));
        if !is_there && !TAKEN.iter().any(|other| name.eq_ignore_ascii_case(other.as_bytes())) {
            return name;
        }
    }
}

fn value(random: &mut Random, name: &[u8], row: &Row) -> Vec<u8> {
    let mut value = Vec::new();
    let around = random.below(3);
    random.octets_of(b" \t", around, &mut value);
    if name.eq_ignore_ascii_case(b"host") {
        let len = random.between(1, 60);
        random.octets_of(HOST, len, &mut value);
    } else if row.dialect == Dialect::TencentApp && name.eq_ignore_ascii_case(b"content-type") {
        let types = [
            "application/x-www-form-urlencoded",
            "Application/X-WWW-Form-Urlencoded ; charset=utf-8",
            "text/plain",
            "application/json",
        ];
        value.extend_from_slice(random.one(&types).as_bytes());
    } else {
        let len = random.between(0, 300);
        random.octets_of(&VALUE, len, &mut value);
    }
    random.octets_of(b" \t", around, &mut value);
    value
}

/// Parameters of a query or a form.
fn parameters(random: &mut Random, to: &mut Vec<u8>) {
    let most = if random.once_in(8) { 60 } else { 6 };
    for index in 0..random.below(most) {
        if index > 0 {
            to.push(b'&');
        }
        for part in 0..random.between(1, 2) {
            if part > 0 {
                to.push(b'=');
            }
            for _ in 0..random.between(1 - part, 12) {
                if random.once_in(4) {
                    to.extend_from_slice(format!("%{:02X}", random.below(256)).as_bytes());
                } else {
                    to.push(*random.one(PARAMETER));
                }
            }
        }
    }
}

impl Case {
    fn new(random: &mut Random) -> Self {
        let row = random.one(&ROWS);
        let algorithm = random.one(row.algorithms).0;
        let base = random.between(2, END as usize - 1) as i64;
        let now = (base + random.between(0, 2 * row.skew as usize) as i64 - row.skew).clamp(1, END);
        let mut sent = Sent::default();

        // The time, and others up to 64; some are not signed, and Cavage's may come again.
        let most = if random.once_in(2) { 6 } else { 56 };
        let count = random.between(0, most);
        let time_at = random.below(count + 1);
        for index in 0..=count {
            let (name, value) = if index == time_at {
                let mut name = random.one(row.times).as_bytes().to_vec();
                if random.once_in(2) {
                    name.make_ascii_uppercase();
                }
                (name, Date::new(base).expect("before 10000").as_str().as_bytes().to_vec())
            } else {
                let name = name(random, &sent.headers);
                let value = value(random, &name, row);
                (name, value)
            };
            sent.headers.push((name, value));
        }
        let mut names: Vec<Vec<u8>> = sent.headers.iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
        if random.once_in(2) {
            let (name, _) = random.one(&sent.headers).clone();
            if row.joins(&name) && !row.is_time(&name) {
                let value = value(random, &name, row);
                sent.headers.push((name, value));
            }
        }

        sent.method = random.one(&["GET", "POST", "PUT", "x-Method", "D"]).as_bytes().to_vec();
        sent.target = random.one(&["/", "/path", "/a/b%20c//d", "*", "/\u{e4}"]).as_bytes().to_vec();
        if random.once_in(2) {
            sent.target.push(b'?');
            parameters(random, &mut sent.target);
        }
        sent.version = random.one(&["", "HTTP/1.1", "HTTP/2", "HTTP/1.0"]).as_bytes().to_vec();
        if random.once_in(2) {
            if oracle::application::is_form(&sent) {
                parameters(random, &mut sent.body);
            } else {
                let len = random.between(0, 600);
                random.octets(len, &mut sent.body);
            }
        }

        let (mut created, mut expires) = (None, None);
        let mut skew = Some(now - base);
        let all = random.once_in(4);
        if row.dialect == Dialect::Cavage && random.once_in(2) {
            created = Some(base);
            expires = random.once_in(2).then(|| now + random.between(0, (END - now).min(1000) as usize) as i64);
        }
        if !all {
            // Another order, fewer, and the pseudo headers among them.
            for at in (1..names.len()).rev() {
                names.swap(at, random.below(at + 1));
            }
            let time = names.iter().position(|name| row.is_time(name)).expect("a time");
            names.swap(0, time);
            names.truncate(random.between(1, names.len()));
            if !row.pseudo.is_empty() && random.once_in(2) {
                names.push(random.one(row.pseudo).as_bytes().to_vec());
                if row.dialect == Dialect::Kong && random.once_in(2) {
                    let other = row.pseudo.iter().find(|pseudo| pseudo.as_bytes() != names.last().unwrap());
                    names.push(other.unwrap().as_bytes().to_vec());
                }
            }
            if created.is_some() && random.once_in(2) {
                names.push(b"(created)".to_vec());
                if random.once_in(2) {
                    names.remove(0);
                    skew = Some(now - base);
                }
            }
            if expires.is_some() && random.once_in(2) {
                names.push(b"(expires)".to_vec());
            }
            let at = random.below(names.len());
            names.swap(0, at);
        }
        (sent.created, sent.expires) = (created, expires);
        let names: Vec<String> = names.into_iter().map(|name| String::from_utf8(name).expect("a token")).collect();
        let mut given = if all { String::new() } else { names.join(" ") };
        if random.once_in(2) {
            given.make_ascii_uppercase();
        }
        let mut id = Vec::new();
        let len = random.between(1, 60);
        random.octets_of(b"abcXYZ0189-_.:/@!#$%&'()*+;<=>?[]^`{|}~", len, &mut id);
        let id = String::from_utf8(id).expect("ASCII");
        if created.is_some_and(|created| (now - created).abs() > row.skew) {
            unreachable!("chosen so");
        }
        Case { row, algorithm, id, sent, given, names, created, expires, now, skew }
    }

    /// The name of the algorithm in the credential.
    fn called(&self) -> &'static str {
        let is_stated = self.names.iter().any(|name| self.row.is_stated(name.as_bytes()));
        if is_stated { "hs2019" } else { self.row.name_of(self.algorithm) }
    }

    fn credential(&self, mac: &[u8]) -> String {
        let times = [("created", self.created), ("expires", self.expires)];
        let times: String = times.iter().filter_map(|(name, time)| Some(format!("{name}={},", (*time)?))).collect();
        self.row.credential_stating(&times, &self.id, self.called(), &self.names.join(" "), mac)
    }
}

pub fn round(random: &mut Random, counts: &mut Counts) -> Result<(), Difference> {
    let case = Case::new(random);
    let (pair, secret) = Pair::new(random, case.algorithm);
    let names: Vec<&[u8]> = case.names.iter().map(|name| name.as_bytes()).collect();
    let expected = string(case.row, case.id.as_bytes(), &names, &case.sent);
    let (mac, len) = pair.hmac.mac(&expected);
    let mac = &mac[..len];
    let mut base64 = Vec::new();
    openssl::encode(mac, &mut base64);
    same("the Base64 of both twins", oracle::base64(mac).as_bytes(), base64.as_slice())?;
    let credential = case.credential(mac);

    let headers: Vec<Header> = case.sent.headers.iter().map(|(name, value)| Header::new(name, value)).collect();
    let request = request(&case.sent, &headers);
    let mut signer = Signer::new(case.row.dialect, &case.id).expect("an id").names(&case.given);
    if let Some(created) = case.created {
        signer = signer.created(created).expect("a time");
    }
    if let Some(expires) = case.expires {
        signer = signer.expires(expires).expect("a time");
    }
    let mut room = vec![0; expected.len() + 16];
    let written = signer.signing_string(&request).and_then(|string| string.write_to(&mut room).map(<[u8]>::to_vec));
    same(
        "a signing string",
        &written.map(|text| text.escape_ascii().to_string()),
        &Ok(expected.escape_ascii().to_string()),
    )?;
    let signed = signer.sign(&pair.key, &request).map_err(|error| Difference::of("not signed", &error, &credential))?;
    same("a credential", signed.to_string().as_str(), credential.as_str())?;
    same("a signature", signed.signature().as_str().as_bytes(), base64.as_slice())?;
    counts.wide += 1;
    if let Some(query) = signed.in_query() {
        in_query(&query.to_string(), &credential, case.row, counts)?;
    }
    capi::round(&case, &secret, &credential, counts)?;

    let claim = Claim::read(case.row.dialect, &credential)
        .map_err(|error| Difference::of("a good credential is not read", &error, &credential))?;
    // Any parameters are signed, those that could be read in two ways too.
    let policy = Policy::new(case.row.dialect).allow_ambiguous();
    let verdict = claim.verify(&pair.key, &request, &policy, case.now).map(|verified| verified.skew());
    same("the verdict on a good request", &verdict, &Ok(case.skew))?;
    counts.accepted += 1;

    spoilt(random, &case, &pair, mac, &policy, counts)?;
    for _ in 0..3 {
        edited(random, case.row, &credential, counts)?;
    }
    any_base64(random, case.algorithm, counts)
}

fn request<'a>(sent: &'a Sent, headers: &'a [Header<'a>]) -> Request<'a> {
    Request::new(headers).method(&sent.method).target(&sent.target).version(&sent.version).body(&sent.body)
}

/// The credential in a query, and back.
fn in_query(query: &str, credential: &str, row: &Row, counts: &mut Counts) -> Result<(), Difference> {
    let mut expected = Vec::new();
    openssl::encode(&credential.as_bytes()[row.word.len()..], &mut expected);
    same("a credential in a query", query.as_bytes(), expected.as_slice())?;
    let mut scratch = vec![0; query.len()];
    let read = Claim::read_query(row.dialect, query, &mut scratch).map(|claim| said(&claim));
    counts.base64 += 1;
    same("a credential from a query", &read.ok(), &reading::read(row, credential.as_bytes()))
}

/// One bit of the MAC, one octet of a signed value, or another secret: refused.
fn spoilt(
    random: &mut Random,
    case: &Case,
    pair: &Pair,
    mac: &[u8],
    policy: &Policy<'_>,
    counts: &mut Counts,
) -> Result<(), Difference> {
    let (mut mac, mut sent) = (mac.to_vec(), case.sent.clone());
    let other = Pair::new(random, case.algorithm).0;
    let (mut key, way) = (&pair.key, random.below(4));
    let signed = |name: &[u8]| case.names.iter().any(|signed| name.eq_ignore_ascii_case(signed.as_bytes()));
    match way {
        0 => key = &other.key,
        1 => {
            let headers = sent.headers.iter_mut().filter(|(name, _)| signed(name));
            let mut octets: Vec<&mut u8> =
                headers.flat_map(|(_, value)| value).filter(|octet| octet.is_ascii_graphic()).collect();
            let at = random.below(octets.len().max(1));
            match octets.get_mut(at) {
                Some(octet) => **octet = if **octet == b'~' { b'!' } else { **octet + 1 },
                None => mac[0] ^= 1,
            }
        }
        _ => {
            let bit = random.below(mac.len() * 8);
            mac[bit / 8] ^= 1 << (bit % 8);
        }
    }
    let headers: Vec<Header> = sent.headers.iter().map(|(name, value)| Header::new(name, value)).collect();
    let credential = case.credential(&mac);
    let claim = Claim::read(case.row.dialect, &credential)
        .map_err(|error| Difference::of("a credential with a wrong MAC is not read", &error, &credential))?;
    let verdict = claim.verify(key, &request(&sent, &headers), policy, case.now).map(drop);
    counts.refused += 1;
    same(&format!("the verdict on what was spoilt ({way})"), &verdict, &Err(VerifyError::Refusal(Refusal::Signature)))
}

fn said(claim: &Claim<'_>) -> reading::Read {
    reading::Read {
        id: claim.id().into(),
        algorithm: claim.algorithm(),
        names: claim.names().into(),
        mac: claim.mac().into(),
        created: claim.created(),
        expires: claim.expires(),
    }
}

/// A few octets of a credential changed, and read by both; or by the rules of another dialect.
fn edited(random: &mut Random, row: &'static Row, credential: &str, counts: &mut Counts) -> Result<(), Difference> {
    let mut text = credential.as_bytes().to_vec();
    for _ in 0..random.below(3) {
        let at = random.below(text.len());
        match random.below(7) {
            0 => drop(text.remove(at)),
            1 => text.insert(at, *random.one(EDITS)),
            2 => text[at] = *random.one(EDITS),
            3 => text[at] ^= 0x20,
            4 => {
                // A part comes twice: a parameter, if it is cut there.
                let commas: Vec<usize> = (0..text.len()).filter(|&at| text[at] == b',').collect();
                if let Some(&start) = commas.get(random.below(commas.len().max(1))) {
                    let part = text[start..].to_vec();
                    text.extend_from_slice(&part);
                }
            }
            5 => {
                // Parameters change places.
                let mut parts: Vec<Vec<u8>> = text.split(|&octet| octet == b',').map(<[u8]>::to_vec).collect();
                let (one, other) = (random.below(parts.len()), random.below(parts.len()));
                parts.swap(one, other);
                text = parts.join(&b',');
            }
            _ => {
                let known =
                    [",x=1", ", created=1", ",Expires=\"2\"", ",algorithm=\"hs2019\"", " ", ",", ", id=\"\"", "="];
                let place = if random.once_in(2) { text.len() } else { at };
                text.splice(place..place, random.one(&known).bytes());
            }
        }
        if text.is_empty() {
            break;
        }
    }
    let row = if random.once_in(8) { random.one(&ROWS) } else { row };
    let read = Claim::read(row.dialect, &text).ok().map(|claim| said(&claim));
    *(if read.is_some() { &mut counts.read } else { &mut counts.unreadable }) += 1;
    let expected = reading::read(row, &text);
    same(&format!("what {:?} reads of {}", row.dialect, text.escape_ascii()), &read, &expected)
}

/// Base64 of any length, right or nearly so, is read as OpenSSL reads it; and that of a hash is written as it is there.
fn any_base64(random: &mut Random, algorithm: Algorithm, counts: &mut Counts) -> Result<(), Difference> {
    let (mut octets, mut text) = (Vec::new(), Vec::new());
    let most = if random.once_in(4) { 1030 } else { 100 };
    let len = random.between(1, most);
    random.octets(len, &mut octets);
    openssl::encode(&octets, &mut text);
    if random.once_in(2) {
        let end = text.len();
        // At the end, where padding and unused bits are, or anywhere.
        let at = if random.once_in(2) { end - random.between(1, 4) } else { random.below(end) };
        match random.below(3) {
            0 => text[at] = *random.one(b"=AQgwBC+/-_ \n"),
            1 => drop(text.remove(at)),
            _ => text.insert(at, *random.one(b"=A \n")),
        }
    }
    let expected = openssl::decode(&text).filter(|octets| (1..=hmacsign::SECRET_BASE64_MAX).contains(&octets.len()));
    let mac = |octets: Vec<u8>| Hmac::new(algorithm, &octets).mac(b"x");
    let expected = expected.map(mac).map(|(mac, len)| oracle::base64(&mac[..len]));
    let read = Key::from_base64(algorithm, &text).ok().map(|key| key.signature_of("x").as_str().to_owned());
    counts.base64 += 2;
    same(&format!("the key of {}", text.escape_ascii()), &read, &expected)?;

    let mut hash = [0; 32];
    hash.iter_mut().for_each(|octet| *octet = random.below(256) as u8);
    let mut digest = b"SHA-256=".to_vec();
    openssl::encode(&hash, &mut digest);
    same("a digest", Digest::of_sha256(&hash).as_str().as_bytes(), digest.as_slice())
}
