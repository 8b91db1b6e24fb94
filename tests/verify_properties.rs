//! What holds for every request in every dialect: what is signed verifies, what is changed does not, and the verdict
//! is that of a slow twin.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)] // tests may fail loudly

#[path = "library/effort.rs"]
mod effort;
mod oracle;

use hmacsign::{
    Algorithm, Claim, Date, Dialect, Digest, Error, Header, Key, Policy, Refusal, Request, SignedTime, Signer,
    VerifyError,
};
use oracle::application::{self, Parts};
use oracle::family::{ROWS, Row, Rules, Said, Sent, row, string, verdict};
use proptest::prelude::*;
use proptest::sample::{Index, select};

const NOW: i64 = 1_521_461_320;

/// A request that can be signed, and all that signs it.
#[derive(Clone, Debug)]
struct Good {
    row: &'static Row,
    algorithm: Algorithm,
    secret: Vec<u8>,
    id: String,
    names: Vec<String>,
    sent: Sent,
    /// Whether the digest is among the names.
    digest: bool,
}

impl Good {
    fn key(&self) -> Key {
        Key::new(self.algorithm, &self.secret).unwrap()
    }

    fn list(&self) -> String {
        self.names.join(" ")
    }

    fn policy(&self) -> Policy<'static> {
        let policy = Policy::new(self.row.dialect);
        let policy = if self.digest { policy.require_digest() } else { policy };
        policy.allow_ambiguous()
    }

    fn is_application(&self) -> bool {
        self.row.dialect == Dialect::TencentApp
    }

    fn sign(&self) -> String {
        let headers = borrowed(&self.sent);
        let list = self.list();
        let mut signer = Signer::new(self.row.dialect, &self.id).unwrap().names(&list);
        if let Some(created) = self.sent.created {
            signer = signer.created(created).unwrap();
        }
        if let Some(expires) = self.sent.expires {
            signer = signer.expires(expires).unwrap();
        }
        signer.sign(&self.key(), &request(&self.sent, &headers)).unwrap().to_string()
    }

    /// What the slow twin signs of another request by the same names, all of which it has.
    fn string(&self, sent: &Sent) -> Vec<u8> {
        let names: Vec<&[u8]> = self.names.iter().map(|name| name.as_bytes()).collect();
        string(self.row, self.id.as_bytes(), &names, sent)
    }

    fn is_same(&self, sent: &Sent) -> bool {
        self.string(sent) == self.string(&self.sent)
    }

    fn signs(&self, name: &str) -> bool {
        self.names.iter().any(|signed| signed.eq_ignore_ascii_case(name))
    }

    /// The names of a part of the request line.
    fn lines(&self) -> Vec<&String> {
        self.names.iter().filter(|name| self.row.pseudo.contains(&name.to_lowercase().as_str())).collect()
    }

    fn states(&self) -> bool {
        self.names.iter().any(|name| self.row.is_stated(name.as_bytes()))
    }

    /// Is it signed without being named?
    fn implies(&self, name: &[u8]) -> bool {
        let implied = [b"accept".as_slice(), b"content-type"].contains(&name.to_ascii_lowercase().as_slice());
        self.is_application() && implied && !self.signs(std::str::from_utf8(name).unwrap())
    }
}

fn borrowed(sent: &Sent) -> Vec<Header<'_>> {
    sent.headers.iter().map(|(name, value)| Header::new(name, value)).collect()
}

fn request<'a>(sent: &'a Sent, headers: &'a [Header<'a>]) -> Request<'a> {
    Request::new(headers).method(&sent.method).target(&sent.target).version(&sent.version).body(&sent.body)
}

/// Read and verify; the last second at which it would be accepted.
fn verify(good: &Good, key: &Key, credential: &str, sent: &Sent) -> Result<Option<i64>, VerifyError> {
    let headers = borrowed(sent);
    let claim = Claim::read(good.row.dialect, credential)?;
    let verified = claim.verify(key, &request(sent, &headers), &good.policy(), NOW)?;
    Ok(verified.expires())
}

fn any_row() -> impl Strategy<Value = &'static Row> {
    (0..ROWS.len()).prop_map(|index| &ROWS[index])
}

/// A value with tabs and `obs-text` in it.
fn value() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(prop_oneof![3 => b' '..=b'~', 1 => 0x80..=0xFF_u8, 1 => Just(b'\t')], 0..60)
}

fn cased(name: &str, upper: bool) -> String {
    if upper { name.to_uppercase() } else { name.into() }
}

/// Times that a credential may state beside a fresh signed one, and whether they are signed: any if not.
fn stated(skew: i64) -> impl Strategy<Value = [Option<(i64, bool)>; 2]> {
    let any_time = || (1..=253_402_300_799_i64).prop_map(|time| (time, false));
    let created = prop_oneof![3 => (NOW - skew..=NOW + skew).prop_map(|time| (time, true)), 1 => any_time()];
    let expires = prop_oneof![3 => (NOW..NOW + 1000).prop_map(|time| (time, true)), 1 => any_time()];
    (prop::option::of(created), prop::option::of(expires)).prop_map(|(created, expires)| [created, expires])
}

fn good() -> impl Strategy<Value = Good> {
    any_row().prop_flat_map(|row| {
        let id = "[!#-+\\--\\[\\]-~]{1,30}";
        let others = prop::collection::btree_set("[a-z][!#$%&'*+.^_`|~0-9a-z-]{0,12}", 0..6);
        let times = prop::sample::subsequence(row.times.to_vec(), 1..=row.times.len());
        let pseudo = prop::sample::subsequence(row.pseudo.to_vec(), 0..=row.pseudo.len());
        let line = ("[A-Za-z!#-]{1,9}", "[!-~\u{80}-\u{FF}]{1,30}", select(vec!["", "HTTP/1.1", "HTTP/1.0", "2"]));
        (
            (select(row.algorithms.to_vec()), prop::collection::vec(any::<u8>(), 1..80), id),
            (others, prop::collection::vec(value(), 6), times, -row.skew..=row.skew),
            (pseudo, line, prop::collection::vec(any::<u8>(), 0..40), any::<bool>()),
            (any::<u64>(), any::<[bool; 4]>()),
            (application::parts(), any::<[bool; 2]>(), stated(row.skew), prop::option::of(value())),
        )
            .prop_map(
                move |(
                    who,
                    (others, values, times, off),
                    (mut pseudo, line, body, digest),
                    (shuffle, upper),
                    (parts, named, [created, expires], again),
                )| {
                    let ((algorithm, _), secret, id) = who;
                    let (method, target, version) = line;
                    if row.dialect == Dialect::Cybersource {
                        pseudo.truncate(1); // two spellings of one
                    }
                    let mut headers: Vec<(Vec<u8>, Vec<u8>)> = Vec::new();
                    let mut names: Vec<String> = Vec::new();
                    let known =
                        ["date", "x-date", "v-c-date", "digest", "request-line", "request-target", "accept", "host"];
                    for (name, value) in
                        others.into_iter().zip(values).filter(|(name, _)| !known.contains(&name.as_str()))
                    {
                        headers.push((cased(&name, upper[0]).into(), value));
                        names.push(cased(&name, upper[1]));
                    }
                    for time in times {
                        headers.push((cased(time, upper[1]).into(), Date::new(NOW - off).unwrap().to_string().into()));
                        names.push(cased(time, upper[0]));
                    }
                    names.extend(pseudo.into_iter().map(|name| cased(name, upper[2])));
                    if digest {
                        headers.push((b"Digest".into(), Digest::of(&body).to_string().into()));
                        names.push(cased("digest", upper[3]));
                    }
                    let mut sent = Sent { body, ..Sent::default() };
                    (sent.method, sent.target, sent.version) = (method.into(), target.into(), version.into());
                    if row.dialect == Dialect::TencentApp {
                        let Parts { accept, content_type, target, body } = parts;
                        for ((name, value), named) in
                            [("Accept", accept), ("content-type", content_type)].into_iter().zip(named)
                        {
                            let Some(value) = value else { continue };
                            headers.push((name.into(), value.into()));
                            if named {
                                names.push(cased(name, upper[2]));
                            }
                        }
                        (sent.target, sent.body) = (target, body);
                    }
                    if row.dialect == Dialect::Cavage {
                        sent.created = created.map(|(time, _)| time);
                        sent.expires = expires.map(|(time, _)| time);
                        for (name, time) in [("(created)", created), ("(Expires)", expires)] {
                            if time.is_some_and(|(_, signed)| signed) {
                                names.push(cased(name, upper[0]));
                            }
                        }
                        // One header once more, to be joined.
                        let joined = headers.iter().position(|(name, _)| row.joins(name));
                        if let (Some(joined), Some(value)) = (joined, again) {
                            headers.push((headers[joined].0.to_ascii_uppercase(), value));
                        }
                    }
                    // An order of their own, from one number.
                    let mut seed = shuffle;
                    for at in (1..names.len()).rev() {
                        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                        names.swap(at, (seed >> 33) as usize % (at + 1));
                    }
                    let count = headers.len();
                    headers.rotate_left(shuffle as usize % count);
                    sent.headers = headers;
                    Good { row, algorithm, secret, id, names, sent, digest }
                },
            )
    })
}

/// Refused, and not for a fault of the verifier's own.
fn is_refused(verdict: &Result<Option<i64>, VerifyError>) -> bool {
    matches!(verdict, Err(VerifyError::Refusal(_)))
}

proptest! {
    #![proptest_config(effort::cases(1000))]

    #[test]
    fn what_is_signed_is_read_and_verifies(good in good()) {
        let credential = good.sign();
        let headers = borrowed(&good.sent);
        let claim = Claim::read(good.row.dialect, &credential).unwrap();
        prop_assert_eq!(claim.id(), &good.id);
        prop_assert_eq!(claim.names(), good.list().to_lowercase());
        prop_assert_eq!(claim.algorithm(), (!good.states()).then_some(good.algorithm));
        prop_assert_eq!((claim.created(), claim.expires()), (good.sent.created, good.sent.expires));
        prop_assert_eq!(claim.mac(), oracle::hmac(good.algorithm, &good.secret, &good.string(&good.sent)));

        let (key, policy) = (good.key(), good.policy());
        let request = request(&good.sent, &headers);
        let verified = match claim.verify(&key, &request, &policy, NOW) {
            Ok(verified) => verified,
            Err(error) => return Err(TestCaseError::fail(format!("{error}"))),
        };
        // What is lent is what was signed: all headers are, and one that was joined has no value of its own.
        for (name, _) in &good.sent.headers {
            let same: Vec<_> =
                good.sent.headers.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name)).collect();
            let value = good.sent.value(name).filter(|_| same.len() == 1);
            prop_assert_eq!(verified.header(name), value.as_deref());
        }
        prop_assert_eq!(verified.headers().count(), good.sent.headers.len());
        // Its last second is the last.
        let last = verified.expires().unwrap();
        prop_assert!((NOW..=NOW + 2 * good.row.skew).contains(&last));
        prop_assert!(claim.verify(&key, &request, &policy, last).is_ok());
        let late = claim.verify(&key, &request, &policy, last + 1);
        let is_stale = matches!(late, Err(VerifyError::Refusal(Refusal::Stale { .. })));
        prop_assert!(is_stale);
    }

    #[test]
    fn a_changed_octet_in_a_signed_value_is_refused(
        good in good(), which in any::<Index>(), at in any::<Index>(), octet in any::<u8>(), change in 0..3_u8,
    ) {
        let credential = good.sign();
        let mut sent = good.sent.clone();
        let which = which.index(sent.headers.len());
        let value = &mut sent.headers[which].1;
        match change {
            0 => value.insert(at.index(value.len() + 1), octet),
            _ if value.is_empty() => value.push(octet),
            1 => drop(value.remove(at.index(value.len()))),
            _ => {
                let at = at.index(value.len());
                value[at] = octet;
            }
        }
        let verdict = verify(&good, &good.key(), &credential, &sent);
        if good.is_same(&sent) {
            prop_assert!(verdict.is_ok());
        } else {
            prop_assert!(is_refused(&verdict), "{:?}", verdict);
        }
    }

    #[test]
    fn a_header_that_is_taken_away_or_added_again_is_refused(good in good(), which in any::<Index>(), value in value()) {
        let credential = good.sign();
        let which = which.index(good.sent.headers.len());
        let mut sent = good.sent.clone();
        let (name, _) = sent.headers.remove(which);
        let verdict = verify(&good, &good.key(), &credential, &sent);
        let is_there_still = sent.value(&name).is_some();
        if good.implies(&name) || is_there_still {
            // An empty Accept or Content-Type and none are signed alike.
            prop_assert_eq!(verdict.is_ok(), good.is_same(&sent));
        } else {
            let is_missing = matches!(verdict, Err(VerifyError::Refusal(Refusal::HeaderMissing { .. })));
            prop_assert!(is_missing);
        }
        let mut sent = good.sent.clone();
        sent.headers.push((name.clone(), value.clone()));
        let verdict = verify(&good, &good.key(), &credential, &sent);
        if good.row.joins(&name) {
            prop_assert_eq!(verdict, Err(Refusal::Signature.into()));
        } else {
            let is_repeated = matches!(verdict, Err(VerifyError::Refusal(Refusal::HeaderRepeated(_))));
            prop_assert!(is_repeated);
        }
    }

    #[test]
    fn names_in_another_order_or_fewer_of_them_are_refused(good in good(), a in any::<Index>(), b in any::<Index>()) {
        let credential = good.sign();
        let list = good.list().to_lowercase();
        let changed = |names: Vec<String>| {
            let names = names.join(" ").to_lowercase();
            credential.replace(&format!("headers=\"{list}\""), &format!("headers=\"{names}\""))
        };
        let (a, b) = (a.index(good.names.len()), b.index(good.names.len()));
        let mut names = good.names.clone();
        names.swap(a, b);
        let verdict = verify(&good, &good.key(), &changed(names), &good.sent);
        // An application's lines are sorted.
        prop_assert_eq!(verdict.is_ok(), a == b || good.is_application());
        if good.names.len() > 1 {
            let mut names = good.names.clone();
            names.remove(a);
            prop_assert!(is_refused(&verify(&good, &good.key(), &changed(names), &good.sent)));
        }
        // Their case is not signed.
        let capitals = good.names.iter().map(|name| name.to_uppercase()).collect::<Vec<_>>().join(" ");
        let text = credential.replace(&format!("headers=\"{list}\""), &format!("headers=\"{capitals}\""));
        prop_assert!(verify(&good, &good.key(), &text, &good.sent).is_ok());
    }

    #[test]
    fn a_changed_request_line_or_body_is_refused_where_it_is_signed(
        good in good(), other in good(), method in "[A-Z]{3}", body in prop::collection::vec(any::<u8>(), 0..40),
    ) {
        let credential = good.sign();
        let verify = |sent: &Sent| verify(&good, &good.key(), &credential, sent);
        let (sent, other) = (&good.sent, &other.sent);
        for sent in [
            Sent { method: other.method.clone(), ..sent.clone() },
            Sent { method: method.into(), ..sent.clone() },
            Sent { method: sent.method.to_ascii_uppercase(), ..sent.clone() },
            Sent { version: other.version.clone(), ..sent.clone() },
        ] {
            prop_assert_eq!(verify(&sent).is_ok(), good.is_same(&sent));
        }
        // What is no target of an application is refused before any string is made of it.
        let sent = Sent { target: other.target.clone(), ..sent.clone() };
        let is_well_formed = !good.is_application() || application::parameters(&sent).is_some();
        prop_assert_eq!(verify(&sent).is_ok(), is_well_formed && good.is_same(&sent));

        let sent = Sent { body, ..good.sent.clone() };
        if good.is_application() {
            let is_well_formed = application::parameters(&sent).is_some();
            prop_assert_eq!(verify(&sent).is_ok(), is_well_formed && good.is_same(&sent));
        } else if good.digest && sent.body != good.sent.body {
            prop_assert_eq!(verify(&sent), Err(Refusal::Digest.into()));
        } else {
            prop_assert!(verify(&sent).is_ok());
        }
    }

    #[test]
    fn another_key_or_another_id_with_its_own_key_is_refused(good in good(), secret in prop::collection::vec(any::<u8>(), 1..80)) {
        let credential = good.sign();
        // RFC 2104 pads a short secret with zeros, and then there are two secrets for one key.
        let unpadded = |secret: &[u8]| secret.iter().rposition(|&octet| octet != 0).map(|last| secret[..=last].to_vec());
        let other = Key::new(good.algorithm, &secret).unwrap();
        let verdict = verify(&good, &other, &credential, &good.sent);
        if unpadded(&secret) == unpadded(&good.secret) {
            prop_assert!(verdict.is_ok());
        } else {
            prop_assert_eq!(verdict, Err(Refusal::Signature.into()));
        }
    }

    #[test]
    fn what_is_not_signed_may_change(good in good(), values in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..20), 3), at in any::<Index>()) {
        let credential = good.sign();
        let mut sent = good.sent.clone();
        for (name, value) in ["x-unsigned-and-long", "X-UNSIGNED-and-long", "no token"].into_iter().zip(values) {
            sent.headers.insert(at.index(sent.headers.len() + 1), (name.into(), value));
        }
        if good.lines().is_empty() && !good.is_application() {
            (sent.method, sent.target, sent.version) = (b"\0".to_vec(), Vec::new(), b" ".to_vec());
        }
        // The order of headers counts where two are joined.
        let is_joined =
            good.sent.headers.iter().any(|(name, _)| good.sent.joined(name) != good.sent.value(name).unwrap());
        if !is_joined {
            let count = sent.headers.len();
            sent.headers.rotate_left(at.index(count));
        }
        prop_assert!(verify(&good, &good.key(), &credential, &sent).is_ok());
    }
}

// ---- A slow twin -------------------------------------------------------------------------------------------------

/// Names that meet each other, in any case, most of them ones that mean something.
fn messy_name(row: &'static Row) -> impl Strategy<Value = String> {
    let own: &[&str] = match row.dialect {
        Dialect::TencentApp => &["x-date", "x-date", "accept", "content-type", "content-md5"],
        Dialect::Cavage => &["(created)", "(expires)", "a", "date"],
        _ => &[],
    };
    let special: Vec<&str> = (row.pseudo.iter().chain(row.times).chain(own).copied())
        .chain(["request-line", "request-target", "date", "x-date", "digest", "host", "a", "b"])
        .collect();
    (select(special), any::<bool>()).prop_map(|(name, upper)| cased(name, upper))
}

/// Names that no list may have and a request may all the same.
fn odd_name(row: &'static Row) -> impl Strategy<Value = String> {
    let odd = select(vec![
        "[request-target)",
        "@request-target",
        "(request-target)",
        "(request-target]",
        "",
        "a b",
        "d\u{E9}te",
    ]);
    prop_oneof![9 => messy_name(row), 1 => odd.prop_map(String::from)]
}

fn messy_date() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        12 => select(vec![0, 1, -1, 299, 300, -300]),
        3 => select(vec![301, -301, 900, 901, -901, 5000, NOW]),
    ]
    .prop_map(|off| Date::new(NOW - off).unwrap().to_string().into_bytes())
}

fn messy_value() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        3 => messy_date(),
        2 => Just(b"Sun, 19 Mar 2018 12:08:40 GMT".to_vec()),
        2 => Just(b" Mon, 19 Mar 2018 12:08:40 GMT\t".to_vec()),
        1 => Just(b"a\nb".to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..5),
    ]
}

/// A header whose value mostly suits its name.
fn messy_header(row: &'static Row) -> impl Strategy<Value = (String, Vec<u8>)> {
    let digest = select(vec!["", "b", "body"]).prop_flat_map(|body| {
        let digest = Digest::of(body);
        select(vec![
            digest.to_string(),
            format!("md5=x, {digest}"),
            format!("{digest},"),
            format!("{digest}, {digest}"),
        ])
    });
    let content_type =
        select(vec!["application/x-www-form-urlencoded", "Application/x-www-form-urlencoded;a=b", "text/plain", ""]);
    let content_md5 = select(vec!["", "b", "body", "?"]).prop_map(|body| match body {
        "" => String::new(),
        body => hmacsign::ContentMd5::of(body).to_string(),
    });
    let own = (digest, content_type, content_md5);
    (odd_name(row), messy_date(), own, messy_value(), 0..6_u8).prop_map(|(name, date, own, other, suits)| {
        let (digest, content_type, content_md5) = own;
        let value = match name.to_lowercase().as_str() {
            "content-type" if suits > 0 => content_type.into(),
            "content-md5" if suits > 0 => content_md5.into_bytes(),
            "date" | "x-date" | "v-c-date" if suits > 0 => date,
            "digest" if suits > 0 => digest.into_bytes(),
            _ => other,
        };
        (name, value)
    })
}

/// What a credential may state.
fn messy_time() -> impl Strategy<Value = Option<i64>> {
    prop_oneof![
        1 => Just(None),
        4 => select(vec![0, 1, -1, 299, 300, -300, 301, -301, 5000]).prop_map(|off| Some(NOW - off)),
        1 => select(vec![Some(1), Some(253_402_300_799)]),
    ]
}

fn messy_sent(row: &'static Row) -> impl Strategy<Value = Sent> {
    let part = |good: &'static [&'static str], bad: &'static [&'static str]| {
        prop_oneof![9 => select(good.to_vec()), 1 => select(bad.to_vec())].prop_map(|text| text.as_bytes().to_vec())
    };
    (
        (prop::collection::vec(messy_header(row), 0..7), prop::bool::weighted(0.8)),
        part(&["GET", "post"], &["", "G T", "\u{E9}"]),
        part(&["/", "/p?q", "\u{E9}", "?b=%41&a+", "/?a=%26", "/?a%3D=&b", "/?%"], &["", "/ ", "\0", "/?=", "/?%4g"]),
        part(&["", "HTTP/1.1", "HTTP/2"], &["HTTP 1", "\u{E9}"]),
        part(&["", "b", "body", "a%26=b&&c="], &["other", "=", "a=%x"]),
        (messy_time(), messy_time()),
    )
        .prop_map(|((mut headers, once), method, target, version, body, (created, expires))| {
            if once {
                let mut seen = std::collections::BTreeSet::new();
                headers.retain(|(name, _)| seen.insert(name.to_lowercase()));
            }
            let headers = headers.into_iter().map(|(name, value)| (name.into_bytes(), value)).collect();
            Sent { headers, method, target, version, body, created, expires }
        })
}

fn messy_rules(row: &'static Row) -> impl Strategy<Value = Rules> {
    let rarely = || prop::bool::weighted(0.2);
    (
        prop_oneof![15 => Just(Algorithm::ALL.to_vec()), 1 => prop::sample::subsequence(Algorithm::ALL.to_vec(), 0..4)],
        prop_oneof![15 => Just(Vec::new()), 1 => prop::collection::vec(messy_name(row), 1..3)],
        (any::<bool>(), rarely(), rarely(), rarely(), any::<bool>()),
        prop_oneof![3 => Just(row.skew as u32), 1 => select(vec![0, 1, u32::MAX])],
    )
        .prop_map(|(algorithms, required, (undated, stale_date, any_weekday, digest, ambiguous), skew)| Rules {
            algorithms,
            required,
            undated,
            stale_date,
            any_weekday,
            ambiguous,
            digest,
            skew,
        })
}

#[derive(Clone, Debug)]
struct Messy {
    row: &'static Row,
    sent: Sent,
    names: Vec<String>,
    rules: Rules,
    /// The key's, and what the credential says: another one, or nothing.
    algorithm: Algorithm,
    said: Option<Algorithm>,
    now: i64,
    /// Sign, or write any MAC.
    signed: bool,
}

fn messy() -> impl Strategy<Value = Messy> {
    any_row().prop_flat_map(|row| {
        let algorithm = prop::sample::select(row.algorithms.iter().map(|(algorithm, _)| *algorithm).collect::<Vec<_>>());
        (
            messy_sent(row),
            prop::collection::vec((any::<Index>(), messy_name(row), 0..12_u8), 1..6),
            messy_rules(row),
            (algorithm.clone(), algorithm, 0..12_u8),
            prop_oneof![30 => Just(NOW), 1 => select(vec![-1, 0, 253_402_300_799, 253_402_300_800, i64::MIN, i64::MAX])],
            prop::bool::weighted(0.9),
        )
            .prop_map(move |(sent, picks, rules, (algorithm, other, said), now, signed)| {
                // Mostly headers of the request, each once, so that a good part is accepted.
                let mut names: Vec<String> = Vec::new();
                for (index, other, pick) in picks {
                    let name = match sent.headers.get(index.index(sent.headers.len().max(1))) {
                        Some((name, _)) if pick > 1 => String::from_utf8(name.clone()).unwrap(),
                        _ => other,
                    };
                    let called = if row.dialect == Dialect::Cavage { "hs2019" } else { row.algorithms[0].1 };
                    let text = row.credential("i", called, &name, &[0; 20]);
                    let verdict = Claim::read(row.dialect, &text);
                    let readable = !matches!(verdict, Err(hmacsign::Error::Parameter { .. }));
                    if readable && (pick == 0 || !names.iter().any(|known| known.eq_ignore_ascii_case(&name))) {
                        names.push(name);
                    }
                }
                if names.is_empty() {
                    names.push(row.times[0].into());
                }
                let states = names.iter().any(|name| row.is_stated(name.as_bytes()));
                let said = match said {
                    _ if states => None,
                    0..6 if row.dialect == Dialect::Cavage => None,
                    6 => Some(other),
                    _ => Some(algorithm),
                };
                Messy { row, sent, names, rules, algorithm, said, now, signed }
            })
    })
}

impl Messy {
    /// The MAC over what the slow twin signs, as far as all of it is there.
    fn mac(&self, secret: &[u8]) -> Vec<u8> {
        let len = self.said.unwrap_or(self.algorithm).mac_len();
        let names: Vec<&[u8]> = self.names.iter().map(|name| name.as_bytes()).collect();
        let there = |name: &String| match name.to_lowercase().as_str() {
            "(created)" if self.row.is_stated(name.as_bytes()) => self.sent.created.is_some(),
            "(expires)" if self.row.is_stated(name.as_bytes()) => self.sent.expires.is_some(),
            _ => self.sent.value(name.as_bytes()).is_some() || self.row.is_pseudo(name.as_bytes()),
        };
        if !self.signed || !self.names.iter().all(there) {
            return vec![7; len];
        }
        let mut mac = oracle::hmac(self.algorithm, secret, &string(self.row, b"some-id", &names, &self.sent));
        mac.resize(len, 0);
        mac
    }
}

/// Both verdicts.
#[allow(clippy::type_complexity)]
fn both(messy: &Messy) -> (Result<Option<i64>, VerifyError>, Result<Option<i64>, VerifyError>) {
    let secret = b"a secret";
    let mac = messy.mac(secret);
    let list = messy.names.join(" ");
    let called = messy.said.map_or("hs2019", |said| messy.row.name_of(said));
    let times = [("created", messy.sent.created), ("expires", messy.sent.expires)].into_iter();
    let times = times.filter(|_| messy.row.dialect == Dialect::Cavage);
    let times: String = times.filter_map(|(name, time)| Some(format!("{name}={},", time?))).collect();
    let credential = messy.row.credential_stating(&times, "some-id", called, &list, &mac);
    let said = Said { id: "some-id".into(), algorithm: messy.said, names: list.into_bytes(), mac };
    let slow = verdict(messy.row, &said, messy.algorithm, secret, &messy.sent, &messy.rules, messy.now);

    let claim = Claim::read(messy.row.dialect, &credential).unwrap_or_else(|error| panic!("{credential}: {error}"));
    let required: Vec<&str> = messy.rules.required.iter().map(String::as_str).collect();
    let mut policy = Policy::new(messy.row.dialect)
        .algorithms(&messy.rules.algorithms)
        .required(&required)
        .max_skew(messy.rules.skew);
    for (wanted, set) in [
        (messy.rules.undated, Policy::allow_undated as fn(_) -> _),
        (messy.rules.stale_date, Policy::allow_stale_date),
        (messy.rules.any_weekday, Policy::allow_any_weekday),
        (messy.rules.ambiguous, Policy::allow_ambiguous),
        (messy.rules.digest, Policy::require_digest),
    ] {
        if wanted {
            policy = set(policy);
        }
    }
    let headers = borrowed(&messy.sent);
    let key = Key::new(messy.algorithm, secret).unwrap();
    let request = request(&messy.sent, &headers);
    let fast = claim.verify(&key, &request, &policy, messy.now).map(|verified| verified.expires());
    (fast, slow)
}

proptest! {
    #![proptest_config(effort::cases(6000))]

    #[test]
    fn the_verdict_is_that_of_a_slow_twin_and_so_is_its_place(messy in messy()) {
        let (fast, slow) = both(&messy);
        prop_assert_eq!(fast, slow);
    }
}

/// What the signer says of a request that the verifier refuses before it looks at the signature.
fn as_error(verdict: VerifyError) -> Option<Error> {
    match verdict {
        VerifyError::Error(error) => Some(error),
        VerifyError::Refusal(Refusal::HeaderMissing { offset }) => Some(Error::HeaderMissing { offset }),
        VerifyError::Refusal(Refusal::HeaderRepeated(place)) => Some(Error::HeaderRepeated(place)),
        VerifyError::Refusal(Refusal::HeaderValue { header }) => Some(Error::HeaderValue { header }),
        VerifyError::Refusal(Refusal::DateUnsigned) => Some(Error::DateUnsigned),
        VerifyError::Refusal(Refusal::RequestLine(part)) => Some(Error::RequestLine(part)),
        VerifyError::Refusal(Refusal::Parameters) => Some(Error::Parameters),
        VerifyError::Refusal(_) => None,
    }
}

proptest! {
    #![proptest_config(effort::cases(4000))]

    #[test]
    fn what_cannot_be_signed_is_what_a_verifier_refuses(messy in messy()) {
        let rules = Rules {
            algorithms: Algorithm::ALL.to_vec(),
            required: Vec::new(),
            undated: messy.rules.undated,
            stale_date: false,
            any_weekday: false,
            ambiguous: true,
            digest: false,
            skew: 0,
        };
        // Nothing is signed by this, so that no verdict is better than Signature.
        let messy = Messy { said: Some(messy.algorithm), rules, now: NOW, signed: false, ..messy };
        let mac = vec![7; messy.algorithm.mac_len()];
        let list = messy.names.join(" ");
        let said = Said { id: "i".into(), algorithm: messy.said, names: list.clone().into_bytes(), mac };
        let slow = verdict(messy.row, &said, messy.algorithm, b"s", &messy.sent, &messy.rules, NOW).unwrap_err();

        let mut signer = Signer::new(messy.row.dialect, "i").unwrap().names(&list);
        signer = if messy.rules.undated { signer.allow_undated() } else { signer };
        for (time, set) in [
            (messy.sent.created, Signer::created as fn(_, _) -> Result<_, _>),
            (messy.sent.expires, Signer::expires),
        ] {
            signer = time.map_or(signer, |time| set(signer, time).unwrap());
        }
        let headers = borrowed(&messy.sent);
        let fast = signer.check(&request(&messy.sent, &headers)).err();
        let wrong = messy.row.dialect == Dialect::TencentApp && application::has_wrong_content_md5(&messy.sent);
        match (as_error(slow), fast) {
            (None, Some(Error::HeaderValue { header })) if wrong => {
                prop_assert!(messy.sent.headers[header].0.eq_ignore_ascii_case(b"content-md5"));
            }
            (None, fast) => prop_assert!(fast.is_none() && !wrong, "{:?}", fast),
            (slow, fast) => prop_assert_eq!(slow, fast),
        }
    }
}

/// The cases above are worth something only if they meet every outcome.
#[test]
fn the_slow_twin_meets_every_outcome() {
    use proptest::strategy::ValueTree as _;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut met = std::collections::BTreeMap::<String, usize>::new();
    for _ in 0..8000 {
        let messy = messy().new_tree(&mut runner).unwrap().current();
        let (fast, slow) = both(&messy);
        assert_eq!(fast, slow, "{messy:?}");
        let kind = match slow {
            Ok(expires) => format!("accepted, expires: {}", expires.is_some()),
            // Which one, without the place.
            Err(VerifyError::Refusal(Refusal::Stale { time: SignedTime::Header(_), .. })) => "Stale, a header".into(),
            Err(VerifyError::Refusal(Refusal::Stale { time, .. })) => format!("Stale, {time}"),
            Err(error) => {
                format!("{error:?}").split(|end: char| end == ' ' || end.is_ascii_digit()).next().unwrap().into()
            }
        };
        *met.entry(kind).or_default() += 1;
    }
    for (kind, times) in &met {
        println!("{times:5} {kind}");
    }
    // Accepted with a time and without; every refusal, one of them in the names and in the request and two by their
    // three parts or times; and the server's mistakes: its clock, no method, no target.
    assert_eq!(met.len(), 2 + 19 + 3, "{met:#?}");
    assert_eq!(row(Dialect::Kong).skew, 300);
}
