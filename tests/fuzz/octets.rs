//! Octets as a script: each question takes the next ones as its answer, and zeros when there are none left, so that
//! every input means something and a small change in it is a small change in what is done.

pub struct Octets<'a>(&'a [u8]);

impl<'a> Octets<'a> {
    pub fn new(data: &'a [u8]) -> Self {
        Octets(data)
    }

    pub fn octet(&mut self) -> u8 {
        match self.0 {
            [first, rest @ ..] => {
                self.0 = rest;
                *first
            }
            [] => 0,
        }
    }

    pub fn is_over(&self) -> bool {
        self.0.is_empty()
    }

    /// 0 to `count` - 1.
    pub fn below(&mut self, count: usize) -> usize {
        usize::from(self.octet()) % count
    }

    pub fn flag(&mut self) -> bool {
        self.octet() & 1 == 1
    }

    /// What is to be the exception.
    pub fn rarely(&mut self) -> bool {
        self.octet() >= 0xF0
    }

    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    pub fn number(&mut self) -> i64 {
        i64::from_le_bytes(std::array::from_fn(|_| self.octet()))
    }

    /// A length, and then so many octets.
    pub fn text(&mut self, longest: usize) -> &'a [u8] {
        let len = self.below(longest + 1).min(self.0.len());
        let (text, rest) = self.0.split_at(len);
        self.0 = rest;
        text
    }

    pub fn rest(&mut self) -> &'a [u8] {
        std::mem::take(&mut self.0)
    }
}
