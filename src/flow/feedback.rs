//! Scores and revenue in a table, as survey tools, shops and invoicing write them, each with the thread that it is of.
//!
//! From bytes to rows, and nothing else: which threads there are, and what becomes of the rows, is decided elsewhere.

use super::table::{Row as Cells, Table, Wrong, folded, in_bytes, shortened};
use crate::domain::calendar::Calendar;
use crate::domain::entry::Event;
use crate::domain::hundredths::Hundredths;
use crate::domain::money::Money;
use crate::domain::time::Timestamp;
use crate::domain::when;
use crate::error::Error;

/// More rows than these are not taken from one file: all of them are held at once.
const MAX_ROWS: usize = 1_000_000;

/// So much is quoted of the names of columns, in characters: the first line of what is no table says nothing.
const MOST_QUOTED: usize = 60;

/// What the rows say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Satisfaction,
    Revenue,
}

impl Kind {
    pub const WORDS: [&str; 2] = ["satisfaction", "revenue"];

    pub fn word(self) -> &'static str {
        match self {
            Kind::Satisfaction => "satisfaction",
            Kind::Revenue => "revenue",
        }
    }
}

impl std::str::FromStr for Kind {
    type Err = String;

    fn from_str(text: &str) -> Result<Kind, String> {
        [Kind::Satisfaction, Kind::Revenue]
            .into_iter()
            .find(|kind| kind.word() == text)
            .ok_or_else(|| format!("\"{text}\" is nothing to import: satisfaction or revenue"))
    }
}

/// What stands in a file.
#[derive(Debug)]
pub struct Said {
    pub kind: Kind,
    pub rows: Vec<Row>,
    /// Rows that cannot be taken.
    pub wrong: Vec<Wrong>,
    pub columns_left_out: Vec<String>,
}

#[derive(Debug, PartialEq, Eq)]
pub struct Row {
    /// The line of the file where it begins, from 1 on.
    pub line: usize,
    /// As the file names it; one of the two at least.
    pub thread: Option<i64>,
    /// Without `<>`.
    pub message_id: Option<String>,
    pub event: Event,
}

/// By what the dates of a file are read.
#[derive(Clone, Copy, Debug)]
pub struct Clock<'a> {
    pub now: Timestamp,
    pub calendar: &'a Calendar,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Thread,
    MessageId,
    Score,
    Amount,
    Currency,
    Date,
}

/// The names, in lower case and of nothing but letters: `Message-ID` is `messageid`.
#[rustfmt::skip]
const NAMES: [(Column, &[&str]); 6] = [
    (Column::Thread, &["thread", "threadnumber"]),
    (Column::MessageId, &["messageid"]),
    (Column::Score, &["score", "rating", "satisfaction"]),
    (Column::Amount, &["amount", "revenue"]),
    (Column::Currency, &["currency"]),
    (Column::Date, &["date"]),
];

/// Everything in a table; `kind` is found out by its columns where none is given.
pub fn read(bytes: &[u8], kind: Option<Kind>, clock: Clock) -> Result<Said, Error> {
    let bytes = in_bytes(bytes);
    let mut table = Table::of(&bytes)?;
    let columns = Columns::of(&table.header, kind)?;
    let columns_left_out = columns.left_out.clone();
    let mut said = Said { kind: columns.kind, rows: vec![], wrong: vec![], columns_left_out };
    while let Some(cells) = table.row()? {
        match cells.and_then(|cells| columns.row(&cells, clock)) {
            Ok(row) => said.rows.push(row),
            Err(wrong) => said.wrong.push(wrong),
        }
        if said.rows.len() + said.wrong.len() > MAX_ROWS {
            return Err(Error::refused(format!("the file holds more than {MAX_ROWS} rows"))
                .hint("import it in parts"));
        }
    }
    // What failed to export looks like this, and should not look like a success.
    if said.rows.is_empty() && said.wrong.is_empty() {
        return Err(Error::refused(
            "the table has no rows: nothing stands below the names of its columns",
        )
        .hint("see whether the program that wrote it failed"));
    }
    Ok(said)
}

/// The first line, understood.
struct Columns {
    kind: Kind,
    of: Vec<Option<Column>>,
    left_out: Vec<String>,
}

impl Columns {
    fn of(names: &[String], kind: Option<Kind>) -> Result<Columns, Error> {
        let mut of: Vec<Option<Column>> = names.iter().map(|name| named(name)).collect();
        let has = |column| of.contains(&Some(column));
        let kind = match (kind, has(Column::Score), has(Column::Amount)) {
            (Some(kind), ..) => kind,
            (None, true, false) => Kind::Satisfaction,
            (None, false, true) => Kind::Revenue,
            (None, true, true) => {
                return Err(Error::usage("the table has scores and amounts").hint(
                    "say which to take: --kind satisfaction, --kind revenue, or the one after the other",
                ));
            }
            (None, false, false) => return Err(lacks("score or amount", names)),
        };
        let (value, others): (_, &[Column]) = match kind {
            Kind::Satisfaction => (Column::Score, &[Column::Amount, Column::Currency]),
            Kind::Revenue => (Column::Amount, &[Column::Score]),
        };
        if !has(value) {
            return Err(lacks(if value == Column::Score { "score" } else { "amount" }, names));
        }
        if !has(Column::Thread) && !has(Column::MessageId) {
            return Err(lacks("thread or message-id", names));
        }
        for column in &mut of {
            *column = column.filter(|column| !others.contains(column));
        }
        let twice =
            |(at, column): (usize, &Option<Column>)| column.is_some() && of[..at].contains(column);
        if let Some(at) = of.iter().enumerate().position(twice) {
            let name = shortened(&names[at]);
            return Err(Error::refused(format!("two columns of the table mean the same: {name}"))
                .hint("leave one of them out of the file"));
        }
        let unknown = names.iter().zip(&of).filter(|(name, of)| of.is_none() && !name.is_empty());
        let left_out = unknown.map(|(name, _)| name.clone()).collect();
        Ok(Columns { kind, of, left_out })
    }

    fn row(&self, cells: &Cells, clock: Clock) -> Result<Row, Wrong> {
        let line = cells.line;
        let wrong = |why: String| Wrong { line, why };
        let texts: Vec<String> = cells.cells().map(|cell| folded(&cell)).collect();
        let text = |column| {
            let at = self.of.iter().position(|of| *of == Some(column));
            at.and_then(|at| texts.get(at)).map(String::as_str).filter(|text| !text.is_empty())
        };
        let thread = text(Column::Thread).map(thread).transpose().map_err(wrong)?;
        let message_id = text(Column::MessageId).map(message_id).transpose().map_err(wrong)?;
        if thread.is_none() && message_id.is_none() {
            return Err(wrong("it names no thread and no message-id".to_owned()));
        }
        let at = text(Column::Date).map(|text| date(text, clock)).transpose().map_err(wrong)?;
        let event = match self.kind {
            Kind::Satisfaction => rated(text(Column::Score), at),
            Kind::Revenue => earned(text(Column::Amount), text(Column::Currency), at),
        };
        Ok(Row { line, thread, message_id, event: event.map_err(wrong)? })
    }
}

fn lacks(what: &str, names: &[String]) -> Error {
    let names = names.join(", ");
    let names = match names.is_empty() {
        true => "it is empty".to_owned(),
        false => match names.char_indices().nth(MOST_QUOTED) {
            Some((end, _)) => format!("they are {}…", &names[..end]),
            None => format!("they are {names}"),
        },
    };
    Error::refused(format!("no column of the table is {what}: {names}")).hint(
        "the first line names the columns: thread or message-id, score or amount and currency, date",
    )
}

/// A column by its name.
fn named(name: &str) -> Option<Column> {
    let letters: String = name.to_lowercase().chars().filter(|c| c.is_alphabetic()).collect();
    let known = NAMES.iter().find(|(_, names)| names.contains(&letters.as_str()));
    known.map(|(column, _)| *column)
}

fn thread(text: &str) -> Result<i64, String> {
    let digits = text.strip_prefix(['t', 'T', '#']).unwrap_or(text);
    let number = digits.parse::<i64>().ok().filter(|number| *number > 0);
    number.ok_or_else(|| format!("thread \"{}\" is no number such as 42", shortened(text)))
}

fn message_id(text: &str) -> Result<String, String> {
    let id = text.trim_start_matches('<').trim_end_matches('>');
    match id.contains('@') && !id.contains(char::is_whitespace) {
        true => Ok(id.to_owned()),
        false => Err(format!("message-id \"{}\" is none", shortened(text))),
    }
}

/// A day is its first moment. Nothing that means another day tomorrow: a file is read more than once.
fn date(text: &str, Clock { now, calendar }: Clock) -> Result<Timestamp, String> {
    let is_absolute = text.as_bytes().get(4) == Some(&b'-')
        && text.bytes().take(4).all(|byte| byte.is_ascii_digit());
    let at = if is_absolute { when::past(text, now, calendar).ok() } else { None };
    let shown = shortened(text);
    match at {
        None => Err(format!(
            "date \"{shown}\" is none: write 2026-12-24, 2026-12-24 16:00 or 2026-12-24T16:00:00Z"
        )),
        Some(at) if at > now => Err(format!("date \"{shown}\" is still to come")),
        Some(at) => Ok(at),
    }
}

fn rated(score: Option<&str>, rated_at: Option<Timestamp>) -> Result<Event, String> {
    let score = score.ok_or_else(|| "it has no score".to_owned())?;
    let Hundredths(hundredths) = shortened(score).parse()?;
    Ok(Event::Rated { hundredths, rated_at })
}

/// The currency may stand beside the number too: "12.50 EUR".
fn earned(
    amount: Option<&str>,
    currency: Option<&str>,
    earned_at: Option<Timestamp>,
) -> Result<Event, String> {
    let amount = amount.ok_or_else(|| "it has no amount".to_owned())?;
    let text = [Some(amount), currency].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let money: Money = shortened(&text).parse()?;
    Ok(Event::Earned { amount: money.minor, currency: money.code().to_owned(), earned_at })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(table: &[u8], kind: Option<Kind>) -> Result<Said, Error> {
        let now: Timestamp = "2026-03-02T09:00:00Z".parse().unwrap();
        let calendar = Calendar::default_in(chrono_tz::Europe::Berlin);
        read(table, kind, Clock { now, calendar: &calendar })
    }

    fn rows(table: &str) -> Vec<Row> {
        let said = said(table.as_bytes(), None).unwrap();
        assert_eq!(said.wrong, []);
        said.rows
    }

    fn why(table: &str) -> String {
        let wrong = said(table.as_bytes(), None).unwrap().wrong.into_iter();
        wrong.map(|wrong| format!("{}: {}\n", wrong.line, wrong.why)).collect()
    }

    fn rated(hundredths: i64, at: Option<&str>) -> Event {
        Event::Rated { hundredths, rated_at: at.map(|at| at.parse().unwrap()) }
    }

    #[test]
    fn a_table_is_read_however_a_program_writes_it() {
        let row = |line, thread, id: Option<&str>, event| Row {
            line,
            thread,
            message_id: id.map(str::to_owned),
            event,
        };
        assert_eq!(
            rows(
                "Thread,Score,Date\r\n42,4.5,2026-02-27\r\n\r\n #7 ,-1,2026-02-27T10:00:00+02:00\r\n"
            ),
            [
                row(2, Some(42), None, rated(450, Some("2026-02-26T23:00:00Z"))),
                row(4, Some(7), None, rated(-100, Some("2026-02-27T08:00:00Z"))),
            ]
        );
        assert_eq!(
            rows("\u{feff}Message-ID;Rating\n\"<a;b@example.com>\";5\n"),
            [row(2, None, Some("a;b@example.com"), rated(500, None))]
        );
        let utf16: Vec<u8> =
            "\u{feff}thread\tscore\n1\t4\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(said(&utf16, None).unwrap().rows, [row(2, Some(1), None, rated(400, None))]);
        let amounts: Vec<Event> =
            rows("amount,currency,thread\n1250.00,EUR,1\n'-20.5,usd,1\n1000 JPY,,1\n")
                .into_iter()
                .map(|row| row.event)
                .collect();
        let earned = |amount, code: &str| Event::Earned {
            amount,
            currency: code.to_owned(),
            earned_at: None,
        };
        assert_eq!(amounts, [earned(125_000, "EUR"), earned(-2050, "USD"), earned(1000, "JPY")]);
    }

    #[test]
    fn what_cannot_be_taken_is_named_with_its_line_and_column() {
        let wrong = why("thread,message-id,score,date\n\
             ,,5,\n\
             x,,5,\n\
             1,nobody,5,\n\
             1,,,\n\
             1,,\"4,5\",\n\
             1,,5,27.02.2026\n\
             1,,5,yesterday\n\
             1,,5,2026-03-03\n\
             1,,5,,6\n");
        insta::assert_snapshot!(wrong, @r#"
        2: it names no thread and no message-id
        3: thread "x" is no number such as 42
        4: message-id "nobody" is none
        5: it has no score
        6: "4,5" is no score: digits with a point before the decimals, such as 4 or 4.5
        7: date "27.02.2026" is none: write 2026-12-24, 2026-12-24 16:00 or 2026-12-24T16:00:00Z
        8: date "yesterday" is none: write 2026-12-24, 2026-12-24 16:00 or 2026-12-24T16:00:00Z
        9: date "2026-03-03" is still to come
        10: it has 5 cells, the first line names 4
        "#);
        insta::assert_snapshot!(why("thread,amount\n1,12.50\n1,\"1,250.00 EUR\"\n1,1.5 JPY\n"), @r#"
        2: "12.50" is no amount: a number and a currency of three letters, such as "1250.00 EUR"
        3: "1,250.00 EUR" is no amount: digits with a point before the decimals, such as "1250.00 EUR"
        4: "1.5 JPY" is no amount: JPY has 0 decimals, such as "1250.00 EUR"
        "#);
    }

    #[test]
    fn a_table_that_can_be_read_in_two_ways_or_in_none_is_refused() {
        for (table, why) in [
            ("thread,score,amount\n1,2,3 EUR\n", "scores and amounts"),
            ("thread,points\n1,2\n", "no column of the table is score or amount"),
            ("customer,score\n1,2\n", "no column of the table is thread or message-id"),
            ("thread,score,rating\n1,2,3\n", "mean the same: rating"),
            ("", "it is empty"),
        ] {
            let error = said(table.as_bytes(), None).unwrap_err();
            assert!(error.message.contains(why), "{table}: {}", error.message);
        }
        let both = b"thread,score,amount,shop\n1,2,3 EUR,x\n";
        let of = |kind| said(both, Some(kind)).unwrap();
        assert_eq!(of(Kind::Satisfaction).rows[0].event, rated(200, None));
        assert_eq!(of(Kind::Satisfaction).columns_left_out, ["amount", "shop"]);
        assert!(matches!(of(Kind::Revenue).rows[0].event, Event::Earned { amount: 300, .. }));
    }
}
