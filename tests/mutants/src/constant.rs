//! Tries mutants that cannot sleep the plain way: change the one file, compile, and run the tests.

use std::fs;
use std::time::Duration;

use crate::Fallible;
use crate::attempt::{Verdict, failed, limit};
use crate::copy::Copy;
use crate::list::{Mutant, Place};
use crate::process::{self, Outcome};

/// The programs that catch most of them, and soon.
const QUICK: &[&str] = &[
    "test", "--lib", "--test", "abi_rust", "--test", "vectors", "--test", "claims", "--test", "verify", "--test",
    "signing",
];

/// All tests take a third of this.
const LIMIT: Duration = Duration::from_secs(1800);

/// Build what is quick, look that it passes without a mutant, and say how long it takes.
pub fn prepare(copy: &Copy) -> Fallible<Duration> {
    passed(copy, &[QUICK, &["--no-run"]].concat())?;
    passed(copy, QUICK)
}

/// Look that all tests pass without a mutant.
pub fn prepare_all(copy: &Copy) -> Fallible<Duration> {
    passed(copy, &["test"])
}

fn passed(copy: &Copy, arguments: &[&str]) -> Fallible<Duration> {
    let ran = process::run(&mut copy.cargo(arguments), LIMIT, &copy.said)?;
    let fault = || format!("the tests fail without a mutant:\n{}", ran.said);
    if ran.outcome == Outcome::Passed { Ok(ran.took) } else { Err(fault().into()) }
}

/// Try one, in a copy in which nothing sleeps; with the quick tests alone if it is known to survive.
pub fn attempt(copy: &Copy, mutant: &Mutant, took: Duration, is_known: bool) -> Fallible<Verdict> {
    let path = copy.tree.join(&mutant.file);
    let text = fs::read_to_string(&path)?;
    fs::write(&path, changed(&text, mutant).ok_or_else(|| format!("not in the source: {}", mutant.name))?)?;
    let verdict = try_it(copy, took, is_known);
    fs::write(&path, text)?;
    verdict
}

fn try_it(copy: &Copy, took: Duration, is_known: bool) -> Fallible<Verdict> {
    let built = process::run(&mut copy.cargo(&[QUICK, &["--no-run"]].concat()), LIMIT, &copy.said)?;
    match built.outcome {
        Outcome::Passed => {}
        Outcome::Failed => return Ok(Verdict::Unviable),
        Outcome::TimedOut => return Err("the compiler did not end".into()),
    }
    let all: &[&str] = &["test"];
    for (arguments, limit) in [(QUICK, limit(took)), (all, LIMIT)].into_iter().take(if is_known { 1 } else { 2 }) {
        let ran = process::run(&mut copy.cargo(arguments), limit, &copy.said)?;
        match ran.outcome {
            Outcome::Passed => {}
            Outcome::Failed => return Ok(Verdict::Caught(failed(&ran.said))),
            Outcome::TimedOut => return Ok(Verdict::TimedOut("all tests".into())),
        }
    }
    Ok(Verdict::Survived(0))
}

/// The source with this mutant.
fn changed(text: &str, mutant: &Mutant) -> Option<String> {
    let (start, end) = (offset(text, mutant.start)?, offset(text, mutant.end)?);
    Some(format!("{}{}{}", text.get(..start)?, mutant.replacement, text.get(end..)?))
}

/// Where a line and a column are, in octets.
fn offset(text: &str, (line, column): Place) -> Option<usize> {
    let before: usize = text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
    let inside = text.get(before..)?.chars().take(column.checked_sub(1)?).map(char::len_utf8).sum::<usize>();
    Some(before + inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_not_octets() {
        let mutant = Mutant {
            id: 2,
            name: String::new(),
            file: String::new(),
            genre: String::new(),
            replacement: "*".into(),
            start: (2, 7),
            end: (2, 8),
            line: String::new(),
        };
        assert_eq!(changed("a\n/*é*/ + b\n", &mutant).unwrap(), "a\n/*é*/ * b\n");
    }
}
