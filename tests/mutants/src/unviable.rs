//! Strikes out the mutants that the compiler refuses, such as a value of another type: plant, compile, and again
//! without those that an error points at.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::Fallible;
use crate::copy::Copy;
use crate::list::Mutant;
use crate::plant::{Planted, plant};

/// How far an error can be from the number of its mutant, in lines.
const LINES_MAX: usize = 6;

/// Plant in this copy what the compiler takes. Gives what sleeps there, and what was struck out.
pub fn strike_out(mutants: &[Mutant], root: &Path, copy: &Copy) -> Fallible<(Planted, BTreeSet<u32>)> {
    let mut unviable = BTreeSet::new();
    loop {
        let planted = plant(mutants, &unviable, root, &copy.tree)?;
        let output = copy.cargo(&["check", "--lib", "--message-format", "json"]).output()?;
        if output.status.success() {
            return Ok((planted, unviable));
        }
        let text = String::from_utf8_lossy(&output.stdout);
        let errors: Vec<_> = messages(&text).filter(|message| message["level"] == "error").collect();
        let found: BTreeSet<u32> = errors.iter().flat_map(|error| pointed_at(error, &copy.tree)).collect();
        if found.is_empty() {
            let said: String = errors.iter().filter_map(|error| error["rendered"].as_str()).collect();
            return Err(format!("no mutant explains why this fails:\n{said}{}", text_of(&output.stderr)).into());
        }
        eprintln!("mutants: the compiler refuses {}", found.len());
        unviable.extend(found);
    }
}

fn text_of(octets: &[u8]) -> String {
    String::from_utf8_lossy(octets).into_owned()
}

/// What the compiler says, of what cargo prints.
fn messages(text: &str) -> impl Iterator<Item = Value> {
    text.lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|value| value["reason"] == "compiler-message")
        .map(|mut value| value["message"].take())
}

/// The mutants whose numbers stand at an error, or last above it; without an arm a `match` has to go on elsewhere.
fn pointed_at(error: &Value, tree: &Path) -> Vec<u32> {
    let spans = error["spans"].as_array().map(Vec::as_slice).unwrap_or_default();
    let all = spans.iter().all(|span| span["is_primary"] != true);
    let of_match = error["code"]["code"] == "E0004";
    spans
        .iter()
        .filter(|span| all || span["is_primary"] == true)
        .filter_map(|span| {
            let text = fs::read_to_string(tree.join(span["file_name"].as_str()?)).ok()?;
            let line = usize::try_from(span["line_start"].as_u64()?).ok()?;
            let lines: Vec<_> = text.lines().collect();
            let above = || lines.iter().take(line).rev().take(LINES_MAX).find_map(|line| last_number(line));
            if of_match { last_arm(lines.get(line.checked_sub(1)?..)?) } else { above() }
        })
        .collect()
}

/// The last arm that a mutant deletes, of the `match` that begins in the first line. The arms above it are looked at in
/// the next round: a later arm often takes what an earlier one leaves.
fn last_arm(lines: &[&str]) -> Option<u32> {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let outside = indent(lines.first()?);
    let end = lines.iter().position(|line| indent(line) == outside && line.trim_start().starts_with('}'))?;
    let arms = lines.get(..end)?.iter().rev().filter(|line| indent(line) == outside + 4);
    arms.filter_map(|line| line.split_once("!crate::mutants::on(")?.1.split_once("u32)")?.0.parse().ok()).next()
}

/// The 7 in `mutants::on(7u32)`.
fn last_number(line: &str) -> Option<u32> {
    line.rsplit_once("mutants::on(")?.1.split_once("u32)")?.0.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_number_of_a_line_is_the_mutants() {
        assert_eq!(last_number("if crate::mutants::on(7u32) { a } else if crate::mutants::on(12u32) {"), Some(12));
        assert_eq!(last_number("a + b"), None);
    }

    #[test]
    fn of_the_arms_of_a_match_the_last_that_is_deleted_goes_first() {
        let text = "    let a = match b\n        .c()\n    {\n        1 if !crate::mutants::on(2u32) => d,\n        \
            2 if !crate::mutants::on(3u32) => match e {\n            _ if !crate::mutants::on(4u32) => f,\n        }\n        \
            _ => g,\n    };\n        7 if !crate::mutants::on(5u32) => d,\n";
        assert_eq!(last_arm(&text.lines().collect::<Vec<_>>()), Some(3));
    }
}
