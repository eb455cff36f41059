//! What can be found by words, and what of a text is looked for.

use super::entry::{Event, Words};
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What of an entry can be found: the text of a note and what it refers to, a title or comment of a task, where a link
/// leads.
pub fn of_entry<'a>(event: &Event, words: &'a Words) -> Option<Cow<'a, str>> {
    match event {
        Event::Noted { .. }
        | Event::TaskAdded { .. }
        | Event::TaskSet { .. }
        | Event::TaskCommented { .. }
        | Event::Linked { .. } => {
            let text = words.text.as_deref()?;
            Some(match &words.reference {
                Some(reference) => Cow::Owned(format!("{text}\n{}", reference.name)),
                None => Cow::Borrowed(text),
            })
        }
        _ => None,
    }
}

/// What mail programs put before a subject. One that is missing here costs room in the index, nothing else.
const MARKS: [&str; 24] = [
    "re", "aw", "antw", "sv", "vs", "ynt", "odp", "res", "rif", "r", "回复", "答复", "fw", "fwd",
    "wg", "tr", "rv", "enc", "doorst", "vl", "vb", "pd", "i", "转发",
];

/// Whether a subject says nothing that an earlier one did not: it is the same but for marks of replies and forwards.
///
/// Unlike the base subject (RFC 5256 §2.1) it keeps what stands in brackets: that may be the number of a ticket.
pub fn repeats(subject: &str, earlier: &str) -> bool {
    without_marks(subject).eq_ignore_ascii_case(without_marks(earlier))
}

fn without_marks(subject: &str) -> &str {
    let mut rest = subject.trim();
    while let Some((mark, after)) = rest.split_once([':', '：'])
        && MARKS.iter().any(|known| known.eq_ignore_ascii_case(mark.trim_end()))
    {
        rest = after.trim_start();
    }
    rest
}

/// A text as it is indexed and looked for: without accents in any script, and what is written without blanks between
/// its words (Chinese, Japanese) has each character as a word, so that any part of it can be found.
pub fn apart(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut apart = String::with_capacity(text.len() * 2);
    for character in text.chars() {
        match has_no_blanks(character) {
            true => apart.extend([' ', character, ' ']),
            false => plain(character, &mut apart),
        }
    }
    Cow::Owned(apart)
}

/// A letter without what is written above or below it. FTS5 knows that of Latin letters alone; the strokes through some
/// of these are no marks of their own in Unicode.
fn plain(character: char, text: &mut String) {
    match character {
        'ø' | 'Ø' => text.push('o'),
        'ł' | 'Ł' => text.push('l'),
        'đ' | 'Đ' => text.push('d'),
        'ß' | 'ẞ' => text.push_str("ss"),
        'æ' | 'Æ' => text.push_str("ae"),
        'œ' | 'Œ' => text.push_str("oe"),
        'ς' => text.push('σ'),
        _ => text.extend(character.nfd().filter(|part| !is_combining_mark(*part))),
    }
}

/// Kana and Han, by the blocks of Unicode.
fn has_no_blanks(character: char) -> bool {
    matches!(character,
        '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{323af}')
}

/// Whether there is anything in it that could be found: a letter or a digit.
pub fn is_searchable(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_repeats_the_subject_that_it_answers() {
        for subject in ["Re: Late invoice", "AW: RE : late Invoice", " Fwd: Re: Late invoice "] {
            assert!(repeats(subject, "Late invoice"), "{subject}");
        }
        assert!(repeats("Late invoice", "Re: Late invoice"));
        assert!(repeats("回复：東京", "東京"));
        assert!(repeats("Re:", ""));
    }

    #[test]
    fn what_adds_a_word_repeats_nothing() {
        for subject in [
            "Re: Late invoice, again",
            "VIP: Late invoice",
            "Re: [#4711] Late invoice",
            "invoice",
            "Late",
            "",
        ] {
            assert!(!repeats(subject, "Late invoice"), "{subject}");
        }
    }

    #[test]
    fn what_has_no_blanks_is_taken_apart() {
        assert_eq!(apart("Ticket for Ana"), "Ticket for Ana");
        assert_eq!(apart("Łódź, Ελένη, Großschönau"), "lodz, Ελενη, Grossschonau");
        assert_eq!(apart("東京tower"), " 東  京 tower");
    }

    #[test]
    fn punctuation_alone_cannot_be_found() {
        assert!(["", " ", "*", "\"-\"", "\0", "🎉"].iter().all(|text| !is_searchable(text)));
        assert!(["a", "-1", "é", "京"].iter().all(|text| is_searchable(text)));
    }
}
