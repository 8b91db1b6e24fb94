//! Signing, point by point: what is signed where the gateway's documents are silent, and what is refused and where.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)] // tests may fail loudly

use hmacsign::{Algorithm, ContentMd5, Dialect, Digest, Error, Header, Key, Place, Request, SIGNED_MAX, Signer};

const DATE: (&str, &str) = ("Date", "Fri, 09 Oct 2015 00:00:00 GMT");

fn key() -> Key {
    Key::new(Algorithm::HmacSha1, "ZxF2whO0RhuwnVCj5JMMAuqcDcN2oPrC").unwrap()
}

/// The signing string over these names and headers, or why there is none.
fn string(names: &str, pairs: &[(&str, &str)]) -> Result<String, Error> {
    let headers: Vec<_> = pairs.iter().map(|(name, value)| Header::new(*name, *value)).collect();
    Signer::tencent("id")?.names(names).signing_string(&Request::new(&headers)).map(|string| string.to_string())
}

/// The header lines over these names and headers.
fn lines(names: &str, pairs: &[(&str, &str)]) -> String {
    let headers: Vec<_> = pairs.iter().map(|(name, value)| Header::new(*name, *value)).collect();
    let credential = Signer::tencent("id").unwrap().names(names).sign(&key(), &Request::new(&headers)).unwrap();
    credential.header_lines().to_string()
}

#[test]
fn names_are_signed_in_lower_case_and_in_the_order_of_the_list() {
    let pairs = [("HOST", "example.com"), ("X-dAtE", "now"), ("Source", "s")];
    assert_eq!(string("Source X-DATE hosT", &pairs).unwrap(), "source: s\nx-date: now\nhost: example.com");
}

#[test]
fn white_space_round_a_value_is_left_out_and_inner_white_space_is_kept() {
    let pairs = [("Date", " \t a \t b\t "), ("Source", "\t")];
    assert_eq!(string("date source", &pairs).unwrap(), "date: a \t b\nsource: ");
}

#[test]
fn an_empty_value_keeps_the_space_after_the_colon_and_is_sent() {
    assert_eq!(
        string("date source", &[DATE, ("Source", "")]).unwrap(),
        "date: Fri, 09 Oct 2015 00:00:00 GMT\nsource: "
    );
    assert!(lines("source date", &[DATE, ("Source", "")]).starts_with("Source: \r\nDate: Fri"));
}

#[test]
fn no_names_mean_all_headers_but_those_that_carry_credentials() {
    let pairs =
        [("B", "1"), ("Authorization", "x"), DATE, ("SIGNATURE", "x"), ("Proxy-Authorization", "x"), ("A", "2")];
    assert_eq!(string("", &pairs).unwrap(), "b: 1\ndate: Fri, 09 Oct 2015 00:00:00 GMT\na: 2");
    assert!(lines("", &pairs).contains(r#", headers="b date a", "#));
    // Named, they are signed like any other.
    assert_eq!(
        string("date authorization", &[DATE, ("Authorization", "x")]).unwrap().lines().last(),
        Some("authorization: x")
    );
}

#[test]
fn octets_above_0x7f_are_signed_as_they_are() {
    let headers = [Header::new("date", b"\x80\xFF")];
    let mut room = [0; 16];
    let request = Request::new(&headers);
    let string = Signer::tencent("id").unwrap().signing_string(&request).unwrap();
    assert_eq!(string.write_to(&mut room).unwrap(), b"date: \x80\xFF");
}

#[test]
fn a_host_with_a_path_and_a_date_of_the_wrong_weekday_are_signed_as_given() {
    // The example in the gateway's documentation has both.
    let host = "service-kuy3rwbs-1251762227.ap-guangzhou.apigateway.myqcloud.com/release";
    let headers = [Header::new("Host", host), Header::new("Date", "Sun, 21 Sep 2017 06:18:21 GMT")];
    let signer = Signer::tencent("AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj548pN").unwrap().names("Date Host");
    let request = Request::new(&headers);
    assert_eq!(signer.signature(&key(), &request).unwrap().as_str(), "eT93EiZMC/t+9/ejSrRFhrw4uIw=");
    assert!(signer.sign(&key(), &request).unwrap().to_string().contains(r#"headers="date host""#));
}

#[test]
fn header_lines_are_spelled_as_in_the_request_in_the_order_of_the_names() {
    let pairs = [("HoSt", " example.com "), DATE, ("Unsigned", "x")];
    assert_eq!(
        lines("date host", &pairs),
        "Date: Fri, 09 Oct 2015 00:00:00 GMT\r\nHoSt: example.com\r\nAuthorization: hmac id=\"id\", \
         algorithm=\"hmac-sha1\", headers=\"date host\", signature=\"my7H1dIRNCs37K+GAOYy8ZaLaRs=\"\r\n",
    );
}

#[test]
fn an_id_takes_visible_ascii_without_quotation_mark_and_backslash() {
    let every: Vec<u8> = (0x21..=0x7E).filter(|octet| *octet != b'"' && *octet != b'\\').collect();
    assert!(Signer::tencent(&every).is_ok());
    for octet in (0..=255).filter(|octet| !every.contains(octet)) {
        assert_eq!(Signer::tencent(&[b'a', b'b', octet]).unwrap_err(), Error::Id { offset: 2 }, "{octet}");
    }
    assert_eq!(Signer::tencent("").unwrap_err(), Error::Id { offset: 0 });
}

#[test]
fn a_control_octet_in_a_value_is_refused_but_an_inner_tab() {
    for octet in 0..=255_u8 {
        let value = [b'a', octet, b'b'];
        let headers = [Header::new("unsigned", "\n"), Header::new("date", &value)];
        let verdict = Signer::tencent("id").unwrap().names("date").check(&Request::new(&headers));
        let control = octet != b'\t' && octet < b' ' || octet == 0x7F;
        assert_eq!(verdict, if control { Err(Error::HeaderValue { header: 1 }) } else { Ok(()) }, "{octet}");
    }
    // White space is spaces and tabs: a line end at the edge is no white space.
    assert_eq!(string("date", &[("date", "a\r\n")]), Err(Error::HeaderValue { header: 0 }));
    assert_eq!(string("date", &[("date", "\0a")]), Err(Error::HeaderValue { header: 0 }));
}

#[test]
fn a_name_that_is_no_token_is_refused_where_it_stands() {
    for octet in 0..=255_u8 {
        let name = [b'a', octet, b'b'];
        let headers = [Header::new("date", "d"), Header::new(&name, "v")];
        let verdict = Signer::tencent("id").unwrap().check(&Request::new(&headers));
        let token = octet.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&octet);
        assert_eq!(verdict, if token { Ok(()) } else { Err(Error::HeaderName(Place::Header(1))) }, "{octet}");
    }
}

#[test]
fn a_list_with_anything_but_single_spaces_between_names_is_refused() {
    let pairs = [DATE, ("host", "h")];
    for (names, offset) in
        [("date  host", 5), (" date host", 0), ("date host ", 10), ("date, host", 0), ("date\thost", 0), (" ", 0)]
    {
        assert_eq!(string(names, &pairs), Err(Error::HeaderName(Place::Names(offset))), "{names:?}");
    }
}

#[test]
fn a_header_that_occurs_twice_is_refused_in_the_list_and_in_the_request() {
    assert_eq!(string("date Date", &[DATE]), Err(Error::HeaderRepeated(Place::Names(5))));
    assert_eq!(
        string("date a", &[DATE, ("a", "1"), ("b", "1"), ("A", "1")]),
        Err(Error::HeaderRepeated(Place::Header(3)))
    );
    assert_eq!(string("", &[DATE, ("a", "1"), ("A", "1")]), Err(Error::HeaderRepeated(Place::Header(2))));
    // An unsigned one may.
    assert!(string("date", &[DATE, ("a", "1"), ("A", "1")]).is_ok());
}

#[test]
fn a_header_that_is_missing_is_refused() {
    assert_eq!(string("date host", &[DATE]), Err(Error::HeaderMissing { offset: 5 }));
}

#[test]
fn one_to_64_headers_are_signed() {
    let names: Vec<String> = (0..65).map(|index| format!("x-header-{index}")).collect();
    let mut pairs: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "v")).collect();
    pairs[0] = DATE;
    assert_eq!(string("", &pairs[..SIGNED_MAX]).unwrap().lines().count(), 64);
    assert_eq!(string("", &pairs), Err(Error::HeaderCount { count: 65 }));
    let list = pairs.iter().map(|pair| pair.0).collect::<Vec<_>>().join(" ");
    assert_eq!(string(&list, &pairs), Err(Error::HeaderCount { count: 65 }));
    assert_eq!(string(list.rsplit_once(' ').unwrap().0, &pairs).unwrap().lines().count(), 64);
    assert_eq!(string("", &[]), Err(Error::HeaderCount { count: 0 }));
    assert_eq!(string("", &[("authorization", "x")]), Err(Error::HeaderCount { count: 0 }));
}

#[test]
fn empty_names_are_at_fault_as_long_as_there_are_no_more_than_64() {
    for spaces in 1..70 {
        let expected = match spaces + 1 {
            count if count > SIGNED_MAX => Error::HeaderCount { count },
            _ => Error::HeaderName(Place::Names(0)),
        };
        assert_eq!(string(&" ".repeat(spaces), &[DATE]), Err(expected), "{spaces}");
    }
}

#[test]
fn names_of_every_length_are_told_apart_by_their_last_octet_and_lower_cased_to_it() {
    for len in 1..40 {
        let (one, other) = ("N".repeat(len) + "A", "N".repeat(len) + "B");
        let expected = format!("date: {}\n{}: 1\n{}: 2", DATE.1, one.to_lowercase(), other.to_lowercase());
        assert_eq!(string(&format!("date {one} {other}"), &[DATE, (&other, "2"), (&one, "1")]).unwrap(), expected);
    }
}

#[test]
fn names_that_all_fall_into_one_slot_of_the_look_up_are_still_told_apart() {
    // The same length, first and last octet: only a comparison tells them apart.
    let names: Vec<String> = (10..73).map(|index| format!("x-{index}-y")).collect();
    let mut pairs: Vec<(&str, &str)> = names.iter().rev().map(|name| (name.as_str(), name.as_str())).collect();
    pairs.push(DATE);
    let list = names.join(" ") + " date";
    let expected: String = names.iter().map(|name| format!("{name}: {name}\n")).collect();
    assert_eq!(string(&list, &pairs).unwrap(), expected + "date: Fri, 09 Oct 2015 00:00:00 GMT");
}

#[test]
fn a_request_without_a_signed_time_is_refused_unless_it_is_allowed() {
    assert_eq!(string("host", &[("host", "h"), DATE]), Err(Error::DateUnsigned));
    assert_eq!(string("", &[("host", "h")]), Err(Error::DateUnsigned));
    assert!(string("host x-date", &[("host", "h"), ("x-date", "d")]).is_ok());
    let headers = [Header::new("host", "h")];
    assert!(Signer::tencent("id").unwrap().allow_undated().check(&Request::new(&headers)).is_ok());
}

#[test]
fn an_empty_secret_is_refused_and_one_octet_is_enough() {
    assert_eq!(Key::new(Algorithm::HmacSha1, "").unwrap_err(), Error::Secret);
    assert!(Key::new(Algorithm::HmacSha512, b"\0").is_ok());
}

#[test]
fn a_list_of_ones_own_is_signed_from_without_copying() {
    struct Pairs(Vec<(String, String)>);
    impl hmacsign::Headers for Pairs {
        fn count(&self) -> usize {
            self.0.len()
        }
        fn header(&self, index: usize) -> Option<Header<'_>> {
            self.0.get(index).map(|(name, value)| Header::new(name, value))
        }
    }
    let pairs = Pairs(vec![(DATE.0.into(), DATE.1.into()), ("Source".into(), "AndriodApp".into())]);
    let signature = Signer::tencent("id").unwrap().signature(&key(), &Request::of(&pairs)).unwrap();
    assert_eq!(signature.as_str(), "zJ1fUmiWSmSZUoqgZi+dGUJvxn0=");
}

#[test]
fn errors_say_what_where_and_what_to_do() {
    let error = string("date  host", &[DATE]).unwrap_err();
    assert_eq!(error.to_string(), "a header name is empty or not a token (octet 5 of the names)");
    assert!(error.advice().contains("exactly one space"));
    assert_eq!(error.http(), 500);
    let error = string("date", &[("a", ""), ("date", "\n")]).unwrap_err();
    assert!(error.to_string().ends_with("(header 1 of the request, 0 being the first)"));
}

#[test]
fn no_text_of_a_key_shows_the_secret() {
    let shown = format!("{:?} {:#?}", key(), key());
    assert_eq!(shown, "Key(HmacSha1, ..) Key(HmacSha1, ..)");
}

#[test]
fn what_is_made_shows_its_text_in_debug_output() {
    let headers = [Header::new("Date", b"D\xE9\"")];
    let request = Request::new(&headers);
    let signer = Signer::new(Dialect::Cavage, "id").unwrap().names("date").created(7).unwrap().allow_undated();
    let credential = signer.sign(&key(), &request).unwrap();
    assert_eq!(format!("{:?}", headers[0]), r#""Date: D\xe9\"""#);
    assert_eq!(format!("{signer:?}"), r#"Signer { statement: Cavage "id" "date" Some(7) None, undated: true }"#);
    assert_eq!(format!("{credential:?}"), format!("Credential({credential})"));
    assert_eq!(format!("{:?}", credential.header_lines()), format!("HeaderLines({})", credential.header_lines()));
    let comparison = signer.compare(&request, "date: d").unwrap();
    assert_eq!(format!("{comparison:?}"), format!("Comparison({comparison})"));
    let string = signer.signing_string(&request).unwrap();
    assert_eq!(format!("{string:?}"), format!("SigningString({string})"));
    assert_eq!(format!("{:?}", Digest::of("")), format!("Digest({})", Digest::of("")));
    assert_eq!(format!("{:?}", ContentMd5::of("")), format!("ContentMd5({})", ContentMd5::of("")));
    assert_eq!(format!("{:?}", credential.signature()), format!("Signature({})", credential.signature()));
}

#[test]
fn texts_can_be_lent_as_such() {
    fn lent(text: &(impl AsRef<str> + std::fmt::Display)) {
        assert_eq!(text.as_ref(), text.to_string());
    }
    let headers = [Header::new("Date", "")];
    lent(&Signer::tencent("id").unwrap().allow_undated().signature(&key(), &Request::new(&headers)).unwrap());
    lent(&Digest::of("body"));
    lent(&ContentMd5::of("body"));
}

#[test]
fn nothing_that_is_made_is_empty() {
    let headers = [Header::new("Date", "")];
    let request = Request::new(&headers);
    let signer = Signer::tencent("id").unwrap().names("date").allow_undated();
    let credential = signer.sign(&key(), &request).unwrap();
    assert!(!signer.signing_string(&request).unwrap().is_empty());
    assert!(!credential.is_empty() && !credential.header_lines().is_empty());
}
