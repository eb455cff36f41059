//! `sync --watch`: mail is in the ledger as it comes, whatever happens to the server meanwhile.

use std::fs;
use std::io::Read;
use std::os::unix::process::ExitStatusExt;
use std::process::Child;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use baton::flow::watch::{Connect, Event, Pace, Watch};
use baton::mail::imap::{Imap, ImapSettings};
use baton::mail::login::Login;
use baton::mail::net::Tls;
use baton::mail::secret::Secret;
use baton::mail::source::Source;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::{Value, json};

use crate::certificates::Certificate;
use crate::dovecot::{Dovecot, PASSWORD};
use crate::ledger;
use crate::scripted::{Scripted, Step, send};
use crate::service::{self, PATIENCE, wait_for};
use crate::sync::scripted_inbox;
use crate::world::{Mail, World, time};

const NOW: &str = "2026-03-02T09:00Z";
/// Two seconds are the aim on a quiet machine; tests share theirs.
const SOON: Duration = Duration::from_secs(10);
/// What is not there by then never comes: after some failures the pauses between attempts are long.
const LIMIT: Duration = Duration::from_secs(90);

/// A running `sync --watch`, ended with the test.
struct Watching {
    child: Child,
    out: Arc<Mutex<String>>,
    err: Arc<Mutex<String>>,
}

impl Watching {
    fn start(world: &World, words: &str) -> Self {
        let mut child = world.command("ada", &format!("sync --watch {words}")).spawn().unwrap();
        let out = collect(child.stdout.take().unwrap());
        let err = collect(child.stderr.take().unwrap());
        Self { child, out, err }
    }

    fn out(&self) -> String {
        self.out.lock().unwrap().clone()
    }

    fn err(&self) -> String {
        self.err.lock().unwrap().clone()
    }

    #[track_caller]
    fn until(&self, what: &str, holds: impl Fn() -> bool) -> Duration {
        let began = Instant::now();
        while !holds() {
            let said = || self.out() + &self.err();
            assert!(began.elapsed() < LIMIT, "not after {LIMIT:?}: {what}\n{}", said());
            // It only spares the processor.
            thread::sleep(Duration::from_millis(5));
        }
        began.elapsed()
    }

    /// Asks it to end; its exit status, as a shell counts.
    fn end(mut self, signal: Signal) -> (i32, String, String) {
        kill(Pid::from_raw(self.child.id().try_into().unwrap()), signal).unwrap();
        let status = wait_for(|| self.child.try_wait().unwrap()).expect("a watch that ends");
        let status = status.code().or(status.signal().map(|signal| 128 + signal)).unwrap();
        (status, self.out(), self.err())
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a stream has said so far.
fn collect(mut stream: impl Read + Send + 'static) -> Arc<Mutex<String>> {
    let said = Arc::new(Mutex::new(String::new()));
    let into = said.clone();
    thread::spawn(move || {
        let mut piece = [0; 4096];
        while let Ok(read @ 1..) = stream.read(&mut piece) {
            into.lock().unwrap().push_str(&String::from_utf8_lossy(&piece[..read]));
        }
    });
    said
}

fn question(id: &str) -> String {
    format!(
        "Message-ID: <{id}>\nFrom: Ana <ana@example.com>\nTo: support@example.org\n\
         Subject: Pricing\n\nHow much?\n"
    )
}

fn deliver(dovecot: &Dovecot, user: &str, id: &str) {
    dovecot.deliver(user, "INBOX", &question(id), time("2026-03-02T08:30Z"));
}

/// As a delivery agent does it, without IMAP.
fn drop_file(dovecot: &Dovecot, user: &str, name: &str, raw: &str) {
    let path = dovecot.maildir(user).join(name);
    fs::write(&path, raw).unwrap();
    service::give_to_mail_owner(&path).unwrap();
}

/// The figure shows with `--nocapture`.
#[allow(clippy::print_stderr, reason = "a measurement is worth reading")]
#[track_caller]
fn in_time(what: &str, took: Duration) {
    eprintln!("{what} was in the ledger after {took:?}");
    assert!(took < SOON, "{took:?}");
}

fn messages(world: &World) -> i64 {
    ledger::count(world, "messages").unwrap_or_default()
}

fn problems(world: &World) -> Vec<Value> {
    let review = world.maya("review --json").ok().json();
    let mailboxes = review["mailboxes"].as_array().unwrap().iter();
    mailboxes.map(|mailbox| mailbox["problem"].clone()).collect()
}

#[test]
fn new_mail_of_several_inboxes_is_in_the_ledger_at_once() {
    let dovecot = Dovecot::shared();
    let (support, sales) = ("watch-support", "watch-sales");
    let config = dovecot.inbox("support", support) + &dovecot.inbox("sales", sales);
    let world = World::with_config(NOW, &config);
    deliver(dovecot, support, "a@x");
    let watching = Watching::start(&world, "");
    watching.until("what was there is read", || messages(&world) == 1);
    for (n, user) in [support, sales, support, sales].into_iter().enumerate() {
        deliver(dovecot, user, &format!("b{n}@x"));
        let took = watching.until("the mail is read", || messages(&world) == n as i64 + 2);
        in_time("mail", took);
    }
    let (status, out, err) = watching.end(Signal::SIGTERM);
    assert_eq!((status, err.as_str()), (0, ""));
    let lines = [
        "support: INBOX 1 of 1, 1 new",
        "support: INBOX 2 of 2, 1 new",
        "sales: INBOX 1 of 1, 1 new",
        "support: INBOX 3 of 3, 1 new",
        "sales: INBOX 2 of 2, 1 new",
    ];
    assert_eq!(out.lines().collect::<Vec<_>>(), lines);
}

#[test]
fn a_reply_from_another_mail_client_is_seen_at_once() {
    let dovecot = Dovecot::shared();
    let user = "watch-sent";
    let world = World::with_config(NOW, &dovecot.inbox("support", user));
    deliver(dovecot, user, "a@x");
    let watching = Watching::start(&world, "");
    watching.until("the question is read", || messages(&world) == 1);
    for n in 1..=3 {
        let reply = format!(
            "Message-ID: <r{n}@x>\nFrom: Maya <maya@example.org>\nTo: ana@example.com\n\
             Subject: Re: Pricing\nIn-Reply-To: <a@x>\n\nTen.\n"
        );
        let date = Some(time("2026-03-02T08:59Z"));
        dovecot.imap(user).append("Sent", reply.as_bytes(), date, &["\\Seen"]);
        let took = watching.until("the reply is read", || messages(&world) == n + 1);
        in_time("a reply", took);
    }
    assert_eq!(crate::sync::show(&world, 1)["status"], "waiting-customer");
}

/// The owner of the ledger reads when it likes; here a mail comes just after it did.
#[test]
fn mail_that_comes_between_a_read_and_the_next_wait_is_not_overlooked() {
    let dovecot = Dovecot::shared();
    let user = "watch-between";
    let settings = ImapSettings {
        host: "127.0.0.1".to_owned(),
        port: dovecot.tls_port,
        tls: Tls::Implicit,
        user: user.to_owned(),
        login: Login::Password(Secret::new(PASSWORD)),
        ca_file: Some(dovecot.authority.clone()),
        mailboxes: vec!["INBOX".to_owned()],
        sent: vec!["INBOX".to_owned()],
        connect_timeout: PATIENCE,
        read_timeout: PATIENCE,
        batch: 100,
    };
    let connect: Connect =
        Arc::new(move || Ok(Source::Imap(Box::new(Imap::open(settings.clone())?))));
    let hour = Duration::from_secs(3600);
    let watch = Watch::start(vec![connect], Pace { told: hour, untold: hour }).unwrap();
    let due = || match watch.next(PATIENCE) {
        Some(Event::Due(due)) => due.source.unwrap(),
        _ => panic!("nothing is due after {PATIENCE:?}"),
    };
    let source = due();
    deliver(dovecot, user, "a@x");
    watch.give_back(0, Some(source));
    let source = due();
    watch.give_back(0, Some(source));
    deliver(dovecot, user, "b@x");
    due();
    watch.end();
}

#[test]
fn json_is_one_line_for_each_time_that_mail_came() {
    let world = World::at(NOW);
    let watching = Watching::start(&world, "--every 1s --json");
    for n in 1..=2 {
        world.deliver(Mail::from("ana@example.com"));
        watching.until("it is said", || watching.out().lines().count() == n);
        let line: Value = serde_json::from_str(watching.out().lines().last().unwrap()).unwrap();
        let mailbox = json!({
            "mailbox": "support/INBOX", "server": n, "ledger": n, "new": 1, "unreadable": 0, "complete": true,
        });
        assert_eq!(line, json!({ "version": 1, "mailboxes": [mailbox] }));
    }
}

#[test]
fn either_signal_ends_it_cleanly_and_leaves_its_locks_free() {
    let dovecot = Dovecot::start();
    for (user, signal) in [("watch-term", Signal::SIGTERM), ("watch-int", Signal::SIGINT)] {
        let world = World::with_config(NOW, &dovecot.inbox("support", user));
        deliver(&dovecot, user, "a@x");
        let said = |words: &str| {
            let log = dovecot.log();
            log.lines().filter(|line| line.contains(user) && line.contains(words)).count()
        };
        let watching = Watching::start(&world, "");
        watching.until("the mail is read", || messages(&world) == 1);
        // The delivery, and one for each mailbox.
        watching.until("it waits for both mailboxes", || said("Login:") == 3);
        let ends = Instant::now();
        let (status, out, err) = watching.end(signal);
        assert_eq!((status, err.as_str()), (0, ""));
        assert_eq!(out, "support: INBOX 1 of 1, 1 new\n");
        assert!(ends.elapsed() < SOON);
        wait_for(|| (said("Logged out") == 2).then_some(())).expect("two goodbyes");
        // Its locks ended with it.
        assert_eq!(world.sync().stderr, "");
        let again = Watching::start(&world, "--verbose");
        again.until("it reads", || again.err().contains("reading support"));
    }
}

#[test]
fn a_server_that_dies_is_called_again_until_it_is_back() {
    let dovecot = Dovecot::start();
    let user = "watch-restart";
    let world = World::with_config(NOW, &dovecot.inbox("support", user));
    deliver(&dovecot, user, "a@x");
    let watching = Watching::start(&world, "");
    watching.until("the mail is read", || messages(&world) == 1);

    dovecot.kill();
    watching.until("the failure is told", || watching.err().contains("cannot connect"));
    let said = watching.err();
    for line in said.lines() {
        assert!(line.starts_with("baton: support: cannot "), "{said}");
        assert!(line.contains("; trying again in "), "{said}");
    }
    // The review knows, as after an ordinary sync.
    assert!(problems(&world)[0].as_str().unwrap().contains("cannot connect"));
    // It came while nobody could read it.
    drop_file(&dovecot, user, "new/1772442000.M1.test", &question("b@x"));
    let _again = dovecot.start_again();
    watching.until("what came meanwhile is read", || messages(&world) == 2);
    watching.until("it says so", || watching.err().ends_with("support: can be read again\n"));
    assert_eq!(watching.err().matches("refused").count(), 1, "{}", watching.err());
    assert!(problems(&world).iter().all(Value::is_null));

    deliver(&dovecot, user, "c@x");
    let took = watching.until("it waits again", || messages(&world) == 3);
    in_time("mail", took);
}

#[test]
fn an_inbox_that_cannot_be_read_does_not_stop_the_others() {
    let dovecot = Dovecot::shared();
    let broken = dovecot.inbox("broken", "watch-broken").replace("\"secret\"", "\"wrong\"");
    let config = broken + &dovecot.inbox("support", "watch-beside");
    let world = World::with_config(NOW, &config);
    let watching = Watching::start(&world, "");
    watching.until("it is told", || watching.err().contains("baton: broken: cannot log in"));
    deliver(dovecot, "watch-beside", "a@x");
    watching.until("the other is read", || messages(&world) == 1);
    let (status, out, err) = watching.end(Signal::SIGTERM);
    assert_eq!((status, out.as_str()), (0, "support: INBOX 1 of 1, 1 new\n"));
    let lines: Vec<&str> = err.lines().collect();
    // Servers lock out who tries a wrong password again and again.
    assert!(lines[0].ends_with("; trying again in 30s"), "{err}");
    assert_eq!(lines[1..], ["hint: check password-command in the config, then run: baton doctor"]);
    assert!(!err.contains("wrong"), "{err}");
}

#[test]
fn a_watch_whose_config_is_wrong_from_the_start_ends_and_says_what_to_do() {
    let dovecot = Dovecot::shared();
    let lost = dovecot
        .inbox("lost", "watch-lost")
        .replace("[inbox.imap]\n", "[inbox.imap]\nmailboxes = [\"Nowhere\"]\n");
    let one = World::with_config(NOW, &lost);
    let alone = one.admin("sync --watch").fails(2);
    assert!(alone.stderr.contains("\nhint: the mailboxes are: "), "{alone}");
    let beside = World::with_config(NOW, &(lost + &dovecot.inbox("support", "watch-found")));
    let said = beside.admin("sync --watch").fails(2).stderr;
    assert!(said.starts_with("baton: lost: "), "{said}");
}

/// What was right once may be so again: a disk that is not there just now.
#[test]
fn a_fault_of_the_config_that_comes_later_is_told_with_its_hint_and_waited_out() {
    let config = "[[inbox]]\nname = \"support\"\naddress = \"support@example.org\"\n\
                  [inbox.mbox]\npath = \"in.mbox\"\n";
    let world = World::with_config(NOW, config);
    let (mbox, aside) = (world.path().join("in.mbox"), world.path().join("aside"));
    fs::write(&mbox, format!("From - Mon Mar  2 08:30:00 2026\n{}", question("a@x"))).unwrap();
    let watching = Watching::start(&world, "--every 1s");
    watching.until("the mail is read", || messages(&world) == 1);
    fs::rename(&mbox, &aside).unwrap();
    watching.until("it is told", || watching.err().contains("; trying again in "));
    let hint = "\nhint: check the path and who may read it\n";
    watching.until("so is what to do", || watching.err().contains(hint));
    fs::rename(&aside, &mbox).unwrap();
    watching.until("it is back", || watching.err().ends_with("support: can be read again\n"));
}

#[test]
fn a_server_without_idle_is_polled() {
    let lines = "imap_capability = IMAP4rev1 LITERAL+ ESEARCH\n";
    let dovecot = Dovecot::start_configured(Certificate::Good, "plain login", lines);
    let user = "watch-polled";
    let world = World::with_config(NOW, &dovecot.inbox("support", user));
    let watching = Watching::start(&world, "--every 1s");
    deliver(&dovecot, user, "a@x");
    watching.until("the first is read", || messages(&world) == 1);
    deliver(&dovecot, user, "b@x");
    let took = watching.until("the second is read", || messages(&world) == 2);
    in_time("mail", took);
    assert_eq!(watching.end(Signal::SIGTERM).0, 0);
    let logins = dovecot.log().matches(&format!("Login: user=<{user}>")).count();
    // One is the watch's, which polls on the same connection; the others are the test's.
    assert!(logins <= 5, "{}", dovecot.log());
}

#[test]
fn where_a_server_allows_one_connection_the_other_mailbox_is_polled() {
    let lines = "mail_max_userip_connections = 1\n";
    let dovecot = Dovecot::start_configured(Certificate::Good, "plain login", lines);
    let user = "watch-one";
    let world = World::with_config(NOW, &dovecot.inbox("support", user));
    let watching = Watching::start(&world, "--every 1s");
    let sent = || dovecot.maildir(user).join(".Sent/cur").exists();
    watching.until("the mailboxes are there", sent);
    let refused = || dovecot.log().contains("Maximum number of connections");
    watching.until("the second is refused", refused);
    drop_file(&dovecot, user, ".Sent/cur/1772442000.M1.test:2,S", &question("a@x"));
    let took = watching.until("the mail is read", || messages(&world) == 1);
    in_time("mail in Sent", took);
    // That is no failure.
    assert_eq!(watching.end(Signal::SIGTERM).2, "");
}

#[test]
fn files_are_polled() {
    let world = World::at(NOW);
    let watching = Watching::start(&world, "--every 1s --verbose");
    world.deliver(Mail::from("ana@example.com"));
    watching.until("the mail is read", || messages(&world) == 1);
    world.deliver(Mail::from("ben@example.com"));
    watching.until("the next is read", || messages(&world) == 2);
    // What is wrong is said once, however often it is found.
    let (maildir, aside) = (world.maildir(), world.path().join("aside"));
    fs::rename(&maildir, &aside).unwrap();
    let warning = "warning: support: INBOX suddenly shows no mail";
    watching.until("it warns", || watching.err().contains(warning));
    let reads = || watching.err().matches("reading support").count();
    let before = reads();
    watching.until("it looks again and again", || reads() > before + 2);
    assert_eq!(watching.err().matches(warning).count(), 1, "{}", watching.err());
    fs::rename(&aside, &maildir).unwrap();
    world.deliver(Mail::from("cleo@example.net"));
    watching.until("it is back", || messages(&world) == 3);
}

#[test]
fn the_clock_goes_on_without_mail() {
    let world = crate::session::asked();
    world.maya("claim 1").ok();
    world.maya("handoff 1 jordan --asked price --next quote").ok();
    world.later("3d");
    let watching = Watching::start(&world, "");
    watching.until("the offer lapses", || !watching.out().is_empty());
    assert_eq!(watching.out(), "1: the offer lapsed, it stays with its owner\n");
}

#[test]
fn a_sync_of_cron_runs_beside_it_and_a_second_watch_does_not() {
    let dovecot = Dovecot::shared();
    let user = "watch-cron";
    let world = World::with_config(NOW, &dovecot.inbox("support", user));
    let watching = Watching::start(&world, "");
    for n in 1..=3 {
        deliver(dovecot, user, &format!("a{n}@x"));
        // It may find the other reading, which is as good.
        let sync = world.sync();
        let busy = "another baton sync is running: nothing to do\n";
        assert!(["", busy].contains(&sync.stderr.as_str()), "{sync}");
        watching.until("the mail is read", || messages(&world) == n);
    }
    let second = world.admin("sync --watch").fails(75);
    assert!(second.stderr.starts_with("baton: another baton sync --watch is running\n"));
    assert_eq!(watching.end(Signal::SIGTERM).2, "");
}

#[test]
fn a_watch_that_is_ended_in_the_middle_of_a_mailbox_goes_on_there() {
    let dovecot = Dovecot::shared();
    let user = "watch-large";
    dovecot.fill(user, "INBOX", 6000, time("2026-03-02T08:00Z"));
    let world = World::with_config(NOW, &dovecot.inbox("support", user));
    let watching = Watching::start(&world, "");
    watching.until("it reads", || messages(&world) > 0);
    let (status, _, err) = watching.end(Signal::SIGTERM);
    assert_eq!((status, err.as_str()), (0, ""));
    let read = messages(&world);
    let out = world.sync().stdout;
    let rest = format!("support: INBOX 6000 of 6000, {} new\n", 6000 - read);
    assert!(out.starts_with(&rest), "{out}");
    assert!(problems(&world).iter().all(Value::is_null));
}

#[test]
fn a_server_that_is_silent_does_not_hold_up_the_end() {
    let server = Scripted::start(vec![Step::Stall]);
    let world = World::at(NOW);
    world.configure(&scripted_inbox("silent", server.port()));
    let watching = Watching::start(&world, "--verbose");
    watching.until("the other is read", || watching.err().contains("reading support"));
    assert_eq!(watching.end(Signal::SIGTERM).0, 0);
}

#[test]
fn a_server_that_falls_silent_in_a_read_does_not_hold_up_the_end() {
    for silent_at in ["UID FETCH", "STATUS"] {
        let script = vec![send("* OK hello\r\n"), Step::ServeUntil(silent_at), Step::Stall];
        let server = Scripted::start(script);
        let world = World::with_config(NOW, &scripted_inbox("support", server.port()));
        let watching = Watching::start(&world, "--verbose");
        watching.until("it reads", || watching.err().contains("reading support"));
        let (status, out, err) = watching.end(Signal::SIGTERM);
        assert_eq!((status, out.as_str()), (0, ""), "{err}");
        assert!(err.ends_with("reading support\n"), "{err}");
    }
}

#[test]
fn a_second_signal_ends_even_a_wait_for_the_ledger() {
    let server = Scripted::start(vec![send("* OK hello\r\n"), Step::ServeUntil("UID FETCH")]);
    let world = World::with_config(NOW, &scripted_inbox("support", server.port()));
    let busy = rusqlite::Connection::open(world.ledger()).unwrap();
    busy.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut watching = Watching::start(&world, "--verbose");
    watching.until("it reads", || watching.err().contains("reading support"));
    let pid = Pid::from_raw(watching.child.id().try_into().unwrap());
    let status = wait_for(|| {
        kill(pid, Signal::SIGTERM).unwrap();
        watching.child.try_wait().unwrap()
    });
    assert_eq!(status.expect("a watch that ends").signal(), Some(Signal::SIGTERM as i32));
}

#[test]
fn wrong_words_are_refused_before_anything_begins() {
    let world = World::at(NOW);
    for words in ["--watch --every 0s", "--watch --every 2h", "--watch --every 3bd", "--every 5s"] {
        world.admin(&format!("sync {words}")).fails(2);
    }
    let plain = world.admin("sync --watch --every 5").fails(2).stderr;
    assert!(plain.contains("such as 30s or 5m") && !plain.contains("3bd"), "{plain}");
    world.admin("sync --watch nowhere").fails(2);
}
