//! Reading credentials: what is read, and what is a fault of which kind and where.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)] // tests may fail loudly

#[path = "library/effort.rs"]
mod effort;
mod oracle;

use std::time::{Duration, Instant};

use hmacsign::{Algorithm, Claim, Dialect, Error};
use oracle::family::{ROWS, Row, row};
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// A MAC whose Base64 has both of the odd digits and padding in it.
fn mac(len: usize) -> Vec<u8> {
    [[0xFB, 0xEF, 0xBE, 0xFF].as_slice(), &[7; 60]].concat()[..len].to_vec()
}

/// What a credential of this dialect says in the tests below.
const ID: &str = "some-id";
const NAMES: &str = "date host";

/// The parameters of a good credential, in the order written.
fn parameters(row: &Row) -> Vec<(String, String)> {
    let text = row.credential(ID, row.name_of(Algorithm::HmacSha256), NAMES, &mac(32));
    let parameters = text.strip_prefix(row.word).unwrap().split(row.comma);
    let parameter = |text: &str| {
        let (name, value) = text.split_once("=\"").unwrap();
        (name.into(), value.strip_suffix('"').unwrap().into())
    };
    parameters.map(parameter).collect()
}

/// The text of these parameters, in their order.
fn text(row: &Row, parameters: &[(String, String)]) -> String {
    let parameters: Vec<String> = parameters.iter().map(|(name, value)| format!("{name}=\"{value}\"")).collect();
    format!("{}{}", row.word, parameters.join(row.comma))
}

/// A good credential with one parameter changed.
fn with(row: &Row, place: usize, value: &str) -> String {
    let mut parameters = parameters(row);
    parameters[place].1 = value.into();
    text(row, &parameters)
}

fn good(row: &Row) -> String {
    text(row, &parameters(row))
}

fn fault<T: AsRef<[u8]> + ?Sized>(row: &Row, text: &T) -> Error {
    match Claim::read(row.dialect, text) {
        Err(error) => error,
        Ok(claim) => panic!("{:?} reads {:?}", row.dialect, claim),
    }
}

/// Read it and make sure that it means what the good one means.
fn assert_good(row: &Row, text: &str) {
    let claim = Claim::read(row.dialect, text).unwrap_or_else(|error| panic!("{:?}, {text}: {error}", row.dialect));
    assert_eq!(claim.dialect(), row.dialect);
    assert_eq!((claim.id(), claim.names(), claim.algorithm()), (ID, NAMES, Some(Algorithm::HmacSha256)), "{text}");
    assert_eq!(claim.mac(), mac(32), "{text}");
}

/// Every order of a list.
fn orders<T: Clone>(list: &[T]) -> Vec<Vec<T>> {
    if list.is_empty() {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for first in 0..list.len() {
        let mut rest = list.to_vec();
        let one = rest.remove(first);
        all.extend(orders(&rest).into_iter().map(|rest| [vec![one.clone()], rest].concat()));
    }
    all
}

fn offset_of(error: Error) -> Option<usize> {
    match error {
        Error::Format { offset }
        | Error::Parameter { offset, .. }
        | Error::AlgorithmName { offset }
        | Error::Id { offset }
        | Error::SignatureForm { offset } => Some(offset),
        _ => None,
    }
}

fn is_format(error: Error) -> bool {
    matches!(error, Error::Format { .. })
}

// ---- The word ----------------------------------------------------------------------------------------------------

#[test]
fn each_dialect_begins_with_its_word_and_any_number_of_spaces() {
    for row in &ROWS {
        let parameters = good(row)[row.word.len()..].to_string();
        let read: &[&str] = match row.dialect {
            Dialect::Tencent | Dialect::TencentApp | Dialect::Kong => &["hmac ", "Hmac ", "hmac     ", "Hmac  "],
            Dialect::Iflytek => &["", "hmac ", "Hmac ", "HMAC ", "hMaC ", "hmaC ", "hmac     ", "Hmac  "],
            Dialect::Cybersource => &[""],
            _ => &["Signature ", "signature ", "SIGNATURE ", "sIGNATURe ", "Signature     "],
        };
        let forms = [
            "",
            " ",
            "hmac ",
            "Hmac ",
            "HMAC ",
            "hMaC ",
            "hmaC ",
            "hmac     ",
            "Hmac  ",
            "hmac",
            "hmac\t",
            "hmac \t",
            "hmac, ",
            "hmac,",
            " hmac ",
            "hmac hmac ",
            "hmacs ",
            "hma ",
            "\"hmac\" ",
            "hmac=\"x\", ",
            "hmac: ",
            "Signature ",
            "signature ",
            "SIGNATURE ",
            "sIGNATURe ",
            "Signature     ",
            "Signature",
            "Signature\t",
            "Signature hmac ",
            "hmac Signature ",
            "Signature: ",
            "Authorization: hmac ",
            "\u{A0}",
            "hmac\u{A0}",
            "\0",
            "Basic ",
            "Bearer ",
        ];
        assert!(read.iter().all(|word| forms.contains(word)), "{:?}: a word is not tried", row.dialect);
        for form in forms {
            let text = format!("{form}{parameters}");
            if read.contains(&form) {
                assert_good(row, &text);
            } else {
                assert!(is_format(fault(row, &text)), "{:?} {text}", row.dialect);
            }
        }
    }
}

#[test]
fn a_word_alone_and_no_text_at_all_are_faults_of_form() {
    for row in &ROWS {
        for text in
            ["", " ", "hmac", "hmac ", "Signature", "Signature ", "=", "=\"", "\"", ",", "a", "a=", "a=\"", "a=\"\""]
        {
            assert!(is_format(fault(row, text)), "{:?} {text:?}", row.dialect);
        }
    }
    assert_eq!(fault(row(Dialect::Tencent), "hmac "), Error::Format { offset: 5 });
    assert_eq!(fault(row(Dialect::Cybersource), ""), Error::Format { offset: 0 });
}

#[test]
fn the_credential_of_another_dialect_is_a_fault_of_form() {
    for ours in &ROWS {
        for theirs in &ROWS {
            let one_form = [Dialect::Apisix, Dialect::Cavage, Dialect::Modulr];
            let other_form = [Dialect::Tencent, Dialect::TencentApp];
            let share = |form: &[Dialect]| form.contains(&ours.dialect) && form.contains(&theirs.dialect);
            // They share a form. iFLYTEK reads Kong's, since its older pages wrote that.
            let read = ours.dialect == theirs.dialect
                || share(&one_form)
                || share(&other_form)
                || (ours.dialect, theirs.dialect) == (Dialect::Iflytek, Dialect::Kong);
            let verdict = Claim::read(ours.dialect, &good(theirs)).map(drop);
            assert_eq!(!matches!(verdict, Err(Error::Format { .. })), read, "{:?} {:?}", ours.dialect, theirs.dialect);
        }
    }
}

// ---- Parameters: their order, case, number -----------------------------------------------------------------------

#[test]
fn parameters_come_in_any_order_but_in_tencent_and_kong() {
    for row in &ROWS {
        for order in orders(&parameters(row)) {
            let text = text(row, &order);
            if !row.fixed || order == parameters(row) {
                assert_good(row, &text);
            } else {
                assert!(is_format(fault(row, &text)), "{text}");
            }
        }
    }
}

#[test]
fn the_first_parameter_that_is_out_of_its_place_is_told() {
    let kong = row(Dialect::Kong);
    let [id, algorithm, headers, signature] = parameters(kong).try_into().unwrap();
    let text = text(kong, &[id, headers, algorithm, signature]);
    assert_eq!(fault(kong, &text), Error::Format { offset: text.find("algorithm").unwrap() });
}

#[test]
fn names_of_parameters_are_read_in_any_case_but_in_tencent_and_kong() {
    for row in &ROWS {
        for place in 0..4 {
            for change in [str::to_uppercase, |name: &str| format!("{}{}", name[..1].to_uppercase(), &name[1..])] {
                let mut parameters = parameters(row);
                parameters[place].0 = change(&parameters[place].0);
                let text = text(row, &parameters);
                if row.fixed {
                    let offset = text.find(&format!("{}=", parameters[place].0)).unwrap();
                    assert_eq!(fault(row, &text), Error::Format { offset }, "{text}");
                } else {
                    assert_good(row, &text);
                }
            }
        }
        // Values keep their case.
        let claim = with(row, 0, "Some-ID");
        assert_eq!(Claim::read(row.dialect, &claim).unwrap().id(), "Some-ID");
    }
}

#[test]
fn a_parameter_that_is_absent_empty_or_repeated_is_told_as_such_in_every_order() {
    for row in &ROWS {
        for place in 0..4 {
            let good = parameters(row);
            let named = |error, text: &str| {
                let Error::Parameter { name, offset } = error else { panic!("{:?} {text}: {error:?}", row.dialect) };
                assert_eq!(name, good[place].0, "{text}");
                offset
            };

            let mut absent = good.clone();
            absent.remove(place);
            let text_ = text(row, &absent);
            if (row.dialect, place) == (Dialect::Cavage, 1) {
                assert_eq!(Claim::read(row.dialect, &text_).unwrap().algorithm(), None);
            } else {
                assert_eq!(named(fault(row, &text_), &text_), text_.len());
            }

            let text_ = with(row, place, "");
            let offset = named(fault(row, &text_), &text_);
            assert!(text_[offset..].starts_with("\"") && text_[..offset].ends_with("=\""), "{text_} {offset}");

            // Repeated anywhere: what is repeated breaks no order.
            for at in 0..=4 {
                for value in [good[place].1.as_str(), "another"] {
                    let mut repeated = good.clone();
                    repeated.insert(at, (good[place].0.clone(), value.into()));
                    let text = text(row, &repeated);
                    let error = fault(row, &text);
                    // Before its place it is the first one, and in a fixed order what follows may be out of place.
                    if row.fixed && at < place {
                        assert!(is_format(error), "{text}");
                        continue;
                    }
                    let offset = named(error, &text);
                    assert_eq!(Some(offset), text.rfind(&format!("{}=\"", good[place].0)), "{text}");
                }
            }
        }
    }
}

#[test]
fn of_several_absent_parameters_the_first_in_the_order_written_is_told() {
    for row in &ROWS {
        let [id, _, headers, signature] = parameters(row).try_into().unwrap();
        let only = text(row, std::slice::from_ref(&signature));
        let Error::Parameter { name, offset } = fault(row, &only) else { panic!() };
        assert_eq!((name, offset), (id.0.as_str(), only.len()));
        let only = text(row, &[id, headers]);
        let Error::Parameter { name, offset } = fault(row, &only) else { panic!() };
        let expected = if row.dialect == Dialect::Cavage { "signature" } else { "algorithm" };
        assert_eq!((name, offset), (expected, only.len()));
    }
}

#[test]
fn a_parameter_that_is_not_known_is_a_fault_of_form_wherever_it_stands() {
    // Draft 12 of Cavage lets unknown parameters be skipped; that dialect's reader may take them.
    for row in ROWS.iter().filter(|row| row.dialect != Dialect::Cavage) {
        for name in ["realm", "x", "keyid2", "headers_", "created", "user", "Id2"] {
            for at in 0..=4 {
                let mut parameters = parameters(row);
                parameters.insert(at, (name.into(), "value".into()));
                let text = text(row, &parameters);
                let offset = text.find(&format!("{name}=\"value")).unwrap();
                assert_eq!(fault(row, &text), Error::Format { offset }, "{text}");
            }
        }
    }
}

#[test]
fn who_signs_has_the_dialects_own_name() {
    for row in &ROWS {
        for name in ["id", "username", "keyId", "api_key", "keyid", "key_id", "appid"] {
            let mut parameters = parameters(row);
            parameters[0].0 = name.into();
            let text = text(row, &parameters);
            let read = match row.dialect {
                Dialect::Tencent | Dialect::TencentApp => name == "id",
                Dialect::Kong => name == "username",
                Dialect::Iflytek => name == "api_key" || name == "username",
                _ => name == "keyId" || name == "keyid",
            };
            if read {
                assert_good(row, &text);
            } else if row.dialect != Dialect::Cavage {
                assert!(is_format(fault(row, &text)), "{text}");
            } else {
                assert!(Claim::read(row.dialect, &text).is_err(), "{text}");
            }
        }
    }
}

#[test]
fn api_key_and_username_together_are_one_parameter_twice() {
    let iflytek = row(Dialect::Iflytek);
    for word in ["", "hmac "] {
        let rest = &good(iflytek)[5..];
        for text in [format!("{word}username=\"u\", {rest}"), format!("{word}{rest}, USERNAME=\"some-id\"")] {
            assert!(matches!(fault(iflytek, &text), Error::Parameter { name: "api_key", .. }), "{text}");
        }
    }
}

// ---- White space and punctuation ---------------------------------------------------------------------------------

#[test]
fn a_comma_is_followed_by_any_number_of_spaces_and_by_nothing_else() {
    for row in &ROWS {
        let [id, algorithm, headers, signature] = parameters(row).map_text();
        for comma in [",", ", ", ",  ", ",          "] {
            assert_good(row, &format!("{}{id}{comma}{algorithm}{comma}{headers}{comma}{signature}", row.word));
        }
        for comma in
            ["", " ", " ,", " , ", ",\t", ", \t", ",,", ", ,", ";", "; ", ",\r\n ", ",\n", "\t,", ",\u{A0}", ",\0"]
        {
            let text = format!("{}{id}{comma}{algorithm}{comma}{headers}{comma}{signature}", row.word);
            assert!(is_format(fault(row, &text)), "{:?} {text:?}", row.dialect);
        }
    }
}

/// Parameters as they are written.
trait MapText {
    fn map_text(self) -> [String; 4];
}

impl MapText for Vec<(String, String)> {
    fn map_text(self) -> [String; 4] {
        let texts: Vec<String> = self.into_iter().map(|(name, value)| format!("{name}=\"{value}\"")).collect();
        texts.try_into().unwrap()
    }
}

#[test]
fn nothing_stands_between_a_value_and_its_comma_not_even_behind_all_of_them() {
    for row in &ROWS {
        for more in ["\"", "z", " ", "\\", "=", "\"\""] {
            let parameters = parameters(row).map_text().map(|parameter| parameter + more);
            let text = format!("{}{}", row.word, parameters.join(row.comma));
            assert!(is_format(fault(row, &text)), "{:?} {text}", row.dialect);
        }
    }
}

#[test]
fn of_empty_values_the_first_is_at_fault() {
    for row in &ROWS {
        let empty: Vec<_> = parameters(row).into_iter().map(|(name, _)| (name, String::new())).collect();
        let error = fault(row, &text(row, &empty));
        let name = empty[0].0.as_str();
        assert!(matches!(error, Error::Parameter { name: told, .. } if told == name), "{:?} {error:?}", row.dialect);
        assert_eq!(offset_of(error), Some(row.word.len() + name.len() + 2), "{:?}", row.dialect);
    }
}

#[test]
fn nothing_may_stand_before_the_word_or_behind_the_last_parameter() {
    for row in &ROWS {
        let good = good(row);
        for before in [" ", "\t", "\n", "\0", ",", "\u{FEFF}", "\""] {
            assert!(is_format(fault(row, &format!("{before}{good}"))), "{:?} {before:?}", row.dialect);
        }
        for behind in
            [",", ", ", " ", "\t", "\r\n", "\n", "\0", "\"", ";", "x", ",x", ", x=", ", x=\"", " x=\"y\"", "\u{E9}"]
        {
            let text = format!("{good}{behind}");
            let error = fault(row, &text);
            assert!(is_format(error), "{:?} {behind:?}", row.dialect);
            assert!(offset_of(error).unwrap() >= good.len(), "{behind:?} {error:?}");
        }
    }
}

#[test]
fn values_stand_in_double_quotation_marks_with_an_equals_sign_and_no_space() {
    for row in &ROWS {
        for place in 0..4 {
            let (name, value) = parameters(row)[place].clone();
            let good = good(row);
            for form in [
                format!("{name}='{value}'"),
                format!("{name}={value}"),
                format!("{name} =\"{value}\""),
                format!("{name}= \"{value}\""),
                format!("{name}=\t\"{value}\""),
                format!("{name}:\"{value}\""),
                format!("\"{name}\"=\"{value}\""),
                format!("{name}=\"{value}"),
                format!("{name}={value}\""),
                format!("{name}=\"{value}\"\""),
                format!("{name}=\"\"{value}\"\""),
                format!("{name}==\"{value}\""),
                format!("{name}\"{value}\""),
                format!("={value}\""),
                format!("=\"{value}\""),
                name.clone(),
                format!("{name}=\u{201C}{value}\u{201D}"),
            ] {
                let text = good.replacen(&format!("{name}=\"{value}\""), &form, 1);
                assert!(is_format(fault(row, &text)), "{:?} {text}", row.dialect);
            }
        }
    }
}

#[test]
fn the_octet_at_fault_is_told() {
    let tencent = row(Dialect::Tencent);
    let good = good(tencent);
    let place = |text: &str, what: &str| text.find(what).unwrap();

    let text = good.replace("algorithm=\"", "algorithm='");
    assert_eq!(fault(tencent, &text), Error::Format { offset: place(&text, "='") });
    let text = good.replace("\", headers", "\" headers");
    assert_eq!(fault(tencent, &text), Error::Format { offset: place(&text, " headers") });
    let text = good.strip_suffix('"').unwrap();
    assert_eq!(fault(tencent, text), Error::Format { offset: text.len() });
    assert_eq!(fault(tencent, &format!("{good},")), Error::Format { offset: good.len() + 1 });
    assert_eq!(fault(tencent, &format!("{good} ")), Error::Format { offset: good.len() });
    let text = good.replace("hmac-sha256", "hmac-sha257");
    assert_eq!(fault(tencent, &text), Error::AlgorithmName { offset: place(&text, "hmac-sha257") });
    let text = good.replace("some-id", "some\\id");
    assert_eq!(fault(tencent, &text), Error::Id { offset: place(&text, "\\") });
    let text = good.replace("date host", "date  host");
    assert_eq!(fault(tencent, &text), Error::Parameter { name: "headers", offset: place(&text, " host") });
    let text = good.replace("date host", "date ho,st x");
    assert_eq!(fault(tencent, &text), Error::Parameter { name: "headers", offset: place(&text, "ho,st") });
    let text = good.replace("BwcH", "Bw-H");
    assert_eq!(fault(tencent, &text), Error::SignatureForm { offset: place(&text, "-H") });
}

#[test]
fn faults_read_as_a_sentence_and_are_the_clients_doing() {
    let tencent = row(Dialect::Tencent);
    let faults = [
        fault(tencent, "Basic x"),
        fault(tencent, &with(tencent, 2, "")),
        fault(tencent, &with(tencent, 1, "HMAC-SHA256")),
        fault(tencent, &with(tencent, 3, "x")),
        fault(tencent, &with(tencent, 0, "a b")),
    ];
    for (error, words) in
        faults.iter().zip(["credential of this dialect", "headers, at octet", "algorithm", "Base64", "id"])
    {
        assert!(error.to_string().contains(words), "{error}");
        // The id of a credential is no mistake of the server's.
        if !matches!(error, Error::Id { .. }) {
            assert_eq!(error.http(), 401, "{error}");
        }
    }
}

// ---- The order of faults -----------------------------------------------------------------------------------------

/// Every set of faults, in every order of the parameters, is told by its first class: FORMAT, PARAMETER, ALGORITHM,
/// ID, SIGNATURE_FORM.
#[test]
fn of_several_faults_the_first_class_over_the_whole_text_is_told() {
    let class = |error: Error| match error {
        Error::Format { .. } => 0,
        Error::Parameter { .. } => 1,
        Error::AlgorithmName { .. } => 2,
        Error::Id { .. } => 3,
        Error::SignatureForm { .. } => 4,
        other => panic!("{other:?}"),
    };
    let mut tried = 0;
    for row in &ROWS {
        for faults in 1..32_u32 {
            let has = |class: u32| faults >> class & 1 == 1;
            for (form_first, parameter_fault) in (0..12).map(|at| (at % 2 == 0, at / 2)) {
                let mut parameters = parameters(row);
                if has(2) {
                    parameters[1].1 = "hmac-md5".into();
                }
                if has(3) {
                    parameters[0].1 = "some id".into();
                }
                if has(4) {
                    parameters[3].1 = "====".into();
                }
                if has(1) {
                    match parameter_fault {
                        0 => parameters[2].1 = "date  host".into(),
                        1 => parameters[2].1 = String::new(),
                        2 => drop(parameters.remove(2)),
                        3 => drop(parameters.remove(0)),
                        4 => parameters.push(parameters[3].clone()),
                        _ => parameters.insert(1, parameters[0].clone()),
                    }
                }
                for mut order in if row.fixed { vec![parameters] } else { orders(&parameters) } {
                    if has(0) {
                        let at = if form_first { 0 } else { order.len() };
                        order.insert(at, ("x y".into(), "z".into()));
                    }
                    let text = text(row, &order);
                    let error = fault(row, &text);
                    assert_eq!(class(error), faults.trailing_zeros(), "{:?} {text} {error:?}", row.dialect);
                    tried += 1;
                }
            }
        }
    }
    println!("{tried} texts");
}

// ---- Algorithms --------------------------------------------------------------------------------------------------

#[test]
fn algorithms_are_those_of_the_dialect_by_their_exact_names() {
    let names = [
        "hmac-sha1",
        "hmac-sha256",
        "hmac-sha384",
        "hmac-sha512",
        "HmacSHA256",
        "hs2019",
        "HMAC-SHA256",
        "Hmac-sha256",
        "hmac-SHA256",
        "hmacsha256",
        "HmacSHA1",
        "HmacSHA512",
        "hmacSHA256",
        "hmac_sha256",
        "hmac-sha2",
        "hmac-sha224",
        "hmac-sha256 ",
        " hmac-sha256",
        "hmac-sha256,hmac-sha1",
        "sha256",
        "rsa-sha256",
        "HS2019",
        "hs2019 ",
        "none",
    ];
    for row in &ROWS {
        for name in names {
            let known = row.algorithms.iter().find(|(_, known)| *known == name).map(|(algorithm, _)| *algorithm);
            let len = known.map_or(32, Algorithm::mac_len);
            let text = row.credential(ID, name, NAMES, &mac(len));
            if known.is_some() {
                assert_eq!(Claim::read(row.dialect, &text).unwrap().algorithm(), known, "{text}");
            } else if row.dialect == Dialect::Cavage && name == "hs2019" {
                assert_eq!(Claim::read(row.dialect, &text).unwrap().algorithm(), None, "{text}");
            } else {
                let offset = text.find("algorithm=\"").unwrap() + 11;
                assert_eq!(fault(row, &text), Error::AlgorithmName { offset }, "{:?}", row.dialect);
            }
        }
    }
}

#[test]
fn only_cavage_leaves_the_algorithm_to_the_key_and_then_takes_the_length_of_any_of_them() {
    let cavage = row(Dialect::Cavage);
    for len in 0..=66 {
        let mac = [9; 66][..len].to_vec();
        let named = cavage.credential(ID, "hs2019", NAMES, &mac);
        let absent = named.replace("algorithm=\"hs2019\",", "");
        for text in [named, absent] {
            match Claim::read(Dialect::Cavage, &text) {
                Ok(claim) => {
                    assert!([20, 32, 48, 64].contains(&len), "{len}");
                    assert_eq!((claim.algorithm(), claim.mac()), (None, mac.as_slice()));
                }
                // No octets are an empty parameter.
                Err(Error::Parameter { name: "signature", .. }) => assert_eq!(len, 0),
                Err(error) => {
                    assert!(matches!(error, Error::SignatureForm { .. }), "{len} {error:?}");
                    assert!(![20, 32, 48, 64].contains(&len), "{len}");
                }
            }
        }
    }
}

#[test]
fn a_signature_has_the_length_of_its_algorithm() {
    for row in &ROWS {
        for (algorithm, name) in row.algorithms {
            for len in 1..=67 {
                let text = row.credential(ID, name, NAMES, &[7; 67][..len]);
                match Claim::read(row.dialect, &text) {
                    Ok(claim) => assert_eq!((len, claim.mac().len()), (algorithm.mac_len(), algorithm.mac_len())),
                    Err(error) => {
                        assert!(matches!(error, Error::SignatureForm { .. }), "{text}");
                        assert_ne!(len, algorithm.mac_len());
                    }
                }
            }
        }
    }
}

// ---- The list of names -------------------------------------------------------------------------------------------

#[test]
fn names_are_parted_by_exactly_one_space() {
    for row in &ROWS {
        for list in
            ["date", "date host", "Date HOST", "a b c d", "x-date", "host", "!#$%&'*+-.^_`|~09azAZ", "date date", "a A"]
        {
            let text = with(row, 2, list);
            assert_eq!(Claim::read(row.dialect, &text).unwrap().names(), list, "{text}");
        }
        for (list, offset) in [
            ("", 0),
            (" ", 0),
            ("  ", 0),
            (" date", 0),
            ("date ", 5),
            ("date  host", 5),
            ("date,host", 0),
            ("date, host", 0),
            ("date ,host", 5),
            ("date\thost", 0),
            ("date \thost", 5),
            ("date\nhost", 0),
            ("date\0", 0),
            ("date h\u{F6}st", 5),
            ("date:", 0),
            ("host date;", 5),
            ("date (created)", 5),
            ("date [x]", 5),
            ("date a/b", 5),
            ("date @x", 5),
            ("date a=b", 5),
            ("\u{7F}", 0),
        ] {
            if row.is_stated(b"(created)") && list == "date (created)" {
                continue; // it is a name there
            }
            let text = with(row, 2, list);
            let offset = offset + text.find("headers=\"").unwrap() + 9;
            assert_eq!(fault(row, &text), Error::Parameter { name: "headers", offset }, "{:?} {list:?}", row.dialect);
        }
    }
}

#[test]
fn a_name_that_is_no_token_is_read_only_if_it_is_a_pseudo_header_of_the_dialect() {
    for row in &ROWS {
        for name in [
            "@request-target",
            "(request-target)",
            "@REQUEST-target",
            "(REQUEST-TARGET)",
            "(request-line)",
            "@date",
            "(date)",
        ] {
            let list = format!("date {name}");
            let text = with(row, 2, &list);
            if row.pseudo.contains(&name.to_lowercase().as_str()) {
                assert_eq!(Claim::read(row.dialect, &text).unwrap().names(), list);
            } else {
                let offset = text.find(name).unwrap();
                assert_eq!(fault(row, &text), Error::Parameter { name: "headers", offset }, "{:?}", row.dialect);
            }
        }
        // These are tokens: where they are no pseudo headers they name ordinary ones.
        for name in ["request-line", "request-target"] {
            assert!(Claim::read(row.dialect, &with(row, 2, name)).is_ok());
        }
    }
}

#[test]
fn one_to_64_names_are_read() {
    for row in &ROWS {
        let names: Vec<String> = (0..65).map(|index| format!("x-{index}")).collect();
        let claim = with(row, 2, &names[..64].join(" "));
        assert_eq!(Claim::read(row.dialect, &claim).unwrap().names().split(' ').count(), 64);
        let text = with(row, 2, &names.join(" "));
        let offset = text.find("x-64").unwrap();
        assert_eq!(fault(row, &text), Error::Parameter { name: "headers", offset });
    }
}

#[test]
fn a_name_twice_is_read_since_refusing_it_is_for_the_verifier() {
    for row in &ROWS {
        for list in ["date date", "date DATE", "host a b HOST"] {
            assert_eq!(Claim::read(row.dialect, &with(row, 2, list)).unwrap().names(), list);
        }
    }
    assert!(
        Claim::read(Dialect::Cybersource, &with(row(Dialect::Cybersource), 2, "request-target (request-target)"))
            .is_ok()
    );
}

#[test]
fn names_are_claimed_in_any_case_and_in_either_spelling_of_a_pseudo_header() {
    let text = with(row(Dialect::Cybersource), 2, "v-c-date (Request-Target) HOST");
    let claim = Claim::read(Dialect::Cybersource, &text).unwrap();
    for name in ["host", "Host", "V-C-DATE", "request-target", "(request-target)", "REQUEST-TARGET"] {
        assert!(claim.is_signed(name), "{name}");
    }
    for name in ["", " ", "date", "v-c-date host", "(request-target", "digest", "hos"] {
        assert!(!claim.is_signed(name), "{name}");
    }
    let text = with(row(Dialect::Kong), 2, "date @request-target");
    let claim = Claim::read(Dialect::Kong, &text).unwrap();
    assert!(claim.is_signed("@Request-Target"));
    // Two pseudo headers, not two spellings of one.
    assert!(!claim.is_signed("request-line"));
    assert!(!claim.is_signed("(request-target)"));
}

// ---- Ids ---------------------------------------------------------------------------------------------------------

#[test]
fn an_id_is_visible_ascii_without_backslash_and_in_apisix_without_comma() {
    for row in &ROWS {
        for octet in (0..=255_u8).filter(|octet| *octet != b'"') {
            let text = with(row, 0, "aXb").into_bytes();
            let at = text.windows(3).position(|three| three == b"aXb").unwrap();
            let mut text = text;
            text[at + 1] = octet;
            let good = octet.is_ascii_graphic() && octet != b'\\' && !(octet == b',' && row.dialect == Dialect::Apisix);
            match Claim::read(row.dialect, &text) {
                Ok(claim) => assert!(good && claim.id().as_bytes() == [b'a', octet, b'b'], "{octet} {claim:?}"),
                Err(error) => assert!(!good && error == Error::Id { offset: at + 1 }, "{octet} {error:?}"),
            }
        }
    }
}

#[test]
fn a_backslash_escapes_nothing() {
    for row in &ROWS {
        // The quotation mark behind it ends the value.
        assert!(is_format(fault(row, &with(row, 0, "a\\\"b"))));
        let text = with(row, 0, "a\\");
        assert_eq!(fault(row, &text), Error::Id { offset: text.find('\\').unwrap() });
    }
}

// ---- Signatures --------------------------------------------------------------------------------------------------

#[test]
fn base64_is_strict() {
    // 32 octets are 43 digits and one of padding; the last digit holds two spare bits.
    let good = oracle::base64(&mac(32));
    assert!(good.ends_with("Bwc="));
    let digits = good.strip_suffix('=').unwrap();
    let bad = [
        digits.to_string(),
        format!("{good}="),
        format!("{digits}=="),
        format!("{}d=", &digits[..42]),
        format!("{}f=", &digits[..42]),
        format!("{good}A"),
        format!("{good}AAAA"),
        format!("{good}\n"),
        format!("{good} "),
        format!(" {good}"),
        format!("{digits} ="),
        good.replace("Bw", "Bw "),
        format!("{}\r\n{}", &good[..20], &good[20..]),
        good.replace('+', "-"),
        good.replace('/', "_"),
        good.replace('+', "%2B"),
        format!("{}=", &digits[..42]),
        format!("{digits}A"),
        "=".into(),
        "====".into(),
        "=".repeat(44),
        format!("{good},{good}"),
        format!("{good}\0"),
        good.replace('c', "\u{E9}"),
        good.to_lowercase(),
    ];
    for row in ROWS.iter().filter(|row| row.dialect != Dialect::Modulr) {
        for signature in &bad {
            // Lower case is Base64 of something else.
            if *signature != good.to_lowercase() {
                let error = fault(row, &with(row, 3, signature));
                assert!(matches!(error, Error::SignatureForm { .. }), "{:?} {signature:?} {error:?}", row.dialect);
            }
        }
        assert_good(row, &with(row, 3, &good));
    }
    let modulr = row(Dialect::Modulr);
    for signature in bad.iter().filter(|bad| !bad.contains("%2B") && **bad != good.to_lowercase()) {
        let error = fault(modulr, &with(modulr, 3, signature));
        assert!(matches!(error, Error::SignatureForm { .. }), "{signature:?} {error:?}");
    }
}

#[test]
fn every_last_digit_but_the_canonical_ones_is_refused() {
    let good = oracle::base64(&mac(32));
    let mut read = 0;
    for digit in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".chars() {
        let text = with(row(Dialect::Tencent), 3, &format!("{}{digit}=", &good[..42]));
        read += usize::from(Claim::read(Dialect::Tencent, &text).is_ok());
    }
    assert_eq!(read, 16, "four bits of six are used");
}

#[test]
fn the_placeholder_of_tencents_page_is_no_signature() {
    // 32 hex digits: strict Base64, but of 24 octets, and SHA-1 has 20.
    let text = "hmac id=\"AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj548pN\", algorithm=\"hmac-sha1\", headers=\"Date Host\", \
                signature=\"630c82836582f78b90f293b2f38bda9c\"";
    let offset = text.find("630c").unwrap();
    assert_eq!(fault(row(Dialect::Tencent), text), Error::SignatureForm { offset });
}

#[test]
fn modulrs_signature_is_percent_decoded_in_any_spelling() {
    let modulr = row(Dialect::Modulr);
    let bare = oracle::base64(&mac(32));
    assert!(bare.contains('+') && bare.contains('/'));
    let every: String = bare.bytes().map(|octet| format!("%{octet:02x}")).collect();
    for signature in [
        bare.clone(),
        bare.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D"),
        bare.replace('+', "%2b").replace('/', "%2f").replace('=', "%3d"),
        bare.replace('+', "%2b").replace('/', "%2F"),
        bare.replace('=', "%3D"),
        bare.replace('B', "%42"),
        every,
    ] {
        let text = with(modulr, 3, &signature);
        assert_good(modulr, &text);
        assert_eq!(Claim::read(Dialect::Modulr, &text).unwrap().signature(), signature, "as the client spelled it");
    }
    // The longest: all 88 octets escaped.
    let long = oracle::base64(&mac(64)).bytes().map(|octet| format!("%{octet:02X}")).collect::<String>();
    let text = good(modulr).replace("hmac-sha256", "hmac-sha512");
    let at = text.find("signature=\"").unwrap() + 11;
    assert_eq!(Claim::read(Dialect::Modulr, &format!("{}{long}\"", &text[..at])).unwrap().mac(), mac(64));
}

#[test]
fn a_malformed_percent_is_a_fault_of_the_signature() {
    let modulr = row(Dialect::Modulr);
    let bare = oracle::base64(&mac(32));
    let digits = bare.strip_suffix('=').unwrap();
    for tail in [
        "%", "%3", "%3G", "%G3", "% 3", "%%3D", "%-1", "%+3", "%\u{E9}", "%3D%", "%0", "%253D", "%3D%00", "%3D%0A",
        "%20",
    ] {
        let text = with(modulr, 3, &format!("{digits}{tail}"));
        let error = fault(modulr, &text);
        assert!(matches!(error, Error::SignatureForm { .. }), "{tail} {error:?}");
    }
    // `+` stands for itself and for no space, and a space stands for nothing.
    let text = with(modulr, 3, &bare.replace('+', " "));
    assert!(matches!(fault(modulr, &text), Error::SignatureForm { .. }));
    let text = with(modulr, 3, &bare.replace('+', "%20"));
    assert!(matches!(fault(modulr, &text), Error::SignatureForm { .. }));
    let text = with(modulr, 3, &"%3D".repeat(1000));
    assert!(matches!(fault(modulr, &text), Error::SignatureForm { .. }));
    let text = with(modulr, 3, &format!("{digits}%3"));
    assert_eq!(fault(modulr, &text), Error::SignatureForm { offset: text.rfind('%').unwrap() });
}

// ---- Hostile text ------------------------------------------------------------------------------------------------

/// Texts of about this length, of many shapes.
fn hostile(row: &Row, len: usize) -> Vec<(&'static str, Vec<u8>)> {
    let good = good(row);
    let [id, algorithm, headers, signature] = parameters(row).map_text();
    let word = row.word;
    let many = |piece: &str| piece.repeat(len / piece.len());
    vec![
        ("an id", with(row, 0, &many("a")).into_bytes()),
        ("an algorithm", with(row, 1, &many("a")).into_bytes()),
        ("one name", with(row, 2, &many("a")).into_bytes()),
        ("many names", with(row, 2, &many("a ")).into_bytes()),
        ("spaces for names", with(row, 2, &many(" ")).into_bytes()),
        ("a signature", with(row, 3, &many("A")).into_bytes()),
        ("an escaped signature", with(row, 3, &many("%41")).into_bytes()),
        ("spaces behind the word", format!("{word}{}{}", many(" "), &good[word.len()..]).into_bytes()),
        ("spaces behind a comma", format!("{word}{id},{}{algorithm},{headers},{signature}", many(" ")).into_bytes()),
        ("spaces at the end", format!("{good}{}", many(" ")).into_bytes()),
        ("one parameter many times", format!("{word}{}{id}", many(&format!("{id},"))).into_bytes()),
        ("empty parameters", format!("{word}{}{id}", many("signature=\"\",")).into_bytes()),
        ("no end of a value", format!("{word}{}=\"{}", row.id, many("a")).into_bytes()),
        ("a word", many("h").into_bytes()),
        ("commas", format!("{good}{}", many(",")).into_bytes()),
        ("quotation marks", format!("{word}{}", many("\"")).into_bytes()),
        ("equals signs", format!("{word}{}", many("=")).into_bytes()),
        ("words", many("hmac ").into_bytes()),
        ("zeros", vec![0; len]),
        ("octets above 0x7F", vec![0xFF; len]),
    ]
}

#[test]
fn ten_thousand_parameters_are_one_fault() {
    for row in &ROWS {
        let [id, ..] = parameters(row).map_text();
        let text = format!("{}{}", row.word, vec![id.as_str(); 10_000].join(row.comma));
        let second = row.word.len() + id.len() + row.comma.len();
        assert_eq!(fault(row, &text), Error::Parameter { name: row.id, offset: second });
        let unknown: Vec<String> = (0..10_000).map(|index| format!("p{index}=\"\"")).collect();
        assert!(Claim::read(row.dialect, &format!("{}{}", row.word, unknown.join(", "))).is_err());
    }
}

#[test]
fn a_mebibyte_of_anything_is_read_or_is_a_fault() {
    for row in &ROWS {
        for (shape, text) in hostile(row, 1 << 20) {
            let verdict = Claim::read(row.dialect, &text).map(|claim| claim.id().len());
            match shape {
                // An id, a name and the spaces between may have any length.
                "an id" => assert_eq!(verdict, Ok(1 << 20)),
                "one name" | "spaces behind a comma" => assert_eq!(verdict, Ok(ID.len()), "{:?}", row.dialect),
                "spaces behind the word" if !row.word.is_empty() => assert_eq!(verdict, Ok(ID.len())),
                _ => assert!(verdict.is_err(), "{:?} {shape}", row.dialect),
            }
        }
    }
}

#[test]
fn the_time_to_read_grows_with_the_length_and_no_faster() {
    let best = |row: &Row, text: &[u8]| {
        let run = |_| {
            let start = Instant::now();
            let _ = std::hint::black_box(Claim::read(row.dialect, std::hint::black_box(text)));
            start.elapsed()
        };
        (0..5).map(run).min().unwrap_or_default()
    };
    // Unoptimised code is slow enough for a fourth of it.
    let len = if cfg!(debug_assertions) { 1 << 18 } else { 1 << 20 };
    for row in [row(Dialect::Tencent), row(Dialect::Iflytek), row(Dialect::Modulr)] {
        for ((shape, short), (_, long)) in hostile(row, len).into_iter().zip(hostile(row, 4 * len)) {
            let (short, long) = (best(row, &short), best(row, &long));
            // Four times the text: four times the time, and sixteen times if it were quadratic.
            let bound = short * 10 + Duration::from_millis(20);
            assert!(long <= bound, "{:?} {shape}: {short:?} and {long:?}", row.dialect);
        }
    }
}

// ---- For every text ----------------------------------------------------------------------------------------------

fn any_row() -> impl Strategy<Value = &'static Row> {
    (0..ROWS.len()).prop_map(|index| &ROWS[index])
}

/// Pieces that credentials are made of, in any order: often nearly right.
fn messy_text() -> impl Strategy<Value = (&'static Row, Vec<u8>)> {
    let piece = |row: &'static Row| {
        let mut pieces: Vec<Vec<u8>> = vec![row.word.into(), row.comma.into(), b" ".into(), b"\"".into(), b",".into()];
        for (name, value) in parameters(row) {
            pieces.push(format!("{name}=\"{value}\"").into_bytes());
            pieces.push(format!("{name}=\"\"").into_bytes());
            pieces.push(format!("{name}=\"").into_bytes());
            pieces.push(name.into_bytes());
            pieces.push(value.into_bytes());
        }
        prop_oneof![8 => select(pieces), 1 => prop::collection::vec(any::<u8>(), 0..4)]
    };
    any_row().prop_flat_map(move |row| {
        prop::collection::vec(piece(row), 0..20).prop_map(move |pieces| (row, pieces.concat()))
    })
}

/// Always right, in any spelling that the dialect reads; and what it means.
#[derive(Clone, Debug)]
struct Good {
    dialect: Dialect,
    text: String,
    id: String,
    names: String,
    algorithm: Option<Algorithm>,
    mac: Vec<u8>,
}

fn good_text() -> impl Strategy<Value = Good> {
    any_row().prop_flat_map(|row| {
        let id = "[!#-\\[\\]-~]{1,40}"
            .prop_map(move |id| if row.dialect == Dialect::Apisix { id.replace(',', ";") } else { id });
        let pseudo: Vec<&str> = row.pseudo.iter().copied().chain(["host"]).collect();
        let name = prop_oneof![3 => "[!#$%&'*+.^_`|~0-9a-zA-Z-]{1,20}", 1 => select(pseudo).prop_map(String::from)];
        let spelled = (any::<[bool; 16]>(), "[ ]{0,3}", Just([0, 1, 2, 3]).prop_shuffle());
        (
            id,
            prop::collection::vec(name, 1..=64),
            select(row.algorithms.to_vec()),
            any::<[u8; 32]>(),
            any::<[u8; 32]>(),
            spelled,
        )
            .prop_map(move |(id, names, (algorithm, called), low, high, (flips, spaces, order))| {
                let mac = [low, high].concat()[..algorithm.mac_len()].to_vec();
                let names = names.join(" ");
                let whole = row.credential(&id, called, &names, &mac);
                let pieces: Vec<&str> = {
                    // A comma in the id is no comma between parameters.
                    let rest = whole.strip_prefix(row.word).unwrap();
                    let at = |name: &str| rest.rfind(&format!("{}{name}=\"", row.comma)).unwrap();
                    let ends = [at("algorithm"), at("headers"), at("signature")];
                    let skip = row.comma.len();
                    vec![
                        &rest[..ends[0]],
                        &rest[ends[0] + skip..ends[1]],
                        &rest[ends[1] + skip..ends[2]],
                        &rest[ends[2] + skip..],
                    ]
                };
                let order = if row.fixed { [0, 1, 2, 3] } else { order };
                let pieces: Vec<String> = (order.iter())
                    .filter(|&&at| !(at == 1 && row.dialect == Dialect::Cavage && flips[0]))
                    .map(|&at| {
                        let (name, value) = pieces[at].split_once('=').unwrap();
                        if !row.fixed && flips[at + 1] {
                            format!("{}={value}", name.to_uppercase())
                        } else {
                            pieces[at].into()
                        }
                    })
                    .collect();
                let word = if row.word.is_empty() || row.dialect == Dialect::Iflytek && flips[5] {
                    String::new()
                } else {
                    format!("{}{spaces}", row.word)
                };
                let algorithm = if row.dialect == Dialect::Cavage && flips[0] { None } else { Some(algorithm) };
                let text = format!("{word}{}", pieces.join(&format!(",{spaces}")));
                Good { dialect: row.dialect, text, id, names, algorithm, mac }
            })
    })
}

/// Written down again in the dialect's own form, a claim means the same.
fn assert_same_when_written_again(claim: &Claim<'_>) -> Result<(), TestCaseError> {
    let row = row(claim.dialect());
    let algorithm = claim.algorithm().map_or("hs2019", |algorithm| row.name_of(algorithm));
    let text = row.credential(claim.id(), algorithm, claim.names(), claim.mac());
    let again = Claim::read(claim.dialect(), &text).unwrap_or_else(|error| panic!("{text}: {error}"));
    prop_assert_eq!(again.id(), claim.id());
    prop_assert_eq!(again.names(), claim.names());
    prop_assert_eq!(again.algorithm(), claim.algorithm());
    prop_assert_eq!(again.mac(), claim.mac());
    Ok(())
}

/// What holds for everything that is read, and for every fault.
fn assert_sane(dialect: Dialect, text: &[u8]) -> Result<(), TestCaseError> {
    match Claim::read(dialect, text) {
        Ok(claim) => {
            prop_assert!(!claim.id().is_empty() && !claim.names().is_empty() && !claim.signature().is_empty());
            prop_assert!([20, 32, 48, 64].contains(&claim.mac().len()));
            prop_assert!(claim.names().split(' ').all(|name| claim.is_signed(name)));
            let shown = format!("{claim:?}");
            prop_assert!(shown.starts_with("Claim"));
            assert_same_when_written_again(&claim)
        }
        Err(error) => {
            prop_assert!(offset_of(error).is_some_and(|offset| offset <= text.len()), "{:?}", error);
            Ok(())
        }
    }
}

proptest! {
    #![proptest_config(effort::cases(600))]

    #[test]
    fn reading_any_octets_is_total(row in any_row(), text in prop::collection::vec(any::<u8>(), 0..300)) {
        assert_sane(row.dialect, &text)?;
    }

    #[test]
    fn reading_what_is_nearly_right_is_total_and_what_is_read_can_be_written_again((row, text) in messy_text()) {
        assert_sane(row.dialect, &text)?;
    }

    #[test]
    fn every_spelling_that_a_dialect_reads_means_what_was_meant(good in good_text()) {
        let claim = match Claim::read(good.dialect, &good.text) {
            Ok(claim) => claim,
            Err(error) => return Err(TestCaseError::fail(format!("{good:?}: {error}"))),
        };
        prop_assert_eq!(claim.id(), good.id);
        prop_assert_eq!(claim.names(), good.names);
        prop_assert_eq!(claim.algorithm(), good.algorithm);
        prop_assert_eq!(claim.mac(), good.mac);
        assert_same_when_written_again(&claim)?;
    }

    #[test]
    fn a_changed_octet_means_something_else_or_is_a_fault_and_never_panics(
        good in good_text(), at in any::<Index>(), octet in any::<u8>(),
    ) {
        let mut text = good.text.clone().into_bytes();
        let at = at.index(text.len());
        text[at] = octet;
        assert_sane(good.dialect, &text)?;
    }

    #[test]
    fn an_octet_more_or_less_is_read_or_a_fault_and_never_panics(
        good in good_text(), at in any::<Index>(), octet in any::<u8>(),
    ) {
        let text = good.text.clone().into_bytes();
        let at = at.index(text.len());
        assert_sane(good.dialect, &[&text[..at], &[octet], &text[at..]].concat())?;
        assert_sane(good.dialect, &[&text[..at], &text[at + 1..]].concat())?;
        assert_sane(good.dialect, &text[..at])?;
    }
}

/// One credential of each dialect, and every octet of it exchanged for every other.
#[test]
fn every_single_changed_octet_of_a_good_credential_is_read_or_a_fault() {
    for row in &ROWS {
        let good = good(row).into_bytes();
        let (mut read, mut refused) = (0, 0);
        for at in 0..good.len() {
            for octet in 0..=255 {
                let mut text = good.clone();
                text[at] = octet;
                match Claim::read(row.dialect, &text) {
                    Ok(_) => read += 1,
                    Err(error) => {
                        refused += 1;
                        assert!(offset_of(error).is_some_and(|offset| offset <= text.len()), "{error:?}");
                    }
                }
            }
        }
        assert!(read > good.len() && refused > 10_000, "{read} {refused}");
    }
}
