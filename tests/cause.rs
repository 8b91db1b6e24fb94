//! Why gateways refuse: every message of the gateways, in every dress in which it arrives, cut short, and spoilt.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use hmacsign::Cause;
use proptest::prelude::*;

/// Every message, with and without what varies in it.
const MESSAGES: &[(&str, Cause)] = &[
    // Tencent, the newer generation (401, a full stop at the end).
    ("HMAC signature cannot be verified, a validate authorization header is required", Cause::NoAuthorization),
    ("HMAC authorization format error", Cause::Format),
    ("HMAC authorization headers is invalidate", Cause::Format),
    ("HMAC id or signature missing", Cause::IdOrSignatureMissing),
    ("HMAC algorithm hmac-md5 not supported", Cause::Algorithm),
    ("HMAC algorithm  not supported", Cause::Algorithm),
    ("HMAC algorithm rot 13 not supported", Cause::Algorithm),
    ("HMAC algorithm not not supported not supported", Cause::Algorithm),
    ("HMAC signature cannot be verified, a valid date or x-date header is required", Cause::DateMissing),
    (
        "HMAC signature cannot be verified, a valid x-date header is required for HMAC Authentication",
        Cause::DateMissing,
    ),
    ("HMAC signature cannot be verified, the x-date header is out of date for HMAC Authentication", Cause::DateStale),
    ("HMAC signature cannot be verified, a valid host header is required", Cause::HeaderMissing),
    ("HMAC signature cannot be verified, a valid x-client-proto-ver header is required", Cause::HeaderMissing),
    ("HMAC signature cannot be verified, a valid dated header is required", Cause::HeaderMissing),
    ("HMAC signature cannot be verified, a valid x-dat header is required", Cause::HeaderMissing),
    ("HMAC do not support multiple HTTP header", Cause::HeaderRepeated),
    ("HMAC signature cannot be verified", Cause::KeyUnknown),
    ("HMAC signature does not match", Cause::Signature),
    (
        "HMAC signature does not match, Server StringToSign:source: apigw test#x-date: Thu, 11 Mar 2021 08:49:30 \
         GMT#POST#application/json#application/x-www-form-urlencoded##/?p=test",
        Cause::Signature,
    ),
    ("HMAC apikey is invalid for API", Cause::KeyUnknown),
    // Tencent, the older generation (403, no full stop), where it differs.
    ("authorization headers is invalidate", Cause::Format),
    ("id or signature missing", Cause::IdOrSignatureMissing),
    ("HMAC signature cannot be verified, a valid date header is required", Cause::DateMissing),
    ("Found no validate usage plan", Cause::NoPlan),
    // Tencent, beside the credential.
    ("Not Found Host", Cause::Host),
    ("Get Host Fail", Cause::Host),
    ("There is no api match", Cause::NoApi),
    ("There is no api match uri[/api/v1/tool/123/ico] host [service-asoj98o0.example.com]", Cause::NoApi),
    ("API rate limit exceeded", Cause::Rate),
    ("API quota exceeded", Cause::Quota),
    // Kong.
    ("Unauthorized", Cause::NoAuthorization),
    (
        "HMAC signature cannot be verified, a valid date or x-date header is required for HMAC Authentication",
        Cause::DateMissing,
    ),
    // iFLYTEK.
    ("HMAC signature cannot be verified, fail to retrieve credential", Cause::KeyUnknown),
    ("HMAC signature cannot be verified:enforced header 'host' not used for signature creation", Cause::HeaderMissing),
    // APISIX.
    ("client request can't be validated", Cause::Unknown),
    ("client request can't be validated: Invalid signature", Cause::Signature),
    ("client request can't be validated: Clock skew exceeded", Cause::DateStale),
    ("client request can't be validated: Date header missing", Cause::DateMissing),
    ("client request can't be validated: Date header missing. failed to validate clock skew", Cause::DateMissing),
    ("client request can't be validated: Invalid GMT format time", Cause::DateMissing),
    ("client request can't be validated: Invalid digest", Cause::Signature),
    ("client request can't be validated: keyId or signature missing", Cause::IdOrSignatureMissing),
    ("client request can't be validated: Invalid algorithm", Cause::Algorithm),
    // CyberSource.
    ("Authentication Failed", Cause::Signature),
];

/// Every octet as `\uXXXX`, the hexadecimal digits in either case.
fn escaped(text: &str, upper: bool) -> String {
    let escape = |octet| if upper { format!("\\u{octet:04X}") } else { format!("\\u{octet:04x}") };
    text.bytes().map(escape).collect()
}

#[test]
fn every_message_is_recognised_in_every_dress() {
    for &(message, cause) in MESSAGES {
        for message in [message.to_owned(), format!("{message}.")] {
            let slashes = message.replace('/', "\\/");
            let (lower, upper) = (escaped(&message, false), escaped(&message, true));
            let commas = message.replace(',', "\\u002c").replace('/', "\\u002f").replace('\'', "\\u0027");
            let dresses = [
                message.clone(),
                format!("{message}\n"),
                format!("\r\n\t {message} \r\n"),
                format!("{{\"message\":\"{message}\"}}"),
                format!("{{\"message\":\"{slashes}\"}}"),
                format!("{{\"message\":\"{lower}\"}}"),
                format!("{{\"message\":\"{upper}\"}}"),
                format!("{{\"message\":\"{commas}\"}}"),
                format!("{{\"message\":\" {message}\\n\"}}"),
                format!("{{\"message\":\"\\n\\t\\u0020{message}\"}}"),
                format!("{{ \"message\" : \"{message}\" }}\r\n"),
                format!("\n{{\r\n\t\"message\"\t:\r\n\"{message}\"\n}}\n"),
                format!("{{\"\\u006d\\u0065ssage\":\"{message}\"}}"),
                format!("{{\"message\":\"{message}\",\"request_id\":\"54b5\"}}"),
                format!("{{\"message\":\"{message}"),
            ];
            for body in dresses {
                assert_eq!(Cause::read(&body), cause, "{body}");
                assert_eq!(Cause::read(body.as_bytes()), cause, "{body}");
            }
        }
    }
}

#[test]
fn every_cause_but_the_unknown_has_a_message() {
    for cause in Cause::ALL {
        assert!(MESSAGES.iter().any(|row| row.1 == cause), "{cause:?}");
    }
}

#[test]
fn the_longest_prefix_decides() {
    let start = "HMAC signature cannot be verified";
    let rests = [
        ("", Cause::KeyUnknown),
        (".", Cause::KeyUnknown),
        (", a valid", Cause::KeyUnknown),
        (", a valid date or x-date header is require", Cause::KeyUnknown),
        (", a valid date or x-date header is required", Cause::DateMissing),
        (", a valid date header is required", Cause::DateMissing),
        (", a valid x-date header is required", Cause::DateMissing),
        (", a valid x-date-2 header is required", Cause::HeaderMissing),
        (", a valid source header is required", Cause::HeaderMissing),
        (", a valid  header is required", Cause::HeaderMissing),
        (", a validate authorization header is required", Cause::NoAuthorization),
        (", a validate authorization header", Cause::KeyUnknown),
        (", the x-date header is out of date", Cause::DateStale),
        (", the x-date header is out of", Cause::KeyUnknown),
        (":enforced header 'digest' not used", Cause::HeaderMissing),
        (":enforced", Cause::KeyUnknown),
    ];
    for (rest, cause) in rests {
        assert_eq!(Cause::read(&format!("{start}{rest}")), cause, "{start}{rest}");
    }
    assert_eq!(Cause::read("client request can't be validated: Invalid"), Cause::Unknown);
    assert_eq!(Cause::read("client request can't be validated: Invalid digest"), Cause::Signature);
}

#[test]
fn words_that_are_not_those_of_a_gateway_are_unknown() {
    let bodies = [
        "",
        " ",
        ".",
        "HMAC",
        "HMAC algorithm",
        "HMAC algorithm hmac-md5",
        "HMAC algorithm hmac-md5 not supporte",
        "hmac signature does not match",
        "HMAC Signature does not match",
        "HMAC  signature does not match",
        "signature does not match",
        "Error: HMAC signature does not match",
        "UNAUTHORIZED",
        "<html><body>HMAC signature does not match</body></html>",
        "\"HMAC signature does not match\"",
        "[{\"message\":\"HMAC signature does not match\"}]",
        "HMAC signature does not matc\u{196}",
    ];
    for body in bodies {
        assert_eq!(Cause::read(body), Cause::Unknown, "{body:?}");
    }
}

#[test]
fn only_the_first_message_of_the_object_itself_counts() {
    let bodies = [
        (r#"{"message":"API rate limit exceeded","message":"Unauthorized"}"#, Cause::Rate),
        (r#"{"code":401,"ok":false,"x":null,"message":"Unauthorized"}"#, Cause::NoAuthorization),
        (r#"{"error":{"message":"API quota exceeded"},"message":"Unauthorized"}"#, Cause::NoAuthorization),
        (r#"{"errors":[{"message":"API quota exceeded"}],"message":"Unauthorized"}"#, Cause::NoAuthorization),
        (r#"{"error":{"message":"API quota exceeded"}}"#, Cause::Unknown),
        (r#"{"key":"message","message":"Unauthorized"}"#, Cause::NoAuthorization),
        (r#"{"a":["message",":","Unauthorized"],"message":"API quota exceeded"}"#, Cause::Quota),
        (r#"{"a":"\"message\":\"Unauthorized\"","message":"API quota exceeded"}"#, Cause::Quota),
        (r#"{"a":"}{[]","message":"API quota exceeded"}"#, Cause::Quota),
        (r#"{"a\\":"\\","message":"API quota exceeded"}"#, Cause::Quota),
        (r#"{"":"","message":"API quota exceeded"}"#, Cause::Quota),
        (r#"{"Message":"Unauthorized"}"#, Cause::Unknown),
        (r#"{"messages":"Unauthorized"}"#, Cause::Unknown),
        (r#"{"messag":"Unauthorized"}"#, Cause::Unknown),
        (r#"{"message":{"message":"Unauthorized"}}"#, Cause::Unknown),
        (r#"{"message":["Unauthorized"]}"#, Cause::Unknown),
        (r#"{"message":null,"message":"Unauthorized"}"#, Cause::Unknown),
        (r#"{"message":Unauthorized}"#, Cause::Unknown),
        (r#"{} "message":"Unauthorized""#, Cause::Unknown),
        (r#"{}{"message":"Unauthorized"}"#, Cause::Unknown),
        (r#"{"response":{"rmsg":"Authentication Failed"}}"#, Cause::Unknown),
    ];
    for (body, cause) in bodies {
        assert_eq!(Cause::read(body), cause, "{body}");
    }
}

#[test]
fn escapes_are_undone_and_stand_for_one_octet_each() {
    let bodies = [
        (r#"{"message":"\u0055nauthorized"}"#, Cause::NoAuthorization),
        (r#"{"message":"Unauthori\u007Aed"}"#, Cause::NoAuthorization),
        (r#"{"message":"Unauthori\u007aed"}"#, Cause::NoAuthorization),
        (r#"{"message":"\b\f\n\r\tUnauthorized"}"#, Cause::Unknown), // a backspace is no white space
        (r#"{"message":"\f\n\r\tUnauthorized"}"#, Cause::NoAuthorization),
        (r#"{"message":"Unauthorized\"quoted\" \\ \u00e9\ud83d\ude00"}"#, Cause::NoAuthorization),
        (r#"{"message":"HMAC algorithm \"\\\" not supported"}"#, Cause::Algorithm),
        (r#"{"message":"HMAC algorithm \u00e9\ud83d\ude00 not supported"}"#, Cause::Algorithm),
        // These are other letters, or none.
        (r#"{"message":"Unauthori\u017Aed"}"#, Cause::Unknown),
        (r#"{"message":"Unauthori\uFF7Aed"}"#, Cause::Unknown),
        (r#"{"message":"Unauthori\u00FAed"}"#, Cause::Unknown),
        (r#"{"message":"Unauthori\u07Aed"}"#, Cause::Unknown),
        (r#"{"message":"Unauthori\u+07Aed"}"#, Cause::Unknown),
        (r#"{"message":"Unauthori\x7Aed"}"#, Cause::Unknown),
        (r#"{"message":"Unauthori\zed"}"#, Cause::Unknown),
        (r#"{"message":"\"Unauthorized"}"#, Cause::Unknown),
        // The string ends where it ends.
        (r#"{"message":"Unauth","orized":""}"#, Cause::Unknown),
        (r#"{"message":"HMAC algorithm x","y":" not supported"}"#, Cause::Unknown),
    ];
    for (body, cause) in bodies {
        assert_eq!(Cause::read(body), cause, "{body}");
    }
    // A bare message has no escapes.
    assert_eq!(Cause::read(r"\u0055nauthorized"), Cause::Unknown);
    assert_eq!(Cause::read(r"HMAC algorithm \ not supported"), Cause::Algorithm);
}

#[test]
fn text_cut_short_anywhere_is_read_as_far_as_it_goes() {
    for &(message, cause) in MESSAGES {
        let bodies = [message.to_owned(), format!("{{\"message\":\"{}\"}}", escaped(message, false))];
        for body in bodies {
            let mut read = vec![];
            for end in 0..=body.len() {
                read.push(Cause::read(&body.as_bytes()[..end]));
                let _ = Cause::read(&body.as_bytes()[end..]);
            }
            assert_eq!(read[0], Cause::Unknown);
            assert_eq!(*read.last().unwrap(), cause, "{body}");
        }
    }
}

#[test]
fn malformed_json_gives_what_can_be_read_or_nothing() {
    let bodies = [
        ("{", Cause::Unknown),
        ("{\"", Cause::Unknown),
        ("{\"message", Cause::Unknown),
        ("{\"message\"", Cause::Unknown),
        ("{\"message\":", Cause::Unknown),
        ("{\"message\":\"", Cause::Unknown),
        ("{\"message\":\"Unauthorized", Cause::NoAuthorization),
        ("{\"message\":\"Unauthorized\\", Cause::NoAuthorization),
        ("{\"message\":\"Unauthorized\\u00", Cause::NoAuthorization),
        ("{\"message\" \"Unauthorized\"}", Cause::Unknown),
        ("{,,\"message\":\"Unauthorized\"", Cause::NoAuthorization),
        ("{]]]\"message\":\"Unauthorized\"}", Cause::Unknown),
        ("{[[\"message\":\"Unauthorized\"}", Cause::Unknown),
        ("{message:\"Unauthorized\"}", Cause::Unknown),
        ("{'message':'Unauthorized'}", Cause::Unknown),
        ("{\\\"message\\\":\\\"Unauthorized\\\"}", Cause::Unknown),
        ("}", Cause::Unknown),
    ];
    for (body, cause) in bodies {
        assert_eq!(Cause::read(body), cause, "{body}");
    }
}

#[test]
fn a_long_body_takes_time_in_proportion() {
    // Were it squared, these would take minutes.
    let long = 1_000_000;
    let bodies = [
        "{".repeat(long),
        "{\"a\":".repeat(long),
        format!("{{{}", "\"\\u0041\",".repeat(long)),
        format!("HMAC algorithm {}", " not supporte".repeat(long)),
        format!("{{\"message\":\"HMAC algorithm {}", "\\u0020".repeat(long)),
        " ".repeat(long),
    ];
    for body in bodies {
        assert_eq!(Cause::read(&body), Cause::Unknown, "{}", &body[..40]);
    }
}

#[test]
fn every_cause_has_one_sentence_of_advice_of_its_own() {
    for (index, cause) in Cause::ALL.into_iter().enumerate() {
        assert_eq!(cause as usize, index, "the number in the C interface of {cause:?}");
        let advice = cause.advice();
        assert!((20..=300).contains(&advice.len()), "{advice}");
        assert!(advice.bytes().all(|octet| (b' '..=b'~').contains(&octet)), "{advice}");
        assert!(!advice.contains("  "), "{advice}");
        assert!(!advice.contains(". ") && !advice.ends_with(['.', '!', '?', ' ', ',', ';']), "{advice}");
        assert!(advice.starts_with(|letter: char| letter.is_ascii_lowercase()), "{advice}");
        let same = Cause::ALL.into_iter().filter(|other| other.advice() == advice).count();
        assert_eq!(same, 1, "{advice}");
    }
}

/// Octets of which JSON is made, so that the reader gets somewhere.
fn jsonish() -> impl Strategy<Value = String> {
    let pieces = vec![
        "{",
        "}",
        "[",
        "]",
        "\"",
        ":",
        ",",
        "\\",
        "\\\"",
        "\\u",
        "\\u0041",
        "\\u00e9",
        "\"message\"",
        "message",
        " ",
        "\n",
        "HMAC signature does not match",
        "HMAC algorithm ",
        " not supported",
        "\u{e9}",
        "null",
        "0",
    ];
    prop::collection::vec(prop::sample::select(pieces), 0..20).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_octets_are_read(body in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Cause::read(&body);
        let _ = Cause::read(&[b"{", &body[..]].concat());
        let _ = Cause::read(&[b"{\"message\":\"", &body[..]].concat());
    }

    #[test]
    fn pieces_of_json_are_read(body in jsonish()) {
        let _ = Cause::read(&body);
        let _ = Cause::read(&format!("{{{body}"));
    }

    #[test]
    fn a_message_in_json_means_the_same_as_alone(
        row in prop::sample::select(MESSAGES), rest in "\\PC{0,20}", before in "[ \n\t]{0,3}",
    ) {
        let message = format!("{before}{}{rest}", row.0);
        let json = serde_json::json!({ "id": [rest, { "message": "no" }], "message": message });
        prop_assert_eq!(Cause::read(&json.to_string()), Cause::read(&message));
        prop_assert_eq!(Cause::read(&serde_json::to_string_pretty(&json).unwrap()), Cause::read(&message));
    }

    #[test]
    fn any_name_can_stand_in_a_message(name in "[!#-'*+.0-9A-Z^-z|~-]{1,20}") {
        prop_assume!(name != "date" && name != "x-date");
        let message = format!("HMAC signature cannot be verified, a valid {name} header is required.");
        prop_assert_eq!(Cause::read(&message), Cause::HeaderMissing);
        prop_assert_eq!(Cause::read(&format!("HMAC algorithm {name} not supported.")), Cause::Algorithm);
    }
}
