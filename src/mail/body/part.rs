//! What the header of a part says of its content (RFC 2045 §5, §6; RFC 2183).

use mail_parser::{ContentType, MessageParser, MimeHeaders};

/// A boundary longer than this is none: RFC 2046 §5.1.1 allows 70.
const MAX_BOUNDARY: usize = 500;

/// The header of a part, as far as it matters here.
#[derive(Debug, Default)]
pub struct Part {
    /// Content-Type in lower case, without parameters.
    pub kind: String,
    pub encoding: Encoding,
    pub charset: Option<String>,
    /// What the sender calls it.
    pub name: Option<String>,
    /// The sender wants it beside the text, not in it.
    pub is_attached: bool,
    /// RFC 3676 §4.1, and its DelSp.
    pub flowed: Option<bool>,
    boundary: Option<Vec<u8>>,
}

/// Content-Transfer-Encoding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    #[default]
    Plain,
    QuotedPrintable,
    Base64,
}

impl Part {
    /// Reads a header block; `in_digest` changes what is meant where it does not say (RFC 2046 §5.1.5).
    pub fn read(block: &[u8], in_digest: bool) -> Part {
        let default = if in_digest { "message/rfc822" } else { "text/plain" };
        let mut block = block.to_vec();
        block.push(b'\n');
        let parser = MessageParser::new().with_mime_headers();
        let Some(message) = parser.parse_headers(&block) else {
            return Part { kind: default.to_owned(), ..Part::default() };
        };
        let root = message.root_part();
        let content = root.content_type();
        let parameter = |name: &str| content.and_then(|c| c.attribute(name)).map(str::to_owned);
        let mut part = Part {
            kind: content.map_or_else(|| default.to_owned(), kind),
            encoding: encoding(root.content_transfer_encoding().unwrap_or_default()),
            charset: parameter("charset"),
            name: root.attachment_name().map(str::to_owned),
            is_attached: root
                .content_disposition()
                .is_some_and(|d| d.ctype().eq_ignore_ascii_case("attachment")),
            flowed: parameter("format")
                .filter(|format| format.eq_ignore_ascii_case("flowed"))
                .map(|_| parameter("delsp").is_some_and(|del| del.eq_ignore_ascii_case("yes"))),
            boundary: parameter("boundary").map(String::into_bytes),
        };
        if part.kind.starts_with("multipart/") && part.boundary().is_none() {
            // There is nothing to tell its parts apart by: mail clients show it as it is.
            part.kind = "text/plain".to_owned();
        }
        part
    }

    /// What stands between its parts, where it is a multipart.
    pub fn boundary(&self) -> Option<&[u8]> {
        let boundary = self.boundary.as_deref().map(<[u8]>::trim_ascii_end)?;
        let good = self.kind.starts_with("multipart/")
            && !boundary.is_empty()
            && boundary.len() <= MAX_BOUNDARY;
        good.then_some(boundary)
    }

    /// Text that is read with the message rather than beside it.
    pub fn is_text(&self) -> bool {
        matches!(self.kind.as_str(), "text/plain" | "text/html")
            && !self.is_attached
            && self.name.is_none()
    }
}

fn kind(content: &ContentType<'_>) -> String {
    let kind = match content.subtype() {
        Some(subtype) => format!("{}/{subtype}", content.ctype()),
        // RFC 2045 §5.2: what cannot be understood is plain text.
        None => "text/plain".to_owned(),
    };
    kind.to_lowercase()
}

fn encoding(word: &str) -> Encoding {
    match word.trim().to_ascii_lowercase().as_str() {
        "base64" => Encoding::Base64,
        "quoted-printable" => Encoding::QuotedPrintable,
        _ => Encoding::Plain,
    }
}
