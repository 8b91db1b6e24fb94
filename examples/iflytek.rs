//! Print the address of a WebSocket of iFLYTEK's, finished with the credential in its query, ready to be opened.
//!
//! ```text
//! iflytek APIKEY KEYFILE URL    wss://HOST/PATH, signed with the present time: good for five minutes
//! iflytek                       an address that the service's documentation prints, with its date
//! ```
//!
//! Exit code: 1 if the library refuses, 2 for a wrong call or a file that cannot be read.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::Path;
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use hmacsign::{Algorithm, Date, Dialect, Error, Header, Key, Request, Signer};
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
        [] => print_documented(),
        [api_key, key_file, url] => print_now(api_key, Path::new(key_file), url),
        _ => Err(Failure::call("usage: iflytek APIKEY KEYFILE wss://HOST/PATH")),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("iflytek: {}", failure.text);
            ExitCode::from(failure.code)
        }
    }
}

fn print_now(api_key: &OsStr, key_file: &Path, url: &OsStr) -> Result<(), Failure> {
    let (host, path) = take_apart(url.as_encoded_bytes())
        .ok_or_else(|| Failure::call(format!("not wss://HOST/PATH: {}", url.to_string_lossy())))?;
    let key = read_key(key_file)?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(-1, |time| time.as_secs() as i64);
    print_address(api_key.as_encoded_bytes(), &key, host, path, &Date::new(now)?)
}

/// The address has the date that the documentation prints. Yours needs the present time.
fn print_documented() -> Result<(), Failure> {
    let key = Key::new(Algorithm::HmacSha256, "secretxxxxxxxx2df7900c09xxxxxxxx")?;
    let date = Date::new(1_562_744_143)?;
    print_address(b"keyxxxxxxxx8ee279348519exxxxxxxx", &key, b"iat-api.xfyun.cn", b"/v2/iat", &date)
}

/// Host and path. A query of its own would not be signed by the service's rules, and a fragment is never sent.
fn take_apart(url: &[u8]) -> Option<(&[u8], &[u8])> {
    let rest = url.strip_prefix(b"wss://")?;
    let (host, path) = rest.split_at(rest.iter().position(|&octet| octet == b'/')?);
    (!host.is_empty() && !path.contains(&b'?') && !path.contains(&b'#')).then_some((host, path))
}

/// The service makes the same request of the query's `host` and `date`, and verifies that.
fn print_address(api_key: &[u8], key: &Key, host: &[u8], path: &[u8], date: &Date) -> Result<(), Failure> {
    let headers = [Header::new("host", host), Header::new("date", date)];
    let request = Request::new(&headers).method("GET").target(path);
    let signer = Signer::new(Dialect::Iflytek, api_key)?.names("host date request-line");
    let credential = signer.sign(key, &request)?;
    let query = credential.in_query().ok_or(Error::NotInQuery)?;
    let mut authorization = vec![0; query.len()];
    query.write_to(&mut authorization)?;

    let mut address = [b"wss://".as_slice(), host, path].concat();
    for (name, value) in
        [("?authorization=", authorization.as_slice()), ("&date=", date.as_str().as_bytes()), ("&host=", host)]
    {
        address.extend_from_slice(name.as_bytes());
        for &octet in value {
            percent_encode(octet, &mut address);
        }
    }
    address.push(b'\n');
    io::stdout().write_all(&address).map_err(|error| Failure::call(format!("standard output: {error}")))
}

/// All but what is unreserved (RFC 3986, 2.3); a space is `%20` and not `+`.
fn percent_encode(octet: u8, address: &mut Vec<u8>) {
    if octet.is_ascii_alphanumeric() || b"-._~".contains(&octet) {
        address.push(octet);
    } else {
        address.extend_from_slice(format!("%{octet:02X}").as_bytes());
    }
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
    Ok(Key::new(Algorithm::HmacSha256, secret)?)
}
