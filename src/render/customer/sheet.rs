//! Lines of a page that fit a terminal: answers under their names, long lists going on below.

use crate::render::safe;

/// Columns where there is no terminal: a pager, a file.
const NO_TERMINAL: u16 = 120;
/// Where answers begin.
const MARGIN: usize = 11;
/// Marks where a list may go on below; it stands in no text that is safe.
const BREAK: char = '\u{1e}';

pub struct Sheet {
    width: usize,
    out: String,
}

/// Several parts as one line that may break behind each mark.
pub fn joined_by(mark: &str, parts: impl IntoIterator<Item = String>) -> String {
    parts.into_iter().collect::<Vec<_>>().join(&format!("{mark}{BREAK}"))
}

impl Sheet {
    pub fn new(width: Option<u16>) -> Sheet {
        Sheet { width: usize::from(width.unwrap_or(NO_TERMINAL)), out: String::new() }
    }

    /// A line, cut where the terminal ends.
    pub fn line(&mut self, text: &str) {
        self.out += safe::cut(text.trim_end(), self.width).trim_end();
        self.out.push('\n');
    }

    /// An answer under its name, each line beginning at the margin.
    pub fn answer(&mut self, name: &str, lines: impl IntoIterator<Item = String>) {
        let mut name = name;
        for line in lines.into_iter().filter(|line| !line.is_empty()) {
            for part in self.broken(&line) {
                self.line(&format!("{name:<MARGIN$}{part}"));
                name = "";
            }
        }
    }

    /// A list in as many lines as it takes.
    fn broken(&self, line: &str) -> Vec<String> {
        let room = self.width.saturating_sub(MARGIN);
        let mut lines: Vec<String> = Vec::new();
        for word in line.split(BREAK) {
            match lines.last_mut() {
                Some(last) if safe::width(last) + 1 + safe::width(word) <= room => {
                    last.push(' ');
                    last.push_str(word);
                }
                _ => lines.push(word.to_owned()),
            }
        }
        lines
    }

    pub fn done(self) -> String {
        self.out
    }
}
