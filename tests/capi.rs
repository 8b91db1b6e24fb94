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

use hmacsign::{Algorithm, Cause, Date, Dialect, Header, Key, Note, NoteValue, Request, Signer, read_header_line};
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

/// The dialect of this name in the vectors, and its number.
fn dialect(name: &str) -> (Dialect, i32) {
    match name {
        "tencent" => (Dialect::Tencent, 0),
        "tencent_app" => (Dialect::TencentApp, 1),
        "kong" => (Dialect::Kong, 2),
        "apisix" => (Dialect::Apisix, 3),
        "cavage" => (Dialect::Cavage, 4),
        "iflytek" => (Dialect::Iflytek, 5),
        "cybersource" => (Dialect::Cybersource, 6),
        "modulr" => (Dialect::Modulr, 7),
        other => panic!("{other}"),
    }
}

/// The credential that other software wrote for a vector which this library would not write.
fn credential_of_others(vector: &Value) -> String {
    let [id, algorithm, names, signature] =
        ["id", "algorithm", "names", "signature"].map(|member| string(&vector[member]));
    let (start, comma) = match string(&vector["dialect"]) {
        "kong" => ("hmac username", ", "),
        "apisix" | "cavage" => ("Signature keyId", ","),
        other => panic!("{other}"),
    };
    format!(
        "{start}=\"{id}\"{comma}algorithm=\"{algorithm}\"{comma}headers=\"{names}\"{comma}signature=\"{signature}\""
    )
}

/// What a vector with the verdict `refuse` gets when it is signed, read and verified, as tests/cases/family.json says.
fn statuses(vector: &Value) -> [i32; 3] {
    match (string(&vector["status"]), string(&vector["names"])) {
        ("HEADER_MISSING", _) => [-24, 0, -62],
        ("REFUSED_SIGNATURE", _) => [0, 0, -60],
        ("ERR_PARAMETER", "") => [-25, -41, 0], // all headers, of which there are none
        ("ERR_PARAMETER", _) => [-21, -41, 0],
        ("ERR_REQUEST_LINE", _) => [-27, 0, -27],
        (other, _) => panic!("{other}"),
    }
}

/// The cases that tests/c/vectors.c is given: its lines, and what it prints if all of them agree.
struct Cases {
    lines: String,
    printed: String,
}

/// The Content-MD5 that an application's string has, behind the lines of its headers, method, Accept and Content-Type.
fn content_md5(vector: &Value) -> Option<&str> {
    let before = string(&vector["names"]).split(' ').count() + 3;
    let line = string(&vector["signing_string"]).split('\n').nth(before);
    line.filter(|line| !line.is_empty() && vector["dialect"] == "tencent_app")
}

/// A vector for tests/c/vectors.c. Returns which count it adds to.
fn vector_lines(vector: &Value, lines: &mut String) -> &'static str {
    let (dialect, number) = dialect(string(&vector["dialect"]));
    let (algorithm, algorithm_number) = algorithm(string(&vector["algorithm"]));
    let [name, secret, id, names] = ["name", "key", "id", "names"].map(|member| string(&vector[member]));
    let optional = |value: &'_ Value| value.as_str().unwrap_or_default().to_owned();
    let request = &vector["request"];
    let [method, target, version, body] = ["method", "target", "version", "body"].map(|part| optional(&request[part]));
    let base64 = match string(&vector["key_encoding"]) {
        "text" => "",
        "base64" => "64",
        other => panic!("{other}"),
    };
    writeln!(lines, "key{base64} {algorithm_number} {}", hex(secret)).unwrap();
    let created = vector["created"].as_i64();
    writeln!(lines, "signer {number} {} {} {}", hex(id), hex(names), created.unwrap_or(0)).unwrap();
    writeln!(lines, "line {} {} {}", hex(&method), hex(&target), hex(&version)).unwrap();
    writeln!(lines, "body {}", hex(&body)).unwrap();
    let mut headers = Vec::new();
    for (name, value) in list(&request["headers"]).iter().map(|pair| (string(&pair[0]), string(&pair[1]))) {
        writeln!(lines, "header {} {}", hex(name), hex(value)).unwrap();
        headers.push(Header::new(name, value));
    }
    let is_time = |name: &str| ["x-date", "date", "v-c-date"].iter().any(|time| time.eq_ignore_ascii_case(name));
    let date = names.split(' ').find(|name| is_time(name)).and_then(|name| {
        headers.iter().find(|header| header.name().eq_ignore_ascii_case(name.as_bytes())).map(Header::value)
    });
    let time = date.map_or(0, |date| Date::parse_any_weekday(date.trim_ascii()).unwrap().seconds());
    // ALLOW_STALE_DATE, ALLOW_AMBIGUOUS
    let (time, flags) = match created {
        Some(created) => (created, 2),
        None => (time, if name == "computed-app-percent-plus" { 16 } else { 0 }),
    };

    let counted = if vector["verdict"] == "refuse" {
        let (credential, [sign, read, verify]) = (credential_of_others(vector), statuses(vector));
        writeln!(lines, "refuse {} {} {time} {sign} {read} {verify}", hex(name), hex(credential)).unwrap();
        "refused"
    } else {
        assert_eq!(vector["verdict"], "rule", "{name}");
        // The vectors have no header lines: they are taken from Rust, which has its own tests for them.
        let key = if base64.is_empty() { Key::new(algorithm, secret) } else { Key::from_base64(algorithm, secret) };
        let rust = Request::new(&headers).method(&method).target(&target).version(&version).body(&body);
        let signer = Signer::new(dialect, id).unwrap().names(names);
        let signer = created.map_or(signer, |created| signer.created(created).unwrap());
        let sent = signer.sign(&key.unwrap(), &rust).unwrap().header_lines().to_string();
        let [signed, signature, credential] =
            ["signing_string", "signature", "credential"].map(|member| hex(string(&vector[member])));
        writeln!(lines, "vector {} {signed} {signature} {credential} {} {time} {flags}", hex(name), hex(sent)).unwrap();
        "vectors"
    };
    if let Some(older) = vector["credential_older_pages"].as_str() {
        writeln!(lines, "older {} {time}", hex(older)).unwrap();
    }
    if let Some(query) = vector["credential_query"].as_str() {
        writeln!(lines, "query {} {time}", hex(query)).unwrap();
    }
    if let Some(content_md5) = content_md5(vector) {
        writeln!(lines, "md5 {}", hex(content_md5)).unwrap();
    }
    lines.push_str("forget\n");
    counted
}

fn all_cases() -> Cases {
    let mut lines = String::new();
    let [mut macs, mut notes, mut causes, mut dates] = [0; 4];

    let order = ["tencent", "tencent_app", "kong", "apisix", "cavage", "iflytek", "cybersource", "modulr"];
    let mut counts = ["vectors", "older", "queries", "md5s", "refused"].map(|name| (name, [0; 8]));
    for file in ["tencent.json", "family.json"] {
        for vector in list(&cases(file)["vectors"]) {
            let counted = vector_lines(vector, &mut lines);
            let row = order.iter().position(|name| *name == vector["dialect"]).unwrap();
            for (name, count) in &mut counts {
                let counts = match *name {
                    "older" => vector["credential_older_pages"].is_string(),
                    "queries" => vector["credential_query"].is_string(),
                    "md5s" => content_md5(vector).is_some(),
                    name => name == counted,
                };
                count[row] += i32::from(counts);
            }
        }
    }
    let expected = [
        [37, 28, 8, 4, 11, 2, 2, 1],
        [0, 0, 0, 0, 0, 2, 0, 0],
        [0, 0, 0, 0, 0, 2, 0, 0],
        [0, 6, 0, 0, 0, 0, 0, 0],
        [0, 0, 3, 2, 1, 0, 0, 0],
    ];
    assert_eq!(counts.map(|(_, count)| count), expected);

    let file = std::fs::read_to_string(root().join("tests/cases/macs.txt")).unwrap();
    for case in file.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let words: Vec<_> = case.split_whitespace().collect();
        let (algorithm, number) = algorithm(words[0]);
        let octets = |hex: &str| -> Vec<u8> {
            (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
        };
        let signature = Key::new(algorithm, &octets(words[1])).unwrap().signature_of(&octets(words[2]));
        writeln!(lines, "mac {} {number} {} {} {}", hex(words[0]), words[1], words[2], hex(signature)).unwrap();
        macs += 1;
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
            notes += 1;
        }
    }

    for body in ["", "HMAC signature does not match", r#"{"message":"API rate limit exceeded"}"#, "<html>", "{"] {
        writeln!(lines, "cause {} {}", hex(body), Cause::read(body) as i32).unwrap();
        causes += 1;
    }

    for time in [0, 951_782_399, 1_521_461_320, i64::from(i32::MAX) + 1, Date::MAX_SECONDS] {
        writeln!(lines, "date {} {time}", hex(Date::new(time).unwrap())).unwrap();
        dates += 1;
    }
    assert!(macs >= 10 && notes >= 30);

    let mut printed = String::new();
    for (name, count) in counts {
        let parts = order.iter().zip(count).filter(|(_, count)| *count > 0);
        let parts: String = parts.map(|(dialect, count)| format!(" {dialect} {count}")).collect();
        writeln!(printed, "{name}:{parts}").unwrap();
    }
    writeln!(printed, "macs {macs}, notes {notes}, causes {causes}, dates {dates}").unwrap();
    Cases { lines, printed }
}

#[test]
fn every_case_comes_out_in_c_as_in_rust() {
    let Cases { lines, printed } = all_cases();
    for program in [with_static("vectors"), with_shared("vectors")] {
        let mut child = run(&program).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{program:?} failed: see above\n{said}");
        assert_eq!(said, printed);
        print!("{said}");
    }
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

/// The lines of an example at the top of the header, which follow its title.
fn example(title: &str) -> String {
    let header = std::fs::read_to_string(library::header()).unwrap();
    let lines = header.lines().skip_while(|line| !line.starts_with(&format!(" * {title}"))).skip(1);
    let lines = lines.take_while(|line| *line == " *" || line.starts_with(" *     "));
    lines.map(|line| line.trim_start_matches(" *").to_owned() + "\n").collect()
}

/// What a program prints whose main function is this.
fn printed_by(name: &str, body: &str) -> String {
    let (source, program) = (workshop().join(format!("{name}.c")), workshop().join(name));
    let includes = "#include \"hmacsign.h\"\n#include <stdio.h>\n#include <string.h>\n#include <time.h>\n";
    std::fs::write(&source, format!("{includes}int main(void) {{\n{body}return 0;\n}}\n")).unwrap();
    succeed(
        command(&tool("CC", "cc"))
            .args(["-std=c99", "-Wall", "-Wextra", "-Wconversion", "-pedantic", "-Werror", "-Wno-unused-result", "-I"])
            .arg(root().join("include"))
            .arg(&source)
            .arg(built().join("libhmacsign.a"))
            .arg("-o")
            .arg(&program),
    );
    said(&mut run(&program)).trim_end().to_owned()
}

#[test]
fn the_example_in_the_header_compiles_and_signs() {
    let body = example("Sign a request");
    let secret = "const char *secret = \"secret\";";
    let printed =
        printed_by("example-sign", &format!("{secret}\n{body}puts(value);\nif (len != strlen(value)) return 1;\n"));
    let key = Key::new(Algorithm::HmacSha1, "secret").unwrap();
    let headers = [Header::new("X-Date", "Mon, 19 Mar 2018 12:08:40 GMT"), Header::new("Source", "my-app")];
    let credential = Signer::tencent("AKID..").unwrap().names("x-date source").sign(&key, &Request::new(&headers));
    assert_eq!(printed, credential.unwrap().to_string());
}

/// Given a request that was signed just now, and another that was not signed with its headers.
#[test]
fn the_example_in_the_header_compiles_and_verifies() {
    let example = example("Verify one");
    assert!(example.contains("hmacsign_verify("), "{example}");
    let before = r#"
        char date[HMACSIGN_DATE_LEN + 1], text[512];
        hmacsign_header headers[] = {
            { HMACSIGN_STR("X-Date"), { date, HMACSIGN_DATE_LEN } },
            { HMACSIGN_STR("Source"), HMACSIGN_STR("my-app") },
        };
        hmacsign_request request = { .headers = headers, .header_count = 2 };
        const hmacsign_signer signer = { .id = HMACSIGN_STR("AKID..") };
        hmacsign_key key;
        size_t text_len;
        hmacsign_write_date(time(NULL), date, sizeof date, &text_len);
        hmacsign_key_init(&key, HMACSIGN_HMAC_SHA1, "secret", 6);
        hmacsign_write_authorization(&key, &signer, &request, text, sizeof text, &text_len);
    "#;
    for (change, expected) in [("", "HMACSIGN_OK 200"), ("headers[1].value.len--;", "HMACSIGN_REFUSED_SIGNATURE 401")] {
        let after = "printf(\"%s %d\\n\", hmacsign_status_name(status), (int)hmacsign_status_http(status));\n";
        assert_eq!(printed_by("example-verify", &format!("{before}{change}\n{example}{after}")), expected);
    }
}
