//! The server's side: policies, credentials, requests and digests as no correct program hands them over.

use super::*;

mod dialects;

const LINE: i32 = hmacsign_status::HMACSIGN_ERR_REQUEST_LINE as i32;
const FORMAT: i32 = hmacsign_status::HMACSIGN_ERR_FORMAT as i32;
const PARAMETER: i32 = hmacsign_status::HMACSIGN_ERR_PARAMETER as i32;
const ALGORITHM: i32 = hmacsign_status::HMACSIGN_ERR_ALGORITHM as i32;
const FORM: i32 = hmacsign_status::HMACSIGN_ERR_SIGNATURE_FORM as i32;
const NOT_MATCHING: i32 = hmacsign_status::HMACSIGN_REFUSED_SIGNATURE as i32;
const NOT_ALLOWED: i32 = hmacsign_status::HMACSIGN_REFUSED_ALGORITHM as i32;
const NOT_THERE: i32 = hmacsign_status::HMACSIGN_REFUSED_HEADER_MISSING as i32;
const TWICE: i32 = hmacsign_status::HMACSIGN_REFUSED_HEADER_REPEATED as i32;
const NOT_SIGNED: i32 = hmacsign_status::HMACSIGN_REFUSED_HEADER_UNSIGNED as i32;
const NOT_DATED: i32 = hmacsign_status::HMACSIGN_REFUSED_DATE_UNSIGNED as i32;
const NO_DATE: i32 = hmacsign_status::HMACSIGN_REFUSED_DATE as i32;
const STALE: i32 = hmacsign_status::HMACSIGN_REFUSED_STALE as i32;
const DIGEST: i32 = hmacsign_status::HMACSIGN_REFUSED_DIGEST as i32;
const AMBIGUOUS: i32 = hmacsign_status::HMACSIGN_REFUSED_AMBIGUOUS as i32;
const REQUEST: i32 = hmacsign_status::HMACSIGN_REFUSED_REQUEST as i32;

const TENCENT: i32 = hmacsign_dialect::HMACSIGN_TENCENT as i32;
const TENCENT_APP: i32 = hmacsign_dialect::HMACSIGN_TENCENT_APP as i32;
const KONG: i32 = hmacsign_dialect::HMACSIGN_KONG as i32;
const APISIX: i32 = hmacsign_dialect::HMACSIGN_APISIX as i32;
const CAVAGE: i32 = hmacsign_dialect::HMACSIGN_CAVAGE as i32;
const IFLYTEK: i32 = hmacsign_dialect::HMACSIGN_IFLYTEK as i32;
const CYBERSOURCE: i32 = hmacsign_dialect::HMACSIGN_CYBERSOURCE as i32;
const MODULR: i32 = hmacsign_dialect::HMACSIGN_MODULR as i32;
const DIALECTS: [i32; 8] = [TENCENT, TENCENT_APP, KONG, APISIX, CAVAGE, IFLYTEK, CYBERSOURCE, MODULR];
const NO_DIALECTS: [i32; 6] = [-1, 8, 9, 256, i32::MIN, i32::MAX];

/// The second of [`NOW`].
const NOW_SECONDS: i64 = 1_521_461_320;
const POLICY_SIZE: usize = size_of::<hmacsign_policy>();

/// Texts that cannot be followed.
fn bad_texts() -> [hmacsign_str; 4] {
    [
        hmacsign_str { ptr: null(), len: 1 },
        hmacsign_str { ptr: null(), len: usize::MAX },
        hmacsign_str { ptr: NOW.as_ptr().cast(), len: TOO_LONG },
        hmacsign_str { ptr: NOW.as_ptr().cast(), len: usize::MAX },
    ]
}

fn octets<T>(value: &T) -> &[u8] {
    // SAFETY: for types without padding, or that were filled octet by octet.
    unsafe { std::slice::from_raw_parts(std::ptr::from_ref(value).cast(), size_of::<T>()) }
}

/// What a view shows.
fn shown(view: hmacsign_str) -> String {
    if view.ptr.is_null() {
        assert_eq!(view.len, 0);
        return String::new();
    }
    // SAFETY: a view into texts of a test, or static.
    String::from_utf8_lossy(unsafe { std::slice::from_raw_parts(view.ptr.cast(), view.len) }).into_owned()
}

fn policy(dialect: i32) -> hmacsign_policy {
    let mut policy = std::mem::MaybeUninit::uninit();
    // SAFETY: a correct call, which fills it in.
    unsafe {
        assert_eq!(hmacsign_policy_init(policy.as_mut_ptr(), POLICY_SIZE, dialect), OK);
        policy.assume_init()
    }
}

/// Nothing that a function gives.
fn marked_detail() -> hmacsign_detail {
    hmacsign_detail { name: hmacsign_str { ptr: null(), len: UNTOUCHED }, offset: UNTOUCHED, skew: -1, expires: -1 }
}

#[track_caller]
fn assert_marked(detail: &hmacsign_detail) {
    assert_eq!((detail.name.len, detail.offset, detail.skew, detail.expires), (UNTOUCHED, UNTOUCHED, -1, -1));
}

/// What reading gives: `out` is set on success and untouched else, `detail` untouched after ERR_ARGUMENT.
#[track_caller]
fn read_any(dialect: i32, text: hmacsign_str) -> (i32, Option<hmacsign_authorization>, hmacsign_detail) {
    // SAFETY: plain data.
    let mut out: hmacsign_authorization = unsafe { std::mem::zeroed() };
    // SAFETY: all of it can be written.
    unsafe { std::ptr::write_bytes(&mut out, 0x5A, 1) };
    let mut detail = marked_detail();
    // SAFETY: a text that can be followed or must not be; places of this test.
    let status = unsafe { hmacsign_read_authorization(dialect, text.ptr, text.len, &mut out, &mut detail) };
    if status != OK {
        assert!(octets(&out).iter().all(|&octet| octet == 0x5A), "{status}");
    }
    if status == ARGUMENT {
        assert_marked(&detail);
    } else {
        assert_eq!((detail.skew, detail.expires), (0, 0));
    }
    let mut again = out;
    // SAFETY: as above.
    assert_eq!(unsafe { hmacsign_read_authorization(dialect, text.ptr, text.len, &mut again, null_mut()) }, status);
    (status, (status == OK).then_some(out), detail)
}

#[track_caller]
fn read(dialect: i32, credential: &str) -> hmacsign_authorization {
    let (status, auth, detail) = read_any(dialect, text(credential));
    assert_eq!((status, detail.name.ptr, detail.name.len, detail.offset), (OK, null(), 0, 0), "{credential}");
    auth.unwrap()
}

/// A credential, signed through the C interface.
fn sign(key: &hmacsign_key, dialect: i32, names: &str, request: &hmacsign_request) -> String {
    let by = hmacsign_signer { dialect, flags: HMACSIGN_ALLOW_UNDATED, ..signer("AKID", names) };
    let mut out = [0_u8; 8192];
    let mut len = 0;
    // SAFETY: a correct call.
    let status =
        unsafe { hmacsign_write_authorization(key, &by, request, out.as_mut_ptr().cast(), out.len(), &mut len) };
    assert_eq!(status, OK);
    std::str::from_utf8(&out[..len]).unwrap().to_owned()
}

/// What verifying gives, with and without a place for the detail.
#[track_caller]
fn verify(
    key: *const hmacsign_key,
    auth: *const hmacsign_authorization,
    request: *const hmacsign_request,
    policy: *const hmacsign_policy,
    now: i64,
) -> (i32, hmacsign_detail) {
    let mut detail = marked_detail();
    // SAFETY: pointers that can be followed, or are NULL or misaligned and must not be.
    let status = unsafe { hmacsign_verify(key, auth, request, policy, now, &mut detail) };
    // SAFETY: as above.
    assert_eq!(unsafe { hmacsign_verify(key, auth, request, policy, now, null_mut()) }, status);
    if status == ARGUMENT {
        assert_marked(&detail);
    } else {
        assert!(detail.name.len != UNTOUCHED && detail.offset != UNTOUCHED, "{status}");
        assert!(status == OK || detail.expires == 0, "{status}");
        assert!(status == OK || status == STALE || detail.skew == 0, "{status}");
    }
    (status, detail)
}

/// Is this auth one that cannot be? Both functions that take one must say so.
#[track_caller]
fn no_auth(auth: &hmacsign_authorization, request: &hmacsign_request) {
    // That comes before the key's faults and the time's.
    for (key, now) in [(key(1), NOW_SECONDS), (empty_key(), NOW_SECONDS), (key(1), -1)] {
        assert_eq!(verify(&key, auth, request, null(), now).0, ARGUMENT);
    }
    // SAFETY: a text of this test.
    assert_eq!(unsafe { hmacsign_check_signed(auth, NOW.as_ptr().cast(), 3) }, ARGUMENT);
}

// ---- Policies --------------------------------------------------------------------------------------------------

#[test]
fn a_policy_is_filled_in_for_every_size_up_to_1024_and_nothing_beyond() {
    #[repr(C, align(8))]
    struct Room([u8; 1100]);
    for dialect in DIALECTS {
        for size in (0..1100).chain([TOO_LONG, usize::MAX]) {
            let mut room = Room([0xA5; 1100]);
            // SAFETY: there is room for the largest that is taken.
            let status = unsafe { hmacsign_policy_init(room.0.as_mut_ptr().cast(), size, dialect) };
            if !(POLICY_SIZE..=1024).contains(&size) {
                assert_eq!(status, ARGUMENT, "{size}");
                assert!(room.0.iter().all(|&octet| octet == 0xA5));
                continue;
            }
            assert_eq!(status, OK);
            // SAFETY: it was filled in.
            let filled = unsafe { &*room.0.as_ptr().cast::<hmacsign_policy>() };
            assert_eq!((filled.size as usize, filled.flags, filled.algorithms), (size, 0, 0x1E));
            assert_eq!(filled.max_skew, if [TENCENT, TENCENT_APP].contains(&dialect) { 900 } else { 300 });
            assert_eq!((filled.required, filled.required_count), (null(), 0));
            assert!(room.0[POLICY_SIZE..size].iter().all(|&octet| octet == 0));
            assert!(room.0[size..].iter().all(|&octet| octet == 0xA5));
        }
    }
    let mut room = Room([0xA5; 1100]);
    let start: *mut hmacsign_policy = room.0.as_mut_ptr().cast();
    // SAFETY: what cannot be followed is not.
    unsafe {
        for dialect in NO_DIALECTS {
            assert_eq!(hmacsign_policy_init(start, POLICY_SIZE, dialect), ARGUMENT);
        }
        assert_eq!(hmacsign_policy_init(null_mut(), POLICY_SIZE, TENCENT), ARGUMENT);
        for odd in 1..align_of::<hmacsign_policy>() {
            assert_eq!(hmacsign_policy_init(start.wrapping_byte_add(odd), POLICY_SIZE, TENCENT), ARGUMENT);
        }
    }
    assert!(room.0.iter().all(|&octet| octet == 0xA5));
}

#[test]
fn a_policy_that_asks_for_what_is_not_known_is_an_argument_at_fault() {
    let key = key(1);
    let headers = [header("X-Date", NOW)];
    let what = request(&headers);
    let credential = sign(&key, TENCENT, "x-date", &what);
    let auth = read(TENCENT, &credential);
    let good = policy(TENCENT);
    let judge = |policy: &hmacsign_policy| verify(&key, &auth, &what, policy, NOW_SECONDS).0;
    assert_eq!(judge(&good), OK);

    for size in [0, 1, POLICY_SIZE as u32 - 1, 1025, 1 << 31, u32::MAX] {
        assert_eq!(judge(&hmacsign_policy { size, ..good }), ARGUMENT, "{size}");
    }
    for flag in 0..32 {
        let known = flag < 5;
        assert_eq!(judge(&hmacsign_policy { flags: 1 << flag, ..good }), if known { OK } else { ARGUMENT }, "{flag}");
    }
    assert_eq!(judge(&hmacsign_policy { flags: u32::MAX, ..good }), ARGUMENT);
    for bit in 0..32 {
        let known = (1..=4).contains(&bit);
        let algorithms = good.algorithms | 1 << bit;
        assert_eq!(judge(&hmacsign_policy { algorithms, ..good }), if known { OK } else { ARGUMENT }, "{bit}");
    }
    assert_eq!(judge(&hmacsign_policy { algorithms: 0, ..good }), ARGUMENT);
    assert_eq!(judge(&hmacsign_policy { algorithms: 1 << 4, ..good }), NOT_ALLOWED);

    let name = [text("X-DATE")];
    for (required, required_count, status) in [
        (null(), 0, OK),
        (null(), 1, ARGUMENT),
        (null(), usize::MAX, ARGUMENT),
        (name.as_ptr(), 1, OK),
        (name.as_ptr(), usize::MAX, ARGUMENT),
        (name.as_ptr(), isize::MAX as usize, ARGUMENT),
        (name.as_ptr(), usize::MAX / size_of::<hmacsign_str>() + 2, ARGUMENT),
        (name.as_ptr().wrapping_byte_add(1), 1, ARGUMENT),
        (name.as_ptr().wrapping_byte_add(1), 0, OK), // none at all: the pointer does not matter
    ] {
        assert_eq!(judge(&hmacsign_policy { required, required_count, ..good }), status, "{required_count}");
    }
    for bad in bad_texts() {
        let required = [name[0], bad];
        let asked = hmacsign_policy { required: required.as_ptr(), required_count: 2, ..good };
        assert_eq!(judge(&asked), ARGUMENT);
    }
    let odd = misaligned(&good);
    assert_eq!(verify(&key, &auth, &what, odd, NOW_SECONDS).0, ARGUMENT);

    // One of a later version, with a demand that this one cannot meet.
    for size in [POLICY_SIZE, POLICY_SIZE + 1, POLICY_SIZE + 8, 1024] {
        for set in (POLICY_SIZE..1024).step_by(7).chain([1023]) {
            #[repr(C, align(8))]
            struct Room([u8; 1024]);
            let mut room = Room([0; 1024]);
            room.0[..POLICY_SIZE].copy_from_slice(octets(&hmacsign_policy { size: size as u32, ..good }));
            room.0[set] = 1;
            // SAFETY: a policy and zeros behind it, but for one octet.
            let later = unsafe { &*room.0.as_ptr().cast::<hmacsign_policy>() };
            let expected = if set < size { ARGUMENT } else { OK };
            assert_eq!(verify(&key, &auth, &what, room.0.as_ptr().cast(), NOW_SECONDS).0, expected);
            assert_eq!(later.size as usize, size);
        }
    }
}

#[test]
fn a_required_name_that_no_header_can_have_is_not_signed() {
    let key = key(1);
    let headers = [header("X-Date", NOW)];
    let what = request(&headers);
    let credential = sign(&key, TENCENT, "x-date", &what);
    let auth = read(TENCENT, &credential);
    let long = "x".repeat(1 << 20);
    for name in ["", " ", "x-date ", " x-date", "x-date x-date", "(created)", "a,b", "\0", "\u{FF}", &long] {
        let required = [text("x-date"), text(name)];
        let asked = hmacsign_policy { required: required.as_ptr(), required_count: 2, ..policy(TENCENT) };
        let (status, detail) = verify(&key, &auth, &what, &asked, NOW_SECONDS);
        assert_eq!((status, shown(detail.name), detail.offset), (NOT_SIGNED, name.to_owned(), 1));
        // SAFETY: a text of this test.
        assert_eq!(unsafe { hmacsign_check_signed(&auth, name.as_ptr().cast(), name.len()) }, NOT_SIGNED);
    }
    let required = [NOTHING];
    let asked = hmacsign_policy { required: required.as_ptr(), required_count: 1, ..policy(TENCENT) };
    assert_eq!(verify(&key, &auth, &what, &asked, NOW_SECONDS).0, NOT_SIGNED);
}

// ---- Reading ---------------------------------------------------------------------------------------------------

const SHA1_FORM: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const GOOD: &str =
    "hmac id=\"AKID\", algorithm=\"hmac-sha1\", headers=\"x-date\", signature=\"AAAAAAAAAAAAAAAAAAAAAAAAAAA=\"";

#[test]
fn a_credential_is_read_into_places_that_can_be_and_from_text_that_can_be() {
    let auth = read(TENCENT, GOOD);
    assert_view(auth.signer.id, GOOD, 9, 4);
    assert_view(auth.signer.names, GOOD, 48, 6);
    assert_view(auth.signature, GOOD, 68, 28);
    assert_eq!((auth.signer.dialect, auth.signer.flags, auth.algorithm, auth.mac_len), (TENCENT, 0, 1, 20));
    assert_eq!((auth.signer.created, auth.signer.expires, auth.mac), (0, 0, [0; 64]));

    for dialect in NO_DIALECTS {
        assert_eq!(read_any(dialect, text(GOOD)).0, ARGUMENT);
    }
    for bad in bad_texts() {
        assert_eq!(read_any(TENCENT, bad).0, ARGUMENT);
        // SAFETY: it is not followed.
        assert_eq!(unsafe { hmacsign_check_signed(&auth, bad.ptr, bad.len) }, ARGUMENT);
    }
    for dialect in DIALECTS {
        let (status, _, detail) = read_any(dialect, NOTHING);
        assert_eq!((status, detail.offset), (FORMAT, 0));
    }
    // SAFETY: what cannot be followed is not.
    unsafe {
        let mut room = std::mem::MaybeUninit::<[hmacsign_authorization; 2]>::zeroed();
        let out: *mut hmacsign_authorization = room.as_mut_ptr().cast();
        let mut detail = marked_detail();
        let start = GOOD.as_ptr().cast();
        let odd = (&raw mut detail).wrapping_byte_add(1);
        assert_eq!(hmacsign_read_authorization(TENCENT, start, GOOD.len(), null_mut(), &mut detail), ARGUMENT);
        for offset in 1..align_of::<hmacsign_authorization>() {
            let odd = out.wrapping_byte_add(offset);
            assert_eq!(hmacsign_read_authorization(TENCENT, start, GOOD.len(), odd, &mut detail), ARGUMENT);
        }
        assert_eq!(hmacsign_read_authorization(TENCENT, start, GOOD.len(), out, odd), ARGUMENT);
        // Also where the text is at fault: arguments come first.
        assert_eq!(hmacsign_read_authorization(TENCENT, start, 3, out, odd), ARGUMENT);
        assert_marked(&detail);
        let room = room.assume_init();
        assert!(octets(&room).iter().all(|&octet| octet == 0));

        assert_eq!(hmacsign_check_signed(null(), start, 1), ARGUMENT);
        assert_eq!(hmacsign_check_signed(misaligned(&auth), start, 1), ARGUMENT);
    }
}

#[test]
fn the_detail_of_reading_says_where() {
    let changed = |from: &str, to: &str| GOOD.replacen(from, to, 1);
    for (credential, status, name, offset) in [
        (changed("hmac", "HMAC"), FORMAT, "", 0),
        (changed("id=", "ID="), FORMAT, "", 5),
        (changed("\", alg", "\" , alg"), FORMAT, "", 14),
        (GOOD.to_owned() + ",", FORMAT, "", GOOD.len() + 1),
        (GOOD.trim_end_matches('"').to_owned(), FORMAT, "", GOOD.len() - 1),
        (changed("AKID", ""), PARAMETER, "id", 9),
        (changed("algorithm=\"hmac-sha1\", ", ""), PARAMETER, "algorithm", GOOD.len() - 23),
        (changed("x-date", "x-date  host"), PARAMETER, "headers", 55),
        (GOOD.to_owned() + ", signature=\"\"", PARAMETER, "signature", GOOD.len() + 2),
        (changed("hmac-sha1", "hmac-md5"), ALGORITHM, "", 27),
        (changed("AKID", "AK\\D"), ID, "", 11),
        (changed("AAAA=", "AAA!="), FORM, "", 94),
        (changed(SHA1_FORM, "AAAA"), FORM, "", 68),
    ] {
        let (found, auth, detail) = read_any(TENCENT, text(&credential));
        assert_eq!((found, shown(detail.name).as_str(), detail.offset), (status, name, offset), "{credential}");
        assert!(auth.is_none());
    }
    // The parameter by the name that the dialect has for it.
    for (dialect, credential, name) in [
        (KONG, "hmac username=\"\", algorithm=\"a\", headers=\"a\", signature=\"a\"", "username"),
        (APISIX, "Signature headers=\"a\"", "keyId"),
        (CAVAGE, "signature HEADERS=\"a\",signature=\"a\"", "keyId"),
        (IFLYTEK, "username=\"\"", "api_key"),
        (CYBERSOURCE, "headers=\"a\"", "keyid"),
        (MODULR, "Signature keyid=\"\"", "keyId"),
    ] {
        let (status, _, detail) = read_any(dialect, text(credential));
        assert_eq!((status, shown(detail.name).as_str()), (PARAMETER, name), "{credential}");
    }
}

#[test]
fn a_mebibyte_of_credential_is_read_or_refused() {
    let long = "a".repeat(1 << 20);
    let id = GOOD.replace("AKID", &long);
    assert_eq!(read(TENCENT, &id).signer.id.len, 1 << 20);
    assert_eq!(read(TENCENT, &GOOD.replace("x-date", &long)).signer.names.len, 1 << 20);
    for (piece, status) in [(" ", FORMAT), ("\"", FORMAT), ("id=\"\", ", PARAMETER), (",", FORMAT), ("\0", FORMAT)] {
        let many = format!("hmac {}", piece.repeat((1 << 20) / piece.len()));
        let found = read_any(TENCENT, text(&many)).0;
        assert!(found == status || found == FORMAT, "{piece:?}: {found}");
    }
    assert_eq!(read_any(TENCENT, text(&GOOD.replace("x-date", &"a ".repeat(1 << 19)))).0, PARAMETER);
    assert_eq!(read_any(TENCENT, text(&GOOD.replace(SHA1_FORM, &long))).0, FORM);
}

// ---- Verifying: arguments --------------------------------------------------------------------------------------

#[test]
fn what_reading_could_not_have_given_is_an_argument_at_fault() {
    let key = key(1);
    let headers = [header("X-Date", NOW), header("Host", "example.com")];
    let what = request(&headers);
    let credential = sign(&key, TENCENT, "x-date host", &what);
    let good = read(TENCENT, &credential);
    let detail = verify(&key, &good, &what, null(), NOW_SECONDS);
    assert_eq!(detail.0, OK);
    let with = |signer: hmacsign_signer| no_auth(&hmacsign_authorization { signer, ..good }, &what);

    for bad in bad_texts() {
        with(hmacsign_signer { id: bad, ..good.signer });
        with(hmacsign_signer { names: bad, ..good.signer });
        no_auth(&hmacsign_authorization { signature: bad, ..good }, &what);
    }
    let too_many = vec!["a"; 65].join(" ");
    for names in ["", " ", "x-date  host", " x-date", "x-date ", "x-date,host", "x-date\n", "x-date \u{FF}", &too_many]
    {
        with(hmacsign_signer { names: text(names), ..good.signer });
    }
    for names in ["(request-target)", "@request-target", "(created)"] {
        with(hmacsign_signer { names: text(names), ..good.signer }); // pseudo headers of other dialects
    }
    with(hmacsign_signer { names: NOTHING, ..good.signer });
    for id in ["", "a\"b", "a\\b", "a b", "a\n", "\u{FF}"] {
        with(hmacsign_signer { id: text(id), ..good.signer });
    }
    with(hmacsign_signer { id: NOTHING, ..good.signer });
    with(hmacsign_signer { id: text("a,b"), dialect: APISIX, ..good.signer });
    for dialect in NO_DIALECTS {
        with(hmacsign_signer { dialect, ..good.signer });
    }
    for flags in [1, 2, 8, 1 << 31, u32::MAX] {
        with(hmacsign_signer { flags, ..good.signer });
    }
    for time in [1, -1, NOW_SECONDS, i64::MIN, i64::MAX] {
        with(hmacsign_signer { created: time, ..good.signer });
        with(hmacsign_signer { expires: time, ..good.signer });
    }
    // Cavage's credentials state times, but no such ones.
    for time in [-1, i64::MIN, 253_402_300_800, i64::MAX] {
        with(hmacsign_signer { created: time, dialect: CAVAGE, ..good.signer });
        with(hmacsign_signer { expires: time, dialect: CAVAGE, ..good.signer });
    }
    for mac_len in [0, 1, 19, 21, 32, 48, 64, 65, 66, TOO_LONG, usize::MAX] {
        no_auth(&hmacsign_authorization { mac_len, ..good }, &what);
    }
    for algorithm in [-1, 0, 2, 3, 4, 5, 256, i32::MIN, i32::MAX] {
        no_auth(&hmacsign_authorization { algorithm, ..good }, &what);
    }
    // An algorithm that the dialect does not name, or left to the key by one that does not do that.
    for dialect in DIALECTS {
        let signer = hmacsign_signer { dialect, ..good.signer };
        for (algorithm, mac_len) in [(0, 20), (1, 20), (2, 32), (3, 48), (4, 64)] {
            let auth = hmacsign_authorization { signer, algorithm, mac_len, ..good };
            let known = match dialect {
                TENCENT | TENCENT_APP | KONG => algorithm != 0,
                CAVAGE => true,
                IFLYTEK | CYBERSOURCE => algorithm == 2,
                _ => algorithm != 0 && algorithm != 3,
            };
            if known {
                // SAFETY: a text of this test.
                assert_eq!(unsafe { hmacsign_check_signed(&auth, c"Host".as_ptr(), 4) }, OK);
            } else {
                no_auth(&auth, &what);
            }
        }
        if dialect == CAVAGE {
            for mac_len in [0, 19, 21, 63, 65, usize::MAX] {
                no_auth(&hmacsign_authorization { signer, algorithm: 0, mac_len, ..good }, &what);
            }
        }
    }
    // The text of the signature is for logs, and what is in the unused part of mac is nothing.
    let mut mac = good.mac;
    mac[20..].fill(0xFF);
    let other = hmacsign_authorization { signature: NOTHING, mac, ..good };
    assert_eq!(verify(&key, &other, &what, null(), NOW_SECONDS).0, OK);
}

#[test]
fn pointers_that_verifying_cannot_follow_are_arguments_at_fault() {
    let good_key = key(1);
    let headers = [header("X-Date", NOW), header("Unsigned", "value")];
    let what = request(&headers);
    let credential = sign(&good_key, TENCENT, "x-date", &what);
    let auth = read(TENCENT, &credential);
    let judge = |what: &hmacsign_request| verify(&good_key, &auth, what, null(), NOW_SECONDS).0;
    assert_eq!(judge(&what), OK);

    for key in [null(), misaligned(&good_key)] {
        assert_eq!(verify(key, &auth, &what, null(), NOW_SECONDS).0, ARGUMENT);
    }
    for auth in [null(), misaligned(&auth)] {
        assert_eq!(verify(&good_key, auth, &what, null(), NOW_SECONDS).0, ARGUMENT);
    }
    for what in [null(), misaligned(&what)] {
        assert_eq!(verify(&good_key, &auth, what, null(), NOW_SECONDS).0, ARGUMENT);
    }
    let mut detail = marked_detail();
    let odd = (&raw mut detail).wrapping_byte_add(1);
    // SAFETY: it is not followed.
    assert_eq!(unsafe { hmacsign_verify(&good_key, &auth, &what, null(), NOW_SECONDS, odd) }, ARGUMENT);
    assert_marked(&detail);

    for bad in bad_texts() {
        for index in 0..2 {
            let mut other = headers;
            other[index].name = bad;
            assert_eq!(judge(&request(&other)), ARGUMENT);
            let mut other = headers;
            other[index].value = bad;
            assert_eq!(judge(&request(&other)), ARGUMENT);
        }
        assert_eq!(judge(&hmacsign_request { method: bad, ..what }), ARGUMENT);
        assert_eq!(judge(&hmacsign_request { target: bad, ..what }), ARGUMENT);
        assert_eq!(judge(&hmacsign_request { version: bad, ..what }), ARGUMENT);
        assert_eq!(judge(&hmacsign_request { body: bad, ..what }), ARGUMENT);
    }
    assert_eq!(judge(&hmacsign_request { headers: null(), ..what }), ARGUMENT);
    assert_eq!(judge(&hmacsign_request { header_count: usize::MAX, ..what }), ARGUMENT);
    assert_eq!(judge(&hmacsign_request { headers: null(), header_count: 0, ..what }), NOT_THERE);
}

#[test]
fn what_is_no_key_verifies_nothing() {
    let headers = [header("X-Date", NOW)];
    let what = request(&headers);
    for algorithm in 1..=4 {
        let mut key = key(algorithm);
        let credential = sign(&key, TENCENT, "x-date", &what);
        let auth = read(TENCENT, &credential);
        assert_eq!(verify(&key, &auth, &what, null(), NOW_SECONDS).0, OK);
        // SAFETY: a key of this test.
        unsafe { hmacsign_key_clear(&mut key) };
        for no_key in [key, hmacsign_key { opaque: [u64::MAX; 48] }, hmacsign_key { opaque: [0x0101; 48] }] {
            let (status, detail) = verify(&no_key, &auth, &what, null(), NOW_SECONDS);
            assert_eq!((status, detail.name.ptr, detail.offset), (KEY, null(), 0));
        }
    }
}

// ---- Verifying: outcomes ---------------------------------------------------------------------------------------

/// One request with every fault, which are taken away one after the other.
#[test]
fn faults_of_verifying_come_in_their_order() {
    let body = "body";
    let (digest, other_digest) = (hmacsign::Digest::of(body), hmacsign::Digest::of("other"));
    let order = [
        ARGUMENT,
        KEY,
        TIME,
        NOT_ALLOWED,
        NOT_SIGNED,
        NOT_SIGNED,
        NOT_THERE,
        NOT_DATED,
        REQUEST,
        NOT_MATCHING,
        STALE,
        DIGEST,
        OK,
    ];
    for (step, expected) in order.into_iter().enumerate() {
        let has = |fault| step <= fault;
        let good_key = key(2);
        let headers =
            [header("Date", NOW), header("Digest", if has(11) { other_digest.as_str() } else { digest.as_str() })];
        let good_request =
            hmacsign_request { method: text("GET"), target: text("/"), body: text(body), ..request(&headers) };
        let what = hmacsign_request { method: text(if has(8) { "G ET" } else { "GET" }), ..good_request };
        let mut names = vec!["request-line"];
        names.extend((!has(5)).then_some("digest"));
        names.extend(has(6).then_some("absent"));
        names.extend((!has(7)).then_some("date"));
        let names = names.join(" ");
        let credential = if has(9) {
            let form = "A".repeat(43) + "=";
            format!("hmac username=\"AKID\", algorithm=\"hmac-sha256\", headers=\"{names}\", signature=\"{form}\"")
        } else {
            sign(&good_key, KONG, &names, &good_request)
        };
        let auth = read(KONG, &credential);
        let required = [text("host")];
        let asked = hmacsign_policy {
            flags: HMACSIGN_REQUIRE_DIGEST | if has(0) { 1 << 31 } else { 0 },
            algorithms: if has(3) { 1 << 4 } else { 1 << 2 },
            required: required.as_ptr(),
            required_count: usize::from(has(4)),
            ..policy(KONG)
        };
        let now = if has(2) {
            -1
        } else if has(10) {
            NOW_SECONDS + 301
        } else {
            NOW_SECONDS
        };
        let used = if has(1) { empty_key() } else { good_key };
        let (status, detail) = verify(&used, &auth, &what, &asked, now);
        assert_eq!(status, expected, "step {step}");
        let name = match step {
            0 => continue,
            4 => "host",
            5 | 11 => "digest",
            6 => "absent",
            8 => "method",
            10 | 12 => "Date",
            _ => "",
        };
        assert_eq!(shown(detail.name), name, "step {step}");
    }
}

#[test]
fn the_detail_of_verifying_says_where() {
    let key = key(2);
    let now = NOW_SECONDS;
    let headers = [
        header("Unsigned", "a\nb"),
        header("X-Date", NOW),
        header("Twice", "1"),
        header("twice", "2"),
        header("Bad", "a\nb"),
        header("Request-Line", "x"),
        header("Date", "Sun, 19 Mar 2018 12:08:40 GMT"),
    ];
    let line =
        |headers: &[hmacsign_header]| hmacsign_request { method: text("GET"), target: text("/"), ..request(headers) };
    let what = line(&headers);
    let form = "A".repeat(43) + "=";
    let written = |names: &str| {
        format!("hmac username=\"AKID\", algorithm=\"hmac-sha256\", headers=\"{names}\", signature=\"{form}\"")
    };
    let judge = |names: &str, what: &hmacsign_request| {
        let credential = written(names);
        let (status, detail) = verify(&key, &read(KONG, &credential), what, null(), now);
        (status, shown(detail.name), detail.offset, detail.name.ptr.addr().wrapping_sub(credential.as_ptr().addr()))
    };
    let begin = written("").find("headers=\"").unwrap() + 9;
    let in_names = |names: &str, status, name: &str, offset| {
        assert_eq!(judge(names, &what), (status, name.to_owned(), offset, begin + offset), "{names}");
    };
    in_names("x-date absent", NOT_THERE, "absent", 7);
    in_names("x-date X-Date", TWICE, "X-Date", 7);
    let in_header = |names: &str, status, index: usize| {
        let (found, name, offset, _) = judge(names, &what);
        assert_eq!((found, name, offset), (status, shown(headers[index].name), index), "{names}");
    };
    in_header("x-date TWICE", TWICE, 3);
    in_header("x-date bad", REQUEST, 4);
    in_header("x-date request-line", TWICE, 5);
    let nowhere = |names: &str, what: &hmacsign_request, status| {
        let (found, name, offset, _) = judge(names, what);
        assert_eq!((found, name.as_str(), offset), (status, "", 0), "{names}");
    };
    let clean = [header("X-Date", NOW), header("Host", "h")];
    nowhere("x-date host", &line(&clean), NOT_MATCHING);
    nowhere("host", &line(&clean), NOT_DATED);
    let part = |change: &dyn Fn(&mut hmacsign_request), status, name: &str| {
        let mut what = line(&clean);
        change(&mut what);
        let (found, shown, offset, _) = judge("x-date request-line", &what);
        assert_eq!((found, shown.as_str(), offset), (status, name, 0));
    };
    part(&|what| what.method = NOTHING, LINE, "method");
    part(&|what| what.target = NOTHING, LINE, "target");
    part(&|what| what.method = text("a b"), REQUEST, "method");
    part(&|what| what.target = text("/ "), REQUEST, "target");
    part(&|what| what.version = text("HTTP 1"), REQUEST, "version");
    part(&|what| what.version = NOTHING, NOT_MATCHING, "");

    // Times: a wrong one, a stale one, and which of two is told. Both ways, to the second.
    let signed = |names: &str, what: &hmacsign_request, flags, now| {
        let credential = sign(&key, KONG, names, what);
        let asked = hmacsign_policy { flags, ..policy(KONG) };
        let (status, detail) = verify(&key, &read(KONG, &credential), what, &asked, now);
        (status, shown(detail.name), detail.offset, detail.skew, detail.expires)
    };
    assert_eq!(signed("date", &what, 0, now), (NO_DATE, "Date".into(), 6, 0, 0));
    let any = HMACSIGN_ALLOW_ANY_WEEKDAY;
    assert_eq!(signed("date", &what, any, now), (OK, "Date".into(), 6, 0, now + 300));
    for skew in [300, 301, -300, -301, 0] {
        let fresh = i64::abs(skew) <= 300;
        let (status, expires) = if fresh { (OK, now + 300) } else { (STALE, 0) };
        assert_eq!(signed("x-date", &what, 0, now + skew), (status, "X-Date".into(), 1, skew, expires));
    }
    let two = [header("Date", "Mon, 19 Mar 2018 12:08:30 GMT"), header("X-Date", NOW)];
    let two = request(&two);
    assert_eq!(signed("x-date date", &two, 0, now), (OK, "X-Date".into(), 1, 0, now + 290));
    assert_eq!(signed("x-date date", &two, 0, now + 291), (STALE, "Date".into(), 0, 301, 0));
    assert_eq!(signed("date x-date", &two, 0, now), (OK, "Date".into(), 0, 10, now + 290));
    assert_eq!(signed("date x-date", &two, HMACSIGN_ALLOW_STALE_DATE, now), (OK, "X-Date".into(), 1, 0, now + 300));

    // No time is judged.
    let never = (OK, String::new(), 0, 0, i64::MAX);
    assert_eq!(signed("date", &two, HMACSIGN_ALLOW_STALE_DATE, now), never);
    assert_eq!(signed("host", &line(&clean), HMACSIGN_ALLOW_UNDATED, now), never);

    // The clock, and the largest skew.
    for bad in [-1, 253_402_300_800, i64::MIN, i64::MAX] {
        assert_eq!(signed("x-date", &what, 0, bad), (TIME, String::new(), 0, 0, 0));
    }
    for (now, max_skew, status) in [
        (0, u32::MAX, OK),
        (0, 1, STALE),
        (253_402_300_799, u32::MAX, STALE),
        (now, 0, OK),
        (now + 1, 0, STALE),
        (now - 1, 0, STALE),
    ] {
        let credential = sign(&key, KONG, "x-date", &what);
        let asked = hmacsign_policy { max_skew, ..policy(KONG) };
        let (found, detail) = verify(&key, &read(KONG, &credential), &what, &asked, now);
        assert_eq!((found, detail.skew), (status, now - NOW_SECONDS));
    }
}

#[test]
fn a_digest_is_compared_where_it_is_required() {
    let key = key(2);
    let (body, other) = ("A small body", "Another body");
    let digest = hmacsign::Digest::of(body);
    let hash = |body: &str| -> [u8; 32] { <sha2::Sha256 as sha2::Digest>::digest(body).into() };
    let (right, wrong, empty) = (hash(body), hash(other), hash(""));
    let headers = [header("Date", NOW), header("Digest", digest.as_str())];
    let what = request(&headers);
    let asked = hmacsign_policy { flags: HMACSIGN_REQUIRE_DIGEST, ..policy(KONG) };
    let judge = |names: &str, what: &hmacsign_request| {
        let credential = sign(&key, KONG, names, what);
        let (status, detail) = verify(&key, &read(KONG, &credential), what, &asked, NOW_SECONDS);
        (status, if status == OK { String::new() } else { shown(detail.name) })
    };
    let of = |body: &str| hmacsign_request { body: text(body), ..what };
    let streamed = |hash: &[u8; 32]| hmacsign_request { body: text(body), body_sha256: hash.as_ptr(), ..what };
    assert_eq!(judge("date digest", &of(body)).0, OK);
    assert_eq!(judge("date digest", &streamed(&right)).0, OK);
    let fails = (DIGEST, "digest".to_owned());
    assert_eq!(judge("date digest", &of(other)), fails);
    assert_eq!(judge("date digest", &what), fails);
    assert_eq!(judge("date digest", &streamed(&wrong)), fails); // the hash counts, and not the body
    assert_eq!(judge("date digest", &streamed(&empty)), fails);
    let unsigned = (NOT_SIGNED, "digest".to_owned());
    assert_eq!(judge("date", &of(body)), unsigned);
    assert_eq!(judge("date", &streamed(&right)), unsigned);
    assert_eq!(judge("date", &what), unsigned); // there is no body, but there is the header
    let plain = request(&headers[..1]);
    assert_eq!(judge("date", &plain).0, OK);
    assert_eq!(judge("date", &hmacsign_request { body_sha256: empty.as_ptr(), ..plain }).0, OK);
    assert_eq!(judge("date", &hmacsign_request { body_sha256: right.as_ptr(), ..plain }), unsigned);
}

#[test]
fn ten_thousand_headers_are_looked_through() {
    let key = key(1);
    let mut headers = vec![header("Other", "a\nb"); 10_000];
    headers.insert(5_000, header("X-Date", NOW));
    let what = request(&headers);
    let credential = sign(&key, TENCENT, "x-date", &what);
    let auth = read(TENCENT, &credential);
    let (status, detail) = verify(&key, &auth, &what, null(), NOW_SECONDS);
    assert_eq!((status, detail.offset, detail.name.ptr), (OK, 5_000, headers[5_000].name.ptr));
    headers.push(header("X-DATE", NOW));
    let (status, detail) = verify(&key, &auth, &request(&headers), null(), NOW_SECONDS);
    assert_eq!((status, detail.offset), (TWICE, 10_001));
}

// ---- Keys in Base64, digests -----------------------------------------------------------------------------------

#[test]
fn a_key_in_base64_is_that_and_nothing_else() {
    let init = |algorithm: i32, secret: hmacsign_str| {
        let mut made = key(4);
        // SAFETY: a text that can be followed or must not be, and a key of this test.
        let status = unsafe { hmacsign_key_init_base64(&mut made, algorithm, secret.ptr, secret.len) };
        assert_eq!(made.opaque == [0; 48], status != OK);
        (status, made)
    };
    let (status, made) = init(2, text("c2VjcmV0"));
    assert_eq!(status, OK);
    let plain = Key::new(Algorithm::HmacSha256, "secret").unwrap();
    every_capacity(&signature_of(&made, text("text")), plain.signature_of("text").as_str().as_bytes());

    for secret in
        ["", "c2VjcmV", "c2VjcmV0\n", "c2Vjc mV0", "c2VjcmU", "c2VjcmX=", "====", "c2VjcmV0====", "_-__", "\0\0\0\0"]
    {
        assert_eq!(init(2, text(secret)).0, SECRET, "{secret:?}");
    }
    assert_eq!(init(2, NOTHING).0, SECRET);
    let longest = "AAAA".repeat(341) + "AA=="; // 1024 octets
    assert_eq!(init(3, text(&longest)).0, OK);
    assert_eq!(init(3, text(&longest.replace("AA==", "AAA="))).0, SECRET);
    assert_eq!(init(3, text(&"A".repeat(1 << 20))).0, SECRET);
    for algorithm in [-1, 0, 5, i32::MIN, i32::MAX] {
        assert_eq!(init(algorithm, text("c2VjcmV0")).0, ARGUMENT);
        assert_eq!(init(algorithm, NOTHING).0, ARGUMENT);
    }
    for bad in bad_texts() {
        assert_eq!(init(2, bad).0, ARGUMENT);
    }
    let mut words = [u64::MAX; 50];
    let odd = misaligned(words.as_mut_ptr().cast::<hmacsign_key>());
    // SAFETY: what cannot be followed is not.
    unsafe {
        assert_eq!(hmacsign_key_init_base64(null_mut(), 2, c"c2VjcmV0".as_ptr(), 8), ARGUMENT);
        assert_eq!(hmacsign_key_init_base64(odd, 2, c"c2VjcmV0".as_ptr(), 8), ARGUMENT);
    }
    assert_eq!(words, [u64::MAX; 50]);
}

#[test]
fn a_digest_is_written_whole_or_not_at_all() {
    // SAFETY: as for the other writers.
    let write =
        |body: hmacsign_str| move |out, cap, len| unsafe { hmacsign_write_digest(body.ptr, body.len, out, cap, len) };
    every_capacity(&write(text("A small body")), b"SHA-256=SBH7QEtqnYUpEcIhDbmStNd1MxtHg2+feBfWc1105MA=");
    every_capacity(&write(NOTHING), b"SHA-256=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    for bad in bad_texts() {
        fails(&write(bad), ARGUMENT);
    }
}

// ---- Anything --------------------------------------------------------------------------------------------------

/// Mostly what can be, so that calls get far.
fn any_name() -> impl Strategy<Value = Vec<u8>> {
    let known = ["x-date", "Date", "host", "digest", "request-line", "(request-target)", "@request-target", "v-c-date"];
    prop_oneof![
        8 => prop::sample::select(known.to_vec()).prop_map(|name| name.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..8),
    ]
}

fn any_names() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any_name(), 0..5).prop_map(|names| names.join(&b' '))
}

fn any_headers() -> impl Strategy<Value = Vec<(Vec<u8>, Vec<u8>)>> {
    let value = prop_oneof![Just(NOW.as_bytes().to_vec()), prop::collection::vec(any::<u8>(), 0..8)];
    prop::collection::vec((any_name(), value), 0..6)
}

fn any_number<T: std::fmt::Debug + Clone + 'static>(usual: Vec<T>, any: BoxedStrategy<T>) -> BoxedStrategy<T> {
    prop_oneof![6 => prop::sample::select(usual), 1 => any].boxed()
}

prop_compose! {
    fn any_auth_numbers()(
        (dialect, algorithm, mac_len) in prop_oneof![
            4 => (prop::sample::select(DIALECTS.to_vec()), prop::sample::select(vec![(0, 32), (1, 20), (2, 32), (3, 48), (4, 64)]))
                .prop_map(|(dialect, (algorithm, len))| (dialect, algorithm, len)),
            1 => (-2..10_i32, -2..7_i32, 0..70_usize),
            1 => (any::<i32>(), any::<i32>(), any::<usize>()),
        ],
        flags in any_number(vec![0], any::<u32>().boxed()),
        created in any_number(vec![0], any::<i64>().boxed()),
        expires in any_number(vec![0], any::<i64>().boxed()),
        mac in prop::collection::vec(any::<u8>(), 64),
    ) -> (i32, i32, usize, u32, i64, i64, Vec<u8>) {
        (dialect, algorithm, mac_len, flags, created, expires, mac)
    }
}

prop_compose! {
    fn any_policy_numbers()(
        size in any_number(vec![POLICY_SIZE as u32, 1024], any::<u32>().boxed()),
        flags in prop_oneof![5 => 0_u32..32, 1 => any::<u32>()],
        algorithms in prop_oneof![5 => prop::sample::select(vec![0x1E_u32, 2, 4, 0x18]), 1 => any::<u32>()],
        max_skew in any_number(vec![0, 300, u32::MAX], any::<u32>().boxed()),
        tail in any_number(vec![0_u8], any::<u8>().boxed()),
        null_required in prop::sample::select(vec![false, false, false, true]),
    ) -> (u32, u32, u32, u32, u8, bool) {
        (size, flags, algorithms, max_skew, tail, null_required)
    }
}

proptest! {
    #![proptest_config(crate::effort::cases(4096))]

    /// Pointers that can be followed, and random octets in everything else.
    #[test]
    fn random_structs_are_judged(
        id in prop_oneof![Just(b"AKID".to_vec()), prop::collection::vec(any::<u8>(), 0..6)],
        names in any_names(),
        headers in any_headers(),
        (dialect, algorithm, mac_len, flags, created, expires, mac) in any_auth_numbers(),
        (size, policy_flags, algorithms, max_skew, tail, null_required) in any_policy_numbers(),
        required in prop::collection::vec(any_name(), 0..3),
        line in prop_oneof![Just(("GET", "/", "")), Just(("", "", "")), Just(("a b", "/", "HTTP/1.1"))],
        now in prop_oneof![Just(NOW_SECONDS), any::<i64>()],
        key_algorithm in 0..=4_i32,
    ) {
        let pairs: Vec<_> = headers.iter()
            .map(|(name, value)| hmacsign_header { name: text(name), value: text(value) }).collect();
        let (method, target, version) = line;
        let what = hmacsign_request {
            method: text(method), target: text(target), version: text(version), body: text(&id), ..request(&pairs)
        };
        let auth = hmacsign_authorization {
            signer: hmacsign_signer { id: text(&id), names: text(&names), dialect, flags, created, expires },
            signature: text(&mac),
            mac_len,
            mac: mac.as_slice().try_into().unwrap(),
            algorithm,
        };
        let required: Vec<_> = required.iter().map(text).collect();
        #[repr(C, align(8))]
        struct Room([u8; 1024]);
        let mut room = Room([tail; 1024]);
        room.0[..POLICY_SIZE].copy_from_slice(octets(&hmacsign_policy {
            size,
            flags: policy_flags,
            algorithms,
            max_skew,
            required: if null_required { null() } else { required.as_ptr() },
            required_count: required.len(),
        }));
        let used = if key_algorithm == 0 { hmacsign_key { opaque: [dialect as u64; 48] } } else { key(key_algorithm) };
        for policy in [null(), room.0.as_ptr().cast()] {
            let (status, _) = verify(&used, &auth, &what, policy, now);
            // No more than was said; and nobody guesses a MAC.
            let known = [ARGUMENT, KEY, TIME, LINE, NOT_MATCHING, NOT_ALLOWED, NOT_THERE, TWICE, NOT_SIGNED, NOT_DATED, AMBIGUOUS, REQUEST];
            prop_assert!(known.contains(&status), "{status}");
        }
        for name in &required {
            // SAFETY: texts of this test.
            let status = unsafe { hmacsign_check_signed(&auth, name.ptr, name.len) };
            prop_assert!([OK, ARGUMENT, NOT_SIGNED].contains(&status), "{status}");
        }
    }

    #[test]
    fn random_text_is_read_or_refused(
        dialect in prop::sample::select(DIALECTS.to_vec()),
        credential in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..80),
            prop::collection::vec(prop::sample::select(vec![
                "hmac ", "Signature ", "id=", "username=", "keyId=", "api_key=", "keyid=", "algorithm=", "headers=",
                "signature=", "\"", ", ", ",", " ", "=", "AKID", "x-date", "hmac-sha1", "hmac-sha256", "HmacSHA256",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAA=", "%", "%3D", "\\", "\0",
            ]), 0..24).prop_map(|pieces| pieces.concat().into_bytes()),
        ],
    ) {
        let (status, _, detail) = read_any(dialect, text(&credential));
        prop_assert!([OK, FORMAT, PARAMETER, ALGORITHM, ID, FORM].contains(&status), "{status}");
        prop_assert!(detail.offset <= credential.len());
    }
}
