//! What a library without std must bring along, in the build of the C library only: no panic can be reached (`make
//! panics` shows it), but the language asks what would happen.

use core::ffi::c_int;
use core::panic::PanicInfo;

unsafe extern "C" {
    fn memcmp(left: *const u8, right: *const u8, len: usize) -> c_int;
    #[cfg(not(hmacsign_panic_check))]
    safe fn abort() -> !;
    /// Defined nowhere: whatever calls it does not link, and the linker says what that is.
    #[cfg(hmacsign_panic_check)]
    safe fn hmacsign_panic_is_reachable() -> !;
}

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    #[cfg(hmacsign_panic_check)]
    hmacsign_panic_is_reachable();
    #[cfg(not(hmacsign_panic_check))]
    abort()
}

/// The prebuilt core refers to it. Nothing unwinds, so it is never called.
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() {}

/// The compiler calls it where slices are compared for equality. It is no part of C's standard library, so it stays in
/// here.
///
/// # Safety
/// As `memcmp`.
#[unsafe(no_mangle)]
unsafe extern "C" fn bcmp(left: *const u8, right: *const u8, len: usize) -> c_int {
    // SAFETY: what the caller promises.
    unsafe { memcmp(left, right, len) }
}
