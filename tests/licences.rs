//! `LICENSES-THIRD-PARTY` names the crates that `Cargo.lock` has for the C library, in these versions, and has a licence
//! for each: `make licences` writes it, and everybody else finds out here that it is stale. Also: `docs/design.md` says of each
//! dependency why it is there.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // tests may fail loudly

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// For each crate of `Cargo.lock` its versions, and what each needs.
fn lock() -> BTreeMap<String, Vec<(String, Vec<String>)>> {
    let mut crates: BTreeMap<String, Vec<_>> = BTreeMap::new();
    for package in read("Cargo.lock").split("[[package]]").skip(1) {
        let value = |key: &str| {
            let line = package.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = ")).unwrap();
            line.trim_matches('"').to_owned()
        };
        let needs = package.split_once("dependencies = [").map_or("", |(_, rest)| rest.split_once(']').unwrap().0);
        let needs = needs.split('"').skip(1).step_by(2).map(str::to_owned).collect();
        crates.entry(value("name")).or_default().push((value("version"), needs));
    }
    crates
}

/// The names under `[dependencies]`, without those for tests.
fn needed() -> Vec<String> {
    let manifest = read("Cargo.toml");
    let section = manifest.split_once("\n[dependencies]\n").unwrap().1.split("\n[").next().unwrap().to_owned();
    // Optional ones are not for the C library.
    let names = section.lines().filter(|line| !line.starts_with('#') && !line.contains("optional = true"));
    names.filter_map(|line| Some(line.split_once(" = ")?.0.to_owned())).collect()
}

#[test]
fn the_licences_are_those_of_the_crates_in_the_lock() {
    let lock = lock();
    let (mut wanted, mut open) = (BTreeSet::new(), needed());
    assert!(open.len() > 3, "{open:?}");
    while let Some(name) = open.pop() {
        // A second version is written behind the name, where there are two of them.
        let mut words = name.split(' ');
        let versions = &lock[words.next().unwrap()];
        let said = words.next();
        let (version, needs) = versions.iter().find(|(version, _)| said.is_none_or(|said| said == version)).unwrap();
        if wanted.insert(format!("{} {version}", name.split(' ').next().unwrap())) {
            open.extend(needs.iter().cloned());
        }
    }

    let file = read("LICENSES-THIRD-PARTY");
    // After the title and what the file is.
    let listed = file.split("\n\n").nth(2).unwrap().lines();
    let listed: BTreeSet<_> = listed.map(|line| line.split(':').next().unwrap().to_owned()).collect();
    assert_eq!(listed, wanted, "run `make licences`");

    let parts: Vec<_> =
        file.split("\n------------------------------------------------------------\n").skip(1).collect();
    for name in &wanted {
        let part = parts.iter().find(|part| part.starts_with(&format!("{name}\n"))).unwrap();
        assert!(part.contains("Copyright (c)") && part.contains("Permission is hereby granted"), "{name}");
    }
    assert_eq!(parts.len(), wanted.len() + 1, "each crate, and Rust's own");
}

#[test]
fn every_dependency_has_its_reason_in_the_design() {
    let design = read("docs/design.md");
    let reasons = design.split_once("\n## Dependencies\n").unwrap().1;
    let mut seen = 0;
    // The others are not in the package, but in the repository.
    let members = read("Cargo.toml");
    let members =
        members.lines().find_map(|line| line.strip_prefix("members = [")).unwrap().split('"').skip(1).step_by(2);
    for folder in [".", "fuzz"].into_iter().chain(members) {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).join("Cargo.toml");
        let Ok(manifest) = fs::read_to_string(manifest) else { continue };
        let sections =
            manifest.split("\n[").filter(|section| section.split(']').next().unwrap().ends_with("dependencies"));
        for line in sections.flat_map(|section| section.lines().skip(1)).filter(|line| !line.starts_with('#')) {
            let Some((name, _)) = line.split_once(" = ") else { continue };
            let row = reasons.lines().find(|row| row.starts_with('|') && row.contains(&format!("`{name}`")));
            assert!(name == "hmacsign" || row.is_some(), "{name} has no reason in docs/design.md");
            seen += 1;
        }
    }
    assert!(seen >= 12, "{seen}");
}
