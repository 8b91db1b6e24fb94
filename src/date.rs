//! The date of the `Date` and `X-Date` headers, from seconds and back: English and GMT, whatever the locale and the
//! zone. No clock, and none of the obsolete forms.

use core::fmt;

use crate::Error;

pub(crate) const WEEKDAYS: [[u8; 3]; 7] = [*b"Sun", *b"Mon", *b"Tue", *b"Wed", *b"Thu", *b"Fri", *b"Sat"];

const MONTHS: [[u8; 3]; 12] =
    [*b"Jan", *b"Feb", *b"Mar", *b"Apr", *b"May", *b"Jun", *b"Jul", *b"Aug", *b"Sep", *b"Oct", *b"Nov", *b"Dec"];

/// Days from 0000-03-01, where the arithmetic begins, to 1970-01-01.
const EPOCH: u32 = 719_468;

/// A second between 1970 and 9999 with its text, an IMF-fixdate
/// ([RFC 9110, 5.6.7](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7)).
///
/// There is no clock in this crate: the seconds since 1970 are yours to bring. A `Date` can stand as the value of a
/// [`Header`](crate::Header).
///
/// ```
/// use hmacsign::{Date, Header};
///
/// let date = Date::new(1_521_461_320)?;
/// assert_eq!(date.as_str(), "Mon, 19 Mar 2018 12:08:40 GMT");
/// assert_eq!(Date::parse("Mon, 19 Mar 2018 12:08:40 GMT")?, date);
///
/// let header = Header::new("x-date", &date);
/// assert_eq!(header.value(), b"Mon, 19 Mar 2018 12:08:40 GMT");
/// # Ok::<(), hmacsign::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    // First, so that the derived order is that of time.
    seconds: i64,
    text: [u8; Date::LEN],
}

impl Date {
    /// The length of the text in octets.
    pub const LEN: usize = 29;

    /// The last second of 9999, in seconds since 1970-01-01T00:00:00Z.
    pub const MAX_SECONDS: i64 = 253_402_300_799;

    /// The date of this second, counted from 1970-01-01T00:00:00Z without leap seconds.
    ///
    /// # Errors
    /// [`Error::Time`] if it is below 0 or above [`MAX_SECONDS`](Date::MAX_SECONDS), as today's time in milliseconds is.
    ///
    /// ```
    /// use hmacsign::{Date, Error};
    ///
    /// assert_eq!(Date::new(0)?.as_str(), "Thu, 01 Jan 1970 00:00:00 GMT");
    /// assert_eq!(Date::new(-1), Err(Error::Time));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn new(seconds: i64) -> Result<Self, Error> {
        Ok(Date { seconds, text: write(seconds)? })
    }

    /// Read an IMF-fixdate: 29 octets, each as [`Date::new`] would write it, their case included.
    ///
    /// No white space around it, no zone but `GMT` (not `UTC`, not `+0000`), no one-digit day, no leap second, no
    /// year before 1970, and neither of the two obsolete forms of RFC 9110.
    ///
    /// # Errors
    /// [`Error::Date`] if it is anything else, there is no such day, or the day has another name.
    ///
    /// ```
    /// use hmacsign::{Date, Error};
    ///
    /// assert_eq!(Date::parse("Mon, 19 Mar 2018 12:08:40 GMT")?.seconds(), 1_521_461_320);
    /// assert_eq!(Date::parse("Sun, 19 Mar 2018 12:08:40 GMT"), Err(Error::Date)); // it was a Monday
    /// assert_eq!(Date::parse("Mon, 19 Mar 2018 12:08:40 UTC"), Err(Error::Date));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn parse(text: &(impl AsRef<[u8]> + ?Sized)) -> Result<Self, Error> {
        let text = text.as_ref();
        let seconds = read(text, false)?;
        // A second has one text only: it need not be written again.
        Ok(Date { seconds, text: text.try_into().map_err(|_| Error::Date)? })
    }

    /// Read an IMF-fixdate whose weekday may be any of the seven; as strict as [`Date::parse`] otherwise.
    ///
    /// For peers whose code gets the name wrong. The text of the result has the right one, so that it can differ from
    /// what was read: sign and verify the text that was sent, never this one.
    ///
    /// # Errors
    /// [`Error::Date`] as for [`Date::parse`], but for the weekday that does not fit.
    ///
    /// ```
    /// use hmacsign::Date;
    ///
    /// let date = Date::parse_any_weekday("Sun, 21 Sep 2017 06:18:21 GMT")?;
    /// assert_eq!(date.seconds(), 1_505_974_701);
    /// assert_eq!(date.as_str(), "Thu, 21 Sep 2017 06:18:21 GMT");
    /// # Ok::<(), hmacsign::Error>(())
    /// ```
    pub fn parse_any_weekday(text: &(impl AsRef<[u8]> + ?Sized)) -> Result<Self, Error> {
        Date::new(read(text.as_ref(), true)?)
    }

    /// Seconds since 1970-01-01T00:00:00Z, from 0 to [`MAX_SECONDS`](Date::MAX_SECONDS).
    #[inline]
    #[must_use]
    pub const fn seconds(&self) -> i64 {
        self.seconds
    }

    /// The text: [`LEN`](Date::LEN) octets of ASCII.
    #[inline]
    #[must_use]
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(&self.text).unwrap_or_default()
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Date({}, {:?})", self.seconds, self.as_str())
    }
}

impl AsRef<str> for Date {
    #[inline]
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<[u8]> for Date {
    #[inline]
    fn as_ref(&self) -> &[u8] {
        &self.text
    }
}

/// The text of a second since 1970-01-01T00:00:00Z; [`Error::Time`] outside 1970 to 9999.
///
/// ```text
/// IMF-fixdate = day-name "," SP day SP month SP year SP hour ":" minute ":" second SP "GMT"   (RFC 9110, 5.6.7)
/// ```
///
/// The days are counted in a calendar whose years begin on 1 March: the leap day comes last, and the lengths of the
/// months before it, 31 30 31 30 31 twice and 31 again, follow from 153 days in five months.
pub(crate) fn write(seconds: i64) -> Result<[u8; Date::LEN], Error> {
    if !(0..=Date::MAX_SECONDS).contains(&seconds) {
        return Err(Error::Time);
    }
    // At most 2 932 896 days: neither cast can lose anything, and no sum below can overflow.
    let (days, time) = ((seconds / 86_400) as u32, (seconds % 86_400) as u32);
    let (cycle, day) = ((days + EPOCH) / 146_097, (days + EPOCH) % 146_097); // 400 years
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (year * 365 + year / 4 - year / 100);
    let month = (day * 5 + 2) / 153; // 0 is March
    let day = day - (month * 153 + 2) / 5 + 1;
    let (year, month) = (cycle * 400 + year + month / 10, (month + 2) % 12); // 0 is January

    let &[w0, w1, w2] = WEEKDAYS.get(((days + 4) % 7) as usize).ok_or(Error::Internal)?;
    let &[m0, m1, m2] = MONTHS.get(month as usize).ok_or(Error::Internal)?;
    let ([y0, y1], [y2, y3]) = (two_digits(year / 100), two_digits(year));
    let ([d0, d1], [h0, h1]) = (two_digits(day), two_digits(time / 3_600));
    let ([i0, i1], [s0, s1]) = (two_digits(time / 60 % 60), two_digits(time % 60));
    #[rustfmt::skip] // as in `read`
    let text = [w0, w1, w2, b',', b' ', d0, d1, b' ', m0, m1, m2, b' ', y0, y1, y2, y3, b' ',
        h0, h1, b':', i0, i1, b':', s0, s1, b' ', b'G', b'M', b'T'];
    Ok(text)
}

/// The second since 1970-01-01T00:00:00Z that a text names; [`Error::Date`] if it is no IMF-fixdate of 1970 to 9999,
/// or, unless any is taken, not its weekday.
pub(crate) fn read(text: &[u8], any_weekday: bool) -> Result<i64, Error> {
    seconds_of(text, any_weekday).ok_or(Error::Date)
}

fn seconds_of(text: &[u8], any_weekday: bool) -> Option<i64> {
    #[rustfmt::skip] // as in `write`
    let &[w0, w1, w2, b',', b' ', d0, d1, b' ', m0, m1, m2, b' ', y0, y1, y2, y3, b' ',
        h0, h1, b':', i0, i1, b':', s0, s1, b' ', b'G', b'M', b'T'] = text else { return None };
    let weekday = WEEKDAYS.iter().position(|name| *name == [w0, w1, w2])? as u32;
    let month = MONTHS.iter().position(|name| *name == [m0, m1, m2])? as u32; // 0 is January
    let (year, day) = (number([y0, y1])? * 100 + number([y2, y3])?, number([d0, d1])?);
    let (hour, minute, second) = (number([h0, h1])?, number([i0, i1])?, number([s0, s1])?);

    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        1 => 28 + u32::from(leap),
        3 | 5 | 8 | 10 => 30,
        _ => 31,
    };
    if year < 1970 || day < 1 || day > last || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let (year, month) = if month < 2 { (year - 1, month + 10) } else { (year, month - 2) }; // 0 is March
    let days = year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day - 1 - EPOCH;
    if !any_weekday && weekday != (days + 4) % 7 {
        return None;
    }
    Some(i64::from(days) * 86_400 + i64::from(hour * 3_600 + minute * 60 + second))
}

/// The last two digits of a number.
#[inline]
fn two_digits(number: u32) -> [u8; 2] {
    [b'0' + (number / 10 % 10) as u8, b'0' + (number % 10) as u8]
}

/// The number that two octets write, if they are digits.
#[inline]
fn number([tens, ones]: [u8; 2]) -> Option<u32> {
    let digits = tens.is_ascii_digit() && ones.is_ascii_digit();
    digits.then(|| u32::from(tens - b'0') * 10 + u32::from(ones - b'0'))
}
