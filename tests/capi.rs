//! The C library as C programs meet it: the release build, compiled against the header, linked both ways and run.
//!
//! These tests need make, a C and a C++ compiler and binutils, and fail without them. HMACSIGN_RUNNER is put before
//! each program that is run: `make valgrind` uses it.
#![cfg(feature = "capi")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // tests may fail loudly

use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use hmacsign::{Algorithm, Header, Key, Request, Signer};
use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha384, Sha512};

#[path = "library/cases.rs"]
mod cases;
mod library;
use library::{alone, built, command, compile, has, root, run, said, succeed, tool, undefined, workshop};

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

#[test]
fn every_case_comes_out_in_c_as_in_rust() {
    let cases = cases::all_cases();
    for program in [with_static("vectors"), with_shared("vectors")] {
        cases.give(&program);
    }
}

#[test]
fn hostile_calls_get_a_status() {
    for program in [with_static("hostile"), with_shared("hostile")] {
        assert_eq!(said(&mut run(&program)), "ok\n");
    }
}

#[test]
fn nothing_beyond_what_is_passed_is_touched() {
    for program in [with_static("guard"), with_shared("guard")] {
        let printed = said(&mut alone(&program));
        let calls: usize = printed.split(' ').next().unwrap().parse().unwrap();
        assert!(calls > 390_000 && printed.ends_with(" calls\nok\n"), "{printed}");
        for lie in ["read", "write"] {
            let output = alone(&program).arg(lie).output().unwrap();
            let said = String::from_utf8(output.stderr).unwrap();
            assert_eq!((output.status.code(), said.as_str()), (Some(3), &*format!("{lie}{TOUCHED}")));
        }
    }
}

/// What that program says when it dies, behind what it did.
const TOUCHED: &str = " touched a page beyond what it was passed\n";

/// The hashes of the secrets in tests/c/residue.c that are longer than a block.
fn hashes_of_long_secrets() -> String {
    let mut lines = String::new();
    for (algorithm, block) in [(1, 64), (2, 64), (3, 128), (4, 128)] {
        for len in block + 1..=200_usize {
            let secret: Vec<u8> = (0..len).map(|at| (at * 151 + len * 29 + 0x91) as u8).collect();
            let hash = match algorithm {
                1 => Sha1::digest(&secret).to_vec(),
                2 => Sha256::digest(&secret).to_vec(),
                3 => Sha384::digest(&secret).to_vec(),
                _ => Sha512::digest(&secret).to_vec(),
            };
            let hash: String = hash.iter().map(|octet| format!("{octet:02x}")).collect();
            writeln!(lines, "{algorithm} {len} {hash}").unwrap();
        }
    }
    lines
}

fn leaves_no_trace(program: &Path) {
    // Where a function is looked up when it is called first, the loader lays all registers on the stack, with what the
    // call before left in them.
    let mut command = alone(program);
    command.env("LD_BIND_NOW", "1").stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(hashes_of_long_secrets().as_bytes()).unwrap();
    let printed = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
    assert_eq!(printed, "looked 16800 times, found 0\nok\n", "{program:?}: see above");
}

#[test]
fn a_secret_is_not_left_on_the_stack() {
    for program in [with_static("residue"), with_shared("residue")] {
        leaves_no_trace(&program);
    }
}

/// There other code of the hash crates runs.
#[test]
fn nor_is_it_left_there_by_processors_without_instructions_for_hashes() {
    let folder = workshop().join("software");
    let flags = r#"--cfg sha1_backend="soft" --cfg sha2_backend="soft" --cfg sha2_256_backend="soft""#;
    succeed(library::make_lib().env("RUSTFLAGS", flags).env("CARGO_TARGET_DIR", &folder));
    leaves_no_trace(&compile("residue-software", &[folder.join("capi/libhmacsign.a").as_os_str()]));
}

/// `make threads` does the same under helgrind.
#[test]
fn sixteen_threads_share_a_key() {
    let program = compile("threads", &[built().join("libhmacsign.a").as_os_str(), OsStr::new("-lpthread")]);
    assert_eq!(said(alone(&program).arg("10")), "16 threads, 10 rounds each\nok\n");
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
    let mut rustc = command(&rustc);
    if let Some(machine) = library::machine() {
        rustc.args(["--target", &machine]);
    }
    succeed(rustc.args(["--edition", "2024", "-O", "-o"]).arg(&other).arg(root().join("tests/c/other.rs")));
    let mut system = ["-lpthread", "-ldl", "-lm", "-lgcc_s"].map(OsString::from);
    if cfg!(target_env = "musl") {
        // What unwinds is beside Rust's library, since the C compiler's is for another C library; and that compiler's
        // linker leaves out the table which it looks things up in.
        let mut rustc = command(&tool("RUSTC", "rustc"));
        rustc.args(["--print", "target-libdir", "--target", &library::machine().unwrap()]);
        let unwinds = Path::new(said(&mut rustc).trim()).join("self-contained/libunwind.a");
        system = ["-lpthread".into(), "-ldl".into(), unwinds.into(), "-Wl,--eh-frame-hdr".into()];
    }
    let system = system.each_ref().map(OsString::as_os_str);
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
            // There Linux, and not the processor itself, tells which instructions for hashes it has.
            let asked = cfg!(target_arch = "aarch64") && name == "getauxval";
            // And on i386 the linker puts in its own table's place.
            let asked = asked || cfg!(target_arch = "x86") && name == "_GLOBAL_OFFSET_TABLE_";
            assert!(asked || TAKEN.contains(&name), "{library} takes {name}");
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
