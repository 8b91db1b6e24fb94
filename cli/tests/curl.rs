//! What `hmacsign sign` prints for curl arrives as it was signed: the real curl, on the loopback. It needs curl.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod run;

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use run::{ID, SECRET, command, fed, run};

/// Take one request, answer it, and return what arrived: head and body.
fn serve(listener: &TcpListener) -> Vec<u8> {
    let (mut stream, _) = listener.accept().unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let (mut arrived, mut room) = (Vec::new(), [0; 4096]);
    loop {
        let count = stream.read(&mut room).unwrap();
        arrived.extend_from_slice(&room[..count]);
        let text = String::from_utf8_lossy(&arrived).to_lowercase();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok()).unwrap_or(0);
        if count == 0 || body.len() >= length {
            break;
        }
    }
    stream.write_all(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n").unwrap();
    arrived
}

/// `hmacsign sign … | curl -H @- …`: what the server got.
fn through_curl(sign: &[&str], curl: &[&str], path: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let url = format!("http://{address}{path}");
    let server = thread::spawn(move || serve(&listener));
    let mut signing = command()
        .arg("sign")
        .args(sign)
        .args(["--url", &url])
        .env("HMACSIGN_SECRET", SECRET)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = Command::new("curl")
        .args(["-sS", "--noproxy", "*", "--max-time", "20", "-w", "%{http_code}", "-H", "@-"])
        .args(curl)
        .arg(&url)
        .stdin(signing.stdout.take().unwrap())
        .output();
    assert!(signing.wait().unwrap().success());
    let output = output.unwrap_or_else(|error| {
        // So that the server does not wait for ever.
        drop(TcpStream::connect(address));
        panic!("curl does not run ({error}): these tests need it (Debian, Ubuntu: apt install curl)")
    });
    assert_eq!(String::from_utf8_lossy(&output.stdout), "204", "{}", String::from_utf8_lossy(&output.stderr));
    let arrived = String::from_utf8(server.join().unwrap()).unwrap();
    println!("{arrived}");
    arrived
}

#[test]
fn curl_sends_what_was_signed_with_an_empty_header_among_it() {
    let arrived = through_curl(&["--id", ID, "-H", "Source;", "-H", "X-Note: a  b"], &[], "/release/?a=b");
    let lines: Vec<_> = arrived.split("\r\n").collect();
    assert_eq!(lines[0], "GET /release/?a=b HTTP/1.1");
    assert!(lines.contains(&"Source:"), "{arrived}");
    assert!(lines.contains(&"X-Note: a  b"), "{arrived}");
    assert!(arrived.contains("headers=\"x-date host source x-note\""), "{arrived}");
    assert_eq!(arrived.matches("Host:").count(), 1);
    let verified = fed(&["verify", "--require", "source", "--require", "host"], arrived.as_bytes()).ok();
    assert!(verified.starts_with(&format!("verified: {ID}\n")), "{verified}");
    let diagnosed = fed(&["diagnose"], arrived.as_bytes()).ok();
    assert!(diagnosed.starts_with("matches: "), "{diagnosed}");
    // curl itself would have dropped it, had it been printed as it travels.
    let changed = arrived.replace("Source:\r\n", "");
    let diagnosed = fed(&["diagnose"], changed.as_bytes());
    assert_eq!(diagnosed.code, 1);
    assert!(diagnosed.out.contains("ABSENT_AS_EMPTY"), "{}", diagnosed.out);
}

#[test]
fn curl_sends_a_body_that_its_digest_covers() {
    let body = run::file("curl-body", "{\"a\":1}");
    let at = format!("@{body}");
    let sign = ["--dialect", "kong", "--id", "alice", "--body", &body, "--digest"];
    let arrived = through_curl(&sign, &["--data-binary", &at], "/requests");
    assert!(arrived.starts_with("POST /requests HTTP/1.1\r\n"), "{arrived}");
    let verified =
        fed(&["verify", "--dialect", "kong", "--require-digest", "--require", "request-line"], arrived.as_bytes());
    assert!(verified.ok().contains("body: covered by its digest"));
}

/// An application signs Accept and Content-Type whatever they are: curl adds neither by itself.
#[test]
fn curl_sends_an_applications_request_without_headers_of_its_own() {
    let body = run::file("curl-application", "text");
    let at = format!("@{body}");
    let sign = ["--dialect", "tencent-app", "--id", "app", "--body", &body];
    let arrived = through_curl(&sign, &["--data-binary", &at], "/path?b=2&a=1");
    assert!(!arrived.contains("Accept:") && !arrived.contains("Content-Type:"), "{arrived}");
    assert!(fed(&["verify", "--dialect", "tencent-app"], arrived.as_bytes()).ok().contains("body: covered"));
}

#[test]
fn a_response_is_read_as_curl_prints_it() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let server = thread::spawn(move || serve(&listener));
    let output = Command::new("curl").args(["-si", "--noproxy", "*", &url]).output().expect("these tests need curl");
    server.join().unwrap();
    assert_eq!(fed(&["response"], &output.stdout).ok(), "204: success\n");
    assert_eq!(run(&["response", "/no/such/file"]).code, 2);
}
