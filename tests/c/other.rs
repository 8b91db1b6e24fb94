//! Another static library in Rust, with std and unwinding, for tests/c/beside.c.
#![crate_type = "staticlib"]

#[unsafe(no_mangle)]
pub extern "C" fn other_reciprocal(of: i32) -> i32 {
    std::panic::set_hook(Box::new(|_| {}));
    std::panic::catch_unwind(|| 100 / of).unwrap_or(-1)
}
