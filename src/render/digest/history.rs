//! How it was before: what has changed since the last review, and what was not closed on the last days.

use super::fold::thousands;
use chrono::NaiveDate;

/// "+2", "−1", "=".
pub fn change(now: usize, before: usize) -> String {
    match now.cmp(&before) {
        std::cmp::Ordering::Equal => "=".to_owned(),
        std::cmp::Ordering::Greater => format!("+{}", thousands(now - before)),
        std::cmp::Ordering::Less => format!("−{}", thousands(before - now)),
    }
}

/// What was not closed at the end of each of the last days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backlog {
    pub days: Vec<Day>,
    /// Of all days; 1 where it is 0.
    most: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    date: NaiveDate,
    /// None where nobody counted.
    pub count: Option<usize>,
}

impl Backlog {
    /// From the first day that was counted. None where fewer than two were: one is no line.
    pub fn of(days: &[(NaiveDate, Option<usize>)]) -> Option<Backlog> {
        let begins = days.iter().position(|(_, count)| count.is_some())?;
        let days = &days[begins..];
        let counted = days.iter().filter(|(_, count)| count.is_some()).count();
        let most = days.iter().filter_map(|(_, count)| *count).max()?.max(1);
        let days = || days.iter().map(|&(date, count)| Day { date, count }).collect();
        (counted > 1).then(|| Backlog { days: days(), most })
    }

    /// How high the day's column is, where the highest is so high; 0 for none, and for nothing else.
    pub fn height(&self, day: &Day, highest: usize) -> usize {
        (day.count.unwrap_or_default() * highest).div_ceil(self.most)
    }

    /// "▃▃▄·▆▇█": a column a day, from nothing up; a dot where nobody counted.
    pub fn line(&self) -> String {
        let block = |day: &Day| BLOCKS[self.height(day, BLOCKS.len() - 1)];
        self.days.iter().map(|day| if day.count.is_some() { block(day) } else { GAP }).collect()
    }

    /// "17 on Mon 9 Nov, 19 now; least 15, most 24".
    pub fn words(&self) -> String {
        let counted: Vec<(&Day, usize)> =
            self.days.iter().filter_map(|day| Some((day, day.count?))).collect();
        let (Some((first, from)), Some((last, to))) = (counted.first(), counted.last()) else {
            return String::new();
        };
        let today = self.days.last().is_some_and(|day| day.date == last.date);
        let at = if today { "now".to_owned() } else { format!("on {}", last.name()) };
        let counts = || counted.iter().map(|(_, count)| *count);
        let (least, most) = (counts().min().unwrap_or(*from), counts().max().unwrap_or(*to));
        let mut words =
            format!("{} on {}, {} {at}", thousands(*from), first.name(), thousands(*to));
        if counted.len() > 2 {
            words += &format!("; least {}, most {}", thousands(least), thousands(most));
        }
        match self.days.len() - counted.len() {
            0 => {}
            1 => words += "; 1 day was not counted",
            n => words += &format!("; {n} days were not counted"),
        }
        words
    }

    /// Each day with its number, for those who hear the page.
    pub fn spoken(&self) -> String {
        let days = self.days.iter().map(|day| match day.count {
            Some(count) => format!("{} {}", day.name(), thousands(count)),
            None => format!("{} not counted", day.name()),
        });
        format!("Not closed at the end of each day: {}", days.collect::<Vec<_>>().join(", "))
    }
}

impl Day {
    /// "Mon 9 Nov"
    pub fn name(&self) -> String {
        self.date.format("%a %-d %b").to_string()
    }
}

const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const GAP: char = '·';

#[cfg(test)]
mod tests {
    use super::*;

    fn backlog(counts: &[Option<usize>]) -> Option<Backlog> {
        let first = NaiveDate::from_ymd_opt(2026, 11, 9).unwrap();
        let days: Vec<_> = first.iter_days().zip(counts.iter().copied()).collect();
        Backlog::of(&days)
    }

    #[test]
    fn a_change_says_its_direction() {
        assert_eq!([change(5, 3), change(3, 4), change(7, 7)], ["+2", "−1", "="]);
        assert_eq!(change(0, 12_000), "−12,000");
    }

    #[test]
    fn the_line_begins_at_nothing_and_shows_where_nobody_counted() {
        let backlog = backlog(&[Some(0), Some(1), None, Some(12), Some(24), Some(19)]).unwrap();
        assert_eq!(backlog.line(), "▁▂·▅█▇");
        assert_eq!(
            backlog.words(),
            "0 on Mon 9 Nov, 19 now; least 0, most 24; 1 day was not counted"
        );
        assert!(backlog.spoken().contains("Tue 10 Nov 1, Wed 11 Nov not counted, Thu 12 Nov 12"));
    }

    #[test]
    fn what_was_not_counted_today_is_not_now() {
        let backlog = backlog(&[None, Some(3), Some(1_500), None]).unwrap();
        assert_eq!(backlog.line(), "▂█·");
        assert_eq!(backlog.words(), "3 on Tue 10 Nov, 1,500 on Wed 11 Nov; 1 day was not counted");
    }

    #[test]
    fn without_two_days_there_is_no_line() {
        assert_eq!(backlog(&[]), None);
        assert_eq!(backlog(&[None, None, Some(4)]), None);
        assert_eq!(backlog(&[Some(0), Some(0)]).unwrap().line(), "▁▁");
    }
}
