//! A raw request taken apart: request line, headers, an empty line, body. Nothing is judged that a signature covers.

use std::fmt::Display;

use hmacsign::{Header, Request};

use crate::report::{Failure, note};

/// The most headers that are taken.
const HEADERS_MAX: usize = 256;

const ADVICE: &str =
    "give the request as it travelled: a line such as GET / HTTP/1.1, the headers, an empty line, the body";

pub struct RawRequest {
    pub method: Vec<u8>,
    pub target: Vec<u8>,
    pub version: Vec<u8>,
    pub headers: Vec<(Vec<u8>, Vec<u8>)>,
    pub body: Vec<u8>,
}

impl RawRequest {
    pub fn parse(text: Vec<u8>) -> Result<Self, Failure> {
        let (text, version) = with_known_version(text);
        let mut room = vec![httparse::EMPTY_HEADER; HEADERS_MAX];
        let mut parsed = httparse::Request::new(&mut room);
        let head = match parsed.parse(&text) {
            Ok(httparse::Status::Complete(length)) => length,
            Ok(httparse::Status::Partial) => return Err(fault("its head is not ended by an empty line")),
            Err(httparse::Error::TooManyHeaders) => {
                return Err(fault(format_args!("it has more than {HEADERS_MAX} headers")));
            }
            Err(error) => return Err(fault(error)),
        };
        let headers = parsed
            .headers
            .iter()
            .map(|header| {
                let value = untrimmed(&text, header.name.as_bytes()).unwrap_or(header.value);
                (header.name.as_bytes().to_vec(), value.to_vec())
            })
            .collect();
        let mut request = RawRequest {
            method: parsed.method.unwrap_or_default().as_bytes().to_vec(),
            target: parsed.path.unwrap_or_default().as_bytes().to_vec(),
            version: version.unwrap_or_else(|| format!("HTTP/1.{}", parsed.version.unwrap_or(1)).into_bytes()),
            headers,
            body: text.get(head..).unwrap_or_default().to_vec(),
        };
        request.cut_body()?;
        Ok(request)
    }

    /// Take as much of a body as Content-Length says: editors put a line end behind it. Where a server could read another
    /// length, it is no request.
    fn cut_body(&mut self) -> Result<(), Failure> {
        let lengths: Vec<_> = self.find("content-length").map(<[u8]>::trim_ascii).collect();
        if self.find("transfer-encoding").next().is_some() {
            if !lengths.is_empty() {
                return Err(fault("it has both Transfer-Encoding and Content-Length"));
            }
            note("the body is taken as it stands, not decoded as Transfer-Encoding says");
            return Ok(());
        }
        let Some(&length) = lengths.first() else { return Ok(()) };
        if lengths.iter().any(|other| *other != length) {
            return Err(fault("it has two Content-Length that differ"));
        }
        let digits = length.iter().all(u8::is_ascii_digit).then(|| std::str::from_utf8(length).ok()?.parse().ok());
        let length: usize = digits.flatten().ok_or_else(|| fault("its Content-Length is no number"))?;
        if self.body.len() < length {
            note("the body is shorter than Content-Length says");
        } else if !self.body.get(length..).unwrap_or_default().trim_ascii().is_empty() {
            note("there is more behind the body than Content-Length says, and it is left out");
        }
        self.body.truncate(length);
        Ok(())
    }

    /// The values of the headers of this name, which is in lower case.
    pub fn find(&self, name: &str) -> impl Iterator<Item = &[u8]> {
        self.headers
            .iter()
            .filter(move |(known, _)| known.eq_ignore_ascii_case(name.as_bytes()))
            .map(|(_, value)| value.as_slice())
    }

    pub fn headers(&self) -> Vec<Header<'_>> {
        borrowed(&self.headers)
    }

    pub fn with<'a>(&'a self, headers: &'a [Header<'a>]) -> Request<'a> {
        Request::new(headers).method(&self.method).target(&self.target).version(&self.version).body(&self.body)
    }
}

pub fn borrowed(headers: &[(Vec<u8>, Vec<u8>)]) -> Vec<Header<'_>> {
    headers.iter().map(|(name, value)| Header::new(name, value)).collect()
}

fn fault(what: impl Display) -> Failure {
    Failure::call(format_args!("this is no request: {what}"), ADVICE)
}

/// The parser knows HTTP/1.0 and HTTP/1.1 only. Put the latter in place of another version, and keep that.
fn with_known_version(mut text: Vec<u8>) -> (Vec<u8>, Option<Vec<u8>>) {
    let end = text.iter().position(|&octet| octet == b'\n').unwrap_or(text.len());
    let line = text.get(..end).unwrap_or_default().trim_ascii_end();
    let Some(start) = line.iter().rposition(|&octet| octet == b' ') else { return (text, None) };
    let version = line.get(start + 1..).unwrap_or_default().to_vec();
    if !matches!(version.as_slice(), b"HTTP/2" | b"HTTP/2.0" | b"HTTP/3" | b"HTTP/3.0") {
        return (text, None);
    }
    text.splice(start + 1..start + 1 + version.len(), *b"HTTP/1.1");
    (text, Some(version))
}

/// The value behind a name that lies in the text, with the white space around it, but for one space behind the colon:
/// whether it was signed with the rest is for the library to find out.
fn untrimmed<'a>(text: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let start = (name.as_ptr() as usize).checked_sub(text.as_ptr() as usize)? + name.len();
    let rest = text.get(start..)?;
    let line = rest.get(..rest.iter().position(|&octet| octet == b'\n')?)?;
    let value = line.strip_suffix(b"\r").unwrap_or(line).strip_prefix(b":")?;
    Some(value.strip_prefix(b" ").unwrap_or(value))
}

#[cfg(test)]
mod tests {
    use super::RawRequest;

    fn parse(text: &str) -> RawRequest {
        RawRequest::parse(text.as_bytes().to_vec()).unwrap_or_else(|_| panic!("{text:?} is refused"))
    }

    #[test]
    fn white_space_round_a_value_is_kept_but_for_the_one_space() {
        let request = parse("GET / HTTP/1.1\r\nA: b \r\nC:\td\nE:\r\n\r\n");
        let values: Vec<_> = request.headers.iter().map(|(_, value)| value.as_slice()).collect();
        assert_eq!(values, [b"b ".as_slice(), b"\td", b""]);
    }

    #[test]
    fn a_body_is_cut_to_its_length() {
        assert_eq!(parse("POST / HTTP/1.0\nContent-Length: 2\n\n{}\n").body, b"{}");
        assert_eq!(parse("POST / HTTP/1.1\n\n{}\n").body, b"{}\n");
    }

    #[test]
    fn the_version_is_as_it_arrived() {
        for version in ["HTTP/1.0", "HTTP/1.1", "HTTP/2", "HTTP/3.0"] {
            let request = parse(&format!("GET /a?b {version}\r\n\r\n"));
            assert_eq!(
                (request.version.as_slice(), request.target.as_slice()),
                (version.as_bytes(), b"/a?b".as_slice())
            );
        }
    }
}
