//! What an application signs: path, parameters, form and the other parts of its string, out of a script or as they
//! come, against the slow twin.

use hmacsign::{Algorithm, Claim, ContentMd5, Dialect, Error, Key, Policy, Refusal, Signer};

use super::forge;
use super::octets::Octets;
use crate::oracle::application;
use crate::oracle::family::{self, Sent};

const DATE: &str = "Mon, 19 Mar 2018 12:08:40 GMT";

pub fn run(data: &[u8]) {
    let octets = &mut Octets::new(data);
    let sent = if octets.flag() { as_it_comes(octets) } else { forged(octets) };
    judge(&sent);
}

/// All that follows is a target, or a target and a form.
fn as_it_comes(octets: &mut Octets<'_>) -> Sent {
    let is_form = octets.flag();
    let mut sent = Sent { method: b"POST".into(), headers: vec![(b"X-Date".into(), DATE.into())], ..Sent::default() };
    if is_form {
        sent.target = octets.text(200).to_vec();
        sent.headers.push((b"Content-Type".into(), b"application/x-www-form-urlencoded".into()));
        sent.body = octets.rest().to_vec();
    } else {
        sent.target = octets.rest().to_vec();
    }
    sent
}

/// With a good date and nothing else that must be named.
fn forged(octets: &mut Octets<'_>) -> Sent {
    let mut sent = forge::sent(octets, family::row(Dialect::TencentApp));
    sent.headers.retain(|(name, _)| !name.eq_ignore_ascii_case(b"x-date"));
    sent.headers.insert(octets.below(sent.headers.len() + 1), (b"X-Date".into(), DATE.into()));
    sent
}

/// What is wrong with it, in the order in which it is told.
fn fault(sent: &Sent) -> Option<Error> {
    if let Some(fault) = application::implied_fault(sent) {
        return Some(fault);
    }
    if let Some(part) = application::line_fault(sent) {
        return Some(Error::RequestLine(part));
    }
    application::parameters(sent).is_none().then_some(Error::Parameters)
}

fn judge(sent: &Sent) {
    let headers = forge::borrowed(sent);
    let request = forge::request(sent, &headers);
    let signer = Signer::new(Dialect::TencentApp, "some-id").unwrap().names("x-date");
    let string = signer.signing_string(&request).map(|string| {
        let mut room = vec![0; string.len()];
        string.write_to(&mut room).unwrap().to_vec()
    });

    if let Some(fault) = fault(sent) {
        return assert_eq!(string, Err(fault), "{sent:?}");
    }
    if application::has_wrong_content_md5(sent) {
        let values = application::values(sent, "content-md5");
        let right = application::content_md5(sent);
        let wrong = values.iter().position(|value| !value.is_empty() && value != right.as_bytes()).unwrap();
        let named = |index: &usize| sent.headers[*index].0.eq_ignore_ascii_case(b"content-md5");
        let header = (0..sent.headers.len()).filter(named).nth(wrong).unwrap();
        return assert_eq!(string, Err(Error::HeaderValue { header }), "{sent:?}");
    }
    let expected = application::string(&[b"x-date"], sent);
    assert_eq!(string.as_ref(), Ok(&expected), "{sent:?}");
    if !sent.body.is_empty() && !application::is_form(sent) {
        assert_eq!(ContentMd5::of(&sent.body).as_str(), application::content_md5(sent));
    }

    // Signed, and refused only where the parameters could be read in two ways.
    let key = Key::new(Algorithm::HmacSha1, "a secret").unwrap();
    let credential = signer.sign(&key, &request).unwrap().to_string();
    let claim = Claim::read(Dialect::TencentApp, &credential).unwrap();
    let policy = Policy::new(Dialect::TencentApp);
    let verdict = claim.verify(&key, &request, &policy, forge::NOW).map(|_| ());
    let is_ambiguous = application::are_ambiguous(&application::parameters(sent).unwrap());
    assert_eq!(verdict, if is_ambiguous { Err(Refusal::Ambiguous.into()) } else { Ok(()) }, "{sent:?}");
    let verdict = claim.verify(&key, &request, &policy.allow_ambiguous(), forge::NOW).map(|_| ());
    assert_eq!(verdict, Ok(()), "{sent:?}");
}
