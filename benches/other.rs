//! How long the rest takes: to diagnose a signature that does not match, to read a response, and to write and read
//! dates. `cargo bench --bench other`
#![allow(missing_docs)] // criterion's macros make functions
#![allow(clippy::expect_used)]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use hmacsign::{Cause, Date, Dialect, Header, Note, Request, Signer, diagnose, read_header_line};

const DATE: &str = "Mon, 19 Mar 2018 12:08:40 GMT";

/// A slip that is tried early, and one that is not among those tried: the time is that of all MACs.
fn diagnosing(c: &mut Criterion) {
    let headers = [Header::new("X-Date", DATE)];
    let request = Request::new(&headers);
    let mut group = c.benchmark_group("diagnose");
    for (what, signature) in [
        ("a newline at the key's end", "ZqSiSJ793i2a1GJAyyjpoFEgXak="),
        ("no slip that is known", "AAAAAAAAAAAAAAAAAAAAAAAAAAA="),
    ] {
        let text = format!("hmac id=\"AKID\", algorithm=\"hmac-sha1\", headers=\"x-date\", signature=\"{signature}\"");
        let macs = diagnose(Dialect::Tencent, "secret", &text, &request).expect("a diagnosis").macs();
        group.sample_size(20).throughput(Throughput::Elements(macs as u64));
        group.bench_function(what, |b| {
            b.iter(|| diagnose(Dialect::Tencent, "secret", black_box(&text), black_box(&request)).is_ok());
        });
    }
    group.finish();

    let signer = Signer::tencent("AKID").expect("a signer");
    let theirs = format!("HMAC signature does not match, Server StringToSign:date: {DATE}");
    c.bench_function("compare strings", |b| {
        b.iter(|| signer.compare(black_box(&request), black_box(&theirs)).is_ok());
    });
}

fn response(c: &mut Criterion) {
    let lines = [
        "X-Secret-ID: AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj548pN\r\n",
        "X-RateLimit-Limit: 500\r\n",
        "X-RateLimit-Used: 100/125\r\n",
        "X-RateLimit-Remaining-Minute: 17\r\n",
        "Content-Type: application/json\r\n",
    ];
    let mut group = c.benchmark_group("response");
    group.throughput(Throughput::Elements(lines.len() as u64));
    group.bench_function("five header lines", |b| {
        b.iter(|| {
            for line in black_box(&lines) {
                let header = read_header_line(line.as_bytes()).expect("a header line");
                black_box(Note::read(&header));
            }
        });
    });
    group.finish();
    let page = format!("<html>{}</html>", "a page ".repeat(1000));
    for (what, body) in [
        ("a cause, bare", "HMAC signature does not match"),
        ("a cause in JSON", "{\"message\":\"HMAC signature cannot be verified\"}"),
        ("no cause in 7 kB", &page),
    ] {
        c.bench_function(what, |b| b.iter(|| black_box(Cause::read(black_box(body)))));
    }
}

fn date(c: &mut Criterion) {
    c.bench_function("write a date", |b| b.iter(|| black_box(Date::new(black_box(1_521_461_320))).is_ok()));
    c.bench_function("read a date", |b| b.iter(|| black_box(Date::parse(black_box(DATE))).is_ok()));
}

criterion_group!(benches, diagnosing, response, date);
criterion_main!(benches);
