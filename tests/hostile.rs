//! The functions of the C interface, called as no correct program calls them: in a debug build too, where overflow
//! and invalid slices are caught. Every call gets the status that the rules at the top of the header say, and writes
//! nothing that they don't.
#![cfg(feature = "capi")]
#![allow(unsafe_code)] // the functions are unsafe to call
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // tests may fail loudly

use std::ffi::{CStr, c_char};
use std::ptr::{null, null_mut};

use hmacsign::ffi::*;
use hmacsign::{Algorithm, Header, Key, Request, Signer};
use proptest::prelude::*;

#[path = "library/effort.rs"]
mod effort;
#[path = "hostile/verify.rs"]
mod verify;

const OK: i32 = hmacsign_status::HMACSIGN_OK as i32;
const ARGUMENT: i32 = hmacsign_status::HMACSIGN_ERR_ARGUMENT as i32;
const BUFFER: i32 = hmacsign_status::HMACSIGN_ERR_BUFFER as i32;
const KEY: i32 = hmacsign_status::HMACSIGN_ERR_KEY as i32;
const SECRET: i32 = hmacsign_status::HMACSIGN_ERR_SECRET as i32;
const TIME: i32 = hmacsign_status::HMACSIGN_ERR_TIME as i32;
const ID: i32 = hmacsign_status::HMACSIGN_ERR_ID as i32;
const NAME: i32 = hmacsign_status::HMACSIGN_ERR_HEADER_NAME as i32;
const VALUE: i32 = hmacsign_status::HMACSIGN_ERR_HEADER_VALUE as i32;
const REPEATED: i32 = hmacsign_status::HMACSIGN_ERR_HEADER_REPEATED as i32;
const MISSING: i32 = hmacsign_status::HMACSIGN_ERR_HEADER_MISSING as i32;
const COUNT: i32 = hmacsign_status::HMACSIGN_ERR_HEADER_COUNT as i32;
const UNDATED: i32 = hmacsign_status::HMACSIGN_ERR_DATE_UNSIGNED as i32;
const DATE: i32 = hmacsign_status::HMACSIGN_ERR_DATE as i32;

const SECRET_KEY: &str = "ZxF2whO0RhuwnVCj5JMMAuqcDcN2oPrC";
const TOO_LONG: usize = isize::MAX as usize + 1;
/// No length, address or number that a function gives.
const UNTOUCHED: usize = 0x5A5A_5A5A;

/// The middle of where a value lies, at which none can begin. (On i386 an eight-octet number may begin at every fourth.)
fn misaligned<T>(pointer: *const T) -> *mut T {
    pointer.wrapping_byte_add(align_of::<T>() / 2).cast_mut()
}

fn text(text: &(impl AsRef<[u8]> + ?Sized)) -> hmacsign_str {
    let text = text.as_ref();
    hmacsign_str { ptr: text.as_ptr().cast(), len: text.len() }
}

fn header(name: &str, value: &str) -> hmacsign_header {
    hmacsign_header { name: text(name), value: text(value) }
}

const NOTHING: hmacsign_str = hmacsign_str { ptr: null(), len: 0 };

fn request(headers: &[hmacsign_header]) -> hmacsign_request {
    hmacsign_request {
        headers: headers.as_ptr(),
        header_count: headers.len(),
        method: NOTHING,
        target: NOTHING,
        version: NOTHING,
        body: NOTHING,
        body_sha256: null(),
    }
}

fn signer(id: &str, names: &str) -> hmacsign_signer {
    hmacsign_signer { id: text(id), names: text(names), dialect: 0, flags: 0, created: 0, expires: 0 }
}

fn empty_key() -> hmacsign_key {
    hmacsign_key { opaque: [0; 48] }
}

fn key(algorithm: i32) -> hmacsign_key {
    let mut key = hmacsign_key { opaque: [u64::MAX; 48] };
    // SAFETY: a correct call.
    let status = unsafe { hmacsign_key_init(&mut key, algorithm, SECRET_KEY.as_ptr().cast(), SECRET_KEY.len()) };
    assert_eq!(status, OK);
    key
}

/// A call that writes text, with everything but where to.
type Write<'a> = dyn Fn(*mut c_char, usize, *mut usize) -> i32 + 'a;

/// The functions that write a text made from a signer and a request; all but the first need a key.
fn writers<'a>(
    key: *const hmacsign_key,
    signer: *const hmacsign_signer,
    request: *const hmacsign_request,
) -> [Box<Write<'a>>; 4] {
    type Function = unsafe extern "C" fn(
        *const hmacsign_key,
        *const hmacsign_signer,
        *const hmacsign_request,
        *mut c_char,
        usize,
        *mut usize,
    ) -> i32;
    unsafe extern "C" fn write_signing_string(
        _: *const hmacsign_key,
        signer: *const hmacsign_signer,
        request: *const hmacsign_request,
        out: *mut c_char,
        cap: usize,
        out_len: *mut usize,
    ) -> i32 {
        // SAFETY: as for the others.
        unsafe { hmacsign_write_signing_string(signer, request, out, cap, out_len) }
    }
    let functions: [Function; 4] =
        [write_signing_string, hmacsign_write_signature, hmacsign_write_authorization, hmacsign_write_header_lines];
    functions.map(|function| -> Box<Write<'a>> {
        Box::new(move |out, cap, len| {
            // SAFETY: every pointer that a test passes can be followed, or is one that must not be and is not.
            unsafe { function(key, signer, request, out, cap, len) }
        })
    })
}

/// hmacsign_write_signature_of, likewise.
fn signature_of(key: *const hmacsign_key, text: hmacsign_str) -> impl Fn(*mut c_char, usize, *mut usize) -> i32 {
    // SAFETY: as above.
    move |out, cap, len| unsafe { hmacsign_write_signature_of(key, text.ptr, text.len, out, cap, len) }
}

/// hmacsign_write_date, likewise.
fn date(time: i64) -> impl Fn(*mut c_char, usize, *mut usize) -> i32 {
    // SAFETY: as above.
    move |out, cap, len| unsafe { hmacsign_write_date(time, out, cap, len) }
}

/// Fails with this status and leaves the outputs as they were, whether there is room or not.
#[track_caller]
fn fails(write: &Write<'_>, status: i32) {
    let mut out = [b'~'; 2048];
    let mut len = UNTOUCHED;
    assert_eq!(write(out.as_mut_ptr().cast(), out.len(), &mut len), status);
    assert_eq!(write(null_mut(), 0, &mut len), status);
    assert!(out.iter().all(|&octet| octet == b'~'));
    assert_eq!(len, UNTOUCHED);
}

/// All writers fail so, and so does the check, which says where.
#[track_caller]
fn all_fail(signer: &hmacsign_signer, request: &hmacsign_request, status: i32) -> hmacsign_detail {
    let key = key(1);
    for write in writers(&key, signer, request) {
        fails(&*write, status);
    }
    check(signer, request, status)
}

#[track_caller]
fn check(signer: &hmacsign_signer, request: &hmacsign_request, status: i32) -> hmacsign_detail {
    let marker = hmacsign_str { ptr: null(), len: UNTOUCHED };
    let mut detail = hmacsign_detail { name: marker, offset: UNTOUCHED, skew: -1, expires: -1 };
    // SAFETY: structs of this test.
    unsafe {
        assert_eq!(hmacsign_check_request(signer, request, null_mut()), status);
        assert_eq!(hmacsign_check_request(signer, request, &mut detail), status);
    }
    if status == ARGUMENT {
        assert_eq!((detail.name.len, detail.offset, detail.skew, detail.expires), (UNTOUCHED, UNTOUCHED, -1, -1));
    } else {
        assert_eq!((detail.skew, detail.expires), (0, 0));
        if detail.name.ptr.is_null() {
            assert_eq!(detail.name.len, 0);
        }
    }
    detail
}

#[track_caller]
fn assert_view(view: hmacsign_str, of: &str, at: usize, len: usize) {
    assert_eq!((view.ptr.addr(), view.len), (of.as_ptr().addr() + at, len));
}

const NOW: &str = "Mon, 19 Mar 2018 12:08:40 GMT";

#[test]
fn pointers_and_lengths_that_no_text_can_have_are_arguments_at_fault() {
    let headers = [header("X-Date", NOW), header("Unsigned", "value")];
    let good = (signer("AKID", "x-date"), request(&headers));
    check(&good.0, &good.1, OK);

    let bad = [
        hmacsign_str { ptr: null(), len: 1 },
        hmacsign_str { ptr: null(), len: usize::MAX },
        hmacsign_str { ptr: NOW.as_ptr().cast(), len: TOO_LONG },
        hmacsign_str { ptr: NOW.as_ptr().cast(), len: usize::MAX },
    ];
    for bad in bad {
        all_fail(&hmacsign_signer { id: bad, ..good.0 }, &good.1, ARGUMENT);
        all_fail(&hmacsign_signer { names: bad, ..good.0 }, &good.1, ARGUMENT);
        for index in 0..2 {
            let mut other = headers;
            other[index].name = bad;
            all_fail(&good.0, &request(&other), ARGUMENT);
            let mut other = headers;
            other[index].value = bad;
            all_fail(&good.0, &request(&other), ARGUMENT);
        }
        // What the dialect leaves alone is text all the same.
        all_fail(&good.0, &hmacsign_request { method: bad, ..good.1 }, ARGUMENT);
        all_fail(&good.0, &hmacsign_request { target: bad, ..good.1 }, ARGUMENT);
        all_fail(&good.0, &hmacsign_request { version: bad, ..good.1 }, ARGUMENT);
        all_fail(&good.0, &hmacsign_request { body: bad, ..good.1 }, ARGUMENT);
        // SAFETY: nothing of it is followed, which is what is tested.
        unsafe {
            let mut key = key(1);
            assert_eq!(hmacsign_key_init(&mut key, 1, bad.ptr, bad.len), ARGUMENT);
            assert_eq!(key.opaque, [0; 48]);
            let mut time = -7;
            assert_eq!(hmacsign_read_date(bad.ptr, bad.len, 0, &mut time), ARGUMENT);
            assert_eq!(time, -7);
            let mut cause = -7;
            assert_eq!(hmacsign_read_cause(bad.ptr, bad.len, &mut cause), ARGUMENT);
            assert_eq!(cause, -7);
            let mut line = header("~", "~");
            let before = line.name.ptr;
            assert_eq!(hmacsign_read_header_line(bad.ptr, bad.len, &mut line), ARGUMENT);
            assert_eq!(line.name.ptr, before);
            let mut note = hmacsign_note { kind: -7, form: -7, window: 7, first: 7, second: 7, raw: NOTHING };
            let (named, valued) =
                (hmacsign_header { name: bad, value: NOTHING }, hmacsign_header { name: NOTHING, value: bad });
            assert_eq!(hmacsign_read_note(&named, &mut note), ARGUMENT);
            assert_eq!(hmacsign_read_note(&valued, &mut note), ARGUMENT);
            assert_eq!((note.kind, note.form), (-7, -7));
        }
        let other = key(1);
        fails(&signature_of(&other, bad), ARGUMENT);
    }

    // A NULL pointer with length 0 is an empty text.
    all_fail(&hmacsign_signer { id: NOTHING, ..good.0 }, &good.1, ID);
    check(&hmacsign_signer { names: NOTHING, ..good.0 }, &good.1, OK);
    check(&good.0, &request(&[headers[0], hmacsign_header { name: NOTHING, value: NOTHING }]), OK);
    let null_value = [hmacsign_header { value: NOTHING, ..headers[0] }];
    check(&good.0, &request(&null_value), OK);
}

#[test]
fn lists_of_headers_that_cannot_be_are_arguments_at_fault() {
    let headers = [header("X-Date", NOW)];
    let by = signer("AKID", "x-date");
    let good = request(&headers);
    for header_count in [usize::MAX, TOO_LONG, isize::MAX as usize, usize::MAX / size_of::<hmacsign_header>() + 2] {
        all_fail(&by, &hmacsign_request { header_count, ..good }, ARGUMENT);
    }
    all_fail(&by, &hmacsign_request { headers: null(), header_count: 1, ..good }, ARGUMENT);
    let odd = headers.as_ptr().wrapping_byte_add(1);
    all_fail(&by, &hmacsign_request { headers: odd, ..good }, ARGUMENT);
    // None at all: the pointer does not matter.
    all_fail(&by, &hmacsign_request { headers: null(), header_count: 0, ..good }, MISSING);
    all_fail(&by, &hmacsign_request { headers: odd, header_count: 0, ..good }, MISSING);
    all_fail(&signer("AKID", ""), &hmacsign_request { headers: null(), header_count: 0, ..good }, COUNT);
}

#[test]
fn null_and_misaligned_structs_are_arguments_at_fault() {
    let headers = [header("X-Date", NOW)];
    let (good_key, by, what) = (key(1), signer("AKID", "x-date"), request(&headers));
    let odd_signer = (&raw const by).wrapping_byte_add(1);
    let odd_request = misaligned(&what);
    let odd_key = misaligned(&good_key);
    for by in [null(), odd_signer] {
        writers(&good_key, by, &what).iter().for_each(|write| fails(write, ARGUMENT));
    }
    for what in [null(), odd_request] {
        writers(&good_key, &by, what).iter().for_each(|write| fails(write, ARGUMENT));
    }
    for key in [null(), odd_key] {
        writers(key, &by, &what)[1..].iter().for_each(|write| fails(write, ARGUMENT));
        fails(&signature_of(key, NOTHING), ARGUMENT);
    }
    // SAFETY: what cannot be followed is not.
    unsafe {
        let mut detail = hmacsign_detail { name: NOTHING, offset: 7, skew: 7, expires: 7 };
        let odd_detail = (&raw mut detail).wrapping_byte_add(1);
        assert_eq!(hmacsign_check_request(&by, &what, odd_detail), ARGUMENT);
        assert_eq!(hmacsign_check_request(null(), &what, &mut detail), ARGUMENT);
        assert_eq!(hmacsign_check_request(&by, null(), &mut detail), ARGUMENT);
        assert_eq!(detail.offset, 7);

        let mut words = [u64::MAX; 50];
        let odd_key = misaligned(words.as_mut_ptr().cast::<hmacsign_key>());
        assert_eq!(hmacsign_key_init(null_mut(), 1, NOW.as_ptr().cast(), 4), ARGUMENT);
        assert_eq!(hmacsign_key_init(odd_key, 1, NOW.as_ptr().cast(), 4), ARGUMENT);
        assert_eq!(words, [u64::MAX; 50]);

        assert_eq!(hmacsign_read_date(NOW.as_ptr().cast(), 29, 0, null_mut()), ARGUMENT);
        let mut times = [7_i64; 2];
        assert_eq!(hmacsign_read_date(NOW.as_ptr().cast(), 29, 0, times.as_mut_ptr().wrapping_byte_add(1)), ARGUMENT);
        assert_eq!(times, [7; 2]);
        assert_eq!(hmacsign_read_cause(NOW.as_ptr().cast(), 29, null_mut()), ARGUMENT);
        assert_eq!(hmacsign_read_header_line(NOW.as_ptr().cast(), 29, null_mut()), ARGUMENT);
        assert_eq!(hmacsign_read_note(&headers[0], null_mut()), ARGUMENT);
        let mut note = hmacsign_note { kind: -7, form: -7, window: 7, first: 7, second: 7, raw: NOTHING };
        assert_eq!(hmacsign_read_note(null(), &mut note), ARGUMENT);
        assert_eq!(note.kind, -7);
    }
}

#[test]
fn outputs_that_cannot_be_are_arguments_at_fault() {
    let headers = [header("X-Date", NOW)];
    let (good_key, by, what) = (key(1), signer("AKID", "x-date"), request(&headers));
    let mut calls: Vec<Box<Write<'_>>> = writers(&good_key, &by, &what).into_iter().collect();
    calls.push(Box::new(signature_of(&good_key, NOTHING)));
    calls.push(Box::new(date(0)));
    // SAFETY: as above.
    calls.push(Box::new(|out, cap, len| unsafe { hmacsign_write_digest(NOW.as_ptr().cast(), 29, out, cap, len) }));
    for write in calls {
        let mut out = [b'~'; 2048];
        let start: *mut c_char = out.as_mut_ptr().cast();
        let mut lens = [UNTOUCHED; 2];
        let len = lens.as_mut_ptr();
        assert_eq!(write(start, 2048, null_mut()), ARGUMENT);
        assert_eq!(write(null_mut(), 0, null_mut()), ARGUMENT);
        assert_eq!(write(start, 2048, len.wrapping_byte_add(1)), ARGUMENT);
        assert_eq!(write(null_mut(), 1, len), ARGUMENT);
        assert_eq!(write(null_mut(), usize::MAX, len), ARGUMENT);
        assert_eq!(write(start, TOO_LONG, len), ARGUMENT);
        assert_eq!(write(start, usize::MAX, len), ARGUMENT);
        assert!(out.iter().all(|&octet| octet == b'~'));
        assert_eq!(lens, [UNTOUCHED; 2]);
        // Room that begins anywhere but has no octets.
        assert_eq!(write(start, 0, lens.as_mut_ptr()), BUFFER);
        assert_ne!(lens[0], UNTOUCHED);
    }
}

#[test]
fn unknown_numbers_are_arguments_at_fault() {
    let headers = [header("X-Date", NOW)];
    let (by, what) = (signer("AKID", "x-date"), request(&headers));
    for dialect in [-1, 8, 9, 100, i32::MIN, i32::MAX] {
        all_fail(&hmacsign_signer { dialect, ..by }, &what, ARGUMENT);
        // SAFETY: a static string.
        assert_eq!(unsafe { CStr::from_ptr(hmacsign_dialect_header(dialect)) }, c"");
    }
    for flags in [2, 3, 4, 8, 16, 1 << 31, u32::MAX] {
        all_fail(&hmacsign_signer { flags, ..by }, &what, ARGUMENT);
    }
    for flags in [1, 2, 5, 8, 16, 1 << 31, u32::MAX] {
        let mut time = -7;
        // SAFETY: a text and a place of this test.
        assert_eq!(unsafe { hmacsign_read_date(NOW.as_ptr().cast(), 29, flags, &mut time) }, ARGUMENT);
        assert_eq!(time, -7);
    }
    for algorithm in [-1, 0, 5, 6, 256, 257, i32::MIN, i32::MAX] {
        let mut other = key(2);
        // SAFETY: a text and a key of this test.
        assert_eq!(unsafe { hmacsign_key_init(&mut other, algorithm, NOW.as_ptr().cast(), 29) }, ARGUMENT);
        assert_eq!(other.opaque, [0; 48]);
    }
    for number in [-1, 16, 17, 1000, i32::MIN, i32::MAX] {
        assert_eq!(hmacsign_cause_text(number), hmacsign_cause_text(0));
        assert_eq!(hmacsign_response_class(number), 0);
    }
    for cause in 1..=15 {
        assert_ne!(hmacsign_cause_text(cause), hmacsign_cause_text(0));
    }
    for (status_code, class) in
        [(100, 0), (200, 2), (299, 2), (302, 0), (400, 4), (499, 4), (500, 5), (599, 5), (600, 0)]
    {
        assert_eq!(hmacsign_response_class(status_code), class);
    }
}

/// Whatever is no key gives ERR_KEY and is not looked at further.
fn is_no_key(key: &hmacsign_key) {
    let headers = [header("X-Date", NOW)];
    let (by, what) = (signer("AKID", "x-date"), request(&headers));
    for write in &writers(key, &by, &what)[1..] {
        fails(write, KEY);
    }
    fails(&signature_of(key, NOTHING), KEY);
}

#[test]
fn what_is_no_key_is_noticed() {
    is_no_key(&empty_key());
    is_no_key(&hmacsign_key { opaque: [u64::MAX; 48] });
    for algorithm in 1..=4 {
        let mut cleared = key(algorithm);
        assert_ne!(cleared.opaque[0], 0);
        // SAFETY: a key of this test.
        unsafe { hmacsign_key_clear(&mut cleared) };
        assert_eq!(cleared.opaque, [0; 48]);
        is_no_key(&cleared);

        // A tag of another build, or of an algorithm that there is not.
        for bit in 0..64 {
            let mut other = key(algorithm);
            other.opaque[0] ^= 1 << bit;
            if (1..=4).any(|known| key(known).opaque[0] == other.opaque[0]) {
                assert!(bit < 3);
            } else {
                is_no_key(&other);
            }
        }
        let mut empty = key(algorithm);
        // SAFETY: a key of this test.
        assert_eq!(unsafe { hmacsign_key_init(&mut empty, algorithm, null(), 0) }, SECRET);
        assert_eq!(empty.opaque, [0; 48]);
        // SAFETY: as above; the secret is not followed.
        assert_eq!(unsafe { hmacsign_key_init(&mut empty, algorithm, NOW.as_ptr().cast(), 0) }, SECRET);
    }
    // SAFETY: NULL is allowed.
    unsafe { hmacsign_key_clear(null_mut()) };
}

#[test]
fn a_key_is_cleared_wherever_it_lies_and_nothing_beside_it() {
    for offset in 0..16 {
        let mut room = [0xFF_u8; 384 + 32];
        // SAFETY: 384 octets from there can be written.
        unsafe { hmacsign_key_clear(room.as_mut_ptr().add(offset).cast()) };
        assert!(room[offset..offset + 384].iter().all(|&octet| octet == 0));
        assert!(room[..offset].iter().chain(&room[offset + 384..]).all(|&octet| octet == 0xFF));
    }
}

#[test]
fn a_copy_of_a_key_is_a_key_at_every_address_that_a_word_can_have() {
    for number in 1..=4 {
        let original = key(number);
        let algorithm = Algorithm::ALL[number as usize - 1];
        let expected = Key::new(algorithm, SECRET_KEY).unwrap().signature_of("text").to_string();
        let mut words = [0_u64; 48 + 8];
        for at in 0..8 {
            words[at..at + 48].copy_from_slice(&original.opaque);
            let mut out = [0_u8; 89];
            let mut len = 0;
            let copy = words[at..].as_ptr().cast();
            // SAFETY: 48 words from there are a key.
            let status = unsafe {
                hmacsign_write_signature_of(copy, c"text".as_ptr(), 4, out.as_mut_ptr().cast(), out.len(), &mut len)
            };
            assert_eq!((status, &out[..len]), (OK, expected.as_bytes()));
        }
    }
}

#[test]
fn a_key_holds_neither_its_secret_nor_a_rest_of_the_key_before() {
    // The octets of a shorter key after those of a longer one: no rest of the first, whose state is longer by 100 octets.
    let secret = [0xA5_u8; 64];
    for algorithm in 1..=4 {
        let mut key = key(4);
        // SAFETY: a text and a key of this test.
        unsafe {
            assert_eq!(hmacsign_key_init(&mut key, algorithm, secret.as_ptr().cast(), secret.len()), OK);
        }
        let octets: Vec<u8> = key.opaque.iter().flat_map(|word| word.to_ne_bytes()).collect();
        assert!(!octets.windows(8).any(|window| window == [0xA5; 8]), "the secret itself is in the key");
        let used = 8 + [64, 80, 160, 160][algorithm as usize - 1]; // its word, and its states
        assert!(octets[used..].iter().all(|&octet| octet == 0));
    }
}

#[test]
fn faults_come_in_the_order_of_the_rules() {
    let good_key = key(1);
    let headers = [header("X-Date", NOW), header("Twice", "1"), header("twice", "2"), header("Bad", "a\nb")];
    let what = request(&headers);
    let by = |id, names, flags| hmacsign_signer { flags, ..signer(id, names) };
    let each = |key: &hmacsign_key, by: &hmacsign_signer, what: &hmacsign_request, status: i32| {
        writers(key, by, what)[1..].iter().for_each(|write| fails(write, status));
    };
    let long = "n ".repeat(64) + "n"; // 65 names, all the same
    // Arguments before the key, before the id, before the count, before the names, before the time.
    each(&empty_key(), &by("a\"b", &long, 2), &what, ARGUMENT);
    each(&empty_key(), &by("a\"b", &long, 0), &what, KEY);
    each(&good_key, &by("a\"b", &long, 0), &what, ID);
    each(&good_key, &by("AKID", &long, 0), &what, COUNT);
    // Name by name, and in each: name, repeated, missing, value.
    each(&good_key, &by("AKID", "absent twice bad a,b", 0), &what, MISSING);
    each(&good_key, &by("AKID", "twice absent bad a,b", 0), &what, REPEATED);
    each(&good_key, &by("AKID", "bad absent twice a,b", 0), &what, VALUE);
    each(&good_key, &by("AKID", "a,b bad absent twice", 0), &what, NAME);
    each(&good_key, &by("AKID", "unsigned", 0), &request(&[header("Unsigned", "")]), UNDATED);
    each(&good_key, &by("AKID", "absent", 0), &request(&[header("Unsigned", "")]), MISSING);
    // Also when the output cannot be: that is an argument too.
    for write in writers(&empty_key(), &by("a\"b", &long, 0), &what) {
        assert_eq!(write(null_mut(), 5, &mut 0), ARGUMENT);
    }
    let mut key = empty_key();
    // SAFETY: a key of this test; the secret is not followed.
    unsafe {
        assert_eq!(hmacsign_key_init(&mut key, 9, null(), 0), ARGUMENT);
        assert_eq!(hmacsign_write_date(-1, null_mut(), 1, &mut 0), ARGUMENT);
    }
    fails(&date(-1), TIME);
    fails(&date(253_402_300_800), TIME);
    fails(&date(i64::MIN), TIME);
}

#[test]
fn the_detail_says_where() {
    let headers = [header("X-Date", NOW), header("Twice", "1"), header("twice", "2"), header("Bad", "a\nb")];
    let what = request(&headers);
    let at = |names: &str, status| {
        let by = signer("AKID", names);
        (all_fail(&by, &what, status), by)
    };

    let names = "x-date absent";
    let (detail, _) = at(names, MISSING);
    assert_view(detail.name, names, 7, 6);
    assert_eq!(detail.offset, 7);

    for (names, offset, len) in
        [("x-date  host", 7, 0), (" x-date", 0, 0), ("x-date ", 7, 0), ("x-date a,b", 7, 3), ("x-date a:", 7, 2)]
    {
        let (detail, _) = at(names, NAME);
        assert_view(detail.name, names, offset, len);
        assert_eq!(detail.offset, offset);
    }

    let names = "x-date X-Date";
    let (detail, _) = at(names, REPEATED);
    assert_view(detail.name, names, 7, 6);
    assert_eq!(detail.offset, 7);

    let (detail, _) = at("x-date TWICE", REPEATED);
    assert_eq!((detail.name.ptr, detail.name.len, detail.offset), (headers[2].name.ptr, 5, 2));

    let (detail, _) = at("x-date bad", VALUE);
    assert_eq!((detail.name.ptr, detail.name.len, detail.offset), (headers[3].name.ptr, 3, 3));

    let id = "AK ID";
    let detail = all_fail(&signer(id, "x-date"), &what, ID);
    assert_eq!((detail.name.ptr, detail.name.len, detail.offset), (null(), 0, 2));

    // All headers of the request, one of which has no name.
    let nameless = [headers[0], header("no name", "")];
    let detail = all_fail(&signer("AKID", ""), &request(&nameless), NAME);
    assert_eq!((detail.name.ptr, detail.name.len, detail.offset), (nameless[1].name.ptr, 7, 1));

    for (by, what, status) in [
        (signer("AKID", ""), request(&[]), COUNT),
        (signer("AKID", "bad"), request(&[header("Bad", "good")]), UNDATED),
        (signer("AKID", "x-date"), what, OK),
    ] {
        let detail = check(&by, &what, status);
        assert_eq!((detail.name.ptr, detail.name.len, detail.offset), (null(), 0, 0));
    }
}

#[test]
fn sixty_four_headers_are_signed_and_not_one_more() {
    let names: Vec<String> = (0..65).map(|index| format!("name-{index}")).collect();
    let headers: Vec<_> = names.iter().map(|name| header(name, "value")).collect();
    for (count, status) in [(63, OK), (64, OK), (65, COUNT)] {
        let list = names[..count].join(" ");
        let listed = hmacsign_signer { flags: HMACSIGN_ALLOW_UNDATED, ..signer("AKID", &list) };
        let all = hmacsign_signer { flags: HMACSIGN_ALLOW_UNDATED, ..signer("AKID", "") };
        check(&listed, &request(&headers), status);
        check(&all, &request(&headers[..count]), status);
    }
    // Unsigned ones may be many more.
    let mut many = vec![header("Other", "value"); 100_000];
    many.push(header("X-Date", NOW));
    check(&signer("AKID", "x-date"), &request(&many), OK);
}

#[test]
fn a_mebibyte_is_text_as_any_other() {
    let long = "a".repeat(1 << 20);
    let mut long_key = empty_key();
    // SAFETY: a text and a key of this test.
    unsafe { assert_eq!(hmacsign_key_init(&mut long_key, 3, long.as_ptr().cast(), long.len()), OK) };
    let headers = [header("X-Date", NOW), header("Long", &long), header(&long, "value")];
    let what = request(&headers);
    check(&signer(&long, "x-date long"), &what, OK);
    check(&signer("AKID", &format!("x-date {long}")), &what, OK);
    check(&signer("AKID", &long.replace('a', " ")), &what, COUNT);
    for (write, least) in
        writers(&long_key, &signer(&long, "x-date long"), &what).iter().zip([1 << 20, 64, 1 << 20, 2 << 20])
    {
        let mut len = 0;
        assert_eq!(write(null_mut(), 0, &mut len), BUFFER);
        assert!(len >= least);
        let mut out = vec![0; len + 1];
        assert_eq!(write(out.as_mut_ptr().cast(), len + 1, &mut len), OK);
        assert_eq!(out.pop(), Some(0));
    }
    let mut cause = -1;
    // SAFETY: a text and a place of this test.
    assert_eq!(unsafe { hmacsign_read_cause(long.as_ptr().cast(), long.len(), &mut cause) }, OK);
    assert_eq!(cause, 0);
    let braces = "{".repeat(1 << 20);
    // SAFETY: as above.
    assert_eq!(unsafe { hmacsign_read_cause(braces.as_ptr().cast(), braces.len(), &mut cause) }, OK);
}

#[test]
fn views_point_into_what_was_passed() {
    let line = "X-RateLimit-Remaining-Minute: \t 7 \r\n";
    let mut parts = header("~", "~");
    let mut note = hmacsign_note { kind: -7, form: -7, window: 7, first: 7, second: 7, raw: NOTHING };
    // SAFETY: texts and places of this test.
    unsafe {
        assert_eq!(hmacsign_read_header_line(line.as_ptr().cast(), line.len(), &mut parts), OK);
        assert_view(parts.name, line, 0, 28);
        assert_view(parts.value, line, 32, 1);
        assert_eq!(hmacsign_read_note(&parts, &mut note), OK);
        assert_view(note.raw, line, 32, 1);
        assert_eq!((note.kind, note.form, note.window, note.first, note.second), (12, 1, 60, 7, 0));

        assert_eq!(hmacsign_read_note(&header("X-RateLimit-Used", "100/125"), &mut note), OK);
        assert_eq!((note.kind, note.form, note.window, note.first, note.second), (4, 2, 0, 100, 125));
        assert_eq!(hmacsign_read_note(&header("X-Api-RateLimit", "UNLIMITED"), &mut note), OK);
        assert_eq!((note.kind, note.form, note.window, note.first, note.second), (8, 3, 0, 0, 0));
        assert_eq!(hmacsign_read_note(&header("Server", "12"), &mut note), OK);
        assert_eq!((note.kind, note.form, note.window, note.first, note.second), (0, 0, 0, 0, 0));
        // Nothing passed, nothing to view: an address that can be printed all the same.
        let nothing = hmacsign_header { name: NOTHING, value: NOTHING };
        assert_eq!(hmacsign_read_note(&nothing, &mut note), OK);
        assert_eq!(note.raw.len, 0);
        assert_eq!(CStr::from_ptr(note.raw.ptr), c"");

        parts = header("~", "~");
        let before = parts.name.ptr;
        for line in ["", "\r\n", "HTTP/1.1 200 OK\r\n", " folded: x\r\n", ": x", "a : x", "a: b\r\nc: d\r\n"] {
            assert_eq!(hmacsign_read_header_line(line.as_ptr().cast(), line.len(), &mut parts), NAME, "{line:?}");
            assert_eq!(parts.name.ptr, before);
        }
        let mut time = -7;
        for line in ["", "x", "Sun, 19 Mar 2018 12:08:40 GMT"] {
            assert_eq!(hmacsign_read_date(line.as_ptr().cast(), line.len(), 0, &mut time), DATE);
            assert_eq!(time, -7);
        }
        let wrong = "Sun, 19 Mar 2018 12:08:40 GMT";
        assert_eq!(hmacsign_read_date(wrong.as_ptr().cast(), 29, HMACSIGN_ALLOW_ANY_WEEKDAY, &mut time), OK);
        assert_eq!(time, 1_521_461_320);
    }
}

/// For every capacity up to two octets more than needed: all or nothing, nothing beyond, the same length each time.
fn every_capacity(write: &Write<'_>, expected: &[u8]) {
    const GUARD: usize = 32;
    for cap in 0..=expected.len() + 3 {
        let mut room = vec![b'~'; GUARD + cap + GUARD];
        let mut len = UNTOUCHED;
        // SAFETY: inside the room.
        let status = write(unsafe { room.as_mut_ptr().add(GUARD) }.cast(), cap, &mut len);
        assert_eq!(len, expected.len());
        let mut untouched = vec![b'~'; GUARD + cap + GUARD];
        if cap > expected.len() {
            assert_eq!(status, OK);
            untouched[GUARD..GUARD + expected.len()].copy_from_slice(expected);
            untouched[GUARD + expected.len()] = 0;
        } else {
            assert_eq!(status, BUFFER);
        }
        assert!(room == untouched, "capacity {cap} of {}", expected.len());
    }
    let mut len = UNTOUCHED;
    assert_eq!(write(null_mut(), 0, &mut len), BUFFER);
    assert_eq!(len, expected.len());
}

proptest! {
    #![proptest_config(effort::cases(48))]

    #[test]
    fn every_text_is_written_whole_or_not_at_all(
        id in "[!#-\\[\\]-~]{1,40}",
        values in prop::collection::vec("[ \t]{0,2}[!-~]{0,30}[ \t]{0,2}", 0..6),
        secret in prop::collection::vec(any::<u8>(), 1..200),
        algorithm in 1_i32..=4,
        listed: bool,
        time in 0_i64..=253_402_300_799,
    ) {
        let names: Vec<String> = (0..values.len()).map(|index| format!("Name-{index}")).collect();
        let pairs: Vec<(&str, &str)> = [("X-Date", NOW)].into_iter()
            .chain(names.iter().zip(&values).map(|(name, value)| (name.as_str(), value.as_str()))).collect();
        let list = if listed {
            pairs.iter().rev().map(|(name, _)| *name).collect::<Vec<_>>().join(" ")
        } else {
            String::new()
        };
        let headers: Vec<_> = pairs.iter().map(|(name, value)| header(name, value)).collect();
        let (by, what) = (signer(&id, &list), request(&headers));
        let mut c_key = empty_key();
        // SAFETY: a text and a key of this test.
        let status = unsafe { hmacsign_key_init(&mut c_key, algorithm, secret.as_ptr().cast(), secret.len()) };
        prop_assert_eq!(status, OK);

        let rust_headers: Vec<_> = pairs.iter().map(|(name, value)| Header::new(*name, *value)).collect();
        let rust_request = Request::new(&rust_headers);
        let rust_key = Key::new(Algorithm::ALL[algorithm as usize - 1], &secret).unwrap();
        let rust_signer = Signer::tencent(&id).unwrap().names(&list);
        let credential = rust_signer.sign(&rust_key, &rust_request).unwrap();
        let expected = [
            rust_signer.signing_string(&rust_request).unwrap().to_string(),
            rust_signer.signature(&rust_key, &rust_request).unwrap().to_string(),
            credential.to_string(),
            credential.header_lines().to_string(),
        ];
        for (write, expected) in writers(&c_key, &by, &what).iter().zip(&expected) {
            every_capacity(write, expected.as_bytes());
        }
        every_capacity(&signature_of(&c_key, text(&secret)), rust_key.signature_of(&secret).as_str().as_bytes());
        every_capacity(&date(time), hmacsign::Date::new(time).unwrap().as_str().as_bytes());
        prop_assert_eq!(check(&by, &what, OK).offset, 0);
    }

    #[test]
    fn random_octets_are_no_key(octets in prop::array::uniform32(any::<u64>())) {
        let mut opaque = [0; 48];
        opaque[..32].copy_from_slice(&octets);
        is_no_key(&hmacsign_key { opaque });
    }

    #[test]
    fn random_octets_in_every_text_are_judged(
        id in prop::collection::vec(any::<u8>(), 0..20),
        names in prop::collection::vec(prop_oneof![Just(b' '), any::<u8>()], 0..60),
        headers in prop::collection::vec((prop::collection::vec(any::<u8>(), 0..8), prop::collection::vec(any::<u8>(), 0..8)), 0..8),
        flags in 0_u32..2,
    ) {
        let pairs: Vec<_> = headers.iter()
            .map(|(name, value)| hmacsign_header { name: text(name), value: text(value) }).collect();
        let by = hmacsign_signer { id: text(&id), names: text(&names), flags, ..signer("", "") };
        let what = request(&pairs);
        let mut detail = hmacsign_detail { name: NOTHING, offset: 0, skew: 0, expires: 0 };
        // SAFETY: structs of this test.
        let status = unsafe { hmacsign_check_request(&by, &what, &mut detail) };
        prop_assert!((UNDATED..=ID).contains(&status) || status == OK);
        let good_key = key(2);
        for write in writers(&good_key, &by, &what) {
            let mut out = [0_u8; 4096];
            let mut len = 0;
            prop_assert_eq!(write(out.as_mut_ptr().cast(), out.len(), &mut len), status);
        }
        let mut cause = -1;
        let mut line = header("", "");
        let mut time = 0;
        // SAFETY: texts and places of this test.
        unsafe {
            prop_assert_eq!(hmacsign_read_cause(names.as_ptr().cast(), names.len(), &mut cause), OK);
            let status = hmacsign_read_header_line(names.as_ptr().cast(), names.len(), &mut line);
            prop_assert!(status == OK || status == NAME);
            prop_assert_eq!(hmacsign_read_date(names.as_ptr().cast(), names.len(), 0, &mut time), DATE);
        }
    }
}
