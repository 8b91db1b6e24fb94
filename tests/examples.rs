//! The examples do what their first comment says, and the same in both languages: every run here is one of the Rust
//! program and one of the C program, whose outputs and exit codes are compared.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use hmacsign::{Algorithm, Date, Header, Key, Request, Signer};

mod library;

const ID: &str = "AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj548pN";
const SECRET: &str = "ZxF2whO0RhuwnVCj5JMMAuqcDcN2oPrC";
/// A date of one's own makes an output that does not depend on the clock.
const DATE: &str = "Date: Fri, 09 Oct 2015 00:00:00 GMT";

/// The folder of the Rust examples: `cargo test --test examples` alone would not build them.
fn rust_examples() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        // This test is <target>/<profile>/deps/examples-<hash>.
        let target = std::env::current_exe().unwrap().ancestors().nth(3).unwrap().to_owned();
        let mut cargo = Command::new(env!("CARGO"));
        cargo.current_dir(library::root()).args(["build", "--quiet", "--all-features", "--examples", "--target-dir"]);
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("CARGO_") && name.ends_with("_FLAGS")) {
            cargo.env_remove(name);
        }
        library::succeed(cargo.arg(&target));
        target.join("debug/examples")
    })
}

/// A C example, compiled with more warnings than `make examples` asks for.
fn c_example(name: &'static str) -> PathBuf {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    let folder = BUILT.get_or_init(|| {
        for name in ["sign", "response"] {
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
    [Command::new(rust_examples().join(name)), library::run(&c_example(name))]
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
    fault(&[ID, &file("empty-key", b""), "h"], "sign: the secret is empty");
    fault(&[ID, &file("newline-key", b"\n"), "h"], "sign: the secret is empty");
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
