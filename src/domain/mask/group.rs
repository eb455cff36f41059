//! Numbers as people write them: in groups, with blanks, hyphens or a dot between.

/// What stands between two groups, as part of a pattern. [`separator`] knows the same.
pub(super) const SEPARATOR: &str = r"(?:[\p{Zs}\p{Pd}\t]{1,3}|\.)";

/// A number read from its first group up to the end of one of its groups.
pub(super) struct Reading {
    /// Without what stands between the groups.
    pub compact: String,
    /// How long each group is.
    pub groups: Vec<usize>,
    /// Byte behind the last group.
    pub end: usize,
}

/// All readings that begin at byte `start`, the shortest first: whole words of ASCII characters that are `part` of
/// such a number, up to `most` of them in all.
pub(super) fn readings(
    text: &str,
    start: usize,
    part: impl Fn(&char) -> bool,
    most: usize,
) -> Vec<Reading> {
    let (mut found, mut compact, mut groups, mut at) =
        (Vec::new(), String::new(), Vec::new(), start);
    loop {
        let room = most - compact.len();
        let group: String = text[at..].chars().take_while(|c| part(c)).take(room + 1).collect();
        let end = at + group.len();
        if group.is_empty() || group.len() > room || text[end..].starts_with(is_word) {
            return found;
        }
        compact += &group;
        groups.push(group.len());
        found.push(Reading { compact: compact.clone(), groups: groups.clone(), end });
        at = end + separator(&text[end..]);
        if at == end {
            return found;
        }
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// How many bytes of the beginning of this text stand between two groups.
fn separator(text: &str) -> usize {
    if text.starts_with('.') {
        return 1;
    }
    let between = text.chars().take_while(|c| is_blank(*c) || is_dash(*c)).take(3);
    between.map(char::len_utf8).sum()
}

fn is_blank(c: char) -> bool {
    let ends_line = matches!(c, '\n'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
    c.is_whitespace() && !ends_line
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}')
}
