//! What a credential states beside its algorithm and signature: who signed, by which rules, what, and when. Signers
//! state it and claims repeat it; nothing here is computed.

use core::fmt;

use crate::Dialect;
use crate::grammar::is_token_octet;

/// Who signs, by whose rules, which headers, and the times that the credential itself carries.
#[derive(Clone, Copy)]
pub(crate) struct Statement<'a> {
    pub dialect: Dialect,
    pub id: &'a [u8],
    pub names: Names<'a>,
    /// `created` of [`Dialect::Cavage`], in seconds since 1970.
    pub created: Option<i64>,
    /// `expires` of [`Dialect::Cavage`].
    pub expires: Option<i64>,
}

impl fmt::Debug for Statement<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Statement { dialect, id, names, created, expires } = self;
        write!(f, "{dialect:?} \"{}\" \"{}\" {created:?} {expires:?}", id.escape_ascii(), names.0.escape_ascii())
    }
}

impl Statement<'_> {
    /// Is a header of this name covered, in any case and either spelling of a pseudo header?
    pub(crate) fn covers(&self, name: &[u8]) -> bool {
        let rules = self.dialect.rules();
        let pseudo = rules.pseudo(name).map(|pseudo| pseudo.line);
        let named = self.names.listed().any(|signed| match pseudo {
            None => signed.eq_ignore_ascii_case(name),
            Some(line) => rules.pseudo(signed).is_some_and(|signed| signed.line == line),
        });
        named || rules.trailer.iter().any(|implied| implied.as_bytes().eq_ignore_ascii_case(name))
    }

    /// Is a time that the credential itself states among the names?
    pub(crate) fn covers_stated_time(&self) -> bool {
        self.dialect.rules().times_stated && (self.covers(b"(created)") || self.covers(b"(expires)"))
    }
}

/// The names to sign: the caller's list, or all headers of the request if that is empty.
#[derive(Clone, Copy)]
pub(crate) struct Names<'a>(pub &'a [u8]);

impl<'a> Names<'a> {
    /// The names of the list: one space between two.
    pub(crate) fn listed(self) -> impl Iterator<Item = &'a [u8]> {
        self.0.split(|&octet| octet == b' ')
    }

    /// The same, each with whether it is a token.
    pub(crate) fn listed_tokens(self) -> impl Iterator<Item = (&'a [u8], bool)> {
        let mut rest = Some(self.0);
        core::iter::from_fn(move || {
            let list = rest?;
            let mut len = list.iter().position(|&octet| !is_token_octet(octet)).unwrap_or(list.len());
            let is_token = len > 0 && matches!(list.get(len), None | Some(b' '));
            if !is_token {
                len = list.iter().position(|&octet| octet == b' ').unwrap_or(list.len());
            }
            let (name, behind) = list.split_at_checked(len)?;
            rest = behind.get(1..);
            Some((name, is_token))
        })
    }

    /// Where the name at this index begins in the list.
    pub(crate) fn offset(self, index: usize) -> usize {
        self.listed().take(index).map(|name| name.len() + 1).sum()
    }

    /// Are all headers of the request meant?
    pub(crate) const fn are_all(self) -> bool {
        self.0.is_empty()
    }
}
