//! The documents tell the truth where a program can tell: their C compiles and signs, and the commands, files and tests
//! that they name exist. (Their Rust is compiled as a doctest.)
#![allow(clippy::unwrap_used)]

use std::fs;
use std::process::Command;

use hmacsign::{Algorithm, Date, Header, Key, Request, Signer};

mod library;

const DOCUMENTS: &[&str] = &["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "docs/design.md"];

fn read(name: &str) -> String {
    fs::read_to_string(library::root().join(name)).unwrap()
}

/// The blocks in a document's fences of this language.
fn blocks(document: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    read(document).split(&fence).skip(1).map(|rest| rest.split("```").next().unwrap().to_owned()).collect()
}

/// What stands between single backticks, outside fences.
fn quoted(document: &str) -> Vec<String> {
    let text = read(document);
    let outside: String = text.split("```").step_by(2).collect();
    outside.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn the_c_in_the_readme_compiles_without_a_warning_and_signs() {
    let [source] = blocks("README.md", "c").try_into().unwrap();
    let (file, program) = (library::workshop().join("readme.c"), library::workshop().join("readme"));
    fs::write(&file, source).unwrap();
    // With the command that the README has, and every warning.
    let [line] = blocks("README.md", "sh")
        .iter()
        .flat_map(|block| block.lines())
        .filter_map(|line| line.strip_prefix("cc ").map(str::to_owned))
        .collect::<Vec<_>>()
        .try_into()
        .unwrap();
    let mut compiler = library::command(&library::tool("CC", "cc"));
    for word in line.split(' ') {
        match word {
            "-Iinclude" => compiler.arg("-I").arg(library::root().join("include")),
            "app.c" => compiler.arg(&file),
            "target/capi/libhmacsign.a" => compiler.arg(library::built().join("libhmacsign.a")),
            "app" => compiler.arg(&program),
            _ => compiler.arg(word),
        };
    }
    library::succeed(compiler.args(["-std=c99", "-Wall", "-Wextra", "-Wconversion", "-pedantic", "-Werror"]));
    let lines = library::said(&mut Command::new(program));

    let date = lines.strip_prefix("X-Date: ").unwrap().get(..Date::LEN).unwrap();
    Date::parse(date).unwrap();
    let headers = [Header::new("X-Date", date), Header::new("Host", "example.com")];
    let key = Key::new(Algorithm::HmacSha1, "ZxF2whO0RhuwnVCj5JMMAuqcDcN2oPrC").unwrap();
    let signer = Signer::tencent("AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj548pN").unwrap();
    let credential = signer.sign(&key, &Request::new(&headers)).unwrap();
    assert_eq!(lines, format!("{}\n", credential.header_lines()));
}

#[test]
fn the_readme_has_one_program_in_rust() {
    assert_eq!(blocks("README.md", "rust").len(), 1);
}

#[test]
fn every_make_target_that_is_named_exists() {
    let makefile = read("Makefile");
    let targets = makefile.lines().find_map(|line| line.strip_prefix(".PHONY:")).unwrap();
    let targets: Vec<_> = targets.split_whitespace().collect();
    let mut count = 0;
    for document in DOCUMENTS {
        let commands = quoted(document).into_iter().chain(
            blocks(document, "sh").into_iter().flat_map(|block| block.lines().map(str::to_owned).collect::<Vec<_>>()),
        );
        for command in commands.filter(|command| command.starts_with("make ")) {
            let target = command.split_whitespace().nth(1).unwrap();
            assert!(targets.contains(&target), "{document}: {command}");
            count += 1;
        }
    }
    assert!(count > 5, "{count}");
}

#[test]
fn every_file_that_is_named_exists() {
    let mut count = 0;
    for document in DOCUMENTS {
        let text = read(document);
        let linked = text.split("](").skip(1).map(|rest| rest.split(')').next().unwrap().to_owned());
        for path in linked.filter(|path| !path.starts_with("http")) {
            let from = library::root().join(document).parent().unwrap().join(&path);
            assert!(from.exists(), "{document}: {path}");
            count += 1;
        }
        let folders = ["src", "tests", "include", "examples", "examples-c", "docs", "scripts", "benches"];
        for path in quoted(document) {
            let file = path.split_once('/').is_some_and(|(folder, _)| folders.contains(&folder));
            if file || folders.contains(&path.as_str()) || path == "Cargo.toml" || path == "Makefile" {
                assert!(library::root().join(&path).exists(), "{document}: {path}");
                count += 1;
            }
        }
    }
    assert!(count > 30, "{count}");
}

#[test]
fn every_test_that_a_promise_rests_on_exists() {
    let mut tests = String::new();
    for folder in ["tests", "src"] {
        for entry in fs::read_dir(library::root().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "rs") {
                tests.push_str(&fs::read_to_string(path).unwrap());
            }
        }
    }
    let mut count = 0;
    for name in quoted("SECURITY.md") {
        let words = name.split('_').count();
        if words > 3 && name.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_') {
            assert!(tests.contains(&format!("fn {name}(")), "{name}");
            count += 1;
        }
    }
    assert!(count > 5, "{count}");
}
