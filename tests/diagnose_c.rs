//! Slips and differences as C programs meet them: the number with its slips and its line, and the text that is written.
//!
//! It needs make, a C compiler and binutils, as tests/capi.rs does.
#![cfg(feature = "capi")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // tests may fail loudly

mod library;
mod oracle;
mod slips;

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use hmacsign::{Algorithm, Dialect, Signer, Slip};
use library::{built, compile, run};
use oracle::family::{Sent, row};
use oracle::{base64, hmac};
use slips::{Sample, borrowed, hex, request, wrong, wrong_together};

const DATE: &str = "Mon, 05 Mar 2018 12:08:40 GMT";

fn sample(dialect: Dialect, names: &str) -> Sample {
    let headers = [("Host", "example.com"), ("Date", DATE), ("X-Date", DATE), ("Source", "apigw test")];
    Sample {
        row: row(dialect),
        algorithm: Algorithm::HmacSha256,
        secret: if dialect == Dialect::Cybersource { "c2VjcmV0Pz8=" } else { "ZxF2whO0RhuwnVCj" }.into(),
        id: "alice123".into(),
        names: names.split(' ').map(str::to_owned).collect(),
        sent: Sent {
            headers: headers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect(),
            method: b"GET".into(),
            target: b"/a%20b?b=1&a=2".into(),
            ..Sent::default()
        },
    }
}

fn word(text: &[u8]) -> String {
    if text.is_empty() { "-".into() } else { hex(text) }
}

fn number(dialect: Dialect) -> usize {
    Dialect::ALL.into_iter().position(|other| other == dialect).unwrap()
}

/// The lines that tell a request.
fn told(sent: &Sent) -> String {
    let [method, target, version, body] =
        [&sent.method, &sent.target, &sent.version, &sent.body].map(|text| word(text));
    let mut lines = format!("line {method} {target} {version} {body}\n");
    for (name, value) in &sent.headers {
        writeln!(lines, "header {} {}", word(name), word(value)).unwrap();
    }
    lines
}

/// What the program prints, its last word left out, which says that all is well.
fn printed(program: &Path, lines: &str) -> String {
    let mut child = run(program).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{program:?} failed: see above\n{said}");
    said.strip_suffix("ok\n").unwrap().to_owned()
}

fn programs() -> [PathBuf; 2] {
    let folder = built().display();
    let [search, path] = [format!("-L{folder}"), format!("-Wl,-rpath,{folder}")];
    [
        compile("diagnose", &[built().join("libhmacsign.a").as_os_str()]),
        compile("diagnose-shared", &[OsStr::new(&search), OsStr::new(&path), OsStr::new("-lhmacsign")]),
    ]
}

/// The number of slips and a line.
fn composite(slips: &[Slip], line: usize) -> i32 {
    let mut number = (line << 24) as i32;
    for (place, slip) in slips.iter().enumerate() {
        number |= (*slip as i32) << (8 * place);
    }
    number
}

/// An answer whose slips are in the order of their numbers.
fn sorted(answer: &str) -> String {
    let number = answer.split_once(' ').and_then(|(status, number)| Some((status, number.parse::<i32>().ok()?)));
    let Some((status, number)) = number else { return answer.to_owned() };
    let mut slips: Vec<i32> = (0..3).map(|place| number >> (8 * place) & 0xFF).filter(|slip| *slip != 0).collect();
    slips.sort_unstable();
    format!("{status} {slips:?} line {}", number >> 24)
}

#[test]
fn c_programs_get_the_slips_the_line_and_the_text() {
    let tencent = || sample(Dialect::Tencent, "x-date source");
    let kong = || sample(Dialect::Kong, "date request-line source");
    let app = || sample(Dialect::TencentApp, "x-date source");
    let (mut lines, mut expected) = (String::new(), String::new());
    let mut case = |sample: &Sample, text: &[u8], status: i32, found: i32| {
        lines += &told(&sample.sent);
        let (dialect, secret) = (number(sample.dialect()), word(&sample.secret));
        writeln!(lines, "diagnose {dialect} {secret} {}\nforget", word(text)).unwrap();
        writeln!(expected, "{status} {found}").unwrap();
    };
    for (slip, sample) in [
        (Slip::Matches, tencent()),
        (Slip::KeyNewline, kong()),
        (Slip::KeyNotDecoded, sample(Dialect::Cybersource, "date host")),
        (Slip::Algorithm, sample(Dialect::Apisix, "date host")),
        (Slip::HashWithKey, tencent()),
        (Slip::SignatureHex, kong()),
        (Slip::SignatureNotEscaped, sample(Dialect::Modulr, "date")),
        (Slip::ColonWithoutSpace, kong()),
        (Slip::LinesLiteral, sample(Dialect::Cavage, "(request-target) date")),
        (Slip::DateTwice, tencent()),
        (Slip::TargetWithoutQuery, sample(Dialect::Iflytek, "host date request-line")),
        (Slip::DialectTencentApp, tencent()),
        (Slip::BodyMd5Empty, app()),
        (Slip::ParametersUnsorted, app()),
        (Slip::AcceptOther, app()),
    ] {
        let made = wrong(slip, &sample);
        case(&sample, &made[0].text, 0, composite(&[slip], 0));
    }
    for made in wrong(Slip::LineMissing, &kong()) {
        case(&kong(), &made.text, 0, composite(&[Slip::LineMissing], made.line.unwrap()));
    }
    // In any order: see sorted().
    for slips in [
        &[Slip::KeyNewline, Slip::ColonWithoutSpace][..],
        &[Slip::SignatureHex, Slip::LinesCrlf],
        &[Slip::KeyNewline, Slip::SignatureHex, Slip::LinesLiteral],
    ] {
        let made = wrong_together(slips, &tencent());
        case(&tencent(), &made[0].text, 0, composite(slips, 0));
    }
    let foreign = |sample: &Sample| {
        let mac = hmac(sample.algorithm, b"another key", b"");
        sample.credential(base64(&mac).as_bytes())
    };
    case(&kong(), &foreign(&kong()), 0, 0);
    case(&kong(), b"", 0, 0);
    case(&kong(), b"no credential", 0, 0);
    let untouched = 12345;
    let empty = Sample { secret: Vec::new(), ..kong() };
    case(&empty, &foreign(&empty), -4, untouched);
    let undecodable = Sample { secret: b"not Base64".into(), ..sample(Dialect::Cybersource, "date") };
    case(&undecodable, &foreign(&undecodable), -4, untouched);
    let absent = sample(Dialect::Tencent, "date absent");
    case(&absent, &foreign(&absent), -24, untouched);

    // Where two strings part, as in Rust.
    let string = format!("x-date: {DATE}\nsource: apigw test");
    for theirs in [
        string.clone(),
        string.replace('\n', "#"),
        string.replace("test", "text"),
        string.replace("\nsource: apigw test", ""),
        string.clone() + "\nhost: a",
        string.replace("apigw", "a\tb"),
        format!("{{\"message\":\"HMAC signature does not match, Server StringToSign:{}\"}}", string.replace('\n', "#")),
        String::new(),
    ] {
        let sample = tencent();
        let headers = borrowed(&sample.sent);
        let request = request(&sample.sent, &headers);
        let signer = Signer::tencent("alice123").unwrap().names("x-date source");
        let comparison = signer.compare(&request, &theirs).unwrap();
        let (line, column, offset, name) = comparison.difference().map_or((0, 0, 0, String::new()), |difference| {
            let name = String::from_utf8_lossy(difference.name).into_owned();
            (difference.line, difference.column, difference.offset, name)
        });
        lines += &told(&sample.sent);
        let [id, names, theirs] = ["alice123", "x-date source", &theirs].map(|text| word(text.as_bytes()));
        writeln!(lines, "compare 0 {id} {names} {theirs}\nforget").unwrap();
        writeln!(expected, "0 {line} {column} {offset} {name}\n{comparison}").unwrap();
    }
    let id = word(b"alice123");
    writeln!(lines, "{}compare 0 {id} {} -\nforget", told(&tencent().sent), word(b"x-date absent")).unwrap();
    writeln!(expected, "-24").unwrap();

    for program in programs() {
        let said = printed(&program, &lines);
        for (index, (got, wanted)) in said.lines().zip(expected.lines()).enumerate() {
            assert_eq!(sorted(got), sorted(wanted), "answer {index}");
        }
        assert_eq!(said.lines().count(), expected.lines().count());
    }
}
