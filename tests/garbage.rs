//! Every function of the header with garbage: pointers that are NULL or misaligned, lengths and numbers that cannot be,
//! structs and keys of random octets, and texts that are nearly right. It gets a status that is known, nothing is written
//! beyond what was lent, and nothing panics: in a debug build, with checks for overflow, a panic ends the process.
//! `tests/hostile.rs` says which status each fault gets; this goes where nobody thought of.
#![cfg(feature = "capi")]
#![allow(unsafe_code)] // the functions are unsafe to call
#![allow(unused_unsafe)] // but for a few
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // tests may fail loudly
#![allow(clippy::undocumented_unsafe_blocks)] // all that is lent is held by `Garbage` until the call is over

use std::collections::BTreeSet;
use std::ffi::{CStr, c_char};
use std::ptr::{null, null_mut};

use hmacsign::ffi::*;

/// What is behind the room for an output.
const BEHIND: u8 = 0xA5;
const TEXTS: &[&[u8]] = &[
    b"",
    b"id",
    b"date host",
    b"x-date (created) (expires) @request-target",
    b"Mon, 19 Mar 2018 12:08:40 GMT",
    b"X-RateLimit-Limit-Minute: 100/125\r\n",
    b"GET",
    b"/path/%61?b=%202&a=1+1&a&=%",
    b"SHA-256=LCa0a2j/xo/5m0U8HTBBNBNCLXBkg7+g+YpeiGJm564=",
    b"hmac id=\"id\", algorithm=\"hmac-sha1\", headers=\"date host\", signature=\"AAAAAAAAAAAAAAAAAAAAAAAAAAA=\"",
    b"Signature keyId=\"id\",algorithm=\"hs2019\",created=1,expires=9,headers=\"(created) date\",signature=\"AAAA\"",
    b"YXBpX2tleT0iaWQiLCBhbGdvcml0aG09ImhtYWMtc2hhMjU2IiwgaGVhZGVycz0iZGF0ZSIsIHNpZ25hdHVyZT0iQUFBQSI=",
    b"{\"message\":\"HMAC signature does not match, Server StringToSign:`date: x\\nhost: y`\"}",
];

/// Where garbage comes from, and what was lent to a call.
struct Garbage {
    random: u64,
    lent: Vec<Vec<u64>>,
    outputs: Vec<(usize, usize)>,
    results: BTreeSet<i32>,
}

impl Garbage {
    fn next(&mut self) -> u64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        self.random
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() >> 16) as usize % bound
    }

    fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }

    /// Memory of this many octets, aligned as a word, with words behind it that must stay.
    fn lend(&mut self, octets: &[u8]) -> *mut u8 {
        let mut words = vec![u64::from_ne_bytes([BEHIND; 8]); octets.len() / 8 + 2];
        let start = words.as_mut_ptr().cast::<u8>();
        unsafe { start.copy_from_nonoverlapping(octets.as_ptr(), octets.len()) };
        self.outputs.push((self.lent.len(), octets.len()));
        self.lent.push(words);
        self.lent.last_mut().unwrap().as_mut_ptr().cast()
    }

    fn octets(&mut self, len: usize) -> Vec<u8> {
        let sparse = self.one_in(2);
        (0..len).map(|_| if sparse && !self.one_in(8) { 0 } else { self.next() as u8 }).collect()
    }

    /// Text that is nearly right, as far as it can be followed; or a length that no text has.
    fn text(&mut self) -> hmacsign_str {
        if self.one_in(60) {
            let len = [1, usize::MAX, isize::MAX as usize, isize::MAX as usize + 1][self.below(4)];
            return hmacsign_str { ptr: null(), len };
        }
        if self.one_in(60) {
            return hmacsign_str { ptr: self.lend(b"x").cast(), len: usize::MAX - self.below(2) * (usize::MAX / 4) };
        }
        let mut text = TEXTS[self.below(TEXTS.len())].to_vec();
        match self.below(6) {
            0 => {
                let len = self.below(40);
                text = self.octets(len);
            }
            1 if !text.is_empty() => {
                let at = self.below(text.len());
                text[at] = self.next() as u8;
            }
            2 => text.truncate(self.next() as usize % (text.len() + 1)),
            3 => text.extend_from_slice(TEXTS[self.below(TEXTS.len())]),
            _ => {}
        }
        hmacsign_str { ptr: self.lend(&text).cast(), len: text.len() }
    }

    /// A number: mostly small.
    fn number(&mut self) -> i32 {
        match self.below(8) {
            0 => self.next() as i32,
            1 => [i32::MIN, i32::MAX, -1][self.below(3)],
            _ => self.below(10) as i32,
        }
    }

    /// A number that may be a status, or with the other sign a slip or a cause.
    fn code(&mut self) -> i32 {
        if self.one_in(8) { self.number() } else { 5 - self.below(90) as i32 }
    }

    fn time(&mut self) -> i64 {
        match self.below(6) {
            0 => self.next() as i64,
            1 => [i64::MIN, i64::MAX, -1, 253_402_300_799, 253_402_300_800][self.below(5)],
            2 => 0,
            _ => 1_521_461_000 + self.below(2000) as i64,
        }
    }

    fn flags(&mut self) -> u32 {
        if self.one_in(4) { self.next() as u32 } else { self.below(32) as u32 }
    }

    /// A pointer to a value; or none, or one that is misaligned.
    fn pointer<T>(&mut self, value: &T) -> *mut T {
        if self.one_in(40) {
            return null_mut();
        }
        let octets = unsafe { std::slice::from_raw_parts((&raw const *value).cast::<u8>(), size_of::<T>()) };
        if align_of::<T>() > 1 && self.one_in(40) {
            let padded = [&[0; 8], octets].concat();
            let start = self.lend(&padded);
            return start.wrapping_add(1 + self.below(align_of::<T>() - 1)).cast();
        }
        self.lend(octets).cast()
    }

    /// Room for a result.
    fn room<T>(&mut self) -> *mut T {
        let octets = self.octets(size_of::<T>());
        let value = unsafe { octets.as_ptr().cast::<T>().read_unaligned() };
        let pointer = self.pointer(&value);
        std::mem::forget(value);
        pointer
    }

    /// Room for text, and its size.
    fn output(&mut self) -> (*mut c_char, usize) {
        match self.below(30) {
            0 => (null_mut(), self.below(2)),
            1 => (self.lend(b"").cast(), usize::MAX),
            2 => (null_mut(), usize::MAX / 2),
            3 => (null_mut(), 0),
            _ => {
                let cap = if self.one_in(2) { self.below(60) } else { 700 };
                (self.lend(&vec![b'~'; cap]).cast(), cap)
            }
        }
    }
}

// ---- Structs --------------------------------------------------------------------------------------------------------

impl Garbage {
    /// A key; or zeros, random octets, or one that another build made. (That a key's memory holds the state which its
    /// first word says is the caller's promise.)
    fn key(&mut self) -> *const hmacsign_key {
        let mut key = hmacsign_key { opaque: [0; 48] };
        let algorithm = 1 + self.below(4) as i32;
        let made = unsafe { hmacsign_key_init(&mut key, algorithm, c"secret".as_ptr(), 6) };
        assert_eq!(made, 0);
        match self.below(10) {
            0 => key.opaque = [0; 48],
            1 => key.opaque = std::array::from_fn(|_| self.next()),
            2 => key.opaque[0] ^= 0x100 << self.below(56),
            _ => {}
        }
        self.pointer(&key)
    }

    fn header_value(&mut self) -> hmacsign_header {
        hmacsign_header { name: self.text(), value: self.text() }
    }

    fn header(&mut self) -> *const hmacsign_header {
        let header = self.header_value();
        self.pointer(&header)
    }

    /// An array of them, and a count that is right or cannot be.
    fn array<T>(&mut self, values: &[T]) -> (*const T, usize) {
        let octets = unsafe { std::slice::from_raw_parts(values.as_ptr().cast::<u8>(), size_of_val(values)) };
        match self.below(40) {
            0 => (null(), values.len()),
            1 => (null(), 0),
            2 => (self.lend(octets).cast(), usize::MAX / size_of::<T>() + 1 + self.below(3)),
            3 => (self.lend(&[octets, &[0; 8]].concat()).wrapping_add(align_of::<T>() / 2).cast(), values.len()),
            _ => (self.lend(octets).cast(), values.len()),
        }
    }

    fn request(&mut self) -> *const hmacsign_request {
        let mut headers: Vec<_> = (0..self.below(5)).map(|_| self.header_value()).collect();
        if self.one_in(2) {
            // So that more than the first fault is found.
            let view = |text: &'static [u8]| hmacsign_str { ptr: text.as_ptr().cast(), len: text.len() };
            let date = self.text();
            let date = if self.one_in(3) { date } else { view(TEXTS[4]) };
            headers.push(hmacsign_header { name: view(b"Date"), value: date });
            headers.push(hmacsign_header { name: view(b"Host"), value: view(b"example.com") });
            headers.push(hmacsign_header { name: view(b"X-Date"), value: date });
        }
        let (headers, header_count) = self.array(&headers);
        let (method, target, version, body) = (self.text(), self.text(), self.text(), self.text());
        let body_sha256 = if self.one_in(4) { self.lend(&[7; 32]) } else { null_mut() };
        self.pointer(&hmacsign_request { headers, header_count, method, target, version, body, body_sha256 })
    }

    fn signer_value(&mut self) -> hmacsign_signer {
        let (mut id, mut names) = (self.text(), self.text());
        if self.one_in(2) {
            id = hmacsign_str { ptr: TEXTS[1].as_ptr().cast(), len: TEXTS[1].len() };
            names = hmacsign_str { ptr: TEXTS[2].as_ptr().cast(), len: TEXTS[2].len() };
        }
        let flags = if self.one_in(4) { self.flags() } else { 0 };
        hmacsign_signer { id, names, dialect: self.number(), flags, created: self.time(), expires: self.time() }
    }

    fn signer(&mut self) -> *const hmacsign_signer {
        let signer = self.signer_value();
        self.pointer(&signer)
    }

    fn authorization(&mut self) -> *const hmacsign_authorization {
        let mut signer = self.signer_value();
        if self.one_in(2) {
            (signer.created, signer.expires, signer.flags) = (0, 0, 0);
        }
        let (mut algorithm, mut mac_len) = (self.number(), self.below(70));
        if self.one_in(2) {
            let known = self.below(4);
            (algorithm, mac_len) = (known as i32 + 1, [20, 32, 48, 64][known]);
        }
        if self.one_in(20) {
            mac_len = self.next() as usize;
        }
        let mac = std::array::from_fn(|_| self.next() as u8);
        let signature = self.text();
        self.pointer(&hmacsign_authorization { signer, signature, mac_len, mac, algorithm })
    }

    /// A policy of this version's size or a larger one, which is there whole.
    fn policy(&mut self) -> *const hmacsign_policy {
        let required: Vec<_> = (0..self.below(3)).map(|_| self.text()).collect();
        let (required, required_count) = self.array(&required);
        let known = size_of::<hmacsign_policy>();
        let size = if self.one_in(3) { known + self.below(1100) } else { known };
        let told = if self.one_in(20) { self.below(known) } else { size };
        let algorithms = if self.one_in(3) { self.next() as u32 } else { 0x1E };
        let max_skew = if self.one_in(3) { self.next() as u32 } else { 900 };
        let flags = self.flags();
        let policy = hmacsign_policy { size: told as u32, flags, algorithms, max_skew, required, required_count };
        let octets = unsafe { std::slice::from_raw_parts((&raw const policy).cast::<u8>(), known) };
        let mut all = octets.to_vec();
        all.resize(size, 0);
        if size > known && self.one_in(3) {
            *all.last_mut().unwrap() = 1;
        }
        if self.one_in(10) { null() } else { self.lend(&all).cast() }
    }

    /// Room for a policy of a size that is told.
    fn policy_room(&mut self) -> (*mut hmacsign_policy, usize) {
        let size = self.below(1200);
        (self.lend(&vec![3; size]).cast(), if self.one_in(20) { usize::MAX } else { size })
    }

    // ---- What comes back --------------------------------------------------------------------------------------------

    /// One of the statuses that there are.
    fn status(&mut self, status: i32) {
        assert_ne!(unsafe { CStr::from_ptr(hmacsign_status_name(status)) }, c"HMACSIGN_UNKNOWN", "{status}");
        assert_ne!(status, hmacsign_status::HMACSIGN_ERR_INTERNAL as i32);
        self.results.insert(status);
    }

    /// Any number.
    fn any(&mut self, number: i64) {
        self.results.insert(number as i32);
    }

    /// A text of the library's.
    fn words(&mut self, text: *const c_char) {
        let text = unsafe { CStr::from_ptr(text) }.to_str().unwrap();
        assert!(text.len() < 400 && !text.contains('\n'), "{text}");
        self.results.insert(text.len() as i32);
    }

    /// The call is over: nothing behind what was lent was written.
    fn over(&mut self) {
        for (index, len) in self.outputs.drain(..) {
            let words = &self.lent[index];
            let octets = unsafe { std::slice::from_raw_parts(words.as_ptr().cast::<u8>(), words.len() * 8) };
            assert!(octets[len..].iter().all(|&octet| octet == BEHIND), "written behind {len} octets");
        }
        self.lent.clear();
    }
}

type Call = fn(&mut Garbage);

/// Each function, how many times it is called, how many results must come up, and with what it is called.
macro_rules! functions {
    ($($name:ident $times:literal $results:literal |$garbage:ident, $call:ident| $body:expr;)*) => {
        &[$((stringify!($name), $times, $results, |$garbage: &mut Garbage| {
            let $call = $name;
            unsafe { $body }
        })),*]
    };
}

const FUNCTIONS: &[(&str, usize, usize, Call)] = functions! {
    hmacsign_status_name 2000 10 |g, call| { let number = g.code(); g.words(call(number)) };
    hmacsign_status_text 2000 10 |g, call| { let number = g.code(); g.words(call(number)) };
    hmacsign_status_advice 2000 10 |g, call| { let number = g.code(); g.words(call(number)) };
    hmacsign_status_http 2000 3 |g, call| { let number = g.code(); g.any(call(number).into()) };
    hmacsign_key_size 1 1 |g, call| g.any(call() as i64);
    hmacsign_key_init 20000 3 |g, call| {
        let (secret, key, algorithm) = (g.text(), g.room(), g.number());
        g.status(call(key, algorithm, secret.ptr, secret.len))
    };
    hmacsign_key_init_base64 20000 3 |g, call| {
        let (secret, key, algorithm) = (g.text(), g.room(), g.number());
        g.status(call(key, algorithm, secret.ptr, secret.len))
    };
    hmacsign_key_clear 2000 1 |g, call| { let key = g.key().cast_mut(); call(key); g.any(0) };
    hmacsign_dialect_header 2000 3 |g, call| { let number = g.number(); g.words(call(number)) };
    hmacsign_check_request 20000 9 |g, call| {
        let (signer, request, detail) = (g.signer(), g.request(), g.room());
        g.status(call(signer, request, detail))
    };
    hmacsign_write_signing_string 20000 9 |g, call| {
        let (signer, request, (out, cap), len) = (g.signer(), g.request(), g.output(), g.room());
        g.status(call(signer, request, out, cap, len))
    };
    hmacsign_write_signature 20000 10 |g, call| {
        let (key, signer, request, (out, cap), len) = (g.key(), g.signer(), g.request(), g.output(), g.room());
        g.status(call(key, signer, request, out, cap, len))
    };
    hmacsign_write_signature_of 20000 4 |g, call| {
        let (key, text, (out, cap), len) = (g.key(), g.text(), g.output(), g.room());
        g.status(call(key, text.ptr, text.len, out, cap, len))
    };
    hmacsign_write_authorization 20000 10 |g, call| {
        let (key, signer, request, (out, cap), len) = (g.key(), g.signer(), g.request(), g.output(), g.room());
        g.status(call(key, signer, request, out, cap, len))
    };
    hmacsign_write_query_authorization 20000 6 |g, call| {
        let (key, signer, request, (out, cap), len) = (g.key(), g.signer(), g.request(), g.output(), g.room());
        g.status(call(key, signer, request, out, cap, len))
    };
    hmacsign_write_header_lines 20000 10 |g, call| {
        let (key, signer, request, (out, cap), len) = (g.key(), g.signer(), g.request(), g.output(), g.room());
        g.status(call(key, signer, request, out, cap, len))
    };
    hmacsign_write_digest 20000 3 |g, call| {
        let (body, (out, cap), len) = (g.text(), g.output(), g.room());
        g.status(call(body.ptr, body.len, out, cap, len))
    };
    hmacsign_write_content_md5 20000 3 |g, call| {
        let (body, (out, cap), len) = (g.text(), g.output(), g.room());
        g.status(call(body.ptr, body.len, out, cap, len))
    };
    hmacsign_policy_init 20000 2 |g, call| {
        let ((policy, size), dialect) = (g.policy_room(), g.number());
        g.status(call(policy, size, dialect))
    };
    hmacsign_read_authorization 40000 6 |g, call| {
        let (dialect, text, out, detail) = (g.number(), g.text(), g.room(), g.room());
        g.status(call(dialect, text.ptr, text.len, out, detail))
    };
    hmacsign_read_query_authorization 40000 4 |g, call| {
        let dialect = if g.one_in(2) { 5 } else { g.number() };
        let (text, (scratch, cap), out, detail) = (g.text(), g.output(), g.room(), g.room());
        g.status(call(dialect, text.ptr, text.len, scratch, cap, out, detail))
    };
    hmacsign_verify 80000 8 |g, call| {
        let (key, auth, request) = (g.key(), g.authorization(), g.request());
        let (policy, now, detail) = (g.policy(), g.time(), g.room());
        g.status(call(key, auth, request, policy, now, detail))
    };
    hmacsign_check_signed 20000 3 |g, call| {
        let (auth, name) = (g.authorization(), g.text());
        g.status(call(auth, name.ptr, name.len))
    };
    hmacsign_diagnose 1000 4 |g, call| {
        let (dialect, secret, text, request, slip) = (g.number(), g.text(), g.text(), g.request(), g.room());
        g.status(call(dialect, secret.ptr, secret.len, text.ptr, text.len, request, slip))
    };
    hmacsign_slip_text 2000 9 |g, call| { let number = g.code().wrapping_neg(); g.words(call(number)) };
    hmacsign_compare 20000 9 |g, call| {
        let (signer, request, theirs, out) = (g.signer(), g.request(), g.text(), g.room());
        g.status(call(signer, request, theirs.ptr, theirs.len, out))
    };
    hmacsign_write_comparison 20000 9 |g, call| {
        let (signer, request, theirs, (out, cap), len) = (g.signer(), g.request(), g.text(), g.output(), g.room());
        g.status(call(signer, request, theirs.ptr, theirs.len, out, cap, len))
    };
    hmacsign_write_date 20000 4 |g, call| {
        let (time, (out, cap), len) = (g.time(), g.output(), g.room());
        g.status(call(time, out, cap, len))
    };
    hmacsign_read_date 20000 3 |g, call| {
        let (text, flags, time) = (g.text(), g.flags(), g.room());
        g.status(call(text.ptr, text.len, flags, time))
    };
    hmacsign_read_note 20000 2 |g, call| { let (header, out) = (g.header(), g.room()); g.status(call(header, out)) };
    hmacsign_read_header_line 20000 3 |g, call| {
        let (line, out) = (g.text(), g.room());
        g.status(call(line.ptr, line.len, out))
    };
    hmacsign_response_class 2000 4 |g, call| { let number = g.code().wrapping_mul(-9); g.any(call(number).into()) };
    hmacsign_read_cause 20000 2 |g, call| {
        let (body, cause) = (g.text(), g.room());
        g.status(call(body.ptr, body.len, cause))
    };
    hmacsign_cause_text 2000 5 |g, call| { let number = g.code().wrapping_neg(); g.words(call(number)) };
    hmacsign_version 1 1 |g, call| g.words(call());
    hmacsign_version_number 1 1 |g, call| g.any(call().into());
};

#[test]
fn every_function_with_garbage_gives_a_status_and_nothing_panics() {
    let mut garbage =
        Garbage { random: 0x9E37_79B9_7F4A_7C15, lent: Vec::new(), outputs: Vec::new(), results: BTreeSet::new() };
    for &(name, times, results, call) in FUNCTIONS {
        garbage.results.clear();
        for _ in 0..times {
            call(&mut garbage);
            garbage.over();
        }
        println!("{name}: {times} calls, {:?}", garbage.results);
        // Else the garbage is such that all calls fail alike.
        assert!(garbage.results.len() >= results, "{name}: {:?}", garbage.results);
    }
}

#[test]
fn every_function_of_the_header_is_called_with_garbage() {
    let header = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/include/hmacsign.h")).unwrap();
    let start = header.find("extern \"C\"").unwrap();
    let declared: BTreeSet<_> = header[start..]
        .lines()
        .filter(|line| !line.trim_start().starts_with("//") && !line.starts_with(' '))
        .filter_map(|line| line.split_once('(')?.0.rsplit([' ', '*']).next())
        .filter(|name| name.starts_with("hmacsign_"))
        .collect();
    assert!(declared.len() > 30, "{declared:?}");
    assert_eq!(declared, FUNCTIONS.iter().map(|&(name, ..)| name).collect());
}

/// In this profile at least: `make test` runs it so.
#[cfg(debug_assertions)]
#[test]
#[should_panic(expected = "overflow")]
fn overflow_is_checked_in_a_debug_build() {
    let largest = std::hint::black_box(i32::MAX);
    std::hint::black_box(largest + 1);
}
