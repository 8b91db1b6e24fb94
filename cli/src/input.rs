//! Files and standard input, read whole and within bounds.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::args::Moment;
use crate::report::Failure;

/// The longest request, body or message that is taken.
const TEXT_MAX: u64 = 64 << 20;

/// The octets of a file; `-` is standard input.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    if path == Path::new("-") { bounded(io::stdin().lock()) } else { bounded(open(path)?) }
}

fn open(path: &Path) -> Result<File, Failure> {
    File::open(path).map_err(|error| unread(&error))
}

/// Without its name, which may be a secret in the wrong place.
fn unread(error: &io::Error) -> Failure {
    Failure::call(format_args!("the input: {error}"), "name a file that can be read, or - for standard input")
}

fn bounded(file: impl Read) -> Result<Vec<u8>, Failure> {
    let mut text = Vec::new();
    file.take(TEXT_MAX + 1).read_to_end(&mut text).map_err(|error| unread(&error))?;
    if text.len() as u64 > TEXT_MAX {
        return Err(Failure::call(format_args!("the input is longer than {TEXT_MAX} octets"), "give a shorter one"));
    }
    Ok(text)
}

/// Refuse a call in which two things come from standard input.
pub fn one_stdin(paths: &[Option<&Path>]) -> Result<(), Failure> {
    if paths.iter().flatten().filter(|path| **path == Path::new("-")).count() > 1 {
        return Err(Failure::call("two things are to come from standard input", "name a file for one of them"));
    }
    Ok(())
}

/// The seconds of a time that was asked for.
pub fn seconds_of(moment: Moment) -> i64 {
    let now = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(-1, |time| time.as_secs() as i64);
    match moment {
        Moment::At(seconds) => seconds,
        Moment::Ahead(seconds) => now().saturating_add(seconds),
        Moment::Now | Moment::None => now(),
    }
}
