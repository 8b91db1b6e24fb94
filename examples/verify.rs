//! Verify a request as a server does: read its credential, look the key up by its id, verify.
//!
//! ```text
//! verify [OPTION ...] [DIALECT] ID KEYFILE FILE    a raw request: its head, and its body after the empty line
//! verify [OPTION ...] [DIALECT] ID KEYFILE -       the same from standard input
//! verify                                           a documented request; the same changed; another, too late
//! ```
//!
//! ID and KEYFILE are all keys that this server knows. DIALECT is tencent (unless said), tencent_app, kong, apisix, cavage,
//! iflytek, cybersource or modulr. Options: `--at SECONDS` since 1970, in place of the clock; `--algorithm NAME`, what the key
//! was issued for: hmac-sha1 (tencent, tencent_app and modulr, unless said), hmac-sha256 (the others), hmac-sha384 or hmac-sha512.
//!
//! Exit code: 0 if the request is genuine and fresh, 1 if it is refused, 2 for a wrong call, a file that cannot be read
//! or one that is no request.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fmt::{Display, Write as _};
use std::fs::File;
use std::io::{self, Read, Write as _};
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use hmacsign::{
    Algorithm, Claim, Date, Dialect, Error, Header, Key, Place, Policy, Refusal, Request, RequestPart, SignedTime,
    VerifyError, read_header_line,
};
use zeroize::Zeroizing;

/// Longer than any secret.
const SECRET_MAX: usize = 4096;
/// The longest request that is taken, and the most headers: a server bounds both.
const REQUEST_MAX: usize = 1 << 20;
const HEADERS_MAX: usize = 256;

const ID: &str = "AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj548pN";
const SECRET: &str = "ZxF2whO0RhuwnVCj5JMMAuqcDcN2oPrC";
/// What the example `sign` prints, as a request.
const DOCUMENTED: &str = "GET /release/ HTTP/1.1\r\n\
    Date: Fri, 09 Oct 2015 00:00:00 GMT\r\n\
    Source: AndriodApp\r\n\
    Authorization: hmac id=\"AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj548pN\", algorithm=\"hmac-sha1\", \
    headers=\"date source\", signature=\"zJ1fUmiWSmSZUoqgZi+dGUJvxn0=\"\r\n\
    \r\n";
const DOCUMENTED_TIME: i64 = 1_444_348_800;
const WITH_X_DATE: &str = "GET /release/ HTTP/1.1\r\n\
    X-Date: Mon, 19 Mar 2018 12:08:40 GMT\r\n\
    Host: example.com\r\n\
    Authorization: hmac id=\"AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj548pN\", algorithm=\"hmac-sha1\", \
    headers=\"x-date host\", signature=\"miNvl48rhHHXXknGgXnbnJQ+duM=\"\r\n\
    \r\n";
const X_DATE_TIME: i64 = 1_521_461_320;

/// A mistake on this side: of the call, the files, or the program.
struct Failure(String);

impl Failure {
    fn at(place: impl Display, what: impl Display) -> Self {
        Failure(format!("{place}: {what}"))
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Failure(error.to_string())
    }
}

/// What the server knows: one key, and what it was issued for.
struct Server<'a> {
    dialect: Dialect,
    algorithm: Algorithm,
    id: &'a [u8],
    secret: &'a [u8],
    now: i64,
}

fn main() -> ExitCode {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    let mut report = String::new();
    let result = if arguments.is_empty() { demonstrate(&mut report) } else { verify_file(&arguments, &mut report) };
    let result = result.and_then(|genuine| match io::stdout().write_all(report.as_bytes()) {
        Ok(()) => Ok(genuine),
        Err(error) => Err(Failure::at("standard output", error)),
    });
    match result {
        Ok(genuine) => ExitCode::from(u8::from(!genuine)),
        Err(Failure(text)) => {
            eprintln!("verify: {text}");
            ExitCode::from(2)
        }
    }
}

fn demonstrate(report: &mut String) -> Result<bool, Failure> {
    let (dialect, algorithm) = (Dialect::Tencent, Algorithm::HmacSha1);
    let server = |now| Server { dialect, algorithm, id: ID.as_bytes(), secret: SECRET.as_bytes(), now };
    report.push_str("# The documented request, a minute after it was signed\n");
    server(DOCUMENTED_TIME + 60).judge(DOCUMENTED.as_bytes(), report)?;
    report.push_str("# The same, with its Source changed on the way\n");
    let changed = DOCUMENTED.replace("Source: AndriodApp", "Source: AndroidApp");
    server(DOCUMENTED_TIME + 60).judge(changed.as_bytes(), report)?;
    report.push_str("# A request signed with X-Date, sent again a second after its time was over\n");
    server(X_DATE_TIME + 901).judge(WITH_X_DATE.as_bytes(), report)?;
    Ok(true)
}

fn verify_file(mut arguments: &[OsString], report: &mut String) -> Result<bool, Failure> {
    let mut now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(-1, |time| time.as_secs() as i64);
    let mut named = None;
    loop {
        match arguments {
            [option, seconds, rest @ ..] if option == "--at" => {
                now = number(seconds).ok_or(Failure::at("not a number of seconds", shown(seconds)))?;
                arguments = rest;
            }
            [option, name, rest @ ..] if option == "--algorithm" => {
                named = Some(algorithm(name).ok_or(Failure::at("not an algorithm", shown(name)))?);
                arguments = rest;
            }
            _ => break,
        }
    }
    let (dialect, [id, key_file, file]) = match arguments {
        [id, key_file, file] => (Dialect::Tencent, [id, key_file, file]),
        [name, id, key_file, file] => {
            (dialect(name).ok_or(Failure::at("not a dialect", shown(name)))?, [id, key_file, file])
        }
        _ => return Err(Failure::at("usage", "verify [OPTION ...] [DIALECT] ID KEYFILE FILE|-")),
    };

    let (room, length) = read_secret(key_file)?;
    let secret = room.get(..length).unwrap_or_default();
    let request = if file == "-" { read_bounded(io::stdin(), file) } else { read_bounded(open(file)?, file) }?;
    let algorithm = named.unwrap_or(match dialect {
        Dialect::Tencent | Dialect::TencentApp | Dialect::Modulr => Algorithm::HmacSha1,
        _ => Algorithm::HmacSha256,
    });
    Server { dialect, algorithm, id: id.as_encoded_bytes(), secret, now }.judge(&request, report)
}

impl Server<'_> {
    /// Say whether the request is genuine and fresh, or why it is refused. A failure is a mistake on this side: a
    /// server would answer 500, and 400 to what is no request.
    fn judge(&self, text: &[u8], report: &mut String) -> Result<bool, Failure> {
        let (request_line, headers, body) = parse(text)?;
        let [method, target, version] = request_line;
        let request = Request::new(&headers).method(method).target(target).version(version).body(body);

        let carrier = self.dialect.header();
        let mut credentials = headers.iter().filter(|header| header.name().eq_ignore_ascii_case(carrier.as_bytes()));
        let credential = match (credentials.next(), credentials.next()) {
            (Some(credential), None) => credential.value(),
            (None, _) => return Ok(refused(report, format_args!("there is no {carrier} header"), "")),
            _ => return Ok(refused(report, format_args!("there is more than one {carrier} header"), "")),
        };

        // First step: read. Whatever is wrong with the text is the client's doing.
        let claim = match Claim::read(self.dialect, credential) {
            Ok(claim) => claim,
            Err(error) => return Ok(refused(report, error.text(), &place_of(error))),
        };

        // Second step: look the key up, and verify. A key is for the algorithm that it was issued for, whatever the
        // credential names. An unknown id gets a key that nobody has, for the same algorithm, so that it takes the time
        // that a known one takes, and the same answer. (A server makes its keys once, when it starts.)
        let known = claim.id().as_bytes() == self.id;
        let key = match self.dialect {
            _ if !known => Key::new(self.algorithm, &random()?)?,
            Dialect::Cybersource => Key::from_base64(self.algorithm, self.secret)?,
            _ => Key::new(self.algorithm, self.secret)?,
        };
        // A digest that was signed must fit the body. A server that takes bodies requires one always.
        let mut policy = Policy::new(self.dialect);
        let has_digest = claim.is_signed("digest");
        if has_digest {
            policy = policy.require_digest();
        }
        let verified = match claim.verify(&key, &request, &policy, self.now) {
            Ok(verified) => verified,
            Err(VerifyError::Error(error)) => return Err(error.into()),
            Err(VerifyError::Refusal(refusal)) => {
                let mut place = name_in(refusal, &claim, &headers);
                if let Refusal::Stale { skew, .. } = refusal {
                    let _ = write!(place, ", age {skew} s");
                }
                refused(report, refusal.text(), &place);
                if !known {
                    let _ = writeln!(report, "for the log only: there is no key for {}", claim.id());
                }
                return Ok(false);
            }
        };

        // A server now looks whether it has seen this id and MAC before, refuses the request if so, and else remembers
        // them as long as the request would be accepted. What it relies on, it takes from what was signed.
        let _ = writeln!(report, "ok: {}\nsigned: {}", verified.id(), claim.names());
        if let Some(skew) = verified.skew() {
            let _ = writeln!(report, "age: {skew} s");
        }
        match verified.expires() {
            Some(expires) => {
                let _ = writeln!(report, "accepted until: {}", Date::new(expires)?);
            }
            None => report.push_str("accepted for ever\n"),
        }
        if !body.is_empty() {
            report.push_str(match self.dialect {
                Dialect::TencentApp => "body: covered\n",
                _ if has_digest => "body: covered by its digest\n",
                _ => "body: not covered\n",
            });
        }
        Ok(true)
    }
}

/// Why, where if that is known, and what to answer.
fn refused(report: &mut String, why: impl Display, place: &str) -> bool {
    let _ = writeln!(report, "refused: {why}");
    if !place.is_empty() {
        let _ = writeln!(report, "at: {place}");
    }
    report.push_str("answer: 401\n");
    false
}

/// Where a credential is at fault.
fn place_of(error: Error) -> String {
    match error {
        Error::Parameter { name, offset } if !name.is_empty() => format!("{name}, octet {offset} of the credential"),
        Error::Parameter { offset, .. }
        | Error::Format { offset }
        | Error::AlgorithmName { offset }
        | Error::Id { offset }
        | Error::SignatureForm { offset } => format!("octet {offset} of the credential"),
        _ => String::new(),
    }
}

/// What a refusal is about.
fn name_in(refusal: Refusal, claim: &Claim<'_>, headers: &[Header<'_>]) -> String {
    let in_names = |offset| claim.names().get(offset..).and_then(|rest| rest.split(' ').next()).unwrap_or_default();
    let header =
        |index: usize| headers.get(index).map_or(String::new(), |header| header.name().escape_ascii().to_string());
    match refusal {
        Refusal::HeaderMissing { offset } | Refusal::HeaderRepeated(Place::Names(offset)) => {
            in_names(offset).to_owned()
        }
        Refusal::HeaderRepeated(Place::Header(index))
        | Refusal::HeaderValue { header: index }
        | Refusal::Date { header: index }
        | Refusal::Stale { time: SignedTime::Header(index), .. } => header(index),
        Refusal::Stale { time, .. } => time.to_string(),
        Refusal::Digest if claim.dialect() == Dialect::TencentApp => "content-md5".to_owned(),
        Refusal::Digest | Refusal::DigestUnsigned => "digest".to_owned(),
        Refusal::RequestLine(RequestPart::Method) => "method".to_owned(),
        Refusal::RequestLine(RequestPart::Target) => "target".to_owned(),
        Refusal::RequestLine(RequestPart::Version) => "version".to_owned(),
        _ => String::new(),
    }
}

type Parsed<'a> = ([&'a [u8]; 3], Vec<Header<'a>>, &'a [u8]);

/// Take a raw request apart: request line, headers, and the body after the empty line.
fn parse(text: &[u8]) -> Result<Parsed<'_>, Failure> {
    let mut rest = text;
    let mut next = || {
        let length = rest.iter().position(|&octet| octet == b'\n').map_or(rest.len(), |at| at + 1);
        let (line, others) = rest.split_at(length);
        rest = others;
        line.strip_suffix(b"\n").map_or(line, |line| line.strip_suffix(b"\r").unwrap_or(line))
    };

    let mut parts = next().split(|&octet| octet == b' ');
    let line = [parts.next(), parts.next(), parts.next()].map(Option::unwrap_or_default);
    if line.iter().any(|part| part.is_empty()) || parts.next().is_some() {
        return Err(Failure::at("no request", "it does not begin with a line such as GET / HTTP/1.1"));
    }
    let mut headers = Vec::new();
    loop {
        let line = next();
        if line.is_empty() {
            break;
        }
        if headers.len() == HEADERS_MAX {
            return Err(Failure::at("no request", format_args!("more than {HEADERS_MAX} headers")));
        }
        let header = read_header_line(line);
        headers.push(header.ok_or(Failure::at("no request", "a line of its head is no header"))?);
    }
    Ok((line, headers, rest))
}

fn dialect(name: &OsStr) -> Option<Dialect> {
    Some(match name.to_str()? {
        "tencent" => Dialect::Tencent,
        "tencent_app" => Dialect::TencentApp,
        "kong" => Dialect::Kong,
        "apisix" => Dialect::Apisix,
        "cavage" => Dialect::Cavage,
        "iflytek" => Dialect::Iflytek,
        "cybersource" => Dialect::Cybersource,
        "modulr" => Dialect::Modulr,
        _ => return None,
    })
}

fn algorithm(name: &OsStr) -> Option<Algorithm> {
    Some(match name.to_str()? {
        "hmac-sha1" => Algorithm::HmacSha1,
        "hmac-sha256" => Algorithm::HmacSha256,
        "hmac-sha384" => Algorithm::HmacSha384,
        "hmac-sha512" => Algorithm::HmacSha512,
        _ => return None,
    })
}

fn number(digits: &OsStr) -> Option<i64> {
    let digits = digits.to_str()?;
    let good = (1..=18).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit());
    if good { digits.parse().ok() } else { None }
}

/// For a message.
fn shown(text: &OsStr) -> String {
    text.to_string_lossy().into_owned()
}

fn open(path: &OsStr) -> Result<File, Failure> {
    File::open(path).map_err(|error| Failure::at(shown(path), error))
}

fn read_bounded(file: impl Read, name: &OsStr) -> Result<Vec<u8>, Failure> {
    let mut text = Vec::new();
    file.take(REQUEST_MAX as u64 + 1).read_to_end(&mut text).map_err(|error| Failure::at(shown(name), error))?;
    if text.len() > REQUEST_MAX {
        return Err(Failure::at(shown(name), format_args!("longer than {REQUEST_MAX} octets")));
    }
    Ok(text)
}

/// A secret that nobody has.
fn random() -> Result<Zeroizing<[u8; 32]>, Failure> {
    let mut octets = Zeroizing::new([0; 32]);
    let path = OsStr::new("/dev/urandom");
    open(path)?.read_exact(octets.as_mut_slice()).map_err(|error| Failure::at(shown(path), error))?;
    Ok(octets)
}

/// The secret is the file's octets as they stand, but for one line end (LF or CR LF) at its end: editors add one. It is
/// wiped on every way out.
fn read_secret(path: &OsStr) -> Result<(Zeroizing<[u8; SECRET_MAX + 1]>, usize), Failure> {
    // One octet more than is allowed, so that a longer file is noticed.
    let mut room = Zeroizing::new([0; SECRET_MAX + 1]);
    let mut file = open(path)?;
    let mut length = 0;
    loop {
        match file.read(room.split_at_mut(length).1).map_err(|error| Failure::at(shown(path), error))? {
            0 => break,
            count => length += count,
        }
    }
    if length > SECRET_MAX {
        return Err(Failure::at(shown(path), format_args!("longer than {SECRET_MAX} octets")));
    }
    let (secret, _) = room.split_at(length);
    let secret = secret.strip_suffix(b"\n").map_or(secret, |line| line.strip_suffix(b"\r").unwrap_or(line));
    let length = secret.len();
    Ok((room, length))
}
