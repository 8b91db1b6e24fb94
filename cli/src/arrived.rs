//! The credential of a request that arrived: in its header, or in the query of an iFLYTEK WebSocket's address.

use hmacsign::{Claim, Dialect};

use crate::args::Spoken;
use crate::request::RawRequest;

/// Find the credential. For one in the query the request is changed to what was signed: the target up to its `?`, and
/// the parameters `date` and `host` as its headers. An `Err` says why the request is to be refused.
pub fn credential(spoken: Spoken, request: &mut RawRequest) -> Result<Vec<u8>, String> {
    let carrier = spoken.dialect().header();
    let mut found = request.find(carrier);
    match (found.next(), found.next()) {
        (Some(credential), None) => Ok(credential.trim_ascii().to_vec()),
        (Some(_), _) => Err(format!("there is more than one {carrier} header")),
        (None, _) => {
            drop(found);
            if spoken == Spoken::Iflytek && request.target.contains(&b'?') {
                from_query(request)
            } else {
                Err(format!("there is no {carrier} header"))
            }
        }
    }
}

fn from_query(request: &mut RawRequest) -> Result<Vec<u8>, String> {
    let mut parts = request.target.splitn(2, |&octet| octet == b'?');
    let (path, query) = (parts.next().unwrap_or_default().to_vec(), parts.next().unwrap_or_default());
    let parameter = |name: &str| {
        let mut found = query.split(|&octet| octet == b'&').filter_map(|pair| {
            let mut parts = pair.splitn(2, |&octet| octet == b'=');
            let known = decode(parts.next()?) == name.as_bytes();
            known.then(|| decode(parts.next().unwrap_or_default()))
        });
        match (found.next(), found.next()) {
            (Some(value), None) => Ok(value),
            (None, _) => Err(format!("the query has no {name}")),
            _ => Err(format!("the query has {name} twice")),
        }
    };
    let [authorization, date, host] = [parameter("authorization")?, parameter("date")?, parameter("host")?];
    if request.find("host").any(|value| !value.trim_ascii().eq_ignore_ascii_case(&host)) {
        return Err("the Host header is not the host in the query".to_owned());
    }
    request.headers.retain(|(name, _)| !name.eq_ignore_ascii_case(b"date") && !name.eq_ignore_ascii_case(b"host"));
    request.headers.extend([(b"Host".to_vec(), host), (b"Date".to_vec(), date)]);
    request.target = path;
    plain(&authorization)
}

/// The credential that a query's `authorization` is the Base64 of.
fn plain(authorization: &[u8]) -> Result<Vec<u8>, String> {
    let mut scratch = vec![0; authorization.len()];
    // What it says of the credential is asked for later: one that is at fault can still be diagnosed.
    let _ = Claim::read_query(Dialect::Iflytek, authorization, &mut scratch);
    let padding = authorization.iter().rev().take_while(|&&digit| digit == b'=').count();
    scratch.truncate((authorization.len() / 4 * 3).saturating_sub(padding));
    // An octet of zero is in no credential: it was not decoded.
    if scratch.is_empty() || scratch.contains(&0) {
        return Err("the query's authorization is not Base64".to_owned());
    }
    Ok(scratch)
}

/// Undo percent-encoding and `+` for a space, as servers do in a query. A malformed `%` stands for itself.
fn decode(mut text: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(text.len());
    while let [first, rest @ ..] = text {
        text = rest;
        let digit = |octet: &u8| char::from(*octet).to_digit(16);
        decoded.push(match (first, rest) {
            (b'+', _) => b' ',
            (b'%', [high, low, others @ ..]) => match (digit(high), digit(low)) {
                (Some(high), Some(low)) => {
                    text = others;
                    (high << 4 | low) as u8
                }
                _ => b'%',
            },
            _ => *first,
        });
    }
    decoded
}

/// The names in a credential, even in one that cannot be read.
pub fn names(credential: &[u8]) -> Option<&[u8]> {
    const MARK: &[u8] = b"headers=\"";
    let start = credential.windows(MARK.len()).position(|window| window.eq_ignore_ascii_case(MARK))? + MARK.len();
    credential.get(start..)?.split(|&octet| octet == b'"').next()
}
