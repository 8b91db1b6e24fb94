//! Keys that are ready in the library and in OpenSSL.

use hmacsign::{Algorithm, Key};

use crate::openssl::Hmac;
use crate::random::Random;

/// One secret, made ready by both.
pub struct Pair {
    pub algorithm: Algorithm,
    pub key: Key,
    pub hmac: Hmac,
}

impl Pair {
    /// A secret of 1 to 200 octets: shorter and longer than a block of each hash.
    pub fn new(random: &mut Random, algorithm: Algorithm) -> (Self, Vec<u8>) {
        let mut secret = Vec::new();
        let len = random.between(1, 200);
        random.octets(len, &mut secret);
        let key = Key::new(algorithm, &secret).expect("not empty");
        (Pair { algorithm, key, hmac: Hmac::new(algorithm, &secret) }, secret)
    }
}

/// As many of each algorithm.
pub struct Keys {
    pairs: Vec<Pair>,
    next: usize,
}

impl Keys {
    pub fn new(random: &mut Random) -> Self {
        let pairs = (0..64).map(|index| Pair::new(random, Algorithm::ALL[index % 4]).0).collect();
        Keys { pairs, next: 0 }
    }

    /// Make one anew.
    pub fn renew(&mut self, random: &mut Random) {
        self.pairs[self.next] = Pair::new(random, Algorithm::ALL[self.next % 4]).0;
        self.next = (self.next + 1) % self.pairs.len();
    }

    pub fn any(&self, random: &mut Random) -> &Pair {
        random.one(&self.pairs)
    }
}
