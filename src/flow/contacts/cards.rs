//! Where the cards of a file begin and end, and their lines as text.

use crate::mail::header::in_charset;

/// More of one card is not looked at, in bytes, pictures apart.
const MAX_CARD: usize = 1024 * 1024;

/// The lines of one card, without pictures and cards within it.
pub struct Card {
    /// The line of the file where it begins, from 1 on.
    pub line: usize,
    text: Vec<u8>,
    /// Its end is there.
    pub whole: bool,
    /// It has more than [`MAX_CARD`], of which no more was kept.
    pub too_long: bool,
}

/// The cards of a file, one after the other.
pub fn cards(bytes: &[u8]) -> impl Iterator<Item = Card> {
    let mut lines = lines(bytes).enumerate().peekable();
    std::iter::from_fn(move || {
        let (line, _) = lines.find(|(_, line)| is(line, b"BEGIN:VCARD"))?;
        let mut card = Card { line: line + 1, text: Vec::new(), whole: false, too_long: false };
        let (mut within, mut pictured) = (0usize, false);
        // A card within a card stands below AGENT (vCard 2.1); otherwise the one before was not ended.
        let mut agent = false;
        while let Some((_, line)) =
            lines.next_if(|(_, line)| agent || within > 0 || !is(line, b"BEGIN:VCARD"))
        {
            if is(line, b"BEGIN:VCARD") {
                within += 1;
            } else if is(line, b"END:VCARD") && within == 0 {
                card.whole = true;
                break;
            } else if is(line, b"END:VCARD") {
                within -= 1;
            } else if within == 0 {
                pictured = is_picture(line, pictured);
                card.take(line, pictured);
            }
            agent = property(line).eq_ignore_ascii_case(b"AGENT");
        }
        Some(card)
    })
}

/// Lines ended by LF or CRLF, or by CR alone where there is no LF.
fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let end = if bytes.contains(&b'\n') { b'\n' } else { b'\r' };
    bytes.split(move |byte| *byte == end).map(|line| line.strip_suffix(b"\r").unwrap_or(line))
}

/// Names are the same in small letters.
fn is(line: &[u8], what: &[u8]) -> bool {
    line.trim_ascii_end().eq_ignore_ascii_case(what)
}

/// The name of the property that begins on a line, without its group, such as `item1.`; empty where a line goes on.
fn property(line: &[u8]) -> &[u8] {
    let end = line.iter().position(|byte| matches!(byte, b':' | b';')).unwrap_or(0);
    let start = line[..end].iter().position(|byte| *byte == b'.').map_or(0, |dot| dot + 1);
    &line[start..end]
}

/// Whether a line is of a picture, a sound or a key. Those go on to the next property, also on lines that are not
/// folded as they should be: base64 has no colon.
fn is_picture(line: &[u8], before: bool) -> bool {
    let goes_on = line.starts_with(b" ") || line.starts_with(b"\t") || !line.contains(&b':');
    match goes_on {
        true => before,
        false => [b"PHOTO" as &[u8], b"LOGO", b"SOUND", b"KEY"]
            .iter()
            .any(|name| property(line).eq_ignore_ascii_case(name)),
    }
}

impl Card {
    fn take(&mut self, line: &[u8], pictured: bool) {
        self.too_long |= self.text.len() + line.len() > MAX_CARD;
        if !pictured && !self.too_long {
            self.text.extend_from_slice(line);
            self.text.push(b'\n');
        }
    }

    /// As text: each line in the character set that it names, or the one it looks like.
    pub fn decoded(&self) -> String {
        let mut text = String::with_capacity(self.text.len());
        for line in whole_characters(&self.text).split(|byte| *byte == b'\n') {
            text.push_str(&in_charset(line, charset(line).as_deref()));
            text.push('\n');
        }
        text
    }
}

/// Without the folds that cut a character in two: they count bytes, as RFC 2426 §2.6 allowed.
fn whole_characters(text: &[u8]) -> Vec<u8> {
    let mut whole = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [byte, after @ ..] = rest {
        let cut = whole.last().is_some_and(|last| *last >= 0x80);
        match rest {
            [b'\n', b' ' | b'\t', next @ 0x80..=0xbf, after @ ..] if cut => {
                whole.push(*next);
                rest = after;
            }
            _ => {
                whole.push(*byte);
                rest = after;
            }
        }
    }
    whole
}

/// The character set that bare bytes of a line are in (vCard 2.1). What is encoded is decoded with its own later.
fn charset(line: &[u8]) -> Option<String> {
    let end = line.iter().position(|byte| *byte == b':')?;
    let head = std::str::from_utf8(&line[..end]).ok().filter(|_| !line.is_ascii())?;
    let named = head.split(';').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then_some(value)
    });
    named.map(|name| name.trim().trim_matches('"').to_owned())
}
