//! A place for text of a size that the script chooses, and what a function may do to it (rule 4).

use std::ffi::c_char;
use std::ptr::{null, null_mut};

use hmacsign::ffi::{hmacsign_status, hmacsign_str};

use crate::fuzz::octets::Octets;

pub const OK: i32 = hmacsign_status::HMACSIGN_OK as i32;
pub const ARGUMENT: i32 = hmacsign_status::HMACSIGN_ERR_ARGUMENT as i32;
pub const BUFFER: i32 = hmacsign_status::HMACSIGN_ERR_BUFFER as i32;
pub const KEY: i32 = hmacsign_status::HMACSIGN_ERR_KEY as i32;

pub const TOO_LONG: usize = isize::MAX as usize + 1;
/// No length that a function gives.
const UNTOUCHED: usize = 0x5A5A_5A5A;
/// What lies in a room and behind it.
const CANARY: u8 = 0xA5;
const BEHIND: usize = 24;

/// A call that writes text, with everything but where to.
pub type Write<'a> = dyn Fn(*mut c_char, usize, *mut usize) -> i32 + 'a;

/// Ask for the length, then write into a room that may be too small. The status of both but for the room, and the text
/// if it was written.
pub fn write(octets: &mut Octets<'_>, write: &Write<'_>) -> (i32, Option<Vec<u8>>) {
    let mut needed = UNTOUCHED;
    let asked = write(null_mut(), 0, &mut needed);
    assert_ne!(asked, OK);
    assert_eq!(asked == BUFFER, needed != UNTOUCHED);
    if octets.rarely() {
        against_the_rules(octets, write);
    }

    let enough = if asked == BUFFER { needed + 1 } else { 64 };
    let cap = match octets.below(8) {
        0 => enough - 1,
        1 => enough / 2,
        2 => 0,
        3 => enough + octets.below(9),
        _ => enough,
    };
    let mut room = vec![CANARY; cap + BEHIND];
    let mut len = UNTOUCHED;
    let status = write(room.as_mut_ptr().cast(), cap, &mut len);
    let is_touched = |room: &[u8]| room.iter().any(|octet| *octet != CANARY);
    if asked != BUFFER {
        assert_eq!((status, len), (asked, UNTOUCHED));
        assert!(!is_touched(&room));
        return (asked, None);
    }
    assert_eq!(len, needed);
    if cap < enough {
        assert_eq!(status, BUFFER);
        assert!(!is_touched(&room));
        return (OK, None);
    }
    assert_eq!(status, OK);
    assert_eq!(room[len], 0);
    assert!(!is_touched(&room[len + 1..]));
    room.truncate(len);
    (OK, Some(room))
}

/// Rooms that cannot be.
fn against_the_rules(octets: &mut Octets<'_>, write: &Write<'_>) {
    let mut room = [CANARY; 8];
    let mut len = UNTOUCHED;
    let status = match octets.below(5) {
        0 => write(room.as_mut_ptr().cast(), room.len(), null_mut()),
        1 => write(null_mut(), 1, &mut len),
        2 => write(room.as_mut_ptr().cast(), TOO_LONG, &mut len),
        3 => write(room.as_mut_ptr().cast(), room.len(), (&raw mut len).cast::<u8>().wrapping_add(1).cast()),
        _ => write(null_mut(), usize::MAX, &mut len),
    };
    assert_eq!((status, len), (ARGUMENT, UNTOUCHED));
    assert_eq!(room, [CANARY; 8]);
}

pub const NOTHING: hmacsign_str = hmacsign_str { ptr: null(), len: 0 };

/// The octets of a value, to see whether they change. Padding is seen too, which nothing writes.
pub fn image<T>(value: &T) -> Vec<u8> {
    let (mut image, start) = (vec![0; size_of::<T>()], std::ptr::from_ref(value).cast::<u8>());
    for (at, octet) in image.iter_mut().enumerate() {
        // SAFETY: within the value. The stage fills all memory before it is used.
        *octet = unsafe { start.add(at).read_volatile() };
    }
    image
}
