//! One call of a script, and what the crate says of it.

use std::ffi::{CStr, c_char};
use std::ptr::{from_mut, from_ref, null, null_mut};

use hmacsign::ffi::*;
use hmacsign::{
    Cause, Claim, ContentMd5, Date, Dialect, Digest, Error, Key, Note, Policy, ResponseClass, Signer, diagnose,
    read_header_line,
};

use super::room::{ARGUMENT, KEY, OK, TOO_LONG, image, write};
use super::stage::{KEYS, Stage, algorithm_number, dialect_number, zeroed};
use crate::fuzz::forge::{self, NOW};
use crate::fuzz::octets::Octets;
use crate::oracle::base64;

pub fn any(octets: &mut Octets<'_>, stage: &mut Stage) {
    match octets.below(16) {
        0 | 1 => make_key(octets, stage),
        2 => spoil_key(octets, stage),
        3 | 4 => stage.set_request(octets),
        5..=7 => write_signed(octets, stage),
        8 => write_other(octets, stage),
        9 => read(octets, stage),
        10 | 11 => verify(octets, stage),
        12 => spoil_auth(octets, stage),
        13 => make_policy(octets, stage),
        14 => check(octets, stage),
        _ => understand(octets, stage),
    }
}

// ---- Keys --------------------------------------------------------------------------------------------------------

fn make_key(octets: &mut Octets<'_>, stage: &mut Stage) {
    let which = octets.below(KEYS);
    let algorithm = forge::algorithm(octets);
    let secret = octets.text(150).to_vec();
    let encoded = octets.below(4) == 0;
    let written = if encoded && !octets.rarely() { base64(&secret).into_bytes() } else { secret };
    let text = stage.text(&written);
    let (mut number, mut len) = (algorithm_number(algorithm), text.len);
    let is_bad = octets.rarely();
    if is_bad {
        match octets.flag() {
            true => number = octets.pick(&[0, 5, -1, i32::MAX, i32::MIN]),
            false => len = TOO_LONG,
        }
    }
    let make = if encoded { hmacsign_key_init_base64 } else { hmacsign_key_init };
    let status = unsafe { make(&mut stage.keys[which], number, text.ptr, len) };
    let twin = if encoded { Key::from_base64(algorithm, &written) } else { Key::new(algorithm, &written) };
    assert_eq!(status == ARGUMENT, is_bad);
    stage.twins[which] = twin.ok().filter(|_| !is_bad);
    assert_eq!(status == OK, stage.twins[which].is_some());
    if status != OK {
        assert_eq!(stage.keys[which].opaque, [0; 48]);
    }
    assert_eq!(unsafe { hmacsign_key_init(null_mut(), number, text.ptr, text.len) }, ARGUMENT);
}

/// Cleared, copied, or full of garbage.
fn spoil_key(octets: &mut Octets<'_>, stage: &mut Stage) {
    let (which, other) = (octets.below(KEYS), octets.below(KEYS));
    match octets.below(3) {
        0 => {
            unsafe { hmacsign_key_clear(&mut stage.keys[which]) };
            assert_eq!(stage.keys[which].opaque, [0; 48]);
            stage.twins[which] = None;
        }
        1 => {
            stage.keys[which].opaque = stage.keys[other].opaque;
            stage.twins[which] = stage.twins[other].clone();
        }
        _ => {
            let garbage = octets.text(255);
            let mut good = zeroed::<hmacsign_key>();
            let is_tag = |tag: u64, good: &mut hmacsign_key| {
                (1..=4).any(|algorithm| {
                    assert_eq!(unsafe { hmacsign_key_init(good, algorithm, c"x".as_ptr(), 1) }, OK);
                    good.opaque[0] == tag
                })
            };
            for (at, word) in stage.keys[which].opaque.iter_mut().enumerate() {
                let octet = |behind: usize| garbage.get((at * 8 + behind) % garbage.len().max(1)).copied();
                *word ^= u64::from_le_bytes(std::array::from_fn(|behind| octet(behind).unwrap_or(0xFF)));
            }
            // Whoever forges a tag has left the contract.
            if is_tag(stage.keys[which].opaque[0], &mut good) {
                stage.keys[which].opaque[0] = 0;
            }
            stage.twins[which] = None;
        }
    }
}

/// One of the keys; now and then none, or one that is not aligned.
fn key(octets: &mut Octets<'_>, stage: &Stage) -> (*const hmacsign_key, usize, bool) {
    let which = octets.below(KEYS);
    let key = from_ref(&stage.keys[which]);
    if !octets.rarely() {
        return (key, which, false);
    }
    (if octets.flag() { null() } else { key.wrapping_byte_add(align_of::<hmacsign_key>() / 2) }, which, true)
}

// ---- Signing -----------------------------------------------------------------------------------------------------

/// What the crate makes of signer and request.
fn lend<R>(
    stage: &Stage,
    work: impl FnOnce(&Signer<'_>, &hmacsign::Request<'_>) -> Result<R, Error>,
) -> Result<R, Error> {
    let headers = forge::borrowed(&stage.sent);
    let mut request = forge::request(&stage.sent, &headers);
    if stage.is_streamed() {
        request = request.body_sha256(stage.hash());
    }
    let mut signer = Signer::new(stage.row.dialect, &stage.id)?.names(&stage.names);
    if let Some(created) = stage.sent.created {
        signer = signer.created(created)?;
    }
    if let Some(expires) = stage.sent.expires {
        signer = signer.expires(expires)?;
    }
    if stage.signer.flags & HMACSIGN_ALLOW_UNDATED != 0 {
        signer = signer.allow_undated();
    }
    work(&signer, &request)
}

fn string(signer: &Signer<'_>, request: &hmacsign::Request<'_>) -> Result<Vec<u8>, Error> {
    let string = signer.signing_string(request)?;
    let mut room = vec![0; string.len()];
    Ok(string.write_to(&mut room)?.to_vec())
}

type Writer = unsafe extern "C" fn(
    *const hmacsign_key,
    *const hmacsign_signer,
    *const hmacsign_request,
    *mut c_char,
    usize,
    *mut usize,
) -> i32;

fn write_signed(octets: &mut Octets<'_>, stage: &mut Stage) {
    let (key, which, is_bad_key) = key(octets, stage);
    let how = octets.below(5);
    let (signer, request) = (from_ref(&*stage.signer), from_ref(&*stage.request));
    let is_bad = stage.signer_is_bad || stage.request_is_bad;
    let (status, text) = if how == 0 {
        write(octets, &|out, cap, len| unsafe { hmacsign_write_signing_string(signer, request, out, cap, len) })
    } else {
        let writer: Writer = [
            hmacsign_write_signature,
            hmacsign_write_authorization,
            hmacsign_write_query_authorization,
            hmacsign_write_header_lines,
        ][how - 1];
        write(octets, &|out, cap, len| unsafe { writer(key, signer, request, out, cap, len) })
    };
    let is_bad = is_bad || how > 0 && is_bad_key || how == 3 && stage.row.dialect != Dialect::Iflytek;
    assert_eq!(status == ARGUMENT, is_bad, "{status}");
    if is_bad {
        return;
    }
    let twin = match (how, &stage.twins[which]) {
        (0, _) => lend(stage, string),
        (_, None) => return assert_eq!(status, KEY),
        (1, Some(twin)) => lend(stage, |signer, request| Ok(signer.signature(twin, request)?.to_string().into())),
        (2, Some(twin)) => lend(stage, |signer, request| Ok(signer.sign(twin, request)?.to_string().into())),
        (3, Some(twin)) => {
            lend(stage, |signer, request| Ok(signer.sign(twin, request)?.in_query().unwrap().to_string().into()))
        }
        (_, Some(twin)) => lend(stage, |signer, request| {
            let credential = signer.sign(twin, request)?;
            let mut room = vec![0; credential.header_lines().len()];
            Ok(credential.header_lines().write_to(&mut room)?.to_vec())
        }),
    };
    assert_eq!(status == OK, twin.is_ok(), "{status} {twin:?}");
    if let (Some(text), Ok(twin)) = (text, twin) {
        assert_eq!(text, twin);
        if how == 2 || how == 3 {
            stage.written = text;
        }
    }
}

fn write_other(octets: &mut Octets<'_>, stage: &mut Stage) {
    let how = octets.below(5);
    let (key, which, is_bad_key) = key(octets, stage);
    let time = if octets.flag() { forge::second(octets) } else { octets.number() };
    let plain = octets.text(200);
    let text = stage.text(plain);
    let (signer, request) = (from_ref(&*stage.signer), from_ref(&*stage.request));
    let (status, text) = write(octets, &|out, cap, len| unsafe {
        match how {
            0 => hmacsign_write_signature_of(key, text.ptr, text.len, out, cap, len),
            1 => hmacsign_write_digest(text.ptr, text.len, out, cap, len),
            2 => hmacsign_write_content_md5(text.ptr, text.len, out, cap, len),
            3 => hmacsign_write_date(time, out, cap, len),
            _ => hmacsign_write_comparison(signer, request, text.ptr, text.len, out, cap, len),
        }
    });
    let twin: Option<String> = match how {
        0 if is_bad_key => return assert_eq!(status, ARGUMENT),
        0 => stage.twins[which].as_ref().map(|key| key.signature_of(plain).to_string()),
        1 => Some(Digest::of(plain).to_string()),
        2 => Some(ContentMd5::of(plain).to_string()),
        3 => Date::new(time).ok().map(|date| date.to_string()),
        _ if stage.signer_is_bad || stage.request_is_bad => return assert_eq!(status, ARGUMENT),
        _ => lend(stage, |signer, request| Ok(signer.compare(request, plain)?.to_string())).ok(),
    };
    assert_eq!(status == OK, twin.is_some(), "{status} {twin:?}");
    if let (Some(text), Some(twin)) = (text, twin) {
        assert_eq!(text, twin.as_bytes());
    }
}

/// Which header cannot be signed.
fn check(octets: &mut Octets<'_>, stage: &mut Stage) {
    let mut detail = zeroed::<hmacsign_detail>();
    detail.offset = 77;
    let wanted = if octets.flag() { from_mut(&mut *detail) } else { null_mut() };
    let status = unsafe { hmacsign_check_request(&*stage.signer, &*stage.request, wanted) };
    let is_bad = stage.signer_is_bad || stage.request_is_bad;
    assert_eq!(status == ARGUMENT, is_bad);
    if is_bad || wanted.is_null() {
        assert_eq!(detail.offset, 77);
    }
    if !is_bad {
        let twin = lend(stage, |signer, request| signer.check(request));
        assert_eq!(status == OK, twin.is_ok());
    }
    let plain = octets.text(100);
    let theirs = stage.text(plain);
    let mut difference = zeroed::<hmacsign_difference>();
    let before = image(&*difference);
    let compared =
        unsafe { hmacsign_compare(&*stage.signer, &*stage.request, theirs.ptr, theirs.len, &mut *difference) };
    assert_eq!(compared, status);
    if compared != OK {
        assert_eq!(image(&*difference), before);
    }
    assert_eq!(unsafe { hmacsign_check_request(null(), &*stage.request, wanted) }, ARGUMENT);
    assert_eq!(unsafe { hmacsign_check_request(&*stage.signer, null(), wanted) }, ARGUMENT);
}

// ---- Verifying ---------------------------------------------------------------------------------------------------

fn read(octets: &mut Octets<'_>, stage: &mut Stage) {
    let dialect = if octets.rarely() { forge::row(octets).dialect } else { stage.row.dialect };
    let (in_query, is_bad) = (octets.below(4) == 0, octets.rarely());
    let number = if is_bad { octets.pick(&[-1, 8, i32::MIN, i32::MAX]) } else { dialect_number(dialect) };
    let plain = if octets.rarely() { octets.text(200).to_vec() } else { stage.written.clone() };
    let text = stage.text(&plain);
    let mut detail = zeroed::<hmacsign_detail>();
    let before = image(&*stage.auth);
    if !in_query {
        let status = unsafe { hmacsign_read_authorization(number, text.ptr, text.len, &mut *stage.auth, &mut *detail) };
        let twin = Claim::read(dialect, &plain);
        assert_eq!(status == ARGUMENT, is_bad);
        if is_bad || twin.is_err() {
            assert_ne!(status, OK);
            assert_eq!(image(&*stage.auth), before);
            return;
        }
        assert_eq!(status, OK);
        stage.read = Some((dialect, plain));
        return;
    }
    // The views of what is read would point into the scratch, which goes away: into an auth of their own.
    let mut auth = zeroed::<hmacsign_authorization>();
    let cap = octets.pick(&[plain.len(), plain.len(), plain.len() / 2, 0]);
    let mut scratch = vec![0xA5_u8; cap + 24];
    let start = scratch.as_mut_ptr().cast();
    let status =
        unsafe { hmacsign_read_query_authorization(number, text.ptr, text.len, start, cap, &mut *auth, &mut *detail) };
    assert!(scratch[cap..].iter().all(|octet| *octet == 0xA5));
    let is_bad = is_bad || dialect != Dialect::Iflytek;
    assert_eq!(status == ARGUMENT, is_bad);
    if !is_bad {
        assert_eq!(status == OK, Claim::read_query(dialect, &plain, &mut vec![0; cap]).is_ok());
    }
}

/// One that reading cannot have given, or could.
fn spoil_auth(octets: &mut Octets<'_>, stage: &mut Stage) {
    stage.read = None;
    let plain = octets.text(60);
    let text = stage.text(plain);
    let number = octets.number();
    let auth = &mut *stage.auth;
    match octets.below(10) {
        0 => *auth = *zeroed(),
        1 => auth.signer.id = text,
        2 => auth.signer.names = text,
        3 => auth.signature = text,
        4 => auth.mac_len = octets.pick(&[0, 20, 32, 48, 64, 65, usize::MAX]),
        5 => auth.algorithm = number as i32 % 6,
        6 => auth.signer.dialect = number as i32 % 10,
        7 => auth.signer.created = number,
        8 => auth.signer.flags = number as u32,
        _ => auth.mac[octets.below(64)] ^= octets.octet(),
    }
}

fn make_policy(octets: &mut Octets<'_>, stage: &mut Stage) {
    let policy = from_mut(&mut stage.policy.0).cast::<hmacsign_policy>();
    let known = size_of::<hmacsign_policy>();
    let size = octets.pick(&[known, known, known + 1, 1024, 1025, known - 1, 0, usize::MAX]);
    let number = octets.below(9) as i32;
    let before = stage.policy.0;
    let status = unsafe { hmacsign_policy_init(policy, size, number) };
    let is_good = number < 8 && (known..=1024).contains(&size);
    assert_eq!(status, if is_good { OK } else { ARGUMENT });
    let touched = if is_good { size } else { 0 };
    assert_eq!(stage.policy.0[touched..], before[touched..]);
    stage.policy_is_made |= is_good;
    if !stage.policy_is_made {
        return;
    }
    let mut names = Vec::new();
    for _ in 0..octets.below(3) {
        names.push(forge::name(octets, stage.row));
    }
    let (required, required_count) = if octets.rarely() { stage.set_required(&names) } else { (null(), 0) };
    let policy = unsafe { &mut *policy };
    (policy.required, policy.required_count) = (required, required_count);
    policy.flags = u32::from(octets.octet()) & if octets.rarely() { 0xFF } else { 0x1F };
    if octets.rarely() {
        policy.algorithms = u32::from(octets.octet());
        policy.max_skew = octets.number() as u32;
    }
}

fn verify(octets: &mut Octets<'_>, stage: &mut Stage) {
    let (key, which, is_bad_key) = key(octets, stage);
    let with_policy = stage.policy_is_made && octets.flag();
    let policy = if with_policy { from_ref(&stage.policy.0).cast() } else { null() };
    let now = if octets.rarely() { octets.number() } else { NOW };
    let mut detail = zeroed::<hmacsign_detail>();
    let status = unsafe { hmacsign_verify(key, &*stage.auth, &*stage.request, policy, now, &mut *detail) };
    assert!(status <= 0);
    if is_bad_key {
        assert_eq!(status, ARGUMENT);
    } else if stage.twins[which].is_none() {
        assert!(status == KEY || status == ARGUMENT);
    }
    if let (Some((dialect, text)), Some(twin), false, false) =
        (&stage.read, &stage.twins[which], with_policy || is_bad_key, stage.request_is_bad)
    {
        let claim = Claim::read(*dialect, text).unwrap();
        let headers = forge::borrowed(&stage.sent);
        let mut request = forge::request(&stage.sent, &headers);
        if stage.is_streamed() {
            request = request.body_sha256(stage.hash());
        }
        let verdict = claim.verify(twin, &request, &Policy::new(*dialect), now).map(|verified| verified.expires());
        assert_eq!(status == OK, verdict.is_ok(), "{status} {verdict:?}");
        if let Ok(expires) = verdict {
            assert_eq!(detail.expires, expires.unwrap_or(i64::MAX));
        }
    }
    let name = forge::name(octets, stage.row);
    let text = stage.text(&name);
    let signed = unsafe { hmacsign_check_signed(&*stage.auth, text.ptr, text.len) };
    if let Some((dialect, text)) = &stage.read {
        assert_eq!(signed == OK, Claim::read(*dialect, text).unwrap().is_signed(&name));
    }
    assert!(signed <= 0);
}

// ---- The rest ----------------------------------------------------------------------------------------------------

/// A text that is static and never NULL.
fn said(text: *const c_char) -> String {
    assert!(!text.is_null());
    unsafe { CStr::from_ptr(text) }.to_str().unwrap().into()
}

fn understand(octets: &mut Octets<'_>, stage: &mut Stage) {
    let how = octets.below(8);
    let (first, second) = (octets.text(40), octets.text(160));
    let (name, value) = (stage.text(first), stage.text(second));
    let number = octets.number();
    match how {
        0 => {
            let mut note = zeroed::<hmacsign_note>();
            let status = unsafe { hmacsign_read_note(&hmacsign_header { name, value }, &mut *note) };
            let twin = Note::read(&hmacsign::Header::new(first, second));
            assert_eq!((status, note.raw.len), (OK, twin.raw.len()));
            assert_eq!(note.window, twin.window.unwrap_or(0));
        }
        1 => {
            let mut header = zeroed::<hmacsign_header>();
            let before = image(&*header);
            let status = unsafe { hmacsign_read_header_line(value.ptr, value.len, &mut *header) };
            let twin = read_header_line(second);
            assert_eq!(status == OK, twin.is_some());
            match twin {
                Some(twin) => assert_eq!(header.value.len, twin.value().len()),
                None => assert_eq!(image(&*header), before),
            }
        }
        2 => {
            let mut cause = -7;
            assert_eq!(unsafe { hmacsign_read_cause(value.ptr, value.len, &mut cause) }, OK);
            assert_eq!(said(hmacsign_cause_text(cause)), Cause::read(second).advice());
        }
        3 => {
            let (flags, mut time) = (u32::from(octets.octet()), -7);
            let status = unsafe { hmacsign_read_date(value.ptr, value.len, flags, &mut time) };
            let twin = match flags {
                0 => Date::parse(second),
                HMACSIGN_ALLOW_ANY_WEEKDAY => Date::parse_any_weekday(second),
                _ => return assert_eq!((status, time), (ARGUMENT, -7)),
            };
            assert_eq!((status == OK, time), (twin.is_ok(), twin.map_or(-7, |date| date.seconds())));
        }
        4 => {
            let number = number as i32;
            for text in [hmacsign_status_name, hmacsign_status_text, hmacsign_status_advice, hmacsign_cause_text] {
                said(text(number));
            }
            said(hmacsign_slip_text(number));
            said(hmacsign_dialect_header(number));
            assert!([200, 401, 500].contains(&hmacsign_status_http(number)));
            assert_eq!(hmacsign_response_class(number), ResponseClass::of(number) as i32);
        }
        5 => {
            assert_eq!(unsafe { hmacsign_read_note(null(), null_mut()) }, ARGUMENT);
            assert_eq!(unsafe { hmacsign_read_header_line(null(), 1, null_mut()) }, ARGUMENT);
            assert_eq!(unsafe { hmacsign_read_cause(value.ptr, TOO_LONG, &mut 0) }, ARGUMENT);
            assert_eq!(unsafe { hmacsign_read_date(null(), 0, 0, null_mut()) }, ARGUMENT);
            unsafe { hmacsign_key_clear(null_mut()) };
            assert_eq!(hmacsign_key_size(), size_of::<hmacsign_key>());
            assert!(!said(hmacsign_version()).is_empty());
        }
        _ => slip(octets, stage, second),
    }
}

fn slip(octets: &mut Octets<'_>, stage: &mut Stage, credential: &[u8]) {
    // The time that it takes grows with the headers.
    if stage.sent.headers.len() > 8 || stage.sent.target.len() + stage.sent.body.len() > 200 {
        return;
    }
    let plain = octets.text(60);
    let credential = if octets.flag() { stage.written.clone() } else { credential.to_vec() };
    let (secret, text) = (stage.text(plain), stage.text(&credential));
    let dialect = stage.row.dialect;
    let mut slip = -7;
    let status = unsafe {
        hmacsign_diagnose(
            dialect_number(dialect),
            secret.ptr,
            secret.len,
            text.ptr,
            text.len,
            &*stage.request,
            &mut slip,
        )
    };
    if stage.request_is_bad {
        return assert_eq!((status, slip), (ARGUMENT, -7));
    }
    let headers = forge::borrowed(&stage.sent);
    let mut request = forge::request(&stage.sent, &headers);
    if stage.is_streamed() {
        request = request.body_sha256(stage.hash());
    }
    let twin = diagnose(dialect, plain, &credential, &request);
    assert_eq!(status == OK, twin.is_ok(), "{status} {twin:?}");
    assert_eq!(slip == -7, twin.is_err());
    if twin.is_ok() {
        said(hmacsign_slip_text(slip));
    }
}
