//! Requests of the `http` crate, and dates of other types: what is lent is what lies there, and nothing is lost between.
#![cfg(all(feature = "http", feature = "httpdate"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use hmacsign::{
    Algorithm, Claim, Date, Dialect, Error, Headers as _, HttpHeaders, Key, Place, Policy, Refusal, Request,
    RequestPart, Signer, VerifyError,
};
use http::{HeaderValue, Method, Uri, Version};

const NOW: i64 = 1_521_461_320;

fn request(uri: &str) -> http::Request<()> {
    http::Request::builder()
        .method("POST")
        .uri(uri)
        .header("Host", "example.com")
        .header("Date", Date::new(NOW).unwrap().as_str())
        .header("X-Date", Date::new(NOW).unwrap().as_str())
        .header("Source", "")
        .body(())
        .unwrap()
}

fn key(dialect: Dialect) -> Key {
    let algorithm = if dialect == Dialect::Tencent { Algorithm::HmacSha1 } else { Algorithm::HmacSha256 };
    Key::new(algorithm, "secret").unwrap()
}

fn verified(dialect: Dialect, request: &http::Request<()>) -> Result<(), VerifyError> {
    let headers = HttpHeaders::of(request.headers());
    let claim = Claim::read(dialect, headers.credential(dialect).unwrap()).unwrap();
    let lent = Request::of(&headers).http_line(request.method(), request.uri(), request.version()).body("a body");
    claim.verify(&key(dialect), &lent, &Policy::new(dialect), NOW).map(drop)
}

#[test]
fn a_request_is_signed_and_verified_in_every_dialect() {
    for dialect in Dialect::ALL {
        let names = match dialect {
            Dialect::Tencent | Dialect::TencentApp => "x-date host source",
            Dialect::Kong | Dialect::Apisix => "date host source @request-target",
            Dialect::Iflytek => "date host source request-line",
            Dialect::Cybersource => "date host source request-target",
            _ => "date host source (request-target)",
        };
        let mut request = request("https://example.com/a%20b/?x=1&y=%2F#fragment");
        // One that is there already gives way.
        request.headers_mut().insert(dialect.header(), HeaderValue::from_static("old"));
        let signer = Signer::new(dialect, "jane").unwrap().names(names);
        signer.sign_http(&key(dialect), &mut request, b"a body").unwrap();
        verified(dialect, &request).unwrap_or_else(|error| panic!("{dialect:?}: {error}"));

        let mut changed = request.clone();
        changed.headers_mut().insert("source", HeaderValue::from_static("x"));
        assert_eq!(verified(dialect, &changed), Err(VerifyError::Refusal(Refusal::Signature)), "{dialect:?}");
        if names.contains("request") || dialect == Dialect::TencentApp {
            *request.uri_mut() = Uri::from_static("/a%20b/?x=1&y=%2F&z");
            assert_eq!(verified(dialect, &request), Err(VerifyError::Refusal(Refusal::Signature)), "{dialect:?}");
        }
    }
}

#[test]
fn a_request_that_cannot_be_signed_stays_as_it_was() {
    let mut sent = request("/");
    sent.headers_mut().append("source", HeaderValue::from_static("again"));
    let before = sent.headers().clone();
    let signer = Signer::new(Dialect::Kong, "jane").unwrap().names("date source");
    let error = signer.sign_http(&key(Dialect::Kong), &mut sent, b"").unwrap_err();
    assert!(matches!(error, Error::HeaderRepeated(Place::Header(_))), "{error:?}");
    assert_eq!(sent.headers(), &before);
}

#[test]
fn headers_are_lent_and_a_repeated_one_is_there_as_often() {
    let mut sent = request("/");
    sent.headers_mut().append("x", HeaderValue::from_bytes(b"\xFF \xE9").unwrap());
    sent.headers_mut().append("x", HeaderValue::from_static(""));
    let headers = HttpHeaders::of(sent.headers());
    assert_eq!(headers.count(), 6);
    let values: Vec<&[u8]> = (0..headers.count())
        .map(|index| headers.header(index).unwrap())
        .filter(|header| header.name() == b"x")
        .map(|header| header.value())
        .collect();
    assert_eq!(values, [b"\xFF \xE9".as_slice(), b""]);
    assert!(headers.header(6).is_none());
    // Not copied.
    let lies_at = sent.headers()["x"].as_bytes().as_ptr();
    assert!(values.iter().any(|value| value.as_ptr() == lies_at));
}

#[test]
fn a_credential_is_given_if_there_is_exactly_one() {
    let mut sent = request("/");
    assert_eq!(HttpHeaders::of(sent.headers()).credential(Dialect::Kong), None);
    sent.headers_mut().append("authorization", HeaderValue::from_static("one"));
    assert_eq!(HttpHeaders::of(sent.headers()).credential(Dialect::Kong), Some(b"one".as_slice()));
    assert_eq!(HttpHeaders::of(sent.headers()).credential(Dialect::Cybersource), None);
    sent.headers_mut().append("authorization", HeaderValue::from_static("two"));
    assert_eq!(HttpHeaders::of(sent.headers()).credential(Dialect::Kong), None);
}

#[test]
fn the_request_line_is_that_of_http_1() {
    let line = |uri: &'static str, version| {
        let sent = request("/");
        let headers = HttpHeaders::of(sent.headers());
        let (method, uri) = (Method::GET, Uri::from_static(uri));
        let lent = Request::of(&headers).http_line(&method, &uri, version);
        let signer = Signer::new(Dialect::Kong, "jane").unwrap().names("request-line date");
        let string = signer.signing_string(&lent).unwrap().to_string();
        string.lines().next().unwrap().to_owned()
    };
    assert_eq!(line("http://example.com:8080/a?b=c#d", Version::HTTP_11), "GET /a?b=c HTTP/1.1");
    assert_eq!(line("http://example.com", Version::HTTP_10), "GET / HTTP/1.0");
    assert_eq!(line("http://example.com/?b", Version::HTTP_2), "GET /?b HTTP/2.0");
    assert_eq!(line("/a%2fb//?", Version::HTTP_3), "GET /a%2fb//? HTTP/3.0");
    assert_eq!(line("example.com:443", Version::HTTP_11), "GET example.com:443 HTTP/1.1");
    assert_eq!(line("*", Version::HTTP_09), "GET * HTTP/0.9");
}

#[test]
fn a_query_without_a_path_is_an_error_and_no_wrong_signature() {
    let mut sent = request("http://example.com?b");
    let signer = Signer::new(Dialect::Kong, "jane").unwrap().names("request-line date");
    let error = signer.sign_http(&key(Dialect::Kong), &mut sent, b"").unwrap_err();
    assert_eq!(error, Error::RequestLine(RequestPart::Target));
}

#[test]
fn dates_are_converted_both_ways() {
    for seconds in [0, 1, NOW, Date::MAX_SECONDS] {
        let date = Date::new(seconds).unwrap();
        assert_eq!(Date::try_from(SystemTime::from(date)), Ok(date));
        let other = httpdate::HttpDate::from(date);
        assert_eq!(other.to_string(), date.as_str());
        assert_eq!(Date::try_from(other), Ok(date));
    }
    let after = UNIX_EPOCH + Duration::new(Date::MAX_SECONDS as u64, 999_999_999);
    assert_eq!(Date::try_from(after).map(|date| date.seconds()), Ok(Date::MAX_SECONDS));
    assert_eq!(Date::try_from(after + Duration::from_nanos(1)), Err(Error::Time));
    assert_eq!(Date::try_from(UNIX_EPOCH - Duration::from_nanos(1)), Err(Error::Time));
}
