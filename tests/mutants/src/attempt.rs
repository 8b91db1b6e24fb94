//! Wakes one mutant and runs the tests that reach it, quick ones first, until one fails.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use crate::Fallible;
use crate::copy::Copy;
use crate::process::{self, Outcome, Ran};
use crate::tests::{Programs, Test};

/// What became of a mutant.
#[derive(Clone)]
pub enum Verdict {
    /// The compiler refuses it.
    Unviable,
    /// This test failed.
    Caught(String),
    /// This test did not end.
    TimedOut(String),
    /// So many tests that reach it passed.
    Survived(usize),
}

/// Tests that take less are run together, if they are of one program.
const QUICK: Duration = Duration::from_millis(250);

/// What a test gets that took so long before.
pub fn limit(took: Duration) -> Duration {
    Duration::from_secs(10) + took * 6
}

/// Tests that take more are not run for a mutant that is known to survive: they would take hours to show it once more.
const SLOW: Duration = Duration::from_millis(1500);

pub fn attempt(
    copy: &Copy,
    programs: &BTreeMap<PathBuf, Programs>,
    tests: &[Test],
    id: u32,
    is_known: bool,
) -> Fallible<Verdict> {
    let reaches = |test: &&Test| test.reaches.contains(&id) && !(is_known && test.took > SLOW);
    let reach: Vec<_> = tests.iter().filter(reaches).collect();
    for batch in batches(&reach) {
        let program = &batch[0].program;
        let mut ran = run(copy, programs, &batch, id)?;
        if ran.outcome != Outcome::Passed {
            ran = run(copy, programs, &batch, id)?; // the machine may have been busy
        }
        match ran.outcome {
            Outcome::Passed => {}
            Outcome::Failed => return Ok(Verdict::Caught(format!("{program}: {}", failed(&ran.said)))),
            Outcome::TimedOut => return Ok(Verdict::TimedOut(format!("{program}: {}", batch[0].name))),
        }
    }
    Ok(Verdict::Survived(reach.len()))
}

/// No mutant.
const NONE: u32 = 1;

/// Look that what is run together passes without a mutant; that each test does alone was seen.
pub fn control(copy: &Copy, programs: &BTreeMap<PathBuf, Programs>, tests: &[Test]) -> Fallible<()> {
    for batch in batches(&tests.iter().collect::<Vec<_>>()).iter().filter(|batch| batch.len() > 1) {
        let ran = run(copy, programs, batch, NONE)?;
        if ran.outcome != Outcome::Passed {
            return Err(format!("tests fail together, without a mutant:\n{}", ran.said).into());
        }
    }
    Ok(())
}

fn run(copy: &Copy, programs: &BTreeMap<PathBuf, Programs>, batch: &[&Test], id: u32) -> Fallible<Ran> {
    let took = batch.iter().map(|test| test.took).sum();
    let mut command = copy.program(&programs[&copy.tree][&batch[0].program]);
    command.arg("--exact").args(batch.iter().map(|test| &test.name)).env("MUTANT", id.to_string());
    Ok(process::run(&mut command, limit(took), &copy.said)?)
}

/// What is run at once: quick tests of one program together, each other one alone. Those that measure time come last.
fn batches<'a>(tests: &[&'a Test]) -> Vec<Vec<&'a Test>> {
    let mut together: BTreeMap<&str, Vec<&Test>> = BTreeMap::new();
    let mut batches = Vec::new();
    for test in tests {
        if test.took < QUICK && !test.is_timed() {
            together.entry(&test.program).or_default().push(test);
        } else {
            batches.push(vec![*test]);
        }
    }
    batches.extend(together.into_values());
    batches.sort_by_key(|batch| (batch[0].is_timed(), batch.iter().map(|test| test.took).sum::<Duration>()));
    batches
}

/// The test that failed, of what a test program said.
pub fn failed(said: &str) -> String {
    let failed = said.lines().find_map(|line| line.strip_prefix("test ")?.strip_suffix(" ... FAILED"));
    let last = || said.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("it ended without a word");
    failed.unwrap_or_else(last).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn test(program: &str, name: &str, millis: u64) -> Test {
        let took = Duration::from_millis(millis);
        Test { program: program.into(), name: name.into(), took, reaches: [2].into() }
    }

    #[test]
    fn quick_tests_go_together_and_those_that_measure_time_come_last() {
        let tests = [
            test("a", "slow", 900),
            test("a", "x", 10),
            test("b", "it_takes_time_in_proportion", 1),
            test("a", "y", 10),
        ];
        let batches = batches(&tests.iter().collect::<Vec<_>>());
        let names: Vec<Vec<_>> =
            batches.iter().map(|batch| batch.iter().map(|test| test.name.as_str()).collect()).collect();
        assert_eq!(names, [vec!["x", "y"], vec!["slow"], vec!["it_takes_time_in_proportion"]]);
    }

    #[test]
    fn the_test_that_failed_is_named_or_the_last_word_told() {
        assert_eq!(failed("running 2 tests\ntest a ... ok\ntest b::c ... FAILED\n\nresult"), "b::c");
        assert_eq!(failed("running 1 test\nKilled\n\n"), "Killed");
    }
}
