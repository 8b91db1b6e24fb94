//! How long it takes to read a credential and to verify it, beside signing the same request; and to read hostile text,
//! whose time grows with its length and no faster. `cargo bench --bench verify`
#![allow(missing_docs)] // criterion's macros make functions
#![allow(clippy::expect_used)]

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
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

criterion_group!(benches, date_host, hostile);
criterion_main!(benches);
