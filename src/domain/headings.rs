//! Templates for notes: headings, what an editor opens with, and which of them a text leaves open.

use regex::Regex;

/// What an editor opens with: a line for each heading, and room below it.
pub fn form(headings: &[String]) -> String {
    headings.iter().map(|heading| format!("# {heading}\n\n")).collect()
}

/// The headings that the text leaves out, or says nothing under.
pub fn open<'h>(text: &str, headings: &'h [String]) -> Vec<&'h str> {
    let found = Headings::of(text, headings);
    let is_open = |heading: &&String| !found.answered(heading);
    headings.iter().filter(is_open).map(String::as_str).collect()
}

/// Whether the text says nothing but these headings.
pub fn is_bare(text: &str, headings: &[String]) -> bool {
    let found = Headings::of(text, headings);
    !says_something(found.before) && found.parts.iter().all(|(_, below)| !says_something(below))
}

/// A text taken apart at the headings in it.
struct Headings<'t> {
    /// What stands before the first of them.
    before: &'t str,
    /// Each heading as it is written there, and what stands under it.
    parts: Vec<(&'t str, &'t str)>,
}

impl<'t> Headings<'t> {
    fn of(text: &'t str, headings: &[String]) -> Headings<'t> {
        let places = places(text, headings);
        let ends = places.iter().skip(1).map(|place| place.from).chain([text.len()]);
        let parts = places.iter().zip(ends);
        Headings {
            before: &text[..places.first().map_or(text.len(), |place| place.from)],
            parts: parts.map(|(place, end)| (place.heading, &text[place.to..end])).collect(),
        }
    }

    fn answered(&self, heading: &str) -> bool {
        let heading = heading.to_lowercase();
        let parts = self.parts.iter().filter(|(written, _)| written.to_lowercase() == heading);
        parts.into_iter().any(|(_, below)| says_something(below))
    }
}

/// Where a heading stands in a text, in bytes, with its mark.
struct Place<'t> {
    heading: &'t str,
    from: usize,
    to: usize,
}

/// "# know" on a line of its own, as in the form, or "know:" before its text.
fn places<'t>(text: &'t str, headings: &[String]) -> Vec<Place<'t>> {
    let any = headings.iter().map(|heading| regex::escape(heading)).collect::<Vec<_>>().join("|");
    let pattern = format!(
        r"(?im)(?:^[ \t]*#+[ \t]*(?<line>{any})[ \t\r]*$|(?:^|[\s#])(?<word>{any})[ \t]*:)"
    );
    // More headings than a pattern can hold are a template that nobody fills in.
    let Ok(pattern) = Regex::new(&pattern) else { return Vec::new() };
    let place = |found: regex::Captures<'t>| {
        let (whole, heading) = (found.get(0)?, found.name("line").or(found.name("word"))?);
        Some(Place { heading: heading.as_str(), from: whole.start(), to: whole.end() })
    };
    pattern.captures_iter(text).filter_map(place).collect()
}

fn says_something(text: &str) -> bool {
    text.contains(|c: char| !c.is_whitespace() && !c.is_ascii_punctuation())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn triage() -> Vec<String> {
        ["know", "think", "do next"].map(str::to_owned).to_vec()
    }

    #[test]
    fn the_form_has_each_heading_and_is_bare_until_something_is_written() {
        let headings = triage();
        let form = form(&headings);
        assert_eq!(form, "# know\n\n# think\n\n# do next\n\n");
        assert!(is_bare(&form, &headings) && is_bare(form.trim(), &headings));
        assert!(is_bare("# know\r\n-\r\n# think\r\n", &headings));
        for written in ["# know\nit fails\n\n# think\n", "it fails\n# know\n", "# notes\n", "it"] {
            assert!(!is_bare(written, &headings), "{written}");
        }
    }

    #[test]
    fn a_heading_is_open_until_something_stands_under_it() {
        for (text, expected) in [
            ("# know\na\n# think\nb\n# do next\nc", vec![]),
            ("# know\r\na\r\n# think\r\n\r\n# do next\r\nc\r\n", vec!["think"]),
            ("## Know\na\n\n# THINK\n\n", vec!["think", "do next"]),
            ("know: a\nthink: b\ndo next: c", vec![]),
            ("know: a. Think: b; do next: c", vec![]),
            ("know: think: b", vec!["know", "do next"]),
            ("do next: c, know: -, think: ...", vec!["know", "think"]),
            ("# do next: c", vec!["know", "think"]),
            ("I know what they think", vec!["know", "think", "do next"]),
            ("# know better\nunknown: x", vec!["know", "think", "do next"]),
            ("know: 🙂", vec!["think", "do next"]),
            ("", vec!["know", "think", "do next"]),
        ] {
            assert_eq!(open(text, &triage()), expected, "{text:?}");
        }
    }

    #[test]
    fn a_heading_may_hold_any_character() {
        let odd = ["what? (why)", ".*", "Prüfung"].map(str::to_owned);
        assert_eq!(open("what? (why): so\n# .*\nx\nprüfung: ok", &odd), Vec::<&str>::new());
        assert_eq!(open("anything: so", &odd).len(), 3);
    }
}
