//! The command `hmacsign`: signs requests for curl, verifies, diagnoses and compares them, and reads responses and dates.
//! All that it knows of signatures it has from the library; here are its arguments, files and words.

mod args;
mod arrived;
mod compare;
mod date;
mod diagnose;
mod input;
#[cfg(test)]
mod man;
mod report;
mod request;
mod response;
mod secret;
mod sign;
mod verify;

use std::process::ExitCode;

use clap::Parser as _;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::args::{Args, Command};
use crate::report::Report;

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => return usage(error),
    };
    let mut report = Report::new();
    let result = match &args.command {
        Command::Sign(args) => sign::run(args, &mut report),
        Command::Verify(args) => verify::run(args, &mut report),
        Command::Diagnose(args) => diagnose::run(args, &mut report),
        Command::Compare(args) => compare::run(args, &mut report),
        Command::Response(args) => response::run(args, &mut report),
        Command::Date(args) => date::run(args, &mut report),
    };
    report.finish(result)
}

/// Print help, or what is wrong with the call.
fn usage(mut error: clap::Error) -> ExitCode {
    // A stray word may be a secret that was typed in the wrong place: it is not shown, unless it looks like a command.
    let shown = match error.kind() {
        ErrorKind::UnknownArgument => {
            matches!(error.get(ContextKind::InvalidArg), Some(ContextValue::String(word)) if word.starts_with('-'))
        }
        ErrorKind::InvalidSubcommand => error.get(ContextKind::SuggestedSubcommand).is_some(),
        _ => true,
    };
    if !shown {
        for kind in [ContextKind::InvalidArg, ContextKind::InvalidSubcommand] {
            if error.get(kind).is_some() {
                error.insert(kind, ContextValue::String("(not shown)".to_owned()));
            }
        }
    }
    // Help goes to standard output and is no fault; everything else is a wrong call.
    let code = if error.use_stderr() { 2 } else { 0 };
    let _ = error.print();
    ExitCode::from(code)
}
