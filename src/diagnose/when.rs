//! A date as others write it: in another zone, with another weekday or a day of one digit.

use crate::Date;

/// A date and how it is written.
#[derive(Clone, Copy)]
pub(super) struct When {
    pub seconds: i64,
    one_digit: bool,
    zone: &'static str,
    text: [u8; 32],
    len: usize,
}

/// Words for GMT.
pub(super) const ZONES: [&str; 3] = ["GMT", "UTC", "+0000"];

impl When {
    /// Read a date that is an IMF-fixdate but for the day's digits, the weekday and the word for the zone.
    pub(super) fn read(text: &[u8]) -> Option<Self> {
        let zone = ZONES.into_iter().find(|zone| text.ends_with(zone.as_bytes()))?;
        let rest = text.get(..text.len() - zone.len())?;
        let (weekday, rest) = rest.split_at_checked(5)?;
        let one_digit = rest.get(1) == Some(&b' ');
        let mut usual = [b'0'; Date::LEN];
        let (room, behind) = usual.split_at_mut_checked(if one_digit { 6 } else { 5 })?;
        room.iter_mut().zip(weekday).for_each(|(room, octet)| *room = *octet);
        let (room, zone_room) = behind.split_at_mut_checked(rest.len())?;
        room.copy_from_slice(rest);
        zone_room.iter_mut().zip(b"GMT").for_each(|(room, octet)| *room = *octet);
        (zone_room.len() == 3).then_some(())?;
        let seconds = Date::parse_any_weekday(&usual).ok()?.seconds();
        let mut when = When { seconds, one_digit, zone, text: [0; 32], len: 0 };
        when.len = text.len();
        when.text.get_mut(..text.len())?.copy_from_slice(text);
        Some(when)
    }

    pub(super) fn text(&self) -> &[u8] {
        self.text.get(..self.len).unwrap_or_default()
    }

    /// So many seconds later, written in the same way.
    pub(super) fn later(mut self, seconds: i64) -> Option<Self> {
        self.seconds += seconds;
        self.write()
    }

    /// With the other number of digits in its day, where that is possible.
    pub(super) fn other_digits(mut self) -> Option<Self> {
        let date = Date::new(self.seconds).ok()?;
        date.as_str().as_bytes().get(5).filter(|tens| **tens == b'0')?;
        self.one_digit = !self.one_digit;
        let weekday = self.weekday();
        Some(self.write()?.on(weekday))
    }

    /// With another word for the zone.
    pub(super) fn zone(mut self, zone: &'static str) -> Option<Self> {
        if self.zone == zone {
            return None;
        }
        self.zone = zone;
        let weekday = self.weekday();
        Some(self.write()?.on(weekday))
    }

    pub(super) fn weekday(&self) -> [u8; 3] {
        let [one, two, three, ..] = self.text;
        [one, two, three]
    }

    /// With another weekday.
    pub(super) fn on(mut self, weekday: [u8; 3]) -> Self {
        self.text.iter_mut().zip(weekday).for_each(|(room, octet)| *room = octet);
        self
    }

    fn write(mut self) -> Option<Self> {
        let date = Date::new(self.seconds).ok()?;
        let octets = date.as_str().as_bytes();
        let (weekday, rest) = octets.split_at_checked(5)?;
        let zero = usize::from(self.one_digit && rest.starts_with(b"0"));
        let rest = rest.get(zero..rest.len().checked_sub(3)?)?;
        self.len = 0;
        for octet in weekday.iter().chain(rest).chain(self.zone.as_bytes()) {
            *self.text.get_mut(self.len)? = *octet;
            self.len += 1;
        }
        Some(self)
    }
}
