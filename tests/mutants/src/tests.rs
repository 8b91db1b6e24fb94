//! The tests, how long each takes, and which sleeping mutants it reaches, found out by running each once alone.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Duration;

use serde_json::Value;

use crate::Fallible;
use crate::copy::{Copy, share};
use crate::plant::ROOM;
use crate::process::{self, Outcome};

/// Where the test programs of a copy are.
pub type Programs = BTreeMap<String, PathBuf>;

/// A test that passes while all mutants sleep.
#[derive(Clone)]
pub struct Test {
    pub program: String,
    pub name: String,
    pub took: Duration,
    pub reaches: BTreeSet<u32>,
}

/// No test takes a fraction of this.
const LIMIT: Duration = Duration::from_secs(300);

/// Tests that measure time: on a busy machine they can fail without a mutant.
const TIMED: &[&str] = &["grows", "in_proportion"];

impl Test {
    pub fn is_timed(&self) -> bool {
        TIMED.iter().any(|word| self.name.contains(word))
    }
}

/// Build the test programs and the C library in a copy.
pub fn build(copy: &Copy) -> Fallible<Programs> {
    let output = copy.cargo(&["test", "--no-run", "--message-format", "json"]).output()?;
    if !output.status.success() {
        return Err(format!("the tests do not compile:\n{}", String::from_utf8_lossy(&output.stderr)).into());
    }
    let made = String::from_utf8_lossy(&output.stdout);
    let programs = made.lines().filter_map(|line| {
        let value: Value = serde_json::from_str(line).ok()?;
        let program = value["executable"].as_str().filter(|_| value["profile"]["test"] == true)?;
        Some((value["target"]["name"].as_str()?.to_owned(), PathBuf::from(program)))
    });
    let programs = programs.collect();
    let lib = process::run(copy.command("make".as_ref()).args(["--no-print-directory", "lib"]), LIMIT, &copy.said)?;
    if lib.outcome == Outcome::Passed { Ok(programs) } else { Err(format!("make lib:\n{}", lib.said).into()) }
}

/// All tests, and the names of those that fail while all mutants sleep.
pub fn learn(copies: &[Copy], programs: &BTreeMap<PathBuf, Programs>) -> Fallible<(Vec<Test>, Vec<String>)> {
    let mut names = Vec::new();
    for (program, path) in &programs[&copies[0].tree] {
        let list = copies[0].program(path).args(["--list", "--format", "terse"]).output()?;
        let list = String::from_utf8(list.stdout)?;
        names.extend(list.lines().filter_map(|line| Some((program.clone(), line.strip_suffix(": test")?.to_owned()))));
    }
    let tried = share("tests were run alone", copies, &names, |copy, (program, name)| {
        std::fs::write(&copy.reached, [0; ROOM])?;
        let mut command = copy.program(&programs[&copy.tree][program]);
        command.args(["--exact", name]).env("MUTANTS_REACHED", &copy.reached);
        let ran = process::run(&mut command, LIMIT, &copy.said)?;
        let reached = std::fs::read(&copy.reached)?;
        let reaches = (0..).zip(&reached).filter(|(_, octet)| **octet != 0).map(|(id, _)| id).collect();
        let test = Test { program: program.clone(), name: name.clone(), took: ran.took, reaches };
        Ok((test, ran.outcome == Outcome::Passed))
    })?;
    let (passed, failed): (Vec<_>, Vec<_>) = tried.into_iter().partition(|(_, passed)| *passed);
    let failed = failed.into_iter().map(|(test, _)| format!("{}: {}", test.program, test.name)).collect();
    Ok((passed.into_iter().map(|(test, _)| test).collect(), failed))
}
