//! Random numbers and texts that a seed repeats: xoshiro256**, which is fast, and good enough to choose tests by.

pub struct Random([u64; 4]);

impl Random {
    /// The numbers of this seed (spread by splitmix64).
    pub fn new(mut seed: u64) -> Self {
        Random([(); 4].map(|()| {
            seed = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mixed = (seed ^ seed >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
            mixed ^ mixed >> 31
        }))
    }

    pub fn word(&mut self) -> u64 {
        let [a, b, c, d] = &mut self.0;
        let result = b.wrapping_mul(5).rotate_left(7).wrapping_mul(9);
        let shifted = *b << 17;
        *c ^= *a;
        *d ^= *b;
        *b ^= *c;
        *a ^= *d;
        *c ^= shifted;
        *d = d.rotate_left(45);
        result
    }

    /// Below a number that is small and not 0.
    pub fn below(&mut self, end: usize) -> usize {
        ((u128::from(self.word()) * end as u128) >> 64) as usize
    }

    /// From the one to the other, both of them too.
    pub fn between(&mut self, first: usize, last: usize) -> usize {
        first + self.below(last - first + 1)
    }

    /// Once in so many times.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    pub fn one<'l, T>(&mut self, list: &'l [T]) -> &'l T {
        &list[self.below(list.len())]
    }

    /// Add so many octets, whatever they are.
    pub fn octets(&mut self, len: usize, to: &mut Vec<u8>) {
        let start = to.len();
        while to.len() < start + len {
            to.extend_from_slice(&self.word().to_le_bytes());
        }
        to.truncate(start + len);
    }

    /// Add so many octets of these.
    pub fn octets_of(&mut self, some: &[u8], len: usize, to: &mut Vec<u8>) {
        for _ in 0..len {
            to.push(*self.one(some));
        }
    }
}
