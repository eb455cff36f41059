//! Encoded words (RFC 2047), as they are written in practice.
//!
//! Senders cut a character in two at the end of a word, pad base64 wrongly, leave blanks in a word, name charsets
//! that nobody knows. So words of one charset that follow each other become bytes together before they become
//! text. All in time linear in the length of the line.

use super::decode::plain;
use crate::mail::imap::base64;
use mail_parser::decoders::charsets::map::charset_decoder;

/// No charset has a longer name.
const MAX_CHARSET: usize = 40;

/// The line with all encoded words decoded.
pub fn decoded(line: &str) -> String {
    Decoder::read(line, str::to_owned)
}

/// The line with encoded words that any reader understands: each run one word, in UTF-8.
pub fn normalised(line: &str) -> String {
    Decoder::read(line, encoded)
}

fn encoded(text: &str) -> String {
    let mut word = String::from("=?utf-8?Q?");
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => word.push(char::from(byte)),
            _ => word += &format!("={byte:02X}"),
        }
    }
    word + "?="
}

/// What begins at a `=?`.
enum Found<'a> {
    Word {
        charset: &'a str,
        bytes: Vec<u8>,
        length: usize,
    },
    /// No word; the next may begin after so many bytes.
    Nothing {
        length: usize,
    },
}

struct Decoder {
    out: String,
    /// The run of words that is being read: its charset, and the bytes so far.
    run: Option<(String, Vec<u8>)>,
    show: fn(&str) -> String,
}

impl Decoder {
    fn read(line: &str, show: fn(&str) -> String) -> String {
        let mut decoder = Decoder { out: String::with_capacity(line.len()), run: None, show };
        let mut rest = line;
        while let Some(at) = rest.find("=?") {
            let (before, from) = rest.split_at(at);
            let length = match word(from) {
                Found::Word { charset, bytes, length } => {
                    // RFC 2047 §6.2: white space between two words is not shown.
                    if decoder.run.is_none() || !before.trim_ascii().is_empty() {
                        decoder.text(before);
                    }
                    decoder.word(charset, bytes);
                    length
                }
                Found::Nothing { length } => {
                    decoder.text(&rest[..at + length]);
                    length
                }
            };
            rest = &from[length..];
        }
        decoder.text(rest);
        decoder.out
    }

    fn word(&mut self, charset: &str, bytes: Vec<u8>) {
        // RFC 2231 §5: a language may follow, as in us-ascii*en.
        let charset = charset.split('*').next().unwrap_or(charset).to_ascii_lowercase();
        match &mut self.run {
            Some((open, held)) if *open == charset => held.extend(bytes),
            _ => {
                self.end_run();
                self.run = Some((charset, bytes));
            }
        }
    }

    fn text(&mut self, text: &str) {
        self.end_run();
        self.out += text;
    }

    fn end_run(&mut self) {
        if let Some((charset, bytes)) = self.run.take() {
            self.out += &(self.show)(&in_charset(&charset, &bytes));
        }
    }
}

/// The word that begins here, at a `=?`.
fn word(text: &str) -> Found<'_> {
    let none = Found::Nothing { length: 2 };
    let inner = &text[2..];
    let Some(mark) = inner.bytes().take(MAX_CHARSET).position(|byte| byte == b'?') else {
        return none;
    };
    let (charset, coded) = (&inner[..mark], &inner[mark + 1..]);
    let decode: fn(&str) -> Vec<u8> = match coded.as_bytes() {
        [b'b' | b'B', b'?', ..] => from_base64,
        [b'q' | b'Q', b'?', ..] => from_quoted,
        _ => return none,
    };
    if charset.is_empty() || !charset.bytes().all(|byte| byte.is_ascii_graphic()) {
        return none;
    }
    let start = 2 + mark + 1 + 2;
    let Some(end) = text[start..].find("?=") else {
        return Found::Nothing { length: text.len() };
    };
    let payload = &text[start..start + end];
    // It never ended, and this is the end of another one.
    if let Some(other) = payload.rfind("=?") {
        return Found::Nothing { length: start + other };
    }
    Found::Word { charset, bytes: decode(payload), length: start + end + 2 }
}

/// What is no base64 is passed over, and padding may stand anywhere.
fn from_base64(payload: &str) -> Vec<u8> {
    let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    payload
        .split('=')
        .flat_map(|part| {
            let letters: Vec<u8> = part.bytes().filter(is_letter).collect();
            base64::decode_with(&letters, b'/').unwrap_or_default()
        })
        .collect()
}

/// RFC 2047 §4.2; an `=` that nothing follows stands for itself.
fn from_quoted(payload: &str) -> Vec<u8> {
    let (mut bytes, mut rest) = (Vec::with_capacity(payload.len()), payload.as_bytes());
    while let Some((&byte, behind)) = rest.split_first() {
        rest = behind;
        let hex = (byte == b'=').then(|| behind.get(..2)).flatten();
        let hex = hex.and_then(|hex| std::str::from_utf8(hex).ok());
        match (byte, hex.and_then(|hex| u8::from_str_radix(hex, 16).ok())) {
            (_, Some(value)) => {
                bytes.push(value);
                rest = &behind[2..];
            }
            (b'_', None) => bytes.push(b' '),
            (byte, None) => bytes.push(byte),
        }
    }
    bytes
}

/// Bytes of a charset nobody knows are taken for what raw bytes mostly are, and so are bytes that are not what
/// the word says they are.
fn in_charset(charset: &str, bytes: &[u8]) -> String {
    let says_nothing = matches!(charset, "utf-8" | "utf8" | "us-ascii" | "ascii");
    match charset_decoder(charset.as_bytes()) {
        Some(decode) if !says_nothing => decode(bytes),
        _ => plain(bytes).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_text() {
        for (line, text) in [
            ("plain", "plain"),
            ("=?utf-8?q?J=C3=B6rg?= asks", "Jörg asks"),
            ("=?UTF-8?Q?a_b=5Fc?=", "a b_c"),
            ("=?utf-8?q?one?= =?utf-8?q?two?=", "onetwo"),
            ("=?utf-8?q?one?=\t =?iso-8859-1?q?tw=F6?= end", "onetwö end"),
            ("=?utf-8?q?one?==?utf-8?q?two?=", "onetwo"),
            // A character cut in two, in both encodings.
            ("=?utf-8?q?=E6=9D?= =?utf-8?q?=B1?=", "東"),
            ("=?utf-8?B?5p0=?= =?utf-8?b?seS6rA==?=", "東京"),
            ("=?gb2312?B?xOO6w==?= =?GB2312?B?ww==?=", "你好"),
            ("=?utf-8?b?5p2x5Lqs?=", "東京"),
            ("=?utf-8?b?5p2x 5Lqs=?=", "東京"),
            ("=?iso-2022-jp?b?GyRCRnxLXBsoQg==?=", "日本"),
            ("=?shift_jis?b?k/qWew==?=", "日本"),
            ("=?koi8-r?b?8NLJ18XU?=", "Привет"),
            ("=?windows-1252?q?=80_5?=", "€ 5"),
            ("=?us-ascii*en?q?hello?=", "hello"),
            ("=?x-nobody-knows?q?Gr=FC=DFe?=", "Grüße"),
            ("=?utf-8?q?Gr=FC=DFe?=", "Grüße"),
            ("=?utf-8?q?50=?= and =?utf-8?q?=zz?=", "50= and =zz"),
            ("=?utf-8?x?what?=", "=?utf-8?x?what?="),
            ("=?utf-8?q?never ends", "=?utf-8?q?never ends"),
            ("=?utf-8?q?no end =?utf-8?q?end?=", "=?utf-8?q?no end end"),
            ("=??q?a?= =? ?q?b?=", "=??q?a?= =? ?q?b?="),
            ("=?utf-8?q?two words?=", "two words"),
            ("=?utf-8?q??=", ""),
        ] {
            assert_eq!(decoded(line), text, "{line}");
        }
    }

    #[test]
    fn a_normalised_line_says_the_same() {
        let line = "\"=?utf-8?q?=E6=9D?= =?utf-8?q?=B1?=\" <a@x>";
        assert_eq!(normalised(line), "\"=?utf-8?Q?=E6=9D=B1?=\" <a@x>");
        assert_eq!(normalised("Ana <ana@example.com>"), "Ana <ana@example.com>");
    }
}
