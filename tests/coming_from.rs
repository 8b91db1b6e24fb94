//! The lines of docs/coming-from.md are code that compiles and signs: its Rust is here, word for word, its C++ is
//! compiled, and every slip that it names exists. (Its commands are run by the tests of the command.)
#![allow(clippy::unwrap_used)]

use std::fs;

use hmacsign::{Algorithm, Dialect, Digest, Error, Header, Key, Request, Signer, Slip};

mod library;

fn document() -> String {
    fs::read_to_string(library::root().join("docs/coming-from.md")).unwrap()
}

fn blocks(language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    document().split(&fence).skip(1).map(|rest| rest.split("```").next().unwrap().to_owned()).collect()
}

/// Lines without what they are indented by.
fn flush(text: &str) -> String {
    text.lines().map(|line| format!("{}\n", line.trim_start())).collect()
}

fn kong(date: &str, secret: &str, body: &str) -> Result<String, Error> {
    let digest = Digest::of(body);
    let headers = [Header::new("Date", date), Header::new("Digest", &digest)];
    let request = Request::new(&headers).method("POST").target("/requests?limit=5").body(body);
    let signer = Signer::new(Dialect::Kong, "alice")?.names("date request-line digest");
    let key = Key::new(Algorithm::HmacSha256, secret)?;
    let lines = signer.sign(&key, &request)?.header_lines().to_string();
    Ok(lines)
}

fn iflytek(date: &str, secret: &str) -> Result<Option<String>, Error> {
    let headers = [Header::new("Host", "iat-api.xfyun.cn"), Header::new("Date", date)];
    let request = Request::new(&headers).method("GET").target("/v2/iat");
    let signer = Signer::new(Dialect::Iflytek, "APIKey")?.names("host date request-line");
    let key = Key::new(Algorithm::HmacSha256, secret)?;
    let credential = signer.sign(&key, &request)?;
    let authorization = credential.in_query().map(|query| query.to_string());
    Ok(authorization)
}

fn cybersource(date: &str, secret: &str, body: &str) -> Result<String, Error> {
    let digest = Digest::of(body);
    let headers = [
        Header::new("Host", "apitest.cybersource.com"),
        Header::new("v-c-date", date),
        Header::new("Digest", &digest),
        Header::new("v-c-merchant-id", "testrest"),
    ];
    let request = Request::new(&headers).method("POST").target("/pts/v2/payments").body(body);
    let signer = Signer::new(Dialect::Cybersource, "08c94330-f618-42a3-b09d-e1e43be5efda")?
        .names("host v-c-date request-target digest v-c-merchant-id");
    let key = Key::from_base64(Algorithm::HmacSha256, secret)?;
    let lines = signer.sign(&key, &request)?.header_lines().to_string();
    Ok(lines)
}

#[test]
fn the_rust_is_that_of_this_file_and_signs() {
    let here = flush(&fs::read_to_string(library::root().join("tests/coming_from.rs")).unwrap());
    let blocks = blocks("rust");
    assert_eq!(blocks.len(), 3);
    for block in blocks {
        assert!(here.contains(&flush(&block)), "{block}");
    }
    let date = "Mon, 19 Mar 2018 12:08:40 GMT";
    assert!(kong(date, "secret", "{}").unwrap().contains("headers=\"date request-line digest\""));
    assert!(iflytek(date, "secret").unwrap().unwrap().starts_with("YXBpX2tleT0iQVBJS2V5Iiwg"));
    assert!(cybersource(date, "c2VjcmV0", "{}").unwrap().contains("\r\nSignature: keyid=\"08c94330-"));
}

#[test]
fn the_cpp_compiles_without_a_warning_and_signs() {
    let [block] = blocks("cpp").try_into().unwrap();
    let main = r#"
#include <iostream>
int main() { std::cout << signed_lines("AKID", "secret", "") << signed_lines("", "secret", ""); }
"#;
    let (file, program) = (library::workshop().join("coming-from.cpp"), library::workshop().join("coming-from"));
    fs::write(&file, block + main).unwrap();
    let mut compiler = library::command(&library::tool("CXX", "c++"));
    compiler.args(["-std=c++11", "-Wall", "-Wextra", "-Wconversion", "-Werror", "-I"]);
    compiler.arg(library::root().join("include")).arg(&file).arg(library::built().join("libhmacsign.a"));
    library::succeed(compiler.arg("-o").arg(&program));
    let said = library::said(&mut library::alone(&program));
    assert!(said.starts_with("X-Date: "), "{said}");
    assert!(said.contains("\r\nSource: \r\nAuthorization: hmac id=\"AKID\""), "{said}");
}

#[test]
fn every_slip_that_is_named_exists() {
    let text = document();
    let named: Vec<_> = text.split("(`").skip(1).filter_map(|rest| rest.split('`').next()).collect();
    for name in named.iter().filter(|name| {
        name.chars().all(|letter| letter.is_ascii_uppercase() || letter == '_' || letter.is_ascii_digit())
    }) {
        assert!(Slip::ALL.iter().any(|slip| slip.name() == *name), "{name}");
    }
    assert!(named.len() > 10);
}
