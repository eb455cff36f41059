//! The review as people read it: the page of the mail at two widths, light and dark, in a real browser; the text at 80
//! columns; both as snapshots.

use std::collections::{BTreeMap, HashMap};
use std::process::Command;

use baton::domain::calendar::Calendar;
use baton::domain::member::Team;
use baton::domain::policy::Policy;
use baton::domain::review::{Before, Counts, Review, Section};
use baton::domain::time::Timestamp;
use baton::render::block::Block;
use baton::render::digest::Extras;
use baton::render::review::Links;
use baton::render::{View, html, markdown, review};
use baton::store::{Ledger, Wanted};
use chrono::NaiveDate;
use insta::assert_snapshot;
use tempfile::TempDir;

use crate::browser::{Scheme, look};
use crate::session::{answer, asked, complaint};
use crate::world::{World, time};

const NOW: &str = "2026-03-04T10:00:00Z";

/// The demo's shop on a Wednesday morning, and what its digests are drawn up from.
struct Shop {
    ledger: Ledger,
    team: Team,
    policy: Policy,
    now: Timestamp,
    /// Of mailboxes that were not read since then there are some.
    late: bool,
    _folder: TempDir,
}

impl Shop {
    fn open() -> Shop {
        let folder = TempDir::new().unwrap();
        let kept = folder.path().join("shop");
        let made = Command::new(env!("CARGO_BIN_EXE_baton"))
            .args(["demo", "--keep", kept.to_str().unwrap()])
            .env_clear()
            .env("BATON_NOW", NOW)
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let ledger = Ledger::open(&kept.join("baton.db")).unwrap();
        let team = ledger.team().unwrap();
        let absences = team.absences.clone();
        let calendar = Calendar::default_in(chrono_tz::UTC);
        let policy = Policy { absences, ..Policy::new(calendar) };
        Shop { ledger, team, policy, now: time(NOW), late: false, _folder: folder }
    }

    fn review(&self, reader: Option<&str>) -> Review {
        let (ledger, policy) = (&self.ledger, &self.policy);
        let reader = reader.map(|name| self.team.named(name).unwrap().id);
        let conflicts = ledger.conflicts().unwrap();
        let mut health = ledger.health().unwrap();
        if self.late {
            health[0].name = "support/INBOX".to_owned();
            health[0].failed = Some("the server said \"NO login failed\"".to_owned());
        }
        let review = Review::draw_up(
            &ledger.open_threads().unwrap(),
            |thread| conflicts.get(&thread).cloned().unwrap_or_default(),
            health,
            "0123456789abcdef".repeat(4),
            reader,
            policy,
            self.now,
        );
        let (notes, tasks) =
            (ledger.open_notes().unwrap(), ledger.tasks(Wanted::default()).unwrap());
        let tonight = policy.calendar.last_second(policy.calendar.day(self.now));
        review.with_asides(&notes, &tasks, &policy.absences, tonight)
    }

    /// The same with a past: a review of yesterday, and thirteen days before today that were counted but for two.
    fn with_past(&self, reader: Option<&str>) -> Review {
        let sections = BTreeMap::from([
            (Section::NoOwner, 3),
            (Section::Overdue, 1),
            (Section::NoNextAction, 4),
            (Section::Escalated, 2),
        ]);
        let counts = Counts { open: 22, sections };
        let before = Before { at: time("2026-03-03T07:05Z"), counts };
        let counted = [17, 17, 16, 14, 14, 18, 24, 23, 21, 21, 20, 22, 22, 19];
        let first = NaiveDate::from_ymd_opt(2026, 2, 19).unwrap();
        let backlog = first.iter_days().zip(counted.into_iter().enumerate());
        let backlog = backlog.map(|(day, (n, count))| (day, (n != 3 && n != 4).then_some(count)));
        self.review(reader).with_history(Some(before), backlog.collect())
    }

    fn view(&self) -> View<'_> {
        let (policy, clock) = (&self.policy, &self.policy.calendar);
        View { team: &self.team, inboxes: &[], policy, clock, now: self.now }
    }

    fn links(&self, review: &Review) -> Links {
        let shown = baton::render::digest::shown(review, &self.view()).into_iter();
        let ids =
            shown.filter_map(|thread| Some((thread, self.ledger.newest_id(thread).unwrap()?)));
        Links { message_ids: ids.collect::<HashMap<_, _>>(), web: None }
    }

    fn page(&self, review: &Review, extras: &Extras) -> String {
        html::page(review, &self.view(), &self.links(review), extras)
    }

    fn text(&self, review: &Review, extras: &Extras) -> String {
        review::text(review, &self.view(), &self.links(review), extras)
    }

    fn markdown(&self, review: &Review, extras: &Extras) -> String {
        markdown::page(review, &self.view(), &self.links(review), extras)
    }
}

/// A table as the leads' digest has, and a sentence about promises.
fn extras() -> (Vec<Block>, Vec<String>) {
    let words = |text: &str| text.split(" / ").map(str::to_owned).collect::<Vec<_>>();
    let load = Block {
        heading: "By owner".to_owned(),
        lines: words("Who holds how much, and what of it is late."),
        header: words("owner / open / overdue / oldest / next to answer"),
        rows: vec![
            words("maya / 9 / 1 / 6bd / Гарантия на раму (frame warranty, order 4390, second try)"),
            words("jordan / 1,204 / 12 / 41bd / Quote for 12 cargo bikes with child rails"),
            words("- / 5 / 0 / 4bd / Casque taille M : délai d'échange ?"),
        ],
    };
    let risk =
        Block { heading: "Access".to_owned(), lines: words("None ends soon."), ..Block::default() };
    (
        vec![load, risk],
        words(
            "First reply within 4h of working time, Mon to Fri 09:00 to 17:00. / urgent: first reply within 1h",
        ),
    )
}

/// Nothing of the page lies outside of the screen, everything can be read, and nothing is fetched or complained about.
#[track_caller]
fn is_readable(page: &str, what: &str) {
    for (width, scheme) in
        [(360, Scheme::Light), (360, Scheme::Dark), (1200, Scheme::Light), (1200, Scheme::Dark)]
    {
        let found = look(page, width, scheme);
        let at = format!("{what} at {width} px, {scheme:?}: {found:#}");
        assert_eq!(found["width"], width, "{at}");
        assert!(found["scrollWidth"].as_u64().unwrap() <= u64::from(width), "{at}");
        assert_eq!(found["outside"], serde_json::json!([]), "{at}");
        assert_eq!(found["fetched"], serde_json::json!([]), "{at}");
        assert_eq!(found["console"], serde_json::json!([]), "{at}");
        assert!(found["worst"]["contrast"].as_f64().unwrap() >= 4.5, "{at}");
        assert_eq!(found["dark"], scheme == Scheme::Dark, "{at}");
        let black = found["background"] != "rgb(255, 255, 255)";
        assert_eq!(black, scheme == Scheme::Dark, "{at}");
        assert!(found["texts"].as_u64().unwrap() > 20, "{at}");
    }
}

#[test]
fn the_page_is_readable_on_a_phone_and_on_a_desk_by_day_and_by_night() {
    let shop = Shop::open();
    let (blocks, legend) = extras();
    let review = shop.with_past(None);
    is_readable(&shop.page(&review, &Extras { blocks: &blocks, legend: &legend }), "the team's");
}

#[test]
fn the_banner_of_mail_that_was_not_read_is_the_first_thing_and_readable() {
    let shop = Shop { late: true, ..Shop::open() };
    let page = shop.page(&shop.with_past(Some("maya")), &Extras::default());
    let body = page.split_once("<body").unwrap().1;
    let first = body.find("MAIL NOT COMPLETE: support/INBOX was last read").unwrap();
    assert!(first < body.find("<h1").unwrap(), "{body}");
    is_readable(&page, "maya's");
}

/// A client that knows the scheme and drops the sheet, and one that keeps the sheet and drops what stands on elements.
#[test]
fn a_page_of_which_a_client_honours_half_can_be_read() {
    let shop = Shop { late: true, ..Shop::open() };
    let page = shop.page(&shop.with_past(None), &Extras::default());
    let (head, rest) = page.split_once("<style>").unwrap();
    let without_sheet = format!("{head}{}", rest.split_once("</style>").unwrap().1);
    let without_styles = page.replace(" style=\"", " data-style=\"");
    for (page, what) in [(without_sheet, "no sheet"), (without_styles, "no styles")] {
        for scheme in [Scheme::Light, Scheme::Dark] {
            let found = look(&page, 360, scheme);
            assert!(found["worst"]["contrast"].as_f64().unwrap() >= 4.5, "{what}: {found:#}");
            assert!(found["scrollWidth"].as_u64().unwrap() <= 360, "{what}: {found:#}");
        }
    }
}

#[test]
fn the_text_fits_eighty_columns_and_says_what_the_page_says() {
    let shop = Shop { late: true, ..Shop::open() };
    let (blocks, legend) = extras();
    let extras = Extras { blocks: &blocks, legend: &legend };
    for reader in [None, Some("maya"), Some("jordan")] {
        let review = shop.with_past(reader);
        let text = shop.text(&review, &extras);
        let wide = text.lines().filter(|line| {
            unicode_width::UnicodeWidthStr::width(*line) > 78 && !line.trim().starts_with("mid:")
        });
        assert_eq!(wide.collect::<Vec<_>>(), [""; 0]);
        let page = shop.page(&review, &extras);
        // The headings are the same, in the same order.
        let of_page: Vec<String> = page
            .split("<h2")
            .skip(1)
            .map(|rest| rest.split_once('>').unwrap().1.split_once("</h2>").unwrap().0)
            .map(|heading| heading.replace("&amp;", "&").to_uppercase())
            .collect();
        let of_text: Vec<&str> =
            text.lines().filter(|line| of_page.iter().any(|heading| heading == line)).collect();
        assert_eq!(of_text, of_page);
    }
}

#[test]
fn the_review_of_the_team() {
    let shop = Shop::open();
    let (blocks, legend) = extras();
    let extras = Extras { blocks: &blocks, legend: &legend };
    let review = shop.with_past(None);
    assert_snapshot!("team_text", shop.text(&review, &extras));
    assert_snapshot!("team_html", by_line(&shop.page(&review, &extras)));
    assert_snapshot!("team_markdown", shop.markdown(&review, &extras));
}

#[test]
fn the_review_of_one_member() {
    let shop = Shop { late: true, ..Shop::open() };
    let review = shop.with_past(Some("maya"));
    assert_snapshot!("personal_text", shop.text(&review, &Extras::default()));
    assert_snapshot!("personal_html", by_line(&shop.page(&review, &Extras::default())));
}

/// A snapshot of one line tells nobody what changed.
fn by_line(page: &str) -> String {
    page.replace('>', ">\n").replace("\n</", "</")
}

#[test]
fn each_format_is_what_the_flag_of_all_commands_prints_or_a_page() {
    let world = asked();
    for (format, flag) in [("json", "--json"), ("csv", "--csv"), ("text", "")] {
        let by_flag = world.maya(&format!("review {flag}")).ok().stdout;
        assert_eq!(world.maya(&format!("review --format {format}")).ok().stdout, by_flag);
    }
    let page = world.maya("review --format html").ok().stdout;
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("href=\"mid:a1@example.com\""));
    let markdown = world.maya("review --format markdown --personal").ok().stdout;
    assert!(markdown.starts_with("# Review for maya of "), "{markdown}");
    // Whether there is anything to do is said by the exit status in any format.
    let checked = world.maya("review --format markdown --check").fails(1).stdout;
    assert!(checked.contains("Ana Lopez: [Pricing question](<mid:a1@example.com>)"), "{checked}");
    assert_snapshot!(world.maya("review --format html --json"), @"
    $ baton review --format html --json
    [stderr] baton: two formats are asked for, and the answer has only one
    [stderr] hint: give --format alone
    [exit 2]
    ");
    for both in ["--format json --csv", "--format text --plain", "--format html --email"] {
        world.maya(&format!("review {both}")).fails(2);
    }
    world.maya("review --format pdf").fails(2);
}

/// A world whose review goes out every day, to a program that takes every mail.
fn mailed() -> World {
    let world = asked();
    let config = std::fs::read_to_string(world.config()).unwrap();
    let kept = config.split("# who gets it").next().unwrap();
    world.set_config(&format!(
        "{kept}# who gets it\nto = [\"lead@example.org\"]\n[mail-out]\n\
         from = \"baton@example.org\"\n[mail-out.sendmail]\ncommand = [\"true\"]\n"
    ));
    world
}

#[test]
fn the_next_review_says_what_has_changed_since_the_last_one_that_was_mailed() {
    let world = mailed();
    world.mail(complaint());
    let text = |world: &World| world.maya("review").ok().stdout;
    assert!(!text(&world).contains("changes since"));
    world.admin("review --email").ok();
    // What was mailed today is no measure for today.
    world.maya("claim 1").ok();
    assert!(!text(&world).contains("changes since"));

    world.now("2026-03-03T09:00Z").sync();
    world.maya("close 2").ok();
    assert_snapshot!(world.maya("review").ok().stdout.split("\n\n").next().unwrap(), @"
    Review of Tue 3 Mar 2026, 10:00: complete to 10:00 (2 mailboxes, 2 messages)
    0 no owner (−2), 1 no next action (+1); 1 not closed (−1); changes since
      yesterday 10:00
    not closed, 2 days: █▅  2 on Mon 2 Mar, 1 now
    ");
    let page = world.maya("review --format html").ok().stdout;
    assert!(page.contains("since yesterday 10:00"), "{page}");
    let markdown = world.maya("review --format markdown").ok().stdout;
    assert!(markdown.contains("\n| No owner | 0 | −2 |\n"), "{markdown}");
    world.admin("review --email").ok();
    world.now("2026-03-04T09:00Z").sync();
    assert!(text(&world).contains("changes since yesterday 10:00"));
}

#[test]
fn a_mail_that_two_answered_says_who_and_how_far_apart() {
    let world = asked();
    world.maya("claim 1").ok();
    world.maya("next 1 'send quote' --due fri").ok();
    world.deliver(answer("maya"));
    world.later("14m").deliver(answer("jordan").id("j1@example.org"));
    world.later("1m").sync();
    let text = world.maya("review").ok().stdout;
    assert_snapshot!(text.split("\n\n").nth(1).unwrap(), @"
    ANSWERED TWICE (1)
         1  Ana Lopez: Pricing question · maya · 1m
            maya and jordan both answered the mail of today 09:59, 14m apart
            baton note 1 TEXT  # who of you goes on with it
    ");
    let markdown = world.maya("review --format markdown").ok().stdout;
    assert!(markdown.contains("## Answered twice (1)"), "{markdown}");
    world.maya("note 1 'jordan goes on with it'").ok();
    assert!(!world.maya("review").ok().stdout.contains("ANSWERED TWICE"));
}
