//! Every slip made from scratch: for a request and a slip the credentials of somebody who made it, put together from
//! strings and the bare hashes. It shares no code with the library.
#![allow(dead_code)] // each test file uses a part
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::type_complexity)]

use std::rc::Rc;

use hmacsign::{Algorithm, Dialect, Header, Request, Slip};
use sha2::Digest as _;

use crate::oracle::application;
use crate::oracle::family::{Row, Sent, row, string};
use crate::oracle::{base64, hmac, unbase64};

/// A request and all that signs it.
#[derive(Clone, Debug)]
pub struct Sample {
    pub row: &'static Row,
    pub algorithm: Algorithm,
    /// As it is configured: of CyberSource in Base64.
    pub secret: Vec<u8>,
    pub id: String,
    pub names: Vec<String>,
    pub sent: Sent,
}

/// The credential of somebody who made a slip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    pub text: Vec<u8>,
    /// The line that is concerned.
    pub line: Option<usize>,
}

/// The headers of a request as the library takes them.
pub fn borrowed(sent: &Sent) -> Vec<Header<'_>> {
    sent.headers.iter().map(|(name, value)| Header::new(name, value)).collect()
}

/// The request as the library takes it.
pub fn request<'a>(sent: &'a Sent, headers: &'a [Header<'a>]) -> Request<'a> {
    Request::new(headers).method(&sent.method).target(&sent.target).version(&sent.version).body(&sent.body)
}

pub fn lower(text: &[u8]) -> Vec<u8> {
    text.to_ascii_lowercase()
}

pub fn trim(value: &[u8]) -> &[u8] {
    let is_space = |octet: &u8| *octet == b' ' || *octet == b'\t';
    let start = value.iter().position(|octet| !is_space(octet)).unwrap_or(value.len());
    let end = value.iter().rposition(|octet| !is_space(octet)).map_or(start, |last| last + 1);
    &value[start..end]
}

/// The text with every occurrence of one part replaced.
pub fn replaced(text: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        if rest.starts_with(from) {
            out.extend(to);
            rest = &rest[from.len()..];
        } else {
            out.push(rest[0]);
            rest = &rest[1..];
        }
    }
    out
}

pub fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

pub fn escaped(signature: &str) -> String {
    signature.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D")
}

/// The bare hash of a text.
pub fn hash(algorithm: Algorithm, text: &[u8]) -> Vec<u8> {
    match algorithm {
        Algorithm::HmacSha1 => sha1::Sha1::digest(text).to_vec(),
        Algorithm::HmacSha256 => sha2::Sha256::digest(text).to_vec(),
        Algorithm::HmacSha384 => sha2::Sha384::digest(text).to_vec(),
        Algorithm::HmacSha512 => sha2::Sha512::digest(text).to_vec(),
        _ => unreachable!("there are four"),
    }
}

pub fn md5(text: &[u8]) -> Vec<u8> {
    md5::Md5::digest(text).to_vec()
}

/// The second that an IMF-fixdate tells.
fn second(text: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(text).ok()?;
    let time = httpdate::parse_http_date(text).ok()?;
    let seconds = time.duration_since(std::time::UNIX_EPOCH).ok()?.as_secs();
    (httpdate::fmt_http_date(time) == text).then_some(seconds as i64)
}

fn date(second: i64) -> Option<Vec<u8>> {
    let second = u64::try_from(second).ok()?;
    Some(httpdate::fmt_http_date(std::time::UNIX_EPOCH + std::time::Duration::from_secs(second)).into())
}

/// What a Base64 text of either alphabet stands for, with its padding or without.
fn any_base64(text: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(text).ok()?;
    let bare = text.trim_end_matches('=');
    let is_url = bare.contains(['-', '_']);
    let standard = if is_url { bare.replace('-', "+").replace('_', "/") } else { bare.to_owned() };
    let mixed = is_url && bare.contains(['+', '/']);
    let digits = standard.bytes().all(|digit| digit.is_ascii_alphanumeric() || b"+/".contains(&digit));
    if bare.is_empty() || mixed || !digits || bare.len() % 4 == 1 {
        return None;
    }
    let octets = unbase64(&standard);
    let padded = base64(&octets);
    let is_whole = padded.trim_end_matches('=') == standard;
    let is_padded = text.len() == bare.len() || text.len() == padded.len();
    (is_whole && is_padded).then_some(octets)
}

fn any_hex(text: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(text).ok()?;
    let digits = !text.is_empty() && text.len() % 2 == 0 && text.bytes().all(|digit| digit.is_ascii_hexdigit());
    digits.then(|| (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect())
}

/// The octets that `%XX` stands for; `+` stays.
fn percent_decoded(text: &[u8]) -> Option<Vec<u8>> {
    application::decode(&replaced(text, b"+", b"%2B"))
}

impl Sample {
    pub fn dialect(&self) -> Dialect {
        self.row.dialect
    }

    fn is_application(&self) -> bool {
        self.dialect() == Dialect::TencentApp
    }

    /// The key of the HMAC.
    pub fn key(&self) -> Vec<u8> {
        if self.dialect() == Dialect::Cybersource {
            unbase64(std::str::from_utf8(&self.secret).unwrap())
        } else {
            self.secret.clone()
        }
    }

    /// The headers of a name, by index.
    fn places(&self, name: &[u8]) -> Vec<usize> {
        (0..self.sent.headers.len()).filter(|&place| lower(&self.sent.headers[place].0) == lower(name)).collect()
    }

    fn names(&self, name: &[u8]) -> bool {
        self.names.iter().any(|listed| lower(listed.as_bytes()) == lower(name))
    }

    /// Can the request be signed by these names?
    pub fn is_whole(&self) -> bool {
        self.names.iter().all(|name| {
            let name = name.as_bytes();
            let count = self.places(name).len();
            self.row.is_pseudo(name) || count == 1 || count > 1 && self.row.joins(name)
        })
    }

    /// What is to be signed, by the slow twin.
    pub fn right(&self) -> Option<Vec<u8>> {
        let names: Vec<&[u8]> = self.names.iter().map(|name| name.as_bytes()).collect();
        self.is_whole().then(|| string(self.row, self.id.as_bytes(), &names, &self.sent))
    }

    /// A signature as the dialect writes it.
    pub fn written(&self, mac: &[u8]) -> Vec<u8> {
        let signature = base64(mac);
        if self.dialect() == Dialect::Modulr { escaped(&signature).into() } else { signature.into() }
    }

    /// The credential with any text as its signature.
    pub fn credential(&self, signature: &[u8]) -> Vec<u8> {
        let Row { word, id: who, comma, .. } = self.row;
        let stated = self.names.iter().any(|name| self.row.is_stated(name.as_bytes()));
        let algorithm = if stated { "hs2019" } else { self.row.name_of(self.algorithm) };
        let times = [("created", self.sent.created), ("expires", self.sent.expires)].into_iter();
        let times: String = times.filter_map(|(name, time)| Some(format!("{name}={},", time?))).collect();
        let (id, names) = (&self.id, self.names.join(" "));
        let start = format!(
            r#"{word}{who}="{id}"{comma}algorithm="{algorithm}"{comma}{times}headers="{names}"{comma}signature=""#
        );
        [start.as_bytes(), signature, b"\""].concat()
    }

    /// That of somebody who signed this string, and made no other slip.
    pub fn signed(&self, string: &[u8]) -> Vec<u8> {
        self.credential(&self.written(&hmac(self.algorithm, &self.key(), string)))
    }

    /// The index of the first name that tells a time.
    fn time(&self) -> Option<usize> {
        let is_time = |name: &String| TIMES.iter().any(|time| name.eq_ignore_ascii_case(time));
        self.names.iter().position(is_time)
    }

    /// The value of that header, if it comes once.
    fn time_value(&self) -> Option<Vec<u8>> {
        let name = self.names[self.time()?].as_bytes();
        (self.places(name).len() == 1).then(|| self.sent.value(name)).flatten()
    }

    /// Are method and target signed?
    fn signs_target(&self) -> bool {
        let is_line = |name: &String| self.row.pseudo.iter().any(|pseudo| name.eq_ignore_ascii_case(pseudo));
        self.is_application() || self.names.iter().any(is_line)
    }
}

const TIMES: [&str; 3] = ["x-date", "date", "v-c-date"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    Request,
    Listed,
    Train,
    Upper,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Empty {
    LeftOut,
    WithoutSpace,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absent {
    AsEmpty,
    AsName,
    LeftOut,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeated {
    First,
    Last,
    Joined,
}

/// How a string is written: rightly, but for what is set.
#[derive(Clone, Debug, Default)]
pub struct Writing {
    pub dialect: Option<Dialect>,
    pub case: Option<Case>,
    pub tight: bool,
    pub between: Option<&'static str>,
    /// One more LF at the end, or one less.
    pub last: Option<bool>,
    pub untrimmed: bool,
    pub values_only: bool,
    /// The index of a name.
    pub without: Option<usize>,
    /// The index of a header.
    pub unnamed: Option<usize>,
    pub empty: Option<Empty>,
    pub absent: Option<Absent>,
    pub order: Option<Vec<usize>>,
    pub repeated: Option<Repeated>,
    /// Name and value in the place of the first time header.
    pub date: Option<(Vec<u8>, Vec<u8>)>,
    pub target: Option<Vec<u8>>,
    pub other_method: bool,
    /// With the space before it.
    pub version: Option<Vec<u8>>,
    pub named: bool,
    pub bare: bool,
    pub md5: Option<Vec<u8>>,
    /// Path and parameters.
    pub tail: Option<Vec<u8>>,
    /// Before the method, or behind the Content-MD5.
    pub empty_line: Option<bool>,
    pub fields_left_out: bool,
    pub accept: Option<Vec<u8>>,
    pub content_type: Option<Vec<u8>>,
}

fn train(name: &[u8]) -> Vec<u8> {
    let mut name = lower(name);
    for at in 0..name.len() {
        if at == 0 || name[at - 1] == b'-' {
            name[at] = name[at].to_ascii_uppercase();
        }
    }
    name
}

/// The method in the other case: of `Get` there are two, and lower is that.
fn other_case(method: &[u8]) -> Vec<u8> {
    if lower(method) == method { method.to_ascii_uppercase() } else { lower(method) }
}

/// The string that is written so, or nothing where it cannot be.
pub fn write(sample: &Sample, writing: &Writing) -> Option<Vec<u8>> {
    let (sent, row) = (&sample.sent, row(writing.dialect.unwrap_or(sample.dialect())));
    let colon: &[u8] = if writing.tight { b":" } else { b": " };
    let version = writing.version.clone().unwrap_or_else(|| [b" ".as_slice(), sent.version()].concat());
    let target = writing.target.as_ref().unwrap_or(&sent.target);
    let mut lines: Vec<(Vec<u8>, Option<Vec<u8>>)> = Vec::new();
    for (index, listed) in sample.names.iter().enumerate() {
        let mut name = lower(listed.as_bytes());
        if !row.is_pseudo(&name) && sample.row.is_pseudo(&name) {
            name = row.pseudo.first()?.as_bytes().to_vec();
        }
        let places = sample.places(&name);
        let shown = match writing.case {
            None => name.clone(),
            Some(Case::Listed) => listed.clone().into_bytes(),
            Some(Case::Train) => train(&name),
            Some(Case::Upper) => name.to_ascii_uppercase(),
            Some(Case::Request) => places.first().map_or(name.clone(), |&place| sent.headers[place].0.clone()),
        };
        if row.is_pseudo(&name) {
            let time = match name.as_slice() {
                b"(created)" => Some(sent.created?),
                b"(expires)" => Some(sent.expires?),
                _ => None,
            };
            let is_bare = matches!(row.dialect, Dialect::Kong | Dialect::Iflytek) && name == b"request-line"
                || row.dialect == Dialect::Apisix;
            let mut method = if is_bare { sent.method.clone() } else { lower(&sent.method) };
            if writing.other_method {
                method = other_case(&method);
            }
            let ending: &[u8] = if is_bare && row.dialect != Dialect::Apisix { &version } else { b"" };
            let text = match time {
                Some(time) => time.to_string().into_bytes(),
                None => [&method, b" ".as_slice(), target, ending].concat(),
            };
            let has_name = if is_bare { writing.named } else { !writing.bare };
            lines.push((name, Some(if has_name { [&shown, colon, &text].concat() } else { text })));
            continue;
        }
        let raw = |place: usize| {
            let value = &sent.headers[place].1;
            if writing.untrimmed { value.clone() } else { trim(value).to_vec() }
        };
        let repeated = writing.repeated.filter(|_| places.len() > 1);
        let mut value = match (places.as_slice(), repeated) {
            ([], _) => match writing.absent? {
                Absent::AsEmpty => Vec::new(),
                Absent::AsName => {
                    lines.push((name, Some([&shown, b":".as_slice()].concat())));
                    continue;
                }
                Absent::LeftOut => {
                    lines.push((name, None));
                    continue;
                }
            },
            (&[place], _) => raw(place),
            (all, Some(Repeated::First)) => raw(all[0]),
            (all, Some(Repeated::Last)) => raw(all[all.len() - 1]),
            (all, _) if repeated.is_some() || row.joins(&name) => {
                all.iter().map(|&place| raw(place)).collect::<Vec<_>>().join(b", ".as_slice())
            }
            _ => return None,
        };
        let mut shown = shown;
        if let Some((other, other_value)) = writing.date.as_ref().filter(|_| sample.time() == Some(index)) {
            if lower(other) != name {
                shown = other.clone();
            }
            value = other_value.clone();
        }
        let is_empty = trim(&value).is_empty() && !places.is_empty();
        let line = match writing.empty.filter(|_| is_empty) {
            Some(Empty::LeftOut) => None,
            Some(Empty::WithoutSpace) if writing.values_only => Some(Vec::new()),
            Some(Empty::WithoutSpace) => Some([&shown, b":".as_slice()].concat()),
            None if writing.values_only => Some(value),
            None => Some([&shown, colon, &value].concat()),
        };
        lines.push((name, line));
    }
    if let Some(index) = writing.without {
        lines[index].1 = None;
    }
    if let Some(order) = &writing.order {
        lines = order.iter().map(|&index| lines[index].clone()).collect();
    } else if row.dialect == Dialect::TencentApp {
        lines.sort_by(|one, other| one.0.cmp(&other.0));
    }
    let mut lines: Vec<Vec<u8>> = lines.into_iter().filter_map(|(_, line)| line).collect();
    if let Some(place) = writing.unnamed {
        let (name, value) = &sent.headers[place];
        lines.push([&lower(name), colon, trim(value)].concat());
    }
    match row.dialect {
        Dialect::Apisix => {
            lines.insert(0, sample.id.clone().into_bytes());
            lines.push(Vec::new());
        }
        Dialect::TencentApp => lines.extend(trailer(sample, writing)?),
        _ => {}
    }
    let mut string = lines.join(&b'\n');
    match writing.last {
        Some(true) => string.push(b'\n'),
        Some(false) => drop(string.pop().filter(|&last| last == b'\n')?),
        None => {}
    }
    Some(match writing.between {
        Some(between) => replaced(&string, b"\n", between.as_bytes()),
        None => string,
    })
}

/// The lines of an application behind those of its headers.
fn trailer(sample: &Sample, writing: &Writing) -> Option<Vec<Vec<u8>>> {
    let sent = &sample.sent;
    let is_good = application::line_fault(sent).is_none()
        && application::implied_fault(sent).is_none()
        && application::parameters(sent).is_some();
    let method = if writing.other_method { other_case(&sent.method) } else { sent.method.clone() };
    let value = |name: &[u8]| sent.value(name).unwrap_or_default();
    let accept = writing.accept.clone().unwrap_or_else(|| value(b"accept"));
    let content_type = writing.content_type.clone().unwrap_or_else(|| value(b"content-type"));
    let md5 = writing.md5.clone().unwrap_or_else(|| application::content_md5(sent).into());
    let mut lines = vec![method];
    let fields = [accept, content_type, md5].into_iter();
    lines.extend(fields.filter(|field| !writing.fields_left_out || !field.is_empty()));
    lines.push(writing.tail.clone().unwrap_or_else(|| application::path_and_parameters(sent)));
    match writing.empty_line {
        Some(true) => lines.insert(0, Vec::new()),
        Some(false) => lines.insert(lines.len() - 1, Vec::new()),
        None => {}
    }
    is_good.then_some(lines)
}

/// One thing that is done differently.
#[derive(Clone)]
pub enum Part {
    Key(Algorithm, Vec<u8>),
    /// In place of the HMAC.
    Mac(Rc<dyn Fn(&[u8]) -> Vec<u8>>),
    /// Of the MAC; nothing where it makes no difference.
    Spelling(Rc<dyn Fn(&[u8]) -> Option<Vec<u8>>>),
    String(Rc<dyn Fn(&mut Writing)>, Option<usize>),
}

fn spelling(spell: impl Fn(&[u8]) -> Option<Vec<u8>> + 'static) -> Part {
    Part::Spelling(Rc::new(spell))
}

fn text(change: impl Fn(&mut Writing) + 'static) -> Part {
    Part::String(Rc::new(change), None)
}

/// Every order of some indexes but their own.
fn permutations(count: usize) -> Vec<Vec<usize>> {
    if count == 0 {
        return vec![Vec::new()];
    }
    let shorter = permutations(count - 1).into_iter();
    shorter
        .flat_map(|order| {
            (0..count).map(move |at| {
                let mut order = order.clone();
                order.insert(at, count - 1);
                order
            })
        })
        .collect()
}

/// The orders that are tried of lines.
fn orders(sample: &Sample) -> Vec<Vec<usize>> {
    let count = sample.names.len();
    let own: Vec<usize> = (0..count).collect();
    let place = |index: &usize| sample.places(sample.names[*index].as_bytes()).first().copied();
    let as_sent = own.iter().all(|index| place(index).is_some()).then(|| {
        let mut order = own.clone();
        order.sort_by_key(|index| place(index));
        order
    });
    if sample.is_application() {
        return [own].into_iter().chain(as_sent).collect();
    }
    if count <= 5 {
        return permutations(count);
    }
    let mut sorted = own.clone();
    sorted.sort_by_key(|&index| sample.names[index].to_lowercase());
    let mut orders: Vec<Vec<usize>> =
        [sorted, own.iter().rev().copied().collect()].into_iter().chain(as_sent).collect();
    for index in 0..count {
        let rest = || own.iter().copied().filter(|&other| other != index);
        orders.push([index].into_iter().chain(rest()).collect());
        orders.push(rest().chain([index]).collect());
        if index > 0 {
            let mut order = own.clone();
            order.swap(index - 1, index);
            orders.push(order);
        }
    }
    orders
}

/// The ways to make one slip with a sample.
pub fn parts(slip: Slip, sample: &Sample) -> Vec<Part> {
    let (dialect, algorithm, secret) = (sample.dialect(), sample.algorithm, &sample.secret);
    let is_text = dialect != Dialect::Cybersource && secret.len() <= 1000;
    let key = |key: Vec<u8>| Part::Key(algorithm, key);
    // The secret between two others.
    let copy = |pairs: &[(&[u8], &[u8])]| -> Vec<Part> {
        let pairs = pairs.iter().filter(|_| is_text);
        pairs.map(|(before, behind)| key([before, secret.as_slice(), behind].concat())).collect()
    };
    let is_modulr = dialect == Dialect::Modulr;
    let finish = move |signature: String| Some(if is_modulr { escaped(&signature) } else { signature }.into_bytes());
    match slip {
        Slip::KeyNewline => copy(&[(b"", b"\n")]),
        Slip::KeyCrlf => copy(&[(b"", b"\r\n")]),
        Slip::KeySpace => copy(&[(b"", b" "), (b" ", b"")]),
        Slip::KeyQuoted => copy(&[(b"\"", b"\""), (b"'", b"'")]),
        Slip::KeyFromBase64 => any_base64(secret).filter(|_| is_text).map(key).into_iter().collect(),
        Slip::KeyFromHex => any_hex(secret).filter(|_| is_text).map(key).into_iter().collect(),
        Slip::KeyNotDecoded if dialect == Dialect::Cybersource => vec![key(secret.clone())],
        Slip::KeyIdSwapped => {
            let mut parts = vec![key(sample.id.clone().into_bytes())];
            if sample.id.as_bytes() == secret {
                parts = vec![key(b"what was meant to be the id".to_vec())];
            }
            parts
        }
        Slip::KeyEmpty => vec![key(Vec::new())],
        Slip::KeyTrimmed if is_text => {
            let trimmed = secret.trim_ascii();
            let quoted = |quote: u8| {
                let inner = secret.strip_prefix(&[quote])?.strip_suffix(&[quote])?;
                Some(inner.to_vec())
            };
            let trimmed = Some(trimmed.to_vec()).filter(|trimmed| trimmed != secret);
            let all = [trimmed, quoted(b'"'), quoted(b'\'')].into_iter().flatten();
            all.filter(|secret| !secret.is_empty()).map(key).collect()
        }
        Slip::Algorithm if !sample.names.iter().any(|name| sample.row.is_stated(name.as_bytes())) => {
            let others = Algorithm::ALL.into_iter().filter(|other| *other != algorithm);
            others.map(|other| Part::Key(other, sample.key())).collect()
        }
        Slip::HashAlone => vec![Part::Mac(Rc::new(move |string| hash(algorithm, string)))],
        Slip::HashWithKey => {
            let (first, last) = (sample.key(), sample.key());
            vec![
                Part::Mac(Rc::new(move |string| hash(algorithm, &[&first, string].concat()))),
                Part::Mac(Rc::new(move |string| hash(algorithm, &[string, &last].concat()))),
            ]
        }
        Slip::SignatureHex => vec![
            spelling(|mac| Some(hex(mac).into_bytes())),
            spelling(|mac| Some(hex(mac).to_uppercase().into_bytes())),
        ],
        Slip::SignatureBase64OfHex => vec![
            spelling(move |mac| finish(base64(hex(mac).as_bytes()))),
            spelling(move |mac| finish(base64(hex(mac).to_uppercase().as_bytes()))),
        ],
        Slip::SignatureUrlSafe => {
            let safe = |mac: &[u8]| {
                let signature = base64(mac);
                let safe = signature.replace('+', "-").replace('/', "_");
                Some(safe).filter(|safe| *safe != signature)
            };
            vec![
                spelling(move |mac| finish(safe(mac)?)),
                spelling(move |mac| Some(safe(mac)?.trim_end_matches('=').as_bytes().to_vec())),
            ]
        }
        Slip::SignatureUnpadded => vec![spelling(move |mac| {
            let signature = base64(mac);
            let bare = signature.trim_end_matches('=');
            if bare == signature { None } else { finish(bare.to_owned()) }
        })],
        Slip::SignatureEscaped if !is_modulr => vec![spelling(|mac| {
            let signature = base64(mac);
            Some(escaped(&signature)).filter(|other| *other != signature).map(String::into_bytes)
        })],
        Slip::SignatureNotEscaped if is_modulr => vec![spelling(|mac| {
            let signature = base64(mac);
            Some(signature).filter(|signature| *signature != escaped(signature)).map(String::into_bytes)
        })],
        Slip::SignatureSpaced => {
            let spaced = |before: &'static str, at: usize, between: &'static str, behind: &'static str| {
                spelling(move |mac| {
                    let signature = String::from_utf8(finish(base64(mac))?).ok()?;
                    let (first, last) = signature.split_at(at);
                    Some(format!("{before}{first}{between}{last}{behind}").into_bytes())
                })
            };
            let mut parts = vec![spaced("", 0, "", "\n"), spaced(" ", 0, "", ""), spaced("", 0, "", "\r\n")];
            if !is_modulr {
                parts.push(spaced("", 20, "\n", ""));
                parts.push(spaced("\t", 9, "\r\n", " "));
            }
            parts
        }
        _ => string_parts(slip, sample).into_iter().map(|(change, line)| Part::String(change, line)).collect(),
    }
}

type Change = (Rc<dyn Fn(&mut Writing)>, Option<usize>);

fn changes(changes: Vec<Part>) -> Vec<Change> {
    let one = |part| match part {
        Part::String(change, line) => Some((change, line)),
        _ => None,
    };
    changes.into_iter().filter_map(one).collect()
}

/// A change for each thing.
fn each<T: Clone + 'static>(things: impl IntoIterator<Item = T>, change: fn(&mut Writing, T)) -> Vec<Part> {
    things.into_iter().map(|thing| text(move |writing| change(writing, thing.clone()))).collect()
}

fn string_parts(slip: Slip, sample: &Sample) -> Vec<Change> {
    let (dialect, sent) = (sample.dialect(), &sample.sent);
    let names_a_line = sample.signs_target() && !sample.is_application();
    let application = sample.is_application();
    changes(match slip {
        Slip::NamesCase => {
            // The names of pseudo headers have no usual capitals.
            let is_named = |name: &String| {
                let name = lower(name.as_bytes());
                sample.row.is_pseudo(&name) && dialect != Dialect::Apisix && name != b"request-line"
            };
            let mut cases = vec![Case::Upper];
            if !sample.names.iter().any(is_named) {
                cases.extend([Case::Request, Case::Listed, Case::Train]);
            }
            each(cases, |writing, case| writing.case = Some(case))
        }
        Slip::ColonWithoutSpace => vec![text(|writing| writing.tight = true)],
        Slip::LinesCrlf => vec![text(|writing| writing.between = Some("\r\n"))],
        Slip::LinesLiteral => vec![text(|writing| writing.between = Some("\\n"))],
        Slip::LinesRunTogether => vec![text(|writing| writing.between = Some(""))],
        Slip::LastNewline => vec![text(|writing| writing.last = Some(true))],
        Slip::LastNewlineMissing if dialect == Dialect::Apisix => vec![text(|writing| writing.last = Some(false))],
        Slip::ValuesUntrimmed => vec![text(|writing| writing.untrimmed = true)],
        Slip::ValuesOnly => vec![text(|writing| writing.values_only = true)],
        Slip::LineMissing => (0..sample.names.len())
            .map(|index| Part::String(Rc::new(move |writing| writing.without = Some(index)), Some(index + 1)))
            .collect(),
        Slip::LineUnnamed if !application => {
            let is_free = |place: &usize| !sample.names(&sent.headers[*place].0);
            each((0..sent.headers.len()).filter(is_free), |writing, place| writing.unnamed = Some(place))
        }
        Slip::EmptyLeftOut => vec![text(|writing| writing.empty = Some(Empty::LeftOut))],
        Slip::EmptyWithoutSpace => vec![text(|writing| writing.empty = Some(Empty::WithoutSpace))],
        Slip::AbsentAsEmpty => vec![text(|writing| writing.absent = Some(Absent::AsEmpty))],
        Slip::AbsentAsName => vec![text(|writing| writing.absent = Some(Absent::AsName))],
        Slip::AbsentLeftOut => vec![text(|writing| writing.absent = Some(Absent::LeftOut))],
        Slip::Order => each(orders(sample), |writing, order| writing.order = Some(order)),
        Slip::RepeatedFirst => vec![text(|writing| writing.repeated = Some(Repeated::First))],
        Slip::RepeatedLast => vec![text(|writing| writing.repeated = Some(Repeated::Last))],
        Slip::RepeatedJoined => vec![text(|writing| writing.repeated = Some(Repeated::Joined))],
        Slip::DateName | Slip::DateLocal | Slip::DateTwice | Slip::DateDay | Slip::DateWeekday | Slip::DateZone => {
            each(dates(slip, sample), |writing, date| writing.date = Some(date))
        }
        Slip::TargetWithoutQuery if names_a_line => {
            let path = sent.target.split(|&octet| octet == b'?').next().unwrap().to_vec();
            each([path], |writing, path| writing.target = Some(path))
        }
        Slip::TargetWithoutQuery if application && !application::is_form(sent) => {
            let path = path_of(sent);
            each([path], |writing, path| writing.tail = Some(path))
        }
        Slip::TargetFullUrl if sample.places(b"host").len() == 1 && sample.signs_target() => {
            let host = sent.value(b"host").unwrap();
            let rest = if application { application::path_and_parameters(sent) } else { sent.target.clone() };
            let urls =
                ["https://", "http://", "wss://", "ws://", ""].map(|scheme| [scheme.as_bytes(), &host, &rest].concat());
            if application {
                each(urls, |writing, url| writing.tail = Some(url))
            } else {
                each(urls, |writing, url| writing.target = Some(url))
            }
        }
        Slip::TargetDecoded if names_a_line => {
            each(percent_decoded(&sent.target), |writing, target| writing.target = Some(target))
        }
        Slip::MethodCase => vec![text(|writing| writing.other_method = true)],
        Slip::Version => {
            let versions = [" HTTP/1.0", " HTTP/1.1", " HTTP/2", " HTTP/2.0", " HTTP/3", ""];
            each(versions, |writing, version| writing.version = Some(version.into()))
        }
        Slip::PseudoNamed => vec![text(|writing| writing.named = true)],
        Slip::PseudoBare if !sample.names.iter().any(|name| sample.row.is_stated(name.as_bytes())) => {
            vec![text(|writing| writing.bare = true)]
        }
        _ if Dialect::ALL.iter().any(|&other| slip_of(other) == slip) => {
            let other = Dialect::ALL.into_iter().find(|&other| slip_of(other) == slip && other != dialect);
            each(other, |writing, other| writing.dialect = Some(other))
        }
        _ if application => application_parts(slip, sample),
        _ => Vec::new(),
    })
}

/// The slip of signing the string of this dialect.
pub fn slip_of(dialect: Dialect) -> Slip {
    match dialect {
        Dialect::Tencent => Slip::DialectTencent,
        Dialect::TencentApp => Slip::DialectTencentApp,
        Dialect::Kong => Slip::DialectKong,
        Dialect::Apisix => Slip::DialectApisix,
        Dialect::Cavage => Slip::DialectCavage,
        Dialect::Iflytek => Slip::DialectIflytek,
        Dialect::Cybersource => Slip::DialectCybersource,
        _ => Slip::DialectModulr,
    }
}

/// The names and values that are signed in place of the first time header.
fn dates(slip: Slip, sample: &Sample) -> Vec<(Vec<u8>, Vec<u8>)> {
    let Some(value) = sample.time_value() else { return Vec::new() };
    let name = lower(sample.names[sample.time().unwrap()].as_bytes());
    let shifted = |by: i64| Some((name.clone(), date(second(&value)? + by)?));
    let with = |from: &str, to: &str| -> Option<(Vec<u8>, Vec<u8>)> {
        let start = value.strip_suffix(from.as_bytes())?;
        Some((name.clone(), [start, to.as_bytes()].concat()))
    };
    match slip {
        Slip::DateName => {
            // The name, the value, or both. In the sorted lines of an application a name changes the place, too.
            let others = TIMES.iter().map(|other| other.as_bytes()).filter(|other| *other != name.as_slice());
            let named =
                others.clone().filter(|_| !sample.is_application()).map(|other| (other.to_vec(), value.clone()));
            let only = others.filter(|other| sample.places(other).len() == 1);
            let both = only.clone().filter(|_| !sample.is_application());
            let both = both.map(|other| (other.to_vec(), sample.sent.value(other).unwrap()));
            named.chain(both).chain(only.map(|other| (name.clone(), sample.sent.value(other).unwrap()))).collect()
        }
        Slip::DateLocal => (-48..=56).filter_map(|quarters| shifted(quarters * 900)).collect(),
        Slip::DateTwice => (-5..=5).filter_map(shifted).collect(),
        Slip::DateDay => {
            let (start, rest) = value.split_at(5.min(value.len()));
            let other = match rest {
                [b'0', b'1'..=b'9', b' ', ..] => Some([start, &rest[1..]].concat()),
                [b'1'..=b'9', b' ', ..] => Some([start, b"0", rest].concat()),
                _ => None,
            };
            other.map(|other| (name.clone(), other)).into_iter().collect()
        }
        Slip::DateWeekday => {
            let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
            if value.get(3) != Some(&b',') || !days.iter().any(|day| value.starts_with(day.as_bytes())) {
                return Vec::new();
            }
            days.iter().map(|day| (name.clone(), [day.as_bytes(), &value[3..]].concat())).collect()
        }
        _ => [("GMT", "UTC"), ("GMT", "+0000"), ("UTC", "GMT"), ("+0000", "GMT")]
            .into_iter()
            .filter_map(|(from, to)| with(from, to))
            .collect(),
    }
}

fn path_of(sent: &Sent) -> Vec<u8> {
    let path = sent.target.split(|&octet| octet == b'?').next().unwrap();
    if path.is_empty() { b"/".to_vec() } else { path.to_vec() }
}

/// What stands behind the path, piece by piece: query, then form.
fn pieces(sent: &Sent) -> [Vec<Vec<u8>>; 2] {
    let query = sent.target.iter().position(|&octet| octet == b'?').map_or(&[][..], |at| &sent.target[at + 1..]);
    let form = if application::is_form(sent) { &sent.body[..] } else { &[] };
    [query, form]
        .map(|text| text.split(|&octet| octet == b'&').filter(|piece| !piece.is_empty()).map(<[u8]>::to_vec).collect())
}

/// Key and value, and whether there is a `=`.
fn halves(piece: &[u8]) -> (&[u8], &[u8], bool) {
    match piece.iter().position(|&octet| octet == b'=') {
        Some(at) => (&piece[..at], &piece[at + 1..], true),
        None => (piece, &[], false),
    }
}

fn application_parts(slip: Slip, sample: &Sample) -> Vec<Part> {
    let sent = &sample.sent;
    let set_md5 = |field: Vec<u8>| each([field], |writing, field| writing.md5 = Some(field));
    let tail = |lists: Vec<Vec<Vec<u8>>>| {
        let path = path_of(sent);
        let tails = lists.into_iter().map(move |list| {
            let mark: &[u8] = if list.is_empty() { b"" } else { b"?" };
            [&path, mark, &list.join(&b'&')].concat()
        });
        each(tails, |writing, tail| writing.tail = Some(tail))
    };
    let decoded = |piece: &[u8]| {
        let (key, value, _) = halves(piece);
        let (key, value) =
            (application::decode(key).unwrap_or_default(), application::decode(value).unwrap_or_default());
        if value.is_empty() { key } else { [key, value].join(&b'=') }
    };
    let is_form = application::is_form(sent);
    let has_md5 = !application::content_md5(sent).is_empty();
    let [query, form] = pieces(sent);
    let all = [query.clone(), form.clone()].concat();
    match slip {
        Slip::BodyMd5Raw if has_md5 => set_md5(base64(&md5(&sent.body)).into()),
        Slip::BodyMd5Hex if has_md5 => set_md5(hex(&md5(&sent.body)).into()),
        Slip::BodyMd5Empty if !has_md5 => set_md5(base64(hex(&md5(b"")).as_bytes()).into()),
        Slip::BodyMd5OfForm if is_form && !sent.body.is_empty() => {
            set_md5(base64(hex(&md5(&sent.body)).as_bytes()).into())
        }
        Slip::BodyMd5LeftOut if has_md5 => set_md5(Vec::new()),
        Slip::Environment => {
            let right = application::path_and_parameters(sent);
            let before = ["/release", "/test", "/prepub"].into_iter();
            let tails: Vec<Vec<u8>> = before
                .flat_map(|environment| {
                    let rest = right.strip_prefix(environment.as_bytes());
                    // The path may begin with that word and go on.
                    let is_there = rest.is_some_and(|rest| matches!(rest.first(), None | Some(b'/' | b'?')));
                    let rest = rest.filter(|rest| rest.starts_with(b"/"));
                    let longer =
                        (right.starts_with(b"/") && !is_there).then(|| [environment.as_bytes(), &right].concat());
                    [longer, rest.map(<[u8]>::to_vec)].into_iter().flatten()
                })
                .collect();
            each(tails, |writing, tail| writing.tail = Some(tail))
        }
        Slip::ParametersEncoded => {
            let mut list = all;
            list.sort_by(|one, other| halves(one).cmp(&halves(other)));
            let bare = |piece: &Vec<u8>| {
                let (key, value, _) = halves(piece);
                if value.is_empty() { key.to_vec() } else { piece.clone() }
            };
            tail(vec![list.iter().map(bare).collect(), list])
        }
        Slip::ParametersEmptyValue => {
            let mut list: Vec<(Vec<u8>, Vec<u8>, bool)> = all
                .iter()
                .map(|piece| {
                    let (key, value, equals) = halves(piece);
                    let decode = |text| application::decode(text).unwrap_or_default();
                    (decode(key), decode(value), equals)
                })
                .collect();
            list.sort();
            let always = list.iter().map(|(key, value, _)| [key.clone(), value.clone()].join(&b'='));
            let as_sent = list.iter().map(
                |(key, value, equals)| {
                    if *equals { [key.clone(), value.clone()].join(&b'=') } else { key.clone() }
                },
            );
            tail(vec![always.collect(), as_sent.collect()])
        }
        Slip::ParametersSortedAsText => {
            let mut list: Vec<Vec<u8>> = all.iter().map(|piece| decoded(piece)).collect();
            list.sort();
            tail(vec![list])
        }
        Slip::ParametersUnsorted => {
            let list = |pieces: [&Vec<Vec<u8>>; 2]| -> Vec<Vec<u8>> {
                pieces.into_iter().flatten().map(|piece| decoded(piece)).collect()
            };
            tail(vec![list([&query, &form]), list([&form, &query])])
        }
        Slip::FormLeftOut if is_form => {
            let sent = Sent { body: Vec::new(), ..sent.clone() };
            each([application::path_and_parameters(&sent)], |writing, tail| writing.tail = Some(tail))
        }
        Slip::EmptyLine => each([true, false], |writing, before| writing.empty_line = Some(before)),
        Slip::FieldLeftOut => vec![text(|writing| writing.fields_left_out = true)],
        Slip::AcceptOther => {
            let values = ["", "*/*", "application/json"];
            each(values, |writing, value| writing.accept = Some(value.into()))
        }
        Slip::ContentTypeOther => {
            let value = sent.value(b"content-type").unwrap_or_default();
            let media_type = trim(value.split(|&octet| octet == b';').next().unwrap()).to_vec();
            let mut values = vec![Vec::new(), b"application/json".to_vec(), media_type];
            if !value.is_empty() && !value.contains(&b';') {
                let ends = ["; charset=utf-8", "; charset=UTF-8"];
                values.extend(ends.map(|end| [&value, end.as_bytes()].concat()));
            }
            each(values, |writing, value| writing.content_type = Some(value))
        }
        _ => Vec::new(),
    }
}

/// The credentials of somebody who made these slips together with a sample, each another way; none where they make no
/// difference or cannot be made.
pub fn wrong_together(slips: &[Slip], sample: &Sample) -> Vec<Made> {
    let mut ways: Vec<Vec<Part>> = vec![Vec::new()];
    for &slip in slips {
        let parts = parts(slip, sample);
        ways = ways
            .into_iter()
            .flat_map(|way| parts.iter().map(move |part| [way.clone(), vec![part.clone()]].concat()))
            .collect();
    }
    let mut made: Vec<Made> = Vec::new();
    for way in ways {
        if let Some(next) = make(&way, sample).filter(|next| !made.contains(next)) {
            made.push(next);
        }
    }
    made
}

fn make(way: &[Part], sample: &Sample) -> Option<Made> {
    let (mut writing, mut line) = (Writing::default(), None);
    let (mut algorithm, mut key) = (sample.algorithm, sample.key());
    for part in way {
        match part {
            Part::Key(other, other_key) => (algorithm, key) = (*other, other_key.clone()),
            Part::String(change, its_line) => {
                change(&mut writing);
                line = line.or(*its_line);
            }
            _ => {}
        }
    }
    let string = write(sample, &writing)?;
    let mut mac = hmac(algorithm, &key, &string);
    for part in way {
        if let Part::Mac(other) = part {
            mac = other(&string);
        }
    }
    if sample.right().is_some_and(|right| hmac(sample.algorithm, &sample.key(), &right) == mac)
        && !way.iter().any(|part| matches!(part, Part::Spelling(_)))
    {
        return None;
    }
    let mut signature = sample.written(&mac);
    for part in way {
        if let Part::Spelling(spell) = part {
            signature = spell(&mac)?;
        }
    }
    Some(Made { text: sample.credential(&signature), line })
}

/// The credentials of somebody who made one slip.
pub fn wrong(slip: Slip, sample: &Sample) -> Vec<Made> {
    match slip {
        Slip::None => Vec::new(),
        Slip::Matches => {
            let right = sample.right();
            right.map(|right| Made { text: sample.signed(&right), line: None }).into_iter().collect()
        }
        _ => wrong_together(&[slip], sample),
    }
}
