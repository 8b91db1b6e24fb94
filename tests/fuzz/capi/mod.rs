//! The C interface driven by a script: any function in any order, keys that were cleared or never made, arguments that
//! break the rules and can be checked, and rooms of every size. What comes out must be what the crate gives, and what
//! must stay as it is must stay.
#![allow(unsafe_code)] // the functions are unsafe to call
#![allow(clippy::undocumented_unsafe_blocks)] // every pointer leads to memory of `Stage`, or must not be followed

mod calls;
mod room;
mod stage;

use super::octets::Octets;
use stage::Stage;

/// Most calls of one script.
const CALLS_MAX: usize = 40;

pub fn run(data: &[u8]) {
    let octets = &mut Octets::new(data);
    let mut stage = Stage::new();
    for _ in 0..CALLS_MAX {
        if octets.is_over() {
            break;
        }
        calls::any(octets, &mut stage);
    }
}
