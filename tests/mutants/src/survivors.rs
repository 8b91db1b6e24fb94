//! tests/mutants/survivors.txt: the mutants of which it is known that no test catches them, with reasons.

use std::collections::BTreeMap;

use crate::Fallible;

/// How many mutants of each name survive.
pub type Survivors = BTreeMap<String, usize>;

/// Read the list. A reason stands above each block; an empty line ends a block.
pub fn read(text: &str) -> Fallible<Survivors> {
    let mut survivors = Survivors::new();
    let mut reason = false;
    for (number, line) in (1..).zip(text.lines()) {
        let wrong = |what: &str| format!("tests/mutants/survivors.txt:{number}: {what}");
        if line.is_empty() {
            reason = false;
        } else if line.starts_with('#') {
            reason = true;
        } else {
            let (count, name) = line.split_once(' ').ok_or_else(|| wrong("not a number and a name"))?;
            let count = count.parse().map_err(|_| wrong("not a number and a name"))?;
            if !reason {
                return Err(wrong("no reason stands above it").into());
            }
            if survivors.insert(name.to_owned(), count).is_some() {
                return Err(wrong("this name is here twice").into());
            }
        }
    }
    Ok(survivors)
}

/// The list, compared with what survived.
#[derive(Default)]
pub struct Judgement {
    /// What is to be told.
    pub lines: Vec<String>,
    /// Survivors that are on the list.
    pub listed: usize,
    /// Survivors that are not.
    pub wrong: usize,
    /// Mutants on the list that do not survive.
    pub gone: usize,
}

/// Compare them. `survived` has for each name those with line and column, and `judged` says of a name whether all
/// mutants of it were tried.
pub fn judge(known: &Survivors, survived: &BTreeMap<String, Vec<String>>, judged: impl Fn(&str) -> bool) -> Judgement {
    let mut judgement = Judgement::default();
    for (name, places) in survived {
        let count = known.get(name).copied().unwrap_or(0);
        judgement.listed += places.len().min(count);
        if places.len() > count {
            judgement.wrong += places.len() - count;
            // Which of them are those on the list, nobody knows.
            let note = if count > 0 { format!(" ({count} of {} are listed)", places.len()) } else { String::new() };
            judgement.lines.extend(places.iter().map(|place| format!("survives: {place}{note}")));
        }
    }
    for (name, count) in known {
        let left = survived.get(name).map_or(0, Vec::len);
        if left < *count && judged(name) {
            judgement.gone += count - left;
            judgement.lines.push(format!("no longer survives: take it off the list: {} {name}", count - left));
        }
    }
    judgement
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_number_and_a_name() {
        let list = read("# What it is.\n\n# They are equal.\n2 src/a.rs: replace | with ^ in b\n").unwrap();
        assert_eq!(list.into_iter().collect::<Vec<_>>(), [("src/a.rs: replace | with ^ in b".to_owned(), 2)]);
    }

    #[test]
    fn each_block_has_its_reason_and_each_name_its_line() {
        assert!(read("# So.\n1 a\n\n1 b\n").is_err());
        assert!(read("# So.\n1 a\n1 a\n").is_err());
        assert!(read("# So.\na\n").is_err());
    }

    #[test]
    fn more_survivors_than_listed_and_fewer_are_told() {
        let known = read("# So.\n1 a\n2 b\n1 c\n1 d\n").unwrap();
        let places =
            |name: &str, places: &[&str]| (name.to_owned(), places.iter().map(|at| (*at).to_owned()).collect());
        let survived =
            [places("a", &["a:1", "a:2"]), places("b", &["b:1"]), places("c", &["c:1"]), places("e", &["e:1"])];
        let judgement = judge(&known, &survived.into(), |name| name != "d");
        assert_eq!(
            judgement.lines,
            [
                "survives: a:1 (1 of 2 are listed)",
                "survives: a:2 (1 of 2 are listed)",
                "survives: e:1",
                "no longer survives: take it off the list: 1 b",
            ]
        );
        assert_eq!((judgement.listed, judgement.wrong, judgement.gone), (3, 2, 1));
    }
}
