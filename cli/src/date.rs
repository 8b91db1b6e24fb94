//! `hmacsign date`: a date from seconds, or seconds from a date.

use hmacsign::Date;

use crate::args::{DateArgs, Moment, seconds};
use crate::input;
use crate::report::{Failure, Report, Verdict};

pub fn run(args: &DateArgs, report: &mut Report) -> Result<Verdict, Failure> {
    let words: Vec<_> = args.words.iter().map(|word| word.to_string_lossy()).collect();
    let text = words.join(" ");
    if text == "now" {
        report.line(Date::new(input::seconds_of(Moment::Now))?);
    } else if let Some(seconds) = seconds(&text).or_else(|| text.parse().ok()) {
        report.line(Date::new(seconds)?);
    } else {
        match (Date::parse(&text), Date::parse_any_weekday(&text)) {
            (Ok(date), _) => report.line(date.seconds()),
            (Err(error), Ok(date)) => {
                return Err(Failure::refused(error, &format!("the weekday is wrong, the day is {date}")));
            }
            (Err(error), Err(_)) => return Err(Failure::refused(error, "")),
        }
    }
    Ok(Verdict::Right)
}
