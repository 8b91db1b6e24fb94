//! `hmacsign verify`: decide whether a request is genuine and fresh, and say what that covers.

use hmacsign::{Algorithm, Claim, Date, Policy, Refusal, VerifyError};

use crate::args::{Spoken, VerifyArgs};
use crate::report::{Failure, Report, Verdict, place_of_refusal, shown};
use crate::request::RawRequest;
use crate::{arrived, input, secret};

pub fn run(args: &VerifyArgs, report: &mut Report) -> Result<Verdict, Failure> {
    let spoken = args.request.dialect;
    input::one_stdin(&[Some(args.request.file.as_path()), secret::path(&args.secret)])?;
    let secret = secret::read(&args.secret)?;
    let mut raw = RawRequest::parse(input::read(&args.request.file)?)?;
    let credential = match arrived::credential(spoken, &mut raw) {
        Ok(credential) => credential,
        Err(why) => return Ok(report.refuse(&why, "", "")),
    };
    let claim = match Claim::read(spoken.dialect(), &credential) {
        Ok(claim) => claim,
        Err(error) => return Ok(report.refuse(&error.to_string(), "the credential", error.advice())),
    };
    if args.id.as_ref().is_some_and(|id| id.as_encoded_bytes() != claim.id().as_bytes()) {
        return Ok(report.refuse("the id is another than the one that --id names", claim.id(), ""));
    }

    let algorithm = args.algorithm.map(|mac| mac.0).or(claim.algorithm());
    let key = secret.key(spoken, algorithm.unwrap_or_else(|| fitting(spoken, claim.mac().len())))?;
    let required: Vec<_> = args.require.iter().map(String::as_str).collect();
    let now = input::seconds_of(args.now);
    let headers = raw.headers();
    match claim.verify(&key, &raw.with(&headers), &policy(args, &required, &claim), now) {
        Ok(verified) => {
            report.verdict(Verdict::Right, "verified", verified.id());
            report.line(format_args!("signed: {}", claim.names()));
            let carrier = spoken.dialect().header();
            let unsigned: Vec<_> = headers
                .iter()
                .filter(|header| {
                    !claim.is_signed(header.name()) && !header.name().eq_ignore_ascii_case(carrier.as_bytes())
                })
                .filter(|header| spoken != Spoken::TencentApp || !is_trailer(header.name()))
                .map(|header| shown(header.name()))
                .collect();
            if !unsigned.is_empty() {
                report.line(format_args!("not signed: {}", unsigned.join(" ")));
            }
            if !raw.body.is_empty() {
                report.line(match spoken {
                    Spoken::TencentApp => "body: covered",
                    _ if claim.is_signed("digest") => "body: covered by its digest",
                    _ => "body: not covered",
                });
            }
            if let Some(skew) = verified.skew() {
                report.line(format_args!("age: {skew} s"));
            }
            match verified.expires() {
                Some(expires) => {
                    report.line(format_args!("accepted until: {} ({} s from now)", Date::new(expires)?, expires - now));
                }
                None => report.line("accepted until: for ever, since no time was judged"),
            }
            Ok(Verdict::Right)
        }
        // The request line is always there, so this is a wrong call.
        Err(VerifyError::Error(error)) => Err(Failure::call(error, error.advice())),
        Err(VerifyError::Refusal(refusal)) => {
            let place = place_of_refusal(refusal, &claim, &required, &headers);
            let verdict = report.refuse(refusal.text(), &place, refusal.advice());
            if refusal == Refusal::Signature {
                report.line("see also: hmacsign diagnose, with the same secret and request");
            }
            Ok(verdict)
        }
    }
}

/// What an application signs without naming it.
fn is_trailer(name: &[u8]) -> bool {
    ["accept", "content-type", "content-md5"].iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes()))
}

/// What a key is for whose credential does not say so.
fn fitting(spoken: Spoken, mac_len: usize) -> Algorithm {
    Algorithm::ALL.into_iter().find(|algorithm| algorithm.mac_len() == mac_len).unwrap_or(spoken.usual())
}

fn policy<'a>(args: &VerifyArgs, required: &'a [&'a str], claim: &Claim<'_>) -> Policy<'a> {
    let mut policy = Policy::new(args.request.dialect.dialect()).required(required);
    if let Some(seconds) = args.max_skew {
        policy = policy.max_skew(seconds);
    }
    // A digest that was signed must fit the body.
    if args.require_digest || claim.is_signed("digest") {
        policy = policy.require_digest();
    }
    if args.allow_undated {
        policy = policy.allow_undated();
    }
    if args.allow_stale_date {
        policy = policy.allow_stale_date();
    }
    if args.allow_any_weekday {
        policy = policy.allow_any_weekday();
    }
    if args.allow_ambiguous {
        policy = policy.allow_ambiguous();
    }
    policy
}
