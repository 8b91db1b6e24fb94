//! How much stack the C library takes, since those who have little of it have no heap either.
#![cfg(feature = "capi")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::ffi::OsStr;

mod library;

/// In octets, for each call alone. Compilers differ. On s390x every frame has 160 octets in which the function that is
/// called next saves registers; i386 has few registers, and keeps on the stack what others keep there.
const BOUND: usize = if cfg!(any(target_arch = "s390x", target_arch = "x86")) { 4 * 1024 + 512 } else { 4 * 1024 };

#[test]
fn signing_and_verifying_take_little_stack() {
    let library = library::built().join("libhmacsign.a");
    let program = library::compile("stack", &[library.as_os_str(), OsStr::new("-lpthread")]);
    let printed = library::said(&mut library::alone(&program));
    println!("octets of stack:\n{printed}");
    let (mut seen, mut figures) = (Vec::new(), Vec::new());
    for line in printed.lines() {
        let [call, dialect, octets] = line.split(' ').collect::<Vec<_>>().try_into().unwrap();
        let octets: usize = octets.parse().unwrap();
        // A call that takes none was not measured.
        assert!((100..=BOUND).contains(&octets), "{line}");
        seen.push((call, dialect));
        figures.push(octets);
    }
    let calls = ["sign", "lines", "read", "verify"];
    let expected: Vec<_> = ["TENCENT", "TENCENT_APP", "TENCENT_APP-form", "TENCENT_APP-most"]
        .into_iter()
        .flat_map(|dialect| calls.map(|call| (call, dialect)))
        .collect();
    assert_eq!(seen, expected);
    // It does not grow with the request.
    assert_eq!(figures[8..12], figures[12..]);
}
