//! The table of dialects: how each writes the one idea down. Data, and nothing that acts on it.

use core::ffi::CStr;

use crate::Algorithm;
use crate::grammar::same_name;
use crate::words::words;

/// Whose rules: how the credential is written and what string is signed.
///
/// They are told apart by the caller and never guessed, since most of them sign the same string.
///
/// | dialect | a time, one of which must be signed | seconds that it may be off |
/// |---|---|---|
/// | `Tencent` | `x-date`, `date` (the gateway does not judge it) | 900 |
/// | `TencentApp` | `x-date` | 900 |
/// | `Kong` | `x-date`, `date` | 300 |
/// | `Apisix`, `Iflytek` | `date` | 300 |
/// | `Cavage` | `date`, `x-date`, `(created)` | 300 |
/// | `Cybersource` | `v-c-date`, `date` | 300 |
/// | `Modulr` | `date`, `x-date` | 300 |
///
/// Where a gateway judges the body at all it is by a signed `Digest`, but for `TencentApp`, which signs a hash of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Dialect {
    /// Key-pair authentication of Tencent Cloud's API Gateway:
    /// `Authorization: hmac id="…", algorithm="hmac-sha1", headers="x-date host", signature="…"`.
    ///
    /// The signing string has a line `name: value` for each signed header, joined by LF. Neither method, path nor
    /// body is covered.
    Tencent,
    /// Application authentication of the same gateway: the credential as in [`Tencent`](Dialect::Tencent), with the
    /// ApiAppKey as id.
    ///
    /// In the signing string the lines of the headers are sorted by name, and behind them come the method, `Accept`,
    /// `Content-Type`, a hash of the body ([`ContentMd5`](crate::ContentMd5)) and the path with all parameters of query
    /// and form, decoded and sorted: so all of the request is covered, though query and form are not told apart.
    /// `x-date` must be among the signed headers. Set `Accept` and `Content-Type` explicitly: they are signed as sent.
    TencentApp,
    /// Kong's hmac-auth plugin: `Authorization: hmac username="…", algorithm="hmac-sha256", headers="date
    /// request-line", signature="…"`.
    ///
    /// The signing string as in [`Tencent`](Dialect::Tencent). Two pseudo headers: `request-line` signs the bare line
    /// `GET /path?query HTTP/1.1`, `@request-target` signs `@request-target: get /path?query`. A signed `Digest`
    /// covers the body.
    Kong,
    /// The hmac-auth plugin of APISIX, and Higress: `Authorization: Signature
    /// keyId="…",algorithm="hmac-sha256",headers="@request-target date",signature="…"`.
    ///
    /// The signing string begins with a line of the id, and LF ends every line. `@request-target` signs the bare line
    /// `GET /path?query`. No SHA-384.
    Apisix,
    /// [draft-cavage-http-signatures-12](https://datatracker.ietf.org/doc/html/draft-cavage-http-signatures-12):
    /// `Authorization: Signature keyId="…",algorithm="hmac-sha256",headers="(request-target) host
    /// date",signature="…"`.
    ///
    /// The signing string as in [`Tencent`](Dialect::Tencent), but a header that occurs several times is signed as one,
    /// its values joined by `, ` (not so `Host`, `Date`, `X-Date`, `Digest`, `Content-Length`, `Content-Type` and
    /// `Authorization`, which are refused). `(request-target)` signs `(request-target): get /path?query`; `(created)`
    /// and `(expires)` sign the times of [`Signer::created`](crate::Signer::created) and
    /// [`Signer::expires`](crate::Signer::expires), and the algorithm is written `hs2019` then.
    Cavage,
    /// iFLYTEK's speech and language-model services: `Authorization: hmac api_key="…", algorithm="hmac-sha256",
    /// headers="host date request-line", signature="…"`.
    ///
    /// The signing string as in [`Tencent`](Dialect::Tencent), `request-line` as in [`Kong`](Dialect::Kong). SHA-256
    /// only. When read, the word `hmac` may be absent and `api_key` may be called `username`.
    Iflytek,
    /// CyberSource's REST interface: `Signature: keyid="…", algorithm="HmacSHA256", headers="host v-c-date
    /// request-target digest v-c-merchant-id", signature="…"`.
    ///
    /// The signing string as in [`Tencent`](Dialect::Tencent). `request-target` signs `request-target: post /path?query`,
    /// and its older spelling `(request-target)` the same behind that name. A signed `Digest` covers the body. SHA-256
    /// only, and the shared secret is Base64: [`Key::from_base64`](crate::Key::from_base64).
    Cybersource,
    /// Modulr, and Tyk: `Authorization: Signature keyId="…",algorithm="hmac-sha1",headers="date
    /// x-mod-nonce",signature="…"`, the signature percent-encoded.
    ///
    /// The signing string as in [`Tencent`](Dialect::Tencent), with `(request-target)` as in
    /// [`Cavage`](Dialect::Cavage) and nothing else of that: no stated times, no `hs2019`, no joined headers. No SHA-384.
    Modulr,
}

impl Dialect {
    /// Every dialect.
    pub const ALL: [Dialect; 8] = [
        Dialect::Tencent,
        Dialect::TencentApp,
        Dialect::Kong,
        Dialect::Apisix,
        Dialect::Cavage,
        Dialect::Iflytek,
        Dialect::Cybersource,
        Dialect::Modulr,
    ];

    /// The name of the header that carries the credential: `Authorization`, or `Signature` for
    /// [`Cybersource`](Dialect::Cybersource).
    ///
    /// ```
    /// assert_eq!(hmacsign::Dialect::Tencent.header(), "Authorization");
    /// ```
    #[must_use]
    pub const fn header(self) -> &'static str {
        words(self.rules().header)
    }

    /// The row of the table.
    pub(crate) const fn rules(self) -> &'static Rules {
        match self {
            Dialect::Tencent => &TENCENT,
            Dialect::TencentApp => &TENCENT_APP,
            Dialect::Kong => &KONG,
            Dialect::Apisix => &APISIX,
            Dialect::Cavage => &CAVAGE,
            Dialect::Iflytek => &IFLYTEK,
            Dialect::Cybersource => &CYBERSOURCE,
            Dialect::Modulr => &MODULR,
        }
    }
}

/// One row: everything in which a dialect differs.
#[derive(Debug)]
pub(crate) struct Rules {
    /// The header that carries the credential.
    pub header: &'static CStr,
    /// The word that the credential begins with; empty for none.
    pub scheme: &'static str,
    /// Whether that word may be absent from a credential that is read.
    pub scheme_optional: bool,
    /// How strictly parameters are read.
    pub order: Order,
    /// The names of the parameter that says who signs: the one written, then others that are read.
    pub id: &'static [&'static str],
    /// What an id may not have beyond what [`id_fault`](crate::grammar::id_fault) refuses.
    pub id_without: &'static [u8],
    /// What stands between two parameters when they are written.
    pub separator: &'static str,
    /// What is written before the id: the scheme's word and the id's name.
    pub lead: &'static str,
    /// What is written before the algorithm, the names and the signature: the end of a value, the separator and the
    /// parameter's name.
    pub joints: &'static [&'static str; 3],
    /// The algorithms and their names, exactly as written.
    pub algorithms: &'static [(Algorithm, &'static str)],
    /// Whether the credential may leave the algorithm to the key: by this name, or by no `algorithm` at all.
    pub of_key: Option<&'static str>,
    /// Names that do not mean headers.
    pub pseudo: &'static [Pseudo],
    /// How the lines make a string.
    pub framing: Framing,
    /// The headers that tell the time, in lower case: one of them must be signed.
    pub times: &'static [&'static str],
    /// How far the signed time may be from now, in seconds, unless the policy says otherwise.
    pub max_skew: u32,
    /// Whether the signature is percent-encoded in the credential.
    pub escaped_signature: bool,
    /// Whether the secret is given out in Base64 of the key.
    pub key_in_base64: bool,
    /// Whether `created` and `expires` are parameters of the credential.
    pub times_stated: bool,
    /// Whether parameters that are not known are skipped when read.
    pub extensible: bool,
    /// Whether a header that occurs several times is signed as one.
    pub joins: bool,
    /// The headers whose values are signed behind the others, without being named.
    pub trailer: &'static [&'static str],
    /// Whether the credential can travel in a query.
    pub in_query: bool,
}

impl Rules {
    /// The name of an algorithm, if the dialect has it.
    pub(crate) fn algorithm_name(&self, algorithm: Algorithm) -> Option<&'static str> {
        self.algorithms.iter().find(|(known, _)| *known == algorithm).map(|(_, name)| *name)
    }

    /// The index of the pseudo header of this name, in any case.
    #[inline]
    pub(crate) fn pseudo_index(&self, name: &[u8]) -> Option<usize> {
        self.pseudo.iter().position(|pseudo| pseudo.name.as_bytes().eq_ignore_ascii_case(name))
    }

    /// The pseudo header of this name, in any case.
    #[inline(never)]
    pub(crate) fn pseudo(&self, name: &[u8]) -> Option<&'static Pseudo> {
        self.pseudo.get(self.pseudo_index(name)?)
    }

    /// Is this the name of a time header?
    #[inline(never)]
    pub(crate) fn is_time(&self, name: &[u8]) -> bool {
        self.times.iter().any(|time| same_name(time.as_bytes(), name))
            || self.times_stated && self.pseudo(name).is_some_and(|pseudo| pseudo.line == PseudoLine::Created)
    }

    /// Is the body itself signed, and not only a header that tells its hash?
    pub(crate) const fn needs_body(&self) -> bool {
        matches!(self.framing, Framing::Sorted)
    }

    /// May a header of this name occur several times?
    #[inline(never)]
    pub(crate) fn joins(&self, name: &[u8]) -> bool {
        const SINGLE: [&[u8]; 7] =
            [b"host", b"date", b"x-date", b"digest", b"content-length", b"content-type", b"authorization"];
        self.joins && !SINGLE.iter().any(|single| same_name(single, name))
    }
}

/// How the parameters of a credential are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// Their names exactly as written, in the order written, after the scheme as written or with a capital: the
    /// gateways match one fixed pattern.
    Fixed,
    /// Scheme and names in any case, parameters in any order (RFC 9110, 11.4).
    Free,
}

/// How the lines of a signing string are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Framing {
    /// LF between two lines, none after the last.
    Joined,
    /// The id as the first line, and LF after every line.
    IdFirst,
    /// The lines sorted by name, LF after every one, then the trailer of an application's request.
    Sorted,
}

/// A name that stands for a part of the request line.
#[derive(Debug)]
pub(crate) struct Pseudo {
    /// As written in the list of names; it is read in any case.
    pub name: &'static str,
    /// What it signs. Two names of one dialect with the same line are two spellings of one pseudo header.
    pub line: PseudoLine,
}

/// The line that a pseudo header signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PseudoLine {
    /// `GET /path?query HTTP/1.1`
    RequestLine,
    /// `GET /path?query`
    BareTarget,
    /// `name: get /path?query`
    NamedTarget,
    /// `name: 1402170695`, the time of signing
    Created,
    /// `name: 1402170995`, the time until which the signature is good
    Expires,
}

const HMAC_NAMES: &[(Algorithm, &str)] = &[
    (Algorithm::HmacSha1, "hmac-sha1"),
    (Algorithm::HmacSha256, "hmac-sha256"),
    (Algorithm::HmacSha384, "hmac-sha384"),
    (Algorithm::HmacSha512, "hmac-sha512"),
];

/// The joints between parameters, with a space and without.
const SPACED: &[&str; 3] = &["\", algorithm=\"", "\", headers=\"", "\", signature=\""];
const TIGHT: &[&str; 3] = &["\",algorithm=\"", "\",headers=\"", "\",signature=\""];

const WITHOUT_SHA384: &[(Algorithm, &str)] = &[
    (Algorithm::HmacSha1, "hmac-sha1"),
    (Algorithm::HmacSha256, "hmac-sha256"),
    (Algorithm::HmacSha512, "hmac-sha512"),
];

const TENCENT: Rules = Rules {
    header: c"Authorization",
    scheme: "hmac",
    scheme_optional: false,
    order: Order::Fixed,
    id: &["id"],
    id_without: b"",
    separator: ", ",
    lead: "hmac id=\"",
    joints: SPACED,
    algorithms: HMAC_NAMES,
    of_key: None,
    pseudo: &[],
    framing: Framing::Joined,
    times: &["x-date", "date"],
    max_skew: 900,
    escaped_signature: false,
    key_in_base64: false,
    times_stated: false,
    extensible: false,
    joins: false,
    trailer: &[],
    in_query: false,
};

const TENCENT_APP: Rules =
    Rules { framing: Framing::Sorted, times: &["x-date"], trailer: &["accept", "content-type"], ..TENCENT };

const KONG: Rules = Rules {
    id: &["username"],
    lead: "hmac username=\"",
    pseudo: &[
        Pseudo { name: "request-line", line: PseudoLine::RequestLine },
        Pseudo { name: "@request-target", line: PseudoLine::NamedTarget },
    ],
    max_skew: 300,
    ..TENCENT
};

const CAVAGE: Rules = Rules {
    scheme: "Signature",
    order: Order::Free,
    id: &["keyId"],
    separator: ",",
    lead: "Signature keyId=\"",
    joints: TIGHT,
    of_key: Some("hs2019"),
    pseudo: &[
        Pseudo { name: "(request-target)", line: PseudoLine::NamedTarget },
        Pseudo { name: "(created)", line: PseudoLine::Created },
        Pseudo { name: "(expires)", line: PseudoLine::Expires },
    ],
    max_skew: 300,
    times_stated: true,
    extensible: true,
    joins: true,
    ..TENCENT
};

const APISIX: Rules = Rules {
    id_without: b",",
    algorithms: WITHOUT_SHA384,
    of_key: None,
    pseudo: &[Pseudo { name: "@request-target", line: PseudoLine::BareTarget }],
    framing: Framing::IdFirst,
    times: &["date"],
    times_stated: false,
    extensible: false,
    joins: false,
    ..CAVAGE
};

const IFLYTEK: Rules = Rules {
    scheme_optional: true,
    order: Order::Free,
    id: &["api_key", "username"],
    lead: "hmac api_key=\"",
    algorithms: &[(Algorithm::HmacSha256, "hmac-sha256")],
    pseudo: &[Pseudo { name: "request-line", line: PseudoLine::RequestLine }],
    times: &["date"],
    max_skew: 300,
    in_query: true,
    ..TENCENT
};

const CYBERSOURCE: Rules = Rules {
    header: c"Signature",
    scheme: "",
    order: Order::Free,
    id: &["keyid"],
    lead: "keyid=\"",
    algorithms: &[(Algorithm::HmacSha256, "HmacSHA256")],
    pseudo: &[
        Pseudo { name: "request-target", line: PseudoLine::NamedTarget },
        Pseudo { name: "(request-target)", line: PseudoLine::NamedTarget },
    ],
    times: &["v-c-date", "date"],
    max_skew: 300,
    key_in_base64: true,
    ..TENCENT
};

const MODULR: Rules = Rules {
    algorithms: WITHOUT_SHA384,
    of_key: None,
    pseudo: &[Pseudo { name: "(request-target)", line: PseudoLine::NamedTarget }],
    escaped_signature: true,
    times_stated: false,
    extensible: false,
    joins: false,
    ..CAVAGE
};

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::borrow::ToOwned;
    use std::format;

    #[test]
    fn what_is_written_whole_is_what_its_parts_say() {
        for rules in Dialect::ALL.map(Dialect::rules) {
            let space = if rules.scheme.is_empty() { "" } else { " " };
            assert_eq!(rules.lead, format!("{}{space}{}=\"", rules.scheme, rules.id[0]));
            let joints = ["algorithm", "headers", "signature"].map(|name| format!("\"{}{name}=\"", rules.separator));
            assert_eq!(rules.joints.map(str::to_owned), joints);
        }
    }
}
