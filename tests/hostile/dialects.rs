//! What three dialects have alone: the parameters and the body of an application, the times that Cavage's credentials
//! state and its joined headers, iFLYTEK's credential in a query.

use super::*;

const PARAMETERS: i32 = hmacsign_status::HMACSIGN_ERR_PARAMETERS as i32;
const LATEST: i64 = 253_402_300_799;
const FORM_TYPE: &str = "application/x-www-form-urlencoded";

fn nowhere(detail: &hmacsign_detail) {
    assert_eq!((detail.name.ptr, detail.name.len, detail.offset, detail.skew, detail.expires), (null(), 0, 0, 0, 0));
}

/// What a signer writes as its credential.
#[track_caller]
fn sign_by(key: &hmacsign_key, by: &hmacsign_signer, what: &hmacsign_request) -> String {
    let mut out = [0_u8; 2048];
    let mut len = 0;
    // SAFETY: a correct call.
    let status = unsafe { hmacsign_write_authorization(key, by, what, out.as_mut_ptr().cast(), out.len(), &mut len) };
    assert_eq!(status, OK);
    std::str::from_utf8(&out[..len]).unwrap().to_owned()
}

// ---- iFLYTEK's query ---------------------------------------------------------------------------------------------

const QUERY_NAMES: &str = "host date request-line";

/// hmacsign_write_query_authorization with everything but where to.
fn write_query(
    key: *const hmacsign_key,
    by: *const hmacsign_signer,
    what: *const hmacsign_request,
) -> impl Fn(*mut c_char, usize, *mut usize) -> i32 {
    // SAFETY: pointers that can be followed, or must not be and are not.
    move |out, cap, len| unsafe { hmacsign_write_query_authorization(key, by, what, out, cap, len) }
}

/// What reading a query's credential gives, in a scratch of this size: nothing beyond it is written, `out` and `detail`
/// as by reading a header's.
#[track_caller]
fn read_query(dialect: i32, credential: hmacsign_str, scratch: &mut [u8]) -> (i32, hmacsign_detail, Option<Views>) {
    const GUARD: usize = 16;
    let mut room = vec![b'~'; scratch.len() + GUARD];
    // SAFETY: plain data.
    let mut out: hmacsign_authorization = unsafe { std::mem::zeroed() };
    // SAFETY: all of it can be written.
    unsafe { std::ptr::write_bytes(&mut out, 0x5A, 1) };
    let mut detail = marked_detail();
    let start: *mut c_char = room.as_mut_ptr().cast();
    let (ptr, len, cap) = (credential.ptr, credential.len, scratch.len());
    // SAFETY: a text that can be followed or must not be; places of this test.
    let status = unsafe { hmacsign_read_query_authorization(dialect, ptr, len, start, cap, &mut out, &mut detail) };
    let views = (status == OK).then(|| {
        let inside = |view: hmacsign_str| {
            let at = view.ptr.addr() - start.addr();
            assert!(at + view.len <= cap);
        };
        [out.signer.id, out.signer.names, out.signature].into_iter().for_each(inside);
        Views { id: shown(out.signer.id), names: shown(out.signer.names), mac_len: out.mac_len }
    });
    if status != OK {
        assert!(octets(&out).iter().all(|&octet| octet == 0x5A), "{status}");
    }
    if status == ARGUMENT {
        assert_marked(&detail);
        assert!(room.iter().all(|&octet| octet == b'~' || octet == 0));
    } else {
        assert_eq!((detail.skew, detail.expires), (0, 0));
    }
    assert!(room[cap..].iter().all(|&octet| octet == b'~'), "beyond the scratch");
    scratch.copy_from_slice(&room[..cap]);
    // SAFETY: as above.
    unsafe {
        assert_eq!(hmacsign_read_query_authorization(dialect, ptr, len, start, cap, &mut out, null_mut()), status);
    }
    (status, detail, views)
}

#[derive(Debug, PartialEq)]
struct Views {
    id: String,
    names: String,
    mac_len: usize,
}

/// Any text as a query carries it.
fn base64(text: &str) -> String {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut written = String::new();
    for group in text.as_bytes().chunks(3) {
        let word = (0..3).fold(0_usize, |word, at| word << 8 | usize::from(group.get(at).copied().unwrap_or(0)));
        for digit in 0..4 {
            let known = digit <= group.len();
            written.push(if known { char::from(DIGITS[word >> (18 - 6 * digit) & 63]) } else { '=' });
        }
    }
    written
}

const INNER: &str = "api_key=\"AKID\", algorithm=\"hmac-sha256\", headers=\"host date request-line\", \
                     signature=\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"";

#[test]
fn a_credential_in_a_query_is_written_whole_or_not_at_all_and_for_iflytek_alone() {
    let good_key = key(2);
    let headers = [header("Host", "iat-api.xfyun.cn"), header("Date", NOW)];
    let what = hmacsign_request { method: text("GET"), target: text("/v2/iat"), ..request(&headers) };
    let by = hmacsign_signer { dialect: IFLYTEK, ..signer("AKID", QUERY_NAMES) };
    let credential = sign_by(&good_key, &by, &what);
    let expected = base64(credential.strip_prefix("hmac ").unwrap());
    every_capacity(&write_query(&good_key, &by, &what), expected.as_bytes());

    for dialect in DIALECTS.into_iter().chain(NO_DIALECTS).filter(|&dialect| dialect != IFLYTEK) {
        let other = hmacsign_signer { dialect, names: text("date"), ..by };
        fails(&write_query(&good_key, &other, &what), ARGUMENT);
        fails(&write_query(&empty_key(), &other, &what), ARGUMENT); // before the key
    }
    // Faults in their order.
    let faulty = |key: &hmacsign_key, by: &hmacsign_signer, what: &hmacsign_request, status| {
        fails(&write_query(key, by, what), status);
    };
    let bad_id = hmacsign_signer { id: text("a\"b"), ..by };
    faulty(&empty_key(), &hmacsign_signer { flags: 2, ..bad_id }, &what, ARGUMENT);
    faulty(&empty_key(), &bad_id, &what, KEY);
    faulty(&key(1), &bad_id, &what, ALGORITHM);
    faulty(&good_key, &bad_id, &what, ID);
    faulty(&good_key, &hmacsign_signer { names: text("host absent"), ..by }, &what, MISSING);
    faulty(&good_key, &hmacsign_signer { names: text("host request-line"), ..by }, &what, UNDATED);
    faulty(&good_key, &by, &hmacsign_request { method: NOTHING, ..what }, LINE);
    for (by, what) in [(null(), &raw const what), (&raw const by, null())] {
        fails(&write_query(&good_key, by, what), ARGUMENT);
    }
    fails(&write_query(null(), &by, &what), ARGUMENT);
    let mut room = [b'~'; 4];
    let out: *mut c_char = room.as_mut_ptr().cast();
    let write = write_query(&good_key, &by, &what);
    assert_eq!(write(out, 4, null_mut()), ARGUMENT);
    assert_eq!(write(null_mut(), 4, &mut 0), ARGUMENT);
    assert_eq!(write(out, TOO_LONG, &mut 0), ARGUMENT);
    assert_eq!(room, [b'~'; 4]);
}

#[test]
fn a_credential_in_a_query_is_read_into_a_scratch_that_suffices() {
    let written = base64(INNER);
    let expected = Views { id: "AKID".into(), names: QUERY_NAMES.into(), mac_len: 32 };
    for cap in 0..=written.len() + 1 {
        let (status, detail, views) = read_query(IFLYTEK, text(&written), &mut vec![0; cap]);
        nowhere(&detail);
        if cap < INNER.len() {
            assert_eq!((status, views), (BUFFER, None), "{cap}");
        } else {
            assert_eq!((status, views.as_ref()), (OK, Some(&expected)), "{cap}");
        }
    }
    // The word may stand in it, and the older name.
    for inner in [format!("hmac {INNER}"), INNER.replace("api_key", "username"), format!("HMAC {INNER}")] {
        assert_eq!(read_query(IFLYTEK, text(&base64(&inner)), &mut [0; 512]).0, OK, "{inner}");
    }
    for dialect in DIALECTS.into_iter().chain(NO_DIALECTS).filter(|&dialect| dialect != IFLYTEK) {
        assert_eq!(read_query(dialect, text(&written), &mut [0; 512]).0, ARGUMENT);
        assert_eq!(read_query(dialect, text("!"), &mut []).0, ARGUMENT);
    }
    for bad in bad_texts() {
        assert_eq!(read_query(IFLYTEK, bad, &mut [0; 512]).0, ARGUMENT);
    }
    // SAFETY: what cannot be followed is not.
    unsafe {
        let mut out = std::mem::MaybeUninit::<[hmacsign_authorization; 2]>::zeroed();
        let place: *mut hmacsign_authorization = out.as_mut_ptr().cast();
        let mut detail = marked_detail();
        let mut room = [0_u8; 512];
        let (ptr, len, scratch) = (written.as_ptr().cast(), written.len(), room.as_mut_ptr().cast());
        let read = hmacsign_read_query_authorization;
        assert_eq!(read(IFLYTEK, ptr, len, null_mut(), 1, place, &mut detail), ARGUMENT);
        assert_eq!(read(IFLYTEK, ptr, len, null_mut(), usize::MAX, place, &mut detail), ARGUMENT);
        assert_eq!(read(IFLYTEK, ptr, len, scratch, TOO_LONG, place, &mut detail), ARGUMENT);
        assert_eq!(read(IFLYTEK, ptr, len, scratch, 512, null_mut(), &mut detail), ARGUMENT);
        assert_eq!(read(IFLYTEK, ptr, len, scratch, 512, misaligned(place), &mut detail), ARGUMENT);
        let odd = (&raw mut detail).wrapping_byte_add(1);
        assert_eq!(read(IFLYTEK, ptr, len, scratch, 512, place, odd), ARGUMENT);
        assert_marked(&detail);
        assert!(octets(&out.assume_init()).iter().all(|&octet| octet == 0));
        // No scratch is a scratch of no octets.
        assert_eq!(read(IFLYTEK, ptr, len, null_mut(), 0, place, &mut detail), BUFFER);
        nowhere(&detail);
    }
}

#[test]
fn the_detail_of_a_query_counts_where_the_fault_is() {
    let fault = |written: &str, cap: usize| {
        let (status, detail, _) = read_query(IFLYTEK, text(written), &mut vec![0; cap]);
        (status, shown(detail.name), detail.offset)
    };
    // In the text, where its Base64 is at fault.
    let written = base64(INNER);
    for (at, octet) in [(0, "!"), (5, "%"), (11, "-"), (written.len() - 5, "=")] {
        let mut bad = written.clone();
        bad.replace_range(at..=at, octet);
        let (status, name, offset) = fault(&bad, 512);
        assert_eq!((status, name.as_str()), (FORMAT, ""));
        assert_eq!(offset / 4, at / 4, "{at}: {offset}");
    }
    for bad in [&written[..written.len() - 1], &format!("{written}="), &format!("{written}\n"), "A", "A=", "===="] {
        let (status, name, offset) = fault(bad, 512);
        assert_eq!((status, name.as_str()), (FORMAT, ""), "{bad}");
        assert!(offset <= bad.len());
    }
    // In the decoded text elsewhere: each as in a header.
    for (inner, status, name, offset) in [
        (String::new(), FORMAT, "", 0),
        ("?".to_owned(), FORMAT, "", 0),
        (INNER.replace("AKID", ""), PARAMETER, "api_key", 9),
        (INNER.replace("hmac-sha256", "hmac-sha1"), ALGORITHM, "", 27),
        (INNER.replace("AKID", "A\\"), ID, "", 10),
        (INNER.replace("AAA=", "AAA"), FORM, "", INNER.len() - 2),
    ] {
        let written = base64(&inner);
        assert_eq!(fault(&written, written.len()), (status, name.to_owned(), offset), "{inner}");
        let (found, _, header) = read_any(IFLYTEK, text(&inner));
        assert_eq!((found, header.offset), (status, offset));
        if !inner.is_empty() {
            assert_eq!(fault(&written, inner.len() - 1), (BUFFER, String::new(), 0)); // before those faults
        }
    }
    let long = "A".repeat(1 << 20);
    assert_eq!(fault(&long, long.len()).0, FORMAT);
    assert_eq!(fault(&long, 512).0, BUFFER);
}

// ---- Applications ------------------------------------------------------------------------------------------------

const APP_CREDENTIAL: &str = GOOD;

fn app(names: &str) -> hmacsign_signer {
    hmacsign_signer { dialect: TENCENT_APP, ..signer("AKID", names) }
}

fn post<'a>(headers: &'a [hmacsign_header], target: &'a str, body: &'a str) -> hmacsign_request {
    hmacsign_request { method: text("POST"), target: text(target), body: text(body), ..request(headers) }
}

#[test]
fn a_content_md5_is_written_whole_or_not_at_all() {
    let write = |body: hmacsign_str| {
        // SAFETY: as for the other writers.
        move |out, cap, len| unsafe { hmacsign_write_content_md5(body.ptr, body.len, out, cap, len) }
    };
    for (body, hex) in [("", "d41d8cd98f00b204e9800998ecf8427e"), ("abc", "900150983cd24fb0d6963f7d28e17f72")] {
        every_capacity(&write(text(body)), base64(hex).as_bytes());
    }
    every_capacity(&write(NOTHING), base64("d41d8cd98f00b204e9800998ecf8427e").as_bytes());
    for bad in bad_texts() {
        fails(&write(bad), ARGUMENT);
    }
    let mut room = [b'~'; 64];
    let (out, mut len) = (room.as_mut_ptr().cast(), UNTOUCHED);
    let write = write(NOTHING);
    assert_eq!(write(out, 64, null_mut()), ARGUMENT);
    assert_eq!(write(out, 64, (&raw mut len).wrapping_byte_add(1)), ARGUMENT);
    assert_eq!(write(null_mut(), 64, &mut len), ARGUMENT);
    assert_eq!(write(out, TOO_LONG, &mut len), ARGUMENT);
    assert_eq!((room, len), ([b'~'; 64], UNTOUCHED));
}

#[test]
fn an_applications_body_is_no_hash() {
    let headers = [header("X-Date", NOW)];
    let hash = [0_u8; 32];
    let good = post(&headers, "/", "body");
    let (by, key) = (app("x-date"), key(1));
    let what = hmacsign_request { body_sha256: hash.as_ptr(), ..good };
    all_fail(&by, &what, ARGUMENT); // which leaves the detail alone
    let credential = sign_by(&key, &by, &good);
    let auth = read(TENCENT_APP, &credential);
    assert_eq!(verify(&key, &auth, &good, null(), NOW_SECONDS).0, OK);
    assert_eq!(verify(&key, &auth, &what, null(), NOW_SECONDS).0, ARGUMENT);
    // Before every other fault, as arguments are; and with no body beside it.
    all_fail(&hmacsign_signer { id: NOTHING, ..by }, &hmacsign_request { body: NOTHING, ..what }, ARGUMENT);
    assert_eq!(verify(&empty_key(), &auth, &what, null(), -1).0, ARGUMENT);
    // The dialect of key pairs has no use for a body.
    check(&signer("AKID", "x-date"), &what, OK);
}

#[test]
fn parameters_are_bounded_and_well_formed() {
    let key = key(1);
    let headers = [header("X-Date", NOW), header("Content-Type", FORM_TYPE)];
    let by = app("x-date");
    let fault = |target: &str, body: &str| {
        let what = post(&headers, target, body);
        nowhere(&all_fail(&by, &what, PARAMETERS));
        let (status, detail) = verify(&key, &read(TENCENT_APP, APP_CREDENTIAL), &what, null(), NOW_SECONDS);
        assert_eq!(status, REQUEST, "{target} {body}");
        nowhere(&detail);
    };
    let fine = |target: &str, body: &str| {
        let what = post(&headers, target, body);
        let credential = sign_by(&key, &by, &what);
        assert_eq!(verify(&key, &read(TENCENT_APP, &credential), &what, null(), NOW_SECONDS).0, OK, "{target} {body}");
    };
    for bad in ["%", "a=%", "a=%4", "%4x=1", "a=%G0", "=", "=v", "a=1&=", "a=1&=2", "%2", "a&%"] {
        fault(&format!("/?{bad}"), "");
        fault("/", bad);
        fault("/?a=1", bad);
    }
    for good in ["", "&", "&&&", "a", "a=", "a==", "a=%00", "%00=%0A", "a=%25", "a&a&a", "a+b=+"] {
        fine(&format!("/?{good}"), good);
    }
    let many = |count: usize| vec!["a=1"; count].join("&");
    fine(&format!("/?{}", many(128)), "");
    fine("/", &many(128));
    fine(&format!("/?{}", many(64)), &many(64));
    fault(&format!("/?{}", many(129)), "");
    fault("/", &many(129));
    fault(&format!("/?{}", many(64)), &many(65));
    fault(&format!("/?{}", many(128)), "b");
    // The body of another type is no form, and may be anything.
    let plain = [headers[0], header("Content-Type", "text/plain")];
    check(&by, &post(&plain, &format!("/?{}", many(128)), &format!("%{}", many(129))), OK);
}

#[test]
fn what_can_be_read_in_two_ways_is_refused_unless_it_is_allowed() {
    let key = key(1);
    let headers = [header("X-Date", NOW), header("Content-Type", FORM_TYPE)];
    let by = app("x-date");
    let allowed = hmacsign_policy { flags: HMACSIGN_ALLOW_AMBIGUOUS, ..policy(TENCENT_APP) };
    for (target, body) in [
        ("/?a=1%26admin%3D1", ""),
        ("/?a%3D1=2", ""),
        ("/?a%26=2", ""),
        ("/?a%3d", ""),
        ("/", "a=%26"),
        ("/?a=1", "b=2&c%3D=3"),
    ] {
        let what = post(&headers, target, body);
        let credential = sign_by(&key, &by, &what);
        let auth = read(TENCENT_APP, &credential);
        let (status, detail) = verify(&key, &auth, &what, null(), NOW_SECONDS);
        assert_eq!(status, AMBIGUOUS, "{target} {body}");
        nowhere(&detail);
        assert_eq!(verify(&key, &auth, &what, &allowed, NOW_SECONDS).0, OK);
        // Before the signature.
        let forged = read(TENCENT_APP, APP_CREDENTIAL);
        assert_eq!(verify(&key, &forged, &what, null(), NOW_SECONDS).0, AMBIGUOUS);
        assert_eq!(verify(&key, &forged, &what, &allowed, NOW_SECONDS).0, NOT_MATCHING);
    }
    // The two have one signature, which is why.
    let [one, other] = ["/?a=1%26admin%3D1", "/?a=1&admin=1"].map(|target| post(&headers, target, ""));
    assert_eq!(sign_by(&key, &by, &one), sign_by(&key, &by, &other));
    let credential = sign_by(&key, &by, &other);
    assert_eq!(verify(&key, &read(TENCENT_APP, &credential), &other, null(), NOW_SECONDS).0, OK);
    assert_eq!(verify(&key, &read(TENCENT_APP, &credential), &one, null(), NOW_SECONDS).0, AMBIGUOUS);
}

#[test]
fn a_content_md5_that_is_not_the_bodys_is_told() {
    let key = key(1);
    let by = app("x-date");
    let good = base64("841a2d689ad86bd1611447453c22c6fc"); // of "body"
    let with = |value: &'static str| [header("X-Date", NOW), header("Other", ""), header("content-MD5", value)];
    let signed = [header("X-Date", NOW)];
    let credential = sign_by(&key, &by, &post(&signed, "/", "body"));
    let judge = |what: &hmacsign_request| verify(&key, &read(TENCENT_APP, &credential), what, null(), NOW_SECONDS);
    for wrong in ["x", "hBotaJrYa9FhFEdFPCLG/A=="] {
        let headers = with(wrong); // the second is RFC 1864's
        let what = post(&headers, "/", "body");
        let detail = all_fail(&by, &what, VALUE);
        assert_eq!((detail.name.ptr, detail.name.len, detail.offset), (headers[2].name.ptr, 11, 2));
        let (status, detail) = judge(&what);
        assert_eq!((status, shown(detail.name).as_str(), detail.offset), (DIGEST, "content-md5", 0));
        // After the times, and so for the holder of the key alone.
        assert_eq!(verify(&key, &read(TENCENT_APP, &credential), &what, null(), NOW_SECONDS + 901).0, STALE);
        // Where there is no hash, no header may tell one.
        all_fail(&by, &post(&headers, "/", ""), VALUE);
    }
    let headers = with("");
    assert_eq!(judge(&post(&headers, "/", "body")).0, OK);
    let headers = [header("X-Date", NOW), header("Content-MD5", &good)];
    assert_eq!(judge(&post(&headers, "/", "body")).0, OK);
    // HMACSIGN_REQUIRE_DIGEST asks for nothing: the string covers the body.
    let asked = hmacsign_policy { flags: HMACSIGN_REQUIRE_DIGEST, ..policy(TENCENT_APP) };
    let what = post(&signed, "/", "body");
    assert_eq!(verify(&key, &read(TENCENT_APP, &credential), &what, &asked, NOW_SECONDS).0, OK);
}

#[test]
fn accept_and_content_type_are_always_signed() {
    let key = key(1);
    let signed = |auth: &hmacsign_authorization, name: &str| {
        // SAFETY: a text of this test.
        unsafe { hmacsign_check_signed(auth, name.as_ptr().cast(), name.len()) }
    };
    let auth = read(TENCENT_APP, APP_CREDENTIAL);
    for (name, status) in [("accept", OK), ("CONTENT-TYPE", OK), ("X-Date", OK), ("content-md5", NOT_SIGNED)] {
        assert_eq!(signed(&auth, name), status, "{name}");
    }
    assert_eq!(signed(&auth, "host"), NOT_SIGNED);
    assert_eq!(signed(&read(TENCENT, GOOD), "accept"), NOT_SIGNED);
    // Required names likewise; and they are repeated or faulty though they are not named.
    let headers = [header("Accept", "*/*"), header("X-Date", NOW), header("accept", "*/*")];
    let by = app("x-date");
    let credential = sign_by(&key, &by, &post(&headers[..2], "/", ""));
    let required = [text("Accept"), text("content-type")];
    let asked = hmacsign_policy { required: required.as_ptr(), required_count: required.len(), ..policy(TENCENT_APP) };
    let auth = read(TENCENT_APP, &credential);
    assert_eq!(verify(&key, &auth, &post(&headers[..2], "/", ""), &asked, NOW_SECONDS).0, OK);
    let (status, detail) = verify(&key, &auth, &post(&headers, "/", ""), &asked, NOW_SECONDS);
    assert_eq!((status, detail.name.ptr, detail.offset), (TWICE, headers[2].name.ptr, 2));
    let detail = all_fail(&by, &post(&headers, "/", ""), REPEATED);
    assert_eq!((detail.name.ptr, detail.offset), (headers[2].name.ptr, 2));
    let faulty = [header("Content-Type", "a\nb"), header("X-Date", NOW)];
    let detail = all_fail(&by, &post(&faulty, "/", ""), VALUE);
    assert_eq!((detail.name.ptr, detail.offset), (faulty[0].name.ptr, 0));
}

#[test]
fn parameters_are_the_last_fault_before_the_buffer() {
    let headers = [header("X-Date", NOW), header("Bad", "a\nb"), header("Accept", "\0"), header("Other", "")];
    let bad = post(&headers, "/?%", "");
    let line = |what: hmacsign_request| hmacsign_request { method: text("PO ST"), ..what };
    let good_key = key(1);
    let names = "other other";
    all_fail(&hmacsign_signer { flags: 2, ..app(names) }, &bad, ARGUMENT);
    for write in &writers(&empty_key(), &app(names), &bad)[1..] {
        fails(write, KEY);
    }
    all_fail(&hmacsign_signer { id: NOTHING, ..app(names) }, &bad, ID);
    all_fail(&app(names), &line(bad), REPEATED);
    all_fail(&app("bad"), &line(bad), VALUE);
    let detail = all_fail(&app("other"), &line(bad), VALUE); // Accept, behind the names
    assert_eq!(detail.offset, 2);
    let headers = [header("X-Date", NOW), header("Other", "")];
    let bad = post(&headers, "/?%", "");
    all_fail(&app("other"), &line(bad), UNDATED);
    all_fail(&app("date"), &line(bad), MISSING); // x-date is the only time of an application
    assert_eq!(shown(all_fail(&app("x-date"), &line(bad), LINE).name), "method");
    assert_eq!(shown(all_fail(&app("x-date"), &hmacsign_request { target: NOTHING, ..bad }, LINE).name), "target");
    nowhere(&all_fail(&app("x-date"), &bad, PARAMETERS)); // with no room too
    let fine = post(&headers, "/?%25", "");
    for write in writers(&good_key, &app("x-date"), &fine) {
        assert_eq!(write(null_mut(), 0, &mut 0), BUFFER);
    }
}

#[test]
fn a_mebibyte_of_form_is_signed_and_verified() {
    let key = key(1);
    let headers = [header("X-Date", NOW), header("Content-Type", FORM_TYPE)];
    let by = app("x-date");
    let alike = "a".repeat((1 << 13) - 6);
    let sorted_late: Vec<_> = (0..127).rev().map(|index| format!("{alike}{index:03}=")).collect();
    for body in [
        "a".repeat(1 << 20),
        "%61".repeat((1 << 20) / 3),
        "+".repeat(1 << 20),
        "&".repeat(1 << 20),
        format!("a{}", "=".repeat(1 << 20)),
        sorted_late.join("&"),
    ] {
        let what = post(&headers, "/?b=1", &body);
        let credential = sign_by(&key, &by, &what);
        assert_eq!(verify(&key, &read(TENCENT_APP, &credential), &what, null(), NOW_SECONDS).0, OK);
    }
    for body in ["a=1&".repeat(1 << 18), "%".repeat(1 << 20), "=".repeat(1 << 20)] {
        let what = post(&headers, "/", &body);
        check(&by, &what, PARAMETERS);
        assert_eq!(verify(&key, &read(TENCENT_APP, APP_CREDENTIAL), &what, null(), NOW_SECONDS).0, REQUEST);
    }
}

// ---- Cavage ------------------------------------------------------------------------------------------------------

fn stating(names: &str, created: i64, expires: i64) -> hmacsign_signer {
    hmacsign_signer { dialect: CAVAGE, created, expires, ..signer("AKID", names) }
}

#[test]
fn times_that_a_credential_cannot_state_are_arguments_at_fault() {
    let key = key(2);
    let headers = [header("Date", NOW)];
    let what = request(&headers);
    for bad in [-1, i64::MIN, LATEST + 1, i64::MAX] {
        all_fail(&stating("date", bad, 0), &what, ARGUMENT);
        all_fail(&stating("date", 0, bad), &what, ARGUMENT);
        all_fail(&stating("(created)", bad, 0), &what, ARGUMENT);
        // The others ignore them.
        for dialect in DIALECTS.into_iter().filter(|&dialect| dialect != CAVAGE) {
            let by = hmacsign_signer { dialect, created: bad, expires: bad, ..signer("AKID", "date") };
            let by = if dialect == TENCENT_APP { hmacsign_signer { names: text("x-date"), ..by } } else { by };
            let headers = [header("Date", NOW), header("X-Date", NOW)];
            check(&by, &hmacsign_request { method: text("GET"), target: text("/"), ..request(&headers) }, OK);
            let named = hmacsign_signer { names: text("(created)"), ..by };
            check(&named, &what, NAME);
        }
    }
    for good in [1, NOW_SECONDS, LATEST] {
        let written = sign_by(&key, &stating("date", good, good), &what);
        assert!(written.contains(&format!(",created={good},expires={good},")), "{written}");
        assert!(written.contains("algorithm=\"hmac-sha256\""), "{written}"); // hs2019 only where they are signed
    }
    // Named, but not stated.
    for (names, stated, offset) in [
        ("(created)", (0, NOW_SECONDS), 0),
        ("date (created)", (0, 0), 5),
        ("(created) (expires)", (NOW_SECONDS, 0), 10),
        ("(EXPIRES)", (NOW_SECONDS, 0), 0),
    ] {
        let detail = all_fail(&stating(names, stated.0, stated.1), &what, MISSING);
        assert_view(detail.name, names, offset, 9);
        assert_eq!(detail.offset, offset);
    }
    // (expires) is no time header.
    all_fail(&stating("(expires)", NOW_SECONDS, NOW_SECONDS), &what, UNDATED);
    let written = "Signature keyId=\"AKID\",algorithm=\"hs2019\",headers=\"date (created)\",\
                   signature=\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"";
    let (status, detail) = verify(&key, &read(CAVAGE, written), &what, null(), NOW_SECONDS);
    assert_eq!((status, shown(detail.name).as_str(), detail.offset), (NOT_THERE, "(created)", 5));
}

#[test]
fn stated_times_go_from_a_signer_to_a_claim() {
    let key = key(2);
    let headers = [header("Date", NOW)];
    let what = request(&headers);
    for (names, created, expires, algorithm) in [
        ("date", 0, 0, 2),
        ("date", NOW_SECONDS, 0, 2),
        ("date", 0, NOW_SECONDS, 2),
        ("date (created)", 1, 0, 0),
        ("(created) (expires)", NOW_SECONDS, LATEST, 0),
        ("(expires) date", LATEST, 1, 0),
    ] {
        let credential = sign_by(&key, &stating(names, created, expires), &what);
        let auth = read(CAVAGE, &credential);
        assert_eq!(
            (auth.signer.created, auth.signer.expires, auth.algorithm),
            (created, expires, algorithm),
            "{names}"
        );
        assert_eq!((shown(auth.signer.names).as_str(), auth.signer.dialect, auth.mac_len), (names, CAVAGE, 32));
        // A change of what is signed is noticed, one of what is not isn't.
        let moved = hmacsign_signer { created: NOW_SECONDS - 1, ..auth.signer };
        let other = hmacsign_authorization { signer: moved, ..auth };
        let asked = hmacsign_policy { max_skew: 1, ..policy(CAVAGE) };
        let status = verify(&key, &other, &what, &asked, NOW_SECONDS).0;
        match names {
            "date" => assert_eq!(status, OK),
            "(expires) date" => assert_eq!(status, STALE),
            _ => assert_eq!(status, NOT_MATCHING),
        }
        // A named algorithm and a signed time exclude each other.
        let named = hmacsign_authorization { algorithm: 2, ..auth };
        if algorithm == 0 {
            no_auth(&named, &what);
        } else {
            assert_eq!(verify(&key, &named, &what, null(), NOW_SECONDS).0, OK);
        }
        for dialect in DIALECTS.into_iter().filter(|&dialect| dialect != CAVAGE && created + expires > 0) {
            no_auth(&hmacsign_authorization { signer: hmacsign_signer { dialect, ..auth.signer }, ..named }, &what);
        }
    }
}

#[test]
fn stated_times_are_judged_where_they_are_signed() {
    let key = key(2);
    let headers = [header("Other", ""), header("Date", NOW)];
    let what = request(&headers);
    let judge = |names: &str, (created, expires), flags, now| {
        let by = hmacsign_signer { flags: HMACSIGN_ALLOW_UNDATED, ..stating(names, created, expires) };
        let credential = sign_by(&key, &by, &what);
        let asked = hmacsign_policy { flags, ..policy(CAVAGE) };
        let (status, detail) = verify(&key, &read(CAVAGE, &credential), &what, &asked, now);
        (status, shown(detail.name), detail.offset, detail.skew, detail.expires)
    };
    let now = NOW_SECONDS;
    let created = || "(created)".to_owned();
    let expires = || "(expires)".to_owned();
    for skew in [0, 300, -300] {
        assert_eq!(judge("(created)", (now, 0), 0, now + skew), (OK, created(), 0, skew, now + 300));
    }
    for skew in [301, -301] {
        assert_eq!(judge("(created)", (now, 0), 0, now + skew), (STALE, created(), 0, skew, 0));
    }
    // The bound of (expires), without slack.
    let both = "(created) (expires)";
    assert_eq!(judge(both, (now, now + 100), 0, now + 100), (OK, created(), 0, 100, now + 100));
    assert_eq!(judge(both, (now, now + 100), 0, now + 101), (STALE, expires(), 0, 1, 0));
    assert_eq!(judge(both, (now, now + 900), 0, now), (OK, created(), 0, 0, now + 300));
    assert_eq!(judge(both, (now, now + 900), 0, now + 301), (STALE, created(), 0, 301, 0));
    assert_eq!(judge("(expires) (created)", (now, now + 100), 0, now + 500), (STALE, expires(), 0, 400, 0));
    assert_eq!(judge("date (expires)", (0, now + 7), 0, now), (OK, "Date".into(), 1, 0, now + 7));
    // It is no time header: alone, the request is not dated; allowed so, it still bounds.
    assert_eq!(judge("(expires)", (0, now + 7), 0, now).0, NOT_DATED);
    assert_eq!(judge("(expires)", (0, now + 7), HMACSIGN_ALLOW_UNDATED, now), (OK, String::new(), 0, 0, now + 7));
    assert_eq!(judge("(expires)", (0, now + 7), HMACSIGN_ALLOW_UNDATED, now + 8), (STALE, expires(), 0, 1, 0));
    // Not signed, not judged.
    assert_eq!(judge("date", (1, 1), 0, now), (OK, "Date".into(), 1, 0, now + 300));
    // The ends of time.
    assert_eq!(judge(both, (LATEST, LATEST), 0, LATEST), (OK, created(), 0, 0, LATEST));
    assert_eq!(judge(both, (1, 1), 0, 1), (OK, created(), 0, 0, 1));
    assert_eq!(judge(both, (1, LATEST), 0, LATEST), (STALE, created(), 0, LATEST - 1, 0));
    assert_eq!(judge(both, (LATEST, 1), 0, 0), (STALE, created(), 0, -LATEST, 0));
}

#[test]
fn joined_headers_are_signed_as_one_and_faulty_in_each() {
    let key = key(2);
    let headers = [
        header("Date", NOW),
        header("Via", "a"),
        header("Other", ""),
        header("VIA", " b "),
        header("via", ""),
        header("Host", "h"),
        header("host", "h"),
    ];
    let what = request(&headers);
    let by = stating("date via", 0, 0);
    let mut out = [0_u8; 256];
    let mut len = 0;
    // SAFETY: a correct call.
    unsafe {
        assert_eq!(hmacsign_write_signing_string(&by, &what, out.as_mut_ptr().cast(), out.len(), &mut len), OK);
    }
    assert_eq!(&out[..len], format!("date: {NOW}\nvia: a, b, ").as_bytes());
    let credential = sign_by(&key, &by, &what);
    assert_eq!(verify(&key, &read(CAVAGE, &credential), &what, null(), NOW_SECONDS).0, OK);
    assert_eq!(verify(&key, &read(CAVAGE, &credential), &request(&headers[..4]), null(), NOW_SECONDS).0, NOT_MATCHING);
    let detail = all_fail(&stating("date via host", 0, 0), &what, REPEATED);
    assert_eq!((detail.name.ptr, detail.offset), (headers[6].name.ptr, 6));
    let mut faulty = headers;
    faulty[4].value = text("\n");
    let detail = all_fail(&by, &request(&faulty), VALUE);
    assert_eq!((detail.name.ptr, detail.offset), (headers[4].name.ptr, 4));
    let (status, detail) = verify(&key, &read(CAVAGE, &credential), &request(&faulty), null(), NOW_SECONDS);
    assert_eq!((status, detail.name.ptr, detail.offset), (REQUEST, headers[4].name.ptr, 4));
    // Ten thousand of one name.
    let mut many = vec![header("Via", "a"); 10_000];
    many.push(headers[0]);
    check(&by, &request(&many), OK);
}

proptest! {
    #![proptest_config(crate::effort::cases(2048))]

    /// Whatever an application's request holds: what can be signed verifies, unless it can be read in two ways; what
    /// cannot is refused.
    #[test]
    fn an_application_signs_exactly_what_it_verifies(
        target in "/[a-b]{0,2}(\\?([ab=&%+2356D]|%26|%3D|%e4){0,12})?",
        body in "([ab=&%+2356D]|%26|%3D){0,12}",
        content_type in prop::sample::select(vec![FORM_TYPE, "Application/X-WWW-Form-Urlencoded ; x", "text/plain", ""]),
    ) {
        let key = key(1);
        let headers = [header("X-Date", NOW), header("Content-Type", content_type)];
        let what = post(&headers, &target, &body);
        let by = app("x-date");
        let mut detail = marked_detail();
        // SAFETY: structs of this test.
        let status = unsafe { hmacsign_check_request(&by, &what, &mut detail) };
        if status == OK {
            let credential = sign_by(&key, &by, &what);
            let auth = read(TENCENT_APP, &credential);
            let status = verify(&key, &auth, &what, null(), NOW_SECONDS).0;
            prop_assert!([OK, AMBIGUOUS].contains(&status), "{status}");
            let allowed = hmacsign_policy { flags: HMACSIGN_ALLOW_AMBIGUOUS, ..policy(TENCENT_APP) };
            prop_assert_eq!(verify(&key, &auth, &what, &allowed, NOW_SECONDS).0, OK);
        } else {
            prop_assert_eq!(status, PARAMETERS);
            let (status, _) = verify(&key, &read(TENCENT_APP, APP_CREDENTIAL), &what, null(), NOW_SECONDS);
            prop_assert_eq!(status, REQUEST);
        }
    }

    #[test]
    fn random_text_in_a_query_is_read_or_refused(octets in prop::collection::vec(any::<u8>(), 0..60), cap in 0..80_usize) {
        for written in [octets.clone(), base64(&String::from_utf8_lossy(&octets)).into_bytes()] {
            let (status, detail, _) = read_query(IFLYTEK, text(&written), &mut vec![0; cap]);
            prop_assert!([FORMAT, PARAMETER, ALGORITHM, ID, FORM, BUFFER].contains(&status), "{status}");
            prop_assert!(detail.offset <= written.len());
        }
    }
}
