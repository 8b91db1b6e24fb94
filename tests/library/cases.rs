//! The cases of `tests/cases` as lines of text, for the programs that read them in other languages: tests/c/vectors.c,
//! where the form of the lines is told, and tests/cpp/vectors.cpp.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // tests may fail loudly

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

use hmacsign::{Algorithm, Cause, Date, Dialect, Header, Key, Note, NoteValue, Request, Signer, read_header_line};
use serde_json::Value;

use crate::library::{root, run};

/// Text in hex, as those programs read it.
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

/// What those programs are given, and what they print if all of it agrees.
pub struct Cases {
    pub lines: String,
    pub printed: String,
}

impl Cases {
    /// Give them to a program, which must agree with all of them.
    pub fn give(&self, program: &Path) {
        let mut child = run(program).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(self.lines.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{program:?} failed: see above\n{said}");
        assert_eq!(said, self.printed);
        print!("{said}");
    }
}

/// The Content-MD5 that an application's string has, behind the lines of its headers, method, Accept and Content-Type.
fn content_md5(vector: &Value) -> Option<&str> {
    let before = string(&vector["names"]).split(' ').count() + 3;
    let line = string(&vector["signing_string"]).split('\n').nth(before);
    line.filter(|line| !line.is_empty() && vector["dialect"] == "tencent_app")
}

/// A vector for those programs. Returns which count it adds to.
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

/// All of them. `every_case_comes_out_in_c_as_in_rust` and its like for C++ give them to a program.
pub fn all_cases() -> Cases {
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
