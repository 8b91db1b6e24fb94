//! How the work grows: with the length of a value, with the number of names and of headers, with names that are alike,
//! and with the algorithm. Each is a pair of works, of which the second is what the first cannot do without.

use std::hint::black_box;

use crate::c::{self, Header, Text};
use crate::contest::{DATE, compressions, string};
use crate::measure::{Work, work};

/// Two works to compare, or two pairs whose slopes are.
pub struct Growth {
    pub name: &'static str,
    /// What the second of each pair is.
    pub beside: &'static str,
    /// The work and what it is compared with; of a slope the shorter ones.
    pub pair: [Work; 2],
    /// Of a slope the longer ones, and by how many octets they are.
    pub longer: Option<([Work; 2], f64)>,
}

const SHA1: i32 = 1;

fn header(name: &str, value: &str) -> Header {
    Header { name: Text::of(name), value: Text::of(value) }
}

/// A request of so many headers, date first, each of these names with a short value.
fn request(names: impl Iterator<Item = String>) -> (Vec<Header>, Text, usize) {
    let (mut headers, mut list, mut length) = (vec![header("date", DATE)], String::from("date"), DATE.len() + 6);
    for name in names {
        headers.push(header(&name, "a value"));
        list.push_str(&format!(" {name}"));
        length += format!("\n{name}: a value").len();
    }
    (headers, Text::of(&list), length)
}

fn sign(algorithm: i32, headers: Vec<Header>, names: Text) -> Work {
    let mut out = vec![0; 4096];
    work(move || assert!(c::sign_many(algorithm, black_box(&headers), black_box(names), &mut out) > 0, "a credential"))
}

fn check(headers: Vec<Header>, names: Text) -> Work {
    work(move || assert!(c::check_many(black_box(&headers), black_box(names)), "can be signed"))
}

/// The compressions of a string of this length.
fn floor(length: usize) -> Work {
    compressions((length + 9).div_ceil(64))
}

fn of_length(length: usize) -> [Work; 2] {
    let value = "v".repeat(length);
    let string = format!("date: {DATE}\nsource: {value}").len();
    [sign(SHA1, vec![header("date", DATE), header("source", &value)], Text::of("date source")), floor(string)]
}

fn numbered(count: usize) -> impl Iterator<Item = String> {
    (1..count).map(|index| format!("x-header-{index}"))
}

/// Of one length, and with the same beginning and end: nothing that is looked at to tell names apart tells these.
fn alike(count: usize) -> impl Iterator<Item = String> {
    (1..count).map(|index| format!("x-a-{index:02}-header"))
}

/// `date host` in another algorithm.
fn sha2(algorithm: i32) -> Work {
    let string = string();
    let host = string.rsplit(' ').next().expect("a host");
    sign(algorithm, vec![header("date", DATE), header("host", host)], Text::of("date host"))
}

fn sha256() -> Work {
    let blocks = vec![[0x5A; 64]; (string().len() + 9).div_ceil(64)];
    work(move || {
        let mut inner = [0x6A09_E667; 8];
        sha2::block_api::compress256(&mut inner, black_box(&blocks));
        let mut outer = black_box(inner);
        sha2::block_api::compress256(&mut outer, black_box(&[[0x5A; 64]]));
        outer
    })
}

fn sha512() -> Work {
    let blocks = vec![[0x5A; 128]; (string().len() + 17).div_ceil(128)];
    work(move || {
        let mut inner = [0x6A09_E667_F3BC_C908; 8];
        sha2::block_api::compress512(&mut inner, black_box(&blocks));
        let mut outer = black_box(inner);
        sha2::block_api::compress512(&mut outer, black_box(&[[0x5A; 128]]));
        outer
    })
}

pub fn growth() -> Vec<Growth> {
    for algorithm in 1..=4 {
        c::key(algorithm, Text::of("ZxF2whO0RhuwnVCj5JMMAuqcDcN2oPrC"));
    }
    let pair = |name, beside, pair| Growth { name, beside, pair, longer: None };
    let (headers, names, length) = request(numbered(64));
    let (alike_headers, alike_names, alike_length) = request(alike(64));
    // 192 that are not signed, behind those that are.
    let (mut many, _, _) = request(numbered(64));
    many.extend((0..192).map(|index| header(&format!("x-other-{index}"), "a value")));
    let (some, same_names, _) = request(numbered(64));
    let check_some = || {
        let (headers, names, _) = request(numbered(64));
        check(headers, names)
    };
    let (few, many_length) = (1024, 65536);
    vec![
        Growth {
            name: "sign: one more octet of a value",
            beside: "its share of compressions",
            pair: of_length(few),
            longer: Some((of_length(many_length), (many_length - few) as f64)),
        },
        pair("sign: 64 of 64 headers", "their compressions", [sign(SHA1, headers, names), floor(length)]),
        pair(
            "sign: 64 names that are alike",
            "their compressions",
            [sign(SHA1, alike_headers, alike_names), floor(alike_length)],
        ),
        pair("look up: 64 of 256 headers", "64 of 64 headers", [check(many, names), check(some, same_names)]),
        pair(
            "look up: 64 names that are alike",
            "64 that are numbered",
            [
                {
                    let (headers, names, _) = request(alike(64));
                    check(headers, names)
                },
                check_some(),
            ],
        ),
        pair("sign date host: SHA-256", "its compressions", [sha2(2), sha256()]),
        pair("sign date host: SHA-512", "its compressions", [sha2(4), sha512()]),
    ]
}
