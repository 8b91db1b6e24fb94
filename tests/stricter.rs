//! docs/stricter.md names a test for each of its rows: they all exist.
#![allow(clippy::unwrap_used)] // tests may fail loudly

use std::fs;
use std::path::Path;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every function that is a test, by its name.
fn tests() -> Vec<String> {
    let mut names = Vec::new();
    for entry in fs::read_dir(root().join("tests")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let text = fs::read_to_string(path).unwrap();
        for part in text.split("#[test]").skip(1) {
            let (_, name) = part.split_once("fn ").unwrap();
            names.push(name.split('(').next().unwrap().to_owned());
        }
    }
    names
}

#[test]
fn every_row_of_the_document_names_tests_that_exist() {
    let (text, tests) = (fs::read_to_string(root().join("docs/stricter.md")).unwrap(), tests());
    let mut rows = 0;
    for row in text
        .lines()
        .filter(|line| line.starts_with('|') && !line.starts_with("| the servers |") && !line.starts_with("|-"))
    {
        let last = row.trim_end_matches('|').rsplit('|').next().unwrap();
        let named: Vec<&str> = last.split('`').skip(1).step_by(2).collect();
        assert!(!named.is_empty(), "no test: {row}");
        for name in named {
            assert!(tests.iter().any(|test| test == name), "no such test: {name}");
        }
        rows += 1;
    }
    assert!(rows > 25, "{rows}");
}
