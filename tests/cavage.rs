//! What draft 12 of Cavage has that its siblings do not: times in the credential, algorithms left to the key, headers
//! that are joined, parameters that are skipped.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)] // tests may fail loudly

mod oracle;

use hmacsign::{
    Algorithm, Claim, Date, Dialect, Digest, Error, Header, Key, Place, Policy, Refusal, Request, RequestPart,
    SIGNED_MAX, SignedTime, Signer, VerifyError,
};
use oracle::family::{ROWS, Sent, row, string};

/// Mon, 19 Mar 2018 12:08:40 GMT
const NOW: i64 = 1_521_461_320;
const DATE: &str = "Mon, 19 Mar 2018 12:08:40 GMT";
const END: i64 = 253_402_300_799;
const SECRET: &[u8] = b"a secret";
const ID: &str = "some-id";

fn key() -> Key {
    Key::new(Algorithm::HmacSha256, SECRET).unwrap()
}

fn policy() -> Policy<'static> {
    Policy::new(Dialect::Cavage)
}

/// A request, the names to sign, and the times to state.
#[derive(Clone)]
struct Call {
    names: String,
    sent: Sent,
}

fn call(names: &str) -> Call {
    let sent = Sent { method: b"GET".into(), target: b"/p?q".into(), ..Sent::default() };
    Call { names: names.into(), sent }
}

impl Call {
    fn header(mut self, name: &str, value: impl AsRef<[u8]>) -> Call {
        self.sent.headers.push((name.into(), value.as_ref().into()));
        self
    }

    fn created(mut self, seconds: i64) -> Call {
        self.sent.created = Some(seconds);
        self
    }

    fn expires(mut self, seconds: i64) -> Call {
        self.sent.expires = Some(seconds);
        self
    }

    fn lend<R>(&self, work: impl FnOnce(&Signer<'_>, &Request<'_>) -> R) -> R {
        let headers: Vec<Header<'_>> = self.sent.headers.iter().map(|(name, value)| Header::new(name, value)).collect();
        let request = Request::new(&headers).method(&self.sent.method).target(&self.sent.target).body(&self.sent.body);
        let mut signer = Signer::new(Dialect::Cavage, ID).unwrap().names(&self.names);
        if let Some(created) = self.sent.created {
            signer = signer.created(created).unwrap();
        }
        if let Some(expires) = self.sent.expires {
            signer = signer.expires(expires).unwrap();
        }
        work(&signer, &request)
    }

    fn string(&self) -> Result<String, Error> {
        self.lend(|signer, request| Ok(signer.signing_string(request)?.to_string()))
    }

    fn sign(&self) -> Result<String, Error> {
        self.lend(|signer, request| Ok(signer.sign(&key(), request)?.to_string()))
    }

    fn header_lines(&self) -> String {
        self.lend(|signer, request| signer.sign(&key(), request).unwrap().header_lines().to_string())
    }

    /// What the credential states.
    fn times(&self) -> String {
        let times = [("created", self.sent.created), ("expires", self.sent.expires)];
        times.into_iter().filter_map(|(name, time)| Some(format!("{name}={},", time?))).collect()
    }

    /// The credential of another program: over the slow twin's string.
    fn foreign(&self) -> String {
        let cavage = row(Dialect::Cavage);
        let names: Vec<&[u8]> = self.names.split(' ').map(str::as_bytes).collect();
        let mac = oracle::hmac(Algorithm::HmacSha256, SECRET, &string(cavage, ID.as_bytes(), &names, &self.sent));
        cavage.credential_stating(&self.times(), ID, "hs2019", &self.names, &mac)
    }

    /// A credential over anything.
    fn forged(&self) -> String {
        row(Dialect::Cavage).credential_stating(&self.times(), ID, "hs2019", &self.names, &[7; 32])
    }

    fn verify_at(&self, credential: &str, policy: &Policy<'_>, now: i64) -> Verdict {
        let claim = Claim::read(Dialect::Cavage, credential)?;
        let (created, expires) = (self.sent.created, self.sent.expires);
        assert_eq!((claim.created(), claim.expires()), (created, expires));
        self.lend(|_, request| {
            let key = key();
            let verified = claim.verify(&key, request, policy, now)?;
            Ok((verified.expires(), verified.skew()))
        })
    }

    fn verify(&self) -> Verdict {
        self.verify_at(&self.foreign(), &policy(), NOW)
    }

    /// Signed as by the slow twin, and accepted.
    fn assert_good(&self) {
        let cavage = row(Dialect::Cavage);
        let names: Vec<&[u8]> = self.names.split(' ').map(str::as_bytes).collect();
        let expected = string(cavage, ID.as_bytes(), &names, &self.sent);
        assert_eq!(self.string().unwrap().as_bytes(), expected);
        assert!(self.verify().is_ok(), "{:?}", self.verify());
        assert!(self.verify_at(&self.sign().unwrap(), &policy(), NOW).is_ok());
    }
}

/// The last second and the skew, or why not.
type Verdict = Result<(Option<i64>, Option<i64>), VerifyError>;

fn refused(refusal: Refusal) -> Verdict {
    Err(refusal.into())
}

fn stale(time: SignedTime, skew: i64) -> Verdict {
    refused(Refusal::Stale { time, skew })
}

// ---- Writing times -----------------------------------------------------------------------------------------------

#[test]
fn signed_times_are_lines_and_the_algorithm_is_left_to_the_key() {
    let call = call("(created) x (expires)").header("x", "y").created(NOW).expires(NOW + 5);
    assert_eq!(call.string().unwrap(), format!("(created): {NOW}\nx: y\n(expires): {}", NOW + 5));
    let credential = call.sign().unwrap();
    let signature = credential.split('"').rev().nth(1).unwrap();
    assert_eq!(
        credential,
        format!(
            "Signature keyId=\"some-id\",algorithm=\"hs2019\",created={NOW},expires={},\
             headers=\"(created) x (expires)\",signature=\"{signature}\"",
            NOW + 5
        )
    );
    call.assert_good();
    // One of them signed is enough, and its case does not matter.
    for (names, written) in [
        ("(CREATED) x", "hs2019"),
        ("x (Created) (EXPIRES)", "hs2019"),
        ("date (expires)", "hs2019"),
        ("date", "hmac-sha256"),
    ] {
        let call = timed(names);
        let credential = call.sign().unwrap();
        assert!(credential.contains(&format!("algorithm=\"{written}\",created=")), "{credential}");
        assert!(credential.contains(&format!("headers=\"{}\"", names.to_lowercase())), "{credential}");
        call.assert_good();
    }
}

fn timed(names: &str) -> Call {
    call(names).header("x", "y").header("Date", DATE).created(NOW).expires(NOW + 5)
}

#[test]
fn a_time_that_is_not_named_is_written_and_not_covered() {
    let call = call("date").header("date", DATE).created(1).expires(2);
    assert_eq!(call.string().unwrap(), format!("date: {DATE}"));
    let credential = call.sign().unwrap();
    assert!(credential.contains(",algorithm=\"hmac-sha256\",created=1,expires=2,headers=\"date\","), "{credential}");
    let claim = Claim::read(Dialect::Cavage, &credential).unwrap();
    assert_eq!((claim.created(), claim.expires()), (Some(1), Some(2)));
    assert!(!claim.is_signed("(created)") && !claim.is_signed("(expires)"));
    // It is never judged: both are long past.
    assert_eq!(call.verify(), Ok((Some(NOW + 300), Some(0))));
    // And whoever changes it changes nothing.
    for (from, to) in [("created=1,", "created=7,"), ("created=1,", ""), ("expires=2,", "")] {
        let other = credential.replace(from, to);
        let claim = Claim::read(Dialect::Cavage, &other).unwrap();
        call.lend(|_, request| assert!(claim.verify(&key(), request, &policy(), NOW).is_ok()));
    }
    // With no names given no time is among them.
    let call = Call { names: String::new(), ..call };
    assert!(call.sign().unwrap().contains("headers=\"date\""));
}

#[test]
fn one_time_alone_is_written_alone() {
    let created = call("(created)").created(NOW).sign().unwrap();
    assert!(
        created.contains(&format!("\"hs2019\",created={NOW},headers=\"(created)\"")) && !created.contains("expires")
    );
    let expires = call("date").header("date", DATE).expires(END).sign().unwrap();
    assert!(expires.contains(&format!("\"hmac-sha256\",expires={END},headers=")) && !expires.contains("created"));
    let neither = call("date").header("date", DATE).sign().unwrap();
    assert!(!neither.contains("created") && !neither.contains("expires"));
}

#[test]
fn a_time_that_is_named_and_not_stated_is_missing() {
    for (name, other) in [("(created)", "expires"), ("(expires)", "created")] {
        let names = format!("date {name}");
        let mut call = call(&names).header("date", DATE);
        if other == "created" {
            call = call.created(NOW);
        } else {
            call = call.expires(NOW);
        }
        assert_eq!(call.sign(), Err(Error::HeaderMissing { offset: 5 }));
        assert_eq!(call.string(), Err(Error::HeaderMissing { offset: 5 }));
        assert_eq!(call.verify_at(&call.forged(), &policy(), NOW), refused(Refusal::HeaderMissing { offset: 5 }));
    }
}

#[test]
fn a_time_is_stated_from_1_to_the_end_of_9999() {
    let signer = Signer::new(Dialect::Cavage, ID).unwrap();
    for seconds in [1, NOW, END] {
        assert!(signer.created(seconds).is_ok() && signer.expires(seconds).is_ok());
    }
    for seconds in [0, -1, i64::MIN, END + 1, i64::MAX] {
        assert_eq!(signer.created(seconds).map(drop), Err(Error::Time));
        assert_eq!(signer.expires(seconds).map(drop), Err(Error::Time));
    }
}

#[test]
fn other_dialects_leave_stated_times_out_and_know_no_such_names() {
    for row in ROWS.iter().filter(|row| row.dialect != Dialect::Cavage) {
        let time = row.times[0];
        let headers = [Header::new(time, DATE)];
        let request = Request::new(&headers).method("GET").target("/");
        let plain = Signer::new(row.dialect, ID).unwrap();
        let stating = plain.created(NOW).unwrap().expires(NOW).unwrap();
        let credential = plain.sign(&key(), &request).unwrap().to_string();
        assert_eq!(stating.sign(&key(), &request).unwrap().to_string(), credential);
        for name in ["(created)", "(expires)"] {
            let error = stating.names(name).sign(&key(), &request).map(drop);
            assert_eq!(error, Err(Error::HeaderName(Place::Names(0))), "{:?}", row.dialect);
        }
        for parameter in ["created=1", "expires=1", "created=\"1\"", "other=x", "other=\"x\""] {
            for text in [
                format!("{credential}{}{parameter}", row.comma),
                credential.replacen("headers=", &format!("{parameter}{}headers=", row.comma), 1),
            ] {
                let verdict = Claim::read(row.dialect, &text);
                assert!(matches!(verdict, Err(Error::Format { .. })), "{:?} {text}", row.dialect);
            }
        }
        let hs2019 = row.credential(ID, "hs2019", time, &[7; 32]);
        assert!(matches!(Claim::read(row.dialect, &hs2019), Err(Error::AlgorithmName { .. })));
    }
}

// ---- Reading -----------------------------------------------------------------------------------------------------

/// A credential with this behind its algorithm.
fn text(further: &str) -> String {
    row(Dialect::Cavage).credential_stating(further, ID, "hs2019", "date", &[7; 32])
}

fn read(text: &str) -> Result<Claim<'_>, Error> {
    Claim::read(Dialect::Cavage, text)
}

#[test]
fn stated_times_are_read_from_1_to_12_digits_without_quotes_by_names_in_any_case() {
    for (written, seconds) in [
        ("1", 1),
        ("9", 9),
        ("1402170695", 1_402_170_695),
        ("253402300799", END),
        ("000000000001", 1),
        ("01402170695", 1_402_170_695),
    ] {
        for name in ["created", "Created", "CREATED", "cReAtEd"] {
            assert_eq!(read(&text(&format!("{name}={written},"))).unwrap().created(), Some(seconds));
        }
        for name in ["expires", "Expires", "EXPIRES"] {
            let text = text(&format!("{name}={written}, "));
            let claim = read(&text).unwrap();
            assert_eq!((claim.created(), claim.expires()), (None, Some(seconds)));
        }
    }
    // Anywhere.
    let bare = text("");
    let parameters = bare.strip_prefix("Signature ").unwrap();
    for text in [format!("Signature created=1,{parameters}"), format!("{bare},created=1"), format!("{bare}, created=1")]
    {
        assert_eq!(read(&text).unwrap().created(), Some(1), "{text}");
    }
    assert_eq!((read(&bare).unwrap().created(), read(&bare).unwrap().expires()), (None, None));
}

#[test]
fn what_is_no_such_time_is_a_fault_of_form() {
    for written in [
        "",
        "0",
        "00",
        "000000000000",
        "253402300800",
        "999999999999",
        "1402170695000",
        "0000000000001",
        "-1",
        "+1",
        "1.0",
        "1e3",
        "0x1",
        "x",
        "1x",
        "x1",
        "1402170695.123",
        "\"1402170695\"",
        "\"\"",
        "'1'",
        " 1",
        "\t1",
        "١",
        "1\u{0}",
        "null",
    ] {
        for name in ["created", "EXPIRES"] {
            let text = text(&format!("{name}={written},"));
            let Err(Error::Format { offset }) = read(&text) else { panic!("{text}: {:?}", read(&text)) };
            let begins = text.find(name).unwrap() + name.len() + 1;
            assert!((begins..=begins + written.len()).contains(&offset), "{text} {offset}");
        }
    }
    for written in ["created,", "created:1,", "created =1,", "created= 1,", "created=1 ,", "created=1;"] {
        assert!(matches!(read(&text(written)), Err(Error::Format { .. })), "{written}");
    }
    // It is told even if the parameter comes twice, and before what is missing.
    assert!(matches!(read(&text("created=1,created=0,")), Err(Error::Format { .. })));
    assert!(matches!(read("Signature created=1,created=1,keyId=\"i\", expires=x"), Err(Error::Format { .. })));
}

#[test]
fn a_repeated_time_is_told_as_such() {
    for (further, name) in [
        ("created=1,created=1,", "created"),
        ("created=1,expires=2,Created=3,", "created"),
        ("expires=1,EXPIRES=2,", "expires"),
    ] {
        let text = text(further);
        let Err(Error::Parameter { name: told, offset }) = read(&text) else { panic!("{text}") };
        assert_eq!(told, name);
        assert!(text[offset..].to_lowercase().starts_with(name) && offset > text.find("hs2019\",").unwrap() + 8);
    }
}

#[test]
fn hmac_algorithms_are_forbidden_with_a_signed_time_and_the_key_decides_without_them() {
    let cavage = row(Dialect::Cavage);
    for names in ["(created)", "date (EXPIRES)", "(created) (expires)"] {
        for (algorithm, name) in cavage.algorithms {
            let text =
                cavage.credential_stating("created=1,expires=2,", ID, name, names, &vec![7; algorithm.mac_len()]);
            assert_eq!(read(&text).map(drop), Err(Error::AlgorithmName { offset: text.find("hmac-").unwrap() }));
            // Only with a signed one.
            let text = text.replace(names, "date");
            assert_eq!(read(&text).unwrap().algorithm(), Some(*algorithm));
            // It is the algorithm's fault whether or not the time is there.
            let text = cavage.credential(ID, name, names, &vec![7; algorithm.mac_len()]);
            assert!(matches!(read(&text), Err(Error::AlgorithmName { .. })));
        }
        for len in [20, 32, 48, 64] {
            let text = cavage.credential_stating("created=1,", ID, "hs2019", names, &vec![7; len]);
            assert_eq!(read(&text).unwrap().algorithm(), None);
            let absent = text.replace("algorithm=\"hs2019\",", "");
            assert_eq!(read(&absent).unwrap().algorithm(), None);
            for other in ["HS2019", "hs2019 ", "hmac", "rsa-sha256", "hs2020"] {
                let text = text.replace("hs2019", other);
                assert!(matches!(read(&text), Err(Error::AlgorithmName { .. })), "{other}");
            }
        }
        let text = cavage.credential(ID, "hs2019", names, &[7; 33]);
        assert!(matches!(read(&text), Err(Error::SignatureForm { .. })));
    }
}

#[test]
fn parameters_that_are_not_known_are_skipped_tokens_or_quoted() {
    for further in [
        "realm=\"a b, c=\\\",",
        "x=\"\",",
        "x=y,",
        "x=1,",
        "X-1!#$%&'*+.^_`|~=!#$%&'*+.^_`|~,",
        "a=b, c=\"d\",   e=f,",
        "id=\"x\",",
        "username=x,",
        "v=\"1\",nonce=\"\u{E9}\0\n\",",
        "created2=x,",
        "(=",
    ] {
        let good = !further.starts_with('(');
        let text = text(further);
        let claim = read(&text);
        assert_eq!(claim.is_ok(), good, "{text}");
        if let Ok(claim) = claim {
            assert_eq!((claim.id(), claim.names(), claim.mac()), (ID, "date", &[7; 32][..]));
            assert_eq!((claim.created(), claim.expires()), (None, None));
        }
    }
    // First and last, too.
    let bare = text("");
    let parameters = bare.strip_prefix("Signature ").unwrap();
    for text in [format!("Signature x=y,{parameters}"), format!("{bare},x=y"), format!("{bare}, x=\"y\"")] {
        assert!(read(&text).is_ok(), "{text}");
    }
}

#[test]
fn a_parameter_that_is_not_known_still_has_a_form() {
    for further in [
        "x,",
        "x=,",
        "x= y,",
        "x =y,",
        "x=\"y,",
        "x=y z,",
        "x=y\"z\",",
        "x=\"y\"z,",
        "x==y,",
        "x=(y),",
        "x=a/b,",
        "x=a:b,",
        "=y,",
        "=\"y\",",
        "x\"y\",",
        "x='y z',",
        "\u{E9}=y,",
        "x=\u{E9},",
        ",",
        "x=y,,",
        "x=y;",
    ] {
        assert!(matches!(read(&text(further)), Err(Error::Format { .. })), "{further} {:?}", read(&text(further)));
    }
    let bare = text("");
    for behind in [",x", ",x=", ",x=\"", ",x=y,", ",x=y ", " x=y", ",x=\"y\" "] {
        assert!(matches!(read(&format!("{bare}{behind}")), Err(Error::Format { .. })), "{behind}");
    }
    // A known one does not become an unknown one by its form.
    for known in ["keyId=some-id,", "headers=date,", "signature=AAAA,"] {
        assert!(matches!(read(&text(known)), Err(Error::Format { .. })), "{known}");
    }
}

#[test]
fn a_parameter_that_is_not_known_may_come_once_whatever_its_case() {
    for (further, second) in
        [("x=1,x=1,", "x=1"), ("x=1,X=\"2\",", "X="), ("realm=a,b=c,REALM=d,", "REALM"), ("x=1,y=2,x=3,y=4,", "x=3")]
    {
        let text = text(further);
        let Err(Error::Parameter { offset, .. }) = read(&text) else { panic!("{text}") };
        assert_eq!(offset, text.rfind(second).unwrap(), "{text}");
    }
    // A fault of form is told before it.
    assert!(matches!(read(&text("x=1,x=1,y,")), Err(Error::Format { .. })));
    // It is told before a missing one, and the first of those that are repeated is.
    let Err(Error::Parameter { name, .. }) = read("Signature created=1,x=1,created=2,x=2") else { panic!() };
    assert_eq!(name, "created");
}

#[test]
fn sixty_four_parameters_are_skipped_and_one_more_is_refused() {
    let further = |count: usize| (0..count).map(|index| format!("x{index}={index},")).collect::<String>();
    assert_eq!(SIGNED_MAX, 64);
    for count in [63, 64] {
        assert!(read(&text(&further(count))).is_ok());
        assert!(read(&text(&format!("created=1,expires=2,{}", further(count)))).is_ok());
    }
    for count in [65, 66, 1000] {
        let text = text(&further(count));
        let Err(error @ Error::Parameter { name: "", offset }) = read(&text) else { panic!() };
        assert_eq!(offset, text.find("x64=").unwrap());
        // It has no name that could be told.
        assert!(error.to_string().ends_with(&format!(" (at octet {offset})")), "{error}");
    }
    assert!(matches!(read(&text(&format!("{}x,", further(100)))), Err(Error::Format { .. })));
}

// ---- Judging times -----------------------------------------------------------------------------------------------

#[test]
fn created_is_a_signed_time_within_the_skew_either_way() {
    for off in [0, 1, 299, 300, -1, -300] {
        let call = call("(created)").created(NOW - off);
        assert_eq!(call.verify(), Ok((Some(NOW - off + 300), Some(off))), "{off}");
    }
    for off in [301, 5000, -301, -5000] {
        let call = call("(created)").created(NOW - off);
        assert_eq!(call.verify(), stale(SignedTime::Created, off), "{off}");
        let seen = Ok((Some(NOW - off + 5000), Some(off)));
        assert_eq!(call.verify_at(&call.foreign(), &policy().max_skew(5000), NOW), seen);
    }
    let call = call("(created)").created(END);
    assert_eq!(call.verify(), stale(SignedTime::Created, NOW - END));
    assert_eq!(call.verify_at(&call.foreign(), &policy(), END), Ok((Some(END), Some(0))));
    // What is allowed to Date is not allowed to it.
    assert_eq!(
        call.verify_at(&call.foreign(), &policy().allow_stale_date(), NOW),
        stale(SignedTime::Created, NOW - END)
    );
}

#[test]
fn expires_is_judged_without_slack_and_bounds_how_long_it_is_accepted() {
    let call = call("date (expires)").header("date", DATE);
    for (off, verdict) in [
        (0, Ok((Some(NOW), Some(0)))),
        (1, Ok((Some(NOW + 1), Some(0)))),
        (299, Ok((Some(NOW + 299), Some(0)))),
        (300, Ok((Some(NOW + 300), Some(0)))),
        (5000, Ok((Some(NOW + 300), Some(0)))),
        (END - NOW, Ok((Some(NOW + 300), Some(0)))),
        (-1, stale(SignedTime::Expires, 1)),
        (-300, stale(SignedTime::Expires, 300)),
        (1 - NOW, stale(SignedTime::Expires, NOW - 1)),
    ] {
        let call = call.clone().expires(NOW + off);
        assert_eq!(call.verify(), verdict, "{off}");
        if off < 0 {
            // No skew helps.
            let verdict = call.verify_at(&call.foreign(), &policy().max_skew(u32::MAX), NOW);
            assert_eq!(verdict, stale(SignedTime::Expires, -off));
        }
    }
    // The last second is the last.
    let call = call.expires(NOW + 7);
    assert!(call.verify_at(&call.foreign(), &policy(), NOW + 7).is_ok());
    assert_eq!(call.verify_at(&call.foreign(), &policy(), NOW + 8), stale(SignedTime::Expires, 1));
}

#[test]
fn of_several_times_the_first_in_the_names_that_fails_is_told() {
    let (old, past) = (Date::new(NOW - 400).unwrap(), NOW - 500);
    for (names, verdict) in [
        ("(created) (expires) date", stale(SignedTime::Created, 500)),
        ("(expires) (created) date", stale(SignedTime::Expires, 500)),
        ("date (expires) (created)", stale(SignedTime::Header(0), 400)),
        ("date (created)", stale(SignedTime::Header(0), 400)),
        ("(expires) date", stale(SignedTime::Expires, 500)),
    ] {
        let call = call(names).header("date", old).created(past).expires(past);
        assert_eq!(call.verify(), verdict, "{names}");
    }
    // The least bounds, and the skew is that of the first that tells when it was signed.
    let fresh = call("(expires) date (created)").header("date", DATE).created(NOW - 100).expires(NOW + 250);
    assert_eq!(fresh.verify(), Ok((Some(NOW + 200), Some(0))));
    let fresh = Call { names: "(created) (expires) date".into(), ..fresh };
    assert_eq!(fresh.verify(), Ok((Some(NOW + 200), Some(100))));
    let fresh = fresh.expires(NOW + 150);
    assert_eq!(fresh.verify(), Ok((Some(NOW + 150), Some(100))));
}

#[test]
fn expires_alone_is_no_time_of_signing() {
    let call = call("(expires) host").header("host", "h").expires(NOW + 5).created(NOW);
    assert_eq!(call.sign(), Err(Error::DateUnsigned));
    assert_eq!(call.verify(), refused(Refusal::DateUnsigned));
    // Where undated is allowed it still ends it.
    let undated = policy().allow_undated();
    assert_eq!(call.verify_at(&call.foreign(), &undated, NOW), Ok((Some(NOW + 5), None)));
    assert_eq!(call.verify_at(&call.foreign(), &undated, NOW + 6), stale(SignedTime::Expires, 1));
    call.lend(|signer, request| assert!(signer.allow_undated().sign(&key(), request).is_ok()));
}

#[test]
fn a_changed_time_is_another_signature() {
    let call = call("(created) (expires)").created(NOW).expires(NOW + 5);
    let credential = call.sign().unwrap();
    for (from, to, other) in [
        (format!("created={NOW}"), format!("created={}", NOW + 1), call.clone().created(NOW + 1)),
        (format!("expires={}", NOW + 5), format!("expires={}", NOW + 50), call.clone().expires(NOW + 50)),
    ] {
        let changed = credential.replace(&from, &to);
        assert_eq!(other.verify_at(&changed, &policy(), NOW), refused(Refusal::Signature));
    }
    // With zeros before it it is the same time, and the same line is signed.
    let zeros = credential.replace("created=", "created=0");
    assert!(call.verify_at(&zeros, &policy(), NOW).is_ok());
}

#[test]
fn the_draft_s_times_can_be_required() {
    let call = call("(created)").created(NOW).expires(NOW);
    for (required, signed) in [("(created)", true), ("(CREATED)", true), ("(expires)", false), ("created", false)] {
        let required = [required];
        let verdict = call.verify_at(&call.foreign(), &policy().required(&required), NOW);
        let expected =
            if signed { Ok((Some(NOW + 300), Some(0))) } else { refused(Refusal::HeaderUnsigned { required: 0 }) };
        assert_eq!(verdict, expected, "{required:?}");
    }
}

#[test]
fn the_times_need_no_request_line() {
    let mut call = call("(created) (expires)").created(NOW).expires(NOW);
    (call.sent.method, call.sent.target) = (b"".into(), b"a b".into());
    call.assert_good();
    call.names += " (request-target)";
    assert_eq!(call.sign(), Err(Error::RequestLine(RequestPart::Method)));
}

#[test]
fn a_real_header_named_like_a_signed_time_is_refused_and_a_time_named_twice_too() {
    for name in ["(created)", "(Expires)"] {
        let call = call(&format!("(created) {}", "(expires)")).header(name, "1").created(NOW).expires(NOW);
        let place = Place::Header(0);
        assert_eq!(call.sign(), Err(Error::HeaderRepeated(place)));
        assert_eq!(call.verify(), refused(Refusal::HeaderRepeated(place)));
        // One that is not signed is ignored, and so is one that only resembles it.
        let call = timed("date").header(name, "1");
        call.assert_good();
    }
    timed("(created)").header("created", "1").header("created", "2").assert_good();
    let twice = timed("date (created) (CREATED)");
    assert_eq!(twice.sign(), Err(Error::HeaderRepeated(Place::Names(15))));
    assert_eq!(twice.verify_at(&twice.forged(), &policy(), NOW), refused(Refusal::HeaderRepeated(Place::Names(15))));
}

// ---- Headers that are joined -------------------------------------------------------------------------------------

#[test]
fn a_header_that_occurs_several_times_is_one_line_its_values_joined_in_their_order() {
    let call = call("date cache-control x-a")
        .header("Cache-Control", " max-age=60\t")
        .header("Date", DATE)
        .header("X-A", "1")
        .header("CACHE-control", "must-revalidate")
        .header("unsigned", "")
        .header("cache-control", "\tno-store ");
    assert_eq!(
        call.string().unwrap(),
        format!("date: {DATE}\ncache-control: max-age=60, must-revalidate, no-store\nx-a: 1")
    );
    call.assert_good();
    // The order counts.
    let credential = call.sign().unwrap();
    let mut other = call.clone();
    other.sent.headers.swap(0, 3);
    assert_eq!(other.verify_at(&credential, &policy(), NOW), refused(Refusal::Signature));
    // One that was taken away or added does.
    let mut other = call.clone();
    other.sent.headers.pop();
    assert_eq!(other.verify_at(&credential, &policy(), NOW), refused(Refusal::Signature));
    let other = call.clone().header("cache-control", "");
    assert_eq!(other.verify_at(&credential, &policy(), NOW), refused(Refusal::Signature));
    // Joined on the way it is the same.
    let mut joined = call;
    joined.sent.headers = vec![
        (b"date".into(), DATE.into()),
        (b"cache-control".into(), b"max-age=60, must-revalidate, no-store".into()),
        (b"x-a".into(), b"1".into()),
    ];
    assert!(joined.verify_at(&credential, &policy(), NOW).is_ok());
}

#[test]
fn several_headers_that_occur_several_times_are_joined_each() {
    let call = call("x-a date x-b")
        .header("x-a", "1")
        .header("x-b", "2")
        .header("date", DATE)
        .header("x-b", "3")
        .header("x-a", "4");
    assert_eq!(call.string().unwrap(), format!("x-a: 1, 4\ndate: {DATE}\nx-b: 2, 3"));
    call.assert_good();
}

#[test]
fn empty_values_are_joined_like_others() {
    for (values, joined) in [
        (&["", ""][..], ", "),
        (&["a", ""], "a, "),
        (&["", "a"], ", a"),
        (&["", "", ""], ", , "),
        (&["a", " \t", "b"], "a, , b"),
        (&["a, b", "c"], "a, b, c"),
    ] {
        let mut call = call("date x").header("date", DATE);
        for value in values {
            call = call.header("x", value);
        }
        assert_eq!(call.string().unwrap(), format!("date: {DATE}\nx: {joined}"));
        call.assert_good();
    }
}

#[test]
fn what_must_not_be_joined_is_refused_named_or_not() {
    for name in ["host", "date", "x-date", "digest", "content-length", "content-type", "authorization"] {
        for spelled in [name.to_string(), name.to_uppercase()] {
            let names = if name == "date" { "x-a date" } else { &format!("date {name}") };
            let mut call = call(names).header("x-a", "1");
            if name != "date" {
                call = call.header("date", DATE);
            }
            call = call.header(name, DATE).header("x-b", "2").header(&spelled, DATE);
            let last = call.sent.headers.len() - 1;
            assert_eq!(call.sign(), Err(Error::HeaderRepeated(Place::Header(last))), "{name}");
            let verdict = call.verify_at(&call.forged(), &policy(), NOW);
            assert_eq!(verdict, refused(Refusal::HeaderRepeated(Place::Header(last))), "{name}");
            // With no names given, too; but credentials are not among them.
            let all = Call { names: String::new(), ..call.clone() };
            let expected =
                if name == "authorization" { None } else { Some(Error::HeaderRepeated(Place::Header(last))) };
            assert_eq!(all.sign().err(), expected, "{name}");
            // Where it is not signed it is ignored.
            if name != "date" {
                Call { names: "date".into(), ..call }.assert_good();
            }
        }
    }
    // All others are joined, names that only begin so among them.
    for name in ["hosts", "x-host", "v-c-date", "digest2", "content-md5", "content-language", "accept", "cookie", "via"]
    {
        call(&format!("date {name}")).header("date", DATE).header(name, "a").header(name, "b").assert_good();
    }
}

#[test]
fn a_control_octet_in_any_of_them_is_told_with_its_own_place() {
    for bad in 0..3 {
        let mut call = call("date x").header("date", DATE);
        for at in 0..3 {
            call = call.header("x", if at == bad { "a\nb" } else { "a" });
        }
        assert_eq!(call.sign(), Err(Error::HeaderValue { header: bad + 1 }));
        let verdict = call.verify_at(&call.forged(), &policy(), NOW);
        assert_eq!(verdict, refused(Refusal::HeaderValue { header: bad + 1 }));
        // Of several, the first; and an earlier name's fault comes before it.
        let call = call.header("x", "\0").header("y", "\0");
        assert_eq!(call.sign(), Err(Error::HeaderValue { header: bad + 1 }));
        let call = Call { names: "date y x".into(), ..call };
        assert_eq!(call.sign(), Err(Error::HeaderValue { header: 5 }));
    }
}

#[test]
fn with_no_names_given_a_joined_header_is_listed_once_at_its_first_place() {
    let call = call("")
        .header("X-A", "1")
        .header("Date", DATE)
        .header("x-a", "2")
        .header("Authorization", "x")
        .header("X-B", "3")
        .header("X-a", "4")
        .header("signature", "y");
    assert_eq!(call.string().unwrap(), format!("x-a: 1, 2, 4\ndate: {DATE}\nx-b: 3"));
    let credential = call.sign().unwrap();
    assert!(credential.contains("headers=\"x-a date x-b\""), "{credential}");
    assert!(call.verify_at(&credential, &policy(), NOW).is_ok());
}

#[test]
fn with_no_names_given_a_fault_is_told_at_its_header_behind_joined_ones() {
    let joined = || call("").header("x-a", "1").header("x-a", "2").header("x-a", "3").header("date", DATE);
    for name in ["", "a b", "x:y", "\u{E9}"] {
        assert_eq!(joined().header(name, "").sign(), Err(Error::HeaderName(Place::Header(4))), "{name:?}");
    }
    assert_eq!(joined().header("x-b", "\0").sign(), Err(Error::HeaderValue { header: 4 }));
    assert_eq!(joined().header("host", "").header("Host", "").sign(), Err(Error::HeaderRepeated(Place::Header(5))));
    assert_eq!(joined().header("(created)", "1").sign(), Err(Error::HeaderRepeated(Place::Header(4))));
}

#[test]
fn header_lines_give_a_joined_header_once() {
    let call = call("(request-target) x-a date (created)")
        .header("Date", DATE)
        .header("X-A", " 1 ")
        .header("x-a", "2")
        .header("other", "o")
        .created(NOW);
    let credential = call.sign().unwrap();
    let lines = format!("X-A: 1, 2\r\nDate: {DATE}\r\nAuthorization: {credential}\r\n");
    assert_eq!(call.header_lines(), lines);
    // What is sent so verifies.
    let received = Call { sent: Sent { headers: Vec::new(), ..call.sent.clone() }, ..call }
        .header("X-A", "1, 2")
        .header("Date", DATE);
    assert!(received.verify_at(&credential, &policy(), NOW).is_ok());
}

#[test]
fn header_lines_verify_where_the_last_of_joined_values_is_empty() {
    let values = [&["a", ""][..], &["", ""], &["", "a", " \t"], &["", "a"]];
    for (names, values) in
        ["x date", "date x", "x y date"].iter().flat_map(|names| values.map(|values| (names, values)))
    {
        let mut call = call(names).header("Date", DATE);
        for value in values {
            call = call.header("X", value).header("Y", value);
        }
        let (credential, lines) = (call.sign().unwrap(), call.header_lines());
        // As it is received: without the white space around values.
        let received = lines.lines().map(|line| line.split_once(':').unwrap());
        let received = received.filter(|(name, _)| *name != "Authorization");
        let headers = received.map(|(name, value)| (name.into(), value.trim().into())).collect();
        let sent = Sent { headers, ..call.sent.clone() };
        assert!(Call { sent, ..call }.verify_at(&credential, &policy(), NOW).is_ok(), "{lines}");
    }
}

#[test]
fn sixty_four_headers_with_repeats_are_signed_and_sixty_five_are_too_many() {
    for (count, repeats) in [(63, 0), (63, 200), (64, 0), (64, 1)] {
        let mut all = call("").header("date", DATE);
        for index in 0..count {
            all = all.header(&format!("x-{index}"), "a");
        }
        for index in 0..repeats {
            all = all.header(&format!("X-{}", index * 7 % 63), "b");
        }
        let mut listed = all.clone();
        listed.names = (0..count).map(|index| format!("x-{index} ")).collect::<String>() + "date";
        if count == 63 {
            assert!(all.sign().is_ok());
            assert!(all.verify_at(&all.sign().unwrap(), &policy(), NOW).is_ok());
            listed.assert_good();
        } else {
            assert_eq!(all.sign(), Err(Error::HeaderCount { count: 65 }));
            assert_eq!(listed.sign(), Err(Error::HeaderCount { count: 65 }));
            assert!(matches!(
                listed.verify_at(&listed.forged(), &policy(), NOW),
                Err(VerifyError::Error(Error::Parameter { .. }))
            ));
        }
    }
}

#[test]
fn a_joined_header_is_lent_value_by_value() {
    let call = call("x-a date")
        .header("x-a", " 1")
        .header("Date", DATE)
        .header("X-A", "2\t")
        .header("x-u", "3")
        .header("x-A", "");
    let credential = call.sign().unwrap();
    let claim = read(&credential).unwrap();
    call.lend(|_, request| {
        let (key, policy) = (key(), policy());
        let verified = claim.verify(&key, request, &policy, NOW).unwrap();
        // It has no one value.
        assert_eq!(verified.header("x-a"), None);
        assert_eq!(verified.header("date"), Some(DATE.as_bytes()));
        let lent: Vec<(&[u8], &[u8])> = verified.headers().map(|header| (header.name(), header.value())).collect();
        assert_eq!(lent, [(&b"x-a"[..], &b" 1"[..]), (b"X-A", b"2\t"), (b"x-A", b""), (b"Date", DATE.as_bytes())]);
    });
    assert!(claim.is_signed("X-A"));
}

#[test]
fn in_other_dialects_a_repeated_header_is_refused() {
    for row in ROWS.iter().filter(|row| row.dialect != Dialect::Cavage) {
        let time = row.times[0];
        let headers = [Header::new(time, DATE), Header::new("x-a", "1"), Header::new("X-A", "1")];
        let request = Request::new(&headers).method("GET").target("/");
        let signer = Signer::new(row.dialect, ID).unwrap();
        let names = format!("{time} x-a");
        for signer in [signer, signer.names(&names)] {
            let error = signer.sign(&key(), &request).map(drop);
            assert_eq!(error, Err(Error::HeaderRepeated(Place::Header(2))), "{:?}", row.dialect);
        }
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
    const EXPIRED: usize = 7;
    const CREATED: usize = 8;
    const DIGEST_WRONG: usize = 9;
    let mut tried = 0;
    for faults in 0..1_u32 << 10 {
        let has = |fault: usize| faults >> fault & 1 == 1;
        if has(DIGEST_UNSIGNED) && has(DIGEST_WRONG) || has(UNDATED) && has(CREATED) {
            continue;
        }
        for name_fault in 0..if has(NAMES) { 4 } else { 1 } {
            let mut call = call("(request-target) x-a (expires)").header("x-a", "1").header("x-a", "2");
            let digest = if has(DIGEST_WRONG) { Digest::of("") } else { Digest::of("body") };
            call = call.header("digest", digest).expires(if has(EXPIRED) { NOW - 1 } else { NOW });
            call.sent.body = b"body".into();
            if !has(UNDATED) {
                call = call.created(if has(CREATED) { NOW - 301 } else { NOW });
                call.names += " (created)";
            }
            if !has(DIGEST_UNSIGNED) {
                call.names += " digest";
            }
            if has(REQUEST_LINE) {
                call.sent.method = b"G T".into();
            }
            let mut credential = if has(SIGNATURE) { call.forged() } else { call.foreign() };
            let mut fault = None;
            if has(NAMES) {
                let offset = call.names.len() + 1;
                let (added, refusal) = match name_fault {
                    0 => ("absent", Refusal::HeaderMissing { offset }),
                    1 => ("x-b", Refusal::HeaderValue { header: 4 }),
                    2 => ("host", Refusal::HeaderRepeated(Place::Header(4))),
                    _ => ("X-A", Refusal::HeaderRepeated(Place::Names(offset))),
                };
                if name_fault == 1 {
                    call = call.header("x-b", "").header("x-b", "\0");
                }
                if name_fault == 2 {
                    call = call.header("host", "").header("host", "");
                }
                credential = credential.replace("\",signature", &format!(" {added}\",signature"));
                fault = Some(refusal);
            }
            let mut policy = policy().require_digest();
            if has(ALGORITHM) {
                policy = policy.algorithms(&[Algorithm::HmacSha512]);
            }
            if has(REQUIRED) {
                policy = policy.required(&["(expires)", "x-required"]);
            }
            let expected = match faults.trailing_zeros() as usize {
                ALGORITHM => refused(Refusal::Algorithm),
                REQUIRED => refused(Refusal::HeaderUnsigned { required: 1 }),
                DIGEST_UNSIGNED => refused(Refusal::DigestUnsigned),
                NAMES => refused(fault.unwrap()),
                UNDATED => refused(Refusal::DateUnsigned),
                REQUEST_LINE => refused(Refusal::RequestLine(RequestPart::Method)),
                SIGNATURE => refused(Refusal::Signature),
                EXPIRED => stale(SignedTime::Expires, 1),
                CREATED => stale(SignedTime::Created, 301),
                DIGEST_WRONG => refused(Refusal::Digest),
                _ => Ok((Some(NOW), Some(0))),
            };
            assert_eq!(call.verify_at(&credential, &policy, NOW), expected, "{faults:010b} {credential}");
            tried += 1;
        }
    }
    println!("{tried} sets of faults");
}
