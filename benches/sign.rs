//! How long a signature takes, each beside the bare compressions of SHA-1 that its HMAC cannot do without: what is
//! above that floor is this crate's own work. `cargo bench --bench sign`
#![allow(missing_docs)] // criterion's macros make functions
#![allow(clippy::expect_used)]

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use hmacsign::{Algorithm, Header, Key, Request, Signer};
use sha1::block_api::compress;

const DATE: &str = "Fri, 09 Oct 2015 00:00:00 GMT";

fn key() -> Key {
    Key::new(Algorithm::HmacSha1, "ZxF2whO0RhuwnVCj5JMMAuqcDcN2oPrC").expect("a key")
}

fn signer() -> Signer<'static> {
    Signer::tencent("AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj548pN").expect("a signer")
}

/// The compressions of an HMAC whose pads are absorbed: the string with its padding (an octet 0x80 and the length in
/// eight), and one for the outer hash.
fn floor(string: usize) -> impl FnMut() {
    let blocks = vec![[0x5A_u8; 64]; (string + 9).div_ceil(64)];
    move || {
        let mut inner = [0x6745_2301_u32; 5];
        compress(&mut inner, black_box(&blocks));
        let mut outer = black_box(inner);
        compress(&mut outer, black_box(&[[0x5A; 64]]));
        black_box(outer);
    }
}

/// From the headers to the value of Authorization in a buffer.
fn sign(headers: &[Header<'_>], names: &str) -> impl FnMut() {
    let (key, mut out) = (key(), vec![0_u8; 4096]);
    move || {
        let request = Request::new(black_box(headers));
        let credential = signer().names(black_box(names)).sign(black_box(&key), &request).expect("a credential");
        black_box(credential.write_to(&mut out).expect("room"));
    }
}

fn date_host(c: &mut Criterion) {
    let host = "service-kuy3rwbs-1251762227.ap-guangzhou.apigateway.myqcloud.com/release";
    let headers = [Header::new("Date", DATE), Header::new("Host", host)];
    let string = signer().signing_string(&Request::new(&headers)).expect("a string").len();
    let mut group = c.benchmark_group("date host");
    let mut work = sign(&headers, "date host");
    group.bench_function("sign", |b| b.iter(&mut work));
    let mut work = floor(string);
    group.bench_function("sha1", |b| b.iter(&mut work));
    group.finish();
}

fn headers(c: &mut Criterion) {
    let names: Vec<String> = (1..64).map(|index| format!("x-header-{index}")).collect();
    let mut group = c.benchmark_group("headers");
    for count in [1, 2, 4, 8, 16, 32, 64] {
        let mut headers = vec![Header::new("date", DATE)];
        headers.extend(names.iter().take(count - 1).map(|name| Header::new(name, "a value")));
        let list: Vec<_> = headers.iter().map(|header| std::str::from_utf8(header.name()).expect("ASCII")).collect();
        let list = list.join(" ");
        let string = signer().signing_string(&Request::new(&headers)).expect("a string").len();

        group.throughput(Throughput::Elements(count as u64));
        let mut work = sign(&headers, &list);
        group.bench_function(BenchmarkId::new("sign", count), |b| b.iter(&mut work));
        let mut work = floor(string);
        group.bench_function(BenchmarkId::new("sha1", count), |b| b.iter(&mut work));
    }
    group.finish();
}

fn value(c: &mut Criterion) {
    let mut group = c.benchmark_group("value");
    for length in [16, 256, 4096, 65536] {
        let value = "v".repeat(length);
        let headers = [Header::new("date", DATE), Header::new("source", &value)];
        let string = signer().signing_string(&Request::new(&headers)).expect("a string").len();

        group.throughput(Throughput::Bytes(string as u64));
        let mut work = sign(&headers, "date source");
        group.bench_function(BenchmarkId::new("sign", length), |b| b.iter(&mut work));
        let mut work = floor(string);
        group.bench_function(BenchmarkId::new("sha1", length), |b| b.iter(&mut work));
    }
    group.finish();
}

criterion_group!(benches, date_host, headers, value);
criterion_main!(benches);
