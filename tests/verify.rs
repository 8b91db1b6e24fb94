//! Verifying, point by point: what is accepted, what is refused, and which fault is told first.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)] // tests may fail loudly

mod oracle;

use std::fmt::Write as _;

use hmacsign::{
    Algorithm, Claim, Date, Dialect, Digest, Error, Header, Key, Place, Policy, Refusal, Request, RequestPart,
    SignedTime, Signer, VerifyError,
};
use oracle::family::{ROWS, Row, Sent, row, rows_of_headers, string};

/// Mon, 19 Mar 2018 12:08:40 GMT
const NOW: i64 = 1_521_461_320;
const SECRET: &[u8] = b"a secret";
const ID: &str = "some-id";

fn date(seconds: i64) -> String {
    Date::new(seconds).unwrap().to_string()
}

/// A request as it arrived, with the credential that came with it. SHA-256 is the algorithm that all dialects have.
#[derive(Clone)]
struct Call {
    dialect: Dialect,
    credential: String,
    sent: Sent,
    sha256: Option<[u8; 32]>,
    now: i64,
}

/// What a server learns from a request that it accepts.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    expires: Option<i64>,
    skew: Option<i64>,
}

type Verdict = Result<Seen, VerifyError>;

fn refused(refusal: Refusal) -> Verdict {
    Err(VerifyError::Refusal(refusal))
}

fn error(error: Error) -> Verdict {
    Err(VerifyError::Error(error))
}

impl Call {
    /// A request with these headers, signed over these names as the dialect's description says.
    fn new(dialect: Dialect, names: &str, headers: &[(&str, &str)]) -> Call {
        let headers =
            headers.iter().map(|(name, value)| (name.as_bytes().to_vec(), value.as_bytes().to_vec())).collect();
        let sent = Sent { headers, method: b"POST".into(), target: b"/p?q=1".into(), ..Sent::default() };
        let mut call = Call { dialect, credential: String::new(), sent, sha256: None, now: NOW };
        call.sign(names);
        call
    }

    /// Sign as the dialect's description says.
    fn sign(&mut self, names: &str) {
        let list: Vec<&[u8]> = names.split(' ').map(str::as_bytes).collect();
        let string = string(row(self.dialect), ID.as_bytes(), &list, &self.sent);
        self.sign_string(names, &string);
    }

    /// Sign any string, as another program might.
    fn sign_string(&mut self, names: &str, string: &[u8]) {
        let row = row(self.dialect);
        let mac = oracle::hmac(Algorithm::HmacSha256, SECRET, string);
        self.credential = row.credential(ID, row.name_of(Algorithm::HmacSha256), names, &mac);
    }

    fn header(mut self, name: &str, value: &str) -> Call {
        self.sent.headers.push((name.into(), value.into()));
        self
    }

    fn body(mut self, body: &str) -> Call {
        self.sent.body = body.into();
        self
    }

    fn policy(&self) -> Policy<'static> {
        Policy::new(self.dialect)
    }

    fn verify(&self) -> Verdict {
        self.verify_by(&self.policy())
    }

    fn verify_by(&self, policy: &Policy<'_>) -> Verdict {
        self.verify_with(&Key::new(Algorithm::HmacSha256, SECRET).unwrap(), policy)
    }

    fn verify_with(&self, key: &Key, policy: &Policy<'_>) -> Verdict {
        let headers: Vec<Header<'_>> = self.sent.headers.iter().map(|(name, value)| Header::new(name, value)).collect();
        let mut request = Request::new(&headers)
            .method(&self.sent.method)
            .target(&self.sent.target)
            .version(&self.sent.version)
            .body(&self.sent.body);
        if let Some(hash) = &self.sha256 {
            request = request.body_sha256(hash);
        }
        let claim = Claim::read(self.dialect, &self.credential)?;
        let verified = claim.verify(key, &request, policy, self.now)?;
        assert_eq!(verified.id(), ID);
        assert_eq!(verified.mac(), claim.mac());
        Ok(Seen { expires: verified.expires(), skew: verified.skew() })
    }
}

fn now() -> String {
    date(NOW)
}

/// Accepted, the only time judged being now's.
fn fresh(dialect: Dialect) -> Verdict {
    Ok(Seen { expires: Some(NOW + row(dialect).skew), skew: Some(0) })
}

// ---- What is signed is read and verifies -------------------------------------------------------------------------

#[test]
fn what_is_signed_is_read_and_verifies_in_every_dialect_with_every_algorithm_and_time() {
    let mut done = 0;
    for row in &ROWS {
        for (algorithm, name) in row.algorithms {
            for time in row.times {
                for pseudo in [None].into_iter().chain(row.pseudo.iter().map(Some)) {
                    let key = Key::new(*algorithm, SECRET).unwrap();
                    let now = now();
                    let headers = [Header::new("Host", "example.com"), Header::new(time, &now), Header::new("x", "")];
                    let request = Request::new(&headers).method("PUT").target("/a?b").version("HTTP/1.0");
                    let names = format!("Host {time} {}", pseudo.copied().unwrap_or("X"));
                    let signer = Signer::new(row.dialect, ID).unwrap().names(&names);
                    let credential = signer.sign(&key, &request).unwrap().to_string();
                    let claim = Claim::read(row.dialect, &credential).unwrap();
                    assert_eq!((claim.id(), claim.names()), (ID, names.to_lowercase().as_str()));
                    assert!(credential.contains(&format!("algorithm=\"{name}\"")));
                    let policy = Policy::new(row.dialect);
                    let verified = claim.verify(&key, &request, &policy, NOW).unwrap();
                    assert_eq!(verified.expires(), Some(NOW + row.skew));
                    assert_eq!(verified.header("host"), Some(b"example.com".as_slice()));
                    done += 1;
                }
            }
        }
    }
    println!("{done} combinations");
}

#[test]
fn a_request_is_verified_from_a_list_of_ones_own() {
    struct Pairs(Vec<(String, String)>);
    impl hmacsign::Headers for Pairs {
        fn count(&self) -> usize {
            self.0.len()
        }
        fn header(&self, index: usize) -> Option<Header<'_>> {
            self.0.get(index).map(|(name, value)| Header::new(name, value))
        }
    }
    let call = Call::new(Dialect::Kong, "date", &[("Date", &now())]);
    let pairs = Pairs(vec![("Date".into(), now())]);
    let claim = Claim::read(Dialect::Kong, &call.credential).unwrap();
    let key = Key::new(Algorithm::HmacSha256, SECRET).unwrap();
    assert!(claim.verify(&key, &Request::of(&pairs), &call.policy(), NOW).is_ok());
}

// ---- What Kong and APISIX servers accept -------------------------------------------------------------------------

#[test]
fn a_fresh_unsigned_date_does_not_save_a_stale_signed_x_date() {
    for dialect in [Dialect::Kong, Dialect::Tencent, Dialect::Cavage, Dialect::Modulr] {
        let stale = date(NOW - 1000);
        let call = Call::new(dialect, "x-date", &[("Date", &now()), ("X-Date", &stale)]);
        assert_eq!(call.verify(), refused(Refusal::Stale { time: SignedTime::Header(1), skew: 1000 }), "{dialect:?}");
    }
    let call = Call::new(Dialect::Cybersource, "v-c-date", &[("date", &now()), ("v-c-date", &date(NOW + 301))]);
    assert_eq!(call.verify(), refused(Refusal::Stale { time: SignedTime::Header(1), skew: -301 }));
}

#[test]
fn a_stale_unsigned_time_does_not_harm_a_fresh_signed_one() {
    for (signed, unsigned) in [("x-date", "date"), ("date", "x-date")] {
        let call = Call::new(Dialect::Kong, signed, &[(unsigned, &date(0)), (signed, &now())]);
        assert_eq!(call.verify(), fresh(Dialect::Kong));
    }
}

#[test]
fn a_malformed_signed_x_date_is_refused_beside_a_fine_unsigned_date() {
    for text in ["", "now", "1521461320", "Mon, 19 Mar 2018 12:08:40 GMT+1", "Tue, 19 Mar 2018 12:08:40 GMT"] {
        let call = Call::new(Dialect::Kong, "x-date", &[("Date", &now()), ("X-Date", text)]);
        assert_eq!(call.verify(), refused(Refusal::Date { header: 1 }), "{text}");
    }
}

#[test]
fn an_unsigned_digest_covers_no_body() {
    let digest = Digest::of("body").to_string();
    for row in rows_of_headers() {
        let time = row.times[0];
        let call = Call::new(row.dialect, time, &[(time, &now()), ("Digest", &digest)]).body("body");
        assert_eq!(
            call.verify_by(&call.policy().require_digest()),
            refused(Refusal::DigestUnsigned),
            "{:?}",
            row.dialect
        );
        // A server that does not ask for one is not told of it.
        assert_eq!(call.verify(), fresh(row.dialect));
    }
}

#[test]
fn nothing_may_follow_the_padding_of_the_signature() {
    for row in &ROWS {
        let time = row.times[0];
        let good = Call::new(row.dialect, time, &[(time, &now())]);
        let bare = good.credential.strip_suffix('"').unwrap();
        for behind in ["=", "A", "AAAA", "==", " ", "=junk", "%3D", ","] {
            let call = Call { credential: format!("{bare}{behind}\""), ..good.clone() };
            assert!(matches!(call.verify(), Err(VerifyError::Error(Error::SignatureForm { .. }))), "{behind}");
        }
    }
}

#[test]
fn further_parameters_are_refused() {
    for row in ROWS.iter().filter(|row| row.dialect != Dialect::Cavage) {
        let time = row.times[0];
        let good = Call::new(row.dialect, time, &[(time, &now())]);
        for further in [",a=\"b\"", ", a=\"b\"", ", a=b", ",", " a", ";"] {
            let call = Call { credential: format!("{}{further}", good.credential), ..good.clone() };
            assert!(matches!(call.verify(), Err(VerifyError::Error(Error::Format { .. }))), "{further}");
        }
    }
}

#[test]
fn a_signed_header_that_occurs_twice_is_refused() {
    for row in ROWS.iter().filter(|row| !row.joins(b"x-a")) {
        let time = row.times[0];
        for second in ["a", "b", ""] {
            // Signed over the first, as those servers do.
            let call =
                Call::new(row.dialect, &format!("{time} x-a"), &[(time, &now()), ("X-A", "a")]).header("x-a", second);
            assert_eq!(call.verify(), refused(Refusal::HeaderRepeated(Place::Header(2))), "{:?}", row.dialect);
        }
        let call = Call::new(row.dialect, time, &[(time, &now())]).header(time, &now());
        assert_eq!(call.verify(), refused(Refusal::HeaderRepeated(Place::Header(1))));
        // An unsigned one may.
        let call = Call::new(row.dialect, time, &[(time, &now()), ("x-a", "1"), ("x-a", "2")]);
        assert_eq!(call.verify(), fresh(row.dialect));
    }
}

#[test]
fn an_absent_header_is_refused_however_it_was_signed() {
    for row in &ROWS {
        let time = row.times[0];
        let now = now();
        let mut call = Call::new(row.dialect, time, &[(time, &now)]);
        let first = if row.dialect == Dialect::Apisix { "some-id\n" } else { "" };
        for absent in ["\nx-absent:", "\nx-absent: ", ""] {
            let last = if row.dialect == Dialect::Apisix { "\n" } else { "" };
            call.sign_string(&format!("{time} x-absent"), format!("{first}{time}: {now}{absent}{last}").as_bytes());
            assert_eq!(call.verify(), refused(Refusal::HeaderMissing { offset: time.len() + 1 }), "{:?}", row.dialect);
        }
    }
}

#[test]
fn an_empty_header_is_signed_with_its_space_and_not_without() {
    let mut call = Call::new(Dialect::Kong, "date x-empty", &[("date", &now()), ("x-empty", " ")]);
    assert_eq!(call.verify(), fresh(Dialect::Kong));
    call.sign_string("date x-empty", format!("date: {}\nx-empty:", now()).as_bytes());
    assert_eq!(call.verify(), refused(Refusal::Signature));
}

#[test]
fn names_are_signed_in_lower_case_however_the_credential_spells_them() {
    let mut call = Call::new(Dialect::Kong, "Date HOST", &[("date", &now()), ("host", "h")]);
    assert_eq!(call.verify(), fresh(Dialect::Kong));
    call.sign_string("Date HOST", format!("Date: {}\nHOST: h", now()).as_bytes());
    assert_eq!(call.verify(), refused(Refusal::Signature));
}

#[test]
fn hmac_in_capitals_is_refused_where_the_gateway_matches_a_pattern() {
    for dialect in [Dialect::Tencent, Dialect::Kong] {
        let good = Call::new(dialect, "date", &[("date", &now())]);
        for (word, read) in [("hmac", true), ("Hmac", true), ("HMAC", false)] {
            let call = Call { credential: good.credential.replacen("hmac", word, 1), ..good.clone() };
            assert_eq!(call.verify().is_ok(), read, "{word}");
        }
    }
}

#[test]
fn single_quotation_marks_are_refused() {
    let good = Call::new(Dialect::Kong, "date", &[("date", &now())]);
    let call = Call { credential: good.credential.replace('"', "'"), ..good };
    assert!(matches!(call.verify(), Err(VerifyError::Error(Error::Format { .. }))));
}

#[test]
fn only_imf_fixdate_is_a_time() {
    for (text, time) in [
        ("Monday, 19-Mar-18 12:08:40 GMT", "RFC 850"),
        ("Mon Mar 19 12:08:40 2018", "asctime"),
        ("Sun, 19 Mar 2018 12:08:40 GMT", "the wrong weekday"),
        ("Mon, 19 Mar 2018 12:08:40 UTC", "UTC"),
        ("Mon, 19 Mar 2018 12:08:40 +0800", "another zone, which is no GMT"),
        ("Mon, 19 Mar 2018 12:08:40 +0000", "GMT as a number"),
        ("Mon, 19 Mar 2018 12:08:40", "no zone"),
        ("19 Mar 2018 12:08:40 GMT", "no weekday"),
        ("mon, 19 mar 2018 12:08:40 gmt", "lower case"),
        ("Mon, 19 Mar 2018 12:08:60 GMT", "a leap second"),
        ("1521461320", "seconds"),
        ("", "nothing"),
    ] {
        for row in &ROWS {
            let name = row.times[0];
            let call = Call::new(row.dialect, name, &[(name, text)]);
            assert_eq!(call.verify(), refused(Refusal::Date { header: 0 }), "{time}");
        }
    }
}

#[test]
fn the_request_line_is_signed_with_its_target_and_version_as_received() {
    for (target, version) in
        [("/p?q=%2F+%20&b", "HTTP/1.1"), ("*", "HTTP/1.0"), ("http://h/p", "HTTP/2.0"), ("/\u{E9}", "2")]
    {
        for dialect in [Dialect::Kong, Dialect::Iflytek] {
            let mut call = Call::new(dialect, "date", &[("date", &now())]);
            (call.sent.target, call.sent.version) = (target.into(), version.into());
            call.sign("date request-line");
            assert_eq!(call.verify(), fresh(dialect));
            // Another version of the protocol is another line.
            let other = Sent { version: b"HTTP/3".into(), ..call.sent.clone() };
            assert_eq!(Call { sent: other, ..call.clone() }.verify(), refused(Refusal::Signature));
            let other = Sent { target: b"/p?q=/+%20&b".into(), ..call.sent.clone() };
            assert_eq!(Call { sent: other, ..call }.verify(), refused(Refusal::Signature));
        }
    }
}

#[test]
fn an_empty_version_is_http_1_1() {
    let mut call = Call::new(Dialect::Kong, "date request-line", &[("date", &now())]);
    for (version, verdict) in [("", true), ("HTTP/1.1", true), ("HTTP/1.0", false), ("http/1.1", false)] {
        call.sent.version = version.into();
        assert_eq!(call.verify().is_ok(), verdict, "{version}");
    }
}

#[test]
fn the_method_is_signed_in_the_case_that_the_dialect_says() {
    for (dialect, name, folded) in [
        (Dialect::Apisix, "@request-target", false),
        (Dialect::Kong, "@request-target", true),
        (Dialect::Kong, "request-line", false),
        (Dialect::Iflytek, "request-line", false),
        (Dialect::Cavage, "(request-target)", true),
        (Dialect::Modulr, "(request-target)", true),
        (Dialect::Cybersource, "(request-target)", true),
        (Dialect::Cybersource, "request-target", true),
    ] {
        let mut call = Call::new(dialect, &format!("date {name}"), &[("date", &now())]);
        assert_eq!(call.verify(), fresh(dialect));
        call.sent.method = b"post".into();
        assert_eq!(call.verify().is_ok(), folded, "{dialect:?} {name}");
        call.sent.method = b"PUT".into();
        assert_eq!(call.verify(), refused(Refusal::Signature));
    }
}

#[test]
fn the_string_of_one_dialect_is_not_that_of_another_where_pseudo_headers_differ() {
    // APISIX begins with the id and ends with a line end: without either it is another string.
    let now = now();
    let mut call = Call::new(Dialect::Apisix, "date", &[("date", &now)]);
    for string in [
        format!("date: {now}"),
        format!("date: {now}\n"),
        format!("some-id\ndate: {now}"),
        format!("some-id\ndate: {now}\n\n"),
        format!("\ndate: {now}\n"),
        format!("other-id\ndate: {now}\n"),
    ] {
        call.sign_string("date", string.as_bytes());
        assert_eq!(call.verify(), refused(Refusal::Signature), "{string:?}");
    }
    // And Tencent knows no pseudo headers: the name is that of a header.
    let call = Call::new(Dialect::Tencent, "date request-line", &[("date", &now), ("request-line", "x")]);
    assert_eq!(call.verify(), fresh(Dialect::Tencent));
}

#[test]
fn an_empty_list_of_names_is_refused() {
    for row in &ROWS {
        // What a server signs that takes no names for all headers, or for none.
        for string in ["", "\n", "some-id\n", &format!("date: {}", now()), &format!("some-id\ndate: {}\n", now())] {
            let mut call = Call::new(row.dialect, "date", &[("date", &now())]);
            call.sign_string("", string.as_bytes());
            assert!(matches!(call.verify(), Err(VerifyError::Error(Error::Parameter { name: "headers", .. }))));
        }
    }
}

#[test]
fn a_list_with_an_empty_name_is_refused() {
    for row in &ROWS {
        for names in ["date  host", " date host", "date host ", " ", "  "] {
            let mut call = Call::new(row.dialect, "date", &[("date", &now()), ("host", "h"), ("", "empty")]);
            call.sign_string(names, format!("date: {}\n:\nhost: h", now()).as_bytes());
            assert!(matches!(call.verify(), Err(VerifyError::Error(Error::Parameter { name: "headers", .. }))));
        }
    }
}

#[test]
fn a_credential_without_headers_is_refused() {
    for row in &ROWS {
        let good = Call::new(row.dialect, "date", &[("date", &now())]);
        let credential = good.credential.replace(&format!("headers=\"date\"{}", row.comma), "");
        let call = Call { credential, ..good };
        assert!(matches!(call.verify(), Err(VerifyError::Error(Error::Parameter { name: "headers", .. }))));
    }
}

// ---- Times -------------------------------------------------------------------------------------------------------

#[test]
fn every_signed_time_is_judged_and_the_first_in_the_names_that_fails_is_told() {
    let (fine, stale, old) = (now(), date(NOW - 301), date(NOW - 4000));
    for (dialect, other) in [(Dialect::Kong, "x-date"), (Dialect::Cavage, "x-date"), (Dialect::Cybersource, "v-c-date")]
    {
        for (x, d, names, verdict) in [
            (&fine, &fine, "OTHER date", fresh(dialect)),
            (&stale, &fine, "OTHER date", refused(Refusal::Stale { time: SignedTime::Header(0), skew: 301 })),
            (&stale, &fine, "date OTHER", refused(Refusal::Stale { time: SignedTime::Header(0), skew: 301 })),
            (&fine, &stale, "OTHER date", refused(Refusal::Stale { time: SignedTime::Header(1), skew: 301 })),
            (&fine, &stale, "date OTHER", refused(Refusal::Stale { time: SignedTime::Header(1), skew: 301 })),
            (&stale, &old, "OTHER date", refused(Refusal::Stale { time: SignedTime::Header(0), skew: 301 })),
            (&stale, &old, "date OTHER", refused(Refusal::Stale { time: SignedTime::Header(1), skew: 4000 })),
            (&"x".into(), &old, "OTHER date", refused(Refusal::Date { header: 0 })),
            (&"x".into(), &old, "date OTHER", refused(Refusal::Stale { time: SignedTime::Header(1), skew: 4000 })),
            (&stale, &"x".into(), "date OTHER", refused(Refusal::Date { header: 1 })),
        ] {
            let call = Call::new(dialect, &names.replace("OTHER", other), &[(other, x), ("date", d)]);
            assert_eq!(call.verify(), verdict, "{dialect:?} {names} {x} {d}");
        }
    }
}

#[test]
fn the_clock_may_differ_by_the_skew_either_way_and_by_no_second_more() {
    for row in &ROWS {
        for time in row.times {
            for off in [-row.skew, -1, 0, 1, row.skew] {
                let call = Call::new(row.dialect, time, &[(time, &date(NOW - off))]);
                let seen = Seen { expires: Some(NOW - off + row.skew), skew: Some(off) };
                assert_eq!(call.verify(), Ok(seen), "{:?} {time} {off}", row.dialect);
            }
            for off in [-row.skew - 1, row.skew + 1, 86_400, -86_400, NOW, NOW - 253_402_300_799] {
                let call = Call::new(row.dialect, time, &[(time, &date(NOW - off))]);
                assert_eq!(
                    call.verify(),
                    refused(Refusal::Stale { time: SignedTime::Header(0), skew: off }),
                    "{:?} {off}",
                    row.dialect
                );
            }
        }
    }
}

#[test]
fn the_skew_is_the_policys() {
    for (max_skew, off, accepted) in
        [(0, 0, true), (0, 1, false), (0, -1, false), (1, 1, true), (1, -2, false), (u32::MAX, NOW, true)]
    {
        let call = Call::new(Dialect::Kong, "date", &[("date", &date(NOW - off))]);
        let verdict = call.verify_by(&call.policy().max_skew(max_skew));
        let seen = Seen { expires: Some(NOW - off + i64::from(max_skew)), skew: Some(off) };
        let expected =
            if accepted { Ok(seen) } else { refused(Refusal::Stale { time: SignedTime::Header(0), skew: off }) };
        assert_eq!(verdict, expected, "{max_skew} {off}");
    }
}

#[test]
fn the_clock_runs_from_1970_to_9999_and_outside_it_is_the_callers_mistake() {
    const END: i64 = 253_402_300_799;
    let mut call = Call::new(Dialect::Kong, "date", &[("date", "Thu, 01 Jan 1970 00:00:00 GMT")]);
    call.now = 0;
    assert_eq!(call.verify(), Ok(Seen { expires: Some(300), skew: Some(0) }));
    call.now = 300;
    assert_eq!(call.verify(), Ok(Seen { expires: Some(300), skew: Some(300) }));
    call.now = END;
    assert_eq!(call.verify(), refused(Refusal::Stale { time: SignedTime::Header(0), skew: END }));
    for now in [-1, i64::MIN, END + 1, i64::MAX] {
        call.now = now;
        assert_eq!(call.verify(), error(Error::Time), "{now}");
    }

    let mut call = Call::new(Dialect::Kong, "date", &[("date", "Fri, 31 Dec 9999 23:59:59 GMT")]);
    for max_skew in [0, 300, u32::MAX] {
        call.now = END;
        let seen = Seen { expires: Some(END), skew: Some(0) };
        assert_eq!(call.verify_by(&call.policy().max_skew(max_skew)), Ok(seen));
    }
    call.now = END - 300;
    assert_eq!(call.verify(), Ok(Seen { expires: Some(END), skew: Some(-300) }));
    call.now = 0;
    assert_eq!(call.verify(), refused(Refusal::Stale { time: SignedTime::Header(0), skew: -END }));
}

#[test]
fn a_wrong_clock_is_told_before_anything_about_the_request() {
    let mut call = Call::new(Dialect::Kong, "host", &[("host", "h")]);
    call.now = -1;
    assert_eq!(call.verify_by(&call.policy().algorithms(&[])), error(Error::Time));
}

#[test]
fn expires_is_the_least_over_the_times_that_were_judged() {
    for (names, first) in [("x-date date", 100), ("date x-date", -50)] {
        let call = Call::new(Dialect::Kong, names, &[("date", &date(NOW + 50)), ("x-date", &date(NOW - 100))]);
        // The skew is that of the first in the names.
        assert_eq!(call.verify(), Ok(Seen { expires: Some(NOW - 100 + 300), skew: Some(first) }));
        // That second is the last one.
        let last = Call { now: NOW + 200, ..call.clone() };
        assert!(last.verify().is_ok());
        assert!(Call { now: NOW + 201, ..call.clone() }.verify().is_err());
        let policy = call.policy().allow_stale_date();
        assert_eq!(call.verify_by(&policy), Ok(Seen { expires: Some(NOW + 200), skew: Some(100) }));
    }
}

#[test]
fn a_request_without_a_signed_time_is_refused_unless_it_is_allowed() {
    for row in &ROWS {
        let call = Call::new(row.dialect, "host", &[("host", "h"), (row.times[0], &now())]);
        assert_eq!(call.verify(), refused(Refusal::DateUnsigned), "{:?}", row.dialect);
        let verdict = call.verify_by(&call.policy().allow_undated());
        assert_eq!(verdict, Ok(Seen { expires: None, skew: None }));
        // What is signed is judged all the same.
        let call = Call::new(row.dialect, row.times[0], &[(row.times[0], &date(0))]);
        let verdict = call.verify_by(&call.policy().allow_undated());
        assert_eq!(verdict, refused(Refusal::Stale { time: SignedTime::Header(0), skew: NOW }));
    }
}

#[test]
fn only_the_dialects_own_time_headers_tell_the_time() {
    for row in &ROWS {
        for name in ["date", "x-date", "v-c-date", "x-v-date", "created"] {
            let call = Call::new(row.dialect, name, &[(name, &now())]);
            let expected = if row.times.contains(&name) { fresh(row.dialect) } else { refused(Refusal::DateUnsigned) };
            assert_eq!(call.verify(), expected, "{:?} {name}", row.dialect);
            // Others are headers like any other.
            if !row.times.contains(&name) {
                let time = row.times[0];
                let call = Call::new(row.dialect, &format!("{time} {name}"), &[(time, &now()), (name, "x")]);
                assert_eq!(call.verify(), fresh(row.dialect));
            }
        }
    }
}

#[test]
fn a_stale_date_is_allowed_by_the_policy_and_a_stale_x_date_is_not() {
    for text in [date(0), "not a date".into()] {
        let call = Call::new(Dialect::Tencent, "date", &[("date", &text)]);
        assert!(call.verify().is_err());
        let seen = Seen { expires: None, skew: None };
        assert_eq!(call.verify_by(&call.policy().allow_stale_date()), Ok(seen), "{text}");
    }
    let call = Call::new(Dialect::Tencent, "X-DATE", &[("X-Date", &date(0))]);
    let verdict = call.verify_by(&call.policy().allow_stale_date());
    assert_eq!(verdict, refused(Refusal::Stale { time: SignedTime::Header(0), skew: NOW }));
    let call = Call::new(Dialect::Cybersource, "v-c-date DATE", &[("Date", "x"), ("v-c-date", &date(0))]);
    let verdict = call.verify_by(&call.policy().allow_stale_date());
    assert_eq!(verdict, refused(Refusal::Stale { time: SignedTime::Header(1), skew: NOW }));
    // It is still the time that has to be signed.
    let call = Call::new(Dialect::Tencent, "host", &[("host", "h")]);
    assert_eq!(call.verify_by(&call.policy().allow_stale_date()), refused(Refusal::DateUnsigned));
}

#[test]
fn any_weekday_is_allowed_by_the_policy_and_nothing_else_about_the_date() {
    let call = Call::new(Dialect::Tencent, "date", &[("date", "Sun, 19 Mar 2018 12:08:40 GMT")]);
    assert_eq!(call.verify(), refused(Refusal::Date { header: 0 }));
    assert_eq!(call.verify_by(&call.policy().allow_any_weekday()), fresh(Dialect::Tencent));
    for text in ["Xyz, 19 Mar 2018 12:08:40 GMT", "Sun, 31 Feb 2018 12:08:40 GMT", "Sun, 19 Mar 2018 12:08:40 UTC"] {
        let call = Call::new(Dialect::Tencent, "date", &[("date", text)]);
        assert_eq!(call.verify_by(&call.policy().allow_any_weekday()), refused(Refusal::Date { header: 0 }), "{text}");
    }
}

// ---- Digests -----------------------------------------------------------------------------------------------------

const BODY: &str = "A small body";
const DIGEST: &str = "SHA-256=SBH7QEtqnYUpEcIhDbmStNd1MxtHg2+feBfWc1105MA=";
const EMPTY_DIGEST: &str = "SHA-256=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

/// A request that signs date and digest, judged where a digest is required.
fn digested(digest: &str, body: &str) -> Verdict {
    let call = Call::new(Dialect::Kong, "date digest", &[("date", &now()), ("Digest", digest)]).body(body);
    call.verify_by(&call.policy().require_digest())
}

#[test]
fn a_signed_digest_that_fits_the_body_is_accepted_in_every_dialect() {
    for row in rows_of_headers() {
        let time = row.times[0];
        let call = Call::new(row.dialect, &format!("DIGEST {time}"), &[(time, &now()), ("digest", DIGEST)]).body(BODY);
        assert_eq!(call.verify_by(&call.policy().require_digest()), fresh(row.dialect));
    }
}

#[test]
fn a_digest_is_one_sha_256_member_by_its_name_in_any_case_with_others_beside_it() {
    let value = &DIGEST[8..];
    for digest in [
        DIGEST.into(),
        format!("sha-256={value}"),
        format!("Sha-256={value}"),
        format!("MD5=x,SHA-256={value}"),
        format!("SHA-256={value}, SHA-512=abc=="),
        format!("a=,\tb=c ,  sHA-256={value} \t, unixsum=30637"),
        format!("SHA-256-x=1, SHA-256={value}, SHA=y"),
        format!("  {DIGEST}\t"),
        format!("md5=\"q\", {DIGEST}"),
    ] {
        assert_eq!(digested(&digest, BODY), fresh(Dialect::Kong), "{digest}");
    }
}

#[test]
fn a_digest_that_is_wrong_or_malformed_or_not_the_only_one_is_refused() {
    let value = &DIGEST[8..];
    let digits = &value[..43];
    for digest in [
        "".into(),
        EMPTY_DIGEST.into(),
        "SHA-256".into(),
        "SHA-256=".into(),
        "=".into(),
        value.to_string(),
        format!("SHA-256:{value}"),
        format!("SHA256={value}"),
        format!("SHA-512={value}"),
        format!("MD5={value}"),
        format!("{DIGEST},{DIGEST}"),
        format!("{DIGEST}, sha-256={value}"),
        format!("SHA-256=AAAA, {DIGEST}"),
        format!("{DIGEST}, SHA-256="),
        format!("{DIGEST},"),
        format!(",{DIGEST}"),
        format!("{DIGEST},,a=b"),
        format!("{DIGEST}, a"),
        format!("{DIGEST}; a=b"),
        format!("{DIGEST} a=b"),
        format!("SHA-256= {value}"),
        format!("SHA-256 ={value}"),
        format!("SHA-256==\"{value}\""),
        format!("SHA-256=\"{value}\""),
        format!("SHA-256={digits}"),
        format!("SHA-256={value}="),
        format!("SHA-256={digits}A"),
        format!("SHA-256={}B=", &value[..42]),
        format!("SHA-256={value}AAAA"),
        format!("SHA-256={}", value.replace('+', "-")),
        format!("SHA-256={}", value.to_uppercase()),
        format!("SHA-256={}", "a".repeat(10_000)),
        "SHA-256=4811fb404b6a9d852911c2210db992b4d775331b47836f9f7817d6735d74e4c0".into(),
        "a=b,".repeat(10_000),
        "a b=c, ".to_string() + DIGEST,
    ] {
        assert_eq!(digested(&digest, BODY), refused(Refusal::Digest), "{digest}");
    }
    for body in ["", "A small body ", "a small body", "A small bodY"] {
        assert_eq!(digested(DIGEST, body), refused(Refusal::Digest), "{body}");
    }
}

#[test]
fn a_digest_is_compared_only_where_it_is_required() {
    let call = Call::new(Dialect::Kong, "date digest", &[("date", &now()), ("Digest", "nonsense")]).body(BODY);
    assert_eq!(call.verify(), fresh(Dialect::Kong));
    // But it is signed.
    let mut other = call.clone();
    other.sent.headers[1].1 = DIGEST.into();
    assert_eq!(other.verify(), refused(Refusal::Signature));
}

#[test]
fn without_a_body_and_without_a_digest_none_is_required() {
    for row in rows_of_headers() {
        let time = row.times[0];
        let call = Call::new(row.dialect, time, &[(time, &now())]);
        assert_eq!(call.verify_by(&call.policy().require_digest()), fresh(row.dialect));
        // A streamed body without octets is none either.
        let call = Call { sha256: Some(hash("")), ..call };
        assert_eq!(call.verify_by(&call.policy().require_digest()), fresh(row.dialect));
        let call = Call { sha256: Some(hash(" ")), ..call };
        assert_eq!(call.verify_by(&call.policy().require_digest()), refused(Refusal::DigestUnsigned));
    }
}

#[test]
fn an_empty_body_with_a_digest_needs_one_that_is_signed_and_fits() {
    let call = Call::new(Dialect::Kong, "date", &[("date", &now()), ("DIGEST", EMPTY_DIGEST)]);
    assert_eq!(call.verify_by(&call.policy().require_digest()), refused(Refusal::DigestUnsigned));
    assert_eq!(digested(EMPTY_DIGEST, ""), fresh(Dialect::Kong));
    assert_eq!(digested(DIGEST, ""), refused(Refusal::Digest));
    assert_eq!(digested("", ""), refused(Refusal::Digest));
}

fn hash(body: &str) -> [u8; 32] {
    use sha2::Digest as _;
    sha2::Sha256::digest(body).into()
}

#[test]
fn the_hash_of_a_streamed_body_stands_in_for_the_body() {
    for row in rows_of_headers() {
        let time = row.times[0];
        let mut call = Call::new(row.dialect, &format!("digest {time}"), &[(time, &now()), ("digest", DIGEST)]);
        let policy = call.policy().require_digest();
        for (body, streamed, accepted) in
            [("", BODY, true), ("something else", BODY, true), (BODY, "something else", false), (BODY, "", false)]
        {
            call.sent.body = body.into();
            call.sha256 = Some(hash(streamed));
            let expected = if accepted { fresh(row.dialect) } else { refused(Refusal::Digest) };
            assert_eq!(call.verify_by(&policy), expected, "{body} {streamed}");
        }
    }
}

#[test]
fn an_unsigned_digest_is_told_before_the_signature_is_looked_at() {
    let mut call = Call::new(Dialect::Kong, "date", &[("date", &now()), ("digest", DIGEST)]).body(BODY);
    call.sign_string("date", b"something else");
    assert_eq!(call.verify(), refused(Refusal::Signature));
    assert_eq!(call.verify_by(&call.policy().require_digest()), refused(Refusal::DigestUnsigned));
}

#[test]
fn a_required_digest_that_is_named_but_not_sent_is_missing() {
    let mut call = Call::new(Dialect::Kong, "date", &[("date", &now())]).body(BODY);
    call.sign_string("date digest", b"x");
    assert_eq!(call.verify_by(&call.policy().require_digest()), refused(Refusal::HeaderMissing { offset: 5 }));
}

#[test]
fn a_digest_is_written_as_it_is_read() {
    assert_eq!(Digest::of(BODY).as_str(), DIGEST);
    assert_eq!(Digest::of("").to_string(), EMPTY_DIGEST);
    assert_eq!(Digest::of_sha256(&hash(BODY)), Digest::of(BODY));
    assert_eq!(Digest::LEN, DIGEST.len());
    assert_eq!(Header::new("digest", &Digest::of(BODY)).value(), DIGEST.as_bytes());
}

// ---- Pseudo headers ----------------------------------------------------------------------------------------------

#[test]
fn a_real_header_named_like_a_signed_pseudo_header_is_refused() {
    for row in &ROWS {
        for signed in row.pseudo {
            for real in ["request-line", "@request-target", "(request-target)", "request-target"] {
                for spelled in [real.to_string(), real.to_uppercase()] {
                    let mut call = Call::new(row.dialect, &format!("date {signed}"), &[("date", &now())]);
                    call.sent.headers.insert(0, (spelled.clone().into(), b"x".into()));
                    let same = *signed == real
                        || row.dialect == Dialect::Cybersource
                            && ["request-target", "(request-target)"].contains(&real);
                    let expected =
                        if same { refused(Refusal::HeaderRepeated(Place::Header(0))) } else { fresh(row.dialect) };
                    assert_eq!(call.verify(), expected, "{:?} {signed} {spelled}", row.dialect);
                }
            }
        }
    }
}

#[test]
fn a_header_whose_name_only_resembles_a_pseudo_header_is_none() {
    // No tokens, so they cannot be signed; a server may be given them all the same.
    for row in &ROWS {
        for pseudo in row.pseudo {
            for real in [
                "[request-target]",
                " request-target ",
                ":request-target",
                "(request-target]",
                "\"request-target\"",
                "(request-target",
                "request-target)",
                "{request-target}",
                "\u{80}request-target",
                "request line",
                "request:line",
            ] {
                let call = Call::new(row.dialect, &format!("date {pseudo}"), &[("date", &now())]).header(real, "x");
                assert_eq!(call.verify(), fresh(row.dialect), "{:?} {pseudo} {real}", row.dialect);
                // Nor is one an obstacle to signing.
                let key = Key::new(Algorithm::HmacSha256, SECRET).unwrap();
                let now = now();
                let headers = [Header::new(real, "x"), Header::new("date", &now)];
                let request = Request::new(&headers).method("GET").target("/");
                let names = format!("date {pseudo}");
                assert!(Signer::new(row.dialect, ID).unwrap().names(&names).sign(&key, &request).is_ok());
            }
        }
    }
}

#[test]
fn a_real_header_named_like_a_pseudo_header_that_is_not_signed_is_ignored() {
    for row in &ROWS {
        for pseudo in row.pseudo {
            let call = Call::new(row.dialect, "date", &[("date", &now()), (pseudo, "x"), (pseudo, "y")]);
            assert_eq!(call.verify(), fresh(row.dialect));
        }
    }
}

#[test]
fn both_spellings_of_one_pseudo_header_in_a_list_are_one_name_twice() {
    for (names, offset) in
        [("date request-target (request-target)", 20), ("(REQUEST-target) host request-target date", 22)]
    {
        let call = Call::new(Dialect::Cybersource, names, &[("date", &now()), ("host", "h")]);
        assert_eq!(call.verify(), refused(Refusal::HeaderRepeated(Place::Names(offset))));
    }
    // Kong's two are two.
    let call = Call::new(Dialect::Kong, "@request-target date request-line", &[("date", &now())]);
    assert_eq!(call.verify(), fresh(Dialect::Kong));
}

#[test]
fn a_name_twice_in_a_list_is_refused() {
    for row in &ROWS {
        let time = row.times[0];
        for (second, offset) in [(time.to_string(), 0), (time.to_uppercase(), 0), ("host HOST".into(), 5)] {
            let call = Call::new(row.dialect, &format!("{time} {second}"), &[(time, &now()), ("host", "h")]);
            let offset = time.len() + 1 + offset;
            assert_eq!(call.verify(), refused(Refusal::HeaderRepeated(Place::Names(offset))));
        }
        for pseudo in row.pseudo {
            let call = Call::new(row.dialect, &format!("{time} {pseudo} {pseudo}"), &[(time, &now())]);
            let offset = time.len() + 2 + pseudo.len();
            assert_eq!(call.verify(), refused(Refusal::HeaderRepeated(Place::Names(offset))));
        }
    }
}

#[test]
fn an_empty_method_or_target_is_the_servers_mistake_and_a_malformed_one_the_clients() {
    for row in rows_of_headers() {
        for pseudo in row.pseudo {
            let good = Call::new(row.dialect, &format!("date {pseudo}"), &[("date", &now())]);
            for (method, target, expected) in [
                ("", "/", error(Error::RequestLine(RequestPart::Method))),
                ("", "", error(Error::RequestLine(RequestPart::Method))),
                ("", "a b", error(Error::RequestLine(RequestPart::Method))),
                ("GET", "", error(Error::RequestLine(RequestPart::Target))),
                ("G ET", "", refused(Refusal::RequestLine(RequestPart::Method))),
                ("G ET", "/", refused(Refusal::RequestLine(RequestPart::Method))),
                ("GET\n", "/", refused(Refusal::RequestLine(RequestPart::Method))),
                ("G\u{C9}T", "/", refused(Refusal::RequestLine(RequestPart::Method))),
                ("(GET)", "/", refused(Refusal::RequestLine(RequestPart::Method))),
                ("GET", "/a b", refused(Refusal::RequestLine(RequestPart::Target))),
                ("GET", "/\n", refused(Refusal::RequestLine(RequestPart::Target))),
                ("GET", "/\0", refused(Refusal::RequestLine(RequestPart::Target))),
                ("GET", "/\u{7F}", refused(Refusal::RequestLine(RequestPart::Target))),
                ("GET", "\t", refused(Refusal::RequestLine(RequestPart::Target))),
                // Its first octet is not looked at.
                ("GET", "\u{80}", refused(Refusal::Signature)),
                ("GET", "x", refused(Refusal::Signature)),
                ("M-SEARCH", "*", refused(Refusal::Signature)),
            ] {
                let sent = Sent { method: method.into(), target: target.into(), ..good.sent.clone() };
                let call = Call { sent, ..good.clone() };
                assert_eq!(call.verify(), expected, "{:?} {pseudo} {method:?} {target:?}", row.dialect);
                let http = match expected {
                    Err(error) => error.http(),
                    Ok(_) => 200,
                };
                assert_eq!(http == 500, method.is_empty() || target.is_empty() && method == "GET");
            }
            for version in ["HTTP 1.1", "HTTP/1.1\n", " ", "\u{E9}", "\t", "\u{7F}"] {
                let sent = Sent { version: version.into(), ..good.sent.clone() };
                let call = Call { sent, ..good.clone() };
                let signed = *pseudo == "request-line";
                let expected =
                    if signed { refused(Refusal::RequestLine(RequestPart::Version)) } else { fresh(row.dialect) };
                assert_eq!(call.verify(), expected, "{:?} {pseudo} {version:?}", row.dialect);
            }
        }
        // Where none is signed the request line is not looked at.
        let mut call = Call::new(row.dialect, "date", &[("date", &now())]);
        (call.sent.method, call.sent.target) = (b"".into(), b"a\nb".into());
        assert_eq!(call.verify(), fresh(row.dialect));
    }
}

// ---- The order of checks -----------------------------------------------------------------------------------------

/// Every set of faults that one request can have: the first in the documented order is told.
#[test]
fn of_several_faults_the_first_in_the_order_of_the_checks_is_told() {
    const ALGORITHM: usize = 0;
    const REQUIRED: usize = 1;
    const DIGEST_UNSIGNED: usize = 2;
    const NAMES: usize = 3;
    const UNDATED: usize = 4;
    const REQUEST_LINE: usize = 5;
    const SIGNATURE: usize = 6;
    const STALE: usize = 7;
    const DIGEST_WRONG: usize = 8;
    let mut tried = 0;
    for faults in 0..1_u32 << 9 {
        let has = |fault: usize| faults >> fault & 1 == 1;
        if has(DIGEST_UNSIGNED) && has(DIGEST_WRONG) || has(UNDATED) && has(STALE) {
            continue;
        }
        for name_fault in 0..if has(NAMES) { 4 } else { 1 } {
            let time = if has(STALE) { date(NOW - 301) } else { now() };
            let digest = if has(DIGEST_WRONG) { EMPTY_DIGEST } else { DIGEST };
            let mut call =
                Call::new(Dialect::Kong, "date", &[("date", &time), ("digest", digest), ("x-a", "1")]).body(BODY);
            let mut names = String::from("request-line");
            if has(REQUEST_LINE) {
                call.sent.method = b"GE T".into();
            }
            if !has(UNDATED) {
                names += " date";
            }
            if !has(DIGEST_UNSIGNED) {
                names += " digest";
            }
            call.sign(&names);
            let mut fault = None;
            if has(NAMES) {
                let offset = names.len() + 1;
                let (added, refusal) = match name_fault {
                    0 => (" x-absent", Refusal::HeaderMissing { offset }),
                    1 => (" x-a", Refusal::HeaderRepeated(Place::Header(3))),
                    2 => (" x-a", Refusal::HeaderValue { header: 2 }),
                    _ => (" request-line", Refusal::HeaderRepeated(Place::Names(offset))),
                };
                if name_fault == 1 {
                    call = call.header("X-A", "2");
                }
                if name_fault == 2 {
                    call.sent.headers[2].1 = b"a\nb".into();
                }
                let string = format!("anything but {names}");
                names += added;
                call.sign_string(&names, string.as_bytes());
                fault = Some(refusal);
            }
            if has(SIGNATURE) {
                call.sign_string(&names, b"something else");
            }
            let mut policy = call.policy().require_digest();
            if has(ALGORITHM) {
                policy = policy.algorithms(&[Algorithm::HmacSha1, Algorithm::HmacSha512]);
            }
            if has(REQUIRED) {
                policy = policy.required(&["Request-Line", "x-required"]);
            }
            let expected = match faults.trailing_zeros() as usize {
                ALGORITHM => refused(Refusal::Algorithm),
                REQUIRED => refused(Refusal::HeaderUnsigned { required: 1 }),
                DIGEST_UNSIGNED => refused(Refusal::DigestUnsigned),
                NAMES => refused(fault.unwrap()),
                UNDATED => refused(Refusal::DateUnsigned),
                REQUEST_LINE => refused(Refusal::RequestLine(RequestPart::Method)),
                SIGNATURE => refused(Refusal::Signature),
                STALE => refused(Refusal::Stale { time: SignedTime::Header(0), skew: 301 }),
                DIGEST_WRONG => refused(Refusal::Digest),
                _ => fresh(Dialect::Kong),
            };
            assert_eq!(call.verify_by(&policy), expected, "{faults:09b} {}", call.credential);
            tried += 1;
        }
    }
    println!("{tried} sets of faults");
}

#[test]
fn names_are_looked_at_in_their_order_and_each_for_repetition_then_absence_then_value() {
    let headers =
        [("date", now()), ("bad", "\0".into()), ("twice", "1".into()), ("TWICE", "\0".into()), ("ok", "".into())];
    let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let missing = |offset| Refusal::HeaderMissing { offset };
    let (bad, twice) = (Refusal::HeaderValue { header: 1 }, Refusal::HeaderRepeated(Place::Header(3)));
    let again = |offset| Refusal::HeaderRepeated(Place::Names(offset));
    for (names, refusal) in [
        ("date bad", bad),
        ("date absent", missing(5)),
        ("date twice", twice),
        ("date bad absent", bad),
        ("date absent bad", missing(5)),
        ("twice bad date", twice),
        ("bad twice date", bad),
        ("absent twice", missing(0)),
        ("twice absent", twice),
        ("ok ok bad", again(3)),
        ("bad ok ok", bad),
        ("absent ok ok absent", missing(0)),
        ("ok absent ok", missing(3)),
        ("ok date ok absent", again(8)),
        ("absent absent", missing(0)),
        ("twice twice", twice),
        ("bad", bad),
        ("absent", missing(0)),
        ("ok ok", again(3)),
    ] {
        let mut call = Call::new(Dialect::Tencent, "date", &headers);
        call.sign_string(names, b"x");
        assert_eq!(call.verify(), refused(refusal), "{names}");
    }
}

#[test]
fn control_octets_in_a_signed_value_are_refused_and_in_an_unsigned_one_ignored() {
    for octet in 0..=255_u8 {
        let mut call = Call::new(Dialect::Kong, "date x-a", &[("date", &now()), ("x-a", "a")]);
        call.sent.headers[1].1 = vec![b'a', octet, b'b'];
        call.sign("date x-a");
        let control = octet < b' ' && octet != b'\t' || octet == 0x7F;
        let expected = if control { refused(Refusal::HeaderValue { header: 1 }) } else { fresh(Dialect::Kong) };
        assert_eq!(call.verify(), expected, "{octet}");
        call.sign("date");
        assert_eq!(call.verify(), fresh(Dialect::Kong));
    }
}

#[test]
fn white_space_round_a_value_is_no_part_of_it() {
    let call = Call::new(Dialect::Kong, "date x-a", &[("date", &format!("\t {} ", now())), ("x-a", " a \t b\t\t")]);
    assert_eq!(call.verify(), fresh(Dialect::Kong));
    let mut other = call.clone();
    other.sent.headers[1].1 = b"a \t b".into();
    assert_eq!(other.verify(), fresh(Dialect::Kong));
    other.sent.headers[1].1 = b"a \tb".into();
    assert_eq!(other.verify(), refused(Refusal::Signature));
}

// ---- Policy and key ----------------------------------------------------------------------------------------------

#[test]
fn the_policys_algorithms_are_judged_by_the_key() {
    for row in rows_of_headers() {
        for (algorithm, name) in row.algorithms {
            let key = Key::new(*algorithm, SECRET).unwrap();
            let mut call = Call::new(row.dialect, "date", &[("date", &now())]);
            let string = string(row, ID.as_bytes(), &[b"date"], &call.sent);
            call.credential = row.credential(ID, name, "date", &oracle::hmac(*algorithm, SECRET, &string));
            assert_eq!(call.verify_with(&key, &call.policy()), fresh(row.dialect));
            for allowed in Algorithm::ALL {
                let verdict = call.verify_with(&key, &call.policy().algorithms(&[allowed]));
                let expected = if allowed == *algorithm { fresh(row.dialect) } else { refused(Refusal::Algorithm) };
                assert_eq!(verdict, expected);
                // A key for another one, whatever the credential says.
                let key = Key::new(allowed, SECRET).unwrap();
                let expected = if allowed == *algorithm { fresh(row.dialect) } else { refused(Refusal::Algorithm) };
                assert_eq!(call.verify_with(&key, &call.policy()), expected);
            }
            assert_eq!(call.verify_with(&key, &call.policy().algorithms(&[])), refused(Refusal::Algorithm));
            assert_eq!(call.verify_with(&key, &call.policy().algorithms(&Algorithm::ALL)), fresh(row.dialect));
        }
    }
}

#[test]
fn cavage_may_leave_the_algorithm_to_the_key_and_the_policy_holds_all_the_same() {
    let cavage = row(Dialect::Cavage);
    for algorithm in Algorithm::ALL {
        let mut call = Call::new(Dialect::Cavage, "date", &[("date", &now())]);
        let string = string(cavage, ID.as_bytes(), &[b"date"], &call.sent);
        call.credential = cavage.credential(ID, "hs2019", "date", &oracle::hmac(algorithm, SECRET, &string));
        for absent in [false, true] {
            if absent {
                call.credential = call.credential.replace("algorithm=\"hs2019\",", "");
            }
            for of_key in Algorithm::ALL {
                let key = Key::new(of_key, SECRET).unwrap();
                let expected = if of_key == algorithm { fresh(Dialect::Cavage) } else { refused(Refusal::Signature) };
                assert_eq!(call.verify_with(&key, &call.policy()), expected);
                let others: Vec<Algorithm> = Algorithm::ALL.into_iter().filter(|other| *other != of_key).collect();
                assert_eq!(call.verify_with(&key, &call.policy().algorithms(&others)), refused(Refusal::Algorithm));
            }
        }
    }
}

#[test]
fn required_names_are_required_in_any_case_and_either_spelling() {
    let call =
        Call::new(Dialect::Cybersource, "v-c-date (request-target) Host", &[("v-c-date", &now()), ("host", "h")]);
    for required in
        [&["host"][..], &["HOST", "V-c-date"], &["request-target"], &["(Request-Target)"], &[], &["host", "host"]]
    {
        assert_eq!(call.verify_by(&call.policy().required(required)), fresh(Dialect::Cybersource), "{required:?}");
    }
    for (required, index) in [
        (&["host", "date"][..], 1),
        (&["date", "host"], 0),
        (&["digest"], 0),
        (&["request-line"], 0),
        (&["@request-target"], 0),
        (&[""], 0),
        (&["host "], 0),
        (&["v-c-date (request-target)"], 0),
    ] {
        let expected = refused(Refusal::HeaderUnsigned { required: index });
        assert_eq!(call.verify_by(&call.policy().required(required)), expected, "{required:?}");
    }
    // In the request but not signed is not enough.
    let call = call.header("x-a", "b");
    assert_eq!(call.verify_by(&call.policy().required(&["x-a"])), refused(Refusal::HeaderUnsigned { required: 0 }));
}

#[test]
fn the_key_the_id_and_the_names_decide_the_signature() {
    for row in rows_of_headers() {
        let names = "host date";
        let good = Call::new(row.dialect, names, &[("host", "date"), ("date", &now())]);
        assert_eq!(good.verify(), fresh(row.dialect));
        for secret in ["a secre", "a secret ", "A secret", "b"] {
            let key = Key::new(Algorithm::HmacSha256, secret).unwrap();
            assert_eq!(good.verify_with(&key, &good.policy()), refused(Refusal::Signature), "{secret}");
        }
        // Names in another order, or fewer of them.
        for other in ["date host", "date"] {
            let call = Call { credential: good.credential.replace(names, other), ..good.clone() };
            assert_eq!(call.verify(), refused(Refusal::Signature), "{other}");
        }
        // The id is signed in APISIX only; elsewhere the look-up of the key ties it.
        let claim_text = good.credential.replace(ID, "someone-else");
        let claim = Claim::read(row.dialect, &claim_text).unwrap();
        let now = now();
        let headers = [Header::new("host", "date"), Header::new("date", &now)];
        let (request, policy) = (Request::new(&headers), good.policy());
        let key = Key::new(Algorithm::HmacSha256, SECRET).unwrap();
        let verdict = claim.verify(&key, &request, &policy, NOW).map(drop);
        assert_eq!(verdict.is_err(), row.dialect == Dialect::Apisix);
    }
}

#[test]
fn every_bit_of_the_mac_counts() {
    for row in rows_of_headers() {
        let call = Call::new(row.dialect, "date", &[("date", &now())]);
        let mac = Claim::read(row.dialect, &call.credential).unwrap().mac().to_vec();
        for bit in 0..mac.len() * 8 {
            let mut mac = mac.clone();
            mac[bit / 8] ^= 1 << (bit % 8);
            let credential = row.credential(ID, row.name_of(Algorithm::HmacSha256), "date", &mac);
            assert_eq!(Call { credential, ..call.clone() }.verify(), refused(Refusal::Signature));
        }
    }
}

// ---- What a server learns ----------------------------------------------------------------------------------------

#[test]
fn one_mac_spelled_in_several_ways_is_the_same_replay() {
    let good = Call::new(Dialect::Modulr, "date host", &[("date", &now()), ("host", "h")]);
    let bare = oracle::base64(Claim::read(Dialect::Modulr, &good.credential).unwrap().mac());
    let at = good.credential.find("signature=\"").unwrap() + 11;
    let lower = bare.replace('+', "%2b").replace('/', "%2f").replace('=', "%3d");
    let spelled = [
        good.credential.clone(),
        format!("{}{bare}\"", &good.credential[..at]),
        format!("{}{lower}\"", &good.credential[..at]),
        good.credential.replace("date host", "DATE Host"),
        good.credential.replace("keyId", "KEYID").replace("Signature ", "signature   "),
    ];
    let key = Key::new(Algorithm::HmacSha256, SECRET).unwrap();
    let now = now();
    let headers = [Header::new("date", &now), Header::new("host", "h")];
    let mut seen = std::collections::BTreeSet::new();
    for text in spelled {
        let claim = Claim::read(Dialect::Modulr, &text).unwrap();
        let (request, policy) = (Request::new(&headers), good.policy());
        let verified = claim.verify(&key, &request, &policy, NOW).unwrap();
        seen.insert((verified.id().to_string(), verified.mac().to_vec()));
        assert_eq!(verified.mac().len(), 32);
    }
    assert_eq!(seen.len(), 1);
}

#[test]
fn only_signed_headers_are_lent() {
    let now = now();
    let headers = [
        Header::new("X-Unsigned", "u"),
        Header::new("Date", &now),
        Header::new("Host", " example.com\t"),
        Header::new("x-unsigned", "v"),
        Header::new("X-Empty", ""),
    ];
    let request = Request::new(&headers).method("GET").target("/");
    let key = Key::new(Algorithm::HmacSha256, SECRET).unwrap();
    let signer = Signer::new(Dialect::Kong, ID).unwrap().names("host request-line x-empty date");
    let credential = signer.sign(&key, &request).unwrap().to_string();
    let claim = Claim::read(Dialect::Kong, &credential).unwrap();
    let policy = Policy::new(Dialect::Kong);
    let verified = claim.verify(&key, &request, &policy, NOW).unwrap();
    assert_eq!(verified.header("HOST"), Some(b"example.com".as_slice()));
    assert_eq!(verified.header("x-empty"), Some(b"".as_slice()));
    for name in ["x-unsigned", "X-Unsigned", "request-line", "authorization", "", "hos", "host "] {
        assert_eq!(verified.header(name), None, "{name}");
    }
    let names: Vec<&[u8]> = verified.headers().map(|header| header.name()).collect();
    assert_eq!(names, [b"Host".as_slice(), b"X-Empty", b"Date"]);
    assert!(claim.is_signed("Request-Line") && !claim.is_signed("X-Unsigned"));
    let shown = format!("{verified:?}");
    assert!(shown.contains(ID) && !shown.contains("a secret"), "{shown}");
}

#[test]
fn refusals_say_what_and_where_and_are_401() {
    let call = Call::new(Dialect::Kong, "date", &[("a", "b"), ("date", &date(NOW - 301))]);
    let Err(error) = call.verify() else { panic!() };
    let mut text = String::new();
    write!(text, "{error}").unwrap();
    assert_eq!(
        text,
        "the signed date is further from now than the policy allows (header 1 of the request, 0 being the first; now \
         is 301 s later)"
    );
    assert_eq!(error.http(), 401);
    assert!(Refusal::Stale { time: SignedTime::Header(1), skew: 301 }.advice().contains("clock"));
    for refusal in [
        Refusal::Signature,
        Refusal::Algorithm,
        Refusal::HeaderMissing { offset: 1 },
        Refusal::HeaderRepeated(Place::Names(1)),
        Refusal::HeaderRepeated(Place::Header(1)),
        Refusal::HeaderUnsigned { required: 1 },
        Refusal::DigestUnsigned,
        Refusal::DateUnsigned,
        Refusal::Date { header: 1 },
        Refusal::Stale { time: SignedTime::Header(1), skew: 1 },
        Refusal::Digest,
        Refusal::HeaderValue { header: 1 },
        Refusal::RequestLine(RequestPart::Target),
    ] {
        assert_eq!(refusal.http(), 401);
        assert!(!refusal.advice().is_empty() && !refusal.advice().ends_with('.'));
        assert_eq!(VerifyError::from(refusal).to_string(), refusal.to_string());
    }
    assert_eq!(VerifyError::from(Error::Time).http(), 500);
    let parts = [RequestPart::Method, RequestPart::Target, RequestPart::Version];
    assert_eq!(parts.map(|part| part.to_string()), ["the method", "the target", "the version"]);
}

// ---- Size --------------------------------------------------------------------------------------------------------

#[test]
fn sixty_four_names_among_ten_thousand_headers_verify_and_a_repeat_at_the_end_is_found() {
    for row in &ROWS {
        let time = row.times[0];
        let now = now();
        let names: Vec<String> = (0..63).map(|index| format!("x-{index}")).collect();
        let unsigned: Vec<String> = (0..10_000).map(|index| format!("y-{index}")).collect();
        let mut headers: Vec<(&str, &str)> = unsigned.iter().map(|name| (name.as_str(), "u")).collect();
        for (index, name) in names.iter().enumerate() {
            headers.insert(index * 150, (name, "s"));
        }
        headers.push((time, &now));
        let list = format!("{} {time}", names.join(" "));
        let call = Call::new(row.dialect, &list, &headers);
        assert_eq!(call.verify(), fresh(row.dialect));
        let last = headers.len();
        let call = call.header("X-62", "s");
        let joined = row.joins(b"x-62");
        let expected = if joined { Refusal::Signature } else { Refusal::HeaderRepeated(Place::Header(last)) };
        assert_eq!(call.verify(), refused(expected));
    }
}

#[test]
fn a_request_without_headers_is_refused() {
    let call = Call::new(Dialect::Kong, "date", &[("date", &now())]);
    let sent = Sent { headers: Vec::new(), ..call.sent.clone() };
    assert_eq!(Call { sent, ..call }.verify(), refused(Refusal::HeaderMissing { offset: 0 }));
}

#[test]
fn the_rows_of_the_tests_name_every_dialect() {
    let named: Vec<Dialect> = ROWS.iter().map(|row: &Row| row.dialect).collect();
    assert_eq!(named, Dialect::ALL);
}
