//! Application authentication, sentence by sentence of its description: what is signed, and what a verifier refuses.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)] // tests may fail loudly

#[path = "library/effort.rs"]
mod effort;
mod oracle;

use std::time::{Duration, Instant};

use hmacsign::{
    Algorithm, Claim, ContentMd5, Date, Dialect, Digest, Error, Header, Key, PARAMETERS_MAX, Place, Policy, Refusal,
    Request, RequestPart, SignedTime, Signer, VerifyError,
};
use oracle::application::{self, parameter_text};
use oracle::family::{Sent, row};
use proptest::prelude::*;
use proptest::sample::Index;

/// Mon, 19 Mar 2018 12:08:40 GMT
const NOW: i64 = 1_521_461_320;
const DATE: &str = "Mon, 19 Mar 2018 12:08:40 GMT";
const SECRET: &[u8] = b"a secret";
const ID: &str = "some-id";
const FORM: &str = "application/x-www-form-urlencoded";

fn key() -> Key {
    Key::new(Algorithm::HmacSha1, SECRET).unwrap()
}

fn policy() -> Policy<'static> {
    Policy::new(Dialect::TencentApp)
}

/// A request and the names of the headers to sign.
#[derive(Clone)]
struct Call {
    names: String,
    sent: Sent,
}

/// `GET /` with an X-Date and nothing else.
fn get(target: impl AsRef<[u8]>) -> Call {
    let sent = Sent { method: b"GET".into(), target: target.as_ref().into(), ..Sent::default() };
    Call { names: "x-date".into(), sent }.header("X-Date", DATE)
}

fn post(target: impl AsRef<[u8]>, content_type: &str, body: impl AsRef<[u8]>) -> Call {
    let mut call = get(target).header("Content-Type", content_type).body(body);
    call.sent.method = b"POST".into();
    call
}

impl Call {
    fn header(mut self, name: &str, value: impl AsRef<[u8]>) -> Call {
        self.sent.headers.push((name.into(), value.as_ref().into()));
        self
    }

    fn body(mut self, body: impl AsRef<[u8]>) -> Call {
        self.sent.body = body.as_ref().into();
        self
    }

    fn names(mut self, names: &str) -> Call {
        self.names = names.into();
        self
    }

    /// Do something with the signer and the request.
    fn lend<R>(&self, work: impl FnOnce(&Signer<'_>, &Request<'_>) -> R) -> R {
        let headers: Vec<Header<'_>> = self.sent.headers.iter().map(|(name, value)| Header::new(name, value)).collect();
        let request = Request::new(&headers).method(&self.sent.method).target(&self.sent.target).body(&self.sent.body);
        let request = request.version(&self.sent.version);
        work(&Signer::new(Dialect::TencentApp, ID).unwrap().names(&self.names), &request)
    }

    fn string(&self) -> Result<Vec<u8>, Error> {
        self.lend(|signer, request| {
            let string = signer.signing_string(request)?;
            let mut room = vec![0; string.len()];
            Ok(string.write_to(&mut room).unwrap().to_vec())
        })
    }

    /// The last line.
    fn path(&self) -> Result<String, Error> {
        let string = self.string()?;
        let path = application::path_and_parameters(&self.sent);
        assert!(string.ends_with(&path), "{}", string.escape_ascii());
        Ok(String::from_utf8(path).unwrap())
    }

    /// The field behind the fourth LF from the beginning of the trailer.
    fn content_md5(&self) -> String {
        let string = self.clone().names("x-date").string().unwrap();
        String::from_utf8(string).unwrap().split('\n').nth(4).unwrap().into()
    }

    fn sign(&self) -> Result<String, Error> {
        self.lend(|signer, request| Ok(signer.sign(&key(), request)?.to_string()))
    }

    fn header_lines(&self) -> String {
        self.lend(|signer, request| signer.sign(&key(), request).unwrap().header_lines().to_string())
    }

    /// The credential that another program would write: over the slow twin's string, whatever the library says.
    fn foreign(&self) -> String {
        let names: Vec<&[u8]> = self.names.split(' ').map(str::as_bytes).collect();
        let mac = oracle::hmac(Algorithm::HmacSha1, SECRET, &application::string(&names, &self.sent));
        row(Dialect::TencentApp).credential(ID, "hmac-sha1", &self.names, &mac)
    }

    fn verify_as(&self, credential: &str, policy: &Policy<'_>) -> Result<(), VerifyError> {
        let claim = Claim::read(Dialect::TencentApp, credential)?;
        self.lend(|_, request| claim.verify(&key(), request, policy, NOW).map(drop))
    }

    fn verify(&self) -> Result<(), VerifyError> {
        self.verify_as(&self.foreign(), &policy())
    }

    /// Signed as the slow twin says, and accepted.
    fn assert_good(&self) {
        let names: Vec<&[u8]> = self.names.split(' ').map(str::as_bytes).collect();
        assert_eq!(
            self.string().unwrap().escape_ascii().to_string(),
            application::string(&names, &self.sent).escape_ascii().to_string()
        );
        assert_eq!(self.sign().unwrap(), self.foreign().replace(&self.names, &self.names.to_lowercase()));
        assert_eq!(self.verify(), Ok(()));
    }

    /// It cannot be signed, and if it was, it is refused.
    fn assert_bad(&self, error: Error, refusal: impl Into<VerifyError>) {
        assert_eq!(self.string(), Err(error));
        assert_eq!(self.sign(), Err(error));
        assert_eq!(self.lend(|signer, request| signer.check(request)), Err(error));
        assert_eq!(self.verify(), Err(refusal.into()));
    }
}

fn refused(refusal: Refusal) -> Result<(), VerifyError> {
    Err(refusal.into())
}

// ---- The string --------------------------------------------------------------------------------------------------

#[test]
fn the_headers_come_first_then_method_accept_content_type_content_md5_and_the_path() {
    let call = post("/p?b=2&a=1", "application/json", "{\"arg1\":\"a\",\"arg2\":\"b\"}").header("Accept", "text/plain");
    let string = String::from_utf8(call.string().unwrap()).unwrap();
    assert_eq!(
        string,
        format!(
            "x-date: {DATE}\nPOST\ntext/plain\napplication/json\n\
             MzNiMjk0MTJjZWIzMWQ5NmE1OGRiZDYyOWMwNWQ0ZGE=\n/p?a=1&b=2"
        )
    );
    call.assert_good();
}

#[test]
fn every_fields_line_end_stays_when_it_is_empty_and_none_is_behind_the_path() {
    let bare = get("/");
    assert_eq!(bare.string().unwrap(), format!("x-date: {DATE}\nGET\n\n\n\n/").into_bytes());
    bare.assert_good();
    // An empty value, white space alone, and no header at all are one.
    for call in [
        get("/").header("Accept", ""),
        get("/").header("Content-Type", ""),
        get("/").header("Accept", " \t").header("content-type", "\t "),
    ] {
        assert_eq!(call.string(), bare.string());
        call.assert_good();
    }
    let accept = get("/").header("accept", "*/*");
    assert_eq!(accept.string().unwrap(), format!("x-date: {DATE}\nGET\n*/*\n\n\n/").into_bytes());
    let content_type = get("/").header("content-type", "a/b");
    assert_eq!(content_type.string().unwrap(), format!("x-date: {DATE}\nGET\n\na/b\n\n/").into_bytes());
}

#[test]
fn lines_are_sorted_by_the_octets_of_the_name_in_lower_case_and_not_of_the_line() {
    // By the line `x-a-b` would come first: `-` is less than `:`.
    for names in ["x-date x-a-b x-a", "X-A X-A-B X-Date", "x-a-b X-DATE x-a"] {
        let call = get("/").header("X-A-B", "1").header("x-a", "2").names(names);
        let expected = format!("x-a: 2\nx-a-b: 1\nx-date: {DATE}\nGET\n\n\n\n/");
        assert_eq!(call.string().unwrap(), expected.into_bytes(), "{names}");
        call.assert_good();
    }
    // Octets: `!` is less than a digit, that less than a letter in either case, and `~` is more.
    let names = ["!x", "#x", "0x", "Bx", "ax", "x-date", "~x"];
    let mut call = get("/").names("~x Bx ax 0x #x !x x-date");
    for name in names.iter().filter(|name| **name != "x-date") {
        call = call.header(name, *name);
    }
    let string = String::from_utf8(call.string().unwrap()).unwrap();
    let sorted: Vec<&str> = string.lines().take(7).map(|line| line.split(": ").next().unwrap()).collect();
    assert_eq!(sorted, ["!x", "#x", "0x", "ax", "bx", "x-date", "~x"]);
    call.assert_good();
}

#[test]
fn the_names_stay_as_given_and_in_another_order_they_verify() {
    let call = get("/").header("x-b", "b").header("x-a", "a").names("x-date x-b x-a");
    let credential = call.sign().unwrap();
    assert!(credential.contains("headers=\"x-date x-b x-a\""));
    for names in ["x-date x-b x-a", "x-a x-b x-date", "x-b x-date x-a", "X-A X-DATE X-B"] {
        let permuted = credential.replace("x-date x-b x-a", names);
        assert_eq!(call.verify_as(&permuted, &policy()), Ok(()), "{names}");
    }
    // Fewer or others do not.
    for names in ["x-date x-b", "x-date x-a", "x-date"] {
        let other = credential.replace("x-date x-b x-a", names);
        assert_eq!(call.verify_as(&other, &policy()), refused(Refusal::Signature), "{names}");
    }
}

#[test]
fn sixty_four_lines_are_sorted() {
    let mut call = get("/");
    let mut names = vec!["x-date".to_string()];
    for index in 0..63 {
        let name = format!("x-{}", "z".repeat(index * 37 % 63 + 1));
        call = call.header(&name, index.to_string());
        names.push(name);
    }
    let call = call.names(&names.join(" "));
    call.assert_good();
}

#[test]
fn accept_and_content_type_are_signed_behind_the_headers_even_if_they_are_named_too() {
    let call = post("/", "a/b", "").header("Accept", " c/d ").names("content-type x-date accept");
    let expected = format!("accept: c/d\ncontent-type: a/b\nx-date: {DATE}\nPOST\nc/d\na/b\n\n/");
    assert_eq!(call.string().unwrap(), expected.into_bytes());
    call.assert_good();
    // With no names given all headers are signed, these among them.
    let all = call.clone().names("");
    assert_eq!(all.string(), call.string());
    assert!(all.sign().unwrap().contains("headers=\"x-date content-type accept\""));
}

#[test]
fn the_id_is_not_signed_and_the_version_is_not_either() {
    let call = get("/");
    let credential = call.sign().unwrap().replace(ID, "another-id");
    assert_eq!(call.verify_as(&credential, &policy()), Ok(()));
    for version in ["HTTP/1.0", "HTTP/2", "no version\n"] {
        let mut other = call.clone();
        other.sent.version = version.into();
        assert_eq!(other.string(), call.string());
        other.assert_good();
    }
}

// ---- Accept and Content-Type -------------------------------------------------------------------------------------

#[test]
fn a_repeated_accept_or_content_type_is_refused_named_or_not() {
    for name in ["Accept", "Content-Type"] {
        for (first, second) in [("a", "a"), ("a", "b"), ("", ""), ("a", ""), ("a\nb", "a")] {
            let call = get("/").header(name, first).header(&name.to_uppercase(), second);
            let place = Place::Header(2);
            call.assert_bad(Error::HeaderRepeated(place), Refusal::HeaderRepeated(place));
            let call = call.names(&format!("x-date {}", name.to_lowercase()));
            call.assert_bad(Error::HeaderRepeated(place), Refusal::HeaderRepeated(place));
        }
    }
}

#[test]
fn a_control_octet_in_accept_or_content_type_is_refused_named_or_not() {
    for name in ["Accept", "content-type"] {
        for octet in 0..=255_u8 {
            let call = get("/").header(name, [b'a', octet, b'b']);
            let control = octet < b' ' && octet != b'\t' || octet == 0x7F;
            for call in [call.clone(), call.names(&format!("x-date {}", name.to_lowercase()))] {
                if control {
                    call.assert_bad(Error::HeaderValue { header: 1 }, Refusal::HeaderValue { header: 1 });
                } else {
                    call.assert_good();
                }
            }
        }
    }
}

#[test]
fn faults_of_the_named_headers_come_before_those_of_the_implied_and_these_before_the_time() {
    let both = get("/").header("Accept", "\0").header("Content-Type", "\0");
    both.clone()
        .names("x-date absent")
        .assert_bad(Error::HeaderMissing { offset: 7 }, Refusal::HeaderMissing { offset: 7 });
    // Accept is signed before Content-Type.
    both.assert_bad(Error::HeaderValue { header: 1 }, Refusal::HeaderValue { header: 1 });
    let undated = both.header("x-a", "").names("x-a");
    undated.assert_bad(Error::HeaderValue { header: 1 }, Refusal::HeaderValue { header: 1 });
}

// ---- Content-MD5 -------------------------------------------------------------------------------------------------

#[test]
fn content_md5_is_base64_of_the_hexadecimal_digits_in_lower_case() {
    for (body, expected) in [
        ("", "ZDQxZDhjZDk4ZjAwYjIwNGU5ODAwOTk4ZWNmODQyN2U="),
        ("{\"arg1\":\"a\",\"arg2\":\"b\"}", "MzNiMjk0MTJjZWIzMWQ5NmE1OGRiZDYyOWMwNWQ0ZGE="),
        // Its first digit is a 0.
        ("{\"n\":1}", "MDgyYzI2YzhhNmJjNzUyMjZhMzFkYTU0OTVjYzkyOTI="),
    ] {
        let content_md5 = ContentMd5::of(body);
        assert_eq!(content_md5.as_str(), expected);
        assert_eq!(content_md5.as_str().len(), ContentMd5::LEN);
        assert_eq!((content_md5.to_string(), format!("{content_md5:>46}").len()), (expected.into(), 46));
        assert_eq!(Header::new("Content-MD5", &content_md5).value(), expected.as_bytes());
    }
    assert_eq!(oracle::base64(b"d41d8cd98f00b204e9800998ecf8427e"), ContentMd5::of("").as_str());
}

#[test]
fn content_md5_is_signed_for_a_body_that_is_no_form_and_for_nothing_else() {
    for content_type in ["application/json", "", "text/plain", "multipart/form-data; boundary=x"] {
        let call = post("/", content_type, "body");
        assert_eq!(call.content_md5(), ContentMd5::of("body").as_str(), "{content_type}");
        call.assert_good();
        let call = post("/", content_type, "");
        assert_eq!(call.content_md5(), "", "{content_type}");
        call.assert_good();
    }
    // No Content-Type at all.
    let call = get("/").body("a=b");
    assert_eq!(call.content_md5(), ContentMd5::of("a=b").as_str());
    call.assert_good();
    for body in ["a=b", "", "&", "&&"] {
        let call = post("/", FORM, body);
        assert_eq!(call.content_md5(), "", "{body}");
        call.assert_good();
    }
}

#[test]
fn a_form_is_known_by_its_media_type_in_any_case_parameters_aside() {
    for content_type in [
        FORM.to_string(),
        FORM.to_uppercase(),
        "Application/X-WWW-Form-Urlencoded".into(),
        format!("{FORM};charset=utf-8"),
        format!("{FORM} ; charset=utf-8"),
        format!("{FORM}\t;"),
        format!(" {FORM};a=b;c=d\t"),
        format!("{FORM};"),
    ] {
        let call = post("/?q", &content_type, "b=2&a=1");
        assert_eq!(call.path().unwrap(), "/?a=1&b=2&q", "{content_type}");
        call.assert_good();
    }
    for content_type in [
        "application/x-www-form-urlencoded2",
        "application/x-www-form-urlencode",
        "application/x-www-form-urlencoded charset=utf-8",
        "application/x-www-form-urlencoded, text/plain",
        "application /x-www-form-urlencoded",
        ";application/x-www-form-urlencoded",
        "text/plain; application/x-www-form-urlencoded",
        "x-application/x-www-form-urlencoded",
        "form",
        "",
    ] {
        let call = post("/?q", content_type, "b=2&a=1");
        assert_eq!(call.path().unwrap(), "/?q", "{content_type}");
        assert_eq!(call.content_md5(), ContentMd5::of("b=2&a=1").as_str());
        call.assert_good();
    }
}

#[test]
fn multipart_is_hashed_whole_and_its_boundary_is_signed() {
    let body = "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x--\r\n";
    let call = post("/p", "multipart/form-data; boundary=x", body);
    assert_eq!(call.content_md5(), ContentMd5::of(body).as_str());
    call.assert_good();
    let credential = call.sign().unwrap();
    let mut other = call.clone();
    other.sent.headers[1].1 = b"multipart/form-data; boundary=y".into();
    assert_eq!(other.verify_as(&credential, &policy()), refused(Refusal::Signature));
}

#[test]
fn a_content_md5_header_must_be_the_computed_one() {
    let good = ContentMd5::of("body").to_string();
    let hash = <md5::Md5 as md5::Digest>::digest("body");
    for (content_type, body, value, agrees) in [
        ("text/plain", "body", good.as_str(), true),
        ("text/plain", "body", "", true),
        ("text/plain", "body", " \t", true),
        ("text/plain", "body", &format!("\t{good} "), true),
        ("text/plain", "body", &good.to_lowercase(), false),
        ("text/plain", "body", &good[..43], false),
        ("text/plain", "body", &format!("{good}="), false),
        // That of RFC 1864.
        ("text/plain", "body", &oracle::base64(&hash), false),
        ("text/plain", "other", &good, false),
        // There is none for a form or for no body.
        (FORM, "body", &good, false),
        (FORM, "body", "", true),
        ("text/plain", "", ContentMd5::of("").as_str(), false),
        ("text/plain", "", "", true),
        ("text/plain", "", "x", false),
        (FORM, "", "x", false),
    ] {
        for names in ["x-date", "x-date content-md5", "Content-MD5 X-Date"] {
            let call = post("/", content_type, body).header("content-MD5", value).names(names);
            if agrees {
                call.assert_good();
            } else {
                call.assert_bad(Error::HeaderValue { header: 2 }, Refusal::Digest);
            }
        }
    }
}

#[test]
fn of_several_content_md5_headers_each_must_agree_and_named_they_may_not_be_several() {
    let good = ContentMd5::of("body").to_string();
    let call = post("/", "a/b", "body").header("Content-MD5", &good);
    call.clone().header("Content-MD5", &good).assert_good();
    call.clone().header("content-md5", "").assert_good();
    call.clone().header("content-md5", "x").assert_bad(Error::HeaderValue { header: 3 }, Refusal::Digest);
    let place = Place::Header(3);
    call.names("x-date content-md5")
        .header("content-md5", &good)
        .assert_bad(Error::HeaderRepeated(place), Refusal::HeaderRepeated(place));
}

#[test]
fn a_wrong_content_md5_is_told_last_of_all() {
    let call = post("/", "a/b", "body").header("Content-MD5", "x");
    let stale = Call { sent: Sent { headers: call.sent.headers.clone(), ..call.sent.clone() }, ..call.clone() };
    let claim_text = stale.foreign();
    let claim = Claim::read(Dialect::TencentApp, &claim_text).unwrap();
    let verdict = stale.lend(|_, request| claim.verify(&key(), request, &policy(), NOW + 901).map(drop));
    assert_eq!(verdict, refused(Refusal::Stale { time: SignedTime::Header(0), skew: 901 }));
    let forged = row(Dialect::TencentApp).credential(ID, "hmac-sha1", "x-date", &[7; 20]);
    assert_eq!(call.verify_as(&forged, &policy()), refused(Refusal::Signature));
    // The signer tells it last too.
    let malformed = post("/?=", "a/b", "body").header("Content-MD5", "x");
    malformed.assert_bad(Error::Parameters, Refusal::Parameters);
}

#[test]
fn a_finished_sha_256_in_place_of_the_body_is_the_callers_mistake() {
    let hash = [0; 32];
    let call = get("/");
    let credential = call.foreign();
    let claim = Claim::read(Dialect::TencentApp, &credential).unwrap();
    call.lend(|signer, request| {
        for request in [request.body_sha256(&hash), request.body("body").body_sha256(&hash)] {
            assert_eq!(signer.check(&request), Err(Error::BodyMissing));
            assert_eq!(signer.sign(&key(), &request).map(drop), Err(Error::BodyMissing));
            assert_eq!(signer.names("absent absent").check(&request), Err(Error::BodyMissing));
            let verdict = claim.verify(&key(), &request, &policy(), NOW).map(drop);
            assert_eq!(verdict, Err(Error::BodyMissing.into()));
            // Before anything about the request.
            for policy in [policy().algorithms(&[]), policy().required(&["absent"])] {
                let verdict = claim.verify(&key(), &request, &policy, NOW).map(drop);
                assert_eq!(verdict, Err(Error::BodyMissing.into()));
            }
        }
    });
    assert_eq!(Error::BodyMissing.http(), 500);
}

// ---- The request line --------------------------------------------------------------------------------------------

#[test]
fn the_path_is_what_stands_before_the_first_question_mark_as_it_was_sent() {
    for (target, path) in [
        ("/", "/"),
        ("/a/b", "/a/b"),
        ("/a%2Fb%2fc+d%20e", "/a%2Fb%2fc+d%20e"),
        ("/a%", "/a%"),
        ("/%zz?a=1", "/%zz?a=1"),
        ("/é", "/é"),
        ("/a//b/../c/./", "/a//b/../c/./"),
        ("/release/a", "/release/a"),
        ("*", "*"),
        ("http://example.com/a?b", "http://example.com/a?b"),
        ("a", "a"),
        ("/a&b=c", "/a&b=c"),
        ("/a#b", "/a#b"),
        // Nothing before the question mark.
        ("?", "/"),
        ("?a=1", "/?a=1"),
        ("?&", "/"),
        // Only the first parts path and query.
        ("/a?b?c", "/a?b?c"),
        ("/a?b=?&?=c", "/a??=c&b=?"),
        ("/a??", "/a??"),
    ] {
        let call = get(target);
        assert_eq!(call.path().unwrap(), path, "{target}");
        call.assert_good();
    }
}

#[test]
fn method_and_target_are_needed_and_must_be_such() {
    let line = Error::RequestLine;
    for (method, target, part) in [
        ("", "/", RequestPart::Method),
        ("", "", RequestPart::Method),
        ("G T", "/", RequestPart::Method),
        ("GET\n", "/", RequestPart::Method),
        ("GET", "", RequestPart::Target),
        ("GET", "/a b", RequestPart::Target),
        ("GET", "/\n", RequestPart::Target),
        ("GET", "/?a=\0", RequestPart::Target),
        ("GET", "/?a=\u{7F}", RequestPart::Target),
    ] {
        let mut call = get(target);
        call.sent.method = method.into();
        let given = if part == RequestPart::Method { method } else { target };
        if given.is_empty() {
            call.assert_bad(line(part), line(part));
        } else {
            call.assert_bad(line(part), Refusal::RequestLine(part));
        }
    }
    for method in ["get", "M-SEARCH", "X"] {
        let mut call = get("/");
        call.sent.method = method.into();
        assert!(call.string().unwrap().starts_with(format!("x-date: {DATE}\n{method}\n").as_bytes()));
        call.assert_good();
    }
}

// ---- Parameters --------------------------------------------------------------------------------------------------

#[test]
fn parameters_are_decoded_once_sorted_by_key_then_value_and_joined() {
    for (query, signed) in [
        ("", ""),
        ("&", ""),
        ("&&&", ""),
        ("a", "?a"),
        ("a=", "?a"),
        ("a=b", "?a=b"),
        ("b&a", "?a&b"),
        ("&b&&a&", "?a&b"),
        ("a=b=c", "?a=b=c"),
        ("a==", "?a=="),
        ("a==b", "?a==b"),
        ("b=1&a=2&c=0", "?a=2&b=1&c=0"),
        ("k=2&k=1&k=10", "?k=1&k=10&k=2"),
        ("a=1&a=1&a=1", "?a=1&a=1&a=1"),
        ("a&a=&a", "?a&a&a"),
        ("a=b&a", "?a&a=b"),
        ("ab=1&a=2", "?a=2&ab=1"),
        ("a-=1&a=2", "?a=2&a-=1"),
        ("B=1&a=2&A=3", "?A=3&B=1&a=2"),
        // Decoded once, in either case of the digits.
        ("%61=%62", "?a=b"),
        ("a=%2f%2F%C3%a9", "?a=//é"),
        ("a=%2541", "?a=%41"),
        ("a=+%20%2B", "?a=  +"),
        ("+=+", "? = "),
        ("%20a", "? a"),
        ("a=%3D", "?a=="),
        ("a=%3F%23", "?a=?#"),
        ("a=%25", "?a=%"),
        // Sorted as decoded.
        ("%62=1&a=2", "?a=2&b=1"),
        ("a=%62&a=a", "?a=a&a=b"),
        ("z=1&%00=2", "?\0=2&z=1"),
        ("a=%00&a=", "?a&a=\0"),
        ("%7F=1&%C3%A9=2&~=3", "?~=3&\u{7F}=1&é=2"),
        ("é=1&%E4%BD%A0=2", "?é=1&你=2"),
        ("a=%0A", "?a=\n"),
        ("k!+&k+x", "?k x&k! "),
    ] {
        for (target, body) in
            [(format!("/p?{query}"), ""), ("/p".into(), query), ("/p?".into(), query), ("/p?&".into(), query)]
        {
            let call = post(&target, FORM, body);
            assert_eq!(call.path().unwrap(), format!("/p{signed}"), "{target} {body}");
            call.assert_good();
        }
    }
    // Octets that are no text.
    let call = get("/?a=%FF&a=%80");
    assert!(call.string().unwrap().ends_with(b"\n/?a=\x80&a=\xFF"));
    call.assert_good();
}

#[test]
fn query_and_form_are_sorted_together_and_not_told_apart() {
    let apart = post("/x?b=1&a=2", FORM, "arg1=a&arg2=b&a=1");
    assert_eq!(apart.path().unwrap(), "/x?a=1&a=2&arg1=a&arg2=b&b=1");
    apart.assert_good();
    let credential = apart.sign().unwrap();
    for (target, body) in
        [("/x", "b=1&a=2&arg1=a&arg2=b&a=1"), ("/x?b=1&a=2&arg1=a&arg2=b&a=1", ""), ("/x?a=1", "a=2&arg1=a&arg2=b&b=1")]
    {
        let call = post(target, FORM, body);
        assert_eq!(call.string(), apart.string());
        assert_eq!(call.verify_as(&credential, &policy()), Ok(()));
    }
}

#[test]
fn a_form_may_have_octets_that_no_target_can() {
    for (body, signed) in
        [(&b"a=b c"[..], &b"/?a=b c"[..]), (b"a=\0\n", b"/?a=\0\n"), (b"\xFF=1", b"/?\xFF=1"), (b" =", b"/? ")]
    {
        let call = post("/", FORM, body);
        assert!(call.string().unwrap().ends_with(signed));
        call.assert_good();
    }
}

#[test]
fn an_empty_key_is_malformed_and_so_is_a_percent_sign_without_two_digits() {
    for piece in [
        "=", "=v", "==", "=&", "%", "%1", "%G1", "%1G", "%%", "%%41", "%4", "a%", "a=%", "a=%1", "a=%G1", "a=%1G",
        "a=%-1", "a=%+1", "a=% 1", "a=%1+", "%=1", "%4=1", "a=b%", "a=%41%", "a=%4%41", "a=%u0041", "a=%0x",
    ] {
        for query in [piece.to_string(), format!("b=1&{piece}"), format!("{piece}&b=1"), format!("&{piece}&")] {
            if !query.contains(' ') {
                get(format!("/?{query}")).assert_bad(Error::Parameters, Refusal::Parameters);
                post(format!("/?{query}"), FORM, "c=1").assert_bad(Error::Parameters, Refusal::Parameters);
            }
            post("/?c=1", FORM, &query).assert_bad(Error::Parameters, Refusal::Parameters);
            // A body that is no form is not looked into.
            post("/?c=1", "text/plain", &query).assert_good();
        }
    }
    // A digit is a digit: each of them, and no octet beside them.
    for octet in 0..=255_u8 {
        let body = [b"a=%4", [octet].as_slice(), b"&b=%", &[octet], b"1"].concat();
        let call = post("/", FORM, &body);
        if octet.is_ascii_hexdigit() {
            call.assert_good();
        } else {
            call.assert_bad(Error::Parameters, Refusal::Parameters);
        }
    }
}

#[test]
fn a_hundred_and_twenty_eight_parameters_are_signed_and_one_more_is_too_many() {
    assert_eq!(PARAMETERS_MAX, 128);
    let list = |count: usize| (0..count).map(|index| format!("k{}=v", index * 41 % 97)).collect::<Vec<_>>().join("&");
    for (query, form) in [(128, 0), (0, 128), (64, 64), (127, 1), (1, 127)] {
        let call = post(format!("/?{}", list(query)), FORM, list(form));
        call.assert_good();
        assert_eq!(call.path().unwrap().matches("=v").count(), 128);
        // Empty pieces do not count.
        let call = post(format!("/?&&{}&&", list(query)), FORM, format!("&{}&&", list(form)));
        call.assert_good();
        for call in [
            post(format!("/?{}&a", list(query)), FORM, list(form)),
            post(format!("/?{}", list(query)), FORM, format!("{}&a", list(form))),
        ] {
            call.assert_bad(Error::Parameters, Refusal::Parameters);
        }
    }
    // Those of a body that is no form are none.
    post(format!("/?{}", list(128)), "text/plain", list(500)).assert_good();
}

// ---- Two ways to read it -----------------------------------------------------------------------------------------

#[test]
fn what_could_be_read_in_two_ways_is_signed_and_refused_by_a_verifier_unless_it_is_allowed() {
    let (one, two) = (get("/?a=1%26admin%3D1"), get("/?a=1&admin=1"));
    assert_eq!(one.string(), two.string());
    assert_eq!(one.sign(), two.sign());
    let credential = one.sign().unwrap();
    assert_eq!(one.verify_as(&credential, &policy()), refused(Refusal::Ambiguous));
    assert_eq!(two.verify_as(&credential, &policy()), Ok(()));
    for call in [&one, &two] {
        assert_eq!(call.verify_as(&credential, &policy().allow_ambiguous()), Ok(()));
    }
    assert_eq!(Refusal::Ambiguous.http(), 401);
}

#[test]
fn ambiguous_is_a_key_with_an_ampersand_or_equals_sign_or_a_value_with_an_ampersand() {
    for (query, ambiguous) in [
        ("a=%26", true),
        ("%26=a", true),
        ("%3D=a", true),
        ("%3d", true),
        ("a%3Db=c", true),
        ("a%26", true),
        ("z=1&y=2&a=b%26c", true),
        ("a=%3D", false),
        ("a=b=c", false),
        ("a==", false),
        ("a=%253D%2526", false),
        ("a=%2526", false),
        ("%2526", false),
        ("a=+%20%25%3F%00%0A%23/%5C%22", false),
        ("a=1&a=1", false),
        ("", false),
    ] {
        for call in [get(format!("/?{query}")), post("/", FORM, query)] {
            assert!(call.sign().is_ok());
            let expected = if ambiguous { refused(Refusal::Ambiguous) } else { Ok(()) };
            assert_eq!(call.verify(), expected, "{query}");
            assert_eq!(call.verify_as(&call.foreign(), &policy().allow_ambiguous()), Ok(()), "{query}");
        }
        // In a path, or in a body that is no form, it is none.
        assert_eq!(get(format!("/%26%3D{query}").replace('?', "")).verify(), Ok(()));
        assert_eq!(post("/", "text/plain", query).verify(), Ok(()));
    }
}

/// Every set of faults: the first in the order of the checks is told.
#[test]
fn of_several_faults_the_first_in_the_order_of_the_checks_is_told() {
    const ALGORITHM: usize = 0;
    const REQUIRED: usize = 1;
    const NAMES: usize = 2;
    const IMPLIED: usize = 3;
    const UNDATED: usize = 4;
    const REQUEST_LINE: usize = 5;
    const MALFORMED: usize = 6;
    const AMBIGUOUS: usize = 7;
    const SIGNATURE: usize = 8;
    const STALE: usize = 9;
    const CONTENT_MD5: usize = 10;
    let mut tried = 0;
    for faults in 0..1_u32 << 11 {
        let has = |fault: usize| faults >> fault & 1 == 1;
        if has(UNDATED) && has(STALE) {
            continue;
        }
        let mut target = String::from("/?a=b");
        target += if has(AMBIGUOUS) { "&c=%26" } else { "" };
        target += if has(MALFORMED) { "&=" } else { "" };
        let mut call = post(&target, "a/b", "body").header("x-a", "1").names("x-a");
        if has(STALE) {
            call.sent.headers[0].1 = Date::new(NOW + 901).unwrap().to_string().into();
        }
        if has(IMPLIED) {
            call = call.header("accept", "\0");
        }
        if has(CONTENT_MD5) {
            call = call.header("content-md5", "x");
        }
        if has(REQUEST_LINE) {
            call.sent.method = b"G T".into();
        }
        if !has(UNDATED) {
            call.names += " x-date";
        }
        let mut credential = call.foreign();
        let offset = call.names.len() + 1;
        if has(NAMES) {
            credential = credential.replace("\", signature", " absent\", signature");
        }
        if has(SIGNATURE) {
            let names = &credential.split('"').nth(5).unwrap();
            credential = row(Dialect::TencentApp).credential(ID, "hmac-sha1", names, &[7; 20]);
        }
        // REQUIRE_DIGEST has no effect here.
        let mut policy = policy().require_digest();
        if has(ALGORITHM) {
            policy = policy.algorithms(&[Algorithm::HmacSha256]);
        }
        if has(REQUIRED) {
            policy = policy.required(&["Accept", "x-required"]);
        }
        let expected = match faults.trailing_zeros() as usize {
            ALGORITHM => refused(Refusal::Algorithm),
            REQUIRED => refused(Refusal::HeaderUnsigned { required: 1 }),
            NAMES => refused(Refusal::HeaderMissing { offset }),
            IMPLIED => refused(Refusal::HeaderValue { header: 3 }),
            UNDATED => refused(Refusal::DateUnsigned),
            REQUEST_LINE => refused(Refusal::RequestLine(RequestPart::Method)),
            MALFORMED => refused(Refusal::Parameters),
            AMBIGUOUS => refused(Refusal::Ambiguous),
            SIGNATURE => refused(Refusal::Signature),
            STALE => refused(Refusal::Stale { time: SignedTime::Header(0), skew: -901 }),
            CONTENT_MD5 => refused(Refusal::Digest),
            _ => Ok(()),
        };
        assert_eq!(call.verify_as(&credential, &policy), expected, "{faults:011b} {credential}");
        tried += 1;
    }
    println!("{tried} sets of faults");
}

#[test]
fn of_several_faults_the_signer_tells_the_first() {
    let call = post("/?=", "a/b", "body").header("x-a", "\0").header("accept", "\0").header("content-md5", "x");
    let faults = [
        (call.clone().names("absent x-a absent"), Error::HeaderMissing { offset: 0 }),
        (call.clone().names("x-a"), Error::HeaderValue { header: 2 }),
        (call.clone().names("content-type"), Error::HeaderValue { header: 3 }),
    ];
    for (call, error) in faults {
        assert_eq!(call.sign(), Err(error));
    }
    let mut call = post("/?=", "a/b", "body").header("content-md5", "x").names("content-type");
    assert_eq!(call.sign(), Err(Error::DateUnsigned));
    call = call.names("x-date");
    call.sent.method = b"".into();
    assert_eq!(call.sign(), Err(Error::RequestLine(RequestPart::Method)));
    call.sent.method = b"GET".into();
    assert_eq!(call.sign(), Err(Error::Parameters));
    call.sent.target = b"/".into();
    assert_eq!(call.sign(), Err(Error::HeaderValue { header: 2 }));
}

// ---- Time, policy, what a server learns --------------------------------------------------------------------------

#[test]
fn x_date_must_be_signed_and_date_alone_does_not_do() {
    let date = get("/").header("Date", DATE).names("date");
    date.assert_bad(Error::DateUnsigned, Refusal::DateUnsigned);
    assert_eq!(date.verify_as(&date.foreign(), &policy().allow_undated()), Ok(()));
    date.lend(|signer, request| assert!(signer.allow_undated().check(request).is_ok()));
    // Beside it Date is a header like any other, and what it says is not judged.
    get("/").header("Date", "never").names("date x-date").assert_good();
    // An unsigned one does not count.
    let host = get("/").header("Host", "h").names("host");
    host.assert_bad(Error::DateUnsigned, Refusal::DateUnsigned);
}

#[test]
fn the_time_may_differ_by_900_seconds_either_way() {
    for (off, fresh) in [(0, true), (900, true), (-900, true), (901, false), (-901, false)] {
        let mut call = get("/");
        call.sent.headers[0].1 = Date::new(NOW - off).unwrap().to_string().into();
        let expected = if fresh { Ok(()) } else { refused(Refusal::Stale { time: SignedTime::Header(0), skew: off }) };
        assert_eq!(call.verify(), expected);
        // What is allowed to Date is not allowed to X-Date.
        assert_eq!(call.verify_as(&call.foreign(), &policy().allow_stale_date()), expected);
    }
}

#[test]
fn accept_and_content_type_are_covered_without_being_named() {
    let call = post("/", "a/b", "").header("Accept", " c/d ").header("x-u", "u");
    let credential = call.sign().unwrap();
    let claim = Claim::read(Dialect::TencentApp, &credential).unwrap();
    for (name, covered) in [
        ("accept", true),
        ("Content-Type", true),
        ("ACCEPT", true),
        ("x-date", true),
        ("content-md5", false),
        ("x-u", false),
        ("host", false),
        ("", false),
        ("accept ", false),
    ] {
        assert_eq!(claim.is_signed(name), covered, "{name}");
        let required = [name];
        let verdict = call.verify_as(&credential, &policy().required(&required));
        let expected = if covered { Ok(()) } else { refused(Refusal::HeaderUnsigned { required: 0 }) };
        assert_eq!(verdict, expected);
    }
    call.lend(|_, request| {
        let policy = policy();
        let key = key();
        let verified = claim.verify(&key, request, &policy, NOW).unwrap();
        assert_eq!(verified.header("accept"), Some(b"c/d".as_slice()));
        assert_eq!(verified.header("CONTENT-TYPE"), Some(b"a/b".as_slice()));
        assert_eq!(verified.header("x-u"), None);
        let names: Vec<&[u8]> = verified.headers().map(|header| header.name()).collect();
        assert_eq!(names, [b"X-Date".as_slice(), b"Accept", b"Content-Type"]);
        assert_eq!((verified.expires(), verified.skew()), (Some(NOW + 900), Some(0)));
    });
    // Named they are lent once, in the order of the names.
    let call = call.names("content-type x-date accept");
    let credential = call.sign().unwrap();
    let claim = Claim::read(Dialect::TencentApp, &credential).unwrap();
    call.lend(|_, request| {
        let (policy, key) = (policy(), key());
        let verified = claim.verify(&key, request, &policy, NOW).unwrap();
        let names: Vec<&[u8]> = verified.headers().map(|header| header.name()).collect();
        assert_eq!(names, [b"Content-Type".as_slice(), b"X-Date", b"Accept"]);
    });
    // An absent Accept has no value, though that it was absent or empty is covered.
    let call = get("/");
    let credential = call.sign().unwrap();
    let claim = Claim::read(Dialect::TencentApp, &credential).unwrap();
    assert!(claim.is_signed("accept"));
    call.lend(|_, request| {
        let (policy, key) = (policy(), key());
        assert_eq!(claim.verify(&key, request, &policy, NOW).unwrap().header("accept"), None);
    });
    assert_eq!(call.header("accept", "x").verify_as(&credential, &policy()), refused(Refusal::Signature));
}

#[test]
fn a_required_digest_has_no_effect_since_the_body_is_covered() {
    let digest = Digest::of("body").to_string();
    for call in [
        post("/", "a/b", "body"),
        post("/", "a/b", "body").header("Digest", &digest),
        post("/", "a/b", "body").header("Digest", "nonsense").names("x-date digest"),
        get("/").header("Digest", &digest),
    ] {
        assert_eq!(call.verify_as(&call.foreign(), &policy().require_digest()), Ok(()));
    }
    let call = post("/", "a/b", "body");
    let credential = call.foreign();
    assert_eq!(call.body("other").verify_as(&credential, &policy().require_digest()), refused(Refusal::Signature));
}

#[test]
fn any_change_of_what_is_sent_is_refused() {
    for call in [
        post("/p/q?x=1&y=%20", "application/json", "{\"a\": 1}").header("accept", "text/html"),
        post("/p?x", FORM, "a=1&b=2").header("accept", "*/*"),
    ] {
        let credential = call.sign().unwrap();
        assert_eq!(call.verify_as(&credential, &policy()), Ok(()));
        let signed = call.string().unwrap();
        let mut tried = 0;
        type Part = fn(&mut Sent) -> &mut Vec<u8>;
        let parts: [Part; 5] = [
            |sent| &mut sent.method,
            |sent| &mut sent.target,
            |sent| &mut sent.body,
            |sent| &mut sent.headers[1].1,
            |sent| &mut sent.headers[2].1,
        ];
        for part in parts {
            for at in 0..part(&mut call.sent.clone()).len() {
                for octet in 0..=255_u8 {
                    let mut other = call.clone();
                    part(&mut other.sent)[at] = octet;
                    let same = other.string().is_ok_and(|string| string == signed);
                    let verdict = other.verify_as(&credential, &policy());
                    assert_eq!(verdict.is_ok(), same, "{:?}", other.sent);
                    assert!(matches!(verdict, Ok(()) | Err(VerifyError::Refusal(_))));
                    tried += usize::from(!same);
                }
                let mut other = call.clone();
                part(&mut other.sent).remove(at);
                let same = other.string().is_ok_and(|string| string == signed);
                assert_eq!(other.verify_as(&credential, &policy()).is_ok(), same);
            }
            let mut other = call.clone();
            part(&mut other.sent).push(b'x');
            assert!(other.verify_as(&credential, &policy()).is_err());
        }
        println!("{tried} changes");
    }
    // What comes out as one string: another way to write a space, or `x=` for `x`.
    let credential = get("/?x=%20&y").sign().unwrap();
    for target in ["/?x=+&y", "/?y=&x=+", "/?&%78=+&&y="] {
        assert_eq!(get(target).verify_as(&credential, &policy()), Ok(()));
    }
}

// ---- What is sent ------------------------------------------------------------------------------------------------

#[test]
fn header_lines_have_accept_content_type_and_content_md5_behind_those_named() {
    let md5 = ContentMd5::of("body");
    let call = post("/", " a/b ", "body").header("ACCEPT", "c/d").header("x-u", "u");
    let credential = call.sign().unwrap();
    let lines = format!(
        "X-Date: {DATE}\r\nACCEPT: c/d\r\nContent-Type: a/b\r\nContent-MD5: {md5}\r\nAuthorization: {credential}\r\n"
    );
    assert_eq!(call.header_lines(), lines);
    // A header of the request that agrees is given once.
    assert_eq!(call.clone().header("content-md5", md5.as_str()).header_lines(), lines);
    assert_eq!(call.clone().header("content-md5", "").header_lines(), lines);

    // None for no body or a form, and none of what the request does not have.
    let call = get("/");
    assert_eq!(call.header_lines(), format!("X-Date: {DATE}\r\nAuthorization: {}\r\n", call.sign().unwrap()));
    let call = post("/", FORM, "a=b");
    let credential = call.sign().unwrap();
    let lines = format!("X-Date: {DATE}\r\nContent-Type: {FORM}\r\nAuthorization: {credential}\r\n");
    assert_eq!(call.header_lines(), lines);
}

#[test]
fn what_is_named_is_not_sent_twice() {
    let md5 = ContentMd5::of("body");
    let call = post("/", "a/b", "body").header("content-MD5", md5.as_str()).header("accept", "");
    for (names, order) in [
        ("Accept X-Date content-type Content-md5", ["accept", "X-Date", "Content-Type", "content-MD5"]),
        ("content-md5 x-date", ["content-MD5", "X-Date", "accept", "Content-Type"]),
        ("x-date content-type", ["X-Date", "Content-Type", "accept", "Content-MD5"]),
    ] {
        let lines = call.clone().names(names).header_lines();
        let sent: Vec<&str> = lines.lines().map(|line| line.split(": ").next().unwrap()).collect();
        assert_eq!(sent[..4], order, "{names}");
        assert_eq!(sent[4..], ["Authorization"], "{names}");
        assert!(lines.contains("accept: \r\n"));
    }
}

#[test]
fn header_lines_are_what_verifies() {
    for call in [post("/p?q=1", "a/b", "body").header("Accept", "x"), post("/", FORM, "a=b"), get("/?a")] {
        let lines = call.header_lines();
        let mut received = Call { names: String::new(), sent: Sent { headers: Vec::new(), ..call.sent.clone() } };
        let mut credential = "";
        for line in lines.split_terminator("\r\n") {
            let (name, value) = line.split_once(": ").unwrap();
            received = received.header(name, value);
            if name == "Authorization" {
                credential = value;
            }
        }
        assert_eq!(received.verify_as(credential, &policy()), Ok(()), "{lines}");
    }
}

// ---- Any parameters ----------------------------------------------------------------------------------------------

proptest! {
    #![proptest_config(effort::cases(3000))]

    #[test]
    fn parameters_come_out_as_those_of_a_slow_twin(
        (query, query_text) in parameter_text(0..9), (form, form_text) in parameter_text(0..9), at in any::<Index>(),
    ) {
        let call = post([b"/p?".as_slice(), &query_text].concat(), FORM, &form_text);
        // What was generated, without decoding anything.
        let mut parameters = [query, form].concat();
        parameters.sort();
        let pieces: Vec<Vec<u8>> = parameters
            .iter()
            .map(|(key, value)| if value.is_empty() { key.clone() } else { [&key[..], value].join(&b'=') })
            .collect();
        let mark: &[u8] = if pieces.is_empty() { b"" } else { b"?" };
        let expected = [format!("x-date: {DATE}\nPOST\n\n{FORM}\n\n/p").as_bytes(), mark, &pieces.join(&b'&')].concat();
        prop_assert_eq!(call.string().unwrap(), expected);
        // And by decoding.
        prop_assert_eq!(application::parameters(&call.sent), Some(parameters.clone()));

        let credential = call.sign().unwrap();
        let expected = if application::are_ambiguous(&parameters) { refused(Refusal::Ambiguous) } else { Ok(()) };
        prop_assert_eq!(call.verify_as(&credential, &policy()), expected);
        prop_assert_eq!(call.verify_as(&credential, &policy().allow_ambiguous()), Ok(()));

        // In any order, and wherever query and form are parted.
        let mut all: Vec<&[u8]> = query_text.split(|&octet| octet == b'&').collect();
        all.extend(form_text.split(|&octet| octet == b'&'));
        let count = all.len();
        all.rotate_left(at.index(count));
        all.reverse();
        let (query, form) = all.split_at(at.index(count));
        let call = post([b"/p?".as_slice(), &query.join(&b'&')].concat(), FORM, form.join(&b'&'));
        let in_target = query.iter().any(|piece| piece.iter().any(|octet| *octet <= b' ' || *octet == 0x7F));
        prop_assert!(in_target || call.verify_as(&credential, &policy().allow_ambiguous()).is_ok());
    }

    #[test]
    fn any_octets_are_signed_as_by_a_slow_twin_or_refused_as_by_it(
        target in prop::collection::vec(prop_oneof![4 => prop::sample::select(b"%%%412ab&&==+?".to_vec()), 1 => b'!'..=b'~'], 0..24),
        body in prop::collection::vec(prop_oneof![4 => prop::sample::select(b"%%%412ab&&==+? ".to_vec()), 1 => any::<u8>()], 0..24),
        is_form in any::<bool>(),
    ) {
        let call = post([b"/".as_slice(), &target].concat(), if is_form { FORM } else { "a/b" }, &body);
        match application::parameters(&call.sent) {
            None => {
                prop_assert_eq!(call.sign(), Err(Error::Parameters));
                prop_assert_eq!(call.verify(), refused(Refusal::Parameters));
            }
            Some(parameters) => {
                prop_assert_eq!(call.string().unwrap(), application::string(&[b"x-date"], &call.sent));
                prop_assert_eq!(call.verify() == refused(Refusal::Ambiguous), application::are_ambiguous(&parameters));
                prop_assert_eq!(call.verify_as(&call.sign().unwrap(), &policy().allow_ambiguous()), Ok(()));
            }
        }
    }
}

// ---- Size --------------------------------------------------------------------------------------------------------

#[test]
fn a_form_of_a_mebibyte_is_signed_and_verifies() {
    let octets = 1 << 20;
    let few = format!("b={}&a={}", "x".repeat(octets / 2), "%20+".repeat(octets / 8));
    let long = octets / 128 - 8;
    // Keys that differ only in their last octets, so that comparing takes longest.
    let many: Vec<String> = (0..128).map(|index| format!("{}{:03}", "k".repeat(long), index * 41 % 128)).collect();
    let nothing = "&".repeat(octets);
    for body in [few, many.join("&"), nothing, format!("a=b{}", "&".repeat(octets))] {
        assert!(body.len() > octets * 9 / 10);
        let call = post("/", FORM, &body);
        let started = Instant::now();
        call.assert_good();
        println!("{:?}", started.elapsed());
    }
    let bad = format!("{}%", "a".repeat(octets));
    post("/", FORM, bad).assert_bad(Error::Parameters, Refusal::Parameters);
    let many = "a&".repeat(octets / 2);
    post("/", FORM, many).assert_bad(Error::Parameters, Refusal::Parameters);
}

#[test]
fn the_time_grows_little_more_than_linearly_with_the_parameters() {
    let time = |count: usize| {
        let list: Vec<String> = (0..count).map(|index| format!("key-{:03}=value", index * 41 % 128)).collect();
        let call = post("/", FORM, list.join("&"));
        let once = |_| {
            let started = Instant::now();
            call.string().unwrap();
            started.elapsed()
        };
        // The least of many is what it takes without the rest of the machine, if each is shorter than its turns.
        (0..300).map(once).min().unwrap()
    };
    let (few, many) = (time(16), time(128));
    println!("16 parameters: {few:?}, 128: {many:?}");
    // Eight times as many, by log: fourteen times as long. A square would be 64 times.
    assert!(many < few * 36 + Duration::from_micros(50), "{few:?} {many:?}");
}
