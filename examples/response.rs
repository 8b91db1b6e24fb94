//! Read a response's head and print what it tells about the request: class, limits and ids; of a refusal also what to
//! do about it.
//!
//! ```text
//! response FILE     a response with its head, as `curl -i` prints it
//! response -        the same from standard input
//! response          the head that the gateway's documentation shows
//! ```
//!
//! Exit code: 1 if it is no response, 2 for a wrong call or a file that cannot be read.

use std::env;
use std::fmt::Display;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read as _, Write};
use std::process::ExitCode;

use hmacsign::{Cause, Note, NoteKind, NoteValue, ResponseClass, read_header_line};

/// The longest line of a head that is taken, and as much of a body as is looked at.
const ROOM: u64 = 16384;

const DOCUMENTED: &[u8] = b"HTTP/1.1 200 OK\r\n\
    Content-Type: text/html; charset=UTF-8\r\n\
    Content-Length: 122\r\n\
    Date: Sun, 21 Sep 2017 06:46:04 GMT\r\n\
    Server: squid/3.5.20\r\n\
    Connection: close\r\n\
    Set-Cookie:1P_JAR=2017-09-18-06; expires=Mon, 25-Sep-2017 06:46:04 GMT; path=/; domain=.qq.com\r\n\
    X-Secret-ID:AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj548pN\r\n\
    X-UsagePlan-ID:Q6BAxvHtyckhWABJVYSBj\r\n\
    X-RateLimit-Limit:500\r\n\
    X-RateLimit-Used:100/125\r\n\
    \r\n";

struct Failure {
    code: u8,
    text: String,
}

impl Failure {
    fn call(text: impl Display) -> Self {
        Failure { code: 2, text: text.to_string() }
    }

    fn response(text: &str) -> Self {
        Failure { code: 1, text: text.to_owned() }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Failure::call(error)
    }
}

fn main() -> ExitCode {
    let mut arguments = env::args_os().skip(1);
    let result = match (arguments.next(), arguments.next()) {
        (None, _) => print_response(DOCUMENTED),
        (Some(dash), None) if dash == "-" => print_response(io::stdin().lock()),
        (Some(path), None) => match File::open(&path) {
            Ok(file) => print_response(BufReader::new(file)),
            Err(error) => Err(Failure::call(error)),
        },
        _ => Err(Failure::call("usage: response [FILE | -]")),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("response: {}", failure.text);
            ExitCode::from(failure.code)
        }
    }
}

fn print_response(mut response: impl BufRead) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    let mut line = Vec::new();

    let code = loop {
        next_line(&mut response, &mut line)?;
        let code = status_code(&line).ok_or(Failure::response("no status line, such as HTTP/1.1 200 OK"))?;
        if !(100..200).contains(&code) {
            break code;
        }
        // 100 Continue and the like: the response proper comes after it.
        while !is_end(&line) {
            next_line(&mut response, &mut line)?;
        }
    };
    let class = ResponseClass::of(code);
    let word = match class {
        ResponseClass::Success => "success",
        ResponseClass::ClientError => "client error",
        ResponseClass::ServerError => "server error",
        ResponseClass::Other => "neither success nor error",
    };
    writeln!(out, "status: {code}, {word}")?;

    loop {
        next_line(&mut response, &mut line)?;
        if is_end(&line) {
            break;
        }
        // What is no header line, a folded one for example, tells nothing.
        if let Some(header) = read_header_line(&line) {
            print_note(&mut out, &Note::read(&header))?;
        }
    }

    if matches!(class, ResponseClass::ClientError | ResponseClass::ServerError) {
        let mut body = Vec::new();
        response.take(ROOM).read_to_end(&mut body)?;
        if !body.is_empty() {
            writeln!(out, "advice: {}", Cause::read(&body).advice())?;
        }
    }
    Ok(out.flush()?)
}

fn print_note(out: &mut impl Write, note: &Note<'_>) -> io::Result<()> {
    let word = match note.kind {
        NoteKind::SecretId => "key",
        NoteKind::PlanId => "usage plan",
        NoteKind::Limit => "limit",
        NoteKind::Used => "used",
        NoteKind::PlanRate => "rate of the plan",
        NoteKind::PlanQuota => "quota of the plan",
        NoteKind::ServiceRate => "rate of the service",
        NoteKind::ApiRate => "rate of the API",
        NoteKind::ApiId => "API",
        NoteKind::RequestId => "request",
        NoteKind::WindowLimit => "limit of the window",
        NoteKind::WindowLeft => "left in the window",
        NoteKind::Reset => "seconds until reset",
        NoteKind::RetryAfter => "retry after",
        _ => return Ok(()), // a header that has nothing to do with this
    };
    write!(out, "{word}")?;
    if let Some(window) = note.window {
        write!(out, " ({window} s)")?;
    }
    match note.value {
        NoteValue::Number(number) => writeln!(out, ": {number}"),
        // Which of the two is which, no document says.
        NoteValue::Pair(first, second) => writeln!(out, ": {first}/{second}"),
        NoteValue::Unlimited => writeln!(out, ": unlimited"),
        NoteValue::Text => {
            out.write_all(b": ")?;
            out.write_all(note.raw)?;
            out.write_all(b"\n")
        }
    }
}

/// Read a line with its line end. It is empty where the file ends.
fn next_line(response: &mut impl BufRead, line: &mut Vec<u8>) -> Result<(), Failure> {
    line.clear();
    response.take(ROOM).read_until(b'\n', line)?;
    if line.len() as u64 == ROOM && !line.ends_with(b"\n") {
        return Err(Failure::response("a line of the head is too long"));
    }
    Ok(())
}

/// Does the head end with this line?
fn is_end(line: &[u8]) -> bool {
    matches!(line, b"" | b"\n" | b"\r\n")
}

/// The code in `HTTP/1.1 200 OK`.
fn status_code(line: &[u8]) -> Option<i32> {
    if !line.starts_with(b"HTTP/") {
        return None;
    }
    let code: [u8; 3] = line.trim_ascii_end().split(|&octet| octet == b' ').nth(1)?.try_into().ok()?;
    let code = code.iter().try_fold(0, |code, digit| Some(code * 10 + char::from(*digit).to_digit(10)? as i32))?;
    (code >= 100).then_some(code)
}
