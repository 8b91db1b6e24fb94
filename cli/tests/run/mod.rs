//! Runs the command, for all its tests: without the caller's secrets and in a folder of its own.
#![allow(dead_code, clippy::unwrap_used, clippy::panic)]

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::{env, fs};

pub const ID: &str = "AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj548pN";
pub const SECRET: &str = "ZxF2whO0RhuwnVCj5JMMAuqcDcN2oPrC";

/// How a run ended.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Run {
    /// The secret is in nothing that is printed, whatever else a test looks at.
    fn secretive(self) -> Self {
        for secret in [SECRET, &SECRET[..12]] {
            assert!(!self.out.contains(secret) && !self.err.contains(secret), "{self:?}");
        }
        self
    }

    pub fn ok(self) -> String {
        assert_eq!((self.code, self.err.as_str()), (0, ""), "{}", self.out);
        self.out
    }
}

pub fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hmacsign"));
    command.env_remove("HMACSIGN_SECRET").env_remove("NO_COLOR");
    command
}

/// Run with these arguments, and `HMACSIGN_SECRET`.
pub fn run(arguments: &[&str]) -> Run {
    fed(arguments, b"")
}

/// The same with standard input.
pub fn fed(arguments: &[&str], input: &[u8]) -> Run {
    finish(command().args(arguments).env("HMACSIGN_SECRET", SECRET), input)
}

pub fn finish(command: &mut Command, input: &[u8]) -> Run {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // It need not read it.
    let _ = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    let code = output.status.code().unwrap_or_else(|| panic!("it was killed: {:?}", output.status));
    let text = |octets| String::from_utf8_lossy(octets).into_owned();
    Run { code, out: text(&output.stdout), err: text(&output.stderr) }.secretive()
}

/// Write a file of this name, which no other test has; its path.
pub fn file(name: &str, octets: impl AsRef<[u8]>) -> String {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let path = folder.join(name);
    fs::write(&path, octets).unwrap();
    path.to_str().unwrap().to_owned()
}
