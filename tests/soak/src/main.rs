//! A soak: many million random signatures and verifications against OpenSSL's HMAC and Base64 and against slow twins.
//!
//! `N` says how many rounds, `SEED` which random numbers. Each round makes one signature, which has to be OpenSSL's:
//!
//! - a text of up to 200 octets (`text`), or a request of 2 to 5 headers (`request`), whose signing string and credential
//!   are put together here; it is read and verified at a time that is just allowed, and, every second time, refused with
//!   one bit of its MAC turned;
//! - once in 64 rounds all is random (`wide`): every dialect, up to 56 headers, values of up to 300 octets, pseudo headers,
//!   bodies and parameters, and the string is that of the slow twin in tests/oracle. The C interface writes the
//!   credential too, and is given one octet too little room; the request is spoilt and has to be refused; the credential
//!   is spoilt and read by the library and by a slow reader; and Base64 of any length is read and written.
//!
//! Keys have 1 to 200 octets, and one of 64 is made anew every 16 rounds. The exit status is 1 after a difference, which
//! is printed with its round.

use std::process::ExitCode;
use std::time::Instant;

#[path = "../../oracle/mod.rs"]
mod oracle;

mod keys;
mod openssl;
mod random;
mod reading;
mod short;
mod wide;

use random::Random;

/// What was compared.
#[derive(Default, Debug)]
pub struct Counts {
    pub texts: u64,
    pub requests: u64,
    pub wide: u64,
    pub keys: u64,
    pub accepted: u64,
    pub refused: u64,
    pub read: u64,
    pub unreadable: u64,
    pub base64: u64,
}

/// Where the library and its twin part: what it is about, and both.
pub struct Difference(String);

impl Difference {
    pub fn of(what: &str, got: &dyn std::fmt::Debug, expected: &dyn std::fmt::Debug) -> Self {
        Difference(format!("{what}\n  the library: {got:?}\n  the twin:    {expected:?}"))
    }
}

/// Both have to be the same.
pub fn same<G, E>(what: &str, got: &G, expected: &E) -> Result<(), Difference>
where
    G: PartialEq<E> + std::fmt::Debug + ?Sized,
    E: std::fmt::Debug + ?Sized,
{
    if got == expected { Ok(()) } else { Err(Difference::of(what, &got, &expected)) }
}

/// A number that the environment sets.
fn number(name: &str, otherwise: u64) -> u64 {
    let Some(text) = std::env::var(name).ok().filter(|text| !text.is_empty()) else { return otherwise };
    text.replace('_', "").parse().unwrap_or_else(|_| panic!("{name} is no number: {text}"))
}

fn main() -> ExitCode {
    let (rounds, seed) = (number("N", 100_000_000), number("SEED", 1));
    println!("{rounds} rounds, seed {seed}, against {}", openssl::version());
    let (begun, mut said) = (Instant::now(), 0);
    let mut random = Random::new(seed);
    let mut counts = Counts::default();
    let mut keys = keys::Keys::new(&mut random);
    let mut short = short::Short::default();
    let mut differences = 0_u64;
    for round in 0..rounds {
        if round % 16 == 0 {
            keys.renew(&mut random);
            counts.keys += 1;
        }
        let result = match round % 64 {
            63 => wide::round(&mut random, &mut counts),
            round if round % 2 == 0 => short.text(&mut random, &keys, &mut counts),
            _ => short.request(&mut random, &keys, &mut counts),
        };
        if let Err(Difference(text)) = result {
            differences += 1;
            println!("DIFFERENCE in round {round}: {text}");
            if differences == 10 {
                println!("no more are looked for");
                break;
            }
        }
        if round % 4096 == 0 && begun.elapsed().as_secs() / 20 > said {
            said = begun.elapsed().as_secs() / 20;
            println!("  {round} rounds, {differences} differences, {} s", begun.elapsed().as_secs());
        }
    }
    let Counts { texts, requests, wide, keys, accepted, refused, read, unreadable, base64 } = counts;
    println!(
        "signatures: {} ({texts} of texts, {requests} of short requests, {wide} wide), by {} keys",
        texts + requests + wide,
        keys + wide
    );
    println!("verifications: {} ({accepted} accepted, {refused} refused)", accepted + refused);
    println!("credentials read as the slow reader does: {} ({read} good, {unreadable} not)", read + unreadable);
    println!("Base64 texts: {base64}");
    println!("differences: {differences}, in {:.0} s", begun.elapsed().as_secs_f64());
    if differences == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
