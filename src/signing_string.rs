//! The signing string: which lines are signed, whether they can be, and their octets. Signing, verifying and showing
//! it all come here; who signs, and with what, is not known here.

use core::fmt;

use crate::dialect::Rules;
use crate::grammar::{is_token, is_value, same_name, trim};
use crate::sink::{Sink, Text};
use crate::{Error, Header, Headers, Place, Request, SIGNED_MAX};

/// The string that gets signed: a line `name: value` for each signed header, in their order, the names in lower
/// case, the values without white space around them, LF between the lines and none after the last.
///
/// It borrows everything and can be printed (octets that are not UTF-8 as U+FFFD), measured and written down.
///
/// ```
/// use hmacsign::{Header, Request, Signer};
///
/// let headers = [Header::new("Host", "example.com"), Header::new("X-Date", "Mon, 19 Mar 2018 12:08:40 GMT")];
/// let signer = Signer::tencent("AKID")?.names("x-date host");
/// let string = signer.signing_string(&Request::new(&headers))?;
/// assert_eq!(string.to_string(), "x-date: Mon, 19 Mar 2018 12:08:40 GMT\nhost: example.com");
/// # Ok::<(), hmacsign::Error>(())
/// ```
pub struct SigningString<'a, H: ?Sized = [Header<'a>]> {
    request: Request<'a, H>,
    /// For each line the index of its header.
    lines: [usize; SIGNED_MAX],
    count: usize,
}

/// The names to sign: the caller's list, or all headers of the request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Names<'a>(pub &'a [u8]);

impl<'a> Names<'a> {
    /// The names of a list: one space between two.
    fn listed(self) -> impl Iterator<Item = &'a [u8]> + Clone {
        self.0.split(|&octet| octet == b' ')
    }

    /// Are all headers of the request meant?
    fn are_all(self) -> bool {
        self.0.is_empty()
    }
}

/// The headers that are never signed unless they are named: those that carry credentials.
const CREDENTIALS: [&[u8]; 3] = [b"authorization", b"proxy-authorization", b"signature"];

/// A slot of the look-up: any number of names, as a set of their indexes.
type Slots = [u64; SIGNED_MAX];

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

/// The names of a signature while they are looked up: a hash table without a heap, so that the work is one comparison
/// or two a header and never more than [`SIGNED_MAX`], whatever the names.
struct LookUp<'a> {
    names: [&'a [u8]; SIGNED_MAX],
    count: usize,
    slots: Slots,
}

impl<'a> LookUp<'a> {
    /// The index of this name. `guess` is looked at first: requests and lists tend to have one order.
    #[inline]
    fn find(&self, name: &[u8], guess: usize) -> Option<usize> {
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
        index < self.count && self.names.get(index).is_some_and(|known| same_name(known, name))
    }

    /// Add a token that is not there yet.
    #[inline]
    fn add(&mut self, name: &'a [u8]) {
        if let (Some(room), Some(set)) = (self.names.get_mut(self.count), self.slots.get_mut(slot(name))) {
            *room = name;
            *set |= 1 << self.count;
            self.count += 1;
        }
    }
}

/// No header was found.
const NOWHERE: usize = usize::MAX;

impl<'a, H: Headers + ?Sized> SigningString<'a, H> {
    /// Find the header of every name and make sure that each can be signed.
    ///
    /// Faults come in this order: the number of names; then name by name whether it is a token, is repeated, is
    /// missing, and has a value that can be sent; last, whether a time is signed.
    pub(crate) fn new(rules: &Rules, names: Names<'a>, undated: bool, request: Request<'a, H>) -> Result<Self, Error> {
        let headers = request.headers;
        if names.are_all() {
            let all = (0..headers.count()).filter_map(|index| {
                let name = headers.header(index)?.name();
                (!CREDENTIALS.iter().any(|other| same_name(other, name))).then_some((name, Place::Header(index)))
            });
            Self::find(rules, all, undated, request)
        } else {
            let listed = names.listed().scan(0, |next, name| {
                let offset = *next;
                *next += name.len() + 1;
                Some((name, Place::Names(offset)))
            });
            Self::find(rules, listed, undated, request)
        }
    }

    fn find(
        rules: &Rules,
        names: impl Iterator<Item = (&'a [u8], Place)> + Clone,
        undated: bool,
        request: Request<'a, H>,
    ) -> Result<Self, Error> {
        let count = names.clone().count();
        if count == 0 || count > SIGNED_MAX {
            return Err(Error::HeaderCount { count });
        }

        // A fault in the list waits until the names before it have been looked at.
        let mut look_up = LookUp { names: [&[]; SIGNED_MAX], count: 0, slots: [0; SIGNED_MAX] };
        let mut list_fault = Ok(());
        let mut dated = undated;
        for (name, place) in names.clone() {
            if !is_token(name) {
                list_fault = Err(Error::HeaderName(place));
                break;
            }
            if look_up.find(name, NOWHERE).is_some() {
                list_fault = Err(Error::HeaderRepeated(place));
                break;
            }
            dated |= rules.times.iter().any(|time| same_name(time.as_bytes(), name));
            look_up.add(name);
        }

        let mut lines = [NOWHERE; SIGNED_MAX];
        let mut repeated = 0_u64;
        let mut guess = 0;
        let headers = request.headers;
        for index in 0..headers.count() {
            let Some(found) = headers.header(index).and_then(|header| look_up.find(header.name(), guess)) else {
                continue;
            };
            if let Some(line) = lines.get_mut(found) {
                if *line == NOWHERE {
                    *line = index;
                } else {
                    repeated |= 1 << found;
                }
            }
            guess = found + 1;
        }

        for (line, (&index, (name, place))) in lines.iter().zip(names).enumerate().take(look_up.count) {
            if repeated >> line & 1 == 1 {
                let second = (index + 1..headers.count())
                    .find(|&index| headers.header(index).is_some_and(|header| same_name(name, header.name())));
                return Err(Error::HeaderRepeated(Place::Header(second.unwrap_or(index))));
            }
            let Some(header) = headers.header(index) else {
                return Err(match place {
                    Place::Names(offset) => Error::HeaderMissing { offset },
                    Place::Header(_) => Error::Internal,
                });
            };
            if !is_value(trim(header.value())) {
                return Err(Error::HeaderValue { header: index });
            }
        }
        list_fault?;
        if !dated {
            return Err(Error::DateUnsigned);
        }
        Ok(SigningString { request, lines, count })
    }

    /// The signed headers in their order.
    pub(crate) fn headers(&self) -> impl Iterator<Item = Header<'a>> {
        let headers = self.request.headers;
        self.lines.iter().take(self.count).filter_map(move |&index| headers.header(index))
    }

    /// Its length in octets.
    #[must_use]
    pub fn len(&self) -> usize {
        self.text_len()
    }

    /// Whether it has no octets: never, since every signature covers a header.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        false
    }

    /// Write it to the beginning of `out`, all or nothing, and return what was written.
    ///
    /// # Errors
    /// [`Error::Buffer`] if `out` is shorter than [`len`](SigningString::len); it is as it was then.
    pub fn write_to<'o>(&self, out: &'o mut [u8]) -> Result<&'o [u8], Error> {
        self.write(out)
    }
}

impl<H: Headers + ?Sized> Text for SigningString<'_, H> {
    fn pour(&self, sink: &mut impl Sink) {
        for (line, header) in self.headers().enumerate() {
            if line > 0 {
                sink.put(b"\n");
            }
            sink.put_lower(header.name());
            sink.put(b": ");
            sink.put(trim(header.value()));
        }
    }
}

impl<H: Headers + ?Sized> fmt::Display for SigningString<'_, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.display(f)
    }
}

impl<H: Headers + ?Sized> fmt::Debug for SigningString<'_, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningString({self})")
    }
}
