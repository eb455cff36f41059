//! However runs and servers end, each recipient has the review of a day under one Message-ID: a table of ends.

use std::collections::{BTreeMap, BTreeSet};
use std::net::TcpListener;

use chrono::{DateTime, TimeDelta, Utc};
use insta::assert_snapshot;

use crate::delivery::{mail_to, parsed};
use crate::dovecot::Dovecot;
use crate::ledger;
use crate::session::asked;
use crate::smtp::{DROP, Envelope, HOLD, Mode, Smtp};
use crate::world::{Mail, Ran, World, time};

const ANA: &str = "outbox-ana@example.org";
const BEN: &str = "outbox-ben@example.org";

/// What happens in a case, one after the other.
enum Step {
    /// The server behaves so until it is told otherwise; it behaves well at first.
    Server(Mode),
    /// Nobody listens where the server was, until it is up again.
    Down,
    Up,
    Later(&'static str),
    /// `baton review --email` and these words end with this status, and say this.
    Run(&'static str, i32, &'static str),
    /// With these words, killed when the dialogue has come to this stage; the server behaves well afterwards.
    Killed(&'static str, &'static str),
    /// So many of them are started at once, and all end well.
    AtOnce(usize),
}
use Step::{AtOnce, Down, Killed, Later, Run, Server, Up};

/// Day of the case, recipient, copies that arrived, Message-IDs among them.
type Arrived = (u64, &'static str, usize, usize);

/// One review for each.
const ONE: &[Arrived] = &[(0, ANA, 1, 1), (0, BEN, 1, 1)];
/// The server had taken Ana's when the run was cut off; nobody could know.
const ANA_TWICE: &[Arrived] = &[(0, ANA, 2, 1), (0, BEN, 1, 1)];
const BOTH_TWICE: &[Arrived] = &[(0, ANA, 2, 1), (0, BEN, 2, 1)];

const SENT: Step = Run("", 0, "review sent to");
const REPEATED: Step = Run("", 0, "again under the same Message-ID: an earlier run was cut off");
const LATER: Step = Run("", 75, "no review to");
const PERHAPS: Step = Run("", 75, "it may have gone out");
const UNSURE: Step = Run("", 1, "nobody knows whether the review reached outbox-ana");
const NOTHING: Step = Run("", 0, "already");
const WELL: Step = Server(Mode::Well);
const REFUSED_AND_LATER: Step = Run("", 75, "is refused");
const REFUSED: Step = Run("", 1, "is refused");

const CASES: &[(&str, &[Step], &[Arrived])] = &[
    ("ten runs", &[SENT, NOTHING, NOTHING, NOTHING, AtOnce(6)], ONE),
    (
        "crons at the same second, three days long",
        &[AtOnce(3), Later("1d"), AtOnce(3), Later("1d"), AtOnce(3)],
        &[
            (0, ANA, 1, 1),
            (0, BEN, 1, 1),
            (1, ANA, 1, 1),
            (1, BEN, 1, 1),
            (2, ANA, 1, 1),
            (2, BEN, 1, 1),
        ],
    ),
    ("killed at EHLO", &[Killed("", "EHLO"), REPEATED, NOTHING], ONE),
    ("killed at MAIL", &[Killed("", "MAIL"), REPEATED, NOTHING], ONE),
    ("killed at RCPT", &[Killed("", "RCPT"), REPEATED, NOTHING], ONE),
    ("killed before DATA", &[Killed("", "DATA"), REPEATED, NOTHING], ONE),
    ("killed after DATA, before 250, the mail is lost", &[Killed("", "."), REPEATED, NOTHING], ONE),
    (
        "killed after DATA, before 250, the mail is there",
        &[Killed("", "saved"), REPEATED, NOTHING],
        ANA_TWICE,
    ),
    (
        "killed after 250, before that is written",
        &[Killed("", "QUIT"), REPEATED, NOTHING],
        ANA_TWICE,
    ),
    (
        "killed twice after DATA: nobody tries a third time by itself",
        &[Killed("", "saved"), Killed("", "saved"), UNSURE],
        ANA_TWICE,
    ),
    ("killed, and two crons after it", &[Killed("", "saved"), AtOnce(2), NOTHING], ANA_TWICE),
    (
        "the server is down until the evening",
        &[Down, LATER, Later("4h"), LATER, Later("4h"), Up, SENT, NOTHING],
        ONE,
    ),
    (
        "the server is down for a day: that day has none, the next one its own",
        &[Down, LATER, Later("8h"), LATER, Later("16h"), Up, SENT, NOTHING],
        &[(1, ANA, 1, 1), (1, BEN, 1, 1)],
    ),
    ("4xx at EHLO", &[Server(Mode::At("EHLO", "421 busy")), LATER, WELL, SENT, NOTHING], ONE),
    ("4xx at MAIL", &[Server(Mode::At("MAIL", "451 later")), LATER, WELL, SENT, NOTHING], ONE),
    (
        "4xx at RCPT: greylisted",
        &[Server(Mode::Recipient(ANA, "451 later")), LATER, LATER, WELL, SENT, NOTHING],
        ONE,
    ),
    ("4xx at DATA", &[Server(Mode::At("DATA", "451 later")), LATER, WELL, SENT, NOTHING], ONE),
    ("4xx to the mail", &[Server(Mode::At(".", "452 full")), LATER, WELL, SENT, NOTHING], ONE),
    ("dropped at MAIL", &[Server(Mode::At("MAIL", DROP)), LATER, WELL, SENT, NOTHING], ONE),
    ("dropped after RCPT", &[Server(Mode::At("DATA", DROP)), LATER, WELL, SENT, NOTHING], ONE),
    (
        "dropped after DATA, the mail is lost",
        &[Server(Mode::At(".", DROP)), PERHAPS, WELL, REPEATED, NOTHING],
        ONE,
    ),
    (
        "dropped after DATA, the mail is there",
        &[Server(Mode::At("saved", DROP)), PERHAPS, WELL, REPEATED, NOTHING],
        BOTH_TWICE,
    ),
    (
        "dropped after DATA, later, dropped again: nobody tries a third time",
        &[
            Server(Mode::At("saved", DROP)),
            PERHAPS,
            Server(Mode::At("MAIL", "451 later")),
            LATER,
            LATER,
            Server(Mode::At("saved", DROP)),
            UNSURE,
            Server(Mode::At("MAIL", "451 later")),
            UNSURE,
            WELL,
            UNSURE,
        ],
        BOTH_TWICE,
    ),
    (
        "dropped after DATA, refused, dropped again: nobody tries a third time",
        &[
            Server(Mode::At("saved", DROP)),
            PERHAPS,
            Server(Mode::At("MAIL", "553 not yours")),
            REFUSED,
            Server(Mode::At("saved", DROP)),
            UNSURE,
            WELL,
            UNSURE,
        ],
        BOTH_TWICE,
    ),
    (
        "dropped after DATA, down for a while: the second is the last",
        &[
            Server(Mode::At("saved", DROP)),
            PERHAPS,
            Down,
            LATER,
            LATER,
            Up,
            WELL,
            REPEATED,
            NOTHING,
        ],
        BOTH_TWICE,
    ),
    ("dropped after 250", &[Server(Mode::At("QUIT", DROP)), SENT, WELL, NOTHING], ONE),
    (
        "the sender is refused",
        &[Server(Mode::At("MAIL", "553 not yours")), REFUSED, WELL, SENT, NOTHING],
        ONE,
    ),
    (
        "one recipient is refused all day",
        &[Server(Mode::Recipient(ANA, "550 no such user")), REFUSED, REFUSED, Later("4h"), REFUSED],
        &[(0, BEN, 1, 1)],
    ),
    (
        "one recipient is refused until the address is mended",
        &[Server(Mode::Recipient(ANA, "550 no such user")), REFUSED, WELL, SENT, NOTHING],
        ONE,
    ),
    ("refused at DATA", &[Server(Mode::At("DATA", "554 no")), REFUSED, WELL, SENT, NOTHING], ONE),
    (
        "the mail is refused",
        &[Server(Mode::At(".", "554 spam")), REFUSED, WELL, SENT, NOTHING],
        ONE,
    ),
    (
        "one is refused and one may be mended: that one counts",
        &[
            Server(Mode::Recipients(&[(ANA, "550 no"), (BEN, "451 later")])),
            LATER,
            REFUSED_AND_LATER,
            WELL,
            SENT,
            NOTHING,
        ],
        ONE,
    ),
    (
        "--again is a second mail, under a Message-ID of its own",
        &[SENT, Run("--again", 0, "review sent to"), NOTHING],
        &[(0, ANA, 2, 2), (0, BEN, 2, 2)],
    ),
    (
        "--again that is killed is finished by the next run",
        &[SENT, Killed("--again", "DATA"), REPEATED, NOTHING],
        &[(0, ANA, 2, 2), (0, BEN, 1, 1)],
    ),
];

#[test]
fn however_runs_end_each_recipient_has_one_review_a_day() {
    let (smtp, world) = (Smtp::start(Dovecot::shared()), asked());
    let first = time("2026-03-02T09:00Z");
    let (mut seen, mut table) = (0, String::new());
    for (week, (name, steps, arrived)) in CASES.iter().enumerate() {
        // A week for each, so that none meets what another left.
        let start = first + TimeDelta::weeks(week.try_into().unwrap());
        world.now(&start.format("%Y-%m-%dT%H:%MZ").to_string());
        smtp.behave(Mode::Well);
        up(&world, &smtp);
        for (n, step) in steps.iter().enumerate() {
            take(step, &world, &smtp, &format!("{name}, step {n}"));
        }
        let mails = smtp.envelopes().split_off(seen);
        seen += mails.len();
        let found = count(&mails, start);
        table += &format!("{name}: {found:?}\n");
        let expected: Arrivals = arrived
            .iter()
            .map(|(day, who, copies, ids)| ((*day, (*who).to_owned()), (*copies, *ids)))
            .collect();
        assert_eq!(found, expected, "{name}; so far:\n{table}");
    }
}

/// Copies and Message-IDs by day of the case and recipient.
type Arrivals = BTreeMap<(u64, String), (usize, usize)>;

fn count(mails: &[Envelope], start: DateTime<Utc>) -> Arrivals {
    let mut found: BTreeMap<(u64, String), Vec<String>> = BTreeMap::new();
    for mail in mails {
        let raw = parsed(&mail.raw);
        let date = DateTime::from_timestamp(raw.date().unwrap().to_timestamp(), 0).unwrap();
        // In Berlin the day begins an hour or two earlier, when nothing is sent.
        let day = (date.date_naive() - start.date_naive()).num_days();
        let [to] = &mail.to[..] else { panic!("{:?}", mail.to) };
        let key = (day.try_into().unwrap(), to.clone());
        found.entry(key).or_default().push(raw.message_id().unwrap().to_owned());
    }
    let counted = |ids: Vec<String>| (ids.len(), ids.iter().collect::<BTreeSet<_>>().len());
    found.into_iter().map(|(key, ids)| (key, counted(ids))).collect()
}

fn take(step: &Step, world: &World, smtp: &Smtp, place: &str) {
    match step {
        Server(mode) => smtp.behave(mode.clone()),
        Down => {
            // Nobody listens on a port that was free a moment ago.
            let free = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
            let port = format!("port = {}", smtp.tls_port);
            mail_to(world, &smtp.mail_out().replace(&port, &format!("port = {free}")), &[ANA, BEN]);
        }
        Up => up(world, smtp),
        Later(span) => drop(world.later(span)),
        Run(words, status, says) => {
            let ran = world.admin(&format!("review --email {words}"));
            assert_eq!(ran.status, Some(*status), "{place}: {ran}");
            assert!(ran.to_string().contains(says), "{place}: {says:?} is not in {ran}");
        }
        Killed(words, stage) => {
            smtp.behave(Mode::At(stage, HOLD));
            let mut cron =
                world.command("ada", &format!("review --email {words}")).spawn().unwrap();
            smtp.wait_until_held();
            cron.kill().unwrap();
            cron.wait().unwrap();
            smtp.behave(Mode::Well);
        }
        AtOnce(crons) => {
            let crons: Vec<_> = (0..*crons)
                .map(|_| world.command("ada", "review --email").spawn().unwrap())
                .collect();
            for cron in crons {
                let ended = cron.wait_with_output().unwrap();
                assert!(ended.status.success(), "{place}: {ended:?}");
            }
        }
    }
}

fn up(world: &World, smtp: &Smtp) {
    mail_to(world, &smtp.mail_out(), &[ANA, BEN]);
}

#[test]
fn the_status_says_what_became_of_each_mail() {
    let (smtp, world) = (Smtp::start(Dovecot::shared()), asked());
    up(&world, &smtp);
    assert_snapshot!(world.admin("review --status"), @"
    $ baton review --status
    [stderr] no review was mailed since Tue 17 Feb 00:00
    ");
    take(&Down, &world, &smtp, "");
    world.admin("review --email").fails(75);
    world.now("2026-03-03T06:30Z");
    up(&world, &smtp);
    smtp.behave(Mode::Recipient(
        ANA,
        "550 5.1.1 no such user\u{1b}[2J here, and none that is spelt like it",
    ));
    world.admin("review --email").fails(1);
    world.later("10m").admin("review --email").fails(1);
    world.now("2026-03-04T06:30Z");
    take(&Killed("", "DATA"), &world, &smtp, "");
    world.later("10m").admin("review --personal --email").ok();
    let before = ledger::dump(&world);
    let shown = world.admin("review --status").ok();
    assert!(shown.stdout.lines().all(|line| line.chars().count() <= 80), "{shown}");
    assert_snapshot!(without_ids(&world, &shown), @r#"
    $ baton review --status
    Mon 2 Mar 2026
      team        unsent    10:00  outbox-ana@example.org
                <[id]>
                cannot connect to 127.0.0.1: Connection refused (os error 111)
      team        unsent    10:00  outbox-ben@example.org
                <[id]>
                cannot connect to 127.0.0.1: Connection refused (os error 111)
    Tue 3 Mar 2026
      team        sent      07:30  outbox-ben@example.org
                <[id]>
      team        refused   07:40  outbox-ana@example.org, tried 2 times
                <[id]>
                cannot send mail to outbox-ana@example.org by 127.0.0.1: the server
                said "550 5.1.1 no such user\u{1b}[2J here, and none that is spelt
                like it"
    Wed 4 Mar 2026
      team        sending   07:30  outbox-ana@example.org
                <[id]>
      team        pending   07:30  outbox-ben@example.org
                <[id]>
    "#);
    assert_snapshot!(without_ids(&world, &world.admin("review --status --since today --csv")), @"
    $ baton review --status --since today --csv
    at,kind,day,recipient,state,attempts,message_id,error
    2026-03-04 07:30,team,2026-03-04,outbox-ana@example.org,sending,1,[id],
    2026-03-04 07:30,team,2026-03-04,outbox-ben@example.org,pending,0,[id],
    ");
    assert_snapshot!(without_ids(&world, &world.admin("review --status --since 2bd --plain")), @r#"
    $ baton review --status --since 2bd --plain
    2026-03-02 10:00	team	2026-03-02	outbox-ana@example.org	unsent	1	[id]	cannot connect to 127.0.0.1: Connection refused (os error 111)
    2026-03-02 10:00	team	2026-03-02	outbox-ben@example.org	unsent	1	[id]	cannot connect to 127.0.0.1: Connection refused (os error 111)
    2026-03-03 07:30	team	2026-03-03	outbox-ben@example.org	sent	1	[id]	-
    2026-03-03 07:40	team	2026-03-03	outbox-ana@example.org	refused	2	[id]	cannot send mail to outbox-ana@example.org by 127.0.0.1: the server said "550 5.1.1 no such user\u{1b}[2J here, and none that is spelt like it"
    2026-03-04 07:30	team	2026-03-04	outbox-ana@example.org	sending	1	[id]	-
    2026-03-04 07:30	team	2026-03-04	outbox-ben@example.org	pending	0	[id]	-
    "#);
    assert_eq!(ledger::dump(&world), before);
    // Two weeks are shown.
    world.now("2026-03-17T06:30Z");
    let mails = &world.admin("review --status --json").ok().json()["mails"];
    let days: Vec<&str> =
        mails.as_array().unwrap().iter().map(|mail| mail["day"].as_str().unwrap()).collect();
    assert_eq!(days, ["2026-03-04", "2026-03-04"]);
}

/// Message-IDs are those of this ledger.
fn without_ids(world: &World, shown: &Ran) -> String {
    let mails = world.admin("review --status --since 2026-01-01 --json").ok().json();
    let ids =
        mails["mails"].as_array().unwrap().iter().map(|mail| mail["message_id"].as_str().unwrap());
    ids.fold(shown.to_string(), |text, id| text.replace(id, "[id]"))
}

/// The line of the doctor's about the review.
fn doctor(world: &World) -> (bool, String) {
    let checks = world.admin("doctor --json").json();
    let review =
        checks["checks"].as_array().unwrap().iter().find(|check| check["check"] == "review");
    let review = review.unwrap_or_else(|| panic!("{checks}"));
    (review["ok"].as_bool().unwrap(), review["text"].as_str().unwrap().to_owned())
}

#[test]
fn the_doctor_knows_when_the_review_went_out_last_and_who_has_none() {
    let (smtp, world) = (Smtp::start(Dovecot::shared()), asked());
    up(&world, &smtp);
    // Monday; nothing is late yet.
    assert_eq!(doctor(&world), (true, "none was sent yet: baton review --email".to_owned()));
    world.admin("review --email").ok();
    let said = "sent today 10:00 to outbox-ana@example.org, outbox-ben@example.org";
    assert_eq!(doctor(&world), (true, said.to_owned()));
    smtp.behave(Mode::Recipient(ANA, "550 no such user"));
    world.later("1d").admin("review --email").fails(1);
    let (ok, said) = doctor(&world);
    assert!(!ok && said.starts_with("to outbox-ana@example.org today 10:00: refused: "), "{said}");
    smtp.behave(Mode::Well);
    world.admin("review --email").ok();
    assert!(doctor(&world).0);
    // Friday is the third working day after Tuesday.
    world.now("2026-03-06T08:59Z");
    assert!(doctor(&world).0);
    world.now("2026-03-06T09:01Z");
    assert_eq!(doctor(&world), (false, "none was sent since Tue 3 Mar 10:00".to_owned()));
    // With --quiet-if-empty that is as it should be, where nothing needs anyone.
    world.maya("close 1").ok();
    world.sync();
    assert!(doctor(&world).0);
}

#[test]
fn a_review_that_bounced_shows_and_is_not_sent_again() {
    let (smtp, world) = (Smtp::start(Dovecot::shared()), asked());
    up(&world, &smtp);
    world.admin("review --email").ok();
    let mails = world.admin("review --status --json").ok().json();
    let id = mails["mails"][0]["message_id"].as_str().unwrap();
    let bounce = Mail::from("MAILER-DAEMON@mail.example.org")
        .subject("Undelivered Mail Returned to Sender")
        .header("Content-Type", "multipart/report; report-type=delivery-status; boundary=x")
        .reply_to_id(id);
    world.mail(bounce);
    assert_snapshot!(without_ids(&world, &world.admin("review --status")), @"
    $ baton review --status
    Mon 2 Mar 2026
      team        returned  10:00  outbox-ana@example.org
                <[id]>
                it came back
      team        sent      10:00  outbox-ben@example.org
                <[id]>
    ");
    assert_snapshot!(world.admin("review --email"), @"
    $ baton review --email
    review was sent to outbox-ana@example.org already, today 10:00, and came back
    review was sent to outbox-ben@example.org already, today 10:00
    ");
    let (ok, said) = doctor(&world);
    assert!(!ok && said.ends_with("returned: it came back"), "{said}");
    assert_eq!(smtp.envelopes().len(), 2);
}

#[test]
fn a_sendmail_that_takes_it_and_dies_and_is_busy_in_between_has_it_twice_at_most() {
    let world = asked();
    let taken = world.path().join("taken");
    let script = format!(
        "f=$(dirname {0})/busy; if [ -e $f ]; then rm $f; exit 75; fi; touch $f; cat >> {0}; kill -9 $$",
        taken.display()
    );
    let mail_out = format!(
        "[mail-out]\nfrom = \"baton@example.org\"\n\
         [mail-out.sendmail]\ncommand = [\"sh\", \"-c\", {script:?}]\n"
    );
    mail_to(&world, &mail_out, &[ANA]);
    for status in [75, 75, 1, 1, 1, 1] {
        world.admin("review --email").fails(status);
    }
    let copies = std::fs::read_to_string(&taken).unwrap().matches("Message-ID:").count();
    assert_eq!(copies, 2);
    let ran = world.admin("review --email").fails(1);
    assert!(ran.stderr.contains("each try was cut off") && !ran.stderr.contains("connection"));
}
