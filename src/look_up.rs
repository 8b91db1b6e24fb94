//! Finding the signed names among the headers of a request: a hash table without a heap. It knows names, and nothing of
//! what they are for.

use crate::SIGNED_MAX;
use crate::grammar::same_name;

/// Up to [`SIGNED_MAX`] names, found again by comparing one or two of them and never more than all, whatever they are.
pub(crate) struct LookUp<'l, 'a> {
    names: &'l [&'a [u8]],
    /// The names that can be found, as a set of their indexes.
    entered: u64,
    /// The same for each slot.
    slots: [u64; SIGNED_MAX],
}

/// Which slot a name is in, whatever its case. Names that are numbered differ in the last two octets.
#[inline(always)]
fn slot(name: &[u8]) -> usize {
    match name {
        [first, .., before, last] => {
            let [first, before, last] = [first, before, last].map(|octet| usize::from(octet | 0x20));
            (name.len() + 5 * first + 11 * before + 3 * last) % SIGNED_MAX
        }
        _ => name.len(),
    }
}

impl<'l, 'a> LookUp<'l, 'a> {
    /// Finds none of these names yet. Of more than [`SIGNED_MAX`] the last ones are never found.
    pub(crate) const fn of(names: &'l [&'a [u8]]) -> Self {
        LookUp { names, entered: 0, slots: [0; SIGNED_MAX] }
    }

    /// Make the name at this index one that can be found; it must be a token. Gives false if its like is there already.
    #[inline]
    pub(crate) fn enter(&mut self, index: usize) -> bool {
        let Some(name) = self.names.get(index).filter(|_| index < SIGNED_MAX) else { return false };
        if self.find(name, SIGNED_MAX).is_some() {
            return false;
        }
        self.entered |= 1 << index;
        if let Some(set) = self.slots.get_mut(slot(name)) {
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
        let guessed = 1_u64.checked_shl(guess as u32).unwrap_or(0);
        let mut set = self.slots.get(slot(name)).copied().unwrap_or(0) & !guessed;
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
        index < SIGNED_MAX
            && self.entered >> index & 1 == 1
            && self.names.get(index).is_some_and(|known| same_name(known, name))
    }
}
