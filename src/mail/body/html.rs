//! HTML as plain text.

use html2text::render::PlainDecorator;
use html2text::{RcDom, config};
use mail_parser::decoders::html::html_to_text;
use std::collections::HashMap;

/// Columns that paragraphs are wrapped to, as mail clients wrap plain text.
const WIDTH: usize = 72;
/// However deep the quotes, words are not broken within so many columns.
const MIN_WIDTH: usize = 20;
/// HTML of more bytes, or of more tags and lines, would take too much memory as a tree.
const MAX_HTML: usize = 1024 * 1024;
const MAX_NODES: usize = 20_000;
/// With more tags within tags than these finding their ends takes too long.
const MAX_DEPTH: usize = 100;

/// Tags that hold nothing, or whose end may be left out so that they do not nest (HTML, 13.1.2).
const FLAT: [&str; 22] = [
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta",
    "option", "p", "param", "source", "td", "th", "tr", "track", "wbr",
];

/// The text of HTML, with its paragraphs, lists, quotes and the cells of its tables one below the other.
///
/// HTML that no person's mail client writes is only stripped of its tags.
pub fn to_text(html: &str) -> String {
    if !is_tame(html) {
        return html_to_text(html);
    }
    rendered(html).unwrap_or_else(|| html_to_text(html))
}

/// `None` where it cannot be rendered, or is deeper than its tags say.
fn rendered(html: &str) -> Option<String> {
    let config = config::with_decorator(PlainDecorator::new())
        .raw_mode(true)
        .allow_width_overflow()
        .min_wrap_width(MIN_WIDTH)
        .link_footnotes(true);
    let document = config.parse_html(html.as_bytes()).ok()?;
    if !is_shallow(&document) {
        return None;
    }
    let tree = config.dom_to_render_tree(&document).ok()?;
    // The two of them and the text would be much at a time.
    drop(document);
    config.render_to_string(tree, WIDTH).ok()
}

/// What looks like an end tag may stand in an attribute or a comment: how deep it is, only the parsed document says.
fn is_shallow(document: &RcDom) -> bool {
    let mut left = vec![(document.document.clone(), 0)];
    while let Some((node, depth)) = left.pop() {
        // Around what the mail holds are the document, html and body.
        if depth > MAX_DEPTH + 3 {
            return false;
        }
        left.extend(node.children.borrow().iter().map(|child| (child.clone(), depth + 1)));
    }
    true
}

/// Whether it is as long, as rich in tags and as deep as mail is.
fn is_tame(html: &str) -> bool {
    if html.len() > MAX_HTML {
        return false;
    }
    let lines = html.bytes().filter(|&byte| byte == b'\n').count();
    let (mut nodes, mut depth) = (lines, 0_usize);
    let mut open: HashMap<String, usize> = HashMap::new();
    for tag in html.split('<').skip(1) {
        let (closes, name) = match tag.strip_prefix('/') {
            Some(name) => (true, name),
            None => (false, tag),
        };
        let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
        let name = name[..end].to_ascii_lowercase();
        nodes += 1;
        if !name.is_empty() && !FLAT.contains(&name.as_str()) {
            let open = open.entry(name).or_default();
            match closes {
                true if *open > 0 => (*open, depth) = (*open - 1, depth - 1),
                // It ends nothing.
                true => {}
                false => (*open, depth) = (*open + 1, depth + 1),
            }
        }
        if nodes > MAX_NODES || depth > MAX_DEPTH {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_tag_that_ends_nothing_makes_nothing_less_deep() {
        let lines = "a<br>".repeat(1900);
        for opens in [
            "<blockquote></x>",
            "<div title=\"</div>\">",
            "<b><!--</b>-->",
            "<div><style></div></style>",
            "<div title='<p></div>'>",
        ] {
            let html = opens.repeat(4000) + &lines;
            assert!(rendered(&html).is_none(), "{opens}");
            assert!(to_text(&html).contains('a'), "{opens}");
        }
        let quoted = "<blockquote>".repeat(90) + "deep" + &"</blockquote>".repeat(90);
        assert!(is_tame(&quoted) && rendered(&quoted).is_some_and(|text| text.contains("deep")));
    }
}
