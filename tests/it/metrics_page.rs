//! The page of metrics as people read it: in a real browser, on a phone and on a desk, by day, by night and on paper,
//! with the mouse put away and by ear.

use std::fs;

use baton::domain::calendar::Calendar;
use baton::domain::metrics::{self, By, Metric};
use baton::render::page::{
    Bars, Card, Column, Counted, Drawing, Figure, Form, Heat, Page, Period, Series, Time, Unit,
    View, Worth,
};
use chrono::NaiveDate;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::browser::{Scheme, look};
use crate::devtools;
use crate::hostile_review::{MARKUP, parsed, same};
use crate::hostile_text::{HOSTILE, harmless};
use crate::session::answer;
use crate::world::{Mail, Ran, World, time};

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

const NOW: &str = "2026-03-02T09:00Z";

/// Four weeks by day, of which two days were not read, and a year by week.
fn periods(noted: &str, calendar: &Calendar) -> Vec<Period> {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let noted =
        [(day("2026-02-09"), noted.to_owned()), (day("2026-03-01"), "spring sale".to_owned())];
    let period = |name, from, by| {
        let whole = metrics::Period { from: time(from), to: time("2026-03-02T00:00Z") };
        Period::new(name, whole, by, calendar, time(NOW), &noted)
    };
    vec![
        period("4 weeks by day", "2026-02-02T00:00Z", By::Day),
        period("52 weeks by week", "2025-03-03T00:00Z", By::Week),
    ]
}

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
    Card {
        id,
        title,
        subtitle: "",
        meanings: vec![Metric::FirstResponse.definition()],
        views,
        is_key: true,
    }
}

struct Shop {
    periods: Vec<Period>,
    calendar: Calendar,
}

impl Shop {
    fn new(names: &Names) -> Shop {
        let calendar = Calendar::default_in(chrono_tz::UTC);
        Shop { periods: periods(names.noted, &calendar), calendar }
    }

    /// A view for each inbox and period.
    fn views<'a, V>(&'a self, names: &Names, view: impl Fn(usize, &'a Period) -> V) -> Vec<V> {
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
        let (unread, read) = (time("2026-02-11T08:00Z"), time("2026-02-12T17:00Z"));
        let gaps = period.parts_where(|part| part.from < read && unread < part.to);
        View {
            figures: Vec::new(),
            drawing: Drawing::Time(Time {
                unit,
                form,
                buckets: &period.buckets,
                gaps: gaps.clone(),
                series,
                marks: &period.marks,
            }),
            counted: vec![Counted {
                what: None,
                n: 1234,
                excluded: vec![("automated", 31), ("historic", 4)],
            }],
            has_gap: gaps.contains(&true),
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
            has_gap: false,
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
            has_gap: false,
        });
        Page {
            title: "Numbers".to_owned(),
            facts: vec![format!(
                "Made on Mon 2 Mar 2026, 09:00 (UTC) of {}.",
                names.inboxes.join(", ")
            )],
            quality: self.views(names, |_, _| Worth {
                is_complete: false,
                headline: "not complete; last read today 08:58".to_owned(),
                remarks: vec![
                    format!("gap: {} was not read from 2026-02-11 08:00", names.inboxes[1]),
                    "3 of 412 replies are by nobody known".to_owned(),
                ],
            }),
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
        assert!(found["labels"].as_u64().unwrap() > 30, "{at}");
        assert!(
            found["texts"].as_u64().unwrap() > 300 && found["lines"].as_u64().unwrap() > 15,
            "{at}"
        );
        assert_eq!(found["background"] == "rgb(255, 255, 255)", scheme == Scheme::Light, "{at}");
        assert_eq!(page.trouble(), [""; 0], "{at}");
    }
}

#[test]
fn on_paper_the_choice_is_black_on_white_without_controls_and_no_chart_is_split() {
    let mut page = open(&html(&plain()), 1280, Scheme::Dark);
    page.media("print", Scheme::Dark);
    let found = looked_at(&mut page);
    assert_eq!(found["background"], "rgb(255, 255, 255)", "{found:#}");
    assert!(found["worst"]["contrast"].as_f64().unwrap() >= 4.5, "{found:#}");
    assert!(found["faintest"]["contrast"].as_f64().unwrap() >= 3.0, "{found:#}");
    let styles = page.run(
        "[...document.querySelectorAll('.filter, summary, .card')].map(e => {
           const style = getComputedStyle(e)
           return e.className === 'card' ? style.breakInside : style.display
         })",
    );
    let styles = styles.as_array().unwrap();
    assert!(styles.iter().all(|style| style == "none" || style == "avoid"), "{styles:?}");
    assert_eq!(page.run("getComputedStyle(document.body).color"), "rgb(0, 0, 0)");
    // What the numbers mean is printed, though it is closed.
    page.run("document.querySelectorAll('details').forEach(one => one.open = false)");
    let meaning =
        "document.querySelector('.meaning dd').checkVisibility({ contentVisibilityAuto: true })";
    assert_eq!(page.run(meaning), true);
}

/// Which views are shown, and what is said of it.
fn shown(page: &mut devtools::Page) -> (Vec<String>, String) {
    let views = page.run(
        "[...new Set([...document.querySelectorAll('[data-view]')]
           .filter(view => view.checkVisibility()).map(view => view.dataset.view))]",
    );
    let said = page.run("document.getElementById('shown').textContent");
    (serde_json::from_value(views).unwrap(), said.as_str().unwrap().to_owned())
}

#[test]
fn inbox_and_period_are_chosen_by_keyboard_and_it_is_said_what_is_shown() {
    let mut page = open(&html(&plain()), 360, Scheme::Light);
    let month = "4 weeks by day: Mon 2 Feb 2026 to Sun 1 Mar 2026";
    assert_eq!(shown(&mut page), (vec!["0-0".to_owned()], format!("all inboxes, {month}")));
    page.press(TAB);
    assert_eq!(page.run("document.activeElement.id"), "inbox");
    page.press(DOWN);
    assert_eq!(shown(&mut page), (vec!["1-0".to_owned()], format!("support, {month}")));
    page.press(TAB);
    page.press(DOWN);
    let year = "52 weeks by week: Mon 3 Mar 2025 to Sun 1 Mar 2026";
    assert_eq!(shown(&mut page), (vec!["1-1".to_owned()], format!("support, {year}")));
    // Everywhere there is one view, and it is whole: the first figure of support's year.
    let total: f64 = wave(52, 60.0, 1, false).into_iter().flatten().sum();
    let figure = page.run(
        "[...document.querySelectorAll('#volume .figures b')].find(b => b.checkVisibility()).textContent",
    );
    assert_eq!(figure.as_str().unwrap().replace(',', ""), total.to_string());
    // From there the first number above all charts, which leads to its chart.
    page.press(TAB);
    assert_eq!(page.run("document.activeElement.hash"), "#volume");
    assert!(page.spoken().iter().any(|(role, _, _)| role == "status"));
    assert_eq!(page.run("document.getElementById('shown').ariaLive"), "polite");
    assert_eq!(page.trouble(), [""; 0]);
}

#[test]
fn without_scripts_the_page_is_whole_for_the_choice_it_opens_with() {
    // The frame in which it is looked at lets nothing run.
    let found = look(&html(&plain()), 360, Scheme::Light);
    assert!(found["texts"].as_u64().unwrap() > 200, "{found:#}");
    assert!(found["scrollWidth"].as_u64().unwrap() <= 360, "{found:#}");
    assert_eq!(found["fetched"], json!([]), "{found:#}");
}

/// What stands in the table of a chart, row by row, as it is shown.
fn table(page: &mut devtools::Page, card: &str) -> Vec<Vec<String>> {
    let rows = page.run(&format!(
        "[...document.querySelectorAll('#{card} table')].filter(table => table.checkVisibility())
           .flatMap(table => [...table.rows].map(row => [...row.cells].map(cell => cell.textContent)))"
    ));
    serde_json::from_value(rows).unwrap()
}

#[test]
fn each_chart_has_a_name_a_description_and_a_table_of_the_same_numbers() {
    let mut page = open(&html(&plain()), 1280, Scheme::Light);
    page.run("document.querySelectorAll('details').forEach(one => one.open = true)");
    let heard = page.spoken();
    let said = |role: &str, name: &str| {
        let found = heard.iter().find(|(a, b, _)| a == role && b == name);
        found.unwrap_or_else(|| panic!("{role} {name}: {heard:#?}")).2.clone()
    };
    let pictures: Vec<_> = heard.iter().filter(|(role, _, _)| role == "image").collect();
    assert_eq!(pictures.len(), 5, "{pictures:#?}");
    assert!(pictures.iter().all(|(_, name, described)| !name.is_empty() && !described.is_empty()));
    let described = said("image", "Mail in and out, all inboxes, 4 weeks by day");
    let begin = "in: lowest 7 (Sun 8 Feb 2026), highest 103 (Tue 10 Feb 2026), last 11 (";
    assert!(described.starts_with(begin), "{described}");
    said("combobox", "Inbox");
    said("combobox", "Period");
    said("table", "When mail comes in");
    let load = said("image", "Load of each member, all inboxes, 4 weeks by day");
    assert!(load.starts_with("maya: 31, jordan: 12"), "{load}");

    let rows = table(&mut page, "volume");
    assert_eq!(rows[0], ["day", "in", "out", "n"]);
    let (into, out) = (wave(28, 60.0, 0, false), wave(28, 44.0, 0, false));
    let told: Vec<[String; 2]> =
        rows[1..].iter().map(|row| [row[1].clone(), row[2].clone()]).collect();
    let given = into.iter().zip(&out).map(|(a, b)| [a, b].map(|value| value.unwrap().to_string()));
    assert_eq!(told, given.collect::<Vec<_>>());
    let gaps: Vec<&str> =
        rows.iter().map(|row| &*row[0]).filter(|name| name.contains("gap")).collect();
    assert_eq!(gaps, ["Wed 11 Feb 2026 (gap)", "Thu 12 Feb 2026 (gap)"]);

    // What is drawn stands as high as the table says.
    let drawn = page.run(
        "(() => {
           const svg = document.querySelector('#volume svg')
           const heights = line => line.getAttribute('points').trim().split(' ').map(point => Number(point.split(',')[1]))
           const grid = [...svg.querySelectorAll('[stroke=\"#DDE3E9\"]')].map(line => Number(line.getAttribute('y1')))
           const [top, floor] = [Math.min(...grid), Math.max(...grid)]
           const labels = [...svg.querySelectorAll('text')].map(text => Number(text.textContent)).filter(Number.isFinite)
           const line = svg.querySelector('polyline[stroke=\"#1F5FA8\"]')
           return heights(line).map(y => (floor - y) / (floor - top) * Math.max(...labels))
         })()",
    );
    let drawn: Vec<f64> = serde_json::from_value(drawn).unwrap();
    assert_eq!(drawn.len(), 28);
    for (drawn, given) in drawn.iter().zip(&into) {
        assert!((drawn - given.unwrap()).abs() < 1.0, "{drawn} is drawn of {given:?}");
    }
    // A day of which nothing is known breaks the line and is a dash in the table.
    let rows = table(&mut page, "first_response");
    assert_eq!((&*rows[6][1], &*rows[7][1]), ("–", "–"));
    let runs = page.run(
        "document.querySelectorAll('#first_response [data-view=\"0-0\"] svg :is(polyline[stroke=\"#1F5FA8\"], circle)').length",
    );
    assert!(runs == 4, "{runs}");
}

#[test]
fn inboxes_members_and_notes_that_are_called_like_markup_stay_text() {
    let tags = |page: &str| {
        let mail = format!("MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n{page}");
        parsed(&mail)["parts"][0]["tags"].as_array().unwrap().clone()
    };
    let named = |name| {
        html(&Names { inboxes: vec!["all inboxes", name], members: vec![name], noted: name })
    };
    let twin = tags(&named("plain words"));
    assert!(twin.len() > 1000);
    for name in HOSTILE.into_iter().chain(MARKUP) {
        let page = named(name);
        same(&tags(&page), &twin);
        harmless(&Ran { words: name.into(), stdout: page, stderr: String::new(), status: None });
    }
}

/// Ana and Ben asked on Monday, Ana was answered; it is Wednesday.
fn asked_and_answered() -> World {
    let world = World::at("2026-03-02T09:00Z");
    world.mail(Mail::from("Ana <ana@example.com>").subject("Price").id("a1@example.com"));
    world.now("2026-03-02T09:30Z").maya("claim 1").ok();
    world.now("2026-03-02T10:00Z").mail(answer("maya"));
    world.mail(Mail::from("Ben <ben@example.net>").subject("Colour").id("b1@example.net"));
    world.now("2026-03-04T11:00Z").maya("annotate 2026-03-02 'new prices'").ok();
    world
}

#[test]
fn the_page_of_a_ledger_has_the_numbers_that_the_table_has() {
    let world = asked_and_answered();
    let file = world.path().join("numbers.html");
    let written = world.maya(&format!("metrics --html {}", file.display())).ok();
    assert_eq!(written.stdout, "the page is [world]/numbers.html\n");
    assert_eq!(written.stderr, "");
    let mut page = devtools::Page::open(&file, 360, Scheme::Light);
    page.run("document.querySelectorAll('details').forEach(one => one.open = true)");
    let figures = |page: &mut devtools::Page, card: &str| {
        let figures = page.run(&format!(
            "[...document.querySelectorAll('#{card} .figures li')].filter(one => one.checkVisibility())
               .map(one => one.textContent)"
        ));
        serde_json::from_value::<Vec<String>>(figures).unwrap()
    };
    assert_eq!(figures(&mut page, "volume"), ["2in", "1out"]);
    assert_eq!(figures(&mut page, "first_response"), ["1hp50", "1hp90"]);
    let backlog =
        ["1at the end", "0under 1 day", "11 to 3 days", "03 to 7 days", "0a week and more"];
    assert_eq!(figures(&mut page, "backlog"), backlog);
    assert_eq!(figures(&mut page, "ownership_lag")[0], "30mperson p50");
    let noted = page.run("document.querySelector('#sla .marks, #volume .marks').textContent");
    assert_eq!(noted, "2 Mar 2026 new prices");
    let days = table(&mut page, "volume");
    assert_eq!(days.len(), 1 + 28);
    assert_eq!(days[25], ["Sun 1 Mar 2026", "0", "0"]);
    // Nothing was read since Monday.
    assert_eq!(days[26], ["Mon 2 Mar 2026 (gap)", "2", "1"]);
    assert_eq!(days[28], ["Wed 4 Mar 2026, so far (gap)", "0", "0"]);
    let quality = page.run("document.querySelector('.quality').textContent");
    let quality = quality.as_str().unwrap();
    assert!(quality.starts_with("not complete; last read"), "{quality}");
    assert!(quality.contains("gap: support is not read since"), "{quality}");
    assert_eq!(table(&mut page, "workload"), [["member", "threads"], ["maya", "1"]]);
    assert_eq!(table(&mut page, "replies"), [["member", "messages"], ["maya", "1"]]);
    // Monday, at 10 and 11 in Berlin.
    let hours = table(&mut page, "inbound_by_hour");
    assert_eq!((&*hours[11][1], &*hours[12][1], &*hours[13][1]), ("1", "1", "·"));
    let text = page.run(
        "[...document.querySelectorAll('#first_response .quiet')].map(p => p.textContent).find(text => text.startsWith('n '))",
    );
    assert_eq!(text, "n 1; left out: 1 unanswered");
    let defined = world.maya("metrics --json --define first_response").ok().json();
    let defined = defined["definitions"][0]["text"].as_str().unwrap().to_owned();
    let told = page.run("document.querySelector('#first_response dd').textContent");
    assert!(told.as_str().unwrap().starts_with(&defined), "{told}");
    assert_eq!(page.trouble(), [""; 0]);
}

#[test]
fn a_page_is_written_whole_and_as_readable_as_other_files_or_not_at_all() {
    use std::os::unix::fs::PermissionsExt;
    let world = asked_and_answered();
    let folder = world.path().join("pages");
    fs::create_dir(&folder).unwrap();
    let file = folder.join("numbers.html");
    fs::write(&file, "an older page").unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    world.maya(&format!("metrics --html {}", file.display())).ok();
    assert!(fs::read_to_string(&file).unwrap().ends_with("</html>"));
    let other = folder.join("other");
    fs::write(&other, "").unwrap();
    let mode = |path| fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode(&file), mode(&other));
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 2, "nothing else is left there");

    let printed = world.maya("metrics --html -").ok().stdout;
    assert_eq!(printed, fs::read_to_string(&file).unwrap());
    let missing = folder.join("none/numbers.html");
    let failed = world.maya(&format!("metrics --html {}", missing.display())).fails(2);
    assert!(failed.stderr.contains("cannot be written: entity not found"), "{}", failed.stderr);
    for other in ["--json", "--csv", "--plain", "--by week", "--examples 3", "--define"] {
        let failed = world.maya(&format!("metrics --html - {other}")).fails(2);
        assert_eq!(failed.stdout, "", "{other}");
    }
}

#[test]
fn the_page_opens_with_the_period_that_is_asked_for() {
    let world = asked_and_answered();
    let page = world.maya("metrics --html - --from 2026-03-02 --to 2026-03-04").ok().stdout;
    let shown = page.split_once("id=\"shown\"").unwrap().1.split_once("</p>").unwrap().0;
    let asked = "2 Mar 2026 to 3 Mar 2026 by day: Mon 2 Mar 2026 to Tue 3 Mar 2026";
    assert!(shown.ends_with(asked), "{shown}");
    let years = world.maya("metrics --html - --from 2006-03-02 --to 2026-03-04").ok().stdout;
    assert!(years.contains("by month"));
    world.maya("metrics --html - --from 1926-03-02").fails(2);
    world.maya("metrics --html - --from 2026-03-04 --to 2026-03-02").fails(2);
}
