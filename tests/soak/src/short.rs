//! The rounds of which most are: short texts, and requests of a few headers, with as little work of this program's own as
//! can be.

use hmacsign::{Claim, Date, Dialect, Header, Policy, Refusal, Request, Signer, VerifyError};

use crate::keys::{Keys, Pair};
use crate::oracle::family::{ROWS, Row};
use crate::random::Random;
use crate::{Counts, Difference, openssl, same};

/// What is used again and again.
#[derive(Default)]
pub struct Short {
    text: Vec<u8>,
    signature: Vec<u8>,
    host: Vec<u8>,
    value: Vec<u8>,
    string: Vec<u8>,
    names: String,
    credential: String,
}

const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789-.";

/// Other names than those that tell a time, and none that a dialect takes for another thing.
const NAMES: [&str; 8] = ["host", "source", "Content-Type", "X-Request-Id", "nonce", "v", "X-Tc-Version", "Accept"];

impl Short {
    /// A text of the caller's own.
    pub fn text(&mut self, random: &mut Random, keys: &Keys, counts: &mut Counts) -> Result<(), Difference> {
        let pair = keys.any(random);
        self.text.clear();
        let len = random.between(0, 200);
        random.octets(len, &mut self.text);
        counts.texts += 1;
        sign_with_openssl(pair, &self.text, &mut self.signature);
        same(
            "the signature of a text",
            pair.key.signature_of(&self.text).as_str().as_bytes(),
            self.signature.as_slice(),
        )
    }

    /// A request of a time and 1 to 4 other headers.
    pub fn request(&mut self, random: &mut Random, keys: &Keys, counts: &mut Counts) -> Result<(), Difference> {
        let Short { signature, host, value, string, names, credential, .. } = self;
        let pair = keys.any(random);
        let row = loop {
            let row = random.one(&ROWS);
            // An application's string takes a twin: it is among the wide ones.
            let is_short = row.dialect != Dialect::TencentApp;
            if is_short && row.algorithms.iter().any(|(known, _)| *known == pair.algorithm) {
                break row;
            }
        };
        let seconds = random.below(253_402_300_800) as i64;
        let date = Date::new(seconds).expect("before 10000");
        host.clear();
        value.clear();
        let (host_len, value_len) = (random.between(1, 24), random.between(0, 32));
        random.octets_of(LETTERS, host_len, host);
        random.octets_of(b"0123456789abcdefABCDEF \t;=\xE4\xFC", value_len, value);

        // The time stands anywhere, and so do the others, each at most once.
        let (first, count) = (random.below(NAMES.len()), random.between(2, 5));
        let time_at = random.below(count);
        let mut headers = [Header::new("", ""); 5];
        for (index, room) in headers.iter_mut().enumerate().take(count) {
            let (name, value) = if index == time_at {
                (*random.one(row.times), date.as_str().as_bytes())
            } else {
                let name = NAMES[(first + index) % NAMES.len()];
                (name, if name == "host" { &*host } else { &*value }.as_slice())
            };
            *room = Header::new(name, value);
        }
        let headers = &headers[..count];

        string.clear();
        names.clear();
        if row.dialect == Dialect::Apisix {
            string.extend_from_slice(b"AKID-1\n");
        }
        for (index, header) in headers.iter().enumerate() {
            if index > 0 {
                string.push(b'\n');
                names.push(' ');
            }
            string.extend(header.name().iter().map(u8::to_ascii_lowercase));
            string.extend_from_slice(b": ");
            string.extend_from_slice(trimmed(header.value()));
            names.extend(header.name().iter().map(|octet| octet.to_ascii_lowercase() as char));
        }
        if row.dialect == Dialect::Apisix {
            string.push(b'\n');
        }
        let (mut mac, len) = sign_with_openssl(pair, string, signature);
        put_credential(row, row.name_of(pair.algorithm), names, signature, credential);
        counts.requests += 1;

        let request = Request::new(headers);
        let mut signer = Signer::new(row.dialect, "AKID-1").expect("an id");
        if random.once_in(2) {
            signer = signer.names(&*names);
        }
        let mut room = [0; 512];
        let signed = signer.sign(&pair.key, &request);
        let written = signed.as_ref().ok().and_then(|signed| signed.write_to(&mut room).ok());
        same("a credential", &written, &Some(credential.as_str()))?;

        let policy = Policy::new(row.dialect);
        let skew = random.between(0, 2 * row.skew as usize) as i64 - row.skew;
        let now = (seconds + skew).clamp(0, 253_402_300_799);
        let claim = Claim::read(row.dialect, &*credential).map_err(|error| refused(&*credential, &error))?;
        let verdict = claim.verify(&pair.key, &request, &policy, now).map(|verified| verified.skew());
        counts.accepted += 1;
        same("the verdict on a good request", &verdict, &Ok(Some(now - seconds)))?;
        if random.once_in(2) {
            let bit = random.below(len * 8);
            mac[bit / 8] ^= 1 << (bit % 8);
            signature.clear();
            openssl::encode(&mac[..len], signature);
            put_credential(row, row.name_of(pair.algorithm), names, signature, credential);
            let claim = Claim::read(row.dialect, &*credential).map_err(|error| refused(&*credential, &error))?;
            let verdict = claim.verify(&pair.key, &request, &policy, now).map(drop);
            counts.refused += 1;
            same("the verdict on a wrong MAC", &verdict, &Err(VerifyError::Refusal(Refusal::Signature)))?;
        }
        Ok(())
    }
}

/// The MAC of a text, and its Base64.
fn sign_with_openssl(pair: &Pair, text: &[u8], signature: &mut Vec<u8>) -> ([u8; 64], usize) {
    let (mac, len) = pair.hmac.mac(text);
    signature.clear();
    openssl::encode(&mac[..len], signature);
    (mac, len)
}

/// The credential with this algorithm's name, these names and this signature.
fn put_credential(row: &Row, algorithm: &str, names: &str, signature: &[u8], credential: &mut String) {
    let is_escaped = row.dialect == Dialect::Modulr;
    credential.clear();
    for piece in [row.word, row.id, "=\"AKID-1\"", row.comma, "algorithm=\"", algorithm, "\"", row.comma] {
        credential.push_str(piece);
    }
    for piece in ["headers=\"", names, "\"", row.comma, "signature=\""] {
        credential.push_str(piece);
    }
    for &digit in signature {
        match digit {
            b'+' if is_escaped => credential.push_str("%2B"),
            b'/' if is_escaped => credential.push_str("%2F"),
            b'=' if is_escaped => credential.push_str("%3D"),
            digit => credential.push(digit as char),
        }
    }
    credential.push('"');
}

fn refused(credential: &str, error: &hmacsign::Error) -> Difference {
    Difference::of("a good credential is not read", error, &credential)
}

fn trimmed(value: &[u8]) -> &[u8] {
    let is_value = |octet: &u8| *octet != b' ' && *octet != b'\t';
    let first = value.iter().position(is_value).unwrap_or(value.len());
    let last = value.iter().rposition(is_value).map_or(first, |last| last + 1);
    &value[first..last]
}
