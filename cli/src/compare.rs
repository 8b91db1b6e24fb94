//! `hmacsign compare`: where our signing string and the one that a server says it used part.

use hmacsign::{Claim, Signer};

use crate::args::{CompareArgs, Spoken};
use crate::report::{Failure, Report, Verdict, note, place_of};
use crate::request::RawRequest;
use crate::{arrived, input};

pub fn run(args: &CompareArgs, report: &mut Report) -> Result<Verdict, Failure> {
    let spoken = args.request.dialect;
    input::one_stdin(&[Some(args.request.file.as_path()), args.theirs.as_deref()])?;
    let mut raw = RawRequest::parse(input::read(&args.request.file)?)?;
    let theirs = match (&args.theirs, &args.theirs_text) {
        (Some(path), _) => input::read(path)?,
        (None, text) => text.as_ref().map_or(Vec::new(), |text| text.as_encoded_bytes().to_vec()),
    };

    let credential = arrived::credential(spoken, &mut raw).ok();
    let claim = credential.as_deref().and_then(|credential| Claim::read(spoken.dialect(), credential).ok());
    let id = match (&args.id, &claim) {
        (Some(id), _) => id.as_encoded_bytes(),
        (None, Some(claim)) => claim.id().as_bytes(),
        // Only APISIX signs it.
        (None, None) if spoken != Spoken::Apisix => b"id",
        (None, None) => {
            return Err(Failure::call("the request has no credential that can be read", "give --id, which is signed"));
        }
    };
    let names = match (&args.names, &credential) {
        (Some(names), _) => names.as_encoded_bytes(),
        (None, Some(credential)) => arrived::names(credential).unwrap_or_default(),
        (None, None) => {
            note("the request has no credential: all headers are taken as signed, unless --names says otherwise");
            b""
        }
    };
    // What is compared need not be fit to be sent.
    let mut signer = Signer::new(spoken.dialect(), id)?.names(names).allow_undated();
    if let Some(created) = claim.and_then(|claim| claim.created()) {
        signer = signer.created(created)?;
    }
    if let Some(expires) = claim.and_then(|claim| claim.expires()) {
        signer = signer.expires(expires)?;
    }
    let headers = raw.headers();
    let request = raw.with(&headers);
    let comparison = signer
        .compare(&request, &theirs)
        .map_err(|error| Failure::refused(error, &place_of(error, &String::from_utf8_lossy(names), &headers)))?;
    if comparison.difference().is_none() {
        report.verdict(Verdict::Right, "equal", &comparison.to_string());
        return Ok(Verdict::Right);
    }
    report.verdict(Verdict::Refused, "they differ", "");
    report.line(comparison);
    Ok(Verdict::Refused)
}
