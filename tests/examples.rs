//! The examples do what their first comment says, and the same in both languages: every run here is one of the Rust
//! program and one of the C program, whose outputs and exit codes are compared.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use hmacsign::{Algorithm, Claim, Date, Dialect, Digest, Header, Key, Policy, Request, Signer, Slip};
use serde_json::Value;

mod library;

const ID: &str = "AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj548pN";
const SECRET: &str = "ZxF2whO0RhuwnVCj5JMMAuqcDcN2oPrC";
/// A date of one's own makes an output that does not depend on the clock.
const DATE: &str = "Date: Fri, 09 Oct 2015 00:00:00 GMT";

/// The folder of the Rust examples: `cargo test --test examples` alone would not build them.
fn rust_examples() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        // This test is <target>/<profile>/deps/examples-<hash>, or with another machine's name behind <target>.
        let test = std::env::current_exe().unwrap();
        let profile = test.ancestors().nth(2).unwrap();
        let target = profile.ancestors().nth(if library::machine().is_some() { 2 } else { 1 }).unwrap();
        let mut cargo = Command::new(env!("CARGO"));
        cargo.current_dir(library::root()).args(["build", "--quiet", "--all-features", "--examples", "--target-dir"]);
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("CARGO_") && name.ends_with("_FLAGS")) {
            cargo.env_remove(name);
        }
        library::succeed(cargo.arg(target));
        profile.with_file_name("debug").join("examples")
    })
}

/// A C example, compiled with more warnings than `make examples` asks for.
fn c_example(name: &'static str) -> PathBuf {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    let folder = BUILT.get_or_init(|| {
        for name in ["sign", "response", "verify", "iflytek", "diagnose"] {
            library::succeed(
                library::command(&library::tool("CC", "cc"))
                    .args(["-std=c11", "-O1", "-g", "-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-pedantic"])
                    .args(["-Werror", "-I"])
                    .arg(library::root().join("include"))
                    .arg(library::root().join("examples-c").join(name).with_extension("c"))
                    .arg(library::built().join("libhmacsign.a"))
                    .arg("-o")
                    .arg(library::workshop().join(format!("example-{name}"))),
            );
        }
        library::workshop().to_owned()
    });
    folder.join(format!("example-{name}"))
}

fn run(mut command: Command, arguments: &[&str], input: &[u8]) -> Output {
    let pipes = command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = pipes.spawn().unwrap();
    // A program that finds a fault early does not read on.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

/// What the Rust program and the C program do.
fn runs(name: &'static str, arguments: &[&str], input: &[u8]) -> [Output; 2] {
    [library::alone(&rust_examples().join(name)), library::run(&c_example(name))]
        .map(|command| run(command, arguments, input))
}

/// The exit code and the output of both programs, which are the same, and how their messages begin.
fn both(name: &'static str, arguments: &[&str], input: &[u8]) -> (Option<i32>, String, [String; 2]) {
    let [rust, c] = runs(name, arguments, input);
    let text = |octets: &[u8]| String::from_utf8_lossy(octets).into_owned();
    assert_eq!(text(&rust.stdout), text(&c.stdout), "{name} {arguments:?}");
    assert_eq!(rust.stdout, c.stdout, "{name} {arguments:?}");
    assert_eq!(rust.status.code(), c.status.code(), "{name} {arguments:?}: {} {}", text(&rust.stderr), text(&c.stderr));
    (rust.status.code(), text(&rust.stdout), [text(&rust.stderr), text(&c.stderr)])
}

fn output(name: &'static str, arguments: &[&str], input: &[u8]) -> String {
    let (code, output, messages) = both(name, arguments, input);
    assert_eq!((code, &messages), (Some(0), &[String::new(), String::new()]), "{name} {arguments:?}");
    output
}

/// The message of the programs, without the details that only one of them gives after it.
fn fault(name: &'static str, arguments: &[&str], input: &[u8], code: i32, beginning: &str) {
    let (found, output, messages) = both(name, arguments, input);
    assert_eq!((found, output.as_str()), (Some(code), ""), "{name} {arguments:?}");
    for message in messages {
        assert!(message.starts_with(beginning) && message.ends_with('\n'), "{name} {arguments:?}: {message}");
    }
}

/// A file with these octets.
fn file(name: &str, octets: &[u8]) -> String {
    let path = library::workshop().join(name);
    std::fs::write(&path, octets).unwrap();
    path.into_os_string().into_string().unwrap()
}

fn key_file() -> String {
    // Once, since tests run beside each other.
    static WRITTEN: OnceLock<String> = OnceLock::new();
    WRITTEN.get_or_init(|| file("example-key", format!("{SECRET}\n").as_bytes())).clone()
}

#[test]
fn without_arguments_the_documented_requests_are_signed() {
    let output = output("sign", &[], b"");
    let lines: Vec<_> = output.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(
        lines,
        [
            "Date: Fri, 09 Oct 2015 00:00:00 GMT",
            "Source: AndriodApp",
            "Authorization: hmac id=\"AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj548pN\", algorithm=\"hmac-sha1\", \
             headers=\"date source\", signature=\"zJ1fUmiWSmSZUoqgZi+dGUJvxn0=\"",
            "Date: Sun, 21 Sep 2017 06:18:21 GMT",
            "Host: service-kuy3rwbs-1251762227.ap-guangzhou.apigateway.myqcloud.com/release",
            "Authorization: hmac id=\"AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj548pN\", algorithm=\"hmac-sha1\", \
             headers=\"date host\", signature=\"eT93EiZMC/t+9/ejSrRFhrw4uIw=\"",
        ]
    );
    assert_eq!(output.lines().filter(|line| line.starts_with("# ")).count(), 2);
}

#[test]
fn the_clock_gives_x_date() {
    let seconds = || std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs() as i64;
    let before = seconds();
    for output in runs("sign", &[ID, &key_file(), "example.com", "Source:  my app"], b"") {
        assert!(output.status.success());
        let output = String::from_utf8(output.stdout).unwrap();
        let date = output.lines().next().unwrap().strip_prefix("X-Date: ").unwrap();
        assert!((before..=seconds()).contains(&Date::parse(date).unwrap().seconds()), "{date}");

        let headers =
            [Header::new("x-date", date), Header::new("host", "example.com"), Header::new("source", "my app")];
        let key = Key::new(Algorithm::HmacSha1, SECRET).unwrap();
        let credential = Signer::tencent(ID).unwrap().sign(&key, &Request::new(&headers)).unwrap().to_string();
        assert!(credential.contains("headers=\"x-date host source\""));
        assert_eq!(output, format!("X-Date: {date}\nHost: example.com\nSource: my app\nAuthorization: {credential}\n"));
    }
}

#[test]
fn a_date_of_ones_own_replaces_x_date() {
    for date in [DATE, "X-DATE: Fri, 09 Oct 2015 00:00:00 GMT", "date:any text"] {
        let output = output("sign", &[ID, &key_file(), "example.com", date], b"");
        let (name, value) = date.split_once(':').unwrap();
        let lines: Vec<_> = output.lines().collect();
        assert_eq!(lines.len(), 3);
        assert_eq!(lines[..2], ["Host: example.com".to_owned(), format!("{name}: {}", value.trim())]);
    }
}

#[test]
fn an_empty_value_is_printed_as_curl_sends_it() {
    let plain = output("sign", &[ID, &key_file(), "example.com", DATE, "Source:", "X-A: b:"], b"");
    assert!(plain.contains("\nSource;\nX-A: b:\n"), "{plain}");
    assert_eq!(output("sign", &[ID, &key_file(), "example.com", DATE, "Source: \t ", "X-A:b: "], b""), plain);
}

#[test]
fn one_line_end_after_the_secret_is_left_out() {
    let sign = |name, octets: &[u8]| output("sign", &[ID, &file(name, octets), "example.com", DATE], b"");
    let plain = sign("plain-key", SECRET.as_bytes());
    assert_eq!(sign("lf-key", format!("{SECRET}\n").as_bytes()), plain);
    assert_eq!(sign("crlf-key", format!("{SECRET}\r\n").as_bytes()), plain);
    for more in ["\n\n", "\r\n\r\n", "\r", " \n"] {
        assert_ne!(sign("other-key", format!("{SECRET}{more}").as_bytes()), plain, "{more:?}");
    }
    let long = "k".repeat(4096);
    assert_ne!(sign("long-key", long.as_bytes()), plain);
}

#[test]
fn what_the_library_refuses_is_said_with_the_headers_name_and_exit_code_1() {
    let key = key_file();
    let fault = |arguments: &[&str], beginning| fault("sign", arguments, b"", 1, beginning);
    fault(&["a b", &key, "h"], "sign: the id ");
    fault(&[ID, &file("empty-key", b""), "h"], "sign: the secret is empty, or no Base64 where it must be");
    fault(&[ID, &file("newline-key", b"\n"), "h"], "sign: the secret is empty, or no Base64 where it must be");
    fault(&[ID, &key, "h", "hOST: i"], "sign: hOST: a header to sign occurs twice");
    fault(&[ID, &key, "h", DATE, "Source: a\nb"], "sign: Source: a header value has a control octet");
    fault(&[ID, &key, "h\r\nX-Evil: 1"], "sign: Host: a header value has a control octet");
    fault(&[ID, &key, "h", "A B: c"], "sign: A B: a header name is empty or not a token");
    fault(&[ID, &key, "h", ": c"], "sign: a header name is empty or not a token");
    let many: Vec<_> = (0..64).map(|index| format!("X-{index}: a")).collect();
    let mut arguments = vec![ID, &key, "h"];
    arguments.extend(many.iter().map(String::as_str));
    fault(&arguments, "sign: there are no headers to sign, or more than 64");
}

#[test]
fn a_wrong_call_of_sign_has_exit_code_2() {
    let key = key_file();
    let fault = |arguments: &[&str], beginning| fault("sign", arguments, b"", 2, beginning);
    fault(&[ID], "sign: usage: ");
    fault(&[ID, &key], "sign: usage: ");
    fault(&[ID, &key, "h", "no colon"], "sign: not \"Name: value\": no colon");
    fault(&[ID, "/no such file", "h"], "sign: /no such file: ");
    fault(&[ID, "/", "h"], "sign: /: ");
    let long = file("too-long-key", "k".repeat(4097).as_bytes());
    fault(&[ID, &long, "h"], &format!("sign: {long}: longer than 4096 octets"));
}

#[test]
fn without_arguments_the_documented_response_is_read() {
    assert_eq!(
        output("response", &[], b""),
        "status: 200, success\n\
         key: AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj548pN\n\
         usage plan: Q6BAxvHtyckhWABJVYSBj\n\
         limit: 500\n\
         used: 100/125\n"
    );
}

#[test]
fn a_response_is_read_from_a_file_and_from_standard_input() {
    let response = b"HTTP/2 429 \r\n\
        x-api-ratelimit: Unlimited\r\n\
        X-UsagePlan-RateLimit:500/500\r\n\
        X-RateLimit-Remaining-Minute: 7\r\n\
        Retry-After: Fri, 31 Dec 1999 23:59:59 GMT\r\n\
        X-Api-RequestId: \xFF-1\r\n\
        Server: x\r\n\
        \r\n\
        {\"message\":\"API rate limit exceeded\"}";
    let output = output("response", &["-"], response);
    assert!(output.starts_with(
        "status: 429, client error\n\
         rate of the API: unlimited\n\
         rate of the plan: 500/500\n\
         left in the window (60 s): 7\n\
         retry after: Fri, 31 Dec 1999 23:59:59 GMT\n\
         request: \u{FFFD}-1\n\
         advice: "
    ));
    assert_eq!(both("response", &[&file("response", response)], b"").1, output);
}

#[test]
fn only_a_refusal_with_a_body_has_advice() {
    for (response, lines) in [
        ("HTTP/1.1 200 OK\n\nAPI rate limit exceeded", "status: 200, success\n"),
        ("HTTP/1.1 302 Found\n\nAPI rate limit exceeded", "status: 302, neither success nor error\n"),
        ("HTTP/1.1 401 Unauthorized\n\n", "status: 401, client error\n"),
        ("HTTP/1.1 500", "status: 500, server error\n"),
    ] {
        assert_eq!(output("response", &["-"], response.as_bytes()), lines, "{response}");
    }
    assert!(output("response", &["-"], b"HTTP/1.1 500 \n\n?").starts_with("status: 500, server error\nadvice: "));
}

#[test]
fn interim_responses_are_passed_over() {
    let response = b"HTTP/1.1 100 Continue\r\nX-RateLimit-Limit: 1\r\n\r\nHTTP/1.1 103 \r\n\r\nHTTP/1.1 200 OK\r\n\r\n";
    assert_eq!(output("response", &["-"], response), "status: 200, success\n");
}

#[test]
fn input_of_any_size_is_read_in_bounded_memory() {
    // A body of which only the beginning is looked at, and a head of many lines.
    let mut response = b"HTTP/1.1 401 \r\n".to_vec();
    for _ in 0..10_000 {
        response.extend(b"X-Padding: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n");
    }
    response.extend(b"X-RateLimit-Limit: 500\r\n\r\nHMAC signature does not match");
    response.resize(response.len() + 1_000_000, b' ');
    let output = output("response", &["-"], &response);
    assert!(
        output.starts_with("status: 401, client error\nlimit: 500\nadvice: compare the signing string"),
        "{output}"
    );

    let line = |length: usize| format!("HTTP/1.1 200 OK\nX-A: {}\n", "a".repeat(length - 6));
    assert_eq!(both("response", &["-"], line(16384).as_bytes()).0, Some(0));
    let (code, _, messages) = both("response", &["-"], line(16385).as_bytes());
    assert_eq!((code, messages), (Some(1), ["response: a line of the head is too long\n"; 2].map(str::to_owned)));
}

#[test]
fn what_is_no_response_has_exit_code_1_and_a_wrong_call_2() {
    for text in
        ["", "\n", "200 OK\n", "HTTP/1.1\n", "HTTP/1.1 20\n", "HTTP/1.1 2000\n", "HTTP/1.1 099 \n", "HTTP/1.1 +20\n"]
    {
        fault("response", &["-"], text.as_bytes(), 1, "response: no status line");
    }
    fault("response", &["-"], b"HTTP/1.1 100 Continue\r\n\r\n", 1, "response: no status line");
    fault("response", &["-"], &vec![b'a'; 20_000], 1, "response: a line of the head is too long");
    fault("response", &["a", "b"], b"", 2, "response: usage: ");
    fault("response", &["/no such file"], b"", 2, "response: ");
    fault("response", &["/"], b"", 2, "response: ");
}

// ---- verify ----------------------------------------------------------------------------------------------------

/// The request that `sign` documents.
fn documented() -> String {
    let signed = output("sign", &[], b"");
    let lines = signed.lines().skip_while(|line| line.starts_with('#')).take_while(|line| !line.starts_with('#'));
    let lines: String = lines.map(|line| format!("{line}\r\n")).collect();
    assert_eq!(lines.matches("\r\n").count(), 3);
    format!("GET /release/ HTTP/1.1\r\n{lines}\r\n")
}

const AT: &str = "1444348800";

/// What both programs say of a request: the same, and this exit code.
#[track_caller]
fn verified(arguments: &[&str], request: &[u8], code: i32) -> String {
    let (found, output, messages) = both("verify", arguments, request);
    assert_eq!((found, &messages), (Some(code), &[String::new(), String::new()]), "{output}");
    output
}

/// It is refused so.
#[track_caller]
fn refused(request: &str, lines: &str) {
    let key = key_file();
    assert_eq!(verified(&["--at", AT, ID, &key, "-"], request.as_bytes(), 1), format!("refused: {lines}"));
}

#[test]
fn without_arguments_a_request_is_verified_and_refused_changed_and_stale() {
    assert_eq!(
        output("verify", &[], b""),
        "# The documented request, a minute after it was signed\n\
         ok: AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj548pN\n\
         signed: date source\n\
         age: 60 s\n\
         accepted until: Fri, 09 Oct 2015 00:15:00 GMT\n\
         # The same, with its Source changed on the way\n\
         refused: the signature does not match\n\
         answer: 401\n\
         # A request signed with X-Date, sent again a second after its time was over\n\
         refused: the signed date is further from now than the policy allows\n\
         at: X-Date, age 901 s\n\
         answer: 401\n"
    );
}

#[test]
fn what_sign_prints_is_verified() {
    let key = key_file();
    let file = file("signed-request", documented().as_bytes());
    let ok = "signed: date source\nage: 0 s\naccepted until: Fri, 09 Oct 2015 00:15:00 GMT\n";
    assert_eq!(verified(&["--at", AT, ID, &key, &file], b"", 0), format!("ok: {ID}\n{ok}"));
    assert_eq!(verified(&["--at", AT, "tencent", ID, &key, &file], b"", 0), format!("ok: {ID}\n{ok}"));

    // With the clock, each program's by each program; the seconds may differ.
    for signed in runs("sign", &[ID, &key, "example.com", "Source:  my app"], b"") {
        let request = [b"POST / HTTP/1.1\n", signed.stdout.as_slice(), b"\nbody"].concat();
        for output in runs("verify", &[ID, &key, "-"], &request) {
            let output = String::from_utf8(output.stdout).unwrap();
            assert!(output.starts_with(&format!("ok: {ID}\nsigned: x-date host source\nage: ")), "{output}");
            assert!(output.ends_with(" GMT\nbody: not covered\n"), "{output}");
        }
        let changed = String::from_utf8(request).unwrap().replace("my app", "my App");
        for output in runs("verify", &[ID, &key, "-"], changed.as_bytes()) {
            assert_eq!(output.status.code(), Some(1));
            assert_eq!(output.stdout, b"refused: the signature does not match\nanswer: 401\n");
        }
    }
}

/// What a key is for unless it is said.
fn usual(dialect: &str) -> &'static str {
    if ["tencent", "tencent_app", "modulr"].contains(&dialect) { "hmac-sha1" } else { "hmac-sha256" }
}

#[test]
fn a_request_in_every_dialect_is_verified() {
    let mut vectors = Vec::new();
    for file in ["tencent.json", "family.json"] {
        let path = library::root().join("tests/cases").join(file);
        let cases: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        vectors.extend(cases["vectors"].as_array().unwrap().clone());
    }
    let mut dialects = std::collections::BTreeSet::new();
    for vector in &vectors {
        let name = vector["name"].as_str().unwrap();
        if vector["verdict"] != "rule" {
            continue;
        }
        let text = |value: &Value, otherwise: &str| value.as_str().unwrap_or(otherwise).to_owned();
        let (dialect, id) = (text(&vector["dialect"], ""), text(&vector["id"], ""));
        let (parts, carrier) =
            (&vector["request"], if dialect == "cybersource" { "Signature" } else { "Authorization" });
        let mut request = format!(
            "{} {} {}\r\n",
            text(&parts["method"], "GET"),
            text(&parts["target"], "/"),
            text(&parts["version"], "")
        );
        let (mut time, mut odd_weekday) = (0, String::new());
        let signed = text(&vector["names"], "").to_lowercase();
        let is_signed = |name: &str| signed.split(' ').any(|signed| signed == name);
        for pair in parts["headers"].as_array().unwrap() {
            let (name, value) = (text(&pair[0], ""), text(&pair[1], ""));
            let lower = name.to_ascii_lowercase();
            if ["date", "x-date", "v-c-date"].contains(&lower.as_str()) && is_signed(&lower) {
                time = vector["created"].as_i64().unwrap_or(Date::parse_any_weekday(&value).unwrap().seconds());
                if Date::parse(&value).is_err() {
                    odd_weekday.clone_from(&name);
                }
            }
            request += &format!("{name}: {value}\r\n");
        }
        let credential = text(&vector["credential"], "");
        request += &format!("{carrier}: {credential}\r\n\r\n{}", text(&parts["body"], ""));
        // The documents of one leave the body out, those of another have a date that there was not.
        let ambiguous = name == "computed-app-percent-plus";
        let code = i32::from(dialect == "cybersource" || ambiguous || !odd_weekday.is_empty());
        let key = file(&format!("key-of-{name}"), text(&vector["key"], "").as_bytes());
        let (time, algorithm) = (time.to_string(), text(&vector["algorithm"], ""));
        let mut arguments = vec!["--at", &time, "--algorithm", &algorithm, &dialect, &id, &key, "-"];
        if usual(&dialect) == algorithm {
            arguments.drain(2..4); // need not be said
        }
        let said = verified(&arguments, request.as_bytes(), code);
        if !odd_weekday.is_empty() {
            let expected = format!("refused: the signed date is malformed\nat: {odd_weekday}\nanswer: 401\n");
            assert_eq!(said, expected, "{name}");
        } else if ambiguous {
            assert_eq!(said, format!("refused: {}\nanswer: 401\n", hmacsign::Refusal::Ambiguous.text()));
        } else if code == 1 {
            assert_eq!(said, "refused: the body does not fit its signed digest\nat: digest\nanswer: 401\n");
        } else {
            let signed = format!("ok: {id}\nsigned: {}\nage: 0 s\n", text(&vector["names"], ""));
            assert!(said.starts_with(&signed), "{name}: {said}");
            let covered = if dialect == "tencent_app" { "body: covered\n" } else { "body: covered by its digest\n" };
            assert_eq!(said.ends_with(covered), !text(&parts["body"], "").is_empty(), "{name}");
        }
        dialects.insert(dialect);
    }
    assert_eq!(dialects.len(), 8);
}

#[test]
fn a_refusal_says_why_where_and_what_to_answer() {
    let good = documented();
    let changed = |from: &str, to: &str| {
        assert!(good.contains(from));
        good.replacen(from, to, 1)
    };
    refused(&changed("Authorization", "Other"), "there is no Authorization header\nanswer: 401\n");
    let twice = changed("Source", "AUTHORIZATION: x\r\nSource");
    refused(&twice, "there is more than one Authorization header\nanswer: 401\n");
    let reading = |from: &str, to: &str, lines: &str| refused(&changed(from, to), lines);
    reading(
        "hmac id",
        "HMAC id",
        "not a credential of this dialect, or its parameters are out of form\nat: octet 0 of the credential\nanswer: 401\n",
    );
    reading(
        "signature=\"zJ1fUmiWSmSZUoqgZi+dGUJvxn0=",
        "signature=\"",
        "a parameter is missing, empty or repeated, or headers is no list of 1 to 64 names with one space between\n\
         at: signature, octet 105 of the credential\nanswer: 401\n",
    );
    // An id at fault is the client's doing here, whatever the number's band says.
    reading(
        "id=\"AKID",
        "id=\"AK D",
        "the id is empty, or has a quotation mark, a backslash, in APISIX's dialect a comma, or an octet that is not visible \
         ASCII\nat: octet 11 of the credential\nanswer: 401\n",
    );
    reading("Source: ", "Sources: ", "a header named as signed is not in the request\nat: source\nanswer: 401\n");
    refused(
        &changed("Source: ", "SOURCE: x\r\nSource: "),
        "a signed header occurs twice, in the names or in the request, or is named like a signed pseudo header\n\
         at: Source\nanswer: 401\n",
    );
    reading("00:00:00 GMT", "00:00:00 UTC", "the signature does not match\nanswer: 401\n");
    reading("\"date source\"", "\"source\"", "none of the dialect's time headers is signed\nanswer: 401\n");
    let key = key_file();
    for (at, age) in [("1444347899", "-901"), ("1444349701", "901")] {
        let said = verified(&["--at", at, ID, &key, "-"], good.as_bytes(), 1);
        assert!(said.ends_with(&format!("\nat: Date, age {age} s\nanswer: 401\n")), "{said}");
    }
    let said = verified(&["--algorithm", "hmac-sha512", "--at", AT, ID, &key, "-"], good.as_bytes(), 1);
    assert_eq!(said, "refused: the policy forbids this algorithm, or the key is for another one\nanswer: 401\n");
    // Unknown: the same answer as to a wrong signature, and a line that stays on this side.
    let unknown = verified(&["--at", AT, "somebody", &key, "-"], good.as_bytes(), 1);
    assert_eq!(
        unknown,
        format!("refused: the signature does not match\nanswer: 401\nfor the log only: there is no key for {ID}\n")
    );
}

#[test]
fn a_signed_digest_must_fit_the_body() {
    let key = Key::new(Algorithm::HmacSha256, SECRET).unwrap();
    let digest = Digest::of("A small body");
    let headers = [Header::new("Date", "Fri, 09 Oct 2015 00:00:00 GMT"), Header::new("Digest", &digest)];
    let signer = Signer::new(hmacsign::Dialect::Kong, ID).unwrap().names("date request-line digest");
    let request = Request::new(&headers).method("POST").target("/a?b");
    let lines = signer.sign(&key, &request).unwrap().header_lines().to_string();
    let key = key_file();
    let judge = |body: &str, code| {
        let request = format!("POST /a?b HTTP/1.1\r\n{lines}\r\n{body}");
        verified(&["--at", AT, "kong", ID, &key, "-"], request.as_bytes(), code)
    };
    assert!(judge("A small body", 0).ends_with("GMT\nbody: covered by its digest\n"));
    let said = "refused: the body does not fit its signed digest\nat: digest\nanswer: 401\n";
    assert_eq!(judge("A small body\n", 1), said);
    assert_eq!(judge("", 1), said);
}

#[test]
fn a_wrong_call_of_verify_and_what_is_no_request_have_exit_code_2() {
    let key = key_file();
    let fault = |arguments: &[&str], input: &[u8], beginning: &str| fault("verify", arguments, input, 2, beginning);
    let good = documented();
    fault(&[ID], b"", "verify: usage: ");
    fault(&[ID, &key], b"", "verify: usage: ");
    fault(&["--at", AT], b"", "verify: usage: ");
    fault(&["a", "b", "c", "d", "e"], b"", "verify: usage: ");
    for seconds in ["", "-1", "+1", " 1", "1 ", "x", "1234567890123456789"] {
        fault(&["--at", seconds, ID, &key, "-"], good.as_bytes(), "verify: not a number of seconds: ");
    }
    fault(&["--at", "253402300800", ID, &key, "-"], good.as_bytes(), "verify: the time is before 1970 or after 9999");
    fault(&["--algorithm", "hmac-md5", ID, &key, "-"], good.as_bytes(), "verify: not an algorithm: hmac-md5");
    fault(&["--algorithm"], b"", "verify: usage: ");
    fault(&["tencent-app", ID, &key, "-"], good.as_bytes(), "verify: not a dialect: tencent-app");
    fault(&[ID, "/no such file", "-"], good.as_bytes(), "verify: /no such file: ");
    fault(&[ID, &key, "/no such file"], b"", "verify: /no such file: ");
    fault(&[ID, &key, "/"], b"", "verify: /: ");
    fault(
        &["--at", AT, ID, &file("no-secret", b"\n"), "-"],
        good.as_bytes(),
        "verify: the secret is empty, or no Base64 where it must be",
    );
    let long = file("too-long-secret", "k".repeat(4097).as_bytes());
    fault(&[ID, &long, "-"], good.as_bytes(), &format!("verify: {long}: longer than 4096 octets"));

    for text in ["", "\n", "GET /\n", "GET  / HTTP/1.1\n", "GET / HTTP/1.1 \n", "Date: x\n", " GET / HTTP/1.1\n"] {
        fault(&[ID, &key, "-"], text.as_bytes(), "verify: no request: it does not begin with ");
    }
    for line in ["no colon", " folded: x", ": x", "a : b"] {
        let text = format!("GET / HTTP/1.1\n{line}\n\n");
        fault(&[ID, &key, "-"], text.as_bytes(), "verify: no request: a line of its head is no header");
    }
}

#[test]
fn a_request_is_bounded() {
    let key = key_file();
    let good = documented();
    let of = |headers: usize| good.replacen("\r\n\r\n", &("\r\nX-A: b".repeat(headers - 3) + "\r\n\r\n"), 1);
    verified(&["--at", AT, ID, &key, "-"], of(256).as_bytes(), 0);
    fault("verify", &["--at", AT, ID, &key, "-"], of(257).as_bytes(), 2, "verify: no request: more than 256 headers");
    let mut large = good.into_bytes();
    large.resize(1 << 20, b'\n');
    verified(&["--at", AT, ID, &key, "-"], &large, 0);
    large.push(b'x');
    fault("verify", &["--at", AT, ID, &key, "-"], &large, 2, "verify: -: longer than 1048576 octets");
    fault("verify", &["--at", AT, ID, &key, &file("large-request", &large)], b"", 2, "verify: ");
}

// ---- iflytek -----------------------------------------------------------------------------------------------------

/// The address that iFLYTEK publishes: the vector's credential, and nothing in it that needs percent-encoding.
fn published_address() -> String {
    let family: Value = serde_json::from_str(include_str!("cases/family.json")).unwrap();
    let vectors = family["vectors"].as_array().unwrap();
    let vector = vectors.iter().find(|vector| vector["name"] == "iflytek-iat-2019").unwrap();
    let authorization = vector["credential_query"].as_str().unwrap();
    assert!(authorization.bytes().all(|octet| octet.is_ascii_alphanumeric()));
    format!(
        "wss://iat-api.xfyun.cn/v2/iat?authorization={authorization}\
         &date=Wed%2C%2010%20Jul%202019%2007%3A35%3A43%20GMT&host=iat-api.xfyun.cn\n"
    )
}

#[test]
fn without_arguments_the_published_address_is_printed_octet_for_octet() {
    let address = output("iflytek", &[], b"");
    assert_eq!(address, published_address());
    print!("{address}");
}

/// The value of a parameter, percent-decoded.
fn parameter(address: &str, name: &str) -> String {
    let (_, query) = address.trim_end().split_once('?').unwrap();
    let value = query.split('&').find_map(|piece| piece.strip_prefix(name)?.strip_prefix('=')).unwrap();
    assert!(value.bytes().all(|octet| octet.is_ascii_alphanumeric() || b"-._~%".contains(&octet)), "{value}");
    let mut decoded = String::new();
    let mut rest = value;
    while let Some((plain, escaped)) = rest.split_once('%') {
        let (digits, behind) = escaped.split_at(2);
        assert_eq!(digits, digits.to_uppercase());
        decoded = decoded + plain + &char::from(u8::from_str_radix(digits, 16).unwrap()).to_string();
        rest = behind;
    }
    decoded + rest
}

#[test]
fn an_address_signed_now_verifies_at_its_host() {
    let seconds = || std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs() as i64;
    // Ids of three lengths, so that each kind of padding occurs.
    for (id, host, path) in
        [("i", "example.com", "/"), ("id", "example.com:8443", "/v2/iat"), ("ids", "a b+c", "/v1.1/%20chat")]
    {
        let before = seconds();
        let url = format!("wss://{host}{path}");
        for run in runs("iflytek", &[id, &key_file(), &url], b"") {
            assert!(run.status.success() && run.stderr.is_empty());
            let address = String::from_utf8(run.stdout).unwrap();
            assert!(address.starts_with(&format!("{url}?authorization=")) && address.ends_with('\n'), "{address}");
            let (authorization, date) = (parameter(&address, "authorization"), parameter(&address, "date"));
            assert_eq!(parameter(&address, "host"), host);
            let names: Vec<&str> =
                address.split(['?', '&']).skip(1).map(|piece| piece.split('=').next().unwrap()).collect();
            assert_eq!(names, ["authorization", "date", "host"]);

            let mut scratch = vec![0; authorization.len()];
            let claim = Claim::read_query(Dialect::Iflytek, &authorization, &mut scratch).unwrap();
            assert_eq!((claim.id(), claim.names()), (id, "host date request-line"));
            let headers = [Header::new("host", host), Header::new("date", &date)];
            let request = Request::new(&headers).method("GET").target(path);
            let key = Key::new(Algorithm::HmacSha256, SECRET).unwrap();
            let policy = Policy::new(Dialect::Iflytek).max_skew(0);
            let signed = Date::parse(&date).unwrap().seconds();
            assert!((before..=seconds()).contains(&signed), "{date}");
            assert!(claim.verify(&key, &request, &policy, signed).is_ok());
        }
    }
}

#[test]
fn what_the_library_refuses_of_an_address_has_exit_code_1() {
    let key = key_file();
    let fault = |arguments: &[&str], beginning| fault("iflytek", arguments, b"", 1, beginning);
    fault(&["a b", &key, "wss://h/"], "iflytek: the id ");
    fault(&["", &key, "wss://h/"], "iflytek: the id ");
    fault(&[ID, &file("empty-iflytek-key", b"\n"), "wss://h/"], "iflytek: the secret is empty");
    fault(&[ID, &key, "wss://h\n/"], "iflytek: a header value has a control octet");
    fault(
        &[ID, &key, "wss://h/a b"],
        "iflytek: the method is no token, or target or version cannot stand in a request",
    );
}

#[test]
fn a_wrong_call_of_iflytek_has_exit_code_2() {
    let key = key_file();
    let fault = |arguments: &[&str], beginning: &str| fault("iflytek", arguments, b"", 2, beginning);
    fault(&[ID], "iflytek: usage: ");
    fault(&[ID, &key], "iflytek: usage: ");
    fault(&[ID, &key, "wss://h/", "more"], "iflytek: usage: ");
    for url in
        ["", "h/", "https://h/", "WSS://h/", "wss:/h/", "wss://", "wss://h", "wss:///p", "wss://h/?a", "wss://h/#a"]
    {
        fault(&[ID, &key, url], &format!("iflytek: not wss://HOST/PATH: {url}"));
    }
    fault(&[ID, "/no such file", "wss://h/"], "iflytek: /no such file: ");
    fault(&[ID, "/", "wss://h/"], "iflytek: /: ");
    let long = file("too-long-iflytek-key", "k".repeat(4097).as_bytes());
    fault(&[ID, &long, "wss://h/"], &format!("iflytek: {long}: longer than 4096 octets"));
}

#[test]
fn without_arguments_a_gateways_string_is_compared_and_two_signatures_are_diagnosed() {
    let output = output("diagnose", &[], b"");
    let lines: Vec<_> = output.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(
        lines,
        [
            "line 4, octet 1 (accept):",
            "  ours:   \"application/json\"",
            "  theirs: \"*/*\"",
            "           ^",
            &format!("wrong: {}", Slip::NamesCase),
            &format!("wrong: {}", Slip::SignatureHex),
            &format!("wrong: {}", Slip::KeyNewline),
        ]
    );
}

#[test]
fn a_request_is_diagnosed_in_every_dialect() {
    let names = ["tencent", "tencent_app", "kong", "apisix", "cavage", "iflytek", "cybersource", "modulr"];
    for (name, dialect) in names.into_iter().zip(Dialect::ALL) {
        let algorithm = if name.starts_with("tencent") { Algorithm::HmacSha1 } else { Algorithm::HmacSha256 };
        let headers = [
            Header::new("Host", "example.com"),
            Header::new("Date", "Fri, 09 Oct 2015 00:00:00 GMT"),
            Header::new("X-Date", "Fri, 09 Oct 2015 00:00:00 GMT"),
        ];
        let request = Request::new(&headers).method("GET").target("/a?b=c");
        let (secret, key) = match dialect {
            Dialect::Cybersource => ("c2VjcmV0", Key::from_base64(algorithm, "c2VjcmV0").unwrap()),
            _ => ("secret", Key::new(algorithm, "secret").unwrap()),
        };
        let signer = Signer::new(dialect, "jane").unwrap().names("host date x-date");
        let credential = signer.sign(&key, &request).unwrap().to_string();
        let text = |host: &str| {
            format!(
                "GET /a?b=c HTTP/1.1\r\nHost: {host}\r\nDate: Fri, 09 Oct 2015 00:00:00 GMT\r\n\
                 X-Date: Fri, 09 Oct 2015 00:00:00 GMT\r\n{}: {credential}\r\n\r\n",
                dialect.header()
            )
        };
        let key = file(&format!("diagnosed-key-{name}"), format!("{secret}\r\n").as_bytes());
        let right = (Some(0), format!("right: {}\n", Slip::Matches), [String::new(), String::new()]);
        assert_eq!(both("diagnose", &[name, &key, "-"], text("example.com").as_bytes()), right, "{name}");
        let (code, output, _) = both("diagnose", &[name, &key, "-"], text("example.org").as_bytes());
        assert_eq!((code, output), (Some(1), format!("wrong: {}\n", Slip::None)), "{name}");
    }
}

#[test]
fn what_is_diagnosed_is_said_with_its_line_or_with_what_prevents_signing() {
    let diagnosed = |headers: &str, credential: &str| {
        let text = format!("GET / HTTP/1.1\r\n{headers}Authorization: {credential}\r\n\r\n");
        let (code, output, messages) = both("diagnose", &[&key_file(), "-"], text.as_bytes());
        assert_eq!((code, messages), (Some(1), [String::new(), String::new()]), "{text}");
        output
    };
    let key = Key::new(Algorithm::HmacSha1, SECRET).unwrap();
    let date = "Date: Fri, 09 Oct 2015 00:00:00 GMT\r\n";
    let credential = |signature: &str| {
        format!("hmac id=\"{ID}\", algorithm=\"hmac-sha1\", headers=\"date source\", signature=\"{signature}\"")
    };
    let without_source = key.signature_of("date: Fri, 09 Oct 2015 00:00:00 GMT");
    assert_eq!(
        diagnosed(&format!("{date}Source: AndriodApp\r\n"), &credential(without_source.as_str())),
        format!("wrong: {}\nline: 2\n", Slip::LineMissing)
    );
    let error = hmacsign::Error::HeaderMissing { offset: 5 };
    assert_eq!(
        diagnosed(date, &credential(key.signature_of("something else").as_str())),
        format!("wrong: {}\nadvice: {}\n", error.text(), error.advice())
    );
}

#[test]
fn a_wrong_call_of_diagnose_and_what_has_no_credential_have_exit_code_2() {
    let key = key_file();
    for (arguments, input, beginning) in [
        (&[key.as_str()][..], "", "diagnose: usage: "),
        (&["kong", "a", "b", "c"], "", "diagnose: usage: "),
        (&["kang", &key, "-"], "", "diagnose: not a dialect: kang"),
        (&["/nowhere", "-"], "", "diagnose: /nowhere: "),
        (&[&key, "/nowhere"], "", "diagnose: /nowhere: "),
        (&[&key, "-"], "GET /\r\n\r\n", "diagnose: no request: "),
        (&[&key, "-"], "GET / HTTP/1.1\r\nno header\r\n\r\n", "diagnose: no request: "),
        (
            &[&key, "-"],
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
            "diagnose: no credential: there is no Authorization header",
        ),
    ] {
        fault("diagnose", arguments, input.as_bytes(), 2, beginning);
    }
    let empty = file("diagnosed-empty-key", b"\n");
    fault(
        "diagnose",
        &[&empty, "-"],
        b"GET / HTTP/1.1\r\nAuthorization: a\r\n\r\n",
        2,
        "diagnose: the secret is empty",
    );
    let hostile: Vec<u8> = (0..=255).cycle().take(5000).collect();
    fault("diagnose", &[&key, "-"], &hostile, 2, "diagnose: no request: ");
}
