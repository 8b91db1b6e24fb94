//! A secret made ready for one algorithm, and the MACs made with it. The only file that knows the hash crates.

use core::fmt;

use hmac::block_api::HmacCore;
use hmac::digest::block_api::{Buffer, FixedOutputCore, UpdateCore};
use hmac::digest::{CtOutput, Output, OutputSizeUser};
use hmac::{EagerHash, KeyInit};
use zeroize::{Zeroize, zeroize_stack};

use crate::signature::{SIGNATURE_ROOM, Signature};
use crate::sink::Text;
use crate::{Algorithm, Error, base64};

/// The longest key that [`Key::from_base64`] takes, in octets.
pub const SECRET_BASE64_MAX: usize = 1024;

pub(crate) type HmacSha1 = HmacCore<sha1::Sha1>;
pub(crate) type HmacSha256 = HmacCore<sha2::Sha256>;
pub(crate) type HmacSha384 = HmacCore<sha2::Sha384>;
pub(crate) type HmacSha512 = HmacCore<sha2::Sha512>;

/// A secret made ready for one algorithm.
///
/// The two pads of [RFC 2104](https://www.rfc-editor.org/rfc/rfc2104) are absorbed once, here, so that a signature
/// costs only the signing string's own blocks and one more. The secret itself is not kept. A `Key` can be shared by
/// threads; it is wiped when it is dropped, and [`Debug`](fmt::Debug) prints its algorithm only.
///
/// Use a secret in one dialect and with one algorithm: most dialects sign the same string, so that a credential of
/// one could be passed off as one of another.
///
/// ```
/// use hmacsign::{Algorithm, Key};
///
/// let key = Key::new(Algorithm::HmacSha1, "ZxF2whO0RhuwnVCj5JMMAuqcDcN2oPrC")?;
/// assert_eq!(format!("{key:?}"), "Key(HmacSha1, ..)");
/// # Ok::<(), hmacsign::Error>(())
/// ```
#[derive(Clone)]
pub struct Key {
    pub(crate) state: State,
}

/// The MAC as it stands after the pads. The hash crates wipe each of them when it is dropped.
#[derive(Clone)]
pub(crate) enum State {
    Sha1(HmacSha1),
    Sha256(HmacSha256),
    Sha384(HmacSha384),
    Sha512(HmacSha512),
}

impl Key {
    /// Make a key. The secret is used as it stands, octet for octet, and not kept: the gateways do not decode it
    /// from Base64 or hex, and neither does this.
    ///
    /// # Errors
    /// [`Error::Secret`] if it is empty.
    pub fn new<S: AsRef<[u8]> + ?Sized>(algorithm: Algorithm, secret: &S) -> Result<Self, Error> {
        burn();
        let key = absorb(algorithm, secret.as_ref());
        burn();
        key
    }

    /// The same for a secret that is Base64 of the key, as CyberSource's shared secrets are: strict, padded, and at
    /// most [`SECRET_BASE64_MAX`] octets of key. Not constant in time.
    ///
    /// # Errors
    /// [`Error::Secret`] if it is empty or not that.
    ///
    /// ```
    /// use hmacsign::{Algorithm, Key};
    ///
    /// let key = Key::from_base64(Algorithm::HmacSha256, "c2VjcmV0")?;
    /// assert_eq!(key.signature_of("a").as_str(), Key::new(Algorithm::HmacSha256, "secret")?.signature_of("a").as_str());
    /// # Ok::<(), hmacsign::Error>(())
    /// ```
    pub fn from_base64<S: AsRef<[u8]> + ?Sized>(algorithm: Algorithm, secret: &S) -> Result<Self, Error> {
        let mut room = [0; SECRET_BASE64_MAX];
        let key = match base64::decode(secret.as_ref(), &mut room) {
            Ok(octets) => Key::new(algorithm, octets),
            Err(_) => Err(Error::Secret),
        };
        room.zeroize();
        key
    }

    /// What it is for.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        match self.state {
            State::Sha1(_) => Algorithm::HmacSha1,
            State::Sha256(_) => Algorithm::HmacSha256,
            State::Sha384(_) => Algorithm::HmacSha384,
            State::Sha512(_) => Algorithm::HmacSha512,
        }
    }

    /// The signature of a string of your own making: for a scheme that this library does not know. The octets are
    /// taken as they are.
    ///
    /// ```
    /// use hmacsign::{Algorithm, Key};
    ///
    /// let key = Key::new(Algorithm::HmacSha1, "ZxF2whO0RhuwnVCj5JMMAuqcDcN2oPrC")?;
    /// let string = "date: Fri, 09 Oct 2015 00:00:00 GMT\nsource: AndriodApp";
    /// assert_eq!(key.signature_of(string).as_str(), "zJ1fUmiWSmSZUoqgZi+dGUJvxn0=");
    /// # Ok::<(), hmacsign::Error>(())
    /// ```
    #[must_use]
    pub fn signature_of<T: AsRef<[u8]> + ?Sized>(&self, text: &T) -> Signature {
        Signature::of(&self.mac(&text.as_ref()))
    }
}

/// Hands on the octets of a text.
type Pour<'t> = dyn Fn(&mut dyn FnMut(&[u8])) + 't;

/// The bare hash of three texts one behind the other, as those make it who do not know HMAC.
#[inline(never)]
pub(crate) fn bare_hash(algorithm: Algorithm, before: &[u8], text: &impl Text, behind: &[u8]) -> Mac {
    fn hash<D: hmac::digest::Digest>(pour: &Pour<'_>) -> Mac {
        let mut hash = D::new();
        pour(&mut |piece| hash.update(piece));
        Mac::of::<D>(false, |output| hash.finalize_into(output))
    }
    let pour: &Pour<'_> = &|take| {
        take(before);
        text.pour_into(take);
        take(behind);
    };
    match algorithm {
        Algorithm::HmacSha1 => hash::<sha1::Sha1>(pour),
        Algorithm::HmacSha256 => hash::<sha2::Sha256>(pour),
        Algorithm::HmacSha384 => hash::<sha2::Sha384>(pour),
        Algorithm::HmacSha512 => hash::<sha2::Sha512>(pour),
    }
}

/// What makes MACs: a key, or one that lies in memory of C's.
pub(crate) trait Macs {
    /// Which they are.
    fn algorithm(&self) -> Algorithm;

    /// The MAC of a text.
    fn mac(&self, text: &impl Text) -> Mac;

    /// Is this the MAC of a text? Takes the same time wherever they differ.
    fn verify(&self, text: &impl Text, mac: &[u8]) -> bool {
        self.mac(text).is(mac)
    }
}

impl Macs for Key {
    fn algorithm(&self) -> Algorithm {
        Key::algorithm(self)
    }

    fn mac(&self, text: &impl Text) -> Mac {
        let pour = |take: &mut dyn FnMut(&[u8])| text.pour_into(take);
        match &self.state {
            State::Sha1(start) => run(|| start.clone(), pour),
            State::Sha256(start) => run(|| start.clone(), pour),
            State::Sha384(start) => run(|| start.clone(), pour),
            State::Sha512(start) => run(|| start.clone(), pour),
        }
    }
}

/// Not inlined, so that all it uses of the stack lies below its caller's frame, where [`burn`] reaches.
#[inline(never)]
fn absorb(algorithm: Algorithm, secret: &[u8]) -> Result<Key, Error> {
    if secret.is_empty() {
        return Err(Error::Secret);
    }
    let state = match algorithm {
        Algorithm::HmacSha1 => KeyInit::new_from_slice(secret).map(State::Sha1),
        Algorithm::HmacSha256 => KeyInit::new_from_slice(secret).map(State::Sha256),
        Algorithm::HmacSha384 => KeyInit::new_from_slice(secret).map(State::Sha384),
        Algorithm::HmacSha512 => KeyInit::new_from_slice(secret).map(State::Sha512),
    };
    // HMAC takes secrets of any length, so this error never comes.
    state.map(|state| Key { state }).map_err(|_| Error::Internal)
}

/// Overwrite the part of the stack that [`absorb`] uses. After it, since the hmac crate lays the secret there, once as it
/// is and once as the outer pad, and leaves it behind. Before it, since a state has parts that are never set, which
/// would hold what was there.
#[inline(never)]
pub(crate) fn burn() {
    zeroize_stack::<4096>();
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({:?}, ..)", self.algorithm())
    }
}

/// A MAC that is going to be sent: 20 to 64 octets.
pub(crate) struct Mac {
    /// As many as [`base64::encode_blocks`] reads of the longest; those behind the MAC are zeros.
    octets: [u8; MAC_ROOM],
    len: usize,
    /// Whether some of its text was hashed while it was put together, and so from deeper in the stack.
    #[cfg_attr(not(feature = "capi"), allow(dead_code))]
    pub was_deep: bool,
}

const MAC_ROOM: usize = base64::whole_blocks(64);

impl Mac {
    /// Of a hash function whose output is written where it stays.
    #[inline(always)]
    fn of<D: OutputSizeUser>(was_deep: bool, finish: impl FnOnce(&mut Output<D>)) -> Self {
        let len = D::output_size();
        let mut mac = Mac { octets: [0; MAC_ROOM], len, was_deep };
        if let Some(Ok(output)) = mac.octets.get_mut(..len).map(TryInto::try_into) {
            finish(output);
        }
        mac
    }

    /// Is it this one? Not inlined, so that the copies that it makes lie where the stack can be wiped.
    #[inline(never)]
    pub(crate) fn is(&self, mac: &[u8]) -> bool {
        /// Of texts of one length.
        fn same<D: OutputSizeUser>(one: &[u8], other: &[u8]) -> bool {
            match (one.try_into(), other.try_into()) {
                (Ok(one), Ok(other)) => {
                    CtOutput::<D>::new(Output::<D>::clone(one)) == CtOutput::new(Output::<D>::clone(other))
                }
                _ => false,
            }
        }
        let octets = self.octets();
        let same = match octets.len() {
            20 => same::<HmacSha1>(octets, mac),
            32 => same::<HmacSha256>(octets, mac),
            48 => same::<HmacSha384>(octets, mac),
            _ => same::<HmacSha512>(octets, mac),
        };
        #[cfg(hmacsign_poison)]
        let same = crate::ffi::poison::answer_is_public(same);
        same
    }

    pub(crate) fn octets(&self) -> &[u8] {
        self.octets.get(..self.len).unwrap_or_default()
    }

    /// Forget it.
    #[cfg(feature = "capi")]
    pub(crate) fn wipe(&mut self) {
        self.octets.zeroize();
    }

    /// Write it down, and give the length of the text.
    pub(crate) fn encode(&self, text: &mut [u8; SIGNATURE_ROOM]) -> usize {
        base64::encode_blocks(&self.octets, self.len, text);
        base64::encoded_len(self.len)
    }
}

/// The MAC of what is poured; pouring tells what [`Text::pour_into`] does. Once for each hash and each kind of text: to call what pours
/// through a pointer takes a tenth of the time of a short text. The compressions of a hash are there once.
#[inline(never)]
pub(crate) fn run<D: EagerHash>(
    start: impl FnOnce() -> HmacCore<D>,
    pour: impl FnOnce(&mut dyn FnMut(&[u8])) -> bool,
) -> Mac {
    let mut core = start();
    let mut buffer = Buffer::<HmacCore<D>>::default();
    let was_deep = pour(&mut |piece| buffer.digest_blocks(piece, |blocks| core.update_blocks(blocks)));
    Mac::of::<HmacCore<D>>(was_deep, |output| core.finalize_fixed_core(&mut buffer, output))
}

#[cfg(test)]
mod tests {
    use hmac::digest::block_api::CoreProxy;
    use zeroize::ZeroizeOnDrop;

    const fn is_wiped_on_drop<T: ZeroizeOnDrop>() {}

    /// Does not compile without the hash crates' `zeroize` feature, which a key relies on.
    #[test]
    fn the_states_in_a_key_are_wiped_when_it_is_dropped() {
        is_wiped_on_drop::<<sha1::Sha1 as CoreProxy>::Core>();
        is_wiped_on_drop::<<sha2::Sha256 as CoreProxy>::Core>();
        is_wiped_on_drop::<<sha2::Sha384 as CoreProxy>::Core>();
        is_wiped_on_drop::<<sha2::Sha512 as CoreProxy>::Core>();
    }
}
