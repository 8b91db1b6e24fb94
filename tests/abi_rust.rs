//! `tests/abi.txt`, the ABI of the C library, is what Rust's types and functions in `src/ffi` have.
//!
//! Apart from `tests/abi.rs`, which writes the names that this asks about: they may be of another header than this one.
#![cfg(feature = "capi")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // tests may fail loudly

use std::mem::{align_of, offset_of, size_of};

use hmacsign::ffi;

#[path = "abi/table.rs"]
mod table;

use table::{committed, on_machine, prototype, this_machine};

/// What C calls a type of Rust's. An octet is a char, since C's char is one of two types in Rust.
trait InC {
    fn name() -> String;
}

macro_rules! in_c {
    ($($rust:ty: $c:literal,)*) => { $(impl InC for $rust { fn name() -> String { $c.to_owned() } })* };
}
in_c!(i8: "char", u8: "char", i32: "int32_t", u32: "uint32_t", i64: "int64_t", u64: "uint64_t", usize: "size_t", (): "void",);

impl<T: InC> InC for *mut T {
    fn name() -> String {
        format!("{} *", T::name())
    }
}

impl<T: InC> InC for *const T {
    fn name() -> String {
        format!("const {} *", T::name())
    }
}

impl<T: InC, const N: usize> InC for [T; N] {
    fn name() -> String {
        format!("{}[{N}]", T::name())
    }
}

trait Function {
    fn prototype(&self, name: &str) -> String;
}

macro_rules! functions {
    ($(($($kind:ident)*))*) => { $(
        impl<R: InC, $($kind: InC),*> Function for unsafe extern "C" fn($($kind),*) -> R {
            fn prototype(&self, name: &str) -> String {
                prototype(&R::name(), name, &[$($kind::name()),*])
            }
        }
    )* };
}
functions!(() (A) (A B) (A B C) (A B C D) (A B C D E) (A B C D E F) (A B C D E F G));

/// The name of a member's type, and its size.
fn member<S, T: InC>(_: fn(&S) -> &T) -> (String, usize) {
    (T::name(), size_of::<T>())
}

macro_rules! listed {
    (
        $(number $number:ident;)*
        $(enum $enum:ident $value:ident;)*
        $(struct $struct:ident { $($member:ident,)* })*
        $(function $function:ident($($blank:tt),*);)*
    ) => {
        $(impl InC for ffi::$struct { fn name() -> String { stringify!($struct).to_owned() } })*

        /// The table as Rust sees it, for the machine that runs this.
        fn in_rust() -> String {
            let mut rows: Vec<String> = Vec::new();
            $(rows.push(format!("number {} {}", stringify!($number), ffi::$number));)*
            $(rows.push(format!(
                "enum {} {} {}", stringify!($enum), stringify!($value), ffi::$enum::$value as i32
            ));)*
            $(
                let (size, alignment) = (size_of::<ffi::$struct>(), align_of::<ffi::$struct>());
                rows.push(format!("struct {}: size {size}, alignment {alignment}", stringify!($struct)));
                $(
                    let (kind, size) = member(|whole: &ffi::$struct| &whole.$member);
                    let (name, offset) = (stringify!($member), offset_of!(ffi::$struct, $member));
                    rows.push(format!("member {}.{name} {kind}: offset {offset}, size {size}", stringify!($struct)));
                )*
            )*
            $(
                let function = ffi::$function as unsafe extern "C" fn($($blank),*) -> _;
                rows.push(format!("function {}", function.prototype(stringify!($function))));
            )*
            rows.join("\n") + "\n"
        }
    };
}

include!("abi/names.rs");

#[test]
fn rust_sees_the_same() {
    let kinds = ["number", "enum", "struct", "member", "function"];
    let expected = on_machine(&committed(), this_machine(), &kinds).replace("uint8_t", "char");
    assert_eq!(in_rust(), expected);
}
