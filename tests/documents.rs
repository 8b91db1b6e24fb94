//! The documents tell the truth where a program can tell: their C and C++ compiles, signs and verifies, their credentials
//! are those of the vectors, and the commands, files and tests that they name exist. (Their Rust is run as a doctest.)
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::fs;

use hmacsign::{Algorithm, Date, Header, Key, Request, Signer};

mod library;

const DOCUMENTS: &[&str] = &[
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "docs/design.md",
    "docs/stricter.md",
    "docs/coming-from.md",
    "docs/abi.md",
    "docs/releasing.md",
    "docs/replays.md",
    "docs/microcontroller.md",
    "docs/errors.md",
];

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

/// The README's programs in C: one signs, one verifies, one diagnoses.
fn c_blocks() -> [String; 3] {
    blocks("README.md", "c").try_into().unwrap()
}

/// What a C program prints.
fn compiled(name: &str, source: &str) -> String {
    let compiler = library::tool("CC", "cc");
    compiled_by("cc", &compiler, &["-std=c99", "-pedantic"], &format!("{name}.c"), source)
}

/// What a program prints that a compiler is given in the way which the README has for `word`.
fn compiled_by(word: &str, compiler: &str, flags: &[&str], name: &str, source: &str) -> String {
    let file = library::workshop().join(name);
    let program = file.with_extension("");
    fs::write(&file, source).unwrap();
    // With the command that the README has, and every warning.
    let [line] = blocks("README.md", "sh")
        .iter()
        .flat_map(|block| block.lines())
        .filter(|line| line.contains(" -Iinclude "))
        .filter_map(|line| line.strip_prefix(word)?.strip_prefix(' ').map(str::to_owned))
        .collect::<Vec<_>>()
        .try_into()
        .unwrap();
    let mut compiler = library::command(compiler);
    for word in line.split(' ') {
        match word {
            "-Iinclude" => compiler.arg("-I").arg(library::root().join("include")),
            "app.c" | "app.cpp" => compiler.arg(&file),
            "target/capi/libhmacsign.a" => compiler.arg(library::built().join("libhmacsign.a")),
            "app" => compiler.arg(&program),
            _ => compiler.arg(word),
        };
    }
    library::succeed(compiler.args(flags).args(["-Wall", "-Wextra", "-Wconversion", "-Werror"]));
    library::said(&mut library::alone(&program))
}

#[test]
fn the_c_in_the_readme_compiles_without_a_warning_and_signs() {
    let lines = compiled("readme-sign", &c_blocks()[0]);
    let date = lines.strip_prefix("X-Date: ").unwrap().get(..Date::LEN).unwrap();
    Date::parse(date).unwrap();
    let headers = [Header::new("X-Date", date), Header::new("Host", "example.com")];
    let key = Key::new(Algorithm::HmacSha1, "ZxF2whO0RhuwnVCj5JMMAuqcDcN2oPrC").unwrap();
    let signer = Signer::tencent("AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj548pN").unwrap();
    let credential = signer.sign(&key, &Request::new(&headers)).unwrap();
    assert_eq!(lines, format!("{}\n", credential.header_lines()));
}

/// With two keys for an id, and a memory of one request.
#[test]
fn the_c_in_the_readme_compiles_without_a_warning_and_verifies() {
    let around = r#"
#include <stdio.h>
#include <string.h>

static hmacsign_key old, new, random[2];
static uint8_t seen[64];
static int64_t until = -1;

void keys_of(hmacsign_str id, const hmacsign_key *keys[2])
{
    int known = id.len == 4 && memcmp(id.ptr, "AKID", 4) == 0;
    keys[0] = known ? &new : &random[0];
    keys[1] = known ? &old : &random[1];
}

int remember(hmacsign_str id, const uint8_t *mac, size_t mac_len, int64_t last)
{
    if (id.len == 4 && until >= 0 && memcmp(seen, mac, mac_len) == 0)
        return 0;
    memcpy(seen, mac, mac_len);
    until = last;
    return 1;
}

int main(void)
{
    const hmacsign_header headers[] = { { HMACSIGN_STR("X-Date"), HMACSIGN_STR("Mon, 19 Mar 2018 12:08:40 GMT") } };
    const hmacsign_request request = { .headers = headers, .header_count = 1 };
    const hmacsign_signer signers[] = { { .id = HMACSIGN_STR("AKID") }, { .id = HMACSIGN_STR("Nobody") } };
    const int64_t now = 1521461320;
    char text[2][256];
    size_t len[2];
    int i;

    if (hmacsign_key_init(&old, HMACSIGN_HMAC_SHA1, "old", 3) || hmacsign_key_init(&new, HMACSIGN_HMAC_SHA1, "new", 3) ||
        hmacsign_key_init(&random[0], HMACSIGN_HMAC_SHA1, "x", 1) || hmacsign_key_init(&random[1], HMACSIGN_HMAC_SHA1, "y", 1))
        return 1;
    for (i = 0; i < 2; i++)
        if (hmacsign_write_authorization(&old, &signers[i], &request, text[i], sizeof text[i], &len[i]))
            return 1;
    printf("%d ", judge(text[0], len[0], &request, now + 901)); /* stale */
    printf("%d ", judge(text[0], len[0], &request, now + 900)); /* by the old key */
    printf("%d ", judge(text[0], len[0], &request, now + 900)); /* again */
    printf("%d ", judge(text[1], len[1], &request, now));       /* an id that is not known */
    printf("%d ", judge("x", 1, &request, now));                /* no credential */
    printf("%d\n", judge(text[0], len[0], &request, -1));       /* a mistake on this side */
    return until != now + 900;
}
"#;
    assert_eq!(compiled("readme-verify", &(c_blocks()[1].clone() + around)), "401 200 401 401 401 500\n");
}

#[test]
fn the_c_in_the_readme_compiles_without_a_warning_and_diagnoses() {
    let around = r#"
int main(void)
{
    const hmacsign_header headers[] = { { HMACSIGN_STR("Date"), HMACSIGN_STR("Mon, 19 Mar 2018 12:08:40 GMT") } };
    const hmacsign_request request = { .headers = headers, .header_count = 1 };
    const hmacsign_signer signer = { .id = HMACSIGN_STR("jane"), .dialect = HMACSIGN_KONG };
    hmacsign_key key;
    char text[256];
    size_t len;

    if (hmacsign_key_init(&key, HMACSIGN_HMAC_SHA256, "secret\n", 7) ||
        hmacsign_write_authorization(&key, &signer, &request, text, sizeof text, &len))
        return 1;
    explain("secret", 6, text, len, &request);
    explain("", 0, text, len, &request);
    return 0;
}
"#;
    let (slip, error) = (hmacsign::Slip::KeyNewline, hmacsign::Error::Secret);
    assert_eq!(
        compiled("readme-diagnose", &(c_blocks()[2].clone() + around)),
        format!("{slip}\n{}: {}\n", error.text(), error.advice())
    );
}

#[test]
fn the_cpp_in_the_readme_compiles_without_a_warning_signs_and_verifies() {
    let [source] = blocks("README.md", "cpp").try_into().unwrap();
    let compiler = library::tool("CXX", "c++");
    let lines = compiled_by("c++", &compiler, &["-Wpedantic", "-Wshadow"], "readme-cpp.cpp", &source);
    let id = "AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj548pN";
    let start = format!("Authorization: hmac id=\"{id}\", algorithm=\"hmac-sha1\", headers=\"x-date host\", ");
    let (credential, rest) = lines.split_once('\n').unwrap();
    assert!(credential.starts_with(&start), "{lines}");
    assert!(rest.starts_with(&format!("genuine, of {id}, ")), "{lines}");
}

#[test]
fn the_number_of_slips_in_the_documents_is_that_of_the_table() {
    // Beside that there is none, and that none is known.
    let slips = hmacsign::Slip::ALL.len() - 2;
    assert!(read("README.md").contains(&format!("{slips}\n   slips in all")));
    assert!(read("CHANGELOG.md").contains(&format!("`diagnose` tries {slips} slips")));
}

#[test]
fn the_readme_has_three_programs_in_rust() {
    assert_eq!(blocks("README.md", "rust").len(), 3);
}

/// Does a text fit a pattern in which `…` stands for anything?
fn fits(text: &str, pattern: &str) -> bool {
    let Some((first, others)) = pattern.split_once('…') else { return text == pattern };
    let Some(rest) = text.strip_prefix(first) else { return false };
    (0..=rest.len()).filter_map(|skipped| rest.get(skipped..)).any(|rest| fits(rest, others))
}

#[test]
fn the_credentials_in_the_readme_are_those_of_vectors() {
    let mut known = vec![
        // tests/examples.rs and the documentation of the crate have this one.
        "hmac id=\"AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj548pN\", algorithm=\"hmac-sha1\", headers=\"x-date host\", \
         signature=\"miNvl48rhHHXXknGgXnbnJQ+duM=\""
            .to_owned(),
    ];
    let mut in_queries = Vec::new();
    for file in ["tests/cases/tencent.json", "tests/cases/family.json"] {
        let cases: serde_json::Value = serde_json::from_str(&read(file)).unwrap();
        for vector in cases["vectors"].as_array().unwrap() {
            known.extend(vector["credential"].as_str().map(str::to_owned));
            in_queries.extend(vector["credential_query"].as_str().map(str::to_owned));
        }
    }

    let block = blocks("README.md", "text").into_iter().find(|block| block.starts_with("Tencent")).unwrap();
    let lines: Vec<_> = block.lines().collect();
    let mut count = 0;
    for lines in lines.chunks(2) {
        let (_, value) = lines[0].split_once(": ").unwrap();
        let space = if value.contains("\", ") { " " } else { "" };
        let pattern = format!("{value}{space}{}", lines[1].trim());
        assert!(known.iter().any(|credential| fits(credential, &pattern)), "{pattern}");
        count += 1;
    }
    assert_eq!(count, 8);

    let block = blocks("README.md", "text").into_iter().find(|block| block.starts_with("wss://")).unwrap();
    let (_, rest) = block.split_once("authorization=").unwrap();
    let beginning = rest.split('…').next().unwrap();
    assert!(in_queries.iter().any(|credential| credential.starts_with(beginning)), "{beginning}");
}

#[test]
fn the_times_in_the_readme_are_those_of_the_last_run() {
    // group,"name",minimum,median,to floor,to hmacsign; names may have commas.
    let csv = read("docs/bench.csv");
    let medians: Vec<_> = csv
        .lines()
        .skip(1)
        .map(|line| format!("{:.0}", line.rsplit(',').nth(2).unwrap().parse::<f64>().unwrap()))
        .collect();
    let readme = read("README.md");
    let chapter = readme.split("## ").find(|chapter| chapter.starts_with("How fast")).unwrap();
    let in_rows =
        chapter.lines().filter(|line| line.starts_with("| ")).skip(1).map(|row| row.split(" | ").nth(1).unwrap());
    let in_text = chapter.split(" ns in ").map(|before| before.rsplit(' ').next().unwrap()).take(2);
    let times: Vec<_> = in_rows.chain(in_text).collect();
    assert_eq!(times.len(), 10);
    for time in times {
        assert!(medians.iter().any(|median| median == time), "{time} ns");
    }
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

/// Without the line of dashes below its head a table is shown as a run of words.
#[test]
fn every_table_has_a_head() {
    let mut count = 0;
    for document in DOCUMENTS {
        let text = read(document);
        let lines: Vec<&str> = text.lines().collect();
        for (index, pair) in lines.windows(2).enumerate() {
            let is_first = pair[0].starts_with('|') && !(index > 0 && lines[index - 1].starts_with('|'));
            if is_first {
                assert!(pair[1].starts_with("|---"), "{document}: {}", pair[0]);
                let columns = |line: &str| line.matches('|').count();
                assert_eq!(columns(pair[0]), columns(pair[1]), "{document}: {}", pair[0]);
                count += 1;
            }
        }
    }
    assert!(count > 10, "{count}");
}

/// Those are built by `make consumers`.
#[test]
fn the_ways_to_link_in_the_readme_are_those_of_the_consumers() {
    let [package, subdirectory] = blocks("README.md", "cmake").try_into().unwrap();
    let [meson] = blocks("README.md", "meson").try_into().unwrap();
    let [rust] = blocks("README.md", "toml").try_into().unwrap();
    for (file, lines) in [
        ("cmake-package/CMakeLists.txt", package),
        ("cmake-subdirectory/CMakeLists.txt", subdirectory),
        ("meson/meson.build", meson),
        ("rust/Cargo.toml.in", rust),
    ] {
        assert!(read(&format!("tests/consumers/{file}")).contains(&lines), "{file}:\n{lines}");
    }
    let script = read("scripts/consumers.sh");
    let mut count = 0;
    for block in blocks("README.md", "sh") {
        for line in block.lines().filter(|line| line.contains("$(pkg-config ")) {
            assert!(script.contains(&line.replacen("cc ", "$CC ", 1)), "{line}");
            count += 1;
        }
    }
    assert_eq!(count, 3);
}

/// In the file that is named behind it.
#[test]
fn every_test_that_a_promise_rests_on_exists() {
    let is_file = |name: &str| {
        ["tests/", "src/", "cli/tests/"].iter().any(|folder| name.starts_with(folder)) && name.ends_with(".rs")
    };
    let is_test = |name: &str| {
        !name.starts_with("hmacsign_")
            && name.split('_').count() > 2
            && name.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_')
    };
    let text = read("SECURITY.md");
    let (_, promises) = text.split_once("## What this library promises").unwrap();
    let mut count = 0;
    for row in promises.lines().filter(|line| line.starts_with("| ")) {
        let quoted: Vec<&str> = row.split('`').skip(1).step_by(2).collect();
        for (index, name) in quoted.iter().enumerate().filter(|(_, name)| is_test(name)) {
            let file = quoted[index..].iter().find(|name| is_file(name)).unwrap_or_else(|| panic!("no file: {name}"));
            if file.starts_with("cli/") && !library::root().join("cli").exists() {
                continue; // it is not in the package
            }
            let (tests, test) = (read(file), format!("fn {name}("));
            assert!(tests.contains(&test), "{name} is not in {file}");
            let before = tests.split(&test).next().unwrap();
            assert!(before.rsplit('}').next().unwrap().contains("[test]"), "{name} is no test");
            count += 1;
        }
    }
    assert!(count > 30, "{count}");
}

#[test]
fn one_version_is_told_everywhere() {
    let version = env!("CARGO_PKG_VERSION");
    // What a program sees of it, `make header` writes and the tests of C compare.
    for file in ["src/ffi/version.rs", "include/hmacsign.h", "include/hmacsign.hpp"] {
        let text = read(file);
        let told: Vec<_> =
            text.match_indices(", \"").chain(text.match_indices("/// \"")).map(|(at, mark)| at + mark.len()).collect();
        let told = told.into_iter().map(|at| text[at..].split('"').next().unwrap());
        let told: Vec<_> =
            told.filter(|word| word.split('.').filter(|part| part.parse::<u32>().is_ok()).count() == 3).collect();
        assert!(!told.is_empty() && told.iter().all(|told| *told == version), "{file}: {told:?}");
    }
    // It is in the repository, but not in the package.
    if let Ok(manifest) = fs::read_to_string(library::root().join("cli/Cargo.toml")) {
        let own = format!("\nversion = \"{version}\"\n");
        let needed = format!("\nhmacsign = {{ path = \"..\", version = \"{version}\" }}\n");
        assert!(manifest.contains(&own) && manifest.contains(&needed), "cli/Cargo.toml: {version}");
    }
}
