//! Words by which threads are sorted: `billing`, `refund-2026`.

use std::str::FromStr;

/// A word in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag(String);

/// Longer than this it is no word but a text.
const LONGEST: usize = 40;

impl Tag {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Tag {
    type Err = String;

    fn from_str(text: &str) -> Result<Tag, String> {
        let tag = text.to_lowercase();
        let inside = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
        let fine = tag.starts_with(char::is_alphanumeric)
            && tag.chars().all(inside)
            && tag.chars().count() <= LONGEST;
        match fine {
            true => Ok(Tag(tag)),
            false => Err(format!(
                "{text:?} is no tag: one word of letters, digits, - _ . /, at most {LONGEST}"
            )),
        }
    }
}

/// A tag that is to be put on, or taken off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    Add(Tag),
    Remove(Tag),
}

impl FromStr for Change {
    type Err = String;

    fn from_str(text: &str) -> Result<Change, String> {
        match (text.strip_prefix('+'), text.strip_prefix('-')) {
            (Some(tag), _) => tag.parse().map(Change::Add),
            (_, Some(tag)) => tag.parse().map(Change::Remove),
            _ => Err(format!("say +{text} to put it on, -{text} to take it off")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_one_word_whatever_the_case() {
        assert_eq!("Rückfrage/2026".parse::<Tag>().unwrap().as_str(), "rückfrage/2026");
        for wrong in ["", "two words", "-x", "a\u{1b}[1m", "a:b", &"x".repeat(41)] {
            assert!(wrong.parse::<Tag>().is_err(), "{wrong}");
        }
    }
}
