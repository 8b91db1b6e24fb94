//! `hmacsign diagnose`: what was done differently where a signature does not match.

use hmacsign::{Claim, Error, Signer, Slip, diagnose};

use crate::args::{DiagnoseArgs, Spoken};
use crate::report::{Failure, Report, Verdict, note, place_of, shown};
use crate::request::RawRequest;
use crate::{arrived, input, secret};

pub fn run(args: &DiagnoseArgs, report: &mut Report) -> Result<Verdict, Failure> {
    let spoken = args.request.dialect;
    input::one_stdin(&[Some(args.request.file.as_path()), secret::path(&args.secret)])?;
    let secret = secret::read(&args.secret)?;
    if secret.line_end {
        note("the secret's file ends with a line end, which is not taken as part of the secret");
    }
    let mut raw = RawRequest::parse(input::read(&args.request.file)?)?;
    let credential = match arrived::credential(spoken, &mut raw) {
        Ok(credential) => credential,
        Err(why) => return Ok(report.refuse(&why, "", "")),
    };

    let headers = raw.headers();
    let names = arrived::names(&credential).unwrap_or_default();
    match diagnose(spoken.dialect(), secret.octets(), &credential, &raw.with(&headers)) {
        Err(Error::Secret) => Err(secret::fault(Error::Secret)),
        Err(error) => {
            let place = place_of(error, &String::from_utf8_lossy(names), &headers);
            Ok(report.refuse(&format!("no known slip explains the signature, and {error}"), &place, error.advice()))
        }
        Ok(found) if found.slip() == Slip::Matches => {
            report.verdict(Verdict::Right, "matches", found.slip().text());
            Ok(Verdict::Right)
        }
        Ok(found) => {
            let all: Vec<_> = found.slips().map(Slip::name).collect();
            report.verdict(Verdict::Refused, "does not match", &all.join(", "));
            for slip in found.slips() {
                report.line(format_args!("{}: {}", slip.name(), slip.text()));
            }
            if let Some(number) = found.line() {
                let line = line_of(spoken, &credential, &raw, number).unwrap_or_default();
                report.line(format_args!("line {number} of what is to be signed: {line}"));
            }
            report.line(format_args!("tried: {} MACs", found.macs()));
            Ok(Verdict::Refused)
        }
    }
}

/// That line of the signing string, if there is one.
fn line_of(spoken: Spoken, credential: &[u8], raw: &RawRequest, number: usize) -> Option<String> {
    let dialect = spoken.dialect();
    let claim = Claim::read(dialect, credential).ok();
    let id = claim.map_or("id", |claim| claim.id());
    let mut signer = Signer::new(dialect, id).ok()?.names(arrived::names(credential)?).allow_undated();
    if let Some(created) = claim.and_then(|claim| claim.created()) {
        signer = signer.created(created).ok()?;
    }
    if let Some(expires) = claim.and_then(|claim| claim.expires()) {
        signer = signer.expires(expires).ok()?;
    }
    let headers = raw.headers();
    let string = signer.signing_string(&raw.with(&headers)).ok()?;
    let mut room = vec![0; string.len()];
    let line = string.write_to(&mut room).ok()?.split(|&octet| octet == b'\n').nth(number.checked_sub(1)?)?;
    Some(shown(line))
}
