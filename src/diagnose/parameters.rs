//! An application's parameters in another order than the right one.

use core::cmp::Ordering;

use crate::PARAMETERS_MAX;
use crate::application::{is_well_formed, key};

/// Parameters in an order.
pub(super) struct Parameters<'a> {
    sorted: [&'a [u8]; PARAMETERS_MAX],
    count: usize,
}

impl<'a> Parameters<'a> {
    /// Those of two texts; none if there are too many, or one is malformed.
    #[inline(never)]
    pub(super) fn sorted(texts: [&'a [u8]; 2], order: fn(&[u8], &[u8]) -> Ordering) -> Option<Self> {
        let mut parameters = Parameters { sorted: [&[]; PARAMETERS_MAX], count: 0 };
        let all = texts.iter().flat_map(|text| text.split(|&octet| octet == b'&'));
        for parameter in all.filter(|parameter| !parameter.is_empty()) {
            if key(parameter).is_empty() || !is_well_formed(parameter) {
                return None;
            }
            let known = parameters.sorted.get(..parameters.count)?;
            let place = known.partition_point(|other| order(other, parameter) != Ordering::Greater);
            let mut next = parameter;
            for room in parameters.sorted.get_mut(place..=parameters.count)? {
                next = core::mem::replace(room, next);
            }
            parameters.count += 1;
        }
        Some(parameters)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &'a [u8]> {
        self.sorted.iter().take(self.count).copied()
    }
}
