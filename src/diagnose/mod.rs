//! Why a signature does not match: the slips that people make are tried one by one until the other side's MAC comes
//! out. For the workbench, not for production: it is not constant in time.

mod parameters;
mod slip;
mod string;
mod vary;
mod when;
mod written;

pub use slip::Slip;

use core::fmt;

use zeroize::Zeroizing;

use self::string::{Absent, Made, Recipe, Repeated, Subject};
use self::vary::{in_strings, is_alone, is_common, recipes};
use self::written::{Guesses, Written, decode_any, decode_hex};
use crate::key::{Mac, Macs as _, bare_hash};
use crate::statement::{Names, Statement};
use crate::{Algorithm, Dialect, Error, Headers, Key, Request, SECRET_BASE64_MAX, Signer, base64};

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

    /// Which line is concerned, as the number of its name in `headers`, 1 for the first: of [`Slip::LineMissing`] that
    /// which is missing. (In the string an application's lines are sorted, and APISIX's id comes first.)
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

/// The slips' sentences, and the line.
impl fmt::Display for Diagnosis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, slip) in self.slips().enumerate() {
            if index > 0 {
                f.write_str("; and ")?;
            }
            f.write_str(slip.text())?;
        }
        match self.line() {
            Some(line) => write!(f, " (line {line})"),
            None => Ok(()),
        }
    }
}

/// Find out how the other side computed a signature that does not match, by trying the slips that people make: a
/// newline at the end of the key, names in capitals, no space behind the colon, hexadecimal digits for Base64, a line
/// that is missing, another dialect, and so on ([`Slip`] has them all).
///
/// Single slips are tried, and the commonest pairs: a signature that is spelled wrong with any other slip; a key with a
/// line end, decoded or not decoded, or exchanged with the id, and another algorithm than named, with any slip in the
/// string but those of the order, of local time, and of one line that is missing or not named; and two of the commonest
/// slips in the string. At most [`DIAGNOSE_MACS_MAX`] MACs over strings of about the signing string's length are made.
///
/// `secret` is the secret as it is configured here: in [`Dialect::Cybersource`] its Base64. Of one that is longer than
/// 1000 octets some slips are not tried. `credential` is the credential as written, even one that
/// [`Claim::read`](crate::Claim::read) refuses: parameters are taken wherever they stand, names are parted at spaces and
/// commas, no time header is needed, and an algorithm that is not known is taken as each that fits. `request` is the
/// request as it arrived; it may lack headers that were signed, or have them twice.
///
/// It is for the workbench and not for production: the time it takes depends on the secret, and grows with all that is
/// signed, an application's parameters above all, which are sorted for each MAC. The answer is about the
/// signature alone: [`Slip::Matches`] says nothing of dates and digests, and [`Slip::None`] is also given where there is
/// no signature, or none that could be a MAC. One answer is a guess: [`Slip::KeyIdSwapped`] also comes where nothing
/// explains the signature and the id is the secret.
///
/// # Errors
/// [`Error::Secret`] if the secret is empty or not Base64 where it must be. If no slip explains the signature, or it is
/// right, and the request cannot be signed with the credential's id and names at all, the reason, as from
/// [`Signer::check`](crate::Signer::check), but that no time need be signed.
///
/// ```
/// use hmacsign::{Dialect, Header, Request, Slip, diagnose};
///
/// // Signed with "secret\n".
/// let credential = "hmac id=\"AKID\", algorithm=\"hmac-sha1\", headers=\"x-date\", \
///                   signature=\"ZqSiSJ793i2a1GJAyyjpoFEgXak=\"";
/// let headers = [Header::new("X-Date", "Mon, 19 Mar 2018 12:08:40 GMT")];
/// let diagnosis = diagnose(Dialect::Tencent, "secret", credential, &Request::new(&headers))?;
/// assert_eq!(diagnosis.slip(), Slip::KeyNewline);
/// assert!(diagnosis.to_string().starts_with("the key was used with a newline at its end"));
/// # Ok::<(), hmacsign::Error>(())
/// ```
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
    let (rules, secret) = (dialect.rules(), secret.as_ref());
    if secret.is_empty() {
        return Err(Error::Secret);
    }
    let mut room = Zeroizing::new([0; SECRET_BASE64_MAX]);
    let key = if rules.key_in_base64 {
        let key = base64::decode(secret, room.as_mut_slice()).map_err(|_| Error::Secret)?;
        if key.is_empty() { Err(Error::Secret) } else { Ok(key) }?
    } else {
        secret
    };
    let written = Written::read(rules, credential.as_ref());
    let statement = Statement {
        dialect,
        id: written.id,
        names: Names(written.list),
        created: written.created,
        expires: written.expires,
    };
    let signer = Signer::of(statement, true);
    let guesses = Guesses::of(rules, written.signature);
    let subject = Subject::of(dialect, &written, request);
    let mut search = Search { subject: &subject, guesses: &guesses, macs: 0 };
    let nothing = Diagnosis { slips: [Slip::None; 3], line: 0, macs: 0 };
    if guesses.iter().next().is_some() {
        if let Some(found) = search.run(secret, key) {
            if found.slip() == Slip::Matches {
                // The MAC is right for what there is, which may be such as no verifier takes.
                signer?.check(request)?;
            }
            return Ok(found);
        }
        if written.id == secret {
            return Ok(Diagnosis { slips: [Slip::KeyIdSwapped, Slip::None, Slip::None], line: 0, macs: search.macs });
        }
    }
    if written.signature.is_empty() {
        return Ok(nothing);
    }
    signer?.check(request)?;
    Ok(Diagnosis { macs: search.macs, ..nothing })
}

/// The longest secret that is tried with something before or behind it, in octets.
const SECRET_MAX: usize = 1000;

/// One search: what is looked for, and what was done so far.
struct Search<'s, 'w, 'a, H: ?Sized> {
    subject: &'s Subject<'w, 'a, H>,
    guesses: &'s Guesses,
    macs: usize,
}

/// What a string was made with.
struct Trial<'t> {
    key: InKey,
    first: Option<Slip>,
    second: Option<Slip>,
    recipe: &'t Recipe,
}

/// A secret made ready for each algorithm that can have made the MAC.
struct Keys([Option<Key>; 4]);

impl<'s, H: Headers + ?Sized> Search<'s, '_, '_, H> {
    /// The algorithms whose MACs are as long as one of those that the signature may stand for.
    fn algorithms(&self) -> impl Iterator<Item = (usize, Algorithm)> + use<'s, H> {
        let guesses = self.guesses;
        let fits = move |algorithm: &Algorithm| guesses.iter().any(|guess| guess.mac().len() == algorithm.mac_len());
        Algorithm::ALL.into_iter().enumerate().filter(move |(_, algorithm)| fits(algorithm))
    }

    #[inline(never)]
    fn keys(&self, secret: &[u8]) -> Keys {
        // HMAC fills a key up with zeros, so that one zero is no other key than none.
        let secret = if secret.is_empty() { b"\0" } else { secret };
        let mut keys = Keys([const { None }; 4]);
        for (index, algorithm) in self.algorithms() {
            if let Some(room) = keys.0.get_mut(index) {
                *room = Key::new(algorithm, secret).ok();
            }
        }
        keys
    }

    /// Is this MAC the one that is looked for? Then the slips that it took.
    fn found(&self, mac: &Mac, algorithm: Algorithm, trial: &Trial<'_>) -> Option<Diagnosis> {
        let guess = self.guesses.iter().find(|guess| guess.mac() == mac.octets())?;
        let (subject, recipe) = (self.subject, trial.recipe);
        let known = subject.dialect.rules().algorithm_name(algorithm).is_some();
        let other_algorithm = !known || subject.written.algorithm.is_some_and(|written| written != algorithm);
        let lacking = recipe.absent == Absent::LeftOut && subject.lacks_header(recipe);
        let repeating = recipe.repeated == Repeated::ByDialect && subject.repeats(recipe.dialect, false);
        let mut slips = [Slip::None; 3];
        let [key, more] = trial.key;
        let made = [
            key,
            more,
            other_algorithm.then_some(Slip::Algorithm),
            trial.first,
            trial.second,
            lacking.then_some(Slip::AbsentLeftOut),
            repeating.then_some(Slip::RepeatedFirst),
            guess.slip,
        ];
        slips.iter_mut().zip(made.into_iter().flatten()).for_each(|(room, slip)| *room = slip);
        if let [first @ Slip::None, ..] = &mut slips {
            *first = Slip::Matches;
        }
        let line = recipe.left_out.map_or(0, |line| line + 1);
        Some(Diagnosis { slips, line, macs: self.macs })
    }

    #[inline(never)]
    fn attempt(&mut self, keys: &Keys, trial: &Trial<'_>) -> Option<Diagnosis> {
        let text = Made(self.subject, trial.recipe);
        for (index, algorithm) in self.algorithms() {
            let Some(Some(key)) = keys.0.get(index) else { continue };
            if self.macs == DIAGNOSE_MACS_MAX {
                return None;
            }
            self.macs += 1;
            let found = self.found(&key.mac(&text), algorithm, trial);
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// Bare hashes in place of MACs.
    #[inline(never)]
    fn attempt_bare(&mut self, secret: &[u8]) -> Option<Diagnosis> {
        let recipe = Recipe::of(self.subject.dialect);
        let text = Made(self.subject, &recipe);
        for (slip, before, behind) in [
            (Slip::HashAlone, [].as_slice(), [].as_slice()),
            (Slip::HashWithKey, secret, &[]),
            (Slip::HashWithKey, &[], secret),
        ] {
            for (_, algorithm) in self.algorithms() {
                self.macs += 1;
                let trial = Trial { key: [Some(slip), None], first: None, second: None, recipe: &recipe };
                let found = self.found(&bare_hash(algorithm, before, &text, behind), algorithm, &trial);
                if found.is_some() {
                    return found;
                }
            }
        }
        None
    }

    /// Every slip in the string behind one that is made already, if any.
    #[inline(never)]
    fn vary(&mut self, keys: &Keys, key: InKey, made: Option<(Slip, &Recipe)>) -> Option<Diagnosis> {
        let base = Recipe::of(self.subject.dialect);
        for slip in in_strings() {
            let skipped = match made {
                Some((first, _)) => slip as usize <= first as usize || !is_common(slip),
                None => key != RIGHT && is_alone(slip),
            };
            if skipped {
                continue;
            }
            for recipe in recipes(slip, self.subject, made.map_or(base, |(_, recipe)| *recipe)) {
                let (first, second) = made.map_or((slip, None), |(first, _)| (first, Some(slip)));
                let trial = Trial { key, first: Some(first), second, recipe: &recipe };
                let found = self.attempt(keys, &trial);
                if found.is_some() {
                    return found;
                }
            }
        }
        None
    }

    /// Two slips in the string, of the common ones.
    #[inline(never)]
    fn vary_twice(&mut self, keys: &Keys) -> Option<Diagnosis> {
        for slip in in_strings().filter(|slip| is_common(*slip)) {
            for recipe in recipes(slip, self.subject, Recipe::of(self.subject.dialect)) {
                let found = self.vary(keys, RIGHT, Some((slip, &recipe)));
                if found.is_some() {
                    return found;
                }
            }
        }
        None
    }

    fn run(&mut self, secret: &[u8], key: &[u8]) -> Option<Diagnosis> {
        let dialect = self.subject.dialect;
        let base = Recipe::of(dialect);
        let right = self.keys(key);
        let plain = |key| Trial { key, first: None, second: None, recipe: &base };
        let mut found = self.attempt(&right, &plain(RIGHT));
        for common in [false, true] {
            if common {
                found = found.or_else(|| self.attempt_bare(key)).or_else(|| self.vary(&right, RIGHT, None));
            }
            each_key(dialect, secret, key, self.subject.written.id, &mut |slips, octets| {
                let [slip, _] = slips;
                if found.is_none() && (!common || slip.is_some_and(is_common_key)) {
                    let keys = self.keys(octets);
                    found = if common { self.vary(&keys, slips, None) } else { self.attempt(&keys, &plain(slips)) };
                }
            });
        }
        found.or_else(|| self.vary_twice(&right))
    }
}

/// Is this slip in a key so common that it is tried with others in the string?
const fn is_common_key(slip: Slip) -> bool {
    !matches!(slip, Slip::KeySpace | Slip::KeyQuoted | Slip::KeyEmpty | Slip::KeyTrimmed)
}

/// The slips in a key: two at most.
type InKey = [Option<Slip>; 2];

/// No slip in the key.
const RIGHT: InKey = [None; 2];

/// The keys that people use in place of the right one.
#[inline(never)]
fn each_key(dialect: Dialect, secret: &[u8], key: &[u8], id: &[u8], take: &mut dyn FnMut(InKey, &[u8])) {
    const AT_THE_ENDS: [(Slip, &[u8], &[u8]); 6] = [
        (Slip::KeyNewline, b"", b"\n"),
        (Slip::KeyCrlf, b"", b"\r\n"),
        (Slip::KeySpace, b"", b" "),
        (Slip::KeySpace, b" ", b""),
        (Slip::KeyQuoted, b"\"", b"\""),
        (Slip::KeyQuoted, b"'", b"'"),
    ];
    let mut room = Zeroizing::new([0; SECRET_MAX + 2]);
    let in_base64 = dialect.rules().key_in_base64;
    if in_base64 {
        take([Some(Slip::KeyNotDecoded), None], secret);
    }
    for (octets, with) in [(key, None), (secret, Some(Slip::KeyNotDecoded).filter(|_| in_base64))] {
        for (slip, before, behind) in AT_THE_ENDS {
            if let Some(room) = room.get_mut(..before.len() + octets.len() + behind.len()) {
                let octets = before.iter().chain(octets).chain(behind);
                room.iter_mut().zip(octets).for_each(|(room, octet)| *room = *octet);
                take(with.map_or([Some(slip), None], |with| [Some(with), Some(slip)]), room);
            }
        }
        if !in_base64 {
            break;
        }
    }
    if !in_base64 {
        let (octets, _) = decode_any(secret, room.as_mut_slice());
        if !octets.is_empty() {
            take([Some(Slip::KeyFromBase64), None], octets);
        }
    }
    if let Some(octets) = decode_hex(secret, room.as_mut_slice()) {
        take([Some(Slip::KeyFromHex), None], octets);
    }
    if !id.is_empty() {
        take([Some(Slip::KeyIdSwapped), None], id);
    }
    take([Some(Slip::KeyEmpty), None], b"");
    let trimmed = secret.trim_ascii();
    let trimmed = match trimmed {
        [b'"', inner @ .., b'"'] | [b'\'', inner @ .., b'\''] => inner,
        trimmed => trimmed,
    };
    if trimmed != secret {
        take([Some(Slip::KeyTrimmed), None], trimmed);
    }
}
