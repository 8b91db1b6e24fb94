//! The secret: where it comes from, what of it is left off, and that it is wiped. It is never shown, and neither is what
//! was given as the name of its file or variable, since people type secrets there.

use std::env;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use hmacsign::{Algorithm, Error, Key};
use zeroize::Zeroizing;

use crate::args::{SecretArgs, Spoken};
use crate::report::{Failure, note};

/// Longer than any secret.
const SECRET_MAX: usize = 4096;

const DEFAULT: &str = "HMACSIGN_SECRET";

const ADVICE: &str = "give --secret-file FILE or --secret-env NAME, or set HMACSIGN_SECRET";

pub struct Secret {
    room: Zeroizing<Vec<u8>>,
    /// Where it came from ended with a line end, which is left off.
    pub line_end: bool,
}

impl Secret {
    pub fn octets(&self) -> &[u8] {
        &self.room
    }

    /// Ready for use, decoded first where the dialect's secrets are Base64.
    pub fn key(&self, spoken: Spoken, algorithm: Algorithm) -> Result<Key, Failure> {
        let key = match spoken {
            Spoken::Cybersource => Key::from_base64(algorithm, self.octets()),
            _ => Key::new(algorithm, self.octets()),
        };
        key.map_err(fault)
    }
}

/// A secret that is empty, or no Base64 where it must be, is a wrong call.
pub fn fault(error: Error) -> Failure {
    Failure::call(error, error.advice())
}

/// Is the secret read from standard input?
pub fn path(args: &SecretArgs) -> Option<&Path> {
    args.secret_file.as_deref()
}

pub fn read(args: &SecretArgs) -> Result<Secret, Failure> {
    if args.secret.is_some() {
        return Err(Failure::call(
            "a secret is not taken from the command line, where other users can see it",
            format_args!("{ADVICE}; and replace this one, if others use the machine"),
        ));
    }
    let secret = match (&args.secret_file, &args.secret_env) {
        (Some(path), _) => from_file(path)?,
        (None, Some(name))
            if name.as_encoded_bytes().iter().any(|octet| matches!(octet, 0 | b'=')) || name.is_empty() =>
        {
            return Err(Failure::call("what --secret-env names cannot be a variable", ADVICE));
        }
        (None, Some(name)) => match env::var_os(name) {
            Some(value) => Secret { room: Zeroizing::new(value.into_encoded_bytes()), line_end: false },
            None => return Err(Failure::call("the variable that --secret-env names is not set", ADVICE)),
        },
        (None, None) => match env::var_os(DEFAULT) {
            Some(value) => Secret { room: Zeroizing::new(value.into_encoded_bytes()), line_end: false },
            None => return Err(Failure::call("there is no secret", ADVICE)),
        },
    };
    if secret.room.is_empty() {
        return Err(fault(Error::Secret));
    }
    let at_end = |octet: Option<&u8>| octet.is_some_and(u8::is_ascii_whitespace);
    if at_end(secret.room.first()) || at_end(secret.room.last()) {
        note("the secret has white space at one end, which is used with it");
    }
    Ok(secret)
}

/// The file's octets as they stand, but for one line end (LF or CR LF) at its end: `echo` and editors add one.
fn from_file(path: &Path) -> Result<Secret, Failure> {
    let fault = |error: std::io::Error| Failure::call(format_args!("the file of --secret-file: {error}"), ADVICE);
    let mut file = open(path).map_err(fault)?;
    // All of it from the beginning, for a vector that grows leaves copies behind. One octet more than is allowed, so
    // that a longer file is noticed.
    let mut room = Zeroizing::new(vec![0; SECRET_MAX + 1]);
    let mut length = 0;
    loop {
        match file.read(room.split_at_mut(length).1).map_err(fault)? {
            0 => break,
            count => length += count,
        }
    }
    if length > SECRET_MAX {
        return Err(Failure::call(
            format_args!("the file of --secret-file is longer than {SECRET_MAX} octets"),
            ADVICE,
        ));
    }
    room.truncate(length);
    let line_end = room.last() == Some(&b'\n');
    if line_end {
        room.pop();
        if room.last() == Some(&b'\r') {
            room.pop();
        }
    }
    Ok(Secret { room, line_end })
}

/// Standard input without the buffer of the standard library, in which the secret would stay.
fn open(path: &Path) -> std::io::Result<File> {
    #[cfg(unix)]
    if path == Path::new("-") {
        use std::os::fd::AsFd as _;
        return std::io::stdin().as_fd().try_clone_to_owned().map(File::from);
    }
    File::open(path)
}
