//! Runs a command with a limit of time and of memory: a mutant can make a loop endless.

use std::fs::{self, File};
use std::io;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How it ended, and what it said on both its outputs.
pub struct Ran {
    pub outcome: Outcome,
    pub said: String,
    pub took: Duration,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    Passed,
    Failed,
    TimedOut,
}

/// In KiB.
const MEMORY_MAX: &str = "8388608";

/// `command` below the shell that limits its memory, to which arguments and environment are added.
pub fn limited(program: &Path) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", &format!("ulimit -v {MEMORY_MAX}; exec \"$0\" \"$@\"")]).arg(program);
    command
}

/// Run it for so long at most, then kill it and all that it started. What it says goes through the file.
pub fn run(command: &mut Command, limit: Duration, said: &Path) -> io::Result<Ran> {
    let file = File::create(said)?;
    let started = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(file.try_clone()?).stderr(file).process_group(0).spawn()?;
    let outcome = loop {
        if let Some(status) = child.try_wait()? {
            break if status.success() { Outcome::Passed } else { Outcome::Failed };
        }
        if started.elapsed() > limit {
            Command::new("kill").args(["-9", "--", &format!("-{}", child.id())]).status()?;
            child.wait()?;
            break Outcome::TimedOut;
        }
        std::thread::sleep(Duration::from_millis(3));
    };
    let said = String::from_utf8_lossy(&fs::read(said)?).into_owned();
    Ok(Ran { outcome, said, took: started.elapsed() })
}
