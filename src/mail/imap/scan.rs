//! The lexical layer of IMAP (RFC 3501 §9): words, strings, lists, over one whole response.
//!
//! Own code, where a crate stood before: imap-proto 0.16 panics on `INTERNALDATE NIL`, fails a
//! FETCH whose RFC822.SIZE needs more than 32 bits, a status text that is not ASCII, and a mailbox
//! name in quoted UTF-8. Nothing here recurses, so no nesting is too deep.

use std::borrow::Cow;

/// What is left to read of a response.
pub struct Scanner<'a> {
    rest: &'a [u8],
}

impl<'a> Scanner<'a> {
    /// Over a response without the CRLF at its end.
    pub fn new(response: &'a [u8]) -> Scanner<'a> {
        Scanner { rest: response.strip_suffix(b"\r\n").unwrap_or(response) }
    }

    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Takes one byte if it comes next.
    pub fn take(&mut self, byte: u8) -> bool {
        match self.rest.split_first() {
            Some((first, rest)) if *first == byte => {
                self.rest = rest;
                true
            }
            _ => false,
        }
    }

    pub fn spaces(&mut self) {
        while self.take(b' ') {}
    }

    /// The bytes up to a space or parenthesis; `None` when there are none.
    pub fn word(&mut self) -> Option<&'a [u8]> {
        self.until(|byte| matches!(byte, b' ' | b'(' | b')'))
    }

    fn until(&mut self, ends: impl Fn(u8) -> bool) -> Option<&'a [u8]> {
        let end = self.rest.iter().position(|&byte| ends(byte)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        (!word.is_empty()).then_some(word)
    }

    /// The name of a FETCH item; one like `BODY[HEADER.FIELDS (TO CC)]<0>` holds spaces and
    /// parentheses.
    pub fn item(&mut self) -> Option<&'a [u8]> {
        let whole = self.rest;
        self.until(|byte| matches!(byte, b' ' | b'(' | b')' | b'['))?;
        if self.take(b'[') {
            let close = self.rest.iter().position(|&byte| byte == b']')?;
            self.rest = &self.rest[close + 1..];
            self.until(|byte| matches!(byte, b' ' | b'(' | b')'));
        }
        Some(&whole[..whole.len() - self.rest.len()])
    }

    /// A number, as far as it fits; what is too large is the largest there is.
    pub fn number(&mut self) -> Option<u64> {
        let word = self.word()?;
        if !word.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let digit =
            |sum: u64, byte: &u8| sum.saturating_mul(10).saturating_add(u64::from(byte - b'0'));
        Some(word.iter().fold(0, digit))
    }

    /// An astring or nstring: an atom, a quoted string or a literal; `NIL` is nothing.
    pub fn string(&mut self) -> Option<Option<Cow<'a, [u8]>>> {
        match self.rest.first()? {
            b'"' => self.quoted().map(Some),
            b'{' => self.literal().map(|bytes| Some(Cow::Borrowed(bytes))),
            _ => {
                let atom = self.word()?;
                Some((!atom.eq_ignore_ascii_case(b"NIL")).then_some(Cow::Borrowed(atom)))
            }
        }
    }

    fn quoted(&mut self) -> Option<Cow<'a, [u8]>> {
        let text = self.rest.strip_prefix(b"\"")?;
        let mut escaped = false;
        let mut any = false;
        let end = text.iter().position(|&byte| match (escaped, byte) {
            (false, b'"') => true,
            (false, b'\\') => {
                (escaped, any) = (true, true);
                false
            }
            _ => {
                escaped = false;
                false
            }
        })?;
        self.rest = &text[end + 1..];
        Some(if any { Cow::Owned(unescape(&text[..end])) } else { Cow::Borrowed(&text[..end]) })
    }

    fn literal(&mut self) -> Option<&'a [u8]> {
        let text = self.rest.strip_prefix(b"{")?;
        let close = text.iter().position(|&byte| byte == b'}')?;
        let length: usize = std::str::from_utf8(&text[..close]).ok()?.parse().ok()?;
        let data = text[close + 1..].strip_prefix(b"\r\n")?;
        self.rest = data.get(length..)?;
        Some(&data[..length])
    }

    /// Over one value of whatever kind.
    pub fn skip(&mut self) -> Option<()> {
        let mut depth = 0u32;
        loop {
            self.spaces();
            if self.take(b'(') {
                depth += 1;
                continue;
            }
            if depth > 0 && self.take(b')') {
                depth -= 1;
            } else {
                self.string()?;
            }
            if depth == 0 {
                return Some(());
            }
        }
    }
}

fn unescape(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.iter();
    while let Some(&byte) = rest.next() {
        bytes.push(if byte == b'\\' { rest.next().copied().unwrap_or(byte) } else { byte });
    }
    bytes
}
