//! Text from mail, servers and people, made harmless for where it goes.

use crate::domain::interchange::is_formula;

/// For a terminal or a log: no control character, no bidi override, nothing invisible that could reorder or hide.
/// What is taken out is shown as `\u{1b}`.
pub fn line(text: &str) -> String {
    if is_plain(text) || !text.chars().any(is_unsafe) {
        return text.to_owned();
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\t' | '\n' => safe.push(' '),
            c if is_unsafe(c) => safe.extend(c.escape_unicode()),
            c => safe.push(c),
        }
    }
    safe
}

/// The same for text of several lines, which it stays.
pub fn lines(text: &str) -> String {
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// C0, DEL and C1 controls; bidi embeddings, overrides, isolates and marks (Unicode UAX 9); line separators;
/// zero-width characters; tags.
pub fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{061c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2028}' | '\u{2029}'
            | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

/// For a CSV cell: what a spreadsheet would take for a formula starts with `'` (OWASP, CSV injection), which
/// [`crate::domain::interchange::without_guard`] takes away again.
pub fn cell(text: &str) -> String {
    let safe = line(text);
    let formula = is_formula(&safe) || text.starts_with(['\t', '\r', '\n']);
    if formula { format!("'{safe}") } else { safe }
}

fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// The columns that it takes, wide characters counted.
pub fn width(text: &str) -> usize {
    use unicode_width::UnicodeWidthStr;
    // Most text, and a list asks about each cell several times.
    if is_plain(text) { text.len() } else { text.width() }
}

/// Cut to so many columns, wide characters counted, with … where something is missing.
pub fn cut(text: &str, columns: usize) -> String {
    use unicode_width::UnicodeWidthChar;
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut used = 0;
    let mut cut: String = text
        .chars()
        .take_while(|c| {
            used += c.width().unwrap_or(0);
            used < columns
        })
        .collect();
    cut.push('…');
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_never_reach_a_terminal() {
        assert_eq!(line("a\u{1b}[2Jb\rc"), "a\\u{1b}[2Jb\\u{d}c");
        assert_eq!(line("x\u{9b}31m\u{202e}y"), "x\\u{9b}31m\\u{202e}y");
        assert_eq!(line("Привет 東京"), "Привет 東京");
    }

    #[test]
    fn a_cell_never_starts_a_formula() {
        for text in ["=1+1", "+1", "-1", "@x", " =1", "\t=1", "＝1"] {
            assert!(cell(text).starts_with('\''), "{text:?}");
        }
        assert_eq!(cell("Re: hello"), "Re: hello");
        // What stands behind a ' that is somebody's own must come back whole.
        assert_eq!(cell("'=1"), "''=1");
    }

    #[test]
    fn wide_characters_count_for_two() {
        assert_eq!(cut("東京タワー", 6), "東京…");
        assert_eq!(cut("abc", 3), "abc");
    }
}
