//! What a library without std must bring along, in the build of the C library only: no panic can be reached (`make
//! panics` shows it), but the language asks what would happen.

use core::panic::PanicInfo;

unsafe extern "C" {
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
