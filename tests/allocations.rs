//! Nothing touches the heap: a counting allocator sees every call.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use hmacsign::{
    Algorithm, Cause, Claim, ContentMd5, Date, Dialect, Digest, Header, Key, Note, Policy, Refusal, Request,
    SignedTime, Signer, VerifyError, read_header_line,
};

struct Counting;

thread_local! {
    static CALLS: Cell<usize> = const { Cell::new(0) };
}

fn count() {
    // While a thread ends its cell is gone; what happens then is not counted.
    let _ = CALLS.try_with(|calls| calls.set(calls.get() + 1));
}

// SAFETY: every call is handed on to the system's allocator unchanged.
#[allow(unsafe_code)]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller keeps the contract, which is the same.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        count();
        // SAFETY: as above.
        unsafe { System.dealloc(place, layout) }
    }
    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        // SAFETY: as above.
        unsafe { System.realloc(place, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// How often the work asks for memory or gives it back.
fn allocations(work: impl FnOnce()) -> usize {
    let before = CALLS.get();
    work();
    CALLS.get() - before
}

#[test]
fn the_counter_counts() {
    assert_eq!(allocations(|| drop(std::hint::black_box(vec![1, 2, 3]))), 2);
}

#[test]
fn signing_allocates_nothing() {
    let names: Vec<String> = (1..64).map(|index| format!("x-header-{index}")).collect();
    let value = "v".repeat(10_000);
    let mut headers = vec![Header::new("X-Date", "Mon, 19 Mar 2018 12:08:40 GMT")];
    headers.extend(names.iter().map(|name| Header::new(name, &value)));
    let mut room = vec![0; 1 << 20];

    let mut total = 0;
    for algorithm in Algorithm::ALL {
        for headers in [&headers[..1], &headers[..]] {
            total += allocations(|| {
                let key = Key::new(algorithm, "secret").unwrap();
                let request = Request::new(headers);
                let signer = Signer::tencent("id").unwrap();
                signer.check(&request).unwrap();
                signer.signing_string(&request).unwrap().write_to(&mut room).unwrap();
                signer.signature(&key, &request).unwrap();
                let credential = signer.sign(&key, &request).unwrap();
                credential.write_to(&mut room).unwrap();
                credential.header_lines().write_to(&mut room).unwrap();
                // Nor do refusals.
                signer.names("x-date x-date").sign(&key, &request).unwrap_err();
                signer.names("nowhere").sign(&key, &request).unwrap_err();
                credential.write_to(&mut []).unwrap_err();
            });
        }
    }
    assert_eq!(total, 0);
    println!("{total} allocations");
}

#[test]
fn reading_and_verifying_allocate_nothing_in_any_dialect() {
    let now = "Mon, 19 Mar 2018 12:08:40 GMT";
    let digest = Digest::of("body");
    let names: Vec<String> = (0..60).map(|index| format!("x-header-{index}")).collect();
    let key = Key::new(Algorithm::HmacSha256, "secret").unwrap();
    let mut room = vec![0; 1 << 14];
    let mut total = 0;
    for (dialect, time, pseudo) in [
        (Dialect::Tencent, "x-date", None),
        (Dialect::Kong, "x-date", Some("request-line")),
        (Dialect::Apisix, "date", Some("@request-target")),
        (Dialect::Cavage, "date", Some("(request-target)")),
        (Dialect::Iflytek, "date", Some("request-line")),
        (Dialect::Cybersource, "v-c-date", Some("request-target")),
        (Dialect::Modulr, "date", Some("(request-target)")),
    ] {
        let mut headers = vec![Header::new(time, now), Header::new("Digest", &digest)];
        headers.extend(names.iter().map(|name| Header::new(name, "value")));
        headers.extend((0..1000).map(|_| Header::new("unsigned", "value")));
        let list: Vec<&str> =
            (headers[..62].iter().map(|header| std::str::from_utf8(header.name()).unwrap())).chain(pseudo).collect();
        let list = list.join(" ");
        let request = Request::new(&headers).method("POST").target("/").body("body");
        total += allocations(|| {
            let signer = Signer::new(dialect, "id").unwrap().names(&list);
            let text = signer.sign(&key, &request).unwrap().write_to(&mut room).unwrap().len();
            let text = &room[..text];
            let claim = Claim::read(dialect, text).unwrap();
            let required = ["digest"];
            let policy = Policy::new(dialect).require_digest().required(&required).algorithms(&[Algorithm::HmacSha256]);

            let verified = claim.verify(&key, &request, &policy, 1_521_461_320).unwrap();
            assert_eq!(verified.header(time), Some(now.as_bytes()));
            assert_eq!(verified.headers().count(), 62);
            assert!(claim.is_signed(pseudo.unwrap_or(time)));

            // Nor do refusals.
            let refused = |verdict: Result<(), VerifyError>, refusal: Refusal| assert_eq!(verdict, Err(refusal.into()));
            let verify = |key: &Key, request: &Request<'_>, policy: &Policy<'_>, now| {
                claim.verify(key, request, policy, now).map(drop)
            };
            refused(verify(&key, &request, &policy.algorithms(&[]), 0), Refusal::Algorithm);
            refused(verify(&key, &request, &policy.required(&["x"]), 0), Refusal::HeaderUnsigned { required: 0 });
            let few = request_of(&headers[..1]);
            refused(verify(&key, &few, &policy, 0), Refusal::HeaderMissing { offset: list.find("Digest").unwrap() });
            let other = Key::new(Algorithm::HmacSha256, "other").unwrap();
            refused(verify(&other, &request, &policy, 0), Refusal::Signature);
            refused(
                verify(&key, &request, &policy, 0),
                Refusal::Stale { time: SignedTime::Header(0), skew: -1_521_461_320 },
            );
            refused(verify(&key, &request.body("other"), &policy, 1_521_461_320), Refusal::Digest);
            claim.verify(&key, &request, &policy, -1).unwrap_err();
            for len in 0..text.len() {
                Claim::read(dialect, &text[..len]).unwrap_err();
            }
        });
    }
    assert_eq!(total, 0);
}

#[test]
fn applications_allocate_nothing() {
    let now = "Mon, 19 Mar 2018 12:08:40 GMT";
    let form = (0..120).map(|index| format!("k%{:02X}+=%26v&", index * 41 % 128)).collect::<String>();
    let large = "x".repeat(100_000);
    let many = format!("/?{}", "a&".repeat(1000));
    let key = Key::new(Algorithm::HmacSha1, "secret").unwrap();
    let mut room = vec![0; 1 << 18];
    let mut total = 0;
    for (content_type, body) in [
        ("application/x-www-form-urlencoded", form.as_str()),
        ("application/x-www-form-urlencoded; charset=utf-8", &large),
        ("application/json", &large),
        ("", ""),
    ] {
        let headers = [
            Header::new("X-Date", now),
            Header::new("Accept", "*/*"),
            Header::new("Content-Type", content_type),
            Header::new("x-b", &large),
            Header::new("x-a", "a"),
        ];
        let request = Request::new(&headers).method("POST").target("/p?b=%20&a").body(body);
        total += allocations(|| {
            let signer = Signer::new(Dialect::TencentApp, "id").unwrap().names("x-date x-b x-a");
            signer.check(&request).unwrap();
            signer.signing_string(&request).unwrap().write_to(&mut room).unwrap();
            let credential = signer.sign(&key, &request).unwrap();
            credential.header_lines().write_to(&mut room).unwrap();
            let len = credential.write_to(&mut room).unwrap().len();
            let claim = Claim::read(Dialect::TencentApp, &room[..len]).unwrap();
            let policy = Policy::new(Dialect::TencentApp).allow_ambiguous();
            let verified = claim.verify(&key, &request, &policy, 1_521_461_320).unwrap();
            assert_eq!(verified.header("accept"), Some(b"*/*".as_slice()));
            assert_eq!(verified.headers().count(), 5);

            // Nor do refusals.
            for (request, refusal) in [
                (request.target("/?a=%2"), Refusal::Parameters),
                (request.target(&many), Refusal::Parameters),
                (request.method("PUT"), Refusal::Signature),
            ] {
                let verdict = claim.verify(&key, &request, &policy, 1_521_461_320).map(drop);
                assert_eq!(verdict, Err(refusal.into()));
            }
            let ambiguous = claim.verify(&key, &request.target("/?a=%26"), &Policy::new(Dialect::TencentApp), 0);
            assert_eq!(ambiguous.map(drop), Err(Refusal::Ambiguous.into()));
            signer.check(&request.target("/?=")).unwrap_err();
            signer.check(&request.body_sha256(&[0; 32])).unwrap_err();
        });
        total += allocations(|| assert_eq!(ContentMd5::of(body).as_str().len(), ContentMd5::LEN));
    }
    assert_eq!(total, 0);
}

#[test]
fn joined_headers_stated_times_and_skipped_parameters_allocate_nothing() {
    let now = "Mon, 19 Mar 2018 12:08:40 GMT";
    let mut headers = vec![Header::new("Date", now)];
    headers.extend((0..1000).map(|_| Header::new("x-joined", "value")));
    let request = Request::new(&headers).method("GET").target("/");
    let further = (0..64).map(|index| format!(", x{index}=\"value\"")).collect::<String>();
    let key = Key::new(Algorithm::HmacSha256, "secret").unwrap();
    let mut room = vec![0; 1 << 14];
    let total = allocations(|| {
        let signer = Signer::new(Dialect::Cavage, "id").unwrap();
        let signer = signer.created(1_521_461_320).unwrap().expires(1_521_461_330).unwrap();
        for names in ["", "date (created) x-joined (expires) (request-target)"] {
            let credential = signer.names(names).sign(&key, &request).unwrap();
            credential.header_lines().write_to(&mut room).unwrap();
            let len = credential.write_to(&mut room).unwrap().len();
            room[len..len + further.len()].copy_from_slice(further.as_bytes());
            let claim = Claim::read(Dialect::Cavage, &room[..len + further.len()]).unwrap();
            let policy = Policy::new(Dialect::Cavage);
            let verified = claim.verify(&key, &request, &policy, 1_521_461_330).unwrap();
            assert_eq!(verified.headers().count(), 1001);
            assert_eq!(verified.header("x-joined"), None);
            claim.verify(&key, &request, &policy, 1_521_470_000).unwrap_err();
        }
    });
    assert_eq!(total, 0);
}

#[test]
fn credentials_in_queries_allocate_nothing() {
    let headers = [Header::new("host", "h"), Header::new("date", "Mon, 19 Mar 2018 12:08:40 GMT")];
    let request = Request::new(&headers).method("GET").target("/");
    let key = Key::new(Algorithm::HmacSha256, "secret").unwrap();
    let (mut room, mut scratch) = (vec![0; 1000], vec![0; 1000]);
    let total = allocations(|| {
        let signer = Signer::new(Dialect::Iflytek, "id").unwrap().names("host date request-line");
        let credential = signer.sign(&key, &request).unwrap();
        let query = credential.in_query().unwrap();
        let text = query.write_to(&mut room).unwrap();
        assert_eq!(text.len(), query.len());
        Claim::read_query(Dialect::Iflytek, &text[1..], &mut scratch).unwrap_err();
        Claim::read_query(Dialect::Iflytek, text, &mut []).unwrap_err();
        let claim = Claim::read_query(Dialect::Iflytek, text, &mut scratch).unwrap();
        let policy = Policy::new(Dialect::Iflytek);
        assert!(claim.verify(&key, &request, &policy, 1_521_461_320).is_ok());
    });
    assert_eq!(total, 0);
}

fn request_of<'a>(headers: &'a [Header<'a>]) -> Request<'a> {
    Request::new(headers).method("POST").target("/").body("body")
}

#[test]
fn reading_hostile_text_allocates_nothing() {
    let names =
        format!("hmac id=\"i\", algorithm=\"hmac-sha1\", headers=\"{}\", signature=\"x\"", "a ".repeat(100_000));
    let parameters = format!("Signature {}", "keyId=\"x\",".repeat(100_000));
    let total = allocations(|| {
        for dialect in Dialect::ALL {
            for text in [&names, &parameters] {
                Claim::read(dialect, text).unwrap_err();
            }
        }
    });
    assert_eq!(total, 0);
}

#[test]
fn dates_digests_and_responses_allocate_nothing() {
    let body = "b".repeat(100_000);
    let total = allocations(|| {
        let date = Date::new(1_521_461_320).unwrap();
        assert_eq!(Date::parse(date.as_str()), Ok(date));
        Date::parse_any_weekday("Sun, 19 Mar 2018 12:08:40 GMT").unwrap();
        Date::parse("never").unwrap_err();
        assert_eq!(Digest::of(&body).as_str().len(), Digest::LEN);

        let header = read_header_line(b"X-RateLimit-Limit-Minute: 100\r\n").unwrap();
        std::hint::black_box(Note::read(&header));
        for (name, value) in [("X-RateLimit-Used", "100/125"), ("X-Secret-ID", "AKID"), ("unknown", &body)] {
            std::hint::black_box(Note::read(&Header::new(name, value)));
        }
        for message in ["{\"message\":\"HMAC signature does not match\"}", "API rate limit exceeded", &body] {
            std::hint::black_box(Cause::read(message));
        }
    });
    assert_eq!(total, 0);
}
