//! The page of metrics as people read it: in a real browser, on a phone and on a desk, by day, by night and on paper,
//! with the mouse put away and by ear.

use std::fs;

use baton::domain::calendar::Calendar;
use baton::render::page::{
    Bars, Bucket, Card, Column, Counted, Drawing, Figure, Form, Heat, Mark, Meaning, Page, Period,
    Quality, Series, Time, Unit, View,
};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::browser::Scheme;
use crate::devtools;
use crate::hostile_review::MARKUP;
use crate::hostile_text::{HOSTILE, harmless};
use crate::world::Ran;

const TAB: (&str, u32) = ("Tab", 9);
const DOWN: (&str, u32) = ("ArrowDown", 40);

/// What the numbers of a made-up shop are called.
struct Names<'a> {
    inboxes: Vec<&'a str>,
    members: Vec<&'a str>,
    noted: &'a str,
}

fn plain() -> Names<'static> {
    Names {
        inboxes: vec!["all inboxes", "support", "sales"],
        members: vec!["maya", "jordan", "li", "Konstantin Pappenheimer-Wölfflin"],
        noted: "new rota: Jordan on duty Mondays, Maya the rest of the week",
    }
}

fn periods(noted: &str) -> Vec<Period> {
    let days = (0..28).map(|n| {
        let (day, month) = if n < 27 { (2 + n, "Feb") } else { (1, "Mar") };
        let short = format!("{day} {month}");
        Bucket { name: format!("day {short}"), short, has_gap: (9..11).contains(&n) }
    });
    let weeks = (0..52).map(|n| {
        let short = format!("{} {}", 1 + n * 7 % 28, ["Mar", "Jun", "Sep", "Dec"][n / 13]);
        Bucket { name: format!("week of {short}"), short, has_gap: false }
    });
    let mark =
        |at: f64, day: &str, text: &str| Mark { at, day: day.to_owned(), text: text.to_owned() };
    vec![
        Period {
            name: "4 weeks by day".to_owned(),
            span: "Mon 2 Feb to Sun 1 Mar 2026".to_owned(),
            step: "day",
            buckets: days.collect(),
            marks: vec![mark(7.5, "9 Feb", noted), mark(27.9, "1 Mar", "spring sale")],
        },
        Period {
            name: "52 weeks by week".to_owned(),
            span: "Mon 3 Mar 2025 to Sun 1 Mar 2026".to_owned(),
            step: "week",
            buckets: weeks.collect(),
            marks: vec![mark(50.0, "9 Feb", noted)],
        },
    ]
}

const MEANING: Meaning = Meaning {
    title: "First response",
    text: "From the first message of a customer to our first reply after it, once for each segment: a thread is one, and \
           another begins with the first message after each close. Filed under the arrival of that message.",
    excludes: &[
        ("unanswered", "it still waits for a reply"),
        ("historic", "older than what is covered"),
    ],
};

/// Numbers that look like those of a shop: up and down by weekday, nothing on some days.
fn wave(count: usize, factor: f64, inbox: usize, gaps: bool) -> Vec<Option<f64>> {
    let share = [1.0, 0.7, 0.3][inbox % 3];
    let value = |n: usize| {
        let day = [1.0, 0.9, 0.8, 0.85, 0.7, 0.2, 0.1][n % 7];
        (factor * share * day * (1.0 + (n * 37 % 11) as f64 / 11.0)).round()
    };
    (0..count).map(|n| (!gaps || n % 7 < 5 || n == 20).then(|| value(n))).collect()
}

fn series(label: &str, points: Vec<Option<f64>>, total: Option<f64>) -> Series {
    Series { label: label.to_owned(), total, points }
}

fn card<'a>(id: &'static str, title: &'static str, views: Vec<View<'a>>) -> Card<'a> {
    Card { id, title, subtitle: "", meanings: vec![MEANING], views, is_key: true }
}

struct Shop {
    periods: Vec<Period>,
    calendar: Calendar,
}

impl Shop {
    fn new(names: &Names) -> Shop {
        let calendar = Calendar::default_in(chrono_tz::UTC);
        Shop { periods: periods(names.noted), calendar }
    }

    /// A view for each inbox and period.
    fn views<'a>(
        &'a self,
        names: &Names,
        view: impl Fn(usize, &'a Period) -> View<'a>,
    ) -> Vec<View<'a>> {
        let each = |inbox| self.periods.iter().map(move |period| (inbox, period));
        (0..names.inboxes.len()).flat_map(each).map(|(inbox, period)| view(inbox, period)).collect()
    }

    fn timed<'a>(
        &'a self,
        period: &'a Period,
        unit: Unit<'a>,
        form: Form,
        series: Vec<Series>,
    ) -> View<'a> {
        View {
            figures: Vec::new(),
            drawing: Drawing::Time(Time {
                unit,
                form,
                buckets: &period.buckets,
                series,
                marks: &period.marks,
            }),
            counted: vec![Counted {
                what: None,
                n: 1234,
                excluded: vec![("automated", 31), ("historic", 4)],
            }],
            columns: vec![Column {
                heading: "n".to_owned(),
                cells: (0..period.buckets.len()).map(|n| n.to_string()).collect(),
            }],
        }
    }

    fn page<'a>(&'a self, names: &'a Names) -> Page<'a> {
        let working = Unit::Working(&self.calendar);
        let volume = self.views(names, |inbox, period| {
            let count = period.buckets.len();
            let points = |factor| wave(count, factor, inbox, false);
            let total = |points: &[Option<f64>]| Some(points.iter().flatten().sum());
            let (into, out) = (points(60.0), points(44.0));
            let (all_in, all_out) = (total(&into), total(&out));
            self.timed(
                period,
                Unit::Count,
                Form::Lines,
                vec![series("in", into, all_in), series("out", out, all_out)],
            )
        });
        let response = self.views(names, |inbox, period| {
            let points = |factor| wave(period.buckets.len(), factor, inbox, true);
            let each = vec![
                series("p50", points(7_000.0), Some(8_100.0)),
                series("p90", points(40_000.0), Some(61_000.0)),
            ];
            self.timed(period, working, Form::Lines, each)
        });
        let backlog = self.views(names, |inbox, period| {
            let points = |factor| wave(period.buckets.len(), factor, inbox, false);
            let ages = [("under 1d", 20.0), ("1d to 3d", 9.0), ("3d to 7d", 6.0), ("over 7d", 3.0)];
            let each = ages.map(|(label, factor)| series(label, points(factor), Some(factor)));
            let figure = Figure { value: "38".to_owned(), label: "threads at the end".to_owned() };
            View {
                figures: vec![figure],
                ..self.timed(period, Unit::Count, Form::Areas, each.into())
            }
        });
        let sla = self.views(names, |inbox, period| {
            let count = period.buckets.len();
            let points = |by: f64| {
                wave(count, 10.0, inbox, true)
                    .into_iter()
                    .map(|v| v.map(|v| 100.0 - by * v))
                    .collect()
            };
            let each = ["first response", "next response", "resolution", "updates"]
                .into_iter()
                .zip([0.5, 1.2, 2.0, 3.0]);
            let each = each.map(|(label, by)| series(label, points(by), Some(100.0 - 7.0 * by)));
            self.timed(period, Unit::Share, Form::Lines, each.collect())
        });
        let silent = self.views(names, |_, period| {
            let none = vec![None; period.buckets.len()];
            self.timed(period, Unit::Wall, Form::Lines, vec![series("p50", none, None)])
        });
        let load = self.views(names, |_, _| View {
            figures: Vec::new(),
            drawing: Drawing::Bars(Bars {
                unit: Unit::Count,
                heading: "member".to_owned(),
                label: "threads".to_owned(),
                rows: names
                    .members
                    .iter()
                    .zip([31.0, 12.0, 4.0, 1.0])
                    .map(|(name, n)| ((*name).to_owned(), n))
                    .collect(),
            }),
            counted: Vec::new(),
            columns: Vec::new(),
        });
        let heat = self.views(names, |inbox, _| View {
            figures: Vec::new(),
            drawing: Drawing::Heat(Heat {
                counts: (0..168)
                    .map(|n| if n % 24 > 6 { n * 37 % 19 / (inbox + 1) } else { 0 })
                    .collect(),
            }),
            counted: Vec::new(),
            columns: Vec::new(),
        });
        Page {
            title: "Numbers".to_owned(),
            facts: vec![format!(
                "Made on Mon 2 Mar 2026, 09:00 (UTC) of {}.",
                names.inboxes.join(", ")
            )],
            quality: Quality {
                is_clean: false,
                lines: vec![
                    format!(
                        "{}: mail of 11 Feb 08:00 to 12 Feb 17:00 was not read",
                        names.inboxes[1]
                    ),
                    "3 of 412 replies: nobody knows who wrote them".to_owned(),
                ],
            },
            inboxes: names.inboxes.iter().map(|name| (*name).to_owned()).collect(),
            periods: &self.periods,
            chosen: 0,
            cards: vec![
                Card { subtitle: "messages", ..card("volume", "Mail in and out", volume) },
                Card {
                    subtitle: "working time",
                    ..card("first_response", "First response", response)
                },
                card("backlog", "Backlog", backlog),
                Card { is_key: false, ..card("inbound_by_hour", "When mail comes in", heat) },
                Card { is_key: false, ..card("sla", "SLA met", sla) },
                Card { is_key: false, ..card("load", "Load of each member", load) },
                Card { is_key: false, ..card("handoff", "Handoff: offered to accepted", silent) },
            ],
            notes: "p50 and p90 are percentiles by nearest rank.",
        }
    }
}

fn html(names: &Names) -> String {
    Shop::new(names).page(names).html()
}

/// The page as a file, in a browser.
fn open(html: &str, width: u32, scheme: Scheme) -> devtools::Page {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("numbers.html");
    fs::write(&file, html).unwrap();
    devtools::Page::open(&file, width, scheme)
}

fn looked_at(page: &mut devtools::Page) -> Value {
    page.run(include_str!("metrics_page.js"))
}

#[test]
fn the_page_is_readable_on_a_phone_and_on_a_desk_by_day_and_by_night() {
    let html = html(&plain());
    fs::write("/tmp/page-a.html", &html).unwrap();
    for (width, scheme) in
        [(360, Scheme::Light), (360, Scheme::Dark), (1280, Scheme::Light), (1280, Scheme::Dark)]
    {
        let mut page = open(&html, width, scheme);
        let found = looked_at(&mut page);
        let at = format!("at {width} px, {scheme:?}: {found:#}");
        assert_eq!(found["width"], width, "{at}");
        assert!(found["scrollWidth"].as_u64().unwrap() <= u64::from(width), "{at}");
        assert_eq!((&found["outside"], &found["cut"]), (&json!([]), &json!([])), "{at}");
        assert!(found["worst"]["contrast"].as_f64().unwrap() >= 4.5, "{at}");
        assert!(found["faintest"]["contrast"].as_f64().unwrap() >= 3.0, "{at}");
        assert!(
            found["texts"].as_u64().unwrap() > 300 && found["lines"].as_u64().unwrap() > 15,
            "{at}"
        );
        assert_eq!(found["background"] == "rgb(255, 255, 255)", scheme == Scheme::Light, "{at}");
        assert_eq!(page.trouble(), [""; 0], "{at}");
    }
}
