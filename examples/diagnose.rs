//! Find out why the signature of a request does not match, and where a server's signing string parts from ours.
//!
//! ```text
//! diagnose [DIALECT] KEYFILE FILE    a raw request with its credential: its head, and its body after the empty line
//! diagnose [DIALECT] KEYFILE -       the same from standard input
//! diagnose                           a documented request signed wrongly, twice; and a gateway's own message
//! ```
//!
//! DIALECT is tencent (unless said), tencent_app, kong, apisix, cavage, iflytek, cybersource or modulr.
//!
//! Exit code: 0 if the signature is right, 1 if it is not, 2 for a wrong call, a file that cannot be read or one that is
//! no request with a credential.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fmt::{Display, Write as _};
use std::fs::File;
use std::io::{self, Read, Write as _};
use std::process::ExitCode;

use hmacsign::{Dialect, Error, Header, Request, Signer, Slip, diagnose, read_header_line};
use zeroize::Zeroizing;

/// Longer than any secret.
const SECRET_MAX: usize = 4096;
const REQUEST_MAX: usize = 1 << 20;
const HEADERS_MAX: usize = 256;

const SECRET: &str = "ZxF2whO0RhuwnVCj5JMMAuqcDcN2oPrC";
/// What the example `sign` prints, as a request, but signed with a newline behind the key.
const WITH_NEWLINE: &str = "GET /release/ HTTP/1.1\r\n\
    Date: Fri, 09 Oct 2015 00:00:00 GMT\r\n\
    Source: AndriodApp\r\n\
    Authorization: hmac id=\"AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj548pN\", algorithm=\"hmac-sha1\", \
    headers=\"date source\", signature=\"WChLTqUwc42srMLqnZaUagHcSEs=\"\r\n\
    \r\n";
/// The same, but with its names in capitals, and in hexadecimal digits.
const IN_CAPITALS: &str = "GET /release/ HTTP/1.1\r\n\
    Date: Fri, 09 Oct 2015 00:00:00 GMT\r\n\
    Source: AndriodApp\r\n\
    Authorization: hmac id=\"AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj548pN\", algorithm=\"hmac-sha1\", \
    headers=\"date source\", signature=\"569123b082481a82e6d059909da078b67e087554\"\r\n\
    \r\n";
/// What Tencent's gateway says to an application whose HTTP library sent an Accept of its own.
const MESSAGE: &str = "{\"message\":\"HMAC signature does not match, Server StringToSign:source: apigw test#x-date: Thu, \
    11 Mar 2021 08:49:30 GMT#POST#*\\/*#application\\/x-www-form-urlencoded##\\/?p=test\"}";

/// A mistake of the call, or a file without anything to diagnose.
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

fn main() -> ExitCode {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    let mut report = String::new();
    let result = if arguments.is_empty() { demonstrate(&mut report) } else { explain_file(&arguments, &mut report) };
    let result = result.and_then(|right| match io::stdout().write_all(report.as_bytes()) {
        Ok(()) => Ok(right),
        Err(error) => Err(Failure::at("standard output", error)),
    });
    match result {
        Ok(right) => ExitCode::from(u8::from(!right)),
        Err(Failure(text)) => {
            eprintln!("diagnose: {text}");
            ExitCode::from(2)
        }
    }
}

fn demonstrate(report: &mut String) -> Result<bool, Failure> {
    report.push_str("# The server's own string, of an application whose HTTP library sent an Accept of its own\n");
    let headers = [
        Header::new("Source", "apigw test"),
        Header::new("X-Date", "Thu, 11 Mar 2021 08:49:30 GMT"),
        Header::new("Accept", "application/json"),
        Header::new("Content-Type", "application/x-www-form-urlencoded"),
    ];
    let request = Request::new(&headers).method("POST").target("/?p=test");
    let signer = Signer::new(Dialect::TencentApp, "app-key")?.names("source x-date");
    let _ = writeln!(report, "{}", signer.compare(&request, MESSAGE)?);
    report.push_str("# The documented request, with its names in capitals and its signature in hexadecimal digits\n");
    explain(Dialect::Tencent, SECRET.as_bytes(), IN_CAPITALS.as_bytes(), report)?;
    report.push_str("# The documented request, signed with a newline behind the key\n");
    explain(Dialect::Tencent, SECRET.as_bytes(), WITH_NEWLINE.as_bytes(), report)?;
    Ok(true)
}

fn explain_file(arguments: &[OsString], report: &mut String) -> Result<bool, Failure> {
    let (dialect, [key_file, file]) = match arguments {
        [key_file, file] => (Dialect::Tencent, [key_file, file]),
        [name, key_file, file] => (dialect(name).ok_or(Failure::at("not a dialect", shown(name)))?, [key_file, file]),
        _ => return Err(Failure::at("usage", "diagnose [DIALECT] KEYFILE FILE|-")),
    };
    let (room, length) = read_secret(key_file)?;
    let secret = room.get(..length).unwrap_or_default();
    let request = if file == "-" { read_bounded(io::stdin(), file) } else { read_bounded(open(file)?, file) }?;
    explain(dialect, secret, &request, report)
}

/// Say what was done differently, a line for each slip. A failure is a mistake of the call.
fn explain(dialect: Dialect, secret: &[u8], text: &[u8], report: &mut String) -> Result<bool, Failure> {
    let ([method, target, version], headers, body) = parse(text)?;
    let request = Request::new(&headers).method(method).target(target).version(version).body(body);
    let carrier = dialect.header();
    let credential = headers.iter().find(|header| header.name().eq_ignore_ascii_case(carrier.as_bytes()));
    let credential = credential.ok_or(Failure::at("no credential", format_args!("there is no {carrier} header")))?;

    match diagnose(dialect, secret, credential.value(), &request) {
        Ok(diagnosis) if diagnosis.slip() == Slip::Matches => {
            let _ = writeln!(report, "right: {}", Slip::Matches);
            Ok(true)
        }
        Ok(diagnosis) => {
            for slip in diagnosis.slips() {
                let _ = writeln!(report, "wrong: {slip}");
            }
            if let Some(line) = diagnosis.line() {
                let _ = writeln!(report, "line: {line}");
            }
            Ok(false)
        }
        Err(Error::Secret) => Err(Error::Secret.into()),
        // No slip, and such a request cannot be signed at all.
        Err(error) => {
            let _ = writeln!(report, "wrong: {}\nadvice: {}", error.text(), error.advice());
            Ok(false)
        }
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
