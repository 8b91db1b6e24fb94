//! With how many random cases a property is tried: proptest's own PROPTEST_CASES lessens it, where a machine is slow.

use proptest::prelude::ProptestConfig;

/// The usual number, or what that variable holds if it is less.
pub fn cases(usual: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    let cases = asked.map_or(usual, |asked: u32| asked.min(usual));
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}
