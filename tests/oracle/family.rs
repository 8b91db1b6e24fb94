//! The dialects again, written down from their descriptions and not from the library's table; and a verifier that is
//! slow and obvious.

use hmacsign::{Algorithm, Dialect, Error, Place, Refusal, RequestPart, SignedTime, VerifyError};
use sha2::Digest as _;

use super::application;
use super::{base64, hmac, is_token, is_value, lower, trim};

/// What a dialect's description says.
#[derive(Debug)]
pub struct Row {
    pub dialect: Dialect,
    /// With the space behind it.
    pub word: &'static str,
    pub id: &'static str,
    pub comma: &'static str,
    pub algorithms: &'static [(Algorithm, &'static str)],
    /// Those that stand for a part of the request line.
    pub pseudo: &'static [&'static str],
    pub times: &'static [&'static str],
    pub skew: i64,
    /// Parameters in one order and one case.
    pub fixed: bool,
}

const HMAC_NAMES: &[(Algorithm, &str)] = &[
    (Algorithm::HmacSha1, "hmac-sha1"),
    (Algorithm::HmacSha256, "hmac-sha256"),
    (Algorithm::HmacSha384, "hmac-sha384"),
    (Algorithm::HmacSha512, "hmac-sha512"),
];

const THREE_NAMES: &[(Algorithm, &str)] = &[
    (Algorithm::HmacSha1, "hmac-sha1"),
    (Algorithm::HmacSha256, "hmac-sha256"),
    (Algorithm::HmacSha512, "hmac-sha512"),
];

pub const ROWS: [Row; 8] = [
    Row {
        dialect: Dialect::Tencent,
        word: "hmac ",
        id: "id",
        comma: ", ",
        algorithms: HMAC_NAMES,
        pseudo: &[],
        times: &["x-date", "date"],
        skew: 900,
        fixed: true,
    },
    Row {
        dialect: Dialect::TencentApp,
        word: "hmac ",
        id: "id",
        comma: ", ",
        algorithms: HMAC_NAMES,
        pseudo: &[],
        times: &["x-date"],
        skew: 900,
        fixed: true,
    },
    Row {
        dialect: Dialect::Kong,
        word: "hmac ",
        id: "username",
        comma: ", ",
        algorithms: HMAC_NAMES,
        pseudo: &["request-line", "@request-target"],
        times: &["x-date", "date"],
        skew: 300,
        fixed: true,
    },
    Row {
        dialect: Dialect::Apisix,
        word: "Signature ",
        id: "keyId",
        comma: ",",
        algorithms: THREE_NAMES,
        pseudo: &["@request-target"],
        times: &["date"],
        skew: 300,
        fixed: false,
    },
    Row {
        dialect: Dialect::Cavage,
        word: "Signature ",
        id: "keyId",
        comma: ",",
        algorithms: HMAC_NAMES,
        pseudo: &["(request-target)"],
        times: &["date", "x-date"],
        skew: 300,
        fixed: false,
    },
    Row {
        dialect: Dialect::Iflytek,
        word: "hmac ",
        id: "api_key",
        comma: ", ",
        algorithms: &[(Algorithm::HmacSha256, "hmac-sha256")],
        pseudo: &["request-line"],
        times: &["date"],
        skew: 300,
        fixed: false,
    },
    Row {
        dialect: Dialect::Cybersource,
        word: "",
        id: "keyid",
        comma: ", ",
        algorithms: &[(Algorithm::HmacSha256, "HmacSHA256")],
        pseudo: &["request-target", "(request-target)"],
        times: &["v-c-date", "date"],
        skew: 300,
        fixed: false,
    },
    Row {
        dialect: Dialect::Modulr,
        word: "Signature ",
        id: "keyId",
        comma: ",",
        algorithms: THREE_NAMES,
        pseudo: &["(request-target)"],
        times: &["date", "x-date"],
        skew: 300,
        fixed: false,
    },
];

/// Those that sign headers and no more, and in which `date` tells the time.
pub fn rows_of_headers() -> impl Iterator<Item = &'static Row> {
    ROWS.iter().filter(|row| row.dialect != Dialect::TencentApp)
}

pub fn row(dialect: Dialect) -> &'static Row {
    ROWS.iter().find(|row| row.dialect == dialect).unwrap()
}

impl Row {
    /// The algorithm's name on the wire.
    pub fn name_of(&self, algorithm: Algorithm) -> &'static str {
        self.algorithms.iter().find(|(known, _)| *known == algorithm).unwrap().1
    }

    /// A credential in the dialect's own form over any MAC, right or wrong.
    pub fn credential(&self, id: &str, algorithm: &str, names: &str, mac: &[u8]) -> String {
        self.credential_stating("", id, algorithm, names, mac)
    }

    /// The same with `created=1,expires=2,` or the like in its place.
    pub fn credential_stating(&self, times: &str, id: &str, algorithm: &str, names: &str, mac: &[u8]) -> String {
        let mut signature = base64(mac);
        if self.dialect == Dialect::Modulr {
            signature = signature.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
        }
        let Row { word, id: who, comma, .. } = self;
        format!(
            r#"{word}{who}="{id}"{comma}algorithm="{algorithm}"{comma}{times}headers="{names}"{comma}signature="{signature}""#
        )
    }

    /// Does it stand for a part of the request line?
    fn is_line(&self, name: &[u8]) -> bool {
        self.pseudo.iter().any(|pseudo| lower(name) == pseudo.as_bytes())
    }

    /// Does it stand for a time that the credential states?
    pub fn is_stated(&self, name: &[u8]) -> bool {
        self.dialect == Dialect::Cavage && (lower(name) == b"(created)" || lower(name) == b"(expires)")
    }

    pub fn is_pseudo(&self, name: &[u8]) -> bool {
        self.is_line(name) || self.is_stated(name)
    }

    /// Is it one header, and its values joined, when it occurs several times?
    pub fn joins(&self, name: &[u8]) -> bool {
        const SINGLE: [&[u8]; 7] =
            [b"host", b"date", b"x-date", b"digest", b"content-length", b"content-type", b"authorization"];
        self.dialect == Dialect::Cavage && !SINGLE.contains(&lower(name).as_slice())
    }

    pub fn is_time(&self, name: &[u8]) -> bool {
        self.times.iter().any(|time| lower(name) == time.as_bytes())
            || self.is_stated(name) && lower(name) == b"(created)"
    }

    /// Two spellings of one.
    fn same_pseudo(&self, a: &[u8], b: &[u8]) -> bool {
        self.is_pseudo(a) && self.is_pseudo(b) && (lower(a) == lower(b) || self.dialect == Dialect::Cybersource)
    }
}

/// A request as it arrived.
#[derive(Clone, Debug, Default)]
pub struct Sent {
    pub headers: Vec<(Vec<u8>, Vec<u8>)>,
    pub method: Vec<u8>,
    pub target: Vec<u8>,
    /// Empty for HTTP/1.1.
    pub version: Vec<u8>,
    pub body: Vec<u8>,
    /// What the credential states.
    pub created: Option<i64>,
    pub expires: Option<i64>,
}

impl Sent {
    pub fn version(&self) -> &[u8] {
        if self.version.is_empty() { b"HTTP/1.1" } else { &self.version }
    }

    pub fn value(&self, name: &[u8]) -> Option<Vec<u8>> {
        self.headers.iter().find(|(known, _)| lower(known) == lower(name)).map(|(_, value)| trim(value))
    }

    /// All values of this name, joined.
    pub fn joined(&self, name: &[u8]) -> Vec<u8> {
        let values = self.headers.iter().filter(|(known, _)| lower(known) == lower(name));
        values.map(|(_, value)| trim(value)).collect::<Vec<_>>().join(b", ".as_slice())
    }
}

/// The signing string of a request that has all that is named.
pub fn string(row: &Row, id: &[u8], names: &[&[u8]], sent: &Sent) -> Vec<u8> {
    if row.dialect == Dialect::TencentApp {
        return application::string(names, sent);
    }
    let mut lines: Vec<Vec<u8>> = Vec::new();
    for name in names {
        let name = lower(name);
        let bare = [&sent.method, b" ".as_slice(), &sent.target].concat();
        let named = [&name, b": ".as_slice(), &lower(&sent.method), b" ", &sent.target].concat();
        lines.push(match (row.dialect, std::str::from_utf8(&name).unwrap()) {
            (Dialect::Kong | Dialect::Iflytek, "request-line") => [&bare, b" ".as_slice(), sent.version()].concat(),
            (Dialect::Apisix, "@request-target") => bare,
            (Dialect::Kong, "@request-target")
            | (Dialect::Cavage | Dialect::Modulr | Dialect::Cybersource, "(request-target)")
            | (Dialect::Cybersource, "request-target") => named,
            (Dialect::Cavage, "(created)") => format!("(created): {}", sent.created.unwrap()).into(),
            (Dialect::Cavage, "(expires)") => format!("(expires): {}", sent.expires.unwrap()).into(),
            (Dialect::Cavage, _) if row.joins(&name) => [&name, b": ".as_slice(), &sent.joined(&name)].concat(),
            _ => [&name, b": ".as_slice(), &sent.value(&name).unwrap()].concat(),
        });
    }
    if row.dialect == Dialect::Apisix {
        lines.insert(0, id.to_vec());
        lines.push(Vec::new());
    }
    lines.join(&b'\n')
}

/// What a credential says, taken apart.
#[derive(Clone, Debug)]
pub struct Said {
    pub id: String,
    pub algorithm: Option<Algorithm>,
    pub names: Vec<u8>,
    pub mac: Vec<u8>,
}

/// What a server accepts.
#[derive(Clone, Debug)]
pub struct Rules {
    pub algorithms: Vec<Algorithm>,
    pub required: Vec<String>,
    pub undated: bool,
    pub stale_date: bool,
    pub any_weekday: bool,
    pub ambiguous: bool,
    pub digest: bool,
    pub skew: u32,
}

const END: i64 = 253_402_300_799;

fn second(text: &[u8], any_weekday: bool) -> Option<i64> {
    let text = std::str::from_utf8(text).ok()?;
    let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
    let read = |text: &str| {
        let time = httpdate::parse_http_date(text).ok()?;
        (httpdate::fmt_http_date(time) == text)
            .then(|| time.duration_since(std::time::UNIX_EPOCH).unwrap().as_secs() as i64)
    };
    if any_weekday && days.contains(&text.get(..3)?) {
        return days.iter().find_map(|day| read(&format!("{day}{}", &text[3..])));
    }
    read(text)
}

fn digest_fits(value: &[u8], body: &[u8]) -> bool {
    let mut found = Vec::new();
    for member in value.split(|&octet| octet == b',') {
        let member = trim(member);
        let Some(equals) = member.iter().position(|&octet| octet == b'=') else { return false };
        let (name, value) = (&member[..equals], &member[equals + 1..]);
        if !is_token(name) {
            return false;
        }
        if lower(name) == b"sha-256" {
            found.push(value.to_vec());
        }
    }
    found == [base64(&sha2::Sha256::digest(body)).into_bytes()]
}

/// The verdict: when the request would be accepted for the last time, or why it is not.
pub fn verdict(
    row: &Row,
    said: &Said,
    algorithm: Algorithm,
    secret: &[u8],
    sent: &Sent,
    rules: &Rules,
    now: i64,
) -> Result<Option<i64>, VerifyError> {
    if !(0..=END).contains(&now) {
        return Err(Error::Time.into());
    }
    if !rules.algorithms.contains(&algorithm) || said.algorithm.is_some_and(|named| named != algorithm) {
        return Err(Refusal::Algorithm.into());
    }
    let application = row.dialect == Dialect::TencentApp;
    let names: Vec<&[u8]> = said.names.split(|&octet| octet == b' ').collect();
    for (required, name) in rules.required.iter().enumerate() {
        let name = name.as_bytes();
        let implied = application && [b"accept".as_slice(), b"content-type"].contains(&lower(name).as_slice());
        if !implied && !names.iter().any(|signed| lower(signed) == lower(name) || row.same_pseudo(signed, name)) {
            return Err(Refusal::HeaderUnsigned { required }.into());
        }
    }
    let digest = rules.digest && !application && (!sent.body.is_empty() || sent.value(b"digest").is_some());
    if digest && !names.iter().any(|name| lower(name) == b"digest") {
        return Err(Refusal::DigestUnsigned.into());
    }

    let mut offset = 0;
    for (index, name) in names.iter().enumerate() {
        let same = |other: &[u8]| lower(name) == lower(other) || row.same_pseudo(name, other);
        if names[..index].iter().any(|earlier| same(earlier)) {
            return Err(Refusal::HeaderRepeated(Place::Names(offset)).into());
        }
        let places: Vec<usize> = (0..sent.headers.len()).filter(|&place| same(&sent.headers[place].0)).collect();
        let allowed = match () {
            () if row.is_pseudo(name) => 0,
            () if row.joins(name) => usize::MAX,
            () => 1,
        };
        if let Some(&place) = places.get(allowed) {
            return Err(Refusal::HeaderRepeated(Place::Header(place)).into());
        }
        let missing = match lower(name).as_slice() {
            b"(created)" if row.is_stated(name) => sent.created.is_none(),
            b"(expires)" if row.is_stated(name) => sent.expires.is_none(),
            _ => !row.is_pseudo(name) && places.is_empty(),
        };
        if missing {
            return Err(Refusal::HeaderMissing { offset }.into());
        }
        if let Some(&header) = places.iter().find(|&&place| !is_value(&trim(&sent.headers[place].1))) {
            return Err(Refusal::HeaderValue { header }.into());
        }
        offset += name.len() + 1;
    }
    if application {
        match application::implied_fault(sent) {
            Some(Error::HeaderRepeated(place)) => return Err(Refusal::HeaderRepeated(place).into()),
            Some(Error::HeaderValue { header }) => return Err(Refusal::HeaderValue { header }.into()),
            _ => {}
        }
    }
    if !rules.undated && !names.iter().any(|name| row.is_time(name)) {
        return Err(Refusal::DateUnsigned.into());
    }
    if application || names.iter().any(|name| row.is_line(name)) {
        if let Some(part) = application::line_fault(sent) {
            let given = if part == RequestPart::Method { &sent.method } else { &sent.target };
            let omitted = given.is_empty();
            return Err(if omitted { Error::RequestLine(part).into() } else { Refusal::RequestLine(part).into() });
        }
        let line = names.iter().any(|name| lower(name) == b"request-line" && row.is_line(name));
        if line && !sent.version().iter().all(|octet| (b'!'..=b'~').contains(octet)) {
            return Err(Refusal::RequestLine(RequestPart::Version).into());
        }
    }
    if application {
        let Some(parameters) = application::parameters(sent) else { return Err(Refusal::Parameters.into()) };
        if application::are_ambiguous(&parameters) && !rules.ambiguous {
            return Err(Refusal::Ambiguous.into());
        }
    }
    if hmac(algorithm, secret, &string(row, said.id.as_bytes(), &names, sent)) != said.mac {
        return Err(Refusal::Signature.into());
    }

    let mut expires = None;
    for name in names {
        let (signed, time) = match lower(name).as_slice() {
            b"(expires)" if row.is_stated(name) => {
                let last = sent.expires.unwrap();
                if now > last {
                    return Err(Refusal::Stale { time: SignedTime::Expires, skew: now - last }.into());
                }
                expires = Some(expires.unwrap_or(last).min(last));
                continue;
            }
            b"(created)" if row.is_stated(name) => (SignedTime::Created, sent.created.unwrap()),
            b"date" if rules.stale_date => continue,
            _ if !row.is_time(name) => continue,
            _ => {
                let header =
                    (0..sent.headers.len()).find(|&place| lower(&sent.headers[place].0) == lower(name)).unwrap();
                let Some(time) = second(&trim(&sent.headers[header].1), rules.any_weekday) else {
                    return Err(Refusal::Date { header }.into());
                };
                (SignedTime::Header(header), time)
            }
        };
        let skew = now - time;
        if skew.abs() > i64::from(rules.skew) {
            return Err(Refusal::Stale { time: signed, skew }.into());
        }
        let last = END.min(time + i64::from(rules.skew));
        expires = Some(expires.unwrap_or(last).min(last));
    }
    if application && application::has_wrong_content_md5(sent) {
        return Err(Refusal::Digest.into());
    }
    if digest && !digest_fits(&sent.value(b"digest").unwrap(), &sent.body) {
        return Err(Refusal::Digest.into());
    }
    Ok(expires)
}
