//! The command does what its help says: what it prints, its exit codes, and that it keeps secrets to itself.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod run;

use run::{ID, Run, SECRET, command, fed, file, finish, run};

const DOCUMENTED: &str = "GET /release/ HTTP/1.1\r\n\
    Date: Fri, 09 Oct 2015 00:00:00 GMT\r\n\
    Source: AndriodApp\r\n\
    Authorization: hmac id=\"AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj548pN\", algorithm=\"hmac-sha1\", \
    headers=\"date source\", signature=\"zJ1fUmiWSmSZUoqgZi+dGUJvxn0=\"\r\n\
    \r\n";

const DATE: &str = "Date: Fri, 09 Oct 2015 00:00:00 GMT";

fn has(text: &str, part: &str) {
    assert!(text.contains(part), "{part:?} is not in:\n{text}");
}

/// A raw request, signed by the command.
fn signed(dialect: &str, line: &str, more: &[&str], body: &str) -> String {
    let target = line.split(' ').nth(1).unwrap();
    let method = line.split(' ').next().unwrap();
    let arguments = [
        &["sign", "--dialect", dialect, "--id", ID, "--method", method, "--target", target, "--output", "headers"],
        more,
    ]
    .concat();
    let run = if dialect == "cybersource" {
        finish(command().args(arguments).env("HMACSIGN_SECRET", "c2VjcmV0"), body.as_bytes())
    } else {
        fed(&arguments, body.as_bytes())
    };
    assert_eq!(run.code, 0, "{run:?}");
    format!("{line}\r\n{}\r\n{body}", run.out)
}

#[test]
fn the_documented_pair_is_signed() {
    let arguments = ["sign", "--id", ID, "-H", DATE, "-H", "Source: AndriodApp"];
    let value = "hmac id=\"AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj548pN\", algorithm=\"hmac-sha1\", \
                 headers=\"date source\", signature=\"zJ1fUmiWSmSZUoqgZi+dGUJvxn0=\"";
    for (output, expected) in [
        ("curl", format!("{DATE}\nSource: AndriodApp\nAuthorization: {value}\n")),
        ("headers", format!("{DATE}\r\nSource: AndriodApp\r\nAuthorization: {value}\r\n")),
        ("value", format!("{value}\n")),
        ("signature", "zJ1fUmiWSmSZUoqgZi+dGUJvxn0=\n".to_owned()),
        ("string", "date: Fri, 09 Oct 2015 00:00:00 GMT\nsource: AndriodApp".to_owned()),
    ] {
        assert_eq!(run(&[&arguments[..], &["--output", output]].concat()).ok(), expected);
    }
    // By default for curl.
    assert_eq!(run(&arguments).ok(), run(&[&arguments[..], &["--output", "curl"]].concat()).ok());
}

#[test]
fn names_choose_what_is_signed_and_in_which_order() {
    let out = run(&[
        "sign",
        "--id",
        "AKID",
        "--date",
        "1521461320",
        "-H",
        "Host: example.com",
        "-H",
        "A: b",
        "--names",
        "host x-date",
        "--output",
        "string",
    ]);
    assert_eq!(out.ok(), "host: example.com\nx-date: Mon, 19 Mar 2018 12:08:40 GMT");
}

#[test]
fn an_empty_value_is_signed_and_printed_so_that_curl_sends_it() {
    for header in ["Source:", "Source: ", "Source;"] {
        let arguments = ["sign", "--id", "AKID", "--date", "0", "-H", header];
        has(&run(&arguments).ok(), "\nSource;\n");
        let string = run(&[&arguments[..], &["--output", "string"]].concat()).ok();
        assert_eq!(string, "x-date: Thu, 01 Jan 1970 00:00:00 GMT\nsource: ");
    }
}

#[test]
fn the_usual_time_header_is_added_unless_one_is_given() {
    for (dialect, name) in [
        ("tencent", "x-date"),
        ("tencent-app", "x-date"),
        ("kong", "date"),
        ("apisix", "date"),
        ("cavage", "date"),
        ("iflytek", "date"),
        ("cybersource", "v-c-date"),
        ("modulr", "date"),
    ] {
        let arguments = [
            "sign",
            "--dialect",
            dialect,
            "--id",
            "a",
            "--date",
            "0",
            "--url",
            "https://example.com/",
            "--output",
            "string",
        ];
        let line = format!("{name}: Thu, 01 Jan 1970 00:00:00 GMT\n");
        has(&format!("{}\n", run(&arguments).ok()), &line);
    }
    let given = run(&["sign", "--id", "a", "-H", DATE, "--output", "string"]).ok();
    assert_eq!(given, "date: Fri, 09 Oct 2015 00:00:00 GMT");
    let chosen =
        run(&["sign", "--dialect", "kong", "--id", "a", "--date", "0", "--names", "x-date", "--output", "string"]);
    assert_eq!(chosen.ok(), "x-date: Thu, 01 Jan 1970 00:00:00 GMT");
    let none = run(&["sign", "--id", "a", "--date", "none", "-H", "Host: a"]);
    assert_eq!(none.code, 1);
    has(&none.err, "advice: ");
}

#[test]
fn what_is_signed_verifies_in_every_dialect_and_is_refused_when_changed() {
    for (dialect, more) in [
        ("tencent", &[][..]),
        ("tencent-app", &["-H", "Accept: application/json", "-H", "Content-Type: text/plain"]),
        ("kong", &["--digest"]),
        ("apisix", &["--digest"]),
        ("cavage", &["--digest", "--created", "now", "--expires", "+60"]),
        ("iflytek", &["--digest"]),
        ("cybersource", &["--digest"]),
        ("modulr", &["-H", "x-mod-nonce: 1"]),
    ] {
        let request = signed(
            dialect,
            "POST /a?b=c HTTP/1.1",
            &[more, &["-H", "Host: example.com", "--body", "-"]].concat(),
            "body",
        );
        let secret = if dialect == "cybersource" { "c2VjcmV0" } else { SECRET };
        let verify = |name: &str, request: &str| {
            let path = file(&format!("{dialect}-{name}"), request);
            finish(
                command().args(["verify", "--dialect", dialect, "--id", ID, &path]).env("HMACSIGN_SECRET", secret),
                b"",
            )
        };
        let good = verify("good", &request).ok();
        has(&good, &format!("verified: {ID}\nsigned: "));
        has(&good, "accepted until: ");
        let bad = verify("bad", &request.replace("example.com", "example.org"));
        assert_eq!((bad.code, bad.err.as_str()), (1, ""), "{dialect}");
        has(&bad.out, "refused: ");
        if more.contains(&"--digest") {
            has(&good, "body: covered by its digest");
            let bad = verify("body", &request.replace("\r\n\r\nbody", "\r\n\r\nBody"));
            assert_eq!(bad.code, 1, "{dialect}");
            has(&bad.out, "at: the body");
        }
    }
}

#[test]
fn verifying_says_what_is_covered_until_when_and_why_not() {
    let at = |arguments: &[&str]| fed(&[&["verify", "--now", "1444348860"], arguments].concat(), DOCUMENTED.as_bytes());
    assert_eq!(
        at(&[]).ok(),
        format!(
            "verified: {ID}\nsigned: date source\nage: 60 s\naccepted until: Fri, 09 Oct 2015 00:15:00 GMT (840 s from now)\n"
        ),
    );
    for (arguments, place) in [
        (&["--max-skew", "59"][..], "at: Date, 60 s ago\n"),
        (&["--require", "date", "--require", "host"], "at: host\n"),
        (&["--id", "other"], "at: AKID"),
        (&["--algorithm", "sha256"], "advice: "),
    ] {
        let run = at(arguments);
        assert_eq!((run.code, run.err.as_str()), (1, ""), "{run:?}");
        has(&run.out, "refused: ");
        has(&run.out, place);
    }
    let late = fed(&["verify", "--allow-stale-date"], DOCUMENTED.as_bytes()).ok();
    has(&late, "for ever");
    for changed in [
        DOCUMENTED.replace("AndriodApp", "AndroidApp"),
        DOCUMENTED.replace("Source: AndriodApp\r\n", ""),
        DOCUMENTED.replace("Authorization", "X-Authorization"),
        DOCUMENTED.replace("zJ1f", "zJ1"),
        DOCUMENTED.replace("Source: AndriodApp\r\n", "Source: AndriodApp\r\nSource: b\r\n"),
    ] {
        let run = fed(&["verify", "--now", "1444348860"], changed.as_bytes());
        assert_eq!(run.code, 1, "{run:?}");
        has(&run.out, "refused: ");
    }
}

#[test]
fn a_newline_in_the_signers_key_is_diagnosed() {
    let with_newline = format!("{SECRET}\n");
    let lines = finish(
        command().args(["sign", "--id", ID, "-H", DATE, "--output", "headers"]).env("HMACSIGN_SECRET", with_newline),
        b"",
    );
    has(&lines.err, "note: the secret has white space at one end");
    let request = file("newline.txt", format!("GET / HTTP/1.1\r\n{}\r\n", lines.out));
    // Whether the right key's file has a line end of its own or not.
    for (name, octets, note) in [("key-without", SECRET.to_owned(), ""), ("key-with", format!("{SECRET}\n"), "note: ")]
    {
        let run = run(&["diagnose", "--secret-file", &file(name, octets), &request]);
        assert_eq!(run.code, 1);
        has(&run.out, "does not match: KEY_NEWLINE\nKEY_NEWLINE: the key was used with a newline at its end");
        assert_eq!(run.err.starts_with("note: "), note == "note: ", "{}", run.err);
    }
}

#[test]
fn diagnosing_says_which_line_is_concerned() {
    // `date` alone is signed, and `source` named.
    let wrong = run(&["sign", "--id", ID, "-H", DATE, "--output", "signature"]).ok();
    let request = DOCUMENTED.replace("zJ1fUmiWSmSZUoqgZi+dGUJvxn0=", wrong.trim_end());
    let run = fed(&["diagnose"], request.as_bytes());
    assert_eq!(run.code, 1);
    has(&run.out, "LINE_MISSING");
    has(&run.out, "line 2 of what is to be signed: source: AndriodApp\n");
    has(&run.out, "tried: ");

    let right = fed(&["diagnose"], DOCUMENTED.as_bytes()).ok();
    has(&right, "matches: the signature is right");
    let unknown = fed(&["diagnose"], DOCUMENTED.replace("zJ1f", "aaaa").as_bytes());
    assert_eq!(unknown.code, 1);
    has(&unknown.out, "does not match: NONE");
    let none = fed(&["diagnose"], b"GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    assert_eq!((none.code, none.out.as_str()), (1, "refused: there is no Authorization header\n"));
}

#[test]
fn a_credential_in_a_query_is_written_verified_and_diagnosed() {
    let url = "wss://iat-api.xfyun.cn/v2/iat";
    let arguments = ["sign", "--dialect", "iflytek", "--id", "key", "--url", url, "--output", "query"];
    let query = run(&arguments).ok();
    let query = query.trim_end();
    has(query, "&date=");
    has(query, "%20GMT&host=iat-api.xfyun.cn");
    let request = format!("GET /v2/iat?{query} HTTP/1.1\r\nHost: iat-api.xfyun.cn\r\nUpgrade: websocket\r\n\r\n");
    let on = |command: &str, request: &str| fed(&[command, "--dialect", "iflytek"], request.as_bytes());
    has(&on("verify", &request).ok(), "signed: host date request-line\n");
    has(&on("diagnose", &request).ok(), "matches: ");
    for (changed, why) in [
        (request.replace("Host: iat", "Host: tts"), "Host"),
        (request.replace("/v2/iat?", "/v2/iat?host=a&"), "host twice"),
        (request.replace("&date=", "&dat="), "no date"),
        (request.replace("authorization=YXBp", "authorization=%00"), "not Base64"),
        (request.replace("/v2/iat", "/v2/tts"), "signature"),
    ] {
        let run = on("verify", &changed);
        assert_eq!(run.code, 1, "{run:?}");
        has(&run.out, why);
    }
    // A client that signs with a key that ends with a newline.
    let wrong = finish(command().args(arguments).env("HMACSIGN_SECRET", format!("{SECRET}\n")), b"").out;
    let run = on("diagnose", &format!("GET /v2/iat?{} HTTP/1.1\r\n\r\n", wrong.trim_end()));
    assert_eq!(run.code, 1);
    has(&run.out, "KEY_NEWLINE");
}

#[test]
fn comparing_shows_where_the_strings_part() {
    let request = file("compare.txt", DOCUMENTED);
    let theirs = "date: Fri, 09 Oct 2015 00:00:00 GMT#source: Andr";
    let run_with = |arguments: &[&str]| finish(command().args(["compare", &request]).args(arguments), b"");
    let differ = run_with(&["--theirs-text", theirs]);
    assert_eq!((differ.code, differ.err.as_str()), (1, ""));
    has(
        &differ.out,
        "they differ\nline 2, octet 13 (Source):\n  ours:   \"source: AndriodApp\"\n  theirs: \"source: Andr\"",
    );
    let message = file(
        "compare.json",
        format!("{{\"message\":\"HMAC signature does not match, Server StringToSign:{theirs}iodApp\"}}"),
    );
    has(&run_with(&["--theirs", &message]).ok(), "equal: ");
    assert_eq!(run_with(&[]).code, 2);
    let unsigned = file("compare-unsigned.txt", "GET / HTTP/1.1\r\nA: b\r\n\r\n");
    let run = finish(command().args(["compare", "--theirs-text", "a: b", &unsigned]), b"");
    assert_eq!(run.code, 0, "{run:?}");
    has(&run.err, "note: ");
}

#[test]
fn a_response_is_explained() {
    let refused = "HTTP/1.1 100 Continue\r\n\r\nHTTP/2 401 \r\nX-UsagePlan-RateLimit: 498/500\r\nX-Secret-ID: a\x1bb\r\nx-api-requestid: 7\r\n\r\n\
                   {\"message\":\"HMAC signature does not match\"}";
    let run = fed(&["response"], refused.as_bytes());
    assert_eq!((run.code, run.err.as_str()), (1, ""));
    has(
        &run.out,
        "401: client error\nrate of the plan: 498/500\nrequest: 7\ncause: Signature\nadvice: compare the signing string",
    );
    let good = file("response.txt", "HTTP/1.1 204 No Content\nX-RateLimit-Remaining-Minute: 7\n\n");
    assert_eq!(fed(&["response", &good], b"").ok(), "204: success\nleft in the window (60 s): 7\n");
    // Behind a proxy, redirected, or asked again: the last head counts.
    let tunnelled = "HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.1 401 Unauthorized\r\n\r\n";
    let run = fed(&["response"], tunnelled.as_bytes());
    assert_eq!((run.code, run.out.lines().next()), (1, Some("401: client error")));
    let asked_again = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\n\r\nbody";
    assert_eq!(fed(&["response"], asked_again.as_bytes()).ok(), "200: success\n");
    let none = fed(&["response"], b"what?");
    assert_eq!(none.code, 2);
    has(&none.err, "advice: ");
}

#[test]
fn a_request_whose_length_could_be_read_in_two_ways_is_none() {
    let key = file("length-key.txt", "not-a-secret");
    for lengths in [
        "Content-Length: 3\r\nContent-Length: 30\r\n",
        "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
        "Content-Length: +3\r\n",
        "Content-Length: 3, 3\r\n",
    ] {
        let request = format!("POST / HTTP/1.1\r\nHost: a\r\n{lengths}\r\nabcEVIL");
        let run = fed(&["verify", "--secret-file", &key], request.as_bytes());
        assert_eq!(run.code, 2, "{lengths}");
        has(&run.err, "this is no request: it");
    }
}

#[test]
fn dates_are_written_and_read() {
    assert_eq!(run(&["date", "1521461320"]).ok(), "Mon, 19 Mar 2018 12:08:40 GMT\n");
    assert_eq!(run(&["date", "Mon, 19 Mar 2018 12:08:40 GMT"]).ok(), "1521461320\n");
    assert_eq!(run(&["date", "Mon,", "19", "Mar", "2018", "12:08:40", "GMT"]).ok(), "1521461320\n");
    let now = run(&["date"]).ok();
    let seconds: u64 = run(&["date", now.trim_end()]).ok().trim_end().parse().unwrap();
    let clock = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    assert!(clock.abs_diff(seconds) < 60);
    for wrong in ["yesterday", "-1", "1521461320000", "Mon, 19 Mar 2018 12:08:40 UTC"] {
        assert_eq!(run(&["date", wrong]).code, 1, "{wrong}");
    }
    let weekday = run(&["date", "Sun, 19 Mar 2018 12:08:40 GMT"]);
    assert_eq!(weekday.code, 1);
    has(&weekday.err, "the day is Mon, 19 Mar 2018");
}

#[test]
fn a_secret_comes_from_a_file_a_variable_or_standard_input() {
    let arguments = ["sign", "--id", ID, "-H", DATE, "-H", "Source: AndriodApp", "--output", "signature"];
    let signature = |run: Run| assert_eq!(run.ok(), "zJ1fUmiWSmSZUoqgZi+dGUJvxn0=\n");
    for (name, end) in [("secret", ""), ("secret-lf", "\n"), ("secret-crlf", "\r\n")] {
        let path = file(name, format!("{SECRET}{end}"));
        signature(finish(command().args(arguments).args(["--secret-file", &path]), b""));
    }
    signature(finish(command().args(arguments).args(["--secret-file", "-"]), format!("{SECRET}\n").as_bytes()));
    signature(finish(command().args(arguments).args(["--secret-env", "MY_KEY"]).env("MY_KEY", SECRET), b""));
    signature(finish(command().args(arguments).env("HMACSIGN_SECRET", SECRET), b""));
    // One line end, and no more, is left off.
    let two =
        finish(command().args(arguments).args(["--secret-file", &file("secret-two", format!("{SECRET}\n\n"))]), b"");
    assert_ne!(two.out, "zJ1fUmiWSmSZUoqgZi+dGUJvxn0=\n");
    has(&two.err, "note: the secret has white space at one end");
}

#[test]
fn a_wrong_call_has_exit_code_2_and_advice() {
    let empty = file("empty", "\n");
    for arguments in [
        &["sign", "--id", "a", "--secret-file", &empty][..],
        &["sign", "--id", "a", "--secret-env", "HMACSIGN_NO_SUCH_VARIABLE"],
        &["sign", "--id", "a", "--secret-env", ""],
        &["sign", "--id", "a", "--secret-env", "A=B"],
        &["sign", "--id", "a", "--secret-file", "/no/such/file"],
        &["sign"],
        &["sign", "--id", "a", "-H", "no colon"],
        &["sign", "--id", "a", "--url", "example.com"],
        &["sign", "--id", "a", "--created", "now"],
        &["sign", "--id", "a", "--output", "query"],
        &["sign", "--id", "a", "--body", "-", "--secret-file", "-"],
        &["verify", "--secret-file", "-"],
        &["verify", "/no/such/file"],
        &["compare", "--theirs", "-"],
    ] {
        let run = run(arguments);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{arguments:?}: {run:?}");
        has(&run.err, "error: ");
        has(&run.err, "\nadvice: ");
    }
    for arguments in
        [&["sing"][..], &[], &["sign", "--dialect", "french"], &["sign", "--date", "soon"], &["date", "--x"]]
    {
        assert_eq!(run(arguments).code, 2, "{arguments:?}");
    }
    let missing = finish(command().args(["sign", "--id", "a"]), b"");
    assert_eq!(missing.code, 2);
    has(&missing.err, "advice: give --secret-file FILE or --secret-env NAME, or set HMACSIGN_SECRET");
}

#[test]
fn what_the_library_refuses_has_exit_code_1_the_name_and_advice() {
    for (arguments, name) in [
        (&["-H", "A: b\u{1}c"][..], "A: "),
        (&["-H", "A: b", "-H", "a: c"], "a: "),
        (&["--names", "x-date lost"], "lost: "),
        (&["-H", "A b: c"], "A b: "),
        (&["--dialect", "apisix", "--algorithm", "sha384"], ""),
    ] {
        let run = run(&[&["sign", "--id", "a"], arguments].concat());
        assert_eq!((run.code, run.out.as_str()), (1, ""), "{arguments:?}");
        has(&run.err, &format!("error: {name}"));
        has(&run.err, "\nadvice: ");
    }
}

/// Every run of every test is looked at for the secret (`Run::secretive`); here it is where it does not belong.
#[test]
fn a_secret_in_the_wrong_place_is_not_shown() {
    let long = format!("--secret={SECRET}");
    for arguments in [
        &["sign", "--id", "a", "--secret", SECRET][..],
        &["sign", "--id", "a", &long],
        &["sign", "--id", "a", "--key", SECRET],
        &["sign", "--id", "a", SECRET],
        &["sign", "--id", "a", "--secret-file", SECRET],
        &["sign", "--id", "a", "--secret-env", SECRET],
        &["sign", "--id", "a", &format!("-s{SECRET}")],
        &["diagnose", "a", SECRET],
        &[SECRET],
        &["verify", "--secret", SECRET, "a"],
    ] {
        let run = run(arguments);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{run:?}");
        has(&run.err, "error: ");
    }
}

#[test]
fn any_octets_as_input_end_with_an_exit_code() {
    // A small generator, so that a failure can be seen again.
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let theirs = file("hostile-theirs", [0, 255, b'\n', b'#']);
    for round in 0..60 {
        let mut text = match round % 3 {
            0 => (0..next() % 300).map(|_| next() as u8).collect(),
            _ => DOCUMENTED.as_bytes().to_vec(),
        };
        for _ in 0..next() % 8 {
            if !text.is_empty() {
                let at = next() as usize % text.len();
                text[at] = next() as u8;
            }
        }
        let dialect = ["tencent", "tencent-app", "kong", "apisix", "cavage", "iflytek", "modulr"][round % 7];
        for arguments in [
            &["verify", "--dialect", dialect][..],
            &["diagnose", "--dialect", dialect],
            &["compare", "--dialect", dialect, "--id", "a", "--theirs", &theirs],
            &["response"],
        ] {
            let run = fed(arguments, &text);
            assert!((0..=2).contains(&run.code), "{round}: {run:?}");
            let error = run.err.contains("error: ");
            assert!(if error { run.code > 0 } else { run.code < 2 }, "{round}: {run:?}");
            // Nothing that steers a terminal.
            let tame = |text: &str| !text.chars().any(|letter| letter.is_control() && letter != '\n');
            assert!(tame(&run.out) && tame(&run.err), "{round}: {run:?}");
        }
    }
    let many = format!("GET / HTTP/1.1\r\n{}\r\n", "A: b\r\n".repeat(1000));
    assert_eq!(fed(&["verify"], many.as_bytes()).code, 2);
    assert_eq!(fed(&["verify"], b"GET / HTTP/1.1\r\nA: b").code, 2);
    assert_eq!(fed(&["verify"], b"").code, 2);
}

#[test]
fn nothing_is_coloured_unless_a_terminal_sees_it() {
    let run = fed(&["verify"], DOCUMENTED.as_bytes());
    assert!(!run.out.contains('\x1b') && !run.err.contains('\x1b'), "{run:?}");
}

#[test]
fn help_has_examples_and_exit_codes() {
    for command in ["sign", "verify", "diagnose", "compare", "response", "date"] {
        let help = run(&[command, "--help"]).ok();
        has(&help, "Exit code: 0");
        has(&help, &format!("hmacsign {command}"));
    }
    has(&run(&["--help"]).ok(), "HMACSIGN_SECRET");
    assert_eq!(run(&["--version"]).ok(), format!("hmacsign {}\n", env!("CARGO_PKG_VERSION")));
}
