//! What of a long section is shown: nobody reads 10,000 items, and one sender must not hide the others.

use std::collections::HashMap;

/// A section of a mail people read shows this many at most, and says how many more there are.
pub const MOST_SHOWN: usize = 25;

/// Of these, so many of one sender at most.
pub const MOST_OF_ONE: usize = 3;

/// A line of a section that may have been cut short.
#[derive(Debug, PartialEq, Eq)]
pub enum Row<'a, T> {
    Item(&'a T),
    /// So many more of this sender, whose last shown item stands before it.
    MoreFrom {
        sender: &'a str,
        n: usize,
    },
    /// So many more of anybody.
    More {
        n: usize,
    },
}

/// The items in their order, cut to what a person reads; of those without sender nothing is known to be of one.
pub fn fold<'a, T>(items: &'a [T], sender: impl Fn(&'a T) -> Option<&'a str>) -> Vec<Row<'a, T>> {
    let mut of_sender: HashMap<&str, usize> = HashMap::new();
    items.iter().filter_map(&sender).for_each(|sender| *of_sender.entry(sender).or_default() += 1);
    let mut shown_of: HashMap<&str, usize> = HashMap::new();
    let (mut rows, mut shown, mut folded) = (Vec::new(), 0, 0);
    for item in items {
        if shown == MOST_SHOWN {
            break;
        }
        let sender = sender(item);
        let before = sender.map_or(0, |sender| shown_of.get(sender).copied().unwrap_or_default());
        if before == MOST_OF_ONE {
            continue;
        }
        rows.push(Row::Item(item));
        shown += 1;
        let Some(sender) = sender else { continue };
        shown_of.insert(sender, before + 1);
        let n = of_sender[sender].saturating_sub(MOST_OF_ONE);
        if before + 1 == MOST_OF_ONE && n > 0 {
            rows.push(Row::MoreFrom { sender, n });
            folded += n;
        }
    }
    let n = items.len() - shown - folded;
    rows.extend((n > 0).then_some(Row::More { n }));
    rows
}

/// "9,950"
pub fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of<'a>(item: &'a (usize, &'static str)) -> Option<&'a str> {
        Some(item.1).filter(|sender| !sender.is_empty())
    }

    fn shown(items: &[(usize, &'static str)]) -> String {
        let rows = fold(items, of).into_iter().map(|row| match row {
            Row::Item((number, _)) => number.to_string(),
            Row::MoreFrom { sender, n } => format!("+{n} {sender}"),
            Row::More { n } => format!("+{n}"),
        });
        rows.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_short_section_is_shown_whole() {
        assert_eq!(shown(&[]), "");
        assert_eq!(shown(&[(1, "a"), (2, "a"), (3, "b"), (4, "a")]), "1 2 3 4");
    }

    #[test]
    fn a_flood_takes_three_places_and_the_rest_stands_behind_the_third() {
        let mut items: Vec<_> = (0..9_953).map(|n| (n, "flood")).collect();
        items.insert(1, (20_000, "ana"));
        items.push((30_000, "ben"));
        assert_eq!(shown(&items), "0 20000 1 2 +9950 flood 30000");
    }

    #[test]
    fn each_is_counted_once_in_what_is_not_shown() {
        // Forty strangers, and one of whom only two are shown before there is no more room.
        let mut items: Vec<_> = (0..23).map(|n| (n, "")).collect();
        items.extend((100..110).map(|n| (n, "late")));
        items.extend((200..217).map(|n| (n, "")));
        let rows = fold(&items, of);
        assert_eq!(rows.last(), Some(&Row::More { n: 25 }));
        assert!(!rows.iter().any(|row| matches!(row, Row::MoreFrom { .. })));

        let mut items: Vec<_> = (0..22).map(|n| (n, "")).collect();
        items.extend((100..110).map(|n| (n, "late")));
        items.extend((200..217).map(|n| (n, "")));
        let rows = fold(&items, of);
        assert_eq!(rows[25], Row::MoreFrom { sender: "late", n: 7 });
        assert_eq!(rows[26..], [Row::More { n: 17 }]);
    }

    #[test]
    fn numbers_are_read_in_threes() {
        let read = [0, 12, 999, 1_000, 9_950, 123_456, 1_234_567].map(thousands);
        assert_eq!(read, ["0", "12", "999", "1,000", "9,950", "123,456", "1,234,567"]);
    }
}
