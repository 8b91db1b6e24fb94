//! `hmacsign sign`: the headers, the names and the time that a request is signed with, and how the result is printed.

use std::ffi::OsStr;

use hmacsign::{Date, Digest, Header, Request, Signer};

use crate::args::{Moment, Output, SignArgs, Spoken};
use crate::report::{Failure, Report, Verdict, note, place_of};
use crate::request::borrowed;
use crate::{input, secret};

/// A header by name and value.
type Owned = (Vec<u8>, Vec<u8>);

pub fn run(args: &SignArgs, report: &mut Report) -> Result<Verdict, Failure> {
    let dialect = args.dialect.dialect();
    input::one_stdin(&[args.body.as_deref(), secret::path(&args.secret)])?;
    if (args.created.is_some() || args.expires.is_some()) && args.dialect != Spoken::Cavage {
        return Err(Failure::call("only cavage states times in its credential", "leave --created and --expires out"));
    }
    if args.output == Output::Query && args.dialect != Spoken::Iflytek {
        return Err(Failure::call("only iflytek has its credential in a query", "take another --output"));
    }
    let id = match &args.id {
        Some(id) => id.as_encoded_bytes(),
        // It is in no string but APISIX's.
        None if args.output == Output::String && args.dialect != Spoken::Apisix => b"id",
        None => return Err(Failure::call("there is no id", "give --id: what the other side knows the key by")),
    };

    let body = args.body.as_deref().map(input::read).transpose()?.unwrap_or_default();
    let (host, mut target) = match (&args.url, &args.target) {
        (Some(url), _) => {
            let (host, target) = parts_of(url)?;
            (Some(host), target)
        }
        (None, target) => (None, target.as_ref().map_or(Vec::new(), |target| target.as_encoded_bytes().to_vec())),
    };
    if args.output == Output::Query {
        // The request line is signed without the query, to which the credential belongs.
        let path = target.iter().position(|&octet| octet == b'?').unwrap_or(target.len());
        target.truncate(path);
    }
    let method = match &args.method {
        Some(method) => method.as_encoded_bytes(),
        None if args.body.is_some() => b"POST",
        None => b"GET",
    };

    let headers = headers(args, host, &body)?;
    let headers = borrowed(&headers);
    let names = match &args.names {
        Some(names) => names.as_encoded_bytes().to_vec(),
        None => usual_names(args, &headers, !target.is_empty()),
    };
    let request = Request::new(&headers).method(method).target(&target).body(&body);
    let mut signer = Signer::new(dialect, id)?.names(&names);
    if let Some(created) = args.created {
        signer = signer.created(input::seconds_of(created))?;
    }
    if let Some(expires) = args.expires {
        signer = signer.expires(input::seconds_of(expires))?;
    }
    let named = |error| Failure::refused(error, &place_of(error, &String::from_utf8_lossy(&names), &headers));

    if args.output == Output::String {
        let string = signer.signing_string(&request).map_err(named)?;
        let mut room = vec![0; string.len()];
        report.raw(string.write_to(&mut room)?);
        return Ok(Verdict::Right);
    }

    let algorithm = args.algorithm.map_or(args.dialect.usual(), |mac| mac.0);
    let key = secret::read(&args.secret)?.key(args.dialect, algorithm)?;
    let credential = signer.sign(&key, &request).map_err(named)?;
    let covered = names.split(|&octet| octet == b' ').any(|name| name.eq_ignore_ascii_case(b"digest"));
    if !body.is_empty() && !covered && args.dialect != Spoken::TencentApp {
        note("the body is not signed; --digest signs a digest of it, if the other side looks at that");
    }
    match args.output {
        Output::Value => report.line(&credential),
        Output::Signature => report.line(credential.signature().as_str()),
        Output::Query => {
            let value = |name: &str| find(&headers, name).map_or(String::new(), encode);
            let authorization =
                credential.in_query().map_or(String::new(), |query| encode(query.to_string().as_bytes()));
            report.line(format_args!("authorization={authorization}&date={}&host={}", value("date"), value("host")));
        }
        _ => {
            let lines = credential.header_lines();
            let mut room = vec![0; lines.len()];
            let lines = lines.write_to(&mut room)?;
            if args.output == Output::Headers {
                report.raw(lines);
            } else {
                if args.dialect == Spoken::TencentApp {
                    without_defaults(report, &headers);
                }
                for_curl(report, lines);
            }
        }
    }
    Ok(Verdict::Right)
}

/// Header lines for `curl -H @-`: with LF, and `Name;` for an empty value, since curl drops a line `Name:`.
fn for_curl(report: &mut Report, lines: &[u8]) {
    for line in lines.split(|&octet| octet == b'\n').filter_map(|line| line.strip_suffix(b"\r")) {
        match line.strip_suffix(b": ") {
            Some(name) => report.raw(&[name, b";\n"].concat()),
            None => report.raw(&[line, b"\n"].concat()),
        }
    }
}

/// An application signs these headers whether they are there or not, and curl adds some of its own: a line `Name:` makes
/// it leave them out.
fn without_defaults(report: &mut Report, headers: &[Header<'_>]) {
    for name in ["Accept", "Content-Type"] {
        if find(headers, name).is_none() {
            report.line(format_args!("{name}:"));
        }
    }
}

/// Time, Host, Digest where asked for, and what was given, in the order in which they are signed if no names are given.
fn headers(args: &SignArgs, host: Option<Vec<u8>>, body: &[u8]) -> Result<Vec<Owned>, Failure> {
    let given = args.headers.iter().map(|header| given_header(header)).collect::<Result<Vec<_>, _>>()?;
    let has = |name: &str| given.iter().any(|(known, _)| known.eq_ignore_ascii_case(name.as_bytes()));

    let times = args.dialect.times();
    let dated = times.iter().any(|name| has(name)) || args.created.is_some();
    let mut first = Vec::new();
    if !dated && !matches!(args.date, Moment::None) {
        // That which is named, else the usual one.
        let named = |name: &&&str| {
            let names = args.names.as_ref().map_or(&b""[..], |names| names.as_encoded_bytes());
            names.split(|&octet| octet == b' ').any(|known| known.eq_ignore_ascii_case(name.as_bytes()))
        };
        if let Some(name) = times.iter().find(named).or(times.first()) {
            let date = Date::new(input::seconds_of(args.date))?;
            first.push((name.as_bytes().to_vec(), date.as_str().as_bytes().to_vec()));
        }
    }
    if let Some(host) = host.filter(|_| !has("host")) {
        let at = if matches!(args.dialect, Spoken::Iflytek | Spoken::Cybersource) { 0 } else { first.len() };
        first.insert(at, (b"Host".to_vec(), host));
    }
    first.extend(given);
    if args.digest {
        first.push((b"Digest".to_vec(), Digest::of(body).as_str().as_bytes().to_vec()));
    }
    Ok(first)
}

/// `Name: value`, or `Name:` or `Name;` for an empty value.
fn given_header(argument: &OsStr) -> Result<Owned, Failure> {
    let argument = argument.as_encoded_bytes();
    let mut parts = argument.splitn(2, |&octet| octet == b':');
    match (parts.next(), parts.next()) {
        // The library leaves out the white space round a value, but what is sent is to be what is shown.
        (Some(name), Some(value)) => Ok((name.to_vec(), value.trim_ascii().to_vec())),
        _ => match argument.strip_suffix(b";") {
            Some(name) => Ok((name.to_vec(), Vec::new())),
            None => Err(Failure::call(
                "a header is neither 'Name: value' nor 'Name;'",
                "write -H 'Name: value', and 'Name;' for an empty value",
            )),
        },
    }
}

/// All headers in their order, and the name that stands for the target where there is one; nothing where that is what
/// the library does by itself.
fn usual_names(args: &SignArgs, headers: &[Header<'_>], has_target: bool) -> Vec<u8> {
    let never = |name: &[u8]| {
        ["authorization", "proxy-authorization", "signature"]
            .iter()
            .any(|known| name.eq_ignore_ascii_case(known.as_bytes()))
    };
    let mut names: Vec<&[u8]> = headers.iter().map(Header::name).filter(|name| !never(name)).collect();
    let count = names.len();
    // Behind Host and the time in the order that iFLYTEK and CyberSource document.
    let (pseudo, at) = match args.dialect {
        Spoken::Kong => ("request-line", count),
        Spoken::Iflytek => ("request-line", count.min(2)),
        Spoken::Cybersource => ("request-target", count.min(2)),
        Spoken::Apisix => ("@request-target", 0),
        Spoken::Cavage => ("(request-target)", 0),
        Spoken::Tencent | Spoken::TencentApp | Spoken::Modulr => ("", 0),
    };
    let times = [(args.created.is_some(), "(created)"), (args.expires.is_some(), "(expires)")];
    let mut added = Vec::new();
    if has_target && !pseudo.is_empty() {
        added.push(pseudo);
    }
    added.extend(times.into_iter().filter(|(stated, _)| *stated).map(|(_, name)| name));
    if added.is_empty() {
        return Vec::new();
    }
    names.splice(at..at, added.into_iter().map(str::as_bytes));
    names.join(&b' ')
}

/// Host and target of an address: `https://user@host:port/path?query#fragment`.
fn parts_of(url: &OsStr) -> Result<(Vec<u8>, Vec<u8>), Failure> {
    let url = url.as_encoded_bytes();
    let fault = || Failure::call("this is no address", "write --url https://host/path, or ws, wss or http");
    let start = url.windows(3).position(|window| window == b"://").ok_or_else(fault)?;
    let scheme = url.get(..start).unwrap_or_default().to_ascii_lowercase();
    let default_port: &[u8] = match scheme.as_slice() {
        b"https" | b"wss" => b":443",
        b"http" | b"ws" => b":80",
        _ => return Err(fault()),
    };
    let rest = url.get(start + 3..).unwrap_or_default().split(|&octet| octet == b'#').next().unwrap_or_default();
    let end = rest.iter().position(|octet| matches!(octet, b'/' | b'?')).unwrap_or(rest.len());
    let (authority, target) = rest.split_at(end);
    let host = authority.rsplit(|&octet| octet == b'@').next().unwrap_or_default();
    // HTTP clients leave the usual port out of Host.
    let host = host.strip_suffix(default_port).unwrap_or(host);
    if host.is_empty() {
        return Err(fault());
    }
    let target = if target.starts_with(b"/") { target.to_vec() } else { [b"/", target].concat() };
    Ok((host.to_vec(), target))
}

fn find<'a>(headers: &[Header<'a>], name: &str) -> Option<&'a [u8]> {
    headers.iter().find(|header| header.name().eq_ignore_ascii_case(name.as_bytes())).map(Header::value)
}

/// Percent-encode all but the unreserved octets (RFC 3986, 2.3).
fn encode(text: &[u8]) -> String {
    let mut encoded = String::new();
    for &octet in text {
        match octet {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => encoded.push(char::from(octet)),
            _ => encoded.push_str(&format!("%{octet:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::parts_of;

    #[test]
    fn an_address_gives_host_and_target() {
        for (url, host, target) in [
            ("https://example.com", "example.com", "/"),
            ("HTTPS://example.com:443/a?b=c#d", "example.com", "/a?b=c"),
            ("http://user:pass@example.com:8080?b", "example.com:8080", "/?b"),
            ("ws://[::1]:80/v2/iat", "[::1]", "/v2/iat"),
        ] {
            let parts = parts_of(url.as_ref()).ok();
            assert_eq!(parts, Some((host.as_bytes().to_vec(), target.as_bytes().to_vec())), "{url}");
        }
        for url in ["", "example.com/", "https://", "https:///a", "ftp://example.com/"] {
            assert!(parts_of(url.as_ref()).is_err(), "{url}");
        }
    }
}
