//! Dates against `httpdate`, an implementation of its own, and at every edge.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use hmacsign::{Date, Error, Header};
use proptest::prelude::*;

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Texts at the edges of the calendar, with what `date -u +%s` says of them.
const DATES: [(i64, &str); 14] = [
    (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
    (59, "Thu, 01 Jan 1970 00:00:59 GMT"),
    (68_255_999, "Tue, 29 Feb 1972 23:59:59 GMT"),
    (68_256_000, "Wed, 01 Mar 1972 00:00:00 GMT"),
    (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), // the example of RFC 9110
    (946_684_799, "Fri, 31 Dec 1999 23:59:59 GMT"),
    (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
    (1_505_974_701, "Thu, 21 Sep 2017 06:18:21 GMT"),
    (1_521_461_320, "Mon, 19 Mar 2018 12:08:40 GMT"),
    (2_147_483_647, "Tue, 19 Jan 2038 03:14:07 GMT"), // the last of 31 bits
    (4_107_542_399, "Sun, 28 Feb 2100 23:59:59 GMT"), // no leap year
    (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
    (253_402_214_400, "Fri, 31 Dec 9999 00:00:00 GMT"),
    (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"),
];

fn seconds_of(time: SystemTime) -> i64 {
    time.duration_since(UNIX_EPOCH).unwrap().as_secs().try_into().unwrap()
}

fn oracle_text(seconds: i64) -> String {
    httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(seconds.try_into().unwrap()))
}

/// What `httpdate` reads, as far as it is IMF-fixdate.
///
/// It also reads the two obsolete forms of RFC 9110, and text with white space around it. Those are refused here, so
/// only text counts that it writes back as it was. Nothing else differs: it is as strict about case, digits and the
/// weekday, and refuses second 60 and years before 1970 too.
fn oracle(text: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(text).ok()?;
    let time = httpdate::parse_http_date(text).ok()?;
    (httpdate::fmt_http_date(time) == text).then(|| seconds_of(time))
}

/// The same for text whose weekday may be any of the seven: one of them is the right one.
fn oracle_any_weekday(text: &[u8]) -> Option<i64> {
    WEEKDAYS.iter().find(|name| text.starts_with(name.as_bytes()))?;
    WEEKDAYS.iter().find_map(|name| oracle(&[name.as_bytes(), &text[3..]].concat()))
}

fn assert_as_oracle(text: &[u8]) {
    let (strict, any) = (oracle(text), oracle_any_weekday(text));
    let shown = text.escape_ascii();
    assert_eq!(Date::parse(text).map(|date| date.seconds()), strict.ok_or(Error::Date), "{shown}");
    assert_eq!(Date::parse_any_weekday(text).map(|date| date.seconds()), any.ok_or(Error::Date), "{shown}");
}

#[test]
fn known_dates_are_written_and_read() {
    for (seconds, text) in DATES {
        assert_eq!(Date::new(seconds).unwrap().as_str(), text);
        assert_eq!(Date::parse(text).unwrap().seconds(), seconds, "{text}");
        assert_eq!(Date::parse_any_weekday(text).unwrap().seconds(), seconds, "{text}");
    }
}

#[test]
fn every_day_from_1970_to_9999_is_written_and_read_as_the_oracle_does() {
    let mut days = 0_i64;
    for day in 0..=Date::MAX_SECONDS / 86_400 {
        // Another second of every day, so that all 86 400 have their turn.
        let seconds = day * 86_400 + day * 7_919 % 86_400;
        let text = oracle_text(seconds);
        let date = Date::new(seconds).unwrap();
        assert_eq!(date.as_str(), text);
        assert_eq!(Date::parse(&text), Ok(date), "{text}");
        assert_eq!(httpdate::parse_http_date(&text).map(seconds_of).ok(), Some(seconds), "the oracle on {text}");
        days += 1;
    }
    assert_eq!(days, 2_932_897);
}

#[test]
fn every_second_of_a_day_is_written_and_read() {
    for seconds in 1_709_164_800..1_709_164_800 + 86_400 {
        let date = Date::new(seconds).unwrap();
        assert_eq!(date.as_str(), oracle_text(seconds));
        assert_eq!(Date::parse(date.as_str()).unwrap().seconds(), seconds);
    }
}

#[test]
fn seconds_outside_1970_to_9999_are_refused() {
    for seconds in [i64::MIN, i64::MIN + 1, -86_400, -1, 253_402_300_800, 1_521_461_320_000, i64::MAX - 1, i64::MAX] {
        assert_eq!(Date::new(seconds), Err(Error::Time), "{seconds}");
    }
    assert_eq!(Date::MAX_SECONDS, 253_402_300_799);
    assert!(Date::new(Date::MAX_SECONDS).is_ok());
    assert!(Date::new(0).is_ok());
}

#[test]
fn a_wrong_weekday_is_refused_unless_any_is_taken_and_is_put_right() {
    let text = "Sun, 21 Sep 2017 06:18:21 GMT";
    assert_eq!(Date::parse(text), Err(Error::Date));
    let date = Date::parse_any_weekday(text).unwrap();
    assert_eq!(date.seconds(), 1_505_974_701);
    assert_eq!(date.as_str(), "Thu, 21 Sep 2017 06:18:21 GMT");

    for name in WEEKDAYS {
        let text = format!("{name}, 21 Sep 2017 06:18:21 GMT");
        assert_eq!(Date::parse_any_weekday(&text), Ok(date));
        assert_eq!(Date::parse(&text).is_ok(), name == "Thu", "{text}");
    }
}

#[test]
fn any_weekday_is_still_one_of_the_seven() {
    for name in ["thu", "THU", "Thr", "Do.", "   ", "Mo,", "Xyz", "Jan", "\u{65e5}"] {
        let text = format!("{name}, 21 Sep 2017 06:18:21 GMT");
        assert_eq!(Date::parse_any_weekday(&text), Err(Error::Date), "{text}");
    }
}

#[test]
fn the_slips_of_other_programs_are_refused() {
    let texts = [
        "",
        "Thu, 21 Sep 2017 06:18:21 UTC",
        "Thu, 21 Sep 2017 06:18:21 +0000",
        "Thu, 21 Sep 2017 06:18:21 gmt",
        "Thu, 21 Sep 2017 06:18:21",
        "Thu, 21 Sep 2017 06:18:21 GMT\n",
        "Thu, 21 Sep 2017 06:18:21 GMT\0",
        "Thu,21 Sep 2017 06:18:21 GMT",
        "Thu, 21 sep 2017 06:18:21 GMT",
        "Thu, 21 SEP 2017 06:18:21 GMT",
        "Thu, 21 Sept 2017 06:18:21 GMT",
        "Thu, 7 Sep 2017 06:18:21 GMT",
        "Thu,  7 Sep 2017 06:18:21 GMT",
        "Thu, 21 Sep 17 06:18:21 GMT",
        "Thu, 21-Sep-2017 06:18:21 GMT",
        "Thu, 21 Sep 2017 6:18:21 GMT",
        "Thu, 21 Sep 2017  6:18:21 GMT",
        "Thu, 21 Sep 2017 24:00:00 GMT",
        "Thu, 21 Sep 2017 06:60:21 GMT",
        "jeu, 21 sep 2017 06:18:21 GMT",
        "2017-09-21T06:18:21Z",
        "1505974701",
    ];
    for text in texts {
        assert_eq!(Date::parse(text), Err(Error::Date), "{text:?}");
        assert_eq!(Date::parse_any_weekday(text), Err(Error::Date), "{text:?}");
    }
}

#[test]
fn a_leap_second_is_refused_as_the_oracle_refuses_it() {
    let text = "Sat, 31 Dec 2016 23:59:60 GMT"; // there was one
    assert!(httpdate::parse_http_date(text).is_err());
    assert_eq!(Date::parse(text), Err(Error::Date));
    assert_eq!(Date::parse_any_weekday(text), Err(Error::Date));
}

#[test]
fn a_year_before_1970_is_refused_although_its_weekday_fits() {
    for text in ["Wed, 31 Dec 1969 23:59:59 GMT", "Fri, 01 Jan 1904 00:00:00 GMT", "Sat, 01 Jan 0000 00:00:00 GMT"] {
        assert_eq!(Date::parse_any_weekday(text), Err(Error::Date), "{text}");
    }
}

#[test]
fn days_that_do_not_exist_are_refused() {
    let texts = [
        "00 Jan 2020",
        "32 Jan 2020",
        "30 Feb 2020",
        "29 Feb 2019",
        "29 Feb 2100",
        "31 Apr 2020",
        "31 Jun 2020",
        "31 Sep 2020",
        "31 Nov 2020",
        "99 Dec 2020",
    ];
    for text in texts {
        let text = format!("Mon, {text} 00:00:00 GMT");
        assert_eq!(Date::parse_any_weekday(&text), Err(Error::Date), "{text}");
    }
    for text in ["29 Feb 2020", "29 Feb 2000", "31 Jan 2020", "30 Apr 2020", "31 Jul 2020", "31 Aug 2020"] {
        assert!(Date::parse_any_weekday(&format!("Mon, {text} 00:00:00 GMT")).is_ok(), "{text}");
    }
}

#[test]
fn what_the_oracle_reads_beyond_imf_fixdate_is_refused() {
    let texts = [
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        " Sun, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 GMT\r\n",
    ];
    for text in texts {
        assert_eq!(httpdate::parse_http_date(text).map(seconds_of).ok(), Some(784_111_777), "the oracle on {text:?}");
        assert_eq!(Date::parse(text), Err(Error::Date), "{text:?}");
        assert_eq!(Date::parse_any_weekday(text), Err(Error::Date), "{text:?}");
    }
}

#[test]
fn every_change_of_one_octet_gets_the_verdict_of_the_oracle() {
    let mut read = 0;
    for (_, text) in DATES {
        let text = text.as_bytes();
        for position in 0..=text.len() {
            for octet in 0..=255 {
                let mut inserted = text.to_vec();
                inserted.insert(position, octet);
                assert_as_oracle(&inserted);
                if position < text.len() {
                    let mut changed = text.to_vec();
                    changed[position] = octet;
                    assert_as_oracle(&changed);
                    read += usize::from(Date::parse(&changed).is_ok());
                }
            }
            assert_as_oracle(&text[..position]);
            assert_as_oracle(&text[position..]);
            if position < text.len() {
                let mut deleted = text.to_vec();
                deleted.remove(position);
                assert_as_oracle(&deleted);
            }
        }
    }
    // More than the 29 of each that change nothing: the times of day.
    assert!(read > DATES.len() * 29, "{read}");
}

#[test]
fn dates_are_ordered_as_time_is() {
    // The text would put Fri before Mon.
    let (monday, friday) = (Date::new(1_521_461_320).unwrap(), Date::new(1_521_806_920).unwrap());
    assert_eq!((&monday.as_str()[..3], &friday.as_str()[..3]), ("Mon", "Fri"));
    assert!(monday < friday);
}

#[test]
fn a_date_can_be_the_value_of_a_header() {
    let date = Date::new(1_521_461_320).unwrap();
    let header = Header::new("x-date", &date);
    assert_eq!(header.value(), b"Mon, 19 Mar 2018 12:08:40 GMT");
    assert_eq!(AsRef::<str>::as_ref(&date), date.as_str());
    assert_eq!(date.as_str().len(), Date::LEN);
}

#[test]
fn a_date_prints_as_its_text() {
    let date = Date::new(1_521_461_320).unwrap();
    assert_eq!(date.to_string(), "Mon, 19 Mar 2018 12:08:40 GMT");
    assert_eq!(format!("{date:>31}"), "  Mon, 19 Mar 2018 12:08:40 GMT");
    assert_eq!(format!("{date:?}"), "Date(1521461320, \"Mon, 19 Mar 2018 12:08:40 GMT\")");
}

proptest! {
    #[test]
    fn any_second_is_written_and_read_as_the_oracle_does(seconds in 0..=Date::MAX_SECONDS) {
        let date = Date::new(seconds).unwrap();
        prop_assert_eq!(date.as_str(), oracle_text(seconds));
        prop_assert_eq!(date.seconds(), seconds);
        prop_assert_eq!(Date::parse(date.as_str()), Ok(date));
        prop_assert_eq!(Date::parse_any_weekday(date.as_str()), Ok(date));
    }

    #[test]
    fn any_number_is_a_date_or_outside(seconds in any::<i64>()) {
        prop_assert_eq!(Date::new(seconds).is_ok(), (0..=253_402_300_799).contains(&seconds));
    }

    #[test]
    fn any_fields_get_the_verdict_of_the_oracle(
        weekday in 0..7_usize, day in 0..40_u32, month in 0..12_usize, year in 1900..=9999_u32,
        hour in 0..30_u32, minute in 0..70_u32, second in 0..70_u32,
    ) {
        let (weekday, month) = (WEEKDAYS[weekday], MONTHS[month]);
        let text = format!("{weekday}, {day:02} {month} {year:04} {hour:02}:{minute:02}:{second:02} GMT");
        assert_as_oracle(text.as_bytes());
    }

    #[test]
    fn any_octets_get_the_verdict_of_the_oracle(text in prop::collection::vec(any::<u8>(), 0..40)) {
        assert_as_oracle(&text);
    }
}
