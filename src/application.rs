//! What an application of Tencent's gateway signs behind its headers: method, Accept, Content-Type, a hash of the body,
//! and the path with the parameters of query and form, which are decoded and sorted here without a heap.

use core::cmp::Ordering;

use crate::digest::md5;
use crate::grammar::{find, is_value, same_name, trim};
use crate::sink::Sink;
use crate::{ContentMd5, Error, Header, Headers, PARAMETERS_MAX, Place, Request};

/// What is signed behind the headers, beside what the request has as it is.
#[derive(Clone, Copy)]
pub(crate) struct Trailer {
    /// The index of the header, or [`ABSENT`]. Small numbers, since a trailer is part of all that is verified.
    accept: u32,
    content_type: u32,
    is_form: bool,
    /// That of a body that is not a form: the hash, which is a third of its text.
    md5: Option<[u8; 16]>,
}

/// No header. A request with more headers than can be counted so does not fit into memory.
const ABSENT: u32 = u32::MAX;

/// The header at an index.
fn at_index<H: Headers + ?Sized>(headers: &H, index: u32) -> Option<Header<'_>> {
    headers.header(index as usize).filter(|_| index != ABSENT)
}

impl Trailer {
    /// The trailer of a request.
    ///
    /// # Errors
    /// [`Error::HeaderRepeated`] and [`Error::HeaderValue`] for `Accept` and `Content-Type`.
    #[inline(never)]
    pub(crate) fn of<H: Headers + ?Sized>(request: &Request<'_, H>) -> Result<Self, Error> {
        let (accept, content_type) = (only(request.headers, b"accept")?, only(request.headers, b"content-type")?);
        let is_form = at_index(request.headers, content_type).is_some_and(|header| is_form(header.value()));
        let has_hash = !request.body.is_empty() && !is_form;
        Ok(Trailer { accept, content_type, is_form, md5: has_hash.then(|| md5(request.body)) })
    }

    /// The Content-MD5, for a body that has one.
    pub(crate) fn content_md5(&self) -> Option<ContentMd5> {
        self.md5.as_ref().map(ContentMd5::of_md5)
    }

    /// Its headers.
    pub(crate) fn headers<'h, H: Headers + ?Sized>(&self, headers: &'h H) -> impl Iterator<Item = Header<'h>> {
        [self.accept, self.content_type].into_iter().filter_map(|index| at_index(headers, index))
    }

    /// The body, if it is a form.
    const fn form<'b>(&self, body: &'b [u8]) -> &'b [u8] {
        if self.is_form { body } else { b"" }
    }

    /// Can the parameters be signed?
    ///
    /// # Errors
    /// [`Error::Parameters`] if there are more than [`PARAMETERS_MAX`], one is malformed, or one begins 4 GiB behind the
    /// first or later.
    pub(crate) fn check_parameters<H: ?Sized>(&self, request: &Request<'_, H>) -> Result<(), Error> {
        let count = self.parameters(request).try_fold(0, |count, (start, parameter)| {
            let is_good = !key(parameter).is_empty() && is_well_formed(parameter) && u32::try_from(start).is_ok();
            (count < PARAMETERS_MAX && is_good).then_some(count + 1)
        });
        count.map(drop).ok_or(Error::Parameters)
    }

    /// Could the parameters as they are signed be read in two ways? They are decoded, so that a `&` or `=` in a key and a
    /// `&` in a value look like those between parameters.
    pub(crate) fn are_ambiguous<H: ?Sized>(&self, request: &Request<'_, H>) -> bool {
        self.parameters(request).any(|(_, parameter)| {
            decoded(key(parameter)).any(|octet| octet == b'&' || octet == b'=')
                || decoded(value(parameter)).any(|octet| octet == b'&')
        })
    }

    /// The parameters of query and form, as they come.
    fn parameters<'a, H: ?Sized>(
        &self,
        request: &Request<'a, H>,
    ) -> impl Iterator<Item = (usize, &'a [u8])> + use<'a, H> {
        starts([split(request.target).1, self.form(request.body)])
    }

    /// The first Content-MD5 header of the request that has a value, and not the one that is signed.
    pub(crate) fn wrong_content_md5<H: Headers + ?Sized>(&self, request: &Request<'_, H>) -> Option<usize> {
        // Its text is made only for a header that has to be it.
        let is_right = |value: &[u8]| self.content_md5().is_some_and(|text| text.as_str().as_bytes() == value);
        let is_wrong = |header: Header<'_>| {
            let value = trim(header.value());
            same_name(b"content-md5", header.name()) && !value.is_empty() && !is_right(value)
        };
        (0..request.headers.count()).find(|&index| request.headers.header(index).is_some_and(is_wrong))
    }

    /// Write it as it is signed.
    pub(crate) fn pour<H: Headers + ?Sized>(&self, request: &Request<'_, H>, sink: &mut Sink<'_>) {
        self.pour_fields(request, sink);
        sink.put(split(request.target).0);
        self.pour_parameters(request, sink);
    }

    /// Write what stands before the path. Not inlined, so that the text of the hash takes no room longer than that.
    #[inline(never)]
    fn pour_fields<H: Headers + ?Sized>(&self, request: &Request<'_, H>, sink: &mut Sink<'_>) {
        let value = |index| at_index(request.headers, index).map(|header| trim(header.value())).unwrap_or_default();
        let content_md5 = self.content_md5();
        let content_md5 = content_md5.as_ref().map_or("", ContentMd5::as_str).as_bytes();
        for field in [request.method, value(self.accept), value(self.content_type), content_md5] {
            sink.put(field);
            sink.put(b"\n");
        }
    }

    /// Write the parameters, sorted by their decoded keys, then by their decoded values.
    #[inline(never)]
    fn pour_parameters<H: ?Sized>(&self, request: &Request<'_, H>, sink: &mut Sink<'_>) {
        let texts = [split(request.target).1, self.form(request.body)];
        // Where they begin, which is a quarter of what slices would weigh.
        let (mut sorted, mut count) = ([0_u32; PARAMETERS_MAX], 0);
        for (start, parameter) in starts(texts) {
            // Each is inserted where it belongs.
            let known = sorted.get(..count).unwrap_or_default();
            let place =
                known.partition_point(|&other| compare(at(texts, other as usize), parameter) != Ordering::Greater);
            let mut next = start as u32; // as was checked
            for room in sorted.get_mut(place..=count).unwrap_or_default() {
                next = core::mem::replace(room, next);
            }
            count = (count + 1).min(PARAMETERS_MAX);
        }
        for (index, &start) in sorted.iter().take(count).enumerate() {
            let parameter = at(texts, start as usize);
            sink.put(if index == 0 { b"?" } else { b"&" });
            pour_decoded(key(parameter), sink);
            if !value(parameter).is_empty() {
                sink.put(b"=");
                pour_decoded(value(parameter), sink);
            }
        }
    }
}

/// The index of the header of this name, which may be absent but not repeated.
fn only<H: Headers + ?Sized>(headers: &H, name: &[u8]) -> Result<u32, Error> {
    let mut found: Option<(usize, Header<'_>)> = None;
    for index in 0..headers.count() {
        let Some(header) = headers.header(index).filter(|header| same_name(name, header.name())) else { continue };
        if found.is_some() {
            return Err(Error::HeaderRepeated(Place::Header(index)));
        }
        found = Some((index, header));
    }
    match found {
        Some((header, found)) if !is_value(trim(found.value())) => Err(Error::HeaderValue { header }),
        found => Ok(found.and_then(|(header, _)| u32::try_from(header).ok()).unwrap_or(ABSENT)),
    }
}

/// Is a body with this Content-Type a form? Its parameters are signed one by one then, and no hash of it.
///
/// ```text
/// media-type = type "/" subtype parameters          ; type and subtype in any case (RFC 9110, 8.3.1)
/// ```
pub(crate) fn is_form(content_type: &[u8]) -> bool {
    media_type(content_type).eq_ignore_ascii_case(b"application/x-www-form-urlencoded")
}

/// A Content-Type without its parameters.
pub(crate) fn media_type(content_type: &[u8]) -> &[u8] {
    trim(content_type.split(|&octet| octet == b';').next().unwrap_or_default())
}

/// The path of a target as it was sent, and its query.
pub(crate) fn split(target: &[u8]) -> (&[u8], &[u8]) {
    let mut parts = target.splitn(2, |&octet| octet == b'?');
    let path = parts.next().filter(|path| !path.is_empty()).unwrap_or(b"/");
    (path, parts.next().unwrap_or_default())
}

/// The parameters of two texts, each with where it begins: in the first, or behind it in the second.
///
/// ```text
/// parameters = [ parameter ] *( "&" [ parameter ] )
/// parameter  = key [ "=" value ]                   ; percent-encoded, "+" for a space, the key not empty
/// ```
fn starts(texts: [&[u8]; 2]) -> impl Iterator<Item = (usize, &[u8])> {
    let mut next = 0;
    core::iter::from_fn(move || {
        let [first, second] = texts;
        while next < first.len().saturating_add(second.len()) {
            let (start, parameter) = (next, at(texts, next));
            // One octet parts it from the next, but not from the other text.
            let is_last = start < first.len() && start + parameter.len() == first.len();
            next = start + parameter.len() + usize::from(!is_last);
            if !parameter.is_empty() {
                return Some((start, parameter));
            }
        }
        None
    })
}

/// The parameter that begins there.
fn at(texts: [&[u8]; 2], start: usize) -> &[u8] {
    let [first, second] = texts;
    let text = if start < first.len() { first.get(start..) } else { second.get(start - first.len()..) };
    let text = text.unwrap_or_default();
    find(text, b'&').and_then(|end| text.get(..end)).unwrap_or(text)
}

/// What stands before the first `=`.
pub(crate) fn key(parameter: &[u8]) -> &[u8] {
    parameter.split(|&octet| octet == b'=').next().unwrap_or_default()
}

/// What stands behind the first `=`.
pub(crate) fn value(parameter: &[u8]) -> &[u8] {
    parameter.splitn(2, |&octet| octet == b'=').nth(1).unwrap_or_default()
}

/// The order of parameters: by key, then by value.
pub(crate) fn compare(one: &[u8], other: &[u8]) -> Ordering {
    let compare = |one: &[u8], other: &[u8]| {
        let is_plain = |text: &[u8]| !text.contains(&b'%') && !text.contains(&b'+');
        if is_plain(one) && is_plain(other) { one.cmp(other) } else { decoded(one).cmp(decoded(other)) }
    };
    compare(key(one), key(other)).then_with(|| compare(value(one), value(other)))
}

/// Do two hexadecimal digits follow each `%`? (RFC 3986, 2.1)
pub(crate) fn is_well_formed(text: &[u8]) -> bool {
    let mut pieces = text.split(|&octet| octet == b'%');
    pieces.next();
    pieces.all(|piece| matches!(piece, [high, low, ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit()))
}

/// The octets that a well-formed text stands for: `%XX` decoded once, `+` as a space.
pub(crate) fn decoded(text: &[u8]) -> impl Iterator<Item = u8> {
    let mut rest = text.iter();
    core::iter::from_fn(move || match rest.next()? {
        b'+' => Some(b' '),
        b'%' => {
            let mut digit = || char::from(*rest.next()?).to_digit(16);
            Some((digit()? << 4 | digit()?) as u8)
        }
        octet => Some(*octet),
    })
}

/// Write what a well-formed text stands for.
pub(crate) fn pour_decoded(text: &[u8], sink: &mut Sink<'_>) {
    let mut rest = text;
    while !rest.is_empty() {
        let plain = rest.iter().position(|octet| matches!(octet, b'%' | b'+')).unwrap_or(rest.len());
        let (plain, escaped) = rest.split_at_checked(plain).unwrap_or_default();
        sink.put(plain);
        let len = if escaped.starts_with(b"%") { 3 } else { escaped.len().min(1) };
        let (escaped, others) = escaped.split_at_checked(len).unwrap_or_default();
        for octet in decoded(escaped) {
            sink.put(&[octet]);
        }
        rest = others;
    }
}
