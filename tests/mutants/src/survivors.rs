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

#[cfg(test)]
mod tests {
    use super::read;

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
}
