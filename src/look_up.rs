//! Finding the signed names among the headers of a request: a hash table without a heap. It knows names, and nothing of
//! what they are for.

use crate::SIGNED_MAX;
use crate::grammar::same_name;

/// Up to [`SIGNED_MAX`] names, found again by comparing one or two of them and never more than all, whatever they are.
pub(crate) struct LookUp<'a> {
    names: [&'a [u8]; SIGNED_MAX],
    /// For each slot the set of the names in it, by their indexes.
    slots: [u64; SIGNED_MAX],
}

/// Which slot a name is in, whatever its case.
#[inline(always)]
fn slot(name: &[u8]) -> usize {
    match name {
        [first, .., last] => {
            let (first, last) = (usize::from(first | 0x20), usize::from(last | 0x20));
            (name.len() + 5 * first + 3 * last) % SIGNED_MAX
        }
        _ => 0,
    }
}

impl<'a> LookUp<'a> {
    /// No names.
    pub(crate) const fn new() -> Self {
        LookUp { names: [&[]; SIGNED_MAX], slots: [0; SIGNED_MAX] }
    }

    /// Enter a token under an index that is free. Gives false if the name is there already.
    #[inline]
    pub(crate) fn enter(&mut self, index: usize, name: &'a [u8]) -> bool {
        if self.find(name, SIGNED_MAX).is_some() {
            return false;
        }
        if let (Some(room), Some(set)) = (self.names.get_mut(index), self.slots.get_mut(slot(name))) {
            *room = name;
            *set |= 1 << index;
        }
        true
    }

    /// The index of a name. `guess` is looked at first: requests and lists tend to have one order.
    #[inline]
    pub(crate) fn find(&self, name: &[u8], guess: usize) -> Option<usize> {
        if self.is(guess, name) {
            return Some(guess);
        }
        let mut set = self.slots.get(slot(name)).copied().unwrap_or(0);
        while set != 0 {
            let index = set.trailing_zeros() as usize;
            if self.is(index, name) {
                return Some(index);
            }
            set &= set - 1;
        }
        None
    }

    #[inline]
    fn is(&self, index: usize, name: &[u8]) -> bool {
        self.names.get(index).is_some_and(|known| !known.is_empty() && same_name(known, name))
    }
}
