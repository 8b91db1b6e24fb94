//! The C library as C programs meet it: the release build, compiled against the header, linked both ways and run.
//!
//! These tests need make, a C and a C++ compiler and binutils, and fail without them. HMACSIGN_RUNNER is put before
//! each program that is run: `make valgrind` uses it.
#![cfg(feature = "capi")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // tests may fail loudly

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use hmacsign::{Algorithm, Cause, Date, Header, Key, Note, NoteValue, Request, Signer, read_header_line};
use serde_json::Value;

mod library;
use library::{built, command, compile, has, root, run, said, succeed, tool, undefined, workshop};

/// Compile a program of tests/c with the static library.
fn with_static(name: &str) -> PathBuf {
    compile(name, &[built().join("libhmacsign.a").as_os_str()])
}

/// Compile it with the shared one.
fn with_shared(name: &str) -> PathBuf {
    let folder = built().display();
    let [search, path] = [format!("-L{folder}"), format!("-Wl,-rpath,{folder}")];
    compile(&format!("{name}-shared"), &[OsStr::new(&search), OsStr::new(&path), OsStr::new("-lhmacsign")])
}

/// Text in hex, as tests/c/vectors.c reads it.
fn hex(text: impl AsRef<[u8]>) -> String {
    let text = text.as_ref();
    if text.is_empty() { "-".to_owned() } else { text.iter().map(|octet| format!("{octet:02x}")).collect() }
}

fn cases(name: &str) -> Value {
    let file = root().join("tests/cases").join(name);
    serde_json::from_str(&std::fs::read_to_string(file).expect(name)).expect(name)
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn string(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn algorithm(name: &str) -> (Algorithm, i32) {
    match name {
        "hmac-sha1" => (Algorithm::HmacSha1, 1),
        "hmac-sha256" => (Algorithm::HmacSha256, 2),
        "hmac-sha384" => (Algorithm::HmacSha384, 3),
        "hmac-sha512" => (Algorithm::HmacSha512, 4),
        other => panic!("{other}"),
    }
}

/// The lines for tests/c/vectors.c, and how many cases of each kind they are.
fn lines() -> (String, [usize; 5]) {
    let mut lines = String::new();
    let mut counts = [0; 5];

    for vector in list(&cases("tencent.json")["vectors"]).iter().filter(|vector| vector["dialect"] == "tencent") {
        assert_eq!((&vector["verdict"], &vector["key_encoding"]), (&"rule".into(), &"text".into()));
        let (algorithm, number) = algorithm(string(&vector["algorithm"]));
        let [secret, id, names] = ["key", "id", "names"].map(|member| string(&vector[member]));
        let pairs = list(&vector["request"]["headers"]).iter().map(|pair| (string(&pair[0]), string(&pair[1])));
        writeln!(lines, "key {number} {}\nsigner {} {}", hex(secret), hex(id), hex(names)).unwrap();
        let mut headers = Vec::new();
        for (name, value) in pairs {
            writeln!(lines, "header {} {}", hex(name), hex(value)).unwrap();
            headers.push(Header::new(name, value));
        }
        // The vectors have no header lines: they are taken from Rust, which has its own tests for them.
        let key = Key::new(algorithm, secret).unwrap();
        let request = Request::new(&headers);
        let sent = Signer::tencent(id).unwrap().names(names).sign(&key, &request).unwrap().header_lines().to_string();
        let [name, signed, signature, credential] =
            ["name", "signing_string", "signature", "credential"].map(|member| hex(string(&vector[member])));
        writeln!(lines, "vector {name} {signed} {signature} {credential} {}", hex(sent)).unwrap();
        counts[0] += 1;
    }

    let macs = std::fs::read_to_string(root().join("tests/cases/macs.txt")).unwrap();
    for case in macs.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let words: Vec<_> = case.split_whitespace().collect();
        let (algorithm, number) = algorithm(words[0]);
        let octets = |hex: &str| -> Vec<u8> {
            (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
        };
        let signature = Key::new(algorithm, &octets(words[1])).unwrap().signature_of(&octets(words[2]));
        writeln!(lines, "mac {} {number} {} {} {}", hex(words[0]), words[1], words[2], hex(signature)).unwrap();
        counts[1] += 1;
    }

    for capture in list(&cases("response_headers.json")["captures"]) {
        for line in list(&capture["lines"]).iter().map(string) {
            let Some(header) = read_header_line(line.as_bytes()) else { continue };
            let Note { kind, window, value, raw } = Note::read(&header);
            let (form, first, second) = match value {
                NoteValue::Text => (0, 0, 0),
                NoteValue::Number(first) => (1, first, 0),
                NoteValue::Pair(first, second) => (2, first, second),
                NoteValue::Unlimited => (3, 0, 0),
            };
            let (kind, window) = (kind as i32, window.unwrap_or(0));
            writeln!(lines, "note {} {kind} {form} {window} {first} {second} {}", hex(line), hex(raw)).unwrap();
            counts[2] += 1;
        }
    }

    for body in ["", "HMAC signature does not match", r#"{"message":"API rate limit exceeded"}"#, "<html>", "{"] {
        writeln!(lines, "cause {} {}", hex(body), Cause::read(body) as i32).unwrap();
        counts[3] += 1;
    }

    for time in [0, 951_782_399, 1_521_461_320, i64::from(i32::MAX) + 1, Date::MAX_SECONDS] {
        writeln!(lines, "date {} {time}", hex(Date::new(time).unwrap())).unwrap();
        counts[4] += 1;
    }
    (lines, counts)
}

#[test]
fn every_case_comes_out_in_c_as_in_rust() {
    let (lines, [vectors, macs, notes, causes, dates]) = lines();
    for program in [with_static("vectors"), with_shared("vectors")] {
        let mut child = run(&program).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{program:?} failed: see above");
        let printed = String::from_utf8(output.stdout).unwrap();
        assert_eq!(printed, format!("vectors {vectors}, macs {macs}, notes {notes}, causes {causes}, dates {dates}\n"));
        print!("{printed}");
    }
    assert!(vectors >= 37 && macs >= 10 && notes >= 30);
}

#[test]
fn hostile_calls_get_a_status() {
    for program in [with_static("hostile"), with_shared("hostile")] {
        assert_eq!(said(&mut run(&program)), "ok\n");
    }
}

#[test]
fn a_secret_is_not_left_on_the_stack() {
    let program = compile("residue", &[built().join("libhmacsign.a").as_os_str(), OsStr::new("-lpthread")]);
    assert_eq!(said(&mut Command::new(program)), "ok\n");
}

#[test]
fn macro_string_and_function_give_the_version_of_cargo() {
    for program in [with_static("version"), with_shared("version")] {
        assert_eq!(said(&mut run(&program)).trim(), env!("CARGO_PKG_VERSION"));
    }
}

#[test]
fn it_links_beside_another_rust_library() {
    let other = workshop().join("libother.a");
    let rustc = tool("RUSTC", "rustc");
    succeed(command(&rustc).args(["--edition", "2024", "-O", "-o"]).arg(&other).arg(root().join("tests/c/other.rs")));
    let system = ["-lpthread", "-ldl", "-lm", "-lgcc_s"].map(OsStr::new);
    let ours = built().join("libhmacsign.a");
    for (name, libraries) in
        [("beside", [ours.as_os_str(), other.as_os_str()]), ("beside-reversed", [other.as_os_str(), ours.as_os_str()])]
    {
        let program = compile(name, &[&libraries[..], &system[..]].concat());
        assert_eq!(said(&mut run(&program)), "both work\n");
    }
}

#[test]
fn the_shared_library_says_its_soname() {
    let dynamic = said(Command::new("readelf").arg("-d").arg(built().join("libhmacsign.so")));
    assert!(dynamic.contains("soname: [libhmacsign.so.0]"), "{dynamic}");
    assert!(!dynamic.contains("TEXTREL"), "{dynamic}");
    let libraries: Vec<_> = dynamic.lines().filter(|line| line.contains("(NEEDED)")).collect();
    assert!(libraries.iter().all(|line| line.contains("libc.")), "{libraries:?}");
}

#[test]
fn the_libraries_take_nothing_but_memory_functions_from_elsewhere() {
    const TAKEN: &[&str] = &["abort", "memcmp", "memcpy", "memmove", "memset"];
    for (library, flags) in [("libhmacsign.a", &["-g"][..]), ("libhmacsign.so", &["-D"][..])] {
        for name in undefined(&built().join(library), flags) {
            let name = name.split('@').next().unwrap();
            assert!(TAKEN.contains(&name), "{library} takes {name}");
        }
    }
}

#[test]
fn it_is_built_where_the_makefile_looks_wherever_cargo_is_set_to_build() {
    // As `target-dir` in a configuration file of cargo's.
    succeed(library::make_lib().env("CARGO_BUILD_TARGET_DIR", workshop()));
}

#[test]
fn nothing_that_it_needs_from_a_runtime_is_in_the_static_library() {
    let members = said(command(&tool("AR", "ar")).arg("t").arg(built().join("libhmacsign.a")));
    assert_eq!(members, "hmacsign.o\n");
}

/// Compile the header alone, in every language that one compiler knows.
fn compile_header(compiler: &str, language: &str, standards: &[(&str, bool)]) {
    let source = workshop().join(format!("header.{}", if language == "c" { "c" } else { "cc" }));
    std::fs::write(&source, "#include \"hmacsign.h\"\n#include \"hmacsign.h\"\n").unwrap();
    let mut compiled = 0;
    for (standard, optional) in standards {
        let flag = format!("-std={standard}");
        let known = command(compiler).args([&flag, "-x", language, "-E", "/dev/null"]).output();
        if !known.as_ref().is_ok_and(|output| output.status.success()) {
            assert!(*optional && known.is_ok(), "{compiler} does not know {flag}, or is missing: {known:?}");
            continue;
        }
        succeed(
            command(compiler)
                .args([&flag, "-Wall", "-Wextra", "-Wconversion", "-Wcomment", "-pedantic", "-Werror", "-I"])
                .arg(root().join("include"))
                .args(["-fsyntax-only", "-x", language])
                .arg(&source),
        );
        compiled += 1;
    }
    println!("{compiler}: {compiled} standards");
}

#[test]
fn the_header_compiles_alone_in_c_and_cpp_without_a_warning() {
    const C: &[(&str, bool)] = &[("c99", false), ("c11", false), ("c17", true), ("c2x", true)];
    const CPP: &[(&str, bool)] = &[("c++11", false), ("c++17", false), ("c++20", true)];
    compile_header(&tool("CC", "cc"), "c", C);
    compile_header(&tool("CXX", "c++"), "c++", CPP);
    for (compiler, language, standards) in [("clang", "c", C), ("clang++", "c++", CPP)] {
        if has(compiler) {
            compile_header(compiler, language, standards);
        }
    }
}

/// The example at the top of the header, put into a program that asserts what it wrote.
#[test]
fn the_example_in_the_header_compiles_and_signs() {
    let header = std::fs::read_to_string(library::header()).unwrap();
    let example = header.split("with errors left out:\n *\n").nth(1).expect("the example").split(" */").next().unwrap();
    let body: String = example.lines().map(|line| line.trim_start_matches(" *").to_owned() + "\n").collect();
    let source = workshop().join("example.c");
    let program = workshop().join("example");
    let text = format!(
        "#include \"hmacsign.h\"\n#include <stdio.h>\n#include <string.h>\nint main(void) {{\nconst char *secret = \
         \"secret\";\n{body}\nputs(value);\nreturn len != strlen(value);\n}}\n"
    );
    std::fs::write(&source, text).unwrap();
    succeed(
        command(&tool("CC", "cc"))
            .args(["-std=c99", "-Wall", "-Wno-unused-result", "-I"])
            .arg(root().join("include"))
            .arg(&source)
            .arg(built().join("libhmacsign.a"))
            .arg("-o")
            .arg(&program),
    );
    let key = Key::new(Algorithm::HmacSha1, "secret").unwrap();
    let headers = [Header::new("X-Date", "Mon, 19 Mar 2018 12:08:40 GMT"), Header::new("Source", "my-app")];
    let credential = Signer::tencent("AKID..").unwrap().names("x-date source").sign(&key, &Request::new(&headers));
    assert_eq!(said(&mut run(&program)).trim_end(), credential.unwrap().to_string());
}
