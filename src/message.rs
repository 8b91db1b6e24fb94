//! The text of a gateway's answer: the message in its body, bare or JSON, octet by octet. What it means is not known
//! here.

/// The message of a body: the string under the first `"message"` if that begins with `{`, else all of it, without the
/// white space before either. None if there is no such string.
pub(crate) fn message_of(body: &[u8]) -> Option<Letters<'_>> {
    match body.trim_ascii_start() {
        [b'{', members @ ..] => message_in(members),
        body => Some(Letters::bare(body)),
    }
}

/// The string under the first `"message"` of an object, given what comes after its `{`.
///
/// ```text
/// object = "{" [ member *( "," member ) ] "}"                           (RFC 8259, 4)
/// member = string ":" value
/// ```
///
/// Only strings and brackets are told apart: enough to find a member, and it makes something of what is cut short.
fn message_in(mut text: &[u8]) -> Option<Letters<'_>> {
    let mut depth = 1_usize;
    loop {
        text = match text {
            [] => return None,
            [b'{' | b'[', rest @ ..] => {
                depth = depth.saturating_add(1);
                rest
            }
            [b'}' | b']', rest @ ..] => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return None;
                }
                rest
            }
            [b'"', string @ ..] => {
                let name = Letters { rest: string, json: true };
                let rest = after_string(string).trim_ascii_start();
                match rest {
                    [b':', value @ ..] if depth == 1 && name.eq(*b"message") => {
                        return match value.trim_ascii_start() {
                            [b'"', string @ ..] => Some(Letters { rest: string, json: true }),
                            _ => None,
                        };
                    }
                    _ => rest,
                }
            }
            [_, rest @ ..] => rest,
        };
    }
}

/// What comes after a string's closing quotation mark; nothing if it has none.
fn after_string(mut text: &[u8]) -> &[u8] {
    loop {
        text = match text {
            [] => return text,
            [b'"', rest @ ..] => return rest,
            [b'\\', _, rest @ ..] | [_, rest @ ..] => rest,
        };
    }
}

/// The octets of a message: all of them as they stand, or those of a JSON string up to its closing quotation mark.
///
/// ```text
/// char = unescaped / "\" ( %x22 / "\" / "/" / "b" / "f" / "n" / "r" / "t" / "u" 4HEXDIG )   (RFC 8259, 7)
/// ```
///
/// A character above U+007F that is escaped comes as one octet above 0x7F, since no known message has one. A backslash
/// that begins no escape stands for itself.
#[derive(Clone)]
pub(crate) struct Letters<'a> {
    rest: &'a [u8],
    json: bool,
}

impl<'a> Letters<'a> {
    /// All octets as they stand.
    pub(crate) const fn bare(text: &'a [u8]) -> Self {
        Letters { rest: text, json: false }
    }

    /// What comes after these octets, if the text begins with them.
    pub(crate) fn after(mut self, octets: &[u8]) -> Option<Self> {
        octets.iter().all(|&octet| self.next() == Some(octet)).then_some(self)
    }

    /// Pass over the white space at the beginning, escaped or not.
    pub(crate) fn trim_start(&mut self) {
        let mut ahead = self.clone();
        while ahead.next().is_some_and(|octet| octet.is_ascii_whitespace()) {
            self.rest = ahead.rest;
        }
    }
}

impl Iterator for Letters<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        let (octet, rest) = match (self.json, self.rest) {
            (_, []) | (true, [b'"', ..]) => return None,
            (true, [b'\\', octet @ (b'"' | b'\\' | b'/'), rest @ ..]) => (*octet, rest),
            (true, [b'\\', b'b', rest @ ..]) => (0x08, rest),
            (true, [b'\\', b'f', rest @ ..]) => (0x0C, rest),
            (true, [b'\\', b'n', rest @ ..]) => (b'\n', rest),
            (true, [b'\\', b'r', rest @ ..]) => (b'\r', rest),
            (true, [b'\\', b't', rest @ ..]) => (b'\t', rest),
            (true, [b'\\', b'u', a, b, c, d, rest @ ..]) => match code([*a, *b, *c, *d]) {
                Some(code) => (u8::try_from(code).unwrap_or(0xFF), rest),
                None => (b'\\', self.rest.get(1..).unwrap_or_default()),
            },
            (_, [octet, rest @ ..]) => (*octet, rest),
        };
        self.rest = rest;
        Some(octet)
    }
}

/// The number that four hexadecimal digits write.
fn code(digits: [u8; 4]) -> Option<u32> {
    digits.iter().try_fold(0, |code, &digit| Some(code * 16 + char::from(digit).to_digit(16)?))
}

#[cfg(test)]
mod tests {
    use super::Letters;

    fn assert_letters(json: &[u8], octets: &[u8]) {
        assert!(Letters { rest: json, json: true }.eq(octets.iter().copied()), "{}", json.escape_ascii());
    }

    #[test]
    fn the_escapes_of_a_json_string_are_undone() {
        assert_letters(br#"a/\/\"\\\b\f\n\r\tz" and no further"#, b"a//\"\\\x08\x0C\n\r\tz");
        assert_letters(br"\u002f\u002F\u0000\u007f\u007F", b"//\0\x7F\x7F");
        assert_letters(br"\u0080\u00fF\u0100\uFFFF\ud83d", b"\x80\xFF\xFF\xFF\xFF");
        assert_letters(b"\xC3\xA9", b"\xC3\xA9");
    }

    #[test]
    fn a_backslash_that_begins_no_escape_stands_for_itself() {
        for text in [br"\".as_slice(), br"\x", br"\u", br"\u12", br"\u12G4", br"\u+041", br"\U0041", br"\'"] {
            assert_letters(text, text);
        }
    }

    #[test]
    fn a_bare_message_has_no_escapes() {
        let bare = br#"a\/"\u0041"#;
        assert!(Letters { rest: bare, json: false }.eq(bare.iter().copied()));
    }
}
