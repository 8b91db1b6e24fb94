//! The border: raw pointers become slices, keys and places for results here, after they were checked, and nowhere
//! else.
//!
//! What can be checked is checked: NULL, alignment, lengths, and the tag of a key. That a pointer leads to memory of
//! the length said, that the memory stays as it is during the call, and that outputs overlap nothing, is the caller's
//! promise; the functions here that rest on it are `unsafe`.

use core::ffi::c_char;
use core::mem::MaybeUninit;
use core::{ptr, slice};

use zeroize::{Zeroize, zeroize_stack};

use super::{
    Fault, HMACSIGN_ALLOW_AMBIGUOUS, HMACSIGN_ALLOW_ANY_WEEKDAY, HMACSIGN_ALLOW_STALE_DATE, HMACSIGN_ALLOW_UNDATED,
    HMACSIGN_REQUIRE_DIGEST, algorithm_number, dialect, flags, hmacsign_algorithm, hmacsign_authorization,
    hmacsign_header, hmacsign_key, hmacsign_policy, hmacsign_request, hmacsign_signer, hmacsign_str, stated_time,
};
use crate::claim::names_fault;
use crate::key::{HmacSha1, HmacSha256, HmacSha384, HmacSha512, Mac, Macs, State, run};
use crate::sink::Text;
use crate::statement::{Names, Statement};
use crate::{Algorithm, Claim, Dialect, Error, Header, Headers, Key, Policy, Request, Signer};

/// The longest run of bytes that C and Rust know.
const LENGTH_MAX: usize = isize::MAX as usize;

/// Can a `T` lie at this address?
fn usable<T>(pointer: *const T) -> Result<*const T, Fault> {
    if pointer.is_null() || !pointer.is_aligned() { Err(Fault::Argument) } else { Ok(pointer) }
}

// ---- Text in ---------------------------------------------------------------------------------------------------

/// Is this text that can be followed? (rule 3)
fn check(text: hmacsign_str) -> Result<(), Fault> {
    if text.len > LENGTH_MAX || (text.ptr.is_null() && text.len > 0) { Err(Fault::Argument) } else { Ok(()) }
}

/// Follow a text that was checked.
///
/// # Safety
/// [`check`] took it, and it is `len` bytes that stay as they are for `'a`.
unsafe fn follow<'a>(text: hmacsign_str) -> &'a [u8] {
    if text.ptr.is_null() {
        // An address that may be looked at, in case that a view of it is given back.
        return c"".to_bytes();
    }
    // SAFETY: not NULL and of a length that slices can have; the rest is what the caller promises.
    unsafe { slice::from_raw_parts(text.ptr.cast(), text.len) }
}

/// A text that was passed in.
///
/// # Safety
/// Rule 3: it is `len` bytes that stay as they are for `'a`.
pub(super) unsafe fn text<'a>(ptr: *const c_char, len: usize) -> Result<&'a [u8], Fault> {
    let text = hmacsign_str { ptr, len };
    check(text)?;
    // SAFETY: just checked; the rest is what the caller promises.
    Ok(unsafe { follow(text) })
}

/// A view of bytes that were passed in.
pub(super) const fn view(text: &[u8]) -> hmacsign_str {
    hmacsign_str { ptr: text.as_ptr().cast(), len: text.len() }
}

/// No text.
pub(super) const NOTHING: hmacsign_str = hmacsign_str { ptr: ptr::null(), len: 0 };

// ---- Structs in ------------------------------------------------------------------------------------------------

/// Who signs, with everything checked that is an argument's fault; the id is not.
pub(super) struct Terms<'a> {
    statement: Statement<'a>,
    undated: bool,
}

impl<'a> Terms<'a> {
    /// The signer of the crate. Finds fault with the id.
    #[inline(always)]
    pub(super) fn signer(&self) -> Result<Signer<'a>, Error> {
        Signer::of(self.statement, self.undated)
    }

    /// The same for a key. Finds fault with its algorithm, then with the id.
    #[inline(always)]
    pub(super) fn signer_with(&self, key: &LentKey) -> Result<Signer<'a>, Error> {
        self.statement.dialect.rules().algorithm_name(key.algorithm()).ok_or(Error::Algorithm)?;
        self.signer()
    }

    /// Whose rules.
    pub(super) const fn dialect(&self) -> Dialect {
        self.statement.dialect
    }

    /// The list of names.
    pub(super) const fn names(&self) -> &'a [u8] {
        self.statement.names.0
    }
}

/// The name at this offset in a list of names.
pub(super) fn name_at(names: &[u8], offset: usize) -> &[u8] {
    let rest = names.get(offset..).unwrap_or_default();
    rest.split(|&octet| octet == b' ').next().unwrap_or_default()
}

/// Who signs what.
///
/// # Safety
/// It is a signer whose texts fit rule 3, all of which stay as they are for `'a`, and a request as [`request`] wants it.
#[inline(always)] // what it gives is large, and would be moved
pub(super) unsafe fn signing<'a>(
    signer: *const hmacsign_signer,
    request: *const hmacsign_request,
) -> Result<(Terms<'a>, Lent<'a>), Fault> {
    // SAFETY: not NULL and aligned; the rest is what the caller promises.
    let hmacsign_signer { id, names, dialect: number, flags: given, created, expires } = unsafe { *usable(signer)? };
    // SAFETY: what the caller promises.
    let (id, names) = unsafe { (text(id.ptr, id.len)?, text(names.ptr, names.len)?) };
    let undated = flags(given, HMACSIGN_ALLOW_UNDATED)? & HMACSIGN_ALLOW_UNDATED != 0;
    let dialect = dialect(number)?;
    // Dialects that state no times ignore them.
    let (created, expires) = if dialect.rules().times_stated { (created, expires) } else { (0, 0) };
    let (created, expires) = (stated_time(created)?, stated_time(expires)?);
    let statement = Statement { dialect, id, names: Names(names), created, expires };
    // SAFETY: what the caller promises.
    Ok((Terms { statement, undated }, unsafe { self::request(request, dialect)? }))
}

/// One header.
///
/// # Safety
/// It is a header whose texts fit rule 3, all of which stay as they are for `'a`.
pub(super) unsafe fn header<'a>(header: *const hmacsign_header) -> Result<Header<'a>, Fault> {
    // SAFETY: not NULL and aligned; the rest is what the caller promises.
    let hmacsign_header { name, value } = unsafe { *usable(header)? };
    // SAFETY: what the caller promises.
    let (name, value) = unsafe { (text(name.ptr, name.len)?, text(value.ptr, value.len)?) };
    Ok(Header::new(name, value))
}

/// A request in the caller's memory, each of whose texts was checked. Lent and not copied.
pub(super) struct Lent<'a> {
    request: &'a hmacsign_request,
    headers: LentHeaders<'a>,
}

/// Its headers.
pub(super) struct LentHeaders<'a>(&'a [hmacsign_header]);

impl<'a> Lent<'a> {
    /// The request of the crate.
    #[inline(always)]
    pub(super) fn request(&self) -> Request<'_, LentHeaders<'a>> {
        let hmacsign_request { method, target, version, body, body_sha256, .. } = *self.request;
        // SAFETY: checked, and promised for `'a`, when this was made; octets want no alignment.
        unsafe {
            let request = Request::of(&self.headers).method(follow(method)).target(follow(target));
            let request = request.version(follow(version)).body(follow(body));
            match body_sha256.cast::<[u8; 32]>().as_ref() {
                Some(hash) => request.body_sha256(hash),
                None => request,
            }
        }
    }

    /// The name of the header at this index.
    pub(super) fn name_at(&self, index: usize) -> &'a [u8] {
        // SAFETY: checked, and promised for `'a`, when this was made.
        self.headers.0.get(index).map(|header| unsafe { follow(header.name) }).unwrap_or_default()
    }
}

impl Headers for LentHeaders<'_> {
    #[inline]
    fn count(&self) -> usize {
        self.0.len()
    }

    #[inline]
    fn header(&self, index: usize) -> Option<Header<'_>> {
        let header = self.0.get(index)?;
        // SAFETY: checked, and promised for longer than `self` is borrowed, when this was made.
        let (name, value) = unsafe { (follow(header.name), follow(header.value)) };
        Some(Header::new(name, value))
    }
}

/// A request of a dialect. Texts that are not signed are checked too (rule 3), and not followed.
///
/// # Safety
/// It is a request with `header_count` headers whose texts fit rule 3, all of which stay as they are for `'a`; so do
/// the 32 bytes of `body_sha256`, if it is not NULL.
#[inline(never)]
pub(super) unsafe fn request<'a>(request: *const hmacsign_request, dialect: Dialect) -> Result<Lent<'a>, Fault> {
    // SAFETY: not NULL and aligned; the rest is what the caller promises.
    let request: &'a hmacsign_request = unsafe { &*usable(request)? };
    for text in [request.method, request.target, request.version, request.body] {
        check(text)?;
    }
    if !request.body_sha256.is_null() && dialect.rules().needs_body() {
        return Err(Fault::Argument);
    }
    // SAFETY: what the caller promises.
    let headers = unsafe { headers(request.headers, request.header_count)? };
    Ok(Lent { request, headers: LentHeaders(headers) })
}

/// Headers, whose texts are checked and not followed.
///
/// # Safety
/// They are `count` headers that stay as they are for `'a`.
unsafe fn headers<'a>(first: *const hmacsign_header, count: usize) -> Result<&'a [hmacsign_header], Fault> {
    // SAFETY: what the caller promises.
    let headers = unsafe { array(first, count)? };
    for header in headers {
        check(header.name)?;
        check(header.value)?;
    }
    Ok(headers)
}

/// An array, whose elements are not looked at.
///
/// # Safety
/// It is `count` elements that stay as they are for `'a`.
unsafe fn array<'a, T>(first: *const T, count: usize) -> Result<&'a [T], Fault> {
    if count == 0 {
        return Ok(&[]);
    }
    if count > LENGTH_MAX / size_of::<T>() {
        return Err(Fault::Argument);
    }
    // SAFETY: not NULL, aligned and of a size that slices can have; the rest is what the caller promises.
    Ok(unsafe { slice::from_raw_parts(usable(first)?, count) })
}

/// A credential in the caller's memory, everything of which was checked but the names.
pub(super) struct LentClaim<'a> {
    auth: &'a hmacsign_authorization,
    dialect: Dialect,
    algorithm: Option<Algorithm>,
}

impl<'a> LentClaim<'a> {
    /// Whose rules.
    pub(super) const fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Could [`Claim::read`] have given these names?
    #[inline(never)]
    pub(super) fn names_are_good(&self) -> bool {
        let Statement { dialect, names, .. } = self.statement();
        names_fault(dialect.rules(), names.0).is_none()
    }

    /// The algorithm that it names, and the MAC.
    pub(super) fn proof(&self) -> (Option<Algorithm>, &'a [u8]) {
        (self.algorithm, self.auth.mac.get(..self.auth.mac_len).unwrap_or_default())
    }

    /// What it states, with names that were not looked at: only what compares or finds them may have it, or what asked
    /// [`names_are_good`](LentClaim::names_are_good).
    #[inline(always)]
    pub(super) fn statement(&self) -> Statement<'a> {
        let &LentClaim { auth, dialect, .. } = self;
        // All others were refused when this was made.
        let time = |seconds: i64| (seconds != 0).then_some(seconds);
        let (created, expires) = (time(auth.signer.created), time(auth.signer.expires));
        // SAFETY: checked, and promised for `'a`, when this was made.
        let (id, names) = unsafe { (follow(auth.signer.id), follow(auth.signer.names)) };
        Statement { dialect, id, names: Names(names), created, expires }
    }
}

/// A credential that was read.
///
/// # Safety
/// It is an authorization whose id, names and signature fit rule 3, all of which stay as they are for `'a`.
#[inline(never)]
pub(super) unsafe fn claim<'a>(auth: *const hmacsign_authorization) -> Result<LentClaim<'a>, Fault> {
    // SAFETY: not NULL and aligned; the rest is what the caller promises.
    let auth: &'a hmacsign_authorization = unsafe { &*usable(auth)? };
    let hmacsign_signer { id, names, dialect: number, flags, created, expires } = auth.signer;
    for text in [id, names, auth.signature] {
        check(text)?;
    }
    if flags != 0 || names.len == 0 {
        return Err(Fault::Argument);
    }
    let algorithm = match auth.algorithm {
        number if number == hmacsign_algorithm::HMACSIGN_HMAC_OF_KEY as i32 => None,
        number => Some(super::algorithm(number)?),
    };
    stated_time(created)?;
    stated_time(expires)?;
    let claim = LentClaim { auth, dialect: dialect(number)?, algorithm };
    if Claim::is_good_but_names(&claim.statement(), algorithm, auth.mac_len) { Ok(claim) } else { Err(Fault::Argument) }
}

/// The size of a policy that this version knows, and the largest that it takes from a later one.
pub(super) const POLICY_SIZES: core::ops::RangeInclusive<usize> = size_of::<hmacsign_policy>()..=1024;

/// A policy, and the names that it requires. As numbers, since many small members are slow to move.
pub(super) struct Demands<'a> {
    flags: u32,
    algorithms: u32,
    max_skew: u32,
    required: &'a [hmacsign_str],
}

impl<'a> Demands<'a> {
    /// The policy of the crate, but for the names.
    #[inline(always)]
    pub(super) fn policy(&self) -> Policy<'static> {
        let is_set = |flag| self.flags & flag != 0;
        Policy {
            allow_undated: is_set(HMACSIGN_ALLOW_UNDATED),
            allow_stale_date: is_set(HMACSIGN_ALLOW_STALE_DATE),
            allow_any_weekday: is_set(HMACSIGN_ALLOW_ANY_WEEKDAY),
            require_digest: is_set(HMACSIGN_REQUIRE_DIGEST),
            allow_ambiguous: is_set(HMACSIGN_ALLOW_AMBIGUOUS),
            algorithms: Algorithm::ALL.map(|algorithm| self.algorithms & bit(algorithm) != 0),
            max_skew: self.max_skew,
            required: &[],
        }
    }

    /// The names that must be signed.
    pub(super) fn required(&self) -> impl Iterator<Item = &'a [u8]> {
        // SAFETY: checked, and promised for `'a`, when this was made.
        self.required.iter().map(|&name| unsafe { follow(name) })
    }
}

/// An algorithm in a set of them.
const fn bit(algorithm: Algorithm) -> u32 {
    1 << algorithm_number(algorithm)
}

/// All algorithms.
pub(super) const ALGORITHMS: u32 = {
    let [one, two, three, four] = Algorithm::ALL;
    bit(one) | bit(two) | bit(three) | bit(four)
};

/// A policy; a dialect's defaults if it is NULL.
///
/// # Safety
/// It is NULL, or a policy of `size` bytes whose `required` are `required_count` texts that fit rule 3, all of which
/// stay as they are for `'a`.
#[inline(always)] // most are NULL
pub(super) unsafe fn policy<'a>(policy: *const hmacsign_policy, dialect: Dialect) -> Result<Demands<'a>, Fault> {
    if policy.is_null() {
        let max_skew = dialect.rules().max_skew;
        return Ok(Demands { flags: 0, algorithms: ALGORITHMS, max_skew, required: &[] });
    }
    // SAFETY: what the caller promises.
    unsafe { demands(policy) }
}

/// A policy that is not NULL.
///
/// # Safety
/// As [`policy`].
#[inline(never)]
unsafe fn demands<'a>(policy: *const hmacsign_policy) -> Result<Demands<'a>, Fault> {
    // SAFETY: not NULL and aligned; the rest is what the caller promises.
    let known = unsafe { &*usable(policy)? };
    let size = known.size as usize;
    if !POLICY_SIZES.contains(&size) {
        return Err(Fault::Argument);
    }
    // SAFETY: the caller promises that `size` bytes can be read.
    let all = unsafe { slice::from_raw_parts(policy.cast::<u8>(), size) };
    if all.iter().skip(size_of::<hmacsign_policy>()).any(|&octet| octet != 0) {
        return Err(Fault::Argument); // a demand that only a later version can meet
    }
    const KNOWN: u32 = HMACSIGN_ALLOW_UNDATED
        | HMACSIGN_ALLOW_STALE_DATE
        | HMACSIGN_ALLOW_ANY_WEEKDAY
        | HMACSIGN_REQUIRE_DIGEST
        | HMACSIGN_ALLOW_AMBIGUOUS;
    let given = flags(known.flags, KNOWN)?;
    if known.algorithms == 0 || known.algorithms & !ALGORITHMS != 0 {
        return Err(Fault::Argument);
    }
    // SAFETY: what the caller promises.
    let required = unsafe { array(known.required, known.required_count)? };
    for &name in required {
        check(name)?;
    }
    Ok(Demands { flags: given, algorithms: known.algorithms, max_skew: known.max_skew, required })
}

// ---- Results out -----------------------------------------------------------------------------------------------

/// Room for a text (rule 4).
pub(super) struct Output {
    start: *mut u8,
    cap: usize,
    length: Place<usize>,
}

/// Room for a text.
///
/// # Safety
/// Rule 4: `cap` bytes that can be written and overlap nothing, for as long as the result is used; so does `out_len`.
pub(super) unsafe fn output(out: *mut c_char, cap: usize, out_len: *mut usize) -> Result<Output, Fault> {
    // SAFETY: what the caller promises.
    let length = unsafe { place(out_len)? };
    if cap > LENGTH_MAX || (out.is_null() && cap > 0) {
        return Err(Fault::Argument);
    }
    Ok(Output { start: out.cast(), cap, length })
}

impl Output {
    /// Write a text and a NUL behind it, all or nothing, and tell its length in any case.
    pub(super) fn put(self, text: &impl Text) -> Result<(), Fault> {
        let needed = text.text_len();
        self.fits(needed)?;
        // SAFETY: `needed + 1` is at most `cap`, so that `start` is not NULL and the room was promised. It is set first,
        // since a slice's octets must be, and C's need not.
        let room = unsafe {
            ptr::write_bytes(self.start, 0, needed + 1);
            slice::from_raw_parts_mut(self.start, needed)
        };
        text.fill(room);
        Ok(())
    }

    /// The same for octets that are there.
    pub(super) fn put_octets(self, octets: &[u8]) -> Result<(), Fault> {
        self.fits(octets.len())?;
        // SAFETY: one more than those is at most `cap`, so that `start` is not NULL and the room was promised, and that
        // it overlaps nothing.
        unsafe {
            ptr::copy_nonoverlapping(octets.as_ptr(), self.start, octets.len());
            self.start.add(octets.len()).write(0);
        }
        Ok(())
    }

    /// Tell the length, and whether there is room for that and a NUL.
    fn fits(&self, needed: usize) -> Result<(), Fault> {
        self.length.set(needed);
        if needed < self.cap { Ok(()) } else { Err(Error::Buffer { needed }.into()) }
    }
}

/// A place for a result: not NULL, aligned, and promised to be writable.
pub(super) struct Place<T>(*mut T);

impl<T: Copy> Place<T> {
    /// Put a result there.
    pub(super) fn set(&self, value: T) {
        // SAFETY: checked and promised when this was made.
        unsafe { self.0.write(value) }
    }
}

/// A place for a result.
///
/// # Safety
/// It can be written, and overlaps nothing, for as long as the result is used.
pub(super) unsafe fn place<T: Copy>(pointer: *mut T) -> Result<Place<T>, Fault> {
    usable(pointer)?;
    Ok(Place(pointer))
}

/// Room for a text that is decoded, which need not be set.
///
/// # Safety
/// It is `cap` bytes that can be written and overlap nothing for `'a`.
pub(super) unsafe fn scratch<'a>(start: *mut c_char, cap: usize) -> Result<&'a mut [u8], Fault> {
    if cap == 0 {
        return Ok(&mut []);
    }
    if start.is_null() || cap > LENGTH_MAX {
        return Err(Fault::Argument);
    }
    // SAFETY: not NULL and of a length that slices can have; the rest is what the caller promises. It is set first, as
    // above.
    Ok(unsafe {
        ptr::write_bytes(start, 0, cap);
        slice::from_raw_parts_mut(start.cast(), cap)
    })
}

/// A place for a policy of this size, which is zeroed at once.
///
/// # Safety
/// It can be written, and overlaps nothing, for as long as the result is used.
pub(super) unsafe fn policy_room(policy: *mut hmacsign_policy, size: usize) -> Result<Place<hmacsign_policy>, Fault> {
    usable(policy)?;
    if !POLICY_SIZES.contains(&size) {
        return Err(Fault::Argument);
    }
    // SAFETY: not NULL, and the caller promises `size` bytes.
    unsafe { ptr::write_bytes(policy.cast::<u8>(), 0, size) };
    Ok(Place(policy))
}

/// A place for a result that is not wanted if it is NULL.
///
/// # Safety
/// As [`place`], if it is not NULL.
pub(super) unsafe fn place_or_null<T: Copy>(pointer: *mut T) -> Result<Option<Place<T>>, Fault> {
    if pointer.is_null() {
        return Ok(None);
    }
    // SAFETY: what the caller promises.
    unsafe { place(pointer) }.map(Some)
}

// ---- Keys ------------------------------------------------------------------------------------------------------

/// What the first word of a key has in its upper seven bytes: FNV-1a over the version and the sizes of the states. (It
/// does not see in which order a compiler lays out their members: two builds of one version may share it.)
const BUILD: u64 = {
    const fn fnv(mut hash: u64, mut octets: &[u8]) -> u64 {
        while let [octet, rest @ ..] = octets {
            hash = (hash ^ *octet as u64).wrapping_mul(0x0000_0100_0000_01b3);
            octets = rest;
        }
        hash
    }
    let mut hash = fnv(0xcbf2_9ce4_8422_2325, env!("CARGO_PKG_VERSION").as_bytes());
    hash = fnv(hash, &size_of::<HmacSha1>().to_le_bytes());
    hash = fnv(hash, &size_of::<HmacSha256>().to_le_bytes());
    hash = fnv(hash, &size_of::<HmacSha384>().to_le_bytes());
    hash = fnv(hash, &size_of::<HmacSha512>().to_le_bytes());
    hash & !0xFF
};

/// The first word of a key: which build made it, and for what. Behind it lies the algorithm's state.
const fn tag(algorithm: Algorithm) -> u64 {
    BUILD | algorithm_number(algorithm) as u64
}

const _: () = {
    assert!(BUILD != 0, "else a key of zeros could pass for one");
    assert!(BUILD & 0xFF == 0, "where the algorithm's number lies");
    assert!(size_of::<hmacsign_key>() == 384);
    assert!(size_of::<u64>() + size_of::<State>() <= size_of::<hmacsign_key>());
};

/// The key that lies in the caller's memory, looked at and not yet read.
pub(super) struct LentKey {
    algorithm: Algorithm,
    state: *const u64,
}

/// A key whose tag is one of this build's. If it is not, nothing more than the tag is read.
///
/// # Safety
/// The memory can be read as a key for as long as the result is used, and if it begins with a tag of this build,
/// [`KeyRoom::store`] wrote all of it.
pub(super) unsafe fn key(key: *const hmacsign_key) -> Result<LentKey, Fault> {
    let words = usable(key)?.cast::<u64>();
    // SAFETY: not NULL and aligned; the rest is what the caller promises.
    let found = unsafe { words.read() };
    let algorithm = Algorithm::ALL.into_iter().find(|&known| tag(known) == found).ok_or(Fault::Key)?;
    // SAFETY: inside the key, which is larger than one word.
    Ok(LentKey { algorithm, state: unsafe { words.add(1) } })
}

impl Macs for LentKey {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    fn mac(&self, text: &impl Text) -> Mac {
        let mac = self.mac_of(|take| text.pour_into(take));
        self.wipe_stack(mac.was_deep);
        mac
    }

    /// The MAC that is expected is wiped, too: it is good for the request that is refused.
    fn verify(&self, text: &impl Text, mac: &[u8]) -> bool {
        let mut expected = self.mac_of(|take| text.pour_into(take));
        let same = expected.is(mac);
        expected.wipe();
        self.wipe_stack(expected.was_deep);
        same
    }
}

impl LentKey {
    /// Overwrite what making a MAC used of the stack, and somewhat more. The hash crates wipe what they own, but not what
    /// their functions laid aside: where the processor has no instructions for a hash, that holds the key's states.
    #[inline(always)]
    fn wipe_stack(&self, was_deep: bool) {
        // Processors of 32 bits lay more aside of a hash whose words have 64.
        const WIDE: usize = if cfg!(target_pointer_width = "64") { 2048 } else { 3072 };
        match (self.algorithm, was_deep) {
            (Algorithm::HmacSha1 | Algorithm::HmacSha256, false) => zeroize_stack::<1024>(),
            (Algorithm::HmacSha1 | Algorithm::HmacSha256, true) => zeroize_stack::<1920>(),
            (Algorithm::HmacSha384 | Algorithm::HmacSha512, false) => zeroize_stack::<WIDE>(),
            (Algorithm::HmacSha384 | Algorithm::HmacSha512, true) => zeroize_stack::<{ WIDE + 512 }>(),
        }
    }

    /// The MAC of what is poured.
    #[inline(never)]
    fn mac_of(&self, pour: impl FnOnce(&mut dyn FnMut(&[u8])) -> bool) -> Mac {
        let state = self.state;
        // SAFETY: the tag says that a state of this type was stored here, and it was promised. It is plain data, so that
        // a copy of its bytes is a second one, which is wiped when it is dropped; and it is copied, since it may want
        // more alignment than a word has.
        unsafe {
            match self.algorithm {
                Algorithm::HmacSha1 => run(|| state.cast::<HmacSha1>().read_unaligned(), pour),
                Algorithm::HmacSha256 => run(|| state.cast::<HmacSha256>().read_unaligned(), pour),
                Algorithm::HmacSha384 => run(|| state.cast::<HmacSha384>().read_unaligned(), pour),
                Algorithm::HmacSha512 => run(|| state.cast::<HmacSha512>().read_unaligned(), pour),
            }
        }
    }
}

/// Memory for a key.
pub(super) struct KeyRoom(*mut hmacsign_key);

/// Memory for a key. It is zeroed at once, and so is no key until one is stored in it.
///
/// # Safety
/// It can be written, and overlaps nothing, for as long as the result is used.
pub(super) unsafe fn key_room(key: *mut hmacsign_key) -> Result<KeyRoom, Fault> {
    usable(key)?;
    // SAFETY: what the caller promises.
    unsafe { wipe(key) };
    Ok(KeyRoom(key))
}

impl KeyRoom {
    /// Store a key.
    pub(super) fn store(self, key: &Key) {
        let (state, len) = match &key.state {
            State::Sha1(state) => (ptr::from_ref(state).cast::<u8>(), size_of_val(state)),
            State::Sha256(state) => (ptr::from_ref(state).cast(), size_of_val(state)),
            State::Sha384(state) => (ptr::from_ref(state).cast(), size_of_val(state)),
            State::Sha512(state) => (ptr::from_ref(state).cast(), size_of_val(state)),
        };
        let words = self.0.cast::<u64>();
        // SAFETY: the room was checked and promised; a word and a state fit into it, as is asserted above.
        unsafe {
            ptr::copy_nonoverlapping(state, words.add(1).cast(), len);
            words.write(tag(key.algorithm()));
        }
    }
}

/// Overwrite a key with zeros in a way that compilers keep, octet by octet, so that alignment does not matter.
///
/// # Safety
/// It is NULL, or can be written.
pub(super) unsafe fn wipe(key: *mut hmacsign_key) {
    if !key.is_null() {
        // SAFETY: not NULL, of octets that need no value, and the caller promises that they can be written.
        unsafe { &mut *key.cast::<[MaybeUninit<u8>; size_of::<hmacsign_key>()]>() }.as_mut_slice().zeroize();
    }
}
