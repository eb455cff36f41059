//! What the drawings have in common: their colours, their size, and SVG as it stands in a page.
//!
//! Colours are roles: `page.css` gives each that stands here its dark twin, and lines their dashes, so that one drawing
//! does for day, night and paper. Text is plotters' to escape, after [`crate::render::safe`] has had it.

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

pub const TEXT: RGBColor = RGBColor(0x52, 0x60, 0x6D);
/// Lines of the grid.
pub const GRID: RGBColor = RGBColor(0xDD, 0xE3, 0xE9);
/// Where mail was not read.
pub const GAP: RGBColor = RGBColor(0xF1, 0xE4, 0xC3);
/// Where something was noted.
pub const MARK: RGBColor = RGBColor(0x6B, 0x4E, 0x00);
/// Lines and bars, in their order.
pub const LINES: [RGBColor; 4] = [
    RGBColor(0x1F, 0x5F, 0xA8),
    RGBColor(0xB4, 0x53, 0x09),
    RGBColor(0x2C, 0x7A, 0x4B),
    RGBColor(0x7A, 0x4F, 0xA3),
];
/// Areas on each other, the lowest first.
pub const AREAS: [RGBColor; 4] = [
    RGBColor(0xC9, 0xDC, 0xF0),
    RGBColor(0x8F, 0xB8, 0xE0),
    RGBColor(0x4C, 0x86, 0xC2),
    RGBColor(0x1B, 0x4F, 0x86),
];
/// The upper edge of an area.
pub const EDGE: RGBColor = RGBColor(0x33, 0x66, 0x99);

/// Units of a drawing across: some two of them make a pixel of a card, so that lines are smooth.
pub const WIDTH: u32 = 720;
/// The height of letters.
const LETTERS: f64 = 26.0;

/// plotters' errors are of what it draws on, which is a text here.
pub type Failed = Box<dyn std::error::Error>;
pub type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// What stands within `<svg>`; nothing where plotters refuses to draw it.
pub fn drawn(height: u32, draw: impl Fn(&Area) -> Result<(), Failed>) -> String {
    let mut drawn = String::new();
    let area = SVGBackend::with_string(&mut drawn, (WIDTH, height)).into_drawing_area();
    let done = draw(&area).and_then(|()| Ok(area.present()?));
    drop(area);
    if done.is_err() {
        return String::new();
    }
    let (_, inner) = drawn.split_once('>').unwrap_or_default();
    compact(inner.trim().trim_end_matches("</svg>"))
}

/// Without what the sheet says once of all drawings, or is so anyway: half the size.
fn compact(svg: &str) -> String {
    let font = format!(" font-family=\"sans-serif\" font-size=\"{LETTERS}\"");
    let said = [" opacity=\"1\"", " stroke=\"none\"", &font];
    let svg = said.into_iter().fold(svg.to_owned(), |svg, said| svg.replace(said, ""));
    svg.replace(" \"/>", "\"/>").replace(">\n", ">").replace("\n</", "</")
}

/// How letters stand to the point that they are drawn at.
pub fn letters(colour: RGBColor, across: HPos, down: VPos) -> TextStyle<'static> {
    // The backend divides by this factor.
    ("sans-serif", LETTERS * 1.24).into_font().color(&colour).pos(Pos::new(across, down))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sheet_knows_every_colour() {
        let sheet = include_str!("page.css");
        let colours = [TEXT, GRID, GAP, MARK, EDGE].into_iter().chain(LINES).chain(AREAS);
        for RGBColor(red, green, blue) in colours {
            let colour = format!("=\"#{red:02X}{green:02X}{blue:02X}\"]");
            assert!(sheet.contains(&colour), "{colour}");
        }
    }

    #[test]
    fn a_label_is_text_whatever_it_says() {
        let svg = drawn(40, |area| {
            let style = letters(TEXT, HPos::Left, VPos::Top);
            area.draw(&Text::new("</text><script>x=\"1\"&'", (0, 0), style))?;
            Ok(())
        });
        assert!(svg.contains("&lt;/text&gt;&lt;script&gt;x=&quot;1&quot;&amp;&apos;"), "{svg}");
        assert!(!svg.contains("<script"), "{svg}");
    }
}
