//! The memory that a script works on, and what is known of it: keys, a signer and a request, what was read, a policy.

use std::ptr::null;

use hmacsign::ffi::*;
use hmacsign::{Algorithm, Dialect, Key};

use super::room::{NOTHING, TOO_LONG};
use crate::fuzz::forge;
use crate::fuzz::octets::Octets;
use crate::oracle::family::{ROWS, Row, Sent};

pub const KEYS: usize = 3;
const END: i64 = 253_402_300_799;

/// A policy, and what a later version may have behind it.
#[repr(C, align(8))]
pub struct PolicyRoom(pub [u8; 1024 + 16]);

pub struct Stage {
    /// Memory of texts, each of its own, so that a sanitizer sees what is read behind it.
    texts: Vec<Box<[u8]>>,
    headers: Box<[hmacsign_header]>,
    required: Box<[hmacsign_str]>,
    hash: Box<[u8; 32]>,
    pub keys: Box<[hmacsign_key; KEYS]>,
    /// The same keys of the crate, where there are any.
    pub twins: [Option<Key>; KEYS],
    pub row: &'static Row,
    pub sent: Sent,
    pub id: Vec<u8>,
    pub names: Vec<u8>,
    pub signer: Box<hmacsign_signer>,
    pub request: Box<hmacsign_request>,
    /// Do they break a rule that is checked?
    pub signer_is_bad: bool,
    pub request_is_bad: bool,
    pub auth: Box<hmacsign_authorization>,
    /// What it was read from, unless it was changed.
    pub read: Option<(Dialect, Vec<u8>)>,
    pub policy: Box<PolicyRoom>,
    pub policy_is_made: bool,
    /// What was written last.
    pub written: Vec<u8>,
}

pub fn dialect_number(dialect: Dialect) -> i32 {
    Dialect::ALL.iter().position(|known| *known == dialect).unwrap() as i32
}

pub fn algorithm_number(algorithm: Algorithm) -> i32 {
    Algorithm::ALL.iter().position(|known| *known == algorithm).unwrap() as i32 + 1
}

/// Zeros, padding included.
pub fn zeroed<T>() -> Box<T> {
    // SAFETY: used for structs of C alone, to which zeros are a value.
    Box::new(unsafe { std::mem::zeroed() })
}

impl Stage {
    pub fn new() -> Self {
        let mut stage = Stage {
            texts: Vec::new(),
            headers: Box::default(),
            required: Box::default(),
            hash: Box::new([7; 32]),
            keys: zeroed(),
            twins: [None, None, None],
            row: &ROWS[0],
            sent: Sent::default(),
            id: Vec::new(),
            names: Vec::new(),
            signer: zeroed(),
            request: zeroed(),
            signer_is_bad: false,
            request_is_bad: false,
            auth: zeroed(),
            read: None,
            policy: zeroed(),
            policy_is_made: false,
            written: Vec::new(),
        };
        // A key and a request to begin with, so that a short script does something.
        stage.id = b"some-id".to_vec();
        stage.sent.headers = vec![(b"X-Date".into(), b"Mon, 19 Mar 2018 12:08:40 GMT".into())];
        stage.names = b"x-date".to_vec();
        stage.lay_out(&mut Octets::new(&[]));
        stage
    }

    /// The text in memory of its own.
    pub fn text(&mut self, text: &[u8]) -> hmacsign_str {
        if text.is_empty() {
            return NOTHING;
        }
        self.texts.push(text.into());
        let text = self.texts.last().unwrap();
        hmacsign_str { ptr: text.as_ptr().cast(), len: text.len() }
    }

    /// The same, or now and then one that cannot be; and whether it is.
    fn risky(&mut self, octets: &mut Octets<'_>, text: &[u8]) -> (hmacsign_str, bool) {
        let good = self.text(text);
        if !octets.rarely() || !octets.rarely() {
            return (good, false);
        }
        match octets.below(3) {
            0 => (hmacsign_str { ptr: null(), len: 1 }, true),
            1 => (hmacsign_str { ptr: c"".as_ptr(), len: TOO_LONG }, true),
            _ => (hmacsign_str { ptr: null(), len: usize::MAX }, true),
        }
    }

    /// Another signer and another request.
    pub fn set_request(&mut self, octets: &mut Octets<'_>) {
        self.row = forge::row(octets);
        self.id = forge::id(octets).into_bytes();
        self.sent = forge::sent(octets, self.row);
        self.names = if octets.below(4) == 0 { Vec::new() } else { forge::names(octets, self.row, &self.sent) };
        self.lay_out(octets);
    }

    fn lay_out(&mut self, octets: &mut Octets<'_>) {
        let (sent, id, names) = (self.sent.clone(), self.id.clone(), self.names.clone());
        let (id, bad_id) = self.risky(octets, &id);
        let (names, bad_names) = self.risky(octets, &names);
        self.signer_is_bad = bad_id || bad_names;
        *self.signer = hmacsign_signer {
            id,
            names,
            dialect: dialect_number(self.row.dialect),
            flags: u32::from(octets.flag()),
            created: sent.created.unwrap_or(0),
            expires: sent.expires.unwrap_or(0),
        };
        if octets.rarely() {
            match octets.below(3) {
                0 => self.signer.flags = octets.number() as u32,
                1 => self.signer.dialect = octets.number() as i32,
                _ => self.signer.created = octets.number(),
            }
            self.signer_is_bad |= self.signer.flags > 1
                || !(0..8).contains(&self.signer.dialect)
                || self.signer.dialect == 4 && !(0..=END).contains(&self.signer.created);
            let same_row = self.signer.dialect == dialect_number(self.row.dialect);
            if let Some(row) = ROWS.iter().find(|row| dialect_number(row.dialect) == self.signer.dialect) {
                self.row = row;
            }
            let is_stated = (1..=END).contains(&self.signer.created);
            self.sent.created = Some(self.signer.created).filter(|_| is_stated);
            if !same_row {
                (self.sent.created, self.sent.expires) = (None, None);
                (self.signer.created, self.signer.expires) = (0, 0);
            }
        }

        let mut bad = false;
        let mut headers = Vec::new();
        for (name, value) in &sent.headers {
            let ((name, bad_name), (value, bad_value)) = (self.risky(octets, name), self.risky(octets, value));
            bad |= bad_name || bad_value;
            headers.push(hmacsign_header { name, value });
        }
        self.headers = headers.into();
        let mut parts = [NOTHING; 4];
        for (part, text) in parts.iter_mut().zip([&sent.method, &sent.target, &sent.version, &sent.body]) {
            let is_bad;
            (*part, is_bad) = self.risky(octets, text);
            bad |= is_bad;
        }
        let [method, target, version, body] = parts;
        let streamed = octets.rarely();
        *self.request = hmacsign_request {
            headers: if self.headers.is_empty() { null() } else { self.headers.as_ptr() },
            header_count: self.headers.len(),
            method,
            target,
            version,
            body,
            body_sha256: if streamed { self.hash.as_ptr() } else { null() },
        };
        if octets.rarely() && octets.rarely() {
            self.request.header_count = octets.pick(&[TOO_LONG, usize::MAX, usize::MAX / 32 + 2]);
            bad = true;
        }
        self.request_is_bad = bad || streamed && self.row.dialect == Dialect::TencentApp;
    }

    pub fn is_streamed(&self) -> bool {
        !self.request.body_sha256.is_null()
    }

    pub fn hash(&self) -> &[u8; 32] {
        &self.hash
    }

    /// Names that a policy requires.
    pub fn set_required(&mut self, names: &[Vec<u8>]) -> (*const hmacsign_str, usize) {
        self.required = names.iter().map(|name| self.text(name)).collect();
        (if self.required.is_empty() { null() } else { self.required.as_ptr() }, self.required.len())
    }
}
