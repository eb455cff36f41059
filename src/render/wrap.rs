//! Lines of text that fit a terminal and a mail.

use super::safe;
use unicode_width::UnicodeWidthChar;

/// Columns of a line. RFC 5322 §2.1.1 says 78, and a terminal has 80.
pub const COLUMNS: usize = 78;

/// The text in lines of [`COLUMNS`] at most, wide characters counted: the first one after so many blanks, the others
/// after so many. It is broken at blanks; in a word only where that alone is wider than a line.
pub fn hanging(text: &str, first: usize, others: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = " ".repeat(first);
    let mut is_begun = false;
    for word in text.split(' ') {
        let gap = usize::from(is_begun);
        if is_begun && safe::width(&line) + gap + safe::width(word) > COLUMNS {
            lines.push(std::mem::replace(&mut line, " ".repeat(others)));
        } else if is_begun {
            line.push(' ');
        }
        is_begun = true;
        let mut used = safe::width(&line);
        if used + safe::width(word) <= COLUMNS {
            line.push_str(word);
            continue;
        }
        for c in word.chars() {
            let wide = c.width().unwrap_or(0);
            if used + wide > COLUMNS {
                lines.push(std::mem::replace(&mut line, " ".repeat(others)));
                used = others;
            }
            line.push(c);
            used += wide;
        }
    }
    lines.push(line);
    lines.iter().map(|line| line.trim_end().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_stays_as_it_is() {
        assert_eq!(hanging("a  [stale]", 2, 4), ["  a  [stale]"]);
        assert_eq!(hanging(&"x".repeat(70), 8, 8), [format!("        {}", "x".repeat(70))]);
    }

    #[test]
    fn a_sentence_goes_on_below_itself() {
        let lines = hanging(&"seven77 ".repeat(20), 2, 6);
        assert!(lines.iter().all(|line| safe::width(line) <= COLUMNS), "{lines:?}");
        assert!(lines[0].starts_with("  seven77 ") && lines[1].starts_with("      seven77"));
        assert!(lines.iter().all(|line| line.ends_with("seven77")), "{lines:?}");
    }

    #[test]
    fn a_word_without_end_is_broken_and_wide_characters_count_for_two() {
        for word in ["x".repeat(10_000), "東".repeat(1_000), format!("a {}", "京".repeat(500))] {
            let lines = hanging(&word, 8, 8);
            assert!(lines.iter().all(|line| safe::width(line) <= COLUMNS), "{lines:?}");
            let whole: String = lines.iter().map(|line| line.trim()).collect();
            assert_eq!(whole, word.replace(' ', ""));
        }
    }
}
