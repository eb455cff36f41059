//! Working time: breaks, holidays from calendar files, the day the clocks change, members' own clocks.

use std::fs;

use insta::assert_snapshot;
use serde_json::Value;

use crate::session::{ana, asked, section, session, set};
use crate::world::World;

const SLA: &str = "[[sla]]\nfirst-response = \"2h\"\n";

/// When the first reply to thread 1 is due.
fn due(world: &World) -> Value {
    world.maya("show 1 --json").ok().json()["sla"]["due"].clone()
}

fn age(world: &World) -> i64 {
    world.maya("show 1 --json").ok().json()["age_working_seconds"].as_i64().unwrap()
}

#[test]
fn a_break_is_no_working_time() {
    let world = World::at("2026-03-02T10:30Z");
    set(&world, "hours", r#"["mon-thu 09:00-12:00 13:00-17:00", "fri 09:00-12:00"]"#);
    world.configure(SLA);
    world.mail(ana());
    // Half an hour before the break, an hour and a half after it: 14:30 in Berlin.
    assert_eq!(due(&world), "2026-03-02T13:30:00Z");
    world.now("2026-03-02T12:00Z");
    assert_eq!(age(&world), 1_800);
}

#[test]
fn days_of_a_calendar_file_are_off() {
    let world = World::at("2026-12-23T15:00Z");
    set(&world, "holidays", r#"["file:holidays.ics", "2026-12-31"]"#);
    let holidays = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n\
        BEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Christmas Eve\r\nDTSTART;VALUE=DATE:20201224\r\n\
        RRULE:FREQ=YEARLY\r\nEND:VEVENT\r\n\
        BEGIN:VEVENT\r\nUID:2\r\nDTSTART;VALUE=DATE:20261225\r\nDTEND;VALUE=DATE:20261230\r\nEND:VEVENT\r\n\
        END:VCALENDAR\r\n";
    fs::write(world.path().join("holidays.ics"), holidays).unwrap();
    world.configure(SLA);
    world.mail(ana());
    // An hour on Wednesday; the next working time is Wednesday, a week later.
    assert_eq!(due(&world), "2026-12-30T09:00:00Z");
    world.now("2027-01-01T09:00Z");
    assert_eq!(age(&world), 10 * 3_600);
    // Without the file the Monday counts.
    set_back(&world);
    assert_eq!(due(&world), "2026-12-24T09:00:00Z");
}

fn set_back(world: &World) {
    let config = fs::read_to_string(world.config()).unwrap();
    world.set_config(&config.replace("file:holidays.ics", "2026-12-26"));
}

#[test]
fn a_calendar_file_that_cannot_be_read_is_an_error_of_the_config_with_its_line() {
    let world = World::at("2026-03-02T09:00Z");
    set(&world, "holidays", r#"["file:holidays.ics"]"#);
    let told = |what: &str| {
        let ran = world.maya("list").fails(2);
        assert!(ran.stdout.is_empty(), "{ran}");
        let begins = ran.stderr.starts_with("baton: [world]/config.toml line ");
        let named = ran.stderr.contains("\"file:holidays.ics\" for holidays in calendar: ");
        assert!(begins && named && ran.stderr.contains(what), "{ran}");
        assert!(ran.stderr.contains("hint: check that file"), "{ran}");
        let doctor = world.maya("doctor").fails(1).stdout;
        assert!(doctor.contains("FAIL  config") && doctor.contains(what), "{doctor}");
    };
    let file = world.path().join("holidays.ics");
    told("No such file");
    fs::write(&file, "").unwrap();
    told("[world]/holidays.ics: there is no event in it");
    fs::write(&file, b"BEGIN:VCALENDAR\xff\n").unwrap();
    told("not UTF-8 text");
    fs::write(&file, "a".repeat(1024 * 1024 + 1)).unwrap();
    told("larger than 1 MiB");
    fs::write(&file, "\u{1b}[31mhello\n").unwrap();
    told("it is no iCalendar file");
    let escape =
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:\u{1b}]0;x\u{7}\nEND:VEVENT\nEND:VCALENDAR\n";
    fs::write(&file, escape).unwrap();
    told("Missing DTSTART");
    assert!(!world.maya("list").fails(2).stderr.contains('\u{1b}'));
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    told("is not a file");
}

#[test]
fn a_night_shift_over_the_change_of_clocks_is_an_hour_shorter() {
    let world = World::at("2026-03-28T22:00Z");
    set(&world, "hours", r#"["sat 22:00-24:00", "sun 00:00-06:00"]"#);
    world.configure("[[sla]]\nfirst-response = \"4h\"\n");
    world.mail(ana());
    // From 23:00 in Berlin; at 2:00 the clocks show 3:00.
    assert_eq!(due(&world), "2026-03-29T02:00:00Z");
    world.now("2026-03-29T12:00Z");
    assert_eq!(age(&world), 6 * 3_600);
}

#[test]
fn a_member_may_have_clocks_of_their_own() {
    let world = asked();
    assert_snapshot!(session(&world, "
        ada: member set maya --time-zone Europe/Lisbn
        ada: member set maya --time-zone Europe/Lisbon
        maya: member show me
        ada: member add kim --time-zone Asia/Tokyo
        ada: member list
        ada: member set kim --time-zone team
    "), @"
    ada$ baton member set maya --time-zone Europe/Lisbn
    [stderr] error: invalid value 'Europe/Lisbn' for '--time-zone <ZONE>': there is no such IANA time zone; did you mean Europe/Lisbon?
    [stderr]
    [stderr] For more information, try '--help'.
    [exit 2]
    ada$ baton member set maya --time-zone Europe/Lisbon
    maya is agent, login maya, maya@example.org, time zone Europe/Lisbon
    maya$ baton member show me
    maya is agent, login maya, maya@example.org, time zone Europe/Lisbon
    ada$ baton member add kim --time-zone Asia/Tokyo
    kim is agent, login kim, no address, time zone Asia/Tokyo
    ada$ baton member list
    NAME    ROLE   LOGIN   ADDRESSES           GRANTS  TIME ZONE
    ada     admin  ada     ada@example.org     -       -
    jordan  agent  jordan  jordan@example.org  -       -
    kim     agent  kim                         -       Asia/Tokyo
    maya    agent  maya    maya@example.org    -       Europe/Lisbon
    sam     agent  sam     sam@example.org     -       -
    ada$ baton member set kim --time-zone team
    kim is agent, login kim, no address
    ");
    assert_eq!(world.maya("member show maya --json").ok().json()["time_zone"], "Europe/Lisbon");
    assert_eq!(world.maya("member show kim --json").ok().json()["time_zone"], Value::Null);
    world.admin("fsck").ok();
}

#[test]
fn a_digest_of_ones_own_tells_times_by_ones_own_clocks() {
    let world = asked();
    world.configure(
        "[mail-out]\nfrom = \"baton@example.org\"\n[mail-out.sendmail]\ncommand = [\"/bin/false\"]\n",
    );
    world.admin("member set maya --time-zone America/New_York").ok();
    world.maya("claim 1").ok();
    world.admin("next 1 'send the quote' --owner maya --due '2026-03-02 15:00'").ok();
    world.now("2026-03-02T16:00Z").sync();
    let mails = world.admin("review --email --personal --dry-run").ok().stdout;
    assert!(mails.contains("Mon 2 Mar 2026, 11:00 (America/New_York)"), "{mails}");
    assert!(mails.contains("\"send the quote\" was due today 09:00 (maya)"), "{mails}");
    // Her age in working time is the team's.
    assert!(mails.contains("yours =C2=B7 7h"), "{mails}");
    world.admin("member set maya --time-zone team").ok();
    let mails = world.admin("review --email --personal --dry-run").ok().stdout;
    assert!(mails.contains("was due today 15:00 (maya)"), "{mails}");
    assert!(section(&world, "overdue")[0].1.contains("today 15:00"));
}
