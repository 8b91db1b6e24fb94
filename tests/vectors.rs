//! Golden vectors that others made: what the gateway vendors' sample programs and documents compute, one credential
//! that a real gateway accepted, what real gateways accept and this library refuses, and the RFCs' MACs.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)] // tests may fail loudly

mod oracle;

use hmacsign::{
    Algorithm, Claim, Date, Dialect, Error, Header, Key, Policy, Refusal, Request, RequestPart, Signer, VerifyError,
};
use oracle::family::row;
use serde_json::Value;

fn text(vector: &Value, member: &str) -> String {
    vector[member].as_str().unwrap_or_else(|| panic!("{}: {member} is no text", vector["name"])).into()
}

fn algorithm(name: &str) -> Algorithm {
    match name {
        "hmac-sha1" => Algorithm::HmacSha1,
        "hmac-sha256" => Algorithm::HmacSha256,
        "hmac-sha384" => Algorithm::HmacSha384,
        "hmac-sha512" => Algorithm::HmacSha512,
        other => panic!("no such algorithm: {other}"),
    }
}

const DIALECTS: [(&str, Dialect); 8] = [
    ("tencent", Dialect::Tencent),
    ("tencent_app", Dialect::TencentApp),
    ("kong", Dialect::Kong),
    ("apisix", Dialect::Apisix),
    ("cavage", Dialect::Cavage),
    ("iflytek", Dialect::Iflytek),
    ("cybersource", Dialect::Cybersource),
    ("modulr", Dialect::Modulr),
];

/// The one vector whose parameters could be read in two ways.
const AMBIGUOUS: &str = "computed-app-percent-plus";

/// A vector with what its schema says read out of it.
struct Vector {
    json: Value,
    name: String,
    dialect: Dialect,
    id: String,
    names: String,
    headers: Vec<(String, String)>,
    /// The time that the credential states.
    created: Option<i64>,
}

/// The vectors of both files.
fn vectors() -> Vec<Vector> {
    let mut vectors = Vec::new();
    for file in [include_str!("cases/tencent.json"), include_str!("cases/family.json")] {
        let file: Value = serde_json::from_str(file).unwrap();
        for json in file["vectors"].as_array().unwrap() {
            let (_, dialect) = DIALECTS.iter().find(|(name, _)| json["dialect"] == *name).unwrap();
            let headers = (json["request"]["headers"].as_array().unwrap().iter())
                .map(|pair| (pair[0].as_str().unwrap().into(), pair[1].as_str().unwrap().into()))
                .collect();
            vectors.push(Vector {
                name: text(json, "name"),
                dialect: *dialect,
                id: text(json, "id"),
                names: text(json, "names"),
                headers,
                created: json["created"].as_i64(),
                json: json.clone(),
            });
        }
    }
    vectors
}

impl Vector {
    fn algorithm(&self) -> Algorithm {
        algorithm(&text(&self.json, "algorithm"))
    }

    /// The key, for any algorithm.
    fn key(&self, algorithm: Algorithm) -> Key {
        let secret = text(&self.json, "key");
        match self.json["key_encoding"].as_str().unwrap() {
            "text" => Key::new(algorithm, &secret).unwrap(),
            "base64" => Key::from_base64(algorithm, &secret).unwrap(),
            other => panic!("{}: no such encoding: {other}", self.name),
        }
    }

    fn headers(&self) -> Vec<Header<'_>> {
        self.headers.iter().map(|(name, value)| Header::new(name, value)).collect()
    }

    fn request<'a>(&'a self, headers: &'a [Header<'a>]) -> Request<'a> {
        let mut request = Request::new(headers);
        let parts = &self.json["request"];
        if let Some(method) = parts["method"].as_str() {
            request = request.method(method);
        }
        if let Some(target) = parts["target"].as_str() {
            request = request.target(target);
        }
        if let Some(body) = parts["body"].as_str() {
            request = request.body(body);
        }
        request.version(parts["version"].as_str().unwrap_or_default())
    }

    fn signer(&self) -> Signer<'_> {
        let signer = Signer::new(self.dialect, &self.id).unwrap().names(&self.names);
        self.created.map_or(signer, |created| signer.created(created).unwrap())
    }

    /// The second of the time that is stated, or else of the first signed time.
    fn now(&self) -> i64 {
        if let Some(created) = self.created {
            return created;
        }
        let signed: Vec<String> = self.names.split(' ').map(str::to_lowercase).collect();
        let times = row(self.dialect).times;
        let is_time = |(name, _): &&(String, String)| {
            let name = name.to_lowercase();
            times.contains(&name.as_str()) && signed.contains(&name)
        };
        let (_, date) = self.headers.iter().find(is_time).unwrap_or_else(|| panic!("{}: undated", self.name));
        Date::parse_any_weekday(date).unwrap_or_else(|_| panic!("{}: {date}", self.name)).seconds()
    }

    /// What the files say that a server must allow.
    fn policy(&self) -> Policy<'static> {
        let mut policy = Policy::new(self.dialect).allow_any_weekday();
        if self.name == AMBIGUOUS {
            policy = policy.allow_ambiguous();
        }
        if self.created.is_some() {
            policy = policy.allow_stale_date();
        }
        if self.names.contains("digest") && self.json["request"]["body"].is_string() {
            policy = policy.require_digest();
        }
        policy
    }

    /// Read a credential and verify it with this key.
    fn verify(&self, key: &Key, credential: &str) -> Result<(), VerifyError> {
        self.verify_claim(key, &Claim::read(self.dialect, credential)?, &self.policy())
    }

    fn verify_claim(&self, key: &Key, claim: &Claim<'_>, policy: &Policy<'_>) -> Result<(), VerifyError> {
        let headers = self.headers();
        let request = self.request(&headers);
        let verified = claim.verify(key, &request, policy, self.now())?;
        assert_eq!(verified.id(), self.id, "{}", self.name);
        assert_eq!(verified.skew(), Some(0), "{}", self.name);
        Ok(())
    }

    /// The credential that a looser server would take: the vector's own signature under the vector's own names.
    fn refused_credential(&self) -> String {
        let mac = oracle::unbase64(&text(&self.json, "signature"));
        let row = row(self.dialect);
        row.credential(&self.id, row.name_of(self.algorithm()), &self.names, &mac)
    }
}

/// Print how many there were of each dialect, and make sure that none was left out.
fn count(what: &str, done: &[Dialect], expected: [usize; 8]) {
    let counts = DIALECTS.map(|(_, dialect)| done.iter().filter(|done| **done == dialect).count());
    for ((name, _), count) in DIALECTS.iter().zip(counts) {
        println!("{what}: {count} of {name}");
    }
    assert_eq!(counts, expected, "{what}");
}

#[test]
fn every_vector_comes_out_octet_for_octet_and_verifies() {
    let mut done = Vec::new();
    for vector in vectors().iter().filter(|vector| vector.json["verdict"] == "rule") {
        let name = &vector.name;
        let (headers, key) = (vector.headers(), vector.key(vector.algorithm()));
        let (request, signer) = (vector.request(&headers), vector.signer());

        assert_eq!(
            signer.signing_string(&request).unwrap().to_string(),
            text(&vector.json, "signing_string"),
            "{name}"
        );
        assert_eq!(signer.signature(&key, &request).unwrap().as_str(), text(&vector.json, "signature"), "{name}");
        let credential = signer.sign(&key, &request).unwrap().to_string();
        assert_eq!(credential, text(&vector.json, "credential"), "{name}");

        assert_eq!(vector.verify(&key, &credential), Ok(()), "{name}");
        done.push(vector.dialect);
    }
    count("vectors that verify", &done, [37, 28, 8, 4, 11, 2, 2, 1]);
}

#[test]
fn every_vector_that_a_looser_server_would_take_is_refused() {
    let mut done = Vec::new();
    for vector in vectors().iter().filter(|vector| vector.json["verdict"] == "refuse") {
        let name = &vector.name;
        let (headers, key) = (vector.headers(), vector.key(vector.algorithm()));
        let signed = vector.signer().sign(&key, &vector.request(&headers)).map(drop);
        let verified = vector.verify(&key, &vector.refused_credential());
        match vector.json["status"].as_str().unwrap() {
            "HEADER_MISSING" => {
                let offset = vector.names.find("x-absent").unwrap();
                assert_eq!(signed, Err(Error::HeaderMissing { offset }), "{name}");
                assert_eq!(verified, Err(Refusal::HeaderMissing { offset }.into()), "{name}");
            }
            "REFUSED_SIGNATURE" => {
                // It can be signed, but another string is.
                assert_eq!(signed, Ok(()), "{name}");
                assert_eq!(verified, Err(Refusal::Signature.into()), "{name}");
            }
            "ERR_PARAMETER" => {
                assert!(
                    matches!(verified, Err(VerifyError::Error(Error::Parameter { name: "headers", .. }))),
                    "{name}: {verified:?}"
                );
            }
            "ERR_REQUEST_LINE" => {
                let error = Error::RequestLine(RequestPart::Method);
                assert_eq!(signed, Err(error), "{name}");
                assert_eq!(verified, Err(error.into()), "{name}");
            }
            other => panic!("{name}: {other}"),
        }
        done.push(vector.dialect);
    }
    count("vectors that are refused", &done, [0, 0, 3, 2, 1, 0, 0, 0]);
}

#[test]
fn credentials_of_older_pages_are_read_and_verify() {
    let mut done = Vec::new();
    for vector in vectors() {
        if vector.json["credential_older_pages"].is_string() {
            let key = vector.key(vector.algorithm());
            assert_eq!(vector.verify(&key, &text(&vector.json, "credential_older_pages")), Ok(()), "{}", vector.name);
            done.push(vector.dialect);
        }
    }
    count("credentials of older pages", &done, [0, 0, 0, 0, 0, 2, 0, 0]);
}

#[test]
fn credentials_in_queries_are_written_as_published_and_read_and_verify() {
    let mut done = Vec::new();
    for vector in vectors() {
        let (headers, key) = (vector.headers(), vector.key(vector.algorithm()));
        let Some(published) = vector.json["credential_query"].as_str() else {
            // Only one dialect has them, and all of its vectors do.
            assert_ne!(vector.dialect, Dialect::Iflytek, "{}", vector.name);
            continue;
        };
        let credential = vector.signer().sign(&key, &vector.request(&headers)).unwrap();
        assert_eq!(credential.in_query().unwrap().to_string(), published, "{}", vector.name);
        let mut scratch = vec![0; published.len()];
        let claim = Claim::read_query(vector.dialect, published, &mut scratch).unwrap();
        assert_eq!(vector.verify_claim(&key, &claim, &vector.policy()), Ok(()), "{}", vector.name);
        done.push(vector.dialect);
    }
    count("credentials in queries", &done, [0, 0, 0, 0, 0, 2, 0, 0]);
}

#[test]
fn one_vector_could_be_read_in_two_ways_and_is_refused_unless_the_policy_allows() {
    let mut refused = Vec::new();
    for vector in vectors().iter().filter(|vector| vector.dialect == Dialect::TencentApp) {
        let key = vector.key(vector.algorithm());
        let credential = text(&vector.json, "credential");
        let claim = Claim::read(vector.dialect, &credential).unwrap();
        let policy = Policy::new(vector.dialect).allow_any_weekday();
        match vector.verify_claim(&key, &claim, &policy) {
            Ok(()) => {}
            Err(error) => {
                assert_eq!(error, Refusal::Ambiguous.into(), "{}", vector.name);
                refused.push(vector.name.clone());
            }
        }
        assert_eq!(vector.verify_claim(&key, &claim, &policy.allow_ambiguous()), Ok(()), "{}", vector.name);
    }
    assert_eq!(refused, [AMBIGUOUS]);
}

#[test]
fn no_vector_is_left_out() {
    let vectors = vectors();
    let count = |verdict: &str| vectors.iter().filter(|vector| vector.json["verdict"] == verdict).count();
    println!("{} vectors: {} that verify, {} that are refused", vectors.len(), count("rule"), count("refuse"));
    assert_eq!((vectors.len(), count("rule"), count("refuse")), (65 + 34, 93, 6));
}

#[test]
fn one_vectors_id_with_another_vectors_key_is_refused() {
    let vectors: Vec<Vector> = vectors().into_iter().filter(|vector| vector.json["verdict"] == "rule").collect();
    let mut done = Vec::new();
    for vector in &vectors {
        let (headers, key) = (vector.headers(), vector.key(vector.algorithm()));
        for other in vectors.iter().filter(|other| other.json["key"] != vector.json["key"]) {
            let theirs = other.key(vector.algorithm());
            let credential = vector.signer().sign(&theirs, &vector.request(&headers)).unwrap().to_string();
            let verdict = vector.verify(&key, &credential);
            assert_eq!(verdict, Err(Refusal::Signature.into()), "{} with the key of {}", vector.name, other.name);
        }
        done.push(vector.dialect);
    }
    count("vectors with every other vector's key", &done, [37, 28, 8, 4, 11, 2, 2, 1]);
}

/// One line a case: algorithm, secret, text, MAC, all in hex.
#[test]
fn the_macs_are_those_of_rfc_2202_and_rfc_4231() {
    let hex = |text: &str| -> Vec<u8> {
        (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
    };
    let mut passed = 0;
    for line in include_str!("cases/macs.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let [name, secret, text, mac] = line.split_whitespace().collect::<Vec<_>>().try_into().expect(line);
        let signature = Key::new(algorithm(name), &hex(secret)).unwrap().signature_of(&hex(text));
        // The RFC's fifth case prints the first 16 octets only.
        let whole = oracle::base64(&hex(mac));
        let printed = whole.trim_end_matches('=');
        if hex(mac).len() == algorithm(name).mac_len() {
            assert_eq!(signature.as_str(), whole, "{line}");
        } else {
            assert_eq!(hex(mac).len(), 16, "{line}");
            // The last digit of 16 octets' Base64 holds four spare bits.
            assert!(signature.as_str().starts_with(&printed[..printed.len() - 1]), "{line}");
        }
        assert_eq!(signature.as_str().len(), algorithm(name).signature_len());
        passed += 1;
    }
    // Seven cases of RFC 2202 for SHA-1, seven of RFC 4231 for each of the three others.
    assert_eq!(passed, 7 + 3 * 7);
}
