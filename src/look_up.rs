//! Finding the signed names among the headers of a request: a hash table without a heap. It knows names, and nothing of
//! what they are for.

use crate::SIGNED_MAX;
use crate::grammar::same_name;

/// Up to [`SIGNED_MAX`] names, found again by comparing one or two of them and never more than all, whatever they are.
pub(crate) struct LookUp<'l, 'a> {
    names: &'l [&'a [u8]],
    /// The names that can be found, as a set of their indexes.
    entered: u64,
    /// For each slot the name that was entered last, and for each name the one before it in its slot; [`NONE`] behind
    /// the last.
    last: [u8; SIGNED_MAX],
    before: [u8; SIGNED_MAX],
}

const NONE: u8 = u8::MAX;

/// Which slot a name is in, whatever its case. Names that are numbered differ in the last two octets.
#[inline(always)]
fn slot(name: &[u8]) -> usize {
    match name {
        [first, .., before, last] => {
            // 11 times the one and 3 times the other, in the upper octets of one product.
            let pair = usize::from(u16::from_le_bytes([*before, *last]) | 0x2020);
            (name.len() + 5 * usize::from(first | 0x20) + ((pair * (11 * 256 + 3)) >> 8)) % SIGNED_MAX
        }
        _ => name.len(),
    }
}

impl<'l, 'a> LookUp<'l, 'a> {
    /// Finds none of these names yet. Of more than [`SIGNED_MAX`] the last ones are never found.
    #[inline]
    pub(crate) const fn of(names: &'l [&'a [u8]]) -> Self {
        LookUp { names, entered: 0, last: [NONE; SIGNED_MAX], before: [NONE; SIGNED_MAX] }
    }

    /// Make the name at this index one that can be found; it must be a token. Gives false if its like is there already.
    #[inline]
    pub(crate) fn enter(&mut self, index: usize) -> bool {
        let Some(name) = self.names.get(index).filter(|_| index < SIGNED_MAX) else { return false };
        let slot = slot(name);
        if self.search(slot, name, SIGNED_MAX).is_some() {
            return false;
        }
        self.entered |= 1 << index;
        if let (Some(last), Some(before)) = (self.last.get_mut(slot), self.before.get_mut(index)) {
            *before = core::mem::replace(last, index as u8);
        }
        true
    }

    /// The index of a name. `guess` is looked at first: requests and lists tend to have one order.
    #[inline]
    pub(crate) fn find(&self, name: &[u8], guess: usize) -> Option<usize> {
        let guessed = guess < SIGNED_MAX && self.entered >> guess & 1 == 1 && self.is(guess, name);
        if guessed { Some(guess) } else { self.search(slot(name), name, guess) }
    }

    /// The index of a name that is in this slot, and is not `but`.
    #[inline(always)]
    fn search(&self, slot: usize, name: &[u8], but: usize) -> Option<usize> {
        let mut index = self.last.get(slot).copied().unwrap_or(NONE);
        while index != NONE {
            if usize::from(index) != but && self.is(usize::from(index), name) {
                return Some(usize::from(index));
            }
            index = self.before.get(usize::from(index)).copied().unwrap_or(NONE);
        }
        None
    }

    #[inline]
    fn is(&self, index: usize, name: &[u8]) -> bool {
        self.names.get(index).is_some_and(|known| same_name(known, name))
    }
}
