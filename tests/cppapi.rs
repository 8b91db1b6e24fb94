//! The C++ header as C++ programs meet it: compiled with every warning, linked with the release build and run.
//!
//! One compiler, `$CXX` or `c++`, and C++17; `make cpp` has two compilers, three standards and sanitizers. For that,
//! HMACSIGN_CASES names a file to write the cases of `tests/cases` to; what is to be printed of them goes beside it.
#![cfg(feature = "capi")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // tests may fail loudly

use std::fs;
use std::path::{Path, PathBuf};

use hmacsign::{Algorithm, Header, Key, Request, Signer};

#[path = "library/cases.rs"]
mod cases;
mod library;
use library::{built, command, has, root, run, said, succeed, tool, workshop};

/// Every warning.
const WARNINGS: &[&str] = &["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror"];

fn cpp_header() -> String {
    fs::read_to_string(root().join("include/hmacsign.hpp")).unwrap()
}

/// Compile a C++ program.
fn compile(name: &str, source: &Path, flags: &[&str]) -> PathBuf {
    let program = workshop().join(name);
    succeed(
        command(&tool("CXX", "c++"))
            .args(["-std=c++17", "-O1", "-g"])
            .args(WARNINGS)
            .args(flags)
            .arg("-I")
            .arg(root().join("include"))
            .arg(source)
            .arg(root().join("tests/cpp/alone.cpp"))
            .arg(built().join("libhmacsign.a"))
            .arg("-o")
            .arg(&program),
    );
    program
}

#[test]
fn everything_works_in_cpp() {
    let program = compile("cpp-hpp", &root().join("tests/cpp/hpp.cpp"), &[]);
    assert_eq!(said(&mut run(&program)), "ok\n");
}

#[test]
fn it_needs_neither_exceptions_nor_type_information() {
    let flags = ["-fno-exceptions", "-fno-rtti"];
    let program = compile("cpp-plain", &root().join("tests/cpp/plain.cpp"), &flags);
    assert_eq!(said(&mut run(&program)), "ok\n");
}

#[test]
fn every_case_comes_out_in_cpp_as_in_rust() {
    let cases = cases::all_cases();
    if let Some(file) = std::env::var_os("HMACSIGN_CASES") {
        let file = root().join(file);
        fs::write(&file, &cases.lines).expect("a file for the cases");
        fs::write(file.with_extension("printed"), &cases.printed).expect("a file for what they print");
    }
    cases.give(&compile("cpp-vectors", &root().join("tests/cpp/vectors.cpp"), &[]));
}

#[test]
fn the_cpp_header_compiles_alone_without_a_warning() {
    let usual = tool("CXX", "c++");
    // The newest standard has two names. Of an older compiler it may not be asked at all.
    for compiler in [usual.as_str(), "clang++"].into_iter().filter(|compiler| *compiler == usual || has(compiler)) {
        let known = ["c++17", "c++20", "c++23", "c++2b"].map(|standard| format!("-std={standard}"));
        let knows = |flag: &&String| {
            let output = command(compiler).args([flag, "-x", "c++", "-fsyntax-only", "/dev/null"]).output();
            output.is_ok_and(|output| output.status.success())
        };
        let known: Vec<_> = known.iter().filter(knows).collect();
        assert!(known.len() > 1, "{compiler} knows {known:?}, or is missing");
        for flags in known.iter().flat_map(|flag| [vec![flag.as_str()], vec![flag, "-fno-exceptions", "-fno-rtti"]]) {
            let source = root().join("tests/cpp/alone.cpp");
            let mut compile = command(compiler);
            compile.args(flags).args(WARNINGS).arg("-I").arg(root().join("include"));
            succeed(compile.arg("-fsyntax-only").arg(source));
        }
        println!("{compiler}: {known:?}");
    }
}

/// The lines of an example at the top of the header, which follow its title.
fn example(title: &str) -> String {
    let header = cpp_header();
    let lines = header.lines().skip_while(|line| !line.starts_with(&format!(" * {title}"))).skip(1);
    let lines = lines.take_while(|line| *line == " *" || line.starts_with(" *     "));
    lines.map(|line| line.trim_start_matches(" *").to_owned() + "\n").collect()
}

/// What a program prints whose main function is this.
fn printed_by(name: &str, body: &str) -> String {
    let source = workshop().join(format!("{name}.cpp"));
    let includes = "#include \"hmacsign.hpp\"\n#include <cstdio>\n#include <ctime>\n";
    fs::write(&source, format!("{includes}int main() {{\n{body}}}\n")).unwrap();
    said(&mut run(&compile(name, &source, &[]))).trim_end().to_owned()
}

#[test]
fn the_example_in_the_cpp_header_signs() {
    let body = example("Sign a request");
    let secret = "const char* secret = \"secret\";";
    let print = "std::puts(request.headers()[0].value.c_str()); std::puts(value.c_str());";
    let printed = printed_by("cpp-example-sign", &format!("{secret}\n{body}{print}\n"));
    let (date, value) = printed.split_once('\n').unwrap();
    let key = Key::new(Algorithm::HmacSha1, "secret").unwrap();
    let headers = [Header::new("X-Date", date), Header::new("Source", "my-app")];
    let request = Request::new(&headers);
    assert_eq!(value, Signer::tencent("AKID..").unwrap().sign(&key, &request).unwrap().to_string());
}

#[test]
fn the_example_in_the_cpp_header_verifies() {
    let body = example("Verify one").replace("    } catch", "        std::puts(verified.id().c_str());\n    } catch");
    assert!(body.contains("puts"), "{body}");
    let body = body.replace("// answer", "std::printf(\"%d\\n\", hmacsign::http_status(error.code())); // answer");
    let before = "const char* secret = \"secret\";\n".to_owned() + &example("Sign a request");
    for (change, expected) in [("", "AKID.."), ("request.add(\"Source\", \"b\");", "401"), ("value = \"\";", "401")] {
        assert_eq!(printed_by("cpp-example-verify", &format!("{before}{change}\n{body}")), expected);
    }
}

/// Is it there, as a word of its own?
fn has_word(text: &str, word: &str) -> bool {
    let part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    text.match_indices(word).any(|(at, _)| {
        !text[..at].chars().next_back().is_some_and(part) && !text[at + word.len()..].chars().next().is_some_and(part)
    })
}

#[test]
fn whatever_the_c_header_has_the_cpp_header_has() {
    let (c, cpp) = (fs::read_to_string(library::header()).unwrap(), cpp_header());
    let constants = c.lines().filter_map(|line| line.strip_prefix("  HMACSIGN_")?.split_once(" = "));
    let constants: Vec<_> = constants.map(|(name, _)| format!("= HMACSIGN_{name}")).collect();
    let flags = c.lines().filter_map(|line| line.strip_prefix("#define HMACSIGN_")?.strip_suffix('u'));
    let flags: Vec<_> = flags.map(|flag| format!("HMACSIGN_{}", flag.split(' ').next().unwrap())).collect();
    let functions = c.lines().filter(|line| !line.starts_with([' ', '/', '#', '*', '}']) && line.contains('('));
    let functions: Vec<_> = functions
        .filter_map(|line| line.split('(').next()?.rsplit([' ', '*']).next().map(str::to_owned))
        .filter(|name| name != "hmacsign_key_size") // for those who see no macros
        .collect();
    assert!(constants.len() > 150 && flags.len() == 5 && functions.len() > 30, "{constants:?} {flags:?} {functions:?}");
    for name in constants.iter().chain(&flags).chain(&functions) {
        assert!(has_word(&cpp, name), "{name}");
    }
}

#[test]
fn it_defines_no_macro_and_takes_no_streams() {
    let header = cpp_header();
    let defines: Vec<_> = header.lines().filter(|line| line.trim_start().starts_with("#define")).collect();
    assert_eq!(defines, ["#define HMACSIGN_HPP"]);
    assert!(!header.contains("stream>"));
    for line in header.lines() {
        assert!(line.is_ascii() && line.len() <= 100 && line == line.trim_end(), "{line}");
    }
}

/// What stands above each item at the beginning of a line, or of a line of a class, that callers can use.
#[test]
fn every_public_item_has_a_comment() {
    let header = cpp_header();
    let lines: Vec<_> = header.lines().collect();
    let (mut hidden, mut private, mut count) = (false, false, 0);
    for (at, line) in lines.iter().enumerate() {
        match line.trim() {
            "namespace implementation {" => hidden = true,
            "} // namespace implementation" => hidden = false,
            "private:" => private = true,
            "};" | "public:" => private = false,
            _ => (),
        }
        let text = line.strip_prefix("    ").unwrap_or(line);
        let begins = text.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '[')
            && (line.starts_with("    ") || !text.starts_with("namespace"));
        let item = begins && (text.ends_with(['{', ',', ';']) || text.contains('('));
        let inside = line.starts_with("    ") && in_function(&lines[..at]);
        let usual = text.contains("= delete") || text.contains("= default") || text.ends_with(':');
        if !item || hidden || private || inside || usual {
            continue;
        }
        let above = lines[..at].iter().rev().find(|line| !line.starts_with("#if") && !line.contains("template <"));
        let above = above.unwrap().trim();
        assert!(above.starts_with("///"), "{}: {line} has {above}", at + 1);
        count += 1;
    }
    assert!(count > 300, "{count}");
}

/// Is the next line in a function at the beginning of a line, or a continuation of what began there?
fn in_function(before: &[&str]) -> bool {
    let start = before.iter().rev().find(|line| !line.is_empty() && !line.starts_with([' ', '#', '/']));
    !start.is_some_and(|line| {
        ["class ", "struct ", "enum "].iter().any(|kind| line.starts_with(kind)) && !line.ends_with(';')
    }) && !start.is_some_and(|line| ["public:", "private:"].contains(line))
}
