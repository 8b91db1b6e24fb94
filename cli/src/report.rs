//! What is printed: results to standard output, all at once; errors and notes to standard error. And the exit code.

use std::env;
use std::fmt::Display;
use std::io::{self, IsTerminal, Write as _};
use std::process::ExitCode;

use hmacsign::{Claim, Error, Header, Place, Refusal, RequestPart, SignedTime};

const RED: &str = "31";
const GREEN: &str = "32";
const YELLOW: &str = "33";

/// How a command that could do its work ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Exit code 0.
    Right,
    /// Exit code 1.
    Refused,
}

/// Why a command could not do its work.
pub struct Failure {
    code: u8,
    text: String,
    advice: String,
}

impl Failure {
    /// A wrong call, or a file that cannot be read.
    pub fn call(text: impl Display, advice: impl Display) -> Self {
        Failure { code: 2, text: text.to_string(), advice: advice.to_string() }
    }

    /// What the library refuses, with the name of the header or whatever else is at fault.
    pub fn refused(error: Error, place: &str) -> Self {
        let text = if place.is_empty() { error.to_string() } else { format!("{place}: {error}") };
        Failure { code: 1, text, advice: error.advice().to_owned() }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Failure::refused(error, "")
    }
}

pub struct Report {
    out: Vec<u8>,
    colour: bool,
}

impl Report {
    pub fn new() -> Self {
        Report { out: Vec::new(), colour: coloured(&io::stdout()) }
    }

    /// Octets as they are: only where that is what was asked for.
    pub fn raw(&mut self, octets: &[u8]) {
        self.out.extend_from_slice(octets);
    }

    pub fn line(&mut self, text: impl Display) {
        self.raw(format!("{text}\n").as_bytes());
    }

    /// The first line: what came out.
    pub fn verdict(&mut self, verdict: Verdict, word: &str, text: &str) {
        let word = painted(self.colour, if verdict == Verdict::Right { GREEN } else { RED }, word);
        self.line(if text.is_empty() { word } else { format!("{word}: {text}") });
    }

    /// Refused, why, where if that is known, and what to do about it.
    pub fn refuse(&mut self, why: &str, place: &str, advice: &str) -> Verdict {
        self.verdict(Verdict::Refused, "refused", why);
        for (word, text) in [("at", place), ("advice", advice)] {
            if !text.is_empty() {
                self.line(format_args!("{word}: {text}"));
            }
        }
        Verdict::Refused
    }

    /// Print everything; the exit code.
    pub fn finish(self, result: Result<Verdict, Failure>) -> ExitCode {
        let printed = io::stdout().write_all(&self.out).and_then(|()| io::stdout().flush());
        let result = match printed {
            // Whoever read it has seen enough.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => result,
            Err(error) => result.and(Err(Failure::call(format_args!("standard output: {error}"), ""))),
            Ok(()) => result,
        };
        match result {
            Ok(Verdict::Right) => ExitCode::SUCCESS,
            Ok(Verdict::Refused) => ExitCode::from(1),
            Err(Failure { code, text, advice }) => {
                say("error", RED, &text);
                if !advice.is_empty() {
                    say("advice", YELLOW, &advice);
                }
                ExitCode::from(code)
            }
        }
    }
}

/// Something to know that is no error.
pub fn note(text: &str) {
    say("note", YELLOW, text);
}

fn say(word: &str, colour: &str, text: &str) {
    let stderr = io::stderr();
    let word = painted(coloured(&stderr), colour, word);
    // If nobody can be told, there is nobody to tell that either.
    let _ = writeln!(stderr.lock(), "{word}: {text}");
}

fn coloured(stream: &impl IsTerminal) -> bool {
    stream.is_terminal() && env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

fn painted(colour: bool, code: &str, text: &str) -> String {
    if colour { format!("\x1b[1;{code}m{text}\x1b[0m") } else { text.to_owned() }
}

/// Octets of somebody else's for a terminal: without what could steer it.
pub fn shown(octets: &[u8]) -> String {
    match std::str::from_utf8(octets) {
        Ok(text) if !text.chars().any(char::is_control) => text.to_owned(),
        _ => octets.escape_ascii().to_string(),
    }
}

fn header_at(headers: &[Header<'_>], index: usize) -> String {
    headers.get(index).map_or(String::new(), |header| shown(header.name()))
}

fn name_at(names: &str, offset: usize) -> String {
    names.get(offset..).and_then(|rest| rest.split(' ').next()).map_or(String::new(), |name| shown(name.as_bytes()))
}

const fn part(part: RequestPart) -> &'static str {
    match part {
        RequestPart::Method => "method",
        RequestPart::Target => "target",
        RequestPart::Version => "version",
    }
}

/// What an error is about: the name of a header, or a part of the request line.
pub fn place_of(error: Error, names: &str, headers: &[Header<'_>]) -> String {
    match error {
        Error::HeaderName(Place::Names(offset))
        | Error::HeaderRepeated(Place::Names(offset))
        | Error::HeaderMissing { offset } => name_at(names, offset),
        Error::HeaderName(Place::Header(index))
        | Error::HeaderRepeated(Place::Header(index))
        | Error::HeaderValue { header: index } => header_at(headers, index),
        _ => String::new(),
    }
}

/// What a refusal is about.
pub fn place_of_refusal(refusal: Refusal, claim: &Claim<'_>, required: &[&str], headers: &[Header<'_>]) -> String {
    match refusal {
        Refusal::HeaderMissing { offset } | Refusal::HeaderRepeated(Place::Names(offset)) => {
            name_at(claim.names(), offset)
        }
        Refusal::HeaderRepeated(Place::Header(index))
        | Refusal::HeaderValue { header: index }
        | Refusal::Date { header: index } => header_at(headers, index),
        Refusal::HeaderUnsigned { required: index } => {
            required.get(index).map_or(String::new(), |name| shown(name.as_bytes()))
        }
        Refusal::Stale { time, skew } => {
            let time = match time {
                SignedTime::Header(index) => header_at(headers, index),
                time => time.to_string(),
            };
            if skew < 0 { format!("{time}, {} s ahead", -skew) } else { format!("{time}, {skew} s ago") }
        }
        Refusal::Digest => "the body".to_owned(),
        Refusal::DigestUnsigned => "digest".to_owned(),
        Refusal::RequestLine(at_fault) => part(at_fault).to_owned(),
        _ => String::new(),
    }
}
