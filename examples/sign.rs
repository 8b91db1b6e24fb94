//! Sign a request with a key pair and print the header lines to send, ready for `curl -H @-`.
//!
//! ```text
//! sign ID KEYFILE HOST [Name: value ...]    X-Date (from the clock), Host and the further headers
//! sign                                      two requests of the gateway's documentation, with their dates
//! ```
//!
//! All headers are signed, in this order. If `Date` or `X-Date` is among the further ones, no other is added.
//! (Authorization, Proxy-Authorization and Signature are never signed and are left out: give those to curl yourself.)
//!
//! Exit code: 1 if the library refuses, 2 for a wrong call or a file that cannot be read.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::Path;
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use hmacsign::{Algorithm, Date, Error, Header, Key, Place, Request, Signer};
use zeroize::Zeroizing;

/// Longer than any secret.
const SECRET_MAX: usize = 4096;

struct Failure {
    code: u8,
    text: String,
}

impl Failure {
    fn call(text: impl Into<String>) -> Self {
        Failure { code: 2, text: text.into() }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Failure { code: 1, text: error.to_string() }
    }
}

fn main() -> ExitCode {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    let result = match arguments.as_slice() {
        [] => sign_documented(),
        [id, key_file, host, further @ ..] => sign_now(id, Path::new(key_file), host, further),
        _ => Err(Failure::call("usage: sign ID KEYFILE HOST [\"Name: value\" ...]")),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("sign: {}", failure.text);
            ExitCode::from(failure.code)
        }
    }
}

fn sign_now(id: &OsStr, key_file: &Path, host: &OsStr, further: &[OsString]) -> Result<(), Failure> {
    let key = read_key(key_file)?;

    // Octets, not text: a value may have any above 0x7F, in whatever encoding.
    let mut headers = vec![Header::new("Host", host.as_encoded_bytes())];
    for argument in further {
        let mut parts = argument.as_encoded_bytes().splitn(2, |&octet| octet == b':');
        let (Some(name), Some(value)) = (parts.next(), parts.next()) else {
            return Err(Failure::call(format!("not \"Name: value\": {}", argument.to_string_lossy())));
        };
        // The space after the colon may stay: it is no part of a value, and the library leaves it out.
        headers.push(Header::new(name, value));
    }

    let signer = Signer::tencent(id.as_encoded_bytes())?;
    // If one of these tells the time, that will do. The library knows which headers do.
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(-1, |time| time.as_secs() as i64);
    let date = Date::new(now)?;
    if signer.check(&Request::new(&headers)) == Err(Error::DateUnsigned) {
        headers.insert(0, Header::new("X-Date", &date));
    }
    print_signed(&key, &signer, &headers)
}

/// The requests have the dates that the documentation prints. Yours needs the present time.
fn sign_documented() -> Result<(), Failure> {
    let signer = Signer::tencent("AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj548pN")?;
    let key = Key::new(Algorithm::HmacSha1, "ZxF2whO0RhuwnVCj5JMMAuqcDcN2oPrC")?;

    print(b"# All headers of a request\n")?;
    let headers = [Header::new("Date", "Fri, 09 Oct 2015 00:00:00 GMT"), Header::new("Source", "AndriodApp")];
    print_signed(&key, &signer, &headers)?;

    print(b"# Some of them, in an order of one's own; the values as they are, wrong weekday included\n")?;
    let headers = [
        Header::new("Host", "service-kuy3rwbs-1251762227.ap-guangzhou.apigateway.myqcloud.com/release"),
        Header::new("Content-Type", "application/x-www-form-urlencoded;charset=utf-8"),
        Header::new("Date", "Sun, 21 Sep 2017 06:18:21 GMT"),
    ];
    print_signed(&key, &signer.names("date host"), &headers)
}

fn print_signed(key: &Key, signer: &Signer<'_>, headers: &[Header<'_>]) -> Result<(), Failure> {
    let credential = signer.sign(key, &Request::new(headers)).map_err(|error| with_name(error, headers))?;
    let lines = credential.header_lines();
    let mut buffer = vec![0; lines.len()];
    lines.write_to(&mut buffer)?;

    // The library's line ends are the wire's, CR LF; curl takes LF. Neither octet occurs in a name or value.
    for line in buffer.split(|&octet| octet == b'\n').filter_map(|line| line.strip_suffix(b"\r")) {
        let text = match line.strip_suffix(b": ") {
            // curl drops a line `Source:`, although it was signed. `Source;` makes curl send it.
            Some(name) => [name, b";\n"].concat(),
            None => [line, b"\n"].concat(),
        };
        print(&text)?;
    }
    Ok(())
}

/// The error, and the name of the header that is at fault.
fn with_name(error: Error, headers: &[Header<'_>]) -> Failure {
    let index = match error {
        Error::HeaderName(Place::Header(index))
        | Error::HeaderRepeated(Place::Header(index))
        | Error::HeaderValue { header: index } => index,
        _ => return error.into(),
    };
    match headers.get(index).map(Header::name) {
        None | Some([]) => error.into(),
        Some(name) => Failure { code: 1, text: format!("{}: {error}", name.escape_ascii()) },
    }
}

fn print(text: &[u8]) -> Result<(), Failure> {
    io::stdout().write_all(text).map_err(|error| Failure::call(format!("standard output: {error}")))
}

/// The secret is the file's octets as they stand, but for one line end (LF or CR LF) at its end: editors add one.
fn read_key(path: &Path) -> Result<Key, Failure> {
    let fault = |what: &dyn std::fmt::Display| Failure::call(format!("{}: {what}", path.display()));
    // Wiped on every way out. One octet more than is allowed, so that a longer file is noticed.
    let mut room = Zeroizing::new([0; SECRET_MAX + 1]);
    let mut file = File::open(path).map_err(|error| fault(&error))?;
    let mut length = 0;
    loop {
        match file.read(room.split_at_mut(length).1).map_err(|error| fault(&error))? {
            0 => break,
            count => length += count,
        }
    }
    if length > SECRET_MAX {
        return Err(fault(&format_args!("longer than {SECRET_MAX} octets")));
    }
    let (secret, _) = room.split_at(length);
    let secret = secret.strip_suffix(b"\n").map_or(secret, |line| line.strip_suffix(b"\r").unwrap_or(line));
    Ok(Key::new(Algorithm::HmacSha1, secret)?)
}
