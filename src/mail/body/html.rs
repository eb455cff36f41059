//! HTML as plain text.

use html2text::config;
use html2text::render::PlainDecorator;
use mail_parser::decoders::html::html_to_text;

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
    config::with_decorator(PlainDecorator::new())
        .raw_mode(true)
        .allow_width_overflow()
        .min_wrap_width(MIN_WIDTH)
        .link_footnotes(true)
        .string_from_read(html.as_bytes(), WIDTH)
        .unwrap_or_else(|_| html_to_text(html))
}

/// Whether it is as long, as rich in tags and as deep as mail is.
fn is_tame(html: &str) -> bool {
    if html.len() > MAX_HTML {
        return false;
    }
    let lines = html.bytes().filter(|&byte| byte == b'\n').count();
    let (mut nodes, mut depth) = (lines, 0_usize);
    for tag in html.split('<').skip(1) {
        let (closes, name) = match tag.strip_prefix('/') {
            Some(name) => (true, name),
            None => (false, tag),
        };
        let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
        let name = name[..end].to_ascii_lowercase();
        nodes += 1;
        if !name.is_empty() && !FLAT.contains(&name.as_str()) {
            depth = if closes { depth.saturating_sub(1) } else { depth + 1 };
        }
        if nodes > MAX_NODES || depth > MAX_DEPTH {
            return false;
        }
    }
    true
}
