//! A mail of ours as bytes. The same letter gives the same bytes, so that a second attempt sends
//! the same mail.

use crate::domain::time::Timestamp;
use crate::error::Error;
use lettre::Address;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart, MultiPartKind, SinglePart};
use std::time::SystemTime;

/// RFC 2046 §5.1.1: a boundary has at most 70 characters.
const MAX_BOUNDARY: usize = 70;

/// What is to be written, to one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// `name <address>`, or the address alone.
    pub from: String,
    pub to: String,
    pub subject: String,
    /// With or without `<>`.
    pub message_id: String,
    pub date: Timestamp,
    pub text: String,
    pub html: String,
    /// Between the two parts; it must not occur in them.
    pub boundary: String,
}

/// A word of a Subject cannot be folded, and a line has 998 characters at most (RFC 5322 §2.1.1).
const MAX_SUBJECT: usize = 250;

/// By these a responder knows that no answer is wanted: by the standard (RFC 3834 §5), and for Exchange, whose
/// out-of-office heeds its own field alone ([MS-OXCMAIL], AutoResponseSuppress). No Precedence, which RFC 2076 calls
/// discouraged and by which mail is filed away as bulk; no List-Id, since it is no list (RFC 2919 §1).
const NO_ANSWER: [(&str, &str); 2] =
    [("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "All")];

/// multipart/alternative of text and HTML (RFC 2046 §5.1.4), marked as written by a program.
pub fn bytes(letter: &Letter) -> Result<Vec<u8>, Error> {
    let boundary = boundary(letter)?;
    let id = one_line(&letter.message_id);
    let id = id.trim_start_matches('<').trim_end_matches('>');
    let parts = MultiPart::builder()
        .kind(MultiPartKind::Alternative)
        .boundary(boundary)
        .singlepart(part(ContentType::TEXT_PLAIN, &letter.text))
        .singlepart(part(ContentType::TEXT_HTML, &letter.html));
    let mut message = Message::builder()
        .from(mailbox(&letter.from)?)
        .to(mailbox(&letter.to)?)
        .subject(one_line(&letter.subject).chars().take(MAX_SUBJECT).collect::<String>())
        .message_id(Some(format!("<{id}>")))
        .date(SystemTime::from(letter.date))
        .multipart(parts)
        .map_err(|error| {
            Error::bug(format!("cannot write a mail to {}: {error}", one_line(&letter.to)))
        })?;
    for (name, value) in NO_ANSWER {
        let name = HeaderName::new_from_ascii_str(name);
        message.headers_mut().insert_raw(HeaderValue::new(name, value.to_owned()));
    }
    Ok(message.formatted())
}

fn part(kind: ContentType, text: &str) -> SinglePart {
    SinglePart::builder().header(kind).body(text.to_owned())
}

fn boundary(letter: &Letter) -> Result<String, Error> {
    let boundary = &letter.boundary;
    let is_good = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'=');
    let good = (1..=MAX_BOUNDARY).contains(&boundary.len()) && boundary.bytes().all(is_good);
    if !good || letter.text.contains(boundary) || letter.html.contains(boundary) {
        return Err(Error::bug(format!("cannot write a mail with the boundary {boundary:?}")));
    }
    Ok(boundary.clone())
}

/// `name <address>` or an address. It comes from the config; mail never names whom we write to.
pub fn mailbox(text: &str) -> Result<Mailbox, Error> {
    let cannot = |why: &str| {
        let message = format!("cannot write mail from or to {text:?}: {why}");
        Error::usage(message).hint("write it as name@example.org or Name <name@example.org>")
    };
    // A line break would begin a header field of its own; lettre panics on one in a name (0.11.23).
    if text.contains(['\r', '\n', '\0']) {
        return Err(cannot("it holds a line break"));
    }
    let (name, address) = match text.trim().strip_suffix('>').and_then(|text| text.rsplit_once('<'))
    {
        Some((name, address)) => (one_line(name.trim().trim_matches('"')), address),
        None => (String::new(), text.trim()),
    };
    // A leading dash would be an option of sendmail (RUSTSEC-2021-0069).
    if address.starts_with('-') {
        return Err(cannot("an address does not begin with a dash"));
    }
    if !address.contains('@') || address.contains(char::is_whitespace) {
        return Err(cannot("it is no address"));
    }
    let address: Address = address.parse().map_err(|_| cannot("it is no address"))?;
    Ok(Mailbox::new((!name.is_empty()).then_some(name), address))
}

/// The domain of an address as it may stand in a Message-ID (RFC 5322 §3.6.4), where ASCII alone is allowed.
pub fn ascii_domain(address: &str) -> Option<String> {
    idna::domain_to_ascii(mailbox(address).ok()?.email.domain()).ok()
}

/// Without control characters.
fn one_line(text: &str) -> String {
    text.replace(char::is_control, " ").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use mail_parser::MessageParser;

    fn letter() -> Letter {
        Letter {
            from: "baton <baton@example.org>".into(),
            to: "\"Doe, Jane\" <jane@example.org>".into(),
            subject: "3 threads need someone — Grüße".into(),
            message_id: "review.1@example.org".into(),
            date: Timestamp::from_timestamp(1_772_442_000, 0).unwrap(),
            text: "Grüße\n.\n..\nFrom here\n".into(),
            html: "<p>Grüße</p>\n".into(),
            boundary: "baton-1".into(),
        }
    }

    #[test]
    fn a_letter_reads_the_same_with_another_parser() {
        let raw = bytes(&letter()).unwrap();
        assert_eq!(raw, bytes(&letter()).unwrap());
        let mail = MessageParser::default().parse(&raw).unwrap();
        assert_eq!(mail.subject(), Some("3 threads need someone — Grüße"));
        assert_eq!(mail.message_id(), Some("review.1@example.org"));
        assert_eq!(mail.to().unwrap().first().unwrap().name(), Some("Doe, Jane"));
        assert_eq!(mail.date().unwrap().to_timestamp(), 1_772_442_000);
        assert_eq!(mail.header_raw("Auto-Submitted").unwrap().trim(), "auto-generated");
        assert_eq!(mail.header_raw("X-Auto-Response-Suppress").unwrap().trim(), "All");
        assert_eq!(mail.header_raw("MIME-Version").unwrap().trim(), "1.0");
        assert!(mail.header_raw("List-Id").is_none() && mail.header_raw("Precedence").is_none());
        assert_eq!(mail.body_text(0).unwrap().replace("\r\n", "\n"), "Grüße\n.\n..\nFrom here\n");
        assert_eq!(mail.body_html(0).unwrap().trim_end(), "<p>Grüße</p>");
        assert!(raw.is_ascii() && String::from_utf8(raw).unwrap().contains("boundary=\"baton-1\""));
    }

    /// RFC 5322 §2.1.1: 998 bytes are the most that a line has.
    #[test]
    fn no_line_is_too_long() {
        for (c, text) in [("x", "ASCII"), ("ж", "letters of two bytes"), ("🚲", "of four")] {
            let mut long = letter();
            let line = c.repeat(5000);
            (long.subject, long.text) = (format!("{line} {line}"), format!("short\n{line}\n"));
            long.html = format!("<p>{line}</p>");
            let raw = bytes(&long).unwrap();
            assert!(raw.is_ascii(), "{text}");
            assert!(raw.split(|&byte| byte == b'\n').all(|line| line.len() <= 999), "{text}");
            let mail = MessageParser::default().parse(&raw).unwrap();
            assert_eq!(mail.subject(), Some(&*c.repeat(MAX_SUBJECT)), "{text}");
            assert_eq!(mail.body_text(0).unwrap().replace("\r\n", "\n"), long.text, "{text}");
            assert_eq!(mail.body_html(0).unwrap().trim_end(), long.html, "{text}");
        }
    }

    #[test]
    fn the_domain_of_a_message_id_is_ascii() {
        for (address, domain) in [
            ("baton@example.org", Some("example.org")),
            ("\"a@b\" <baton@Mail.EXAMPLE.org>", Some("mail.example.org")),
            ("Grüße <baton@bücher.example> ", Some("xn--bcher-kva.example")),
            ("baton", None),
        ] {
            assert_eq!(ascii_domain(address).as_deref(), domain, "{address}");
        }
    }

    #[test]
    fn a_line_break_begins_no_field() {
        let mut bad = letter();
        bad.subject = "a\r\nBcc: evil@example.com\n\rX: y".into();
        bad.message_id = "x@y>\r\nBcc: evil@example.com".into();
        let raw = bytes(&bad).unwrap();
        let mail = MessageParser::default().parse(&raw).unwrap();
        assert!(mail.bcc().is_none() && mail.header_raw("X").is_none());
        assert_eq!(mail.headers().iter().filter(|header| header.name() == "Subject").count(), 1);
    }

    #[test]
    fn only_addresses_are_written_to() {
        for bad in [
            "",
            "jane",
            "a@x\r\nBcc: b@x",
            "-oQ/tmp/x@y",
            "X <-f@y>",
            "a b@x",
            "Jane <jane@x\n>",
            "a@x, b@x",
            "<>",
        ] {
            assert!(mailbox(bad).is_err(), "{bad:?}");
        }
        assert_eq!(mailbox("a@x.org").unwrap().email.to_string(), "a@x.org");
        let mut bad = letter();
        bad.boundary = "a b".into();
        assert!(bytes(&bad).is_err());
        bad.boundary = "Grüße".into();
        assert!(bytes(&bad).is_err());
    }
}
