//! Nothing touches the heap: a counting allocator sees every call.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use hmacsign::{Algorithm, Cause, Date, Header, Key, Note, Request, ResponseClass, Signer, read_header_line};

struct Counting;

thread_local! {
    static CALLS: Cell<usize> = const { Cell::new(0) };
}

fn count() {
    // While a thread ends its cell is gone; what happens then is not counted.
    let _ = CALLS.try_with(|calls| calls.set(calls.get() + 1));
}

// SAFETY: every call is handed on to the system's allocator unchanged.
#[allow(unsafe_code)]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller keeps the contract, which is the same.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        count();
        // SAFETY: as above.
        unsafe { System.dealloc(place, layout) }
    }
    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        // SAFETY: as above.
        unsafe { System.realloc(place, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// How often the work asks for memory or gives it back.
fn allocations(work: impl FnOnce()) -> usize {
    let before = CALLS.get();
    work();
    CALLS.get() - before
}

#[test]
fn the_counter_counts() {
    assert_eq!(allocations(|| drop(std::hint::black_box(vec![1, 2, 3]))), 2);
}

#[test]
fn signing_allocates_nothing() {
    let names: Vec<String> = (1..64).map(|index| format!("x-header-{index}")).collect();
    let value = "v".repeat(10_000);
    let mut headers = vec![Header::new("X-Date", "Mon, 19 Mar 2018 12:08:40 GMT")];
    headers.extend(names.iter().map(|name| Header::new(name, &value)));
    let mut room = vec![0; 1 << 20];

    let mut total = 0;
    for algorithm in Algorithm::ALL {
        for headers in [&headers[..1], &headers[..]] {
            total += allocations(|| {
                let key = Key::new(algorithm, "secret").unwrap();
                let request = Request::new(headers);
                let signer = Signer::tencent("id").unwrap();
                signer.check(&request).unwrap();
                signer.signing_string(&request).unwrap().write_to(&mut room).unwrap();
                signer.signature(&key, &request).unwrap();
                let credential = signer.sign(&key, &request).unwrap();
                credential.write_to(&mut room).unwrap();
                credential.header_lines().write_to(&mut room).unwrap();
                // Nor do refusals.
                signer.names("x-date x-date").sign(&key, &request).unwrap_err();
                signer.names("nowhere").sign(&key, &request).unwrap_err();
                credential.write_to(&mut []).unwrap_err();
            });
        }
    }
    assert_eq!(total, 0);
    println!("{total} allocations");
}

#[test]
fn reading_allocates_nothing() {
    let body = format!(r#"{{"message":"HMAC algorithm {} not supported"}}"#, "\\u0041".repeat(10_000));
    let line = format!("X-RateLimit-Used: 100/125{}\r\n", " ".repeat(10_000));
    let total = allocations(|| {
        let date = Date::new(1_521_461_320).unwrap();
        assert_eq!(Date::parse(&date), Ok(date));
        Date::parse("now").unwrap_err();
        let _ = Note::read(&read_header_line(line.as_bytes()).unwrap());
        let _ = ResponseClass::of(500);
        assert_eq!(Cause::read(&body), Cause::Algorithm);
        assert_ne!(Cause::read(&body).advice(), "");
    });
    assert_eq!(total, 0);
}
