//! `hmacsign response`: what a response tells about the request: its class, limits and ids; of a refusal also why, and
//! what to do about it.

use hmacsign::{Cause, Note, NoteKind, NoteValue, ResponseClass, read_header_line};

use crate::args::ResponseArgs;
use crate::input;
use crate::report::{Failure, Report, Verdict, shown};

pub fn run(args: &ResponseArgs, report: &mut Report) -> Result<Verdict, Failure> {
    let text = input::read(&args.file)?;
    let mut rest = text.as_slice();
    let (code, body) = loop {
        let code = status_code(next_line(&mut rest)).ok_or_else(|| {
            Failure::call("this is no response: there is no status line, such as HTTP/1.1 200 OK", "use curl -i")
        })?;
        // 100 Continue and the like come before the response proper; so do the answer of a proxy to CONNECT, and what
        // was redirected or asked for again: of several heads the last counts.
        let mut ahead = rest;
        while !is_end(next_line(&mut ahead)) {}
        let mut next = ahead;
        if !(100..200).contains(&code) && status_code(next_line(&mut next)).is_none() {
            break (code, &mut rest);
        }
        rest = ahead;
    };
    let class = ResponseClass::of(code);
    let (verdict, word) = match class {
        ResponseClass::Success => (Verdict::Right, "success"),
        ResponseClass::ClientError => (Verdict::Refused, "client error"),
        ResponseClass::ServerError => (Verdict::Refused, "server error"),
        ResponseClass::Other => (Verdict::Refused, "neither success nor error"),
    };
    report.verdict(verdict, &code.to_string(), word);
    loop {
        let line = next_line(body);
        if is_end(line) {
            break;
        }
        // What is no header line, a folded one for example, tells nothing.
        if let Some(header) = read_header_line(line) {
            tell(report, &Note::read(&header));
        }
    }
    if matches!(class, ResponseClass::ClientError | ResponseClass::ServerError) && !body.is_empty() {
        let cause = Cause::read(body);
        report.line(format_args!("cause: {cause:?}\nadvice: {}", cause.advice()));
    }
    Ok(verdict)
}

fn tell(report: &mut Report, note: &Note<'_>) {
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
        _ => return, // a header that has nothing to do with this
    };
    let window = note.window.map_or(String::new(), |window| format!(" ({window} s)"));
    match note.value {
        NoteValue::Number(number) => report.line(format_args!("{word}{window}: {number}")),
        // Which of the two is which, no document says.
        NoteValue::Pair(first, second) => report.line(format_args!("{word}{window}: {first}/{second}")),
        NoteValue::Unlimited => report.line(format_args!("{word}{window}: unlimited")),
        NoteValue::Text => report.line(format_args!("{word}{window}: {}", shown(note.raw))),
    }
}

/// The next line with its line end; empty where the text ends.
fn next_line<'a>(rest: &mut &'a [u8]) -> &'a [u8] {
    let length = rest.iter().position(|&octet| octet == b'\n').map_or(rest.len(), |at| at + 1);
    let (line, others) = rest.split_at(length);
    *rest = others;
    line
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
