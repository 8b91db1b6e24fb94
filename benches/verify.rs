//! How long it takes to read a credential and to verify it, beside signing the same request; by dialect, number of
//! headers and length; and to read hostile text, whose time grows with its length and no faster.
//! `cargo bench --bench verify`
#![allow(missing_docs)] // criterion's macros make functions
#![allow(clippy::expect_used)]

use std::hint::black_box;

use criterion::{Bencher, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use hmacsign::{Algorithm, Claim, Dialect, Header, Key, Policy, Request, Signer};

/// Mon, 19 Mar 2018 12:08:40 GMT
const NOW: i64 = 1_521_461_320;

fn date_host(c: &mut Criterion) {
    let host = "service-kuy3rwbs-1251762227.ap-guangzhou.apigateway.myqcloud.com/release";
    let headers = [Header::new("Date", "Mon, 19 Mar 2018 12:08:40 GMT"), Header::new("Host", host)];
    let key = Key::new(Algorithm::HmacSha1, "ZxF2whO0RhuwnVCj5JMMAuqcDcN2oPrC").expect("a key");
    let id = "AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj548pN";
    let sign = |out: &mut [u8]| {
        let request = Request::new(black_box(&headers));
        let signer = Signer::tencent(black_box(id)).expect("a signer").names(black_box("date host"));
        let credential = signer.sign(black_box(&key), &request).expect("a credential");
        credential.write_to(out).expect("room").len()
    };
    let mut out = [0; 512];
    let len = sign(&mut out);
    let text = out.get(..len).expect("as much as was written").to_vec();

    let mut group = c.benchmark_group("date host");
    group.bench_function("sign", |b| b.iter(|| sign(&mut out)));
    group.bench_function("read", |b| b.iter(|| black_box(Claim::read(Dialect::Tencent, black_box(&text))).is_ok()));
    group.bench_function("read and verify", |b| {
        b.iter(|| {
            let claim = Claim::read(Dialect::Tencent, black_box(&text)).expect("a claim");
            let (request, policy) = (Request::new(black_box(&headers)), Policy::new(Dialect::Tencent));
            let verified = claim.verify(black_box(&key), &request, &policy, black_box(NOW));
            verified.expect("genuine and fresh").expires()
        });
    });
    group.finish();
}

fn hostile(c: &mut Criterion) {
    let shapes: [(&str, Dialect, &str, &str, &str); 5] = [
        ("an id", Dialect::Tencent, "hmac id=\"", "a", "\""),
        ("spaces", Dialect::Kong, "hmac username=\"a\",", " ", "x"),
        ("names", Dialect::Tencent, "hmac id=\"a\", algorithm=\"hmac-sha1\", headers=\"", "a ", "a\", signature=\"x\""),
        ("parameters", Dialect::Apisix, "Signature ", "keyId=\"a\",", "keyId=\"a\""),
        ("a word", Dialect::Iflytek, "", "h", ""),
    ];
    let mut group = c.benchmark_group("hostile");
    group.sample_size(20);
    for (shape, dialect, before, many, behind) in shapes {
        for mebibytes in [1, 4] {
            let text = format!("{before}{}{behind}", many.repeat((mebibytes << 20) / many.len()));
            group.throughput(Throughput::Bytes(text.len() as u64));
            group.bench_function(BenchmarkId::new(shape, format!("{mebibytes} MiB")), |b| {
                b.iter(|| black_box(Claim::read(dialect, black_box(&text))).is_ok());
            });
        }
    }
    group.finish();
}

/// Sign a request with all headers, and measure reading its credential and verifying it.
fn read_and_verify(b: &mut Bencher<'_>, algorithm: Algorithm, dialect: Dialect, names: &str, request: Request<'_>) {
    // Base64, as CyberSource's secrets are.
    let key = Key::from_base64(algorithm, "ZxF2whO0RhuwnVCj5JMMAuqcDcN2oPrC").expect("a key");
    let signer = Signer::new(dialect, "AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj548pN").expect("a signer").names(names);
    let text = signer.sign(&key, &request).expect("a credential").to_string();
    let policy = Policy::new(dialect);
    b.iter(|| {
        let claim = Claim::read(dialect, black_box(&text)).expect("a claim");
        let verified = claim.verify(black_box(&key), black_box(&request), &policy, black_box(NOW));
        verified.expect("genuine and fresh").expires()
    });
}

fn dialects(c: &mut Criterion) {
    let dialects = [
        (Dialect::Tencent, "x-date host"),
        (Dialect::TencentApp, "x-date host"),
        (Dialect::Kong, "x-date host request-line"),
        (Dialect::Apisix, "date host @request-target"),
        (Dialect::Cavage, "(request-target) date host"),
        (Dialect::Iflytek, "host date request-line"),
        (Dialect::Cybersource, "host date (request-target)"),
        (Dialect::Modulr, "(request-target) date host"),
    ];
    let date = "Mon, 19 Mar 2018 12:08:40 GMT";
    let headers = [
        Header::new("Host", "example.com"),
        Header::new("Date", date),
        Header::new("X-Date", date),
        Header::new("Accept", "application/json"),
        Header::new("Content-Type", "application/json"),
    ];
    let body = "{\"arg1\":\"a\",\"arg2\":\"b\"}";
    let request = Request::new(&headers).method("POST").target("/path?b=2&a=%31").body(body);
    let mut group = c.benchmark_group("dialect");
    for (dialect, names) in dialects {
        group.bench_function(format!("{dialect:?}"), |b| {
            read_and_verify(b, Algorithm::HmacSha256, dialect, names, request);
        });
    }
    group.finish();
}

fn headers(c: &mut Criterion) {
    let names: Vec<String> = (1..64).map(|index| format!("x-header-{index}")).collect();
    let mut group = c.benchmark_group("verify headers");
    for count in [1, 2, 4, 8, 16, 32, 64] {
        let mut headers = vec![Header::new("date", "Mon, 19 Mar 2018 12:08:40 GMT")];
        headers.extend(names.iter().take(count - 1).map(|name| Header::new(name, "a value")));
        let list: Vec<_> = headers.iter().map(|header| std::str::from_utf8(header.name()).expect("ASCII")).collect();
        group.throughput(Throughput::Elements(count as u64));
        group.bench_function(count.to_string(), |b| {
            read_and_verify(b, Algorithm::HmacSha1, Dialect::Tencent, &list.join(" "), Request::new(&headers));
        });
    }
    group.finish();
}

fn value(c: &mut Criterion) {
    let mut group = c.benchmark_group("verify value");
    for length in [16, 256, 4096, 65536] {
        let value = "v".repeat(length);
        let headers = [Header::new("date", "Mon, 19 Mar 2018 12:08:40 GMT"), Header::new("source", &value)];
        group.throughput(Throughput::Bytes(length as u64));
        group.bench_function(length.to_string(), |b| {
            read_and_verify(b, Algorithm::HmacSha1, Dialect::Tencent, "date source", Request::new(&headers));
        });
    }
    group.finish();
}

criterion_group!(benches, date_host, dialects, headers, value, hostile);
criterion_main!(benches);
