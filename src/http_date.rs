//! A [`Date`] from and to the types that Rust programs keep time in: `httpdate`'s and the standard library's.

extern crate std;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use httpdate::HttpDate;

use crate::{Date, Error};

/// What is less than a second is cut off.
///
/// ```
/// use std::time::{Duration, UNIX_EPOCH};
///
/// use hmacsign::{Date, Error};
///
/// let date = Date::try_from(UNIX_EPOCH + Duration::from_millis(1_521_461_320_999))?;
/// assert_eq!(date.as_str(), "Mon, 19 Mar 2018 12:08:40 GMT");
/// assert_eq!(Date::try_from(UNIX_EPOCH - Duration::from_secs(1)), Err(Error::Time));
/// # Ok::<(), Error>(())
/// ```
impl TryFrom<SystemTime> for Date {
    type Error = Error;

    /// # Errors
    /// [`Error::Time`] before 1970 and after 9999.
    fn try_from(time: SystemTime) -> Result<Self, Error> {
        let since = time.duration_since(UNIX_EPOCH).map_err(|_| Error::Time)?;
        Date::new(i64::try_from(since.as_secs()).map_err(|_| Error::Time)?)
    }
}

impl From<Date> for SystemTime {
    fn from(date: Date) -> Self {
        UNIX_EPOCH + Duration::from_secs(date.seconds().unsigned_abs())
    }
}

/// ```
/// let date = hmacsign::Date::try_from(httpdate::HttpDate::from(std::time::UNIX_EPOCH))?;
/// assert_eq!(date.as_str(), "Thu, 01 Jan 1970 00:00:00 GMT");
/// # Ok::<(), hmacsign::Error>(())
/// ```
impl TryFrom<HttpDate> for Date {
    type Error = Error;

    /// # Errors
    /// [`Error::Time`], which does not come: an `HttpDate` is of 1970 to 9999.
    fn try_from(date: HttpDate) -> Result<Self, Error> {
        Date::try_from(SystemTime::from(date))
    }
}

impl From<Date> for HttpDate {
    fn from(date: Date) -> Self {
        HttpDate::from(SystemTime::from(date))
    }
}
